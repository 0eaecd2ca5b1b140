"""Which sites reach which demand points within a radius; points that the same sites reach are one point with their weights added."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from dosi.model.siting import DemandPoints, Instance, Limits, Plane, SitePoints


@dataclass(frozen=True)
class Merged:
    """An instance of merged points, and what was merged."""

    instance: Instance
    group: np.ndarray
    """the merged point of each point given"""
    unreached: np.ndarray
    """points that no site reaches, by position"""


def within(demand: DemandPoints, sites: SitePoints, problem: str, limits: Limits) -> Merged:
    """The instance of demand points within each site's radius (straight line, the circle included); points of equal cover and zone are merged.

    Each site and zone has two random 64-bit numbers; a point's marks are their sums over the sites that reach it, so that equal covers have equal marks. That
    other covers share a mark is so unlikely that it is only checked, by their second mark and their size, not provided for.
    """
    order = np.argsort(demand.xy[:, 0], kind="stable")
    x, y = demand.xy[order, 0], demand.xy[order, 1]
    numbers = np.random.default_rng(7).integers(1, 1 << 63, (2, len(sites.ids) + len(limits.zones)), dtype=np.int64).astype(np.uint64)
    first, second, count = np.zeros(len(x), np.uint64), np.zeros(len(x), np.uint64), np.zeros(len(x), np.int32)
    if limits.zone is not None:
        of_zone = len(sites.ids) + limits.zone[order]
        first, second = numbers[0, of_zone], numbers[1, of_zone]
    for s, (at_x, at_y) in enumerate(sites.xy):
        near = _near(x, y, at_x, at_y, sites.radius[s])
        first[near] += numbers[0, s]
        second[near] += numbers[1, s]
        count[near] += 1
    ranked = np.argsort(first, kind="stable")
    new = np.r_[True, first[ranked][1:] != first[ranked][:-1]]
    by_rank = np.cumsum(new) - 1
    lead = np.full(int(by_rank[-1]) + 1, len(x))
    np.minimum.at(lead, by_rank, order[ranked])  # the point that stands first in the file stands for its group
    place = np.argsort(lead, kind="stable")
    number = np.empty(len(lead), np.int64)
    number[place] = np.arange(len(lead))
    group = np.empty(len(x), np.int64)
    group[order[ranked]] = number[by_rank]
    stands = lead[place]
    at = np.empty(len(x), np.int64)
    at[order] = np.arange(len(x))
    own, of_lead = at, at[stands[group]]
    assert (second[own] == second[of_lead]).all() and (count[own] == count[of_lead]).all(), "two covers have one mark"
    start, site = pairs(demand.xy[stands], sites)
    weight = np.zeros(len(stands), demand.weight.dtype)
    np.add.at(weight, group, demand.weight)
    merged = replace(limits, zone=None if limits.zone is None else limits.zone[stands])
    return Merged(Instance(problem, demand.ids[stands], sites.ids, weight, start, site, None, merged), group, np.flatnonzero(count[at] == 0))


def all_pairs(demand: DemandPoints, sites: SitePoints, problem: str, limits: Limits) -> Instance:
    """The instance of the straight distances from every demand point to every site."""
    cost = cdist(demand.xy, sites.xy)
    start = np.arange(len(demand.ids) + 1, dtype=np.int64) * len(sites.ids)
    return Instance(problem, demand.ids, sites.ids, demand.weight, start, np.tile(np.arange(len(sites.ids), dtype=np.int32), len(demand.ids)), cost.ravel(), limits)


def in_plane(demand: DemandPoints, sites: SitePoints, problem: str, limits: Limits) -> Instance:
    """The same instance with distances that are worked out when they are asked for."""
    nothing = np.zeros(len(demand.ids) + 1, np.int64)
    return Instance(problem, demand.ids, sites.ids, demand.weight, nothing, np.zeros(0, np.int32), np.zeros(0), limits, Plane(demand.xy, sites.xy))


def too_near(sites: SitePoints, spacing: float) -> np.ndarray:
    """Pairs of sites nearer to each other than `spacing`."""
    return cKDTree(sites.xy).query_pairs(np.nextafter(spacing, 0.0), output_type="ndarray").astype(np.int64).reshape(-1, 2)


def _near(x: np.ndarray, y: np.ndarray, at_x: float, at_y: float, radius: float) -> np.ndarray:
    """Places, in rising x, of the points within the circle."""
    low, high = np.searchsorted(x, at_x - radius * (1 + 1e-12), "left"), np.searchsorted(x, at_x + radius * (1 + 1e-12), "right")
    dx, dy = x[low:high] - at_x, y[low:high] - at_y
    return low + np.flatnonzero(dx * dx + dy * dy <= radius * radius)


def pairs(xy: np.ndarray, sites: SitePoints) -> tuple[np.ndarray, np.ndarray]:
    """Sites that reach each point, rising: the first entry of each point and the end, and the sites."""
    order = np.argsort(xy[:, 0], kind="stable")
    rising, beside = xy[order, 0], xy[order, 1]
    near = [order[_near(rising, beside, a, b, r)] for (a, b), r in zip(sites.xy, sites.radius, strict=True)]
    owner = np.concatenate([np.zeros(0, np.int64), *near])
    site = np.repeat(np.arange(len(near), dtype=np.int32), [len(n) for n in near])
    by_owner = np.lexsort((site, owner))
    return np.r_[0, np.cumsum(np.bincount(owner, minlength=len(xy)))].astype(np.int64), site[by_owner]
