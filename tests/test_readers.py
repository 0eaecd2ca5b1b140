"""One layer read from every kind of file, places to the centimetre, totals and personal data: what comes in is what was there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from dosi.model.city import Shelf
from dosi.model.errors import InputFault
from dosi.model.rows import Ceilings
from dosi.sources import city as city_folder
from dosi.sources import rows
from dosi.sources.files import decoded
from dosi.sources.masking import mask
from dosi.workbench import building

TINY = Path(__file__).parent / "tiny_city"
INPUTS_ONLY = shutil.ignore_patterns("plan", "plan.*", ".cache", "versions", "__pycache__")
STOPS = pd.DataFrame(
    [("s1", "가 정류장", 980200.25, 1830500.5), ("s2", "나 정류장", 981200.0, 1830500.0), ("s3", "라 정류장", 984500.75, 1830600.0)],
    columns=["id", "name", "x", "y"],
)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "city", ignore=INPUTS_ONLY)
    return tmp_path / "city"


def read(city: Path, data: Path | None = None) -> Shelf:
    return city_folder.read(city_folder.roots(city, data))[1]


def stops_of(shelf: Shelf) -> pd.DataFrame:
    places = shelf.named("layers/places").rows
    return places[places["layer"] == "stops"].drop(columns=["source"]).reset_index(drop=True)


def layer(city: Path, name: str, old: str, new: str) -> None:
    """Change the words of one layer in layers.toml."""
    text = (city / "layers.toml").read_text(encoding="utf-8")
    head, mark, rest = text.partition(f'id = "{name}"')
    assert mark
    assert old in rest
    (city / "layers.toml").write_text(head + mark + rest.replace(old, new, 1), encoding="utf-8")


def points(crs: str = "EPSG:5179") -> geopandas.GeoDataFrame:
    frame = geopandas.GeoDataFrame(STOPS[["id", "name"]], geometry=geopandas.points_from_xy(STOPS["x"], STOPS["y"]), crs="EPSG:5179")
    return frame.to_crs(crs)


def zipped_shapefile(path: Path) -> None:
    folder = path.with_suffix("")
    folder.mkdir()
    points().to_file(folder / "stops.shp", encoding="UTF-8")
    shutil.make_archive(str(path.with_suffix("")), "zip", folder)
    shutil.rmtree(folder)


def csv_text(encoding: str) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(STOPS.to_csv(index=False).encode(encoding)) and None


def gzipped(path: Path) -> None:
    STOPS.to_csv(path, index=False, compression="gzip")


FORMS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "CSV in UTF-8": ("stops.csv", csv_text("utf-8")),
    "CSV in UTF-8 with a mark at its head": ("stops.csv", csv_text("utf-8-sig")),
    "CSV in cp949": ("stops.csv", csv_text("cp949")),
    "CSV packed by gzip": ("stops.csv.gz", gzipped),
    "Excel": ("stops.xlsx", lambda path: STOPS.to_excel(path, index=False)),
    "Parquet without shapes": ("stops.parquet", lambda path: STOPS.to_parquet(path)),
    "GeoJSON": ("stops.geojson", lambda path: points("EPSG:4326").to_file(path, driver="GeoJSON", COORDINATE_PRECISION=12)),
    "GeoPackage": ("stops.gpkg", lambda path: points().to_file(path, driver="GPKG")),
    "GeoPackage in longitude and latitude": ("stops.gpkg", lambda path: points("EPSG:4326").to_file(path, driver="GPKG")),
    "GeoParquet": ("stops.parquet", lambda path: points().to_parquet(path)),
    "Shapefile in a zip": ("stops.zip", zipped_shapefile),
}


def with_stops(city: Path, form: str) -> None:
    name, make = FORMS[form]
    (city / "data/stops.csv").unlink()
    make(city / "data" / name)
    layer(city, "stops", 'path = "city:data/stops.csv"', f'path = "city:data/{name}"')
    if name.rpartition(".")[2] in ("geojson", "gpkg", "zip") or form == "GeoParquet":
        layer(city, "stops", f'data/{name}"\n  crs = "EPSG:5179"', f'data/{name}"')  # the file knows its own
        layer(city, "stops", f'data/{name}"\n  columns = {{key = "id", name = "name", x = "x", y = "y"}}', f'data/{name}"\n  columns = {{key = "id", name = "name"}}')


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_file_gives_the_same_places(form: str, city: Path, tmp_path: Path) -> None:
    with_stops(city, form)
    found = stops_of(read(city))
    assert list(found["place"]) == ["s1", "s2", "s3"]
    assert list(found["name_ko"]) == list(STOPS["name"])
    assert set(found["role"]) == {"facility:bus_stop"}
    np.testing.assert_allclose(found[["x_m", "y_m"]].to_numpy(float), STOPS[["x", "y"]].to_numpy(), atol=0.01)


def test_longitude_and_latitude_agree_with_projected_metres_within_a_centimetre(city: Path, tmp_path: Path) -> None:
    lonlat = points("EPSG:4326")
    (tmp_path / "data").mkdir()
    frame = pd.DataFrame({"stop_id": STOPS["id"], "stop_name": STOPS["name"], "lon": lonlat.geometry.x.map("{:.9f}".format), "lat": lonlat.geometry.y.map("{:.9f}".format)})
    frame.to_csv(tmp_path / "data/stops_2024.csv", index=False)
    found = stops_of(read(city, tmp_path / "data"))
    np.testing.assert_allclose(found[["x_m", "y_m"]].to_numpy(float), STOPS[["x", "y"]].to_numpy(), atol=0.01)


def test_polygons_and_lines_survive_another_coordinate_system(city: Path) -> None:
    units = geopandas.read_file(city / "data/units.geojson", engine="pyogrio")
    if units.crs is None or units.crs.to_epsg() != 5179:
        units = units.set_crs("EPSG:5179", allow_override=True)
    before = read(city).named("layers/units").rows.set_index("legal_unit")
    units.to_crs("EPSG:5186").to_file(city / "data/units.gpkg", driver="GPKG")
    layer(city, "units", "data/units.geojson", "data/units.gpkg")
    after = read(city).named("layers/units").rows.set_index("legal_unit")
    for unit in before.index:
        apart = shapely.hausdorff_distance(shapely.from_wkb(before.at[unit, "shape"]), shapely.from_wkb(after.at[unit, "shape"]))
        assert apart < 0.02
    np.testing.assert_allclose(after["area_m2"].to_numpy(float), 1_000_000, rtol=1e-4)


# which file is taken, and what is left out of it ------------------------------------------------------------------------------


def taken(shelf: Shelf, name: str) -> dict[str, object]:
    return next(r for r in shelf.named("layers/taken").records() if r["layer"] == name)


def test_the_first_candidate_that_is_there_is_taken_and_said(city: Path, tmp_path: Path) -> None:
    lonlat = points("EPSG:4326")
    (tmp_path / "data").mkdir()
    pd.DataFrame({"stop_id": ["t1", "t2", "t3"], "stop_name": STOPS["name"], "lon": lonlat.geometry.x, "lat": lonlat.geometry.y}).to_csv(tmp_path / "data/stops_2024.csv", index=False)
    own, under_data = read(city), read(city, tmp_path / "data")
    assert (taken(own, "stops")["file"], taken(own, "stops")["kind"], taken(own, "stops")["vintage"]) == ("city:data/stops.csv", "modelled", "2024-12-31")
    assert (taken(under_data, "stops")["file"], taken(under_data, "stops")["kind"], taken(under_data, "stops")["vintage"]) == ("data:stops_2024.csv", "observed", "2024-06-30")
    assert list(stops_of(under_data)["place"]) == ["t1", "t2", "t3"]
    assert taken(under_data, "crossings")["file"] == "city:data/crossings.csv", "a file that the data folder lacks comes from the city"


def test_a_layer_whose_files_are_all_absent_is_said_to_have_none(city: Path) -> None:
    about = taken(read(city), "sensors")
    assert (about["file"], about["rows_read"]) == (None, 0)


def test_places_outside_the_city_are_listed_and_left_out(city: Path) -> None:
    with (city / "data/stops.csv").open("a", encoding="utf-8") as file:
        file.write("s8,먼 정류장,990000,1830500\ns9,더 먼 정류장,991000,1830500\n")
    shelf = read(city)
    about = taken(shelf, "stops")
    assert (about["rows_read"], about["rows_outside"]) == (3, 2)
    assert "먼 정류장" in str(about["note_ko"])
    assert "더 먼 정류장" in str(about["note_ko"])
    assert list(stops_of(shelf)["place"]) == ["s1", "s2", "s3"]


def test_totals_are_checked_and_left_out(city: Path) -> None:
    figures = read(city).named("layers/figures").rows
    assert dict(zip(figures["unit"], figures["value"], strict=True)) == {"A": 100, "B": 200, "C": 100, "D": 400}
    text = (city / "data/population.csv").read_text(encoding="utf-8")
    (city / "data/population.csv").write_text(text.replace("합계,800", "합계,801"), encoding="utf-8")
    with pytest.raises(InputFault, match="the total does not equal its parts"):
        read(city)


def test_a_filter_keeps_the_rows_that_are_meant(city: Path) -> None:
    text = (city / "data/population.csv").read_text(encoding="utf-8").splitlines()
    now = [f"{line},2024-07" for line in text[1:]]
    before = ["가동,90,2024-06", "나동,180,2024-06", "다동,90,2024-06", "라동,360,2024-06", "합계,720,2024-06"]
    (city / "data/population.csv").write_text("\n".join([text[0] + ",month", *now, *before]) + "\n", encoding="utf-8")
    layer(city, "population", 'totals = ["합계"]', 'totals = ["합계"]\n  filter = {month = "2024-07"}')
    assert read(city).named("layers/figures").rows["value"].sum() == 800


def test_grouping_commas_and_a_triangle_for_minus_are_read_exactly(city: Path) -> None:
    ceilings = read(city).named("rows/ceilings").rows.set_index(["fund", "purpose", "year"])["ceiling_won"]
    assert ceilings["city", "capital", 2025] == 120_000_000
    text = (city / "rows/ceilings.csv").read_text(encoding="utf-8")
    (city / "rows/ceilings.csv").write_text(text.replace("20000000,", '"△20,000,000",'), encoding="utf-8")
    with pytest.raises(InputFault) as fault:  # read exactly, and no ceiling lies below nothing
        read(city)
    assert "ceiling_won △20,000,000" in str(fault.value)
    assert Ceilings.columns["ceiling_won"].parse("△20,000,000") == -20_000_000


def test_rows_kept_in_excel_are_the_rows_kept_in_csv(city: Path) -> None:
    expected = read(city)
    for name in ("goals", "ceilings", "zones", "phases"):
        pd.read_csv(city / f"rows/{name}.csv", dtype=str, keep_default_na=False).to_excel(city / f"rows/{name}.xlsx", index=False)
        (city / f"rows/{name}.csv").unlink()
    pd.read_csv(city / "rows/registers/swot.csv", dtype=str).to_excel(city / "rows/registers/swot.xlsx", index=False)
    (city / "rows/registers/swot.csv").unlink()
    found = read(city)
    for name in ("rows/goals", "rows/ceilings", "rows/zones", "rows/phases", "registers/swot"):
        pd.testing.assert_frame_equal(found.named(name).rows.drop(columns="source"), expected.named(name).rows.drop(columns="source"))
        assert [s.endswith(".xlsx") for s in found.named(name).rows["source"]] == [True] * len(found.named(name))


def test_numbers_and_dates_of_excel_are_read_as_they_stand(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1.0, 2.5], "b": pd.to_datetime(["2025-03-31", "2025-04-01"]), "c": [None, "가"]}).to_excel(tmp_path / "t.xlsx", index=False)
    sheet = rows.text_rows(tmp_path / "t.xlsx", "city:t.xlsx")
    header, found = sheet.header, sheet.rows
    assert header == ["a", "b", "c"]
    assert found == [(2, {"a": "1", "b": "2025-03-31", "c": ""}), (3, {"a": "2.5", "b": "2025-04-01", "c": "가"})]


def test_a_city_row_with_the_key_of_a_catalogue_row_replaces_it(city: Path) -> None:
    header, first, *_ = (city / "catalogue/themes.csv").read_text(encoding="utf-8").splitlines()
    (city / "rows/themes.csv").write_text(f"{header}\n{first.replace('보행 안전', '걷기 안전')}\n", encoding="utf-8")
    themes = read(city).named("rows/themes")
    assert themes.at("safety", "title_ko") == "걷기 안전"
    assert len(themes) == 3
    assert dict(zip(themes.rows["theme"], themes.rows["source"], strict=True))["safety"] == "city:rows/themes.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_korean_text_is_decoded(encoding: str) -> None:
    assert decoded("행정중심복합도시".encode(encoding), "city:t.csv") == "행정중심복합도시"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32"])
def test_text_in_another_encoding_is_refused_not_guessed(encoding: str) -> None:
    with pytest.raises(InputFault):
        decoded("행정중심복합도시".encode(encoding), "city:t.csv")


# personal data ----------------------------------------------------------------------------------------------------------------

PERSONAL = {
    "a resident number": "900101-1234567",
    "a resident number without its dash": "9001011234567",
    "a mobile phone": "010-9876-5432",
    "a mobile phone without dashes": "01098765432",
    "a phone of Seoul": "02-345-6789",
    "a phone of Sejong": "044-300-2114",
    "a phone with its country": "+82-10-9876-5432",
    "an e-mail": "hong.gildong@example.co.kr",
    "a number plate": "123가4568",
    "a number plate with its region": "세종12가3456",
    "a card": "1234-5678-9012-3456",
    "a card with spaces": "1234 5678 9012 3456",
    "a card without spaces": "4111111111111111",
}


@pytest.mark.parametrize("kind", PERSONAL)
def test_personal_data_is_masked(kind: str) -> None:
    said = mask(f"연락 주세요 {PERSONAL[kind]} 부탁드립니다")
    assert "[" in said
    assert not any(part in said for part in PERSONAL[kind].split() if len(part) >= 4), said
    assert said.startswith("연락 주세요")


@pytest.mark.parametrize("words", ["2024년 11월 3일 오후 3시에 120명이 모였다", "버스 1004번과 601번이 늦다", "예산 1,200,000,000원", "세종시 한누리대로 2130", "면적 464.9㎢, 인구 394,630명"])
def test_ordinary_numbers_are_left_as_they_are(words: str) -> None:
    assert mask(words) == words


def test_originals_of_masked_data_stand_in_no_file_that_a_build_writes(city: Path, tmp_path: Path) -> None:
    said = [f"o{n},2024-11-1{n % 10},온라인,b,30대,건널목이 위험합니다 {secret} 로 연락 주세요" for n, secret in enumerate(PERSONAL.values(), start=20)]
    with (city / "voice/opinions.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(said) + "\n")
    building.build(city, out=tmp_path / "out")
    written = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert any(p.suffix == ".parquet" for p in written)
    assert any(".cache" in p.parts for p in written)
    for path in written:
        raw = path.read_bytes()
        text = raw.decode("utf-8", "ignore")
        if path.suffix == ".parquet":
            text = pd.read_parquet(path).select_dtypes(exclude=["number"]).to_csv()
        for secret in PERSONAL.values():
            assert secret not in text, f"{secret} in {path.relative_to(tmp_path)}"
            assert secret.encode() not in raw, f"{secret} in {path.relative_to(tmp_path)}"
    plan = json.loads((tmp_path / "out/plan/plan.json").read_text(encoding="utf-8"))
    opinions = plan["tables"]["rows/opinions"]
    assert any("[전화]" in str(row) for row in opinions["rows"])


def test_the_cp949_form_of_a_city_gives_the_same_plan_but_for_its_hashes(city: Path) -> None:
    before = read(city)
    for path in [*(city / "rows").glob("*.csv"), *(city / "voice").glob("*.csv")]:
        path.write_bytes(path.read_text(encoding="utf-8").encode("cp949"))
    after = read(city)
    for table in before:
        pd.testing.assert_frame_equal(after.named(table.name).rows, table.rows)


def test_years_without_a_ceiling_are_said_to_count_as_no_money(tiny_folder: Path) -> None:
    path = tiny_folder / "rows" / "ceilings.csv"
    path.write_text("".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("state,capital,2026")), encoding="utf-8")
    told = building.build(tiny_folder, to="portfolio").understood
    assert [line for line in told if "한도가 없어" in line] == ["city:rows/ceilings.csv: state(capital): 2026년의 한도가 없어 0원으로 보았다"]


def test_people_in_thousands_are_asked_about_and_not_taken_as_people(tiny_folder: Path) -> None:
    path = tiny_folder / "data" / "population.csv"
    path.write_text("unit,people\n가동,0.1\n나동,0.2\n다동,0.1\n라동,0.4\n", encoding="utf-8")
    with pytest.raises(InputFault) as fault:
        building.make(tiny_folder, to="evidence")
    assert "people are no whole number" in str(fault.value) and "thousands" in str(fault.value)
