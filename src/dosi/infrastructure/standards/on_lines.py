"""Which line a place is beside, and how far along it: places and stretches of lines are brought together by squares of a grid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

AT_ONCE = 2_000_000
"""pairs of a place and a stretch that are worked out together"""
ALIKE = 9
"""digits after the point of a metre, so that of lines equally near the first is taken however they were added up"""
WIDE, LEAST_M = 6, 10.0
"""sides of the squares: so many times the distance (larger ones hold more pairs, smaller ones more pieces of lines), and at least so many metres"""


def nearest_on(xy: np.ndarray, lines: np.ndarray, within_m: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places that have a line at most `within_m` away: their positions (rising), the nearest line of each (of equally near ones the first), and the metres along it to the place's foot.

    `xy`: shape (n, 2), nan where a place is not known; `lines`: shapely lines, also of several parts, which are measured one after the other.

    >>> nearest_on(np.array([[3.0, 1.0], [20.0, 0.0]]), np.array([shapely.LineString([(0, 0), (10, 0)])]), 2.0)
    (array([0]), array([0]), array([3.]))
    """
    start, end, owner, before = _stretches(lines)
    places = np.flatnonzero(np.isfinite(xy).all(axis=1))
    line, along = np.full(len(xy), -1), np.full(len(xy), np.nan)
    for place, pairs, stretch in _near(xy, places, start, end, within_m):
        metres = _to_stretch(np.repeat(xy[place], pairs, axis=0), start[stretch], end[stretch])[0]
        begins = np.cumsum(pairs) - pairs
        least = np.minimum.reduceat(metres, begins)
        place, chosen = place[least <= within_m], np.minimum.reduceat(np.where(metres == np.repeat(least, pairs), stretch, len(start)), begins)[least <= within_m]
        line[place], along[place] = owner[chosen], before[chosen] + _to_stretch(xy[place], start[chosen], end[chosen])[1]
    held = np.flatnonzero(line >= 0)
    return held, line[held], along[held]


def _stretches(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Straight stretches of all lines: start, end, line, metres of the line before it."""
    parts, of = lines, np.arange(len(lines))
    if (shapely.get_type_id(lines) != shapely.GeometryType.LINESTRING).any():
        parts, of = shapely.get_parts(lines, return_index=True)
    corner, part = shapely.get_coordinates(parts, return_index=True)
    joined = part[1:] == part[:-1]
    start, end, owner = corner[:-1][joined], corner[1:][joined], of[part[:-1][joined]]
    if not len(owner):
        return start, end, owner, np.zeros(0)
    length = np.hypot(*(end - start).T)
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    steps = length.copy()
    steps[first[1:]] -= np.add.reduceat(length, first)[:-1]  # each line begins anew at 0, so that the sum stays small
    return start, end, owner, np.cumsum(steps) - length


def _near(xy: np.ndarray, places: np.ndarray, start: np.ndarray, end: np.ndarray, within_m: float) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Places, how many stretches share a square with each, and these; all that are near enough are among them."""
    if not len(places) or not len(start):
        return
    side, slack = max(WIDE * within_m, LEAST_M), within_m * (1 + 1e-9) + 1e-6
    origin, top = np.minimum(start, end).min(axis=0) - slack, np.maximum(start, end).max(axis=0) + slack
    pieces = np.maximum(np.ceil(np.hypot(*(end - start).T) / side).astype(np.int64), 1)  # a long stretch is laid on the grid piece by piece
    stretch = np.repeat(np.arange(len(start)), pieces)
    no = np.arange(len(stretch)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    step = (end - start)[stretch] / pieces[stretch, None]
    a = start[stretch] + step * no[:, None]
    b = a + step
    from_, to = (np.floor((f(a, b) + s * slack - origin) / side).astype(np.int64) for f, s in ((np.minimum, -1), (np.maximum, 1)))
    columns = int(to[:, 1].max()) + 1
    wide = to - from_ + 1
    squares = wide.prod(axis=1)
    piece = np.repeat(np.arange(len(stretch)), squares)
    k = np.arange(len(piece)) - np.repeat(np.cumsum(squares) - squares, squares)
    square = (from_[piece, 0] + k // wide[piece, 1]) * columns + from_[piece, 1] + k % wide[piece, 1]
    order = np.argsort(square, kind="stable")
    square, stretch = square[order], stretch[piece[order]]
    inside = places[((xy[places] >= origin) & (xy[places] <= top)).all(axis=1)]
    at = np.floor((xy[inside] - origin) / side).astype(np.int64)
    own = at[:, 0] * columns + at[:, 1]
    order = np.argsort(own)
    inside, own = inside[order], own[order]
    first = np.searchsorted(square, own, "left")
    many = np.searchsorted(square, own, "right") - first
    inside, first, many = inside[many > 0], first[many > 0], many[many > 0]
    part = np.cumsum(many) // AT_ONCE
    for these in np.split(np.arange(len(inside)), np.flatnonzero(np.diff(part)) + 1) if len(inside) else ():
        pairs = many[these]
        yield inside[these], pairs, stretch[np.repeat(first[these] - np.cumsum(pairs) + pairs, pairs) + np.arange(pairs.sum())]


def _to_stretch(xy: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Metres from each place to its stretch, and from the stretch's start to the foot."""
    dx, dy = (end - start).T
    px, py = (xy - start).T
    square = dx * dx + dy * dy
    share = np.clip(np.divide(px * dx + py * dy, square, out=np.zeros(len(xy)), where=square > 0), 0.0, 1.0)
    length = np.sqrt(square)
    beside = np.abs(py * dx - px * dy)
    off = np.where((share > 0) & (share < 1), np.divide(beside, length, out=np.zeros(len(xy)), where=length > 0), np.hypot(px - share * dx, py - share * dy))
    return np.round(off, ALIKE), share * length
