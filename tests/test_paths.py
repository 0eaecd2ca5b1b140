"""Whatever file a command is given: one that is not there, a folder, or no name at all is told as such, with exit status 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dosi.workbench.cli import app

TOWN = """META
key;value
num_projects;1
num_votes;1
budget;100
vote_type;approval
PROJECTS
project_id;cost
park;60
VOTES
voter_id;vote
1;park
"""
GIVEN = [
    ["voice", "ballots", "{}"], ["voice", "ballots", "town.pb", "{}"], ["voice", "ballots", "town.pb", "--limits", "{}"], ["voice", "groups", "{}"], ["voice", "issues", "{}"],
    ["voice", "issues", "town.pb", "--labelled", "{}"], ["voice", "weigh", "{}", "--margins", "town.pb"], ["voice", "weigh", "town.pb", "--margins", "{}"], ["text", "import", "{}"],
    ["diff", "{}", "town.pb"], ["build", "{}"], ["check", "{}"], ["collect", "{}"],
]  # fmt: skip


@pytest.mark.parametrize("path", ["nowhere.csv", "folder", "folder.xlsx", ""], ids=["absent", "folder", "folder named like a file", "no name"])
@pytest.mark.parametrize("words", GIVEN, ids=" ".join)
def test_a_path_without_a_file_is_a_fault(words: list[str], path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.pb").write_text(TOWN, encoding="utf-8")
    for name in ("folder", "folder.xlsx"):
        (tmp_path / name).mkdir()
    answer = CliRunner().invoke(app, [path if word == "{}" else word for word in words])
    assert answer.exit_code == 2, answer.exception
    assert "fix:" in answer.stderr or "Usage:" in answer.stderr
