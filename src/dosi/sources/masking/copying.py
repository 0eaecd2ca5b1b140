"""Copy a file of people's words without the personal data in it."""

from __future__ import annotations

import csv
from pathlib import Path

from dosi.model.errors import InputFault
from dosi.sources import files
from dosi.sources.masking import mask
from dosi.sources.rows import grid_of


def copied(path: Path, target: Path, id: str) -> bool:
    """Write the file's text, or the cells of its table, masked; whether that could be done: what nobody can read is not copied at all.

    Cells are masked one by one, so that no row is lost to a piece that seems to run over its end. A workbook is written anew with its sheets, values and joined cells alone, so that no comment, author or hidden part comes along.
    """
    try:
        if path.suffix == ".xlsx":
            _workbook(path, target, id)
        elif path.suffix == ".csv":
            with target.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows([mask(cell) for cell in row] for row in grid_of(path, id))
        else:
            target.write_text(mask(files.decoded(path.read_bytes(), id)), encoding="utf-8")
    except InputFault:
        return False
    return True


def _workbook(path: Path, target: Path, id: str) -> None:
    from openpyxl import Workbook, load_workbook

    files.check_zip(path, id)
    try:
        given = load_workbook(path, data_only=True)
    except Exception as trouble:  # a damaged workbook can fail anywhere in the reader
        raise InputFault([files.cut(id, type(trouble).__name__)]) from None
    made = Workbook(write_only=True)
    for sheet in given.worksheets:
        copy = made.create_sheet(mask(sheet.title))
        copy.merged_cells.ranges.update(sheet.merged_cells.ranges)
        for row in sheet.iter_rows(values_only=True):
            copy.append([_cell(v) for v in row])
    made.save(target)


def _cell(value: object) -> object:
    if value is None or isinstance(value, bool) or hasattr(value, "isoformat"):
        return value
    text = value if isinstance(value, str) else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    clean = mask(text)
    return value if clean == text else clean
