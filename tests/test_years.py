"""Events are told per year, over the period that their layer declares, else from the first event to the last, which is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import TINY
from test_indicators import ground, row, values

from dosi.evidence.indicators.counting import Ground
from dosi.evidence.measuring import NO_PERIOD, known_shapes
from dosi.evidence.years import years_between, years_by_role
from dosi.model.errors import InputFault
from dosi.model.layers import Events, Layers
from dosi.sources.layers.periods import SILENT, silent
from dosi.workbench import building

__all__ = ["ground"]

PERIOD = '  period = ["2024-01-01", "2024-12-31"]\n'
YEARLY = [row("per_people", "accident", factor=100), row("per_area", "accident"), row("shrunken_rate", "accident", factor=100)]


@pytest.mark.parametrize("asked", YEARLY, ids=lambda a: a["shape"])
def test_a_town_that_counts_for_longer_has_the_same_yearly_rate(ground: Ground, asked: dict[str, object]) -> None:
    """Each event thrice over three times the years."""
    longer = replace(ground, events=Events([dict(r) | {"event": f"{r['event']}-{n}"} for r in ground.events.records() for n in range(3)]), years={"accident": 9.0})
    known, again = values(ground, asked), values(longer, asked)
    assert again["city"] == known["city"]
    if asked["shape"] != "shrunken_rate":  # more events are shrunken less
        assert again == known


@pytest.mark.parametrize("asked", YEARLY, ids=lambda a: a["shape"])
def test_events_of_no_known_period_give_no_yearly_rate(ground: Ground, asked: dict[str, object]) -> None:
    found = known_shapes()[str(asked["shape"])](asked, replace(ground, years={})).by_place
    assert (found["numerator"] / found["denominator"]).isna().all()


def test_years_are_those_of_the_calendar() -> None:
    assert [years_between(*p) for p in (("2021-01-01", "2023-12-31"), ("2024-02-29", "2025-02-28"), ("2024-07-01", "2025-06-30"))] == [3.0, pytest.approx(1, abs=0.003), 1.0]
    assert years_between("2023-01-01", "2024-04-01") == pytest.approx(1 + 92 / 365.25 - 1 / 365.25, abs=0.01)


def edited(tmp_path: Path, new: str) -> Path:
    import shutil

    city = tmp_path / "city"
    shutil.copytree(TINY, city)
    text = (city / "layers.toml").read_text(encoding="utf-8")
    assert text.count(PERIOD) == 1
    (city / "layers.toml").write_text(text.replace(PERIOD, new), encoding="utf-8")
    return city


def accident_rate(city: Path, tmp_path: Path) -> tuple[dict[str, object], dict[str, object]]:
    shelf = building.make(city, to="evidence", home=tmp_path / "home").shelf
    measured = next(r for r in shelf.named("evidence/places").records() if (r["place"], r["indicator"]) == ("b", "accident_rate"))
    return measured, next(r for r in shelf[Layers].records() if r["layer"] == "accidents")


def test_a_declared_period_divides_the_count(tmp_path: Path) -> None:
    measured, layer = accident_rate(edited(tmp_path, '  period = ["2023", "2024"]\n'), tmp_path)
    assert (measured["value"], measured["value_low"]) == (1.0, pytest.approx(0.272, abs=1e-3))  # 4 accidents, 200 people, two years
    assert (layer["period_from"], layer["period_to"], layer["note_ko"]) == ("2023-01-01", "2024-12-31", SILENT.format(declared="2023-01-01 – 2024-12-31", seen="2024-01-10 – 2024-09-10"))


def test_without_one_it_is_from_the_first_event_to_the_last_and_that_is_said(tmp_path: Path) -> None:
    measured, layer = accident_rate(edited(tmp_path, ""), tmp_path)
    assert layer["period_from"] and "period" in layer["note_ko"] and layer["period_from"] in layer["note_ko"]
    assert measured["value"] == pytest.approx(2.0 / years_between(layer["period_from"], layer["period_to"]), abs=1e-5)


def test_a_period_longer_than_its_events_is_said(tmp_path: Path) -> None:
    _, layer = accident_rate(edited(tmp_path, '  period = ["2022", "2024"]\n'), tmp_path)
    assert layer["note_ko"] == SILENT.format(declared="2022-01-01 – 2024-12-31", seen="2024-01-10 – 2024-09-10") and layer["period_from"] == "2022-01-01"


@pytest.mark.parametrize(("first", "last", "many", "said"), [
    ("2019-01-01", "2021-12-31", 293, True),  # five silent months before the first of 293 events
    ("2019-06-01", "2021-12-31", 293, False),
    ("2019-05-15", "2021-12-31", 293, False),  # less than a month
    ("2019-01-01", "2021-12-31", 10, False),  # ten events leave five of 36 months empty every fourth time
    ("2019-06-01", "2022-06-30", 293, True),
])  # fmt: skip
def test_a_silence_that_chance_would_bring_is_not_said(first: str, last: str, many: int, said: bool) -> None:
    days = pd.Series(pd.date_range("2019-06-03", "2021-12-27", periods=many).strftime("%Y-%m-%d"))
    assert bool(silent((first, last), days)) == said
    assert silent(("", ""), days) == silent((first, last), pd.Series([None], dtype=object)) == ""


def test_a_period_too_short_for_a_yearly_count_leaves_it_missing(tmp_path: Path) -> None:
    measured, _ = accident_rate(edited(tmp_path, '  period = ["2024-01", "2024-05"]\n'), tmp_path)
    assert (measured["value"], measured["missing_ko"]) == (None, NO_PERIOD)


@pytest.mark.parametrize("written", ['"2024"', '["2024-01-01"]', '["2024-12-31", "2024-01-01"]', '["soon", "later"]'])
def test_a_period_that_is_none_is_a_fault_with_the_cure(tmp_path: Path, written: str) -> None:
    with pytest.raises(InputFault) as told:
        building.make(edited(tmp_path, f"  period = {written}\n"), to="evidence", home=tmp_path / "home")
    assert "period is not known" in str(told.value) and 'period = ["2021-01-01", "2023-12-31"]' in str(told.value)


def test_layers_of_one_role_count_together_from_the_first_day_to_the_last() -> None:
    base = {"title_ko": "", "role": "events:x", "rows_read": 1, "rows_outside": 0}
    layers = Layers([base | {"layer": "a", "period_from": "2020-01-01", "period_to": "2021-12-31"}, base | {"layer": "b", "period_from": "2022-01-01", "period_to": "2022-12-31"}])
    assert years_by_role(layers) == {"events:x": 3.0}
