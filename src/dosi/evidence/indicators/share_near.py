"""Share of places that have another kind of place near."""

from __future__ import annotations

from typing import Any

from scipy.spatial import cKDTree

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

TAKES = Takes(needs=("radius_m", "near_role"), may=("condition", "near_condition"))
IN_WORDS = InWords(
    numerator_ko="{radius_m|metre} 안에 {near_role}{이} 있는 {role}의 수",
    denominator_ko="{role}의 수",
    how_ko="곳마다 가장 가까운 {near_role}까지를 직선으로 잰다.",
)


def share_near(row: dict[str, Any], ground: Ground) -> Found:
    """Places of the role with a place of `near_role` (meeting `near_condition`) at most `radius_m` away, over all places of the role; straight line."""
    if not (ground.stands(row["role"], row["condition"]) and ground.stands(row["near_role"], row["near_condition"])):
        return Found(ground.unknown(), "near", "places")
    places = ground.places_of(row["role"], row["condition"])
    near = ground.places_of(row["near_role"], row["near_condition"])
    if near.empty or places.empty:
        return Found(ground.sums(places.assign(numerator=0.0, denominator=1.0), ["numerator", "denominator"]), "near", "places", most=1.0)
    distance, _ = cKDTree(near[["x_m", "y_m"]].to_numpy(float)).query(places[["x_m", "y_m"]].to_numpy(float))
    good = (distance <= row["radius_m"]).astype(float)
    return Found(ground.sums(places.assign(numerator=good, denominator=1.0), ["numerator", "denominator"]), "near", "places", most=1.0)
