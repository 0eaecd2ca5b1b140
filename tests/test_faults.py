"""Bad input: all faults at once, each with what, where, found, expected and fix; exit status 2; the last good plan untouched."""

from __future__ import annotations

import gzip
import hashlib
import inspect
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pandas as pd
import pytest
from typer.testing import CliRunner

from dosi.evidence.asking import asked, taken
from dosi.evidence.measuring import known_shapes
from dosi.workbench import building
from dosi.workbench.cli import app

TINY = Path(__file__).parent / "tiny_city"
SOURCE = Path(building.__file__).parents[2]
INPUTS_ONLY = shutil.ignore_patterns("plan", "plan.*", ".cache", "versions", "__pycache__")

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """A kind of bad input and what its fault must say."""

    change: Change
    where: tuple[str, ...]
    """parts of `where`, e.g. file, row, column"""
    found: str = ""
    expected: str = ""
    fix: str = ""


def edit(name: str, old: str, new: str) -> Change:
    def change(city: Path) -> None:
        text = (city / name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        (city / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def write(name: str, text: str, encoding: str = "utf-8") -> Change:
    return lambda city: (city / name).write_bytes(text.encode(encoding))


def both(*changes: Change) -> Change:
    return lambda city: [change(city) for change in changes][:0].clear()


def stops_from(name: str, make: Callable[[Path], None]) -> Change:
    """The layer of stops comes from another file, made by `make`."""

    def change(city: Path) -> None:
        make(city / "data" / name)
        edit("layers.toml", 'path = "city:data/stops.csv"', f'path = "city:data/{name}"')(city)

    return change


STOPS = [("s1", "가 정류장", 980200, 1830500), ("s2", "나 정류장", 981200, 1830500), ("s3", "라 정류장", 984500, 1830600)]


def points() -> geopandas.GeoDataFrame:
    frame = pd.DataFrame(STOPS, columns=["id", "name", "x", "y"])
    return geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(frame["x"], frame["y"]), crs="EPSG:5179")


def cut(write_whole: Callable[[Path], None], share: float = 0.6) -> Callable[[Path], None]:
    """A file that ends too early."""

    def make(path: Path) -> None:
        write_whole(path)
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * share)])

    return make


def whole_gz(path: Path) -> None:
    rows = "".join(f"s{n},정류장 {random.Random(n).random()},{980200 + n},1830500\n" for n in range(400))
    path.write_bytes(gzip.compress(("id,name,x,y\n" + rows).encode()))


def gz_bomb(path: Path) -> None:
    with gzip.open(path, "wb") as out:
        out.write(b"id,name,x,y\n")
        for _ in range(90):
            out.write(b"0" * (1 << 20))


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/worksheets/sheet1.xml", "w") as out:
        for _ in range(90):
            out.write(b"0" * (1 << 20))


def no_budget(city: Path) -> None:
    """Decisions ask for more than the ceilings can give."""
    with (city / "rows/decisions.csv").open("a", encoding="utf-8") as file:
        file.write("d2,2025-01-21,시의회,데이터 허브를 반드시 시작,약속하였다,data_hub~city,include\n")
        file.write("d3,2025-01-21,시의회,나생활권 건널목을 반드시 시작,약속하였다,smart_crossing~b,include\n")
    ceilings = (city / "rows/ceilings.csv").read_text(encoding="utf-8")
    (city / "rows/ceilings.csv").write_text(re.sub(r"(?m)^((?:city|state),capital,\d{4}),[^예]*,예시", r"\1,30000000,예시", ceilings), encoding="utf-8")


def indicator(**cells: str) -> Change:
    """One more indicator in the city's rows; it is right, but for the cells given."""
    row = {"indicator": "more", "title_ko": "더한 지표", "title_en": "One more", "theme": "transit", "shape": "share_within", "role": "facility:bus_stop", "radius_m": "300",
           "unit": "percent", "unit_ko": "%", "better": "higher", "target": "0.9", "worst": "0", "target_kind": "decided", "target_basis_ko": "예시", "period": "매년"} | cells  # fmt: skip
    return write("rows/indicators.csv", f"{','.join(row)}\n{','.join(row.values())}\n")


