"""How many places people reach within some minutes along streets."""

from __future__ import annotations

from typing import Any

import numpy as np

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes, amounts
from dosi.network import cumulative

TAKES = Takes(needs=("travel", "within_min"), may=("condition", "amount"))
IN_WORDS = InWords(
    numerator_ko="사람마다 {within_min}분 안에 닿는 {amount}{을} 더한 값",
    denominator_ko="길이 닿는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 사람은 뺀다; 한도보다 많으면 값을 내지 않는다.",
)


def mean_opportunities(row: dict[str, Any], ground: Ground) -> Found:
    """Cumulative opportunities: sum over cells of people x number (or `amount`) of places within `within_min` minutes by `travel`, over people.

    Wachs and Kumagai 1973. People who reach fewer than the target are affected.
    """
    travel = ground.travel(row)
    if travel is None or not ground.supplies(row):
        return Found(ground.unknown(), "access", "cells")
    places = ground.places_of(row["role"], row["condition"])
    at = travel.positions(places)
    reached = cumulative(lambda: travel.pairs(at, row["within_min"]), len(travel.cells), amounts(places, row["amount"]))
    cells = ground.from_cells(row, travel, access=np.where(travel.off, np.nan, reached.round(4)))
    value = cells["access"].to_numpy(float)
    sums, counted = ground.means(cells, value, value < row["target"])
    return Found(sums, "access", "cells", counted)
