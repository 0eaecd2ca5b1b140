"""Filled forms are kept as people keep tables: what any table may hold is understood and said, what is doubtful is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SEJONG, copy_of
from openpyxl import Workbook, load_workbook
from test_forms import city, empty, fill, records, sheet_of, write_forms
from typer.testing import CliRunner

from dosi.sources import city as city_folder
from dosi.sources import forms as declared
from dosi.workbench.cli import app
from dosi.workbench.collecting import Collected, as_text, collect

__all__ = ["city"]  # the fixture of the forms' tests
CEILING = {"fund": "시비", "purpose": "구축비", "year": 2025, "ceiling_won": 1_000_000}


def sent(city: Path, tmp_path: Path, table: str, rows: list[dict[str, Any]], change: Callable[[Any], None] = lambda sheet: None, name: str = "예산.xlsx", to: str = "") -> Path:
    """A department's form, filled in with rows and then changed by hand."""
    if not (tmp_path / "forms").is_dir():
        write_forms(city, tmp_path / "forms")
    (tmp_path / "back").mkdir(exist_ok=True)
    path = tmp_path / "back" / (to or name)
    shutil.copy(tmp_path / "forms" / name, path)
    fill(path, table, rows)
    book = load_workbook(path)
    change(sheet_of(book, table))
    book.save(path)
    return tmp_path / "back"


def said(report: Collected) -> str:
    return " / ".join(report.understood)


def test_a_form_filled_in_as_offices_do_is_read_exactly_and_every_step_is_said(city: Path, tmp_path: Path) -> None:
    """Merged fund, 2027년, commas, 백만원 in a cell, full-width digits, a subtotal, a total written over the row's number, footnotes."""
    (city / "rows/ceilings.csv").unlink()
    rows = [
        CEILING | {"year": "2025년", "ceiling_won": "1,200백만원"}, CEILING | {"fund": "", "year": "２０２６", "ceiling_won": "3억원"},
        {"fund": "소계", "ceiling_won": "1,500,000,000"}, CEILING | {"fund": "국비", "purpose": "구축 비", "ceiling_won": "△0"},
    ]  # fmt: skip

    def change(sheet: Any) -> None:
        sheet.merge_cells("B7:B8")
        sheet["A11"], sheet["E11"] = "합 계", 1_500_000_000
        sheet["B12"] = "※ 국비는 공모에 뽑힌 경우"
        sheet.merge_cells("B12:F12")

    report = collect(sent(city, tmp_path, "rows/ceilings", rows, change), city)
    assert [str(f) for f in report.faults] == []
    assert [(r["fund"], r["purpose"], r["year"], r["ceiling_won"]) for r in records(city)["rows/ceilings"]] == [
        ("city", "capital", 2025, 1_200_000_000), ("city", "capital", 2026, 300_000_000), ("state", "capital", 2025, 0)]  # fmt: skip
    for words in ("전각", "주석 1줄(12행)", "합계 2행(9, 11행)을 맞추어 보고 뺐다", "연도에 붙은 '년'", "백만원 단위", "억원 단위", "△"):
        assert words in said(report)
    assert all(line.startswith("예산.xlsx, sheet 재원별·연도별 한도: ") for line in report.understood)
    assert "읽은 방법" in as_text(report) and report.sent[0].rows == {"재원별·연도별 한도": 3}


def test_a_total_of_a_form_that_is_no_sum_is_a_fault_in_the_sheets_own_words(city: Path, tmp_path: Path) -> None:
    (city / "rows/ceilings.csv").unlink()
    rows = [CEILING, CEILING | {"year": 2026}, {"fund": "합계", "ceiling_won": 2_000_001}]
    (fault,) = collect(sent(city, tmp_path, "rows/ceilings", rows), city).faults
    assert (fault.where, fault.found) == ("예산.xlsx, sheet 재원별·연도별 한도, row 9, column E (한도)", "'2,000,001'")
    assert "2,000,000, the sum of 2 rows" in fault.expected
    assert not (city / "rows/ceilings.csv").exists()


