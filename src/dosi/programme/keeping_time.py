"""Hold the dates of the procedure against their legal periods and the country's working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dosi.model.choices import Timetable
from dosi.model.city import City
from dosi.model.rows import Procedure, ProcedureDates

WEEKEND = {5: "토요일", 6: "일요일"}
DayOff = Callable[[date], str | None]
"""name of the weekend day or public holiday, None on a working day"""


def keep_time(city: City, procedure: Procedure, dates: ProcedureDates) -> Timetable:
    """For every step the last lawful day, and whether the day it was done or is planned for keeps it.

    A period after another step begins the day after it, and one that ends on a day off ends on the next working day; a period before another
    step is counted back in whole days. Days off: Saturdays, Sundays and the public holidays of the country (library holidays).
    """
    day_off = days_off(city.country)
    on = {d["step"]: _date(d["done_on"] or d["planned_on"]) for d in dates.records()}
    rows: list[dict[str, Any]] = []
    for step in procedure.records():
        day, start = on.get(step["step"]), on.get(step["counted_step"])
        due = last_day(start, step["days"], step["counted"], day_off) if start and step["days"] is not None and step["counted"] else None
        off = day_off(day) if day else None
        late = bool(day and due and day > due)
        state = "open" if day is None else "late" if late else "day_off" if off else "in_time"
        rows.append({"step": step["step"], "on_date": _text(day), "counted_step": step["counted_step"], "due_on": _text(due), "holiday_ko": off, "state": state,
                     "why": _why(state, due, off)})  # fmt: skip
    return Timetable(pd.DataFrame(rows, columns=list(Timetable.columns)))


def days_off(country: str) -> DayOff:
    """A function that names the day off a date is in a country (ISO 3166 code), None on a working day; a country without a calendar has weekends only."""
    import holidays

    calendar = country.upper()
    known = holidays.country_holidays(calendar, language="ko") if calendar in holidays.list_supported_countries() else {}
    return lambda day: known.get(day) or WEEKEND.get(day.weekday())


def last_day(start: date, days: int, counted: str, day_off: DayOff) -> date:
    """The last lawful day of a period of so many days before or after a date.

    >>> last_day(date(2025, 4, 23), 12, "after", days_off("kr"))  # 5 May is a holiday, 6 May stands in for another
    datetime.date(2025, 5, 7)
    >>> last_day(date(2024, 6, 20), 14, "before", days_off("kr"))
    datetime.date(2024, 6, 6)
    """
    if counted == "before":
        return start - timedelta(days=days)
    day = start + timedelta(days=days)
    while day_off(day):
        day += timedelta(days=1)
    return day


def _why(state: str, due: date | None, off: str | None) -> str:
    if state == "open":
        return "날짜가 아직 없다."
    if state == "late":
        return f"법정 기한 {due}을 넘겼다."
    if state == "day_off":
        return f"쉬는 날({off})이다."
    return f"법정 기한 {due} 안이다." if due else "정해진 기한이 없고 일하는 날이다."


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == 10 else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
