"""Collect filled forms: who sent what, what is missing, what conflicts; sound tables go into the city's rows, nothing is guessed.

A table with a faulty cell or a conflict is not written; the others are. A row that comes back replaces the city's row of
the same key, and that is said; other rows stay as they are.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dosi.model.errors import Fault, Faults, nearest
from dosi.model.table import KEY_JOIN, Column, Table
from dosi.sources import city as city_folder
from dosi.sources import forms as declared
from dosi.sources.cells import Rows, numbered
from dosi.sources.forms import Filled, Form
from dosi.sources.masking import of_faults
from dosi.sources.rows import checked, permitted, text_rows, wanted_of
from dosi.sources.titles import TITLES

AS_FORM_COUNTS = re.compile(r", column (\w[\w.-]*)$")


@dataclass(frozen=True)
class Read:
    """A sheet as it was understood: its rows as people wrote them, and what was converted or left out."""

    filled: Filled
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    understood: tuple[str, ...]


@dataclass(frozen=True)
class Came:
    """A row that came back, and where it stands."""

    filled: Filled
    number: int
    cells: Mapping[str, str]
    """as values: labels turned into what they stand for"""
    row: Mapping[str, Any]

    @property
    def where(self) -> str:
        """Workbook, sheet and row."""
        return f"{self.filled.where}, row {self.number}"


@dataclass(frozen=True)
class Sent:
    """What one workbook brought."""

    workbook: str
    department: str
    sender: str
    date: str
    rows: Mapping[str, int]
    """sheet -> rows filled in"""


@dataclass(frozen=True)
class Written:
    """A table that was written."""

    table: str
    title: str
    file: str
    new: int
    replaced: tuple[str, ...]
    """keys whose row was another before"""
    kept: int


@dataclass(frozen=True)
class Missing:
    """A form that nobody has filled in, now or before."""

    table: str
    title: str
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Collected:
    """The report of a collection."""

    sent: tuple[Sent, ...]
    written: tuple[Written, ...]
    missing: tuple[Missing, ...]
    not_forms: tuple[str, ...]
    """files of the folder that are no form of dosi"""
    faults: tuple[Fault, ...]
    understood: tuple[str, ...] = ()
    """what was converted or left out on reading, one line each"""

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def collect(folder: Path, city: Path) -> Collected:
    """Read the filled workbooks of a folder into the city's rows."""
    where = city_folder.roots(city)
    _, shelf = city_folder.read(where)
    forms = {f.kind.name: f for f in declared.declared(where, shelf)}
    books, others, faults = declared.workbooks(folder)
    faulty: set[str] = set()
    read: dict[str, list[Read]] = {}
    for sheet in (s for book in books for s in book.sheets):
        form = forms.get(sheet.table)
        if form is None:
            faults.add(f'Form "{sheet.table}": is not known', sheet.where, sheet.table, "a form of this city's catalogue",
                       nearest(sheet.table, forms) or "make the forms anew with dosi new")  # fmt: skip
            continue
        read.setdefault(sheet.table, []).append(_understood(form, sheet, faults, faulty))
    brought = _titles(forms, read)
    came: dict[str, list[Came]] = {}
    for table, sheets in read.items():
        values = [[(number, _values(forms[table], one.filled, cells, brought)) for number, cells in one.rows] for one in sheets]
        _number(forms[table].kind, [cells for rows in values for _, cells in rows], city)
        came[table] = [c for one, rows in zip(sheets, values, strict=True) for c in _checked(forms[table], one.filled, rows, faults, faulty)]
    counts = {(one.filled.workbook, one.filled.sheet): len(one.rows) for sheets in read.values() for one in sheets if one.rows}
    sent = [Sent(b.name, b.department, b.sender, b.date, {s.sheet: counts[b.name, s.sheet] for s in b.sheets if (b.name, s.sheet) in counts}) for b in books]
    for table, rows in came.items():
        _known(forms[table], rows, came, faults, faulty)
        _alike(forms[table], rows, faults, faulty)
    written = [w for table, rows in came.items() if rows and table not in faulty and (w := _write(forms[table].kind, rows, city, faults))]
    there = {w.table for w in written} | {t for t, rows in came.items() if rows}
    missing = [Missing(t, f.kind.ko, f.departments) for t, f in forms.items() if t not in there and not f.may_be_empty and not _has_rows(shelf.named(t))]
    return Collected(tuple(sent), tuple(written), tuple(missing), tuple(others), tuple(dict.fromkeys(of_faults(faults.found))),
                     tuple(f"{one.filled.where}: {words}" for sheets in read.values() for one in sheets for words in one.understood))  # fmt: skip


