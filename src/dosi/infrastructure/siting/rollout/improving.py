"""Make a rollout better window by window: everything near a place is decided anew by HiGHS while the rest stays (a fix-and-optimise search: Pochet and Wolsey, "Production planning by mixed
integer programming", 2006, ch. 3.6)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from dosi.infrastructure.siting.rollout.columns import ABSENT, Columns
from dosi.infrastructure.siting.rollout.writing import Flat, sides, standing_at, within_sides
from dosi.infrastructure.siting.solver import branch_and_cut
from dosi.model.rollout import Acts
from dosi.model.siting import Effort

PLACES = 20
"""places in a window"""
PASSES = 2
"""how often each place lies in the middle half of a window, about"""
NODES = 2
FINE = 2e-4
"""share of the value at which a window is left"""


def improved(f: Flat, acts: Acts, cost: float, offer: Callable[[Acts], float], enough: float, until: float | None) -> None:
    """Offer better acts until the windows are through, or their cost is at most `enough`; `offer` answers the least cost known."""
    low, high = sides(f)
    for places in _windows(f.rollout.poles.xy):
        if cost <= enough or (until is not None and time.monotonic() >= until):
            return
        x = f.columns.taken(acts)
        fixed = ~_in_window(f.columns, f.rollout.standing.place, places)
        count = f.columns.count
        below, above = np.where(fixed, x, low[:count]), np.where(fixed, x, high[:count])
        small, programme = within_sides(f, below, above)
        solved = branch_and_cut(programme, Effort(FINE, NODES, None if until is None else max(until - time.monotonic(), 0.1)), standing_at(small, acts))
        if solved.x is not None:
            found = f.columns.acts(solved.x[:count])
            better = offer(found)
            if better < cost:
                acts, cost = found, better


def _windows(xy: np.ndarray) -> Iterator[np.ndarray]:
    """The places nearest to a middle; each middle is the place farthest from those before it."""
    far = np.hypot(*(xy - xy[0]).T)
    middle = 0
    for _ in range(max(1, PASSES * len(xy) // PLACES)):
        yield np.argsort(np.hypot(*(xy - xy[middle]).T), kind="stable")[:PLACES]
        middle = int(far.argmax())
        far = np.minimum(far, np.hypot(*(xy - xy[middle]).T))


def _in_window(c: Columns, home: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The columns of these places and of what stands there."""
    inside = np.zeros(c.count, bool)
    e = np.isin(home, places)
    for table in (c.new[:, places], c.stand[:, places], c.pole[places], c.more[:, places], c.into[:, places], c.keep[e], c.out[e]):
        inside[table[table != ABSENT]] = True
    return inside
