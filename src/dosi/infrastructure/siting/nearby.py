"""The sites near each demand point, cheapest first: what a p-median of many points needs to know of its costs, instead of all pairs.

A list is cut where it is no longer needed. `beyond` is the least cost of the sites left out, so that a price on the demand point up to it is worth the same as with the
whole list: a site that costs at least the price earns nothing (Garcia, Labbe and Marin 2011 cut in the same way by radius).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from dosi.model.siting import Instance

CELLS = 4_000_000
"""costs that are worked out at once"""
EXACT_SINGLE = 1 << 24
"""whole numbers below it are exact in single precision"""


class Costs:
    """Weighted costs of an instance, worked out a block of demand points at a time; points that weigh nothing are left out."""

    def __init__(self, instance: Instance) -> None:
        assert instance.cost is not None
        self.instance = instance
        self.points = np.flatnonzero(instance.weight > 0)
        self.weight = instance.weight[self.points]
        self.sites, self.whole, self.penalty = len(instance.sites), instance.whole, 0.0
        if instance.plane is None and (np.diff(instance.start) < self.sites).any():
            highest = np.zeros(len(instance.demand))
            np.maximum.at(highest, instance.owner, instance.weight[instance.owner] * instance.cost.astype(float))
            self.penalty = float(highest.sum()) + 1.0

    def block(self, at: slice, sites: np.ndarray | None = None) -> np.ndarray:
        """Weighted costs of some of the points to some sites (all of them), as float64, shape (points, sites); the penalty where there is no cost."""
        instance, points = self.instance, self.points[at]
        if instance.plane is not None:
            return instance.plane.costs(points, sites) * self.weight[at, None].astype(float)
        assert instance.cost is not None
        length = instance.start[points + 1] - instance.start[points]
        entry = np.repeat(instance.start[points] - np.r_[0, np.cumsum(length)[:-1]], length) + np.arange(int(length.sum()))
        owner = np.repeat(np.arange(len(points)), length)
        table = np.full((len(points), self.sites), self.penalty)
        table[owner, instance.site[entry]] = instance.cost[entry] * self.weight[at][owner]
        return table if sites is None else table[:, sites]

    def parts(self, wide: int) -> list[slice]:
        """The points in parts of so many that `wide` costs each fit."""
        step = max(1, CELLS // max(wide, 1))
        return [slice(first, min(first + step, len(self.points))) for first in range(0, len(self.points), step)]

    def reach(self, opened: np.ndarray, rank: int) -> np.ndarray:
        """Cost of each point to the `rank`-th cheapest of some sites; infinite where there are fewer."""
        if len(opened) < rank:
            return np.full(len(self.points), np.inf)
        near = [np.partition(self.block(part, opened), rank - 1, axis=1)[:, rank - 1] for part in self.parts(self.sites if self.instance.plane is None else len(opened))]
        return np.concatenate([np.zeros(0), *near])


@dataclass(frozen=True)
class Nearby:
    """Costs by demand point and by site. Weighted costs; arrays of the entries have one length."""

    start: np.ndarray
    """first entry of each point, and the end: shape (points + 1,)"""
    site: np.ndarray
    cost: np.ndarray
    """rising within a point; sites of equal cost in their order"""
    beyond: np.ndarray
    """shape (points,): no site that is not in the list costs less; infinite where all are"""
    worst: np.ndarray
    """shape (points,): no site costs more"""
    site_start: np.ndarray
    """first entry of each site in `point` and `site_cost`, and the end: shape (sites + 1,)"""
    point: np.ndarray
    site_cost: np.ndarray

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return len(self.site_start) - 1

    def without(self, closed: np.ndarray) -> Nearby:
        """The same lists without sites that no answer may open; they do not count as left out."""
        keep = ~closed[self.site]
        owner = np.repeat(np.arange(len(self.beyond)), np.diff(self.start))[keep]
        start = np.r_[0, np.cumsum(np.bincount(owner, minlength=len(self.beyond)))]
        return replace(self, start=start, site=self.site[keep], cost=self.cost[keep], **_by_site(start, self.site[keep], self.cost[keep], self.sites))


def lists(costs: Costs, reach: np.ndarray, closed: np.ndarray) -> Nearby:
    """All sites but the closed ones that cost a demand point at most its `reach`, shape (points,)."""
    places = np.flatnonzero(~closed)
    site, cost, count = list[np.ndarray](), list[np.ndarray](), np.zeros(len(costs.points), np.int64)
    beyond, worst = np.full(len(costs.points), np.inf), np.zeros(len(costs.points))
    for part in costs.parts(costs.sites):
        table = costs.block(part, places)
        worst[part] = table.max(axis=1)
        inside = table <= reach[part, None]
        beyond[part] = np.where(inside, np.inf, table).min(axis=1)
        kind = np.float32 if costs.whole and worst[part].max() < EXACT_SINGLE else np.float64
        for row, own, first in zip(table, inside, range(part.start, part.stop), strict=True):
            at = np.flatnonzero(own)
            at = at[np.argsort(row[at], kind="stable")]
            count[first] = len(at)
            site.append(places[at].astype(np.int32))
            cost.append(row[at].astype(kind))
    start = np.r_[0, np.cumsum(count)]
    sites, values = np.concatenate([np.zeros(0, np.int32), *site]), np.concatenate([np.zeros(0, np.float32), *cost])
    return Nearby(start, sites, values, beyond, worst, **_by_site(start, sites, values, costs.sites))


def _by_site(start: np.ndarray, site: np.ndarray, cost: np.ndarray, sites: int) -> dict[str, np.ndarray]:
    table = csr_matrix((cost, site, start), shape=(len(start) - 1, sites)).tocsc()
    return {"site_start": table.indptr.astype(np.int64), "point": table.indices.astype(np.int32), "site_cost": table.data}
