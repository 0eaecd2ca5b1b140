"""The arrows of the house: model <- network, fairness <- stages, document, sources <- workbench; files are opened in few rooms."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "dosi"
BELOW = {"model": set(), "network": {"model"}, "fairness": {"model"}, "sources": {"model"}, "catalogue": set()}
"""rooms with arrows of their own; every other room is a stage, but for these two"""
ABOVE = {"workbench", "web"}
STAGE = {"model", "network", "fairness"}
OPENS = {"sources", "workbench", "web"}
MODULES = sorted(p for p in SOURCE.rglob("*.py") if p.parent != SOURCE)


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def rooms_imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else [a.name for a in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            parts = name.split(".")
            if parts[0] == "dosi":
                found |= {parts[1]} if len(parts) > 1 else {a.name for a in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_room_imports_only_what_lies_below_it(path: Path) -> None:
    room = room_of(path)
    if room in ABOVE:
        return
    assert rooms_imported(path) - {room} <= BELOW.get(room, STAGE)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_are_opened_only_where_files_belong(path: Path) -> None:
    if room_of(path) in OPENS or path.is_relative_to(SOURCE / "document" / "render"):
        return
    calls = re.findall(r"\bopen\(|\.read_(?:text|bytes|csv|parquet|excel)\(|\.write_(?:text|bytes)\(|\.to_(?:csv|parquet)\(", path.read_text(encoding="utf-8"))
    assert calls == []


def test_code_names_no_city_and_no_article_of_law() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"세종|Sejong|행복청|NAACC|고양|진주|제[0-9]+조", text), path


def test_no_module_imports_in_a_ring_with_another_when_it_runs() -> None:
    names = {".".join(["dosi", *p.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__"): p for p in MODULES}
    below: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for_types = {n for block in ast.walk(tree) if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING" for n in ast.walk(block)}
        nodes = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module and n not in for_types]
        full = {f"{n.module}.{a.name}" for n in nodes for a in n.names}
        below[name] = {m for f in full if (m := f if f in names else f.rpartition(".")[0]) in names and m != name}
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name not in done:
            for other in sorted(below[name]):
                walk(other, (*path, name))
            done.add(name)

    for name in names:
        walk(name, ())


def test_the_document_and_the_sources_know_only_the_model() -> None:
    for path in MODULES:
        if room_of(path) in ("document", "sources"):
            assert rooms_imported(path) - {room_of(path)} <= {"model"}, path
