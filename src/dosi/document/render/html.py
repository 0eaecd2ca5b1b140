"""Write the plan as one HTML page that opens from disk, for readers who ask of any number where it comes from."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from weakref import WeakKeyDictionary

import jinja2
from markupsafe import Markup

from dosi.document.render import fonts
from dosi.model.blocks import Block, Document, FactRef, Figure, Heading, Paragraph, Ref, Runs, TableBlock, Text
from dosi.model.facts import Fact, Facts
from dosi.model.rows import Terms
from dosi.model.units import FORMATS, write

TEMPLATES = Path(__file__).resolve().parent / "templates"
ASSETS = ("document.css", "dosi.js")
PLAN = "plan"
CONTENTS_DEPTH = 3
HASH_SHOWN = 16
"""letters of a hash that readers see"""
MOST_BELOW = 24
"""facts that an explanation links to; the number of rows read is told in any case"""
KINDS = {
    "law": "법령",
    "published": "공표 자료",
    "estimate": "추정",
    "modelled": "모형값",
    "observed": "관측",
    "decided": "결정",
    "computed": "계산",
    "chosen": "최적화로 선택",
}
"""what a number rests on, as readers see it"""


def render(document: Document, facts: Facts, folder: Path) -> None:
    """Write a page and assets/ into a folder: index.html for the plan, a page of its own name for another document beside it."""
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True, exist_ok=True)
    for source, name in [*((TEMPLATES, n) for n in ASSETS), *((fonts.FOLDER, n) for n in (*fonts.WEB_FONTS, fonts.LICENCE))]:
        copy = assets / ("fonts" if source == fonts.FOLDER else "") / name
        if not ("/" in document.id and copy.exists()):  # once is enough for all pages beside the plan
            shutil.copyfile(source / name, copy)
    written = {assets / facts_file(document.id): _facts_script(facts_shown(document), facts), folder / page_file(document.id): _page(document, facts)}
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def page_file(id: str) -> str:
    """The page of a document."""
    return "index.html" if id == PLAN else f"{id}.html"


def root_of(id: str) -> str:
    """The way from a document's page to the folder of the plan's page."""
    return "../" * id.count("/")


def facts_file(id: str) -> str:
    """The script of a document that explains its facts."""
    return "facts.js" if id == PLAN else f"facts-{id}.js"


def facts_shown(document: Document) -> list[str]:
    """Ids of all facts in the document, in reading order, each once."""
    ids: dict[str, None] = {}
    for block in document.blocks:
        for runs in _runs_of(block):
            ids.update((run.id, None) for run in runs if isinstance(run, FactRef))
        if isinstance(block, Figure):
            ids.update((id, None) for id in block.facts)
    return list(ids)


def _runs_of(block: Block) -> Iterator[Runs]:
    if isinstance(block, (Heading, Paragraph)):
        yield block.runs
    elif isinstance(block, TableBlock):
        yield block.caption
        for row in block.rows:
            yield from row.cells
        yield block.note
    elif isinstance(block, Figure):
        yield block.caption
        yield block.note


# The page


def _page(document: Document, facts: Facts) -> str:
    root = root_of(document.id)

    def runs(words: Runs) -> Markup:
        """Words as HTML; a fact becomes a link that explains itself."""
        return Markup("").join(_run(run, facts, root) for run in words)

    terms = _Terms(facts)

    def sentence(words: Runs) -> Markup:
        """Words of a sentence: a term is explained where it is first used."""
        return Markup("").join(terms.explained(run.text) if isinstance(run, Text) else _run(run, facts, root) for run in words)

    def figure_facts(figure: Figure) -> list[tuple[str, str, str]]:
        """The figures drawn in a picture: id, what it is, value as written."""
        return [(id, _name(id, facts), facts.text(FactRef(id))) for id in figure.facts]

    environment = _environment()
    template = environment.get_template("document.html")
    headings = [b for b in document.blocks if isinstance(b, Heading) and b.level <= CONTENTS_DEPTH]
    page = template.render(
        document=document,
        groups=_groups(document.blocks),
        headings=headings,
        tables=[b for b in document.blocks if isinstance(b, TableBlock)],
        figures=[b for b in document.blocks if isinstance(b, Figure)],
        runs=runs,
        sentence=sentence,
        figure_facts=figure_facts,
        picture=lambda figure: _picture(figure, root),
        css_text=_css_text,
        root=root,
        facts_file=quote(facts_file(document.id)),
        beside=[(root + quote(page_file(id)), title) for id, title in document.beside],
    )
    return re.sub(r"\n\s*\n+", "\n", page).strip() + "\n"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip


def _run(run: object, facts: Facts, root: str) -> Markup:
    if isinstance(run, FactRef):
        missing = " missing" if facts.get(run.id).missing else ""
        return Markup('<a class="fact{}" data-fact="{}" href="#">{}</a>').format(missing, run.id, facts.text(run))
    if isinstance(run, Ref):
        if run.kind == "page":
            return Markup('<a class="ref" data-ref="page" href="{}">{}</a>').format(root + quote(page_file(run.target)), run.text)
        if run.target:
            return Markup('<a class="ref" data-ref="{}" href="#{}">{}</a>').format(run.kind, run.target.lstrip("#"), run.text)
        return Markup('<span data-ref="{}">{}</span>').format(run.kind, run.text)
    return Markup("{}").format(run.text)  # type: ignore[attr-defined]


class _Terms:
    """Explains each term of the plan once, where the page first uses it."""

    def __init__(self, facts: Facts) -> None:
        rows = facts.shelf.named(Terms.name).records() if Terms.name in facts.shelf else []
        self.plain = {row["ko_term"]: row["plain_ko"] for row in rows}

    def explained(self, text: str) -> Markup:
        """The text with the terms not met before marked; a longer term wins over one inside it."""
        if not self.plain:
            return Markup("{}").format(text)
        found = re.search("|".join(re.escape(t) for t in sorted(self.plain, key=len, reverse=True)), text)
        if not found:
            return Markup("{}").format(text)
        plain = self.plain.pop(found[0])
        word = Markup('<dfn title="{}">{}</dfn>').format(plain, found[0])
        return Markup("{}{}{}").format(text[: found.start()], word, self.explained(text[found.end() :]))


def _groups(blocks: Iterable[Block]) -> list[tuple[str, list[Block]]]:
    """Blocks with the kind the template needs; bullets that follow each other form one list."""
    grouped = groupby(blocks, key=_kind)
    made: list[tuple[str, list[Block]]] = []
    for kind, members in grouped:
        made += [(kind, list(members))] if kind == "bullets" else [(kind, [block]) for block in members]
    return made


def _kind(block: Block) -> str:
    if isinstance(block, Paragraph):
        return "bullets" if block.style == "bullet" else "paragraph"
    return {Heading: "heading", TableBlock: "table", Figure: "figure"}.get(type(block), "gap")


LEADS = re.compile(r'<g data-page="([^"]*)">(.*?)</g>', re.DOTALL)


def _picture(figure: Figure, root: str) -> Markup:
    """The SVG of a figure inside the page: named for screen readers, as wide as there is room; groups marked with a page lead to it."""
    svg = re.sub(r"^\s*(<\?xml[^>]*>|<!DOCTYPE[^>]*>|\s)+", "", figure.svg)
    svg = LEADS.sub(lambda found: f'<a href="{root}{quote(page_file(unescape(found[1])))}">{found[2]}</a>', svg)
    head, rest = svg.split(">", 1)
    if "viewBox" not in head:
        head += f' viewBox="0 0 {figure.width_px} {figure.height_px}"'
    role = "group" if "<a " in rest else "img"  # what is inside a picture of role img cannot be reached
    return Markup('{} role="{}" aria-label="{}">{}').format(Markup(head), role, figure.alt, Markup(rest))


def _css_text(text: str) -> Markup:
    """A text as a string of CSS, for the printed page header."""
    return Markup(json.dumps(text, ensure_ascii=False).replace("<", "\\3c "))


def _name(id: str, facts: Facts) -> str:
    """What a fact is: whom it is about, and the column's title."""
    subject = facts.subject(id)
    return f"{subject}: {facts.get(id).label['ko']}" if subject else facts.get(id).label["ko"]


