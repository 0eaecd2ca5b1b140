"""What open sites are worth, computed from the sites alone: the last word on every answer's value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dosi.model.siting import Instance, Plane

CELLS = 4_000_000
"""distances that are worked out at once"""


def nearest(instance: Instance, sites: Sequence[int] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest open site of each demand point and its cost; -1 and the largest value where none reaches it. Ties go to the site that stands first."""
    assert instance.cost is not None
    if instance.plane is not None:
        return _nearest_in_plane(instance, instance.plane, np.unique(np.asarray(sites, np.int64)))
    opened = np.zeros(len(instance.sites), bool)
    opened[np.asarray(sites, np.int64)] = True
    at = np.flatnonzero(opened[instance.site])
    owner, cost, site = instance.owner[at], instance.cost[at], instance.site[at]
    order = np.lexsort((site, cost, owner))
    first = order[np.r_[True, owner[order][1:] != owner[order][:-1]]] if len(order) else order
    serves = np.full(len(instance.demand), -1, np.int64)
    paid = np.full(len(instance.demand), _largest(instance.cost), instance.cost.dtype)
    serves[owner[first]], paid[owner[first]] = site[first], cost[first]
    return serves, paid


def _nearest_in_plane(instance: Instance, plane: Plane, opened: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    assert instance.cost is not None
    serves, paid = np.full(len(instance.demand), -1, np.int64), np.full(len(instance.demand), _largest(instance.cost), instance.cost.dtype)
    step = max(1, CELLS // max(len(opened), 1))
    for first in range(0, len(instance.demand) if len(opened) else 0, step):
        points = np.arange(first, min(first + step, len(instance.demand)))
        table = plane.costs(points, opened)
        near = table.argmin(axis=1)
        serves[points], paid[points] = opened[near], table[np.arange(len(points)), near]
    return serves, paid


def _largest(cost: np.ndarray) -> float | int:
    return np.inf if cost.dtype.kind == "f" else int(np.iinfo(cost.dtype).max)


def weighted_cost(instance: Instance, sites: Sequence[int] | np.ndarray) -> tuple[float | int, np.ndarray] | None:
    """Sum of weight times cost to the nearest open site, and that site of each demand point; None when one is not reached."""
    serves, paid = nearest(instance, sites)
    if (serves < 0).any():
        return None
    return added(instance.weight * paid), serves


def added(values: np.ndarray) -> float | int:
    """A sum, whole where the values are."""
    return int(values.sum()) if values.dtype.kind in "iu" else float(values.sum())
