"""Lay a graph of streets from lines: cut where they meet, with the points of a city joined to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.ops import substring

from dosi.network.modes import Mode, slope_factor

MEETS = ("nodes", "vertices", "crossings")
"""how lines meet: only at named ends; at points they share; also where they cross or an end nearly touches"""
TOUCH_M = 0.5
"""ends and vertices this near are one place"""
BESIDE_M = 0.5
"""a point joins every line that is at most this much farther than its nearest: both directions of a street drawn as two lines"""
GROUND = ("", "0")
"""levels from which one can step off a street"""
NEVER_NOTHING = 1e-6
"""smallest cost of an arc: a sparse graph cannot hold a free one"""

Heights = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""height in metres at x, y; NaN where unknown"""


@dataclass(frozen=True)
class LinesTaken:
    """Lines of streets, one array each; all arrays have one entry per line."""

    shape: np.ndarray
    """LineString in projected metres"""
    meets: str = "crossings"
    """nodes, vertices or crossings"""
    length_m: np.ndarray | None = None
    """true length where the drawn line is simplified; NaN: as drawn"""
    speed_m_per_s: np.ndarray | None = None
    """the street's own speed; NaN: unknown"""
    one_way: np.ndarray | None = None
    """True where it may be driven only as drawn"""
    from_node: np.ndarray | None = None
    to_node: np.ndarray | None = None
    """names of the ends, for `meets = "nodes"`"""
    level: np.ndarray | None = None
    """text; lines of different levels do not cross (bridges, tunnels), and points join the ground ("" or "0") only"""


@dataclass(frozen=True)
class Streets:
    """A directed graph of streets with points joined to it; cost of an arc in metres and in seconds.

    Nodes 0..first_point-1 lie on streets. Every point has two more: one where ways begin (`origins`) and one where they end (`destinations`), so that
    no way leads through a point from one street to another that does not meet it.
    """

    x_m: np.ndarray
    y_m: np.ndarray
    tail: np.ndarray
    head: np.ndarray
    metres: np.ndarray
    seconds: np.ndarray
    first_point: int
    points: int = 0
    """number of points that were to be joined"""
    not_joined: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """points with no street within the mode's joining distance"""

    @property
    def nodes(self) -> int:
        """Number of nodes, points included."""
        return len(self.x_m)

    @property
    def origins(self) -> np.ndarray:
        """Node of each point where ways begin."""
        return self.first_point + np.arange(self.points)

    @property
    def destinations(self) -> np.ndarray:
        """Node of each point where ways end."""
        return self.first_point + self.points + np.arange(self.points)

    def stranded(self) -> np.ndarray:
        """Points that are joined, but to no street of the network's largest (strongly connected) piece."""
        on = (self.tail < self.first_point) & (self.head < self.first_point)
        graph = coo_array((np.ones(on.sum()), (self.tail[on], self.head[on])), shape=(self.first_point, self.first_point)).tocsr()
        if not self.first_point:
            return np.empty(0, dtype=np.int64)
        _, piece = connected_components(graph, directed=True, connection="strong")
        leaves = (self.tail >= self.first_point) & (self.head < self.first_point)
        good = np.zeros(self.points, dtype=bool)
        good[self.tail[leaves][piece[self.head[leaves]] == np.bincount(piece).argmax()] - self.first_point] = True
        good[self.not_joined] = True
        return np.flatnonzero(~good)


def lay(lines: LinesTaken, mode: Mode, x_m: np.ndarray | None = None, y_m: np.ndarray | None = None, heights: Heights | None = None) -> Streets:
    """Cut lines where they meet into a directed graph for a mode, and join points (projected metres) to it.

    A point joins its nearest street on the ground at the nearest spot of it, by a straight line walked at the mode's access speed; points farther than
    `mode.join_m` from any street are listed, not moved.
    """
    if lines.meets not in MEETS:
        raise ValueError(f"meets: {lines.meets!r} is none of {', '.join(MEETS)}")
    px, py = (np.empty(0), np.empty(0)) if x_m is None or y_m is None else (np.asarray(x_m, float), np.asarray(y_m, float))
    stations, xy = _numbered(_meetings(lines), lines)
    joins = _joins(lines, px, py, mode)
    first_spot = len(xy)  # a spot on a line for every joined point, then the points themselves
    first_point = first_spot + len(joins)
    spots = pd.DataFrame({"line": joins["line"], "at": joins["at"], "node": first_spot + np.arange(len(joins))})
    along = pd.concat([stations, spots], ignore_index=True).sort_values(["line", "at", "node"], kind="stable")
    on_line = shapely.get_coordinates(shapely.line_interpolate_point(lines.shape[joins["line"].to_numpy(int)], joins["at"].to_numpy(float)))
    xs, ys = np.concatenate([xy[:, 0], on_line[:, 0], px, px]), np.concatenate([xy[:, 1], on_line[:, 1], py, py])
    arcs = _arcs(along, lines, mode, None if heights is None else heights(xs, ys))
    access = _access(joins, first_spot, first_point, mode)
    arrival = access.assign(tail=access["head"], head=access["tail"] + len(px))
    every = pd.concat([arcs, access, arrival], ignore_index=True)
    joined = np.zeros(len(px), dtype=bool)
    joined[joins["point"].to_numpy(int)] = True
    return Streets(
        xs, ys, every["tail"].to_numpy(np.int64), every["head"].to_numpy(np.int64), np.maximum(every["metres"].to_numpy(float), NEVER_NOTHING),
        np.maximum(every["seconds"].to_numpy(float), NEVER_NOTHING), first_point, len(px), np.flatnonzero(~joined),
    )  # fmt: skip


