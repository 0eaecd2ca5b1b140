"""One official figure over another."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

TAKES = Takes(may=("per", "factor"))
IN_WORDS = InWords(
    numerator_ko="{any_role}",
    denominator_ko="{divisor}",
    how_ko="행정동의 공표 수치를 연결표의 비율로 생활권에 나누어 더한다.",
)


def ratio(row: dict[str, Any], ground: Ground) -> Found:
    """Figures of the role over the figures of `per` (people where it is empty) in units of `factor`."""
    counted = ground.figures_of(row["role"])
    who = ground.figures_of(row["per"]) if row["per"] else ground.people_of
    over = "figures" if row["per"] else "people"
    if counted is None or who is None:
        return Found(ground.unknown(), "figures", over)
    by_place = pd.DataFrame({"numerator": counted.reindex(ground.all_places), "denominator": who.reindex(ground.all_places) / (row["factor"] or 1)})
    return Found(by_place, "figures", over)
