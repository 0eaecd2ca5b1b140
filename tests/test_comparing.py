"""A grid of people held against the register: sums by hand, the worst units named, and people asked to look where it differs by more than a tenth."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dosi.model.rows import Crosswalk
from dosi.model.table import Source
from dosi.sources import city as city_folder
from dosi.sources.layers.comparing import differences
from dosi.workbench import building
from dosi.workbench.cli import app

FILE = "city:data/cells.csv"


def grid(city: Path) -> Source:
    """What was said of the tiny city's grid."""
    return city_folder.read(city_folder.roots(city))[1].named("layers/cells").sources[FILE]


def people(city: Path, file: str, column: str, key: str, value: Any) -> None:
    """Write a figure into the one row of a table of the tiny city."""
    path = city / "data" / file
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    (row,) = [r for r in rows if key in r.values()]
    row[column] = str(value)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def crowded(city: Path) -> None:
    """A unit in whose cells 400 of its 500 people live."""
    people(city, "population.csv", "people", "라동", 500)
    people(city, "population.csv", "people", "합계", 900)


def test_a_grid_that_adds_up_says_so(tiny_folder: Path) -> None:
    assert grid(tiny_folder).understood == ("격자의 인구가 행정동 4곳 모두에서 등록인구와 같다: 합계 800명",)
    assert grid(tiny_folder).doubts == ()


def test_a_difference_of_a_tenth_is_said_and_not_doubted(tiny_folder: Path) -> None:
    people(tiny_folder, "cells.csv", "people", "c1", 50)  # 가동: 50 + 40 + 20 = 110 of 100
    assert grid(tiny_folder).understood == ("격자의 인구를 등록인구와 견주었다: 합계 810 / 800명(+1.2%), 가장 다른 곳 가동 110 / 100명(+10.0%)",)
    assert grid(tiny_folder).doubts == ()


def test_a_larger_one_is_doubted_and_the_worst_stand_first(tiny_folder: Path) -> None:
    people(tiny_folder, "cells.csv", "people", "c1", 51)
    crowded(tiny_folder)
    (doubt,) = grid(tiny_folder).doubts
    assert "4곳 가운데 2곳" in doubt and "라동 400 / 500명(-20.0%), 가동 111 / 100명(+11.0%)" in doubt
    assert "천명" in doubt and "rows/crosswalk.csv" in doubt


def test_thousands_taken_for_people_are_doubted_everywhere(tiny_folder: Path) -> None:
    path = tiny_folder / "data" / "population.csv"
    path.write_text("unit,people\n가동,1\n나동,2\n다동,1\n라동,4\n", encoding="utf-8")
    assert "4곳 가운데 4곳" in grid(tiny_folder).doubts[0]


def test_the_command_line_says_it_also_in_json_and_again(tiny_folder: Path) -> None:
    crowded(tiny_folder)
    for _ in range(2):
        said = CliRunner().invoke(app, ["build", str(tiny_folder), "--to", "evidence"])
        assert said.exit_code == 0 and f"확인 필요 {FILE}: 격자의 인구가" in said.stdout
    told = json.loads(CliRunner().invoke(app, ["build", str(tiny_folder), "--to", "evidence", "--json"]).stdout)["doubts"]
    assert len(told) == 1 and "라동" in told[0]


def test_the_doubt_stands_in_the_plan(tiny_folder: Path) -> None:
    crowded(tiny_folder)
    built = building.build(tiny_folder, formats=("html",))
    plan = json.loads((built.folder / "plan.json").read_text(encoding="utf-8"))
    assert ["라동" in words for s in plan["sources"] for words in s["doubts"] if s["id"] == FILE] == [True]


@pytest.mark.parametrize("layer", ["cells.csv", "population.csv"])
def test_without_one_of_the_two_nothing_is_said(layer: str, tiny_folder: Path) -> None:
    (tiny_folder / "data" / layer).unlink()
    sources = city_folder.read(city_folder.roots(tiny_folder))[1].named("layers/cells").sources.values()
    assert not any("등록인구" in words for s in sources for words in (*s.understood, *s.doubts))


def test_weights_are_not_compared_with_what_they_divide(tiny_folder: Path) -> None:
    text = (tiny_folder / "layers.toml").read_text(encoding="utf-8")
    (tiny_folder / "layers.toml").write_text(text.replace('people = "people"', 'weight = "people"', 1), encoding="utf-8")
    assert not any("견주" in words or "같다" in words for words in grid(tiny_folder).understood)


@given(st.lists(st.integers(0, 1000), min_size=3, max_size=3), st.lists(st.integers(0, 1000), min_size=3, max_size=3))
def test_differences_are_those_of_the_sums_by_unit(held: list[int], registered: list[int]) -> None:
    names = ["u1", "u2", "u3"]
    crosswalk = Crosswalk(pd.DataFrame([{"legal_unit": f"l{n}", "legal_name_ko": n, "unit": n, "zone": "z", "people_share": 1.0, "share_kind": "exact", "share_basis": ""} for n in names]))
    units = pd.DataFrame({"legal_unit": [f"l{n}" for n in names], "shape": [shapely.to_wkb(shapely.box(10 * i, 0, 10 * i + 10, 10)) for i in range(3)]})
    cells = pd.DataFrame([{"x_m": 10 * i + dx, "y_m": 5.0, "people": part} for i, whole in enumerate(held) for dx, part in ((2.5, whole // 3), (7.5, whole - whole // 3))])
    figures = pd.DataFrame({"role": "figures:population", "unit": names, "value": [float(r) for r in registered]})
    found = differences(cells, units, figures, crosswalk)
    assert found["cells"].reindex(names).tolist() == held and found["registered"].reindex(names).tolist() == registered
    assert found["share"].abs().is_monotonic_decreasing
    assert all(share == (h - r) / r if r else share == (float("inf") if h else 0) for share, h, r in zip(found["share"].reindex(names), held, registered, strict=True))
