"""Read the data layers that layers.toml names: CSV, Excel, GeoJSON, GeoPackage, Shapefile, GeoParquet, Parquet.

For each layer the first candidate file that is there is taken, and said. Coordinates end in the city's projected metres;
places outside the city are listed, not dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.model.layers import Cells, Events, Layers, Lines, Places, UnitFigures, Units
from dosi.model.rows import CoordinateSystems, Crosswalk, ReportingUnits, UnitChanges
from dosi.model.table import Source, Table, plain_number
from dosi.sources import unit_changes
from dosi.sources.coordinates import exchanged, extent, fitting, projected
from dosi.sources.dividing import people_by_weight
from dosi.sources.rows import text_rows
from dosi.sources.sheets import TOTALS, Wanted
from dosi.sources.unit_changes import Eras
from dosi.sources.unit_names import Register, register, tight, told
from dosi.sources.vectors import Frame, open_shapes

PEOPLE = "figures:population"
"""figures that are divided in whole people"""
LISTED = 20
"""rows told one by one"""
ANY = "*"
"""in a filter: rows whose cell says anything at all"""


@dataclass(frozen=True)
class Candidate:
    """One file a layer may be taken from."""

    id: str
    path: Path
    columns: Mapping[str, str]
    crs: str
    source: Source
    filter: Mapping[str, Any] = field(default_factory=dict)
    """the rows that are taken: column = value, a list of values, or "*" for any"""
    totals: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    covers_kind: tuple[str, ...] = ()
    part: str = ""
    """the one meant of several Shapefiles, layers or folders in the file"""
    units_on: str = ""
    """the date whose set of units the figures are of, where names and vintage do not tell"""
    adds: bool = True
    """whether figures may be added up over units (people, cases), or not (rates, averages)"""

    @property
    def named(self) -> list[str]:
        """Every column of the file that the candidate names."""
        return [*self.columns.values(), *self.filter, *(self.columns.get(a, a) for a in self.attributes)]


@dataclass(frozen=True)
class Layer:
    """A layer as layers.toml declares it, with the candidate taken (None: no file is there)."""

    id: str
    role: str
    geometry: str
    title: str
    empty: str
    taken: Candidate | None
    outside: str = "list"
    """what becomes of rows outside the city or without a place: list | fault"""


@dataclass(frozen=True)
class Town:
    """What layers are read against: the city's CRS, its units, and the ground it covers once its boundary is known."""

    crs: str
    crosswalk: Crosswalk
    eras: Eras
    """the sets of reporting units of several years"""
    legal: Register
    """what labels of legal units mean"""
    systems: tuple[str, ...] = ()
    """coordinate systems that the country's files come in"""
    area: Any = None
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """a point within each legal unit, by its name without blanks: where a bare address is put"""


@dataclass
class Notes:
    """What a layer's reader understood on its way, and whether it modelled some of it."""

    lines: list[str] = field(default_factory=list)
    modelled: bool = False


