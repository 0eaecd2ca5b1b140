"""What an office file says, piece by piece: as it was written (`Exported`), and as it came back (`Returned`)."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

PLACE = re.compile(r"[\w-]+~[\w-]+")
"""text file and anchor of what people write, e.g. direction~vision"""
MARK_LETTERS = 36
"""word processors take bookmark names of at most 40 letters, digits and underscores; the rest is for END"""
END = "_e"
"""ends the name of the bookmark where a text ends, in formats whose bookmarks are points"""
OF_TEXT, OF_BLOCK, OF_PLAN = "dosi_t_", "dosi_b_", "dosi_plan_"
"""what the bookmark of a text people write, of a computed block, and of the plan itself begin with"""
UNLIKE = "of another form"


@dataclass(frozen=True)
class Piece:
    """A line or a table, as a word processor shows it."""

    rows: tuple[tuple[str, ...], ...]
    """a line is one row of one cell"""
    is_table: bool = False
    bullet: bool = False
    mark: str = ""
    """bookmark that stands where it begins"""
    place: str = ""
    """text~anchor when people write it"""
    heading: int = 0
    """level of a heading, else 0"""
    asked: bool = False
    """it asks for what people write, and is no part of it"""

    @property
    def words(self) -> str:
        """All it says, with blanks as one."""
        return squeezed(" | ".join(cell for row in self.rows for cell in row))


@dataclass(frozen=True)
class Exported:
    """What was written into the office files of a plan, to tell later what people changed in them."""

    city: str
    title: str
    as_of: str
    pieces: tuple[Piece, ...]

    @property
    def version(self) -> str:
        """Names this very plan: the same words give the same version."""
        return hashlib.sha256(self.text().encode()).hexdigest()[:16]

    def text(self) -> str:
        """As JSON, for the office file and the folder of the plan."""
        said = {"city": self.city, "title": self.title, "as_of": self.as_of, "pieces": [_spare(p) for p in self.pieces]}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def places(self) -> list[str]:
        """What people write, in reading order."""
        return list(dict.fromkeys(p.place for p in self.pieces if p.place))

    @staticmethod
    def of(text: str) -> Exported:
        """Back from JSON; ValueError when it is not what `text` writes."""
        said = json.loads(text)
        try:
            pieces = tuple(Piece(**{**p, "rows": tuple(tuple(map(str, row)) for row in p["rows"])}) for p in said["pieces"])
            made = Exported(str(said["city"]), str(said["title"]), str(said["as_of"]), pieces)
        except (KeyError, TypeError, AttributeError):
            raise ValueError(UNLIKE) from None
        if any(p.place and not PLACE.fullmatch(p.place) for p in pieces):
            raise ValueError(UNLIKE)
        return made


@dataclass(frozen=True)
class Found:
    """A piece as it came back."""

    piece: Piece
    marks: frozenset[str] = frozenset()
    """bookmarks that begin in it"""
    within: frozenset[str] = frozenset()
    """bookmarks of texts that reach over it"""
    kind: str = "body"
    """body, or comment, footnote, box: beside the text"""


@dataclass(frozen=True)
class Returned:
    """An office file that came back."""

    version: str
    """of the plan it was written from; empty when it does not say"""
    found: tuple[Found, ...]
    exported: Exported | None = None
    """what was written into it, when the word processor kept it"""
    notes: tuple[str, ...] = field(default=())
    """what the reader saw and could not read, in words"""


def squeezed(text: str) -> str:
    """A text with every run of blanks as one blank, and without what cannot be seen."""
    return re.sub(r"\s+", " ", re.sub(r"[\u200b\u2060\ufeff\u00ad]", "", text)).strip()


def mark(kind: str, anchor: str) -> str:
    """The bookmark name of an anchor: letters, digits and underscores, and not too long.

    >>> mark(OF_BLOCK, "guide-5-1-1")
    'dosi_b_guide_5_1_1'
    """
    name = kind + re.sub(r"\W", "_", anchor)
    if len(name) <= MARK_LETTERS:
        return name
    return f"{name[: MARK_LETTERS - 9]}_{hashlib.sha256(anchor.encode()).hexdigest()[:8]}"


def _spare(piece: Piece) -> dict[str, Any]:
    """A piece without what goes without saying."""
    return {name: value for name, value in asdict(piece).items() if value or name == "rows"}
