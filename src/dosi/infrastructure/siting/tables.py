"""The weighted costs of an instance as a full table, and its limits as rows over sites."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.siting.tree import Rows
from dosi.model.siting import Instance, Limits


def weighted_table(instance: Instance) -> tuple[np.ndarray, float | int]:
    """Weight times cost, shape (demand, sites), and the penalty that stands where a site does not reach: more than any answer that reaches everyone."""
    assert instance.cost is not None
    paid = instance.weight[instance.owner] * instance.cost
    full = np.diff(instance.start) == len(instance.sites)
    if full.all():
        return paid.reshape(len(instance.demand), len(instance.sites)), 0
    highest = np.zeros(len(instance.demand), paid.dtype)
    np.maximum.at(highest, instance.owner, paid)
    penalty = (int if paid.dtype.kind in "iu" else float)(highest.sum()) + 1
    table = np.full((len(instance.demand), len(instance.sites)), penalty, paid.dtype)
    table[instance.owner, instance.site] = paid
    return table, penalty


def states(limits: Limits, sites: int) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bound of each site being open: existing and required ones are, forbidden ones are not."""
    lower, upper = np.zeros(sites, np.int8), np.ones(sites, np.int8)
    upper[list(limits.forbidden)] = 0
    for held in (limits.existing, limits.required):
        lower[list(held)] = upper[list(held)] = 1
    return lower, upper


def rows_of(limits: Limits, sites: np.ndarray, exactly: bool = False) -> Rows:
    """The limits on which sites may stand together, over the columns `sites` (positions of sites): number, money, spacing.

    Sum of new sites <= p, or = p when `exactly`; sum of cost of new sites <= budget; y[a] + y[b] <= 1 for sites too near each other.
    Sites that are not among the columns are closed.
    """
    new = ~np.isin(sites, limits.existing)
    column = {int(s): c for c, s in enumerate(sites)}
    lower, upper, index, value = [], [], [], []
    if limits.p is not None:
        index.append(np.flatnonzero(new))
        value.append(np.ones(len(index[-1])))
        lower.append(float(limits.p) if exactly else -np.inf)
        upper.append(float(limits.p))
    if limits.budget is not None and limits.site_cost is not None:
        index.append(np.flatnonzero(new))
        value.append(limits.site_cost[sites[index[-1]]].astype(float))
        lower.append(-np.inf)
        upper.append(float(limits.budget))
    for a, b in limits.apart.tolist():
        if a in column and b in column:
            index.append(np.array([column[a], column[b]]))
            value.append(np.ones(2))
            lower.append(-np.inf)
            upper.append(1.0)
    start = np.r_[0, np.cumsum([len(i) for i in index])].astype(np.int64)
    return Rows(np.array(lower, float), np.array(upper, float), start, np.concatenate([np.zeros(0, np.int64), *index]), np.concatenate([np.zeros(0), *value]))


def kept(limits: Limits, opened: np.ndarray) -> bool:
    """Whether open sites keep number, money, spacing and the sites' states."""
    inside = np.zeros(max([int(opened.max(initial=0)) + 1, *(i + 1 for i in limits.existing), *(i + 1 for i in limits.required), *(i + 1 for i in limits.forbidden), int(limits.apart.max(initial=0)) + 1]), bool)
    inside[opened] = True
    if not inside[[*limits.existing, *limits.required]].all() or inside[list(limits.forbidden)].any():
        return False
    new = opened[~np.isin(opened, limits.existing)]
    if limits.p is not None and len(new) > limits.p:
        return False
    if limits.budget is not None and limits.site_cost is not None and limits.site_cost[new].sum() > limits.budget:
        return False
    return not (len(limits.apart) and (inside[limits.apart[:, 0]] & inside[limits.apart[:, 1]]).any())
