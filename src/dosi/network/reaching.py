"""Costs along streets within a cut-off: many origins to many destinations, tile by tile, and from everywhere to the nearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dosi.network.arcs import least
from dosi.network.contracting import Chains, chains
from dosi.network.laying import Streets

DENSE = 300_000
"""entries of the dense answer of one call: sources of a tile x nodes around it"""


@dataclass(frozen=True)
class Graph:
    """A directed graph with one cost, its nodes in the plane; the cost of parallel arcs is the smallest."""

    x_m: np.ndarray
    y_m: np.ndarray
    tail: np.ndarray
    head: np.ndarray
    cost: np.ndarray

    @classmethod
    def of(cls, streets: Streets, cost: str) -> Graph:
        """Streets with one of their costs: "metres" or "seconds"."""
        return cls(streets.x_m, streets.y_m, streets.tail, streets.head, getattr(streets, cost))

    @cached_property
    def reversed(self) -> Graph:
        """Every arc the other way."""
        return Graph(self.x_m, self.y_m, self.head, self.tail, self.cost)

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.x_m)

    @cached_property
    def arcs(self) -> csr_array:
        """Sparse matrix of costs."""
        return least(self.nodes, self.tail, self.head, self.cost)

    @cached_property
    def chains(self) -> Chains | None:
        """The chains that searches leave out, where there are enough of them."""
        return chains(self.arcs)

    @cached_property
    def straight_m_per_cost(self) -> float:
        """The most straight-line metres that one unit of cost can buy: what lies farther than cut-off times this is out of reach."""
        away = np.hypot(self.x_m[self.head] - self.x_m[self.tail], self.y_m[self.head] - self.y_m[self.tail])
        return float((away / self.cost).max()) if len(self.cost) else 0.0


@dataclass(frozen=True)
class Pairs:
    """Costs of some origins and destinations: positions in the lists that were asked for, and the cost."""

    origin: np.ndarray
    destination: np.ndarray
    cost: np.ndarray


def pairs_within(graph: Graph, origins: np.ndarray, destinations: np.ndarray, cutoff: float) -> Iterator[Pairs]:
    """Least costs (Dijkstra 1959) of all pairs of nodes at most `cutoff` apart, in parts that together hold every pair once.

    Searches run tile by tile on the piece of graph that can matter: a tile's nodes and all within cut-off x straight_m_per_cost, without bends and dead
    ends (`contracting`). Sources are the shorter of the two lists; the other way round the graph is reversed. `origin` and `destination` count within the lists given.
    """
    if len(destinations) < len(origins):
        for part in pairs_within_from(graph.reversed, destinations, origins, cutoff):
            yield Pairs(part.destination, part.origin, part.cost)
    else:
        yield from pairs_within_from(graph, origins, destinations, cutoff)


def pairs_within_from(graph: Graph, sources: np.ndarray, targets: np.ndarray, cutoff: float) -> Iterator[Pairs]:
    """As `pairs_within`, searching from the first list."""
    if not len(sources) or not len(targets):
        return
    tiles = _Tiles(graph, sources, targets, cutoff)
    for mine in tiles.sources():
        around = tiles.around(mine)
        column = np.flatnonzero(tiles.target_at[around] >= 0)
        if not len(column):
            continue
        start, which = np.unique(sources[mine], return_inverse=True)
        wanted, core = around[column], around
        if graph.chains:
            wanted, core = graph.chains.by_gates(wanted), graph.chains.gates(around)
        piece, group = tiles.piece(core), tiles.target_at[wanted]
        for chunk in np.array_split(np.arange(len(start)), max(1, -(-len(start) * len(around) // DENSE))):
            if graph.chains:
                found = graph.chains.costs(piece, core, start[chunk], wanted, cutoff)
            else:
                found = dijkstra(piece, indices=np.searchsorted(core, start[chunk]), limit=cutoff)[:, column]
            hit = np.flatnonzero(found <= cutoff)
            row = hit // len(wanted)
            yield from _spread(chunk[row], group[hit - row * len(wanted)], found.ravel()[hit], which, mine, tiles)


def _spread(start: np.ndarray, group: np.ndarray, cost: np.ndarray, which: np.ndarray, mine: np.ndarray, tiles: _Tiles) -> Iterator[Pairs]:
    """Pairs of nodes as pairs of list positions: several may stand at one node."""
    by_node = np.argsort(which, kind="stable")
    begin = np.searchsorted(which[by_node], np.arange(which.max() + 2))
    times_from, times_to = np.diff(begin), tiles.group_size
    if max(times_from.max(), times_to.max()) == 1:
        yield Pairs(mine[by_node][start], tiles.in_group[group], cost)
    else:
        times = times_from[start] * times_to[group]
        pair = np.repeat(np.arange(len(start)), times)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
        origin = mine[by_node[begin[start[pair]] + step // times_to[group[pair]]]]
        yield Pairs(origin, tiles.in_group[tiles.group_begin[group[pair]] + step % times_to[group[pair]]], cost[pair])


class _Tiles:
    """Sources ordered by square tiles, and the nodes that can matter for a tile."""

    def __init__(self, graph: Graph, sources: np.ndarray, targets: np.ndarray, cutoff: float) -> None:
        self.graph, self.list = graph, sources
        self.arcs = graph.chains.arcs if graph.chains else graph.arcs
        self.reach_m = min(cutoff * graph.straight_m_per_cost * (1 + 1e-9), 1e12)
        self.x0, self.y0 = graph.x_m.min(), graph.y_m.min()
        wide = max(np.ptp(graph.x_m), np.ptp(graph.y_m), 1.0)
        density = graph.nodes / max(np.ptp(graph.x_m) * np.ptp(graph.y_m), 1.0)
        share = len(sources) / graph.nodes  # the side at which sources x nodes around fill one dense answer
        sides = np.geomspace(max(wide / 4096, 1e-3), wide * 1.01, 200)
        entries = (sides**2 * density * share) * ((sides + 2 * self.reach_m) ** 2 * density)
        fits = sides[entries <= DENSE]
        self.side = float(fits[-1]) if len(fits) else float(sides[0])
        column, row = ((graph.x_m - self.x0) // self.side).astype(np.int64), ((graph.y_m - self.y0) // self.side).astype(np.int64)
        self.columns = int(column.max()) + 1
        self.tile = row * self.columns + column
        self.by_tile = np.argsort(self.tile, kind="stable")
        self.sorted_tile = self.tile[self.by_tile]
        self.local = np.full(graph.nodes, -1, dtype=np.int32)
        order = np.argsort(targets, kind="stable")  # several targets may stand at one node
        at, begin, size = np.unique(targets[order], return_index=True, return_counts=True)
        self.in_group, self.group_begin, self.group_size = order, begin, size
        self.target_at = np.full(graph.nodes, -1, dtype=np.int64)
        self.target_at[at] = np.arange(len(at))

    def sources(self) -> Iterator[np.ndarray]:
        """Positions of sources, tile by tile."""
        tile = self.tile[self.list]
        order = np.argsort(tile, kind="stable")
        yield from np.split(order, np.flatnonzero(np.diff(tile[order])) + 1)

    def around(self, mine: np.ndarray) -> np.ndarray:
        """Nodes, in order, no farther than the reach from the box around a tile's sources."""
        g = self.graph
        x, y = g.x_m[self.list[mine]], g.y_m[self.list[mine]]
        left, right, low, high = x.min() - self.reach_m, x.max() + self.reach_m, y.min() - self.reach_m, y.max() + self.reach_m
        first, last = max(0, int((left - self.x0) // self.side)), min(self.columns - 1, int((right - self.x0) // self.side))
        rows = range(max(0, int((low - self.y0) // self.side)), min(int(self.sorted_tile[-1]) // self.columns, int((high - self.y0) // self.side)) + 1)
        bounds = np.searchsorted(self.sorted_tile, np.array([[r * self.columns + first, r * self.columns + last + 1] for r in rows]).ravel())
        near = np.concatenate([self.by_tile[a:b] for a, b in bounds.reshape(-1, 2)])
        inside = (g.x_m[near] >= left) & (g.x_m[near] <= right) & (g.y_m[near] >= low) & (g.y_m[near] <= high)
        return np.sort(near[inside])

    def piece(self, around: np.ndarray) -> csr_array:
        """The graph among some nodes, numbered in their order."""
        if len(around) == self.graph.nodes:
            return self.arcs
        indptr, indices, data = self.arcs.indptr, self.arcs.indices, self.arcs.data
        begin, size = indptr[around].astype(np.int64), np.diff(indptr)[around]
        take = np.repeat(begin - np.cumsum(size) + size, size) + np.arange(size.sum())
        self.local[around] = np.arange(len(around), dtype=np.int32)
        to = self.local[indices[take]]
        self.local[around] = -1
        kept = to >= 0
        starts = np.r_[0, np.cumsum(np.bincount(np.repeat(np.arange(len(around)), size)[kept], minlength=len(around)))]
        return csr_array((data[take][kept], to[kept], starts.astype(np.int32)), shape=(len(around), len(around)))


def to_nearest(graph: Graph, destinations: np.ndarray, cutoff: float = np.inf) -> tuple[np.ndarray, np.ndarray]:
    """Per node the least cost to any destination and which one (position in the list; -1 and infinity where none is within the cut-off).

    One search from all destinations together on the reversed graph. Of destinations equally near, the one whose node is found first.
    """
    if not len(destinations):
        return np.full(graph.nodes, np.inf), np.full(graph.nodes, -1)
    at, first = np.unique(destinations, return_index=True)
    cost, _, source = dijkstra(graph.reversed.arcs, indices=at, min_only=True, limit=cutoff, return_predecessors=True)
    position = np.full(graph.nodes, -1)
    position[at] = first
    reached = np.isfinite(cost)
    return np.where(reached, cost, np.inf), np.where(reached, position[np.where(reached, source, 0)], -1)
