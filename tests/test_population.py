"""People: what is not known stays unknown, official counts in cells, and how far those are off."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from conftest import ROOT, SEJONG, copy_of
from hypothesis import given
from hypothesis import strategies as some
from rasterio.transform import from_origin
from test_moves import check_change

from dosi.document.blocks.people import population_grid
from dosi.document.plan import Plan
from dosi.evidence import disaggregate
from dosi.evidence.location import held_by
from dosi.model.blocks import Paragraph
from dosi.model.errors import InputFault
from dosi.model.findings import PeopleShares
from dosi.model.grid import Grid
from dosi.model.layers import Cells, GroundCells, UnitFigures, Units
from dosi.model.rows import Crosswalk, Zones
from dosi.workbench import building
from dosi.workbench.building import Made

DATA = Path(os.environ.get("DOSI_DATA", ROOT.parent / "shared" / "data")) / "sejong"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the real data of Sejong lie outside this repository")


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
    assert {place: row["people"] for place, row in people.items()} == {"A": 100, "B": 200, "C": 100, "D": None, "a": 100, "b": 200, "c": None, "d": None, "city": 400}
    assert "4곳 가운데 인구를 아는 3곳" in people["city"]["basis_ko"]
    assert "2곳 가운데 1곳" in made.facts.get("evidence/people/c/people").because["ko"]
    measured = rows(made, "evidence/places")
    assert (measured["c~accident_rate"]["value"], measured["c~accident_rate"]["missing_ko"]) == (None, "사는 사람의 수를 모름")
    assert measured["a~accident_rate"]["value"] == round(1 / (90 / 100), 6)  # person-years
    # all ten accidents over the people of three units would be no rate of the city
    assert (measured["city~accident_rate"]["value"], measured["city~accident_rate"]["missing_ko"]) == (None, "인구를 모르는 행정동이 있어 시 전체의 비율을 내지 않음")


def test_without_any_figure_the_plan_is_still_made_and_shows_dashes(tiny_folder: Path) -> None:
    (tiny_folder / "data" / "population.csv").unlink()
    built = building.build(tiny_folder, formats=("html",))
    people = rows(building.make(tiny_folder), "evidence/people")
    assert {row["people"] for row in people.values()} == {None}
    page = (built.folder / "document" / "html" / "index.html").read_text(encoding="utf-8")
    assert "합계에 들지 않은 곳, 인구 자료가 없음: 가생활권, 나생활권, 다생활권, 라생활권." in page
    offered = rows(building.make(tiny_folder), "infrastructure/offers")
    assert not [key for key, row in offered.items() if row["basis"] == "zone"]  # nobody knows whom these would serve


# official counts in cells -------------------------------------------------------------------------------------------------

AREA = """
[[layer]]
id = "{id}"
role = "{role}"
geometry = "{geometry}"
title_ko = "{id}"
  [[layer.candidate]]
  path = "city:data/{file}"
  crs = "EPSG:5179"
  vintage = "2024-12-31"
  {more}
