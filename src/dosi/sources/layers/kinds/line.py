"""Lines, e.g. streets."""

from __future__ import annotations

import pandas as pd
import shapely

from dosi.model.errors import Faults
from dosi.model.layers import Lines
from dosi.sources.layers.columns import attributes, column, keys_of
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import shapes_of
from dosi.sources.vectors import Frame

HOLDS = Lines
NAMED = "line"
"""the column that names a row in the list of those outside the city"""



def line(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Lines in projected metres, simplified to 2 m (Douglas and Peucker 1973), with attributes and further columns."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    shapes = shapes_of(layer, taken, frame, town, faults)
    faults.raise_any()
    named = dict.fromkeys([*taken.attributes, *(c for c in taken.columns if c not in ("key", "name", "geometry"))])
    wkb = [bytes(s) for s in shapely.to_wkb(shapely.simplify(shapes, 2.0))]
    return pd.DataFrame({"layer": layer.id, "line": keys, "role": layer.role, "name_ko": column(frame, taken, "name"),
                                "attributes": attributes(taken, frame, named) or None, "shape": wkb})  # fmt: skip