def _meetings(lines: LinesTaken) -> pd.DataFrame:
    """Stations along lines: line, at (metres from its start, as drawn), x, y, and the name of the node where it has one."""
    length = shapely.length(lines.shape)
    count = len(lines.shape)
    ends = np.concatenate([np.arange(count), np.arange(count)])
    spots = np.concatenate([shapely.get_point(lines.shape, 0), shapely.get_point(lines.shape, -1)]) if count else np.empty(0, dtype=object)
    xy = shapely.get_coordinates(spots)
    found = [pd.DataFrame({"line": ends, "at": np.concatenate([np.zeros(count), length]), "x": xy[:, 0], "y": xy[:, 1]})]
    if lines.meets == "nodes":
        if lines.from_node is None or lines.to_node is None:
            raise ValueError('meets "nodes" needs from_node and to_node')
        return found[0].assign(name=np.concatenate([lines.from_node, lines.to_node]).astype(str))
    found.append(_shared_vertices(lines.shape))
    if lines.meets == "crossings":
        found += [_crossings(lines), _touches(lines, found[0])]
    return pd.concat(found, ignore_index=True).assign(name="")


def _shared_vertices(shape: np.ndarray) -> pd.DataFrame:
    """Vertices that two lines share, or one line passes twice."""
    xy, line = shapely.get_coordinates(shape, return_index=True)
    step = np.r_[0.0, np.hypot(*np.diff(xy, axis=0).T)]
    step[np.r_[True, line[1:] != line[:-1]]] = 0.0
    run = np.cumsum(step)
    begins = np.flatnonzero(np.r_[True, line[1:] != line[:-1]])
    at = run - np.repeat(run[begins], np.diff(np.r_[begins, len(line)]))
    frame = pd.DataFrame({"line": line, "at": at, "x": xy[:, 0], "y": xy[:, 1]})
    rounded = frame[["x", "y"]].round(3)
    return frame[rounded.duplicated(keep=False).to_numpy()]


def _crossings(lines: LinesTaken) -> pd.DataFrame:
    """Where two lines of the same level cross; where they run together, the ends of the common stretch."""
    tree = shapely.STRtree(lines.shape)
    one, other = tree.query(lines.shape, predicate="intersects")
    keep = one < other
    if lines.level is not None:
        keep &= lines.level[one] == lines.level[other]
    one, other = one[keep], other[keep]
    meet = shapely.intersection(lines.shape[one], lines.shape[other])
    parts, of = shapely.get_parts(meet, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    pair = of[part]
    spot = shapely.points(xy)
    return pd.DataFrame({
        "line": np.concatenate([one[pair], other[pair]]),
        "at": np.concatenate([shapely.line_locate_point(lines.shape[one[pair]], spot), shapely.line_locate_point(lines.shape[other[pair]], spot)]),
        "x": np.tile(xy[:, 0], 2), "y": np.tile(xy[:, 1], 2),
    })  # fmt: skip


def _touches(lines: LinesTaken, ends: pd.DataFrame) -> pd.DataFrame:
    """Ends that nearly touch another line of the same level: the other line gets a station there."""
    spot = shapely.points(ends["x"].to_numpy(), ends["y"].to_numpy())
    end, line = shapely.STRtree(lines.shape).query(spot, predicate="dwithin", distance=TOUCH_M)
    mine = ends["line"].to_numpy()[end]
    keep = mine != line
    if lines.level is not None:
        keep &= lines.level[mine] == lines.level[line]
    end, line = end[keep], line[keep]
    return pd.DataFrame({"line": line, "at": shapely.line_locate_point(lines.shape[line], spot[end]), "x": ends["x"].to_numpy()[end], "y": ends["y"].to_numpy()[end]})


def _numbered(stations: pd.DataFrame, lines: LinesTaken) -> tuple[pd.DataFrame, np.ndarray]:
    """Stations with the number of their node, and the nodes' coordinates; stations at one place, or of one name, are one node."""
    if lines.meets == "nodes":
        number, _ = pd.factorize(stations["name"], sort=True)
    else:
        xy = stations[["x", "y"]].to_numpy(float)
        near = cKDTree(xy).query_pairs(TOUCH_M, output_type="ndarray") if len(xy) else np.empty((0, 2), dtype=int)
        graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(xy), len(xy)))
        number = connected_components(graph, directed=False)[1] if len(xy) else np.empty(0, dtype=int)
    stations = stations.assign(node=number)
    first = stations.drop_duplicates("node").sort_values("node")
    again = stations.sort_values(["line", "at"], kind="stable")
    same = (again["line"] == again["line"].shift()) & (again["node"] == again["node"].shift()) & ((again["at"] - again["at"].shift()) < TOUCH_M)
    return again.loc[~same, ["line", "at", "node"]], first[["x", "y"]].to_numpy(float)


