"""Clustered or not: whether places with like values of an indicator lie together more than chance would bring them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy import stats
from shapely.geometry.base import BaseGeometry

from dosi.evidence.indicators.counting import LEVELS
from dosi.model.contiguity import borders, bridges
from dosi.model.findings import Measured
from dosi.model.layers import Units
from dosi.model.patterns import Clusters
from dosi.model.rows import Crosswalk

FEWEST = 8
"""places with a value; fewer can be arranged in too few ways to tell a pattern from chance"""
PERMUTATIONS = 999
SEED = 20250101
ALIKE = 1e-12
"""two indices this near are equal"""
FALSE_SHARE = 0.05
"""share of the clusters told that may be false (Benjamini and Hochberg 1995)"""


@dataclass(frozen=True)
class Pattern:
    """Global Moran's I with its expectation and pseudo p-value, and the places that are cores of clusters."""

    moran_i: float
    expected: float
    p: float
    high: tuple[str, ...]
    low: tuple[str, ...]


def cluster(measured: Measured, units: Units, crosswalk: Crosswalk) -> Clusters:
    """Global and local Moran's I of every indicator over reporting units and over zones that lie side by side.

    Neighbours share at least 100 m of border; a place apart from all others is neighbour to the nearest. Places without a value are left out. An
    indicator clusters where its p-value holds against those of all indicators of the level (false discovery rate 5 %); only then are cores named.
    """
    joined = units.rows.merge(crosswalk.rows[["legal_unit", *LEVELS]], on="legal_unit")
    rows = []
    for level in LEVELS:
        beside = neighbours({str(p): shapely.union_all(shapely.from_wkb(part["shape"].to_numpy())) for p, part in joined.groupby(level, sort=True)})
        mine = measured.rows[measured.rows["level"] == level]
        found: dict[str, tuple[int, Pattern | None]] = {}
        for indicator, part in mine.groupby("indicator", sort=True):
            values = part.set_index("place")["value"].astype(float).dropna()
            found[str(indicator)] = len(values), moran(values, beside)
        told = [i for i, (_, pattern) in found.items() if pattern]
        clustered = {i for i, holds in zip(told, discoveries([p.p for _, p in found.values() if p]), strict=True) if holds}
        for indicator, (places, pattern) in found.items():
            state = "cannot_tell" if pattern is None else "clustered" if indicator in clustered else "chance"
            row: dict[str, object] = {"indicator": indicator, "level": level, "places": places, "state": state, "permutations": PERMUTATIONS if pattern else 0}
            if pattern:
                row |= {"moran_i": round(pattern.moran_i, 6), "expected": round(pattern.expected, 6), "p_share": round(pattern.p, 6)}
            if pattern and state == "clustered":
                row |= {"high": ";".join(pattern.high), "low": ";".join(pattern.low)}
            rows.append(row)
    return Clusters(pd.DataFrame(rows, columns=list(Clusters.columns)))


def neighbours(shapes: Mapping[str, BaseGeometry]) -> dict[str, set[str]]:
    """For every area those that touch it, or the nearest where none does."""
    beside: dict[str, set[str]] = {name: set() for name in shapes}
    touching = list(borders(shapes))
    for a, b in [*touching, *bridges(shapes, touching)]:
        beside[a].add(b)
        beside[b].add(a)
    return beside


def moran(values: pd.Series, beside: Mapping[str, set[str]]) -> Pattern | None:
    """Moran's I of values by place: the correlation of a place's value with the mean of its neighbours (Moran 1950, Biometrika 37; esda).

    I = sum_i z_i (mean of the neighbours' z) / sum_i z_i^2, expected by chance -1 / (n - 1); p = (1 + shuffles with an I at least as large) / (1 + 999
    shuffles), seeded. Cores: local I (Anselin 1995, Geographical Analysis 27) likewise, the place itself kept while the others are shuffled;
    false discovery rate 5 %; above (high) or below (low) the mean like their neighbours. None where fewer than 8 places have a value and a neighbour with one, or all have the same.

    Two rows of four areas, ones on the left half and zeros on the right: the four outer areas have only like neighbours, the four inner ones
    two of three: I = (4 x 1/4 x 1 + 4 x 1/4 x 1/3) / (8 x 1/4) = 2/3, expected -1/7.
    """
    known = {str(p) for p in values.index}
    links = {place: sorted(beside.get(place, set()) & known) for place in sorted(known) if beside.get(place, set()) & known}
    y = values.reindex(list(links)).to_numpy(float)
    if len(links) < FEWEST or np.ptp(y) == 0:
        return None
    from esda.moran import Moran, Moran_Local  # takes a second, and scikit-learn with it
    from libpysal.weights import W

    weights = W(links, silence_warnings=True)
    state = np.random.get_state()
    np.random.seed(SEED)  # the library shuffles by the global generator
    whole = Moran(y, weights, permutations=PERMUTATIONS)
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():  # of z- and p-values of the library, which are not used
        warnings.simplefilter("ignore", DeprecationWarning)
        local = Moran_Local(y, weights, permutations=PERMUTATIONS, seed=SEED, n_jobs=1)
    np.random.set_state(state)
    sure = discoveries(((local.sim >= local.Is - ALIKE).sum(axis=0) + 1) / (PERMUTATIONS + 1))
    cores = [tuple(p for p, at, holds in zip(links, local.q, sure, strict=True) if holds and at == quadrant) for quadrant in (1, 3)]
    return Pattern(float(whole.I), float(whole.EI), float((whole.sim >= whole.I - ALIKE).sum() + 1) / (PERMUTATIONS + 1), *cores)


def discoveries(p: object) -> np.ndarray:
    """Which of several tests hold when at most 5 % of those that do may be false (Benjamini and Hochberg 1995, JRSS B 57).

    >>> discoveries([0.001, 0.04, 0.02, 0.6]).tolist()
    [True, False, True, False]
    """
    tests = np.asarray(p, float)
    return np.asarray(stats.false_discovery_control(tests) <= FALSE_SHARE) if len(tests) else np.zeros(0, dtype=bool)
