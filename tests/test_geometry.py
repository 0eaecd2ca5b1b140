"""Files of shapes as cities keep them: Shapefile, KML, OpenStreetMap; coordinate systems told apart; addresses placed."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import TINY, copy_of

from dosi.model.city import Shelf
from dosi.model.errors import InputFault
from dosi.sources import city as city_folder
from dosi.sources import files
from dosi.sources.vectors import open_shapes

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
STOPS = [("s1", "가 정류장", 980200.0, 1830500.0), ("s2", "나 정류장", 981200.0, 1830500.0), ("s3", "라 정류장", 984500.0, 1830600.0)]
COLUMNS = '{key = "id", name = "name", x = "x", y = "y"}'


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return copy_of(TINY, tmp_path / "city")


def stops_from(city: Path, file: str, columns: str, crs: str = "", more: str = "") -> None:
    """The tiny city's stops come from another file."""
    layers = (city / "layers.toml").read_text(encoding="utf-8")
    at = layers.index('path = "city:data/stops.csv"')
    end = layers.index("vintage", at)
    said = f'path = "city:data/{file}"\n' + (f'  crs = "{crs}"\n' if crs else "") + f"  columns = {columns}\n{more}  "
    (city / "layers.toml").write_text(layers[:at] + said + layers[end:], encoding="utf-8")


def read(city: Path) -> Shelf:
    return city_folder.read(city_folder.roots(city, None))[1]


def stops(city: Path) -> dict[str, tuple[str, int, int]]:
    rows = read(city).named("layers/places").rows
    rows = rows[rows["role"] == "facility:bus_stop"]
    return {r.place: (r.name_ko, round(r.x_m), round(r.y_m)) for r in rows.itertuples()}


def faults(city: Path) -> list[Any]:
    with pytest.raises(InputFault) as trouble:
        read(city)
    return list(trouble.value.faults)


WANTED = {k: (n, round(x), round(y)) for k, n, x, y in STOPS}


def frame(crs: str = "EPSG:5179") -> geopandas.GeoDataFrame:
    rows = pd.DataFrame(STOPS, columns=["id", "name", "x", "y"])[["id", "name"]]
    return geopandas.GeoDataFrame(rows, geometry=[shapely.Point(x, y) for *_, x, y in STOPS], crs="EPSG:5179").to_crs(crs)