MODES = write("rows/travel_modes.csv", "mode,title_ko,title_en,roles,speed_km_per_h,join_m,access_km_per_h,keeps_one_way,slope,for_regions,kind,basis_ko\n"
              "walk,걷기,Walking,network:street,4,500,4,no,no,no,decided,예시\n")  # fmt: skip
AT = ("rows/indicators.csv", "row 2")


CASES: dict[str, Case] = {
    "wrong encoding": Case(write("rows/goals.csv", "goal,title_ko,title_en,sentence_ko\ng1,안전한 길,Safe streets,설명\n", "utf-16-le"), ("rows/goals.csv",), "neither UTF-8 nor cp949", "UTF-8", "save the file"),
    "wrong encoding of a layer": Case(lambda city: (city / "data/stops.csv").write_bytes(b"id,name,x,y\ns1,\xff\xfe\xff,980200,1830500\n"), ("data/stops.csv",), "neither UTF-8 nor cp949"),
    "no CRS": Case(edit("layers.toml", 'path = "city:data/stops.csv"\n  crs = "EPSG:5179"\n', 'path = "city:data/stops.csv"\n'), ("layers.toml", "data/stops.csv"), "no crs", "EPSG:4326"),
    "an unknown CRS": Case(edit("layers.toml", 'path = "city:data/stops.csv"\n  crs = "EPSG:5179"\n', 'path = "city:data/stops.csv"\n  crs = "EPSG:99999"\n'), ("crs",), "99999", "EPSG:5179"),
    "coordinates of another CRS": Case(edit("layers.toml", 'path = "city:data/stops.csv"\n  crs = "EPSG:5179"\n', 'path = "city:data/stops.csv"\n  crs = "EPSG:5186"\n'), ("data/stops.csv",), "outside"),
    "a doubled id in rows": Case(edit("rows/goals.csv", "g2,", "g1,"), ("rows/goals.csv", "rows 2 and 3"), "g1"),
    "a doubled id in a layer": Case(edit("data/stops.csv", "s2,", "s1,"), ("data/stops.csv", "rows 2, 3"), "s1"),
    "text in a number": Case(edit("rows/ceilings.csv", "20000000,예시", "about 42 million,예시"), ("rows/ceilings.csv", "row 4", "column ceiling_won"), "about 42 million", "42000000"),
    "text in a coordinate": Case(edit("data/stops.csv", "981200", "모름"), ("data/stops.csv", "row 3", "column x"), "모름", "number"),
    "a share beyond one": Case(edit("rows/weights.csv", "base,기본,0.5", "base,기본,50"), ("rows/weights.csv", "row 2", "column gap_weight"), "50", "0 to 1"),
    "a value that is not known": Case(edit("rows/existing_services.csv", ",improve,", ",improove,"), ("existing_services.csv", "row 2", "column decision"), "improove", "improve", "improve"),
    "an empty cell that must be filled": Case(edit("rows/goals.csv", "g1,안전한 길", "g1,"), ("rows/goals.csv", "row 2", "column title_ko"), "''"),
    "a label that joins nowhere": Case(edit("rows/strategies.csv", "smart_crossing,", "smart_crosing,"), ("rows/strategies.csv", "row 2", "column services"), "smart_crosing", "rows/services", "smart_crossing"),
    "a unit that joins nowhere": Case(edit("data/population.csv", "나동,", "나돈,"), ("data/population.csv", "row 3", "column unit"), "나돈", "reporting_units"),
    "a boundary that joins nowhere": Case(edit("data/units.geojson", '"code": "u5"', '"code": "u9"'), ("units.geojson",), "u9", "crosswalk"),
    "a total that is no sum": Case(edit("data/population.csv", "합계,800", "합계,900"), ("data/population.csv", "row 6"), "900", "800"),
    "an empty layer": Case(write("data/stops.csv", "id,name,x,y\n"), ("data/stops.csv",), "zero rows", "none_exist"),
    "a cut csv.gz": Case(stops_from("stops.csv.gz", cut(whole_gz)), ("stops.csv.gz",), "", "a whole file"),
    "a cut csv": Case(write("rows/goals.csv", 'goal,title_ko,title_en,sentence_ko\ng1,안전한 길,Safe streets,"걷는 사람이'), ("rows/goals.csv",), "quotation mark", "a whole file"),
    "a cut geojson": Case(stops_from("stops.geojson", cut(lambda p: points().to_file(p, driver="GeoJSON"))), ("stops.geojson",), "", "a whole file"),
    "a cut parquet": Case(stops_from("stops.parquet", cut(lambda p: points().to_parquet(p))), ("stops.parquet",), "", "a whole file"),
    "a cut gpkg": Case(stops_from("stops.gpkg", cut(lambda p: points().to_file(p, driver="GPKG"), 0.3)), ("stops.gpkg",), "", "a whole file"),
    "a cut xlsx": Case(lambda city: cut(lambda p: pd.DataFrame({"goal": ["g1"]}).to_excel(p, index=False))(city / "rows/goals.xlsx"), ("rows/goals.xlsx",), "", "a whole file"),
    "an xlsx that is none": Case(lambda city: zipfile.ZipFile(city / "rows/goals.xlsx", "w").close(), ("rows/goals.xlsx",), "", "a whole file"),
    "a gz bomb": Case(stops_from("stops.csv.gz", gz_bomb), ("stops.csv.gz",), "grows without measure", "unpacked"),
    "an xlsx bomb": Case(lambda city: zip_bomb(city / "rows/goals.xlsx"), ("rows/goals.xlsx",), "grows without measure", "unpacked"),
    "a cycle of prerequisites": Case(
        lambda city: edit("catalogue/services.csv", "estimate,,작성자 판단,10,1,,inf-da,,정보과", "estimate,,작성자 판단,10,1,demand_bus,inf-da,,정보과")(city),
        ("services.csv", "requires"), "demand_bus -> data_hub -> demand_bus",
    ),
    "no feasible budget": Case(no_budget, ("ceilings.csv", "decisions.csv"), "decided data_hub~city", "limits", "withdraw the decision on"),
    "an unknown column": Case(edit("rows/goals.csv", "sentence_ko", "sentense_ko"), ("rows/goals.csv", "row 1", "sentense_ko"), "sentense_ko", "", "sentence_ko"),
    "a missing column": Case(write("rows/zones.csv", "zone,name_ko,name_en,level,kind,map_order\na,가생활권,Zone A,middle,old_town,1\n"), ("rows/zones.csv", "row 1"), "map_order", "parent"),
    "a column twice": Case(write("rows/goals.csv", "goal,title_ko,title_en,sentence_ko,sentence_ko\ng1,가,A,나,다\n"), ("rows/goals.csv", "row 1"), "sentence_ko", "once"),
    "a row with too few cells": Case(edit("rows/goals.csv", "g1,안전한 길,", "g1,"), ("rows/goals.csv", "row 2"), "g1", "4 cells"),
    "a column that the layer lacks": Case(edit("data/stops.csv", "id,name,x,y", "id,name,east,y"), ("data/stops.csv", "row 1"), "east", "x"),
    "shares that do not add up": Case(edit("rows/funding_shares.csv", "tiny,capital,state,0.5", "tiny,capital,state,0.4"), ("funding_shares.csv", "column share"), "0.9", "1"),
    "broken TOML": Case(edit("layers.toml", "[[layer]]", "[[layer]"), ("layers.toml", "line 1"), "", "name = value"),
    "broken city.toml": Case(edit("city.toml", 'name = "작은시"', 'name = 작은시"'), ("city.toml", "line 2"), "", "name = value"),
    "a setting that is missing": Case(edit("city.toml", "first_year = 2025\n", ""), ("city.toml", "first_year"), "nothing", "int"),
    "years that run backwards": Case(edit("city.toml", "first_year = 2025", "first_year = 2030"), ("city.toml", "first_year"), "2030", "before"),
    "a layer without role": Case(edit("layers.toml", 'role = "facility:bus_stop"\n', ""), ("layers.toml",), "", "role"),
    "an unknown geometry": Case(edit("layers.toml", 'role = "facility:bus_stop"\ngeometry = "point"', 'role = "facility:bus_stop"\ngeometry = "points"'), ("layers.toml",), "points", "point", "point"),
    "an unknown root": Case(edit("layers.toml", '"city:data/stops.csv"', '"town:data/stops.csv"'), ("layers.toml",), "town", "city:"),
    "an unknown block": Case(edit("catalogue/sections/12-services.md", "{block chosen_services", "{block chosen_servises"), ("12-services.md", "line"), "chosen_servises", "", "chosen_services"),
    "an unknown fact": Case(edit("catalogue/sections/12-services.md", "portfolio/chosen/*/capital_won", "portfolio/chosen/*/capital_wons"), ("12-services.md", "line"), "capital_wons", "", "capital_won"),
    "a section without a head": Case(edit("catalogue/sections/12-services.md", "+++\n", "---\n"), ("12-services.md",), "", "+++"),
    "an unknown register": Case(write("rows/registers/swott.csv", "side,finding_ko,source_ko\nstrength,가,나\n"), ("registers/swott.csv",), "swott", "", "swot"),
    "a file named after no table": Case(write("rows/cielings.csv", "fund,purpose,year,ceiling_won\ncity,capital,2025,1\n"), ("rows/cielings.csv",), "cielings", "", "ceilings"),
    "more answers than people asked": Case(edit("voice/survey.csv", "a,safety,8,2", "a,safety,8,9"), ("voice/survey.csv", "row 2", "column raised"), "raised 9, respondents 8", "0 to the number of respondents"),
    "a unit that gives nobody": Case(edit("rows/crosswalk.csv", "u1,가동,A,a,1", "u1,가동,A,a,0"), ("rows/crosswalk.csv", "row 2", "column people_share"), "0", "more than 0"),
    "steps that do not rise": Case(edit("catalogue/services.csv", ",300,1;2,", ",300,2;1,"), ("services.csv", "row 2", "column scales"), "2;1", "larger than the one before"),
    "a middle cost above the high": Case(edit("catalogue/services.csv", "30000000,40000000,60000000", "30000000,70000000,60000000"), ("services.csv", "row 2"), "capital_won_mid 70000000", "capital_won_mid <= capital_won_high"),
    "a standard without its limit": Case(edit("catalogue/standards/crossing_signal.toml", ", min_share = 0.6", ""), ("crossing_signal", "requirement reach"), "radius_m=300", "min_share"),
    "a standard's limit that is no number": Case(edit("catalogue/standards/crossing_signal.toml", "radius_m = 300", 'radius_m = "near"'), ("crossing_signal", "requirement reach"), "near", "a number"),
    "a standard of no known kind": Case(edit("catalogue/standards/crossing_signal.toml", 'kind = "coverage"', 'kind = "covrage"'), ("crossing_signal", "requirement reach"), "covrage", "coverage", "coverage"),
    "an indicator without its distance": Case(indicator(radius_m=""), (*AT, "column radius_m"), "", "distance in metres", "fill in the cell"),
    "an indicator without its mode of travel": Case(indicator(shape="mean_minutes", radius_m=""), (*AT, "column travel"), "", "mode of travel", "fill in the cell"),
    "an indicator without its minutes": Case(both(MODES, indicator(shape="share_within_minutes", radius_m="", travel="walk")), (*AT, "column within_min"), "", "minutes", "fill in the cell"),
    "an indicator without what must be near": Case(indicator(shape="share_near"), (*AT, "column near_role"), "", "must be near", "fill in the cell"),
    "an indicator without its group": Case(indicator(shape="gap_between_groups"), (*AT, "column group"), "", "figures:older", "fill in the cell"),
    "an indicator without its number of kinds": Case(both(MODES, indicator(shape="share_served", radius_m="", travel="walk", within_min="15", near_role="facility:crosswalk")), (*AT, "column least_kinds"), "", "how many kinds", "fill in the cell"),
    "an indicator without its condition": Case(indicator(shape="share_of_places", radius_m=""), (*AT, "column condition"), "", "camera=Y", "fill in the cell"),
    "an indicator with a cell of another shape": Case(indicator(within_min="15"), (*AT, "column within_min"), "15", "share_within uses radius_m, condition", "share_within_minutes"),
    "an indicator divided by what its shape does not divide by": Case(indicator(per="figures:population"), (*AT, "column per"), "figures:population", "an empty cell", "per_people"),
    "a target that is the worst value": Case(indicator(worst="0.9"), (*AT, "column worst"), "worst 0.9, target 0.9", "another value than the target"),
    "a target on the wrong side": Case(indicator(better="lower"), (*AT, "column worst"), "worst 0, target 0.9, better lower", "a target below worst"),
    "a distance of nothing": Case(indicator(radius_m="0"), (*AT, "column radius_m"), "0", "more than 0"),
    "an unknown mode of travel": Case(both(MODES, indicator(shape="mean_minutes", radius_m="", travel="wolk")), (*AT, "column travel"), "wolk", "walk", "walk"),
    "a role that nobody knows": Case(indicator(role="facility:bus_stopp"), (*AT, "column role"), "facility:bus_stopp", "layers.toml", "facility:bus_stop"),
    "an unknown shape": Case(indicator(shape="share_withn"), (*AT, "column shape"), "share_withn", "share_within", "share_within"),
    "a decision on what cannot be offered": Case(edit("rows/decisions.csv", "smart_crossing~c,exclude", "smart_crossing~zz,include"), ("decisions.csv", "touches"), "smart_crossing~zz"),
}  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Path:
    shutil.copytree(TINY, tmp_path / "city", ignore=INPUTS_ONLY)
    return tmp_path / "city"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny city that was built once."""
    folder = tmp_path_factory.mktemp("good") / "city"
    shutil.copytree(TINY, folder, ignore=INPUTS_ONLY)
    building.build(folder, formats=("html",))
    return folder


def folder_sha256(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def run(*words: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, list(words))
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.stdout, answer.stderr


def faults_of(city: Path, *more: str) -> list[dict[str, str]]:
    status, said, _ = run("build", str(city), "--formats", "html", "--json", *more)
    assert status == 2, said
    return json.loads(said)["faults"]


@pytest.mark.parametrize("kind", CASES)
def test_bad_input_is_a_fault_that_says_what_where_found_expected_and_fix(kind: str, good: Path, tmp_path: Path) -> None:
    case = CASES[kind]
    shutil.copytree(good, tmp_path / "city")
    city = tmp_path / "city"
    before = folder_sha256(city / "plan")
    case.change(city)
    faults = faults_of(city)
    assert all(set(f) == {"what", "where", "found", "expected", "fix"} and all(isinstance(v, str) and v.strip() for v in f.values()) for f in faults)
    about = [f for f in faults if all(part in f["where"] for part in case.where) and case.found in f["found"]]
    assert about, faults
    assert case.expected in about[0]["expected"]
    assert case.fix in about[0]["fix"]
    assert folder_sha256(city / "plan") == before, "the last good plan stays as it was"
    assert not list(city.glob("plan.*"))


ROWS = [kind for kind in CASES if CASES[kind].where[:2] == AT]
"""what can be wrong with an indicator's row"""


