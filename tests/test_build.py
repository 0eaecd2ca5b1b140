"""Building: the same inputs give the same bytes, only what changed is done again, the commands keep their promises."""

from __future__ import annotations

import filecmp
import json
import os
import stat
from pathlib import Path

import jsonschema
import pytest
from conftest import TINY, copy_of, edit_cell
from typer.testing import CliRunner

from dosi.model.errors import InputFault
from dosi.workbench import versions
from dosi.workbench.building import build
from dosi.workbench.cache import Cache
from dosi.workbench.chain import CHAIN
from dosi.workbench.cli import app

run = CliRunner().invoke


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_two_builds_in_different_folders_are_byte_identical(tmp_path: Path) -> None:
    one, two = copy_of(TINY, tmp_path / "one"), copy_of(TINY, tmp_path / "somewhere" / "else")
    first, second = bytes_of(build(one).folder), bytes_of(build(two).folder)
    assert {"plan.json", "document/plan.hwpx", "document/html/index.html"} <= set(first)
    assert [name for name in first if first[name] != second.get(name)] == [] and set(first) == set(second)


def test_a_rebuild_from_nothing_in_the_same_folder_gives_the_same_bytes(tiny_folder: Path, tmp_path: Path) -> None:
    first = bytes_of(build(tiny_folder, out=tmp_path / "a").folder)
    second = bytes_of(build(tiny_folder, out=tmp_path / "b").folder)
    assert first == second


def test_an_unchanged_city_is_not_built_again(tiny_folder: Path) -> None:
    first = build(tiny_folder)
    before = (first.folder / "plan.json").stat().st_mtime_ns
    assert build(tiny_folder).unchanged
    assert (first.folder / "plan.json").stat().st_mtime_ns == before