@pytest.mark.parametrize("encoding", ["CP949", "UTF-8"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_shapefile_is_read_with_its_hangul_whatever_its_encoding(encoding: str, packed: bool, city: Path) -> None:
    frame("EPSG:5186").to_file(city / "data" / "stops.shp", encoding=encoding)
    (city / "data" / "stops.cpg").unlink(missing_ok=True)
    if packed:
        with zipfile.ZipFile(city / "data" / "stops.zip", "w") as out:
            for path in sorted((city / "data").glob("stops.*")):
                if path.suffix in (".shp", ".shx", ".dbf", ".prj"):
                    out.write(path, f"정류장/{path.name}")
    stops_from(city, "stops.zip" if packed else "stops.shp", '{key = "id", name = "name"}')
    assert stops(city) == WANTED


def test_an_edited_attribute_of_a_shapefile_is_a_changed_input(tmp_path: Path) -> None:
    frame().to_file(tmp_path / "stops.shp")
    before = files.sha256(tmp_path / "stops.shp")
    assert files.sha256(tmp_path / "stops.shp") == before
    raw = (tmp_path / "stops.dbf").read_bytes()
    (tmp_path / "stops.dbf").write_bytes(raw.replace(b"s1", b"s9"))
    assert files.sha256(tmp_path / "stops.shp") != before


def test_a_zip_of_two_shapefiles_asks_which(city: Path) -> None:
    with zipfile.ZipFile(city / "data" / "stops.zip", "w") as out:
        out.writestr("a.shp", b"")
        out.writestr("b.shp", b"")
    stops_from(city, "stops.zip", '{key = "id", name = "name"}')
    (fault,) = faults(city)
    assert "2 shapefiles" in fault.what and "a, b" in fault.found and 'part = "a"' in fault.fix


@pytest.mark.parametrize("suffix", ["kml", "kmz"])
def test_kml_keeps_names_and_extended_data(suffix: str, city: Path) -> None:
    marks = "".join(
        f'<Placemark><name>{n}</name><ExtendedData><Data name="id"><value>{k}</value></Data></ExtendedData><Point><coordinates>{p.x!r},{p.y!r}</coordinates></Point></Placemark>'
        for (k, n, *_), p in zip(STOPS, frame("EPSG:4326").geometry, strict=True)
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>정류장</name>{marks}</Folder></Document></kml>'
    if suffix == "kml":
        (city / "data" / "stops.kml").write_text(text, encoding="utf-8")
    else:
        with zipfile.ZipFile(city / "data" / "stops.kmz", "w") as out:
            out.writestr("doc.kml", text)
    stops_from(city, f"stops.{suffix}", '{key = "id", name = "name"}')
    assert stops(city) == WANTED


def test_openstreetmap_objects_are_taken_by_their_tags(city: Path) -> None:
    nodes = "".join(
        f'<node id="{no}" lat="{p.y!r}" lon="{p.x!r}" version="1"><tag k="public_transport" v="platform"/><tag k="name" v="{n}"/></node>'
        for no, ((_, n, *_), p) in enumerate(zip(STOPS, frame("EPSG:4326").geometry, strict=True), start=1)
    )
    other = '<node id="9" lat="36.5" lon="127.2" version="1"><tag k="amenity" v="bench"/></node>'
    (city / "data" / "town.osm").write_text(f'<?xml version="1.0"?><osm version="0.6">{nodes}{other}</osm>', encoding="utf-8")
    stops_from(city, "town.osm", '{key = "@id", name = "name"}', more='  filter = {public_transport = "platform"}\n')
    assert stops(city) == {f"n{no}": WANTED[k] for no, k in enumerate(WANTED, start=1)}


@pytest.mark.skipif(not (SHARED / "las_palmas").is_dir(), reason="the shared open data is not beside the project")
def test_a_real_extract_of_openstreetmap_is_read() -> None:
    path = next((SHARED / "las_palmas").glob("*.osm.pbf"))
    found = open_shapes(path, "data:town.osm.pbf", "point", ("amenity", "@id", "name"))
    assert found is not None and found.shapes is not None and found.crs == "EPSG:4326"
    libraries = found.rows[found.rows["amenity"] == "library"]
    assert len(libraries) > 3 and libraries["@id"].str.match(r"[nwr]\d+$").all() and libraries["@id"].is_unique


def test_the_national_node_link_is_read_as_lines_with_their_names(tmp_path: Path) -> None:
    links = geopandas.GeoDataFrame(
        {"LINK_ID": ["4130001", "4130002"], "F_NODE": ["1", "2"], "T_NODE": ["2", "1"], "ROAD_NAME": ["한누리대로", "가름로"], "LANES": [2, 3]},
        geometry=[shapely.LineString([(228000, 435000), (228500, 435000)]), shapely.LineString([(228500, 435000), (228000, 435100)])], crs="EPSG:5186",
    )  # fmt: skip
    links.to_file(tmp_path / "MOCT_LINK.shp", encoding="CP949")
    (tmp_path / "MOCT_LINK.cpg").unlink(missing_ok=True)
    found = open_shapes(tmp_path / "MOCT_LINK.shp", "data:MOCT_LINK.shp", "line", ())
    assert (found is not None and found.rows["ROAD_NAME"].tolist() == ["한누리대로", "가름로"] and found.crs.endswith("5186")) or "2010" in found.crs
    assert "cp949" in " ".join(found.understood)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:5186", "EPSG:5187", "EPSG:5188", "EPSG:5181", "EPSG:5174"])
def test_a_file_without_a_known_crs_is_asked_with_the_one_that_fits(crs: str, city: Path) -> None:
    spots = frame(crs).geometry
    pd.DataFrame({"id": [k for k, *_ in STOPS], "name": [n for _, n, *_ in STOPS], "x": spots.x, "y": spots.y}).to_csv(city / "data" / "stops.csv", index=False)
    stops_from(city, "stops.csv", COLUMNS)
    (fault,) = faults(city)
    assert "CRS is not known" in fault.what and f'"{crs}" places 100% of the rows' in fault.fix
    stops_from(city, "stops.csv", COLUMNS, crs)
    assert stops(city) == WANTED


def test_a_wrong_crs_is_told_with_the_one_that_fits(city: Path) -> None:
    spots = frame("EPSG:5186").geometry
    pd.DataFrame({"id": [k for k, *_ in STOPS], "name": [n for _, n, *_ in STOPS], "x": spots.x, "y": spots.y}).to_csv(city / "data" / "stops.csv", index=False)
    stops_from(city, "stops.csv", COLUMNS, "EPSG:5188")
    (fault,) = faults(city)
    assert "no row lies in the city" in fault.what and '"EPSG:5186" places 100%' in fault.fix


def test_all_swapped_rows_are_listed(city: Path) -> None:
    spot = frame("EPSG:4326").geometry[0]
    rows = [{"id": f"s{n}", "name": "정류장", "lon": spot.y if n % 2 else spot.x, "lat": spot.x if n % 2 else spot.y} for n in range(60)]
    pd.DataFrame(rows).to_csv(city / "data" / "stops.csv", index=False)
    stops_from(city, "stops.csv", '{key = "id", name = "name", lon = "lon", lat = "lat"}', "EPSG:4326")
    found = faults(city)
    whole = next(f for f in found if "in 30 rows" in f.what)
    assert all(str(n + 2) in whole.found.split("rows ")[1].strip("'").split(", ") for n in range(1, 60, 2)) and len(found) == 21


def test_addresses_are_put_into_the_legal_unit_they_name(city: Path) -> None:
    (city / "data" / "stops.csv").write_text("id,name,주소\ns1,가 정류장,작은시 가동 12\ns2,나 정류장,작은시 나동 산 3\n", encoding="utf-8")
    stops_from(city, "stops.csv", '{key = "id", name = "name", address = "주소"}')
    assert {k: int((x - 980000) // 1000) for k, (_, x, _) in stops(city).items()} == {"s1": 0, "s2": 1}
    source = read(city).named("layers/places").sources["city:data/stops.csv"]
    assert source.kind == "modelled" and "주소" in source.understood[0]
    (city / "data" / "stops.csv").write_text("id,name,주소\ns1,가 정류장,작은시 큰길 12\ns2,나 정류장,작은시 나동과 가동 사이\n", encoding="utf-8")
    assert [(f.where.split(", ")[1], f.what.split(": ")[1]) for f in faults(city)] == [("row 2", "the address names no legal unit"), ("row 3", "the address names several legal units")]


def test_a_cut_shapefile_is_a_fault(city: Path) -> None:
    frame().to_file(city / "data" / "stops.shp")
    (city / "data" / "stops.shp").write_bytes((city / "data" / "stops.shp").read_bytes()[:60])
    stops_from(city, "stops.shp", '{key = "id", name = "name"}')
    assert any("stops.shp" in f.where for f in faults(city))
    shutil.rmtree(city)


def test_centres_stand_for_areas(tmp_path: Path) -> None:
    square = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(0, 0, 2, 2)], crs="EPSG:5179")
    square.to_file(tmp_path / "a.geojson", driver="GeoJSON")
    found = open_shapes(tmp_path / "a.geojson", "city:a.geojson", "point", ())
    assert found is not None and isinstance(found.shapes, np.ndarray) and found.shapes[0].area == 4
