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


def without_dominated(instance: Instance) -> Instance:
    """The same covering problem without reach from sites that reach no more than another one of no higher cost, and with points merged that then have the same sites."""
    if not alike(instance):
        return instance
    table = csr_matrix((np.ones(len(instance.site), np.int32), instance.site, instance.start), shape=(len(instance.demand), len(instance.sites)))
    cost = np.zeros(len(instance.sites)) if instance.limits.site_cost is None else instance.limits.site_cost
    closed = _within_another(table.T.tocsr(), cost, smaller=True)
    marks = np.random.default_rng(7).integers(1, 1 << 63, (2, len(instance.sites)), dtype=np.int64).astype(np.uint64)
    kept = ~closed[instance.site]
    owner, site = instance.owner[kept], instance.site[kept]
    mark = np.zeros((2, len(instance.demand)), np.uint64)
    np.add.at(mark[0], owner, marks[0, site])
    np.add.at(mark[1], owner, marks[1, site])
    _, first, group = np.unique(mark[0], return_index=True, return_inverse=True)
    assert (mark[1][first[group]] == mark[1]).all(), "two covers have one mark"
    weight = np.zeros(len(first), instance.weight.dtype)
    np.add.at(weight, group, instance.weight)
    inside = np.isin(owner, first)
    place = np.full(len(instance.demand), -1)
    place[first] = np.arange(len(first))
    order = np.lexsort((site[inside], place[owner[inside]]))
    start = np.r_[0, np.cumsum(np.bincount(place[owner[inside]], minlength=len(first)))].astype(np.int64)
    limits = replace(instance.limits, forbidden=tuple(sorted({*instance.limits.forbidden, *np.flatnonzero(closed).tolist()})))
    return replace(instance, demand=instance.demand[first], weight=weight, start=start, site=site[inside][order], limits=limits)


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