def stages_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stages that really ran while building."""
    ran = []
    real = Cache.run

    def spy(self: Cache, stage, city, shelf):  # type: ignore[no-untyped-def]
        made, kept = real(self, stage, city, shelf)
        if not kept:
            ran.append(stage.name)
        return made, kept

    monkeypatch.setattr(Cache, "run", spy)
    build(folder)
    monkeypatch.undo()
    return ran


def test_one_changed_ceiling_runs_the_portfolio_and_what_hangs_on_it_and_nothing_before(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stages_run(tiny_folder, monkeypatch) == [s.name for s in CHAIN]
    edit_cell(tiny_folder / "rows" / "ceilings.csv", {"fund": "city", "purpose": "capital", "year": "2025"}, "ceiling_won", "50000000")
    assert set(stages_run(tiny_folder, monkeypatch)) <= {"portfolio", "sites", "programme", "ledger"}


def test_going_back_to_an_earlier_input_runs_nothing(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tiny_folder)
    path = tiny_folder / "rows" / "ceilings.csv"
    before = path.read_bytes()
    edit_cell(path, {"fund": "city", "purpose": "capital", "year": "2025"}, "ceiling_won", "50000000")
    build(tiny_folder)
    path.write_bytes(before)
    assert stages_run(tiny_folder, monkeypatch) == []


def test_plan_json_keeps_to_its_schema(tiny_folder: Path) -> None:
    plan = build(tiny_folder, formats=["html"]).folder
    schema = json.loads((plan / "plan.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((plan / "plan.json").read_text(encoding="utf-8")), schema)


def test_only_the_stages_asked_for_are_built(tiny_folder: Path) -> None:
    plan = build(tiny_folder, to="problems").folder
    assert (plan / "tables" / "problems" / "ranked.parquet").is_file()
    assert not (plan / "tables" / "portfolio").exists() and not (plan / "document").exists()


def test_a_sealed_version_never_changes(tiny_folder: Path) -> None:
    build(tiny_folder)
    version = versions.seal("draft-1", "draft", "2025-02-01", tiny_folder, tiny_folder)
    about = json.loads((version / "version.json").read_text(encoding="utf-8"))
    assert about["status"] == "draft" and "city:rows/ceilings.csv" in about["inputs"]
    assert all(not p.stat().st_mode & stat.S_IWUSR for p in version.rglob("*") if p.is_file())
    assert "010-1234-5678" not in (version / "inputs" / "voice" / "opinions.csv").read_text(encoding="utf-8")
    with pytest.raises(InputFault, match="exists already"):
        versions.seal("draft-1", "draft", "2025-02-02", tiny_folder, tiny_folder)
    for path in [version, *version.rglob("*")]:
        os.chmod(path, 0o755)  # noqa: PTH101 - so that the temporary folder can be cleared


def test_a_plan_with_an_unsigned_text_cannot_be_applied_for(tiny_folder: Path) -> None:
    build(tiny_folder)
    with pytest.raises(InputFault, match="awaits a signature"):
        versions.seal("application", "applied", "2025-02-01", tiny_folder, tiny_folder)
    assert not (tiny_folder / "versions" / "application").exists()


def test_diff_says_which_services_and_money_changed(tiny_folder: Path, tmp_path: Path) -> None:
    build(tiny_folder, out=tmp_path / "old")
    edit_cell(tiny_folder / "rows" / "ceilings.csv", {"fund": "city", "purpose": "capital", "year": "2025"}, "ceiling_won", "50000000")
    build(tiny_folder, out=tmp_path / "new")
    changes = versions.compare(tmp_path / "old", tmp_path / "new")
    assert any(c.what.startswith("service") for c in changes) and any(c.what == "money" for c in changes)
    assert all(c.needs for c in changes)
    assert versions.compare(tmp_path / "old", tmp_path / "old") == []


def test_exit_status_is_0_done_1_the_answer_is_no_2_the_input_is_at_fault(tiny_folder: Path) -> None:
    assert run(app, ["build", str(tiny_folder)]).exit_code == 0
    assert run(app, ["check", str(tiny_folder)]).exit_code == 0
    (tiny_folder / "text" / "services.md").unlink()
    assert run(app, ["check", str(tiny_folder)]).exit_code == 1
    edit_cell(tiny_folder / "catalogue" / "services.csv", {"service": "data_hub"}, "capital_won_mid", "about 42 million")
    assert run(app, ["build", str(tiny_folder)]).exit_code == 2


@pytest.mark.parametrize("words", [["build"], ["check"], ["explain", "portfolio/chosen/*/capital_won"]])
def test_commands_that_answer_answer_in_json_too(words: list[str], tiny_folder: Path) -> None:
    said = run(app, [*words, str(tiny_folder), "--json"])
    assert said.exit_code == 0
    assert json.loads(said.stdout)


def test_an_unknown_fact_is_answered_with_what_there_is(tiny_folder: Path) -> None:
    said = run(app, ["explain", "portfolio/chosen/nothing~a/capital_won", str(tiny_folder)])
    assert said.exit_code == 2 and "no row nothing~a" in said.output


def test_out_keeps_the_city_folder_clean(tiny_folder: Path, tmp_path: Path) -> None:
    before = bytes_of(tiny_folder)
    build(tiny_folder, out=tmp_path / "out")
    assert bytes_of(tiny_folder) == before


def test_what_two_equal_builds_wrote_compares_equal_file_by_file(tiny_folder: Path, tmp_path: Path) -> None:
    one, two = build(tiny_folder, out=tmp_path / "x").folder, build(tiny_folder, out=tmp_path / "y").folder
    assert filecmp.dircmp(one, two).diff_files == []


def test_a_plan_year_in_no_phase_is_a_fault_that_names_the_year(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "rows" / "phases.csv", {"phase": "p1"}, "to_year", "2025")
    said = run(app, ["build", str(tiny_folder)])
    assert said.exit_code == 2 and "2026" in said.output and "rows/phases.csv" in said.output
    assert not (tiny_folder / "plan").exists()
