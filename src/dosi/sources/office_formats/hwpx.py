"""Read a HWPX file as Hancom Office saved it: lines and tables with the bookmarks that stand in them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from dosi.model.office import END, OF_TEXT, Returned
from dosi.sources.office_parts import CONTENTS, Walk, root, version_of

HOLDS = "Contents/content.hpf"
SIGNS = {"lineBreak": "\n", "tab": "\t", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
NOTES = {"footNote": "footnote", "endNote": "footnote", "hiddenComment": "comment"}
NOT_BODY = ("header", "footer", "shapeComment", "caption")
LISTED = re.compile(r"글머리|bullet", re.IGNORECASE)


def read(packed: zipfile.ZipFile) -> Returned:
    """What the file says."""
    names = set(packed.namelist())
    about = root(packed, HOLDS)
    sections = [root(packed, name) for name in _sections(about, names)]
    styles = _styles(root(packed, "Contents/header.xml")) if "Contents/header.xml" in names else {}
    marks = {e.get("name", "") for section in sections for e in section.iter("{*}bookmark")}
    ended = {e.get("beginIDRef", "") for section in sections for e in section.iter("{*}fieldEnd")}
    reader = _Reader(styles, marks, ended)
    for section in sections:
        reader.blocks(section)
    said = " ".join(e.text or "" for e in about.iter("{*}meta") if e.get("name") == "keyword")
    found = tuple(reader.walk.found)
    return Returned(version_of(said, found), found)


def _sections(about: Any, names: set[str]) -> list[str]:
    """The section parts in reading order."""
    parts = {e.get("id", ""): e.get("href", "") for e in about.iter("{*}item")}
    named = [parts.get(e.get("idref", ""), "") for e in about.iter("{*}itemref")]
    found = [n if n in names else f"Contents/{n}" for n in named if re.search(r"section\d+\.xml$", n)]
    rest = sorted((n for n in names if re.fullmatch(r"Contents/section\d+\.xml", n)), key=lambda n: int(re.sub(r"\D", "", n)))
    return [n for n in dict.fromkeys([*found, *rest]) if n in names]


def _styles(head: Any) -> dict[str, tuple[str, int]]:
    """Style names and heading levels by id."""
    levels = {}
    for shape in head.iter("{*}paraPr"):
        for heading in shape.iter("{*}heading"):
            if heading.get("type") == "OUTLINE":
                levels[shape.get("id", "")] = int(heading.get("level", "0")) + 1
    return {s.get("id", ""): (s.get("name", ""), levels.get(s.get("paraPrIDRef", ""), 0)) for s in head.iter("{*}style")}


class _Reader:
    """Walks the sections in reading order."""

    def __init__(self, styles: dict[str, tuple[str, int]], marks: set[str], ended: set[str]) -> None:
        self.styles, self.marks, self.ended = styles, marks, ended
        self.walk = Walk()
        self.open: set[str] = set()
        """bookmarks of texts that reach over what is read"""
        self.contents = ""
        """the contents list that is being passed"""
        self.deleted = False
        self.after: list[Any] = []
        """tables met in a paragraph"""
        self.beside: list[tuple[Any, str]] = []
        """notes and boxes met in a paragraph"""

    def blocks(self, parent: Any) -> None:
        """Paragraphs, each followed by the tables and boxes that hang in it."""
        for paragraph in parent:
            if _kind(paragraph) == "p":
                self._paragraph(paragraph)

    def _paragraph(self, paragraph: Any) -> None:
        passed = bool(self.contents)
        words = "".join(self._words(paragraph))
        passed = passed or bool(self.contents)
        name, level = self.styles.get(paragraph.get("styleIDRef", ""), ("", 0))
        if not passed and not CONTENTS.match(name):
            self.walk.line(words, bool(LISTED.search(name)), level)
        tables, self.after = self.after, []
        beside, self.beside = self.beside, []
        for table in tables:
            self._table(table)
        for box, kind in beside:
            for inside in box.iter("{*}p"):
                self.walk.line("".join(self._words(inside)), kind=kind)
        self.beside = []

    def _words(self, parent: Any) -> Iterator[str]:
        for child in parent:
            kind = _kind(child)
            if kind == "t":
                yield from self._text(child)
            elif kind == "tbl":
                self.after.append(child)
            elif kind in NOTES:
                self.beside.append((child, NOTES[kind]))
            elif kind == "drawText":
                self.beside.append((child, "box"))
            elif kind == "bookmark":
                self._bookmark(child.get("name", ""))
            elif kind == "fieldBegin" and child.get("type") == "TABLEOFCONTENTS" and child.get("id") in self.ended:
                self.contents = child.get("id", "")
            elif kind == "fieldEnd" and child.get("beginIDRef") == self.contents:
                self.contents = ""
            elif kind in ("deleteBegin", "deleteEnd"):
                self.deleted = kind == "deleteBegin"
            elif kind not in NOT_BODY and kind not in ("linesegarray", "parameters", "subList"):
                yield from self._words(child)

    def _text(self, element: Any) -> Iterator[str]:
        """The words of a run: signs between them, and what is struck out left away."""
        for part in (element.text, *(part for child in element for part in (child, child.tail))):
            if part is None:
                continue
            if not isinstance(part, str):
                kind = _kind(part)
                self.deleted = kind == "deleteBegin" or (self.deleted and kind != "deleteEnd")
                part = SIGNS.get(kind, "")
            if part and not self.deleted:
                self.walk.within |= self.open
                yield part

    def _bookmark(self, name: str) -> None:
        if name.startswith(OF_TEXT) and name.endswith(END) and name.removesuffix(END) in self.marks:
            self.open.discard(name.removesuffix(END))
            return
        self.walk.marks.add(name)
        if name.startswith(OF_TEXT) and name + END in self.marks:
            self.open.add(name)

    def _table(self, table: Any) -> None:
        rows = [[cell for cell in row if _kind(cell) == "tc"] for row in table if _kind(row) == "tr"]
        if len(rows) == 1 and len(rows[0]) == 1:  # a box, no table
            for held in rows[0][0].findall("{*}subList"):
                self.blocks(held)
            return
        self.walk.grid([tuple("\n".join("".join(self._words(p)) for p in cell.iter("{*}p")) for cell in row) for row in rows])
        self.after = []


def _kind(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
