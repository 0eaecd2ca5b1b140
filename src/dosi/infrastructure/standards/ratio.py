"""One attribute over another reaches a share, e.g. charger bays over parking spaces."""

from __future__ import annotations

from collections.abc import Iterator

from dosi.infrastructure.standards.judging import Judgement, Stock, Where, applies, attributes, number


def ratio(stock: Stock, where: Where, *, numerator: str, denominator: str, min_share: float) -> Iterator[Judgement]:
    """Pass when numerator / denominator is at least the share."""
    for row in stock.places.itertuples():
        held = attributes(row.attributes)
        given = applies(held, where)
        over, under = number(held, numerator), number(held, denominator)
        if given is False:
            yield Judgement(row.place, row.zone, "not_applicable", layer=row.layer)
        elif given is None or over is None or not under:
            yield Judgement(row.place, row.zone, "cannot_tell", limit=min_share, layer=row.layer)
        else:
            share = round(over / under, 6)
            yield Judgement(row.place, row.zone, "pass" if share >= min_share else "fail", share, None, min_share, row.layer)