def test_a_unit_line_above_a_form_counts(city: Path, tmp_path: Path) -> None:
    (city / "rows/ceilings.csv").unlink()

    def change(sheet: Any) -> None:
        sheet["B3"] = "해마다 쓸 수 있는 금액 (단위: 천원)"

    assert not collect(sent(city, tmp_path, "rows/ceilings", [CEILING], change), city).faults
    assert records(city)["rows/ceilings"][0]["ceiling_won"] == 1_000_000_000


def test_what_is_written_beside_a_form_is_not_read_and_that_is_said(city: Path, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["G4"], sheet["G7"] = "비고", "확정 전"

    report = collect(sent(city, tmp_path, "rows/ceilings", [CEILING], change), city)
    assert not report.faults and "서식에 없는 열 G(비고)은 읽지 않았다" in said(report)


@pytest.mark.parametrize(("cell", "column", "found"), [("약 2027년", "year", "약 2027년"), ("12백만", "ceiling_won", "12백만"), ("운영", "purpose", "운영"), ("1,20백만원", "ceiling_won", "1,20백만원")])
def test_what_is_doubtful_in_a_form_is_asked_once(cell: str, column: str, found: str, city: Path, tmp_path: Path) -> None:
    (city / "rows/ceilings.csv").unlink()
    report = collect(sent(city, tmp_path, "rows/ceilings", [CEILING, CEILING | {"year": 2026, column: cell}]), city)
    (fault,) = report.faults
    assert fault.found == repr(found) and "row 8" in fault.where
    assert not (city / "rows/ceilings.csv").exists()


def test_rows_without_a_key_bring_no_fault_about_twins(city: Path, tmp_path: Path) -> None:
    (city / "rows/ceilings.csv").unlink()
    rows = [CEILING | {"year": ""}, CEILING | {"year": ""}, CEILING | {"year": "언젠가"}, CEILING | {"year": "나중"}]
    sent(city, tmp_path, "rows/ceilings", rows, to="가.xlsx")
    report = collect(sent(city, tmp_path, "rows/ceilings", [CEILING | {"year": "", "ceiling_won": 5}], to="나.xlsx"), city)
    assert len(report.faults) == 5 and all("column D (연도)" in f.where for f in report.faults)
    assert not [f for f in report.faults if "None" in str(f)]


def test_a_goal_that_lost_its_key_brings_no_fault_where_it_is_named(city: Path, tmp_path: Path) -> None:
    empty(city)
    back = sent(city, tmp_path, "rows/goals", [{"title_ko": "안전한 길", "title_en": "Safe", "sentence_ko": "가"}], name="스마트도시 총괄.xlsx")
    fill(back / "스마트도시 총괄.xlsx", "rows/strategies", [{"strategy": "t1", "goal": "안전한 길", "title_ko": "가", "title_en": "A", "themes": "safety", "services": "smart_crossing",
                                                             "kpis": "k1", "higher_plan": "hp-national", "higher_plan_item": "나"}])  # fmt: skip
    report = collect(back, city)
    assert not [f for f in report.faults if "안전한 길" in f.found and "(목표)" in f.where and "strategies" in f.what]
    assert [f for f in report.faults if "goal is empty" in f.what]


# several rows of one kind -----------------------------------------------------------------------------------------------------


@pytest.fixture
def many(city: Path) -> Path:
    """The tiny city, whose strengths and weaknesses may each be several; no row of them yet."""
    path = city / "catalogue/registers.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('key = ["side"]', 'key = ["side"]\nseveral = true'), encoding="utf-8")
    (city / "rows/registers/swot.csv").unlink()
    return city


def swot(*sides: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip(("side", "finding_ko", "source_ko", "no"), side, strict=False)) for side in sides]