def _joins(lines: LinesTaken, x_m: np.ndarray, y_m: np.ndarray, mode: Mode) -> pd.DataFrame:
    """Which spot of which line each point joins: point, line, at, away (metres)."""
    columns = {"point": np.empty(0, int), "line": np.empty(0, int), "at": np.empty(0), "away": np.empty(0)}
    if not len(x_m) or not len(lines.shape):
        return pd.DataFrame(columns)
    ground = np.ones(len(lines.shape), bool) if lines.level is None else np.isin(np.asarray(lines.level, dtype=str), GROUND)
    shape = lines.shape.copy()
    shape[~ground] = None
    tree = shapely.STRtree(shape)
    spots = shapely.points(x_m, y_m)
    (point, _), nearest = tree.query_nearest(spots, max_distance=mode.join_m, return_distance=True, all_matches=False)
    near, line = tree.query(spots[point], predicate="dwithin", distance=nearest + BESIDE_M)
    point = point[near]
    return pd.DataFrame({
        "point": point, "line": line, "at": shapely.line_locate_point(lines.shape[line], spots[point]), "away": shapely.distance(spots[point], lines.shape[line]),
    }).sort_values(["point", "line"], ignore_index=True)  # fmt: skip


def _arcs(along: pd.DataFrame, lines: LinesTaken, mode: Mode, height_m: np.ndarray | None) -> pd.DataFrame:
    """Arcs between stations that follow each other on a line, each way that the mode may go."""
    line, at, node = along["line"].to_numpy(int), along["at"].to_numpy(float), along["node"].to_numpy(int)
    follows = np.flatnonzero(line[1:] == line[:-1]) if len(line) else np.empty(0, int)
    on, tail, head = line[follows], node[follows], node[follows + 1]
    drawn = shapely.length(lines.shape)
    true = drawn if lines.length_m is None else np.where(np.isnan(lines.length_m), drawn, lines.length_m)
    metres = (at[follows + 1] - at[follows]) * np.divide(true, drawn, out=np.ones(len(drawn)), where=drawn > 0)[on]
    speed = np.full(len(drawn), mode.speed_m_per_s)
    if mode.own_speed and lines.speed_m_per_s is not None:
        speed = np.where(np.isnan(lines.speed_m_per_s), speed, lines.speed_m_per_s * mode.own_speed_share)
    back = np.ones(len(on), dtype=bool) if lines.one_way is None or not mode.keeps_one_way else ~lines.one_way[on].astype(bool)
    both = pd.DataFrame({
        "tail": np.concatenate([tail, head[back]]), "head": np.concatenate([head, tail[back]]), "metres": np.concatenate([metres, metres[back]]),
        "speed": np.concatenate([speed[on], speed[on][back]]),
    })  # fmt: skip
    pace = both["speed"].to_numpy(float)
    if mode.slope and height_m is not None:
        rise = height_m[both["head"].to_numpy()] - height_m[both["tail"].to_numpy()]
        run = both["metres"].to_numpy(float)
        pace = pace * slope_factor(np.nan_to_num(np.divide(rise, run, out=np.zeros(len(run)), where=run > 0)))
    return both.assign(seconds=both["metres"] / pace)[["tail", "head", "metres", "seconds"]]


def _access(joins: pd.DataFrame, first_spot: int, first_point: int, mode: Mode) -> pd.DataFrame:
    """Arcs from points to their spots on the street; those back end at the points' other nodes."""
    away = joins["away"].to_numpy(float)
    return pd.DataFrame({"tail": first_point + joins["point"].to_numpy(int), "head": first_spot + np.arange(len(joins)), "metres": away, "seconds": away / mode.access_m_per_s})


def stretches(lines: LinesTaken) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Streets cut where they meet: one row per pair of neighbouring nodes (tail < head; line, shape, metres), nodes (x, y), and arms of each node.

    Both directions of a street drawn as two lines are one stretch, the first of them; arms are different nodes next to a node.
    """
    stations, xy = _numbered(_meetings(lines), lines)
    line, at, node = stations["line"].to_numpy(int), stations["at"].to_numpy(float), stations["node"].to_numpy(int)
    follows = np.flatnonzero((line[1:] == line[:-1]) & (node[1:] != node[:-1])) if len(line) else np.empty(0, int)
    pair = np.sort(np.column_stack([node[follows], node[follows + 1]]), axis=1)
    found = pd.DataFrame({"tail": pair[:, 0], "head": pair[:, 1], "line": line[follows], "begins": at[follows], "ends": at[follows + 1]}).drop_duplicates(["tail", "head"], ignore_index=True)
    shapes = [substring(lines.shape[n], a, b) for n, a, b in zip(found["line"], found["begins"], found["ends"], strict=True)]
    arms = np.bincount(found[["tail", "head"]].to_numpy(int).ravel(), minlength=len(xy))
    return found.assign(shape=shapes, metres=shapely.length(shapes)).drop(columns=["begins", "ends"]), xy, arms
