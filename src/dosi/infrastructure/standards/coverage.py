"""A share of a zone's people lives within a distance of a facility (straight line)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.spatial import cKDTree

from dosi.infrastructure.standards.judging import Judgement, Stock


def coverage(parameters: Mapping[str, str], where: Mapping[str, str], stock: Stock) -> Iterator[Judgement]:
    """{radius_m, min_share}: pass when at least the share of a zone's people lives within the distance; every zone is a subject."""
    radius, limit = float(parameters["radius_m"]), float(parameters["min_share"])
    reached = np.zeros(len(stock.cells), dtype=bool)
    if len(stock.places) and len(stock.cells):
        distance, _ = cKDTree(stock.places[["x_m", "y_m"]].to_numpy(float)).query(stock.cells[["x_m", "y_m"]].to_numpy(float))
        reached = distance <= radius
    people = stock.cells["people"].to_numpy(float)
    zone_of = stock.cells["zone"].to_numpy()
    for zone in stock.zones:
        here = zone_of == zone
        total = people[here].sum()
        if total == 0 or not len(stock.places):
            yield Judgement(zone, zone, "cannot_tell", limit=limit)
            continue
        covered = people[here & reached].sum()
        share = round(float(covered / total), 6)
        yield Judgement(zone, zone, "pass" if share >= limit else "fail", share, None, limit, covered=int(covered), people=int(total))
