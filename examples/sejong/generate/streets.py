"""A street network, invented: lattices in the towns, a sparse web between hamlets, and main roads where travel gathers.

Nodes are laid by the kind of place. In towns two nodes are joined when no other lies in the circle between them
(Gabriel graph), in the country when no other is nearer to both (relative neighbourhood graph). Both hold the shortest
spanning tree, so that every place can be reached.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from places import METRES, Places, chance
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree
from settlement import BUILT_PER_HA

TOWN_M, OLD_TOWN_M, SPARSE_M, COUNTRY_M = 195, 165, 520, 1_250
RANKS = ["main", "collector", "local"]
LANES = {"main": 4, "collector": 2, "local": 2}
KPH = {"main": 60, "collector": 50, "local": 30}


@dataclass(frozen=True)
class Streets:
    """Nodes (x_m, y_m, unit, town) and edges (from_node, to_node, rank, line) of one connected network."""

    nodes: pd.DataFrame
    edges: gpd.GeoDataFrame

    def degree(self) -> np.ndarray:
        """Count the streets that meet at each node."""
        ends = np.concatenate([self.edges["from_node"], self.edges["to_node"]])
        return np.bincount(ends, minlength=len(self.nodes))


def lattice(
    shape: shapely.Geometry, step_m: float, angle: float, jitter_m: float, rng: np.random.Generator
) -> np.ndarray:
    """Lay a turned, slightly shaken lattice of points over a shape."""
    middle, reach = shape.centroid, np.hypot(*np.ptp(np.reshape(shape.bounds, (2, 2)), axis=0)) / 2
    steps = np.arange(-reach, reach + step_m, step_m)
    a, b = (axis.ravel() for axis in np.meshgrid(steps, steps))
    x_m = middle.x + a * np.cos(angle) - b * np.sin(angle) + rng.normal(0, jitter_m, len(a))
    y_m = middle.y + a * np.sin(angle) + b * np.cos(angle) + rng.normal(0, jitter_m, len(a))
    return np.column_stack([x_m, y_m])[shapely.contains_xy(shape, x_m, y_m)]


def lay_nodes(places: Places, around: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Lay the nodes: by lattice where a town is built, at the hamlets and on valley floors elsewhere."""
    rng, raster, tables = chance("street nodes"), places.raster, []
    lived = cKDTree(cells[["x_m", "y_m"]].to_numpy())
    for i, unit in places.units.iterrows():
        inner = unit.geometry.buffer(-25)
        built = unit["kind"] == "new_town" and unit["density_per_ha"] >= BUILT_PER_HA
        angle = rng.uniform(0, np.pi / 2)
        if built:
            points = lattice(inner, TOWN_M, angle, 16, rng)
            points = points[lived.query(points)[0] < 330]
        elif unit["kind"] == "old_town":
            dense = cKDTree(cells.loc[(cells["unit"] == i) & (cells["people"] > 25), ["x_m", "y_m"]].to_numpy())
            close, wide = lattice(inner, OLD_TOWN_M, angle, 38, rng), lattice(inner, 420, angle, 90, rng)
            points = np.vstack([close[dense.query(close)[0] < 130], wide[dense.query(wide)[0] >= 220]])
        else:
            wide = lattice(inner, SPARSE_M if unit["kind"] == "new_town" else COUNTRY_M, angle, 150, rng)
            points = np.vstack([around.loc[around["unit"] == i, ["x_m", "y_m"]].to_numpy(), wide])
            seats = around[(around["unit"] == i) & around["seat"]]
            for seat in seats.itertuples():
                points = np.vstack(
                    [points, lattice(shapely.Point(seat.x_m, seat.y_m).buffer(430), 150, angle, 30, rng)]
                )
        row, column = raster.at(points[:, 0], points[:, 1])
        kept = built | (raster.hill[row, column] < 0.9)
        tables.append(pd.DataFrame(points[kept], columns=["x_m", "y_m"]).assign(unit=i, town=unit["kind"] != "rural"))
    nodes = pd.concat(tables, ignore_index=True).round(1)
    near = cKDTree(nodes[["x_m", "y_m"]].to_numpy()).query_pairs(70, output_type="ndarray")
    return nodes.drop(np.unique(near.max(axis=1))).reset_index(drop=True)


