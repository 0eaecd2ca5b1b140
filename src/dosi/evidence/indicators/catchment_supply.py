"""How much of a supply is left for each person once everybody within reach has a share of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes, amounts
from dosi.network import Decay, two_step_floating_catchment

NEAR_WEIGHTS = (1.0, 0.68, 0.22)
"""weights of the first, second and last third of the catchment (Luo and Qi 2009, slow decay)"""

TAKES = Takes(needs=("travel", "within_min"), may=("condition", "amount", "factor"))
IN_WORDS = InWords(
    numerator_ko="사람마다 {within_min}분 안의 {amount}{을} 그곳에 닿는 사람 {factor}명으로 나눈 몫을 더한 값",
    denominator_ko="길이 닿는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 사람은 뺀다; 한도보다 많으면 값을 내지 않는다. 가까운 쪽 삼분의 일부터 무게를 줄여 센다(2SFCA).",
)


def catchment_supply(row: dict[str, Any], ground: Ground) -> Found:
    """Enhanced two-step floating catchment (Luo and Qi 2009): supply (`amount`, else places) per `factor` people, the people-weighted mean.

    The catchment is `within_min` minutes by `travel`, in three bands of equal width with weights 1, 0.68, 0.22. People below the target are affected.
    """
    travel = ground.travel(row)
    if travel is None or not ground.supplies(row):
        return Found(ground.unknown(), "access", "cells")
    places = ground.places_of(row["role"], row["condition"])
    at, within = travel.positions(places), row["within_min"]
    parts = list(travel.pairs(at, within))
    people = travel.cells["people"].to_numpy(float)
    decay = Decay("step", upper=(within / 3, within * 2 / 3, within), weight=NEAR_WEIGHTS)
    share = two_step_floating_catchment(lambda: parts, people, amounts(places, row["amount"]), decay) * (row["factor"] or 1.0)
    cells = ground.from_cells(row, travel, access=np.where(travel.off, np.nan, share.round(4)))
    value = cells["access"].to_numpy(float)
    sums, counted = ground.means(cells, value, value < row["target"])
    return Found(sums, "access", "cells", counted)
