"""Extents: areas within which something holds, e.g. flooded ground, a carriageway; kept as shapes, for standards that ask whether a device stands inside."""

from __future__ import annotations

import pandas as pd
import shapely

from dosi.model.errors import Faults
from dosi.model.layers import Lines
from dosi.sources.layers.columns import attributes, column, keys_of
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import shapes_of
from dosi.sources.vectors import Frame

HOLDS = Lines
NAMED = "line"
FLAT = 2
"""dimensions of an area"""


def extent(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Areas in projected metres, with their attributes; a row that is no area is a fault."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    shapes = shapes_of(layer, taken, frame, town, faults)
    if len(other := [str(key) for key, flat in zip(keys, shapely.get_dimensions(shapes), strict=False) if flat != FLAT]):
        faults.add(f'Layer "{layer.id}": an extent is an area', taken.id, f"{len(other)} rows that are points or lines: {', '.join(other[:LISTED])}", "polygons", 'draw them as areas, or write geometry = "line" or "point"')
    faults.raise_any()
    named = dict.fromkeys([*taken.attributes, *(c for c in taken.columns if c not in ("key", "name", "geometry"))])
    return pd.DataFrame({"layer": layer.id, "line": keys, "role": layer.role, "name_ko": column(frame, taken, "name"), "attributes": attributes(taken, frame, named) or None,
                         "shape": [bytes(s) for s in shapely.to_wkb(shapes)], "meets": "vertices", "one_way": "no"})  # fmt: skip
