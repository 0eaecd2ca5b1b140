"""Mean minutes from people's homes to the nearest place, along streets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.evidence.indicators.counting import Found, Ground, InWords

IN_WORDS = InWords(
    numerator_ko="사람마다 가장 가까운 {role}까지 걸리는 시간(분)을 더한 값",
    denominator_ko="길이 닿는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 격자는 뺀다.",
)


def mean_minutes(row: dict[str, Any], ground: Ground) -> Found:
    """Sum over cells of people x minutes to the nearest place of the role by `travel`, over the people whom streets reach.

    People farther than the target are affected.
    """
    cells = nearest_by_cell(row, ground)
    if cells is None:
        return Found(ground.unknown(), "minutes", "cells")
    people = cells["people"].astype(float)
    counted = cells.assign(denominator=people, numerator=people * cells["minutes"], affected=people.where(cells["minutes"] > row["target"], 0.0))
    return Found(ground.sums(counted, ["numerator", "denominator", "affected"]), "minutes", "cells", counted)


def nearest_by_cell(row: dict[str, Any], ground: Ground) -> pd.DataFrame | None:
    """Every cell that streets join to a place of the role, with the nearest and its minutes; None without streets or places."""
    travel = ground.travel(row)
    if travel is None or not ground.stands(row["role"], row["condition"]):
        return None
    places = ground.places_of(row["role"], row["condition"]).sort_values(["layer", "place"])
    if places.empty:
        return None
    minutes, which = travel.minutes_to_nearest(ground.positions(places))
    cells = ground.from_cells(row, travel, minutes=minutes, nearest_layer=places["layer"].array.take(which), nearest_place=places["place"].array.take(which))
    reached = cells[np.isfinite(minutes)]
    return reached if len(reached) else None
