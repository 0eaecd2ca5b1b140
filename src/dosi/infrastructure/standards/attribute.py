"""A subject's attribute keeps to a value or range, e.g. manhole spacing at most 246 m."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dosi.infrastructure.standards.judging import Judgement, Stock, applies, attributes, number


def attribute(parameters: Mapping[str, str], where: Mapping[str, str], stock: Stock) -> Iterator[Judgement]:
    """{attribute, min | max | equals}: pass when the value keeps to it; cannot tell when the attribute is not known."""
    name = parameters["attribute"]
    for row in stock.places.itertuples():
        held = attributes(row.attributes)
        given = applies(held, where)
        text = held.get(name)
        if given is False:
            yield Judgement(row.place, row.zone, "not_applicable", layer=row.layer)
        elif text is None or given is None:
            yield Judgement(row.place, row.zone, "cannot_tell", layer=row.layer)
        elif "equals" in parameters:
            state = "pass" if text.lower() == parameters["equals"].lower() else "fail"
            yield Judgement(row.place, row.zone, state, measured_text=text, layer=row.layer)
        else:
            bound = "min" if "min" in parameters else "max"
            value, limit = number(held, name), float(parameters[bound])
            if value is None:
                yield Judgement(row.place, row.zone, "cannot_tell", measured_text=text, limit=limit, layer=row.layer)
            else:
                good = value >= limit if bound == "min" else value <= limit
                yield Judgement(row.place, row.zone, "pass" if good else "fail", value, None, limit, row.layer)
