"""The city beside towns of like size and age: which towns are like it, what is shown, and what is not known."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from test_tiny_answers import row

from dosi.model.errors import InputFault
from dosi.workbench import building, peering

ROWS = Path(__file__).parents[1] / "examples" / "sejong" / "rows"
TOWN_HEAD = "town,people,first_year,source_ko,source_kind\n"
FIGURE_HEAD = "town,indicator,value,year,worked_ko,source_ko,source_kind\n"
# the tiny city has 800 people; invented towns of 400 and 1,600 are just within a factor of two, 1,700 is not; 2010 is ten years from 2000
TOWNS = ("작은읍,400,2010,예시,modelled", "큰읍,1600,1990,예시,modelled", "넘는읍,1700,2000,예시,modelled", "옛읍,800,1989,예시,modelled", "먼읍,2000,1950,예시,modelled")
FIGURES = ("작은읍,accident_rate,2,2023,사고 8건 ÷ 400명,예시,modelled", "큰읍,stop_access,0.7,2023,그대로,예시,modelled", "넘는읍,stop_access,0.7,2023,그대로,예시,modelled",
           "옛읍,stop_access,0.6,2023,그대로,예시,modelled", "먼읍,stop_access,0.6,2023,그대로,예시,modelled")  # fmt: skip
FIRST_YEAR = "place,measure,on_date,value,unit_ko,publisher,address,source_kind,note_ko\ncity,first_move_in_year,2024-01-01,2000,년,예시,,modelled,\n"


def written(folder: Path, towns: tuple[str, ...] = TOWNS, figures: tuple[str, ...] = FIGURES, first_year: str = FIRST_YEAR) -> Path:
    (folder / "rows" / "peer_towns.csv").write_text(TOWN_HEAD + "\n".join(towns) + "\n", encoding="utf-8")
    (folder / "rows" / "peer_figures.csv").write_text(FIGURE_HEAD + "\n".join(figures) + "\n", encoding="utf-8")
    if first_year:
        (folder / "rows" / "figures.csv").write_text(first_year, encoding="utf-8")
    return folder


def test_towns_within_a_factor_of_two_and_ten_years_are_like_the_city(tiny_folder: Path) -> None:
    made = building.make(written(tiny_folder), to="evidence")
    like = {r["town"]: r["like"] for r in made.shelf.named("evidence/peers").records()}
    assert like == {"작은읍": "yes", "큰읍": "yes", "넘는읍": "size", "옛읍": "age", "먼읍": "both"}
    small = row(made, "evidence/peers", "작은읍~accident_rate")
    assert (small["people_ratio"], small["years_apart"], small["value"], small["own_value"]) == (0.5, 10, 2.0, 1.25)


def test_without_the_citys_first_year_no_town_is_said_to_be_like_it(tiny_folder: Path) -> None:
    made = building.make(written(tiny_folder, first_year=""), to="evidence")
    assert {r["like"] for r in made.shelf.named("evidence/peers").records()} == {"cannot_tell"}


def test_indicators_and_towns_that_the_plan_does_not_have_are_told_all_at_once(tiny_folder: Path) -> None:
    wrong = ("작은읍,acident_rate,2,2023,그대로,예시,modelled", "큰읍,gold,2,2023,그대로,예시,modelled", "작은은읍,stop_access,0.5,2023,그대로,예시,modelled")
    with pytest.raises(InputFault) as told:
        building.make(written(tiny_folder, figures=wrong), to="evidence")
    assert all(word in str(told.value) for word in ("accident_rate", "gold", "작은읍"))


def figures_of_the_example() -> list[dict[str, str]]:
    with (ROWS / "peer_figures.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_figure_of_the_example_says_how_it_was_worked_out_and_where_it_stands() -> None:
    assert all("÷" in f["worked_ko"] and "http" in f["source_ko"] and f["source_kind"] == "published" for f in figures_of_the_example())


@pytest.mark.parametrize("town,indicator,by_hand", [
    ("아산시", "accidents_per_1000", 1_256 / 365_267 * 1_000), ("아산시", "workers_per_resident", 199_139 / 351_618 * 100), ("김포시", "car_parks_per_10000", 54 / 502_679 * 10_000),
    ("파주시", "accidents_per_1000", 3_183 / 2 / 493_503 * 1_000), ("원주시", "accidents_per_1000", 1_905 / (349_215 - 12 * 429) * 1_000),
    ("원주시", "accident_trend", (-2 * 2_308 - 2_363 + 2_205 + 2 * 1_905) / 10 / (11_206 / 5)),
    ("성남시", "workers_per_resident", 534_792 / 930_948 * 100),
])  # fmt: skip
def test_the_examples_figures_follow_from_the_published_ones(town: str, indicator: str, by_hand: float) -> None:
    said = {(f["town"], f["indicator"]): float(f["value"]) for f in figures_of_the_example()}
    assert said[town, indicator] == pytest.approx(by_hand, abs=5e-5)


@pytest.fixture
def neighbour(tiny_folder: Path, tmp_path: Path) -> Path:
    """Another built city: the tiny city under another name, settled in 2005, with one indicator of another meaning."""
    other = tmp_path / "neighbour"
    shutil.copytree(tiny_folder, other)
    (other / "rows" / "figures.csv").write_text(FIRST_YEAR.replace(",2000,", ",2005,"), encoding="utf-8")
    settings = other / "city.toml"
    settings.write_text(re.sub(r'(?m)^name = ".*"', 'name = "이웃읍"', settings.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    building.build(other, formats=["html"])
    return other


def test_another_citys_plan_becomes_a_town_with_the_values_it_measured(tiny_folder: Path, neighbour: Path) -> None:
    (tiny_folder / "rows" / "figures.csv").write_text(FIRST_YEAR, encoding="utf-8")
    building.build(tiny_folder, formats=["html"])
    town, taken = peering.take(neighbour, tiny_folder, tiny_folder)
    assert town == "이웃읍" and "accident_rate" in taken
    assert peering.take(neighbour, tiny_folder, tiny_folder) == (town, taken)  # taken again it is replaced, not doubled
    made = building.make(tiny_folder, to="evidence").shelf.named("evidence/peers").records()
    assert {(r["like"], r["people_ratio"], r["years_apart"]) for r in made} == {("yes", 1.0, 5)}
    assert sorted(r["indicator"] for r in made) == sorted(taken) and all(r["value"] == pytest.approx(r["own_value"]) for r in made)


def test_an_indicator_that_means_something_else_there_is_not_taken(tiny_folder: Path, neighbour: Path) -> None:
    source = tiny_folder / "catalogue" / "indicators.csv"
    with source.open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    changed = next(r for r in table if r["indicator"] == "accident_rate")
    changed["factor"] = str(10 * float(changed["factor"]))
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    building.build(tiny_folder, formats=["html"])
    assert "accident_rate" not in peering.take(neighbour, tiny_folder, tiny_folder)[1]


def test_a_plan_that_does_not_say_its_first_year_is_no_town(tiny_folder: Path) -> None:
    building.build(tiny_folder, formats=["html"])
    with pytest.raises(InputFault) as told:
        peering.take(tiny_folder, tiny_folder, tiny_folder)
    assert "first_move_in_year" in str(told.value)
