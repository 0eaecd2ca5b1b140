"""People of the years to come, groups of people and hours: worked by hand on the tiny city, exact sums, broken input, the real files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, SEJONG
from test_population import AREA, DATA, real, rows

from dosi.document.blocks.people import people_forecast
from dosi.document.plan import Plan
from dosi.evidence.ageing import yearly_step
from dosi.evidence.backtesting import backtest, components, past_errors, quantile
from dosi.evidence.bands import Error, error_ahead, half_width, reach
from dosi.evidence.trend import damped, growth
from dosi.model.blocks import FactRef, Paragraph, TableBlock
from dosi.model.city import Shelf
from dosi.model.errors import InputFault
from dosi.model.findings import ForecastBacktest, ForecastErrors
from dosi.model.layers import Series
from dosi.workbench import building
from dosi.workbench.building import Made

GOYANG = ROOT.parent / "shared" / "data" / "goyang"


def test_the_middle_forecast_of_the_tiny_city_by_hand(tiny: Made) -> None:
    ahead = rows(tiny, "evidence/people_forecast")
    # a grew by 20 last year: half goes on in 2025, half of that in 2026. Block L1: 40 households x 2.5 people x 0.9 = 90 have moved into d by the end of 2026;
    # half of them from within the city, 45 over a, b, c, d as 100, 200, 200, 300: 6, 11, 11, 17
    assert {z: ahead[f"{z}~2026~mid"]["people"] for z in "abcd"} == {"a": 100 + 15 - 6, "b": 200 - 11, "c": 200 - 15 - 11, "d": 300 + 90 - 17}
    assert [ahead[f"d~{year}~mid"]["move_in"] for year in (2025, 2026, 2027)] == [0, 90, 90]  # L2 was planned twice and counts from 2025 + 3 years: after the plan
    # high: 3 people in every household, of L2 too, planned in 2025 and moved into in 2027: 180 instead of 90; of them 40 % leave all zones instead of half: 72 x 3/8 instead of 45 x 3/8
    more = (60 * 3 - 60 * 3 * 0.4 * 300 / 800) - (90 - 45 * 300 / 800)
    assert ahead["d~2027~high"]["assumed"] == round(more)
    assert "그대로" in ahead["d~2026~mid"]["method_ko"] and "추세" in ahead["a~2026~mid"]["method_ko"]


def test_the_city_is_the_sum_of_its_zones_in_every_year_and_variant(tiny: Made) -> None:
    ahead = tiny.shelf.named("evidence/people_forecast").rows
    parts = ["base", "change", "move_in", "move_out", "people"]
    middle = ahead[ahead["variant"] == "mid"]
    zones = middle[middle["level"] == "zone"].groupby("year")[parts].sum()
    city = middle[middle["level"] == "city"].set_index("year")[parts]
    pd.testing.assert_frame_equal(zones.sort_index(), city.sort_index(), check_dtype=False)
    bands_hold(ahead)


def bands_hold(ahead: pd.DataFrame) -> None:
    """Every row adds up; no end lies beyond the middle or below zero; the city's ends lie within those of its zones summed."""
    known = ahead.dropna(subset=["people"])
    assert len(known) and (known["people"] == known["base"] + known["change"] + known["move_in"] - known["move_out"] + known["band"]).all()
    people = known.pivot(index=["level", "place", "year"], columns="variant", values="people")
    assert (people["low"] <= people["mid"]).all() and (people["mid"] <= people["high"]).all() and (people["low"] >= 0).all()
    zones, city = people.loc["zone"].groupby("year").sum(), people.loc["city"].droplevel("place")
    assert (zones["low"] <= city["low"]).all() and (city["high"] <= zones["high"]).all()


