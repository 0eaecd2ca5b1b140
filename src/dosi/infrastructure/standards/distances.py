"""Distances between places: straight (k-d tree), or along the streets (least cost in metres)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from dosi.network import Graph, LinesTaken, Mode, Streets, lay, pairs_within, to_nearest

JOIN_M = 300.0
"""how far a place may lie from its street"""


@dataclass(frozen=True)
class Straight:
    """Straight lines in the plane."""

    def nearest(self, here: np.ndarray, there: np.ndarray, limit_m: float) -> np.ndarray:
        """Metres from each place to the nearest of others; infinity where none is within the limit."""
        found = np.full(len(here), np.inf)
        known, others = _known(here), _known(there)
        if len(known) and len(others):
            found[known] = _tree(there[others]).query(here[known], distance_upper_bound=np.nextafter(limit_m, np.inf))[0]
        return found

    def pairs(self, here: np.ndarray, there: np.ndarray, limit_m: float) -> tuple[np.ndarray, np.ndarray]:
        """Pairs (positions here, positions there) at most so many metres apart."""
        known, others = _known(here), _known(there)
        if not len(known) or not len(others):
            return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
        near = _tree(here[known]).sparse_distance_matrix(_tree(there[others]), limit_m, output_type="ndarray")
        return known[near["i"]], others[near["j"]]


@dataclass(frozen=True)
class AlongStreets:
    """Metres along streets both ways, with the straight way to the nearest street at both ends; a place with no street within JOIN_M reaches nothing."""

    lines: LinesTaken

    def nearest(self, here: np.ndarray, there: np.ndarray, limit_m: float) -> np.ndarray:
        """Metres from each place to the nearest of others; infinity where none is within the limit."""
        found = np.full(len(here), np.inf)
        known, others = _known(here), _known(there)
        if len(known) and len(others):
            streets = self._laid(here[known], there[others])
            cost, _ = to_nearest(Graph.of(streets, "metres"), streets.destinations[len(known) :], limit_m)
            found[known] = cost[streets.origins[: len(known)]]
        return found

    def pairs(self, here: np.ndarray, there: np.ndarray, limit_m: float) -> tuple[np.ndarray, np.ndarray]:
        """Pairs (positions here, positions there) at most so many metres apart."""
        known, others = _known(here), _known(there)
        if not len(known) or not len(others):
            return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
        streets = self._laid(here[known], there[others])
        parts = [*pairs_within(Graph.of(streets, "metres"), streets.origins[: len(known)], streets.destinations[len(known) :], limit_m)]
        return known[np.concatenate([p.origin for p in parts] or [np.zeros(0, int)])], others[np.concatenate([p.destination for p in parts] or [np.zeros(0, int)])]

    def _laid(self, here: np.ndarray, there: np.ndarray) -> Streets:
        walk = Mode("metres", 1.0, JOIN_M, 1.0, False)
        both = np.concatenate([here, there])
        return lay(self.lines, walk, both[:, 0], both[:, 1])


def _tree(xy: np.ndarray) -> cKDTree:
    return cKDTree(xy, balanced_tree=False)  # as quick to ask as a balanced one, and made in less time


def _known(xy: np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.isfinite(xy).all(axis=1))
