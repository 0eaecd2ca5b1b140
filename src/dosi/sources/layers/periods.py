"""The days over which a layer's events were collected: as layers.toml declares them, else from the first event to the last."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import Series

Period = tuple[str, str]
"""first and last day; both empty where nobody knows"""
UNKNOWN: Period = ("", "")
GUESSED = "기간(period)을 적지 않아 첫 사건부터 마지막 사건까지({first} – {last})로 보았다"

SILENT_DAYS, BY_CHANCE = 31, 0.01
"""a period whose first or last days hold no event for more than a month, which chance would bring less than once in a hundred times, is doubted (author's judgement)"""
SILENT = "적은 기간은 {declared}인데 사건은 {seen}에만 있다: 기간이 맞는지 볼 것"


def declared(layer: str, written: Any, faults: Faults) -> Period:
    """The period of a candidate in layers.toml (two dates; a year or a month is its first and last day); what is none is a fault."""
    if written is None:
        return UNKNOWN
    try:
        first, last = (str(Series.columns["on_date"].parse(str(day))) for day in written)
        days = first_day(first), last_day(last)
        if days[0] > days[1]:
            raise ValueError
    except (ValueError, TypeError):
        faults.add(f'Layer "{layer}": period is not known', "city:layers.toml, period", str(written), "the first and the last day over which events were collected",
                   'write two dates, e.g. period = ["2021-01-01", "2023-12-31"]')  # fmt: skip
        return UNKNOWN
    return days


def seen(dates: pd.Series) -> Period:
    """From the first event's day to the last's; unknown where no event says its day."""
    days = pd.to_datetime(dates.dropna().astype(str), errors="coerce").dropna()
    return (str(days.min().date()), str(days.max().date())) if len(days) else UNKNOWN


def silent(said: Period, dates: pd.Series) -> str:
    """What to say of a declared period that is longer than the span of its own events by more than a month at one end, and by more than chance; else nothing.

    n events spread evenly over D days leave its first (or last) g days empty with probability (1 - g / D)^n.
    """
    days = pd.to_datetime(dates.dropna().astype(str), errors="coerce").dropna()
    if not any(said) or days.empty:
        return ""
    first, last = (pd.Timestamp(day) for day in said)
    gap = max((days.min() - first).days, (last - days.max()).days)
    doubted = gap > SILENT_DAYS and (1 - min(gap / ((last - first).days + 1), 1.0)) ** len(days) < BY_CHANCE
    return SILENT.format(declared=" – ".join(said), seen=" – ".join(seen(dates))) if doubted else ""


def first_day(date: str) -> str:
    """The first day of a date that may be a year or a month."""
    return str(pd.Period(date).start_time.date())


def last_day(date: str) -> str:
    """The last day of a date that may be a year or a month."""
    return str(pd.Period(date).end_time.date())
