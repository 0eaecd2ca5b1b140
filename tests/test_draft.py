"""A plan is half-finished most of its life: the draft is built, its gaps are boxed, and the check says them all."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dosi.model.blocks import Gap
from dosi.model.errors import InputFault
from dosi.workbench import building
from dosi.workbench.building import Made
from dosi.workbench.cli import app

pytestmark = pytest.mark.xdist_group("draft")

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "sejong"
TINY = ROOT / "tests" / "tiny_city"
INPUTS_ONLY = shutil.ignore_patterns("plan", "plan.*", ".cache", "versions", "generate", "__pycache__")
LEAST = ("city.toml", "layers.toml", "rows/zones.csv", "rows/crosswalk.csv", "rows/reporting_units.csv")
"""with boundaries and population, all that a first draft needs"""

REGISTERS_REMOVED = ("joint_ducts", "open_data", "councils", "yearly_plan", "living_labs", "siting_survey")
TEXTS_REMOVED = ("finance.md", "industry.md")
REMOVED = ("voice/opinions.csv", "voice/survey.csv", "rows/goals.csv", "rows/strategies.csv", "data/air_sensors.geojson")


def remove(city: Path, *names: str) -> None:
    for name in names:
        (city / name).unlink()


@pytest.fixture(scope="module")
def half_filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    city = tmp_path_factory.mktemp("half") / "city"
    shutil.copytree(EXAMPLE, city, ignore=INPUTS_ONLY)
    remove(city, *REMOVED, *(f"rows/registers/{name}.csv" for name in REGISTERS_REMOVED), *(f"text/{name}" for name in TEXTS_REMOVED))
    return city


@pytest.fixture(scope="module")
def least(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """City, zones, units, boundaries and population; nothing else."""
    city = tmp_path_factory.mktemp("least") / "city"
    for name in (*LEAST, "rows/figures.csv", "data/population_cells.csv"):
        (city / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLE / name, city / name)
    shutil.copytree(EXAMPLE / "boundaries", city / "boundaries")
    return city


@pytest.fixture(scope="module")
def half_checked(half_filled: Path) -> tuple[int, dict[str, Any]]:
    """Exit status and answer of the check of the half-filled city."""
    status, said = run("check", str(half_filled), "--json")
    return status, json.loads(said)


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, list(words))
    return answer.exit_code, answer.output


# a half-filled city ----------------------------------------------------------------------------------------------------


def test_a_half_filled_city_builds_to_a_draft_that_boxes_its_gaps(half_filled: Path) -> None:
    status, said = run("build", str(half_filled), "--formats", "html")
    assert status == 0, said
    page = (half_filled / "plan/document/html/index.html").read_text(encoding="utf-8")
    plan = json.loads((half_filled / "plan/plan.json").read_text(encoding="utf-8"))
    assert page.count("작성 필요") >= len(plan["gaps"]) >= 15
    for name in REGISTERS_REMOVED:
        assert f"rows/registers/{name}.csv" in page
    for name in TEXTS_REMOVED:
        assert f"text/{name}" in page
    assert "작성 필요" in said


def test_the_check_of_a_half_filled_city_says_all_that_is_missing_and_exits_1(half_checked: tuple[int, dict[str, Any]]) -> None:
    status, answer = half_checked
    assert (status, answer["holds"]) == (1, False)
    missing = {v["requirement"] for v in answer["verdicts"] if v["state"] == "missing"}
    expected = {
        "act-8-1-6#2", "act-8-1-6#3", "dec-12-1-6#2", "act-8-1-10#1", "act-8-1-4#1", "act-8-1-4#2", "act-8-1-5#2", "guide-5-1-3-na#1", "guide-21#1",
        "guide-5-1-2-ga#3", "guide-5-1-3-da#1", "dec-12-1-3#1", "guide-5-1-1-na#2", "guide-24-4#1", "act-8-1-2#1", "act-8-1-2#2", "act-8-1-2#3", "guide-5-1-1-da#2", "guide-20#2",
    }  # fmt: skip
    assert expected <= missing
    assert {r for r in missing if "#" in r} - expected <= {"act-8-1-7#1"}, "nobody was heard, so the ranking shows no voice"
    boxed = {line for gap in answer["gaps"] for line in gap["answers"]}
    assert {r for r in missing if "#" in r} - {"act-8-1-10#1"} <= boxed, "every missing line has its box in the draft"


def test_a_service_whose_goal_is_not_written_is_said_by_the_check(half_checked: tuple[int, dict[str, Any]]) -> None:
    assert [v for v in half_checked[1]["verdicts"] if v["requirement"].startswith("service:") and v["state"] == "missing"]


def test_a_layer_that_is_not_there_is_listed_as_absent_and_its_indicator_is_missing_not_zero(half_filled: Path) -> None:
    made = building.make(half_filled)
    layers = made.shelf.named("layers/taken").rows.set_index("layer")
    assert layers.loc["air_sensors", "file"] is None or layers["file"].isna()["air_sensors"]
    measured = made.shelf.named("evidence/places").rows
    air = measured[measured["indicator"].str.startswith("air")]
    assert len(air)
    assert air["value"].isna().all()


# the least a city can be ----------------------------------------------------------------------------------------------


def test_zones_boundaries_and_population_alone_build_to_a_draft(least: Path) -> None:
    status, said = run("build", str(least), "--formats", "html,hwpx")
    assert status == 0, said
    assert (least / "plan/document/html/index.html").is_file()
    assert "작성 필요" in (least / "plan/document/html/index.html").read_text(encoding="utf-8")


def test_the_check_of_the_least_city_says_every_line_that_people_or_data_must_fill(least: Path) -> None:
    status, said = run("check", str(least), "--json")
    answer = json.loads(said)
    holds = {v["requirement"] for v in answer["verdicts"] if v["state"] not in ("missing", "not_applicable")}
    assert status == 1
    assert holds == set(), "no line is answered by an empty plan"
    assert len([v for v in answer["verdicts"] if v["state"] == "missing"]) >= 76


def test_each_box_of_the_least_city_says_what_to_do(least: Path) -> None:
    made = building.make(least)
    assert made.document is not None
    gaps = [b for b in made.document.blocks if isinstance(b, Gap)]
    assert len(gaps) >= 70
    assert not [g for g in gaps if len(re.findall(r"[가-힣]", g.ask)) < 8]
    anchors = [g.anchor for g in gaps]
    assert len(anchors) == len(set(anchors))


# each optional table and file, one at a time, and as an empty form -------------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "city", ignore=INPUTS_ONLY)
    return tmp_path / "city"


OPTIONAL = sorted(
    p.relative_to(TINY).as_posix()
    for folder in ("rows", "rows/registers", "voice", "text", "data")
    for p in (TINY / folder).glob("*")
    if p.is_file() and p.name not in ("zones.csv", "crosswalk.csv", "reporting_units.csv", "units.geojson")
)


@pytest.mark.parametrize("name", OPTIONAL)
def test_any_file_but_the_places_may_be_absent(tiny: Path, name: str) -> None:
    remove(tiny, name)
    assert building.build(tiny, formats=("html",)).folder.is_dir()


@pytest.mark.parametrize("name", [n for n in OPTIONAL if n.startswith(("rows", "voice"))])
def test_any_form_may_be_empty(tiny: Path, name: str) -> None:
    """A form with its header and no row yet says no more than an absent one."""
    header = (tiny / name).read_text(encoding="utf-8-sig").splitlines()[0]
    (tiny / name).write_text(header + "\n", encoding="utf-8")
    made = building.make(tiny)
    (tiny / name).unlink()
    absent = building.make(tiny)
    assert states(made) == states(absent)


def states(made: Made) -> dict[str, str]:
    return {v.requirement: v.state for v in made.verdicts}


def test_all_optional_files_may_be_absent_together(tiny: Path) -> None:
    remove(tiny, *OPTIONAL)
    made = building.make(tiny)
    assert made.gaps
    assert not any(v.holds for v in made.verdicts if v.state != "not_applicable")


REMOVALS_AND_LINES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a register": (lambda city: remove(city, "rows/registers/swot.csv"), "law-1#1"),
    "a row of a register": (lambda city: cut_last_line(city / "rows/registers/swot.csv"), "law-1#1"),
    "the ceilings": (lambda city: remove(city, "rows/ceilings.csv"), "law-2#1"),
    "the written text": (lambda city: remove(city, "text/services.md"), "law-2#2"),
}


def cut_last_line(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("removed", REMOVALS_AND_LINES)
def test_a_gap_is_said_by_the_check_and_boxed_in_the_draft(tiny: Path, removed: str) -> None:
    change, line = REMOVALS_AND_LINES[removed]
    change(tiny)
    made = building.make(tiny)
    assert states(made)[line] == "missing"
    assert [g for g in made.gaps if line in g.answers], "a box in the draft"
    assert run("check", str(tiny))[0] == 1
    assert run("build", str(tiny), "--formats", "html")[0] == 0


ID = re.compile(r"[a-z]+(_[a-z]+)+\b|\b(act|dec|guide|law)-[0-9]+(-[0-9a-z]+)*#[0-9]+")


def test_boxes_and_the_check_are_in_words_without_ids(least: Path) -> None:
    made = building.make(least)
    assert made.gaps
    assert not [g.requirement for g in made.gaps if ID.search(g.requirement) or not g.requirement.strip()]
    said = run("check", str(least))[1]
    for line in said.splitlines():
        assert not ID.search(re.sub(r"[\w/]+\.(csv|toml|md)|\{#\w+\}", "", line)), line  # files to fill in are named
    assert not re.search("표 [^‘]*[a-z_]+[이가] 계획에", said)


# a malformed file is a fault, not a gap ----------------------------------------------------------------------------------


def test_a_form_that_is_there_but_malformed_is_a_fault(tiny: Path) -> None:
    (tiny / "rows/registers/swot.csv").write_text("side,finding\nstrength,젊다\n", encoding="utf-8")
    with pytest.raises(InputFault):
        building.make(tiny)
    assert run("build", str(tiny))[0] == 2


def test_a_layer_without_rows_is_a_fault_unless_it_is_declared_that_none_exist(tiny: Path) -> None:
    (tiny / "data/sensors.csv").write_text("id,x,y\n", encoding="utf-8")
    assert run("build", str(tiny))[0] == 2
    layers = tiny / "layers.toml"
    layers.write_text(layers.read_text(encoding="utf-8").replace('empty = "gap"', 'empty = "none_exist"'), encoding="utf-8")
    assert run("build", str(tiny), "--formats", "html")[0] == 0
