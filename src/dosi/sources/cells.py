"""Understand the cells below a known head: money with its unit, percent, years, labels, numbers of rows; each is told in one line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dosi.model.table import plain_number

Cells = dict[str, str]
Rows = list[tuple[int, Cells]]
"""rows as the file numbers them"""

MONEY = {"원": 1, "천원": 10**3, "만원": 10**4, "백만원": 10**6, "천만원": 10**7, "억원": 10**8, "십억원": 10**9}
"""units of money that may stand in a header, in won"""
PERCENT = ("%", "퍼센트", "percent")
AMOUNT = re.compile(rf"(.*\d\)?)\s*({'|'.join(sorted(MONEY, key=len, reverse=True))})")
"""an amount with its unit in the cell"""
YES_NO = {"yes": "예", "no": "아니오"}
"""what a cell of truth holds, as people write it"""
YEAR = re.compile(r"(\d{4})\s*년도?")
NUMBERS = ("won", "int", "number")
IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*$")


@dataclass(frozen=True)
class Wanted:
    """A column that may stand in a grid: the names it may bear, and its type (of model.table; empty: any)."""

    names: tuple[str, ...]
    type: str = ""
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    """the values it may hold, each with the label that people see"""
    also: tuple[str, ...] = ()
    """weaker names: they count where no other column bears them"""
    counts: bool = False
    """numbers the rows of the same key where the cell is empty"""


@dataclass(frozen=True)
class Head:
    """What stands over the rows: the columns' own names, their titles as written, and the unit of the whole table if a line gives one."""

    names: list[str]
    titles: list[str]
    unit: str = ""


def tight(title: str) -> str:
    """A title as titles are compared: no blanks, one kind of middle dot, small letters."""
    return re.sub(r"[·ㆍ‧・]", "·", re.sub(r"\s+", "", title)).casefold()


def convert(rows: Rows, head: Head, wanted: Mapping[str, Wanted], said: list[str]) -> None:
    """Money in thousands or millions to won, percent to shares, exactly; the unit stands in the cell, in the header or in a line above it."""
    for name, title in zip(head.names, head.titles, strict=True):
        about = wanted.get(name)
        if about is None:
            continue
        if about.type == "won":
            _to_won(rows, name, title, head.unit, said)
        elif about.type == "share":
            inside = IN_BRACKETS.search(title)
            if inside and any(u in PERCENT for u in units(inside[1])):
                for _, cells in rows:
                    cells[name] = _times(cells[name], Decimal("0.01"))
                said.append(f"{title}: 퍼센트를 비율로 바꾸었다(÷100)")
        elif about.type == "year":
            bare = _each(rows, name, lambda text: found[1] if (found := YEAR.fullmatch(text)) else text)
            if bare:
                said.append(f"{title}: 연도에 붙은 '년'을 떼고 읽었다({_listed(bare)}행)")
        if about.type in NUMBERS:
            minus = [number for number, cells in rows if cells[name][:1] in ("△", "▲", "(") and amount(cells[name]) is not None]
            if minus:
                said.append(f"{title}: △나 괄호로 쓴 수를 음수로 읽었다({_listed(minus)}행)")


def _to_won(rows: Rows, name: str, title: str, line: str, said: list[str]) -> None:
    """Amounts of a column in won; a unit in a cell counts before that of the header."""
    inside = IN_BRACKETS.search(title)
    unit = next((u for u in units(inside[1] if inside else line) if u in MONEY), "원")
    own: dict[str, list[int]] = {}
    for number, cells in rows:
        if (found := AMOUNT.fullmatch(cells[name])) and amount(found[1]) is not None:
            own.setdefault(found[2], []).append(number)
            cells[name] = _times(found[1], Decimal(MONEY[found[2]]))
        elif unit != "원":
            cells[name] = _times(cells[name], Decimal(MONEY[unit]))
    if unit != "원":
        said.append(f"{title}: {unit}을 원으로 바꾸었다(×{MONEY[unit]:,})")
    said += [f"{title}: 칸에 쓴 {word} 단위를 원으로 바꾸었다(×{MONEY[word]:,}, {_listed(numbers)}행)" for word, numbers in own.items()]


def units(text: str) -> list[str]:
    """The units that brackets or a line above a table name."""
    return [re.sub(r"^단위[::]", "", re.sub(r"\s+", "", part)) for part in re.split(r"[,·/]", text)]


def _each(rows: Rows, name: str, change: Callable[[str], str]) -> list[int]:
    """Change every cell of a column; the rows in which that made a difference."""
    changed = []
    for number, cells in rows:
        if (made := change(cells[name])) != cells[name]:
            cells[name] = made
            changed.append(number)
    return changed


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:5])) + (f" 등 {len(numbers)}" if len(numbers) > 5 else "")


def meant(shown: str, choices: Mapping[str, str]) -> str:
    """The value that a cell stands for: the value itself or its label, whatever the blanks and the case; anything else stays, for its fault.

    >>> meant("구축 비", {"capital": "구축비"}), meant("Capital", {"capital": "구축비"}), meant("구축", {"capital": "구축비"})
    ('capital', 'capital', '구축')
    """
    if shown in choices:
        return shown
    named: dict[str, set[str]] = {}
    for value, label in choices.items():
        named.setdefault(tight(label), set()).add(value)
    values = {tight(value): {value} for value in choices}
    fits = values.get(tight(shown)) or named.get(tight(shown), set())
    return next(iter(fits)) if len(fits) == 1 else shown  # a label that two values bear means neither


def labels(rows: Rows, wanted: Mapping[str, Wanted], said: list[str]) -> None:
    """Labels as the values they stand for, said once for a column."""
    for name, about in wanted.items():
        read: dict[str, str] = {}
        for _, cells in rows if about.choices else []:
            value = meant(cells.get(name, ""), about.choices)
            if value != cells.get(name, ""):
                read[cells[name]] = value
                cells[name] = value
        if read:
            said.append(f"{about.names[0] if about.names else name}: 이름을 기호로 읽었다({', '.join(f'{a} = {b}' for a, b in list(read.items())[:6])})")


def count(rows: Rows, wanted: Mapping[str, Wanted], key: Sequence[str]) -> None:
    """Number the rows of the same key where nobody has, with the numbers that are free."""
    for name in [n for n, about in wanted.items() if about.counts]:
        numbered([cells for _, cells in rows], name, [k for k in key if k != name])


def numbered(rows: Sequence[Cells], name: str, group: Sequence[str]) -> None:
    """Give every row without a number the least one that is free among the rows of the same group."""
    taken: dict[tuple[str, ...], set[str]] = {}
    for cells in rows:
        taken.setdefault(tuple(cells.get(k, "").strip() for k in group), set()).add(cells.get(name, "").strip())
    for cells in rows:
        if not cells.get(name, "").strip():
            held = taken[tuple(cells.get(k, "").strip() for k in group)]
            cells[name] = next(str(n) for n in itertools.count(1) if str(n) not in held)
            held.add(cells[name])


def _times(text: str, factor: Decimal) -> str:
    """A number as text times a factor, exactly; what is no number stays as it is."""
    try:
        product = Decimal(plain_number(text)) * factor
    except (ValueError, ArithmeticError):
        return text
    return format(product.normalize(), "f")


def amount(text: str) -> Decimal | None:
    try:
        return Decimal(plain_number(text)) if text else None
    except (ValueError, ArithmeticError):
        return None
