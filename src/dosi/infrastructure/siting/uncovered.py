"""Cuts of maximal covering: a group of demand points leaves uncovered at least the weight of those not reached in full, less what open sites reach of them."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.siting.cover_swapping import Cover
from dosi.infrastructure.siting.tree import Cuts

ENOUGH = 1e-7


class Uncovered:
    """Demand points in groups, one variable per group: few variables where sites are few, however many points there are."""

    def __init__(self, cover: Cover, columns: np.ndarray, price: np.ndarray, groups: int) -> None:
        """`columns`: sites in question, all others are closed; `price`: dual prices that the first cuts hold."""
        place = np.full(cover.sites, -1)
        place[columns] = np.arange(len(columns))
        held = place[cover.site] >= 0
        self.site, self.owner = place[cover.site[held]], cover.owner[held]
        self.sites, self.all_points = len(columns), cover.points
        self.weight, self.price = cover.weight.astype(float), price
        lead = np.full(cover.points, len(columns))
        np.minimum.at(lead, self.owner, self.site)
        self.points = int(min(groups, max(cover.points, 1)))
        rank = np.argsort(lead, kind="stable")
        self.group = np.empty(cover.points, np.int64)
        self.group[rank] = np.arange(cover.points) * self.points // max(cover.points, 1)
        self.unit = 2.0 ** max(0, int(np.ceil(np.log2(max(float(self.weight.sum()) / self.points, 1.0)))) - 10)

    def first(self) -> Cuts:
        """What the prices say of each group."""
        return self._made(self.price, np.arange(self.points))

    def cuts(self, y: np.ndarray, t: np.ndarray) -> Cuts:
        """The deepest cut of each group that is broken."""
        reached = np.bincount(self.owner, y[self.site], self.all_points)
        missing = np.maximum(1.0 - reached, 0.0) * self.weight
        due = np.bincount(self.group, missing, self.points) / self.unit
        broken = np.flatnonzero(due > t + ENOUGH * np.maximum(1.0, due))
        return self._made(np.where(reached < 1 - 1e-9, self.weight, 0.0), broken)

    def _made(self, counted: np.ndarray, groups: np.ndarray) -> Cuts:
        const = np.bincount(self.group, counted, self.points) / self.unit
        table = np.bincount(self.group[self.owner] * self.sites + self.site, counted[self.owner], self.points * self.sites).reshape(self.points, self.sites)[groups] / self.unit
        row, column = np.nonzero(table)
        return Cuts(groups, const[groups], np.r_[0, np.cumsum(np.bincount(row, minlength=len(groups)))], column, table[row, column])
