"""The plan as DOCX: real styles, captions that count, bookmarks, the same words as the other formats, the same bytes twice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest
from docx.enum.section import WD_ORIENT
from lxml import etree
from test_render import make_document, make_facts, make_table, only, shown_facts

from dosi.document.render import docx, exported
from dosi.model.blocks import Document, Figure, Gap, Heading, Paragraph, Ref, TableBlock, Text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docx") / "plan.docx"
    docx.render(make_document(2), make_facts(), path)
    return path


def body_of(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as packed:
        return etree.fromstring(packed.read("word/document.xml"))


def test_headings_tables_and_figures_are_those_of_the_document_in_words_own_styles(office: Path) -> None:
    read, document = python_docx.Document(str(office)), make_document(2)
    headings = [(p.style.name, p.text) for p in read.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert headings == [(f"Heading {b.level}", f"{b.number}  {b.runs[0].text}") for b in document.blocks if isinstance(b, Heading)]  # type: ignore[union-attr]
    assert len(read.tables) == sum(isinstance(b, TableBlock) for b in document.blocks) + 1  # and the cover
    assert len(read.inline_shapes) == sum(isinstance(b, Figure) for b in document.blocks)
    styles = {p.style.name for p in read.paragraphs if p.style is not None}
    assert {"Caption", "List Bullet", "Body Text"} <= styles
    assert {"Title", "Subtitle"} <= {p.style.name for p in read.tables[0].cell(0, 0).paragraphs if p.style is not None}


def test_the_numbers_are_those_of_the_page(office: Path) -> None:
    text = "\n".join(body_of(office).itertext(f"{W}t"))
    wanted: dict[str, int] = {}
    for shown in shown_facts(make_document(2), make_facts()):
        wanted[shown] = wanted.get(shown, 0) + 1
    for shown, times in wanted.items():
        assert text.count(shown) >= times, shown
    assert text.count("모형값 (modelled)") == sum(b.modelled for b in make_document(2).blocks)
    assert text.count("작성 필요") == sum(isinstance(b, Gap) for b in make_document(2).blocks)


def test_captions_count_themselves_and_show_the_plans_numbers(office: Path) -> None:
    found = []
    for paragraph in body_of(office).iter(f"{W}p"):
        commands = [e.text or "" for e in paragraph.iter(f"{W}instrText") if "SEQ" in (e.text or "")]
        if commands:
            found.append((commands[0], "".join(paragraph.itertext(f"{W}t")).split("  ")[0]))
    numbers = [b.number for b in make_document(2).blocks if isinstance(b, (TableBlock, Figure))]
    assert [shown for _, shown in found] == numbers
    assert found[0][0].split() == ["SEQ", "표", "\\*", "ARABIC", "\\r", "11"]


def test_bookmarks_are_names_that_word_takes_each_once_and_references_lead_to_them(office: Path) -> None:
    body = body_of(office)
    names = [e.get(f"{W}name", "") for e in body.iter(f"{W}bookmarkStart")]
    assert len(names) == len({n.casefold() for n in names})
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in names)
    starts, ends = ([e.get(f"{W}id") for e in body.iter(f"{W}{kind}")] for kind in ("bookmarkStart", "bookmarkEnd"))
    assert sorted(starts) == sorted(ends) and len(starts) == len(set(starts))
    targets = {e.get(f"{W}anchor") for e in body.iter(f"{W}hyperlink")}
    assert targets <= set(names) and "dosi_b_chapter_1" in targets
    anchored = [b for b in make_document(2).blocks if b.anchor]
    assert len([n for n in names if n.startswith("dosi_b_")]) == len(anchored)


def test_long_and_alike_anchors_still_have_names_of_their_own() -> None:
    blocks = tuple(Heading(1, (Text("제목"),), anchor, "1") for anchor in ("a-b", "a_b", "A-b", "x" * 80, "x" * 81, "가나다 라"))
    names = exported.marks(only(*blocks))
    assert len({n.casefold() for n in names}) == len(names) and all(re.fullmatch(r"\w{1,36}", n) for n in names)


def test_pictures_have_an_alternative_text(office: Path) -> None:
    said = [e.get("descr") for e in body_of(office).iter("{*}docPr")]
    assert said == [b.alt for b in make_document(2).blocks if isinstance(b, Figure)]


def test_wide_tables_lie_on_landscape_pages_with_their_heading(office: Path) -> None:
    read = python_docx.Document(str(office))
    assert [s.orientation for s in read.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE] * 2
    parts = body_of(office).findall(".//{*}body/*") or list(body_of(office)[0])
    texts = ["".join(e.itertext(f"{W}t")) for e in parts]
    ends = [at for at, e in enumerate(parts) if e.find(f"{W}pPr/{W}sectPr") is not None]
    assert texts[ends[0] + 1] == "1.2  연차별 사업비"
    assert read.sections[0].different_first_page_header_footer and not read.sections[1].different_first_page_header_footer


def test_every_page_says_the_status_and_its_number(office: Path) -> None:
    read = python_docx.Document(str(office))
    assert "예시, 공식 계획 아님" in "".join(p.text for p in read.sections[0].header.paragraphs)
    assert "PAGE" in "".join(e.text or "" for e in read.sections[0].footer._element.iter(f"{W}instrText"))


def test_head_rows_stand_on_every_page_and_columns_fill_the_text(office: Path) -> None:
    for table in list(body_of(office).iter(f"{W}tbl"))[1:]:
        rows = table.findall(f"{W}tr")
        assert [r.find(f"{W}trPr/{W}tblHeader") is not None for r in rows] == [True] + [False] * (len(rows) - 1)
        widths = [int(e.get(f"{W}w", "0")) for e in table.iter(f"{W}gridCol")]
        assert abs(sum(widths) - round((210 - 40) * 1440 / 25.4)) <= 1 or abs(sum(widths) - round((297 - 40) * 1440 / 25.4)) <= 1


def test_docx_is_the_same_twice_and_says_no_date_of_the_clock(office: Path, tmp_path: Path) -> None:
    docx.render(make_document(2), make_facts(), tmp_path / "again.docx")
    assert office.read_bytes() == (tmp_path / "again.docx").read_bytes()
    about = python_docx.Document(str(office)).core_properties
    assert about.created is not None and str(about.created.date()) == "2025-11-30" and about.created == about.modified
    with zipfile.ZipFile(office) as packed:
        assert {i.date_time for i in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_people_write_is_wrapped_with_its_place_and_a_hash(tmp_path: Path) -> None:
    first = Paragraph((Text("첫 문단입니다."),), "w", "body", (), False, "city:text/goals.md", "스마트도시과", "2025-11-03", closes=False, place="goals~vision")
    document = only(first, replace(first, anchor="", runs=(Text("끝 문단입니다."),), closes=True), Gap("제목", "쓰십시오.", "g", place="goals~money"))
    docx.render(document, make_facts(), tmp_path / "plan.docx")
    boxes = [b for b in body_of(tmp_path / "plan.docx").iter(f"{W}sdt") if b.find(f"{W}sdtPr/{W}tag") is not None]
    tags = [b.find(f"{W}sdtPr/{W}tag").get(f"{W}val") for b in boxes]  # type: ignore[union-attr]
    assert [re.sub(r":[0-9a-f]{12}$", "", t or "") for t in tags] == ["dosi_t_goals_vision", "dosi_t_goals_money"]
    assert ["".join(p.itertext(f"{W}t")) for p in boxes[0].iter(f"{W}p")] == ["첫 문단입니다.", "끝 문단입니다."]
    said = "".join(body_of(tmp_path / "plan.docx").itertext(f"{W}t"))
    assert said.count("2025-11-03") == 1 and said.index("끝 문단") < said.index("2025-11-03")


def test_signs_that_xml_cannot_hold_and_odd_tables_do_not_stop_the_plan(tmp_path: Path) -> None:
    table = replace(make_table(1), note=(), total_row=False)
    wide = make_table(2, extra=12)
    document = replace(only(Paragraph((Text("앞\x0b\x00뒤 \ud800 <&>"),)), table, wide), title="긴" * 300)
    docx.render(document, make_facts(), tmp_path / "plan.docx")
    assert "앞뒤" in "".join(body_of(tmp_path / "plan.docx").itertext(f"{W}t"))
    assert python_docx.Document(io.BytesIO((tmp_path / "plan.docx").read_bytes())).tables


def test_an_empty_plan_is_a_file_that_opens(tmp_path: Path) -> None:
    docx.render(Document("제목", "", "시", "초안", "", ()), make_facts(), tmp_path / "plan.docx")
    assert len(python_docx.Document(str(tmp_path / "plan.docx")).sections) == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_second_word_processor_lays_it_out_with_the_same_caption_numbers(office: Path, tmp_path: Path) -> None:
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(["soffice", "--headless", home, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path, office], check=True, capture_output=True, timeout=180)
    text = (tmp_path / "plan.txt").read_text(encoding="utf-8-sig")
    at = 0
    for block in make_document(2).blocks:
        if isinstance(block, (TableBlock, Figure)):
            at = text.index(f"{block.number}  ", at) + 1
    assert Ref("date", "2025-11-30").text in text


ORDER = {
    "style": "name basedOn next qFormat pPr rPr tblPr tcPr tblStylePr",
    "pPr": "pStyle keepNext pageBreakBefore numPr pBdr shd tabs spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b color sz szCs lang",
    "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW tcBorders shd vAlign",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
}


def test_properties_stand_in_the_order_that_word_insists_on(office: Path) -> None:
    with zipfile.ZipFile(office) as packed:
        roots = [etree.fromstring(packed.read(name)) for name in packed.namelist() if re.fullmatch(r"word/(document|styles|numbering|settings|header\d|footer\d)\.xml", name)]
    for root in roots:
        for kind, names in ORDER.items():
            for element in root.iter(f"{W}{kind}"):
                places = [names.split().index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), etree.tostring(element)[:300]