def held(city: Path) -> list[tuple[str, int, str]]:
    return [(r["side"], r["no"], r["finding_ko"]) for r in records(city)["registers/swot"]]


def test_a_city_may_have_several_strengths(many: Path, tmp_path: Path) -> None:
    rows = swot(("강점", "젊다", "가"), ("강점", "빠르다", "나"), ("약점", "멀다", "다"), ("강점", "넓다", "라"))
    back = sent(many, tmp_path, "registers/swot", rows, name="공통.xlsx")
    report = collect(back, many)
    assert [str(f) for f in report.faults] == []
    expected = [("strength", 1, "젊다"), ("strength", 2, "빠르다"), ("weakness", 1, "멀다"), ("strength", 3, "넓다")]
    assert held(many) == expected
    (again,) = collect(back, many).written
    assert (again.new, again.replaced, held(many)) == (0, (), expected), "collected again, nothing changes"


def test_rows_from_two_workbooks_stand_beside_each_other_and_equal_ones_once(many: Path, tmp_path: Path) -> None:
    sent(many, tmp_path, "registers/swot", swot(("강점", "젊다", "가"), ("강점", "빠르다", "나")), name="공통.xlsx", to="가.xlsx")
    back = sent(many, tmp_path, "registers/swot", swot(("강점", "빠르다", "나"), ("강점", "넓다", "다")), name="공통.xlsx", to="나.xlsx")
    assert not collect(back, many).faults
    assert held(many) == [("strength", 1, "젊다"), ("strength", 2, "빠르다"), ("strength", 3, "넓다")]


def test_a_row_with_its_number_replaces_that_row(many: Path, tmp_path: Path) -> None:
    (many / "rows/registers/swot.csv").write_text("side,finding_ko,source_ko\nstrength,젊다,가\nstrength,빠르다,나\n", encoding="utf-8")
    assert held(many) == [("strength", 1, "젊다"), ("strength", 2, "빠르다")], "a file without numbers is numbered in its order"
    (written,) = collect(sent(many, tmp_path, "registers/swot", swot(("강점", "더 빠르다", "나", 2), ("강점", "넓다", "다")), name="공통.xlsx"), many).written
    assert (written.new, written.replaced, written.kept) == (1, ("strength~2",), 1)
    assert held(many) == [("strength", 1, "젊다"), ("strength", 2, "더 빠르다"), ("strength", 3, "넓다")]


def test_the_same_number_twice_is_a_fault(many: Path, tmp_path: Path) -> None:
    (fault,) = collect(sent(many, tmp_path, "registers/swot", swot(("강점", "젊다", "가", 1), ("강점", "넓다", "다", 1)), name="공통.xlsx"), many).faults
    assert '"strength~1": stands twice' in fault.what
    (fault,) = collect(sent(many, tmp_path, "registers/swot", swot(("강점", "젊다", "가", "첫째")), name="공통.xlsx"), many).faults
    assert fault.found == "'첫째'" and "(번호)" in fault.where


def test_no_register_of_the_country_that_asks_for_content_of_a_kind_takes_only_one_row_of_it(tmp_path: Path) -> None:
    """Two strengths, two interviews in a field, two agencies of a kind ... each comes back as two rows."""
    city = copy_of(SEJONG, tmp_path / "city")
    where = city_folder.roots(city)
    shelf = city_folder.read(where)[1]
    numbered = {f.kind.name: f for f in declared.declared(where, shelf) if f.kind.numbered_by}
    assert {"registers/swot", "registers/department_interviews", "registers/technology_trends", "registers/existing_infrastructure"} <= set(numbered)
    twice = {n: [{**r, "no": None} for r in shelf.named(n).records()[:1]] for n in numbered if len(shelf.named(n))}
    for name, rows in twice.items():
        words = next(c for c, col in numbered[name].columns.items() if col.column.type == "text" and c not in numbered[name].kind.key and not col.joins and not col.choices)
        rows.append({**rows[0], words: "또 하나"})
        (city / "rows" / f"{name}.csv").unlink()
    write_forms(city, tmp_path / "forms", twice)
    assert [str(f) for f in collect(tmp_path / "forms", city).faults] == []
    after = city_folder.read(city_folder.roots(city))[1]
    assert {n: [r["no"] for r in after.named(n).records()] for n in twice} == {name: [1, 2] for name in twice}