def _has_rows(table: Table) -> bool:
    return bool(len(table)) and bool(table.rows["source"].astype("str").str.startswith("city:").any())


def _titles(forms: Mapping[str, Form], read: Mapping[str, Iterable[Read]]) -> dict[str, dict[str, str]]:
    """What rows that come back are called: by table, title -> key; another form may name them so, unless two have the same title."""
    made: dict[str, dict[str, set[str]]] = {}
    for table, sheets in read.items():
        kind = forms[table].kind
        title = next((c for c in TITLES if c in kind.columns), "")
        for cells in (cells for one in sheets for _, cells in one.rows):
            if cells.get(title, "").strip() and cells.get(kind.key[0], "").strip():
                made.setdefault(table, {}).setdefault(cells[title].strip(), set()).add(cells[kind.key[0]].strip())
    return {table: {title: next(iter(keys)) for title, keys in titles.items() if len(keys) == 1} for table, titles in made.items()}


def _understood(form: Form, sheet: Filled, faults: Faults, faulty: set[str]) -> Read:
    """The rows of a sheet as any table is read; heads that are not the form's any more are faults."""
    mine = Faults()
    rows = declared.understood(form, sheet, mine)
    if mine.found:
        faulty.add(sheet.table)
        faults.found.extend(_in_the_words_of(form, sheet, fault) for fault in mine.found)
    for name, column in ((n, c) for n, c in form.columns.items() if n in sheet.letters):
        head = sheet.heads.get(name, column.column.ko)
        if not declared.head_holds(column.column, head):  # a unit that is not understood would be lost without a word
            faults.add(f'{form.kind.ko}: the head of column "{column.column.ko}" was changed', f"{sheet.where}, row {sheet.head_row}, column {sheet.letters[name]}", head,
                       column.column.ko, "write the head back as it was sent, and the values in its own unit (money in whole won)")  # fmt: skip
            faulty.add(sheet.table)
    for name in [n for n, c in form.columns.items() if n not in sheet.letters and not c.column.optional]:
        faults.add(f'{form.kind.ko}: column "{name}" is missing', f"{sheet.where}, row 1", ", ".join(sheet.letters), name, "fill in the form as it was sent")
        faulty.add(sheet.table)
    return Read(sheet, tuple(rows.rows), tuple(rows.understood))


