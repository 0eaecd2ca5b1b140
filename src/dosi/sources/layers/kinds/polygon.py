"""Legal units as areas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dosi.model.errors import Faults, nearest
from dosi.model.layers import Units
from dosi.sources.layers.columns import column, keys_of
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import shapes_of
from dosi.sources.unit_names import told
from dosi.sources.vectors import Frame

HOLDS = Units



def polygon(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """The areas of legal units in projected metres, one per unit of the crosswalk; a unit without a shape, or a shape without a unit, is a fault."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    meant = [town.legal.meaning(key) for key in keys]
    if all(m.unit for m in meant) and len({m.unit for m in meant}) == len(keys) and "key" in taken.columns:
        notes.lines += told(m.how for m in meant)
        keys = pd.Series([m.unit for m in meant], index=keys.index, dtype="str")
    shapes = _areas(shapes_of(layer, taken, frame, town, faults))
    for key in keys[shapely.is_missing(shapes) | shapely.is_empty(shapes)] if len(shapes) == len(keys) else ():
        faults.add(f'Boundary "{key}": has no shape', taken.id, key, "a polygon", "supply the shape, or remove the row")
    known = set(town.crosswalk.rows["legal_unit"])
    for key in [k for k in keys if k not in known]:
        faults.add(f'Boundary "{key}": joins nowhere', taken.id, key, "a legal_unit of rows/crosswalk.csv",
                   nearest(key, known) or "add the unit to rows/crosswalk.csv")  # fmt: skip
    for key in sorted(known - set(keys)):
        faults.add(f'Legal unit "{key}": has no boundary', "rows/crosswalk.csv", key, f"a shape in {taken.id}", "add its boundary or remove the row")
    faults.raise_any()
    return pd.DataFrame({"legal_unit": keys, "name_ko": column(frame, taken, "name"), "area_m2": np.round(shapely.area(shapes), 1),
                                "shape": [bytes(s) for s in shapely.to_wkb(shapes)]})  # fmt: skip


def _areas(shapes: np.ndarray) -> np.ndarray:
    """The shapes without the points and lines that remain where a ring touched itself; the ground of a unit is area only."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    made = shapes.copy()
    for at in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[at])
        made[at] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return made
