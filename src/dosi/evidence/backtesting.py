"""Foresee the people of the past from every month that allows it: how far that missed, and how wide a band eight of ten misses need."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
import pandas as pd

from dosi.evidence.trend import A_YEAR, by_month, damped
from dosi.model.findings import ForecastBacktest, ForecastErrors
from dosi.model.layers import Series

FEWEST = 100
"""people of a unit below which a past forecast is not judged: a share of next to nobody says nothing"""
COVERED = 0.8
"""share of the past errors that a band is to hold"""


def backtest(series: Series, kept: float) -> ForecastBacktest:
    """Foresee every unit 12, 24 ... months ahead from each past month with a year of months before it, and compare with what came.

    no_change: as many as then; same_growth: the growth of the year before goes on; kept_growth: it fades by the kept share every year. Units with fewer than 100 people
    at any date are left out.
    """
    table = _judged(series)
    rows = []
    for ahead in _horizons(table):
        for method, share in (("no_change", 0.0), ("same_growth", 1.0), ("kept_growth", kept)):
            foreseen, came = _pairs(table, ahead, share)
            missed = ((foreseen - came).abs() / came).to_numpy()
            rows.append({"method": method, "months": ahead, "origins": came.shape[1], "units": len(table),
                         "mean_share": min(1.0, round(float(missed.mean()), 6)), "median_share": min(1.0, round(float(np.median(missed)), 6))})  # fmt: skip
    return ForecastBacktest(pd.DataFrame(rows, columns=list(ForecastBacktest.columns)))


def past_errors(series: Series, kept: float, shares: pd.DataFrame) -> ForecastErrors:
    """Errors of past forecasts by months ahead, in shares of the people foreseen, split into what is a unit's own and what all units share.

    Q = the distribution-free 80 % quantile of absolute errors, the ceil(0.8 (n + 1))-th smallest of n; at least 4 are needed (split conformal prediction; V. Vovk, A. Gammerman,
    G. Shafer, 2005, Algorithmic learning in a random world). Two variance components (ours, after the one-way random-effects model): with w the units' shares of the city's people,
    unit Q^2 = own^2 + shared^2 and city Q^2 = own^2 x sum w^2 + shared^2, solved for own and shared. Where the city's Q cannot be told its last one grows with the months.

    shares: zone by unit, the part of the unit's people that lives in the zone.
    covered: what part of the zones' errors lies in the band that is made from the errors of the units of the other zones (cross-validation, M. Stone, 1974).
    covered_later: what part of the units' errors lies within the unit Q of those forecasts that had come due before theirs was made.
    """
    table = _judged(series)
    rows: list[dict[str, object]] = []
    last: tuple[int, float] | None = None
    for ahead in _horizons(table):
        foreseen, came = _pairs(table, ahead, kept)
        missed = (came - foreseen).abs() / foreseen
        whole = ((came.sum() - foreseen.sum()).abs() / foreseen.sum()).to_numpy()
        unit, city = quantile(missed.to_numpy()), quantile(whole)
        if city is not None:
            last = ahead, city
        elif last:
            city = last[1] * ahead / last[0]
        if unit is None or city is None:
            continue
        own, shared = components(unit, city, table.iloc[:, -1])
        rows.append({"months": ahead, "origins": came.shape[1], "units": len(table), "unit_share": unit, "city_share": city, "own_share": own, "shared_share": shared,
                     "covered_share": _covered(foreseen, came, city, shares), "covered_later_share": _covered_later(missed, ahead)})  # fmt: skip
    return ForecastErrors(pd.DataFrame(rows, columns=list(ForecastErrors.columns)).round(6))


def quantile(errors: np.ndarray) -> float | None:
    """The error that eight of ten new ones are to stay below: the ceil(0.8 (n + 1))-th smallest of n; None where there are too few to tell.

    >>> quantile(np.array([0.1, 0.4, 0.2, 0.3])), quantile(np.array([0.1, 0.2, 0.3]))
    (0.4, None)
    """
    rank = ceil(COVERED * (errors.size + 1) - 1e-9)
    return float(np.sort(errors, axis=None)[rank - 1]) if rank <= errors.size else None


def components(unit: float, city: float, people: pd.Series) -> tuple[float, float]:
    """Own and shared part of the errors of units and city, as shares: unit^2 = own^2 + shared^2, city^2 = own^2 x sum of squared people shares + shared^2.

    Four units alike: 0.05^2 = 0.04^2 + 0.03^2, and 0.04^2 x 4 x 0.25^2 + 0.03^2 = 0.0013 for the city.

    >>> [round(share, 6) for share in components(0.05, 0.0013**0.5, pd.Series([100, 100, 100, 100]))]
    [0.04, 0.03]
    """
    squares = float(((people / people.sum()) ** 2).sum())
    own = sqrt(max(0.0, unit**2 - city**2) / (1 - squares)) if squares < 1 else 0.0
    return min(own, unit), sqrt(max(0.0, city**2 - min(own, unit) ** 2 * squares))


def _judged(series: Series) -> pd.DataFrame:
    table = by_month(series).dropna()
    return table[(table >= FEWEST).all(axis=1)]


def _horizons(table: pd.DataFrame) -> list[int]:
    """Months ahead, in whole years, for which the series has an origin and what came."""
    if table.empty:
        return []
    return [ahead for ahead in range(A_YEAR, int(table.columns[-1] - table.columns[0]), A_YEAR) if _origins(table, ahead)]


def _origins(table: pd.DataFrame, ahead: int) -> list[tuple[int, int]]:
    """Months from which can be foreseen, with the month a year (or eleven months) before."""
    months = set(table.columns)
    before = {origin: next((origin - back for back in (A_YEAR, A_YEAR - 1) if origin - back in months), None) for origin in table.columns if origin + ahead in months}
    return [(origin, earlier) for origin, earlier in before.items() if earlier is not None]


def _pairs(table: pd.DataFrame, ahead: int, kept: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People foreseen and people that came, unit by origin."""
    foreseen, came = {}, {}
    for origin, earlier in _origins(table, ahead):
        grown = (table[origin] - table[earlier]) * A_YEAR / (origin - earlier)
        foreseen[origin], came[origin] = (table[origin] + damped(kept, ahead / A_YEAR) * grown).clip(lower=1), table[origin + ahead]
    return pd.DataFrame(foreseen), pd.DataFrame(came)


