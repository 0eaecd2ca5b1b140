"""The plan as PDF: read back by another program, it holds the plan's words, headings, captions, links and alternative texts."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_render import make_document, make_facts

from dosi.document.render import pdf
from dosi.model.blocks import Block, Document, Figure, Heading, Paragraph, Ref, TableBlock

LANDSCAPE_PAGES = 2


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pdf") / "plan.pdf"
    pdf.render(make_document(2, rows=60), make_facts(), made)
    return made


@pytest.fixture(scope="module")
def plan(path: Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(path)


def words(text: str) -> str:
    """A text without its spaces: lines end where the paper ends."""
    return re.sub(r"\s+", "", text)


def texts(file: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range() for page in file]


def elements(file: pypdfium2.PdfDocument, page_number: int) -> Iterator[tuple[str, str]]:
    """Kind and alternative text of every element of a page, as a screen reader meets them."""
    page = file[page_number]  # held: its tree goes when the page is closed
    tree = raw.FPDF_StructTree_GetForPage(page.raw)

    def said(read: object, element: object) -> str:
        size = read(element, None, 0)  # type: ignore[operator]
        held = ctypes.create_string_buffer(size)
        read(element, held, size)  # type: ignore[operator]
        return held.raw.decode("utf-16-le").rstrip("\x00")

    def walk(element: object) -> Iterator[tuple[str, str]]:
        if element:
            yield said(raw.FPDF_StructElement_GetType, element), said(raw.FPDF_StructElement_GetAltText, element)
            for n in range(raw.FPDF_StructElement_CountChildren(element)):
                yield from walk(raw.FPDF_StructElement_GetChildAtIndex(element, n))

    for n in range(raw.FPDF_StructTree_CountChildren(tree)):
        yield from walk(raw.FPDF_StructTree_GetChildAtIndex(tree, n))
    raw.FPDF_StructTree_Close(tree)


def one_paragraph(text: str) -> Document:
    return Document("계획", "2025", "시", "", "2025", (Paragraph((Ref("written", "처음" + text + "끝"),)),))


def test_the_same_plan_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    pdf.render(make_document(2, rows=60), make_facts(), tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()


def test_bookmarks_are_the_headings_with_their_numbers(plan: pypdfium2.PdfDocument) -> None:
    heads = [b for b in make_document(2).blocks if isinstance(b, Heading)]
    found = [(mark.level, words(mark.get_title())) for mark in plan.get_toc()]
    assert [f for f in found if f[1] not in ("차례", "표차례", "그림차례")] == [(h.level - 1, words(h.number + "".join(r.text for r in h.runs))) for h in heads]  # type: ignore[union-attr]


def test_the_contents_give_the_page_on_which_each_heading_stands(plan: pypdfium2.PdfDocument) -> None:
    pages = texts(plan)
    contents = {words(line).replace(".", "") for line in pages[1].splitlines()}
    for mark in plan.get_toc():
        dest = mark.get_dest()
        assert dest is not None
        at = dest.get_index() or 0
        assert words(mark.get_title()) in words(pages[at])
        if mark.level < pdf.CONTENTS_DEPTH and at > 2:
            assert words(mark.get_title()).replace(".", "") + str(at + 1) in contents


def test_every_caption_and_value_of_the_plan_can_be_read(plan: pypdfium2.PdfDocument) -> None:
    document, facts = make_document(2, rows=60), make_facts()
    said = words("".join(texts(plan)))
    for block in document.blocks:
        if isinstance(block, (TableBlock, Figure)):
            assert words(block.number + "".join(facts.text(r) if hasattr(r, "id") else r.text for r in block.caption)) in said  # type: ignore[arg-type, union-attr]
        if isinstance(block, Paragraph):
            assert words("".join(facts.text(r) if hasattr(r, "id") else r.text for r in block.runs)) in said  # type: ignore[arg-type, union-attr]


def test_a_table_repeats_its_head_and_a_wide_one_lies_on_its_side(plan: pypdfium2.PdfDocument) -> None:
    pages = texts(plan)
    wide = [n for n, page in enumerate(plan) if page.get_width() > page.get_height()]
    assert len(wide) >= LANDSCAPE_PAGES
    for n in wide:
        assert "2029년" in pages[n], "the head stands on every page of the wide table"
    assert all("선정사유" in words(page) for page in pages if "통학로와" not in page and "잦은곳입니다" in words(page))


def test_the_file_is_tagged_named_and_dated_by_the_plan(plan: pypdfium2.PdfDocument, path: Path) -> None:
    assert raw.FPDFCatalog_IsTagged(plan.raw)
    about = plan.get_metadata_dict()
    assert about["Title"] == "시범시 스마트도시계획 2025–2029"
    assert about["Author"] == "시범시"
    assert about["CreationDate"].startswith("D:20251130")
    assert b"pdfuaid:part>1<" in path.read_bytes()
    kinds = {kind for n in range(len(plan)) for kind, _ in elements(plan, n)}
    assert {"H1", "H2", "H3", "H4", "P", "L", "LI", "Table", "TH", "TD", "Figure", "Caption", "Link", "TOC"} <= kinds


def test_every_figure_says_what_it_shows(plan: pypdfium2.PdfDocument) -> None:
    alts = {b.alt for b in make_document(2).blocks if isinstance(b, Figure)}
    assert alts <= {alt for n in range(len(plan)) for kind, alt in elements(plan, n)}


def test_pages_are_numbered_and_carry_the_title_and_the_status(plan: pypdfium2.PdfDocument) -> None:
    for number, text in list(enumerate(texts(plan), start=1))[1:]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert str(number) in lines
        assert "시범시스마트도시계획2025–2029예시,공식계획아님" in words(text)


def test_a_reference_leads_to_its_place(plan: pypdfium2.PdfDocument) -> None:
    (page,) = [n for n, mark in ((m.get_dest().get_index(), m) for m in plan.get_toc()) if words(mark.get_title()) == "1.1인구와생활권"]  # type: ignore[union-attr]
    link, at = raw.FPDF_LINK(), ctypes.c_int(0)
    aims = []
    for n in range(3, len(plan)):
        page_of_links, at.value = plan[n], 0
        while raw.FPDFLink_Enumerate(page_of_links.raw, ctypes.byref(at), ctypes.byref(link)):
            aims.append(raw.FPDFDest_GetDestPageIndex(plan.raw, raw.FPDFLink_GetDest(plan.raw, link)))
    assert aims and set(aims) == {page}, "the article in the text leads to the chapter it stands for"


def test_a_reference_to_nowhere_is_words(tmp_path: Path) -> None:
    document = replace(one_paragraph(""), blocks=(Paragraph((Ref("article", "제8조", "no-such-place"),)),))
    pdf.render(document, make_facts(), tmp_path / "a.pdf")
    assert "제8조" in texts(pypdfium2.PdfDocument(tmp_path / "a.pdf"))[-1]


def test_a_day_that_is_none_leaves_the_date_out(tmp_path: Path) -> None:
    for as_of in ("", "곧", "2025-02-31"):
        pdf.render(replace(one_paragraph(""), as_of=as_of), make_facts(), tmp_path / "a.pdf")
        assert "CreationDate" not in {k for k, v in pypdfium2.PdfDocument(tmp_path / "a.pdf").get_metadata_dict().items() if v}


def read_back(text: str, folder: Path) -> str:
    pdf.render(one_paragraph(text), make_facts(), folder / "words.pdf")
    return words("".join(texts(pypdfium2.PdfDocument(folder / "words.pdf"))[-1:]))


MARKUP = "#*_$<>@`\\/[]{}()=+-~'\"&;:.,%가나다힣aZ09 "


@settings(max_examples=60)
@given(st.text(st.sampled_from(MARKUP), max_size=40))
@example('#panic("no") *b* _i_ $x^2$ <a> @b `c` \\u{1} // /* --- "q" https://a.b = head')
@example("[#image(\"x\")] ]]]] }}} {{{ #{ } #let")
def test_markup_of_the_typesetter_is_words(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    assert f"처음{words(text)}끝" in read_back(text, tmp_path_factory.getbasetemp())


@settings(max_examples=60)
@given(st.text(st.sampled_from("漢字語行ㄱ㎢△①·–“”’…→αЖéかア가ힿ〔〕￦℃½²") | st.characters(max_codepoint=0x17F, exclude_categories=["C", "Z"]), max_size=20))
def test_signs_of_other_scripts_are_read_as_they_are(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    said = read_back(text, tmp_path_factory.getbasetemp())
    assert f"처음{words(text)}끝" in said


@settings(max_examples=60)
@given(st.text(max_size=12))
@example("\ud800 \x00 \ufffe \U0001f600 \u202e \u200d")
def test_any_text_at_all_is_written_and_the_words_around_it_stay(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    said = read_back(text, tmp_path_factory.getbasetemp())
    assert "처음" in said and "끝" in said


def test_a_sign_without_a_letter_is_written_by_its_code_point(tmp_path: Path) -> None:
    assert "좋아요〔U+1F600〕" in read_back("좋아요\U0001f600", tmp_path)


def test_words_stay_whole_unless_the_room_is_too_small() -> None:
    assert pdf._kept("스마트도시서비스를 넓힌다", 10) == [["스마트도시서비스를"], " ", ["넓힌다"]]
    assert pdf._kept("스마트도시서비스를 넓힌다", 5) == ["스마트도시서비스를 ", ["넓힌다"]]
    assert pdf._kept("a  b\nc") == ["a  b\nc"]


def test_words_before_a_table_stay_with_it_and_a_short_table_stays_whole() -> None:
    data = pdf.content(make_document(1, rows=4), make_facts())
    blocks = [b for part in data["stretches"] for b in part["blocks"]]
    tables = [b for b in blocks if b["kind"] == "table"]
    assert [t["whole"] for t in tables] == [True, True]
    assert [t["whole"] for t in (b for p in pdf.content(make_document(1, rows=60), make_facts())["stretches"] for b in p["blocks"] if b["kind"] == "table")] == [False, False]
    lead = Paragraph((Ref("written", "앞글"),))
    table = next(b for b in make_document(1).blocks if isinstance(b, TableBlock))
    pair: tuple[Block, ...] = (lead, table)
    assert [b["leads"] for b in pdf.content(replace(make_document(1), blocks=pair), make_facts())["stretches"][0]["blocks"][:1]] == [True]
