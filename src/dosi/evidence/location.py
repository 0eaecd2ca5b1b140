"""Place every facility and populated cell in its legal unit, reporting unit and living zone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dosi.model.findings import Located, LocatedCells
from dosi.model.layers import Cells, Places, Units
from dosi.model.rows import Crosswalk


def locate(units: Units, crosswalk: Crosswalk, places: Places, cells: Cells) -> tuple[Located, LocatedCells]:
    """Find the legal unit that holds each point, then its reporting unit and zone over the crosswalk.

    A point on a shared border belongs to the unit that comes first by code.
    """
    ordered = units.rows.sort_values("legal_unit")
    shapes = shapely.from_wkb(ordered["shape"].to_numpy())
    shapely.prepare(shapes)
    codes = ordered["legal_unit"].to_numpy()
    tree = shapely.STRtree(shapes)
    joined = crosswalk.rows.set_index("legal_unit")[["unit", "zone"]]

    def placed(frame: pd.DataFrame) -> pd.DataFrame:
        points = shapely.points(frame["x_m"].to_numpy(float), frame["y_m"].to_numpy(float))
        point, shape = tree.query(points, predicate="intersects")
        first = pd.Series(shape).groupby(point).min()
        at = np.full(len(frame), -1)
        at[first.index.to_numpy()] = first.to_numpy()
        held = frame[at >= 0].assign(legal_unit=codes[at[at >= 0]])
        return held.join(joined, on="legal_unit")

    return Located(placed(places.rows)), LocatedCells(placed(cells.rows))
