"""Which areas lie side by side: shared borders, and bridges to what touches nothing."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

SLIVER_M = 20.0
"""borders of two files that run this close together are one border"""
LEAST_BORDER_M = 100.0
"""a shorter border is a corner, over which no street leads"""


def borders(shapes: Mapping[str, BaseGeometry]) -> dict[tuple[str, str], float]:
    """Length of the border that two areas share, in metres, by their names in order; areas that share less than 100 m do not touch."""
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


def bridges(shapes: Mapping[str, BaseGeometry], touching: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs that do not touch and are neighbours all the same: the shortest way across from every part that touches no other, until all hang together."""
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
