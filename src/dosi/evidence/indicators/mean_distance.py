"""Mean straight-line distance from people's homes to the nearest place."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

TAKES = Takes(may=("condition",))
IN_WORDS = InWords(
    numerator_ko="사람마다 가장 가까운 {role}까지의 거리(m)를 더한 값",
    denominator_ko="사는 사람",
    how_ko="인구 격자마다 가운데에서 가장 가까운 {role}까지를 직선으로 잰다.",
)


def mean_distance(row: dict[str, Any], ground: Ground) -> Found:
    """Sum over cells of people x distance to the nearest place of the role, over people, in metres.

    People farther than the target are affected.
    """
    cells = ground.distances(row["indicator"], row["role"], row["condition"])
    if cells is None:
        return Found(ground.unknown(), "cells", "cells")
    people = cells["people"].astype(float)
    cells = cells.assign(denominator=people, numerator=people * cells["distance_m"], affected=people.where(cells["distance_m"] > row["target"], 0.0))
    return Found(ground.sums(cells, ["numerator", "denominator", "affected"]), "cells", "cells", cells)
