"""Fair weights: voices raked to the people of a census, shares of answers with their intervals, and who is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.samples import Floats, Margin, Weights
from dosi.voice.weighing.absent import who_is_missing
from dosi.voice.weighing.cells import lay_out
from dosi.voice.weighing.raking import YIELDING, Raked, rake
from dosi.voice.weighing.sharing import shares

__all__ = ["BOUNDS", "shares", "weigh", "who_is_missing"]

BOUNDS = (0.2, 5.0)
"""least and most weight of a voice, as multiples of the mean: nobody counts for more than five, or less than a fifth (the usual practice; author's choice)"""


def weigh(
    voices: pd.DataFrame, margins: Sequence[Margin], base: Floats | None = None, bounds: tuple[float, float] = BOUNDS, say: Callable[[str], None] = lambda _: None,
) -> Weights:  # fmt: skip
    """Weigh voices so that they speak for the people of the margins, by raking within bounds.

    `voices`: a row per person with a column per variable of the margins (zone, age_group, sex ...), missing where not known; other columns are left alone. `base`: base weights
    (default: all alike). The weights have the mean 1; their order is that of the rows. Voices that answer alike, with the same base weight, are one group that is raked once: the
    answer does not depend on the order of the rows, and a million voices take little longer than a thousand. Where margins and bounds cannot hold together, the bounds hold, the margins
    give way a little each, and `cannot` says so.
    """
    given = _base(base, len(voices))
    _check(len(voices), bounds)
    design = lay_out(voices, margins)
    value, place = np.unique(given, return_inverse=True)
    group, number = np.unique(design.pattern * len(value) + place, return_inverse=True)
    count = np.bincount(number, minlength=len(group)).astype(np.int64)
    pattern, start = group // len(value), value[group % len(value)]
    cells = [step.cell[pattern] for step in design.steps]

    def raked(least: float, most: float, yielding: float = 0.0) -> Raked:
        return rake(count, start, design.steps, cells, least, most, yielding, say)

    found, cannot, unbounded = raked(*bounds), "", None
    if not found.converged:
        free = raked(0.0, np.inf)
        cannot = "bounds" if free.converged else "margins"
        unbounded = float(free.weight.max(initial=0.0)) if free.converged else None
        found = raked(*bounds, YIELDING)
    low, high = count[found.unbounded < bounds[0]].sum(), count[found.unbounded > bounds[1]].sum()
    return Weights(found.weight[number], given, design, found.rounds, not cannot, found.gap, cannot, bounds, int(low), int(high), unbounded)


def _base(base: Floats | None, voices: int) -> Floats:
    """Base weights with the mean 1."""
    if base is None:
        return np.ones(voices)
    given = np.asarray(base, dtype=float)
    faults = Faults()
    if len(given) != voices:
        faults.add("Base weights: are not as many as the voices", "base weights", len(given), f"{voices} weights", "give one weight per voice")
    for at in np.flatnonzero(~(np.isfinite(given) & (given > 0)))[:50]:
        faults.add("Base weight: is not above 0", f"base weights, voice {at + 1}", given[at], "a number above 0", "correct the weight, or leave the voice out")
    faults.raise_any()
    return given / given.mean() if voices else given


def _check(voices: int, bounds: tuple[float, float]) -> None:
    faults = Faults()
    if not voices:
        faults.add("Voices: there are none", "voices", 0, "at least one voice", "give the answers of at least one person")
    if not 0 <= bounds[0] < 1 < bounds[1]:
        faults.add("Bounds: leave no room around the mean", "bounds", f"{bounds[0]:g} to {bounds[1]:g}", "a least weight below 1 (or 0) and a most above 1 (or infinite)", "give bounds such as 0.2 and 5")
    faults.raise_any()
