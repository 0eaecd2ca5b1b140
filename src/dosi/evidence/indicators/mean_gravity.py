"""How much is within reach of people's homes, what is near counting more than what is far."""

from __future__ import annotations

import math
from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, amounts
from dosi.network import Decay, gravity

HALVINGS = 4
"""places that count less than a sixteenth are left out"""


def mean_gravity(row: dict[str, Any], ground: Ground) -> Found:
    """Gravity measure: A_i = sum over places of amount x 2^(-minutes / within_min), the people-weighted mean; a place's worth halves every `within_min` minutes.

    Hansen 1959 with exponential decay; places farther than 4 x within_min are left out. People below the target are affected.
    """
    travel = ground.travel(row)
    if travel is None or not ground.supplies(row):
        return Found(ground.unknown(), "access", "cells")
    places = ground.places_of(row["role"], row["condition"])
    at = ground.positions(places)
    decay = Decay("exponential", beta=math.log(2) / row["within_min"])
    worth = gravity(lambda: travel.pairs(at, HALVINGS * row["within_min"]), len(travel.joined), amounts(places, row["amount"]), decay)
    cells = ground.from_cells(row, travel, access=worth.round(4))
    people = cells["people"].astype(float)
    counted = cells.assign(denominator=people, numerator=people * cells["access"], affected=people.where(cells["access"] < row["target"], 0.0))
    return Found(ground.sums(counted, ["numerator", "denominator", "affected"]), "access", "cells", counted)
