"""Say what of the procedure is due as of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from dosi.model.choices import Timetable
from dosi.model.rows import Procedure, ProcedureDates
from dosi.programme.due import STATES, Due, what_is_due
from dosi.workbench import building
from dosi.workbench.chain import leading_to


def due(folder: Path, data: Path | None, as_of: str, home: Path, say: Callable[[str], None]) -> tuple[str, list[Due]]:
    """The day asked about (default: the plan's own), and the steps to look at; only the timetable is computed."""
    city, shelf = building.read(folder, data, as_of, say)
    building.run(city, shelf, leading_to([Timetable]), home, say)
    day = f"{city.as_of}-12-31"[:10] if len(city.as_of) == 4 else f"{city.as_of}-28"[:10] if len(city.as_of) == 7 else city.as_of
    return day, what_is_due(city, shelf[Procedure], shelf[ProcedureDates], shelf[Timetable], date.fromisoformat(day))


def as_text(day: str, steps: list[Due]) -> str:
    """A line per step, by state."""
    lines = [f"{day} 현재 (as of)"]
    for state, ko in STATES.items():
        mine = [s for s in steps if s.state == state]
        lines += ["", f"{ko}: {len(mine)}건"] if mine else []
        for s in mine:
            when = {"late": f"{s.days}일 지남", "next": f"일하는 날 {s.days}일 남음", "done_late": f"{s.days}일 늦음", "undated": ""}[state]
            dates = ", ".join(filter(None, [f"계획 {s.on_date}" if s.on_date and state != "done_late" else f"마침 {s.on_date}" if s.on_date else "", f"법정 기한 {s.due_on}" if s.due_on else "", when]))
            lines.append(f"  {s.title}{': ' + dates if dates else ''} [{s.citation}]")
    return "\n".join(lines + ([] if steps else ["", "남은 것도 늦은 것도 없다 (nothing is due)"]))
