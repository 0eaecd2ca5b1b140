"""What an asset can bear or store is enough for what hangs on it, with a reserve."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.standards.judging import Judged, Stock, held_to

IN_WORDS = ("{holds} ÷ 필요량 = {measured}, 한계 {limit}", "{holds} / need = {measured}, limit {limit}")
VALUES_KO = {"holds": "가진 것", "units": "쓰는 것", "per_unit": "하나에 드는 양", "reserve_share": "여유"}
TIGHTER = {"per_unit": 1, "reserve_share": 1}


def capacity(stock: Stock, *, holds: str, units: str, per_unit: float, reserve_share: float = 0.0) -> Judged:
    """Pass when holds / (units x per_unit) is at least 1 + reserve_share; with no unit at all it cannot be told."""
    need = stock.places.number(units) * per_unit
    with np.errstate(divide="ignore", invalid="ignore"):
        return held_to(np.where(need > 0, stock.places.number(holds) / need, np.nan), 1 + reserve_share)
