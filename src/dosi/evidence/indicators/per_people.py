"""Places or events per so many people, or per so many of a group or of households."""

from __future__ import annotations

from typing import Any

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

TAKES = Takes(may=("condition", "amount", "per", "factor"))
IN_WORDS = InWords(
    numerator_ko="{amount}",
    denominator_ko="{divisor}{years}",
    how_ko="등록된 것을 하나하나 센다.",
)


def per_people(row: dict[str, Any], ground: Ground) -> Found:
    """Rate: places of the role that meet the condition (or events of the role per year of its data, or the sum of `amount`), over people in units of `factor`.

    `per` names other figures to divide by, e.g. figures:households.
    """
    counted = ground.counted(row)
    who = ground.figures_of(row["per"]) if row["per"] else ground.people_of
    over = "figures" if row["per"] else "people"
    if counted is None or who is None:
        return Found(ground.unknown(), counted[1] if counted else "places", over)
    return Found(counted[0].assign(denominator=ground.over_years(who, row["role"], counted[1]) / (row["factor"] or 1)), counted[1], over)
