"""The best portfolio and how sure that is: points of what starts, and what no choice can pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dosi.portfolio.modelling import CHEAPER_WINS, worth
from dosi.portfolio.options import Choice
from dosi.portfolio.rows import Floats, Ints, Rows
from dosi.portfolio.searching import search

GAP = 2e-3


@dataclass(frozen=True)
class Answer:
    """What the solver found."""

    taken: Ints
    """options that start"""
    value: float
    """their points"""
    bound: float
    """proven: no choice has more points"""

    @property
    def gap_share(self) -> float:
        """How far the bound lies above the value, of the bound."""
        return round((self.bound - self.value) / self.bound, 6) if self.bound > 0 else 0.0


def solve(choice: Choice, limits: Rows, points: Floats | None = None, gap: float = GAP) -> Answer | None:
    """The options that start, their points, and the proven bound on any choice's points; None where no choice keeps the limits."""
    if not len(choice.offer):
        return Answer(np.empty(0, np.int64), 0.0, 0.0)
    points = choice.of_offer("points") if points is None else points
    found = search(choice, limits, worth(choice, points), gap)
    if found is None:
        return None
    value = float(points[found.options].sum())
    most_capital = sum(c for (_, purpose, _), c in choice.ceilings.items() if purpose == "capital") // 1000
    proven = found.bound + CHEAPER_WINS * most_capital / 1000  # points are the objective and the terms of cost, so this bounds the points of every choice
    return Answer(found.options, value, max(value, min(proven, float(points.sum()))))
