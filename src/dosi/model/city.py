"""The city of a plan: its settings, and the folder's tables by their declaration."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from dosi.model.table import Table

T = TypeVar("T", bound=Table)
CITY = "city"
"""the place that stands for the whole city, and the zone of projects that belong to no zone"""


@dataclass(frozen=True)
class City:
    """Settings of a city's plan, from city.toml."""

    name: str
    name_en: str
    title: str
    country: str
    first_year: int
    last_year: int
    price_year: int
    currency: str
    crs: str
    """projected, metres"""
    status: str
    """printed on every page, e.g. 예시, 공식 계획 아님"""
    vision: str
    vision_en: str
    designations: tuple[str, ...]
    """conditions of law that hold here: pilot_city, special_complex, projects"""
    as_of: str
    copies: str = "one"
    """how copies of one opinion count: one (all together one voice) or each"""
    licence: str = ""
    """terms under which the city publishes data about its devices; empty: not stated"""

    @property
    def years(self) -> range:
        """The plan's years."""
        return range(self.first_year, self.last_year + 1)

    def content_sha256(self) -> str:
        """A hash of the settings, for the cache."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


class Shelf:
    """Tables found by their declaration (class) or by their name; what stages read from and add to."""

    def __init__(self, tables: Mapping[str, Table] | None = None) -> None:
        self._by_name: dict[str, Table] = dict(tables or {})

    def put(self, table: Table, instead: bool = False) -> None:
        """Add a table; a name stands once, unless the table is put `instead` of the one there."""
        if table.name in self._by_name and not instead:
            raise ValueError(f"two tables are named {table.name}")
        self._by_name[table.name] = table

    def __getitem__(self, kind: type[T]) -> T:
        return self._by_name[kind.name]  # type: ignore[return-value]

    def named(self, name: str) -> Table:
        """The table of this name."""
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Table]:
        return iter(self._by_name.values())

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._by_name)


def declared(name: str, key: tuple[str, ...], ko: str, columns: Mapping[str, Any]) -> type[Table]:
    """A table declared by rows instead of code, e.g. a register of the catalogue."""
    return type(name, (Table,), {"name": name, "key": key, "ko": ko, **columns})
