"""Share of places that meet a condition."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes
from dosi.model.conditions import which_meet

TAKES = Takes(needs=("condition",))
IN_WORDS = InWords(
    numerator_ko="{role}의 수",
    denominator_ko="{any_role}의 수",
    how_ko="등록된 것을 하나하나 센다.",
)


def share_of_places(row: dict[str, Any], ground: Ground) -> Found:
    """Places of the role that meet the condition, over all places of the role; unknown where a zone has none, or none says."""
    if not ground.stands(row["role"], row["condition"]):
        return Found(ground.unknown(), "places", "places")
    places = ground.places_of(row["role"], None)
    good = which_meet(places["attributes"], row["condition"]).astype(float)
    return Found(ground.sums(places.assign(numerator=good, denominator=1.0), ["numerator", "denominator"]), "places", "places", most=1.0)
