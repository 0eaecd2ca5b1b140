"""A zone has at least, or at most, so many assets for its people, its area, its streets or its places of another role."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from dosi.infrastructure.standards.judging import ROUNDED, Judged, Stock, blank, failing, held_to, summed, untold

IN_WORDS = ("{per} {amount}에 {measured}개, 한계 {limit}개", "{measured} per {amount} {per}, limit {limit}")
VALUES_KO = {"per": "기준", "amount": "기준의 양", "min_count": "최소 수", "max_count": "최대 수"}
TIGHTER = {"min_count": 1, "max_count": -1}
WORDS_KO = {"people": "주민", "area_km2": "면적(km²)"}
ROLES = ("per",)
OF_ZONES = True


def count_per(stock: Stock, *, per: str, amount: float, min_count: float | None = None, max_count: float | None = None) -> Judged:
    """Pass when assets / (per / amount) is at least min_count and at most max_count; every zone is a subject.

    `per`: people, area_km2, length_km:ROLE (lines of that role, by the zone of their middle), or a role, whose places are counted. Where nobody supplied the
    assets or what they are counted against, and in a zone that has none of the latter, it cannot be told.
    """
    zones = len(stock.zones.ids)
    if not len(stock.places):
        return untold(zones, np.nan if min_count is None else min_count, "zone")
    per_zone = _amounts(stock, per)
    with np.errstate(divide="ignore", invalid="ignore"):
        measured = np.where(per_zone > 0, summed(stock.places.zone, zones) / per_zone * amount, np.nan)
    return replace(held_to(measured, min_count, max_count, of="zone"), counts_people=per == "people")


def _amounts(stock: Stock, per: str) -> np.ndarray:
    zones = len(stock.zones.ids)
    if per == "people":
        return summed(stock.demand.zone, zones, stock.demand.people)
    if per == "area_km2":
        return stock.zones.area_km2
    kind, _, role = per.partition(":")
    if kind != "length_km":
        return summed(stock.of_role(per).zone, zones)
    lines = stock.of_role(role)
    return blank(zones) if lines.shape is None else summed(lines.zone, zones, shapely.length(lines.shape) / 1000)


def more(stock: Stock, judged: Judged, *, per: str, amount: float, min_count: float | None = None, max_count: float | None = None) -> np.ndarray:
    """Assets each zone lacks: the fewest whole ones with which it has min_count for every amount."""
    lacking = np.zeros(len(stock.zones.ids))
    at = failing(judged)
    needed = np.ceil(np.round(judged.limit[at] * _amounts(stock, per)[at] / amount, ROUNDED))
    lacking[at] = np.maximum(needed - summed(stock.places.zone, len(lacking))[at], 0)
    return lacking
