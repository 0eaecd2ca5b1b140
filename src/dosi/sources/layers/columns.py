"""The columns of a layer's file as text, numbers, ids and attributes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.table import plain_number
from dosi.sources.layers.declared import Candidate
from dosi.sources.vectors import Frame


def at(frame: Frame, number: Any) -> str:
    """Where a row stands: as the file counts its rows, shapes from the first feature on."""
    return f"row {number}" if frame.shapes is None else f"feature {int(number) + 1}"


def column(frame: Frame, taken: Candidate, role: str, default: Any = None) -> Any:
    """The column that plays a role, as text (numbers stay numbers); the default where none is named."""
    name = taken.columns.get(role)
    if name is None:
        return default
    held = frame.rows[name]
    return held.where(held.notna(), None).astype("str").str.strip() if held.dtype != float else held


def numbers(frame: Frame, taken: Candidate, role: str, faults: Faults, factor: int = 1) -> pd.Series:
    """The column that plays a role, as numbers times a factor, exactly; what is no number is a fault."""
    text = frame.rows[taken.columns[role]]
    values = text if text.dtype.kind in "fiu" else text.map(plain)
    for number in frame.rows.index[values.isna()][:20]:
        faults.add(f'File "{taken.id}": {taken.columns[role]} is not a number', f"{taken.id}, row {number}, column {taken.columns[role]}",
                   str(frame.rows.loc[number, taken.columns[role]]), "a number, e.g. 12.5", "write the value as a number")  # fmt: skip
    return values.astype(float) if factor == 1 else text.map(lambda number: _times(number, factor))


def _times(number: object, factor: int) -> float:
    """A number of a file times a factor, as if on paper.

    >>> _times("1.005", 1000), _times(1.005, 1000)
    (1005.0, 1005.0)
    """
    try:
        return float(Decimal(plain_number(number) if isinstance(number, str) else repr(float(str(number)))) * factor)
    except (ValueError, ArithmeticError):
        return np.nan


def plain(text: object) -> float:
    """A cell as a number; NaN when it is none."""
    try:
        return float(plain_number(str(text)))
    except ValueError:
        return np.nan


def keys_of(frame: Frame, taken: Candidate, faults: Faults) -> pd.Series:
    """The id of every row, its number where the file has no ids; an id that stands twice is a fault."""
    if "key" not in taken.columns:
        return pd.Series([f"r{n}" for n in frame.rows.index], index=frame.rows.index, dtype="str")
    keys = column(frame, taken, "key").str.replace(r"[~/?*]", "-", regex=True)
    for key in keys[keys.duplicated()].unique()[:20]:
        faults.add(f'File "{taken.id}": the id {key} stands twice', f"{taken.id}, rows {', '.join(str(i) for i in keys.index[keys == key][:4])}",
                   str(key), "every id once", "remove or renumber one of the rows")  # fmt: skip
    return keys


def attributes(taken: Candidate, frame: Frame, names: Iterable[str]) -> list[str] | str:
    """Every row's attributes as name=value, joined by ;."""
    kept = {a: frame.rows[taken.columns.get(a, a)] for a in names}
    return [";".join(f"{a}={_said(v)}" for a, v in zip(kept, row, strict=True) if _said(v)) for row in zip(*kept.values(), strict=True)] if kept else ""


def _said(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or value != value else str(value).replace(";", ",").strip()
