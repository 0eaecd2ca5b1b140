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


# Encodings of Shapefiles

RARE = ["뷁 정류장", "쀍 정류장", "가 정류장"]
"""cp949 has syllables that EUC-KR lacks"""


def shapefile(path: Path, names: list[str], encoding: str, cpg: str | None) -> None:
    geopandas.GeoDataFrame({"id": [f"s{n}" for n in range(len(names))], "name": names}, geometry=[shapely.Point(x, y) for *_, x, y in STOPS][: len(names)], crs="EPSG:5179").to_file(
        path, encoding=encoding
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)


@pytest.mark.parametrize("cpg", ["EUC-KR", "KS_C_5601-1987", "949", "CP949", "ANSI 949", "51949", "x-windows-949", None, ""])
def test_every_name_of_the_korean_encoding_reads_all_its_syllables(cpg: str | None, city: Path) -> None:
    shapefile(city / "data" / "stops.shp", RARE, "CP949", cpg)
    stops_from(city, "stops.shp", '{key = "id", name = "name"}')
    assert [name for name, *_ in stops(city).values()] == RARE


@pytest.mark.parametrize(("held", "said"), [("CP949", "UTF-8"), ("UTF-8", "CP949"), ("UTF-8", "EUC-KR"), ("CP949", "no such thing"), ("UTF-8", "ISO-8859-1")])
def test_a_wrong_cpg_is_read_by_what_the_bytes_prove_and_said(held: str, said: str, city: Path) -> None:
    names = ["정류장 하나", "둘째 정류장", "뷁 정류장"] if said != "ISO-8859-1" else ["가로수길 정류장", "나루터 정류장", "다리목 정류장"]
    shapefile(city / "data" / "stops.shp", names, held, said)
    stops_from(city, "stops.shp", '{key = "id", name = "name"}')
    if said == "ISO-8859-1":  # holds any byte: the bytes cannot prove it wrong, so it is asked
        (fault,) = faults(city)
        assert "says ISO-8859-1" in fault.found and "가로수길" in fault.found and fault.fix == "write UTF-8 into stops.cpg"
        return
    assert [name for name, *_ in stops(city).values()] == names
    (words,) = read(city).named("layers/places").sources["city:data/stops.shp"].understood
    assert said in words and held in words


def test_words_in_no_known_encoding_tell_what_the_cpg_says_and_what_the_bytes_are(city: Path) -> None:
    shapefile(city / "data" / "stops.shp", RARE, "CP949", "UTF-8")
    raw = (city / "data" / "stops.dbf").read_bytes()
    (city / "data" / "stops.dbf").write_bytes(raw.replace("가".encode("cp949"), b"\xff\xff"))
    stops_from(city, "stops.shp", '{key = "id", name = "name"}')
    (fault,) = faults(city)
    assert "stops.cpg says UTF-8" in fault.found and "neither UTF-8 nor CP949" in fault.found and "row 3" in fault.where
    assert "into stops.cpg" in fault.fix


def test_a_name_cut_in_half_by_its_column_keeps_its_whole_letters(tmp_path: Path) -> None:
    shapefile(tmp_path / "a.shp", ["정류장", "둘", "셋"], "UTF-8", "UTF-8")
    raw = bytearray((tmp_path / "a.dbf").read_bytes())
    at, width = raw.index("정류장".encode()), 80
    raw[at : at + width] = ("가" * 27).encode()[:width]
    (tmp_path / "a.dbf").write_bytes(raw)
    found = open_shapes(tmp_path / "a.shp", "data:a.shp", "point", ())
    assert found is not None and found.rows["name"].tolist() == ["가" * 26, "둘", "셋"] and "1개" in found.understood[0]


def test_wide_columns_do_not_change_the_encoding(tmp_path: Path) -> None:
    """The width of a column (e.g. 200) is a byte beyond ASCII, and no word."""
    shapefile(tmp_path / "a.shp", ["가" * 60, "나", "다"], "UTF-8", None)
    found = open_shapes(tmp_path / "a.shp", "data:a.shp", "point", ())
    assert found is not None and found.rows["name"].tolist() == ["가" * 60, "나", "다"]


# Several Shapefiles in one zip: the national node-link


