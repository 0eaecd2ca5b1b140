"""A problem of location written out in full for HiGHS: every limit is a row. Used where limits leave the special methods no hold.

Columns: y[i] site i is open; z[j] demand point j counts as covered; with capacities x[e] point j belongs to site i (entry e of the instance). Each function below
writes one kind of rows; its docstring is the row.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dosi.infrastructure.siting.solver import Building, Programme, branch_and_cut
from dosi.infrastructure.siting.tables import rows_of, states
from dosi.model.siting import Effort, Instance


class Columns:
    """Where y, z and x lie."""

    def __init__(self, instance: Instance) -> None:
        self.y = np.arange(len(instance.sites))
        self.z = len(self.y) + np.arange(len(instance.demand))
        self.x = len(self.y) + len(self.z) + np.arange(len(instance.site) if instance.limits.capacity is not None else 0)
        self.count = len(self.y) + len(self.z) + len(self.x)


def sites_rows(instance: Instance, columns: Columns, to: Building) -> None:
    """Number, money, spacing: see `tables.rows_of`."""
    rows = rows_of(instance.limits, columns.y)
    to.rows(np.diff(rows.start), rows.site, rows.coef, rows.lower, rows.upper)


def reach_rows(instance: Instance, columns: Columns, to: Building) -> None:
    """backup * z[j] <= sum of y[i] over sites i that reach j; with capacities z[j] = sum of x[j, i]."""
    length = np.diff(instance.start)
    ends = instance.start[1:]
    if instance.limits.capacity is not None:
        to.rows(length + 1, np.insert(columns.x, ends, columns.z), np.insert(np.ones(len(columns.x)), ends, -1.0), 0.0, 0.0)
        return
    reaching = instance.site.astype(np.int64)
    to.rows(length + 1, np.insert(reaching, ends, columns.z), np.insert(np.ones(len(reaching)), ends, -float(instance.limits.backup)), 0.0)


def capacity_rows(instance: Instance, columns: Columns, to: Building) -> None:
    """x[j, i] <= y[i]; sum over j of weight[j] * x[j, i] <= capacity[i] * y[i]."""
    capacity = instance.limits.capacity
    if capacity is None:
        return
    site = instance.site.astype(np.int64)
    to.rows(np.full(len(columns.x), 2), np.c_[columns.x, site].ravel(), np.tile([1.0, -1.0], len(columns.x)), upper=0.0)
    taken = instance.weight[instance.owner].astype(float)
    for i in np.unique(site):
        at = np.flatnonzero(site == i)
        to.row(np.r_[columns.x[at], i], np.r_[taken[at], -float(capacity[i])], upper=0.0)


def zone_rows(instance: Instance, columns: Columns, to: Building) -> None:
    """Sum over a zone of weight[j] * z[j] >= zone_floor_share * weight of the zone."""
    limits = instance.limits
    if limits.zone is None or not limits.zone_floor_share:
        return
    for zone in range(len(limits.zones)):
        at = np.flatnonzero(limits.zone == zone)
        weight = instance.weight[at].astype(float)
        to.row(columns.z[at], weight, lower=limits.zone_floor_share * float(weight.sum()) * (1 - 1e-12))


def share_row(instance: Instance, columns: Columns, to: Building) -> None:
    """Sum of weight[j] * z[j] >= cover_share * the whole weight; z[j] = 1 where the share is 1."""
    share = instance.limits.cover_share
    if share >= 1:
        to.rows(np.ones(len(columns.z), np.int64), columns.z, 1.0, 1.0)
    else:
        weight = instance.weight.astype(float)
        to.row(columns.z, weight, lower=share * float(weight.sum()) * (1 - 1e-12))


Kind = Callable[[Instance, Columns, Building], None]


def written(instance: Instance, cost: np.ndarray, kinds: tuple[Kind, ...]) -> Programme:
    """The programme of an instance: `cost` per column, `kinds` of rows beside those of sites, reach and capacity."""
    columns, rows = Columns(instance), Building()
    for kind in (sites_rows, reach_rows, capacity_rows, *kinds):
        kind(instance, columns, rows)
    low, high = states(instance.limits, len(instance.sites))
    lower = np.zeros(columns.count)
    upper = np.ones(columns.count)
    lower[columns.y], upper[columns.y] = low, high
    whole = np.ones(columns.count, bool)
    if instance.limits.backup == 1 and not len(columns.x):
        whole[columns.z] = False  # z is 0 or 1 by itself where y is
    return rows.programme(cost, lower, upper, whole)


class Outcome:
    """Open sites and who belongs to them, as HiGHS found them; to be judged again by the caller."""

    def __init__(self, instance: Instance, cost: np.ndarray, kinds: tuple[Kind, ...], effort: Effort, closed: np.ndarray | None = None, first: np.ndarray | None = None) -> None:
        """`closed` marks sites that need not be looked at; `first` are open sites to begin with."""
        programme = written(instance, cost, kinds)
        if closed is not None:
            programme.upper[: len(closed)][closed] = 0
        start = None
        if first is not None:
            start = np.zeros(len(programme.cost))
            start[first] = 1.0
            inside = np.isin(instance.site, first)
            start[len(instance.sites) :] = np.bincount(instance.owner[inside], minlength=len(instance.demand)) >= instance.limits.backup
        solved = branch_and_cut(programme, effort, start)
        self.infeasible, self.done, self.bound, self.nodes = solved.infeasible, solved.done, solved.bound, solved.nodes
        self.opened: np.ndarray | None = None
        self.serves = np.full(len(instance.demand), -1, np.int64)
        if solved.x is not None:
            columns = Columns(instance)
            self.opened = np.flatnonzero(solved.x[columns.y] > 0.5)
            taken = np.flatnonzero(solved.x[columns.x] > 0.5)
            self.serves[instance.owner[taken]] = instance.site[taken]


def relaxed_cover(instance: Instance) -> Programme:
    """The relaxation that prices demand points: least sum of weight[j] * u[j] with u[j] + sum of y[i] that reach j >= 1; these rows stand first."""
    sites, points = len(instance.sites), len(instance.demand)
    rows = Building()
    length, ends = np.diff(instance.start), instance.start[1:]
    index = np.insert(instance.site.astype(np.int64), ends, sites + np.arange(points))
    rows.rows(length + 1, index, 1.0, 1.0)
    held = rows_of(instance.limits, np.arange(sites))
    rows.rows(np.diff(held.start), held.site, held.coef, held.lower, held.upper)
    low, high = states(instance.limits, sites)
    return rows.programme(np.r_[np.zeros(sites), instance.weight.astype(float)], np.r_[low, np.zeros(points)], np.r_[high, np.full(points, np.inf)], None)
