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
from dosi.model.table import KEY_JOIN, Table
from dosi.sources import city as city_folder
from dosi.sources import forms as declared
from dosi.sources.forms import Filled, Form, Workbook
from dosi.sources.rows import checked, text_rows, wanted_of

AS_FORM_COUNTS = re.compile(r", column (\w+)$")


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
        return f"{self.filled.workbook}, sheet {self.filled.sheet}, row {self.number}"


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

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def collect(folder: Path, city: Path) -> Collected:
    """Read the filled workbooks of a folder into the city's rows."""
    where = city_folder.roots(city)
    _, shelf = city_folder.read(where)
    forms = {f.kind.name: f for f in declared.declared(where, shelf)}
    books, others, faults = declared.workbooks(folder)
    brought = _titles(forms, books)
    faulty: set[str] = set()
    came: dict[str, list[Came]] = {}
    sent = []
    for book in books:
        counts = {}
        for sheet in book.sheets:
            form = forms.get(sheet.table)
            if form is None:
                faults.add(f'Form "{sheet.table}": is not known', f"{sheet.workbook}, sheet {sheet.sheet}", sheet.table, "a form of this city's catalogue",
                           nearest(sheet.table, forms) or "make the forms anew with dosi new")  # fmt: skip
                continue
            rows = _read(form, sheet, brought, faults, faulty)
            counts[sheet.sheet] = len(rows)
            came.setdefault(sheet.table, []).extend(rows)
        sent.append(Sent(book.name, book.department, book.sender, book.date, {s: n for s, n in counts.items() if n}))
    for table, rows in came.items():
        _known(forms[table], rows, came, faults, faulty)
        _alike(forms[table], rows, faults, faulty)
    written = [w for table, rows in came.items() if rows and table not in faulty and (w := _write(forms[table].kind, rows, city, faults))]
    there = {w.table for w in written} | {t for t, rows in came.items() if rows}
    missing = [Missing(t, f.kind.ko, f.departments) for t, f in forms.items() if t not in there and not _has_rows(shelf.named(t))]
    return Collected(tuple(sent), tuple(written), tuple(missing), tuple(others), tuple(faults.found))


def _has_rows(table: Table) -> bool:
    return bool(len(table)) and bool(table.rows["source"].astype("str").str.startswith("city:").any())


def _titles(forms: Mapping[str, Form], books: Iterable[Workbook]) -> dict[str, dict[str, str]]:
    """What rows that come back are called: by table, title -> key; another form may name them so, unless two have the same title."""
    made: dict[str, dict[str, set[str]]] = {}
    for sheet in (s for book in books for s in book.sheets if s.table in forms):
        kind = forms[sheet.table].kind
        title = next((c for c in declared.TITLES if c in kind.columns), "")
        for _, cells in sheet.rows:
            if cells.get(title, "").strip() and cells.get(kind.key[0], "").strip():
                made.setdefault(sheet.table, {}).setdefault(cells[title].strip(), set()).add(cells[kind.key[0]].strip())
    return {table: {title: next(iter(keys)) for title, keys in titles.items() if len(keys) == 1} for table, titles in made.items()}