def test_the_band_of_the_tiny_city_by_hand(tiny: Made) -> None:
    ahead = rows(tiny, "evidence/people_forecast")
    # a year of 0.01 own and 0.01 shared, two years on; a has 115 people without those who move: sqrt(2) x 0.02 x 115 = 3.25
    assert ahead["a~2026~low"]["error"] == ahead["a~2026~high"]["error"] == round(2**0.5 * 0.02 * 115)
    # the city: units A 115, B 200, C 85, D 400 (100 of them in c, 300 in d), all err for themselves by 2 %, and together by 2 % of 800
    own, shared = 0.02 * (115**2 + 200**2 + 85**2 + 400**2) ** 0.5, 0.02 * 800
    assert ahead["city~2026~high"]["error"] == pytest.approx((own**2 + shared**2) ** 0.5, abs=0.6)
    assert "열에 여덟" in (why := tiny.facts.get("evidence/people_forecast/a~2026~low/people").because["ko"]) and "—" not in why and "15명" in why
    # growth of a: 20 of which nothing, half or all goes on: 0, 15 and 40 people; c shrinks by as many, so that the city stays as it is
    assert ahead["a~2026~mid"]["change"] == 15 and ahead["c~2026~mid"]["change"] == -15
    out = {v: share * 100 / 800 for v, share in (("low", 0.6 * 40 * 2 * 0.8 * 10 / 20), ("mid", 45.0), ("high", 0.4 * 40 * 3))}
    assert ahead["a~2026~high"]["assumed"] == round(((40 - 15) ** 2 + max(0.0, out["mid"] - out["low"], out["mid"] - out["high"]) ** 2) ** 0.5)


def number(made: Made, cell: tuple[object, ...]) -> int:
    (ref,) = cell
    assert isinstance(ref, FactRef)
    table, key, column = ref.id.rsplit("/", 2)
    return int(made.shelf.named(table).at(key, column))  # type: ignore[call-overload]


def test_the_tables_row_adds_up_as_printed(tiny: Made) -> None:
    (table,) = [b for b in people_forecast(Plan(tiny.city, tiny.shelf)) if isinstance(b, TableBlock)]
    at = {c.id: n for n, c in enumerate(table.columns)}
    for row in table.rows:
        base, change, move_in, move_out, people = (number(tiny, row.cells[at[c]]) for c in ("base_mid", "change_mid", "move_in_mid", "move_out_mid", "people_mid"))
        assert base + change + move_in - move_out == people, row.key
        assert number(tiny, row.cells[at["people_low"]]) <= people <= number(tiny, row.cells[at["people_high"]])


def test_eight_of_ten_new_errors_are_to_stay_below_the_quantile() -> None:
    assert quantile(np.array([3.0, 1, 2, 4])) == 4 and quantile(np.array([3.0, 1, 2])) is None  # of three the largest holds three of four only
    assert quantile(np.arange(1.0, 100)) == 80
    drawn = np.abs(np.random.default_rng(1).standard_t(2, (4_000, 20)))  # heavy tails, as people of dong have
    assert np.mean([one[-1] <= (quantile(one[:-1]) or 0) for one in drawn]) == pytest.approx(0.8, abs=0.02)


def test_own_and_shared_errors_come_back_from_those_of_units_and_city() -> None:
    people = pd.Series({"a": 100.0, "b": 300.0, "c": 200.0})
    squares = ((people / 600) ** 2).sum()
    own, shared = components((0.05**2 + 0.02**2) ** 0.5, (0.05**2 * squares + 0.02**2) ** 0.5, people)
    assert (own, shared) == pytest.approx((0.05, 0.02))
    assert components(0.02, 0.05, people) == pytest.approx((0.0, 0.05))  # nothing is left for units that miss less than their city
    assert components(0.05, 0.0, pd.Series({"a": 100.0})) == (0.0, 0.0)  # one unit is its city


def test_errors_of_units_are_summed_as_squares_and_the_shared_one_as_it_is() -> None:
    pieces = pd.Series([300.0, 100.0, 300.0], index=["A", "D", "D"])  # two pieces of one unit err together
    assert half_width(pieces, Error(0.1, 0.0)) == 50 and half_width(pieces, Error(0.0, 0.1)) == pytest.approx(70)
    moved = pd.DataFrame({"low": [-30.0, 5.0], "high": [10.0, 40.0]}, index=["growth", "housing"])
    assert reach(moved, "low") == 30 and reach(moved, "high") == pytest.approx((10**2 + 40**2) ** 0.5)