"""


def with_ground(folder: Path, *layers: tuple[str, str, str, str, str], grid: bool = False) -> Path:
    """The tiny city with layers of the ground; without its grid of people unless `grid`."""
    file = folder / "layers.toml"
    text = file.read_text(encoding="utf-8")
    if not grid:
        text = re.sub(r'\[\[layer\]\]\nid = "cells".*?(?=\n\[\[layer\]\])', "", text, count=1, flags=re.DOTALL)
    file.write_text(text + "".join(AREA.format(id=i, role=r, geometry=g, file=f, more=m) for i, r, g, f, m in layers), encoding="utf-8")
    return folder


def areas(file: Path, *shapes: Any) -> None:
    """Write areas as GeoJSON."""
    features = ", ".join(f'{{"type": "Feature", "properties": {{}}, "geometry": {shapely.to_geojson(s)}}}' for s in shapes)
    file.write_text(f'{{"type": "FeatureCollection", "features": [{features}]}}', encoding="utf-8")


def square(x: float, y: float, wide: float = 100, high: float = 100) -> Any:
    """A rectangle from its lower left corner."""
    return shapely.box(x, y, x + wide, y + high)


def geotiff(file: Path, values: np.ndarray, left: float, top: float, side: float, crs: str | None = "EPSG:5179", nodata: float | None = None) -> None:
    """Write values as a raster."""
    with rasterio.open(file, "w", driver="GTiff", height=values.shape[0], width=values.shape[1], count=1, dtype="float32", crs=crs, nodata=nodata,
                       transform=from_origin(left, top, side, side)) as out:  # fmt: skip
        out.write(values.astype("float32"), 1)


BUILT = ("built", "land:built", "area", "built.geojson", "")
EXCLUDED = ("closed", "land:excluded", "area", "closed.geojson", "")


def test_people_live_where_it_is_built_and_nothing_is_excluded(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, BUILT, EXCLUDED)
    # unit A: two whole cells built and half of a third; one of the whole ones is half a river
    areas(folder / "data" / "built.geojson", square(980_000, 1_830_000, 250), square(983_000, 1_830_000), square(984_000, 1_830_000))
    areas(folder / "data" / "closed.geojson", square(980_100, 1_830_000, 50), square(981_000, 1_830_000, 1000, 900))
    made = building.make(folder, to="gaps")
    cells = rows(made, "evidence/people_cells")
    # weights 1, 0.5, 0.5 of a hectare share A's 100 people: 50, 25, 25
    assert {c: r["people"] for c, r in cells.items() if r["unit"] == "A"} == {"9800_18300": 50, "9801_18300": 25, "9802_18300": 25}
    # B has nothing built and is closed but for its upper ten cells: 200 people over these
    assert {r["people"] for r in cells.values() if r["unit"] == "B"} == {20}
    assert {c for c, r in cells.items() if r["unit"] == "B"} == {f"{c}_18309" for c in range(9810, 9820)}
    # D: 100 people in zone c live on the one built cell there, 300 in zone d on theirs
    assert {c: (r["zone"], r["people"]) for c, r in cells.items() if r["unit"] == "D"} == {"9830_18300": ("c", 100), "9840_18300": ("d", 300)}
    assert {r["people"] for r in rows(made, "evidence/located_cells").values() if r["unit"] == "A"} == {50, 25}
    assert "모형값" in made.facts.get("evidence/people_cells/9800_18300/people").because["ko"]


def test_where_all_is_excluded_people_are_spread_evenly_since_they_do_live_there(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, EXCLUDED)
    areas(folder / "data" / "closed.geojson", square(980_000, 1_830_000, 1000, 1000))
    cells = rows(building.make(folder, to="evidence"), "evidence/people_cells")
    assert [r["people"] for r in cells.values() if r["unit"] == "A"] == [1] * 100


def test_dwellings_tell_more_than_built_ground(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, BUILT, ("homes", "housing:dwellings", "amount", "homes.csv", 'columns = {x = "x", y = "y", value = "homes"}'))
    areas(folder / "data" / "built.geojson", square(980_000, 1_830_000, 5000, 1000))
    (folder / "data" / "homes.csv").write_text("x,y,homes\n980050,1830050,30\n980060,1830040,30\n980950,1830950,40\n981500,1830500,7\n982500,1830500,1\n983500,1830500,2\n984500,1830500,2\n", encoding="utf-8")
    cells = rows(building.make(folder, to="evidence"), "evidence/people_cells")
    assert {c: r["people"] for c, r in cells.items() if r["unit"] == "A"} == {"9800_18300": 60, "9809_18309": 40}
    assert {c: r["people"] for c, r in cells.items() if r["unit"] in "BC"} == {"9815_18305": 200, "9825_18305": 100}


def test_a_grid_that_the_city_supplies_adds_up_to_the_official_people_of_every_part_of_a_unit(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, BUILT, grid=True)
    areas(folder / "data" / "built.geojson", square(980_000, 1_830_000, 5000, 1000))
    given = folder / "data" / "cells.csv"
    given.write_text(given.read_text(encoding="utf-8").replace("c1,980100,1830500,40", "c1,980100,1830500,47").replace("c8,984500,1830500,300", "c8,984500,1830500,220"), encoding="utf-8")
    made = building.make(folder, to="evidence")
    assert not rows(made, "evidence/people_cells")
    held = {c: r["people"] for c, r in rows(made, "evidence/located_cells").items()}
    # A has 100: 47, 40 and 20 of 107 are 43.9, 37.4 and 18.7; D has 100 in zone c and 300 in zone d, whatever the cells say
    assert [held[c] for c in ("c1", "c2", "c3", "c7", "c8")] == [44, 37, 19, 100, 300]
    assert {u: (r["official"], r["in_cells"], r["difference"]) for u, r in rows(made, "evidence/people_compared").items()} == {
        "A~a": (100, 107, 7), "B~b": (200, 200, 0), "C~c": (100, 100, 0), "D~c": (100, 100, 0), "D~d": (300, 220, -80),
    }  # fmt: skip


@pytest.mark.parametrize(("people", "told"), [(220, True), (299, False)])
def test_the_plan_tells_where_a_supplied_grid_differs_by_more_than_a_tenth(tiny_folder: Path, people: int, told: bool) -> None:
    given = tiny_folder / "data" / "cells.csv"
    given.write_text(given.read_text(encoding="utf-8").replace("c8,984500,1830500,300", f"c8,984500,1830500,{people}"), encoding="utf-8")
    made = building.make(tiny_folder)
    words = " ".join(str(run) for block in population_grid(Plan(made.city, made.shelf)) if isinstance(block, Paragraph) for run in block.runs)
    assert "받은 인구 격자의 합" in words and ("에 드는 몫이 가장 크게 달랐다" in words) == told


def test_the_error_is_measured_by_predicting_units_from_their_neighbours(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, BUILT)
    # built hectares: A 1, B 1, C 3, D 1 + 1
    areas(folder / "data" / "built.geojson", square(980_000, 1_830_000), square(981_000, 1_830_000), square(982_000, 1_830_000, 300), square(983_000, 1_830_000), square(984_000, 1_830_000))
    error = rows(building.make(folder, to="evidence"), "evidence/population_error")
    # A and B are both of the old town: 300 people over one hectare each, and over equal areas
    assert {k: error[k]["predicted"] for k in ("A~dasymetric", "A~areal", "B~dasymetric", "B~areal")} == {"A~dasymetric": 150, "A~areal": 150, "B~dasymetric": 150, "B~areal": 150}
    assert error["A~dasymetric"]["error_share"] == 0.5
    # C (rural) has no neighbour of its kind: B, C, D with 700 people on 1 + 3 + 2 hectares; by area 1 of 4 square kilometres
    assert (error["C~dasymetric"]["predicted"], error["C~areal"]["predicted"]) == (350, 175)
    # D beside C: 500 people on 3 + 2 hectares; by area 2 of 3
    assert (error["D~dasymetric"]["predicted"], error["D~areal"]["predicted"]) == (200, 333)
    # mean of 50/100, 50/200, 250/100, 200/400; root mean square of 50, 50, 250, 200 over the mean of 200
    assert error["city~dasymetric"]["error_share"] == pytest.approx((0.5 + 0.25 + 2.5 + 0.5) / 4)
    assert error["city~dasymetric"]["variation"] == pytest.approx((((50**2 + 50**2 + 250**2 + 200**2) / 4) ** 0.5) / 200, abs=1e-6)


def test_a_changed_ground_or_figure_moves_exactly_what_reads_it(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, BUILT, EXCLUDED)
    areas(folder / "data" / "built.geojson", square(980_000, 1_830_000, 250), square(983_000, 1_830_000), square(984_000, 1_830_000))
    areas(folder / "data" / "closed.geojson", square(980_100, 1_830_000, 50))
    made = building.make(folder, to="ledger")
    check_change(made, "layers/ground", "built~9802_18300", "value", 0.9)
    check_change(made, "layers/ground", "closed~9801_18300", "value", 1.0)
    check_change(made, "layers/figures", "population~A", "value", 130.0)


# any ground -----------------------------------------------------------------------------------------------------------------

CELLS = [f"{c}_{r}" for c in range(9800, 9850) for r in range(18300, 18310)]
ground_values = some.dictionaries(some.sampled_from(CELLS), some.floats(0.01, 1.0), max_size=40)


def ground_rows(role: str, values: dict[str, float]) -> list[dict[str, Any]]:
    """Rows of the ground table."""
    return [{"layer": role, "cell": c, "role": role, "x_m": float(c.split("_")[0]) * 100 + 50, "y_m": float(c.split("_")[1]) * 100 + 50, "value": v, "source": "x"} for c, v in values.items()]


@given(ground_values, ground_values, some.sets(some.sampled_from(CELLS), max_size=60), some.lists(some.integers(0, 5000), min_size=4, max_size=4))
def test_sums_are_exact_no_cell_is_below_zero_and_none_is_put_on_excluded_ground_while_other_is_there(
    tiny: Made, built: dict[str, float], homes: dict[str, float], closed: set[str], people: list[int]
) -> None:
    ground = GroundCells(ground_rows("land:built", built) + ground_rows("housing:dwellings", homes) + ground_rows("land:excluded", dict.fromkeys(sorted(closed), 1.0)) or ground_rows("land:built", {CELLS[0]: 1.0}))
    shares = PeopleShares([{"unit": u, "zone": z, "people": n} for (u, z), n in zip((("A", "a"), ("B", "b"), ("C", "c"), ("D", "d")), people, strict=True)])
    _, cells, _ = disaggregate(tiny.shelf[Units], tiny.shelf[Crosswalk], tiny.shelf[Zones], Cells(), ground, shares, tiny.shelf[UnitFigures])
    held = cells.rows
    assert (held["people"] >= 0).all()
    sums = held.groupby(["unit", "zone"])["people"].sum()
    for row in shares.records():
        assert sums.get((row["unit"], row["zone"]), 0) == row["people"]
        mine = held[(held["unit"] == row["unit"]) & (held["zone"] == row["zone"])]
        all_closed = {c for c in CELLS if int(c[:4]) // 10 == 980 + "ABCD".index(row["unit"])} <= closed
        assert all_closed or not set(mine["cell"]) & closed


# rasters ----------------------------------------------------------------------------------------------------------------------

RASTER = ("built", "land:built", "raster", "built.tif", "full = 100")


def read_ground(folder: Path) -> pd.DataFrame:
    """The ground cells that are read."""
    return building.make(folder, to="evidence").shelf[GroundCells].rows


def test_a_raster_is_brought_to_the_grid_by_the_mean_of_its_pixels(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, RASTER)
    values = np.zeros((40, 200))  # pixels of 25 m over the whole city
    values[-4:, :4] = 100
    values[-4:-2, 4:8] = 100
    values[-4:, 8:12] = np.nan
    values[-1, 8] = 50
    geotiff(folder / "data" / "built.tif", values, 980_000, 1_831_000, 25, nodata=np.nan)
    found = read_ground(folder).set_index("cell")["value"].to_dict()
    assert found == {"9800_18300": 1.0, "9801_18300": 0.5, "9802_18300": 0.5}  # of the third cell one pixel is known, and half full


def test_a_coarse_raster_gives_each_cell_the_pixel_that_holds_its_centre(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, RASTER)
    geotiff(folder / "data" / "built.tif", np.array([[0, 60, 0, 0, 0]]), 980_000, 1_831_000, 1000)
    found = read_ground(folder)
    assert set(found["value"]) == {0.6}
    assert set(found["cell"]) == {f"{c}_{r}" for c in range(9810, 9820) for r in range(18300, 18310)}


def test_the_crs_of_layers_toml_overrules_what_a_raster_claims_and_that_is_said(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, RASTER)
    geotiff(folder / "data" / "built.tif", np.full((10, 50), 100.0), 980_000, 1_831_000, 100, crs="EPSG:4326")
    made = building.make(folder, to="evidence")
    assert len(made.shelf[GroundCells]) == 500
    (source,) = made.shelf[GroundCells].sources.values()
    assert any("EPSG:4326" in line and "EPSG:5179" in line for line in source.understood)


@pytest.mark.parametrize(("what", "said"), [
    ("outside", "no part of it lies in the city"), ("negative", "a pixel is below zero"), ("over", "a pixel is more than full"), ("damaged", "built.tif"), ("empty", "no row"),
])  # fmt: skip
def test_a_broken_raster_is_a_fault_that_names_it(tiny_folder: Path, what: str, said: str) -> None:
    folder = with_ground(tiny_folder, RASTER)
    file = folder / "data" / "built.tif"
    values = {"negative": np.full((10, 50), -3.0), "over": np.full((10, 50), 255.0), "empty": np.zeros((10, 50))}.get(what, np.full((10, 50), 100.0))
    geotiff(file, values, 700_000 if what == "outside" else 980_000, 1_831_000, 100)
    if what == "damaged":
        file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(InputFault) as trouble:
        building.make(folder, to="evidence")
    assert any(said in str(f) and f.fix for f in trouble.value.faults), [str(f) for f in trouble.value.faults]


def test_several_broken_layers_of_the_ground_are_told_together(tiny_folder: Path) -> None:
    folder = with_ground(tiny_folder, RASTER, ("homes", "housing:dwellings", "amount", "homes.csv", 'columns = {x = "x", y = "y", value = "homes"}'),
                         ("rivers", "water", "area", "closed.geojson", ""))  # fmt: skip
    geotiff(folder / "data" / "built.tif", np.full((10, 50), 255.0), 980_000, 1_831_000, 100)
    (folder / "data" / "homes.csv").write_text("x,y,homes\n980050,1830050,-4\n980050,1830050,many\n", encoding="utf-8")
    areas(folder / "data" / "closed.geojson", square(980_000, 1_830_000))
    with pytest.raises(InputFault) as trouble:
        building.make(folder, to="evidence")
    said = " ".join(str(f) for f in trouble.value.faults)
    assert all(words in said for words in ("full = 255", "an amount is below zero", "is not a number", "land:"))


def test_cells_are_named_alike_whatever_rectangle_they_are_counted_in() -> None:
    one, other = Grid.over(shapely.box(980_020, 1_830_030, 981_000, 1_831_000)), Grid.over(shapely.box(970_000, 1_820_000, 990_000, 1_840_000))
    x, y = np.array([980_555.0, np.inf, 0.0]), np.array([1_830_444.0, 1.0, 0.0])
    assert one.names(one.at(x, y)[:1]) == other.names(other.at(x, y)[:1]) == ["9805_18304"]
    assert list(one.at(x, y)[1:]) == [-1, -1]
    assert [c.tolist() for c in other.centres(other.at(x, y)[:1])] == [[980_550.0], [1_830_450.0]]


# the real city -------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sejong_by_ground(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Sejong from its real files, without the grid of people."""
    folder = copy_of(SEJONG, tmp_path_factory.mktemp("ground") / "city")
    text = (folder / "layers.toml").read_text(encoding="utf-8")
    (folder / "layers.toml").write_text(re.sub(r'\[\[layer\]\]\nid = "population_cells".*?(?=\n\[\[layer\]\])', "", text, count=1, flags=re.DOTALL), encoding="utf-8")
    return building.make(folder, data=DATA, to="evidence")


