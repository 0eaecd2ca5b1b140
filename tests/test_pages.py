"""The pages beside the plan: one for each urgent problem and each indicator, with links that resolve and numbers that explain themselves."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import SEJONG, TINY, edit_cell

from dosi.document import compose_pages
from dosi.document.blocks.people import population_grid
from dosi.document.composing import known_blocks
from dosi.document.drawing.matrix import heat_matrix
from dosi.document.plan import Plan
from dosi.document.render import html
from dosi.evidence.indicators.counting import InWords
from dosi.evidence.measuring import known_shapes
from dosi.evidence.wording import UNTOLD
from dosi.model.blocks import FactRef, Figure, Paragraph, TableBlock
from dosi.model.errors import InputFault
from dosi.model.findings import Formulas
from dosi.workbench import building
from dosi.workbench.building import Made, build


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny city's HTML plan on disk, with its pages."""
    return build(TINY, out=tmp_path_factory.mktemp("pages"), formats=["html"]).folder / "document" / "html"


def words(page: Path) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_every_ranked_problem_and_every_indicator_of_the_tiny_city_has_a_page(folder: Path, tiny: Made) -> None:
    ranked = {r["zone"] + "~" + r["theme"] for r in tiny.shelf.named("problems/ranked").records() if r["state"] == "ranked" and r["level"] == "zone"}
    assert {p.stem for p in (folder / "problems").glob("*.html")} == ranked
    assert {p.stem for p in (folder / "indicators").glob("*.html")} == {i["indicator"] for i in tiny.shelf.named("rows/indicators").records()}


def test_every_chosen_service_with_places_has_a_page_that_says_why_each_stands_there(folder: Path, tiny: Made) -> None:
    sited = set(tiny.shelf.named("infrastructure/sites").rows["service"])
    assert {p.stem for p in (folder / "places").glob("*.html")} == sited and sited
    said = words(folder / "places" / "smart_crossing.html")
    assert "스마트 건널목" in said and "이곳만 닿는 인구" in said and "자료 없음" in said  # nobody supplied a floating population
    assert (folder / "places" / "smart_crossing.html").read_text(encoding="utf-8").count("<svg") >= 1


def test_links_of_all_pages_resolve(folder: Path) -> None:
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        ids = set(re.findall(r'\bid="([^"]+)"', text))
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            if link.startswith("#"):
                assert link == "#" or unescape(link[1:]) in ids, (page.name, link)
            elif not link.startswith(("http", "data:")):
                assert (page.parent / unquote(unescape(link))).resolve().is_file(), (page.name, link)


def test_the_plan_leads_to_the_pages_from_its_tables_and_its_matrix(folder: Path) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8") + (folder / "summary.html").read_text(encoding="utf-8")
    assert re.search(r'<a class="ref" data-ref="page" href="problems/\w~\w+\.html"', text)
    assert 'href="../indicators/stop_access.html"' in (folder / "problems" / "b~transit.html").read_text(encoding="utf-8")
    drawn = heat_matrix([("a", [0.5, 0.7])], ["x", "y"], str, [["problems/a~x", ""]])
    picture = html._picture(Figure("m", "chart", drawn.svg, drawn.width_px, drawn.height_px, "표", (), "m"), "../")
    assert picture.count('<a href="../problems/a~x.html"><rect') == 1 and picture.count("</a>") == 1


def test_every_number_of_a_page_has_its_explanation(folder: Path) -> None:
    for page in sorted(folder.glob("*/*.html")):
        script = (folder / "assets" / f"facts-{page.parent.name}" / f"{page.stem}.js").read_text(encoding="utf-8")
        said, _, read = script.removeprefix("window.dosiFacts=").rstrip().rstrip(";").partition(";\nwindow.dosiReads=")
        facts, reads = json.loads(said), json.loads(read)
        asked = {unescape(id) for id in re.findall(r'data-fact="([^"]+)"', page.read_text(encoding="utf-8"))}
        assert asked and asked <= set(facts)
        assert {no for fact in facts.values() for no in fact.get("origin", {}).get("reads", ())} <= set(range(len(reads)))


def test_an_indicators_page_says_its_formula_and_how_to_check_it_by_hand(folder: Path) -> None:
    said = words(folder / "indicators" / "stop_access.html")
    assert "정류장에서 300m 안에 사는 사람" in said and "값 = 분자 ÷ 분모" in said
    # zone c has nobody near a stop (0 / 200), so it is the one to check; b has half of its people (100 / 200)
    assert "다생활권 의 분자는 0.00 , 분모는 200.00" in said.replace("다생활권의", "다생활권 의")
    assert "dosi explain 'evidence/places/c~stop_access/numerator'" in said
    assert "data/stops.csv" in said and "data/cells.csv" in said


def test_a_problems_page_tells_who_says_so_what_is_there_and_what_the_plan_does(folder: Path) -> None:
    said = words(folder / "problems" / "b~transit.html")
    for part in ("이 문제를 재는 지표", "이 문제를 말한 시민", "지표가 세는 시설", "목표와 관련 계획", "대중교통 보강", "이 계획의 답"):
        assert part in said


