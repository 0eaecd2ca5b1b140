"""Short documents: a summary of at most four pages, a leaflet of one, from the same facts as the plan."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from conftest import SEJONG, SOURCE, TINY, copy_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_render import Page, make_facts

from dosi.document.render import html, pdf
from dosi.model.blocks import Document, FactRef, Gap, Paragraph, Text
from dosi.model.choices import OUTCOMES
from dosi.model.errors import InputFault
from dosi.workbench import building
from dosi.workbench.building import Built, Made
from dosi.workbench.formats import formats

MOST_PAGES = {"summary": 4, "leaflet": 1}
HEAD = '+++\ntitle_ko = "글"\ntitle_en = "Words"\nform = "leaflet"\nmost_pages = 1\nformats = ["pdf"]\n+++\n'


def pages(document: Document, made: Made, folder: Path) -> int:
    pdf.render(document, made.facts, folder / "short.pdf")
    return len(pypdfium2.PdfDocument(folder / "short.pdf"))


def words_of(path: Path) -> str:
    return re.sub(r"\s+", "", "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(path)))


def begun(city: Path) -> Path:
    """The tiny city with the texts of the country's catalogue and nearly nothing filled in."""
    copy_of(TINY, city)
    settings_file = city / "city.toml"
    settings_file.write_text(settings_file.read_text(encoding="utf-8").replace('country = "own"', 'country = "kr"'), encoding="utf-8")
    for path in [*(city / "rows").glob("*.csv"), *(city / "rows" / "registers").glob("*"), *(city / "voice").glob("survey*.csv"), *(city / "text").glob("*")]:
        if path.stem not in ("zones", "reporting_units", "crosswalk", "authorities", "jurisdiction"):
            path.unlink()
    (city / "catalogue").rename(city.parent / "catalogue")
    return city


