"""Assets of several files together: columns under our names, roles, places in the city's metres."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dosi.model.errors import Faults, InputFault, nearest
from dosi.sources import files
from dosi.sources.assets.naming import Naming
from dosi.sources.cells import Wanted, tight
from dosi.sources.coordinates import exchanged, extent, fitting, projected
from dosi.sources.rows import text_rows
from dosi.sources.shapefiles import NAME_BYTES
from dosi.sources.vectors import Frame, open_shapes

LARGE_BYTES = 30_000_000
"""a text file from this size on is read column by column, as a plain table with its header in the first row"""
LISTED = 20
LON_LAT = "EPSG:4326"
OWN: Mapping[str, tuple[str, ...]] = {
    "id": ("asset_id", "key", "fid_", "관리번호", "시설번호", "일련번호", "번호", "고유번호", "연번", "관리 번호"),
    "name": ("이름", "명칭", "시설명", "설치장소", "설치위치", "name_ko", "title"),
    "role": ("쓰임", "시설종류", "시설구분", "시설유형", "종류", "구분", "유형", "facility", "facility_type", "kind", "asset_type"),
    "lon": ("경도", "longitude", "lng", "x좌표(경도)", "wgs84경도"),
    "lat": ("위도", "latitude", "y좌표(위도)", "wgs84위도"),
    "x": ("x_m", "x좌표", "tm_x", "좌표x"),
    "y": ("y_m", "y좌표", "tm_y", "좌표y"),
}
"""columns that every file of assets has, and what they are called"""
YES = frozenset(("y", "yes", "true", "t", "1", "o", "예", "유", "있음", "설치", "완료", "적용"))
NO = frozenset(("n", "no", "false", "f", "0", "x", "아니오", "무", "없음", "미설치", "미적용"))
FACILITY = "facility:"
PART = " / "
"""between the name of a file and that of its layer"""


@dataclass(frozen=True)
class Words:
    """What the standards ask of a file: attributes and roles with their titles."""

    titles: Mapping[str, str] = field(default_factory=dict)
    """attribute = its title; name.value = title of that value"""
    yes_no: frozenset[str] = frozenset()
    """attributes that are Y or N"""
    roles: Mapping[str, str] = field(default_factory=dict)
    """role = its title"""
    crs: str = ""
    """of the city"""
    systems: tuple[str, ...] = ()
    """coordinate systems that the country's files come in"""
    area: Any = None
    """ground of the city"""


@dataclass(frozen=True)
class Inventory:
    """Assets as they were read."""

    frame: pd.DataFrame
    """attributes under our names, other columns under their own"""
    id: np.ndarray
    name: np.ndarray
    role: np.ndarray
    layer: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray
    shape: np.ndarray | None
    understood: tuple[str, ...]


def read_assets(paths: Sequence[Path], words: Words, naming: Naming, say: Callable[[str], None] = lambda _: None) -> Inventory:
    """All assets of some files (GeoPackage, GeoJSON, Shapefile, GeoParquet, KML, CSV, Excel); all faults together."""
    faults = Faults()
    parts: list[Inventory] = []
    for path in paths:
        say(f"{path.name} 읽는 중 (reading)")
        if not path.is_file():
            faults.add(f'File "{path.name}": is not there', str(path), "no file", "an inventory or a design", "check the path")
            continue
        try:
            for part, frame in _frames(path, words):
                parts.append(_understood(f"{path.stem}{PART}{part}" if part else path.stem, path.name, frame, words, naming, faults))
        except InputFault as fault:
            faults.extend(fault)
    if not faults.found and not sum(len(p.id) for p in parts):
        faults.add("Assets: there is none", ", ".join(p.name for p in paths), "no rows", "a row or feature per asset", "the file may be cut: take it again")
    faults.raise_any()
    shapes = None
    if any(p.shape is not None for p in parts):
        shapes = np.concatenate([np.full(len(p.id), None, dtype=object) if p.shape is None else p.shape for p in parts])
    joined = {name: np.concatenate([getattr(p, name) for p in parts]) for name in ("id", "name", "role", "layer", "x_m", "y_m")}
    frame = pd.concat([p.frame for p in parts], ignore_index=True) if len(parts) > 1 else parts[0].frame
    return Inventory(frame, **joined, shape=shapes, understood=tuple(line for p in parts for line in p.understood))


