"""Rates of events are divided by those who lived there while the events were collected: worked out by hand, additive over time, and never fewer than nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import TINY
from hypothesis import given
from hypothesis import strategies as some
from test_indicators import EVENTS, ground, row, values

from dosi.evidence.exposure import Past, expose, widened
from dosi.evidence.indicators.counting import Ground
from dosi.evidence.measuring import UNSURE, measured_values
from dosi.model.findings import Exposure, People
from dosi.model.layers import Layers, PlannedHousing, Series, UnitFigures
from dosi.model.rows import Crosswalk, ForecastAssumptions, Indicators, PlanningAreas, Zones
from dosi.workbench import building

__all__ = ["ground"]

AREAS = [{"area": "A", "zone": "a"}, {"area": "B", "zone": "b"}]
SURE = {"occupied_share": (1.0, 1.0, 1.0), "fill_months": (0.0, 0.0, 0.0), "from_outside_share": (1.0, 1.0, 1.0), "people_per_household": (2.0, 2.0, 2.0)}
ASKED = Indicators(pd.DataFrame([dict.fromkeys(Indicators.columns, "") | dict.fromkeys((n for n, c in Indicators.columns.items() if c.optional), None)
                                 | {"indicator": "i", "shape": "per_people", "role": "accident", "target": 0.0, "worst": 10.0}]))  # fmt: skip
Homes = list[tuple[str, int, str | None]]
Known = list[tuple[str, str, float]]


def lived_in(ground: Ground, homes: Homes = (), known: Known = (), period: tuple[str, str] = ("2021-01-01", "2023-12-31"), given: dict[str, tuple[float, float, float]] = SURE,
             people_on: str | None = "2023-12-31", areas: list[dict[str, str]] = AREAS) -> dict[str, Any]:  # type: ignore[assignment]  # fmt: skip
    """What person-years are made from: u1 (zone a) with 100 and u2 (zone b) with 300 people on a day, homes (area, households, moved in) and figures of other days (unit, date, people)."""
    said = {"title_ko": "", "file": "f", "rows_read": 2, "rows_outside": 0}
    layers = Layers([said | {"layer": "e", "role": "accident", "period_from": period[0], "period_to": period[1], "vintage": period[1]},
                     said | {"layer": "p", "role": "figures:population", "vintage": people_on}])  # fmt: skip
    housing = PlannedHousing(pd.DataFrame([{"layer": "h", "block": str(n), "area": a, "households": float(h), "on_date": on} for n, (a, h, on) in enumerate(homes)], columns=[*PlannedHousing.columns]))
    series = Series(pd.DataFrame([{"measure": "population", "unit": u, "on_date": d, "value": v} for u, d, v in known], columns=[*Series.columns]))
    rows = [{"assumption": name, "title_ko": "", "low": low, "mid": mid, "high": high, "kind": "estimate", "basis": ""} for name, (low, mid, high) in given.items()]
    return {"people": ground.people, "layers": layers, "figures": UnitFigures(pd.DataFrame(columns=[*UnitFigures.columns])), "series": series, "crosswalk": ground.crosswalk, "housing": housing,
            "areas": PlanningAreas(pd.DataFrame(areas, columns=["area", "zone", *(["unit"] if any("unit" in a for a in areas) else [])])), "assumptions": ForecastAssumptions(rows)}  # fmt: skip


def exposed(ground: Ground, **more: Any) -> Exposure:
    return expose(ASKED, **lived_in(ground, **more))


def means(made: Exposure, place: str) -> list[float]:
    return [round(p, 1) for p in made.rows[made.rows["place"] == place]["people"]]


def test_without_growth_person_years_are_years_times_people(ground: Ground) -> None:
    made = exposed(ground).rows
    assert made.groupby("place")["person_years"].sum().to_dict() == {"u1": 300.0, "u2": 900.0, "a": 300.0, "b": 900.0, "city": 1200.0}
    assert set(made["basis"]) == {"same"} and made["because"].str.contains("그대로").all() and set(made["known_on"]) == {"2023-12-31"}


def test_between_official_figures_people_lie_on_the_line(ground: Ground) -> None:
    # u1 had 40 people at the end of 2020 and 100 at the end of 2022 and since: 55 and 85 in the mean of these years; u2 always 300
    made = exposed(ground, known=[("u1", "2020-12", 40), ("u1", "2022-12", 100), ("u2", "2020-12", 300), ("u2", "2022-12", 300)])
    assert means(made, "u1") == means(made, "a") == [55.0, 85.0, 100.0] and means(made, "city") == [355.0, 385.0, 400.0]
    assert set(made.rows["basis"]) == {"joined"} and (made.rows["because"] == "").all() and (made.rows["people_low"] == made.rows["people_high"]).all()


def test_before_the_first_figure_the_homes_moved_into_since_are_taken_back(ground: Ground) -> None:
    # zone a: 20 homes for 2 people each on 2 July 2022, the middle day of 365: 60 people before, 100 after; u1 is the zone's only unit
    made = exposed(ground, homes=[("A", 20, "2022-07-02"), ("A", 10, "2010-01-01"), ("A", 500, None), ("A", 500, "2025-01-01")])
    assert means(made, "u1") == means(made, "a") == [60.0, 80.0, 100.0] and means(made, "b") == [300.0] * 3
    assert set(made.rows["basis"]) == {"moved_in"} and made.rows["because"].str.contains("새 주택").all()


def test_those_who_moved_within_the_city_lived_elsewhere_before(ground: Ground) -> None:
    # 20 homes of 2 people, half of them from the city: 20 people left its places in proportion, 100 to 300, so 5 and 15
    made = exposed(ground, homes=[("A", 20, "2023-01-01")], given=SURE | {"from_outside_share": (0.5, 0.5, 0.5)})
    assert [means(made, p)[0] for p in ("a", "b", "city")] == [65.0, 315.0, 380.0]


def test_no_home_had_more_people_than_live_there_now(ground: Ground) -> None:
    # 400 homes were filled, 100 people live in zone a: a quarter of one in each, not two; of the 100 homes of before there were 25 people
    made = exposed(ground, homes=[("A", 100, "2010-01-01"), ("A", 300, "2022-01-01")])
    assert means(made, "a") == pytest.approx([25.0, 100.0, 100.0], abs=0.2)  # all 300 fill in one day


def test_low_and_high_assumptions_make_the_range(ground: Ground) -> None:
    made = exposed(ground, homes=[("A", 20, "2022-01-01")], given=SURE | {"occupied_share": (0.5, 1.0, 1.0)}).rows.set_index(["place", "year"])
    assert made.loc[("a", 2021), ["people_low", "people", "people_high"]].tolist() == [60.0, 60.0, 80.0]


def test_a_unit_of_a_zone_of_several_is_told_by_its_planning_area_and_else_stands_as_known(ground: Ground) -> None:
    both = Crosswalk(pd.DataFrame([{"legal_unit": f"l{n}", "legal_name_ko": f"l{n}", "unit": f"u{n}", "zone": "a", "people_share": 1.0, "share_kind": "exact"} for n in (1, 2)]))
    people = People(ground.people.rows[ground.people.rows["place"] != "b"].assign(people=[100, 300, 400, 400]))
    one = replace(ground, crosswalk=both, people=people)
    homes: Homes = [("A", 20, "2023-01-01")]
    untold = exposed(one, homes=homes, areas=AREAS[:1])
    assert [means(untold, p)[0] for p in ("u1", "u2", "a", "city")] == [100.0, 300.0, 360.0, 360.0]
    assert untold.rows.groupby("place")["basis"].first().to_dict() == {"u1": "same", "u2": "same", "a": "moved_in", "city": "moved_in"}
    told = exposed(one, homes=homes, areas=[{"area": "A", "zone": "a", "unit": "u1"}])
    assert [means(told, p)[0] for p in ("u1", "u2", "a", "city")] == [60.0, 300.0, 360.0, 360.0]


def test_without_a_date_of_the_people_nothing_is_estimated(ground: Ground) -> None:
    made = exposed(ground, homes=[("A", 20, "2022-07-02")], people_on=None)
    assert means(made, "a") == [100.0] * 3 and made.rows["known_on"].isna().all() and made.rows["because"].str.contains("기준일을 몰라").all()


@given(some.lists(some.tuples(some.sampled_from("AB"), some.integers(1, 200), some.dates(date(2018, 1, 1), date(2023, 12, 1))), max_size=6),
       some.lists(some.tuples(some.dates(date(2019, 1, 1), date(2023, 11, 30)), some.integers(0, 400), some.integers(0, 400)), max_size=3, unique_by=lambda k: k[0]),
       some.tuples(some.floats(0.1, 1), some.floats(0, 24), some.floats(0, 1)), some.lists(some.dates(date(2017, 1, 1), date(2024, 12, 31)), min_size=2, max_size=5, unique=True))  # fmt: skip
def test_person_days_add_up_over_the_parts_of_a_period_and_are_never_fewer_than_none(
    homes: list[tuple[str, int, date]], known: list[tuple[date, int, int]], how: tuple[float, float, float], cuts: list[date],
) -> None:  # fmt: skip
    rows = [("u1", "unit", 100), ("u2", "unit", 300), ("a", "zone", 100), ("b", "zone", 300), ("city", "city", 400)]
    crosswalk = Crosswalk(pd.DataFrame([{"legal_unit": f"l{n}", "legal_name_ko": f"l{n}", "unit": f"u{n}", "zone": z, "people_share": 1.0, "share_kind": "exact"} for n, z in ((1, "a"), (2, "b"))]))
    town = Ground(People(pd.DataFrame([{"place": p, "level": level, "name_ko": p, "people": n, "area_m2": 1.0, "basis_ko": ""} for p, level, n in rows])), None, None, None, crosswalk, None, None)  # type: ignore[arg-type]
    figures = [(u, str(d), float(n)) for d, one, two in known for u, n in (("u1", one), ("u2", two))]
    assumed = {name: (v, v, v) for name, v in zip(("occupied_share", "fill_months", "from_outside_share"), how, strict=True)} | {"people_per_household": (2.0, 2.0, 2.0)}
    past = Past(**lived_in(town, homes=[(a, h, str(d)) for a, h, d in homes], known=figures, given=assumed))
    at = sorted(float(d.toordinal()) for d in cuts if d <= date(2023, 12, 31)) or [738_000.0]
    parts = sum((past.person_days(a, b) for a, b in pairwise(at)), pd.Series(0.0, index=past.now.index))
    whole = past.person_days(at[0], at[-1])
    assert parts.to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-9, abs=1e-6)
    assert (past.people(np.array(at)) >= 0).all()
    assert whole["u1"] == pytest.approx(whole["a"]) and whole["a"] + whole["b"] == pytest.approx(whole["city"], rel=1e-9, abs=1e-6)


GREW: Known = [(u, f"{year}-12", n) for u, counts in (("u1", (50, 50, 100, 150)), ("u2", (300,) * 4)) for year, n in zip((2020, 2021, 2022, 2023), counts, strict=True)]


def test_rates_and_trends_are_a_head_of_each_year(ground: Ground) -> None:
    # zone a: 2, 4, 6 accidents; its people 50, 75 and 125 in the mean of the three years, 250 person-years in all
    people = People(ground.people.rows.assign(people=[150, 300, 150, 300, 450]))
    then = replace(ground, people=people, exposure=exposed(replace(ground, people=people), known=GREW))
    assert len([e for e in EVENTS if e[0] == "a"]) == 12
    assert values(then, row("per_people", "accident", factor=100)) == {"a": 4.8, "b": 0.222222, "city": round(1400 / 1150, 6)}
    # told as of 83.33 people: 2 / 0.6, 4 / 0.9, 6 / 1.5 = 3.3333, 4.4444, 4: slope 1/3 over the mean 3.9259
    assert values(then, row("trend", "accident"))["a"] == round((4 - 10 / 3) / 2 / ((10 / 3 + 40 / 9 + 4) / 3), 6)
    assert values(then, row("trend", "accident"))["b"] == 0.0


def test_a_district_whose_accidents_grow_as_its_people_do_grows_no_more_dangerous(ground: Ground) -> None:
    made = pd.DataFrame([{"role": "accident", "place": p, "year": y, "level": "zone", "days": 365, "people": n * k, "people_low": n * k, "people_high": n * k, "person_years": n * k, "person_years_low": n * k,
                          "person_years_high": n * k, "basis": "joined", "known_on": None} for p, n in (("a", 100.0), ("b", 300.0)) for k, y in ((1, 2021), (2, 2022), (3, 2023))])  # fmt: skip
    assert values(replace(ground, exposure=Exposure(made)), row("trend", "accident"))["a"] == 0.0


def told(ground: Ground, occupied: tuple[float, float, float]) -> pd.DataFrame:
    made = lived_in(ground, homes=[("A", 30, "2023-01-01")], given=SURE | {"occupied_share": occupied})
    asked = row("per_people", "accident", factor=100) | {"worst": 10.0, "target": 0.0, "least_people": 0, "theme": "t"}
    on = replace(ground, exposure=expose(ASKED, **made))
    return measured_values(asked, on, made["layers"], Zones(pd.DataFrame(columns=[*Zones.columns])), ground.crosswalk)


def test_the_interval_holds_what_the_estimate_is_unsure_of(ground: Ground) -> None:
    # zone a before 2023: 100 - 30 x 2 x 0.8 = 52 people, 55 or 46 at 0.75 and 0.9; person-years 204, 210 and 192
    made = told(ground, (0.75, 0.8, 0.9)).loc["a"]
    assert made["value"] == pytest.approx(1200 / 204, abs=5e-3)  # its homes fill in a day
    low, high = 620.06 / 204, 2096.16 / 204  # exact Poisson of 12: 6.2006 and 20.9616
    value = 1200 / 204
    assert made["value_low"] == pytest.approx(value - np.hypot(value - low, value * (1 - 204 / 210)), abs=1e-2)
    assert made["value_high"] == pytest.approx(value + np.hypot(high - value, high * (204 / 192 - 1)), abs=1e-2)
    assert made["people_basis"] == "moved_in" and "새 주택" in made["because"]


def test_a_rate_that_the_estimate_decides_is_withheld_with_the_reason(ground: Ground) -> None:
    # 100 - 60 x 0.1 = 94 people before 2023, or 40 at the high end: 288 person-years or 180, more than a quarter off
    made = told(ground, (0.1, 0.1, 1.0))
    assert made["value"].isna().to_dict() == {"u1": True, "u2": False, "a": True, "b": False, "city": False}
    assert set(made.loc[["u1", "a"], "missing_ko"]) == {UNSURE}


def test_what_is_sure_of_its_people_keeps_the_interval_of_its_count() -> None:
    lived = pd.DataFrame({"mid": [100.0], "low": [100.0], "high": [100.0]})
    assert widened(pd.Series([2.0]), pd.Series([1.0]), pd.Series([4.0]), lived).iloc[0].tolist() == [1.0, 4.0]
    unsure = widened(pd.Series([0.0]), pd.Series([0.0]), pd.Series([4.0]), lived.assign(low=80.0))
    assert unsure.iloc[0].tolist() == [0.0, pytest.approx(4 * np.hypot(1, 0.25))]


def test_a_planning_area_in_a_unit_that_there_is_not_is_a_fault(tmp_path: Any) -> None:
    import shutil

    from dosi.model.errors import InputFault

    city = tmp_path / "city"
    shutil.copytree(TINY, city)
    (city / "rows" / "planning_areas.csv").write_text("area,zone,unit\n라지구,d,E\n", encoding="utf-8")
    with pytest.raises(InputFault) as fault:
        building.make(city, to="evidence", home=tmp_path / "home")
    assert "planning_areas.csv" in str(fault.value) and "reporting_units" in str(fault.value)
