"""One attribute over another keeps to a share, e.g. charger bays over parking spaces."""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.standards.judging import ROUNDED, Judged, Stock, failing, held_to, summed

IN_WORDS = ("{numerator} ÷ {denominator} = {measured}, 한계 {limit}", "{numerator} / {denominator} = {measured}, limit {limit}")
VALUES_KO = {"numerator": "세는 것", "denominator": "나누는 것", "min_share": "최소 비율", "max_share": "최대 비율"}
TIGHTER = {"min_share": 1, "max_share": -1}


def ratio(stock: Stock, *, numerator: str, denominator: str, min_share: float | None = None, max_share: float | None = None) -> Judged:
    """Pass when numerator / denominator is at least min_share and at most max_share; over nothing, it cannot be told."""
    over, under = stock.places.number(numerator), stock.places.number(denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(under > 0, over / under, np.nan)
    return held_to(share, min_share, max_share)


def more(stock: Stock, judged: Judged, *, numerator: str, denominator: str, min_share: float | None = None, max_share: float | None = None) -> np.ndarray:
    """Units of the numerator each zone lacks: for every asset the fewest whole ones that reach min_share."""
    at, zones = failing(judged), len(stock.zones.ids)
    over, under = stock.places.number(numerator)[at], stock.places.number(denominator)[at]
    return summed(stock.places.zone[at], zones, np.ceil(np.round(judged.limit[at] * under - over, ROUNDED)))
