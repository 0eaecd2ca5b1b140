"""Assets along a line follow each other at a distance, e.g. poles along a street, manholes along a duct."""

from __future__ import annotations

import numpy as np
import shapely

from dosi.infrastructure.standards.judging import NOT_APPLICABLE, ROUNDED, Judged, Stock, failing, held_to, summed, untold
from dosi.infrastructure.standards.on_lines import nearest_on

IN_WORDS = ("선을 따라 다음 것까지 {measured} m, 한계 {limit} m", "{measured} m along the line to the next, limit {limit} m")
VALUES_KO = {"along": "따라가는 선", "max_m": "최대 간격(m)", "min_m": "최소 간격(m)", "beside_m": "선에서의 거리(m)"}
TIGHTER = {"max_m": -1, "min_m": 1}
ROLES = ("along",)


def spacing(stock: Stock, *, along: str, max_m: float | None = None, min_m: float | None = None, beside_m: float = 20.0) -> Judged:
    """Pass when the next asset along the same line of the role `along` is at most max_m and at least min_m away, measured along it.

    Each asset belongs to its nearest line, at most beside_m away; one that is beside no line cannot be told, the last of a line is not applicable.
    """
    places, lines = stock.places, stock.of_role(along)
    if lines.shape is None or not len(lines):
        return untold(len(places))
    held = np.flatnonzero(shapely.get_dimensions(lines.shape) == 1)
    point, line, position = nearest_on(places.xy, lines.shape[held], beside_m)
    order = np.lexsort((point, position, line))
    point, line, position = point[order], line[order], position[order]
    next_m = np.full(len(places), np.nan)
    same = line[1:] == line[:-1]
    next_m[point[:-1][same]] = (position[1:] - position[:-1])[same]
    judged = held_to(next_m, min_m, max_m)
    last = np.zeros(len(places), dtype=bool)
    last[point[np.append(~same, True)] if len(point) else []] = True
    return Judged(np.where(last, NOT_APPLICABLE, judged.state).astype(np.int8), judged.measured, judged.limit)


def more(stock: Stock, judged: Judged, *, along: str, max_m: float | None = None, min_m: float | None = None, beside_m: float = 20.0) -> np.ndarray:
    """Assets each zone lacks: those that divide every gap longer than max_m evenly; a gap belongs to the zone in which it begins."""
    at, zones = failing(judged, "high"), len(stock.zones.ids)
    return summed(stock.places.zone[at], zones, np.ceil(np.round(judged.measured[at] / judged.limit[at], ROUNDED)) - 1)
