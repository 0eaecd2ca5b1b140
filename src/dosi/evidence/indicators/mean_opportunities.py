"""How many places people reach within some minutes along streets."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, amounts
from dosi.network import cumulative


def mean_opportunities(row: dict[str, Any], ground: Ground) -> Found:
    """Cumulative opportunities: sum over cells of people x number (or `amount`) of places within `within_min` minutes by `travel`, over people.

    Wachs and Kumagai 1973. People who reach fewer than the target are affected.
    """
    travel = ground.travel(row)
    if travel is None or not ground.supplies(row):
        return Found(ground.unknown(), "access", "cells")
    places = ground.places_of(row["role"], row["condition"])
    at = ground.positions(places)
    reached = cumulative(lambda: travel.pairs(at, row["within_min"]), len(travel.joined), amounts(places, row["amount"]))
    cells = ground.from_cells(row, travel, access=reached.round(4))
    people = cells["people"].astype(float)
    counted = cells.assign(denominator=people, numerator=people * cells["access"], affected=people.where(cells["access"] < row["target"], 0.0))
    return Found(ground.sums(counted, ["numerator", "denominator", "affected"]), "access", "cells", counted)
