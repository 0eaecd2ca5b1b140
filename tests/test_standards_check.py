"""`dosi standards check` on the tiny city and on a district's file as somebody else wrote it: verdicts, findings, files, faults."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from conftest import ROOT, SOURCE, TINY, copy_of
from typer.testing import CliRunner

from dosi.infrastructure import checking, telling
from dosi.infrastructure.checking import judge
from dosi.infrastructure.ground import Ground
from dosi.infrastructure.standards.judging import CANNOT_TELL, FAIL, NOT_APPLICABLE, PASS, Demand, Grounds
from dosi.model.assets import Assets
from dosi.model.errors import InputFault
from dosi.model.texts import Standards
from dosi.sources import files, texts
from dosi.workbench.cli import app

CRS = "EPSG:5179"
NOWHERE = Demand(*(np.zeros(0),) * 3, np.zeros(0, dtype=int))


def run(*given: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["standards", *map(str, given)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def answer(*given: str | Path) -> tuple[int, dict[str, Any]]:
    status, said = run("check", *given, "--json")
    return status, json.loads(said)


def kr() -> Standards:
    folder = SOURCE / "catalogue" / "kr" / "standards"
    return texts.standards([(f"catalogue:standards/{p.name}", p, files.source(f"catalogue:standards/{p.name}", p)) for p in sorted(folder.glob("*.toml"))])


def manholes(frame: pd.DataFrame, role: str = "facility:manhole") -> Assets:
    n = len(frame)
    words = (np.array([f"m{i}" for i in range(n)], dtype=object), np.full(n, role, dtype=object), np.full(n, "file", dtype=object))
    return Assets(frame, *words, np.zeros(n, dtype=int), np.arange(n) * 1000.0, np.zeros(n))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny city with the standards of the catalogue that ships, as a city's own."""
    folder = copy_of(TINY, tmp_path_factory.mktemp("standards") / "city")
    (folder / "standards").mkdir()
    for path in (SOURCE / "catalogue" / "kr" / "standards").glob("*.toml"):
        (folder / "standards" / path.name).write_text(re.sub(r"(?m)^met_by = .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")  # the tiny city has services of its own
    return folder


DISTRICT = """지구 설계 시설 목록 (남의 파일),,,,,,,,,
관리번호,시설종류,경도,위도,다음 맨홀까지의 거리(m),관로 깊이,잠금 장치,위에 있는 것,광섬유만 놓는 구간,교량·터널
M-1,맨홀,127.3005,36.4730,240,1.2,예,차도,아니오,아니오
M-2,맨홀,127.3010,36.4730,260,1.2,아니오,차도,아니오,아니오
M-3,맨홀,127.3015,36.4730,-,0.8,미상,차도,미상,미상
V-1,자판기,127.3015,36.4731,,,,,,
"""


# the tiny city, worked out by hand -----------------------------------------------------------------------------------------


@pytest.fixture
def crossings(tiny_folder: Path) -> list[str]:
    return [str(tiny_folder / "data" / "crossings.csv"), "--role", "facility:crosswalk", "--crs", CRS, "--city", str(tiny_folder)]


def test_the_crossings_of_the_tiny_city_get_the_verdicts_that_the_plan_gives(crossings: list[str]) -> None:
    status, said = answer(*crossings)
    assert status == 1  # a crossing without a signal: a must
    told = {(v["subject"], v["requirement"]): (v["state"], v["passed"]) for v in said["verdicts"]}
    assert told == {("k2", "crossing_signal#signal"): ("fail", False), ("k5", "crossing_signal#signal"): ("fail", False), ("k4", "crossing_signal#signal"): ("cannot_tell", None)}
    assert said["assets_by_worst"] == {"breaks_must": 2, "breaks_should": 0, "cannot_tell": 1, "keeps_all": 4, "asked_nothing": 0}
    b = next(z for z in said["zones"] if z["zone"] == "b" and z["severity"] == "must")
    assert (b["pass"], b["fail"], b["cannot_tell"]) == (1, 0, 1)
    where = next(v for v in said["verdicts"] if v["subject"] == "k2")["geometry"]
    assert where["type"] == "Point" and 127 < where["coordinates"][0] < 128


def test_stops_are_what_zones_are_judged_by(tiny_folder: Path) -> None:
    status, said = answer(tiny_folder / "data" / "stops.csv", "--role", "facility:bus_stop", "--crs", CRS, "--city", tiny_folder)
    assert status == 0  # only a recommendation fails
    assert {v["subject"]: v["measured"] for v in said["verdicts"]} == {"b": 0.5, "c": 0.0}
    (found,) = said["findings"]
    assert (found["number"], found["worst"], found["examples"], found["zone"]) == (2, "c", ["c", "b"], "city")


def test_what_would_meet_the_standards_is_told_with_its_cost(crossings: list[str], tiny_folder: Path) -> None:
    (mend,) = answer(*crossings)[1]["lacking"]
    assert (mend["manner"], mend["units"], mend["zones"], mend["service"], mend["capital_won"]) == ("mend", 2, {"a": 1, "c": 1}, "smart_crossing", 80_000_000)
    stops = ("--role", "facility:bus_stop", "--crs", CRS, "--city", tiny_folder)
    (add,) = answer(tiny_folder / "data" / "stops.csv", *stops)[1]["lacking"]
    assert (add["manner"], add["units"], add["zones"], add["capital_won"]) == ("add", 3, {"b": 1, "c": 2}, 30_000_000)  # b lacks 20 of 120 people, c two cells a kilometre apart
    assert "더 놓기 3개" in run("check", tiny_folder / "data" / "stops.csv", *stops)[1]


def test_a_file_with_fewer_than_stand_in_the_city_is_said_to_be_taken_for_all(tiny_folder: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.csv"
    part.write_text("id,x,y\ns1,980200,1830500\n", encoding="utf-8")
    given = (part, "--role", "facility:bus_stop", "--crs", CRS, "--city", tiny_folder)
    assert any("파일에 1개, 도시 자료에 3개" in words for words in answer(*given)[1]["understood"])
    assert not any("도시 자료에" in words for words in answer(*given, "--design")[1]["understood"])
    assert not any("도시 자료에" in words for words in answer(tiny_folder / "data" / "stops.csv", *given[1:])[1]["understood"])


def test_a_design_is_judged_with_what_stands_beside_it_and_only_where_it_lies(tiny_folder: Path, tmp_path: Path) -> None:
    design = tmp_path / "design.csv"
    design.write_text("id,x,y\nn1,982500,1830500\nn2,983500,1830500\n", encoding="utf-8")
    status, said = answer(design, "--role", "facility:bus_stop", "--crs", CRS, "--city", tiny_folder, "--design")
    assert (status, said["verdicts"]) == (0, [])  # a stop near each half of the people of zone c, where there was none; b is not its business
    counted = {c["requirement"]: c for c in said["requirements"]}["reach"]
    assert (counted["pass"], counted["fail"], counted["not_applicable"]) == (1, 0, 3)


# somebody else's file ------------------------------------------------------------------------------------------------------


def test_somebody_elses_list_is_understood_by_its_titles_and_words(city: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(DISTRICT.encode("cp949"))
    status, said = answer(tmp_path / "list.csv", "--city", city, "--only", "duct_manholes,manhole_line")
    assert status == 1
    told = {(v["subject"], v["requirement"]): (v["state"], v["because"]["ko"]) for v in said["verdicts"]}
    assert told["M-2", "duct_manholes#spacing"] == ("fail", "다음 맨홀까지의 거리(m) 값이 260, 한계 246")
    assert told["M-3", "duct_manholes#spacing"][0] == "cannot_tell"
    assert told["M-3", "duct_manholes#cover"] == ("fail", "위에 있는 것에 따른 깊이 0.8 m, 한계 1 m")
    assert told["M-2", "manhole_line#cover_lock"][0] == "fail"
    assert told["M-3", "manhole_line#cover_lock"] == ("cannot_tell", "판단할 자료가 없다: 잠금 장치")
    assert ("M-1", "duct_manholes#spacing") not in told
    assert any("자판기" in line for line in said["understood"])
    assert said["assets_by_worst"]["asked_nothing"] == 1


@pytest.mark.parametrize("name", ["design.gpkg", "design.geojson", "design.parquet", "design.shp", "design.csv", "design.xlsx"])
def test_every_format_gives_the_same_verdicts(city: Path, tmp_path: Path, name: str) -> None:
    rows = pd.DataFrame({"id": ["a", "b", "c"], "role": "facility:manhole", "spacing_m": [200.0, 300.0, np.nan], "cover_m": [1.0, 1.0, 1.0], "under": "carriageway", "fibre_only": "N", "on_bridge": "N"}).rename(columns={"on_bridge": "on_bridge_or_tunnel"})
    x, y = [980100.0, 981100.0, 982100.0], [1830500.0] * 3
    path = tmp_path / name
    if path.suffix == ".csv":
        rows.assign(x=x, y=y).to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        rows.assign(x=x, y=y).to_excel(path, index=False)
    else:
        shapes = geopandas.GeoDataFrame(rows, geometry=shapely.points(x, y), crs=CRS)
        shapes = shapes.to_crs("EPSG:4326") if path.suffix == ".geojson" else shapes
        shapes.to_parquet(path) if path.suffix == ".parquet" else shapes.to_file(path)
    status, said = answer(path, "--city", city, "--only", "duct_manholes", *(("--crs", CRS) if path.suffix in (".csv", ".xlsx") else ()))
    assert status == 1
    assert sorted((v["subject"], v["requirement"], v["state"], v["zone"]) for v in said["verdicts"]) == [("b", "duct_manholes#spacing", "fail", "b"), ("c", "duct_manholes#spacing", "cannot_tell", "c")]


def test_a_geopackage_with_a_layer_per_kind_of_asset_is_read_whole(city: Path, tmp_path: Path) -> None:
    path = tmp_path / "district.gpkg"
    poles = geopandas.GeoDataFrame({"id": ["p1", "p2"], "crossing_pair": "N"}, geometry=shapely.points([980100, 980110], [1830500, 1830500]), crs=CRS)
    ducts = geopandas.GeoDataFrame({"id": ["d1"], "under": ["차도"], "cover_m": [0.7]}, geometry=[shapely.LineString([(980100, 1830400), (980300, 1830400)])], crs=CRS)
    pipes = geopandas.GeoDataFrame({"id": ["w1"]}, geometry=[shapely.LineString([(980100, 1830400.3), (980300, 1830400.3)])], crs=CRS)
    for rows, layer in ((poles, "smart_pole"), (ducts, "통신 관로"), (pipes, "line:utility")):
        rows.to_file(path, layer=layer)
    _, said = answer(path, "--city", city, "--only", "smart_pole,duct_burial")
    told = {(v["subject"], v["requirement"]): v for v in said["verdicts"]}
    assert told["p1", "smart_pole#apart"]["measured"] == 10
    assert told["d1", "duct_burial#depth"]["because"]["ko"] == "위에 있는 것에 따른 깊이 0.7 m, 한계 1 m"
    assert told["d1", "duct_burial#apart"]["state"] == "cannot_tell"  # too near, unless it is protected, which nobody wrote
    assert told["d1", "duct_burial#apart"]["because"]["ko"] == "판단할 자료가 없다: 보호 시설"


def test_a_file_that_names_columns_and_words_is_followed(city: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("no,what,lon,lat,d,bed\n1,hole,127.3,36.47,0.7,paved road\n", encoding="utf-8")
    (tmp_path / "names.toml").write_text('role_column = "what"\nroles = {hole = "facility:duct"}\ncolumns = {id = "no", cover_m = "d", under = "bed"}\nvalues.under = {"paved road" = "carriageway"}\n', encoding="utf-8")
    _, said = answer(tmp_path / "list.csv", "--columns", tmp_path / "names.toml", "--city", city, "--only", "duct_burial")
    (depth,) = [v for v in said["verdicts"] if v["requirement"] == "duct_burial#depth"]
    assert (depth["subject"], depth["measured"], depth["limit"]) == ("1", 0.7, 1.0)


def test_a_column_that_only_looks_like_one_of_roles_is_left_alone(city: Path, tmp_path: Path) -> None:
    (tmp_path / "manholes.csv").write_text("id,kind,lon,lat,cover_m\n1,iron,127.3005,36.4730,0.5\n", encoding="utf-8")
    status, said = answer(tmp_path / "manholes.csv", "--city", city, "--only", "duct_manholes")
    assert status == 1 and said["verdicts"][0]["role"] == "facility:manhole"  # by the name of the file


# missing is never a pass ---------------------------------------------------------------------------------------------------


def test_an_inventory_with_much_missing_mostly_cannot_be_told() -> None:
    rng = np.random.default_rng(4)
    n = 5000
    whole = pd.DataFrame({"spacing_m": rng.uniform(50, 240, n), "cover_m": rng.uniform(1.5, 2.0, n), "locked": "Y"})
    missing = whole.astype(object).mask(rng.random(whole.shape) < 0.4)
    asked = kr().rows
    asked = Standards(asked[asked["standard"].isin(["duct_manholes"]) | (asked["requirement"] == "cover_lock")], [files.source("x", TINY / "city.toml")])
    ground = Ground(Grounds(("z",), ("old_town",), np.array([1.0])), NOWHERE)
    assert telling.by_asset(judge(manholes(whole), ground, asked), n)["keeps_all"] == n
    worst = telling.by_asset(judge(manholes(missing), ground, asked), n)
    assert worst["breaks_must"] == worst["breaks_should"] == 0
    assert worst["cannot_tell"] == n - worst["keeps_all"] > 0.75 * n  # 1 - 0.6^3 = 78 % lack at least one of three
    assert worst["keeps_all"] == int(missing.notna().all(axis=1).sum())


def test_taking_attributes_away_makes_no_verdict_better() -> None:
    rng = np.random.default_rng(7)
    n = 400
    frame = pd.DataFrame({"under": rng.choice(["carriageway", "walkway", "field"], n), "cover_m": rng.uniform(0.3, 2.0, n), "protected": rng.choice(["Y", "N"], n)})
    asked = Standards(kr().rows[kr().rows["standard"] == "duct_burial"], [files.source("x", TINY / "city.toml")])
    ground = Ground(Grounds(("z",), ("old_town",), np.array([1.0])), NOWHERE)
    before = judge(manholes(frame, "facility:duct"), ground, asked)
    after = judge(manholes(frame.astype(object).mask(rng.random(frame.shape) < 0.5), "facility:duct"), ground, asked)
    for old, new in zip(before, after, strict=True):
        changed = old.judged.state != new.judged.state
        # what nobody knows any more may cannot be told; it never turns into a pass that was not one, unless the depth is enough under anything
        turned = changed & (new.judged.state == PASS)
        assert set(old.judged.state[turned]) <= {NOT_APPLICABLE}
        assert set(new.judged.state[changed & ~turned]) <= {CANNOT_TELL, FAIL}
        assert (old.judged.state[changed & (new.judged.state == FAIL)] == NOT_APPLICABLE).all()


def test_requirements_judged_beside_each_other_are_judged_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(11)
    n = 400
    rows = pd.DataFrame({"spacing_m": rng.uniform(50, 400, n), "cover_m": rng.uniform(0.3, 2.0, n), "under": rng.choice(["carriageway", "walkway", ""], n), "locked": rng.choice(["Y", "N", "?"], n)})
    ground = Ground(Grounds(("z",), ("old_town",), np.array([1.0])), NOWHERE)
    alone = judge(manholes(rows), ground, kr())
    monkeypatch.setattr(checking, "MANY", 1)
    for _ in range(3):
        together = judge(manholes(rows), ground, kr())
        assert [(one.row["standard"], one.row["requirement"]) for one in together] == [(one.row["standard"], one.row["requirement"]) for one in alone]
        for one, other in zip(together, alone, strict=True):
            np.testing.assert_array_equal(one.judged.state, other.judged.state)
            np.testing.assert_array_equal(one.judged.measured, other.judged.measured)


# a city may be stricter ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "word"), [("max = 246", "max = 300", "loosens"), ('severity = "must"', 'severity = "should"', "recommendation"), ('id = "cover"', 'id = "depth"', "missing"),
                                                ("where = {}", 'where = { owner = "city" }', "about other things")])
def test_a_city_may_not_loosen_what_must_be_kept_nationally(tmp_path: Path, old: str, new: str, word: str) -> None:
    national = SOURCE / "catalogue" / "kr" / "standards" / "duct_manholes.toml"
    own = tmp_path / "duct_manholes.toml"
    own.write_text(national.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputFault, match=word):
        checking.limits(_replacing(own, national))


def test_a_city_may_tighten_a_national_standard(tmp_path: Path) -> None:
    national = SOURCE / "catalogue" / "kr" / "standards" / "duct_manholes.toml"
    own = tmp_path / "duct_manholes.toml"
    own.write_text(national.read_text(encoding="utf-8").replace("max = 246", "max = 200"), encoding="utf-8")
    assert checking.limits(_replacing(own, national))[0][1]["max"] == 200


def _replacing(own: Path, national: Path) -> Standards:
    return texts.standards([("city:standards/duct_manholes.toml", own, files.source("city:standards/duct_manholes.toml", own))],
                           [("catalogue:standards/duct_manholes.toml", national, files.source("catalogue:standards/duct_manholes.toml", national))])  # fmt: skip


# what is written ---------------------------------------------------------------------------------------------------------------


def test_the_files_hold_what_the_answer_says(crossings: list[str], tmp_path: Path) -> None:
    status, said = answer(*crossings, "--out", str(tmp_path / "out"))
    assert status == 1
    assert sorted(Path(f).name for f in said["files"]) == ["findings.html", "verdicts.csv", "verdicts.gpkg", "verdicts.xlsx"]
    rows = geopandas.read_file(tmp_path / "out" / "verdicts.gpkg", layer="verdicts")
    assert list(rows["subject"]) == [v["subject"] for v in said["verdicts"]]
    assert rows.crs.to_epsg() == 5179 and rows.geometry.notna().all()
    with sqlite3.connect(tmp_path / "out" / "verdicts.gpkg") as open_file:
        assert {r[0] for r in open_file.execute("select table_name from gpkg_contents")} == {"verdicts", "findings", "zones"}
    book = openpyxl.load_workbook(tmp_path / "out" / "verdicts.xlsx")
    assert book.sheetnames == ["지적 사항", "요구사항", "생활권", "판정"]
    assert book["판정"].max_row == 1 + len(said["verdicts"])
    assert len(pd.read_csv(tmp_path / "out" / "verdicts.csv")) == len(said["verdicts"])
    page = (tmp_path / "out" / "findings.html").read_text(encoding="utf-8")
    assert page.count("<circle") >= 3
    assert "http" not in page.replace("http://www.w3.org", "")
    _, every = answer(*crossings, "--every")
    assert len(every["verdicts"]) == sum(every["verdicts_by_state"].values())


def test_words_of_a_file_are_escaped_on_the_page(tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('id,x,y,signal\n<script>alert(1)</script>,980100,1830500,N\n', encoding="utf-8")
    run("check", tmp_path / "x.csv", "--role", "facility:crosswalk", "--crs", CRS, "--city", tiny_folder, "--out", tmp_path, "--formats", "html")
    assert "<script>" not in (tmp_path / "findings.html").read_text(encoding="utf-8")


def test_the_summary_says_what_is_wrong_where(crossings: list[str]) -> None:
    status, said = run("check", *crossings)
    assert status == 1
    assert "의무  1건  가생활권" in said and "k2" in said
    assert "의무 기준을 어긴 곳이 있다" in said


# faults --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "more", "words"), [
    ("id,x,y\n", ["--role", "facility:crosswalk", "--crs", CRS], ("there is none",)),
    ("id,x,y,signal\nk,980100,1830500,Y\n", ["--role", "facility:crosswalk"], ("CRS is not known", CRS)),
    ("id,signal\nk,Y\n", ["--role", "facility:crosswalk"], ("no coordinates",)),
    ("id,x,y\nk,980100,1830500\n", ["--crs", CRS], ("nothing says what its assets are", "--role")),
    ("id,lon,lat\nk,36.47,127.3\n", ["--role", "facility:crosswalk"], ("swapped",)),
    ("id,x,y\nk,980100,1830500\n", ["--role", "facility:croswalk", "--crs", CRS], ("no standard speaks of it", "facility:crosswalk")),
    ("id,x,y\nk,980100,1830500\n", ["--role", "facility:crosswalk", "--crs", CRS, "--only", "crosing_signal"], ("is not known", "crossing_signal")),
    ("id,x,y\nk,980100,1830500\n", ["--role", "facility:crosswalk", "--crs", CRS, "--formats", "pdf", "--out", "o"], ("is not known", "gpkg")),
])  # fmt: skip
def test_a_file_that_cannot_be_checked_is_told_with_its_cure(tiny_folder: Path, tmp_path: Path, text: str, more: list[str], words: tuple[str, ...]) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    status, said = run("check", tmp_path / "x.csv", "--city", tiny_folder, *more)
    assert status == 2, said
    for word in words:
        assert word in said


def test_faults_of_several_files_come_together(tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.gpkg").write_bytes(b"SQLite format 3\x00 cut")
    status, said = run("check", tmp_path / "cut.gpkg", tmp_path / "none.csv", "--city", tiny_folder, "--role", "facility:crosswalk")
    assert status == 2
    assert "cut.gpkg" in said and "none.csv" in said


def test_an_id_that_stands_twice_is_a_fault_only_where_it_was_named(tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("관리번호,x,y,signal\n1,980100,1830500,Y\n1,980200,1830500,N\n", encoding="utf-8")
    base = ["check", tmp_path / "x.csv", "--city", tiny_folder, "--role", "facility:crosswalk", "--crs", CRS]
    status, said = run(*base)
    assert status == 1 and "r2" in said
    (tmp_path / "n.toml").write_text('columns = {id = "관리번호"}\n', encoding="utf-8")
    status, said = run(*base, "--columns", tmp_path / "n.toml")
    assert status == 2 and "stands twice" in said


# the book ------------------------------------------------------------------------------------------------------------------------


def test_the_book_holds_every_standard_and_a_picture_of_what_passes_and_fails(tmp_path: Path) -> None:
    status, said = run("book", "--out", tmp_path, "--formats", "html", "--json")
    assert status == 0
    told = json.loads(said)
    page = (tmp_path / "html" / "standards.html") if (tmp_path / "html" / "standards.html").exists() else tmp_path / "html" / "index.html"
    words = page.read_text(encoding="utf-8")
    assert told["standards"] == kr().rows["standard"].nunique() and told["cases"] >= 200
    for title in kr().rows["title_ko"].unique():
        assert title in words
    assert words.count("<clipPath") >= 20


def test_a_case_that_lies_stops_the_book(city: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(city, tmp_path / "city", ignore=shutil.ignore_patterns(".cache")))
    (folder / "standards" / "cases").mkdir()
    (folder / "standards" / "cases" / "duct_manholes.toml").write_text('[[case]]\nrequirement = "spacing"\nstate = "pass"\nko = "300 m"\nen = "300 m"\nassets = [{role = "facility:manhole", id = "a", x = 0, y = 0, spacing_m = 300, fibre_only = "N", on_bridge_or_tunnel = "N"}]\n', encoding="utf-8")
    status, said = run("book", "--city", folder, "--out", tmp_path / "out", "--formats", "html")
    assert status == 2 and "finds otherwise" in said


REAL = ROOT.parent / "shared" / "data" / "sejong" / "safety" / "child_protection_zones.csv"


@pytest.mark.skipif(not REAL.exists(), reason="the open data of Sejong lie outside the repository")
def test_real_school_zones_without_a_camera_break_the_law(tmp_path: Path) -> None:
    (tmp_path / "n.toml").write_text('role = "facility:school_zone"\ncolumns = {camera = "cctv_installed"}\n', encoding="utf-8")
    folder = copy_of(ROOT / "examples" / "sejong", tmp_path / "sejong")
    status, said = answer(REAL, "--columns", tmp_path / "n.toml", "--city", folder, "--only", "child_zone_camera", "--most", "0")
    assert status == 1
    assert (said["assets"], next(r["fail"] for r in said["requirements"] if r["requirement"] == "camera")) == (76, 23)
