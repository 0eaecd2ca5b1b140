"""Find groups on the plane: k-means from fixed starting points, their number by silhouette."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_GROUPS = 5
PER_GROUP = 12
"""participants for each group beyond the second"""
SMALLEST = 3
"""members below which a part of the plane is no group (and would show who said what)"""
FEWEST_VOTES = 7
FEWEST_FIRM = 15
ROUNDS = 300
STARTED_ON = 5_000
"""participants of a systematic sample on which the starts are followed"""
DRAWN = 20
"""starts of drawn points, beside the laid-out ones; the draw has a fixed seed and picks by rank, so that order plays no part"""
SCORED = 2_000
"""participants of a systematic sample on which silhouettes are taken"""
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
    started, scored = shape[_systematic(shape, STARTED_ON)], shape[_systematic(shape, SCORED)]
    apart = _distances(scored)
    every = {k: _partitions(started, scored, apart, k) for k in ([count] if count else range(2, most + 1)) if 2 <= k <= distinct}
    found = {k: max(p, key=_merit) for k, ps in every.items() if (p := [q for q in ps if q.smallest >= SMALLEST])} or {k: max(ps, key=_merit) for k, ps in every.items()}
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


def _merit(partition: _Partition) -> tuple[float, float]:
    return partition.silhouette, -partition.cost


def _partitions(started: NDArray[np.float64], scored: NDArray[np.float64], apart: NDArray[np.float64], count: int) -> list[_Partition]:
    """The different partitions that the starts lead to."""
    reached: dict[float, _Partition] = {}
    for start in _starts(started, count):
        centre = _lloyd(started, start)
        label = nearest(started, centre)
        cost = round(float(((started - centre[label]) ** 2).sum()), 6)
        if cost not in reached:
            each = silhouettes(apart, nearest(scored, centre), count)
            smallest = int(np.bincount(label, minlength=count).min())
            reached[cost] = _Partition(centre, cost, round(float(each.mean()), DIGITS), float(each.std() / np.sqrt(len(each))), smallest)
    return list(reached.values())


def nearest(points: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.int64]:
    """The nearest centre of each point; of two equally near the first."""
    away = np.stack([((points - c) ** 2).sum(axis=1) for c in centre])
    return away.argmin(axis=0)


def silhouettes(apart: NDArray[np.float64], label: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Silhouette of each point (Rousseeuw 1987): (b - a) / max(a, b), a the mean distance within its group, b to the next group; 0 for a group of one."""
    member = np.eye(count)[label]
    size = member.sum(axis=0)
    towards = apart @ member
    own = size[label]
    here = np.arange(len(label))
    within = towards[here, label] / np.maximum(own - 1, 1)
    beyond = np.where(size > 0, towards / np.maximum(size, 1), np.inf)
    beyond[here, label] = np.inf
    other = beyond.min(axis=1)
    other = np.where((own > 1) & np.isfinite(other), other, within)
    wider = np.maximum(within, other)
    return np.where(wider > 0, (other - within) / np.where(wider > 0, wider, 1), 0.0)


def _lloyd(points: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.float64]:
    label = nearest(points, centre)
    for _ in range(ROUNDS):
        size = np.bincount(label, minlength=len(centre))
        sums = np.stack([np.bincount(label, weights=axis, minlength=len(centre)) for axis in points.T], axis=1)
        centre = np.where(size[:, None] > 0, sums / np.maximum(size, 1)[:, None], centre)
        changed = nearest(points, centre)
        if (changed == label).all():
            break
        label = changed
    return centre


def _starts(points: NDArray[np.float64], count: int) -> list[NDArray[np.float64]]:
    order = np.lexsort(points.T[::-1])
    starts = [np.array([part.mean(axis=0) for part in np.array_split(points[np.lexsort((order.argsort(), axis))], count)]) for axis in _directions(points)]
    for first in (points.mean(axis=0), points[order[0]]):
        centre = [points[order][((points[order] - first) ** 2).sum(axis=1).argmax()]]
        away = ((points[order] - centre[0]) ** 2).sum(axis=1)
        while len(centre) < count:
            centre.append(points[order][away.argmax()])
            away = np.minimum(away, ((points[order] - centre[-1]) ** 2).sum(axis=1))
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
    x, y = points.T
    return np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
