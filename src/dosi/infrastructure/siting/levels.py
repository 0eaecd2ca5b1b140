"""Cuts of the p-median: a demand point pays at least a level of cost, less what sites cheaper than that level save it."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.siting.tree import Cuts

ENOUGH = 1e-7


class Levels:
    """Costs of the sites in question, sorted per demand point; each point's least cost is taken off (`base` holds their sum), and the rest is counted in `unit`, a power of two."""

    def __init__(self, cost: np.ndarray, price: np.ndarray) -> None:
        """`cost`: (demand, sites), weighted; `price`: the dual prices, near which the first cuts lie."""
        least = cost.min(axis=1)
        self.base = float(least.sum())
        self.points = len(cost)
        own = (cost - least[:, None]).astype(float)
        self.unit = 2.0 ** max(0, int(np.ceil(np.log2(max(own.max(initial=1.0), 1.0)))) - 13)
        own /= self.unit
        self.order = np.argsort(own, axis=1, kind="stable")
        self.cost = np.take_along_axis(own, self.order, axis=1)
        self.price = (price - least) / self.unit

    def first(self) -> Cuts:
        """The two levels around each price."""
        above = np.minimum((self.cost < self.price[:, None]).sum(axis=1), self.cost.shape[1] - 1)
        rows = np.arange(self.points)
        high = self.cost[rows, above]
        below = self.cost[rows, np.maximum(above - 1, 0)]
        once, twice = self._made(rows, high), self._made(rows, below)
        return Cuts(np.r_[once.owner, twice.owner], np.r_[once.const, twice.const], np.r_[once.start, once.start[-1] + twice.start[1:]],
                    np.r_[once.site, twice.site], np.r_[once.coef, twice.coef])  # fmt: skip

    def cuts(self, y: np.ndarray, t: np.ndarray) -> Cuts:
        """For each demand point the level at which the sites up to it add up to one: there the cut is deepest."""
        share = y[self.order]
        summed = np.cumsum(share, axis=1)
        at = np.minimum((summed < 1 - 1e-9).sum(axis=1), self.cost.shape[1] - 1)
        rows = np.arange(self.points)
        level = self.cost[rows, at]
        saved = (np.maximum(level[:, None] - self.cost, 0) * share).sum(axis=1)
        broken = np.flatnonzero(level - saved > t + ENOUGH * np.maximum(1.0, level))
        return self._made(broken, level[broken])

    def _made(self, rows: np.ndarray, level: np.ndarray) -> Cuts:
        saves = level[:, None] - self.cost[rows]
        counts = (saves > 0).sum(axis=1)
        inside = np.arange(self.cost.shape[1])[None, :] < counts[:, None]
        return Cuts(rows, level, np.r_[0, np.cumsum(counts)], self.order[rows][inside], saves[inside])
