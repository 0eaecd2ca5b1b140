"""Read the data layers that layers.toml names into the tables of `model.layers`.

For each layer the first candidate file that is there is taken, and said. Coordinates end in the city's projected metres;
places outside the city are listed, not dropped silently.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import ModuleType
from typing import Any

import pandas as pd
import shapely

from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.model.layers import Cells, Events, Layers, NamedEvents, UnitFigures, Units
from dosi.model.rows import CoordinateSystems, Crosswalk, ReportingUnits, UnitChanges
from dosi.model.table import Source, Table
from dosi.sources import unit_changes
from dosi.sources.dividing import people_by_weight
from dosi.sources.layers import addresses, kinds, periods
from dosi.sources.layers.comparing import differences, told
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import fitting_systems
from dosi.sources.layers.opening import filtered, opened, with_a_place
from dosi.sources.unit_names import register
from dosi.sources.vectors import Frame

Made = dict[type[Table], list[pd.DataFrame]]
"""the rows read so far, by their table"""


@dataclass(frozen=True)
class Found:
    """What was found in the file of a layer."""

    holds: type[Table]
    rows: pd.DataFrame
    source: Source
    outside: list[str] = field(default_factory=list)
    """names of the rows that lie outside the city"""


@cache
def known_kinds() -> dict[str, ModuleType]:
    """The kinds of geometry there are: one file each in layers/kinds with a function of the same name, and the table it HOLDS."""
    return {module.name: importlib.import_module(f"{kinds.__name__}.{module.name}") for module in pkgutil.iter_modules(kinds.__path__)}


def read(layers: list[Layer], given: tuple[str, ...], city_crs: str, units: ReportingUnits, crosswalk: Crosswalk, systems: CoordinateSystems, changes: UnitChanges) -> tuple[Table, ...]:
    """Read all layers into the tables of `model.layers`; faults of all layers come together. `given`: what is to be said of where they were taken from."""
    faults = Faults()
    made: Made = {kind.HOLDS: [] for kind in known_kinds().values()}
    sources: dict[type[Table], list[Source]] = {holds: [] for holds in made}
    said: list[dict[str, Any]] = []
    legal = register(crosswalk.rows["legal_unit"], crosswalk.rows["legal_name_ko"])
    town = Town(city_crs, crosswalk, unit_changes.eras(changes, units, faults), legal, tuple(systems.rows["crs"]))
    for layer in sorted(layers, key=lambda one: (one.role != "place:legal_unit", one.by_weight)):  # weights divide what the others hold
        found = None
        if layer.taken is not None:
            try:
                found = _found(layer, layer.taken, town, made, faults)
            except InputFault as fault:
                faults.extend(fault)
                continue
            if found.holds is Units:
                town = _grounded(town, found.rows)
            made[found.holds].append(found.rows.assign(source=layer.taken.id))
            sources[found.holds].append(found.source)
        elif layer.empty == "fault":
            faults.add(f'Layer "{layer.id}": no file is there', "layers.toml", "none of its candidates", "one file", "supply the file")
        said.append(_said(layer, found))
    faults.raise_any()
    if made[Cells] and made[Units] and not any(layer.by_weight for layer in layers):  # what weights divide adds up by itself
        rows = differences(pd.concat(made[Cells], ignore_index=True), *_grounds(made), crosswalk)
        sources[Cells][0] = told(sources[Cells][0], rows, dict(zip(units.rows["unit"], units.rows["name_ko"], strict=True)))
    tables: list[Table] = [Layers(pd.DataFrame(said, columns=[*Layers.columns, "source"]), [Source("city:layers.toml", "", kind="decided", understood=given)])]
    for holds, frames in made.items():
        whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*holds.columns, "source"])
        if "because" in whole:  # some layers only say why
            whole["because"] = whole["because"].fillna("")
        tables.append(holds(whole, _merged(sources[holds]) or [Source("city:layers.toml", "", kind="none")]))
    return tuple(tables)


def _found(layer: Layer, taken: Candidate, town: Town, made: Mapping[type[Table], list[pd.DataFrame]], faults: Faults) -> Found:
    """The rows of a layer's file that lie in the city, and what was understood on the way."""
    kind = _kind(layer, taken)
    frame = Frame(pd.DataFrame()) if hasattr(kind, "OPENS") else with_a_place(layer, taken, filtered(layer, taken, opened(layer, taken)))
    notes = Notes()
    rows = getattr(kind, layer.geometry)(layer, taken, frame, town, notes)
    outside: list[str] = []
    if hasattr(kind, "NAMED") and town.area is not None and len(rows):
        rows, outside = _inside(layer, taken, frame, rows, kind.NAMED, town, faults)
        if layer.by_weight:
            rows = people_by_weight(rows, *_grounds(made), town.crosswalk, taken.id, taken.columns["weight"])
            notes.lines, notes.modelled = [*notes.lines, f"행정동의 인구를 {taken.columns['weight']}의 크기에 따라 {len(rows)}곳에 나누었다(모형값)"], True
    if not len(rows) and layer.empty != "none_exist" and not outside:
        faults.add(f'Layer "{layer.id}": the file has no rows', taken.id, "zero rows",
                   "at least one row, or empty = \"none_exist\"", "fill the file, remove it, or declare that none exist")  # fmt: skip
    if taken.by_address:
        notes.lines, notes.modelled = [*notes.lines, addresses.PLACED], True
    source = replace(taken.source, understood=(*frame.understood, *notes.lines), kind="modelled" if notes.modelled else taken.source.kind)
    return Found(kind.HOLDS, rows, source, outside)