# What assets/facts.js holds


def _facts_script(shown: list[str], facts: Facts) -> str:
    """The facts shown with all that explains them, as a script that needs no server; what facts read stands once, and at a fact by its place there."""
    below = _Below(shown, facts)
    reads: dict[str, int] = {}
    told = _TOLD.setdefault(facts, {})
    parts = []
    for id in shown:
        if id not in told:
            told[id] = _told(facts.get(id), facts)
        fact = told[id]
        read = [reads.setdefault(r, len(reads)) for r in fact.reads]
        origin = ",".join(filter(None, (fact.origin, f'"reads":{_json(read)}' if read else "")))
        made_of = below.of(id)
        said = ",".join(filter(None, (fact.said, f'"origin":{{{origin}}}' if origin else "", f'"made_of":{_json(made_of)}' if made_of else "")))
        parts.append(f"{_json(id)}:{{{said}}}")
    return "window.dosiFacts={\n" + ",\n".join(parts) + "\n};\nwindow.dosiReads=[\n" + ",\n".join(reads) + "\n];\n"


class _Told(NamedTuple):
    """What opens when a fact is clicked, the same on every page: JSON objects without their braces, and what was read."""

    said: str
    origin: str
    reads: list[str]


_TOLD: WeakKeyDictionary[Facts, dict[str, _Told]] = WeakKeyDictionary()
"""what was told of facts once: the pages beside a plan show many of the same"""


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


