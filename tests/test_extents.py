"""Areas that a city supplies (flooded ground, a carriageway): what stands inside is judged in the plan, at the border too."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from test_population import areas, with_ground

from dosi.document.plan import Plan
from dosi.model.errors import InputFault
from dosi.workbench import building

STANDARD = """
[[requirement]]
id = "dry"
kind = "inside_zone"
value = {area = "area:flood", wanted = "outside"}
severity = "must"
force = "city"
reason_ko = "잠기지 않게"
sentence_ko = "횡단보도는 물에 잠기는 곳 밖에 있다."
sentence_en = "A crossing lies outside flooded ground."
"""
POOL = shapely.box(980850, 1830500, 980950, 1830600)
"""holds the crossing k2 (980900, 1830500) on its border"""


def flooded(folder: Path, *shapes: shapely.Geometry) -> Path:
    """A copy of the tiny city whose crossings must keep out of the given areas; without any, of a role that nobody supplied."""
    with (folder / "catalogue" / "standards" / "crossing_signal.toml").open("a", encoding="utf-8") as out:
        out.write(STANDARD)
    if not shapes:
        return folder
    areas(folder / "data" / "flood.geojson", *shapes)
    return with_ground(folder, ("flood", "area:flood", "extent", "flood.geojson", 'kind = "modelled"'), grid=True)


def states(folder: Path) -> dict[str, str]:
    made = building.make(folder, to="gaps")
    return {r["subject"]: r["state"] for r in made.shelf.named("infrastructure/verdicts").records() if r["requirement"] == "dry"}


def test_what_stands_in_an_area_fails_and_what_stands_outside_passes(tiny_folder: Path) -> None:
    told = states(flooded(tiny_folder, POOL))
    assert told["k2"] == "fail" and {state for subject, state in told.items() if subject != "k2"} == {"pass"}


def test_without_the_areas_it_cannot_be_told(tiny_folder: Path) -> None:
    assert set(states(flooded(tiny_folder)).values()) == {"cannot_tell"}


def test_an_extent_that_is_a_line_is_a_fault_that_says_what_to_write(tiny_folder: Path) -> None:
    with pytest.raises(InputFault, match="an extent is an area"):
        building.make(flooded(tiny_folder, POOL, shapely.LineString([(980850, 1830500), (980950, 1830500)])), to="gaps")


def test_an_area_is_not_drawn_as_a_street(tiny_folder: Path) -> None:
    made = building.make(flooded(tiny_folder, POOL))
    assert Plan(made.city, made.shelf).streets == []
