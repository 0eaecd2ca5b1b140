"""A zone has at least so many facilities for its people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dosi.infrastructure.standards.judging import Judgement, Stock


def count_per(parameters: Mapping[str, str], where: Mapping[str, str], stock: Stock) -> Iterator[Judgement]:
    """{people, min_count}: pass when there are at least min_count facilities per `people` people of the zone."""
    per, limit = float(parameters["people"]), float(parameters["min_count"])
    for zone in stock.zones:
        total = float(stock.cells.loc[stock.cells["zone"] == zone, "people"].sum())
        if total == 0:
            yield Judgement(zone, zone, "cannot_tell", limit=limit)
            continue
        value = round(float((stock.places["zone"] == zone).sum()) / total * per, 6)
        yield Judgement(zone, zone, "pass" if value >= limit else "fail", value, None, limit)
