"""How much of a supply is left for each person once everybody within reach has a share of it."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, amounts
from dosi.network import Decay, two_step_floating_catchment

NEAR_WEIGHTS = (1.0, 0.68, 0.22)
"""weights of the first, second and last third of the catchment (Luo and Qi 2009, slow decay)"""


def catchment_supply(row: dict[str, Any], ground: Ground) -> Found:
    """Enhanced two-step floating catchment (Luo and Qi 2009): supply (`amount`, else places) per `factor` people, the people-weighted mean.

    The catchment is `within_min` minutes by `travel`, in three bands of equal width with weights 1, 0.68, 0.22. People below the target are affected.
    """
    travel = ground.travel(row)
    if travel is None or not ground.supplies(row):
        return Found(ground.unknown(), "access", "cells")
    places = ground.places_of(row["role"], row["condition"])
    at, within = ground.positions(places), row["within_min"]
    parts = list(travel.pairs(at, within))
    people = travel.cells["people"].to_numpy(float)[travel.joined]
    decay = Decay("step", upper=(within / 3, within * 2 / 3, within), weight=NEAR_WEIGHTS)
    share = two_step_floating_catchment(lambda: parts, people, amounts(places, row["amount"]), decay) * (row["factor"] or 1.0)
    cells = ground.from_cells(row, travel, access=share.round(4))
    counted = cells.assign(denominator=people, numerator=people * cells["access"], affected=cells["people"].astype(float).where(cells["access"] < row["target"], 0.0))
    return Found(ground.sums(counted, ["numerator", "denominator", "affected"]), "access", "cells", counted)