def _frames(path: Path, words: Words) -> Iterable[tuple[str, Frame]]:
    """Each layer of a file, with its name where it has several."""
    if path.suffix.casefold() in (".gpkg", ".geojson", ".json", ".fgb"):
        import pyogrio

        try:
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        except Exception as trouble:  # a damaged file can fail anywhere in the drivers
            raise InputFault([files.cut(path.name, (str(trouble).splitlines() or [type(trouble).__name__])[0][:160])]) from None
        if len(layers) > 1:
            for layer in layers:
                frame = open_shapes(path, path.name, "any", (), layer)
                if frame is not None:
                    yield layer, frame
            return
    frame = open_shapes(path, path.name, "any", ())
    yield "", frame if frame is not None else _table(path, words)


def _table(path: Path, words: Words) -> Frame:
    if path.suffix.casefold() == ".csv" and path.stat().st_size >= LARGE_BYTES:
        from pyarrow import ArrowInvalid
        from pyarrow import csv as arrow

        try:
            return Frame(arrow.read_csv(path, convert_options=arrow.ConvertOptions(strings_can_be_null=True)).to_pandas())
        except ArrowInvalid as trouble:
            raise InputFault([files.cut(path.name, str(trouble).splitlines()[0][:160])]) from None
    wanted = {name: Wanted((), also=also) for name, also in OWN.items()} | {name: Wanted((title,)) for name, title in words.titles.items() if "." not in name}
    sheet = text_rows(path, path.name, wanted)
    rows = pd.DataFrame([cells for _, cells in sheet.rows], columns=sheet.header, index=[n for n, _ in sheet.rows], dtype=object)
    return Frame(rows, understood=tuple(sheet.understood))


def _understood(layer: str, file: str, frame: Frame, words: Words, naming: Naming, faults: Faults) -> Inventory:
    """One layer with its columns under our names."""
    said = [*frame.understood]
    rows = _named(frame.rows, file, words, naming, said, faults)
    count = len(rows)
    role = _roles(rows, layer, file, words, naming, said, faults)
    for name in [n for n in rows.columns if n in words.yes_no or n in naming.values or any(t.startswith(f"{n}.") for t in words.titles)]:
        rows[name] = _values(rows[name], name, words, naming)
    x, y, shape = _placed(rows, frame, file, words, naming, said, faults)
    names = _as_text(rows["name"]) if "name" in rows else np.full(count, "", dtype=object)
    ids = _ids(rows, file, naming, said, faults)
    rest = rows.drop(columns=[c for c in ("id", "name", "role", "lon", "lat", "x", "y") if c in rows])
    return Inventory(rest.reset_index(drop=True), ids, names, role, np.full(count, layer, dtype=object), x, y, shape, tuple(f"{file}: {line}" for line in said))


def _named(rows: pd.DataFrame, file: str, words: Words, naming: Naming, said: list[str], faults: Faults) -> pd.DataFrame:
    """Columns under our names: as the naming says, else by name or title, however it is spaced; of two that would be one, the first."""
    asked = {theirs: ours for ours, theirs in naming.columns.items()}
    for theirs in [t for t in [*asked, *([naming.role_column] if naming.role_column else [])] if t not in rows.columns]:
        faults.add(f'File "{file}": column "{theirs}" is not there', f"{file}, header", ", ".join(map(str, rows.columns))[:200], theirs, nearest(theirs, map(str, rows.columns)) or "correct the name of the column")
    known = {tight(t): name for name, titles in OWN.items() for t in (name, *titles)}
    for name, title in words.titles.items():
        if "." not in name:
            known |= {tight(name): name, tight(title): name, tight(title.partition("(")[0]): name}
    if file.casefold().endswith((".shp", ".zip")):  # a .dbf cuts names off
        known |= {name[:NAME_BYTES]: name for name in words.titles if "." not in name and len(name) > NAME_BYTES}
    taken = dict.fromkeys(asked.values())
    known_roles = _known_roles(words, naming)
    new = {}
    for column in rows.columns:
        ours = "role" if column == naming.role_column and naming.role_column else asked.get(column) or known.get(tight(str(column)))
        if ours is None or (column not in asked and ours in taken and column != naming.role_column):
            continue
        if ours == "role" and column not in asked and column != naming.role_column and not _speaks_of(rows[column], known_roles):
            continue  # a column that is titled like one of roles, and holds something else
        taken[ours] = None
        if ours != column:
            new[column] = ours
    if new:
        said.append("열을 알아들었다: " + ", ".join(f"{theirs} → {ours}" for theirs, ours in list(new.items())[:LISTED]))
    clash = [c for c in rows.columns if c in new.values() and c not in new]
    return rows.drop(columns=clash).rename(columns=new)


