"""How many years of events a city's files hold, so that what happened is told per year."""

from __future__ import annotations

from datetime import date, timedelta

from dosi.model.layers import Layers

LEAST_YEARS = 0.5
"""a shorter period tells no yearly count: events follow the seasons (author's judgement)"""
DAYS = 365.25


def periods_by_role(layers: Layers) -> dict[str, tuple[str, str]]:
    """First and last day over which the events of each role were collected, as its layers say; roles without a period, or with one too short, are not there."""
    rows = layers.rows
    if "period_from" not in rows:
        return {}
    held = rows.dropna(subset=["period_from", "period_to"]).groupby("role").agg({"period_from": "min", "period_to": "max"})
    return {str(role): (str(first), str(last)) for role, first, last in held.itertuples() if years_between(str(first), str(last)) >= LEAST_YEARS}


def years_by_role(layers: Layers) -> dict[str, float]:
    """Years over which the events of each role were collected, from the first day to the last."""
    return {role: years_between(*days) for role, days in periods_by_role(layers).items()}


def years_between(first: str, last: str) -> float:
    """Years from one day to another, both counted: whole years as they stand in the calendar, then days over 365.25.

    >>> years_between("2021-01-01", "2023-12-31"), round(years_between("2021-01-01", "2021-07-01"), 3)
    (3.0, 0.498)
    """
    begin, end = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    whole = end.year - begin.year - ((end.month, end.day) < (begin.month, begin.day))
    try:
        since = begin.replace(year=begin.year + whole)
    except ValueError:  # 29 February
        since = begin.replace(year=begin.year + whole, day=28)
    return whole + (end - since).days / DAYS
