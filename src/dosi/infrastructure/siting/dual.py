"""Bound the p-median from below by prices on demand points, and rule out sites that no better answer can hold.

Lagrangian relaxation of "every demand point is served once" (Cornuejols, Fisher and Nemhauser 1977; Beasley, "Lagrangean heuristics for location problems", EJOR 65,
1993): with a price u[j] on each demand point, a site earns rho[i] = sum of min(0, cost[i, j] - u[j]), and sum(u) + the p least rho is a bound. Subgradient steps
raise it. Closing or opening one site shifts the bound by a difference of rho; where that passes the best known value, the site is settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FINER = 256
"""prices are kept in steps of 1/256 where costs are whole, so that the bound is added up without rounding"""


@dataclass
class Dual:
    """The best prices found, what they prove, and which sites are still open to question."""

    price: np.ndarray
    bound: float | int
    """proven; rounded up where costs are whole"""
    settled_open: np.ndarray
    """positions of sites that every better answer holds"""
    undecided: np.ndarray
    """positions of sites that a better answer may hold or not"""
    left: int
    """how many of the undecided must be open"""
    done: bool
    """whether no better answer is left"""


def exact_bound(cost: np.ndarray, price: np.ndarray, fixed: np.ndarray, free: np.ndarray, p: int) -> tuple[float | int, np.ndarray, float]:
    """Bound of the prices, rho per site and the bound before rounding up; in whole numbers where costs are; `cost`: (sites, demand)."""
    if cost.dtype.kind in "iu":
        fine = np.rint(price * FINER).astype(np.int64)
        rho = np.array([np.minimum(row * FINER - fine, 0).sum() for row in cost])
        total = int(fine.sum()) + int(rho[fixed].sum()) + (int(np.partition(rho[free], p - 1)[:p].sum()) if p else 0)
        return -(-total // FINER), rho / FINER, total / FINER
    rho = np.array([np.minimum(row - price, 0).sum() for row in cost])
    bound = float(price.sum() + rho[fixed].sum() + (np.partition(rho[free], p - 1)[:p].sum() if p else 0.0))
    return bound, rho, bound


def climb(cost: np.ndarray, fixed: np.ndarray, free: np.ndarray, p: int, price: np.ndarray, upper: Callable[[np.ndarray], float], rounds: int = 1500,
          enough: Callable[[], bool] = lambda: False) -> Dual:  # fmt: skip
    """Raise the prices by subgradient steps; `upper(open)` is told promising sets and answers the best value known; `cost`: (sites, demand), weighted.

    Sites are settled on the way, so that later steps look at fewer of them. With whole costs a better answer is at least one less than the best known.
    """
    whole = cost.dtype.kind in "iu"
    step_down = 1.0 if whole else 0.0
    best_price, best = price.astype(float).copy(), -np.inf
    fixed, free, left = fixed.copy(), free.copy(), p
    table = cost[np.r_[fixed, free]].astype(float)
    price, scale, idle = best_price.copy(), 1.5, 0
    value = upper(fixed if not left else np.r_[fixed, free[:left]])
    moved, top = np.zeros(len(price)), table.max(axis=0)  # a price above every cost proves nothing more
    for round_no in range(rounds):
        work = table - price
        np.minimum(work, 0, out=work)
        rho = work.sum(axis=1)
        order = np.argpartition(rho[len(fixed) :], left - 1)[:left] if 0 < left < len(free) else np.arange(min(left, len(free)))
        chosen = np.r_[np.arange(len(fixed)), len(fixed) + order]
        bound = float(price.sum() + rho[chosen].sum())
        if bound > best + 1e-9 * abs(best if np.isfinite(best) else 1.0):
            idle = 0 if bound > best + 1e-5 * abs(value - best) or not np.isfinite(best) else idle + 1
            best, best_price = bound, price.copy()
        else:
            idle += 1
        if idle >= 25:
            scale, idle, price = scale / 2, 0, best_price.copy()
            moved[:] = 0
            if scale < 2e-3:
                break
            continue
        if round_no % 20 == 0:
            value = upper(np.sort(np.r_[fixed, free][chosen]))
        if value - best <= (step_down - 1e-6 if whole else 1e-12 * abs(value)) or enough():
            break
        slope = 1.0 - (work[chosen] < 0).sum(axis=0)
        moved = 0.3 * moved + slope
        size = float(moved @ moved)
        if size == 0:
            break
        price = price + scale * (value * 1.0005 - bound) / size * moved
        np.clip(price, 0, top, out=price)
        if round_no % 50 == 49 and len(free) > left > 0:
            fixed, free, left = _settled(table, best_price, fixed, free, left, value - step_down)
            table = cost[np.r_[fixed, free]].astype(float)
    value = upper(fixed if not left else np.r_[fixed, free[:left]])
    both = np.r_[fixed, free]
    bound, rho, unrounded = exact_bound(cost[both], best_price, np.arange(len(fixed)), np.arange(len(fixed), len(both)), left)
    if len(free) > left > 0:
        fixed, free, left = _judge(rho[len(fixed) :], unrounded, fixed, free, left, value - step_down)
    done = bound >= value if whole else bound >= value - 5e-10 * abs(value)
    return Dual(best_price, min(bound, value), fixed, free, left, done)


def _settled(table: np.ndarray, price: np.ndarray, fixed: np.ndarray, free: np.ndarray, left: int, target: float) -> tuple[np.ndarray, np.ndarray, int]:
    rho = np.minimum(table - price, 0).sum(axis=1)
    bound = float(price.sum() + rho[: len(fixed)].sum() + np.partition(rho[len(fixed) :], left - 1)[:left].sum())
    return _judge(rho[len(fixed) :], bound, fixed, free, left, target)


def _judge(rho: np.ndarray, bound: float, fixed: np.ndarray, free: np.ndarray, left: int, target: float) -> tuple[np.ndarray, np.ndarray, int]:
    """Sites whose opening, or closing, lifts the bound above `target` are settled, a little slack left for rounding."""
    slack = target + 1e-6 + 1e-9 * abs(target)  # nothing is ruled out for what rounding may hide
    if bound > slack or not np.isfinite(target):
        return fixed, free, left
    ranked = np.sort(rho)
    last_in, first_out = ranked[left - 1], ranked[left]
    inside = rho <= last_in
    must = inside & (bound - rho + first_out > slack)
    never = ~inside & (bound + rho - last_in > slack)
    return np.r_[fixed, free[must]], free[~must & ~never], left - int(must.sum())
