"""Read how the people of reporting units grew from their series of months, and carry growth forward as it fades."""

from __future__ import annotations

import pandas as pd

from dosi.evidence.population import MEASURE
from dosi.model.layers import Series

LEAST_MONTHS, A_YEAR = 6, 12
"""months of a series from which growth is read, and over which at most"""


def by_month(series: Series) -> pd.DataFrame:
    """People by unit (rows) and month (columns in order, counted from year 0); missing where no figure is."""
    rows = series.rows[series.rows["measure"] == MEASURE]
    month = rows["on_date"].str.slice(0, 4).astype(int) * 12 + rows["on_date"].str.slice(5, 7).replace("", "12").astype(int)
    return rows.assign(month=month).pivot_table(index="unit", columns="month", values="value", aggfunc="last")


def growth(series: Series) -> pd.DataFrame:
    """People a year by which each unit grew (`growth`) and the months it was read over (`months`, 6 to 12); shorter series have no row."""
    made: dict[str, tuple[float, int]] = {}
    for unit, values in by_month(series).iterrows():
        known = values.dropna()
        earlier = known[(known.index <= known.index[-1] - LEAST_MONTHS) & (known.index >= known.index[-1] - A_YEAR)] if len(known) else known
        if len(earlier):
            months = int(known.index[-1] - earlier.index[0])
            made[str(unit)] = (float(known.iloc[-1] - earlier.iloc[0]) * A_YEAR / months, months)
    return pd.DataFrame.from_dict(made, orient="index", columns=["growth", "months"])


def damped(kept: float, years: float) -> float:
    """Years of full growth that so many years of fading growth come to: kept + kept^2 + ..., the part of a year at the end taken as its share.

    >>> damped(0.5, 2), damped(1.0, 2.5), damped(0.0, 3)
    (0.75, 2.5, 0.0)
    """
    whole = int(years)
    return float(sum(kept**n for n in range(1, whole + 1)) + (years - whole) * kept ** (whole + 1))
