"""A raster of land use (GeoTIFF), brought to the 100 m grid of the city while it is read, strip by strip."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.model.errors import Fault, InputFault
from dosi.model.grid import CELL_M, Grid
from dosi.model.layers import GroundCells
from dosi.sources import files
from dosi.sources.coordinates import projected
from dosi.sources.layers.cells_of_ground import as_rows, grid_of, is_height, is_share, lies_elsewhere
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.vectors import Frame

HOLDS = GroundCells
OPENS = "the file itself, since its pixels are never held all at once"
NAMED = "cell"
STRIP = 1_000_000
"""pixels read at a time"""


def raster(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Share of each cell that is covered, the mean of value / full over the pixels whose centre lies in it; for amounts their sum, for heights their mean.

    Pixels without data count neither as covered nor as free. Where pixels are larger than cells, a cell takes the pixel that holds its centre.
    """
    import rasterio
    from rasterio.errors import RasterioError

    grid = grid_of(layer, town)
    try:
        with rasterio.open(taken.path) as file:
            crs = _crs(layer, taken, str(file.crs or ""), notes)
            total, count = np.zeros(grid.size), np.zeros(grid.size)
            for values, x, y in _strips(file):
                _checked(layer, taken, values)
                at = grid.at(*projected(x, y, crs, town.crs))
                good = (at >= 0) & np.isfinite(values)
                total += np.bincount(at[good], values[good], grid.size)
                count += np.bincount(at[good], minlength=grid.size)
            if is_share(layer) or is_height(layer):
                _coarse(file, grid, crs, town, total, count)
    except RasterioError as trouble:
        raise InputFault([files.cut(taken.id, (str(trouble).splitlines() or ["damaged"])[0][:160])]) from None
    if not count.any():
        raise lies_elsewhere(layer, taken, "all pixels outside, or without data")
    if is_height(layer):
        return as_rows(layer, grid, np.divide(total, count, out=np.full(grid.size, np.nan), where=count > 0))
    return as_rows(layer, grid, total / np.maximum(count, 1) / taken.full if is_share(layer) else total)


def _crs(layer: Layer, taken: Candidate, own: str, notes: Notes) -> str:
    """The coordinate system that layers.toml names, else the file's; a file that claims another one is told."""
    if not (taken.crs or own):
        raise InputFault([Fault(f'Layer "{layer.id}": the CRS is not known', f"layers.toml, {taken.id}", "no crs", 'e.g. crs = "EPSG:5174"',
                                "ask the publisher which coordinate system it is and write it into layers.toml")])  # fmt: skip
    if taken.crs and own and own != taken.crs:
        notes.lines.append(f"파일에 적힌 좌표계({own[:40]})가 아니라 layers.toml의 {taken.crs}로 읽었다")
    return taken.crs or own


def _strips(file: Any) -> Any:
    """Values of the first band, NaN where there are none, with x and y of every pixel's centre: some rows at a time."""
    from rasterio.windows import Window

    high = max(1, STRIP // file.width)
    for top in range(0, file.height, high):
        rows = min(high, file.height - top)
        band = file.read(1, window=Window(0, top, file.width, rows), masked=True)
        row, column = np.mgrid[top : top + rows, 0 : file.width]
        x, y = file.transform @ (column.ravel() + 0.5, row.ravel() + 0.5)
        yield np.ma.filled(band.astype(float), np.nan).ravel(), np.asarray(x), np.asarray(y)


def _checked(layer: Layer, taken: Candidate, values: np.ndarray) -> None:
    """Values that cannot be shares of the pixel, or amounts, are a fault."""
    known = values[np.isfinite(values)]
    most = float(known.max()) if len(known) else 0.0
    if len(known) and known.min() < 0 and not is_height(layer):
        raise InputFault([Fault(f'Layer "{layer.id}": a pixel is below zero', taken.id, f"{known.min():g}", "0 or more", "declare the value that means no data in the file, or correct it")])
    if is_share(layer) and most > taken.full:
        raise InputFault([Fault(f'Layer "{layer.id}": a pixel is more than full', f"layers.toml, {taken.id}, full", f"{most:g}, where full is {taken.full:g}",
                                "the value of a pixel that is wholly covered", f"write full = {most:g} if that is what wholly covered means")])  # fmt: skip


def _coarse(file: Any, grid: Grid, crs: str, town: Town, total: np.ndarray, count: np.ndarray) -> None:
    """Give cells that hold no pixel's centre the pixel that holds theirs."""
    if max(abs(file.transform.a), abs(file.transform.e)) <= CELL_M / 2 and file.crs and file.crs.is_projected:
        return
    empty = np.flatnonzero(count == 0)
    x, y = grid.centres(empty)
    column, row = (np.floor(v) for v in ~file.transform @ projected(x, y, town.crs, crs))
    held = np.isfinite(column) & np.isfinite(row) & (row >= 0) & (row < file.height) & (column >= 0) & (column < file.width)
    if not held.any():
        return
    band = file.read(1, masked=True)
    values = np.ma.filled(band.astype(float), np.nan)[row[held].astype(int), column[held].astype(int)]
    known = np.isfinite(values)
    total[empty[held][known]], count[empty[held][known]] = values[known], 1
