"""People: what is not known stays unknown, official counts in cells, their error, groups, hours and the years to come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dosi.workbench import building
from dosi.workbench.building import Made


def rows(made: Made, table: str) -> dict[str, dict[str, Any]]:
    """The rows of a table by key."""
    found = made.shelf.named(table)
    return dict(zip(found.keys(), found.records(), strict=True))


# what is not known ------------------------------------------------------------------------------------------------------


def without_figures_of(folder: Path, *units: str) -> Path:
    """The city without the people of some units; their sum is left out too."""
    file = folder / "data" / "population.csv"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith((*units, "합계"))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_unit_without_a_figure_leaves_its_zones_unknown_and_the_city_says_what_it_adds_up(tiny_folder: Path) -> None:
    made = building.make(without_figures_of(tiny_folder, "라동"))
    people = rows(made, "evidence/people")
    # D spans zones c and d: C's 100 people are not all of c
    assert {place: row["people"] for place, row in people.items()} == {
        "A": 100,
        "B": 200,
        "C": 100,
        "D": None,
        "a": 100,
        "b": 200,
        "c": None,
        "d": None,
        "city": 400,
    }
    assert "4곳 가운데 인구를 아는 3곳" in people["city"]["basis_ko"]
    assert "2곳 가운데 1곳" in made.facts.get("evidence/people/c/people").because["ko"]
    measured = rows(made, "evidence/places")
    assert (measured["c~accident_rate"]["value"], measured["c~accident_rate"]["missing_ko"]) == (None, "사는 사람의 수를 모름")
    assert measured["a~accident_rate"]["value"] == 1 / (100 / 100)
    # all ten accidents over the people of three units would be no rate of the city
    assert (measured["city~accident_rate"]["value"], measured["city~accident_rate"]["missing_ko"]) == (
        None,
        "인구를 모르는 행정동이 있어 시 전체의 비율을 내지 않음",
    )


def test_without_any_figure_the_plan_is_still_made_and_shows_dashes(tiny_folder: Path) -> None:
    (tiny_folder / "data" / "population.csv").unlink()
    built = building.build(tiny_folder, formats=("html",))
    people = rows(building.make(tiny_folder), "evidence/people")
    assert {row["people"] for row in people.values()} == {None}
    page = (built.folder / "document" / "html" / "index.html").read_text(encoding="utf-8")
    assert "합계에 들지 않은 곳, 인구 자료가 없음: 가생활권, 나생활권, 다생활권, 라생활권." in page
    offered = rows(building.make(tiny_folder), "infrastructure/offers")
    assert not [key for key, row in offered.items() if row["basis"] == "zone"]  # nobody knows whom these would serve
