"""Legal periods against the working days of a country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

DayOff = Callable[[date], str | None]
"""name of the weekend day or public holiday, None on a working day"""
WEEKEND = {5: "토요일", 6: "일요일"}


def days_off(country: str) -> DayOff:
    """A function that names the day off a date is in a country (ISO 3166 code), None on a working day; a country without a calendar has weekends only."""
    import holidays

    calendar = country.upper()
    known = holidays.country_holidays(calendar, language="ko") if calendar in holidays.list_supported_countries() else {}
    return lambda day: known.get(day) or WEEKEND.get(day.weekday())


def last_day(start: date, days: int, counted: str, day_off: DayOff) -> date:
    """The last lawful day of a period of so many days before or after a date; a period from the day something was received is one after it.

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
