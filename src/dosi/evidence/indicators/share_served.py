"""Share of people who reach enough kinds of everyday place within some minutes along streets."""

from __future__ import annotations

from typing import Any

import numpy as np

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes
from dosi.model.table import split
from dosi.network import served_share

TAKES = Takes(needs=("near_role", "travel", "within_min", "least_kinds"))
IN_WORDS = InWords(
    numerator_ko="{any_role}·{near_role} 가운데 {least_kinds}가지 이상에 {within_min}분 안에 닿는 사람",
    denominator_ko="사는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 사람은 닿지 않은 사람으로 센다.",
)


def share_served(row: dict[str, Any], ground: Ground) -> Found:
    """People whose cell reaches places of at least `least_kinds` kinds (`role` and every one of `near_role`) within `within_min` minutes by `travel`, over all people;
    whom no street reaches does not reach them.

    The 15-minute city (Moreno et al. 2021). Unknown where a kind is not on record at all.
    """
    travel = ground.travel(row)
    kinds = [row["role"], *split(row["near_role"])]
    if travel is None or not all(ground.stands(kind, None) for kind in kinds):
        return Found(ground.unknown(), "access", "cells")
    reached = np.column_stack([travel.minutes_to_nearest(travel.positions(ground.places_of(kind, None)))[0] <= row["within_min"] for kind in kinds])
    cells = ground.from_cells(row, travel, access=reached.sum(axis=1).astype(float))
    people = cells["people"].astype(float)
    served = np.where(served_share(reached, row["least_kinds"]), people, 0.0)
    counted = cells.assign(denominator=people, numerator=served)
    sums = ground.sums(counted, ["numerator", "denominator"])
    return Found(sums.assign(affected=sums["denominator"] - sums["numerator"]), "access", "cells", counted, most=1.0)
