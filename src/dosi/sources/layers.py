"""Read the data layers that layers.toml names: CSV, Excel, GeoJSON, GeoPackage, Shapefile, GeoParquet, Parquet.

For each layer the first candidate file that is there is taken, and said. Coordinates end in the city's projected metres;
places outside the city are listed, not dropped silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.model.layers import Cells, Events, Layers, Lines, Places, UnitFigures, Units
from dosi.model.rows import Crosswalk, ReportingUnits
from dosi.model.table import Source, Table, plain_number
from dosi.sources.rows import text_rows
from dosi.sources.sheets import Wanted
from dosi.sources.vectors import Frame, open_shapes

KOREAN_CRS = ("EPSG:4326", "EPSG:5179", "EPSG:5186", "EPSG:5187", "EPSG:5185", "EPSG:5188", "EPSG:5181", "EPSG:5174", "EPSG:5178")
"""geographic, unified, and the belts of the new, the old and the Bessel system"""
LISTED = 20
"""rows told one by one"""
FITS_FROM = 0.8
"""share of the rows that a coordinate system must place in the city to be proposed"""
LIKELY_LON_LAT = ((124.0, 132.0), (33.0, 39.5))
"""where Korea lies: tells swapped columns apart"""


@dataclass(frozen=True)
class Candidate:
    """One file a layer may be taken from."""

    id: str
    path: Path
    columns: Mapping[str, str]
    crs: str
    source: Source
    filter: Mapping[str, str] = field(default_factory=dict)
    totals: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    covers_kind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layer:
    """A layer as layers.toml declares it, with the candidate taken (None: no file is there)."""

    id: str
    role: str
    geometry: str
    title: str
    empty: str
    taken: Candidate | None


@dataclass(frozen=True)
class Town:
    """What layers are read against: the city's CRS, its units, and the ground it covers once its boundary is known."""

    crs: str
    units: ReportingUnits
    crosswalk: Crosswalk
    area: Any = None
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """a point within each legal unit, by its name without blanks: where a bare address is put"""


def read(layers: list[Layer], city_crs: str, units: ReportingUnits, crosswalk: Crosswalk, lon_lat_box: Any = None) -> tuple[Table, ...]:
    """Read all layers into the tables of `model.layers`; faults of all layers come together."""
    faults = Faults()
    made: dict[type[Table], list[pd.DataFrame]] = {k: [] for k in (Units, Places, Lines, Cells, UnitFigures, Events)}
    sources: dict[type[Table], list[Source]] = {k: [] for k in made}
    said: list[dict[str, Any]] = []
    town = Town(city_crs, units, crosswalk)
    for layer in sorted(layers, key=lambda one: one.role != "place:legal_unit"):
        taken = layer.taken
        note = ""
        rows = outside = 0
        if taken is not None:
            try:
                found = _filtered(_open(layer, taken), taken)
                kind, frame = _layer(layer, taken, found, town)
            except InputFault as fault:
                faults.extend(fault)
                continue
            if kind is Units:
                town = _grounded(town, frame)
            if kind in (Places, Cells) and town.area is not None and len(frame):
                inside = shapely.contains_xy(town.area, frame["x_m"].to_numpy(float), frame["y_m"].to_numpy(float))
                outside = int((~inside).sum())
                names = frame.loc[~inside, "name_ko" if kind is Places else "cell"].astype("str")
                note = "시 밖: " + ", ".join(sorted(names)[:5]) if outside else ""
                if len(frame) and not inside.any():
                    fits = fitting(found, taken, town)
                    faults.add(f'Layer "{layer.id}": no row lies in the city', taken.id, f"{len(frame)} rows, all outside",
                               f"places inside {taken.crs or 'the city'}", fits or "check the CRS and the order of longitude and latitude")  # fmt: skip
                frame = frame[inside]
            rows = len(frame)
            if rows == 0 and layer.empty != "none_exist" and outside == 0:
                faults.add(f'Layer "{layer.id}": the file has no rows', taken.id, "zero rows",
                           "at least one row, or empty = \"none_exist\"", "fill the file, remove it, or declare that none exist")  # fmt: skip
            made[kind].append(frame.assign(source=taken.id))
            placed = (PLACED_BY_ADDRESS,) if _by_address(taken) else ()
            sources[kind].append(replace(taken.source, understood=(*found.understood, *placed), kind="modelled" if placed else taken.source.kind))
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
        tables.append(kind(whole, sources[kind] or [Source("city:layers.toml", "", kind="none")]))
    return tuple(tables)


