"""Roles that no layer has: a row of the city that counts what nobody else speaks of is a misspelling, not missing data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from dosi.model.city import Shelf
from dosi.model.errors import Misfit, nearest
from dosi.model.rows import Indicators, PopulationGroups, Services, TravelModes
from dosi.model.table import split
from dosi.model.texts import Standards

NAMED_IN: tuple[tuple[str, tuple[str, ...]], ...] = (
    (Indicators.name, ("role", "per", "near_role", "group")),
    (Services.name, ("site_role", "provides_role")),
    (PopulationGroups.name, ("role",)),
    (TravelModes.name, ("roles",)),
    (Standards.name, ("role",)),
)
"""tables and their columns that name roles of layers"""
LISTED = 20
"""known roles that a fault names"""


def unknown(shelf: Shelf, layers: Iterable[str], is_the_citys: Callable[[str], bool]) -> list[Misfit]:
    """Roles of the city's indicators that no layer has, declared or taken, that the country's catalogue does not name, and that no second row names.

    `layers`: the roles of layers.toml; a role declared there without a file is a gap of the data, no fault. `is_the_citys`: whether a file, by its id, is one of the city's.
    """
    known, used = set(layers), Counter[str]()
    for name, columns in NAMED_IN:
        for row in shelf.named(name).records() if name in shelf else []:
            roles = {role for column in columns for role in split(row[column])}
            used.update(roles)
            known |= set() if is_the_citys(row.get("source") or "") else roles
    known |= {role for role, rows in used.items() if rows > 1}
    found = []
    for row in shelf[Indicators].records() if Indicators.name in shelf else []:
        for column in dict(NAMED_IN)[Indicators.name]:
            for role in (r for r in split(row[column]) if r not in known):
                near = nearest(role, sorted(known))
                listed = [near.partition('"')[2].rpartition('"')[0]] if near else sorted(known)[:LISTED]
                found.append(Misfit(Indicators.name, row["indicator"], column, f'{Indicators.ko} "{row["indicator"]}": no layer and no other row has the role "{role}"', role,
                                    f"a role of layers.toml or of the catalogue: {', '.join(listed)}{' ...' if len(known) > len(listed) else ''}",
                                    near or "correct the role, or declare its layer in layers.toml; a layer without a file is no fault"))  # fmt: skip
    return found