def test_errors_grow_with_the_months_and_never_shrink() -> None:
    past = {"origins": 13, "units": 4, "unit_share": 0.1, "city_share": 0.1, "shared_share": 0.01, "covered_share": None, "covered_later_share": None}
    errors = ForecastErrors(pd.DataFrame([past | {"months": 12, "own_share": 0.06}, past | {"months": 24, "own_share": 0.04}]))
    assert [round(error_ahead(errors, {}, "low", months).own, 6) for months in (0, 6, 12, 24, 48)] == [0, 0.03, 0.06, 0.06, 0.12]
    given = {"error_per_year_share": {"low": -0.02, "high": 0.03}, "city_error_per_year_share": {"low": -0.01, "high": 0.0}}
    assumed = ForecastErrors(errors.rows.iloc[:0])
    assert error_ahead(assumed, given, "low", 18) == Error(pytest.approx(0.03), pytest.approx(0.015)) and error_ahead(assumed, given, "high", 12) == Error(0.03, 0.0)


def made_up(months: int, units: int = 30, drift: float = 0.004, together: float = 0.002) -> Series:
    """A series whose units wander for themselves and all together, by draws of a known spread."""
    draw = np.random.default_rng(7)
    steps = draw.normal(0, drift, (units, months)) + draw.normal(0, together, months)
    people = 10_000 * np.exp(np.cumsum(steps, axis=1))
    told = [{"role": "series:population", "measure": "population", "unit": f"u{u}", "on_date": f"{2010 + m // 12}-{m % 12 + 1:02d}", "value": people[u, m]} for u in range(units) for m in range(months)]
    return Series(pd.DataFrame(told))


def test_the_band_of_a_known_past_covers_what_it_says() -> None:
    shares = pd.DataFrame(np.kron(np.eye(10), np.ones(3)), index=[f"z{n}" for n in range(10)], columns=[f"u{n}" for n in range(30)])
    found = past_errors(made_up(180), 0.0, shares).rows.set_index("months")
    assert list(found.index) == list(range(12, 180, 12)) and (found["own_share"] > 0).all()
    assert found.loc[12, "unit_share"] == pytest.approx(1.2816 * (12 * (0.004**2 + 0.002**2)) ** 0.5, rel=0.1)  # the normal 80 % width of twelve steps
    assert found.loc[12, "covered_share"] == pytest.approx(0.8, abs=0.06) and found.loc[12, "covered_later_share"] == pytest.approx(0.8, abs=0.06)


def test_the_plan_says_where_the_band_comes_from(tiny: Made) -> None:
    """Assumed errors with the basis of their rows; the city's own with what was held out, once its series is long enough."""

    def said(shelf: Shelf) -> str:
        return " ".join(str(run) for b in people_forecast(Plan(tiny.city, shelf)) if isinstance(b, Paragraph) for run in b.runs)

    assert "가정이다" in said(tiny.shelf) and "예시" in said(tiny.shelf)
    series = made_up(60)
    judged = past_errors(series, 0.5, pd.DataFrame(np.eye(30), index=[f"z{n}" for n in range(30)], columns=[f"u{n}" for n in range(30)]))
    words = said(Shelf({**{n: tiny.shelf.named(n) for n in tiny.shelf.names()}, judged.name: judged, ForecastBacktest.name: backtest(series, 0.5)}))
    assert all(f"evidence/forecast_errors/12/{c}" in words for c in ("unit_share", "city_share", "covered_share", "covered_later_share")) and "가정이다" not in words


def test_a_series_too_short_to_judge_gives_no_errors() -> None:
    shares = pd.DataFrame(np.ones((1, 30)), index=["z"], columns=[f"u{n}" for n in range(30)])
    assert past_errors(made_up(20), 0.5, shares).rows.empty and backtest(made_up(20), 0.5).rows.empty
    assert past_errors(made_up(25), 0.5, shares).rows.empty  # two dates to foresee from: too few to tell how far the city misses
    assert past_errors(Series(made_up(20).rows.iloc[:0]), 0.5, shares).rows.empty


def test_the_span_of_the_trend_is_said_as_it_was_read(tiny_folder: Path) -> None:
    assert growth(made_up(7))["months"].unique().tolist() == [6] and growth(made_up(40))["months"].unique().tolist() == [12] and growth(made_up(6)).empty
    file = tiny_folder / "data" / "population_by_year.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("가동,2023-12", "가동,2024-06"), encoding="utf-8")
    ahead = rows(building.make(tiny_folder, to="evidence"), "evidence/people_forecast")
    assert "최근 6개월 추세" in ahead["a~2025~mid"]["method_ko"] and "최근 12개월 추세" in ahead["b~2025~mid"]["method_ko"]
    assert ahead["a~2025~mid"]["change"] == 20 * 2 * 0.5  # 20 in half a year are 40 a year


