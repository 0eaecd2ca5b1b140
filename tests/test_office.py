"""Edited office files come back: texts return to their places, edits in computed blocks are told, nothing is lost."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from conftest import TINY, copy_of
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_render import make_document, make_facts, make_table, only
from typer.testing import CliRunner

from dosi.document.composing import compose
from dosi.document.render import docx, exported, hwpx
from dosi.model.blocks import Block, Document, Gap, Heading, Paragraph, Text
from dosi.model.errors import InputFault
from dosi.model.markup import plain_runs
from dosi.model.office import Exported
from dosi.model.texts import printed
from dosi.sources import office
from dosi.workbench import building, importing
from dosi.workbench.cli import app
from dosi.workbench.returning import Came, canonical, compare, lines_of

FORMATS = {"docx": docx, "hwpx": hwpx}
HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "첫 문단은 방향을 말한다.\n\n둘째 문단은 두 줄로\n나누어 쓴다.\n\n- 하나\n- 둘\n"


def text_blocks(place: str, body: str) -> list[Block]:
    made = [Paragraph(plain_runs(p.words, written=True), style="bullet" if p.bullet else "body", written="city:text/x.md", closes=False, place=place) for p in printed(body)]
    return [replace(made[0], anchor=place.partition("~")[2]), *made[1:], Paragraph((Text("이 글은 담당자의 확인(서명)을 기다린다."),), style="note")]


def plan_with(**texts: str) -> Document:
    """A small plan: headings, tables, a text per name between them, and a box that asks for one more."""
    blocks: list[Block] = list(make_document(1).blocks[:7])
    for no, (name, body) in enumerate(texts.items(), start=2):
        blocks += [Heading(2, (Text(f"제목 {name}"),), f"h-{name}", f"1.{no}"), Paragraph((Text(f"{name}에 앞서 계산한 문단이 있다."),)), *text_blocks(f"goals~{name}", body), make_table(no)]
    return only(*blocks, Heading(2, (Text("남은 것"),), "rest", "1.9"), Gap("재원", "재원을 쓰십시오. (text/money.md)", "ask", place="money~sources"))


def written(document: Document, kind: str, folder: Path) -> tuple[Path, Exported]:
    path = folder / f"plan.{kind}"
    FORMATS[kind].render(document, make_facts(), path)  # type: ignore[attr-defined]
    return path, exported.exported(document, make_facts())


def back(path: Path, was: Exported) -> Came:
    return compare(was, office.read(path))


# Editing as people do


def edit_docx(path: Path, change: Callable[[Any], None]) -> None:
    read = python_docx.Document(str(path))
    change(read)
    read.save(str(path))


def edit_parts(path: Path, pattern: str, change: Callable[[Any], None]) -> None:
    """Change the parts of a zipped file whose names fit, as XML."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name in parts:
        if re.fullmatch(pattern, name):
            root = etree.fromstring(parts[name])
            change(root)
            parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    with zipfile.ZipFile(path, "w") as packed:
        for name, held in parts.items():
            packed.writestr(name, held)


PARTS = {"docx": r"word/document\.xml", "hwpx": r"Contents/section\d+\.xml"}
NAMES = {"docx": ("p", "r", "t"), "hwpx": ("p", "run", "t")}


def edit(path: Path, change: Callable[[Any, str], None]) -> None:
    kind, done = path.suffix[1:], []

    def where_it_stands(root: Any) -> None:
        """A file with pages of several directions has several parts; the words stand in one of them."""
        try:
            change(root, W if kind == "docx" else HP)
            done.append(root)
        except IndexError:
            pass

    edit_parts(path, PARTS[kind], where_it_stands)
    assert done, "no part of the file says the words"


def saying(root: Any, space: str, words: str) -> Any:
    """The last paragraph that says words, in a table or not; the contents list may say them before."""
    return [p for p in root.iter(f"{space}p") if words in "".join(p.itertext(f"{space}t"))][-1]


def say(paragraph: Any, space: str, words: str) -> None:
    """Give a paragraph other words, in two runs, as word processors split them."""
    said = list(paragraph.iter(f"{space}t"))
    for t in said[1:]:
        t.getparent().remove(t)
    said[0].text = words[:1]
    run = said[0].getparent()
    second = etree.SubElement(run.getparent(), run.tag, dict(run.attrib))
    run.addnext(second)
    etree.SubElement(second, f"{space}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"} if space == W else {}).text = words[1:]


