"""The square grid that ground is measured on: cells of 100 m in the city's own projected metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely

CELL_M = 100
"""side of a cell in metres"""


@dataclass(frozen=True)
class Grid:
    """A rectangle of cells; cells are counted from its lower left corner, row by row."""

    first_column: int
    """x of the left edge over the side of a cell"""
    first_row: int
    """y of the lower edge over the side of a cell"""
    columns: int
    rows: int

    @classmethod
    def over(cls, area: Any) -> Self:
        """The smallest rectangle of cells that holds an area."""
        left, low, right, high = (v / CELL_M for v in shapely.bounds(area))
        first_column, first_row = int(np.floor(left)), int(np.floor(low))
        return cls(first_column, first_row, max(1, int(np.ceil(right)) - first_column), max(1, int(np.ceil(high)) - first_row))

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.columns * self.rows

    def at(self, x_m: np.ndarray, y_m: np.ndarray) -> np.ndarray:
        """The number of the cell that holds each point; -1 outside the rectangle, or where a coordinate is not finite."""
        good = np.isfinite(x_m) & np.isfinite(y_m)
        column = np.floor(np.where(good, x_m, 0) / CELL_M).astype("int64") - self.first_column
        row = np.floor(np.where(good, y_m, 0) / CELL_M).astype("int64") - self.first_row
        inside = good & (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, -1)

    def centres(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """x and y of the centres of cells, in metres."""
        row, column = np.divmod(cells, self.columns)
        return (self.first_column + column + 0.5) * CELL_M, (self.first_row + row + 0.5) * CELL_M

    def names(self, cells: np.ndarray) -> list[str]:
        """The ids of cells: the x and y of their lower left corners in hundreds of metres, the same whatever the rectangle.

        >>> Grid(9800, 18300, 10, 10).names(np.array([0, 12]))
        ['9800_18300', '9802_18301']
        """
        row, column = np.divmod(cells, self.columns)
        return [f"{c}_{r}" for c, r in zip(self.first_column + column, self.first_row + row, strict=True)]
