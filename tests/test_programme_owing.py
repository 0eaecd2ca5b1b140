"""What each body owes year by year, to the won, and what of the procedure is due."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import TINY, edit_cell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from test_tiny_answers import MILLION, column, row

from dosi.model.choices import Timetable
from dosi.model.rows import Procedure, ProcedureDates
from dosi.programme.due import what_is_due
from dosi.workbench import building
from dosi.workbench.building import Made


def test_a_body_owes_what_it_builds_and_what_it_runs(tiny: Made) -> None:
    # 2025: half of 80 (crossings in b), 10 (display), 100 (hub); 2026: half of 100 (buses), and to run 4 + 0.5 + 5
    assert [row(tiny, "programme/obligations", f"tiny~{y}")["capital_won"] for y in (2025, 2026, 2027)] == [95 * MILLION, 50 * MILLION, 20 * MILLION]
    assert [row(tiny, "programme/obligations", f"tiny~{y}")["operating_won"] for y in (2025, 2026, 2027)] == [0, 9_500_000, 59_500_000]
    assert set(column(tiny, "programme/obligations", "after_state").values()) == {False}  # the state pays until 2027
    assert not len(tiny.shelf.named("programme/renewals"))  # nothing wears out by 2027


def test_what_wears_out_is_replaced_by_its_owner(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "services.csv", {"service": "stop_display"}, "lifetime_year", "1")
    made = building.make(tiny_folder, to="programme")
    # built in 2025, one year long: again in 2026 and in 2027, the city pays for running all alone
    assert column(made, "programme/renewals", "won") == {"stop_display~b~city~2026": 10 * MILLION, "stop_display~b~city~2027": 10 * MILLION}
    assert row(made, "programme/obligations", "tiny~2026")["renewal_won"] == 10 * MILLION


def test_years_after_the_last_money_of_the_state_are_told(tiny_folder: Path) -> None:
    (tiny_folder / "rows" / "limits.csv").write_text("limit,value,basis\noperating_years_after,2,예시\n", encoding="utf-8")
    made = building.make(tiny_folder, to="programme")
    after = {k.split("~")[1]: v for k, v in column(made, "programme/obligations", "after_state").items() if k.startswith("tiny~")}
    # the crossing in d would make 61.5 million a year to run, above the 60 that last from 2027 on: it does not start, and the state pays last in 2026
    assert after == {"2025": False, "2026": False, "2027": True, "2028": True, "2029": True}
    assert row(made, "programme/obligations", "tiny~2029")["operating_won"] == 59_500_000


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.integers(0, 150), min_size=6, max_size=6), some.integers(0, 3), some.integers(1, 3))
def test_the_same_money_stands_in_every_table(tmp_path_factory: pytest.TempPathFactory, millions: list[int], after: int, life: int) -> None:
    """Whatever the ceilings: payments, finance, use of ceilings and obligations agree to the won, by year and by body."""
    city = tmp_path_factory.mktemp("sums") / "city"
    shutil.copytree(TINY, city)
    for (fund, year), won in zip([(f, y) for f in ("city", "state") for y in ("2025", "2026", "2027")], millions, strict=True):
        edit_cell(city / "rows" / "ceilings.csv", {"fund": fund, "purpose": "capital", "year": year}, "ceiling_won", str(won * MILLION + 7))
    edit_cell(city / "catalogue" / "services.csv", {"service": "smart_crossing"}, "lifetime_year", str(life))
    (city / "rows" / "limits.csv").write_text(f"limit,value,basis\noperating_years_after,{after},예시\n", encoding="utf-8")
    made = building.make(city, to="programme")
    tables = {name: made.shelf.named(name).rows for name in ("portfolio/payments", "programme/finance", "portfolio/ceiling_use", "programme/obligations", "programme/renewals", "portfolio/chosen")}
    paid, owed = tables["portfolio/payments"], tables["programme/obligations"]
    assert paid["won"].sum() == tables["programme/finance"]["won"].sum() == tables["portfolio/ceiling_use"]["used_won"].sum() == owed["capital_won"].sum() + owed["operating_won"].sum()
    assert paid.loc[paid["purpose"] == "capital", "won"].sum() == tables["portfolio/chosen"]["capital_won"].sum() == owed["capital_won"].sum()
    assert owed["renewal_won"].sum() == tables["programme/renewals"]["won"].sum()
    assert (owed["total_won"] == owed["capital_won"] + owed["operating_won"] + owed["renewal_won"]).all()
    by = paid.groupby(["payer", "year"])["won"].sum()
    for one in owed.to_dict("records"):
        assert by.get((one["authority"], one["year"]), 0) == one["capital_won"] + one["operating_won"]


# what is due ------------------------------------------------------------------------------------------------------------


def due(made: Made, day: str) -> list[tuple[str, str, int | None]]:
    shelf = made.shelf
    return [(d.step, d.state, d.days) for d in what_is_due(made.city, shelf[Procedure], shelf[ProcedureDates], shelf[Timetable], date.fromisoformat(day))]


def test_steps_are_late_next_or_without_a_date(tiny_folder: Path) -> None:
    (tiny_folder / "rows" / "procedure_dates.csv").write_text("step,planned_on,done_on,note_ko\np01,2025-01-10,2025-01-09,\np03,2025-02-03,,\n", encoding="utf-8")
    made = building.make(tiny_folder, to="programme")
    # Friday 24 January 2025 to Monday 3 February: the 28th to 30th are the lunar new year, the 27th was made a holiday
    assert due(made, "2025-02-03") == [("p03", "next", 1)]
    assert due(made, "2025-02-04") == [("p03", "late", 1)]
    edit_cell(tiny_folder / "rows" / "procedure_dates.csv", {"step": "p03"}, "done_on", "2025-02-05")
    assert due(building.make(tiny_folder, to="programme"), "2025-06-01") == []  # no legal period: done is done


def test_a_step_of_duty_without_a_date_is_told_and_one_that_may_be_is_not(tiny: Made) -> None:
    assert due(tiny, "2025-01-31") == [("p01", "undated", None), ("p03", "undated", None)]