def add_after(paragraph: Any, space: str, words: str) -> Any:
    made = etree.Element(f"{space}p", {"paraPrIDRef": "0", "styleIDRef": "0", "id": "0"} if space == HP else {})
    run = etree.SubElement(made, f"{space}{'r' if space == W else 'run'}", {"charPrIDRef": "0"} if space == HP else {})
    etree.SubElement(run, f"{space}t").text = words
    paragraph.addnext(made)
    return made


both = pytest.mark.parametrize("kind", FORMATS)


@both
def test_a_file_that_nobody_edited_changes_nothing(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY, effect="한 문단."), kind, tmp_path)
    came = back(path, was)
    assert (came.edits, came.left, came.gone) == ((), (), ())
    assert {p: came.texts[p] for p in came.texts} == {"goals~vision": lines_of(was, "goals~vision"), "goals~effect": ((False, "한 문단."),)}
    assert office.read(path).version == was.version


@both
def test_an_edited_paragraph_changes_its_text_alone(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY, effect="한 문단."), kind, tmp_path)
    edit(path, lambda root, s: say(saying(root, s, "첫 문단"), s, "첫 문단은 2030년의 방향을 말한다."))
    came = back(path, was)
    assert came.texts["goals~vision"] == ((False, "첫 문단은 2030년의 방향을 말한다."), *lines_of(was, "goals~vision")[1:])
    assert came.texts["goals~effect"] == lines_of(was, "goals~effect")
    assert (came.edits, came.left) == ((), ())


@both
def test_paragraphs_added_in_or_right_after_a_text_belong_to_it(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY, effect="한 문단."), kind, tmp_path)

    def change(root: Any, s: str) -> None:
        add_after(saying(root, s, "첫 문단"), s, "그 사이에 든 문단.")
        add_after(saying(root, s, "한 문단."), s, "끝에 더한 문단.")

    edit(path, change)
    came = back(path, was)
    assert came.texts["goals~vision"][:2] == ((False, "첫 문단은 방향을 말한다."), (False, "그 사이에 든 문단."))
    assert came.texts["goals~effect"] == ((False, "한 문단."), (False, "끝에 더한 문단."))
    assert (came.edits, came.left) == ((), ())


@both
def test_a_text_typed_anew_comes_back_although_its_bookmarks_went(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY, effect="한 문단."), kind, tmp_path)

    def change(root: Any, s: str) -> None:
        old = saying(root, s, "한 문단.")
        add_after(old, s, "모두 새로 쓴 글이다.")
        old.getparent().remove(old)
        for box in root.iter(f"{s}sdt"):
            tag = box.find(f"{s}sdtPr/{s}tag")
            if tag is not None and "effect" in tag.get(f"{s}val", ""):
                box.find(f"{s}sdtPr").remove(tag)

    edit(path, change)
    came = back(path, was)
    assert came.texts["goals~effect"] == ((False, "모두 새로 쓴 글이다."),)
    assert came.texts["goals~vision"] == lines_of(was, "goals~vision")
    assert came.left == ()


@both
def test_edits_in_computed_blocks_are_told_and_not_taken_for_text(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY), kind, tmp_path)

    def change(root: Any, s: str) -> None:
        cell = next(p for t in root.iter(f"{s}tc") for p in t.iter(f"{s}p") if "".join(p.itertext(f"{s}t")) == "43,905")
        say(cell, s, "50,000")
        say(saying(root, s, "제목 vision"), s, "1.2  고친 제목")
        say(saying(root, s, "앞서 계산한"), s, "vision에 앞서 손으로 고친 문단이 있다.")

    edit(path, change)
    came = back(path, was)
    assert [(e.was, e.now) for e in came.edits] == [
        ("43,905", "50,000"), ("1.2 제목 vision", "1.2 고친 제목"), ("vision에 앞서 계산한 문단이 있다.", "vision에 앞서 손으로 고친 문단이 있다."),
    ]  # fmt: skip
    assert "조치원" in came.edits[0].where and "인구" in came.edits[0].where
    assert came.texts == {"goals~vision": lines_of(was, "goals~vision")} and came.left == ()


