"""Find groups on the plane: k-means from fixed starting points, their number by silhouette."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import vq
from scipy.spatial.distance import cdist

MOST_GROUPS = 5
PER_GROUP = 12
"""participants for each group beyond the second"""
SMALLEST = 3
"""members below which a part of the plane is no group (and would show who said what)"""
FEWEST_VOTES = 7
FEWEST_FIRM = 15
ROUNDS = 300
DRAWN = 8
"""starts of drawn points, beside the laid-out ones; the draw has a fixed seed and picks by rank, so that order plays no part"""
TRIED_ON = 2_000
"""participants of a systematic sample on which starts are followed and silhouettes taken"""
SEED = 0
DIGITS = 9


@dataclass(frozen=True)
class _Partition:
    """Where one start of k-means ends."""

    centre: NDArray[np.float64]
    cost: float
    """sum of squared distances"""
    silhouette: float
    error: float
    """standard error of the mean silhouette"""
    smallest: int
    """members of the smallest group"""


@dataclass(frozen=True)
class Clusters:
    """Groups of points, the largest first."""

    label: NDArray[np.int8]
    """-1 for points that are missing"""
    centre: NDArray[np.float64]
    silhouette: float | None
    by_count: tuple[tuple[int, float], ...]


def firm_ones(cast: NDArray[np.int64], statements: int) -> NDArray[np.bool_]:
    """Who shapes the groups: participants with at least 7 votes (or all statements, if fewer), and the most active others until there are 15.

    As Polis decides who is "in the conversation"; it also keeps whoever once was, which depends on history and is left out.
    """
    firm = cast >= min(FEWEST_VOTES, max(1, statements))
    others = np.flatnonzero(~firm & (cast > 0))
    wanted = max(0, FEWEST_FIRM - int(firm.sum()))
    firm[others[np.argsort(-cast[others], kind="stable")][:wanted]] = True
    return firm


def cluster(points: NDArray[np.float64], firm: NDArray[np.bool_], count: int = 0) -> Clusters:
    """Group the firm points by k-means, then put every other point to the nearest centre.

    Lloyd's algorithm from many fixed starts ends in several partitions; for each number of groups (2 to 5, at most 2 + n / 12) the one with the greatest
    mean silhouette (Rousseeuw 1987) is kept, of those without a group of one or two. The number is the smallest whose silhouette lies within one standard
    error of the best (the one-standard-error rule of Breiman et al. 1984), unless `count` says it: two groups are not split in three for what chance explains.
    """
    shape = points[firm]
    distinct = len(np.unique(shape, axis=0))
    most = min(MOST_GROUPS, 2 + len(shape) // PER_GROUP, distinct)
    every = _partitions(shape[_systematic(shape, TRIED_ON)], [k for k in ([count] if count else range(2, most + 1)) if 2 <= k <= distinct])
    found: dict[int, _Partition] = {}
    for p in [p for p in every if p.smallest >= SMALLEST] or every:
        k = len(p.centre)
        found[k] = max(found.get(k, p), p, key=lambda q: (q.silhouette, -q.cost))
    known = ~np.isnan(points).any(axis=1)
    if not found:
        return Clusters(np.where(known, 0, -1).astype(np.int8), np.nan_to_num(shape[:1]) if len(shape) else np.zeros((1, points.shape[1])), None, ())
    best = max(found.values(), key=lambda p: p.silhouette)
    chosen = found[min(k for k, p in found.items() if p.silhouette >= round(best.silhouette - best.error, DIGITS))]
    centre = _lloyd(shape, chosen.centre)
    size = np.bincount(nearest(shape, centre), minlength=len(centre))
    centre = centre[np.lexsort((*centre.T[::-1], -size))]
    placed = np.full(len(points), -1, dtype=np.int8)
    placed[known] = nearest(points[known], centre)
    return Clusters(placed, centre, chosen.silhouette, tuple((k, p.silhouette) for k, p in found.items()))


def _partitions(points: NDArray[np.float64], counts: list[int]) -> list[_Partition]:
    """The different partitions that the starts lead to, for each number of groups."""
    ends: dict[tuple[int, float], tuple[NDArray[np.float64], NDArray[np.int64]]] = {}
    for k in counts:
        for start in _starts(points, k):
            centre = _lloyd(points, start)
            label = nearest(points, centre)
            ends.setdefault((k, round(float(((points - centre[label]) ** 2).sum()), 6)), (centre, label))
    each = silhouettes(_distances(points), [label for _, label in ends.values()], [k for k, _ in ends])
    error = np.sqrt(max(1, len(points)))
    return [_Partition(centre, cost, round(float(s.mean()), DIGITS), float(s.std() / error), int(np.bincount(label, minlength=k).min()))
            for ((k, cost), (centre, label)), s in zip(ends.items(), each, strict=True)]  # fmt: skip


def nearest(points: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.int64]:
    """The nearest centre of each point; of two equally near the first."""
    return vq(points, centre, check_finite=False)[0].astype(np.int64)


def silhouettes(apart: NDArray[np.float64], labels: list[NDArray[np.int64]], counts: list[int]) -> list[NDArray[np.float64]]:
    """Silhouettes of the points in several partitions (Rousseeuw 1987): (b - a) / max(a, b), a the mean distance within a point's group, b to the next group.

    0 for a group of one. `apart` are the distances between all points; `counts` the number of groups of each partition.
    """
    members = [np.eye(k)[label] for label, k in zip(labels, counts, strict=True)]
    towards = apart @ np.hstack(members) if members else apart  # one product for all partitions: many times faster than one by one
    ends = np.cumsum([0, *counts])
    here = np.arange(len(apart))
    found = []
    for i, (label, member) in enumerate(zip(labels, members, strict=True)):
        away, size = towards[:, ends[i] : ends[i + 1]], member.sum(axis=0)
        own = size[label]
        within = away[here, label] / np.maximum(own - 1, 1)
        beyond = np.where(size > 0, away / np.maximum(size, 1), np.inf)
        beyond[here, label] = np.inf
        other = beyond.min(axis=1)
        other = np.where((own > 1) & np.isfinite(other), other, within)
        wider = np.maximum(within, other)
        found.append(np.where(wider > 0, (other - within) / np.where(wider > 0, wider, 1), 0.0))
    return found


def _lloyd(points: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.float64]:
    label = nearest(points, centre)
    columns = [np.ascontiguousarray(axis) for axis in points.T]
    for _ in range(ROUNDS):
        size = np.bincount(label, minlength=len(centre))
        sums = np.stack([np.bincount(label, weights=axis, minlength=len(centre)) for axis in columns], axis=1)
        centre = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centre)
        changed = nearest(points, centre)
        if np.array_equal(changed, label):
            break
        label = changed
    return centre


def _starts(points: NDArray[np.float64], count: int) -> list[NDArray[np.float64]]:
    """Fixed starting centres. The points come in the order of the axes, so that ranks mean the same whatever order they were read in."""
    starts = [np.array([part.mean(axis=0) for part in np.array_split(points[np.argsort(axis, kind="stable")], count)]) for axis in _directions(points)]
    for first in (points.mean(axis=0), points[0]):
        centre = [points[((points - first) ** 2).sum(axis=1).argmax()]]
        away = ((points - centre[0]) ** 2).sum(axis=1)
        while len(centre) < count:
            centre.append(points[away.argmax()])
            away = np.minimum(away, ((points - centre[-1]) ** 2).sum(axis=1))
        starts.append(np.array(centre))
    draw = np.random.default_rng(SEED)
    ranked = np.unique(points, axis=0)
    return starts + [ranked[draw.choice(len(ranked), count, replace=False)] for _ in range(DRAWN)]


def _directions(points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Coordinates along the axes, along both diagonals, and around the mean."""
    x, y = (points - points.mean(axis=0)).T
    return [x, y, x + y, x - y, np.arctan2(y, x)]


def _systematic(points: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Every so many-th point in the order of the axes, at most so many; the same points in any order of input."""
    order = np.lexsort(points.T[::-1])
    if len(points) <= most:
        return order.astype(np.int64)
    return order[(np.arange(most) * len(points)) // most].astype(np.int64)


def _distances(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return cdist(points, points)