@pytest.fixture(scope="module")
def hardly_begun(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A city with boxes everywhere."""
    return building.make(begun(tmp_path_factory.mktemp("begun") / "city"))


@pytest.mark.parametrize("city", ["tiny", "hardly_begun", "sejong"])
def test_a_summary_takes_at_most_four_pages_and_a_leaflet_one(city: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    made: Made = request.getfixturevalue(city)
    assert {d.id: d.most_pages for d in made.shorts} == MOST_PAGES
    for short in made.shorts:
        taken = pages(short, made, tmp_path)
        assert taken == 1 if short.id == "leaflet" else taken <= MOST_PAGES[short.id]


def test_every_digit_of_a_short_document_is_a_fact_or_marked(sejong: Made, tmp_path: Path) -> None:
    for short in sejong.shorts:
        html.render(short, sejong.facts, tmp_path)
        page = Page((tmp_path / f"{short.id}.html").read_text(encoding="utf-8"))
        assert page.facts, "it says figures"
        assert [text for text in page.bare if re.search(r"[0-9]", text)] == []
        assert (tmp_path / "assets" / f"facts-{short.id}.js").is_file()


def test_the_leaflet_says_what_where_when_and_how_much_in_the_plans_own_figures(sejong_built: Built, sejong: Made) -> None:
    said = words_of(sejong_built.folder / "document" / "leaflet.pdf")
    for fact, way in (("portfolio/chosen/*/capital_won", "eok_won"), ("portfolio/chosen/*/rows", "count"), ("evidence/people/city/people", "people")):
        assert sejong.facts.text(html.FactRef(fact, way)) in said
    assert "말씀해주세요" in said and "공식계획아님" in said


def test_a_build_writes_them_in_their_formats_and_their_facts_into_plan_json(sejong_built: Built, sejong: Made) -> None:
    folder = sejong_built.folder / "document"
    assert {p.name for p in folder.iterdir()} == {"html", *(f"plan.{f}" for f in formats() if f != "html"), "summary.pdf", "leaflet.pdf"}
    pages = {p["page"] for p in sejong.shelf.named("texts/pages").records()}
    assert {"index.html", "summary.html", "leaflet.html", "assets", *pages} == {p.name for p in (folder / "html").iterdir()}
    known = json.loads((sejong_built.folder / "plan.json").read_text(encoding="utf-8"))["facts"]
    assert all(id in known for short in sejong.shorts for id in html.facts_shown(short))


def test_the_documents_of_a_plan_lead_to_each_other(sejong_built: Built) -> None:
    folder = sejong_built.folder / "document" / "html"
    for name in ("index.html", "summary.html", "leaflet.html"):
        page = Page((folder / name).read_text(encoding="utf-8"))
        assert {a["href"] for a in page.all("a", "beside")} == {"index.html", "summary.html", "leaflet.html"} - {name}


def test_a_finished_city_has_no_box_in_its_short_documents(sejong: Made) -> None:
    assert [b for d in sejong.shorts for b in d.blocks if isinstance(b, Gap)] == []


@settings(max_examples=8)
@given(st.integers(1, 60))
def test_letters_shrink_until_the_page_suffices(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    words = (Text("이 글은 한 쪽에 들어갈 때까지 작은 글자로 적힌다. 넘치는 글은 없어야 한다."),)
    leaflet = Document("계획", "안내문", "시", "", "2025", tuple(Paragraph(words) for _ in range(number)), "leaflet", "leaflet", 1)
    path = tmp_path_factory.getbasetemp() / "leaflet.pdf"
    pdf.render(leaflet, make_facts(), path)
    assert len(pypdfium2.PdfDocument(path)) == 1
    assert words_of(path).count("넘치는글은없어야한다.") == number


def test_faults_of_short_documents_come_together_with_file_and_line(tiny_folder: Path) -> None:
    folder = tiny_folder / "short"
    folder.mkdir()
    (folder / "one.md").write_text(HEAD.replace('"leaflet"', '"leafet"') + "글", encoding="utf-8")
    (folder / "two.md").write_text(HEAD.replace("most_pages = 1\n", "") + "글", encoding="utf-8")
    with pytest.raises(InputFault) as told:
        building.make(tiny_folder)
    form, pages_of = told.value.faults
    assert (form.where, form.fix) == ("city:short/one.md, head, form", 'did you mean "leaflet"?')
    assert pages_of.what == "Setting most_pages: is missing" and "short/two.md" in pages_of.where
    (folder / "one.md").write_text(HEAD.replace('"pdf"', '"pfd"') + "글", encoding="utf-8")
    (folder / "two.md").unlink()
    with pytest.raises(InputFault, match="pfd is not known"):
        building.make(tiny_folder)
    (folder / "one.md").write_text(HEAD + "사람 12명이 산다.\n{block no_such_block}\n", encoding="utf-8")
    with pytest.raises(InputFault) as told:
        building.make(tiny_folder)
    assert [f.where for f in told.value.faults] == ["city:short/one.md, body line 1", "city:short/one.md, body line 2"]


def test_a_city_replaces_a_short_document_or_adds_its_own(tiny_folder: Path) -> None:
    (tiny_folder / "short").mkdir()
    (tiny_folder / "short" / "leaflet.md").write_text(HEAD + "우리 시의 말로 적은 안내문.", encoding="utf-8")
    (tiny_folder / "short" / "school.md").write_text(HEAD + "학교에 드리는 글.", encoding="utf-8")
    made = {d.id: d for d in building.make(tiny_folder).shorts}
    assert set(made) == {"leaflet", "school", "summary"}
    assert [b.runs for b in made["leaflet"].blocks if isinstance(b, Paragraph)] == [(Text("우리 시의 말로 적은 안내문."),)]


def test_the_catalogues_short_documents_name_formats_that_exist() -> None:
    heads = [*SOURCE.glob("catalogue/*/short/*.md"), *TINY.glob("catalogue/short/*.md"), *SEJONG.glob("short/*.md")]
    assert heads
    for path in heads:
        named = re.search(r"^formats = (\[.*\])$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert named and set(json.loads(named[1])) <= set(formats())


def test_a_page_explains_each_term_where_it_is_first_used(sejong_built: Built, sejong: Made) -> None:
    text = (sejong_built.folder / "document" / "html" / "index.html").read_text(encoding="utf-8")
    marked = re.findall(r'<dfn title="([^"]*)">([^<]*)</dfn>', text)
    plain = {t["ko_term"]: t["plain_ko"] for t in sejong.shelf.named("rows/terms").records()}
    assert len(marked) > 10
    assert len({words for _, words in marked}) == len(marked)
    assert all(unescape(title) == plain[words] for title, words in marked)


# answers to opinions ------------------------------------------------------------------------------------------------------


def said(document: Document, made: Made) -> str:
    """All paragraphs of a document as printed."""
    return "\n".join("".join(made.facts.text(r) if isinstance(r, FactRef) else r.text for r in b.runs) for b in document.blocks if isinstance(b, Paragraph))


@pytest.mark.parametrize("city", ["hardly_begun", "sejong"])
def test_the_leaflet_counts_every_opinion_in_the_words_of_the_ledger(city: str, request: pytest.FixtureRequest) -> None:
    made: Made = request.getfixturevalue(city)
    leaflet = next(d for d in made.shorts if d.id == "leaflet")
    line = next(b for b in leaflet.blocks if isinstance(b, Paragraph) and b.anchor == "ledger_lines")
    total, *counts = [int(made.facts.get(r.id).value) for r in line.runs if isinstance(r, FactRef)]
    ledger = made.shelf.named("voice/ledger").rows.query("giver == 'citizen'")
    assert sum(counts) == total == len(ledger)
    assert {o for o, words in OUTCOMES.items() if any(isinstance(r, Text) and f"{words} " in r.text for r in line.runs)} >= set(ledger["outcome"])
    assert len(counts) == ledger["outcome"].nunique()


def test_without_opinions_no_document_says_that_they_were_answered(tmp_path: Path) -> None:
    city = begun(tmp_path / "city")
    (city / "voice" / "opinions.csv").unlink()
    made = building.make(city)
    assert made.document is not None
    for document in (made.document, *made.shorts):
        words = said(document, made)
        assert "0건" not in words and re.search("들어온 (것이|의견이) 없", words), document.id