def test_people_who_are_not_known_are_not_foreseen(tiny_folder: Path) -> None:
    (tiny_folder / "data" / "population.csv").unlink()
    ahead = rows(building.make(tiny_folder, to="evidence"), "evidence/people_forecast")
    assert {row["people"] for row in ahead.values()} == {None}
    assert "인구를 몰라" in ahead["a~2027~mid"]["method_ko"]


def test_growth_fades_year_by_year() -> None:
    assert [damped(0.5, years) for years in (0, 1, 1.5, 2)] == [0, 0.5, 0.625, 0.75]
    assert damped(1, 3) == 3 and damped(0, 3) == 0


def test_where_ages_are_known_people_grow_older_are_born_and_die(tiny_folder: Path) -> None:
    rates = pd.DataFrame({"age": [0, 20], "survival_share": [1.0, 0.9], "births_per_person": [0.0, 0.1], "migration_low": [0, -0.1], "migration_mid": [0, 0], "migration_high": [0, 0.1]})
    step = yearly_step(np.array([0, 20]), rates, "mid")
    # of 40 under 20 two grow to 20; of 60 older 54 live on, and they have 6 children
    assert (step @ np.array([40.0, 60.0])).tolist() == pytest.approx([38 + 6, 54 + 2])
    rates.assign(kind="estimate", basis="예시").to_csv(tiny_folder / "catalogue" / "vital_rates.csv", index=False)
    (tiny_folder / "data" / "ages.csv").write_text("unit,age,people\n가동,0-19,40\n가동,20+,60\n", encoding="utf-8")
    file = tiny_folder / "layers.toml"
    file.write_text(file.read_text(encoding="utf-8") + AREA.format(id="ages", role="ages:population", geometry="ages", file="ages.csv", more='columns = {unit = "unit", age = "age", value = "people"}'), encoding="utf-8")
    ahead = rows(building.make(tiny_folder, to="evidence"), "evidence/people_forecast")
    assert ahead["a~2025~mid"]["change"] == 44 + 56 - 100
    assert (ahead["a~2025~low"]["assumed"], ahead["a~2025~high"]["assumed"]) == (6, 6)  # a tenth of 60 leave or come
    assert "나이별" in ahead["a~2025~mid"]["method_ko"] and "추세" in ahead["c~2025~mid"]["method_ko"]


def test_groups_and_hours_are_counted_where_files_say_them_and_not_supplied_elsewhere(tiny_folder: Path) -> None:
    (tiny_folder / "data" / "older.csv").write_text("unit,older\n가동,30\n라동,41\n", encoding="utf-8")
    (tiny_folder / "data" / "hours.csv").write_text("date,hour,sex,n\n" + "".join(f"2024-05-0{d},{h},{s},{h * 10 + d}\n" for d in (1, 2, 3) for h in (4, 14) for s in "FM"), encoding="utf-8")
    file = tiny_folder / "layers.toml"
    file.write_text(file.read_text(encoding="utf-8") + AREA.format(id="older", role="figures:older", geometry="figures", file="older.csv", more='columns = {unit = "unit", value = "older"}')
                    + AREA.format(id="hours", role="hours:living", geometry="hours", file="hours.csv", more='columns = {date = "date", hour = "hour", value = "n"}'), encoding="utf-8")  # fmt: skip
    made = building.make(tiny_folder, to="evidence")
    older = rows(made, "evidence/people_groups")
    # D: 41 x 0.25 = 10.25 and 30.75: 10 to zone c, 31 to d; of c the unit C is not known
    assert {p: older[f"{p}~older"]["people"] for p in ("a", "b", "c", "d", "city")} == {"a": 30, "b": None, "c": None, "d": 31, "city": 71}
    assert older["b~older"]["basis_ko"] == "자료 없음" and "4곳 가운데 2곳" in older["city~older"]["basis_ko"]
    hours = rows(made, "evidence/people_hours")
    assert {h: hours[f"living~city~{h}"]["people"] for h in (4, 14)} == {4: 2 * 42, 14: 2 * 142}  # both sexes, the median of three days
    assert hours["living~city~4"]["days"] == 3


