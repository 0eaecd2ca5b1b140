"""What the margins do not explain: residuals of a calibrated estimate, pattern by pattern of voices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dosi.model.samples import Design, Floats, Ints

NEAR_ENOUGH = 1e-6
MOST_ROUNDS = 200
ALONE = 0.5
"""a voice that holds more than this part of a cell's weight: nothing is claimed to be explained for it"""


Means = tuple[sparse.csr_matrix, sparse.csr_matrix]
"""patterns to the weighted means of groups, and groups back to their patterns"""


@dataclass(frozen=True)
class Explainer:
    """Weighted means by the cells of every step, taken away in turn."""

    steps: tuple[tuple[Means, Means], ...]
    """per step: by cell and by stratum, among the patterns that are known to lie in a cell"""
    leverage: Floats
    """part of a cell's weight that one voice of the pattern holds, summed over steps"""

    def explained(self, mean: Floats) -> Floats:
        """The part of some pattern means (patterns x columns) that the margins explain: the weighted projection on the steps' cells less their strata, by turns (von Neumann 1950)."""
        left = mean.copy()
        reach = np.abs(mean).max(axis=0, initial=0.0)
        for _ in range(MOST_ROUNDS):
            before = left
            for (cell, from_cell), (stratum, from_stratum) in self.steps:
                left = left - from_cell @ (cell @ left) + from_stratum @ (stratum @ left)
            if len(self.steps) < 2 or bool((np.abs(left - before).max(axis=0, initial=0.0) <= NEAR_ENOUGH * reach).all()):
                break
        return np.where((self.leverage > ALONE)[:, None], 0.0, mean - left)


def explainer(design: Design, weight: Floats) -> Explainer:
    """What the margins explain, by the weights of patterns (sums over their voices)."""
    one = weight / np.maximum(design.count, 1)
    leverage = np.zeros(len(weight)) if design.steps else one / max(1e-300, float(weight.sum()))
    made = []
    for step in design.steps:
        known = np.flatnonzero(step.cell < len(step.share))
        cell = step.cell[known]
        made.append((_means(weight, known, cell), _means(weight, known, step.stratum[cell])))
        leverage[known] += one[known] / np.maximum(np.bincount(cell, weights=weight[known])[cell], 1e-300)
    return Explainer(tuple(made), np.minimum(leverage, 1.0))


def _means(weight: Floats, known: Ints, group: Ints) -> Means:
    groups = int(group.max(initial=-1)) + 1
    total = np.bincount(group, weights=weight[known], minlength=groups)
    mean = sparse.csr_matrix((weight[known] / np.maximum(total[group], 1e-300), (group, known)), shape=(groups, len(weight)))
    return mean, sparse.csr_matrix((np.ones(len(known)), (known, group)), shape=(len(weight), groups))
