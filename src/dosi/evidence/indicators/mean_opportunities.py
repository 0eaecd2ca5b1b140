"""How many places people reach within some minutes along streets."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, amounts
from dosi.network import cumulative

IN_WORDS = InWords(
    numerator_ko="사람마다 {within_min}분 안에 닿는 {amount}{을} 더한 값",
    denominator_ko="길이 닿는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 격자는 뺀다.",
)


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
