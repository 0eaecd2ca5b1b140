"""What of the procedure is due next, and what was or is late, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dosi.model.choices import Timetable
from dosi.model.city import City
from dosi.model.rows import Procedure, ProcedureDates
from dosi.model.working_days import days_off

STATES = {"late": "늦음 (late)", "next": "다음 (next)", "undated": "날짜 없음 (no date)", "done_late": "늦게 마침 (done late)"}


@dataclass(frozen=True)
class Due:
    """One step that somebody must look at."""

    step: str
    title: str
    state: str
    """one of STATES"""
    on_date: str | None
    """the day it was done, or is planned for"""
    due_on: str | None
    """the last lawful day"""
    days: int | None
    """late: calendar days since its last day; next: working days left to it, that day included"""
    citation: str


def what_is_due(city: City, procedure: Procedure, dates: ProcedureDates, timetable: Timetable, as_of: date) -> list[Due]:
    """Steps that are late and not done, then those to come by their day, then steps of duty without a date, then what was done late.

    A step's last day is its legal one, or else the day planned. A legal period runs only once the step it is counted from has a day. Steps that need not be taken (`may`, `conditional`) wait for a date.
    """
    day_off = days_off(city.country)
    done = {d["step"]: d["done_on"] for d in dates.records()}
    planned = {d["step"]: d["planned_on"] for d in dates.records()}
    kept = {t["step"]: t for t in timetable.records()}
    found: list[tuple[int, str, int, Due]] = []
    for step in procedure.records():
        name, row = step["step"], kept[step["step"]]
        legal, finished = row["due_on"], _day(done.get(name))

        def told(state: str, on: str | None, days: int | None, step: dict[str, object] = step, legal: str | None = legal) -> None:
            one = Due(str(step["step"]), str(step["title_ko"]), state, on, legal, days, str(step["citation_ko"]))
            found.append(([*STATES].index(state), on or legal or "", int(str(step["no"])), one))

        if finished:
            last = _day(legal)
            if last and finished > last:
                told("done_late", done[name], (finished - last).days)
            continue
        last = _day(legal) or _day(planned.get(name))
        if last is None:
            if step["duty"] == "must":
                told("undated", None, None)
        elif last < as_of:
            told("late", planned.get(name), (as_of - last).days)
        else:
            told("next", planned.get(name), sum(not day_off(as_of + timedelta(days=n)) for n in range((last - as_of).days + 1)))
    return [one for *_, one in sorted(found, key=lambda f: f[:3])]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == 10 else None
