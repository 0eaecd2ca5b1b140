"""Raking with bounds: the weights nearest to the base weights that meet every margin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dosi.model.samples import Floats, Ints, Step

TOLERANCE = 1e-9
"""a cell is reached when it is this near to its target, as a share of all voices"""
MOST_ROUNDS = 2_000
STALLED = 100
"""rounds without the gap falling by a hundredth, after which nothing more is expected"""
LARGEST = 1e100
YIELDING = 0.1
"""how far margins give way where they cannot all be met: the log of a cell's factor is (1 - y) / y times the log of target / present total (author's choice)"""


@dataclass(frozen=True)
class Raked:
    """Weights of groups of voices, and how they were reached."""

    weight: Floats
    unbounded: Floats
    """what the weights would be without the bounds, by the same factors"""
    rounds: int
    converged: bool
    gap: float


def rake(
    count: Ints, base: Floats, steps: Sequence[Step], cells: Sequence[Ints], least: float, most: float, yielding: float = 0.0, say: Callable[[str], None] = lambda _: None,
) -> Raked:  # fmt: skip
    """Rake the weights of groups of voices to the steps' shares within bounds.

    Iterative proportional fitting (Deming and Stephan 1940): each step multiplies the weights of a cell by target / present total, until no step changes anything. With bounds
    the weight is clip(base x product of the factors, least, most): the solution of least Kullback-Leibler distance from the base weights among those that meet margins and bounds
    (Deville and Särndal 1992), which does not depend on the order of the margins. Where voices are not known in a margin, they and those who are keep the totals they have without
    this margin; it only shares out the latter.

    Where margins and bounds cannot all hold, `yielding` above 0 lets the margins give way a little each instead of driving weights to the bounds: every factor is drawn towards 1 (in the
    sense of penalised calibration, Guggemos and Tillé 2010), and the mean of the weights stays 1.

    `count`: voices of each group, `base`: base weight of each (mean 1 over voices), `cells`: the raked cell of each group, per step; sums of weights stay the number of voices.
    """
    voices = float(count.sum())
    raw = base.copy()
    factor = [np.ones(len(step.share) + 1) for step in steps]
    whole = [not (cell == len(step.share)).any() and step.given == 0 for step, cell in zip(steps, cells, strict=True)]
    best, since, gap, rounds = np.inf, 0, 0.0, 0
    for rounds in range(1, MOST_ROUNDS + 1):
        gap = moved = 0.0
        if yielding:
            scale = voices / float((count * np.clip(raw, least, most)).sum())
            raw, moved = raw * scale, abs(float(np.log(scale)))
        for step, cell, f, simple in zip(steps, cells, factor, whole, strict=True):
            n = len(step.share)
            now = np.bincount(cell, weights=count * np.clip(raw, least, most), minlength=n + 1)
            if simple:
                target = np.append(step.share * voices, 0.0)
            else:
                without = np.bincount(cell, weights=count * np.clip(raw / f[cell], least, most), minlength=n + 1) * (voices / max(1e-300, float((count * np.clip(raw / f[cell], least, most)).sum())))
                target = np.append(step.share * np.bincount(step.stratum, weights=without[:n], minlength=1)[step.stratum], without[n])
            gap = max(gap, float(np.abs(now - target).max()) / voices)
            ratio = np.where((now > 0) & (target > 0), target / np.where(now > 0, now, 1.0), 1.0)
            if yielding:
                ratio = ratio ** (1 - yielding) * f**-yielding
            moved = max(moved, float(np.abs(np.log(ratio)).max()))
            f *= ratio
            raw = np.clip(raw * ratio[cell], 1 / LARGEST, LARGEST)
        if gap <= TOLERANCE or (yielding and moved <= TOLERANCE):
            break
        best, since = (gap, 0) if gap < 0.99 * best else (best, since + 1)
        if since >= STALLED and not yielding:
            break
        if rounds % 20 == 0:
            say(f"가중치 맞추는 중: {rounds}번째, 가장 큰 차이 {gap:.1e}")
    return Raked(np.clip(raw, least, most), raw, rounds, gap <= TOLERANCE, gap)
