"""Places or events per square kilometre."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

TAKES = Takes(may=("condition", "amount"))
IN_WORDS = InWords(
    numerator_ko="{amount}",
    denominator_ko="면적(㎢){years}",
    how_ko="등록된 것을 하나하나 센다.",
)


def per_area(row: dict[str, Any], ground: Ground) -> Found:
    """Density: places of the role that meet the condition (or events of the role, per year of its data), over area in square kilometres."""
    counted = ground.counted(row)
    if counted is None:
        return Found(ground.unknown(), "places", "area")
    return Found(counted[0].assign(denominator=ground.over_years(ground.area_km2_of, row["role"], counted[1])), counted[1], "area")
