"""How fast a count of events rises from year to year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.evidence.indicators.counting import Found, Ground

LEAST_YEARS = 3


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
    sums = ground.sums(dated.assign(numerator=dated["year"].map(weight), denominator=1 / len(years)), ["numerator", "denominator"])
    return Found(sums, "years", "years")
