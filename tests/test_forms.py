"""Forms go out to departments and come back: identical when filled in well, told cell by cell when not, never guessed."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import SEJONG, TINY, copy_of
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from dosi.sources import city as city_folder
from dosi.sources import forms as declared
from dosi.workbench import building, forms
from dosi.workbench.cli import app
from dosi.workbench.collecting import collect

KR = city_folder.CATALOGUE / "kr"
PLAIN = ("existing_services", "goals", "strategies", "kpis", "funding_sources", "funding_shares", "ceilings", "received")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The tiny city with the forms of plain tables, its registers' form, and no row of them yet."""
    city = copy_of(TINY, tmp_path / "city")
    (city / "catalogue/start").mkdir()
    shutil.copy(KR / "start/forms.toml", city / "catalogue/start/forms.toml")
    return city


def empty(city: Path) -> dict[str, list[dict[str, str]]]:
    """Take the rows that forms bring out of a city, and return them as they stood."""
    rows = {}
    for path in [*(city / "rows" / f"{name}.csv" for name in PLAIN), *sorted((city / "rows/registers").glob("*.csv"))]:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows[path.relative_to(city / "rows").as_posix()] = list(csv.DictReader(stream))
        path.unlink()
    (city / "rows" / "self_checks.csv").unlink(missing_ok=True)  # diagnoses of running services, which have gone with the forms
    return rows


def write_forms(city: Path, folder: Path, filled: Mapping[str, list[dict[str, Any]]] | None = None) -> tuple[str, ...]:
    where = city_folder.roots(city)
    settings_, shelf = city_folder.read(where)
    return forms.write(folder, settings_, where, shelf, filled)


def records(city: Path) -> dict[str, list[dict[str, Any]]]:
    shelf = city_folder.read(city_folder.roots(city))[1]
    names = [t.name for t in shelf if t.name.startswith("registers/")] + [f"rows/{n}" for n in PLAIN]
    return {n: [{k: v for k, v in r.items() if k != "source"} for r in shelf.named(n).records()] for n in names}


def sheet_of(book: Any, table: str) -> Any:
    return next(s for s in book.worksheets if s["A1"].value == f"dosi:{table}")


def fill(path: Path, table: str, rows: Iterable[Mapping[str, Any]], sender: str = "김담당", date: str = "2027-02-01") -> None:
    """Type rows into a form as a person would."""
    book = load_workbook(path)
    guide = next(s for s in book.worksheets if s["A1"].value == "dosi-guide")
    guide["C4"], guide["C5"] = sender, date
    sheet = sheet_of(book, table)
    at = {c.value: c.column for c in sheet[1][1:]}
    for no, row in enumerate(rows, start=7):
        for name, value in row.items():
            sheet.cell(no, at[name], value)
    book.save(path)


GOAL = {"goal": "g1", "title_ko": "안전한 길", "title_en": "Safe streets", "sentence_ko": "걷는 사람이 다치지 않는 길을 만든다."}


# going out ------------------------------------------------------------------------------------------------------------


def test_every_register_and_plain_table_of_the_country_has_a_form_in_some_department(tmp_path: Path) -> None:
    where = city_folder.roots(SEJONG)
    shelf = city_folder.read(where)[1]
    made = declared.declared(where, shelf)
    assert {f.kind.name for f in made} == {t.name for t in shelf if t.name.startswith("registers/")} | {f"rows/{n}" for n in (*PLAIN, "unit_changes", "handover")} | {"voice/answers"}
    assert not [f.kind.name for f in made if declared.EVERYBODY in f.departments or not f.citation_ko or not f.ask_ko]
    assert not [(f.kind.name, n) for f in made for n, c in f.columns.items() if not (c.example or c.choices or c.column.optional or c.joins)]


def test_an_example_of_a_form_could_be_filled_in(tmp_path: Path) -> None:
    where = city_folder.roots(SEJONG)
    for form in declared.declared(where, city_folder.read(where)[1]):
        for column in form.columns.values():
            if column.example:
                column.column.parse(column.example)