@both
def test_rows_and_blocks_struck_out_are_told(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY), kind, tmp_path)

    def change(root: Any, s: str) -> None:
        row = next(r for r in root.iter(f"{s}tr") if "조치원" in "".join(r.itertext(f"{s}t")))
        row.getparent().remove(row)
        paragraph = saying(root, s, "앞서 계산한")
        paragraph.getparent().remove(paragraph)

    edit(path, change)
    said = [(e.was[:3], e.now) for e in back(path, was).edits]
    assert said == [("조치원", "행 없어짐 (row removed)"), ("vis", "없어짐 (removed)")]


@both
def test_words_in_new_places_belong_to_no_text_and_are_kept(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY), kind, tmp_path)
    edit(path, lambda root, s: add_after(saying(root, s, "보행 안전: 통학로"), s, "끼워 넣은 말."))
    came = back(path, was)
    assert [(one.words, one.kind) for one in came.left] == [("끼워 넣은 말.", "body")]
    assert came.edits == () and came.texts == {"goals~vision": lines_of(was, "goals~vision")}


@both
def test_words_written_into_the_box_that_asked_for_them_fill_the_text(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY), kind, tmp_path)
    edit(path, lambda root, s: add_after(saying(root, s, "재원을 쓰십시오"), s, "국비와 시비를 반씩 쓴다."))
    assert back(path, was).texts["money~sources"] == ((False, "국비와 시비를 반씩 쓴다."),)
    other, was = written(plan_with(vision=BODY), kind, tmp_path)
    edit(other, lambda root, s: say(saying(root, s, "재원을 쓰십시오"), s, "재원은 시비로만 한다."))
    assert back(other, was).texts["money~sources"] == ((False, "재원은 시비로만 한다."),)


def test_a_box_left_as_it_was_fills_nothing(tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY), "docx", tmp_path)
    assert "money~sources" not in back(path, was).texts


@both
def test_a_text_gone_from_the_file_is_told_and_kept(kind: str, tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY, effect="한 문단."), kind, tmp_path)
    edit(path, lambda root, s: (p := saying(root, s, "한 문단.")).getparent().remove(p))
    came = back(path, was)
    assert came.gone == ("goals~effect",) and "goals~effect" not in came.texts


def test_tracked_changes_comments_boxes_and_lists_of_word_are_understood(tmp_path: Path) -> None:
    path, was = written(plan_with(vision="앞말 뒷말."), "docx", tmp_path)

    def change(root: Any) -> None:
        paragraph = saying(root, W, "앞말")
        run = next(r for r in paragraph.iter(f"{W}r") if "앞말" in "".join(r.itertext()))
        struck = etree.Element(f"{W}del", {f"{W}id": "1", f"{W}author": "a"})
        run.addprevious(struck)
        old = etree.SubElement(etree.SubElement(struck, f"{W}r"), f"{W}delText")
        old.text = "앞말 뒷말."
        new = etree.Element(f"{W}ins", {f"{W}id": "2", f"{W}author": "a"})
        struck.addnext(new)
        run.find(f"{W}t").text = "고친 말."
        new.append(run)
        listed = add_after(paragraph, W, "하나 더")
        about = etree.Element(f"{W}pPr")
        listed.insert(0, about)
        etree.SubElement(etree.SubElement(about, f"{W}numPr"), f"{W}numId", {f"{W}val": "1"})
        box = etree.SubElement(etree.SubElement(paragraph, f"{W}r"), "{urn:x}pict")
        inside = etree.SubElement(box, f"{W}txbxContent")
        etree.SubElement(etree.SubElement(etree.SubElement(inside, f"{W}p"), f"{W}r"), f"{W}t").text = "글상자의 말"

    edit_parts(path, PARTS["docx"], change)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("word/comments.xml", f'<w:comments xmlns:w="{W[1:-1]}"><w:comment w:id="0"><w:p><w:r><w:t>이 수치 확인</w:t></w:r></w:p></w:comment></w:comments>')
    came = back(path, was)
    assert came.texts["goals~vision"] == ((False, "고친 말."), (True, "하나 더"))
    assert {(one.kind, one.words) for one in came.left} == {("box", "글상자의 말"), ("comment", "이 수치 확인")}


