"""In what figures of people and households are counted: one by one, or in thousands, as the header or a line above it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from dosi.model.errors import Faults, nearest
from dosi.sources.cells import IN_BRACKETS
from dosi.sources.layers.declared import Candidate, Layer, Notes
from dosi.sources.sheets import UNIT_LINE
from dosi.sources.vectors import Frame

MANY = {"": 1, "천": 10**3, "만": 10**4, "십만": 10**5, "백만": 10**6}
UNITS = {f"{many}{one}": (factor, one) for many, factor in MANY.items() for one in ("명", "인", "사람", "세대", "가구")}
"""what people and households are counted in: how many of what"""
OTHER = re.compile(r"%|퍼센트|원$|㎢|km2|㎡|m2|대$|건$|곳$|개$|개소$|년$|세$")
"""units of other things; a header that bears one is not counted in what the line above says"""


def units_of(words: str) -> list[str]:
    """The units that a bracket or a line names.

    >>> units_of("단위: 천 명, %"), units_of("명/천명")
    (['천명', '%'], ['명/천명'])
    """
    return [re.sub(r"^단위:?", "", re.sub(r"\s+", "", word)) for word in re.split(r"[,·;]", unicodedata.normalize("NFKC", words)) if word.strip()]


def bracketed(title: str) -> list[str]:
    """The units in the brackets at the end of a title."""
    found = IN_BRACKETS.search(unicodedata.normalize("NFKC", title).strip())
    return units_of(found[1]) if found else []


def titles_and_line(grid: Sequence[Sequence[str]], head_row: int, header: Sequence[str]) -> tuple[dict[str, str], str]:
    """By column the title that stands over it, and the units that a line above the header names for the whole table.

    The row over the header is part of it where it holds several titles, each running on over blanks; a single one is a line.
    """
    def row(at: int) -> list[str]:
        return [unicodedata.normalize("NFKC", cell).strip() for cell in grid[at]] if at >= 0 else []

    above = [row(at) for at in range(head_row - 1)]
    units = (match[1] for cells in above for cell in cells if (match := UNIT_LINE.search(cell)))
    alone = (", ".join(bracketed(cell)) for cells in above if len(set(cells) - {""}) == 1 for cell in cells if set(bracketed(cell)) & set(UNITS))
    upper = above[-1] if above and len(set(above[-1]) - {""}) > 1 and not any(UNIT_LINE.search(c) for c in above[-1]) else []
    lower, titles, held = row(head_row - 1), {}, ""
    for at, name in enumerate(header):
        held = (upper[at] if at < len(upper) else "") or held
        own = lower[at] if at < len(lower) else ""
        titles[name] = own if bracketed(own) or not held else held if bracketed(held) else own
    return titles, next(units, "") or next(alone, "")


def factor_of(layer: Layer, taken: Candidate, frame: Frame, role: str, certain: bool, notes: Notes, faults: Faults) -> int:
    """By how much the figures of a column are multiplied to count one by one; what was converted is told, what is doubtful asked.

    `certain`: the column can hold nothing but people, so that a line above the header that also names other units means it.
    """
    name = taken.columns[role]
    title = frame.titles.get(name) or name
    if taken.counted_in:
        if taken.counted_in not in UNITS:
            faults.add(f'Layer "{layer.id}": counted_in is not known', f"layers.toml, {taken.id}, counted_in", taken.counted_in, ", ".join(UNITS),
                       nearest(taken.counted_in, UNITS) or "write one of the units")  # fmt: skip
            return 1
        return _told(title, taken.counted_in, "layers.toml의 counted_in", notes)
    own = bracketed(title)
    if unit := next((u for u in own if u in UNITS), ""):
        return _told(title, unit, "", notes)
    line = units_of(frame.unit_line)
    many = [u for u in line if u in UNITS and UNITS[u][0] > 1]
    if not many or not taken.adds or (any(OTHER.search(u) for u in own) and not certain):  # rates and averages are counted in nothing
        return 1
    people = [u for u in line if u in UNITS and (not certain or UNITS[u][1] not in ("세대", "가구"))]
    factors = {UNITS[u][0] for u in people}
    if len(factors) == 1 and (certain or len(people) == len(line)):
        return _told(title, people[0], f"표 위의 단위({frame.unit_line})", notes)
    faults.add(f'File "{taken.id}": in what {title} is counted cannot be told', f"{taken.id}, column {title}", f"단위: {frame.unit_line}", f"one unit, e.g. {title}({many[0]})",
               f'write the unit into the header, or counted_in = "{many[0]}" (or "{UNITS[many[0]][1]}") into the candidate in layers.toml')  # fmt: skip
    return 1


def _told(title: str, unit: str, where: str, notes: Notes) -> int:
    factor, one = UNITS[unit]
    if factor > 1:
        notes.lines.append(f"{title}: {where + '에 따라 ' if where else ''}{unit}을 {one}으로 바꾸었다(×{factor:,})".replace("세대으로", "세대로").replace("가구으로", "가구로"))
    return factor
