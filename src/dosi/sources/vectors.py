"""Open files that hold shapes (GeoJSON, GeoPackage, GeoParquet, Shapefile, KML, OpenStreetMap) as columns and geometry."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.errors import Fault, InputFault
from dosi.sources import files

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


def open_shapes(path: Path, id: str, geometry: str, tags: Iterable[str]) -> Frame | None:
    """The shapes of a file by the ending of its name; None when it is no file of shapes. `tags`: those wanted of OpenStreetMap."""
    name = path.name.removesuffix(".gz").casefold()
    reader = next((read for ending, read in READERS.items() if name.endswith(ending)), None)
    if reader is None:
        return None
    if zipfile.is_zipfile(path) or name.endswith((".zip", ".kmz")):
        files.check_zip(path, id)
    try:
        return reader(path, id, geometry, tuple(tags))
    except InputFault:
        raise
    except Exception as trouble:  # a damaged file can fail anywhere in the drivers
        raise InputFault([files.cut(id, (str(trouble).splitlines() or [type(trouble).__name__])[0][:160])]) from None


def _frame(geo: Any, understood: tuple[str, ...] = ()) -> Frame:
    return Frame(pd.DataFrame(geo.drop(columns=geo.geometry.name)), np.asarray(geo.geometry.array), str(geo.crs or ""), understood)


def _parquet(path: Path, id: str, geometry: str, tags: tuple[str, ...]) -> Frame:
    import geopandas
    import pyarrow.parquet as parquet

    if b"geo" in (parquet.read_schema(files.opened(path, id)).metadata or {}):
        return _frame(geopandas.read_parquet(files.opened(path, id)))
    return Frame(pd.read_parquet(files.opened(path, id)))


def _whole(path: Path, id: str, geometry: str, tags: tuple[str, ...]) -> Frame:
    import pyogrio

    return _frame(pyogrio.read_dataframe(files.opened(path, id)))


def _shapefile(path: Path, id: str, geometry: str, tags: tuple[str, ...]) -> Frame:
    """A Shapefile, alone or in a zip; words without a stated encoding are UTF-8 if they can be, else cp949."""
    import pyogrio

    inside = [n for n in zipfile.ZipFile(path).namelist() if n.casefold().endswith(".shp")] if path.suffix.casefold() == ".zip" else []
    if path.suffix.casefold() == ".zip" and len(inside) != 1:
        raise InputFault([Fault(f'File "{id}": holds {len(inside)} shapefiles', id, ", ".join(inside) or "none", "one .shp with its side files",
                                "unpack it, or pack one shapefile per zip")])  # fmt: skip
    encoding, words = _encoding(path, inside[0] if inside else "")
    held = f"/vsizip/{path}/{inside[0]}" if inside else path
    return _frame(pyogrio.read_dataframe(held, encoding=encoding), words)


def _encoding(path: Path, inside: str) -> tuple[str | None, tuple[str, ...]]:
    """The encoding of a Shapefile's words: as its .cpg says (None), else found from the .dbf."""

    def side(ending: str) -> bytes | None:
        if inside:
            with zipfile.ZipFile(path) as packed:
                wanted = str(PurePosixPath(inside).with_suffix(ending)).casefold()
                found = next((n for n in packed.namelist() if n.casefold() == wanted), None)
                return packed.read(found) if found else None
        found_path = next((p for p in path.parent.glob(f"{path.stem}.*") if p.suffix.casefold() == ending), None)
        return found_path.read_bytes() if found_path else None

    raw = side(".dbf")
    if raw is None or side(".cpg"):
        return None, ()
    try:
        raw[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "CP949", ("속성 글자를 cp949로 읽었다(.cpg 없음)",)
    return "UTF-8", ()


def _kml(path: Path, id: str, geometry: str, tags: tuple[str, ...]) -> Frame:
    """All folders of a KML or KMZ file; its coordinates are longitude and latitude by definition."""
    import geopandas
    import pyogrio

    parts = [pyogrio.read_dataframe(path, layer=layer) for layer, _ in pyogrio.list_layers(path)]
    whole = geopandas.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs="EPSG:4326")
    return _frame(whole[whole.geometry.notna()].rename(columns={"Name": "name"}).reset_index(drop=True))


def _osm(path: Path, id: str, geometry: str, tags: tuple[str, ...]) -> Frame:
    """Objects of an OpenStreetMap file that bear the wanted tags, with these tags as columns."""
    import pyogrio

    parts = []
    cut = 0
    for layer in OSM_LAYERS.get(geometry, ("points",)):
        found = pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore")  # ways cut off at the edge of an extract close no area
        other = found["other_tags"].fillna("") if "other_tags" in found else pd.Series("", index=found.index)
        ids = "n" + found["osm_id"].fillna("").astype("str") if layer == "points" else "w" + found["osm_id"].fillna("").astype("str")
        if "osm_way_id" in found:  # areas: ways, or relations of ways
            way = found["osm_way_id"].notna()
            ids = ("w" + found["osm_way_id"].astype("str")).where(way, "r" + found["osm_id"].astype("str"))
        columns: dict[str, Any] = {OSM_ID: ids}
        wanted = [t for t in dict.fromkeys((*tags, "name")) if t != OSM_ID]
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


READERS: dict[str, Callable[[Path, str, str, tuple[str, ...]], Frame]] = {
    ".parquet": _parquet, ".geojson": _whole, ".json": _whole, ".gpkg": _whole, ".fgb": _whole, ".shp": _shapefile, ".zip": _shapefile,
    ".kml": _kml, ".kmz": _kml, ".osm.pbf": _osm, ".osm": _osm,
}  # fmt: skip
"""a reader by the ending of a file's name"""