def _read(form: Form, sheet: Filled, brought: Mapping[str, Mapping[str, str]], faults: Faults, faulty: set[str]) -> list[Came]:
    """The rows of a sheet as values; rows that still hold only the choice they came with are not filled in."""
    waits = {(k, label) for k in form.kind.key[:1] for label in form.prefilled.values()}
    columns = {n: c for n, c in form.columns.items() if n in sheet.letters}
    for name, column in columns.items():
        head = sheet.heads.get(name, column.column.ko)
        if head != column.column.ko:  # a unit written into the head would be lost without a word
            faults.add(f'{form.kind.ko}: the head of column "{column.column.ko}" was changed', f"{sheet.workbook}, sheet {sheet.sheet}, row 4, column {sheet.letters[name]}", head,
                       column.column.ko, "write the head back as it was sent, and the values in its own unit (money in whole won)")  # fmt: skip
            faulty.add(sheet.table)
    for name in [n for n, c in form.columns.items() if n not in columns and not c.column.optional]:
        faults.add(f'{form.kind.ko}: column "{name}" is missing', f"{sheet.workbook}, sheet {sheet.sheet}, row 1", ", ".join(sheet.letters), name, "fill in the form as it was sent")
        faulty.add(sheet.table)
    rows = []
    seen: dict[tuple[Any, ...], int] = {}
    for number, shown in sheet.rows:
        given = [(n, t.strip()) for n, t in shown.items() if t.strip()]
        if len(given) == 1 and given[0] in waits:
            continue
        cells = {n: c.value(shown[n], brought.get(c.joins, {})) for n, c in columns.items()}
        mine = Faults()
        row = checked(form.kind, cells, f"{sheet.workbook}, sheet {sheet.sheet}", number, mine)
        key = tuple(row.get(k) for k in form.kind.key)
        if key in seen and None not in key:
            mine.add(f'{form.kind.ko} "{_named(key)}": stands twice', f"{sheet.workbook}, sheet {sheet.sheet}, rows {seen[key]} and {number}", _named(key),
                     f"every {', '.join(form.kind.columns[k].ko for k in form.kind.key)} once", "remove or rename one of the rows")  # fmt: skip
        seen.setdefault(key, number)
        if mine.found:
            faulty.add(sheet.table)
            faults.found.extend(_in_the_words_of(form, sheet, fault) for fault in mine.found)
        rows.append(Came(sheet, number, cells, row))
    return rows


def _named(key: Iterable[Any]) -> str:
    return KEY_JOIN.join("" if k is None else str(k) for k in key)


def _in_the_words_of(form: Form, sheet: Filled, fault: Fault) -> Fault:
    """Column as the sheet letters and titles it; choices as they are shown."""
    match = AS_FORM_COUNTS.search(fault.where)
    if not match or match[1] not in form.columns:
        return fault
    column = form.columns[match[1]]
    where = f"{fault.where[: match.start()]}, column {sheet.letters.get(match[1], '?')} ({column.column.ko})"
    choices = bool(column.choices) and fault.expected == ", ".join(column.column.choices)
    return Fault(fault.what, where, fault.found, ", ".join(column.choices.values()) if choices else fault.expected, fault.fix)


def _known(form: Form, rows: Iterable[Came], came: Mapping[str, list[Came]], faults: Faults, faulty: set[str]) -> None:
    """Labels that stand for nothing: neither a choice of the form nor a key that comes back with the others."""
    for name, column in form.columns.items():
        if column.column.choices or column.column.type == "bool":
            continue  # judged with the cell
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
        by_key.setdefault(tuple(one.row.get(k) for k in form.kind.key), []).append(one)
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


def _write(kind: type[Table], rows: Iterable[Came], city: Path, faults: Faults) -> Written | None:
    """Put the rows into the city's file: same key replaced in its place, others added below, the rest untouched."""
    path = city / f"{kind.name if kind.name.startswith('rows/') else 'rows/' + kind.name}.csv"
    if path.with_suffix(".xlsx").is_file():
        faults.add(f"{kind.ko}: the city keeps this table as an Excel file", f"city:{path.with_suffix('.xlsx').relative_to(city).as_posix()}", "an .xlsx file",
                   path.name, f"save it as {path.name} and remove the Excel file, then collect again")  # fmt: skip
        return None
    fresh = {tuple(one.row[k] for k in kind.key): {n: declared.text_of(one.row.get(n)) for n in kind.columns} for one in rows}
    new, replaced, kept = set(fresh), [], 0
    lines: list[dict[str, str]] = []
    for _, cells in text_rows(path, f"city:{path.relative_to(city).as_posix()}", wanted_of(kind), kind.key).rows if path.is_file() else []:
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
    lines.append(f"쓴 표 (written): {len(report.written)}")
    for w in report.written:
        lines.append(f"  {w.file}: 새로 {w.new}, 바뀜 {len(w.replaced)}{' (' + ', '.join(w.replaced) + ')' if w.replaced else ''}, 그대로 {w.kept}")
    lines.append(f"아무도 채우지 않은 서식 (missing): {len(report.missing)}")
    lines += [f"  {', '.join(m.departments)}: {m.title}" for m in report.missing]
    return "\n".join(lines)