def node_link(path: Path, folder: str = "표준노드링크") -> None:
    """A small national node-link as it is published: nodes and links in cp949, without .cpg, names packed under Windows."""
    home = path.parent / "unpacked"
    home.mkdir()
    nodes = geopandas.GeoDataFrame({"NODE_ID": ["1", "2", "3"], "NODE_TYPE": ["101"] * 3, "NODE_NAME": ["가교차로", "나교차로", "먼교차로"]},
                                   geometry=[shapely.Point(980200, 1830500), shapely.Point(981200, 1830500), shapely.Point(1200000, 1830500)], crs="EPSG:5179")  # fmt: skip
    links = geopandas.GeoDataFrame(
        {"LINK_ID": ["4130001", "4130002", "9990001"], "F_NODE": ["1", "2", "3"], "T_NODE": ["2", "1", "1"], "LANES": [2, 3, 1],
         "ROAD_NAME": ["뷁누리대로", "가름로", "먼길"], "MAX_SPD": [60.0, 30.0, 50.0]},
        geometry=[shapely.LineString([(980200, 1830500), (981200, 1830500)]), shapely.LineString([(981200, 1830500), (980200, 1830600)]),
                  shapely.LineString([(1200000, 1830500), (1201000, 1830500)])], crs="EPSG:5179")  # fmt: skip
    for name, frame_held in (("MOCT_NODE", nodes), ("MOCT_LINK", links)):
        frame_held.to_crs("EPSG:5186").to_file(home / f"{name}.shp", encoding="CP949")
        (home / f"{name}.cpg").unlink(missing_ok=True)
    with zipfile.ZipFile(path, "w") as out:
        for file in sorted(home.iterdir()):
            held = zipfile.ZipInfo(f"{folder}/{file.name}".encode("cp949").decode("cp437"))
            held.flag_bits = 0
            out.writestr(held, file.read_bytes())
        out.writestr("TURNINFO.dbf", b"")
    shutil.rmtree(home)


def test_the_national_node_link_is_read_from_its_zip(city: Path) -> None:
    node_link(city / "data" / "nodelink.zip")
    stops_from(city, "nodelink.zip", '{key = "NODE_ID", name = "NODE_NAME"}', more='  part = "MOCT_NODE"\n')
    with (city / "layers.toml").open("a", encoding="utf-8") as out:
        out.write("""
[[layer]]
id = "streets"
role = "network:street"
geometry = "line"
  [[layer.candidate]]
  path = "city:data/nodelink.zip"
  part = "MOCT_LINK"
  columns = {key = "LINK_ID", name = "ROAD_NAME", lanes = "LANES", max_speed_kph = "MAX_SPD"}
""")
    shelf = read(city)
    lines = shelf.named("layers/lines").rows.set_index("line")
    assert lines[["name_ko", "attributes"]].to_dict("index") == {
        "4130001": {"name_ko": "뷁누리대로", "attributes": "lanes=2;max_speed_kph=60"}, "4130002": {"name_ko": "가름로", "attributes": "lanes=3;max_speed_kph=30"}}  # fmt: skip
    assert [round(shapely.from_wkb(s).length) for s in lines["shape"]] == [1000, 1005]
    assert {k: n for k, (n, *_) in stops(city).items()} == {"1": "가교차로", "2": "나교차로"}
    taken = shelf.named("layers/taken").rows.set_index("layer")
    assert taken.loc["streets", ["rows_read", "rows_outside"]].tolist() == [2, 1] and "9990001" in taken.loc["streets", "note_ko"]


def test_a_part_that_is_not_there_is_told_with_the_nearest(city: Path) -> None:
    node_link(city / "data" / "nodelink.zip")
    stops_from(city, "nodelink.zip", '{key = "NODE_ID", name = "NODE_NAME"}', more='  part = "MOCT_NODES"\n')
    (fault,) = faults(city)
    assert fault.expected == "MOCT_LINK, MOCT_NODE" and fault.fix == 'did you mean "MOCT_NODE"?'