def join_nodes(nodes: pd.DataFrame) -> np.ndarray:
    """Join the nodes: Gabriel graph inside towns, relative neighbourhood graph elsewhere; pairs of node numbers."""
    at = nodes[["x_m", "y_m"]].to_numpy()
    corners = Delaunay(at).simplices
    pairs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    tree, town, kept = cKDTree(at), nodes["town"].to_numpy(), []
    for a, b in pairs:
        length = np.hypot(*(at[a] - at[b]))
        nearest, _ = tree.query((at[a] + at[b]) / 2, k=2)
        if min(nearest) < length / 2 - 1e-6:
            continue
        if not (town[a] and town[b] and length < 450):
            others = [c for c in tree.query_ball_point(at[a], length - 1e-6) if c not in (a, b)]
            if others and (np.hypot(*(at[others] - at[b]).T) < length - 1e-6).any():
                continue
        kept.append((a, b))
    return np.array(kept)


def travel(nodes: pd.DataFrame, pairs: np.ndarray, cells: pd.DataFrame) -> np.ndarray:
    """Count how much travel uses each street: shortest ways between 160 places drawn by the root of people."""
    rng = chance("travel")
    at = nodes[["x_m", "y_m"]].to_numpy()
    length = np.hypot(*(at[pairs[:, 0]] - at[pairs[:, 1]]).T)
    graph = csr_matrix((length, (pairs[:, 0], pairs[:, 1])), shape=(len(nodes), len(nodes)))
    lived = np.bincount(cKDTree(at).query(cells[["x_m", "y_m"]].to_numpy())[1], cells["people"], len(nodes))
    drawn = rng.choice(len(nodes), size=160, replace=False, p=np.sqrt(lived) / np.sqrt(lived).sum())
    _, before = dijkstra(graph, directed=False, indices=drawn, return_predecessors=True)
    number = {(a, b): n for n, (a, b) in enumerate(map(tuple, pairs))}
    used = np.zeros(len(pairs))
    for row in range(len(drawn)):
        for node in drawn:
            while (last := before[row, node]) >= 0:
                used[number[min(node, last), max(node, last)]] += 1
                node = last
    return used


def bend(a: np.ndarray, b: np.ndarray, town: bool, rng: np.random.Generator) -> shapely.LineString:
    """Draw one street: straight in towns, with a bend every 150 m or so in the country."""
    length = np.hypot(*(b - a))
    count = 0 if town or length < 250 else int(length // 180)
    along = np.linspace(0, 1, count + 2)[:, None]
    side = np.array([-(b - a)[1], (b - a)[0]]) / length
    wave = np.sin(along * np.pi) * np.cumsum(rng.normal(0, 0.02 * length, (count + 2, 1)), axis=0)
    return shapely.LineString(np.round(a + along * (b - a) + side * wave * (count > 0), 1))


def lay(places: Places, around: pd.DataFrame, cells: pd.DataFrame) -> Streets:
    """Lay the whole network and rank it by the travel it carries."""
    nodes = lay_nodes(places, around, cells)
    pairs = join_nodes(nodes)
    used = travel(nodes, pairs, cells)
    rng, at, town = chance("street lines"), nodes[["x_m", "y_m"]].to_numpy(), nodes["town"].to_numpy()
    lines = [bend(at[a], at[b], bool(town[a] and town[b]), rng) for a, b in pairs]
    rank = np.select([used >= np.quantile(used, 0.88), used >= np.quantile(used, 0.62)], RANKS[:2], RANKS[2])
    middles = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    unit = places.unit_of(middles[:, 0], middles[:, 1])
    edges = gpd.GeoDataFrame(
        {
            "street_id": [f"s{n:05d}" for n in range(len(pairs))],
            "from_node": pairs[:, 0],
            "to_node": pairs[:, 1],
            "rank": rank,
            "lanes": [LANES[r] for r in rank],
            "max_speed_kph": [KPH[r] for r in rank],
            "length_m": np.round(shapely.length(lines), 1),
            "unit": np.where(unit >= 0, unit, nodes["unit"].to_numpy()[pairs[:, 0]]),
        },
        geometry=lines,
        crs=METRES,
    )
    return Streets(nodes, edges)
