"""What blocks are made from: the city, the shelf of tables, facts, and the names people use for ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import numpy as np
import pandas as pd
import shapely

from dosi.document.drawing.maps import Shape
from dosi.model.blocks import FactRef, Ref, Runs, TableBlock, TableColumn, TableRow, Text
from dosi.model.city import CITY, City, Shelf
from dosi.model.facts import TITLES, Facts
from dosi.model.layers import Lines, Units
from dosi.model.markup import plain_runs, sentence
from dosi.model.rows import Crosswalk, Zones
from dosi.model.table import Table, split
from dosi.model.texts import Pages
from dosi.model.units import BY_TYPE, FORMATS

EMPTY: Runs = (Text("—"),)
LEAST_ALIKE = 3
"""rows from which a column that always says the same is printed once, under the table"""
SIMPLIFY_M = 20.0
ADDRESS = re.compile(r"https?://[^\s;,()<>\"]+(?:\([^\s()]*\)[^\s;,()<>\"]*)*")


BEFORE_ADDRESS = re.compile(r"(\S)\((?=https?://)")
"""a bracket right after a word, so that the line may break there"""


@dataclass(frozen=True)
class Cell:
    """How one column of a printed table is made: its head, and the runs of a row."""

    id: str
    title: str
    runs: Callable[[dict[str, Any]], Runs]
    unit: str = ""
    align: str = "left"


class Plan:
    """The plan's tables as blocks need them."""

    def __init__(self, city: City, shelf: Shelf) -> None:
        self.city = city
        self.shelf = shelf
        self.facts = Facts(shelf, city.price_year)
        self.addresses: dict[str, int] = {}
        """addresses cited so far, with their number"""
        self.captions: dict[str, str] = {}
        """titles of the tables asked for so far, also of those that have no row"""
        self._records: dict[str, list[dict[str, Any]]] = {}

    def __getitem__(self, kind: type[Table]) -> Table:
        return self.shelf[kind]

    @cached_property
    def _titles(self) -> dict[str, dict[str, str]]:
        return {}

    def title(self, table_name: str, key: object) -> str:
        """The name people use for an id, e.g. of a zone or a service; the id itself where there is none."""
        if table_name not in self._titles:
            table = self.shelf.named(table_name)
            name = next(n for n in TITLES if n in table.columns)
            self._titles[table_name] = dict(zip(table.rows[table.key[-1]].astype(str), table.rows[name].astype(str), strict=True))
            if table_name == "rows/zones":
                self._titles[table_name][CITY] = "시 전체"
        return self._titles[table_name].get(str(key), str(key))

    def name(self, table_name: str, key: object) -> Runs:
        """The name of an id as runs; of a list, joined by commas."""
        names = [self.title(table_name, k) for k in split(key)] if isinstance(key, str) and ";" in key else [self.title(table_name, key)] if key else []
        return named(", ".join(names)) if names else EMPTY

    def says(self, text: object) -> Runs:
        """Words that people wrote into a row; digits in them are marked as written, an address is cut to its site and noted for the annex."""
        return plain_runs(ADDRESS.sub(self._noted, BEFORE_ADDRESS.sub(r"\1 (", text)), written=True) if isinstance(text, str) and text else EMPTY

    def _noted(self, found: re.Match[str]) -> str:
        address = unquote(found[0])
        site = address.split("/")[2].removeprefix("www.")
        number = self.addresses.setdefault(address, len(self.addresses) + 1)
        return f"{site} [{number}]"

    def sentence(self, template: str) -> Runs:
        """A sentence of ours with {fact id|format} marks."""
        return sentence(template, self.facts.text)

    @cached_property
    def pages(self) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
        """The pages beside the plan, by document id: the text each is made from, and the row it is about."""
        found: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        for page in self.records(Pages) if Pages.name in self.shelf else []:
            table = self.shelf.named(page["each"])
            asked = [condition.partition("=") for condition in split(page["where"])]
            counted: dict[Any, int] = {}
            for row, key in zip(table.records(), table.keys(), strict=True):
                if any(str(row[column]) != wanted for column, _, wanted in asked):
                    continue
                share = row[page["per"]] if page["per"] else ""
                counted[share] = counted.get(share, 0) + 1
                if page["first"] is None or counted[share] <= page["first"]:
                    found[f"{page['page']}/{key}"] = (page, row | {"_key": key})
        return found

    def leading(self, page: str, words: Runs) -> Runs:
        """Words that lead to a page beside the plan, where there is such a page."""
        said = "".join(run.text for run in words if not isinstance(run, FactRef))
        return (Ref("page", said, page),) if page in self.pages and said else words

    def modelled(self, table_name: str) -> bool:
        """Whether a table rests on modelled or example rows."""
        return self.facts.modelled(table_name)

    # columns ------------------------------------------------------------------------------------------------------

    def fact(self, table: type[Table] | Table, column: str, title: str = "", format: str = "", id: str = "") -> Cell:
        """A column of facts; its unit stands in the head."""
        declared = table.columns[column]
        how = format or declared.unit or BY_TYPE.get(declared.type, "text")
        text = declared.type in ("text", "list", "date", "bool")

        def runs(row: dict[str, Any]) -> Runs:
            if row.get(column) is None:
                return EMPTY
            return (FactRef(f"{table.name}/{row['_key']}/{column}", how, text),)

        return Cell(id or column, title or declared.ko, runs, "" if text else FORMATS[how].unit_ko.strip(), "left" if text else "right")

    def named(self, id: str, title: str, table_name: str, column: str = "") -> Cell:
        """A column of names looked up from ids."""
        return Cell(id, title, lambda row: self.name(table_name, row.get(column or id)))

    def words(self, id: str, title: str, column: str = "") -> Cell:
        """A column of words from rows."""
        return Cell(id, title, lambda row: self.says(row.get(column or id)))

    def made(self, id: str, title: str, make: Callable[[dict[str, Any]], Runs | str], unit: str = "", align: str = "left") -> Cell:
        """A column made by a function of the row."""

        def runs(row: dict[str, Any]) -> Runs:
            made = make(row)
            return (plain_runs(made, written=True) if made else EMPTY) if isinstance(made, str) else made or EMPTY

        return Cell(id, title, runs, unit, align)

    def cell(self, table: str, key: str, column: str, format: str = "", with_unit: bool = True) -> Runs:
        """One cell of a table as a fact."""
        return (FactRef(f"{table}/{key}/{column}", format, with_unit),)

    def known(self, table: str, key: str, column: str, format: str = "", with_unit: bool = True) -> Runs:
        """One cell of a table as a fact; a dash where there is no such row or value."""
        held = self.shelf.named(table)
        there = held.position(key) is not None and held.at(key, column) not in (None, "")
        return self.cell(table, key, column, format, with_unit) if there else EMPTY

    def total(self, table: type[Table], key: str, column: str, format: str = "") -> Runs:
        """A sum or count as one run, its unit in the head."""
        return (FactRef(f"{table.name}/{key}/{column}", format or table.columns[column].unit or BY_TYPE[table.columns[column].type], False),)

    # blocks -------------------------------------------------------------------------------------------------------

    def records(self, kind: type[Table], where: Callable[[dict[str, Any]], bool] | None = None) -> list[dict[str, Any]]:
        """Rows with their key under `_key`; the rows are shared, so nobody writes into them."""
        if kind.name not in self._records:
            table = self.shelf[kind]
            self._records[kind.name] = [row | {"_key": key} for row, key in zip(table.records(), table.keys(), strict=True)]
        made = self._records[kind.name]
        return [r for r in made if where(r)] if where else list(made)

    def table(
        self, id: str, caption: str | Runs, cells: Sequence[Cell], rows: Iterable[dict[str, Any]], key: Callable[[dict[str, Any]], str] | None = None,
        of: type[Table] | None = None, total: Sequence[Runs] = (), note: str | Runs = "",
    ) -> list[Any]:  # fmt: skip
        """A table block; none at all when there is no row. `of`: the table it shows, for the modelled mark."""
        self.captions[id] = caption if isinstance(caption, str) else "".join(r.text for r in caption if not isinstance(r, FactRef))
        listed = [TableRow(key(r) if key else r["_key"], tuple(c.runs(r) for c in cells)) for r in rows]
        if not listed:
            return []
        if total:
            listed.append(TableRow("total", tuple(total)))
        heads = tuple(TableColumn(c.id, c.title, c.unit, c.align) for c in cells)
        said = named(caption) if isinstance(caption, str) else caption
        return [TableBlock(id, said, heads, tuple(listed), id, total_row=bool(total), once=() if total else _said_once(cells, listed),
                           modelled=bool(of and self.modelled(of.name)), note=(self.says(note) if isinstance(note, str) else note) if note else ())]  # fmt: skip

    # maps ---------------------------------------------------------------------------------------------------------

    @cached_property
    def zone_shapes(self) -> list[Shape]:
        """Simplified outlines of the zones, borders kept common."""
        joined = self.shelf[Units].rows.merge(self.shelf[Crosswalk].rows[["legal_unit", "zone"]], on="legal_unit")
        order = list(self.shelf[Zones].rows.sort_values("map_order", kind="stable")["zone"])
        made = [(z, shapely.union_all(shapely.from_wkb(joined.loc[joined["zone"] == z, "shape"].to_numpy()), grid_size=1.0)) for z in order if (joined["zone"] == z).any()]
        simple = shapely.coverage_simplify([g for _, g in made], SIMPLIFY_M)
        return [Shape(z, g, self.title("rows/zones", z)) for (z, _), g in zip(made, simple, strict=True)]

    @cached_property
    def streets(self) -> list[Any]:
        """Lines drawn behind maps."""
        rows = self.shelf[Lines].rows
        lines = shapely.from_wkb(rows["shape"].to_numpy()) if len(rows) else []
        return [line for line in shapely.simplify(lines, 30.0) if line.length > 60 and line.geom_type.endswith("LineString")] if len(rows) else []

    @cached_property
    def streets_of(self) -> dict[str, list[Any]]:
        """The same lines, cut to each zone."""
        drawn = np.array(self.streets, dtype=object)
        return {s.id: list(shapely.intersection(drawn[shapely.intersects(drawn, s.geometry)], s.geometry)) for s in self.zone_shapes}

    def value(self, frame: pd.DataFrame, key: str, column: str) -> Any:
        """One value of an indexed frame, None when missing."""
        return None if key not in frame.index or pd.isna(frame.at[key, column]) else frame.at[key, column]


def named(text: str) -> Runs:
    """Words that may hold digits because they are names."""
    return (Text(text),) if not any(c.isdigit() for c in text) else (Ref("name", text),)


def _said_once(cells: Sequence[Cell], rows: Sequence[TableRow]) -> tuple[int, ...]:
    """Columns of words, after the first, that say the same in every one of several rows."""
    if len(rows) < LEAST_ALIKE:
        return ()
    alike = [at for at in range(1, len(cells)) if cells[at].align == "left" and all(row.cells[at] == rows[0].cells[at] for row in rows)]
    return tuple(at for at in alike if rows[0].cells[at] not in ((), EMPTY))