def test_a_sheet_says_what_is_asked_on_which_basis_and_checks_every_column(city: Path, tmp_path: Path) -> None:
    write_forms(city, tmp_path / "forms")
    book = load_workbook(tmp_path / "forms/예산.xlsx")
    assert book.sheetnames[0] == "안내"
    sheet = sheet_of(book, "rows/ceilings")
    assert "수립지침 제19조" in sheet["B2"].value
    assert "원 단위" in sheet["B3"].value
    assert [c.value for c in sheet[4]][1:6] == ["재원", "용도", "연도", "한도", "근거"]
    assert sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes == "C7"
    assert sheet.protection.sheet
    assert sheet["B4"].protection.locked and not sheet["B7"].protection.locked
    checks = {str(v.sqref).split(":")[0][0]: v for v in sheet.data_validations.dataValidation}
    assert [checks[c].type for c in "BCDE"] == ["list", "list", "whole", "whole"]
    assert all(v.prompt for v in checks.values())
    letter = checks["C"].formula1.split("$")[1]
    assert [c.value for c in book["목록"][letter]][1:3] == ["구축비", "운영비"]


def test_a_form_whose_key_is_a_list_comes_with_a_row_for_every_item(city: Path, tmp_path: Path) -> None:
    (city / "rows/registers/swot.csv").unlink()
    assert "공통.xlsx" in write_forms(city, tmp_path / "forms"), "its form names no department"
    book = load_workbook(tmp_path / "forms/공통.xlsx")
    first = [sheet_of(book, "registers/swot").cell(7, c).value for c in (2, 3)]
    assert first[0]
    assert first[1] is None
    assert "registers/swot" in {m.table for m in collect(tmp_path / "forms", city).missing}


# coming back ----------------------------------------------------------------------------------------------------------


def test_the_tiny_citys_forms_come_back_identical(city: Path, tmp_path: Path) -> None:
    before = records(city)
    raw = empty(city)
    write_forms(city, tmp_path / "forms", before)
    report = collect(tmp_path / "forms", city)
    assert not report.faults
    assert records(city) == before
    assert {w.file for w in report.written} == {f"rows/{name}" for name in raw}