def _roles(rows: pd.DataFrame, layer: str, file: str, words: Words, naming: Naming, said: list[str], faults: Faults) -> np.ndarray:
    """The role of every row: one for all, by the column, or by the layer's name."""
    known = _known_roles(words, naming)
    if naming.role:
        if naming.role not in words.roles and nearest(naming.role, words.roles):
            faults.add(f'Role "{naming.role}": no standard speaks of it', "--role", naming.role, ", ".join(sorted(words.roles))[:300], nearest(naming.role, words.roles))
        return np.full(len(rows), naming.role, dtype=object)
    if "role" in rows and (naming.role_column or "role" in naming.columns or _speaks_of(rows["role"], known)):
        codes, values = pd.factorize(rows["role"].astype(object), use_na_sentinel=True)
        meant = [known.get(tight(str(v)), str(v)) for v in values]
        strange = [str(v) for v, m in zip(values, meant, strict=True) if m not in words.roles]
        if strange:
            said.append(f"기준이 없는 시설 종류 {len(strange)}가지는 점검하지 않는다: {', '.join(strange[:5])}" + (" 등" if len(strange) > 5 else ""))
        return np.array([*meant, ""], dtype=object)[codes]
    by_layer = known.get(tight(layer.partition(PART)[2] or layer))
    if by_layer is None:
        faults.add(f'File "{file}": nothing says what its assets are', file, f"no column of roles, and a layer named {layer}", "a role of the standards", "give --role ROLE, e.g. --role " + next(iter(words.roles), "facility:cctv"))
        return np.full(len(rows), "", dtype=object)
    said.append(f"모두 {words.roles.get(by_layer, by_layer)}({by_layer})로 읽었다")
    return np.full(len(rows), by_layer, dtype=object)


def _known_roles(words: Words, naming: Naming) -> dict[str, str]:
    """What a role may be called: itself, its title, its last word, also as several."""
    last = {role: role.removeprefix(FACILITY) for role in words.roles}
    return {tight(t): role for role, title in words.roles.items() for t in (role, title, last[role], f"{last[role]}s")} | {tight(t): role for t, role in naming.roles.items()}


def _speaks_of(column: pd.Series, known: Mapping[str, str]) -> bool:
    return any(tight(str(value)) in known for value in column.dropna().unique())


def _values(column: pd.Series, name: str, words: Words, naming: Naming) -> pd.Series:
    """Words of a column as the standards write them."""
    meant = {tight(title): key.partition(".")[2] for key, title in words.titles.items() if key.startswith(f"{name}.")} | {tight(theirs): ours for theirs, ours in naming.values.get(name, {}).items()}
    if name in words.yes_no:
        meant = dict.fromkeys(YES, "Y") | dict.fromkeys(NO, "N") | meant
    codes, values = pd.factorize(column.astype(object), use_na_sentinel=True)
    said = [meant.get(tight(str(int(v)) if isinstance(v, float) and v.is_integer() else str(v)), v) for v in values]
    return pd.Series(np.array([*said, None], dtype=object)[codes], index=column.index)


def _as_text(column: pd.Series) -> np.ndarray:
    held = column.astype(object)
    return held.where(held.notna(), "").astype("str").to_numpy(object)


def _ids(rows: pd.DataFrame, file: str, naming: Naming, said: list[str], faults: Faults) -> np.ndarray:
    """The id of every asset: the column's, or the row's number where there is none, or where a column that was only guessed holds one twice."""
    numbered = np.array([f"r{n + 1}" for n in range(len(rows))], dtype=object)
    if "id" not in rows:
        return numbered
    column = rows["id"]
    ids = (column.map(lambda v: "" if v is None or v != v else f"{v:.0f}" if isinstance(v, float) and v.is_integer() else str(v)) if column.dtype.kind in "fO" else column.astype("str")).to_numpy(object)
    ids = np.where(ids == "", numbered, ids)
    twice = pd.Series(ids).duplicated(keep=False)
    if not twice.any():
        return ids
    if "id" not in naming.columns and "id" not in rows.attrs:
        said.append(f"번호가 같은 자산이 {int(twice.sum())}건이라 줄의 순서로 번호를 매겼다")
        return numbered
    for id in pd.unique(ids[twice.to_numpy()])[:LISTED]:
        faults.add(f'File "{file}": the id {id} stands twice', f"{file}, rows {', '.join(str(rows.index[n]) for n in np.flatnonzero(ids == id)[:4])}", id, "every id once", "remove or renumber one of the rows")
    return numbered