def read(layers: list[Layer], city_crs: str, units: ReportingUnits, crosswalk: Crosswalk, systems: CoordinateSystems, changes: UnitChanges) -> tuple[Table, ...]:
    """Read all layers into the tables of `model.layers`; faults of all layers come together."""
    faults = Faults()
    made: dict[type[Table], list[pd.DataFrame]] = {k: [] for k in (Units, Places, Lines, Cells, UnitFigures, Events)}
    sources: dict[type[Table], list[Source]] = {k: [] for k in made}
    said: list[dict[str, Any]] = []
    legal = register(crosswalk.rows["legal_unit"], crosswalk.rows["legal_name_ko"])
    town = Town(city_crs, crosswalk, unit_changes.eras(changes, units, faults), legal, tuple(systems.rows["crs"]))
    for layer in sorted(layers, key=lambda one: (one.role != "place:legal_unit", _by_weight(one))):  # weights divide what the others hold
        taken = layer.taken
        note = ""
        rows = outside = 0
        if taken is not None:
            try:
                found = _with_a_place(layer, taken, _filtered(layer, taken, _open(layer, taken)))
                notes = Notes()
                kind, frame = _layer(layer, taken, found, town, notes)
            except InputFault as fault:
                faults.extend(fault)
                continue
            if kind is Units:
                town = _grounded(town, frame)
            if kind in (Places, Cells, Lines) and town.area is not None and len(frame):
                if kind is Lines:
                    shapely.prepare(town.area)
                    inside = shapely.intersects(town.area, shapely.from_wkb(frame["shape"].to_numpy()))
                else:
                    inside = shapely.contains_xy(town.area, frame["x_m"].to_numpy(float), frame["y_m"].to_numpy(float))
                outside = int((~inside).sum())
                names = sorted(frame.loc[~inside, {Places: "name_ko", Cells: "cell", Lines: "line"}[kind]].astype("str"))
                note = "시 밖: " + ", ".join(names[:5]) if outside else ""
                if not inside.any():
                    faults.add(f'Layer "{layer.id}": no row lies in the city', taken.id, f"{len(frame)} rows, all outside",
                               f"places inside {(taken.crs or found.crs)[:60] or 'the city'}", _fitting(found, taken, town) or "check the CRS and the order of longitude and latitude")  # fmt: skip
                elif outside and layer.outside == "fault":
                    faults.add(f'Layer "{layer.id}": {outside} rows lie outside the city', taken.id, ", ".join(names[:LISTED]), "places in the city",
                               'correct or remove these rows, or write outside = "list"')  # fmt: skip
                frame = frame[inside]
                if kind is Cells and _by_weight(layer):
                    try:
                        frame = people_by_weight(frame, *_grounds(made), crosswalk, taken.id, taken.columns["weight"])
                    except InputFault as fault:
                        faults.extend(fault)
                        continue
                    notes.lines, notes.modelled = [*notes.lines, f"행정동의 인구를 {taken.columns['weight']}의 크기에 따라 {len(frame)}곳에 나누었다(모형값)"], True
            rows = len(frame)
            if rows == 0 and layer.empty != "none_exist" and outside == 0:
                faults.add(f'Layer "{layer.id}": the file has no rows', taken.id, "zero rows",
                           "at least one row, or empty = \"none_exist\"", "fill the file, remove it, or declare that none exist")  # fmt: skip
            made[kind].append(frame.assign(source=taken.id))
            if _by_address(taken):
                notes.lines, notes.modelled = [*notes.lines, PLACED_BY_ADDRESS], True
            sources[kind].append(replace(taken.source, understood=(*found.understood, *notes.lines), kind="modelled" if notes.modelled else taken.source.kind))
        elif layer.empty == "fault":
            faults.add(f'Layer "{layer.id}": no file is there', "layers.toml", "none of its candidates", "one file", "supply the file")
        source = taken.source if taken else Source("", "")
        said.append({"layer": layer.id, "title_ko": layer.title, "role": layer.role, "file": taken.id if taken else None,
                     "kind": source.kind or None, "vintage": source.vintage or None, "publisher": source.publisher or None,
                     "licence": source.licence or None, "rows_read": rows, "rows_outside": outside, "covers_kind": ";".join(taken.covers_kind) or None if taken else None, "note_ko": note or None,
                     "source": "city:layers.toml"})  # fmt: skip
    faults.raise_any()
    tables: list[Table] = [Layers(pd.DataFrame(said, columns=[*Layers.columns, "source"]), [Source("city:layers.toml", "", kind="decided")])]
    for kind, frames in made.items():
        whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*kind.columns, "source"])
        if "because" in whole:  # some layers only say why
            whole["because"] = whole["because"].fillna("")
        tables.append(kind(whole, _merged(sources[kind]) or [Source("city:layers.toml", "", kind="none")]))
    return tuple(tables)


def _merged(sources: list[Source]) -> list[Source]:
    """One source per file: several layers of one file understood it each in their way, and one modelled layer marks it."""
    made: dict[str, Source] = {}
    for one in sources:
        held = made.get(one.id, one)
        made[one.id] = replace(held, understood=tuple(dict.fromkeys([*held.understood, *one.understood])), kind="modelled" if "modelled" in (held.kind, one.kind) else held.kind)
    return list(made.values())


def _grounded(town: Town, units: pd.DataFrame) -> Town:
    """The town with the ground its legal units cover, and a point within each."""
    shapes = shapely.from_wkb(units["shape"].to_numpy())
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes))
    name_of = dict(zip(town.crosswalk.rows["legal_unit"], town.crosswalk.rows["legal_name_ko"], strict=True))
    points = {str(name_of[unit]).replace(" ", ""): (float(x), float(y)) for unit, (x, y) in zip(units["legal_unit"], spots, strict=True)}
    return replace(town, area=shapely.union_all(shapes), points=points)


