"""Which living zones lie side by side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from dosi.model.layers import Units
from dosi.model.rows import Crosswalk
from dosi.model.spatial import Touching

SLIVER_M = 20.0
"""borders of two files that run this close together are one border"""
LEAST_BORDER_M = 100.0
"""a shorter border is a corner, over which no street leads"""


def adjoin(units: Units, crosswalk: Crosswalk) -> Touching:
    """Find the zones that touch, with the length of the border they share, in metres; slivers of up to 20 m between them do not part them.

    Two zones touch (rook contiguity) when at least 100 m of border of one run within 20 m of the other. A zone or group of zones that touches no
    other, e.g. an island, is joined to the nearest one and marked so.
    """
    joined = units.rows.merge(crosswalk.rows[["legal_unit", "zone"]], on="legal_unit")
    shapes = {str(z): shapely.union_all(shapely.from_wkb(part["shape"].to_numpy())) for z, part in joined.groupby("zone", sort=True)}
    found = _borders(shapes)
    rows = [{"zone": a, "other": b, "border_m": metres, "kind": "border"} for (a, b), metres in found.items()]
    rows += [{"zone": a, "other": b, "border_m": 0.0, "kind": "nearest"} for a, b in _bridges(shapes, list(found))]
    both = [row | {"zone": zone, "other": other} for row in rows for zone, other in ((row["zone"], row["other"]), (row["other"], row["zone"]))]
    return Touching(pd.DataFrame(both, columns=list(Touching.columns)).sort_values(["zone", "other"]))


def _borders(shapes: Mapping[str, BaseGeometry]) -> dict[tuple[str, str], float]:
    names, geometries = list(shapes), list(shapes.values())
    near = shapely.STRtree(geometries).query(geometries, predicate="dwithin", distance=SLIVER_M).T
    wide = [shapely.buffer(g, SLIVER_M) for g in geometries]
    edge = [g.boundary for g in geometries]
    found = {}
    for a, b in sorted((int(a), int(b)) for a, b in near if a < b):
        # at each end of a border the other's edge turns away within the sliver: that much is no border
        metres = sum(edge[j].intersection(wide[i]).length - 2 * SLIVER_M for i, j in ((a, b), (b, a))) / 2
        if metres >= LEAST_BORDER_M:
            found[names[a], names[b]] = round(metres, 1)
    return found


def _bridges(shapes: Mapping[str, BaseGeometry], touching: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The shortest way across for every part that touches no other, until all hang together."""
    names, made = list(shapes), list(touching)
    added: list[tuple[str, str]] = []
    while names:
        at = {n: i for i, n in enumerate(names)}
        pairs = [(at[a], at[b]) for a, b in made]
        graph = coo_matrix(([1] * len(pairs), tuple(zip(*pairs, strict=True)) or ((), ())), shape=(len(names), len(names)))
        number, part = connected_components(graph, directed=False)
        if number == 1:
            break
        apart = [(shapes[a].distance(shapes[b]), a, b) for a in names for b in names if a < b and part[at[a]] != part[at[b]]]
        _, a, b = min(apart)
        made.append((a, b))
        added.append((a, b))
    return added
