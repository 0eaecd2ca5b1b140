"""A share of a zone's people, or of its places of another role, lies within a distance of an asset."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.standards.judging import Judged, Stock, blank, held_to, summed, untold

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
    if demand == "people":
        xy, zone, weight = np.column_stack([stock.demand.x_m, stock.demand.y_m]), stock.demand.zone, stock.demand.people.astype(float)
    else:
        others = stock.of_role(demand)
        located = others.located
        xy, zone, weight = others.xy[located], others.zone[located], np.ones(int(located.sum()))
    if stock.away is None or not len(stock.places):
        return untold(zones, min_share, "zone")
    reached = stock.away.nearest(xy, stock.places.xy, radius_m) <= radius_m
    total, covered = summed(zone, zones, weight), summed(zone, zones, weight * reached)
    judged = held_to(np.divide(covered, total, out=blank(zones), where=total > 0), min_share, of="zone")
    if demand != "people":
        return judged
    return Judged(judged.state, judged.measured, judged.limit, "zone", None, total.astype(int), covered.astype(int))