def _covered(foreseen: pd.DataFrame, came: pd.DataFrame, city: float, shares: pd.DataFrame) -> float | None:
    """Part of the zones' errors inside the band made from the units of other zones; zones with a unit that is not judged are left out."""
    inside: list[np.ndarray] = []
    for _, held in shares.iterrows():
        held = held[held > 0]
        if held.empty or not set(held.index) <= set(foreseen.index):
            continue
        others = foreseen.index.difference(held.index)
        unit = quantile(((came.loc[others] - foreseen.loc[others]).abs() / foreseen.loc[others]).to_numpy()) if len(others) else None
        if unit is None:
            continue
        own, shared = components(unit, city, foreseen.mean(axis=1))
        parts = foreseen.loc[held.index].mul(held, axis=0)
        half = np.sqrt(own**2 * (parts**2).sum() + shared**2 * parts.sum() ** 2)
        inside.append(((came.loc[held.index].mul(held, axis=0).sum() - parts.sum()).abs() <= half).to_numpy())
    return float(np.mean(np.concatenate(inside))) if inside else None


def _covered_later(missed: pd.DataFrame, ahead: int) -> float | None:
    """Part of the units' errors within the quantile of the errors that were known when the forecast was made."""
    inside: list[np.ndarray] = []
    for origin in missed.columns:
        width = quantile(missed[[m for m in missed.columns if m + ahead <= origin]].to_numpy())
        if width is not None:
            inside.append((missed[origin] <= width).to_numpy())
    return float(np.mean(np.concatenate(inside))) if inside else None
