"""A share of a zone's people, or of its places of another role, lies within a distance of an asset."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.standards.adding import fewest_more
from dosi.infrastructure.standards.judging import ROUNDED, Judged, Stock, blank, failing, held_to, summed, untold

IN_WORDS = ("{radius_m} m 안의 비율 {measured}, 한계 {limit}", "share within {radius_m} m is {measured}, limit {limit}")
VALUES_KO = {"radius_m": "거리(m)", "min_share": "최소 비율", "demand": "닿을 것"}
TIGHTER = {"radius_m": -1, "min_share": 1}
ROLES = ("demand",)
OF_ZONES = True


def coverage(stock: Stock, *, radius_m: float, min_share: float, demand: str = "people") -> Judged:
    """Pass when at least min_share of the demand of a zone lies within radius_m; every zone is a subject.

    The demand is people by grid cell, or the places of a role, each counted once. A zone without demand, and every zone of a city for which nobody
    supplied any asset of the role, cannot be told.
    """
    zones = len(stock.zones.ids)
    xy, zone, weight = _points(stock, demand)
    if stock.away is None or not len(stock.places):
        return untold(zones, min_share, "zone")
    reached = stock.away.nearest(xy, stock.places.xy, radius_m) <= radius_m
    total, covered = summed(zone, zones, weight), summed(zone, zones, weight * reached)
    judged = held_to(np.divide(covered, total, out=blank(zones), where=total > 0), min_share, of="zone")
    if demand != "people":
        return judged
    return Judged(judged.state, judged.measured, judged.limit, "zone", None, total.astype(int), covered.astype(int), counts_people=True)


def more(stock: Stock, judged: Judged, *, radius_m: float, min_share: float, demand: str = "people") -> np.ndarray:
    """Assets each zone lacks, if one may stand wherever the demand is: so many are enough; nan where none are."""
    lacking = np.zeros(len(stock.zones.ids))
    if stock.away is None:
        return lacking
    xy, zone, weight = _points(stock, demand)
    away = stock.away.nearest(xy, stock.places.xy, radius_m) > radius_m
    for n in failing(judged):
        held = zone == n
        spots = np.flatnonzero(held)
        open_ = np.flatnonzero(held & away & (weight > 0))
        site, point = stock.away.pairs(xy[spots], xy[open_], radius_m)
        enough = np.round(min_share * weight[held].sum(), ROUNDED) - weight[held & ~away].sum()
        found = fewest_more(site, point, np.ones(len(open_), dtype=int), weight[open_], enough)
        lacking[n] = np.nan if found is None else found
    return lacking


def _points(stock: Stock, demand: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where the demand is, in which zone, and how much."""
    if demand == "people":
        return np.column_stack([stock.demand.x_m, stock.demand.y_m]), stock.demand.zone, stock.demand.people.astype(float)
    others = stock.of_role(demand)
    located = others.located
    return others.xy[located], others.zone[located], np.ones(int(located.sum()))