# the forms themselves -------------------------------------------------------------------------------------------------------


def test_changes_of_dong_are_asked_in_the_planning_departments_workbook(city: Path, tmp_path: Path) -> None:
    rows = [{"on_date": "2023년 4월 1일", "kind": "분동", "from_unit": "가동", "to_unit": to, "share": share, "basis": "예시"} for to, share in (("가동", 0.6), ("나동", 0.4))]
    back = sent(city, tmp_path, "rows/unit_changes", rows, name="도시계획.xlsx")
    report = collect(back, city)
    assert [str(f) for f in report.faults] == []
    text = (city / "rows/unit_changes.csv").read_text(encoding="utf-8")
    assert "2023-04-01,split,가동,나동,0.4" in text
    assert "rows/unit_changes" not in {m.table for m in report.missing}
    (fault,) = collect(sent(city, tmp_path, "rows/unit_changes", [rows[0] | {"kind": "분할"}], name="도시계획.xlsx"), city).faults
    assert "분동, 통합, 이름 변경, 경계 조정" in fault.expected


def test_a_city_without_changes_of_dong_misses_nothing(city: Path, tmp_path: Path) -> None:
    write_forms(city, tmp_path / "forms")
    assert "rows/unit_changes" not in {m.table for m in collect(tmp_path / "forms", city).missing}


def test_a_column_of_several_values_says_how_to_separate_them_and_where_they_stand(city: Path, tmp_path: Path) -> None:
    write_forms(city, tmp_path / "forms")
    book = load_workbook(tmp_path / "forms/교통.xlsx")
    sheet = sheet_of(book, "rows/existing_services")
    at = next(c.column_letter for c in sheet[1] if c.value == "zones")
    check = next(v for v in sheet.data_validations.dataValidation if str(v.sqref).startswith(at))
    letter = sheet[f"{at}5"].value.partition("목록 시트의 ")[2][0]
    assert "여럿은 ; 로 나눔" in sheet[f"{at}5"].value
    assert sheet[f"{at}6"].value == "가생활권;나생활권"
    assert {c.value for c in book["목록"][letter]} >= {"도시 전체", "가생활권", "나생활권", "다생활권", "라생활권"}
    assert "나누어 씁니다, 예: 가생활권;나생활권." in check.prompt and f"목록 시트의 {letter}열" in check.prompt and len(check.prompt) <= 255
    assert check.type is None, "Excel refuses nothing in a cell of several values"


def test_no_check_of_a_form_refuses_what_is_read(city: Path, tmp_path: Path) -> None:
    for name in write_forms(city, tmp_path / "forms"):
        for sheet in load_workbook(tmp_path / "forms" / name).worksheets:
            assert all(v.errorStyle == "warning" for v in sheet.data_validations.dataValidation)


def test_a_damaged_form_and_a_stray_workbook_leave_the_others_alone(city: Path, tmp_path: Path) -> None:
    (city / "rows/ceilings.csv").unlink()
    back = sent(city, tmp_path, "rows/ceilings", [CEILING])
    (back / "잘림.xlsx").write_bytes((back / "예산.xlsx").read_bytes()[:3000])
    Workbook().save(back / "회의.xlsx")
    answer = CliRunner().invoke(app, ["collect", str(back), str(city)])
    assert answer.exit_code == 2 and answer.output.count("where:") == 1 and "회의.xlsx" in answer.output
    assert (city / "rows/ceilings.csv").is_file()
