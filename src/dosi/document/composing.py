"""Compose the plan: the catalogue's sections with their blocks, and what people wrote, in reading order."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shlex
import string
from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from dosi.document import blocks as kinds
from dosi.document.completeness import applies
from dosi.document.plan import Plan
from dosi.model.blocks import Block, Document, Figure, Gap, Heading, Paragraph, TableBlock
from dosi.model.city import City, Shelf
from dosi.model.errors import Faults, nearest
from dosi.model.markup import plain_runs, sentence
from dosi.model.rows import Law, MustShow
from dosi.model.table import split
from dosi.model.texts import Sections, Shorts, Written, printed

CONDITION = re.compile(r"^(- |)\{(with|without) +([\w/]+)\} *(.*)$")
BLOCK = re.compile(r"^\{(block|text)\s+(.*)\}$")


def compose(city: City, shelf: Shelf) -> Document:
    """All sections in order; a block that has nothing to show, and a text not yet written, become a gap 작성 필요."""
    plan = Plan(city, shelf)
    faults = Faults()
    made: list[Block] = []
    laws = {c["clause"]: c for c in shelf[Law].records()}
    for section in sorted(plan.records(Sections), key=lambda s: s["no"]):
        if section["section"] in laws and not applies(laws[section["section"]], city):
            continue
        made.append(Heading(section["level"], plain_runs(section["title_ko"], written=True), section["section"], follows=section["follows"]))
        made += _body(plan, section, faults)
    faults.raise_any()
    return Document(city.title, f"{city.first_year}–{city.last_year}", city.name, city.status, city.as_of, tuple(numbered(made)))


def compose_shorts(city: City, shelf: Shelf) -> list[Document]:
    """The short documents on the plan: the catalogue's texts with the same facts and blocks; headings bear no number."""
    plan = Plan(city, shelf)
    faults = Faults()
    made = []
    for short in sorted(plan.records(Shorts), key=lambda s: s["no"]):
        blocks = numbered(_body(plan, short | {"section": short["short"]}, faults), with_headings=False)
        made.append(Document(city.title, short["title_ko"], city.name, city.status, city.as_of, tuple(blocks), short["short"], short["form"], short["most_pages"]))
    faults.raise_any()
    return made


def compose_pages(city: City, shelf: Shelf) -> list[Document]:
    """The pages beside the plan, one for each row they are about; addresses cited on a page stand at its end."""
    plan = Plan(city, shelf)
    faults = Faults()
    made = []
    for id, (page, row) in plan.pages.items():
        plan.addresses.clear()
        blocks = _body(plan, page | {"section": id, "body": _filled(page, row)}, faults)
        blocks += known_blocks()["addresses_table"](plan) if plan.addresses else []
        subject = plan.facts.subject(f"{page['each']}/{row['_key']}/{next(iter(plan.shelf.named(page['each']).columns))}")
        made.append(Document(subject, page["title_ko"], city.title, city.status, city.as_of, tuple(numbered(blocks, with_headings=False)), id, "page"))
    faults.raise_any()
    return made


def _filled(page: dict[str, Any], row: dict[str, Any]) -> str:
    """The body of a page with the cells of its row in place of $column, and its key for $key; inside a block's words they are quoted."""
    cells = {name: "" if value is None else str(value) for name, value in row.items()} | {"key": row["_key"]}
    quoted = {name: shlex.quote(value) for name, value in cells.items()}
    lines = (page["body"] or "").splitlines()
    return "\n".join(string.Template(line).safe_substitute(quoted if line.lstrip().startswith("{block") else cells) for line in lines)


def _body(plan: Plan, section: dict[str, Any], faults: Faults) -> list[Block]:
    made: list[Block] = []
    no = 0
    under = section["title_ko"]
    for number, line in enumerate((section["body"] or "").splitlines(), start=1):
        line = line.strip()
        where = f"{section['file']}, body line {number}"
        try:
            line = _held(plan, line)
            if not line:
                continue
            if match := BLOCK.match(line):
                made += _called(plan, match[1], match[2], section, under)
            elif line.startswith("#"):
                marks, _, words = line.partition(" ")
                no += 1
                under = words
                made.append(Heading(len(marks), plain_runs(words, written=True), f"{section['section']}-h{no}"))
            elif line.startswith("- "):
                made.append(Paragraph(sentence(line[2:], plan.facts.text), style="bullet"))
            else:
                made.append(Paragraph(sentence(line, plan.facts.text)))
        except (ValueError, KeyError, LookupError) as trouble:
            said = str(trouble.args[0]) if trouble.args else type(trouble).__name__
            faults.add(f"Section {section['section']}: a line cannot be composed", where, line[:100], "words, facts, known blocks", said)
    return made


def _held(plan: Plan, line: str) -> str:
    """A line without its condition; nothing when that does not hold: {with TABLE} asks for rows, {without TABLE} for none."""
    match = CONDITION.match(line)
    if not match:
        return line
    return match[1] + match[4] if (len(plan.shelf.named(match[3])) > 0) == (match[2] == "with") else ""


def _asked(plan: Plan, answers: tuple[str, ...], kind: str = "text") -> str:
    """What lines of the checklist ask for, in their own words; only lines judged by this kind of block, where there are such."""
    parts = [p for p in plan.records(MustShow) if f"{p['clause']}#{p['no']}" in answers]
    own = [p for p in parts if any(fnmatchcase(kind, b.rstrip("_*") + "*") for b in split(p["block"]))]
    return ", ".join(dict.fromkeys(p["text_ko"] for p in own or parts))


