"""A subject's attribute keeps to a value or range, e.g. manhole spacing at most 246 m."""

from __future__ import annotations

from collections.abc import Iterator

from dosi.infrastructure.standards.judging import Judgement, Stock, Where, applies, attributes, number


def attribute(stock: Stock, where: Where, *, attribute: str, min: float | None = None, max: float | None = None, equals: str | None = None) -> Iterator[Judgement]:
    """Pass when the value of the attribute keeps to min, max or equals; cannot tell when the attribute is not known."""
    for row in stock.places.itertuples():
        held = attributes(row.attributes)
        given = applies(held, where)
        text = held.get(attribute)
        if given is False:
            yield Judgement(row.place, row.zone, "not_applicable", layer=row.layer)
        elif text is None or given is None:
            yield Judgement(row.place, row.zone, "cannot_tell", layer=row.layer)
        elif equals is not None:
            state = "pass" if text.lower() == equals.lower() else "fail"
            yield Judgement(row.place, row.zone, state, measured_text=text, layer=row.layer)
        else:
            value, limit = number(held, attribute), min if min is not None else max
            if value is None or limit is None:
                yield Judgement(row.place, row.zone, "cannot_tell", measured_text=text, limit=limit, layer=row.layer)
            else:
                good = value >= limit if min is not None else value <= limit
                yield Judgement(row.place, row.zone, "pass" if good else "fail", value, None, limit, row.layer)