def test_a_geopackage_of_two_layers_asks_which(city: Path) -> None:
    frame().to_file(city / "data" / "stops.gpkg", layer="정류장")
    frame().to_file(city / "data" / "stops.gpkg", layer="other")
    stops_from(city, "stops.gpkg", '{key = "id", name = "name"}')
    (fault,) = faults(city)
    assert "정류장" in fault.found and "part =" in fault.fix
    layers = city / "layers.toml"
    layers.write_text(layers.read_text(encoding="utf-8").replace('stops.gpkg"', 'stops.gpkg"\n  part = "정류장"'), encoding="utf-8")
    assert stops(city) == WANTED


REAL_LINKS = sorted(SHARED.glob("**/*[nN][oO][dD][eE][lL][iI][nN][kK]*.zip")) + sorted(SHARED.glob("sejong/roads/eojin_corridor_links_2026-07.geojson"))


@pytest.mark.skipif(not REAL_LINKS, reason="the shared open data is not beside the project")
def test_the_real_links_are_read() -> None:
    part = "MOCT_LINK" if REAL_LINKS[0].suffix == ".zip" else ""
    found = open_shapes(REAL_LINKS[0], "data:links", "line", (), part)
    assert found is not None and found.shapes is not None and len(found.rows) > 500 and found.rows.iloc[:, 0].is_unique


# Placemarks


