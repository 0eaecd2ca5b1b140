"""Say what the office files of a plan hold, piece by piece, so that edits can be told when a file comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dosi.model.blocks import Block, Document, FactRef, Figure, Heading, Paragraph, Runs, TableBlock
from dosi.model.facts import Facts
from dosi.model.office import OF_BLOCK, OF_TEXT, Exported, Piece, mark

MODELLED = "모형값 (modelled)"
GAP = "작성 필요"
AS_OF = "기준일"


def exported(document: Document, facts: Facts) -> Exported:
    """The lines and tables of a plan in reading order; the words are those that every office format prints."""
    cover = [document.status, document.city, document.title, document.subtitle, f"{AS_OF}  {document.as_of}"]
    pieces = [_line(words) for words in cover]
    for block, name in zip(document.blocks, marks(document), strict=True):
        pieces += _pieces(block, name, facts)
    return Exported(printable(document.city), printable(f"{document.title} {document.subtitle}"), document.as_of, tuple(p for p in pieces if p.words))


def marks(document: Document) -> list[str]:
    """For each block the bookmark that stands where it begins; empty for lines without an anchor. No name stands twice."""
    made: list[str] = []
    seen: set[str] = set()
    before = ""
    for block in document.blocks:
        place = place_of(block)
        name = ""
        if place and place != before:
            name = mark(OF_TEXT, place)
        elif block.anchor and not place:
            name = mark(OF_BLOCK, block.anchor)
        no = 2
        while name and name.casefold() in seen:
            name = mark(OF_TEXT if place else OF_BLOCK, f"{place or block.anchor}_{no}")
            no += 1
        seen.add(name.casefold())
        made.append(name)
        before = place
    return made


def place_of(block: Block) -> str:
    """The text people write that a block prints or asks for, as text~anchor; empty for computed blocks."""
    return "" if isinstance(block, (Heading, TableBlock, Figure)) else block.place


def words_of(runs: Runs, facts: Facts) -> str:
    """What runs say in print."""
    return printable("".join(facts.text(run) if isinstance(run, FactRef) else run.text for run in runs))


def printable(text: str) -> str:
    """A text without signs that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def _pieces(block: Block, name: str, facts: Facts) -> Iterator[Piece]:
    end = f"  {MODELLED}" if block.modelled else ""
    if isinstance(block, Heading):
        yield _line(f"{block.number}  {words_of(block.runs, facts)}{end}", name, heading=block.level)
    elif isinstance(block, Paragraph):
        yield _line(words_of(block.runs, facts) + end, name, block.place, block.style == "bullet")
        signed = ", ".join(filter(None, (block.signed_role, block.signed_on)))
        if signed and block.closes:
            yield _line(signed)
    elif isinstance(block, TableBlock):
        yield _line(f"{block.number}  {words_of(block.caption, facts)}{end}", name)
        yield Piece(table_texts(block, facts), is_table=True)
        yield _line(words_of(block.below, facts))
    elif isinstance(block, Figure):
        yield _line(f"{block.number}  {words_of(block.caption, facts)}{end}", name)
        yield _line(words_of(block.note, facts))
    else:
        yield replace(_line(f"{GAP}  {block.requirement}{end}", name, block.place), asked=bool(block.place))
        yield replace(_line(block.ask, "", block.place), asked=bool(block.place))


def table_texts(block: TableBlock, facts: Facts) -> tuple[tuple[str, ...], ...]:
    """The cells of a table as printed, its head first."""
    head = tuple(f"{column.title}\n({column.unit})" if column.unit else column.title for _, column in block.shown)
    return (head, *(tuple(words_of(row.cells[at], facts) for at, _ in block.shown) for row in block.rows))


def _line(words: str, mark: str = "", place: str = "", bullet: bool = False, heading: int = 0) -> Piece:
    return Piece(((printable(words),),), False, bullet, mark, place, heading)