def _grounded(town: Town, units: pd.DataFrame) -> Town:
    """The town with the ground its legal units cover, and a point within each."""
    shapes = shapely.from_wkb(units["shape"].to_numpy())
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes))
    name_of = dict(zip(town.crosswalk.rows["legal_unit"], town.crosswalk.rows["legal_name_ko"], strict=True))
    points = {str(name_of[unit]).replace(" ", ""): (float(x), float(y)) for unit, (x, y) in zip(units["legal_unit"], spots, strict=True)}
    return replace(town, area=shapely.union_all(shapes), points=points)


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


def _layer(layer: Layer, taken: Candidate, frame: Frame, town: Town) -> tuple[type[Table], pd.DataFrame]:
    make = {"polygon": _units, "point": _places, "line": _lines, "cells": _cells, "figures": _figures, "events": _events}
    if layer.geometry not in make:
        raise InputFault([Fault(f'Layer "{layer.id}": unknown geometry', "layers.toml", repr(layer.geometry), ", ".join(make),
                                nearest(layer.geometry, make) or "use one of these")])  # fmt: skip
    if absent := [name for name in NEEDS.get(layer.geometry, ()) if name not in taken.columns]:
        raise InputFault([Fault(f'Layer "{layer.id}": column {name} is not named', f"layers.toml, {taken.id}, columns", ", ".join(taken.columns) or "no columns",
                                f'{name} = "..."', "name the column of the file that holds it") for name in absent])  # fmt: skip
    return make[layer.geometry](layer, taken, frame, town)


def _open(layer: Layer, taken: Candidate) -> Frame:
    tags = (*taken.columns.values(), *taken.filter, *(taken.columns.get(a, a) for a in taken.attributes))
    shapes = open_shapes(taken.path, taken.id, layer.geometry, tags)
    if shapes is not None:
        return shapes
    sheet = text_rows(taken.path, taken.id, {name: Wanted(()) for name in [*taken.columns.values(), *taken.filter]})
    return Frame(pd.DataFrame([cells for _, cells in sheet.rows], columns=sheet.header, index=[n for n, _ in sheet.rows], dtype="str"), understood=tuple(sheet.understood))


def _filtered(frame: Frame, taken: Candidate) -> Frame:
    faults = Faults()
    for name in [*taken.columns.values(), *taken.filter, *(taken.columns.get(a, a) for a in taken.attributes)]:
        if name not in frame.rows.columns and not (name == "geometry" and frame.shapes is not None):
            faults.add(f'File "{taken.id}": column "{name}" is not there', f"{taken.id}, row 1", ", ".join(map(str, frame.rows.columns)),
                       name, nearest(name, map(str, frame.rows.columns)) or "correct layers.toml or the file")  # fmt: skip
    faults.raise_any()
    keep = pd.Series(True, index=frame.rows.index)
    for name, wanted in taken.filter.items():
        keep &= frame.rows[name].astype("str") == str(wanted)
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
                   fitting(frame, taken, town) or "ask the publisher which coordinate system it is and write it into layers.toml")  # fmt: skip
        return x, y
    if "lon" in taken.columns:
        (west, east), (south, north) = LIKELY_LON_LAT
        swapped = (y >= west) & (y <= east) & (x >= south) & (x <= north)
        wrong = frame.rows.index[swapped]
        if len(wrong) > LISTED:
            faults.add(f'File "{taken.id}": longitude and latitude are swapped in {len(wrong)} rows', taken.id, f"rows {', '.join(map(str, wrong))}",
                       "longitude first", "exchange the two columns in layers.toml if all rows are swapped, else the values in these rows")  # fmt: skip
        for number in wrong[:LISTED]:
            faults.add(f'File "{taken.id}": longitude and latitude are swapped', f"{taken.id}, row {number}, columns {taken.columns['lon']}, {taken.columns['lat']}",
                       f"{frame.rows.loc[number, taken.columns['lon']]}, {frame.rows.loc[number, taken.columns['lat']]}",
                       f"longitude {west:.0f}-{east:.0f}, latitude {south:.0f}-{north:.0f}", "exchange the two values (or the two columns in layers.toml)")  # fmt: skip
    return _projected(x, y, crs, town.crs)


