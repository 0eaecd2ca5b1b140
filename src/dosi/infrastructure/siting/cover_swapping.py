"""Maximal covering by exchanges with a memory: the best exchange is made even when it loses, and what was just moved rests (tabu search, Glover 1989)."""

from __future__ import annotations

import numpy as np

from dosi.model.siting import Instance

IDLE, IDLE_EACH = 10, 5
"""exchanges that may better nothing one after the other, and so many more for each open site"""


class Cover:
    """The entries of an instance by demand point and by site."""

    def __init__(self, instance: Instance) -> None:
        self.weight, self.start, self.site, self.owner = instance.weight, instance.start, instance.site.astype(np.int64), instance.owner
        self.sites, self.points = len(instance.sites), len(instance.demand)
        order = np.argsort(self.site, kind="stable")
        self.by_site = self.owner[order]
        self.site_start = np.r_[0, np.cumsum(np.bincount(self.site, minlength=self.sites))]
        self.of_entry = self.weight[self.owner].astype(float)

    def reached(self, site: int) -> np.ndarray:
        """Demand points that a site reaches."""
        return self.by_site[self.site_start[site] : self.site_start[site + 1]]

    def counts(self, opened: np.ndarray) -> np.ndarray:
        """How many of the open sites reach each demand point."""
        inside = np.zeros(self.sites)
        inside[opened] = 1
        return np.bincount(self.owner, inside[self.site], self.points).astype(np.int64)

    def worth(self, opened: np.ndarray) -> float | int:
        """Weight that the open sites cover."""
        total = self.weight[self.counts(opened) > 0].sum()
        return int(total) if self.weight.dtype.kind in "iu" else float(total)


def greedy(cover: Cover, fixed: np.ndarray, free: np.ndarray, p: int, enough: bool = False) -> np.ndarray:
    """Open, one after the other, the site that covers most of what is left, p times; or until all is covered, when that is `enough`."""
    left = cover.weight.astype(float)
    left[cover.counts(fixed) > 0] = 0
    opened, rest = list(fixed), free.copy()
    for _ in range(min(p, int(free.sum()))):
        gains = np.where(rest, np.bincount(cover.site, left[cover.owner], cover.sites), -1.0)
        best = int(gains.argmax())
        if enough and gains[best] <= 0:
            break
        opened.append(best)
        rest[best] = False
        left[cover.reached(best)] = 0
    return np.array(sorted(opened), np.int64)


def tabu(cover: Cover, opened: np.ndarray, free: np.ndarray, moves: int, seed: int, rest: int = 10, goal: float = np.inf) -> np.ndarray:
    """The best choice met in `moves` exchanges from `opened`; `free` marks sites that may be opened and closed. Ties go to the exchange that stands first.

    Ends when `goal` is covered, or when nothing was bettered for some while, longer where more sites are open.
    """
    rng = np.random.default_rng(seed)
    count = cover.counts(opened)
    inside = np.zeros(cover.sites, bool)
    inside[opened] = True
    may_close = opened[free[opened]]
    if not len(may_close) or not (free & ~inside).any():
        return np.sort(opened)
    until = np.zeros(cover.sites, np.int64)
    weight = cover.weight.astype(float)
    value = float(weight[count > 0].sum())
    best, best_value = np.flatnonzero(inside), value
    slot, gained = np.full(cover.sites, -1), 0
    for move in range(1, moves + 1):
        closing = np.flatnonzero(inside & free)
        slot[:] = -1
        slot[closing] = np.arange(len(closing))
        none, once = (count == 0)[cover.owner], (count == 1)[cover.owner]
        gain = np.bincount(cover.site[none], cover.of_entry[none], cover.sites).astype(float)  # an empty count is of whole numbers
        # a point served once belongs to one open site; closing it loses the point, unless the site that opens reaches it too
        server = np.full(cover.points, -1)
        served = once & inside[cover.site]
        server[cover.owner[served]] = slot[cover.site[served]]
        holder = server[cover.owner]
        mine = once & (holder >= 0)
        table = np.bincount(holder[mine] * cover.sites + cover.site[mine], cover.of_entry[mine], len(closing) * cover.sites).reshape(len(closing), cover.sites)
        loss = table[np.arange(len(closing)), closing]
        profit = gain[None, :] - loss[:, None] + table
        profit[:, ~free | inside] = -np.inf
        resting = (until[closing] > move)[:, None] | (until > move)[None, :]
        allowed = np.where(resting & (value + profit <= best_value + 1e-9), -np.inf, profit)
        r, i = divmod(int(allowed.argmax()), cover.sites)
        if not np.isfinite(allowed[r, i]):
            until[:] = 0
            continue
        out = int(closing[r])
        inside[out], inside[i] = False, True
        count[cover.reached(out)] -= 1
        count[cover.reached(i)] += 1
        value += float(profit[r, i])
        until[out] = move + rest + int(rng.integers(rest))
        until[i] = move + rest // 2 + int(rng.integers(rest))
        if value > best_value + 1e-9:
            best, best_value, gained = np.flatnonzero(inside), value, move
        if best_value >= goal or move - gained > IDLE + IDLE_EACH * len(closing):
            break
    return best
