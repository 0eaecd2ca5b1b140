"""Maximal covering in steps that hold each other: what is built first stays when more is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from dosi.infrastructure.siting import max_cover
from dosi.model.siting import Effort, Instance, Limits

EFFORT = Effort(nodes=2000)
"""a count, not a time, so that the same city gets the same sites on every machine"""


@dataclass(frozen=True)
class Nested:
    """Sites in the order they are added, and what each step could reach at most."""

    order: list[tuple[int, int]]
    """site and the people it adds to those before it"""
    most: list[int]
    """for each step the proven most that so many sites could reach if they were chosen for that step alone"""


def nested_cover(sites_xy: np.ndarray, demand_xy: np.ndarray, people: np.ndarray, radius_m: float, steps: Sequence[int]) -> Nested:
    """The sites of rising `steps` (numbers of sites), each step holding the one before it.

    For every step the sites that reach most people are found and proven (maximal covering, Church and ReVelle 1974). Each of these answers in turn is the anchor of a chain: smaller steps take the best of
    its sites, larger ones keep them and add the best others. Taken is the chain whose steps together come nearest to what each could reach at most (sum of shares; of equal chains that of the
    smallest anchor). Within a step those that add most come first; of equal ones the first. Sites that add nobody fill up a step in their given order. `sites_xy`, `demand_xy`: projected metres, shape (n, 2); `people`: int (n,).

    >>> homes, people = np.array([[0.0, 0], [4.0, 0], [6.0, 0], [10.0, 0]]), np.array([4, 4, 3, 3])
    >>> nested_cover(np.array([[5.0, 0], [2.0, 0], [8.0, 0]]), homes, people, 2.0, [1, 2])
    Nested(order=[(1, 8), (2, 6)], most=[8, 14])
    """
    reach = Reached(sites_xy, demand_xy, people, radius_m)
    free = [reach.best(people, np.arange(reach.sites), units) for units in steps]
    best, best_shares = [sites for sites, _ in free], -1.0
    for anchor in range(len(steps)):
        if best_shares >= sum(most > 0 for _, most in free) - 1e-12:
            break  # nesting costs nothing
        chain = reach.chain([*steps], anchor, free[anchor][0])
        shares = sum(reach.served(sites) / most for sites, (_, most) in zip(chain, free, strict=True) if most)
        if shares > best_shares + 1e-12:
            best, best_shares = chain, shares
    return Nested(reach.ordered(best, [*steps]), [most for _, most in free])


class Reached:
    """Whom each site reaches."""

    def __init__(self, sites_xy: np.ndarray, demand_xy: np.ndarray, people: np.ndarray, radius_m: float) -> None:
        self.sites, self.people = len(sites_xy), people.astype(np.int64)
        near = cKDTree(demand_xy).query_ball_point(sites_xy, radius_m) if len(demand_xy) and self.sites else [[]] * self.sites
        self.of_site = [np.sort(np.asarray(n, np.int64)) for n in near]

    def served(self, sites: Sequence[int]) -> int:
        """People that some sites reach together."""
        return int(self.people[self._joined(sites)].sum())

    def best(self, people: np.ndarray, among: np.ndarray, units: int) -> tuple[list[int], int]:
        """At most so many of some sites that reach most of some people, those that add most first, and what is proven to be the most."""
        reached = [self.of_site[s][people[self.of_site[s]] > 0] for s in among]
        cells, cell = np.unique(np.concatenate([np.zeros(0, np.int64), *reached]), return_inverse=True)
        if not len(cells) or units < 1:
            return [], 0
        if units == 1:
            alone = [int(people[r].sum()) for r in reached]
            return [int(among[np.argmax(alone)])], max(alone)
        site = np.repeat(np.arange(len(among), dtype=np.int32), [len(r) for r in reached])
        by_cell = np.lexsort((site, cell))
        start = np.r_[0, np.cumsum(np.bincount(cell))].astype(np.int64)
        answer = max_cover.solve(Instance("max-cover", cells, among, people[cells].astype(np.int64), start, site[by_cell], None, Limits(p=units)), EFFORT)
        assert answer.bound is not None
        return among[[*answer.sites]].tolist(), int(answer.bound)

    def chain(self, steps: list[int], anchor: int, sites: list[int]) -> list[list[int]]:
        """Sites of every step, from those of one of them."""
        held = {anchor: sites}
        for n in range(anchor - 1, -1, -1):
            held[n] = self.best(self.people, np.sort(np.array(held[n + 1], np.int64)), steps[n])[0]
        for n in range(anchor + 1, len(steps)):
            left = self.people.copy()
            left[self._joined(held[n - 1])] = 0
            held[n] = held[n - 1] + self.best(left, np.setdiff1d(np.arange(self.sites), held[n - 1]), steps[n] - steps[n - 1])[0]
        return [held[n] for n in range(len(steps))]

    def ordered(self, chain: list[list[int]], steps: list[int]) -> list[tuple[int, int]]:
        """The sites of a chain one after the other, each with the people it adds."""
        left, taken = self.people.copy(), set[int]()
        order: list[tuple[int, int]] = []
        for sites, units in zip(chain, steps, strict=True):
            rest = sorted({*sites} - taken)
            while len(order) < min(units, self.sites):
                gains = [int(left[self.of_site[s]].sum()) for s in rest]
                if not gains or not max(gains):
                    break
                site = rest.pop(int(np.argmax(gains)))
                order.append((site, max(gains)))
                taken.add(site)
                left[self.of_site[site]] = 0
            if not (left[self._joined(range(self.sites))]).any():  # nobody is left to reach
                for site in (s for s in range(self.sites) if s not in taken and len(order) < min(units, self.sites)):
                    order.append((site, 0))
                    taken.add(site)
        return order

    def _joined(self, sites: Sequence[int]) -> np.ndarray:
        return np.unique(np.concatenate([np.zeros(0, np.int64), *(self.of_site[s] for s in sites)]))
