"""How much is within reach of people's homes, what is near counting more than what is far."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes, amounts
from dosi.network import Decay, gravity

HALVINGS = 4
"""places that count less than a sixteenth are left out"""

TAKES = Takes(needs=("travel", "within_min"), may=("condition", "amount"))
IN_WORDS = InWords(
    numerator_ko="사람마다 닿는 {amount}{을} 더한 값({within_min}분 멀어질 때마다 반으로 줄여 셈)",
    denominator_ko="길이 닿는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 사람은 뺀다; 한도보다 많으면 값을 내지 않는다.",
)


def mean_gravity(row: dict[str, Any], ground: Ground) -> Found:
    """Gravity measure: A_i = sum over places of amount x 2^(-minutes / within_min), the people-weighted mean; a place's worth halves every `within_min` minutes.

    Hansen 1959 with exponential decay; places farther than 4 x within_min are left out. People below the target are affected.
    """
    travel = ground.travel(row)
    if travel is None or not ground.supplies(row):
        return Found(ground.unknown(), "access", "cells")
    places = ground.places_of(row["role"], row["condition"])
    at = travel.positions(places)
    decay = Decay("exponential", beta=math.log(2) / row["within_min"])
    worth = gravity(lambda: travel.pairs(at, HALVINGS * row["within_min"]), len(travel.cells), amounts(places, row["amount"]), decay)
    cells = ground.from_cells(row, travel, access=np.where(travel.off, np.nan, worth.round(4)))
    value = cells["access"].to_numpy(float)
    sums, counted = ground.means(cells, value, value < row["target"])
    return Found(sums, "access", "cells", counted)
