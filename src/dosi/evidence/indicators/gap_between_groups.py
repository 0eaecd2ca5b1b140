"""How much worse a group's people reach a place than everybody in the city."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes
from dosi.evidence.uncertainty import of_cells
from dosi.model.city import CITY

TAKES = Takes(needs=("radius_m", "group"), may=("condition",))
IN_WORDS = InWords(
    numerator_ko="{role}에서 {radius_m|metre} 안에 사는 비율(시의 모든 사람) - 같은 비율(이곳의 {group})",
    denominator_ko="1",
    how_ko="인구 격자마다 가운데에서 가장 가까운 {role}까지를 직선으로 잰다. 집단은 행정동 안에 고루 산다고 본다.",
)


def gap_between_groups(row: dict[str, Any], ground: Ground) -> Found:
    """Share of everybody in the city within `radius_m` of a place of the role, less the same share of the group's people here.

    0: the group's people here are as near as anybody in the city; above 0: they live farther away. Beside everybody in the city, since the group's people are
    taken to live in each reporting unit as its people do: beside the people of its own unit a group would be alike by construction. People affected: those
    of the group beyond the distance. Interval: that of the group's share, beside everybody's as it is.
    """
    cells = ground.distances(row["indicator"], row["role"], row["condition"])
    group = ground.figures_of(row["group"])
    if cells is None or group is None:
        return Found(ground.unknown(), "cells", "one")
    people = cells["people"].astype(float)
    theirs = people * cells["unit"].map(group / ground.people_of).fillna(0.0).astype(float)
    near = cells["distance_m"] <= row["radius_m"]
    counted = cells.assign(all=people, near=people.where(near, 0.0), theirs=theirs, theirs_near=theirs.where(near, 0.0))
    sums = ground.sums(counted, ["all", "near", "theirs", "theirs_near"])
    everybody = sums.at[CITY, "near"] / (sums.at[CITY, "all"] or np.nan)
    lagging = everybody - sums["theirs_near"] / sums["theirs"].where(sums["theirs"] > 0)
    by_place = pd.DataFrame({"numerator": lagging.round(6), "denominator": 1.0, "affected": sums["theirs"] - sums["theirs_near"]})
    if ground.cell_error_share > 0:
        share = of_cells(counted.assign(numerator=counted["theirs_near"], denominator=counted["theirs"]), ground, bounded=True)
        by_place = by_place.assign(low=everybody - share["high"], high=everybody - share["low"])
    return Found(by_place, "cells", "one", cells, least=-1.0, most=1.0)
