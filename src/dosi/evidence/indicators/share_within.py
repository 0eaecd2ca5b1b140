"""Share of people who live within a distance of a place."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

TAKES = Takes(needs=("radius_m",), may=("condition",))
IN_WORDS = InWords(
    numerator_ko="{role}에서 {radius_m|metre} 안에 사는 사람",
    denominator_ko="사는 사람",
    how_ko="인구 격자마다 가운데에서 가장 가까운 {role}까지를 직선으로 잰다.",
)


def share_within(row: dict[str, Any], ground: Ground) -> Found:
    """People of cells at most `radius_m` from a place of the role, over all people (cumulative opportunities, straight line).

    On the tiny city: zone b has 2 cells of 100 people, at 0 m and 600 m from its stop; within 300 m: 100 / 200 = 0.5.
    """
    cells = ground.distances(row["indicator"], row["role"], row["condition"])
    if cells is None:
        return Found(ground.unknown(), "cells", "cells")
    people = cells["people"].astype(float)
    cells = cells.assign(denominator=people, numerator=people.where(cells["distance_m"] <= row["radius_m"], 0.0))
    sums = ground.sums(cells, ["numerator", "denominator"])
    return Found(sums.assign(affected=sums["denominator"] - sums["numerator"]), "cells", "cells", cells, most=1.0)
