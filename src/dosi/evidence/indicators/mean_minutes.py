"""Mean minutes from people's homes to the nearest place, along streets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

TAKES = Takes(needs=("travel",), may=("condition",))
IN_WORDS = InWords(
    numerator_ko="사람마다 가장 가까운 {role}까지 걸리는 시간(분)을 더한 값",
    denominator_ko="길이 닿는 사람",
    how_ko="인구 격자마다 가운데에서 길을 따라 {travel}{으로} 걸리는 시간을 잰다. 길이 닿지 않는 사람은 뺀다; 한도보다 많으면 값을 내지 않는다.",
)


def mean_minutes(row: dict[str, Any], ground: Ground) -> Found:
    """Sum over cells of people x minutes to the nearest place of the role by `travel`, over the people whom streets reach.

    People farther than the target are affected.
    """
    cells = nearest_by_cell(row, ground)
    if cells is None:
        return Found(ground.unknown(), "minutes", "cells")
    value = cells["minutes"].to_numpy(float)
    sums, counted = ground.means(cells, value, value > row["target"])
    return Found(sums, "minutes", "cells", counted)


def nearest_by_cell(row: dict[str, Any], ground: Ground) -> pd.DataFrame | None:
    """Every cell with the nearest place of the role and its minutes, missing where none is reached; None without streets or places, or where nobody reaches any."""
    travel = ground.travel(row)
    if travel is None or not ground.stands(row["role"], row["condition"]):
        return None
    places = ground.places_of(row["role"], row["condition"]).sort_values(["layer", "place"])
    if places.empty:
        return None
    minutes, which = travel.minutes_to_nearest(travel.positions(places))
    if not np.isfinite(minutes).any():
        return None
    nearest = {f"nearest_{name}": places[name].array.take(which, allow_fill=True) for name in ("layer", "place")}
    return ground.from_cells(row, travel, minutes=np.where(np.isfinite(minutes), minutes, np.nan), **nearest)
