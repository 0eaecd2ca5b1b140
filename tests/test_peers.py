"""The city beside towns of like size and age: which towns are like it, what is shown, and what is not known."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_tiny_answers import row

from dosi.model.errors import InputFault
from dosi.workbench import building

HEAD = "town,people,first_year,indicator,value,year,source_ko,source_kind\n"
# the tiny city has 800 people; invented towns of 400 and 1,600 are just within a factor of two, 1,700 is not; 2010 is ten years from 2000
TOWNS = ("작은읍,400,2010,accident_rate,2,2023,예시,modelled", "큰읍,1600,1990,stop_access,0.7,2023,예시,modelled", "넘는읍,1700,2000,stop_access,0.7,2023,예시,modelled",
         "옛읍,800,1989,stop_access,0.6,2023,예시,modelled")  # fmt: skip
FIGURES = "place,measure,on_date,value,unit_ko,publisher,address,source_kind,note_ko\ncity,first_move_in_year,2024-01-01,2000,년,예시,,modelled,\n"


def written(folder: Path, towns: tuple[str, ...] = TOWNS, figures: str = FIGURES) -> Path:
    (folder / "rows" / "peer_towns.csv").write_text(HEAD + "\n".join(towns) + "\n", encoding="utf-8")
    if figures:
        (folder / "rows" / "figures.csv").write_text(figures, encoding="utf-8")
    return folder


def test_towns_within_a_factor_of_two_and_ten_years_are_like_the_city(tiny_folder: Path) -> None:
    made = building.make(written(tiny_folder), to="evidence")
    like = {r["town"]: r["like"] for r in made.shelf.named("evidence/peers").records()}
    assert like == {"작은읍": "yes", "큰읍": "yes", "넘는읍": "no", "옛읍": "no"}
    small = row(made, "evidence/peers", "작은읍~accident_rate")
    assert (small["people_ratio"], small["years_apart"], small["value"], small["own_value"]) == (0.5, 10, 2.0, 1.25)


def test_without_the_citys_first_year_no_town_is_said_to_be_like_it(tiny_folder: Path) -> None:
    made = building.make(written(tiny_folder, figures=""), to="evidence")
    assert {r["like"] for r in made.shelf.named("evidence/peers").records()} == {"cannot_tell"}


def test_indicators_that_the_plan_does_not_have_are_told_all_at_once(tiny_folder: Path) -> None:
    wrong = ("한읍,800,2000,acident_rate,2,2023,예시,modelled", "두읍,800,2000,gold,2,2023,예시,modelled")
    with pytest.raises(InputFault) as told:
        building.make(written(tiny_folder, wrong), to="evidence")
    assert "accident_rate" in str(told.value) and "gold" in str(told.value)
