"""Improve a choice of sites by exchanging one open for one closed site, always the exchange that gains most.

Resende and Werneck, "A fast swap-based local search procedure for location problems", Annals of Operations Research 150 (2007): the profit of opening i and closing
r is gain(i) - loss(r) + extra(i, r), where `extra` differs from zero only where i and r are near each other.
"""

from __future__ import annotations

import time

import numpy as np


def two_nearest(cost: np.ndarray, opened: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place in `opened` of the cheapest open site, its cost, and the second cheapest cost, per demand point; `cost`: (demand, sites)."""
    own = cost[:, opened]
    first = own.argmin(axis=1)
    rows = np.arange(len(own))
    least = own[rows, first]
    if len(opened) < 2:
        return first, least, np.full_like(least, own.max(initial=0) if own.dtype.kind in "iu" else np.inf)
    own[rows, first] = np.iinfo(own.dtype).max if own.dtype.kind in "iu" else np.inf
    return first, least, own.min(axis=1)


def swap(cost: np.ndarray, opened: np.ndarray, free: np.ndarray, may_close: np.ndarray, until: float | None = None) -> np.ndarray:
    """Open sites after the best exchanges, until none lowers the sum of the cheapest costs; `cost` is weighted, shape (demand, sites).

    `free` marks sites that may be opened, `may_close` sites that may be closed; at `until` (monotonic seconds) it
    ends where it is. Ties go to the exchange that stands first.
    """
    opened = np.sort(opened)
    inside = np.zeros(cost.shape[1], bool)
    while until is None or time.monotonic() < until:
        inside[:] = False
        inside[opened] = True
        outside = np.flatnonzero(free & ~inside)
        if not len(outside):
            return opened
        first, least, second = two_nearest(cost, opened)
        profit = _profits(cost[:, outside], first, least, second, len(opened))
        profit[:, ~may_close[opened]] = -1
        at = int(profit.argmax())
        i, r = divmod(at, len(opened))
        if profit[i, r] <= (0 if cost.dtype.kind in "iu" else 1e-9 * max(1.0, float(least.sum()))):
            return opened
        opened = np.sort(np.r_[np.delete(opened, r), outside[i]])
    return opened
    return opened


def _profits(cost: np.ndarray, first: np.ndarray, least: np.ndarray, second: np.ndarray, count: int) -> np.ndarray:
    """What the sum falls by when column i opens and open site r closes: shape (columns, open sites)."""
    gain = np.maximum(least[:, None] - cost, 0).sum(axis=0)
    if count < 2:  # whoever has no second site goes to the new one
        return (gain + np.minimum(least[:, None] - cost, 0).sum(axis=0))[:, None]
    order = np.argsort(first, kind="stable")
    group = first[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    kept = np.maximum(second[order, None] - np.maximum(cost[order], least[order, None]), 0)
    extra = np.zeros((count, cost.shape[1]), cost.dtype)
    extra[group[starts]] = np.add.reduceat(kept, starts, axis=0)
    loss = np.zeros(count, cost.dtype)
    np.add.at(loss, first, second - least)
    return (gain[None, :] - loss[:, None] + extra).T


def greedy(cost: np.ndarray, opened: np.ndarray, free: np.ndarray, p: int) -> np.ndarray:
    """Open sites one after the other, each time the one that lowers the sum most, until p more stand."""
    stand = [int(o) for o in opened]
    free = free.copy()
    free[stand] = False
    least = cost[:, stand].min(axis=1) if stand else cost.max(axis=1)
    for _ in range(p):
        at = np.flatnonzero(free)
        gains = np.maximum(least[:, None] - cost[:, at], 0).sum(axis=0)
        chosen = int(at[gains.argmax()])
        stand.append(chosen)
        free[chosen] = False
        least = np.minimum(least, cost[:, chosen])
    return np.array(sorted(stand), np.int64)
