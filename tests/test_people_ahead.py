"""People of the years to come, groups of people and hours: worked by hand on the tiny city, exact sums, broken input, the real files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, SEJONG
from test_population import AREA, DATA, real, rows

from dosi.evidence.ageing import yearly_step
from dosi.evidence.forecasting import damped
from dosi.model.errors import InputFault
from dosi.workbench import building
from dosi.workbench.building import Made

GOYANG = ROOT.parent / "shared" / "data" / "goyang"


def test_the_middle_forecast_of_the_tiny_city_by_hand(tiny: Made) -> None:
    ahead = rows(tiny, "evidence/people_forecast")
    # a grew by 20 last year: half goes on in 2025, half of that in 2026. Block L1: 40 households x 2.5 people x 0.9 = 90 have moved into d by the end of 2026;
    # half of them from within the city, 45 over a, b, c, d as 100, 200, 200, 300: 6, 11, 11, 17
    assert {z: ahead[f"{z}~2026~mid"]["people"] for z in "abcd"} == {"a": 100 + 15 - 6, "b": 200 - 11, "c": 200 - 15 - 11, "d": 300 + 90 - 17}
    assert [ahead[f"d~{year}~mid"]["move_in"] for year in (2025, 2026, 2027)] == [0, 90, 90]  # L2 was planned twice and counts from 2025 + 3 years: after the plan
    assert ahead["d~2027~high"]["move_in"] == 40 * 2.5 * 0 + 40 * 3 + 20 * 3  # everybody, of L2 too, planned in 2025 and moved into in 2027
    assert "그대로" in ahead["d~2026~mid"]["method_ko"] and "추세" in ahead["a~2026~mid"]["method_ko"]


def test_the_city_is_the_sum_of_its_zones_in_every_year_and_variant(tiny: Made) -> None:
    ahead = tiny.shelf.named("evidence/people_forecast").rows
    parts = ["base", "change", "move_in", "move_out", "people"]
    zones = ahead[ahead["level"] == "zone"].groupby(["year", "variant"])[parts].sum()
    city = ahead[ahead["level"] == "city"].set_index(["year", "variant"])[parts]
    pd.testing.assert_frame_equal(zones.sort_index(), city.sort_index(), check_dtype=False)
    people = city["people"].unstack()
    assert (people["low"] <= people["mid"]).all() and (people["mid"] <= people["high"]).all()
    assert (ahead["people"] == ahead["base"] + ahead["change"] + ahead["move_in"] - ahead["move_out"]).all()


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
    assert (ahead["a~2025~low"]["change"], ahead["a~2025~high"]["change"]) == (-6, 6)  # a tenth of 60 leave or come
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
    assert made.shelf.named("evidence/people_hours").rows["hour"].nunique() == 24


@pytest.mark.skipif(not GOYANG.is_dir(), reason="the real data of Goyang lie outside this repository")
def test_real_past_forecasts_miss_less_with_fading_growth_than_with_none_or_all_of_it(tmp_path: Path) -> None:
    made = building.make(ROOT / "examples" / "goyang", data=GOYANG, to="evidence", home=tmp_path)
    missed = {key: row["mean_share"] for key, row in rows(made, "evidence/forecast_backtest").items()}
    for months in (12, 24):
        assert missed[f"kept_growth~{months}"] < min(missed[f"no_change~{months}"], missed[f"same_growth~{months}"])
    assert missed["kept_growth~12"] == pytest.approx(0.0511, abs=0.0005)
