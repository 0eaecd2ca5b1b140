"""People of reporting units put where weights say that they live: exact sums, worked by hand, and what is asked where it cannot be done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from conftest import TINY, copy_of
from hypothesis import given
from hypothesis import strategies as st

from dosi.model.city import Shelf
from dosi.model.errors import InputFault
from dosi.model.rows import Crosswalk
from dosi.sources import city as city_folder
from dosi.sources.dividing import people_by_weight
from dosi.workbench import building


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The tiny city with weights in place of its grid of people."""
    folder = copy_of(TINY, tmp_path / "city")
    layers = (folder / "layers.toml").read_text(encoding="utf-8")
    assert 'people = "people"' in layers
    (folder / "layers.toml").write_text(layers.replace('people = "people"', 'weight = "people"', 1), encoding="utf-8")
    return folder


def read(city: Path) -> Shelf:
    return city_folder.read(city_folder.roots(city, None))[1]


def faults(city: Path) -> list[Any]:
    with pytest.raises(InputFault) as trouble:
        read(city)
    return list(trouble.value.faults)


def scaled(city: Path, factor: float) -> None:
    """Every weight times a factor."""
    file = city / "data" / "cells.csv"
    cells = pd.read_csv(file)
    cells.assign(people=cells["people"] * factor).to_csv(file, index=False)


@pytest.mark.parametrize("factor", [1, 0.001, 37.5])
def test_weights_say_where_never_how_many(city: Path, factor: float) -> None:
    before = read(copy_of(TINY, city.parent / "grid")).named("layers/cells").rows.set_index("cell")["people"]
    scaled(city, factor)
    after = read(city).named("layers/cells").rows
    assert after.set_index("cell")["people"].to_dict() == before.to_dict()
    assert after["because"].str.contains("모형값").all()


def test_people_of_zones_in_cells_are_those_of_the_register(city: Path) -> None:
    scaled(city, 3)
    shelf = building.make(city, to="evidence").shelf
    people = shelf.named("evidence/people").rows
    zones = people[people["level"] == "zone"].set_index("place")["people"]
    assert shelf.named("evidence/located_cells").rows.groupby("zone")["people"].sum().to_dict() == zones.to_dict()


def test_what_weights_divided_is_said_and_marked_modelled(city: Path) -> None:
    (source,) = [s for s in read(city).named("layers/cells").sources.values() if "cells" in s.id]
    assert source.kind == "modelled"
    assert any("나누었다(모형값)" in line for line in source.understood)


def test_weights_without_registered_people_are_asked(city: Path) -> None:
    (city / "data" / "population.csv").unlink()
    found = [f for f in faults(city) if "weights have nothing to divide" in f.what]
    assert len(found) == 1
    assert "figures:population" in found[0].fix


def test_a_unit_with_people_and_no_weight_is_named_so_that_nobody_is_lost(city: Path) -> None:
    file = city / "data" / "cells.csv"
    cells = pd.read_csv(file)
    cells[cells["x"] > cells["x"].min() + 1500].to_csv(file, index=False)
    found = [f for f in faults(city) if "has people but no weight" in f.what]
    assert found
    assert all("people, no row there" in f.found for f in found)


@given(st.integers(0, 10_000), st.floats(0.01, 0.99), st.lists(st.floats(0.001, 1e6), min_size=2, max_size=30))
def test_a_unit_over_two_zones_keeps_every_person_and_the_shares_of_its_zones(people: int, share: float, weights: list[float]) -> None:
    squares = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]
    units = pd.DataFrame({"legal_unit": ["1", "2"], "shape": [bytes(s) for s in shapely.to_wkb(squares)]})
    crosswalk = Crosswalk(pd.DataFrame([("1", "가", "u", "za", share, "modelled", "b"), ("2", "나", "u", "zb", 1 - share, "modelled", "b")], columns=list(Crosswalk.columns)[:7]))
    figures = pd.DataFrame({"measure": ["population"], "unit": ["u"], "role": ["figures:population"], "value": [float(people)]})
    cells = pd.DataFrame({"cell": [f"c{n}" for n in range(len(weights))], "x_m": [5.0 if n % 2 else 15.0 for n in range(len(weights))], "y_m": 5.0, "weight": weights})
    made = people_by_weight(cells, units, figures, crosswalk, "f", "w")
    assert made["people"].sum() == people
    left = made.loc[made["x_m"] < 10, "people"].sum()
    assert abs(left - people * share) <= 1
    known = made.merge(cells[["cell", "weight"]], on="cell")
    for _, part in known.groupby("x_m"):
        assert not part.sort_values("weight")["people"].diff().lt(-1).any()
