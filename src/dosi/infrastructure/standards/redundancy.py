"""Each asset is served by several sites that do not fail together, e.g. two gateways on different power lines."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.infrastructure.standards.adding import more_near
from dosi.infrastructure.standards.judging import Judged, Stock, held_to, untold

IN_WORDS = ("{radius_m} m 안에서 닿는 {by} {measured}곳, 한계 {limit}곳", "{measured} sites of {by} within {radius_m} m, limit {limit}")
VALUES_KO = {"by": "닿는 것", "radius_m": "거리(m)", "sites": "최소 수", "differ": "달라야 할 것"}
TIGHTER = {"radius_m": -1, "sites": 1}
ROLES = ("by",)


def redundancy(stock: Stock, *, by: str, radius_m: float, sites: float = 2, differ: str = "") -> Judged:
    """Pass when at least `sites` sites of the role `by` reach the asset.

    With `differ`, sites count once per value of that attribute (power line, operator): two on one line fail together. Where a site's value is not known and
    the known ones are too few, it cannot be told.
    """
    places, others = stock.places, stock.of_role(by)
    if stock.away is None or not len(others):
        return untold(len(places), sites)
    here, there = stock.away.pairs(places.xy, others.xy, radius_m)
    if not differ:
        return held_to(np.bincount(here, minlength=len(places)), sites, known=places.located)
    codes, _ = pd.factorize(others.text(differ), use_na_sentinel=True)
    known = codes[there] >= 0
    distinct = np.unique(np.column_stack([here[known], codes[there[known]]]), axis=0)[:, 0] if known.any() else np.zeros(0, dtype=int)
    reached = np.bincount(distinct, minlength=len(places))
    could_be = reached + np.bincount(here[~known], minlength=len(places))
    return held_to(reached, sites, known=places.located & ((reached >= sites) | (could_be < sites)))


def more(stock: Stock, judged: Judged, *, by: str, radius_m: float, sites: float = 2, differ: str = "") -> np.ndarray:
    """Sites each zone lacks around the assets that fail, each of which fails together with none that is there."""
    return more_near(stock, judged, radius_m)
