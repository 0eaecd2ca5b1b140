"""How fast a count of events rises from year to year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from dosi.evidence.indicators.counting import Found, Ground, InWords, Takes

LEAST_YEARS = 3
WIDE = float(stats.norm.ppf(0.975))
"""standard errors on either side of a 95 % interval"""

TAKES = Takes(may=("condition",))
IN_WORDS = InWords(
    numerator_ko="한 해에 늘어난 {role}의 수(해마다의 수에 맞춘 직선의 기울기)",
    denominator_ko="한 해 평균 {role}의 수",
    how_ko="첫 사건의 해부터 마지막 사건의 해까지 해마다 세어 최소제곱으로 직선을 맞춘다.",
)


def trend(row: dict[str, Any], ground: Ground) -> Found:
    """Least-squares slope of events per year over their yearly mean: the share by which they rise each year.

    slope = sum((t - mean t) n_t) / sum((t - mean t)^2). Years are those between the first and the last event of the role; it takes three.
    On the tiny city's shape: 2, 4, 6 events in three years: slope 2, mean 4, trend 0.5.
    """
    if not ground.happens(row["role"], row["condition"]):
        return Found(ground.unknown(), "years", "years")
    events = ground.events_of(row["role"], row["condition"])
    year = pd.to_numeric(events["on_date"].astype(str).str.slice(0, 4), errors="coerce")
    dated = events[year.notna()].assign(year=year.dropna().astype(int))
    years = np.arange(dated["year"].min(), dated["year"].max() + 1) if len(dated) else np.array([])
    if len(years) < LEAST_YEARS:
        return Found(ground.unknown(), "years", "years")
    away = years - years.mean()
    weight = dict(zip(years, away / (away**2).sum(), strict=True))
    weights = dated["year"].map(weight)
    sums = ground.sums(dated.assign(numerator=weights, denominator=1 / len(years), squares=weights**2), ["numerator", "denominator", "squares"])
    mean = sums["denominator"].where(sums["denominator"] > 0)
    half = WIDE * np.sqrt(sums["squares"]) / mean  # each year's count is Poisson: its variance is its mean
    return Found(sums.assign(low=sums["numerator"] / mean - half, high=sums["numerator"] / mean + half).drop(columns="squares"), "years", "years", least=-np.inf)