def fitting(frame: Frame, taken: Candidate, town: Town) -> str:
    """Advice to a planner: the coordinate systems of `KOREAN_CRS` that place the rows in the city; empty when none does."""
    if town.area is None:
        return ""
    if frame.shapes is not None:
        x, y = (np.asarray(get(shapely.centroid(frame.shapes)), dtype=float) for get in (shapely.get_x, shapely.get_y))
    else:
        names = next((pair for pair in (("lon", "lat"), ("x", "y")) if set(pair) <= set(taken.columns)), None)
        if names is None:
            return ""
        x, y = (frame.rows[taken.columns[n]].map(_plain).to_numpy(float) for n in names)
    known = np.isfinite(x) & np.isfinite(y)
    inside: dict[str, float] = {}
    for crs in KOREAN_CRS:
        px, py = _projected(x[known], y[known], crs, town.crs)
        good = np.isfinite(px) & np.isfinite(py)
        share = float(shapely.contains_xy(town.area, px[good], py[good]).sum()) / max(1, int(known.sum()))
        if share >= FITS_FROM:
            inside[crs] = share
    if not inside:
        return ""
    told = ", ".join(f'crs = "{crs}" places {share:.0%} of the rows in the city' for crs, share in inside.items())
    return f"{told}; " + ("write it into layers.toml" if len(inside) == 1 else "these lie some hundred metres apart: ask the publisher which one it is")


def _projected(x: np.ndarray, y: np.ndarray, crs: str, city_crs: str) -> tuple[np.ndarray, np.ndarray]:
    if crs == city_crs:
        return x.astype(float), y.astype(float)
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        px, py = Transformer.from_crs(crs, city_crs, always_xy=True).transform(x, y)
    except ProjError as trouble:
        raise InputFault([Fault(f'CRS "{crs}": cannot be turned into {city_crs}', "layers.toml, crs, or city.toml, crs", str(trouble).splitlines()[0][:120],
                                'a known CRS, e.g. "EPSG:5179"', "correct the name of the coordinate system")]) from None  # fmt: skip
    return np.asarray(px), np.asarray(py)


def _shapes(layer: Layer, taken: Candidate, frame: Frame, town: Town, faults: Faults) -> np.ndarray:
    crs = taken.crs or frame.crs
    if frame.shapes is None or not crs:
        faults.add(f'Layer "{layer.id}": {"the CRS is not known" if frame.shapes is not None else "the file has no shapes"}', taken.id,
                   "none", "a file with shapes and a known CRS", "write the crs into layers.toml, or supply a file with shapes")  # fmt: skip
        return np.array([], dtype=object)
    made = shapely.transform(shapely.make_valid(frame.shapes), lambda xy: np.column_stack(_projected(xy[:, 0], xy[:, 1], crs, town.crs)))
    return np.asarray(shapely.set_precision(made, 0.01))


def _units(layer: Layer, taken: Candidate, frame: Frame, town: Town) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    shapes = _shapes(layer, taken, frame, town, faults)
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


def _places(layer: Layer, taken: Candidate, frame: Frame, town: Town) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    x, y = _xy(layer, taken, frame, town, faults)
    faults.raise_any()
    return Places, pd.DataFrame({"layer": layer.id, "place": keys, "role": layer.role, "name_ko": _column(frame, taken, "name", keys),
                                 "x_m": np.round(x, 2), "y_m": np.round(y, 2), "attributes": _attributes(frame, taken)})  # fmt: skip


