"""Build a plan: read, run the chain, compose, judge, write beside, then swap; the last good plan stays until then."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dosi.model.blocks import Document, Gap
from dosi.model.city import City, Shelf
from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.model.facts import Facts
from dosi.model.layers import Cells
from dosi.model.rows import Crosswalk, ReportingUnits, Zones
from dosi.model.table import split
from dosi.model.texts import Pages, Shorts
from dosi.model.verdicts import Verdict
from dosi.sources import city as city_folder
from dosi.sources import files
from dosi.workbench.code import code_sha256
from dosi.workbench.formats import formats as known_formats
from dosi.workbench.reasons import Reason, why_no_project

if TYPE_CHECKING:
    from dosi.document.unanswered import Open
    from dosi.workbench.chain import Stage

Say = Callable[[str], None]
"""told what is being done; for people who wait"""
EDITED = (".hwpx", ".docx")
"""files that colleagues edit and send back"""


@dataclass(frozen=True)
class Made:
    """A plan in memory."""

    city: City
    shelf: Shelf
    document: Document | None
    verdicts: tuple[Verdict, ...]
    shorts: tuple[Document, ...] = ()
    """short documents on the plan"""
    unanswered: tuple[Open, ...] = ()
    """opinions that wait for an answer"""

    @property
    def facts(self) -> Facts:
        """Its facts."""
        return Facts(self.shelf, self.city.price_year)

    def formats_of(self, short: Document) -> list[str]:
        """The formats a short document is written in."""
        return split(self.shelf[Shorts].at(short.id, "formats"))

    def pages_in(self, format: str) -> list[Document]:
        """The pages beside the plan that a format has: composed on asking, since only some formats have them."""
        from dosi.document import compose_pages

        if not self.document or not any(format in split(page["formats"]) for page in self.shelf[Pages].records()):
            return []
        beside = ((self.document.id, self.document.title),)
        made = compose_pages(self.city, self.shelf)
        return [replace(p, beside=beside) for p in made if format in split(self.shelf[Pages].at(p.id.partition("/")[0], "formats"))]

    @property
    def gaps(self) -> list[Gap]:
        """What is still to be written."""
        return [b for b in self.document.blocks if isinstance(b, Gap)] if self.document else []


@dataclass(frozen=True)
class Built:
    """Where a plan lies, and whether anything had to be done."""

    folder: Path
    unchanged: bool
    gaps: int
    missing: int
    understood: tuple[str, ...] = ()
    """what was converted or left out on reading, one line each, with its file"""
    doubts: tuple[str, ...] = ()
    """what a person should look at, one line each, with its file"""
    no_project: tuple[Reason, ...] = ()
    """why nothing starts, where that is so"""
    cells: int = 0
    """cells in which people are counted"""
    people: int = 0
    """in these cells"""


def make(folder: Path, data: Path | None = None, as_of: str = "", to: str = "document", home: Path | None = None, say: Say = lambda _: None) -> Made:
    """Run the chain for a city folder; `home` holds the cache (default: the city folder)."""
    from dosi.document import compose, compose_shorts, judge
    from dosi.document.completeness import unanswered_goals, with_checklist
    from dosi.document.unanswered import open_answers, unanswered
    from dosi.workbench.chain import up_to

    city, shelf = read(folder, data, as_of, say)
    run(city, shelf, up_to(to), home or folder, say)
    if to != "document":
        return Made(city, shelf, None, ())
    say("document: compose")
    _pages_fit(shelf)
    document = compose(city, shelf)
    waiting = unanswered(city, shelf)
    verdicts = [*judge(document, city, shelf), *unanswered_goals(shelf), *open_answers(waiting, shelf)]
    made = [with_checklist(document, verdicts, shelf), *compose_shorts(city, shelf)]
    titles = {d.id: d.title if d is made[0] else d.subtitle for d in made}
    plan, *shorts = (replace(d, beside=tuple((id, title) for id, title in titles.items() if id != d.id)) for d in made)
    return Made(city, shelf, plan, tuple(verdicts), tuple(shorts), tuple(waiting))


def read(folder: Path, data: Path | None, as_of: str, say: Say) -> tuple[City, Shelf]:
    """The city and the tables of its rows and data, checked."""
    from dosi.workbench.chain import CHECKS

    say("자료를 읽는다 (reading)")
    city, shelf = city_folder.read(city_folder.roots(folder, data), as_of, CHECKS)
    _has_places(shelf)
    _formats_exist(shelf)
    return city, shelf


def run(city: City, shelf: Shelf, stages: Iterable[Stage], home: Path, say: Say) -> None:
    """Put the stages' tables on the shelf, kept ones where nothing they read has changed."""
    from dosi.workbench.cache import Cache

    kept = Cache(home / ".cache")
    for stage in stages:
        say(f"{stage.name}: {stage.function.__name__}")
        for table in kept.run(stage, city, shelf)[0]:
            shelf.put(table)


def _has_places(shelf: Shelf) -> None:
    """A plan is computed by living zone: without any there is nothing to draft yet."""
    none = [kind for kind in (Zones, ReportingUnits, Crosswalk) if not len(shelf[kind])]
    if none:
        raise InputFault([Fault(f"{kind.ko}: there is none yet", f"city:{kind.name}.csv", "no rows", f"at least one row of {', '.join(kind.columns)}",
                                "fill in the table, or begin with dosi new DIR --city NAME") for kind in none])  # fmt: skip


