"""The plan document as blocks; every renderer (HTML, HWPX, ...) reads these and nothing else.

A number can only enter a block as a FactRef or as a Ref (article, date, caption, name, written by a person):
Text refuses digits, so that no figure of the plan is without a source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

REF_KINDS = ("article", "date", "caption", "name", "written", "file", "page")
BESIDE = "|"
"""between the keys of a row that speaks of several things side by side"""


@dataclass(frozen=True)
class Text:
    """Words without figures."""

    text: str

    def __post_init__(self) -> None:
        if re.search(r"[0-9]", self.text):
            raise ValueError(f"a figure stands in plain text; make it a fact or a ref: {self.text!r}")


@dataclass(frozen=True)
class FactRef:
    """A figure of the plan, shown in a format of `model.units`."""

    id: str
    """stage/table/key/column"""
    format: str = ""
    """empty: the format of the column's type"""
    with_unit: bool = True
    """False in table cells whose column states the unit"""


@dataclass(frozen=True)
class Ref:
    """Words that hold digits but are no figure: an article of law, a date, a caption number, a name, a person's own text."""

    kind: str
    text: str
    target: str = ""
    """anchor it leads to, if any; of a page beside the plan: its document's id, which only formats that have such pages follow"""

    def __post_init__(self) -> None:
        if self.kind not in REF_KINDS:
            raise ValueError(f"unknown kind of ref {self.kind!r}; known: {REF_KINDS}")


Run = Text | FactRef | Ref
Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 = part, 2 = one of the law's headings, 3 and 4 below."""

    level: int
    runs: Runs
    anchor: str
    number: str = ""
    """as printed, e.g. 1.2; renderers do not number again"""
    answers: tuple[str, ...] = ()
    modelled: bool = False
    follows: bool = False
    """whether a part goes on where the one before it ends, instead of a page of its own"""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; style: body, bullet, note, lead, source."""

    runs: Runs
    anchor: str = ""
    style: str = "body"
    answers: tuple[str, ...] = ()
    modelled: bool = False
    written: str = ""
    """file in text/ when a person wrote it"""
    signed_role: str = ""
    signed_on: str = ""
    closes: bool = True
    """whether its signature stands below it: at the end of what was signed"""
    place: str = ""
    """text~anchor when a person wrote it"""


WIDE_FROM = 10
"""number of columns from which a table lies on its side, or scrolls on a screen"""


@dataclass(frozen=True)
class TableColumn:
    """A column as printed: id, title, unit under the title, alignment."""

    id: str
    title: str
    unit: str = ""
    align: str = "left"


@dataclass(frozen=True)
class TableRow:
    """A row: its key (for completeness checks) and one tuple of runs per column."""

    key: str
    cells: tuple[Runs, ...]


@dataclass(frozen=True)
class TableBlock:
    """A table with caption; the last row is a total when `total_row`."""

    id: str
    caption: Runs
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    anchor: str
    number: str = ""
    """caption number as printed, e.g. 표 2-3"""
    total_row: bool = False
    once: tuple[int, ...] = ()
    """columns that say the same in every row: printed once, under the table"""
    answers: tuple[str, ...] = ()
    modelled: bool = False
    note: Runs = ()
    """source line under the table"""

    @property
    def shown(self) -> list[tuple[int, TableColumn]]:
        """The columns that stand in the table, with their place in a row."""
        return [(at, column) for at, column in enumerate(self.columns) if at not in self.once]

    @property
    def wide(self) -> bool:
        """Whether it needs a page that lies on its side."""
        return len(self.shown) >= WIDE_FROM

    @property
    def below(self) -> Runs:
        """The line under the table: what all rows say alike, then the note."""
        runs: list[Run] = []
        for at in self.once:
            runs += [Text("  " if runs else ""), _plain(f"{self.columns[at].title}: "), *self.rows[0].cells[at]]
        return (*runs, Text("  "), *self.note) if runs and self.note else tuple(runs) or self.note


@dataclass(frozen=True)
class Figure:
    """A map or chart as SVG; `facts` are the figures drawn in it."""

    id: str
    kind: str
    """map | chart"""
    svg: str
    width_px: int
    height_px: int
    alt: str
    caption: Runs
    anchor: str
    number: str = ""
    facts: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    modelled: bool = False
    note: Runs = ()


@dataclass(frozen=True)
class Gap:
    """Something required that is not there yet; printed as a box 작성 필요 (to be written)."""

    requirement: str
    """what is missing, in words"""
    ask: str
    anchor: str
    answers: tuple[str, ...] = ()
    modelled: bool = False
    place: str = ""
    """text~anchor when a text that only people can write would fill it"""
    table: str = ""
    """id of the table, map or chart that has nothing to show"""


Block = Heading | Paragraph | TableBlock | Figure | Gap


@dataclass(frozen=True)
class Document:
    """The whole plan, or a short document on it, in reading order."""

    title: str
    subtitle: str
    city: str
    status: str
    """e.g. 예시, 공식 계획 아님"""
    as_of: str
    blocks: tuple[Block, ...]
    id: str = "plan"
    """name of its files"""
    form: str = "plan"
    """how it is laid out: plan, summary, leaflet"""
    most_pages: int = 0
    """pages of paper it may take; letters shrink until it fits. Zero: as many as it needs"""
    beside: tuple[tuple[str, str], ...] = ()
    """the other documents of the same plan: id and title"""


def _plain(words: str) -> Run:
    """A name as a run, also when it holds digits."""
    return Ref("name", words) if re.search(r"[0-9]", words) else Text(words)