def test_every_shape_says_its_formula_in_words(tiny: Made) -> None:
    import importlib

    for name, shape in known_shapes().items():
        told = getattr(importlib.import_module(shape.__module__), "IN_WORDS", UNTOLD)
        assert isinstance(told, InWords) and told is not UNTOLD, f"add IN_WORDS to evidence/indicators/{name}.py"
    for row in tiny.shelf[Formulas].records():
        assert "{" not in row["numerator_ko"] + row["denominator_ko"] + row["how_ko"]


def test_what_bodies_say_stands_on_the_pages_of_its_theme_only(sejong: Made) -> None:
    pages = {d.id: d for d in compose_pages(sejong.city, sejong.shelf)}
    with_experts = {id.rpartition("~")[2] for id, d in pages.items() if any(isinstance(b, TableBlock) and b.id == "opinions_of_bodies" for b in d.blocks)}
    told = {t for r in sejong.shelf.named("rows/received").records() for t in str(r["themes"]).split(";")}
    assert with_experts and with_experts <= told
    field = {t["theme"]: t["field"] for t in sejong.shelf.named("rows/themes").records()}
    asked = sejong.shelf.named("registers/department_interviews")
    about = {key: (row["field"], str(row["themes"] or "")) for key, row in zip(asked.keys(), asked.records(), strict=True)}
    assert {bool(themes) for _, themes in about.values()} == {True, False}
    problems = {id.rpartition("~")[2]: d for id, d in pages.items() if id.startswith("problems/")}
    assert len(problems) >= 5
    for theme, page in problems.items():  # the departments that speak of the theme, or, if they name none, of its field; no others
        interviews = [r.key for b in page.blocks if isinstance(b, TableBlock) and b.id == "department_interviews" for r in b.rows]
        assert interviews == [key for key, (of, themes) in about.items() if (theme in themes.split(";") if themes else of == field[theme])], theme


def test_a_page_about_a_table_that_does_not_exist_is_a_fault_that_names_the_file(tiny_folder: Path) -> None:
    page = tiny_folder / "catalogue" / "pages" / "problems.md"
    page.write_text(page.read_text(encoding="utf-8").replace("problems/ranked", "problems/ranket").replace('per = "zone"', 'per = "zonne"'), encoding="utf-8")
    with pytest.raises(InputFault) as told:
        building.make(tiny_folder)
    assert "problems.md" in str(told.value) and "problems/ranked" in str(told.value)


def test_a_column_that_does_not_exist_and_a_format_that_does_not_exist_are_faults(tiny_folder: Path) -> None:
    page = tiny_folder / "catalogue" / "pages" / "indicators.md"
    page.write_text(page.read_text(encoding="utf-8").replace('formats = ["html"]', 'per = "themme"\nwhere = ["unitt=number"]\nformats = ["html"]'), encoding="utf-8")
    with pytest.raises(InputFault) as told:
        building.make(tiny_folder)
    assert "themme" in str(told.value) and "unitt" in str(told.value)


def test_a_city_without_pages_has_none(tiny_folder: Path) -> None:
    shutil.rmtree(tiny_folder / "catalogue" / "pages")
    made = building.make(tiny_folder)
    assert made.pages_in("html") == []
    assert made.document and not any(run.kind == "page" for b in made.document.blocks if isinstance(b, TableBlock) for r in b.rows for c in r.cells for run in c if hasattr(run, "kind"))


def test_all_pages_say_the_same_of_errors_and_call_nothing_invented_a_complete_count(folder: Path) -> None:
    access, signals = (words(folder / "indicators" / f"{name}.html") for name in ("stop_access", "signal_share"))
    assert "가정한 오차의 변동계수는 0.50" in access and "그 자료가 얼마나 틀리는지는 값의 범위에 들어 있지 않다" in access
    assert "지어내거나 추정한 자료: 오차를 모른다" in signals and "가정한 오차" not in signals
    transit, safety = (words(folder / "problems" / f"b~{theme}.html") for theme in ("transit", "safety"))
    assert "인구 격자의 가정한 오차(변동계수 0.50" in transit and "모름(지어내거나 추정한 자료)" in safety
    assert "지표 2개 가운데 2개" in safety
    assert not [page.name for page in folder.rglob("*.html") if "없음: 빠짐없이 센 값이다" in words(page)], "every file of the tiny city is invented"


def test_the_annex_says_of_the_grid_what_the_pages_say(tiny: Made) -> None:
    plan = Plan(tiny.city, tiny.shelf)
    said = "".join(plan.facts.text(run) if isinstance(run, FactRef) else run.text for block in population_grid(plan) if isinstance(block, Paragraph) for run in block.runs)
    assert "오차는 재지 못하였다" in said and "가정한 오차의 변동계수는 0.50" in said


def test_a_value_that_changes_changes_the_page(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "indicators.csv", {"indicator": "stop_access"}, "radius_m", "700")
    made = building.make(tiny_folder)
    (page,) = [d for d in made.pages_in("html") if d.id == "indicators/stop_access"]
    (table,) = [b for b in page.blocks if isinstance(b, TableBlock) and b.id == "indicator_formula"]
    (numerator,) = [r.cells[1][0] for r in table.rows if r.key == "numerator"]
    assert isinstance(numerator, FactRef) and "700m" in made.facts.text(numerator)


def test_the_blocks_of_pages_are_known_kinds() -> None:
    for path in sorted((TINY / "catalogue" / "pages").glob("*.md")):
        assert set(re.findall(r"\{block (\w+)", path.read_text(encoding="utf-8"))) <= set(known_blocks())
    assert SEJONG.is_dir()
