"""Events per so many people, without hot spots made of few events."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.evidence.exposure import widened
from dosi.evidence.indicators.counting import LEVELS, Found, Ground, InWords, Takes
from dosi.evidence.shrinkage import prior_of, shrink
from dosi.evidence.uncertainty import poisson
from dosi.model.city import CITY

TAKES = Takes(may=("condition", "per", "factor"))
ENOUGH_UNITS = 3
"""units of enough people; from fewer nothing is learnt of how units differ, so that all count"""
IN_WORDS = InWords(
    numerator_ko="{amount}(수가 적은 곳은 모든 곳의 평균 쪽으로 당긴 기대값)",
    denominator_ko="{divisor}",
    how_ko="일어난 것을 세고, 사람이 적을수록 평균 쪽으로 더 당긴다(경험적 베이즈).",
)

def shrunken_rate(row: dict[str, Any], ground: Ground) -> Found:
    """Yearly rate of events of the role that meet the condition, over people (or the figures of `per`) in units of `factor`, by empirical Bayes;
    exposure is the person-years of its period (of other figures: the figures times the years).

    Units and zones are drawn towards the mean of all units, the more the fewer people they have (Marshall 1991, see `evidence.shrinkage`). How units differ
    beyond chance is learnt from units of at least `least_people` only: a handful of people beside a motorway would make all rates look unlike. One prior for
    both levels: a zone of one unit has its unit's rate. The city's rate is as counted. Numerator: the events expected at that rate. Interval: gamma
    quantiles; of the city, exact Poisson; widened by what the person-years are unsure of.
    """
    over = "figures" if row["per"] else "people"
    lived = ground.lived(row, "shrunken")
    if lived is None or row["role"] not in ground.years or not ground.happens(row["role"], row["condition"]):
        return Found(ground.unknown(), "shrunken", over)
    counts = ground.sums(ground.events_of(row["role"], row["condition"]).assign(events=1.0), ["events"])["events"].astype(float)
    lived = lived.reindex(counts.index).astype(float)
    exposure, level = lived["mid"], ground.people.rows.set_index("place")["level"]
    factor = float(row["factor"] or 1)
    units = counts.index[(level == "unit").reindex(counts.index)]
    typical = units[ground.people_of.reindex(units) >= float(row["least_people"] or 0)]
    typical = typical if len(typical) >= ENOUGH_UNITS else units
    prior = prior_of(counts[typical].to_numpy(), exposure[typical].to_numpy())
    parts = []
    for one in LEVELS:
        mine = counts.index[(level == one).reindex(counts.index)]
        made = shrink(counts[mine].to_numpy(), exposure[mine].to_numpy(), prior)
        parts.append(pd.DataFrame({"numerator": made.value * exposure[mine], "low": made.low * factor, "high": made.high * factor}, index=mine))
    ends = (float(end[0]) / exposure[CITY] * factor for end in poisson(counts[[CITY]].to_numpy()))
    parts.append(pd.DataFrame({"numerator": counts[CITY], **dict(zip(("low", "high"), ends, strict=True))}, index=[CITY]))
    made = pd.concat(parts).assign(denominator=exposure / factor)
    wide = widened(made["numerator"] / made["denominator"], made["low"], made["high"], lived.reindex(made.index))
    drawn = pd.DataFrame({"events": counts, "mean": prior.mean * factor, "variance": prior.variance * factor**2}).drop(CITY)
    return Found(made.assign(**wide)[["numerator", "denominator", "low", "high"]], "shrunken", over, drawn=drawn)
