"""Read rows that people keep (CSV, Excel) into a declared table, reporting every faulty cell at once."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.model.table import Source, Table
from dosi.sources import files, sheets
from dosi.sources.cells import YES_NO, Wanted

SEPARATORS = {",": "쉼표", ";": "쌍반점(;)", "\t": "탭"}
"""what may stand between the cells of a text file; the first is not worth saying"""


def grid_of(path: Path, id: str) -> list[list[str]]:
    """All cells of a text file or of the first sheet of a workbook, as text; merged cells each hold the common value."""
    return _cells_of(path, id, {})[0]


def _cells_of(path: Path, id: str, wanted: Mapping[str, Wanted]) -> tuple[list[list[str]], list[str]]:
    """The cells of a file, and how it was read where that is worth saying."""
    if path.suffix == ".xlsx":
        files.check_zip(path, id)
        from openpyxl import load_workbook

        try:
            grid = sheet_grid(load_workbook(path, data_only=True).worksheets[0])
        except Exception as trouble:  # a damaged workbook can fail anywhere in the reader
            raise InputFault([files.cut(id, str(trouble).splitlines()[0][:160] if str(trouble) else type(trouble).__name__)]) from None
        return grid, []
    text, encoding = files.in_encoding(files.unpacked(path, id), id)
    if text.count('"') % 2:
        raise InputFault([files.cut(id, "a quotation mark that is never closed")])
    said = ["UTF-16(엑셀의 유니코드 텍스트)으로 읽었다"] if encoding == "utf-16" else []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    grids = {mark: list(csv.reader(io.StringIO(text), delimiter=mark)) for mark in SEPARATORS if mark == "," or mark in text}
    mark = _separator(grids, wanted)
    return grids[mark], said + ([f"칸을 {SEPARATORS[mark]}으로 나누어 읽었다"] if mark != "," else [])


def _separator(grids: Mapping[str, list[list[str]]], wanted: Mapping[str, Wanted]) -> str:
    """What separates the cells: the mark by which most wanted columns are found; without wanted columns, one that the first line holds instead of commas."""
    if wanted:
        return max(grids, key=lambda mark: (sheets.recognised(grids[mark], wanted), mark == ","))
    first = {mark: len(next((row for row in grid if any(c.strip() for c in row)), [])) for mark, grid in grids.items()}
    return "," if first[","] > 1 else max(first, key=lambda mark: (first[mark], mark == ","))


def sheet_grid(sheet: Any) -> list[list[str]]:
    """The cells of a sheet of a workbook as text; merged cells each hold the common value."""
    grid = [["" if v is None or (isinstance(v, float) and math.isnan(v)) else cell_text(v) for v in row] for row in sheet.iter_rows(values_only=True)]
    return sheets.filled_down(grid, [(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges])


def text_rows(path: Path, id: str, wanted: Mapping[str, Wanted] | None = None, key: Sequence[str] = ()) -> sheets.Sheet:
    """Header and rows of a CSV or Excel file as text, for a table of the wanted columns; blank rows are skipped."""
    grid, said = _cells_of(path, id, wanted or {})
    if not any(c.strip() for row in grid for c in row) or (not wanted and not any(c.strip() for c in grid[0])):
        raise InputFault([Fault(f'File "{id}": has no header', id, "an empty first row", "column names in the first row",
                                "put the column names into the first row")])  # fmt: skip
    faults = Faults()
    sheet = sheets.understand(grid, wanted or {}, key, id, faults)
    for name in sorted({c for c in sheet.header if c and sheet.header.count(c) > 1}):
        faults.add(f'File "{id}": two columns are named {name}', f"{id}, row {sheet.head_row}, column {name}", name, "every column once", "remove or rename one of the columns")
    faults.raise_any()
    return replace(sheet, understood=said + sheet.understood)


def wanted_of(kind: type[Table]) -> dict[str, Wanted]:
    """What the columns of a declared table may be called, and what their cells may be written as."""
    return {name: Wanted((col.ko,), col.type, not col.optional, YES_NO if col.type == "bool" else col.choices, col.also, name == kind.numbered_by) for name, col in kind.columns.items()}


def cell_text(value: object) -> str:
    """A cell of a workbook as text."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value)


class Impossible(InputFault):
    """Every cell can be read, but some cannot be right beside each other; the table is there, so that its other faults are told as well."""

    def __init__(self, faults: Iterable[Fault], table: Table) -> None:
        super().__init__(faults)
        self.table = table