def _placed(rows: pd.DataFrame, frame: Frame, file: str, words: Words, naming: Naming, said: list[str], faults: Faults) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Places in the city's metres: of shapes, or of two columns; an asset without a place keeps none, and that is said."""
    shape: np.ndarray | None = None
    crs = naming.crs or frame.crs
    if frame.shapes is not None:
        if not crs:
            faults.add(f'File "{file}": the CRS is not known', file, "no crs", "e.g. --crs EPSG:4326", _fits(shapely.centroid(frame.shapes), words))
            return np.full(len(rows), np.nan), np.full(len(rows), np.nan), None
        shape = np.asarray(shapely.transform(frame.shapes, lambda xy: np.column_stack(projected(xy[:, 0], xy[:, 1], crs, words.crs))), dtype=object)
        flat = shapely.get_dimensions(shape)
        middle = np.where(flat == 1, shapely.line_interpolate_point(pd.Series(shape).where(flat == 1, None).to_numpy(object), 0.5, normalized=True), shapely.centroid(shape)) if (flat > 0).any() else shape
        x, y = shapely.get_x(shapely.centroid(middle)), shapely.get_y(shapely.centroid(middle))
        shape = shape if (flat > 0).any() else None
        first, second = shapely.get_x(shapely.centroid(frame.shapes)), shapely.get_y(shapely.centroid(frame.shapes))
    else:
        named = next((pair for pair in (("lon", "lat"), ("x", "y")) if set(pair) <= set(rows.columns)), None)
        if named is None:
            faults.add(f'File "{file}": no coordinates are named', f"{file}, header", ", ".join(map(str, rows.columns))[:200], "columns lon and lat, or x and y", "name the columns in a file for --columns")
            return np.full(len(rows), np.nan), np.full(len(rows), np.nan), None
        first, second = (pd.to_numeric(rows[n].astype(object).where(rows[n].notna(), None).map(lambda v: str(v).replace(",", "").strip() if v is not None else None), errors="coerce").to_numpy(float)
                         if rows[n].dtype.kind not in "fiu" else rows[n].to_numpy(float) for n in named)  # fmt: skip
        crs = crs or (LON_LAT if named == ("lon", "lat") else "")
        if not crs:
            faults.add(f'File "{file}": the CRS is not known', f"{file}, columns x, y", "no crs", f"e.g. --crs {words.crs}", _fits(shapely.points(first, second), words))
            return np.full(len(rows), np.nan), np.full(len(rows), np.nan), None
        x, y = projected(first, second, crs, words.crs)
    x, y = (np.where(np.isfinite(v), v, np.nan) for v in (x, y))
    if words.area is not None and (swapped := exchanged(first, second, crs, words.crs, words.area)).any():
        at = [str(n) for n in rows.index[swapped][:LISTED]]
        faults.add(f'File "{file}": the two coordinates are swapped in {int(swapped.sum())} rows', f"{file}, rows {', '.join(at)}", f"{first[swapped][0]:.6f}, {second[swapped][0]:.6f}",
                   f"around {extent(crs, words.crs, words.area)}", "exchange the two values")  # fmt: skip
    missing = int((~(np.isfinite(x) & np.isfinite(y))).sum())
    if missing:
        said.append(f"자리를 모르는 자산 {missing:,}건: 자리가 드는 기준은 확인 불가로 본다")
    return x, y, shape


def _fits(points: np.ndarray, words: Words) -> str:
    known = points[~shapely.is_missing(points)]
    return fitting(shapely.get_x(known), shapely.get_y(known), words.systems, words.crs, words.area).replace("write it into layers.toml", "give it with --crs") or "ask who made the file which coordinate system it is"
