"""Tables of points and costs (CSV, CSV packed with gzip, Parquet): columns of numbers and ids, with every faulty row told."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from dosi.model.errors import Fault, Faults, InputFault, nearest

MOST_ROWS_TOLD = 10
"""faulty rows of one kind that are told one by one; the rest are counted"""
LARGEST = float(1 << 53)
"""beyond this a double no longer holds every whole number"""
SUFFIXES = (".csv", ".csv.gz", ".parquet")


def read_frame(path: Path, needed: Sequence[str], optional: Sequence[str] = (), mark: str | None = None) -> pd.DataFrame:
    """The wanted columns of a table, and those with `mark` in their name; heads are compared without case and blanks."""
    name = path.name
    if not path.is_file():
        raise InputFault([Fault(f'File "{name}": is not there', name, "nothing", "a file", "check the path")])
    try:
        frame = pd.read_parquet(path) if name.endswith(".parquet") else pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False, na_values=[], low_memory=False)
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError, pa.ArrowInvalid, OSError, EOFError, zlib.error) as trouble:
        raise InputFault([Fault(f'File "{name}": cannot be read', name, str(trouble).splitlines()[0][:200], "CSV in UTF-8 or Parquet, whole", "copy or export the file again")]) from None
    frame.columns = [str(c).strip().casefold() for c in frame.columns]
    twice = [str(c) for c in frame.columns[frame.columns.duplicated()]]
    faults = Faults()
    for column in twice:
        faults.add(f'Column "{column}": stands twice', f"{name}, row 1", column, "one column of each name", "rename or remove one")
    for column in (c for c in needed if c not in frame.columns):
        faults.add(f'Column "{column}": is missing', f"{name}, row 1", ", ".join(map(str, frame.columns))[:200], ", ".join(needed), nearest(column, map(str, frame.columns)) or f"add the column {column}")
    if not faults.found and not len(frame):
        faults.add(f'File "{name}": has no rows', name, "only a header", "at least one row", "export the file again")
    faults.raise_any()
    marked = [] if mark is None else [c for c in frame.columns if mark in c]
    return frame[list(dict.fromkeys(c for c in (*needed, *optional, *marked) if c in frame.columns))]


def numbers(frame: pd.DataFrame, column: str, name: str, faults: Faults, least: float = -LARGEST) -> np.ndarray:
    """A column of numbers: int64 where all are whole, else float64; what is no finite number from `least` to 2**53 is a fault of its row."""
    values = frame[column]
    made = values if values.dtype.kind in "iuf" else pd.to_numeric(values.astype(str).str.strip().str.replace(",", ""), errors="coerce")
    found = made.to_numpy(dtype=float, na_value=np.nan)
    _tell(~np.isfinite(found), frame, column, name, faults, "is not a number", "a finite number")
    with np.errstate(invalid="ignore"):
        _tell(found < least, frame, column, name, faults, "is negative" if least == 0 else "is too small", f"at least {least:g}")
        _tell(np.isfinite(found) & (np.abs(found) > LARGEST), frame, column, name, faults, "is too large", f"at most {LARGEST:.0f}")
        whole = bool(np.all(found == np.floor(found)))
    return found.astype(np.int64) if whole and np.all(np.abs(found) <= LARGEST) else found


def ids(frame: pd.DataFrame, column: str, name: str, faults: Faults, once: bool = True) -> np.ndarray:
    """A column of ids, whole numbers where all are; an empty or, asked for, a repeated one is a fault."""
    values = frame[column]
    if values.dtype.kind in "iu":
        found = values.to_numpy(np.int64)
    else:
        text = values.astype(str).str.strip()
        _tell(((text == "") | values.isna()).to_numpy(), frame, column, name, faults, "is empty", "an id")
        found = text.to_numpy(dtype=object)
    if once:
        _tell(pd.Series(found).duplicated().to_numpy(), frame, column, name, faults, "stands twice", "each id once")
    return found


def _tell(bad: np.ndarray, frame: pd.DataFrame, column: str, name: str, faults: Faults, what: str, expected: str) -> None:
    rows = np.flatnonzero(bad)
    for row in rows[:MOST_ROWS_TOLD].tolist():
        faults.add(f'Column "{column}": a value {what}', f"{name}, row {row + 2}, column {column}", str(frame[column].iloc[row]), expected, "correct the value or remove the row")
    if len(rows) > MOST_ROWS_TOLD:
        faults.add(f'Column "{column}": {len(rows) - MOST_ROWS_TOLD} more values of this kind ({what})', name, len(rows), "none", "correct them as the rows above")
