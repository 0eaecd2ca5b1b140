"""Small portfolios as tables of rows: what a test says is in them, the rest by sensible defaults."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from typing import Any

from dosi.model.choices import Offers, Twins
from dosi.model.city import City
from dosi.model.rows import Jurisdiction, Phases, Services
from dosi.model.table import Table
from dosi.portfolio.options import Choice, Given, gather

EMPTY = {"text": "x", "list": "x", "date": "2025-01-01", "int": 1, "year": 2025, "won": 0, "number": 0.0, "share": 0.0, "bool": False}
"""what a column holds that a test does not speak of and that must hold something"""
TWO_YEARS = City("Small", "Small", "Plan", "xx", 2025, 2026, 2025, "won", "EPSG:5179", "test", "", "", (), "2025-01-01")
Row = Mapping[str, Any]


def table(kind: type[Table], rows: Iterable[Row]) -> Any:
    """A table of these rows; columns they leave out are empty, or hold something."""
    return kind([{name: row.get(name, None if column.optional else next(iter(column.choices), EMPTY[column.type])) for name, column in kind.columns.items()} for row in rows])


def tables(city: City = TWO_YEARS, people: Mapping[str, int] | None = None, **rows: Iterable[Row]) -> Given:
    """Tables named as the fields of `Given`.

    Services and who builds follow from the offers; one body "city" with one fund "own", unless rows say otherwise.
    An offer costs 1,000 won to build and nothing to run, unless it says so.
    """
    offers = [{"scale": 1, "units": 1, "capital_won": 1000, "points": 1.0} | dict(o) for o in rows.pop("offers", [])]
    said = {s["service"]: dict(s) for s in rows.pop("services", [])}
    services = [{"service": s, "build_year": 1, "requires": None} | said.get(s, {}) for s in dict.fromkeys(o["service"] for o in offers)]
    years = {"from_year": city.first_year, "to_year": city.last_year}
    given = {
        "offers": offers, "services": services,
        "funds": [{"fund": "own", "authority": "city", "kind": "city"}],
        "shares": [{"builder": "city", "purpose": purpose, "fund": "own", "share": 1.0} for purpose in ("capital", "operating")],
        "ceilings": [{"fund": "own", "purpose": "capital", "year": y, "ceiling_won": 10**9} for y in city.years],
        "jurisdiction": [{"zone": z, "builder": "city", "owner": "city", **years} for z in dict.fromkeys(o["zone"] for o in offers)],
        "phases": [{"phase": f"p{n}", "from_year": y, "to_year": y} for n, y in enumerate(city.years, 1)],
        "people": [{"place": z, "level": "zone", "people": n} for z, n in (people or {}).items()],
    } | rows  # fmt: skip
    made = {name: city if kind is City else table(kind, given.pop(name, ())) for name, kind in typing.get_type_hints(Given).items()}
    assert not given, f"no field of Given: {', '.join(given)}"
    return Given(**made)


def small(city: City = TWO_YEARS, people: Mapping[str, int] | None = None, **rows: Iterable[Row]) -> Choice:
    """The choice of such tables."""
    return gather(tables(city, people, **rows))


__all__ = ["TWO_YEARS", "Jurisdiction", "Offers", "Phases", "Services", "Twins", "small", "table", "tables"]