def test_a_table_drawn_into_a_text_is_kept_as_markdown_beside_it(tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY), "docx", tmp_path)

    def change(read: Any) -> None:
        table = read.add_table(2, 2)
        for at, words in enumerate(("해", "원", "2025", "12")):
            table.cell(at // 2, at % 2).text = words
        saying(read.element, W, "첫 문단").addnext(table._element)

    edit_docx(path, change)
    came = back(path, was)
    assert came.texts["goals~vision"] == lines_of(was, "goals~vision")
    assert [(one.kind, one.words) for one in came.left] == [("table", "| 해 | 원 |\n| --- | --- |\n| 2025 | 12 |")]


# Any text

letters = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
korean = st.lists(st.sampled_from(["보행", "12.5%", "## {#x}", "- ", "•", "<b>&", "[표]", "2025년", "\t", "  ", "+++", "끝."]), min_size=1, max_size=6).map(" ".join)
bodies = st.lists(st.one_of(korean, letters), min_size=1, max_size=5).map("\n\n".join)
SLOW = settings(max_examples=15)


@both
@SLOW
@given(body=bodies, other=bodies)
def test_any_text_comes_back_as_it_went(kind: str, body: str, other: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {n: b for n, b in {"vision": body, "effect": other}.items() if any(canonical(p.bullet, p.words)[1] for p in printed(b))}
    path, was = written(plan_with(**texts), kind, tmp_path_factory.mktemp("any"))
    came = back(path, was)
    assert came.texts == {f"goals~{name}": lines_of(was, f"goals~{name}") for name in texts}
    assert (came.edits, came.left, came.gone) == ((), (), ())


said_lines = st.lists(st.tuples(st.booleans(), st.one_of(korean, letters)), max_size=6)


@given(body=bodies, lines=said_lines)
def test_a_rewritten_text_says_the_lines_and_no_other_head(body: str, lines: list[tuple[bool, str]]) -> None:
    wanted = tuple(line for line in (canonical(*said) for said in lines) if line[1])
    made = importing.rewritten(body, wanted)
    text = importing._with_body('+++\nsection = "s"\n+++\n## {#a}\nA\n\n## {#b}\nB\n', "a", wanted, "s")
    parts = importing.ANCHOR.split(text)
    assert parts[1::2] == ["a", "b"] and parts[4] == "B\n"
    for words in (made, parts[2]):
        assert tuple(line for line, _, _ in importing._units(words)) == wanted


def test_lines_that_stay_keep_the_way_they_are_written() -> None:
    lines = [line for line, _, _ in importing._units(BODY)]
    assert importing.rewritten(BODY, tuple(lines)) == BODY
    assert importing.rewritten(BODY, (*lines[:1], (False, "새 문단."), *lines[1:])) == BODY.replace("말한다.\n\n", "말한다.\n\n새 문단.\n\n")
    assert importing.rewritten(BODY, (*lines, (True, "셋"))) == BODY + "- 셋\n"


def test_the_plan_prints_a_text_as_before() -> None:
    assert [(p.bullet, p.words) for p in printed(BODY)] == [(False, "첫 문단은 방향을 말한다."), (False, "둘째 문단은 두 줄로 나누어 쓴다."), (True, "하나"), (True, "둘")]


# A city's folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(TINY, tmp_path_factory.mktemp("built") / "city")
    building.build(folder, formats=("hwpx", "docx"))
    return folder


@pytest.fixture
def city(built: Path, tmp_path: Path) -> Path:
    """A city's folder with its plan, to change."""
    return Path(shutil.copytree(built, tmp_path / "city"))


def sent_back(city: Path, kind: str, change: Callable[[Any, str], None], name: str = "보낸 것") -> Path:
    path = city.parent / f"{name}.{kind}"
    shutil.copyfile(city / "plan" / "document" / f"plan.{kind}", path)
    edit(path, change)
    return path


def reworded(words: str) -> Callable[[Any, str], None]:
    return lambda root, s: say(saying(root, s, "농촌인 다생활권은"), s, words)


@both
def test_an_import_writes_the_text_and_undo_brings_it_back(city: Path, kind: str) -> None:
    text = city / "text" / "services.md"
    before = text.read_bytes()
    path = sent_back(city, kind, reworded("고친 글이다."))
    told = importing.bring(path, city, dry_run=True)
    assert text.read_bytes() == before and not (city / "imports").exists() and len(told.changed) == 1
    done = importing.bring(path, city)
    assert text.read_text(encoding="utf-8") == '+++\nsection = "law-2"\n+++\n## {#imbalance}\n고친 글이다.\n'
    assert (city / done.folder / path.name).read_bytes() == path.read_bytes()
    assert building.build(city, formats=("docx",)).unchanged is False, "the new text is in the plan"
    assert importing.undo(city) == ["text/services.md"]
    assert text.read_bytes() == before
    with pytest.raises(InputFault, match="no import to undo"):
        importing.undo(city)


def test_undo_does_not_run_over_what_was_written_since(city: Path) -> None:
    importing.bring(sent_back(city, "docx", reworded("고친 글이다.")), city)
    (city / "text" / "services.md").write_text("+++\n+++\n## {#imbalance}\n손으로 다시 고침\n", encoding="utf-8")
    with pytest.raises(InputFault, match="changed after the import"):
        importing.undo(city)


def test_a_signature_does_not_hold_for_other_words_and_that_is_said(city: Path) -> None:
    text = city / "text" / "services.md"
    written_by = text.read_text(encoding="utf-8")
    body = written_by.split("{#imbalance}\n")[1].strip()
    sha = hashlib.sha256(body.encode()).hexdigest()
    signed = f'[[signed]]\nanchor = "imbalance"\nsigned_role = "담당 과장"\nsigned_on = "2025-01-02"\nbody_sha256 = "{sha}"\n'
    text.write_text(written_by.replace("+++\n##", f"{signed}+++\n##"), encoding="utf-8")
    building.build(city, formats=("docx",))
    report = importing.bring(sent_back(city, "docx", reworded("고친 글이다.")), city)
    assert report.changed[0].signed == "담당 과장, 2025-01-02" and "풀린다" in importing.as_text(report)
    made = building.make(city)
    assert not [b for b in compose(made.city, made.shelf).blocks if isinstance(b, Paragraph) and b.signed_role]


def test_texts_changed_on_both_sides_are_a_fault_and_nothing_is_written(city: Path) -> None:
    path = sent_back(city, "docx", reworded("고친 글이다."))
    text = city / "text" / "services.md"
    here = text.read_text(encoding="utf-8").replace("농촌인", "들이 넓은")
    text.write_text(here, encoding="utf-8")
    with pytest.raises(InputFault, match="changed both here and in"):
        importing.bring(path, city)
    assert text.read_text(encoding="utf-8") == here and not (city / "imports").exists()


@both
def test_a_file_of_an_earlier_plan_is_refused_and_taken_when_asked_for(city: Path, kind: str) -> None:
    path = sent_back(city, kind, reworded("고친 글이다."))
    settings_file = city / "city.toml"
    settings_file.write_text(re.sub(r'title = "', 'title = "새 ', settings_file.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    building.build(city, formats=("docx",))
    with pytest.raises(InputFault, match="another version of the plan"):
        importing.bring(path, city)
    report = importing.bring(path, city, older=True)
    assert len(report.changed) == 1 and report.edits == ()


def test_a_file_of_another_city_is_refused(city: Path) -> None:
    path = sent_back(city, "docx", reworded("고친 글이다."))
    settings_file = city / "city.toml"
    settings_file.write_text(re.sub(r'(?m)^name = ".*"', 'name = "다른시"', settings_file.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    with pytest.raises(InputFault, match="another city"):
        importing.bring(path, city)


def test_a_hwpx_of_which_nothing_is_kept_is_refused(city: Path) -> None:
    path = sent_back(city, "hwpx", reworded("고친 글이다."))
    shutil.rmtree(city / "plan")
    shutil.rmtree(city / ".cache" / "exported")
    with pytest.raises(InputFault, match="nothing is kept"):
        importing.bring(path, city)


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        ("broken.docx", b"PK\x03\x04 this is no zip", "cannot be read to its end"),
        ("old.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older format"),
        ("empty.docx", b"", "cannot be read to its end"),
    ],
)
def test_broken_files_are_faults(city: Path, name: str, held: bytes, said: str) -> None:
    (city.parent / name).write_bytes(held)
    with pytest.raises(InputFault, match=said):
        importing.bring(city.parent / name, city)


def test_a_cut_part_a_strange_zip_and_a_file_not_there_are_faults(city: Path, tmp_path: Path) -> None:
    good = city / "plan" / "document" / "plan.docx"
    with zipfile.ZipFile(good) as packed, zipfile.ZipFile(tmp_path / "cut.docx", "w") as out:
        for part in packed.namelist():
            out.writestr(part, packed.read(part)[: 2000 if part == "word/document.xml" else None])
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as out:
        out.writestr("a.png", b"x")
    python_docx.Document().save(str(tmp_path / "own.docx"))
    for name, said in {"cut.docx": "cannot be read", "pictures.zip": "no office text", "own.docx": "not written by dosi", "none.docx": "is not there"}.items():
        with pytest.raises(InputFault, match=said):
            importing.bring(tmp_path / name, city)


def test_no_file_can_lead_the_words_out_of_the_folder_of_texts(city: Path) -> None:
    path = sent_back(city, "docx", reworded("고친 글이다."))

    def forge(root: Any) -> None:
        if root.tag.endswith("exported"):
            root.text = root.text.replace("services~imbalance", "../../evil~imbalance")

    edit_parts(path, r"customXml/item1\.xml", forge)
    shutil.rmtree(city / "plan")
    shutil.rmtree(city / ".cache")
    with pytest.raises(InputFault):
        importing.bring(path, city)
    assert not list(city.parent.rglob("evil*"))


def test_an_import_that_changed_no_text_does_not_offer_to_undo_it(city: Path) -> None:
    path = sent_back(city, "docx", lambda root, s: add_after(saying(root, s, "기준일"), s, "표지에 쓴 말"))
    told = CliRunner().invoke(app, ["text", "import", str(path), str(city)])
    assert told.exit_code == 0 and "바뀐 글 0" in told.output and "표지에 쓴 말" in told.output
    assert "dosi text undo" not in told.output and "되돌릴 것도 없음" in told.output


def test_the_commands_say_what_they_do(city: Path) -> None:
    path = sent_back(city, "docx", lambda root, s: (reworded("고친 글이다.")(root, s), add_after(saying(root, s, "기준일"), s, "표지에 쓴 말")))
    run = CliRunner()
    told = run.invoke(app, ["text", "import", str(path), str(city), "--dry-run"])
    assert told.exit_code == 0 and "text/services.md {#imbalance}" in told.output and "고친 글이다." in told.output
    done = run.invoke(app, ["text", "import", str(path), str(city), "--json"])
    said = json.loads(done.output)
    assert [c["file"] for c in said["changed"]] == ["services.md"] and said["left"][0]["words"] == "표지에 쓴 말"
    assert "표지에 쓴 말" in (city / said["folder"] / "left.md").read_text(encoding="utf-8")
    assert run.invoke(app, ["text", "undo", str(city)]).exit_code == 0
    assert run.invoke(app, ["text", "import", str(city / "none.docx"), str(city)]).exit_code == 2


# The example, and a second word processor


@pytest.mark.parametrize("kind", FORMATS)
def test_the_example_comes_back_as_it_went(sejong_built: Any, kind: str) -> None:
    folder = Path(sejong_built.folder) / "document"
    was = office.exported(folder.parent / "exported.json")
    assert was is not None
    came = back(folder / f"plan.{kind}", was)
    assert (came.edits, came.left, came.gone) == ((), (), ())
    assert all(came.texts[place] == lines_of(was, place) for place in was.places())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_saved_by_another_word_processor_still_comes_back(tmp_path: Path) -> None:
    path, was = written(plan_with(vision=BODY, effect="한 문단."), "docx", tmp_path)
    edit(path, lambda root, s: say(saying(root, s, "한 문단."), s, "한 문단을 고침."))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/home", "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "out", path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    returned = office.read(tmp_path / "out" / "plan.docx")
    came = compare(was, returned)
    assert returned.version == was.version
    assert came.texts == {"goals~vision": lines_of(was, "goals~vision"), "goals~effect": ((False, "한 문단을 고침."),)}
    assert (came.edits, came.left, came.gone) == ((), (), ())
