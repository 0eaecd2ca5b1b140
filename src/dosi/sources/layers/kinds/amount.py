"""Amounts at places (dwellings of a building, its floor area), added up by the 100 m cell of the city."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import GroundCells
from dosi.sources.layers.cells_of_ground import as_rows, grid_of, lies_elsewhere
from dosi.sources.layers.columns import at, numbers
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import xy
from dosi.sources.vectors import Frame

HOLDS = GroundCells
NEEDS = ("value",)
"""columns that the file cannot do without"""
NAMED = "cell"


def amount(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """The sum of the values of the places whose point, or centre, lies in a cell."""
    faults = Faults()
    x, y = xy(layer, taken, frame, town, faults)
    values = numbers(frame, taken, "value", faults)
    for number in values.index[values < 0][:LISTED]:
        faults.add(f'File "{taken.id}": an amount is below zero', f"{taken.id}, {at(frame, number)}, column {taken.columns['value']}", f"{values[number]:g}", "0 or more", "correct the amount")
    faults.raise_any()
    grid = grid_of(layer, town)
    cell = grid.at(x, y)
    if len(cell) and (cell < 0).all():
        raise lies_elsewhere(layer, taken, f"{len(cell)} rows, all outside")
    if (cell < 0).any():
        notes.lines.append(f"시를 둘러싼 네모 밖의 {int((cell < 0).sum())}곳을 뺐다")
    return as_rows(layer, grid, np.bincount(cell[cell >= 0], values.to_numpy()[cell >= 0], grid.size))