def _by_weight(layer: Layer) -> bool:
    """Whether the layer's cells only say how the people of a unit are spread over it."""
    return layer.geometry == "cells" and layer.taken is not None and "weight" in layer.taken.columns


def _grounds(made: Mapping[type[Table], list[pd.DataFrame]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The legal units and the figures read so far."""
    units, figures = (pd.concat(made[kind], ignore_index=True) if made[kind] else pd.DataFrame(columns=list(kind.columns)) for kind in (Units, UnitFigures))
    return units, figures


def _with_a_place(layer: Layer, taken: Candidate, frame: Frame) -> Frame:
    """The rows that have a shape; those without are told, or are a fault where the layer asks for it."""
    if frame.shapes is None or layer.geometry not in ("point", "line", "cells"):
        return frame
    without = shapely.is_missing(frame.shapes) | shapely.is_empty(frame.shapes)
    if not without.any():
        return frame
    column = taken.columns.get("name") or taken.columns.get("key")
    names = [f"{_at(frame, n)}{f' {frame.rows.loc[n, column]}' if column and column != 'geometry' else ''}" for n in frame.rows.index[without]]
    if layer.outside == "fault":
        raise InputFault([Fault(f'File "{taken.id}": a row has no place', f"{taken.id}, {name}", "no geometry", "a point, a line or an area",
                                'give its coordinates, remove it, or write outside = "list"') for name in names[:LISTED]])  # fmt: skip
    told = f"자리가 없는 {len(names)}건을 뺐다: {', '.join(names[:5])}" + (" 등" if len(names) > 5 else "")
    return replace(frame, rows=frame.rows[~without], shapes=frame.shapes[~without], understood=(*frame.understood, told))


def _at(frame: Frame, number: Any) -> str:
    """Where a row stands: as the file counts its rows, shapes from the first feature on."""
    return f"row {number}" if frame.shapes is None else f"feature {int(number) + 1}"


PLACED_BY_ADDRESS = "주소만 있는 곳을 그 법정동 안의 한 점에 놓았다(모형값)"


def _by_address(taken: Candidate) -> bool:
    return "address" in taken.columns and not {"lon", "x"} & set(taken.columns)


def _addressed(taken: Candidate, frame: Frame, town: Town, faults: Faults) -> tuple[np.ndarray, np.ndarray]:
    """Places by the legal unit that their address names; the longest name counts, and an address that names none or two is a fault."""
    made = []
    for number, text in zip(frame.rows.index, frame.rows[taken.columns["address"]].astype("str"), strict=True):
        words = text.replace(" ", "")
        found = [name for name in town.points if name in words]
        found = [name for name in found if not any(name != other and name in other for other in found)]
        if len(found) != 1:
            faults.add(f'File "{taken.id}": the address names {"no legal unit" if not found else "several legal units"}',
                       f"{taken.id}, row {number}, column {taken.columns['address']}", text, "one name of a legal unit of rows/crosswalk.csv",
                       f"is it one of {', '.join(found)}?" if found else nearest(words, town.points) or "add the 읍, 면 or 동 to the address")  # fmt: skip
        made.append(town.points[found[0]] if found else (np.nan, np.nan))
    spots = np.array(made, dtype=float).reshape(-1, 2)
    return spots[:, 0], spots[:, 1]


NEEDS = {"cells": ("people",), "figures": ("unit", "value"), "events": ("unit",)}
"""columns that a kind of layer cannot do without"""


def _layer(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> tuple[type[Table], pd.DataFrame]:
    make = {"polygon": _units, "point": _places, "line": _lines, "cells": _cells, "figures": _figures, "events": _events}
    if layer.geometry not in make:
        raise InputFault([Fault(f'Layer "{layer.id}": unknown geometry', "layers.toml", repr(layer.geometry), ", ".join(make),
                                nearest(layer.geometry, make) or "use one of these")])  # fmt: skip
    if absent := [name for name in NEEDS.get(layer.geometry, ()) if name not in taken.columns and not _by_weight(layer)]:
        raise InputFault([Fault(f'Layer "{layer.id}": column {name} is not named', f"layers.toml, {taken.id}, columns", ", ".join(taken.columns) or "no columns",
                                f'{name} = "..."', "name the column of the file that holds it") for name in absent])  # fmt: skip
    return make[layer.geometry](layer, taken, frame, town, notes)


def _open(layer: Layer, taken: Candidate) -> Frame:
    shapes = open_shapes(taken.path, taken.id, layer.geometry, taken.named, taken.part)
    if shapes is not None:
        return shapes
    if taken.part:
        raise InputFault([Fault(f'File "{taken.id}": has no parts', f"layers.toml, {taken.id}, part", repr(taken.part), "no part", "remove part from the candidate")])
    sheet = text_rows(taken.path, taken.id, {name: Wanted(()) for name in [*taken.columns.values(), *taken.filter]})
    return Frame(pd.DataFrame([cells for _, cells in sheet.rows], columns=sheet.header, index=[n for n, _ in sheet.rows], dtype="str"), understood=tuple(sheet.understood))


def _filtered(layer: Layer, taken: Candidate, frame: Frame) -> Frame:
    faults = Faults()
    for name in taken.named:
        if name not in frame.rows.columns and not (name == "geometry" and frame.shapes is not None):
            faults.add(f'File "{taken.id}": column "{name}" is not there', f"{taken.id}, row 1", ", ".join(map(str, frame.rows.columns)),
                       name, nearest(name, map(str, frame.rows.columns)) or "correct layers.toml or the file")  # fmt: skip
    faults.raise_any()
    keep = pd.Series(True, index=frame.rows.index)
    for name, wanted in taken.filter.items():
        held = frame.rows[name]
        values = [str(w) for w in wanted] if isinstance(wanted, list | tuple) else [str(wanted)]
        keep &= held.notna() & (held.astype("str").str.strip() != "") if values == [ANY] else held.astype("str").isin(values)
        if len(held) and not keep.any() and layer.empty != "none_exist":
            there = sorted({str(v) for v in held.dropna().unique()[:500]})
            faults.add(f'Layer "{layer.id}": the filter leaves no row', f"layers.toml, {taken.id}, filter, {name}", ", ".join(values),
                       f"a value of column {name}, e.g. {', '.join(there[:5])}", nearest(values[0], there) if values else "name a value")  # fmt: skip
            if not faults.found[-1].fix:
                faults.found[-1] = replace(faults.found[-1], fix='correct the filter, or declare empty = "none_exist"')
            break
    faults.raise_any()
    return replace(frame, rows=frame.rows[keep], shapes=frame.shapes[keep.to_numpy()] if frame.shapes is not None else None)


def _column(frame: Frame, taken: Candidate, role: str, default: Any = None) -> Any:
    name = taken.columns.get(role)
    if name is None:
        return default
    held = frame.rows[name]
    return held.where(held.notna(), None).astype("str").str.strip() if held.dtype != float else held


def _numbers(frame: Frame, taken: Candidate, role: str, faults: Faults) -> pd.Series:
    text = frame.rows[taken.columns[role]]
    values = text if text.dtype.kind in "fiu" else text.map(_plain)
    for number in frame.rows.index[values.isna()][:20]:
        faults.add(f'File "{taken.id}": {taken.columns[role]} is not a number', f"{taken.id}, row {number}, column {taken.columns[role]}",
                   str(frame.rows.loc[number, taken.columns[role]]), "a number, e.g. 12.5", "write the value as a number")  # fmt: skip
    return values.astype(float)


def _plain(text: object) -> float:
    try:
        return float(plain_number(str(text)))
    except ValueError:
        return np.nan


def _keys(frame: Frame, taken: Candidate, faults: Faults) -> pd.Series:
    if "key" not in taken.columns:
        return pd.Series([f"r{n}" for n in frame.rows.index], index=frame.rows.index, dtype="str")
    keys = _column(frame, taken, "key").str.replace(r"[~/?*]", "-", regex=True)
    for key in keys[keys.duplicated()].unique()[:20]:
        faults.add(f'File "{taken.id}": the id {key} stands twice', f"{taken.id}, rows {', '.join(str(i) for i in keys.index[keys == key][:4])}",
                   str(key), "every id once", "remove or renumber one of the rows")  # fmt: skip
    return keys


def _xy(layer: Layer, taken: Candidate, frame: Frame, town: Town, faults: Faults) -> tuple[np.ndarray, np.ndarray]:
    if frame.shapes is not None:
        x, y = (np.asarray(v) for v in (shapely.get_x(shapely.centroid(frame.shapes)), shapely.get_y(shapely.centroid(frame.shapes))))
        crs = taken.crs or frame.crs
    elif {"lon", "lat"} <= set(taken.columns):
        x, y, crs = _numbers(frame, taken, "lon", faults).to_numpy(), _numbers(frame, taken, "lat", faults).to_numpy(), taken.crs
    elif {"x", "y"} <= set(taken.columns):
        x, y, crs = _numbers(frame, taken, "x", faults).to_numpy(), _numbers(frame, taken, "y", faults).to_numpy(), taken.crs
    elif _by_address(taken):
        return _addressed(taken, frame, town, faults)
    else:
        faults.add(f'Layer "{layer.id}": no coordinates are named', "layers.toml", str(dict(taken.columns)), "columns lon and lat, x and y, or address",
                   "name the columns that hold the coordinates")  # fmt: skip
        return np.zeros(len(frame.rows)), np.zeros(len(frame.rows))
    if not crs:
        faults.add(f'Layer "{layer.id}": the CRS is not known', f"layers.toml, {taken.id}", "no crs", 'e.g. crs = "EPSG:4326"',
                   _fitting(frame, taken, town) or "ask the publisher which coordinate system it is and write it into layers.toml")  # fmt: skip
        return x, y
    _tell_exchanged(taken, frame, x, y, crs, town, faults)
    return projected(x, y, crs, town.crs)


def _tell_exchanged(taken: Candidate, frame: Frame, x: np.ndarray, y: np.ndarray, crs: str, town: Town, faults: Faults) -> None:
    """A fault for every row whose two coordinates are exchanged, judged by where the city lies."""
    if town.area is None or not len(frame.rows):
        return
    swapped = exchanged(x, y, crs, town.crs, town.area)
    if not swapped.any():
        return
    first, second = _axes(taken)
    what = "longitude and latitude are" if first == "lon" or frame.shapes is not None else "the two coordinates are"
    wrong = frame.rows.index[swapped]
    columns = f", columns {taken.columns[first]}, {taken.columns[second]}" if first else ""
    among = f"{taken.columns[first] if first else 'the first coordinate'} then {taken.columns[second] if second else 'the second'}: {extent(crs, town.crs, town.area)}"
    fix = "exchange the two values (or the two columns in layers.toml)" if first else "exchange the two coordinates of this feature"
    if len(wrong) > LISTED:
        told = ", ".join(_at(frame, n).partition(" ")[2] for n in wrong)
        faults.add(f'File "{taken.id}": {what} swapped in {len(wrong)} rows', taken.id, f"{_at(frame, wrong[0]).partition(' ')[0]}s {told}", f"around {among}",
                   "exchange the two columns in layers.toml if all rows are swapped, else the values in these rows" if first else "export the file again with longitude first")  # fmt: skip
    for number, px, py in list(zip(wrong, np.asarray(x)[swapped], np.asarray(y)[swapped], strict=True))[:LISTED]:
        faults.add(f'File "{taken.id}": {what} swapped', f"{taken.id}, {_at(frame, number)}{columns}",
                   f"{frame.rows.loc[number, taken.columns[first]]}, {frame.rows.loc[number, taken.columns[second]]}" if first else f"{px:.6f}, {py:.6f}", f"around {among}", fix)  # fmt: skip


def _axes(taken: Candidate) -> tuple[str, str]:
    return next((pair for pair in (("lon", "lat"), ("x", "y")) if set(pair) <= set(taken.columns)), ("", ""))


def _fitting(frame: Frame, taken: Candidate, town: Town) -> str:
    """Advice to a planner: which coordinate systems place the rows in the city."""
    first, second = _axes(taken)
    if frame.shapes is not None:
        x, y = (np.asarray(get(shapely.centroid(frame.shapes)), dtype=float) for get in (shapely.get_x, shapely.get_y))
    elif first:
        x, y = (frame.rows[taken.columns[n]].map(_plain).to_numpy(float) for n in (first, second))
    else:
        return ""
    return fitting(x, y, town.systems, town.crs, town.area)


def _shapes(layer: Layer, taken: Candidate, frame: Frame, town: Town, faults: Faults) -> np.ndarray:
    crs = taken.crs or frame.crs
    if frame.shapes is None or not crs:
        faults.add(f'Layer "{layer.id}": {"the CRS is not known" if frame.shapes is not None else "the file has no shapes"}', taken.id, "none",
                   "a file with shapes and a known CRS", (frame.shapes is not None and _fitting(frame, taken, town)) or "write the crs into layers.toml, or supply a file with shapes")  # fmt: skip
        return np.array([], dtype=object)
    centres = shapely.get_coordinates(shapely.centroid(frame.shapes[~shapely.is_missing(frame.shapes)]))
    if len(centres) == len(frame.shapes):
        _tell_exchanged(taken, frame, centres[:, 0], centres[:, 1], crs, town, faults)
    made = shapely.transform(shapely.make_valid(frame.shapes), lambda xy: np.column_stack(projected(xy[:, 0], xy[:, 1], crs, town.crs)))
    beyond = ~np.isfinite(shapely.bounds(made)).all(axis=1) & ~shapely.is_missing(made) & ~shapely.is_empty(made)
    for number in frame.rows.index[beyond][:LISTED] if not faults.found else ():
        faults.add(f'File "{taken.id}": a shape lies where its coordinate system does not reach', f"{taken.id}, {_at(frame, number)}", str(shapely.bounds(frame.shapes)[0]),
                   f"coordinates of {crs[:60]}", "check the CRS and the order of the two coordinates")  # fmt: skip
    if faults.found:
        return np.array([], dtype=object)
    return np.asarray(shapely.set_precision(made, 0.01))


def _areas(shapes: np.ndarray) -> np.ndarray:
    """The shapes without the points and lines that remain where a ring touched itself; the ground of a unit is area only."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    made = shapes.copy()
    for at in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[at])
        made[at] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return made


def _units(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    meant = [town.legal.meaning(key) for key in keys]
    if all(m.unit for m in meant) and len({m.unit for m in meant}) == len(keys) and "key" in taken.columns:
        notes.lines += told(m.how for m in meant)
        keys = pd.Series([m.unit for m in meant], index=keys.index, dtype="str")
    shapes = _areas(_shapes(layer, taken, frame, town, faults))
    for key in keys[shapely.is_missing(shapes) | shapely.is_empty(shapes)] if len(shapes) == len(keys) else ():
        faults.add(f'Boundary "{key}": has no shape', taken.id, key, "a polygon", "supply the shape, or remove the row")
    known = set(town.crosswalk.rows["legal_unit"])
    for key in [k for k in keys if k not in known]:
        faults.add(f'Boundary "{key}": joins nowhere', taken.id, key, "a legal_unit of rows/crosswalk.csv",
                   nearest(key, known) or "add the unit to rows/crosswalk.csv")  # fmt: skip
    for key in sorted(known - set(keys)):
        faults.add(f'Legal unit "{key}": has no boundary', "rows/crosswalk.csv", key, f"a shape in {taken.id}", "add its boundary or remove the row")
    faults.raise_any()
    return Units, pd.DataFrame({"legal_unit": keys, "name_ko": _column(frame, taken, "name"), "area_m2": np.round(shapely.area(shapes), 1),
                                "shape": [bytes(s) for s in shapely.to_wkb(shapes)]})  # fmt: skip


def _places(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    x, y = _xy(layer, taken, frame, town, faults)
    faults.raise_any()
    return Places, pd.DataFrame({"layer": layer.id, "place": keys, "role": layer.role, "name_ko": _column(frame, taken, "name", keys),
                                 "x_m": np.round(x, 2), "y_m": np.round(y, 2), "attributes": _attributes(taken, frame, taken.attributes)})  # fmt: skip


def _attributes(taken: Candidate, frame: Frame, names: Iterable[str]) -> list[str] | str:
    """Every row's attributes as name=value, joined by ;."""
    kept = {a: frame.rows[taken.columns.get(a, a)] for a in names}
    return [";".join(f"{a}={_said(v)}" for a, v in zip(kept, row, strict=True) if _said(v)) for row in zip(*kept.values(), strict=True)] if kept else ""


def _said(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or value != value else str(value).replace(";", ",").strip()


def _lines(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    shapes = _shapes(layer, taken, frame, town, faults)
    faults.raise_any()
    named = dict.fromkeys([*taken.attributes, *(c for c in taken.columns if c not in ("key", "name", "geometry"))])
    wkb = [bytes(s) for s in shapely.to_wkb(shapely.simplify(shapes, 2.0))]
    return Lines, pd.DataFrame({"layer": layer.id, "line": keys, "role": layer.role, "name_ko": _column(frame, taken, "name"),
                                "attributes": _attributes(taken, frame, named) or None, "shape": wkb})  # fmt: skip


def _cells(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    x, y = _xy(layer, taken, frame, town, faults)
    if _by_weight(layer):
        weights = _numbers(frame, taken, "weight", faults)
        faults.raise_any()
        return Cells, pd.DataFrame({"cell": keys, "x_m": np.round(x, 2), "y_m": np.round(y, 2), "weight": weights})[weights > 0]
    people = _numbers(frame, taken, "people", faults)
    faults.raise_any()
    whole = pd.DataFrame({"cell": keys, "x_m": np.round(x, 2), "y_m": np.round(y, 2), "people": people.round().astype("int64")})
    return Cells, whole[whole["people"] > 0]


def _unit_ids(frame: Frame, taken: Candidate, labels: pd.Series, known: Register, what: tuple[str, str], notes: Notes, faults: Faults,
              own: Iterable[str] = (), row: str = "") -> pd.Series:  # fmt: skip
    """The unit that each label means, by its code where the file has one; what is unknown or ambiguous is a fault.

    `what`: the unit and its table; `own`: the units that the city has today; `row`: how a change of units would be written down.
    """
    codes = frame.rows.loc[labels.index, taken.columns["code"]] if "code" in taken.columns else labels
    meant = pd.Series([found if (found := known.meaning(code)).unit else known.meaning(label) for code, label in zip(codes, labels, strict=True)], index=labels.index, dtype=object)
    notes.lines += told(m.how for m in meant)
    there = {m.unit for m in meant}
    lacking = [title for unit, title in known.titles.items() if unit in own and unit not in there]
    wrong = [number for number, m in meant.items() if not m.unit]
    for number in wrong[:LISTED]:
        label, where = str(labels[number]), f"{taken.id}, {_at(frame, number)}, column {taken.columns['unit']}"
        if meant[number].may_be and label in meant[number].may_be:
            faults.add(f'File "{taken.id}": the code {label} has lost its digits', where, label, f"all digits of a code of {what[1]}", "format the column as text in the spreadsheet, and write the codes again")
        elif meant[number].may_be:
            faults.add(f'File "{taken.id}": the label {label} may mean several units', where, label, f"one of {', '.join(meant[number].may_be)}",
                       'write the id or the whole code, or name the column of codes in layers.toml: columns = {code = "..."}')  # fmt: skip
        else:
            missing = f" (the file lacks {', '.join(lacking[:5])}{' ...' if len(lacking) > 5 else ''})" if lacking and there != {""} else ""
            other = lacking[0] if len(wrong) == 1 and len(lacking) == 1 else "?"
            write = f"; if the unit was changed, write it into {unit_changes.ROWS}: {row.format(label=label, other=other)}" if row and tight(label).casefold() not in TOTALS else ""
            faults.add(f'File "{taken.id}": the label {label} joins nowhere', where, label, f"{what[0]} of {what[1]}{missing}",
                       (known.fix(label) or "correct the label, or declare it in totals") + write)  # fmt: skip
    return meant.map(lambda m: m.unit or None)


def _figures(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    labels = _column(frame, taken, "unit")
    values = _numbers(frame, taken, "value", faults)
    is_total = labels.isin(taken.totals)
    dated = taken.units_on or _dated(frame, taken) or _date(taken.source.vintage)
    if taken.units_on and not _date(taken.units_on):
        faults.add(f'Layer "{layer.id}": units_on is no date', f"layers.toml, {taken.id}, units_on", taken.units_on, "a date, e.g. 2023-04-01", "write the date of the file's set of units")
    row = f"{dated or 'DATE'},renamed|split|merged,{{label}},{{other}},SHARE,,modelled,BASIS,"
    ids = _unit_ids(frame, taken, labels[~is_total], town.eras.units, ("a unit", "rows/reporting_units.csv"), notes, faults, town.eras.sets[town.eras.own], row)
    for number in labels.index[is_total]:
        if abs(values[number] - values[~is_total].sum()) > 0.5:
            faults.add(f'File "{taken.id}": the total does not equal its parts', f"{taken.id}, row {number}", f"{values[number]:,.0f}",
                       f"{values[~is_total].sum():,.0f}, the sum of the rows", "correct the total or the rows")  # fmt: skip
    for unit in ids[ids.notna() & ids.duplicated()].unique()[:LISTED]:
        faults.add(f'File "{taken.id}": the unit {town.eras.units.titles[unit]} stands twice', f"{taken.id}, rows {', '.join(str(i) for i in ids.index[ids == unit][:4])}",
                   town.eras.units.titles[unit], "every unit once", "remove one of the rows, or take one month or group by a filter in layers.toml")  # fmt: skip
    broken = values.index[values.notna() & (values % 1 != 0)] if layer.role == PEOPLE and taken.adds else []
    for number in list(broken)[:LISTED]:
        faults.add(f'File "{taken.id}": people are no whole number', f"{taken.id}, row {number}, column {taken.columns['value']}", f"{values[number]:g}", "whole people",
                   "the file may count in thousands: write the people themselves")  # fmt: skip
    faults.raise_any()
    return UnitFigures, _of_own_units(layer, taken, list(zip(ids, values[~is_total], strict=True)), dated, town.eras, notes)


def _dated(frame: Frame, taken: Candidate) -> str:
    """The one date that all rows of a file bear, if they do."""
    dates = {str(d).strip() for d in frame.rows[taken.columns["date"]].dropna()} if "date" in taken.columns else set()
    return _date(dates.pop()) if len(dates) == 1 else ""


def _date(text: str) -> str:
    """A date that may be a year or a month only; empty when it is none."""
    try:
        return str(UnitChanges.columns["on_date"].parse(text))
    except ValueError:
        return ""


def _of_own_units(layer: Layer, taken: Candidate, figures: list[tuple[str, float]], dated: str, eras: Eras, notes: Notes) -> pd.DataFrame:
    """Figures as rows of the city's own units, turned into them where the file is of an older or newer set."""
    found = frozenset(unit for unit, _ in figures)
    era, doubt = unit_changes.era_on(found, _date(taken.units_on), eras) if taken.units_on else unit_changes.era_of(found, dated, eras)
    titles = eras.units.titles
    if era is None:
        several = "; ".join(f"{eras.title(n)}: {len(found & units)}" for n, units in enumerate(eras.sets))
        best = max(range(len(eras.sets)), key=lambda n: (len(found & eras.sets[n]), n == eras.own))
        strange = sorted(titles[u] for u in found - eras.sets[best])
        about = {"mixed": ("its units are of several years", f"{', '.join(strange)} beside units of {eras.title(best)}", "units of one date",
                           f"correct the names, or write the change that is missing into {unit_changes.ROWS}"),
                 "date": ("its units are not those of its date", f"{dated}; {several}", "units of one date", 'write the date of its units into the candidate in layers.toml: units_on = "YYYY-MM-DD"'),
                 "part": ("which year's units it holds cannot be told", f"{dated or 'no date'}; {several}", "all units of one year, or a date",
                          'write the date of its units into the candidate in layers.toml: units_on = "YYYY-MM-DD"')}[doubt]  # fmt: skip
        raise InputFault([Fault(f'File "{taken.id}": {about[0]}', f"{taken.id}, layer {layer.id}", *about[1:])])
    measure = layer.role.partition(":")[2]
    try:
        if era == eras.own or all(eras.parts(u, era) == {u: 1} for u in found):
            if eras.steps:
                notes.lines.append(eras.title(era))
            return pd.DataFrame({"measure": measure, "unit": [u for u, _ in figures], "role": layer.role, "value": [v for _, v in figures]})
        made = unit_changes.converted(figures, era, eras) if taken.adds else unit_changes.carried(figures, era, eras)
        notes.lines.append(unit_changes.told(found, era, eras))
    except unit_changes.UndecidedError as trouble:
        raise InputFault([Fault(f'File "{taken.id}": cannot be turned into the city\'s units', f"{unit_changes.ROWS}, {trouble}", f"figures of {eras.title(era)}",
                                "a share for what was divided or merged", "write the share into this row; by people, households or area it is share_kind modelled")]) from None  # fmt: skip
    notes.modelled |= any(shared for _, shared in made.values())
    words = {True: f"{eras.title(era)} 수치를 비율로 나눈 모형값이다.", False: f"{eras.title(era)} 수치를 합하거나 이름을 바꾸어 읽었다."}
    because = [words[shared] if shared or not any(u == unit and v == value for u, v in figures) else "" for unit, (value, shared) in made.items()]
    return pd.DataFrame({"measure": measure, "unit": list(made), "role": layer.role, "value": [v for v, _ in made.values()], "because": because})


def _events(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    ids = _unit_ids(frame, taken, _column(frame, taken, "unit"), town.legal, ("a legal unit", "rows/crosswalk.csv"), notes, faults)
    faults.raise_any()
    dates = _column(frame, taken, "date")
    return Events, pd.DataFrame({"layer": layer.id, "event": keys, "role": layer.role, "legal_unit": ids,
                                 "on_date": dates.str.slice(0, 10) if dates is not None else None, "attributes": _attributes(taken, frame, taken.attributes)})  # fmt: skip
