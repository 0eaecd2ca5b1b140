"""Share of events that meet a condition."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes
from dosi.model.conditions import which_meet

TAKES = Takes(needs=("condition",))
IN_WORDS = InWords(
    numerator_ko="{role}의 수",
    denominator_ko="{any_role}의 수",
    how_ko="일어난 것을 하나하나 센다.",
)


def share_of_events(row: dict[str, Any], ground: Ground) -> Found:
    """Events of the role that meet the condition, over all events of the role; unknown where nothing happened."""
    if not ground.happens(row["role"], row["condition"]):
        return Found(ground.unknown(), "events", "events")
    events = ground.events_of(row["role"], None)
    good = which_meet(events["attributes"], row["condition"]).astype(float)
    return Found(ground.sums(events.assign(numerator=good, denominator=1.0), ["numerator", "denominator"]), "events", "events", most=1.0)
