"""Hold the dates of the procedure against their legal periods and the country's working days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dosi.model.choices import Timetable
from dosi.model.city import City
from dosi.model.rows import Procedure, ProcedureDates
from dosi.model.working_days import days_off, last_day


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
