"""Each asset has enough of another role near it, e.g. a camera near every school zone."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.standards.adding import more_near
from dosi.infrastructure.standards.judging import Judged, Stock, held_to, untold

IN_WORDS = ("{within_m} m 안의 {near} {measured}개, 한계 {limit}개", "{measured} of {near} within {within_m} m, limit {limit}")
VALUES_KO = {"near": "있어야 할 것", "within_m": "거리(m)", "min_count": "최소 수"}
TIGHTER = {"within_m": -1, "min_count": 1}
ROLES = ("near",)


def presence(stock: Stock, *, near: str, within_m: float, min_count: float = 1) -> Judged:
    """Pass when at least min_count places of the role `near` lie at most within_m away; an asset of the same role does not count itself.

    Where nobody supplied that role, and for an asset whose own place is not known, it cannot be told.
    """
    places, others = stock.places, stock.of_role(near)
    if stock.away is None or not len(others):
        return untold(len(places), min_count)
    here, there = stock.away.pairs(places.xy, others.xy, within_m)
    other = (places.id[here] != others.id[there]) | (places.layer[here] != others.layer[there]) if near in set(places.role[:1]) else np.ones(len(here), dtype=bool)
    return held_to(np.bincount(here[other], minlength=len(places)), min_count, known=places.located)


def more(stock: Stock, judged: Judged, *, near: str, within_m: float, min_count: float = 1) -> np.ndarray:
    """Assets of the other role each zone lacks near those that fail."""
    return more_near(stock, judged, within_m)
