"""What was counted on the cells of the ground, as rows of the table of ground cells."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.errors import Fault, InputFault
from dosi.model.grid import Grid
from dosi.sources.layers.declared import Candidate, Layer, Town

SHARE_OF, HEIGHT_OF = "land:", "terrain:"
"""roles that say which share of a cell is covered, and how high it lies; all others are amounts, which add up"""


def is_share(layer: Layer) -> bool:
    """Whether the layer says which share of a cell it covers."""
    return layer.role.startswith(SHARE_OF)


def is_height(layer: Layer) -> bool:
    """Whether the layer says how high the ground lies."""
    return layer.role.startswith(HEIGHT_OF)


def grid_of(layer: Layer, town: Town) -> Grid:
    """The grid over the city; a fault as long as its boundary is not known."""
    if town.area is None:
        raise InputFault([Fault(f'Layer "{layer.id}": the ground of the city is not known', "layers.toml", "no layer with role place:legal_unit", "boundaries of the legal units",
                                "add a layer with role = \"place:legal_unit\"")])  # fmt: skip
    return Grid.over(town.area)


def lies_elsewhere(layer: Layer, taken: Candidate, found: str) -> InputFault:
    """The fault of a file of which nothing lies in the city."""
    return InputFault([Fault(f'Layer "{layer.id}": no part of it lies in the city', taken.id, found, f"ground inside the city, in {taken.crs or 'the CRS of the file'}",
                             "check the CRS in layers.toml (it overrules what the file says) and the order of the coordinates")])  # fmt: skip


def as_rows(layer: Layer, grid: Grid, values: np.ndarray) -> pd.DataFrame:
    """Cells whose value is above 0, or known at all for heights, with their centres."""
    cells = np.flatnonzero(np.isfinite(values) if is_height(layer) else values > 0)
    x, y = grid.centres(cells)
    return pd.DataFrame({"layer": layer.id, "cell": grid.names(cells), "role": layer.role, "x_m": x, "y_m": y, "value": values[cells].round(4)})