@real
def test_real_people_are_divided_exactly_and_with_half_the_error_of_plain_area(sejong_by_ground: Made) -> None:
    cells = sejong_by_ground.shelf.named("evidence/people_cells").rows
    people = rows(sejong_by_ground, "evidence/people")
    assert {u: int(n) for u, n in cells.groupby("unit")["people"].sum().items()} == {p: r["people"] for p, r in people.items() if r["level"] == "unit"}
    assert {z: int(n) for z, n in cells.groupby("zone")["people"].sum().items()} == {p: r["people"] for p, r in people.items() if r["level"] == "zone" and r["people"]}
    assert cells["people"].sum() == people["city"]["people"] == 394_630
    error = rows(sejong_by_ground, "evidence/population_error")
    ground, area = error["city~dasymetric"], error["city~areal"]
    assert sum(r["level"] == "unit" for r in error.values()) == 2 * 24
    assert ground["error_share"] < 0.65 * area["error_share"]
    assert ground["variation"] < 0.5 * area["variation"]


@real
def test_real_land_use_lies_where_the_city_is_built(sejong_by_ground: Made) -> None:
    ground = sejong_by_ground.shelf[GroundCells].rows
    built = held_by(sejong_by_ground.shelf[Units], sejong_by_ground.shelf[Crosswalk], ground[ground["role"] == "land:built"])
    area = {place: r["area_m2"] for place, r in rows(sejong_by_ground, "evidence/people").items()}
    share = {unit: value * 10_000 / area[unit] for unit, value in built.groupby("unit")["value"].sum().items()}
    rural = {u for u in share if rows(sejong_by_ground, "evidence/people")[u]["name_ko"].endswith("면")}
    assert len(rural) == 9 and all(share["u_jochiwon"] > 2 * share[u] for u in rural)  # the old town is built, the countryside is not
