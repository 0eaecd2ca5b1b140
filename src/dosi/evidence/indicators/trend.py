"""How fast a count of events rises from year to year, a head."""

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
    numerator_ko="한 해에 늘어난 {role}의 수(해마다의 수를 그해 살던 사람의 수로 고르고 맞춘 직선의 기울기)",
    denominator_ko="그렇게 고른 한 해 평균 {role}의 수",
    how_ko="첫 사건의 해부터 마지막 사건의 해까지 해마다 세고, 사람이 평균보다 많던 해의 수는 그만큼 줄여(적던 해는 늘려) 최소제곱으로 직선을 맞춘다.",
)


def trend(row: dict[str, Any], ground: Ground) -> Found:
    """Least-squares slope of yearly events a head over their mean: the share by which they rise each year, beyond what more people bring.

    Events n_t of a year are told as if the mean people had lived there that year: r_t = n_t / e_t, e_t = person-years of the year over the mean of all years (1 where the people
    are not known). slope = sum((t - mean t) r_t) / sum((t - mean t)^2). Years are those between the first and the last event of the role; it takes three.
    On the tiny city's shape: 2, 4, 6 events in three years: slope 2, mean 4, trend 0.5; where people doubled and trebled as well, 0.
    Interval: each n_t is Poisson, and the low and high of the person-years are independent of it.
    """
    if not ground.happens(row["role"], row["condition"]):
        return Found(ground.unknown(), "years", "years")
    events = ground.events_of(row["role"], row["condition"])
    year = pd.to_numeric(events["on_date"].astype(str).str.slice(0, 4), errors="coerce")
    dated = events[year.notna()].assign(year=year.dropna().astype(int), count=1.0)
    years = np.arange(dated["year"].min(), dated["year"].max() + 1) if len(dated) else np.array([])
    if len(years) < LEAST_YEARS:
        return Found(ground.unknown(), "years", "years")
    counts = pd.DataFrame({y: ground.sums(dated[dated["year"] == y], ["count"])["count"] for y in years}).astype(float)
    away = years - years.mean()
    weights = away / (away**2).sum()
    e = {end: relative(ground.lived_by_year(row["role"]), end, years, counts.index) for end in ("mid", "low", "high")}
    rises = {end: (counts / of) @ weights for end, of in e.items()}
    means = {end: (counts / of).mean(axis=1) for end, of in e.items()}
    values = pd.DataFrame({end: rises[end] / means[end].where(means[end] > 0) for end in e})
    value, mean = values["mid"], means["mid"].where(means["mid"] > 0)
    half = WIDE * np.sqrt((counts / e["mid"] ** 2) @ weights**2) / mean  # each year's count is Poisson: its variance is its mean
    low, high = value - np.hypot(half, value - values.min(axis=1)), value + np.hypot(half, values.max(axis=1) - value)
    return Found(pd.DataFrame({"numerator": rises["mid"], "denominator": means["mid"], "low": low, "high": high}), "years", "years", least=-np.inf)


def relative(lived: pd.DataFrame, end: str, years: np.ndarray, places: pd.Index) -> pd.DataFrame:
    """Person-years (mid, low or high) of every place and year over their mean; 1 where a year's are not known, missing where nobody lived there in one."""
    table = lived.pivot_table(index=lived.index, columns="year", values=end, aggfunc="sum", dropna=False) if len(lived) else pd.DataFrame()
    held = table.reindex(index=places, columns=years).astype(float)
    made = held.div(held.mean(axis=1), axis=0)
    return made.where(held.notna().all(axis=1), 1.0).where(~(held <= 0).any(axis=1))