def _called(plan: Plan, what: str, words: str, section: dict[str, Any], under: str) -> list[Block]:
    parts = shlex.split(words)
    given = dict(p.split("=", 1) for p in parts if "=" in p)
    answers = tuple(filter(None, given.pop("answers", "").split(",")))
    if what == "text":
        return _text(plan, section["text"], given["anchor"], given.get("ask", ""), answers, under)
    kind = parts[0]
    if kind not in known_blocks():
        raise LookupError(nearest(kind, known_blocks()) or f"known blocks: {', '.join(sorted(known_blocks()))}")
    made = known_blocks()[kind](plan, **given)
    if not made and "each" in section:  # a page tells what there is about its row, and asks for nothing
        return [Paragraph(plan.says(f"{plan.captions.get(given.get('id', kind), under)}: 해당하는 것이 없다."), style="note")]
    if not made:
        label = given.get("id", kind)
        title = plan.captions.get(label) or _asked(plan, answers, kind) or under
        return [Gap(title, _ask(plan, given.get("id", ""), kind, answers), f"{section['section']}-{label}", answers, table=label)]
    return [replace(b, answers=(*b.answers, *answers)) if not isinstance(b, Heading) else b for b in made]


def _ask(plan: Plan, register: str, kind: str, answers: tuple[str, ...]) -> str:
    """What to fill in so that a block has something to show: as its form asks, or as the checklist does."""
    if register and "texts/forms" in plan.shelf:
        forms = plan.shelf.named("texts/forms").rows
        found = forms.loc[forms["register"] == register, ["title_ko", "ask_ko"]]
        if len(found):
            title, ask = found.iloc[0]
            return f"{title}: {ask if isinstance(ask, str) else '서식을 채우십시오.'} (rows/registers/{register}.csv)"
    lines = [p for p in plan.records(MustShow) if f"{p['clause']}#{p['no']}" in answers and any(fnmatchcase(kind, b.rstrip("_*") + "*") for b in split(p["block"]))]
    return " ".join(dict.fromkeys(p["ask_ko"] for p in lines)) or "보일 내용이 없습니다. 자료를 넣거나 이 항목이 없음을 적으십시오."


def _text(plan: Plan, file: str | None, anchor: str, ask: str, answers: tuple[str, ...], under: str) -> list[Block]:
    written = plan.shelf[Written]
    key = f"{file}~{anchor}"
    if written.position(key) is None:
        return [Gap(_asked(plan, answers) or under, f"{ask} (text/{file}.md, {{#{anchor}}})", anchor, answers, place=key)]
    row = written.records()[written.position(key) or 0]
    made: list[Paragraph] = []
    for part in printed(row["body"]):
        made.append(Paragraph(plain_runs(part.words, written=True), anchor if not made else "", "bullet" if part.bullet else "body", answers, False,
                              row["file"], row["signed_role"] or "", row["signed_on"] or "", closes=False, place=key))  # fmt: skip
    made[-1:] = [replace(b, closes=True) for b in made[-1:]]
    if not row["signed_role"]:
        made.append(Paragraph(plain_runs("이 글은 담당자의 확인(서명)을 기다린다."), style="note"))
    return list(made)


@cache
def known_blocks() -> dict[str, Callable[..., list[Block]]]:
    """The kinds of block there are: every public function of a file in document/blocks."""
    found: dict[str, Callable[..., list[Block]]] = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        made = importlib.import_module(f"{kinds.__name__}.{module.name}")
        found |= {n: f for n, f in vars(made).items() if callable(f) and not n.startswith("_") and getattr(f, "__module__", "") == made.__name__ and not isinstance(f, type)}
    return found


def numbered(blocks: list[Block], with_headings: bool = True) -> list[Block]:
    """Number headings, tables and figures, and make every anchor stand once; without numbered headings captions count through."""
    out: list[Block] = []
    heads = [0, 0, 0, 0]
    tables = figures = 0
    chapter = "" if not with_headings else "-"
    seen: dict[str, int] = {}
    printed: set[str] = set()
    for before, block in zip([None, *blocks], blocks, strict=False):
        place = block.place if isinstance(block, (Paragraph, Gap)) else ""
        printed.add(getattr(before, "place", "") if getattr(before, "place", "") != place else "")
        if place and place in printed and isinstance(block, (Paragraph, Gap)):  # printed a second time: it comes back from where it stands first
            block = replace(block, place="")
        if isinstance(block, Heading) and with_headings:
            heads[block.level - 1] += 1
            heads[block.level :] = [0] * (4 - block.level)
            if block.level <= 2:
                tables = figures = 0
                chapter = ".".join(str(n) for n in heads[: block.level]) + "-"
            block = replace(block, number=".".join(str(n) for n in heads[: block.level]) if block.level > 1 else f"{heads[0]}")
        elif isinstance(block, TableBlock):
            tables += 1
            block = replace(block, number=f"표 {chapter}{tables}")
        elif isinstance(block, Figure):
            figures += 1
            block = replace(block, number=f"그림 {chapter}{figures}")
        if block.anchor:
            seen[block.anchor] = seen.get(block.anchor, 0) + 1
            if seen[block.anchor] > 1:
                block = replace(block, anchor=f"{block.anchor}-{seen[block.anchor]}")
        out.append(block)
    return out