def _attributes(frame: Frame, taken: Candidate) -> list[str] | str:
    kept = {a: frame.rows[taken.columns.get(a, a)] for a in taken.attributes}
    return [";".join(f"{a}={_said(v)}" for a, v in zip(kept, row, strict=True) if _said(v)) for row in zip(*kept.values(), strict=True)] if kept else ""


def _said(value: object) -> str:
    return "" if value is None or value != value else str(value).replace(";", ",").strip()


def _lines(layer: Layer, taken: Candidate, frame: Frame, town: Town) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    shapes = _shapes(layer, taken, frame, town, faults)
    faults.raise_any()
    good = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    wkb = [bytes(s) for s in shapely.to_wkb(shapely.simplify(shapes[good], 2.0))]
    return Lines, pd.DataFrame({"layer": layer.id, "line": keys.to_numpy()[good], "role": layer.role, "shape": wkb})


def _cells(layer: Layer, taken: Candidate, frame: Frame, town: Town) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    x, y = _xy(layer, taken, frame, town, faults)
    people = _numbers(frame, taken, "people", faults)
    faults.raise_any()
    whole = pd.DataFrame({"cell": keys, "x_m": np.round(x, 2), "y_m": np.round(y, 2), "people": people.round().astype("int64")})
    return Cells, whole[whole["people"] > 0]


def _unit_ids(labels: pd.Series, known: Mapping[str, str], what: str, table: str, taken: Candidate, faults: Faults) -> pd.Series:
    found = labels.map(lambda label: known.get(str(label).replace(" ", "")))
    for number in labels.index[found.isna()][:20]:
        faults.add(f'File "{taken.id}": the label {labels[number]} joins nowhere', f"{taken.id}, row {number}, column {taken.columns['unit']}",
                   str(labels[number]), f"{what} of {table}", nearest(str(labels[number]), known) or "correct the label, or declare it in totals")  # fmt: skip
    return found


def _figures(layer: Layer, taken: Candidate, frame: Frame, town: Town) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    labels = _column(frame, taken, "unit")
    values = _numbers(frame, taken, "value", faults)
    is_total = labels.isin(taken.totals)
    known = {n.replace(" ", ""): i for n, i in zip(town.units.rows["name_ko"], town.units.rows["unit"], strict=True)} | {i: i for i in town.units.rows["unit"]}
    ids = _unit_ids(labels[~is_total], known, "a unit", "rows/reporting_units.csv", taken, faults)
    for number in labels.index[is_total]:
        if abs(values[number] - values[~is_total].sum()) > 0.5:
            faults.add(f'File "{taken.id}": the total does not equal its parts', f"{taken.id}, row {number}", f"{values[number]:,.0f}",
                       f"{values[~is_total].sum():,.0f}, the sum of the rows", "correct the total or the rows")  # fmt: skip
    faults.raise_any()
    return UnitFigures, pd.DataFrame({"measure": layer.role.partition(":")[2], "unit": ids, "role": layer.role, "value": values[~is_total]})


def _events(layer: Layer, taken: Candidate, frame: Frame, town: Town) -> tuple[type[Table], pd.DataFrame]:
    faults = Faults()
    keys = _keys(frame, taken, faults)
    rows = town.crosswalk.rows
    known = {n.replace(" ", ""): i for n, i in zip(rows["legal_name_ko"], rows["legal_unit"], strict=True)} | {i: i for i in rows["legal_unit"]}
    ids = _unit_ids(_column(frame, taken, "unit"), known, "a legal unit", "rows/crosswalk.csv", taken, faults)
    faults.raise_any()
    dates = _column(frame, taken, "date")
    return Events, pd.DataFrame({"layer": layer.id, "event": keys, "role": layer.role, "legal_unit": ids,
                                 "on_date": dates.str.slice(0, 10) if dates is not None else None, "attributes": _attributes(frame, taken)})  # fmt: skip
