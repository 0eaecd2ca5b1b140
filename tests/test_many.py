"""Many cities at once: the same bytes whoever builds them, nothing lost with a worker, a broken city stops no other, finished ones are kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import TINY, copy_of, edit_cell
from typer.testing import CliRunner

from dosi.workbench import cli, many
from dosi.workbench.many import BROKEN, BUILT, UNCHANGED, Outcome, Task, Wish, build_all, build_one, tasks

pytestmark = pytest.mark.xdist_group("many")
NAMES = [f"city{n}" for n in range(6)]
WISH = Wish(to="problems")


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six small cities that differ in their people."""
    folder = tmp_path_factory.mktemp("cities")
    for n, name in enumerate(NAMES):
        copy_of(TINY, folder / name)
        edit_cell(folder / name / "data" / "cells.csv", {"cell": "c1"}, "people", str(40 + n))
    (folder / "notes").mkdir()
    (folder / "readme.txt").write_text("no city", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(cities: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one worker writes."""
    out = tmp_path_factory.mktemp("alone")
    assert states(build_all(tasks(cities, out), WISH)) == dict.fromkeys(NAMES, BUILT)
    return plans(out)


def plans(folder: Path) -> dict[str, bytes]:
    """Every file of the plans in a folder; what killed builds left beside them is none."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.glob("*/plan/**/*")) if p.is_file()}


def states(outcomes: list[Outcome]) -> dict[str, str]:
    return {o.city: o.state for o in outcomes}


def test_the_cities_of_a_folder_are_its_sub_folders_that_are_meant_as_cities(cities: Path, tmp_path: Path) -> None:
    assert [t.name for t in tasks(cities)] == NAMES
    assert tasks(TINY) == [] and tasks(tmp_path) == [] and tasks(tmp_path / "absent") == []


def test_two_workers_write_the_same_bytes_as_one(cities: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    build_all(tasks(cities, tmp_path), WISH, workers=2)
    assert plans(tmp_path) == alone
    assert len({alone[f"{name}/plan/tables/evidence/indicators.parquet"] for name in NAMES if f"{name}/plan/tables/evidence/indicators.parquet" in alone}) != 1


def test_a_dask_cluster_writes_the_same_bytes(cities: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        outcomes = build_all(tasks(cities, tmp_path), WISH, scheduler=cluster.scheduler_address)
    assert states(outcomes) == dict.fromkeys(NAMES, BUILT)
    assert plans(tmp_path) == alone


def test_a_scheduler_that_does_not_answer_is_a_fault(cities: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    said = CliRunner().invoke(cli.app, ["build", str(cities), "--to", "problems", "--scheduler", "nonsense://"])
    assert said.exit_code == 2 and "--scheduler" in said.output


def test_one_city_alone_is_not_shared_out() -> None:
    said = CliRunner().invoke(cli.app, ["build", str(TINY), "--scheduler", "tcp://127.0.0.1:1"])
    assert said.exit_code == 2 and "sub-folders are cities" in said.output


def test_a_worker_killed_half_way_loses_nothing(cities: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tmp_path / "first"

    def ends_once(task: Task, wish: Wish) -> Outcome:
        if task.name == "city2" and not first.exists():
            first.write_text(str(os.getpid()), encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)
        return build_one(task, wish)

    monkeypatch.setattr(many, "build_one", ends_once)
    outcomes = build_all(tasks(cities, tmp_path / "out"), WISH, workers=2)
    assert int(first.read_text(encoding="utf-8")) != os.getpid()
    assert {o.city for o in outcomes} == set(NAMES) and not any(o.faults for o in outcomes)
    assert plans(tmp_path / "out") == alone


def test_a_city_that_ends_its_worker_each_time_is_told_and_takes_no_other_with_it(cities: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends_its_worker(task: Task, wish: Wish) -> Outcome:
        if task.name == "city3":
            os.kill(os.getpid(), signal.SIGKILL)
        return build_one(task, wish)

    monkeypatch.setattr(many, "build_one", ends_its_worker)
    outcomes = build_all(tasks(cities, tmp_path), WISH, workers=2)
    assert {o.city for o in outcomes if o.state == BROKEN} == {"city3"} and len(outcomes) == len(NAMES)
    (fault,) = next(o.faults for o in outcomes if o.faults)
    assert "city3" in fault.what and "--workers" in fault.fix


def test_a_run_that_is_killed_goes_on_where_it_stopped(cities: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from dosi.workbench.cli import main; main()", "build", str(cities), "--to", "problems", "--out", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as run:
        while run.poll() is None and not list(tmp_path.glob("*/plan/build.json")):
            time.sleep(0.02)
        run.kill()
    before = {p: p.stat().st_mtime_ns for p in tmp_path.glob("*/plan/build.json")}
    assert before
    ended = states(build_all(tasks(cities, tmp_path), WISH))
    assert {name for name, state in ended.items() if state == UNCHANGED} == {p.parent.parent.name for p in before}
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert plans(tmp_path) == alone
    assert set(states(build_all(tasks(cities, tmp_path), WISH)).values()) == {UNCHANGED}


def test_broken_cities_are_told_at_the_end_with_all_their_faults_and_the_others_are_complete(cities: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    for name in NAMES:
        copy_of(cities / name, folder / name)
    edit_cell(folder / "city1" / "data" / "cells.csv", {"cell": "c1"}, "people", "many")
    edit_cell(folder / "city1" / "rows" / "ceilings.csv", {"fund": "city", "purpose": "capital", "year": "2025"}, "ceiling_won", "about a lot")
    (folder / "city4" / "city.toml").unlink()
    said = CliRunner().invoke(cli.app, ["build", str(folder), "--to", "problems", "--out", str(out)])
    assert said.exit_code == 2
    after = said.output.partition("도시 6곳")[2]
    assert "cells.csv" in after and "ceilings.csv" in after and "city.toml" in after
    assert plans(out) == {name: read for name, read in alone.items() if name.partition("/")[0] not in ("city1", "city4")}

    told = json.loads(CliRunner().invoke(cli.app, ["build", str(folder), "--to", "problems", "--out", str(out), "--json"]).output)["cities"]
    assert [(c["city"], c["state"]) for c in told] == [(name, BROKEN if name in ("city1", "city4") else UNCHANGED) for name in NAMES]
    assert {f["where"].partition(",")[0] for c in told if c["city"] == "city1" for f in c["faults"]} >= {"city:data/cells.csv", "city:rows/ceilings.csv"}


def test_a_fault_of_ours_in_one_city_is_told_with_its_place(cities: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = many.building.build

    def fails(folder: Path, *rest: object) -> object:
        if folder.name == "city0":
            raise ZeroDivisionError("no one lives there")
        return real(folder, *rest)

    monkeypatch.setattr(many.building, "build", fails)
    outcomes = build_all(tasks(cities, tmp_path)[:2], WISH)
    assert states(outcomes) == {"city0": BROKEN, "city1": BUILT}
    assert "ZeroDivisionError: no one lives there" in outcomes[0].faults[0].found and "test_many.py" in outcomes[0].faults[0].where


def test_progress_is_shown_on_a_terminal_only(cities: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["build", str(cities), "--to", "problems", "--out", str(tmp_path)]
    said = CliRunner().invoke(cli.app, words)
    assert said.exit_code == 0 and said.stderr == "" and "도시 6곳: 만듦 6" in said.output

    shown: list[str] = []
    monkeypatch.setattr(cli, "saying", lambda: shown.append)
    CliRunner().invoke(cli.app, words)
    assert [w.partition(" ")[0] for w in shown] == [f"{n}/6" for n in range(1, 7)]
