"""What the readers of office formats share: parts as XML, lines as they are walked, and the version a file says."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from dosi.model.office import OF_PLAN, Found, Piece, squeezed

BULLET = re.compile(r"^\s*[•·●○▪■◦]\s+")
CONTENTS = re.compile(r"^(toc\b|toc heading|contents? heading|index heading|차례)", re.IGNORECASE)
"""names of the styles of contents lists"""


def root(packed: zipfile.ZipFile, name: str) -> Any:
    """The root element of a part."""
    return etree.fromstring(packed.read(name), etree.XMLParser(resolve_entities=False, no_network=True))


def version_of(words: str, found: Iterable[Found]) -> str:
    """The version of the plan a file was written from: as it says of itself, or as the bookmark on its cover."""
    for said in (words, *(mark for piece in found for mark in sorted(piece.marks))):
        if match := re.search(rf"{OF_PLAN}([0-9a-f]{{16}})", said):
            return match[1]
    return ""


@dataclass
class Walk:
    """Pieces as they are met; bookmarks before an empty line belong to the next one that says something."""

    found: list[Found] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    """bookmarks met since the last piece"""
    within: set[str] = field(default_factory=set)
    """texts whose bookmarks reached over words since the last piece"""

    def line(self, words: str, bullet: bool = False, heading: int = 0, kind: str = "body") -> None:
        """A paragraph has ended."""
        if not squeezed(words):
            return
        sign = BULLET.match(words)
        self._put(Piece(((words[sign.end() :] if sign else words,),), False, bullet or bool(sign), heading=heading), kind)

    def grid(self, rows: list[tuple[str, ...]], kind: str = "body") -> None:
        """A table has ended."""
        self._put(Piece(tuple(rows), True), kind)

    def _put(self, piece: Piece, kind: str) -> None:
        if piece.words.replace("|", "").strip():
            self.found.append(Found(piece, frozenset(self.marks) if kind == "body" else frozenset(), frozenset(self.within) if kind == "body" else frozenset(), kind))
        if kind == "body":
            self.marks.clear()
            self.within.clear()
