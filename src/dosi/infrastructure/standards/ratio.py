"""One attribute over another reaches a share, e.g. charger bays over parking spaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dosi.infrastructure.standards.judging import Judgement, Stock, applies, attributes, number


def ratio(parameters: Mapping[str, str], where: Mapping[str, str], stock: Stock) -> Iterator[Judgement]:
    """{numerator, denominator, min_share}: pass when numerator / denominator is at least the share."""
    limit = float(parameters["min_share"])
    for row in stock.places.itertuples():
        held = attributes(row.attributes)
        given = applies(held, where)
        over, under = number(held, parameters["numerator"]), number(held, parameters["denominator"])
        if given is False:
            yield Judgement(row.place, row.zone, "not_applicable", layer=row.layer)
        elif given is None or over is None or not under:
            yield Judgement(row.place, row.zone, "cannot_tell", limit=limit, layer=row.layer)
        else:
            share = round(over / under, 6)
            yield Judgement(row.place, row.zone, "pass" if share >= limit else "fail", share, None, limit, row.layer)
