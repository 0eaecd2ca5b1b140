"""Write the plan as PDF through Typst, for councils and citizens who read on paper, on a screen or by ear (PDF/UA-1, tagged)."""

from __future__ import annotations

import contextlib
import datetime
import json
import re
from collections import Counter
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final

import pylopdf_fonts_ko
import typst

from dosi.document.render import columns, fonts, paper, pictures
from dosi.model.blocks import Block, Document, FactRef, Figure, Heading, Paragraph, Ref, Runs, TableBlock
from dosi.model.facts import Facts

TEMPLATES = Path(__file__).resolve().parent / "templates"
STANDARD: Final = "ua-1"
"""accessible PDF: Typst refuses to write it when something a screen reader needs is missing"""
TYPEFACES = [fonts.FAMILY, "Noto Sans KR"]
"""the second for signs that the plan's own lacks, e.g. Chinese characters"""
POINTS_PER_MM = 72 / 25.4
SMALL_SHARE = 0.88
"""letters in a table of many columns, as part of those in others"""
INSET_PT = 4.0
WHOLE_TABLE_LINES = 18
"""a table of no more lines stands on one page"""
TALL_MM = 100
"""a drawing that floats is taller"""
CONTENTS_DEPTH = 3
WHOLE_WORD_EMS = columns.WORD_EMS[0]
"""a word is kept on one line up to this width, in letters; a longer one may break"""
LABELS = {"contents": "차례", "tables": "표 차례", "figures": "그림 차례", "as_of": "기준일"}
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

Words = list[Any]
"""words for the template: a text as it is, [a word that keeps together], or {"to": anchor, "words": Words}"""


def render(document: Document, facts: Facts, path: Path) -> None:
    """Write the plan as one PDF file; the same plan gives the same bytes."""
    template = f"{document.form}.typ"
    for letters_pt in paper.FORMS[document.form].letters_pt:
        said = _shown(content(document, facts, letters_pt))
        if not document.most_pages or _pages(template, said) <= document.most_pages:
            break
    path.write_bytes(_typst(template, said))


def _shown(data: dict[str, Any]) -> str:
    """A document's content for the template; signs that no typeface has are written by their code point, so that nothing is lost."""
    said = json.dumps(data, ensure_ascii=False)
    for sign in sorted(_without_letter("".join(sorted(set(said))))):
        said = said.replace(sign, f"〔U+{ord(sign):04X}〕")
    return said


def _pages(template: str, document: str) -> int:
    """How many pages a document takes."""
    found = typst.query(str(TEMPLATES / template), "<pages>", "value", True, font_paths=_typefaces(), ignore_system_fonts=True, sys_inputs={"document": document})
    return int(json.loads(found))


def _typst(template: str, document: str) -> bytes:
    return typst.compile(str(TEMPLATES / template), font_paths=_typefaces(), ignore_system_fonts=True, sys_inputs={"document": document}, pdf_standards=STANDARD)


