"""The centre of every living zone, and how central the zone is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dosi.model.findings import Located, LocatedCells
from dosi.model.layers import Units
from dosi.model.rows import Centres, Crosswalk, Zones
from dosi.model.spatial import ZoneCentres


def centre(zones: Zones, centres: Centres, cells: LocatedCells, located: Located, units: Units, crosswalk: Crosswalk) -> ZoneCentres:
    """Find each zone's centre, in projected metres, and count the kinds of facility there.

    The centre is the spot the city names; else the populated cell nearest to the zone's centre of people (weighted mean of its cells); else, where no
    cell is populated, the middle of its area. Kinds of facility tell how central a zone is (Christaller 1933: a place is as central as its functions
    are many).
    """
    ground = units.rows.merge(crosswalk.rows[["legal_unit", "zone"]], on="legal_unit")
    named = centres.rows.dropna(subset=["x_m", "y_m"]).drop_duplicates("zone").set_index("zone")
    kinds = located.rows.groupby("zone")["role"].nunique()
    held = dict(iter(cells.rows.groupby("zone")))
    rows = []
    for zone in zones.rows.sort_values(["map_order", "zone"])["zone"]:
        shapes = ground.loc[ground["zone"] == zone, "shape"]
        if not len(shapes):
            continue
        if zone in named.index:
            spot, basis = named.loc[zone, ["x_m", "y_m"]].to_numpy(float), "시가 정한"
        elif zone in held:
            spot, basis = _amid_people(held[zone]), "사는 사람의 가운데에 가장 가까운"
        else:
            middle = shapely.centroid(shapely.union_all(shapely.from_wkb(shapes.to_numpy())))
            spot, basis = np.array([middle.x, middle.y]), "땅의 가운데"
        rows.append({"zone": zone, "basis_ko": basis, "x_m": round(float(spot[0]), 1), "y_m": round(float(spot[1]), 1), "facility_kinds": int(kinds.get(zone, 0))})
    return ZoneCentres(pd.DataFrame(rows, columns=list(ZoneCentres.columns)))


def _amid_people(cells: pd.DataFrame) -> np.ndarray:
    """The populated cell nearest to the weighted mean of all; of equals the one that comes first by name."""
    ordered = cells.sort_values("cell")
    points = ordered[["x_m", "y_m"]].to_numpy(float)
    middle = np.average(points, axis=0, weights=ordered["people"].to_numpy(float))
    return np.asarray(points[int(np.argmin(np.hypot(*(points - middle).T).round(3)))])