def placemarks(city: Path, marks: str) -> None:
    (city / "data" / "stops.kml").write_text(f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>', encoding="utf-8")


def mark(own: str, called: str, spot: str, **data: str) -> str:
    fields = "".join(f'<Data name="{k}"><value>{v}</value></Data>' for k, v in data.items())
    return f'<Placemark id="{own}"><name>{called}</name><ExtendedData>{fields}</ExtendedData>{spot}</Placemark>'


def spot(n: int = 0, exchanged: bool = False) -> str:
    p = frame("EPSG:4326").geometry[n]
    return f"<Point><coordinates>{p.y if exchanged else p.x!r},{p.x if exchanged else p.y!r}</coordinates></Point>"


def test_data_fields_stand_before_a_placemarks_own_id_and_name(city: Path) -> None:
    placemarks(city, mark("pm1", "표식", spot(), id="s1", name="가 정류장"))
    stops_from(city, "stops.kml", '{key = "id", name = "name"}')
    assert stops(city) == {"s1": WANTED["s1"]}
    placemarks(city, mark("pm1", "가 정류장", spot(), other="x"))
    assert stops(city) == {"pm1": WANTED["s1"]}


def test_placemarks_without_a_place_are_said_or_are_faults(city: Path) -> None:
    placemarks(city, mark("s1", "가 정류장", spot()) + mark("s9", "어디인가", ""))
    stops_from(city, "stops.kml", '{key = "id", name = "name"}')
    assert stops(city) == {"s1": WANTED["s1"]}
    assert read(city).named("layers/places").sources["city:data/stops.kml"].understood == ("자리가 없는 1건을 뺐다: feature 2 어디인가",)
    text = (city / "layers.toml").read_text(encoding="utf-8")
    (city / "layers.toml").write_text(text.replace('id = "stops"', 'id = "stops"\noutside = "fault"'), encoding="utf-8")
    (fault,) = faults(city)
    assert "no place" in fault.what and "feature 2 어디인가" in fault.where


# Exchanged coordinates


@pytest.mark.parametrize("columns", ["lon", "x", "경도"])
def test_exchanged_coordinates_are_found_whatever_the_columns_are_called(columns: str, city: Path) -> None:
    points = frame("EPSG:4326").geometry
    rows = [{"id": k, "name": n, columns: p.x, "other": p.y} for (k, n, *_), p in zip(STOPS, points, strict=True)]
    rows[1][columns], rows[1]["other"] = rows[1]["other"], rows[1][columns]
    pd.DataFrame(rows).to_csv(city / "data" / "stops.csv", index=False)
    stops_from(city, "stops.csv", f'{{key = "id", name = "name", x = "{columns}", y = "other"}}', "EPSG:4326")
    (fault,) = faults(city)
    assert "swapped" in fault.what and f"row 3, columns {columns}, other" in fault.where and "127." in fault.expected


@pytest.mark.parametrize("form", ["geojson", "kml"])
def test_exchanged_coordinates_of_shapes_are_found(form: str, city: Path) -> None:
    if form == "geojson":
        held = frame("EPSG:4326")
        held.geometry = [shapely.Point(p.y, p.x) if n == 1 else p for n, p in enumerate(held.geometry)]
        held.to_file(city / "data" / "stops.geojson", driver="GeoJSON")
    else:
        placemarks(city, "".join(mark(k, n, spot(at, at == 1)) for at, (k, n, *_) in enumerate(STOPS)))
    stops_from(city, f"stops.{form}", '{key = "id", name = "name"}')
    (fault,) = faults(city)
    assert "swapped" in fault.what and "feature 2" in fault.where


def test_a_place_in_the_next_town_is_not_taken_for_exchanged(city: Path) -> None:
    rows = [(k, n, x + 30_000 * (k == "s3"), y) for k, n, x, y in STOPS]
    pd.DataFrame(rows, columns=["id", "name", "x", "y"]).to_csv(city / "data" / "stops.csv", index=False)
    stops_from(city, "stops.csv", COLUMNS, "EPSG:5179")
    assert set(stops(city)) == {"s1", "s2"}


@pytest.mark.parametrize("crs", [f"EPSG:{n}" for n in (5173, 5175, 5176, 5177, 5178, 5180, 5182, 5183, 5184, 5185)])
def test_every_system_of_the_country_is_proposed(crs: str, city: Path) -> None:
    points = frame(crs).geometry
    pd.DataFrame({"id": [k for k, *_ in STOPS], "name": [n for _, n, *_ in STOPS], "x": points.x, "y": points.y}).to_csv(city / "data" / "stops.csv", index=False)
    stops_from(city, "stops.csv", COLUMNS)
    (fault,) = faults(city)
    assert f'"{crs}" places 100% of the rows' in fault.fix


# Filters


@pytest.mark.parametrize(("filter", "kept"), [('["platform", "stop"]', {"n1", "n2"}), ('"*"', {"n1", "n2", "n3"}), ('"stop"', {"n2"})])
def test_a_filter_takes_one_value_several_or_any(filter: str, kept: set[str], city: Path) -> None:
    kinds = ["platform", "stop", "station"]
    nodes = "".join(
        f'<node id="{no}" lat="{p.y!r}" lon="{p.x!r}" version="1"><tag k="public_transport" v="{kind}"/><tag k="name" v="{kind}"/></node>'
        for no, (kind, p) in enumerate(zip(kinds, frame("EPSG:4326").geometry, strict=True), start=1)
    )
    (city / "data" / "town.osm").write_text(f'<?xml version="1.0"?><osm version="0.6">{nodes}<node id="9" lat="36.5" lon="127.2" version="1"><tag k="name" v="x"/></node></osm>', encoding="utf-8")
    stops_from(city, "town.osm", '{key = "@id", name = "name"}', more=f"  filter = {{public_transport = {filter}}}\n")
    assert set(stops(city)) == kept


def test_a_filter_that_leaves_nothing_names_the_values_there_are(city: Path) -> None:
    pd.DataFrame([(*s, "대로") for s in STOPS], columns=["id", "name", "x", "y", "kind"]).to_csv(city / "data" / "stops.csv", index=False)
    stops_from(city, "stops.csv", COLUMNS, "EPSG:5179", more='  filter = {kind = "데로"}\n')
    (fault,) = faults(city)
    assert "filter leaves no row" in fault.what and "대로" in fault.expected


def test_a_boundary_whose_ring_touches_itself_keeps_its_ground_and_can_be_drawn(city: Path) -> None:
    units = geopandas.read_file(city / "data/units.geojson", engine="pyogrio").set_crs("EPSG:5179", allow_override=True)
    ring = list(units.geometry[0].exterior.coords)
    (x, y), at = ring[0], 0
    spike = shapely.Polygon([*ring[:1], (x - 5, y - 5), (x, y), *ring[1:]])  # goes out and comes back on the same line
    assert not spike.is_valid
    assert shapely.make_valid(spike).geom_type == "GeometryCollection"
    units.loc[at, "geometry"] = spike
    units.to_file(city / "data/units.geojson", driver="GeoJSON")
    shapes = shapely.from_wkb(read(city).named("layers/units").rows["shape"].to_numpy())
    assert {s.geom_type for s in shapes} <= {"Polygon", "MultiPolygon"}
    assert sum(s.area for s in shapes) == pytest.approx(5_000_000, rel=1e-4)
