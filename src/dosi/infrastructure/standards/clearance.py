"""Each asset keeps a distance from things of another role, e.g. a duct from other utilities."""

from __future__ import annotations

import numpy as np
import shapely

from dosi.infrastructure.standards.distances import Straight
from dosi.infrastructure.standards.judging import CANNOT_TELL, PASS, Judged, Stock, held_to, untold

IN_WORDS = ("가장 가까운 {to}까지 {measured} m, 한계 {limit} m", "nearest {to} is {measured} m away, limit {limit} m")
VALUES_KO = {"to": "떨어질 것", "min_m": "최소 거리(m)"}
NOTHING_IN_WORDS = ("{limit} m 안에 {to} 없음", "no {to} within {limit} m")
TIGHTER = {"min_m": 1}
ROLES = ("to",)


def clearance(stock: Stock, *, to: str, min_m: float) -> Judged:
    """Pass when nothing of the role `to` lies nearer than min_m, from edge to edge, seen from above.

    Nothing within the distance is a pass without a measure. Where nobody supplied that role it cannot be told; an asset does not count itself.
    """
    places, others = stock.places, stock.of_role(to)
    located = np.flatnonzero(others.located)
    if not len(located):
        return untold(len(places), min_m)
    if places.shape is None and others.shape is None:
        here, there = Straight().pairs(places.xy, others.xy, min_m)
        metres = np.hypot(*(places.xy[here] - others.xy[there]).T)
    else:
        here, there = shapely.STRtree(others.edges[located]).query(places.edges, predicate="dwithin", distance=np.full(len(places), min_m))
        there = located[there]
        metres = shapely.distance(places.edges[here], others.edges[there])
    other = (places.id[here] != others.id[there]) | (places.layer[here] != others.layer[there])
    nearest = np.full(len(places), np.inf)
    np.minimum.at(nearest, here[other], metres[other])
    judged = held_to(nearest, min_m)
    state = np.where(places.located, np.where(np.isinf(nearest), PASS, judged.state), CANNOT_TELL).astype(np.int8)
    return Judged(state, judged.measured, np.full(len(places), min_m))

