"""Leave out of a search the nodes where no way divides: bends and dead ends of two-way streets lie on chains between the nodes that are searched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from dosi.network.arcs import least

WORTH_SHARE = 0.3
"""least share of nodes with one or two neighbours: at a third searches were as fast with chains as without, below it slower"""


@dataclass(frozen=True)
class Chains:
    """Chains of nodes with one or two neighbours, each of them reached and reaching; a chain is left and entered by its gates, one or two nodes on no chain.

    Arrays have one entry per node of the graph. A node on no chain is its own gate at no cost.
    """

    arcs: csr_array
    """costs among the nodes on no chain, with an arc for every chain from gate to gate"""
    number: np.ndarray
    """of the chain; -1: on none"""
    gate: np.ndarray
    """first and second gate (two rows); the first again where there is no second"""
    leave: np.ndarray
    """cost to either gate along the chain (two rows); infinity where there is no second"""
    enter: np.ndarray
    """cost from either gate"""
    forth: np.ndarray
    """cost along the chain from its node beside the first gate"""
    back: np.ndarray
    """cost along the chain to its node beside the first gate"""

    def gates(self, nodes: np.ndarray) -> np.ndarray:
        """All gates of some nodes, in order."""
        return np.unique(self.gate[:, nodes])

    def by_gates(self, nodes: np.ndarray) -> np.ndarray:
        """Nodes with one gate, then those with two: the order of the targets of `costs`."""
        return nodes[np.argsort(np.isfinite(self.enter[1, nodes]), kind="stable")]

    def costs(self, piece: csr_array, core: np.ndarray, starts: np.ndarray, targets: np.ndarray, cutoff: float) -> np.ndarray:
        """Least costs (rows starts, columns targets), true up to the cut-off; `piece` is the part of `arcs` among the nodes `core`, all gates among them.

        cost(i, j) = min over gates g of i and h of j of leave(i, g) + cost(g, h) + enter(h, j); within a chain also straight along it.
        """
        searched = self.gates(starts)
        found = dijkstra(piece, indices=np.searchsorted(core, searched), limit=cutoff)
        first, second = np.searchsorted(searched, self.gate[:, starts])
        two = np.flatnonzero(np.isfinite(self.leave[1, starts]))
        left = found[first] + self.leave[0, starts, None]
        left[two] = np.minimum(left[two], found[second[two]] + self.leave[1, starts[two], None])
        first, second = np.searchsorted(core, self.gate[:, targets])
        cost = left.take(first, axis=1)
        cost += self.enter[0, targets]
        one = int(np.isinf(self.enter[1, targets]).sum())
        np.minimum(cost[:, one:], left.take(second[one:], axis=1) + self.enter[1, targets[one:]], out=cost[:, one:])
        i, j = self._together(starts, targets)
        a, b = starts[i], targets[j]
        cost[i, j] = np.minimum(cost[i, j], np.maximum(self.forth[b] - self.forth[a], self.back[a] - self.back[b]))  # one of them is not above 0
        return cost

    def _together(self, starts: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Positions of all starts and targets on the same chain."""
        start, order = np.flatnonzero(self.number[starts] >= 0), np.argsort(self.number[targets])
        begin, end = (np.searchsorted(self.number[targets[order]], self.number[starts[start]], side=side) for side in ("left", "right"))
        size = end - begin
        return np.repeat(start, size), order[np.repeat(end - np.cumsum(size), size) + np.arange(size.sum())]


def chains(arcs: csr_array) -> Chains | None:
    """The chains of a graph of least costs (columns in order); none where there are too few to gain from."""
    nodes = arcs.shape[0]
    turned = arcs.T.tocsr()
    tail, head = _ends(arcs)
    into, source = _ends(turned)
    plain = np.isin(np.diff(arcs.indptr), (1, 2)) & (np.diff(arcs.indptr) == np.diff(turned.indptr))
    plain[tail[plain[tail]][head[plain[tail]] != source[plain[into]]]] = False
    if plain.sum() < WORTH_SHARE * nodes:
        return None
    inner = plain[tail] & plain[head]
    within = csr_array((arcs.data[inner], (tail[inner], head[inner])), shape=arcs.shape)
    label = connected_components(within, directed=False)[1]

    # plain nodes have the same neighbours, in the same order, in both directions
    leaving, entering = np.flatnonzero(plain[tail] & ~plain[head]), np.flatnonzero(plain[into] & ~plain[source])
    by_chain = np.argsort(label[tail[leaving]], kind="stable")
    leaving, entering = leaving[by_chain], entering[by_chain]
    name, first, exits = np.unique(label[tail[leaving]], return_index=True, return_counts=True)
    if not len(name):
        return None
    ways = np.array([first, first + exits - 1])  # to the first gate and to the second, which is the first again at a dead end
    beside, gate = tail[leaving][ways], head[leaving][ways]
    cost_out, cost_in = arcs.data[leaving][ways], turned.data[entering][ways]
    cost_out[1, exits == 1] = cost_in[1, exits == 1] = np.inf
    forth = dijkstra(within, indices=beside[0], min_only=True)
    back = dijkstra(within.T.tocsr(), indices=beside[0], min_only=True)
    all_forth, all_back = forth[beside[1]], back[beside[1]]

    number = np.full(label.max() + 1, -1)
    number[name] = np.arange(len(name))  # a ring and a chain that no gate leads to have no exit: they stay
    number = np.where(plain, number[label], -1)
    on = np.flatnonzero(number >= 0)
    of = number[on]
    gates = np.tile(np.arange(nodes), (2, 1))
    leave, enter = np.zeros((2, nodes)), np.zeros((2, nodes))
    leave[1] = enter[1] = np.inf
    gates[:, on] = gate[:, of]
    leave[:, on] = cost_out[:, of] + (back[on], all_forth[of] - forth[on])
    enter[:, on] = cost_in[:, of] + (forth[on], all_back[of] - back[on])
    forth[number < 0] = back[number < 0] = 0.0

    kept, through = (number[tail] < 0) & (number[head] < 0), gate[0] != gate[1]
    core = least(
        nodes,
        np.r_[tail[kept], gate[0, through], gate[1, through]],
        np.r_[head[kept], gate[1, through], gate[0, through]],
        np.r_[arcs.data[kept], (cost_in[0] + all_forth + cost_out[1])[through], (cost_in[1] + all_back + cost_out[0])[through]],
    )
    return Chains(core, number, gates, leave, enter, forth, back)


def _ends(arcs: csr_array) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(arcs.shape[0]), np.diff(arcs.indptr)), arcs.indices
