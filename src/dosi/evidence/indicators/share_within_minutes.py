"""Share of people who reach a place within some minutes along streets."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes
from dosi.evidence.indicators.mean_minutes import nearest_by_cell

TAKES = Takes(needs=("travel", "within_min"), may=("condition",))
IN_WORDS = InWords(
    numerator_ko="{role}까지 {within_min}분 안에 닿는 사람",
    denominator_ko="사는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 사람은 닿지 않은 사람으로 센다.",
)


def share_within_minutes(row: dict[str, Any], ground: Ground) -> Found:
    """People of cells whose nearest place of the role is at most `within_min` minutes away by `travel`, over all people; whom no street reaches does not reach it.

    On the tiny city, walking at 4 km/h: the cell beside the stop needs no time, one 600 m along the street 9 minutes; within 5 minutes: 100 / 200 = 0.5.
    """
    cells = nearest_by_cell(row, ground)
    if cells is None:
        return Found(ground.unknown(), "minutes", "cells")
    people = cells["people"].astype(float)
    counted = cells.assign(denominator=people, numerator=people.where(cells["minutes"] <= row["within_min"], 0.0))
    sums = ground.sums(counted, ["numerator", "denominator"])
    return Found(sums.assign(affected=sums["denominator"] - sums["numerator"]), "minutes", "cells", counted, most=1.0)
