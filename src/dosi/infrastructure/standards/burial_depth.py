"""Something under ground lies deep enough for what runs above it: road, pavement, railway."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dosi.infrastructure.standards.judging import CANNOT_TELL, NOT_APPLICABLE, Judged, Stock, held_to

IN_WORDS = ("{under}에 따른 깊이 {measured} m, 한계 {limit} m", "depth by {under} is {measured} m, limit {limit} m")
VALUES_KO = {"depth": "깊이", "under": "위에 있는 것", "min_m": "최소 깊이(m)"}
TIGHTER = {"min_m": 1}


def burial_depth(stock: Stock, *, depth: str, under: str, min_m: Mapping[str, float]) -> Judged:
    """Pass when the depth is at least what min_m asks for the ground above; ground that min_m does not name is not applicable.

    Ground that is not known cannot be told, unless the depth keeps to the strictest limit or to none.
    """
    depths, above = stock.places.number(depth), stock.places.text(under)
    codes, named = pd.factorize(above, use_na_sentinel=True)
    limits = np.array([*(min_m.get(str(n), np.nan) for n in named), np.nan])[codes]
    judged = held_to(depths, limits)
    unknown, strictest = codes < 0, max(min_m.values())
    sure = unknown & ((depths >= strictest) | (depths < min(min_m.values())))
    by_strictest = held_to(depths, strictest)
    state = np.where(unknown, np.where(sure, by_strictest.state, CANNOT_TELL), np.where(np.isnan(limits), NOT_APPLICABLE, judged.state)).astype(np.int8)
    return Judged(state, judged.measured, np.where(unknown, strictest, limits))
