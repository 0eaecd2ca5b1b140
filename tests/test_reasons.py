"""A plan without any project says which stage came out empty, why, and what to do."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dosi.workbench import building
from dosi.workbench.cli import app
from dosi.workbench.reasons import Reason


def remove(*names: str) -> Callable[[Path], None]:
    def change(city: Path) -> None:
        for name in names:
            (city / name).unlink()

    return change


def every(name: str, column: str, value: str) -> Callable[[Path], None]:
    """The same value in every row of a table."""

    def change(city: Path) -> None:
        with (city / name).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        with (city / name).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows([{**row, column: value} for row in rows])

    return change


def headers_alone(name: str) -> Callable[[Path], None]:
    def change(city: Path) -> None:
        (city / name).write_text((city / name).read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    return change


def no_more_than_nothing(city: Path) -> None:
    (city / "rows" / "limits.csv").write_text("limit,value,basis\nservices_at_most,0,인력\n", encoding="utf-8")


def without_data(city: Path) -> None:
    """Boundaries and the register alone, and nobody heard: what a city has on its first day."""
    for path in [*(city / "data").glob("*.csv"), *(city / "voice").glob("*.csv")]:
        if path.stem != "population":
            path.unlink()


CASES: dict[str, tuple[Callable[[Path], None], list[tuple[str, str, str]]]] = {
    "phases deleted": (remove("rows/phases.csv"), [("portfolio", "rows/phases.csv", "from_year")]),
    "no row in phases": (headers_alone("rows/phases.csv"), [("portfolio", "rows/phases.csv", "from_year")]),
    "ceilings deleted": (remove("rows/ceilings.csv"), [("portfolio", "rows/ceilings.csv", "ceiling_won")]),
    "funds and ceilings deleted": (
        remove("rows/funding_sources.csv", "rows/funding_shares.csv", "rows/ceilings.csv"),
        [("portfolio", "rows/funding_sources.csv", "authority"), ("portfolio", "rows/funding_shares.csv", "share"), ("portfolio", "rows/ceilings.csv", "ceiling_won")],
    ),
    "no data and no voice": (without_data, [("problems", "지표 4개", "facility:bus_stop")]),
    "gates too high": (every("catalogue/gates.csv", "limit", "99999999"), [("services", "선정 단계에서 멈추었다", "rows/gates.csv")]),
    "ceilings of nothing": (every("rows/ceilings.csv", "ceiling_won", "0"), [("portfolio", "구축비 한도의 합 0원", "rows/ceilings.csv")]),
    "everything takes too long": (every("catalogue/services.csv", "build_year", "9"), [("portfolio", "구축을 마칠 수 없다", "build_year")]),
    "no service may start": (no_more_than_nothing, [("portfolio", "0으로 정해져", "services_at_most")]),
}


def reasons(city: Path) -> tuple[Reason, ...]:
    return building.build(city, to="portfolio").no_project


@pytest.mark.parametrize("case", CASES)
def test_a_plan_without_projects_says_why_and_what_to_do(case: str, tiny_folder: Path) -> None:
    change, expected = CASES[case]
    (tiny_folder / "rows" / "decisions.csv").unlink()
    change(tiny_folder)
    found = reasons(tiny_folder)
    assert [r.stage for r in found] == [stage for stage, _, _ in expected], found
    for reason, (_, because, fix) in zip(found, expected, strict=True):
        assert because in reason.because and fix in reason.fix


def test_what_is_empty_first_is_told_first_and_the_missing_tables_with_it(tiny_folder: Path) -> None:
    without_data(tiny_folder)
    remove("rows/phases.csv", "rows/decisions.csv")(tiny_folder)
    assert [(r.stage, "phases" in r.because) for r in reasons(tiny_folder)] == [("problems", False), ("portfolio", True)]


def test_a_plan_with_projects_says_nothing(tiny_folder: Path) -> None:
    assert reasons(tiny_folder) == ()
    assert building.build(tiny_folder, to="evidence").no_project == ()


def run(*words: str) -> Any:
    answer = CliRunner().invoke(app, list(words))
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_the_command_line_says_it_each_time_also_in_json(tiny_folder: Path) -> None:
    remove("rows/phases.csv")(tiny_folder)
    for _ in range(2):  # built, then unchanged
        said = run("build", str(tiny_folder), "--to", "portfolio")
        assert "사업 0건 (portfolio)" in said and "rows/phases.csv에 한 행 이상 쓴다" in said
    (told,) = json.loads(run("build", str(tiny_folder), "--to", "portfolio", "--json"))["no_project"]
    assert told["stage"] == "portfolio" and set(told) == {"stage", "because", "fix"}
