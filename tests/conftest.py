"""The two cities of the tests, built once, and a way to change one cell of a city's files."""

from __future__ import annotations

import csv
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
