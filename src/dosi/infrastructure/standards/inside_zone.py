"""Each asset stands inside, or outside, areas of some role, e.g. a centre outside the flood area."""

from __future__ import annotations

import numpy as np
import shapely

from dosi.infrastructure.standards.judging import CANNOT_TELL, FAIL, PASS, Judged, Stock, blank, untold

IN_WORDS = ("{area}: {measured}", "{area}: {measured}")
VALUES_KO = {"area": "구역", "wanted": "자리"}
ROLES = ("area",)
INSIDE, OUTSIDE = "inside", "outside"
WORDS_KO = {INSIDE: "안", OUTSIDE: "밖"}


def inside_zone(stock: Stock, *, area: str, wanted: str = INSIDE) -> Judged:
    """Pass when the asset stands inside (or, wanted = "outside", outside) every area of the role; its border is inside. Without areas it cannot be told."""
    places, areas = stock.places, stock.of_role(area)
    flat = np.zeros(0, dtype=int) if areas.shape is None else np.flatnonzero(shapely.get_dimensions(areas.shape) == 2)
    if areas.shape is None or not len(flat):
        return untold(len(places))
    inside = np.zeros(len(places), dtype=bool)
    located = np.flatnonzero(places.located)
    point, _ = shapely.STRtree(places.points[located]).query(areas.shape[flat], predicate="intersects")[::-1]
    inside[located[point]] = True
    good = inside if wanted == INSIDE else ~inside
    state = np.where(places.located, np.where(good, PASS, FAIL), CANNOT_TELL).astype(np.int8)
    return Judged(state, blank(len(places)), blank(len(places)), said=np.where(inside, INSIDE, OUTSIDE).astype(object))
