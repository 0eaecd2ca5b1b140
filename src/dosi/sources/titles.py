"""People write names where a table asks for ids (a zone's, a list's item): a name that only one row bears is read as its id, and said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dosi.model.city import CITY, Shelf
from dosi.model.errors import Faults, InputFault
from dosi.model.rows import Crosswalk, Lists, Zones
from dosi.model.table import split
from dosi.model.texts import Forms
from dosi.sources.cells import meant

TITLES = ("name_ko", "title_ko")
"""columns that hold what a row is called"""
REGISTER_JOINS = {"zone": "rows/zones", "service": "rows/services", "authority": "rows/authorities", "theme": "rows/themes"}


@dataclass(frozen=True)
class Named:
    """A column that holds ids of something named: what, and the title of each id."""

    table: str
    column: str
    other: str
    """table, or list of rows/lists, that the ids are of"""
    ko: str
    titles: Mapping[str, str]


def named(shelf: Shelf, joins: Iterable[tuple[str, str, str]]) -> list[Named]:
    """Every column of the city's tables that holds ids of a table or of a list; those of tables without rows are left out."""
    made = []
    for table, column, other in joins:
        if table in shelf and other in shelf and (len(shelf.named(other)) or table == Crosswalk.name):  # the ground of all figures joins something
            made.append(Named(table, column, other, shelf.named(other).ko, _of_table(shelf, other, other == Zones.name)))
    made += [_listed(shelf, t.name, n, c.listed) for t in shelf for n, c in t.columns.items() if c.listed]
    for form in shelf[Forms].records() if Forms.name in shelf else []:
        table, column, other = f"registers/{form['register']}", form["form_column"], REGISTER_JOINS.get(form["joins"] or "", "")
        if other and other in shelf and len(shelf.named(other)):
            made.append(Named(table, column, other, shelf.named(other).ko, _of_table(shelf, other, True)))
        elif form["joins"] and not other:
            made.append(_listed(shelf, table, column, form["joins"]))
    return [one for one in made if one.table in shelf]


def _listed(shelf: Shelf, table: str, column: str, name: str) -> Named:
    items = {r["item"]: r["title_ko"] for r in shelf[Lists].records() if r["list"] == name} if Lists.name in shelf else {}
    return Named(table, column, f"rows/lists, list {name}", Lists.ko, items)


def _of_table(shelf: Shelf, name: str, or_city: bool) -> dict[str, str]:
    table = shelf.named(name)
    title = next((t for t in TITLES if t in table.columns), table.key[0])
    return ({CITY: CITY} if or_city else {}) | {r[table.key[0]]: r[title] for r in table.records()}


def read_as_ids(shelf: Shelf, columns: Iterable[Named], faults: Faults) -> None:
    """Replace names by ids in the tables of the shelf; whether ids are known is another check."""
    for one in columns:
        table = shelf.named(one.table)
        texts = [t for t in table.rows[one.column].unique() if isinstance(t, str)]
        ids = {t: ";".join(meant(p, one.titles) for p in split(t)) for t in texts}
        read = {t: made for t, made in ids.items() if made != t}
        if not read:
            continue
        changed = table.rows[one.column].isin(list(read))
        first = table.rows.loc[changed, one.column].iloc[0]
        more = f" 등 {int(changed.sum())}행" if changed.sum() > 1 else ""
        words = f"{one.ko} 이름을 기호로 읽었다({first} = {read[first]}{more})"
        by = set(table.rows.loc[changed, "source"]) if "source" in table.rows else set()
        sources = [replace(s, understood=(*s.understood, words)) if s.id in by else s for s in table.sources.values()]
        held = table.rows[one.column].map(lambda text, ids=ids: ids.get(text, text))
        try:
            shelf.put(type(table)(table.rows.assign(**{one.column: held}), sources), instead=True)
        except InputFault as fault:
            faults.extend(fault)
