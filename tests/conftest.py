"""The two cities of the tests, built once, and a way to change one cell of a city's files."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from dosi.workbench import building
from dosi.workbench.building import Built, Made

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "dosi"
TINY = ROOT / "tests" / "tiny_city"
SEJONG = ROOT / "examples" / "sejong"

settings.register_profile("same_every_time", derandomize=True, deadline=None, database=None)
settings.load_profile("same_every_time")


def copy_of(city: Path, folder: Path) -> Path:
    """Copy a city's inputs, without anything that dosi wrote into it."""
    return Path(shutil.copytree(city, folder, ignore=shutil.ignore_patterns("plan", "plan.*", "versions", ".cache")))


def edit_cell(file: Path, key: dict[str, str], column: str, value: str) -> None:
    """Write a value into the one row of a CSV file that has these cells."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    (row,) = [r for r in rows if all(r[k] == v for k, v in key.items())]
    row[column] = value
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


WITH_DETOUR = ((980_000, 1_830_500), (983_600, 1_830_500), (983_600, 1_832_000), (984_500, 1_832_000), (984_500, 1_830_500))
"""a street of the tiny city: straight to the third zone, then around a hill to the fourth; 1,500 + 900 + 1,500 m for the last 900"""


def lay_street(folder: Path, corners: tuple[tuple[int, int], ...], join_m: int, for_regions: str = "yes") -> Path:
    """Give a copy of the tiny city one street, and a mode that travels along it at 30 km/h (500 m a minute)."""
    street = {"type": "Feature", "properties": {"id": "s1"}, "geometry": {"type": "LineString", "coordinates": corners}}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5179"}}
    (folder / "data" / "streets.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [street]}), encoding="utf-8")
    (folder / "rows" / "travel_modes.csv").write_text(
        "mode,title_ko,title_en,roles,speed_km_per_h,join_m,access_km_per_h,keeps_one_way,permitted_speed_share,slope,for_regions,kind,basis_ko\n"
        f"ride,마차,Riding,network:street,30,{join_m},4,no,,no,{for_regions},estimate,시험\n", encoding="utf-8")  # fmt: skip
    with (folder / "layers.toml").open("a", encoding="utf-8") as out:
        out.write('\n[[layer]]\nid = "streets"\nrole = "network:street"\ngeometry = "line"\ntitle_ko = "길"\n  [[layer.candidate]]\n'
                  '  path = "city:data/streets.geojson"\n  columns = {key = "id"}\n  vintage = "2024-12-31"\n  kind = "modelled"\n')  # fmt: skip
    return folder


@pytest.fixture(scope="session")
def tiny_with_street(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The plan of the tiny city with a street around a hill."""
    return building.make(lay_street(copy_of(TINY, tmp_path_factory.mktemp("street") / "city"), WITH_DETOUR, 100))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The plan of the tiny city, in memory."""
    return building.make(copy_of(TINY, tmp_path_factory.mktemp("tiny") / "city"))


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """A copy of the tiny city's folder, to change and build in."""
    return copy_of(TINY, tmp_path / "tiny_city")


@pytest.fixture(scope="session")
def sejong_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder beside the example of Sejong for its plan and cache."""
    return tmp_path_factory.mktemp("sejong")


@pytest.fixture(scope="session")
def sejong_built(sejong_home: Path) -> Built:
    """The plan of Sejong as files."""
    return building.build(SEJONG, out=sejong_home)


@pytest.fixture(scope="session")
def sejong(sejong_home: Path, sejong_built: Built) -> Made:
    """The plan of Sejong, in memory."""
    return building.make(SEJONG, home=sejong_home)
