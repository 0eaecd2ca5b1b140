"""Places or events per so many people, or per so many of a group or of households."""

from __future__ import annotations

from typing import Any

from dosi.evidence.exposure import widened
from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes
from dosi.evidence.uncertainty import poisson

TAKES = Takes(may=("condition", "amount", "per", "factor"))
IN_WORDS = InWords(
    numerator_ko="{amount}",
    denominator_ko="{divisor}",
    how_ko="등록된 것을 하나하나 센다.",
)


def per_people(row: dict[str, Any], ground: Ground) -> Found:
    """Rate: places of the role that meet the condition (or the sum of `amount`), over people in units of `factor`; events of the role over the person-years of its period.

    `per` names other figures to divide by, e.g. figures:households; events are divided by these times the years. Interval of events: exact Poisson, widened by what
    the person-years are unsure of.
    """
    counted = ground.counted(row)
    over = "figures" if row["per"] else "people"
    lived = ground.lived(row, counted[1]) if counted else None
    if counted is None or lived is None:
        return Found(ground.unknown(), counted[1] if counted else "places", over)
    made = counted[0].assign(denominator=lived["mid"] / (row["factor"] or 1))
    if counted[1] == "events":
        of = made["denominator"].where(made["denominator"] > 0)
        low, high = (end / of for end in poisson(made["numerator"].to_numpy(float)))
        made = made.assign(**widened(made["numerator"] / of, low, high, lived))
    return Found(made, counted[1], over)
