"""Read a DOCX file as Word, LibreOffice or Hancom Office saved it: lines and tables with the bookmarks that stand in them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from dosi.model.office import OF_PLAN, OF_TEXT, Exported, Returned
from dosi.sources.office_parts import CONTENTS, Walk, root, version_of

HOLDS = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EXPORTED = "{urn:dosi:office:exported}exported"
NOT_SAID = {"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr"}
"""what is struck out, or is no words"""
BESIDE = {"word/comments.xml": "comment", "word/footnotes.xml": "footnote", "word/endnotes.xml": "footnote"}


def read(packed: zipfile.ZipFile) -> Returned:
    """What the file says."""
    names = set(packed.namelist())
    whole = root(packed, HOLDS)
    reader = _Reader(_styles(root(packed, "word/styles.xml")) if "word/styles.xml" in names else {}, _ended(whole))
    body = whole.find(f"{W}body")
    reader.blocks(body if body is not None else ())
    for part, kind in BESIDE.items():
        for note in root(packed, part) if part in names else ():
            if note.get(f"{W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
                reader.beside(note, kind)
    own = "".join(root(packed, "docProps/custom.xml").itertext()) if "docProps/custom.xml" in names else ""
    found = tuple(reader.walk.found)
    version = f"{OF_PLAN}{match[0]}" if (match := re.search(r"\b[0-9a-f]{16}\b", own)) else ""
    return Returned(version_of(version, found), found, _exported(packed, names))


def _exported(packed: zipfile.ZipFile, names: set[str]) -> Exported | None:
    """What was written into the file, if its word processor kept that part and nobody touched it."""
    for name in sorted(n for n in names if re.fullmatch(r"customXml/item\d+\.xml", n)):
        held = root(packed, name)
        if held.tag == EXPORTED:
            try:
                return Exported.of(held.text or "")
            except ValueError:
                return None
    return None


def _ended(whole: Any) -> set[str]:
    """Names of the bookmarks that end somewhere: some word processors lose the end of those that reach over paragraphs."""
    ends = {e.get(f"{W}id") for e in whole.iter(f"{W}bookmarkEnd")}
    return {e.get(f"{W}name", "") for e in whole.iter(f"{W}bookmarkStart") if e.get(f"{W}id") in ends}


Style = tuple[str, bool, int]
"""name, whether its paragraphs are list items, heading level"""


def _styles(styles: Any) -> dict[str, Style]:
    """Paragraph styles by id, with what they take over from the style they are based on."""
    own = {s.get(f"{W}styleId", ""): s for s in styles.iter(f"{W}style")}
    made: dict[str, Style] = {}
    for id, style in own.items():
        name = _value(style.find(f"{W}name"))
        listed, level, seen = False, 0, set()
        at, here = id, style
        while here is not None and at not in seen:
            seen.add(at)
            listed = listed or here.find(f"{W}pPr/{W}numPr") is not None
            outline = _value(here.find(f"{W}pPr/{W}outlineLvl"))
            level = level or (int(outline) + 1 if outline.isdigit() and int(outline) < 9 else 0)
            at = _value(here.find(f"{W}basedOn"))
            here = own.get(at)
        titled = re.fullmatch(r"heading (\d)", name, re.IGNORECASE)
        made[id] = (name, listed, int(titled[1]) if titled else level)
    return made


class _Reader:
    """Walks the body in reading order."""

    def __init__(self, styles: dict[str, Style], ended: set[str]) -> None:
        self.styles, self.ended = styles, ended
        self.walk = Walk()
        self.open: dict[str, str] = {}
        """bookmarks of texts that reach over what is read, by id"""
        self.boxes: list[Any] = []

    def blocks(self, parent: Any) -> None:
        """Paragraphs, tables and what wraps them."""
        for child in parent:
            kind = _kind(child)
            if kind == "p":
                self._paragraph(child)
            elif kind == "tbl":
                self._table(child)
            elif kind == "sdt":
                self._wrapped(child)
            elif kind in ("bookmarkStart", "bookmarkEnd"):
                self._bookmark(child)
            elif kind in ("ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"):
                self.blocks(child)

    def beside(self, note: Any, kind: str) -> None:
        """A comment or a footnote: listed, for it belongs to no text."""
        for paragraph in note.iter(f"{W}p"):
            self.walk.line("".join(self._words(paragraph)), kind=kind)

    def _wrapped(self, box: Any) -> None:
        gallery = _value(box.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
        inside = box.find(f"{W}sdtContent")
        if gallery == "Table of Contents" or inside is None:
            return
        name = _value(box.find(f"{W}sdtPr/{W}tag")).partition(":")[0]
        if name.startswith(OF_TEXT):
            self.walk.marks.add(name)
            self.open[f"sdt {name}"] = name
        self.blocks(inside)
        self.open.pop(f"sdt {name}", None)

    def _bookmark(self, element: Any) -> None:
        id, name = element.get(f"{W}id", ""), element.get(f"{W}name", "")
        if _kind(element) == "bookmarkEnd":
            name = self.open.get(id, "")  # LibreOffice begins a bookmark anew in its last paragraph and ends that one only
            self.open = {i: n for i, n in self.open.items() if n != name or i.startswith("sdt ")}
            return
        self.walk.marks.add(name)
        if name.startswith(OF_TEXT) and name in self.ended:
            self.open[id] = name

    def _paragraph(self, paragraph: Any) -> None:
        about = paragraph.find(f"{W}pPr")
        name, listed, level = self.styles.get(_value(about.find(f"{W}pStyle")) if about is not None else "", ("", False, 0))
        own = _value(about.find(f"{W}numPr/{W}numId")) if about is not None else ""
        words = "".join(self._words(paragraph))
        if not CONTENTS.match(name):
            self.walk.line(words, own != "0" if own else listed and not level, level)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            for inside in box.iter(f"{W}p"):
                self.walk.line("".join(self._words(inside)), kind="box")

    def _words(self, parent: Any) -> Iterator[str]:
        """The words of a paragraph as they stand: what was inserted counts, what was struck out does not."""
        for child in parent:
            kind = _kind(child)
            if kind == "t":
                self.walk.within |= set(self.open.values())
                yield child.text or ""
            elif kind in ("bookmarkStart", "bookmarkEnd"):
                self._bookmark(child)
            elif kind == "txbxContent":
                self.boxes.append(child)
            elif kind in ("tab", "ptab"):
                yield "\t"
            elif kind in ("br", "cr"):
                yield "\n"
            elif kind == "noBreakHyphen":
                yield "-"
            elif kind not in NOT_SAID:
                yield from self._words(child)

    def _table(self, table: Any) -> None:
        rows = [list(_under(row, "tc")) for row in _under(table, "tr")]
        if len(rows) == 1 and len(rows[0]) == 1:  # a box, no table
            self.blocks(rows[0][0])
            return
        held = [tuple("\n".join(self._cell(cell)) for cell in row) for row in rows]
        self.walk.grid(held)

    def _cell(self, cell: Any) -> list[str]:
        return ["".join(self._words(paragraph)) for paragraph in cell.iter(f"{W}p")]


def _under(parent: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also when they are wrapped."""
    for child in parent:
        kind = _kind(child)
        if kind == wanted:
            yield child
        elif kind in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _under(child, wanted)


def _kind(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Any) -> str:
    return element.get(f"{W}val", "") if element is not None else ""
