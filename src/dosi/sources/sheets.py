"""Understand a grid as planners keep it: titles above the header, units in the header, double headers, totals, footnotes.

What is unmistakable is converted exactly and told in one line each; what is doubtful stays as it is, to become a fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dosi.model.errors import Faults
from dosi.sources.cells import IN_BRACKETS as IN_BRACKETS  # for readers that know this room only
from dosi.sources.cells import NUMBERS, Cells, Head, Rows, amount, convert, count, labels, tight
from dosi.sources.cells import Wanted as Wanted

Grid = Sequence[Sequence[str]]

HEADER_WITHIN = 12
"""rows from the top in which the header is looked for"""
TOTALS = {"합계": "whole", "총계": "whole", "총합계": "whole", "계": "whole", "합": "whole", "total": "whole", "소계": "part", "subtotal": "part"}
"""words that make a row a total of all rows, or of the rows since the total before it"""
FOOTNOTE = re.compile(r"^(※|\*|주\s*[\d)):.]|주석|자료\s*[::]|출처\s*[::]|비고\s*[::]|\d+\s*\)|[①-⑳])")
UNIT_LINE = re.compile(r"[(\[〔<]?\s*단위\s*[::]\s*([^)\]〕>]+?)\s*[)\]〕>]?\s*$")
FULL_WIDTH = re.compile(r"[\uff01-\uff5e\u3000]")


@dataclass
class Sheet:
    """A grid understood: header, rows numbered as the file counts them, and what was understood, one line each."""

    header: list[str]
    head_row: int
    rows: Rows
    understood: list[str] = field(default_factory=list)


def understand(grid: Grid, wanted: Mapping[str, Wanted], key: Sequence[str], id: str, faults: Faults) -> Sheet:
    """Read a grid for a table of wanted columns; a total that is no sum, and a row of the wrong length, are faults."""
    said: list[str] = []
    cleaned = narrowed(grid, said)
    first, depth = _header_at(cleaned, wanted)
    names = _named(_titles(cleaned, first, depth), wanted)
    if first or depth > 1:
        said.append(f"머리글을 {first + 1}행에서 찾았다" if depth == 1 else f"머리글 {first + 1}·{first + depth}행을 하나로 읽었다")
    return below(cleaned, first + depth, Head(names, _titles(cleaned, first, depth), unit_line(cleaned[:first])), wanted, key, id, said, faults)


def below(grid: Grid, start: int, head: Head, wanted: Mapping[str, Wanted], key: Sequence[str], id: str, said: list[str], faults: Faults) -> Sheet:
    """The rows below a known head (`start`: its last row), without notes and totals, converted; for files and for filled forms alike."""
    rows = _without_notes(_lengths(grid, start, len(head.names), id, faults), head.names, said)
    made = [(number, dict(zip(head.names, cells, strict=True))) for number, cells in rows]
    convert(made, head, wanted, said)
    labels(made, wanted, said)
    kept = _without_totals(made, wanted, key, id, said, faults)
    count(kept, wanted, key)
    return Sheet(head.names, start, kept, said)


def narrowed(grid: Grid, said: list[str]) -> list[list[str]]:
    """A grid with full-width letters, digits and blanks as ordinary ones; said where there were any."""
    if any(not cell.isascii() and FULL_WIDTH.search(cell.strip()) for row in grid for cell in row):
        said.append("전각 글자를 반각으로 읽었다")
    return [[_narrow(cell) for cell in row] for row in grid]


def _narrow(cell: str) -> str:
    """A cell with full-width letters, digits and blanks as ordinary ones."""
    return cell.strip() if cell.isascii() else FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), cell).strip()


# The header


def _bare(title: str) -> str:
    """A title without what stands in brackets at its end."""
    return tight(IN_BRACKETS.sub("", title))


Known = Sequence[tuple[Callable[[str], str], Mapping[str, str]]]
"""ways to look a title up, the surest first: how it is compared, and the column that each name means"""


def _known(wanted: Mapping[str, Wanted]) -> Known:
    """Titles as they stand, then without their brackets, then by the lower of two joined rows, then by other usual words; what two columns bear means neither."""
    own: dict[str, set[str]] = {}
    usual: dict[str, set[str]] = {}
    for column, about in wanted.items():
        for form in {tight(column), *(f(name) for name in about.names for f in (tight, _bare))}:
            own.setdefault(form, set()).add(column)
        for form in {tight(name) for name in about.also}:
            usual.setdefault(form, set()).add(column)
    sure = {form: next(iter(columns)) for form, columns in own.items() if len(columns) == 1} | {tight(c): c for c in wanted}
    other = {form: next(iter(columns)) for form, columns in usual.items() if len(columns) == 1 and form not in own}
    return (tight, sure), (_bare, sure), (lambda title: _bare(title.rpartition(" ")[2]), sure), (tight, other), (_bare, other)


def _columns(titles: Sequence[str], known: Known) -> list[str | None]:
    """The column each title means."""
    made: list[str | None] = [None] * len(titles)
    for form, names in known:
        free = set(names.values()) - set(made)
        for at, title in enumerate(titles):
            if made[at] is None and names.get(form(title)) in free:
                made[at] = names[form(title)]
    return made


def _titles(grid: Grid, first: int, depth: int) -> list[str]:
    """The header's titles; of two rows, the upper one runs on over blanks and the lower one says more."""
    if depth == 1:
        return list(grid[first])
    upper: list[str] = []
    for cell in grid[first]:
        upper.append(cell or (upper[-1] if upper else ""))
    lower = [*grid[first + 1], *[""] * (len(upper) - len(grid[first + 1]))]
    return [f"{a} {b}".strip() if a != b else a for a, b in zip(upper, lower, strict=False)]


