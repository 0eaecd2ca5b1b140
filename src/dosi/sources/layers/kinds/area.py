"""Areas that cover the ground (buildings, rivers, parks), as the share of each 100 m cell of the city that they cover."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dosi.model.errors import Fault, Faults, InputFault
from dosi.model.grid import CELL_M
from dosi.model.layers import GroundCells
from dosi.sources.layers.cells_of_ground import as_rows, grid_of, is_share, lies_elsewhere
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import shapes_of
from dosi.sources.vectors import Frame

HOLDS = GroundCells
NAMED = "cell"
FINE = 10
"""parts of a cell's side that are looked at, so that a share is known to one in a hundred"""
STRIP = 50
"""rows of cells looked at together"""


def area(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Share of each cell that lies under the areas; where they overlap, ground is counted once."""
    from rasterio.features import rasterize
    from rasterio.transform import from_origin

    if not is_share(layer):
        raise InputFault([Fault(f'Layer "{layer.id}": areas are shares of the ground', "layers.toml, role", layer.role, "a role that begins with land:, e.g. land:built",
                                'write geometry = "amount" and a column value for what is counted')])  # fmt: skip
    grid = grid_of(layer, town)
    faults = Faults()
    shapes = shapes_of(layer, taken, frame, town, faults)
    faults.raise_any()
    tree = shapely.STRtree(shapes)
    covered = np.zeros((grid.rows, grid.columns))
    left, size = grid.first_column * CELL_M, CELL_M / FINE
    for low in range(0, grid.rows, STRIP):
        high = min(low + STRIP, grid.rows)
        bottom, top = (grid.first_row + low) * CELL_M, (grid.first_row + high) * CELL_M
        near = tree.query(shapely.box(left, bottom, left + grid.columns * CELL_M, top))
        if len(near):
            seen = rasterize(list(shapes[np.sort(near)]), ((high - low) * FINE, grid.columns * FINE), transform=from_origin(left, top, size, size), dtype="uint8")
            covered[low:high] = seen.reshape(high - low, FINE, grid.columns, FINE).mean(axis=(1, 3))[::-1]  # rasters count rows from above
    if len(shapes) and not covered.any():
        raise lies_elsewhere(layer, taken, f"{len(shapes)} areas, all outside")
    return as_rows(layer, grid, covered.ravel())
