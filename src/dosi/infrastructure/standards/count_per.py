"""A zone has at least so many facilities for its people."""

from __future__ import annotations

from collections.abc import Iterator

from dosi.infrastructure.standards.judging import Judgement, Stock, Where


def count_per(stock: Stock, where: Where, *, people: float, min_count: float) -> Iterator[Judgement]:
    """Pass when there are at least min_count facilities per `people` people of the zone."""
    for zone in stock.zones:
        total = float(stock.cells.loc[stock.cells["zone"] == zone, "people"].sum())
        if total == 0:
            yield Judgement(zone, zone, "cannot_tell", limit=min_count)
            continue
        value = round(float((stock.places["zone"] == zone).sum()) / total * people, 6)
        yield Judgement(zone, zone, "pass" if value >= min_count else "fail", value, None, min_count)