def read(kind: type[Table], found: Iterable[tuple[str, Path, Source]]) -> Table:
    """Read a table from its files in order; a later file's row replaces an earlier one of the same key.

    `found`: (id, path, source) of every file there is. Faults of all files come together.
    """
    faults, impossible = Faults(), Faults()
    by_key: dict[tuple[Any, ...], dict[str, Any]] = {}
    sources: list[Source] = []
    for id, path, source in found:
        try:
            sheet = text_rows(path, id, wanted_of(kind), kind.key)
        except InputFault as fault:
            faults.extend(fault)
            continue
        sources.append(replace(source, understood=tuple(sheet.understood)))
        _check_header(kind, sheet.header, f"{id}, row {sheet.head_row}", faults)
        seen: dict[tuple[Any, ...], int] = {}
        for number, cells in sheet.rows:
            row = _parsed(kind, cells, id, number, faults)
            _check_rules(kind, row, cells, f"{id}, row {number}", impossible)
            key = tuple(row.get(k) for k in kind.key)
            if key in seen and None not in key:  # an empty or faulty key has its own fault
                faults.add(f'{kind.ko} "{"~".join(map(str, key))}": stands twice', f"{id}, rows {seen[key]} and {number}",
                           "~".join(map(str, key)), f"every {', '.join(kind.key)} once", "remove or rename one of the rows")  # fmt: skip
            seen[key] = number
            by_key[key] = row | {"source": source.id}
    if faults.found:
        raise InputFault([*faults.found, *impossible.found])
    frame = pd.DataFrame(list(by_key.values()), columns=[*kind.columns, "source"])
    table = kind(frame, sources=sources or [Source(f"rows:{kind.name}", "", kind="none")])
    if impossible.found:
        raise Impossible(impossible.found, table)
    return table


def _check_header(kind: type[Table], header: list[str], where: str, faults: Faults) -> None:
    strange = [h for h in header if h not in kind.columns and h != ""]
    misspelt = {near for h in strange if (near := nearest(h, kind.columns))}  # told as such below, not as missing too
    for name, col in kind.columns.items():
        if name not in header and not col.optional and nearest(name, [name]) not in misspelt:
            faults.add(f'{kind.ko}: column "{name}" is missing', where, ", ".join(header), f"{name} ({col.ko})",
                       nearest(name, header) or "add the column")  # fmt: skip
    for name in strange:
        faults.add(f'{kind.ko}: column "{name}" is not known', f"{where}, column {name}", name,
                   ", ".join(kind.columns), nearest(name, kind.columns) or "remove or rename the column")  # fmt: skip


def _parsed(kind: type[Table], cells: dict[str, str], id: str, number: int, faults: Faults) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, col in kind.columns.items():
        text = cells.get(name, "").strip()
        row[name] = None
        where = f"{id}, row {number}, column {name}"
        subject = f'{kind.ko} "{"~".join(cells.get(k, "") for k in kind.key)}"'
        if not text:
            if not col.optional and name in cells:
                faults.add(f"{subject}: {name} is empty", where, "", f"{col.ko}, {_hint(col.type)}", "fill in the cell")
            continue
        try:
            row[name] = col.parse(text)
        except ValueError as expected:
            faults.add(f"{subject}: {name} is not {_hint(col.type)}", where, text, str(expected), "correct the cell")
            continue
        if name in kind.key and re.search(r"[~/?*]", text):
            faults.add(f"{subject}: {name} holds a character that ids may not", where, text, "no ~ / ? *", "rename it")
        if col.choices and row[name] not in col.choices:
            faults.add(f"{subject}: {name} is not one of the known values", where, text, permitted(col.choices),
                       nearest(text, [*col.choices, *col.choices.values()]) or "use one of the values")  # fmt: skip
    return row


def permitted(choices: Mapping[str, str]) -> str:
    """The values that a column may hold, each with its label."""
    return ", ".join(value if label == value else f"{label} ({value})" for value, label in choices.items())


def checked(kind: type[Table], cells: dict[str, str], id: str, number: int, faults: Faults) -> dict[str, Any]:
    """One row of text as values under the declaration; faulty cells are noted."""
    row = _parsed(kind, cells, id, number, faults)
    _check_rules(kind, row, cells, f"{id}, row {number}", faults)
    return row


def _check_rules(kind: type[Table], row: dict[str, Any], cells: dict[str, str], where: str, faults: Faults) -> None:
    for rule in kind.rules:
        values = [row.get(name) for name in rule.columns]
        if None not in values and not rule.holds(*values):
            faults.add(f'{kind.ko} "{"~".join(cells.get(k, "") for k in kind.key)}": {rule.columns[0]} cannot be right', f"{where}, column {rule.columns[0]}",
                       ", ".join(f"{name} {cells.get(name, '')}" for name in rule.columns), rule.expected, "correct the cells")  # fmt: skip


def _hint(type: str) -> str:
    return {"won": "a whole number", "int": "a whole number", "year": "a year", "number": "a number", "share": "a share (0..1)",
            "bool": "yes or no", "date": "a date", "list": "a list with ;", "text": "text"}[type]  # fmt: skip
