"""Prices on demand points over lists of near sites: what they prove, and how they are raised.

The relaxation of `dual`, written for many points. The prices follow a running mean of the slopes (volume algorithm: Barahona and Anbil, Mathematical Programming 87, 2000).
"""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.siting.compiled import compiled
from dosi.infrastructure.siting.dual import FINER
from dosi.infrastructure.siting.nearby import Nearby
from dosi.infrastructure.siting.tree import ROUNDING

KEPT = 0.9
"""share of the last direction that the next one keeps"""
PATIENCE = 20
"""rounds without gain after which steps become shorter"""
SWIFT_SCALE, SLOW_SCALE, LAST_SCALE = 1e-3, 0.1, 1e-5
"""lengths of step: where the mean of slopes takes over, with which it begins, where it ends"""


@compiled
def earnings(start: np.ndarray, site: np.ndarray, cost: np.ndarray, price: np.ndarray, rho: np.ndarray) -> None:
    """rho[i] = sum over points of min(0, cost - price); lists rise, so each is read up to its price."""
    rho[:] = 0.0
    for j in range(len(price)):
        for e in range(start[j], start[j + 1]):
            less = cost[e] - price[j]
            if less >= 0.0:
                break
            rho[site[e]] += less


@compiled
def whole_earnings(start: np.ndarray, site: np.ndarray, cost: np.ndarray, price: np.ndarray, finer: int, rho: np.ndarray) -> None:
    """The same in whole numbers: `price` counts steps of 1 / `finer`, rho too (int64)."""
    rho[:] = 0
    for j in range(len(price)):
        for e in range(start[j], start[j + 1]):
            less = np.int64(cost[e]) * finer - price[j]
            if less >= 0:
                break
            rho[site[e]] += less


@compiled
def slopes(site_start: np.ndarray, point: np.ndarray, site_cost: np.ndarray, chosen: np.ndarray, price: np.ndarray, slope: np.ndarray) -> None:
    """slope[j] = 1 - number of chosen sites that cost less than the price."""
    slope[:] = 1.0
    for i in chosen:
        for e in range(site_start[i], site_start[i + 1]):
            if site_cost[e] < price[point[e]]:
                slope[point[e]] -= 1.0


def least(rho: np.ndarray, among: np.ndarray, count: int) -> np.ndarray:
    """The `count` sites of `among` that earn most (least rho), rising; of equal ones the first."""
    if count >= len(among):
        return among
    if count <= 0:
        return among[:0]
    own = rho[among]
    edge = np.partition(own, count - 1)[count - 1]
    taken = own < edge
    taken[np.flatnonzero(own == edge)[: count - int(taken.sum())]] = True
    return among[taken]


def proven(near: Nearby, price: np.ndarray, fixed: np.ndarray, free: np.ndarray, left: int, whole: bool) -> tuple[float | int, float, np.ndarray]:
    """What prices prove (rounded up where costs are whole), the same not rounded, and rho per site.

    Prices are cut at `beyond`, so that no list needs to be longer; in steps of 1 / 256 and whole numbers where costs are whole, so that nothing is rounded.
    """
    if whole:
        fine = np.minimum(np.floor(np.minimum(price, near.worst) * FINER), np.where(np.isfinite(near.beyond), near.beyond, near.worst) * FINER).astype(np.int64)
        rho = np.zeros(near.sites, np.int64)
        whole_earnings(near.start, near.site, near.cost, fine, FINER, rho)
        total = int(fine.sum()) + int(rho[fixed].sum()) + int(rho[least(rho, free, left)].sum())
        return -(-total // FINER), total / FINER, rho / FINER
    cut, earned = np.minimum(price, near.beyond), np.zeros(near.sites)
    earnings(near.start, near.site, near.cost, cut, earned)
    taken = np.r_[fixed, least(earned, free, left)].astype(np.int64)
    bound = float(cut.sum() + earned[taken].sum()) - ROUNDING * float(cut.sum() - earned[taken].sum())
    return bound, bound, earned


class Climb:
    """Prices on their way up, from a first guess: subgradient steps that keep nine tenths of the last one while they are long, then steps along the mean of the slopes."""

    def __init__(self, near: Nearby, price: np.ndarray, fixed: np.ndarray, free: np.ndarray, left: int) -> None:
        self.near, self.fixed, self.free, self.left = near, fixed, free, left
        self.top = np.minimum(near.beyond, near.worst)
        self.price = self.best_price = np.minimum(price, self.top)
        self.best = -np.inf
        self.chosen = fixed
        self.rho, self.slope = np.zeros(near.sites), np.zeros(len(price))
        self.along = np.zeros(len(price))
        self.scale, self.weight, self.idle, self.rounds, self.swift = 0.5, 0.1, 0, 0, True

    @property
    def ended(self) -> bool:
        """Whether the steps have become too small to raise anything."""
        return self.scale < LAST_SCALE

    @property
    def at_end_of_list(self) -> np.ndarray:
        """Marks of the points whose list ends before their price."""
        return self.best_price >= self.near.beyond

    def step(self, value: float) -> None:
        """One round: judge the prices, take their slope into the direction, step along it. `value`: of the best choice known."""
        near = self.near
        earnings(near.start, near.site, near.cost, self.price, self.rho)
        self.chosen = np.sort(np.r_[self.fixed, least(self.rho, self.free, self.left)])
        bound = float(self.price.sum() + self.rho[self.chosen].sum())
        slopes(near.site_start, near.point, near.site_cost, self.chosen, self.price, self.slope)
        self.rounds += 1
        base = self._swift(bound, value) if self.swift else self._slow(bound)
        size = float(self.along @ self.along)
        if size == 0:
            self.scale = 0.0
            return
        self.price = np.clip(base + self.scale * (value * 1.0005 - (bound if self.swift else self.best)) / size * self.along, 0.0, self.top)

    def _swift(self, bound: float, value: float) -> np.ndarray:
        """Take the slope into the direction; the prices to step from: these, or the best ones when they have long not been bettered."""
        self.along = KEPT * self.along + self.slope
        if bound > self.best:
            self.idle = 0 if bound > self.best + 1e-4 * (value - self.best) else self.idle + 1
            self.best, self.best_price = bound, self.price
        else:
            self.idle += 1
        if self.idle < PATIENCE:
            return self.price
        self.scale, self.idle = self.scale / 2, 0
        if self.scale < SWIFT_SCALE:
            self.swift, self.scale = False, SLOW_SCALE
        self.along = self.slope.copy()
        return self.best_price

    def _slow(self, bound: float) -> np.ndarray:
        """Take the slope into the mean (volume algorithm); steps start from the best prices."""
        apart = self.slope - self.along
        size = float(apart @ apart)
        share = -float(self.along @ apart) / size if size > 0 else 0.0
        self.along = self.along + min(max(share, self.weight / 10), self.weight) * apart
        if bound > self.best:
            if float(self.along @ self.slope) >= 0:
                self.scale = min(self.scale * 1.1, 2.0)
            self.best, self.best_price, self.idle = bound, self.price, 0
        else:
            self.idle += 1
            if self.idle >= PATIENCE:
                self.scale, self.idle = self.scale * 0.66, 0
        if self.rounds % 100 == 0:
            self.weight = max(self.weight * 0.7, 1e-3)
        return self.best_price

    def narrow(self, near: Nearby, fixed: np.ndarray, free: np.ndarray, left: int) -> None:
        """Go on with fewer sites in question."""
        self.near, self.fixed, self.free, self.left = near, fixed, free, left
