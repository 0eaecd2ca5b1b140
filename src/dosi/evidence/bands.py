"""How far people foreseen may be off: past errors and assumptions, of zones and of the whole city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot

import numpy as np
import pandas as pd

from dosi.evidence.trend import A_YEAR
from dosi.model.findings import ForecastErrors

OWN, SHARED = "error_per_year_share", "city_error_per_year_share"
SIDES = ("low", "high")


@dataclass(frozen=True)
class Error:
    """By how much people foreseen may be off on one side, in shares of them, nothing below zero."""

    own: float
    """of each unit, independently of all others"""
    shared: float
    """of all units together"""


def error_ahead(errors: ForecastErrors, given: Mapping[str, Mapping[str, float]], side: str, months: int) -> Error:
    """The error so many months ahead: of the city's own past forecasts, or as assumed per year where none could be judged.

    Between the months that were judged the error is read off the straight line from one to the next; beyond the last it grows in proportion to the months, as errors of population
    forecasts do (S. K. Smith, T. Sincich, 1991, An empirical analysis of the effect of length of forecast horizon on population forecast errors). It never shrinks with the months.
    """
    if errors.rows.empty:
        return Error(*(abs(given[name][side]) * months / A_YEAR for name in (OWN, SHARED)))
    known = errors.rows.sort_values("months")
    at = np.append(0, known["months"].to_numpy(float))

    def read(column: str) -> float:
        share = np.maximum.accumulate(np.append(0, known[column].to_numpy(float)))
        return float(share[-1] * months / at[-1] if months > at[-1] else np.interp(months, at, share))

    return Error(read("own_share"), read("shared_share"))


def half_width(pieces: pd.Series, error: Error) -> float:
    """People by which the sum of pieces may be off: the root of the summed squares of each unit's own error and of the error that all share.

    sqrt(sum of (own x people of the unit)^2 + (shared x people)^2). pieces: people foreseen by unit; pieces of one unit err together.

    >>> half_width(pd.Series({"A": 300.0, "B": 400.0}), Error(0.1, 0.0)), half_width(pd.Series({"A": 300.0}), Error(0.03, 0.04))
    (50.0, 15.0)
    """
    parts = pieces.groupby(level=0).sum()
    return hypot(error.own * float(np.sqrt((parts**2).sum())), error.shared * float(parts.sum()))


def reach(stories: pd.DataFrame, side: str) -> float:
    """People by which the assumptions move a result to one side: of each kind the farther of its low and high story, kinds being independent (root of summed squares).

    stories: kind by low and high, the people of that story less the people of the middle one. A story that moves the result to the other side counts nothing here.
    """
    farthest = (-stories.min(axis=1) if side == "low" else stories.max(axis=1)).clip(lower=0)
    return float(np.sqrt((farthest**2).sum()))