@cache
def _typefaces() -> typst.Fonts:
    """The typefaces shipped with Dosi and its libraries; none of the machine's, so that every machine writes the same."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.FOLDER), str(pylopdf_fonts_ko.sans_path().parent)])


def _without_letter(signs: str) -> set[str]:
    """The signs among these that no typeface can show: Typst refuses them, and halving finds them."""
    try:
        _typst("signs.typ", json.dumps({"fonts": TYPEFACES, "signs": signs}))
    except typst.TypstError:
        half = len(signs) // 2
        return set(signs) if half == 0 else _without_letter(signs[:half]) | _without_letter(signs[half:])
    return set()


# What the template reads


def content(document: Document, facts: Facts, letters_pt: float = 0) -> dict[str, Any]:
    """A document as plain data for the template: every word as it will stand, every width in points; letters as large as its form has them."""
    return _Content(document, facts, letters_pt or paper.FORMS[document.form].letters_pt[0]).whole()


class _Content:
    """Turns blocks into data."""

    def __init__(self, document: Document, facts: Facts, letters_pt: float) -> None:
        self.document, self.facts, self.letters_pt = document, facts, letters_pt
        self.form = paper.FORMS[document.form]
        counted = Counter(b.anchor for b in document.blocks)
        self.anchors = {anchor for anchor, times in counted.items() if times == 1}
        self.width_mm = 0.0

    def whole(self) -> dict[str, Any]:
        """The document with its blocks by the way the paper lies."""
        plan = self.document
        date = _date(plan.as_of)
        parts = []
        for wide, blocks in paper.stretches(plan.blocks):
            self.width_mm = self.form.width_mm(wide)
            parts.append({"wide": wide, "blocks": self._blocks(blocks)})
        return {
            "title": _clean(plan.title), "subtitle": _clean(plan.subtitle), "city": _clean(plan.city), "status": _clean(plan.status), "as_of": _clean(plan.as_of),
            "date": {"year": date.year, "month": date.month, "day": date.day} if date else None,
            "fonts": TYPEFACES, "side": self.form.side_mm, "columns": self.form.columns, "gutter": self.form.gutter_mm, "letters": self.letters_pt, "depth": CONTENTS_DEPTH, "labels": LABELS, "stretches": parts,
        }  # fmt: skip

    def _blocks(self, blocks: list[Block]) -> list[dict[str, Any]]:
        """Blocks as data; bullets that follow each other form one list, and words right before a table or a list stay with it."""
        made: list[dict[str, Any]] = []
        for is_bullet, members in groupby(blocks, key=lambda b: isinstance(b, Paragraph) and b.style == "bullet"):
            said = [self._block(b) for b in members]
            made += [{"kind": "bullets", "items": said}] if is_bullet else said
        for before, after in pairwise(made):
            before["leads"] = after["kind"] in ("table", "bullets")
        return made

    def _block(self, block: Block) -> dict[str, Any]:
        shared = {"anchor": block.anchor, "modelled": block.modelled}
        if isinstance(block, Heading):
            return shared | {"kind": "heading", "level": block.level, "number": block.number, "words": self._words(block.runs)}
        if isinstance(block, Paragraph):
            signed = ", ".join(filter(None, (block.signed_role, block.signed_on))) if block.closes else ""
            return shared | {"kind": "paragraph", "style": block.style, "words": self._words(block.runs), "signed": _clean(signed), "leads": False}
        if isinstance(block, TableBlock):
            return shared | self._table(block)
        if isinstance(block, Figure):
            width_mm = pictures.width_mm(block.width_px, self.width_mm)
            return shared | {"kind": "figure", "number": block.number, "caption": self._words(block.caption), "svg": block.svg, "alt": _clean(block.alt) or block.number,
                             "width": round(width_mm, 2), "floats": self.form.floats and width_mm * block.height_px / block.width_px > TALL_MM, "below": self._words(block.note)}  # fmt: skip
        return shared | {"kind": "gap", "requirement": _kept(_clean(block.requirement)), "ask": _kept(_clean(block.ask))}

    def _table(self, block: TableBlock) -> dict[str, Any]:
        shown = block.shown
        size = round(self.letters_pt * self.form.cell_share * (SMALL_SHARE if len(shown) > paper.MANY_COLUMNS else 1), 2)
        heads = [f"{c.title}\n({c.unit})" if c.unit else c.title for _, c in shown]
        texts = [heads, *([self._text(row.cells[at]) for at, _ in shown] for row in block.rows)]
        room = self.width_mm * POINTS_PER_MM - 2 * INSET_PT * len(shown)
        ems = columns.share(texts, room / size)
        lines = columns.lines(texts, ems)
        return {
            "kind": "table", "number": block.number, "caption": self._words(block.caption), "size": size, "inset": INSET_PT, "total": block.total_row,
            "whole": sum(lines) <= WHOLE_TABLE_LINES,
            "widths": [round(float(e) * size + 2 * INSET_PT, 2) for e in ems], "aligns": [c.align for _, c in shown],
            "heads": [{"words": _kept(_clean(c.title), float(e)), "unit": f"({_clean(c.unit)})" if c.unit else ""} for (_, c), e in zip(shown, ems, strict=True)],
            "rows": [[self._words(row.cells[at], float(e)) for (at, _), e in zip(shown, ems, strict=True)] for row in block.rows],
            "breaks": [n > paper.TALL_ROW_LINES for n in lines[1:]], "below": self._words(block.below),
        }  # fmt: skip

    def _text(self, runs: Runs) -> str:
        return "".join(self._said(run) for run in runs)

    def _said(self, run: Any) -> str:
        return self.facts.text(run) if isinstance(run, FactRef) else run.text

    def _words(self, runs: Runs, room_ems: float = 2 * WHOLE_WORD_EMS) -> Words:
        """Runs as words; only what leads somewhere stands apart."""
        made: Words = []
        for target, members in groupby(runs, key=lambda r: r.target.lstrip("#") if isinstance(r, Ref) and r.target.lstrip("#") in self.anchors else ""):
            kept = _kept(_clean("".join(self._said(r) for r in members)), room_ems)
            made += [{"to": target, "words": kept}] if target else kept
        return made


def _kept(text: str, room_ems: float = 2 * WHOLE_WORD_EMS) -> Words:
    """A text with its words kept whole, as Korean offices set it; a word wider than the room, or very long, may break."""
    made: Words = []
    for word in re.split(r"(\s+)", text):
        whole = len(word) > 1 and not word.isspace() and columns.ems(word) <= min(room_ems, WHOLE_WORD_EMS)
        if whole:
            made.append([word])
        elif word and made and isinstance(made[-1], str):
            made[-1] += word
        elif word:
            made.append(word)
    return made


def _clean(text: str) -> str:
    """A text without signs that no letter stands for."""
    return UNPRINTABLE.sub("", text)


def _date(as_of: str) -> datetime.date | None:
    """The plan's date, the first day of a month or year alone; none when it is no date."""
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat((as_of + "-01-01")[:10])
    return None
