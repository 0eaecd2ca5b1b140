"""The centre of every living zone, and how far people go to each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import shapely

from dosi.model.findings import Located, LocatedCells
from dosi.model.layers import Units
from dosi.model.rows import Centres, Crosswalk, Zones
from dosi.model.spatial import Travel, ZoneCentres

Distance = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""from points (n, 2) and one point (2,) to n costs; metres in a straight line unless another is given, e.g. minutes along streets"""


def straight(points: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Straight-line distance in metres of points to a centre, all in projected metres."""
    return np.asarray(np.hypot(points[:, 0] - centre[0], points[:, 1] - centre[1]))


def travel(zones: Zones, centres: Centres, cells: LocatedCells, located: Located, units: Units, crosswalk: Crosswalk) -> tuple[ZoneCentres, Travel]:
    """Find each zone's centre, count the kinds of facility there, and measure how far the people of each zone go to every centre, in metres.

    The centre is the spot the city names; else the populated cell nearest to the zone's centre of people (weighted mean of its cells); else, where no
    cell is populated, the middle of its area. Kinds of facility tell how central a zone is (Christaller 1933: a place is as central as its functions
    are many). The mean weighs cells by their people.
    """
    return measured(zones, centres, cells, located, units, crosswalk, straight)


def measured(
    zones: Zones, centres: Centres, cells: LocatedCells, located: Located, units: Units, crosswalk: Crosswalk, distance: Distance,
) -> tuple[ZoneCentres, Travel]:  # fmt: skip
    """Do the same with another way of measuring distance."""
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
    spots = {r["zone"]: np.array([r["x_m"], r["y_m"]]) for r in rows}
    ways = []
    for zone, own in spots.items():
        points = held[zone][["x_m", "y_m"]].to_numpy(float) if zone in held else own[None, :]
        people = held[zone]["people"].to_numpy(float) if zone in held else np.ones(1)
        for centre, spot in spots.items():
            metres = distance(points, spot)
            ways.append({"zone": zone, "centre": centre, "mean_m": round(float(np.average(metres, weights=people)), 1), "worst_m": round(float(metres.max()), 1)})
    return ZoneCentres(pd.DataFrame(rows, columns=list(ZoneCentres.columns))), Travel(pd.DataFrame(ways, columns=list(Travel.columns)))


def _amid_people(cells: pd.DataFrame) -> np.ndarray:
    """The populated cell nearest to the weighted mean of all; of equals the one that comes first by name."""
    ordered = cells.sort_values("cell")
    points = ordered[["x_m", "y_m"]].to_numpy(float)
    middle = np.average(points, axis=0, weights=ordered["people"].to_numpy(float))
    return np.asarray(points[int(np.argmin(straight(points, middle).round(3)))])