@pytest.mark.parametrize("kind", [*ROWS, "text in a number", "a label that joins nowhere", "an empty layer", "a unit that joins nowhere", "shares that do not add up", "no CRS"])
def test_a_single_mistake_is_one_fault(kind: str, city: Path) -> None:
    CASES[kind].change(city)
    assert len(faults_of(city)) == 1


def test_faults_of_an_indicator_come_together_with_those_of_other_tables(city: Path) -> None:
    indicator(theme="trnsit", shape="share_withn", role="facility:bus_stopp", worst="0.9")(city)
    CASES["a label that joins nowhere"].change(city)
    assert sorted(f["where"].rpartition(" ")[2] for f in faults_of(city)) == ["role", "services", "shape", "theme", "worst"]


def test_a_role_that_another_row_or_a_layer_without_a_file_knows_is_missing_data_and_no_fault(city: Path) -> None:
    indicator(role="facility:library")(city)
    with (city / "layers.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[layer]]\nid = "libraries"\nrole = "facility:library"\ngeometry = "point"\n')
    assert run("build", str(city), "--to", "evidence")[0] == 0
    indicator(role="facility:school")(city)
    with (city / "rows/indicators.csv").open("a", encoding="utf-8") as file:
        file.write((city / "rows/indicators.csv").read_text(encoding="utf-8").splitlines()[1].replace("more,", "again,") + "\n")
    assert run("build", str(city), "--to", "evidence")[0] == 0


def test_every_shape_says_what_it_takes_and_reads_nothing_else() -> None:
    for name, shape in known_shapes().items():
        said, text = taken()[name], Path(inspect.getfile(shape)).read_text(encoding="utf-8")
        assert set(said.needs + said.may) <= set(asked()) and not set(said.needs) & set(said.may)
        assert {c for c in asked() if f'row["{c}"]' in text} <= set(said.needs + said.may), name


def test_lon_and_lat_exchanged_are_told_row_by_row(city: Path, tmp_path: Path) -> None:
    lonlat = points().to_crs("EPSG:4326")
    lines = ["stop_id,stop_name,lon,lat"] + [f"{i},{n},{p.x},{p.y}" for i, n, p in zip(lonlat["id"], lonlat["name"], lonlat.geometry, strict=True)]
    swapped = lines[2].split(",")
    lines[2] = ",".join([*swapped[:2], swapped[3], swapped[2]])
    (tmp_path / "data").mkdir()
    (tmp_path / "data/stops_2024.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (fault,) = faults_of(city, "--data", str(tmp_path / "data"))
    assert "row 3" in fault["where"]
    assert "lon" in fault["where"]
    assert fault["what"].endswith("longitude and latitude are swapped")
    assert "lon then lat: 127.28 to 127.33" in fault["expected"]


FIVE = ("text in a number", "a doubled id in a layer", "no CRS for crossings", "a label that joins nowhere", "an unknown register")


def test_five_faults_in_one_city_come_together(city: Path) -> None:
    for kind in FIVE:
        if kind in CASES:
            CASES[kind].change(city)
    edit("layers.toml", 'path = "city:data/crossings.csv"\n  crs = "EPSG:5179"\n', 'path = "city:data/crossings.csv"\n')(city)
    faults = faults_of(city)
    assert len(faults) == 5, [f["what"] for f in faults]
    for words in ("ceiling_won", "s1", "CRS", "smart_crosing", "swott"):
        assert [f for f in faults if words in f["what"]], words


def test_faults_of_several_rows_of_one_file_come_together(city: Path) -> None:
    text = (city / "rows/ceilings.csv").read_text(encoding="utf-8")
    (city / "rows/ceilings.csv").write_text(text.replace("20000000", "이천만").replace("operating", "operation"), encoding="utf-8")
    faults = faults_of(city)
    assert len(faults) == 5
    assert {f["where"].split("column ")[1] for f in faults} == {"ceiling_won", "purpose"}


def test_faults_for_people_are_written_as_the_style_guide_shows(city: Path) -> None:
    CASES["text in a number"].change(city)
    status, out, said = run("build", str(city))
    assert (status, out) == (2, "")
    first = said.split("\n\n")[0].splitlines()
    assert "ceiling_won is not a whole number" in first[0]
    assert [line.split(":")[0].strip() for line in first[1:]] == ["where", "found", "expected", "fix"]
    assert all(line.startswith("  ") for line in first[1:])
    assert "faults found: 1" in said


@pytest.mark.parametrize("command", ["build", "check"])
def test_every_command_that_reads_the_city_exits_2(command: str, city: Path) -> None:
    CASES["text in a number"].change(city)
    assert run(command, str(city))[0] == 2
    assert len(json.loads(run(command, str(city), "--json")[1])["faults"]) == 1


def test_a_folder_that_is_no_city_is_a_fault(tmp_path: Path) -> None:
    assert run("build", str(tmp_path))[0] == 2
    assert run("build", str(tmp_path / "nowhere"))[0] == 2


def test_a_data_folder_that_is_not_there_is_a_fault(city: Path, tmp_path: Path) -> None:
    assert faults_of(city, "--data", str(tmp_path / "nowhere"))[0]["where"] == "--data"


def test_cp949_is_no_fault(city: Path) -> None:
    whole = building.make(city)
    for name in ("rows/goals.csv", "rows/zones.csv", "data/population.csv", "voice/opinions.csv"):
        (city / name).write_bytes((city / name).read_text(encoding="utf-8").encode("cp949"))
    assert [v.state for v in building.make(city).verdicts] == [v.state for v in whole.verdicts]


def test_no_feasible_budget_names_the_ceilings_and_decisions_that_clash(city: Path) -> None:
    no_budget(city)
    (fault,) = faults_of(city)
    clash = fault["found"].strip("'").split("; ")
    assert "decided data_hub~city" in clash
    assert "decided smart_crossing~b" not in clash, "half of thirty millions from each fund pays that one"
    ceilings = [name for name in clash if name.startswith("ceiling ")]
    assert {tuple(name.split("~")[1:]) for name in ceilings} == {("capital", "2025"), ("capital", "2026"), ("capital", "2027")}, "in every year it could start"
    assert "rows/ceilings.csv" in fault["where"]


# killed in mid-build ---------------------------------------------------------------------------------------------------

BUILD = "import sys; sys.argv = ['dosi', 'build', sys.argv[1], '--formats', 'html']; from dosi.workbench.cli import main; main()"
KILLED_BETWEEN = """
import os, signal, sys
from pathlib import Path
rename = Path.rename
def until_the_second(self, target):
    if self.name.startswith("plan.building") and Path(target).name == "plan":
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, target)
Path.rename = until_the_second
"""


def start(city: Path, script: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, str(city)], env=os.environ | {"PYTHONPATH": str(SOURCE)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def change_a_ceiling(city: Path, won: int) -> None:
    text = (city / "rows/ceilings.csv").read_text(encoding="utf-8")
    (city / "rows/ceilings.csv").write_text(re.sub(r"(?m)^(city,operating,2027),\d+", rf"\g<1>,{won}", text), encoding="utf-8")


def last_good(city: Path) -> Path:
    """The plan, or the one that was being replaced when the build was killed."""
    return city / "plan" if (city / "plan").is_dir() else next(city.glob("plan.old-*"))


def built_afresh(city: Path, tmp_path: Path) -> str:
    shutil.rmtree(tmp_path / "afresh", ignore_errors=True)
    building.build(city, formats=("html",), out=tmp_path / "afresh")
    return folder_sha256(tmp_path / "afresh/plan")


def test_killed_between_the_two_renames_the_last_good_plan_stands_and_the_next_build_succeeds(good: Path, tmp_path: Path) -> None:
    shutil.copytree(good, tmp_path / "city")
    city = tmp_path / "city"
    before = folder_sha256(city / "plan")
    change_a_ceiling(city, 61_000_000)
    process = start(city, KILLED_BETWEEN + BUILD)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert not (city / "plan").exists(), "it was killed between the renames"
    assert folder_sha256(last_good(city)) == before
    done = building.build(city, formats=("html",))
    assert not done.unchanged
    assert not list(city.glob("plan.*"))
    assert folder_sha256(city / "plan") == built_afresh(city, tmp_path)


def test_after_a_kill_a_city_with_faults_has_its_last_good_plan_back(good: Path, tmp_path: Path) -> None:
    shutil.copytree(good, tmp_path / "city")
    city = tmp_path / "city"
    before = folder_sha256(city / "plan")
    change_a_ceiling(city, 61_000_000)
    start(city, KILLED_BETWEEN + BUILD).communicate(timeout=120)
    CASES["text in a number"].change(city)
    assert run("build", str(city))[0] == 2
    assert folder_sha256(city / "plan") == before


def test_killed_at_any_moment_the_plan_is_whole_and_the_next_build_succeeds(good: Path, tmp_path: Path) -> None:
    shutil.copytree(good, tmp_path / "city")
    city = tmp_path / "city"
    started = time.monotonic()
    change_a_ceiling(city, 60_500_000)
    start(city, BUILD).communicate(timeout=120)
    whole = time.monotonic() - started
    moments = random.Random(7)
    for round in range(4):
        before = folder_sha256(city / "plan")
        change_a_ceiling(city, 61_000_000 + round * 1_000_000)
        after = built_afresh(city, tmp_path)
        process = start(city, BUILD)
        time.sleep(whole * moments.uniform(0.4, 1.0))
        process.kill()
        process.communicate(timeout=60)
        assert folder_sha256(last_good(city)) in (before, after), "never a part of a plan"
        assert building.build(city, formats=("html",)).folder == city / "plan"
        assert not list(city.glob("plan.*"))
        assert folder_sha256(city / "plan") == after
