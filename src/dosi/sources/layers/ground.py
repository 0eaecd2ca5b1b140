"""Put the rows of a layer on the ground: projected coordinates and shapes, exchanged ones told."""

from __future__ import annotations

import numpy as np
import shapely

from dosi.model.errors import Faults
from dosi.sources.coordinates import exchanged, extent, fitting, projected
from dosi.sources.layers.addresses import addressed
from dosi.sources.layers.columns import at, numbers, plain
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Town
from dosi.sources.vectors import Frame


def xy(layer: Layer, taken: Candidate, frame: Frame, town: Town, faults: Faults) -> tuple[np.ndarray, np.ndarray]:
    """Every row's x and y in projected metres, from its shape, its two coordinates or its address."""
    if frame.shapes is not None:
        x, y = (np.asarray(v) for v in (shapely.get_x(shapely.centroid(frame.shapes)), shapely.get_y(shapely.centroid(frame.shapes))))
        crs = taken.crs or frame.crs
    elif {"lon", "lat"} <= set(taken.columns):
        x, y, crs = numbers(frame, taken, "lon", faults).to_numpy(), numbers(frame, taken, "lat", faults).to_numpy(), taken.crs
    elif {"x", "y"} <= set(taken.columns):
        x, y, crs = numbers(frame, taken, "x", faults).to_numpy(), numbers(frame, taken, "y", faults).to_numpy(), taken.crs
    elif taken.by_address:
        return addressed(taken, frame, town, faults)
    else:
        faults.add(f'Layer "{layer.id}": no coordinates are named', "layers.toml", str(dict(taken.columns)), "columns lon and lat, x and y, or address",
                   "name the columns that hold the coordinates")  # fmt: skip
        return np.zeros(len(frame.rows)), np.zeros(len(frame.rows))
    if not crs:
        faults.add(f'Layer "{layer.id}": the CRS is not known', f"layers.toml, {taken.id}", "no crs", 'e.g. crs = "EPSG:4326"',
                   fitting_systems(frame, taken, town) or "ask the publisher which coordinate system it is and write it into layers.toml")  # fmt: skip
        return x, y
    _tell_exchanged(taken, frame, x, y, crs, town, faults)
    return projected(x, y, crs, town.crs)


def _tell_exchanged(taken: Candidate, frame: Frame, x: np.ndarray, y: np.ndarray, crs: str, town: Town, faults: Faults) -> None:
    """A fault for every row whose two coordinates are exchanged, judged by where the city lies."""
    if town.area is None or not len(frame.rows):
        return
    swapped = exchanged(x, y, crs, town.crs, town.area)
    if not swapped.any():
        return
    first, second = _axes(taken)
    what = "longitude and latitude are" if first == "lon" or frame.shapes is not None else "the two coordinates are"
    wrong = frame.rows.index[swapped]
    columns = f", columns {taken.columns[first]}, {taken.columns[second]}" if first else ""
    among = f"{taken.columns[first] if first else 'the first coordinate'} then {taken.columns[second] if second else 'the second'}: {extent(crs, town.crs, town.area)}"
    fix = "exchange the two values (or the two columns in layers.toml)" if first else "exchange the two coordinates of this feature"
    if len(wrong) > LISTED:
        told = ", ".join(at(frame, n).partition(" ")[2] for n in wrong)
        faults.add(f'File "{taken.id}": {what} swapped in {len(wrong)} rows', taken.id, f"{at(frame, wrong[0]).partition(' ')[0]}s {told}", f"around {among}",
                   "exchange the two columns in layers.toml if all rows are swapped, else the values in these rows" if first else "export the file again with longitude first")  # fmt: skip
    for number, px, py in list(zip(wrong, np.asarray(x)[swapped], np.asarray(y)[swapped], strict=True))[:LISTED]:
        faults.add(f'File "{taken.id}": {what} swapped', f"{taken.id}, {at(frame, number)}{columns}",
                   f"{frame.rows.loc[number, taken.columns[first]]}, {frame.rows.loc[number, taken.columns[second]]}" if first else f"{px:.6f}, {py:.6f}", f"around {among}", fix)  # fmt: skip


def _axes(taken: Candidate) -> tuple[str, str]:
    return next((pair for pair in (("lon", "lat"), ("x", "y")) if set(pair) <= set(taken.columns)), ("", ""))


def fitting_systems(frame: Frame, taken: Candidate, town: Town) -> str:
    """Advice to a planner: which coordinate systems place the rows in the city."""
    first, second = _axes(taken)
    if frame.shapes is not None:
        x, y = (np.asarray(get(shapely.centroid(frame.shapes)), dtype=float) for get in (shapely.get_x, shapely.get_y))
    elif first:
        x, y = (frame.rows[taken.columns[n]].map(plain).to_numpy(float) for n in (first, second))
    else:
        return ""
    return fitting(x, y, town.systems, town.crs, town.area)


def shapes_of(layer: Layer, taken: Candidate, frame: Frame, town: Town, faults: Faults) -> np.ndarray:
    """Every row's shape in projected metres, valid, to the centimetre."""
    crs = taken.crs or frame.crs
    if frame.shapes is None or not crs:
        faults.add(f'Layer "{layer.id}": {"the CRS is not known" if frame.shapes is not None else "the file has no shapes"}', taken.id, "none",
                   "a file with shapes and a known CRS", (frame.shapes is not None and fitting_systems(frame, taken, town)) or "write the crs into layers.toml, or supply a file with shapes")  # fmt: skip
        return np.array([], dtype=object)
    centres = shapely.get_coordinates(shapely.centroid(frame.shapes[~shapely.is_missing(frame.shapes)]))
    if len(centres) == len(frame.shapes):
        _tell_exchanged(taken, frame, centres[:, 0], centres[:, 1], crs, town, faults)
    made = shapely.transform(shapely.make_valid(frame.shapes), lambda xy: np.column_stack(projected(xy[:, 0], xy[:, 1], crs, town.crs)))
    beyond = ~np.isfinite(shapely.bounds(made)).all(axis=1) & ~shapely.is_missing(made) & ~shapely.is_empty(made)
    for number in frame.rows.index[beyond][:LISTED] if not faults.found else ():
        faults.add(f'File "{taken.id}": a shape lies where its coordinate system does not reach', f"{taken.id}, {at(frame, number)}", str(shapely.bounds(frame.shapes)[0]),
                   f"coordinates of {crs[:60]}", "check the CRS and the order of the two coordinates")  # fmt: skip
    if faults.found:
        return np.array([], dtype=object)
    return np.asarray(shapely.set_precision(made, 0.01))
