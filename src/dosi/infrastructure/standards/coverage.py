"""A share of a zone's people lives within a distance of a facility (straight line)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree

from dosi.infrastructure.standards.judging import Judgement, Stock, Where


def coverage(stock: Stock, where: Where, *, radius_m: float, min_share: float) -> Iterator[Judgement]:
    """Pass when at least the share of a zone's people lives within the distance; every zone is a subject."""
    reached = np.zeros(len(stock.cells), dtype=bool)
    if len(stock.places) and len(stock.cells):
        distance, _ = cKDTree(stock.places[["x_m", "y_m"]].to_numpy(float)).query(stock.cells[["x_m", "y_m"]].to_numpy(float))
        reached = distance <= radius_m
    people = stock.cells["people"].to_numpy(float)
    zone_of = stock.cells["zone"].to_numpy()
    for zone in stock.zones:
        here = zone_of == zone
        total = people[here].sum()
        if total == 0 or not len(stock.places):
            yield Judgement(zone, zone, "cannot_tell", limit=min_share)
            continue
        covered = people[here & reached].sum()
        share = round(float(covered / total), 6)
        yield Judgement(zone, zone, "pass" if share >= min_share else "fail", share, None, min_share, covered=int(covered), people=int(total))
