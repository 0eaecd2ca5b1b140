"""Leave out of a cover what changes nothing: points that are reached whenever another is, and sites that reach no more than another.

Toregas and ReVelle, "Binary logic solutions to a class of location problem", Geographical Analysis 5 (1973).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from dosi.model.siting import Instance

ROUNDS = 3
MOST_PAIRS = 40_000_000
"""pairs of points or sites with something in common that are held at once"""


def alike(instance: Instance) -> bool:
    """Whether sites differ by nothing but what they reach and cost, so that one may stand for another."""
    limits = instance.limits
    return limits.capacity is None and limits.backup == 1 and not (len(limits.apart) or limits.existing or limits.required or limits.forbidden or limits.zone_floor_share)


def reduced(instance: Instance, cost: np.ndarray | None = None) -> tuple[Instance, np.ndarray]:
    """A cover of everyone without superfluous points, and marks of the sites that need not be looked at; `cost` per site, None where all cost alike."""
    table = csr_matrix((np.ones(len(instance.site), np.int32), instance.site, instance.start), shape=(len(instance.demand), len(instance.sites)))
    each = np.zeros(len(instance.sites)) if cost is None else cost
    closed = np.zeros(len(instance.sites), bool)
    points = np.arange(len(instance.demand))
    for _ in range(ROUNDS):
        drop = _within_another(table, np.zeros(table.shape[0]), smaller=False)
        table, points = table[~drop], points[~drop]
        over = _within_another(table.T.tocsr(), each, smaller=True) if alike(instance) else np.zeros(len(closed), bool)
        if not drop.any() and not (over & ~closed).any():
            break
        closed |= over
        keep = csr_matrix((~closed).astype(np.int32))
        table = table.multiply(keep).tocsr()
        table.eliminate_zeros()
    table.sort_indices()
    limits = replace(instance.limits, zone=None if instance.limits.zone is None else instance.limits.zone[points])
    small = replace(instance, demand=instance.demand[points], weight=instance.weight[points], start=table.indptr.astype(np.int64), site=table.indices.astype(np.int32), limits=limits)
    return small, closed


def _within_another(table: csr_matrix, cost: np.ndarray, smaller: bool) -> np.ndarray:
    """Rows that may go: `smaller`, those whose entries another row of no higher cost has too; else those that have all entries of another row. Of equal ones the first stays."""
    size = np.diff(table.indptr)
    if float((np.diff(table.tocsc().indptr).astype(float) ** 2).sum()) > MOST_PAIRS:
        return np.zeros(len(size), bool)
    both = (table @ table.T).tocoo()
    a, b, common = both.row, both.col, both.data
    inside = (a != b) & (common == size[a])  # row a lies within row b
    a, b = a[inside], b[inside]
    if smaller:
        gone = (cost[b] <= cost[a]) & ((size[a] < size[b]) | (cost[b] < cost[a]) | (b < a))
        return np.bincount(a[gone], minlength=len(size)) > 0
    gone = (size[a] < size[b]) | (a < b)
    return np.bincount(b[gone], minlength=len(size)) > 0