def test_faults_of_series_schedules_ages_and_hours_come_together(tiny_folder: Path) -> None:
    data = tiny_folder / "data"
    (data / "population_by_year.csv").write_text("unit,on_date,people\n가동,2024-13,100\n가동,2023-12,x\n없는동,2023-12,3\n", encoding="utf-8")
    (data / "housing.csv").write_text("area,block,tenure,planned,households,move_in\n라지구,L1,분양,2024,-4,언젠가\n", encoding="utf-8")
    (data / "hours.csv").write_text("date,hour,n\n2024-05-01,25,3\n", encoding="utf-8")
    file = tiny_folder / "layers.toml"
    file.write_text(file.read_text(encoding="utf-8") + AREA.format(id="hours", role="hours:living", geometry="hours", file="hours.csv", more='columns = {date = "date", hour = "hour", value = "n"}'), encoding="utf-8")
    with pytest.raises(InputFault) as trouble:
        building.make(tiny_folder, to="evidence")
    said = " ".join(str(f) for f in trouble.value.faults)
    assert all(words in said for words in ("2024-13", "is not a number", "없는동", "fewer than no households", "언젠가", "no hour of the day")), said


def test_an_area_of_the_housing_list_without_a_zone_is_a_fault_that_shows_the_row_to_add(tiny_folder: Path) -> None:
    file = tiny_folder / "data" / "housing.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("라지구,L1", "다지구,L1"), encoding="utf-8")
    with pytest.raises(InputFault) as trouble:
        building.make(tiny_folder, to="evidence")
    (fault,) = trouble.value.faults
    assert "다지구" in str(fault) and "planning_areas" in str(fault)


# the real files ---------------------------------------------------------------------------------------------------------------


@real
def test_real_housing_counts_blocks_of_two_planning_years_once(tmp_path: Path) -> None:
    made = building.make(SEJONG, data=DATA, to="evidence", home=tmp_path)
    housing = made.shelf.named("layers/housing")
    assert housing.rows["households"].sum() == 135_922 - 656 - 421 - 1_110  # L1, L9 and M3 stand in the plans of two years
    assert any("L1" in line and "L9" in line and "M3" in line for s in housing.sources.values() for line in s.understood)
    ahead = rows(made, "evidence/people_forecast")
    assert ahead["z05~2029~mid"]["people"] > 5_000 > ahead["z05~2025~mid"]["people"]  # zone 5 is only now being built
    assert not rows(made, "evidence/forecast_backtest")  # seven months are too few
    assert "최근 6개월 추세" in ahead["z01~2029~mid"]["method_ko"]
    bands_hold(made.shelf.named("evidence/people_forecast").rows)
    assert made.shelf.named("evidence/people_hours").rows["hour"].nunique() == 24


@pytest.mark.skipif(not GOYANG.is_dir(), reason="the real data of Goyang lie outside this repository")
def test_real_past_forecasts_miss_less_with_fading_growth_than_with_none_or_all_of_it(tmp_path: Path) -> None:
    made = building.make(ROOT / "examples" / "goyang", data=GOYANG, to="evidence", home=tmp_path)
    missed = {key: row["mean_share"] for key, row in rows(made, "evidence/forecast_backtest").items()}
    for months in (12, 24):
        assert missed[f"kept_growth~{months}"] < min(missed[f"no_change~{months}"], missed[f"same_growth~{months}"])
    assert missed["kept_growth~12"] == pytest.approx(0.0511, abs=0.0005)
    bands_hold(made.shelf.named("evidence/people_forecast").rows)
    errors = rows(made, "evidence/forecast_errors")
    assert errors["12"]["unit_share"] > 2 * 0.019  # eight of ten, no longer the median
    assert 0.75 <= errors["12"]["covered_share"] <= 0.9 and 0.7 <= errors["12"]["covered_later_share"] <= 0.85
    assert "covered_later_share" not in errors["24"] or errors["24"]["covered_later_share"] is None  # one date only: no later months