def test_every_register_of_the_example_comes_back_identical(tmp_path: Path) -> None:
    city = copy_of(SEJONG, tmp_path / "city")
    before = records(city)
    write_forms(city, tmp_path / "forms", before)
    empty(city)
    report = collect(tmp_path / "forms", city)
    assert [str(f) for f in report.faults] == []
    assert records(city) == before
    assert {m.table for m in report.missing} == {"registers/special_complex"}


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12).map(str.strip).filter(lambda w: w and not w.startswith("="))
KEYS = st.text("가나다abc123-_. ", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(max_examples=10)
@given(st.dictionaries(KEYS, st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5))
def test_whatever_a_department_writes_comes_back_as_written(tmp_path_factory: pytest.TempPathFactory, goals: dict[str, tuple[str, str, str]]) -> None:
    tmp = tmp_path_factory.mktemp("any")
    city = copy_of(TINY, tmp / "city")
    (city / "catalogue/start").mkdir()
    shutil.copy(KR / "start/forms.toml", city / "catalogue/start/forms.toml")
    (city / "rows/goals.csv").unlink()
    (city / "rows/strategies.csv").unlink()
    rows = [dict(zip(("goal", "title_ko", "title_en", "sentence_ko"), (key, *words), strict=True)) for key, words in goals.items()]
    write_forms(city, tmp / "forms", {"rows/goals": rows})
    assert not collect(tmp / "forms", city).faults
    assert records(city)["rows/goals"] == rows


def one_form(city: Path, tmp_path: Path, rows: list[dict[str, Any]], table: str = "rows/goals", name: str = "스마트도시 총괄.xlsx", **more: str) -> Path:
    if not (tmp_path / "forms").is_dir():
        write_forms(city, tmp_path / "forms")
    back = tmp_path / "back"
    back.mkdir(exist_ok=True)
    copied = back / more.pop("to", "아무 이름.xlsx")
    shutil.copy(tmp_path / "forms" / name, copied)
    fill(copied, table, rows, **more)
    return back


def test_the_report_says_who_sent_what_and_what_nobody_filled_in(city: Path, tmp_path: Path) -> None:
    empty(city)
    back = one_form(city, tmp_path, [GOAL, GOAL | {"goal": "g2"}])
    (back / "메모.txt").write_text("서식이 아님", encoding="utf-8")
    report = collect(back, city)
    (sent,) = report.sent
    assert (sent.workbook, sent.department, sent.sender, sent.date, dict(sent.rows)) == ("아무 이름.xlsx", "스마트도시 총괄", "김담당", "2027-02-01", {"목표": 2})
    assert {m.table for m in report.missing} == {"registers/swot", *(f"rows/{n}" for n in PLAIN if n != "goals")}
    assert report.not_forms == ("메모.txt",)


def test_rows_of_the_city_stay_unless_their_key_comes_back(city: Path, tmp_path: Path) -> None:
    back = one_form(city, tmp_path, [GOAL | {"title_ko": "더 안전한 길"}, GOAL | {"goal": "g3"}])
    (written,) = collect(back, city).written
    assert (written.new, written.replaced, written.kept) == (1, ("g1",), 1)
    with (city / "rows/goals.csv").open(encoding="utf-8") as stream:
        assert [(r["goal"], r["title_ko"]) for r in csv.DictReader(stream)] == [("g1", "더 안전한 길"), ("g2", "편한 이동"), ("g3", "안전한 길")]
    assert collect(back, city).written[0].replaced == (), "collected again, nothing changes"


def test_choices_may_be_written_as_shown_or_as_ids_and_lists_with_semicolons(city: Path, tmp_path: Path) -> None:
    empty(city)
    row = {"existing": "e9", "title_ko": "안내기", "field": "svc-02", "twin": "", "zones": "가생활권; 다생활권;d", "since_year": 2019, "owner": "교통과", "maturity": 2,
           "result_ko": "고장이 잦다", "decision": "개선", "improvement_ko": "바꾼다"}  # fmt: skip
    back = one_form(city, tmp_path, [row], "rows/existing_services", "교통.xlsx")
    report = collect(back, city)
    assert [str(f) for f in report.faults] == []
    (kept,) = records(city)["rows/existing_services"]
    assert (kept["zones"], kept["decision"], kept["field"]) == ("a;c;d", "improve", "svc-02")


def test_a_strategy_may_name_a_goal_that_comes_back_with_it(city: Path, tmp_path: Path) -> None:
    empty(city)
    back = one_form(city, tmp_path, [GOAL])
    fill(back / "아무 이름.xlsx", "rows/strategies", [{"strategy": "t1", "goal": "g7", "title_ko": "가", "title_en": "A", "themes": "safety", "services": "smart_crossing",
                                                       "kpis": "k1", "higher_plan": "hp-national", "higher_plan_item": "나"}])  # fmt: skip
    report = collect(back, city)
    assert [f.found for f in report.faults if '"g7"' in f.what]
    for named in ("g1", "안전한 길"):
        fill(back / "아무 이름.xlsx", "rows/strategies", [{"goal": named}])
        assert not [f for f in collect(back, city).faults if "(목표)" in f.where]


# what is wrong is said ----------------------------------------------------------------------------------------------------


def test_two_workbooks_that_say_different_things_are_both_shown_and_neither_is_taken(city: Path, tmp_path: Path) -> None:
    empty(city)
    one_form(city, tmp_path, [GOAL], to="가.xlsx")
    back = one_form(city, tmp_path, [GOAL | {"title_ko": "빠른 길"}], to="나.xlsx")
    fill(back / "나.xlsx", "rows/kpis", [{"kpi": "k1", "title_ko": "사고", "indicator": "accident_rate", "owner": "교통과", "source_ko": "사고 자료"}])
    report = collect(back, city)
    (fault,) = report.faults
    assert "가.xlsx" in fault.where and "나.xlsx" in fault.where
    assert "안전한 길" in fault.found and "빠른 길" in fault.found
    assert not (city / "rows/goals.csv").exists()
    assert [w.table for w in report.written] == ["rows/kpis"], "other tables are not held up"


def test_the_same_row_from_two_departments_is_taken_once(city: Path, tmp_path: Path) -> None:
    empty(city)
    one_form(city, tmp_path, [GOAL], to="가.xlsx")
    report = collect(one_form(city, tmp_path, [GOAL], to="나.xlsx"), city)
    assert not report.faults
    assert records(city)["rows/goals"] == [GOAL]


CEILING = {"fund": "city", "purpose": "구축비", "year": 2025, "ceiling_won": 1_000_000}


@pytest.mark.parametrize(
    ("change", "column", "found", "expected"),
    [({"ceiling_won": "약 백만 원"}, "E (한도)", "약 백만 원", "whole currency units"), ({"year": "내년"}, "D (연도)", "내년", "a whole number"),
     ({"purpose": "구축"}, "C (용도)", "구축", "구축비, 운영비"), ({"fund": "시비시비"}, "B (재원)", "시비시비", "시비, 국비"), ({"ceiling_won": -1}, "E (한도)", "-1", "0 won or more"),
     ({"ceiling_won": None}, "E (한도)", "", "한도")],
)  # fmt: skip
def test_a_cell_that_breaks_its_column_is_a_fault_with_workbook_sheet_row_and_column(
    change: dict[str, Any], column: str, found: str, expected: str, city: Path, tmp_path: Path
) -> None:
    (city / "rows/ceilings.csv").unlink()
    report = collect(one_form(city, tmp_path, [CEILING, CEILING | {"year": 2026} | change], "rows/ceilings", "예산.xlsx"), city)
    (fault,) = report.faults
    assert fault.where == f"아무 이름.xlsx, sheet 재원별·연도별 한도, row 8, column {column}"
    assert found in fault.found
    assert expected in fault.expected
    assert fault.fix
    assert not (city / "rows/ceilings.csv").exists()


def test_all_faults_come_together_and_the_command_exits_2_with_its_report(city: Path, tmp_path: Path) -> None:
    (city / "rows/ceilings.csv").unlink()
    back = one_form(city, tmp_path, [CEILING | {"year": "a"}, CEILING | {"year": "b"}, CEILING, CEILING], "rows/ceilings", "예산.xlsx")
    (back / "상한.xlsx").write_bytes((back / "아무 이름.xlsx").read_bytes()[:2000])
    answer = CliRunner().invoke(app, ["collect", str(back), str(city)])
    assert answer.exit_code == 2
    assert answer.output.count("where:") == 4
    assert "김담당" in answer.output
    said = json.loads(CliRunner().invoke(app, ["collect", str(back), str(city), "--json"]).output)
    assert len(said["faults"]) == 4
    assert said["sent"][0]["sender"] == "김담당"


def test_a_workbook_that_is_no_form_is_said_and_left_alone(city: Path, tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    Workbook().save(tmp_path / "back/회의.xlsx")
    report = collect(tmp_path / "back", city)
    assert (report.not_forms, report.sent, report.faults) == (("회의.xlsx",), (), ())


def test_what_was_collected_builds(city: Path, tmp_path: Path) -> None:
    before = records(city)
    empty(city)
    write_forms(city, tmp_path / "forms", before)
    collect(tmp_path / "forms", city)
    states = {v.requirement: v.state for v in building.make(city).verdicts}
    assert states == {v.requirement: v.state for v in building.make(copy_of(TINY, tmp_path / "as_it_was")).verdicts}


def with_head(city: Path, folder: Path, head: str) -> Path:
    """The budget office's form, filled in with 1,500 under a changed head."""
    (city / "rows/ceilings.csv").unlink()
    write_forms(city, folder)
    fill(folder / "예산.xlsx", "rows/ceilings", [{"fund": "city", "purpose": "capital", "year": 2025, "ceiling_won": 1500, "basis": "예시"}])
    book = load_workbook(folder / "예산.xlsx")
    sheet_of(book, "rows/ceilings")["E4"] = head
    book.save(folder / "예산.xlsx")
    return folder


@pytest.mark.parametrize(("head", "won"), [("한도(백만원)", 1_500_000_000), ("한도 (단위: 천원)", 1_500_000), ("한 도", 1500)])
def test_a_unit_of_money_in_the_head_of_a_form_is_converted_and_said(head: str, won: int, city: Path, tmp_path: Path) -> None:
    report = collect(with_head(city, tmp_path / "forms", head), city)
    assert [str(f) for f in report.faults] == []
    assert records(city)["rows/ceilings"][0]["ceiling_won"] == won
    assert any("원으로 바꾸었다" in words for words in report.understood) == (won != 1500)


@pytest.mark.parametrize("head", ["한도(백만달러)", "한도(명)", "집행액", "한도(%)"])
def test_a_changed_head_that_is_no_unit_of_money_is_a_fault_and_not_lost(head: str, city: Path, tmp_path: Path) -> None:
    (fault,) = collect(with_head(city, tmp_path / "forms", head), city).faults
    assert (fault.found.strip("'"), fault.expected) == (head, "한도") and "column E" in fault.where
    assert not (city / "rows/ceilings.csv").exists()