def _kind(layer: Layer, taken: Candidate) -> ModuleType:
    """The reader of the layer's kind of geometry; a fault when there is none, or when it lacks a column."""
    kind = known_kinds().get(layer.geometry)
    if kind is None:
        raise InputFault([Fault(f'Layer "{layer.id}": unknown geometry', "layers.toml", repr(layer.geometry), ", ".join(known_kinds()),
                                nearest(layer.geometry, known_kinds()) or "use one of these")])  # fmt: skip
    if absent := [name for name in getattr(kind, "NEEDS", ()) if name not in taken.columns and not layer.by_weight]:
        raise InputFault([Fault(f'Layer "{layer.id}": column {name} is not named', f"layers.toml, {taken.id}, columns", ", ".join(taken.columns) or "no columns",
                                f'{name} = "..."', "name the column of the file that holds it") for name in absent])  # fmt: skip
    return kind


def _inside(layer: Layer, taken: Candidate, frame: Frame, rows: pd.DataFrame, named: str, town: Town, faults: Faults) -> tuple[pd.DataFrame, list[str]]:
    """The rows that lie in the city, at least partly, and the names of the others; none at all is a fault."""
    shapely.prepare(town.area)
    if "shape" in rows:
        inside = shapely.intersects(town.area, shapely.from_wkb(rows["shape"].to_numpy()))
    else:
        inside = shapely.contains_xy(town.area, rows["x_m"].to_numpy(float), rows["y_m"].to_numpy(float))
    outside = sorted(rows.loc[~inside, named].astype("str"))
    if not inside.any():
        faults.add(f'Layer "{layer.id}": no row lies in the city', taken.id, f"{len(rows)} rows, all outside",
                   f"places inside {(taken.crs or frame.crs)[:60] or 'the city'}", fitting_systems(frame, taken, town) or "check the CRS and the order of longitude and latitude")  # fmt: skip
    elif outside and layer.outside == "fault":
        faults.add(f'Layer "{layer.id}": {len(outside)} rows lie outside the city', taken.id, ", ".join(outside[:LISTED]), "places in the city",
                   'correct or remove these rows, or write outside = "list"')  # fmt: skip
    return rows[inside], outside


def _said(layer: Layer, found: Found | None) -> dict[str, Any]:
    """The row of the list of layers."""
    taken = layer.taken
    source = taken.source if taken else Source("", "")
    happened = found is not None and found.holds in (Events, NamedEvents)
    period = taken.period if taken and any(taken.period) else periods.seen(found.rows["on_date"]) if happened and found else periods.UNKNOWN
    guessed = periods.GUESSED.format(first=period[0], last=period[1]) if taken and happened and any(period) and not any(taken.period) else ""
    doubted = periods.silent(taken.period, found.rows["on_date"]) if taken and happened and found else ""
    outside = "시 밖: " + ", ".join(found.outside[:5]) if found and found.outside else ""
    return {"layer": layer.id, "title_ko": layer.title, "role": layer.role, "file": taken.id if taken else None,
            "kind": source.kind or None, "vintage": source.vintage or None, "publisher": source.publisher or None,
            "licence": source.licence or None, "rows_read": len(found.rows) if found else 0, "rows_outside": len(found.outside) if found else 0,
            "covers_kind": ";".join(taken.covers_kind) or None if taken else None,
            "period_from": period[0] or None, "period_to": period[1] or None, "note_ko": "; ".join(filter(None, (outside, guessed, doubted))) or None, "source": "city:layers.toml"}  # fmt: skip


def _merged(sources: list[Source]) -> list[Source]:
    """One source per file: several layers of one file understood it each in their way, and one modelled layer marks it."""
    made: dict[str, Source] = {}
    for one in sources:
        held = made.get(one.id, one)
        made[one.id] = replace(held, understood=tuple(dict.fromkeys([*held.understood, *one.understood])), doubts=tuple(dict.fromkeys([*held.doubts, *one.doubts])), kind="modelled" if "modelled" in (held.kind, one.kind) else held.kind)
    return list(made.values())


def _grounded(town: Town, units: pd.DataFrame) -> Town:
    """The town with the ground its legal units cover, and a point within each."""
    shapes = shapely.from_wkb(units["shape"].to_numpy())
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes))
    name_of = dict(zip(town.crosswalk.rows["legal_unit"], town.crosswalk.rows["legal_name_ko"], strict=True))
    points = {str(name_of[unit]).replace(" ", ""): (float(x), float(y)) for unit, (x, y) in zip(units["legal_unit"], spots, strict=True)}
    return replace(town, area=shapely.union_all(shapes), points=points)


def _grounds(made: Mapping[type[Table], list[pd.DataFrame]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The legal units and the figures read so far."""
    units, figures = (pd.concat(made[kind], ignore_index=True) if made[kind] else pd.DataFrame(columns=list(kind.columns)) for kind in (Units, UnitFigures))
    return units, figures