def _values(form: Form, sheet: Filled, shown: Mapping[str, str], brought: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """A row with labels turned into what they stand for."""
    return {n: c.value(shown[n], brought.get(c.joins, {})) for n, c in form.columns.items() if n in sheet.letters}


def _number(kind: type[Table], rows: list[dict[str, str]], city: Path) -> None:
    """Number the rows that nobody has: a row that the city has already, or that came twice, keeps one number; others take one that is free."""
    if not kind.numbered_by:
        return
    name, group = kind.numbered_by, [k for k in kind.key if k != kind.numbered_by]
    numbers: dict[tuple[str, ...], str] = {}
    there = [dict(cells) for _, cells in _kept(kind, city)]
    for cells in (*there, *rows):
        if cells.get(name):
            numbers.setdefault(_content(kind, cells), cells[name])
    fresh = []
    for cells in rows:
        if not cells.get(name):
            content = _content(kind, cells)
            if content in numbers:
                cells[name] = numbers[content]
            else:
                numbers[content] = ""
                fresh.append(cells)
    numbered([*there, *(c for c in rows if c.get(name)), *fresh], name, group)
    again = {_content(kind, cells): cells[name] for cells in fresh}
    for cells in rows:
        cells[name] = cells.get(name) or again[_content(kind, cells)]


def _content(kind: type[Table], cells: Mapping[str, str]) -> tuple[str, ...]:
    """What a row says, but for its number, however it is spelt."""
    return tuple(_plain(column, cells.get(n, "").strip()) for n, column in kind.columns.items() if n != kind.numbered_by)


def _plain(column: Column, text: str) -> str:
    try:
        return declared.text_of(column.parse(text)) if text else ""
    except ValueError:
        return text  # its own fault


def _checked(form: Form, sheet: Filled, rows: Iterable[tuple[int, Mapping[str, str]]], faults: Faults, faulty: set[str]) -> list[Came]:
    """The rows of a sheet under the declaration of their table."""
    made = []
    seen: dict[tuple[Any, ...], int] = {}
    for number, cells in rows:
        mine = Faults()
        row = checked(form.kind, dict(cells), sheet.where, number, mine)
        key = tuple(row.get(k) for k in form.kind.key)
        if key in seen and None not in key:  # an empty or faulty key has its own fault
            mine.add(f'{form.kind.ko} "{_named(key)}": stands twice', f"{sheet.where}, rows {seen[key]} and {number}", _named(key),
                     f"every {', '.join(form.kind.columns[k].ko for k in form.kind.key)} once", "remove or rename one of the rows")  # fmt: skip
        seen.setdefault(key, number)
        if mine.found:
            faulty.add(sheet.table)
            faults.found.extend(_in_the_words_of(form, sheet, fault) for fault in mine.found)
        made.append(Came(sheet, number, cells, row))
    return made


def _named(key: Iterable[Any]) -> str:
    return KEY_JOIN.join("" if k is None else str(k) for k in key)


def _in_the_words_of(form: Form, sheet: Filled, fault: Fault) -> Fault:
    """Column as the sheet letters and titles it; choices as they are shown."""
    match = AS_FORM_COUNTS.search(fault.where)
    if not match or match[1] not in form.columns:
        return fault
    column = form.columns[match[1]]
    where = f"{fault.where[: match.start()]}, column {sheet.letters.get(match[1], '?')} ({column.column.ko})"
    choices = bool(column.choices) and fault.expected == permitted(column.column.choices)
    return Fault(fault.what, where, fault.found, ", ".join(column.choices.values()) if choices else fault.expected, fault.fix)


def _known(form: Form, rows: Iterable[Came], came: Mapping[str, list[Came]], faults: Faults, faulty: set[str]) -> None:
    """Labels that stand for nothing: neither a choice of the form nor a key that comes back with the others."""
    for name, column in form.columns.items():
        if column.column.choices or column.column.type == "bool":
            continue  # judged with the cell
        if any(next(iter(c.row.values())) is None for c in came.get(column.joins, [])):
            continue  # a row there has lost its key, which is told; what it would have been called is not known
        more = {str(next(iter(c.row.values()))) for c in came.get(column.joins, [])}  # the key stands first
        for one in rows:
            for part, near in declared.unknown(column, one.cells.get(name, ""), more):
                faulty.add(form.kind.name)
                names = [*column.choices.values(), *sorted(more - set(column.choices))]
                faults.add(f'{form.kind.ko} "{_named(one.row.get(k) for k in form.kind.key)}": "{part}" is not known',
                           f"{one.where}, column {one.filled.letters.get(name, '?')} ({column.column.ko})", part,
                           ", ".join(names[:30]) + (" ..." if len(names) > 30 else ""), near or "choose from the list")  # fmt: skip


def _alike(form: Form, rows: Iterable[Came], faults: Faults, faulty: set[str]) -> None:
    """Rows of one key in several workbooks must say the same; where they do not, both are shown and neither is taken."""
    by_key: dict[tuple[Any, ...], list[Came]] = {}
    for one in rows:
        key = tuple(one.row.get(k) for k in form.kind.key)
        if None not in key:
            by_key.setdefault(key, []).append(one)
    for key, its in by_key.items():
        first = its[0]
        for other in its[1:]:
            if other.filled.workbook == first.filled.workbook and other.filled.sheet == first.filled.sheet:
                continue  # said already: stands twice
            differ = [n for n in form.columns if first.row.get(n) != other.row.get(n)]
            if differ:
                faulty.add(form.kind.name)
                said = [", ".join(f"{form.columns[n].column.ko} {form.columns[n].shown(c.cells.get(n, '')) or '(빈칸)'}" for n in differ) for c in (first, other)]
                faults.add(f'{form.kind.ko} "{_named(key)}": two workbooks say different things', f"{first.where} and {other.where}", f"{said[0]} / {said[1]}",
                           "one answer", "agree on one row and remove the other; neither was taken")  # fmt: skip


def _path(kind: type[Table], city: Path) -> Path:
    """The city's file of a table."""
    return city / f"{kind.name if kind.name.startswith(('rows/', 'voice/')) else 'rows/' + kind.name}.csv"


def _kept(kind: type[Table], city: Path) -> Rows:
    """The rows that the city's file has already."""
    path = _path(kind, city)
    return text_rows(path, f"city:{path.relative_to(city).as_posix()}", wanted_of(kind), kind.key).rows if path.is_file() else []


def _write(kind: type[Table], rows: Iterable[Came], city: Path, faults: Faults) -> Written | None:
    """Put the rows into the city's file: same key replaced in its place, others added below, the rest untouched."""
    path = _path(kind, city)
    if path.with_suffix(".xlsx").is_file():
        faults.add(f"{kind.ko}: the city keeps this table as an Excel file", f"city:{path.with_suffix('.xlsx').relative_to(city).as_posix()}", "an .xlsx file",
                   path.name, f"save it as {path.name} and remove the Excel file, then collect again")  # fmt: skip
        return None
    fresh = {tuple(one.row[k] for k in kind.key): {n: declared.text_of(one.row.get(n)) for n in kind.columns} for one in rows}
    new, replaced, kept = set(fresh), [], 0
    lines: list[dict[str, str]] = []
    for _, cells in _kept(kind, city):
        key = tuple(kind.columns[k].parse(cells[k].strip()) for k in kind.key)
        if key not in fresh:
            kept += 1
            lines.append({n: cells.get(n, "") for n in kind.columns})
            continue
        before = {n: declared.text_of(c.parse(t)) if (t := cells.get(n, "").strip()) else "" for n, c in kind.columns.items()}
        if before != fresh[key]:
            replaced.append(_named(key))
        new.discard(key)
        lines.append(fresh[key])
    lines += [cells for key, cells in fresh.items() if key in new]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(kind.columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    beside.replace(path)
    return Written(kind.name, kind.ko, path.relative_to(city).as_posix(), len(new), tuple(replaced), kept)


def as_text(report: Collected) -> str:
    """The report for people."""
    lines = ["받은 서식 (received)"]
    for s in report.sent:
        about = ", ".join(filter(None, (s.department or "부서 모름", s.sender or "작성자 모름", s.date or "작성일 모름")))
        lines.append(f"  {s.workbook}: {about}")
        lines += [f"    {sheet}: {n}행" for sheet, n in s.rows.items()] or ["    채운 시트가 없음 (nothing filled in)"]
    lines += [f"  서식이 아님 (not a form, left alone): {name}" for name in report.not_forms]
    if report.understood:
        lines += [f"읽은 방법 (understood): {len(report.understood)}", *(f"  {words}" for words in report.understood)]
    lines.append(f"쓴 표 (written): {len(report.written)}")
    for w in report.written:
        lines.append(f"  {w.file}: 새로 {w.new}, 바뀜 {len(w.replaced)}{' (' + ', '.join(w.replaced) + ')' if w.replaced else ''}, 그대로 {w.kept}")
    lines.append(f"아무도 채우지 않은 서식 (missing): {len(report.missing)}")
    lines += [f"  {', '.join(m.departments)}: {m.title}" for m in report.missing]
    return "\n".join(lines)
