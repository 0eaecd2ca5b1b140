"""Facts: every number of the plan with the rows it comes from.

A fact is a cell of a table: `stage/table/key/column`. Its origin is read off the table's declaration: *copied* from a file,
*computed* by a function from rows of other tables, or *chosen* by an optimisation model. A key part `*` adds up an
additive column over all rows, `?column=value` keeps some rows, and the column `rows` counts them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from dosi.model.blocks import FactRef
from dosi.model.city import Shelf
from dosi.model.table import KEY_JOIN, Column, Read, Table
from dosi.model.units import BY_TYPE, write

ROWS = Column("int", "행 수", "number of rows", unit="count")
ADDITIVE = ("won", "int")
ADDITIVE_UNITS = ("persons",)
"""units of numbers that may be added up although they are no whole numbers"""
TITLES = ("title_ko", "name_ko", "ko_term")
"""columns that hold the name people use"""


@dataclass(frozen=True)
class Fact:
    """One number (or word) of the plan and why it is what it is."""

    id: str
    value: Any
    type: str
    unit: str
    label: dict[str, str]
    price_year: int | None = None
    low: Any = None
    high: Any = None
    source_kind: str = ""
    because: dict[str, str] = field(default_factory=dict)
    origin: dict[str, Any] = field(default_factory=dict)

    @property
    def missing(self) -> bool:
        """Unknown is not zero."""
        return self.value is None

    @cached_property
    def hash(self) -> str:
        """The origin as a hash; a file's own hash is left out, so that only rows and columns read count."""
        origin = {k: {n: v for n, v in o.items() if n != "sha256" or k != "copied"} for k, o in self.origin.items()}
        said = json.dumps([origin, self.value], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """The fact as it stands in plan.json."""
        return {
            "id": self.id, "value": self.value, "missing": self.missing, "unit": self.unit, "price_year": self.price_year,
            "low": self.low, "high": self.high, "source_kind": self.source_kind, "because": self.because,
            "origin": self.origin, "hash": self.hash,
        }  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """An id taken apart."""

    table: Table
    key: str
    filter: tuple[tuple[str, str], ...]
    column: str

    @property
    def is_total(self) -> bool:
        return "*" in self.key.split(KEY_JOIN)


class Facts:
    """Finds and explains facts in a shelf of tables."""

    def __init__(self, shelf: Shelf, price_year: int | None = None) -> None:
        self.shelf = shelf
        self.price_year = price_year
        self._known: dict[str, Fact] = {}

    def get(self, id: str) -> Fact:
        """The fact of an id; KeyError says which part of the id is unknown."""
        if id not in self._known:
            place = self._parse(id)
            self._known[id] = self._total(id, place) if place.is_total else self._cell(id, place)
        return self._known[id]

    def text(self, ref: FactRef, lang: str = "ko") -> str:
        """The value as readers see it."""
        fact = self.get(ref.id)
        return write(fact.value, ref.format or fact.unit, lang, ref.with_unit)

    def reads(self, id: str) -> list[tuple[Read, dict[str, str]]]:
        """The reads behind a fact with their filters filled in."""
        place = self._parse(id)
        if place.is_total:
            parts = zip(place.table.key, place.key.split(KEY_JOIN), strict=True)
            where = {k: p for k, p in parts if p != "*"} | dict(place.filter)
            shown = place.table.key if place.column == "rows" else (place.column,)
            return [(Read(place.table.name, (), shown), where)]
        at = place.table.position(place.key)
        row = {} if at is None else place.table.row(at)
        col = place.table.columns[place.column]
        return [(r, asked) for r in col.reads if (asked := _where(r, row)) is not None]

    def subject(self, id: str) -> str:
        """Whom or what a fact is about, in the names people use: the titles of its row's key."""
        place = self._parse(id)
        parts = zip(place.table.key, place.key.split(KEY_JOIN), strict=True)
        kept = [*((c, p) for c, p in parts if p != "*"), *place.filter]
        return ", ".join(self._title(c, p) for c, p in kept)

    @cached_property
    def _titled(self) -> dict[str, dict[str, str]]:
        """For every table with a one-column key and a title: titles by key, under the name of the key column."""
        found: dict[str, dict[str, str]] = {}
        for table in self.shelf:
            title = next((t for t in TITLES if t in table.columns), None)
            if len(table.key) == 1 and title and table.name.startswith(("rows/", "evidence/people")):
                found[table.key[0]] = dict(zip(table.rows[table.key[0]].astype(str), table.rows[title].astype(str), strict=True))
        return found

    def _title(self, column: str, key: str) -> str:
        return self._titled.get(column, {}).get(key) or self._titled.get("place", {}).get(key, key)

    def modelled(self, table_name: str, _seen: frozenset[str] = frozenset()) -> bool:
        """Whether a table rests, at any depth, on modelled or example rows."""
        if table_name in _seen or table_name not in self.shelf:
            return False
        table = self.shelf.named(table_name)
        if table.is_source:
            return any(s.kind == "modelled" for s in table.sources.values())
        below = {r.table for c in table.columns.values() for r in c.reads}
        return any(self.modelled(b, _seen | {table_name}) for b in sorted(below))

    def _parse(self, id: str) -> _Place:
        parts = id.split("/")
        if len(parts) != 4:
            raise KeyError(f"a fact is stage/table/key/column, not {id!r}")
        name = "/".join(parts[:2])
        if name not in self.shelf:
            raise KeyError(f"{id}: no table {name}; known: {', '.join(self.shelf.names())}")
        table = self.shelf.named(name)
        key, _, asked = parts[2].partition("?")
        pairs = tuple((p.split("=", 1)[0], p.split("=", 1)[1]) for p in asked.split("&") if p)
        if key == "*":
            key = KEY_JOIN.join("*" for _ in table.key)
        if parts[3] != "rows" and parts[3] not in table.columns:
            raise KeyError(f"{id}: table {name} has no column {parts[3]}; it has {', '.join(table.columns)}")
        return _Place(table, key, pairs, parts[3])

    def _cell(self, id: str, place: _Place) -> Fact:
        table, col = place.table, place.table.columns[place.column]
        at = table.position(place.key)
        if at is None:
            raise KeyError(f"{id}: table {table.name} has no row {place.key}")
        row = table.row(at)
        value = _outline(row[place.column]) if col.type == "shape" else row[place.column]
        return Fact(
            id=id, value=value, type=col.type, unit=col.unit or BY_TYPE.get(col.type, "text"),
            label={"ko": col.ko, "en": col.en},
            price_year=self._price_year(row) if col.type == "won" else None,
            low=row[col.low] if col.low else None, high=row[col.high] if col.high else None,
            source_kind=self._kind(table, row, place.column),
            because=self._because(table, row, place.column, col),
            origin=self._origin(table, place, row, col, value),
        )  # fmt: skip

    def _origin(self, table: Table, place: _Place, row: Mapping[str, Any], col: Column, value: object) -> dict[str, Any]:
        if table.is_source:
            source = table.sources.get(str(row.get("source", "")), next(iter(table.sources.values())))
            return {"copied": {"file": source.id, "sha256": source.sha256, "row": place.key, "column": place.column,
                               "vintage": source.vintage, "licence": source.licence}}  # fmt: skip
        reads = [self._said(r, where) for r in col.reads if (where := _where(r, row)) is not None]
        if col.chosen and table.choice:
            made = table.choice
            return {"chosen": {"model": made.model, "limits": list(made.limits), "value": made.value,
                               "bound": made.bound, "gap": made.gap, "reads": reads}}  # fmt: skip
        return {"computed": {"function": table.made_by, "reads": reads}}

    def _said(self, read: Read, where: dict[str, str]) -> dict[str, Any]:
        groups = self.shelf.named(read.table).group_sha256(tuple(where), read.columns)
        rows, sha256 = groups.get(tuple(where.values()), (0, hashlib.sha256(b"").hexdigest()))
        return {"table": read.table, "where": where, "columns": list(read.columns), "rows": rows, "sha256": sha256}

    def _total(self, id: str, place: _Place) -> Fact:
        table = place.table
        (read, where) = self.reads(id)[0]
        for name in where:
            if name not in table.rows:
                raise KeyError(f"{id}: table {table.name} has no column {name}")
        rows = table.rows[table.fits(where)]
        counted = place.column == "rows"
        col = ROWS if counted else table.columns[place.column]
        if not counted and col.type not in ADDITIVE and col.unit not in ADDITIVE_UNITS:
            raise KeyError(f"{id}: {place.column} cannot be added up")
        value = len(rows) if counted else _sum(rows[place.column].dropna(), col.type)
        unknown = 0 if counted else int(rows[place.column].isna().sum())
        low = int(rows[col.low].dropna().sum()) if col.low and len(rows) else None
        high = int(rows[col.high].dropna().sum()) if col.high and len(rows) else None
        what = {"ko": f"{table.ko} {len(rows)}행을 {'셈' if counted else '더함'}" + (f", 모르는 값 {unknown}개 제외" if unknown else ""),
                "en": f"{'count' if counted else 'sum'} of {len(rows)} rows" + (f", {unknown} unknown left out" if unknown else "")}  # fmt: skip
        return Fact(
            id=id, value=value, type=col.type, unit=col.unit or BY_TYPE.get(col.type, "text"), label={"ko": col.ko, "en": col.en},
            price_year=self.price_year if col.type == "won" else None, low=low, high=high, source_kind="computed", because=what,
            origin={"computed": {"function": "count" if counted else "sum", "reads": [self._said(read, where)]}},
        )  # fmt: skip

    def _price_year(self, row: Mapping[str, Any]) -> int | None:
        own = row.get("price_year")
        return own if own is not None else self.price_year

    def _kind(self, table: Table, row: Mapping[str, Any], column_name: str) -> str:
        if not table.is_source:
            return "chosen" if table.columns[column_name].chosen else "computed"
        for name in ("cost_kind",) if "won" in column_name else ("effect_kind",) if "effect" in column_name else ():
            if name in row:
                return str(row[name])
        if "source_kind" in row:
            return str(row["source_kind"])
        source = table.sources.get(str(row.get("source", "")), next(iter(table.sources.values())))
        return source.kind

    def _because(self, table: Table, row: Mapping[str, Any], column_name: str, col: Column) -> dict[str, str]:
        if table.because_for and column_name not in table.because_for:
            read = list(dict.fromkeys(self.shelf.named(r.table).ko for r in col.reads if r.table in self.shelf and r.table != table.name))
            return {"ko": f"{', '.join(read)}에서 얻은 값이다." if read else "", "en": ""}
        own = row.get("because")
        ko = own if isinstance(own, str) and own else table.because
        return {"ko": _filled(ko, table, row, "ko"), "en": _filled(table.because_en, table, row, "en")}

    def below(self, id: str, most: int | None = None) -> Iterable[str]:
        """Ids of the cells a fact was computed from, in table order, of `most` rows per read; one that found no row at all rests on all rows, none of which it counts.

        That a row is there, its key, rests on all that its other columns were made from.
        """
        reads, place = self.reads(id), self._parse(id)
        if not reads and place.column in place.table.key:
            columns = [c for c in place.table.columns if c not in place.table.key]
            reads = list({repr(found): found for c in columns for found in self.reads(f"{place.table.name}/{place.key}/{c}")}.values())
        read = [(r, table, table.fits(where)) for r, where in reads for table in (self.shelf.named(r.table),)]
        found = any(keep.any() for _, _, keep in read)
        for r, table, keep in read:
            for key in table.keys()[np.flatnonzero(keep if found else ~keep)[:most]]:
                for name in r.columns or ("rows",):
                    if name != "rows":
                        yield f"{r.table}/{key}/{name}"


def _outline(wkb: bytes) -> str:
    """A shape as a fact says it: what it is, by how many points."""
    shape = shapely.from_wkb(wkb)
    return f"{shape.geom_type}, {shapely.get_num_coordinates(shape)}"


def _where(read: Read, row: Mapping[str, Any]) -> dict[str, str] | None:
    if any(str(row.get(ours)) not in wanted for ours, wanted in read.when):
        return None
    where: dict[str, str] = {}
    for theirs, ours, constant in read.on:
        value = constant or row.get(ours)
        where[theirs] = str(value)
    return where


def _filled(template: str, table: Table, row: Mapping[str, Any], lang: str) -> str:
    """Fill {column|format} of a because with the row's own values."""
    from dosi.model.markup import fill

    def shown(name: str, format_name: str) -> str:
        col = table.columns.get(name)
        if col is None:
            return str(row.get(name) or "—")
        return write(row[name], format_name or col.unit or BY_TYPE.get(col.type, "text"), lang)

    return fill(template, shown)


def _sum(values: Any, type: str) -> int | float:
    """Sum of a column: exact for whole numbers, to a thousandth for others."""
    return int(values.sum()) if type in ADDITIVE else round(float(values.sum()), 3)
