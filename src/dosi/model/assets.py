"""Assets as columns: what stands in an inventory or a district's design, or in the layers of a city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

UNKNOWN_WORDS = ("", "-", "?", "미상", "불명", "모름", "해당없음", "unknown", "n/a", "na", "nan", "none", "null")
"""what files write into a cell whose value nobody knows"""
OUTSIDE = -1
"""the zone of an asset that lies in none, or whose place is not known"""


@dataclass(frozen=True)
class Assets:
    """Some rows of a frame with one row per asset; values are read column by column, once."""

    frame: pd.DataFrame
    """columns of the file as they came: any attribute, by its name"""
    id: np.ndarray
    role: np.ndarray
    layer: np.ndarray
    zone: np.ndarray
    """position of the zone in the list of zones; -1 outside all"""
    x_m: np.ndarray
    """of a point, or of the middle of a line or area; nan where the place is not known"""
    y_m: np.ndarray
    shape: np.ndarray | None = None
    """lines and areas in projected metres (shapely); None where all are points"""
    at: np.ndarray | None = None
    """positions of these assets in the frame; None: all of them"""
    held: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.id)

    @cached_property
    def located(self) -> np.ndarray:
        """Whether the place of each is known."""
        return np.isfinite(self.x_m) & np.isfinite(self.y_m)

    @cached_property
    def xy(self) -> np.ndarray:
        """Places, one row each."""
        return np.column_stack([self.x_m, self.y_m])

    @cached_property
    def points(self) -> np.ndarray:
        """Places as points (shapely); None where a place is not known."""
        made = np.full(len(self), None, dtype=object)
        made[self.located] = shapely.points(self.xy[self.located])
        return made

    @cached_property
    def edges(self) -> np.ndarray:
        """The line or area of each, or its point."""
        return self.points if self.shape is None else np.where(self.shape == None, self.points, self.shape)  # noqa: E711 - element by element

    def taken(self, which: np.ndarray) -> Assets:
        """Those at some positions, or where a mask holds."""
        at = np.flatnonzero(which) if which.dtype == bool else which
        if len(at) == len(self) and which.dtype == bool:
            return self
        rows = at if self.at is None else self.at[at]
        shape = None if self.shape is None or (self.shape[at] == None).all() else self.shape[at]  # noqa: E711 - element by element
        return Assets(self.frame, self.id[at], self.role[at], self.layer[at], self.zone[at], self.x_m[at], self.y_m[at], shape, rows)

    def text(self, name: str) -> np.ndarray:
        """An attribute as text, without blanks around it; None where it is not known."""
        if name not in self.held:
            self.held[name] = words(self._column(name), len(self))
        return self.held[name]

    def number(self, name: str) -> np.ndarray:
        """An attribute as numbers; nan where it is absent or no number."""
        key = f"{name}\0number"
        if key not in self.held:
            self.held[key] = numbers(self._column(name), len(self))
        return self.held[key]

    def _column(self, name: str) -> pd.Series | None:
        if name not in self.frame:
            return None
        return self.frame[name] if self.at is None else self.frame[name].take(self.at)


def words(column: pd.Series | None, length: int) -> np.ndarray:
    """Cells as text; numbers as they are written shortest, words for an unknown value as None.

    >>> words(pd.Series(["Y ", "-", None, 3.0]), 4)
    array(['Y', None, None, '3'], dtype=object)
    """
    if column is None:
        return np.full(length, None, dtype=object)
    codes, values = pd.factorize(column, use_na_sentinel=True)
    said = [_word(v) for v in values]
    return np.array([*said, None], dtype=object)[codes]


def numbers(column: pd.Series | None, length: int) -> np.ndarray:
    """Cells as numbers, grouping commas taken out; nan for what is none.

    >>> numbers(pd.Series(["1,200", "deep", None]), 3)
    array([1200.,   nan,   nan])
    """
    if column is None:
        return np.full(length, np.nan)
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        made = column.to_numpy(dtype=float, na_value=np.nan)
        return np.where(np.isfinite(made), made, np.nan)
    codes, values = pd.factorize(column, use_na_sentinel=True)
    made = pd.to_numeric(pd.Series([str(v).replace(",", "").strip() for v in values], dtype=object), errors="coerce").to_numpy(float)
    made = np.where(np.isfinite(made), made, np.nan)
    return np.append(made, np.nan)[codes]


def _word(value: object) -> str | None:
    if isinstance(value, (bool, np.bool_)):
        return "Y" if value else "N"
    if isinstance(value, (float, np.floating)):
        return None if not np.isfinite(value) else str(int(value)) if value == int(value) else repr(float(value))
    said = str(value).strip()
    return None if said.casefold() in UNKNOWN_WORDS else said


def as_columns(lists: pd.Series) -> pd.DataFrame:
    """Attributes kept as `name=value;...` in one cell, a column each.

    >>> as_columns(pd.Series(["spaces=120;ev_bays=3", None])).to_dict("list")
    {'spaces': ['120', None], 'ev_bays': ['3', None]}
    """
    rows: list[Mapping[str, str]] = [dict(p.split("=", 1) for p in t.split(";") if "=" in p) if isinstance(t, str) else {} for t in lists]
    names = list(dict.fromkeys(name.strip() for row in rows for name in row))
    return pd.DataFrame({n: np.array([{k.strip(): v for k, v in row.items()}.get(n) for row in rows], dtype=object) for n in names}, index=range(len(rows)))