def _header_at(grid: Grid, wanted: Mapping[str, Wanted]) -> tuple[int, int]:
    """Row and depth of the header: where most wanted columns are named; the first row that says anything otherwise."""
    known = _known(wanted)
    filled = [at for at, row in enumerate(grid[:HEADER_WITHIN]) if any(row)]
    ranked = []
    for at in filled:
        for depth in (1, 2):
            if at + depth <= len(grid):
                titles = _titles(grid, at, depth)
                ranked.append((len(set(_columns(titles, known)) - {None}), -depth, -at))
    most, depth, at = max(ranked, default=(0, -1, 0))
    needed = sum(w.required for w in wanted.values())
    return (-at, -depth) if most >= max(1, min(2, needed)) else (filled[0] if filled else 0, 1)


def recognised(grid: Grid, wanted: Mapping[str, Wanted]) -> int:
    """How many wanted columns the header of a grid names."""
    if not any(any(row) for row in grid):
        return 0
    cleaned = [[_narrow(cell) for cell in row] for row in grid[: HEADER_WITHIN + 1]]
    return len(set(_columns(_titles(cleaned, *_header_at(cleaned, wanted)), _known(wanted))) - {None})


def _named(titles: Sequence[str], wanted: Mapping[str, Wanted]) -> list[str]:
    """The columns' own names where a title is known; other titles stay, to be told as unknown."""
    known = _known(wanted)
    return [column or title for column, title in zip(_columns(titles, known), titles, strict=True)]


def unit_line(above: Grid) -> str:
    """The unit that a line above the header gives for the whole table, e.g. (단위: 백만원)."""
    for row in above:
        for cell in row:
            if match := UNIT_LINE.search(cell):
                return match[1]
    return ""


# The rows


def _lengths(grid: Grid, start: int, length: int, id: str, faults: Faults) -> list[tuple[int, list[str]]]:
    rows = []
    for number, cells in enumerate(grid[start:], start=start + 1):
        held = list(cells)
        if not any(held):
            continue
        while len(held) > length and not held[-1]:
            held.pop()
        if len(held) != length and not _is_note(held):
            faults.add(f'File "{id}": a row has {len(held)} cells, the header {length}', f"{id}, row {number}",
                       ",".join(held)[:80], f"{length} cells", "quote cells that hold commas, or complete the row")  # fmt: skip
            continue
        rows.append((number, [*held[:length], *[""] * (length - len(held))]))
    return rows


def _is_note(cells: Sequence[str]) -> bool:
    filled = {c for c in cells if c}
    return len(filled) == 1 and bool(FOOTNOTE.match(next(iter(filled))))


def _without_notes(rows: list[tuple[int, list[str]]], names: Sequence[str], said: list[str]) -> list[tuple[int, list[str]]]:
    """Leave out footnotes: lines below the data that hold one cell and begin as notes do."""
    if len(names) < 2:
        return rows
    kept = list(rows)
    while kept and _is_note(kept[-1][1]):
        kept.pop()
    if len(kept) < len(rows):
        said.append(f"표 아래의 주석 {len(rows) - len(kept)}줄({', '.join(str(n) for n, _ in rows[len(kept):])}행)을 뺐다")
    return kept


def _without_totals(
    rows: Rows, wanted: Mapping[str, Wanted], key: Sequence[str], id: str, said: list[str], faults: Faults,
) -> Rows:  # fmt: skip
    """Check rows of totals against the rows they add up, and leave them out."""
    added = [n for n, w in wanted.items() if w.type in NUMBERS]
    kept: Rows = []
    part: list[Cells] = []
    left: list[int] = []
    unchecked: dict[str, None] = {}
    for number, cells in rows:
        word = next((TOTALS[w] for n in key if (w := re.sub(r"\s+", "", cells.get(n, "")).casefold()) in TOTALS), None)
        if word is None or not kept:
            kept.append((number, cells))
            part.append(cells)
            continue
        below = [c for _, c in kept] if word == "whole" else part
        for name in added:
            total, sums = amount(cells.get(name, "")), [amount(c.get(name, "")) for c in below]
            if total is not None and None in sums:
                unchecked[name] = None  # unknown is not zero
            elif total is not None and total != (expected := sum((s for s in sums if s is not None), Decimal(0))):
                faults.add(f'File "{id}": the total of {name} does not equal its rows', f"{id}, row {number}, column {name}", f"{total:,}",
                           f"{expected:,}, the sum of {len(sums)} rows", "correct the total or the rows, or remove the row of totals")  # fmt: skip
        left.append(number)
        part = []
    if left:
        words = f"합계 {len(left)}행({', '.join(map(str, left))}행)을 맞추어 보고 뺐다"
        said.append(words + (f". 빈 칸이 있어 맞추어 보지 못한 열: {', '.join(unchecked)}" if unchecked else ""))
    return kept


def filled_down(grid: list[list[str]], merged: Iterable[tuple[int, int, int, int]]) -> list[list[str]]:
    """A grid with the value of merged cells in each of them; ranges as first row, first column, last row, last column from 1."""
    made = [list(row) for row in grid]
    for top, left, bottom, right in merged:
        value = made[top - 1][left - 1]
        for row in range(top - 1, min(bottom, len(made))):
            for column in range(left - 1, min(right, len(made[row]))):
                made[row][column] = value
    return made