def _pages_fit(shelf: Shelf) -> None:
    """A page is about the rows of a table that exists, told apart by columns that the table has."""
    faults = Faults()
    for page in shelf[Pages].records():
        where = f"{page['file']}, head"
        if page["each"] not in shelf:
            faults.add(f'Page "{page["page"]}": there is no such table', f"{where}, each", page["each"], "a table of the plan, e.g. problems/ranked",
                       nearest(page["each"], shelf.names()) or "name a table of the data dictionary")  # fmt: skip
            continue
        columns = shelf.named(page["each"]).columns
        for named, names in (("where", [part.partition("=")[0] for part in split(page["where"])]), ("per", [page["per"]] if page["per"] else [])):
            for name in (n for n in names if n not in columns):
                faults.add(f'Page "{page["page"]}": {page["each"]} has no such column', f"{where}, {named}", name, ", ".join(columns), nearest(name, columns) or "name a column of the table")
    faults.raise_any()


def _formats_exist(shelf: Shelf) -> None:
    """A short document or page in a format that does not exist would be missed only by its readers."""
    asked = [*shelf[Shorts].records(), *shelf[Pages].records()]
    named = [(short, name) for short in asked for name in split(short["formats"]) if name not in known_formats()]
    if named:
        raise InputFault([Fault(f'Short document "{short.get("short") or short["page"]}": format {name} is not known', f"{short['file']}, head, formats", name, ", ".join(known_formats()),
                                nearest(name, known_formats()) or "name one of the formats") for short, name in named])  # fmt: skip


def build(
    folder: Path | str, data: Path | str | None = None, as_of: str = "", to: str = "document", formats: Iterable[str] = (),
    out: Path | str | None = None, say: Say = lambda _: None,
) -> Built:  # fmt: skip
    """Build into `<out or city>/plan`, in all formats unless some are named; the same inputs, settings and code build nothing again."""
    formats = tuple(formats) or tuple(known_formats())
    folder, data = Path(folder), Path(data) if data is not None else None
    home = Path(out) if out is not None else folder
    home.mkdir(parents=True, exist_ok=True)
    plan = home / "plan"
    _tidy(plan)
    key = _key(folder, data, as_of, to, formats)
    kept = plan / "build.json"
    if kept.is_file():
        about = json.loads(kept.read_text(encoding="utf-8"))
        if about.get("key") == key:
            return Built(plan, True, about["gaps"], about["missing"], tuple(about.get("understood", ())), tuple(about.get("doubts", ())), tuple(Reason(**one) for one in about.get("no_project", ())), about["cells"], about["people"])
    from dosi.document.render.exported import exported
    from dosi.workbench import importing, placed, planfile, store  # heavy; an unchanged plan needs none of it

    made = make(folder, data, as_of, to, home, say)
    missing = sum(not v.holds for v in made.verdicts)
    read = [source for table in made.shelf for source in table.sources.values()]
    understood = tuple(dict.fromkeys(f"{source.id}: {words}" for source in read for words in source.understood))
    doubts = tuple(dict.fromkeys(f"{source.id}: {words}" for source in read for words in source.doubts))
    no_project = why_no_project(made.city, made.shelf)
    cells, people = len(made.shelf[Cells]), int(made.shelf[Cells].rows["people"].sum())
    beside = plan.with_name(f"plan.building-{os.getpid()}")
    beside.mkdir()
    try:
        say("쓴다 (writing)")
        store.save(made.shelf, beside / "tables")
        placed.write(made.city, made.shelf, beside)
        if made.document:
            facts = made.facts
            for name in formats:
                say(f"document: {name}")
                (beside / "document").mkdir(exist_ok=True)
                render = importlib.import_module(f"dosi.document.render.{name}").render
                for document in (made.document, *(d for d in made.shorts if name in made.formats_of(d)), *made.pages_in(name)):
                    render(document, facts, beside / "document" / known_formats()[name].format(document.id))
            if any(known_formats()[name].endswith(EDITED) for name in formats):
                importing.keep(exported(made.document, facts), beside, home)
            (beside / "plan.json").write_text(planfile.text(made, facts, beside), encoding="utf-8", newline="\n")
            (beside / "plan.schema.json").write_text(planfile.schema_text(), encoding="utf-8", newline="\n")
        _write_json(beside / "build.json", {"key": key, "gaps": len(made.gaps), "missing": missing, "understood": understood, "doubts": doubts, "no_project": [vars(one) for one in no_project], "cells": cells, "people": people})
        _swap(beside, plan)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Built(plan, False, len(made.gaps), missing, understood, doubts, no_project, cells, people)


def _key(folder: Path, data: Path | None, as_of: str, to: str, formats: Iterable[str]) -> str:
    digest = hashlib.sha256(f"{code_sha256()}|{as_of}|{to}|{','.join(formats)}|{data is None}".encode())  # --data that holds nothing is a fault, not the plan without it
    for id, path in city_folder.input_files(city_folder.roots(folder, data)):
        digest.update(f"{id}|{files.sha256(path)}\n".encode())
    return digest.hexdigest()


def _swap(beside: Path, plan: Path) -> None:
    """Put the new plan in place; a kill between the two renames is mended by `_tidy` at the next build."""
    old = plan.with_name(f"plan.old-{os.getpid()}")
    if plan.exists():
        plan.rename(old)
    beside.rename(plan)
    shutil.rmtree(old, ignore_errors=True)


def _tidy(plan: Path) -> None:
    """Clear what killed builds left behind; bring the last good plan back if it was being replaced."""
    for old in sorted(plan.parent.glob("plan.old-*")):
        if plan.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(plan)
    for begun in plan.parent.glob("plan.building-*"):
        if not _alive(int(begun.name.rpartition("-")[2])):
            shutil.rmtree(begun, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
