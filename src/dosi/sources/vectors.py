"""Open files that hold shapes (GeoJSON, GeoPackage, GeoParquet, Shapefile, KML, OpenStreetMap) as columns and geometry."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.errors import InputFault
from dosi.sources import files, shapefiles

OSM_ID = "@id"
"""what layers.toml calls the id of an OpenStreetMap object: n, w or r and its number"""
OSM_LAYERS = {"point": ("points", "multipolygons"), "line": ("lines",), "polygon": ("multipolygons",)}
"""GDAL's names of what is read for a kind of layer; areas stand for points by their centre"""
OSM_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Frame:
    """What a reader found: columns as text or numbers, geometry with its CRS if the file has one, and what was understood."""

    rows: pd.DataFrame
    shapes: np.ndarray | None = None
    crs: str = ""
    understood: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """columns as a table's header titles them, units and all"""
    unit_line: str = ""
    """the units that a line above a table's header names"""


def open_shapes(path: Path, id: str, geometry: str, tags: Iterable[str], part: str = "") -> Frame | None:
    """The shapes of a file by the ending of its name; None when it is no file of shapes.

    `tags`: those wanted of OpenStreetMap; `part`: which of several Shapefiles, layers or folders in the file.
    """
    name = path.name.removesuffix(".gz").casefold()
    reader = next((read for ending, read in READERS.items() if name.endswith(ending)), None)
    if reader is None:
        return None
    if zipfile.is_zipfile(path) or name.endswith((".zip", ".kmz")):
        files.check_zip(path, id)
    try:
        return reader(path, Asked(id, geometry, tuple(tags), part))
    except InputFault:
        raise
    except Exception as trouble:  # a damaged file can fail anywhere in the drivers
        raise InputFault([files.cut(id, (str(trouble).splitlines() or [type(trouble).__name__])[0][:160])]) from None


@dataclass(frozen=True)
class Asked:
    """What is wanted of a file: the kind of geometry, the OpenStreetMap tags, and the part when it holds several."""

    id: str
    geometry: str
    tags: tuple[str, ...]
    part: str = ""


def _frame(geo: Any, understood: tuple[str, ...] = ()) -> Frame:
    return Frame(pd.DataFrame(geo.drop(columns=geo.geometry.name)), np.asarray(geo.geometry.array), str(geo.crs or ""), understood)


def _parquet(path: Path, asked: Asked) -> Frame:
    import geopandas
    import pyarrow.parquet as parquet

    if b"geo" in (parquet.read_schema(files.opened(path, asked.id)).metadata or {}):
        return _frame(geopandas.read_parquet(files.opened(path, asked.id)))
    return Frame(pd.read_parquet(files.opened(path, asked.id)))


def _whole(path: Path, asked: Asked) -> Frame:
    """The one layer of shapes of a GeoJSON, GeoPackage or FlatGeobuf file, or the one named."""
    import pyogrio

    layers = [str(name) for name, kind in pyogrio.list_layers(files.opened(path, asked.id)) if kind is not None]
    named = shapefiles.choose(asked.id, "layer", asked.part, layers) if asked.part or len(layers) > 1 else None
    return _frame(pyogrio.read_dataframe(files.opened(path, asked.id), layer=named))


def _shapefile(path: Path, asked: Asked) -> Frame:
    geo, understood = shapefiles.read(path, asked.id, asked.part)
    return _frame(geo, understood)


def _kml(path: Path, asked: Asked) -> Frame:
    """All folders of a KML or KMZ file, or the one named; its coordinates are longitude and latitude by definition.

    A placemark's own id and name are columns `id` and `name` unless its data has fields of these names.
    """
    import geopandas
    import pyogrio

    own = {"LIBKML_ID_FIELD": "@id", "LIBKML_NAME_FIELD": "@name"}  # else they take the place of data fields that are named so
    before = {name: pyogrio.get_gdal_config_option(name) for name in own}
    pyogrio.set_gdal_config_options(own)
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        chosen = [shapefiles.choose(asked.id, "folder", asked.part, layers)] if asked.part else layers
        parts = [pyogrio.read_dataframe(path, layer=layer, use_arrow=False) for layer in dict.fromkeys(chosen)]
    finally:
        pyogrio.set_gdal_config_options(before)
    whole = geopandas.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs="EPSG:4326")
    return _frame(whole.rename(columns={f"@{name}": name for name in ("id", "name") if name not in whole and f"@{name}" in whole}))


def _osm(path: Path, asked: Asked) -> Frame:
    """Objects of an OpenStreetMap file that bear the wanted tags, with these tags as columns."""
    import pyogrio

    parts = []
    cut = 0
    for layer in OSM_LAYERS.get(asked.geometry, ("points",)):
        found = pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore")  # ways cut off at the edge of an extract close no area
        other = found["other_tags"].fillna("") if "other_tags" in found else pd.Series("", index=found.index)
        ids = "n" + found["osm_id"].fillna("").astype("str") if layer == "points" else "w" + found["osm_id"].fillna("").astype("str")
        if "osm_way_id" in found:  # areas: ways, or relations of ways
            way = found["osm_way_id"].notna()
            ids = ("w" + found["osm_way_id"].astype("str")).where(way, "r" + found["osm_id"].astype("str"))
        columns: dict[str, Any] = {OSM_ID: ids}
        wanted = [t for t in dict.fromkeys((*asked.tags, "name")) if t != OSM_ID]
        inner = [dict(OSM_TAG.findall(text)) if any(f'"{t}"' in text for t in wanted) else {} for text in other]
        for tag in wanted:
            own = found[tag] if tag in found else pd.Series(None, index=found.index, dtype=object)
            columns[tag] = own.where(own.notna(), pd.Series([held.get(tag) for held in inner], index=found.index, dtype=object))
        made = pd.DataFrame(columns)
        bears = made[[t for t in wanted if t != "name"] or ["name"]].notna().any(axis=1).to_numpy()
        whole = found.geometry.notna().to_numpy()
        cut += int((bears & ~whole).sum())
        parts.append((made[bears & whole], np.asarray(found.geometry.array)[bears & whole]))
    rows = pd.concat([rows for rows, _ in parts], ignore_index=True)
    return Frame(rows, np.concatenate([shapes for _, shapes in parts]), "EPSG:4326", (f"끝이 잘린 도형 {cut}개를 뺐다",) if cut else ())


READERS: dict[str, Callable[[Path, Asked], Frame]] = {
    ".parquet": _parquet, ".geojson": _whole, ".json": _whole, ".gpkg": _whole, ".fgb": _whole, ".shp": _shapefile, ".zip": _shapefile,
    ".kml": _kml, ".kmz": _kml, ".osm.pbf": _osm, ".osm": _osm,
}  # fmt: skip
"""a reader by the ending of a file's name"""
