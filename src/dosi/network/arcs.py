"""Arcs as a sparse matrix: row from, column to, the least cost of parallel ones."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array


def least(nodes: int, tail: np.ndarray, head: np.ndarray, cost: np.ndarray) -> csr_array:
    """Sparse matrix of the least costs from tails to heads, columns in order.

    >>> least(2, np.array([0, 0]), np.array([1, 1]), np.array([5.0, 3.0])).toarray().tolist()
    [[0.0, 3.0], [0.0, 0.0]]
    """
    if not len(tail):
        return csr_array((nodes, nodes), dtype=float)
    key = tail.astype(np.int64) * nodes + head
    order = np.argsort(key)
    key = key[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    starts = np.searchsorted(key[first], np.arange(nodes + 1) * nodes)
    return csr_array((np.minimum.reduceat(cost[order].astype(float), first), (key[first] % nodes).astype(np.int32), starts.astype(np.int32)), shape=(nodes, nodes))