def _json(value: object) -> str:
    return _ENCODER.encode(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _fields(values: dict[str, Any]) -> str:
    """A JSON object without its braces, what says nothing left out."""
    return _json({name: value for name, value in values.items() if value not in (None, "", [], {})})[1:-1]


def _told(fact: Fact, facts: Facts) -> _Told:
    way = next(iter(fact.origin), "")
    origin = fact.origin.get(way, {})
    unit = FORMATS.get(fact.unit)
    said: dict[str, Any] = {
        "label": fact.label.get("ko", ""),
        "subject": facts.subject(fact.id),
        "value": None if fact.type == "year" else fact.value,
        "unit": unit.unit_ko if unit else "",
        "price_year": fact.price_year,
        "range": None if fact.low is None and fact.high is None else [write(v, fact.unit) for v in (fact.low, fact.high)],
        "because": fact.because.get("ko", ""),
        "kind": KINDS.get(fact.source_kind, fact.source_kind),
        "way": way,
        "hash": fact.hash,
    }
    return _Told(
        f'"text":{_json(facts.text(FactRef(fact.id)))},{_fields(said)}',
        _fields({name: value for name, value in origin.items() if name != "reads"}),
        [_json(_read_with_titles(read, facts)) for read in origin.get("reads", ())],
    )


def _read_with_titles(read: dict[str, Any], facts: Facts) -> dict[str, Any]:
    if read["table"] not in facts.shelf:
        return read
    table = facts.shelf.named(read["table"])
    titles = [table.columns[c].ko if c in table.columns else c for c in read["columns"]]
    return {**read, "sha256": read["sha256"][:HASH_SHOWN], "title": table.ko, "titles": titles}


class _Below:
    """Finds, among the facts shown, those that a fact was made from."""

    def __init__(self, shown: list[str], facts: Facts) -> None:
        self.facts = facts
        self.shown = set(shown)
        self.by_column: dict[tuple[str, str], list[str]] = defaultdict(list)
        for id in shown:
            stage, table, key, column = id.split("/")
            if "*" not in key:
                self.by_column[f"{stage}/{table}", column].append(id)
        self._index: dict[tuple[str, str, tuple[str, ...]], dict[tuple[str, ...], list[str]]] = {}

    def of(self, id: str) -> list[str]:
        """Ids of the facts shown that a fact was made from: its limits first, then the cells read."""
        limits = self.facts.get(id).origin.get("chosen", {}).get("limits", ())
        found = dict.fromkeys(limit for limit in limits if limit in self.shown)
        for read, where in self.facts.reads(id):
            for column in read.columns:
                matches = self._rows(read.table, column, tuple(where)).get(tuple(where.values()), ())
                found.update(dict.fromkeys(match for match in matches if match != id))
        return list(found)[:MOST_BELOW]

    def _rows(self, table_name: str, column: str, names: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
        """Facts shown of a column by the values of the named columns of their row."""
        memo = (table_name, column, names)
        if memo not in self._index:
            index: dict[tuple[str, ...], list[str]] = defaultdict(list)
            ids = self.by_column.get((table_name, column), [])
            table = self.facts.shelf.named(table_name) if ids else None
            for id in ids:
                at = table.position(id.split("/")[2]) if table else None
                if table is not None and at is not None:
                    index[tuple(str(table.row(at)[name]) for name in names)].append(id)
            self._index[memo] = index
        return self._index[memo]
