"""Tables as planners keep them: what is unmistakable is converted exactly and told, what is doubtful is asked."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, copy_of, edit_cell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from dosi.model.errors import Fault, InputFault
from dosi.model.rows import Ceilings, Contests, Decisions, ExistingServices, FundingShares, Law, Opinions, UnitChanges
from dosi.model.table import Source, Table, plain_number
from dosi.sources import rows
from dosi.sources.vectors import open_shapes
from dosi.workbench import building

MILLION = 1_000_000
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def written(path: Path, grid: list[list[Any]], merged: tuple[str, ...] = ()) -> Path:
    """A grid as CSV or, with merged ranges, as a workbook."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(grid)
        return path
    book = Workbook()
    for row in grid:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def read(kind: type[Table], path: Path) -> Table:
    return rows.read(kind, [("city:rows/" + path.name, path, Source("city:rows/" + path.name, ""))])


def faults(kind: type[Table], path: Path) -> list[Any]:
    with pytest.raises(InputFault) as trouble:
        read(kind, path)
    return list(trouble.value.faults)


def understood(table: Table) -> str:
    return " / ".join(words for source in table.sources.values() for words in source.understood)


def test_a_budget_sheet_as_an_office_keeps_it(tmp_path: Path) -> None:
    """Title, unit line, merged funds, full-width digits, △, a checked total and footnotes; 1,200.5 million are 1,200,500,000 won."""
    grid = [
        ["2025~2026년 재원별 한도", "", "", "", ""],
        ["", "", "", "", "(단위: 백만원)"],
        ["재원", "용도", "연도", "한도", "근거"],
        ["city", "capital", "２０２５", "1,200.5", "예산서"],
        ["", "capital", "2026", "300", ""],
        ["state", "capital", "2025", "400", ""],
        ["합계", "", "", "1,900.5", ""],
        ["※ 국비는 공모에 뽑힌 경우", "", "", "", ""],
        ["주: 2024년 가격", "", "", "", ""],
    ]
    table = read(Ceilings, written(tmp_path / "ceilings.xlsx", grid, ("A1:E1", "A4:A5")))
    assert {tuple(r[c] for c in ("fund", "purpose", "year", "ceiling_won")) for r in table.records()} == {
        ("city", "capital", 2025, 1_200_500_000), ("city", "capital", 2026, 300 * MILLION), ("state", "capital", 2025, 400 * MILLION),
    }  # fmt: skip
    said = understood(table)
    assert all(words in said for words in ("머리글을 3행에서", "백만원을 원으로", "합계 1행(7행)", "주석 2줄(8, 9행)", "전각"))


def test_units_stand_in_headers_too(tmp_path: Path) -> None:
    grid = [["fund", "purpose", "year", "한도(천원)", "basis"], ["city", "capital", "2025", "1,234,567", ""]]
    assert read(Ceilings, written(tmp_path / "ceilings.csv", grid)).rows["ceiling_won"].tolist() == [1_234_567_000]
    grid = [["시행 기관", "용도", "재원", "비율(%)", "근거"], ["a", "capital", "b", "33.3", "예시"]]
    assert read(FundingShares, written(tmp_path / "funding_shares.csv", grid)).rows["share"].tolist() == [0.333]


def test_a_header_of_two_rows_is_read_as_one(tmp_path: Path) -> None:
    grid = [["재원", "", "연도별", ""], ["fund", "purpose", "year", "한도(억원)"], ["city", "capital", "2025", "1.5"]]
    table = read(Ceilings, written(tmp_path / "ceilings.csv", grid))
    assert table.rows["ceiling_won"].tolist() == [150 * MILLION]


def test_subtotals_and_the_total_are_checked_and_left_out(tmp_path: Path) -> None:
    grid = [
        ["fund", "purpose", "year", "ceiling_won"], ["a", "capital", "2025", "10"], ["a", "capital", "2026", "20"], ["소 계", "", "", "30"],
        ["b", "capital", "2025", "5"], ["소계", "", "", "5"], ["총계", "", "", "35"],
    ]  # fmt: skip
    table = read(Ceilings, written(tmp_path / "ceilings.csv", grid))
    assert len(table) == 3 and "합계 3행(4, 6, 7행)" in understood(table)
    grid[3][3], grid[6][3] = "31", "36"
    found = faults(Ceilings, written(tmp_path / "ceilings.csv", grid))
    assert [(f.where, f.found, f.expected) for f in found] == [
        ("city:rows/ceilings.csv, row 4, column ceiling_won", "'31'", "30, the sum of 2 rows"),
        ("city:rows/ceilings.csv, row 7, column ceiling_won", "'36'", "35, the sum of 3 rows"),
    ]


@pytest.mark.parametrize("text", ["2025-03-31", "2025.3.31.", "2025. 3. 31", "2025/3/31", "20250331", "2025년 3월 31일", "２０２５．３．３１"])
def test_a_day_is_the_same_day_in_every_spelling(text: str, tmp_path: Path) -> None:
    grid = [["decision", "날짜", "body", "what", "why", "touches", "effect"], ["d1", text, "시의회", "가", "나", "x", ""]]
    assert read(Decisions, written(tmp_path / "decisions.csv", grid)).rows["on_date"].tolist() == ["2025-03-31"]


@pytest.mark.parametrize("text", ["25.3.31", "2025-02-30", "3월 31일", "2025.13"])
def test_a_day_that_may_be_two_or_none_is_asked(text: str, tmp_path: Path) -> None:
    grid = [["decision", "on_date", "body", "what", "why", "touches", "effect"], ["d1", text, "시의회", "가", "나", "x", ""]]
    (fault,) = faults(Decisions, written(tmp_path / "decisions.csv", grid))
    assert fault.found == repr(text) and "2025-03-31" in fault.expected


@pytest.mark.parametrize(("text", "number"), [("△1,200", "-1200"), ("▲3", "-3"), ("(3,400.5)", "-3400.5"), ("−7", "-7"), ("1,234,567", "1234567"), ("+5", "+5")])
def test_numbers_as_accounts_write_them(text: str, number: str) -> None:
    assert plain_number(text) == number


@pytest.mark.parametrize("text", ["1,2345", "약 3", "12,34", "-", "", "1.2.3", "3명", "()"])
def test_a_number_that_may_be_another_is_asked(text: str) -> None:
    with pytest.raises(ValueError, match="a number"):
        plain_number(text)


def test_what_is_doubtful_is_told_cell_by_cell(tmp_path: Path) -> None:
    grid = [["재원", "용도", "연도", "한도"], ["city", "capital", "2025", "1,2345"], ["city", "capital", "2026", "-"], ["", "capital", "2027", "3"], ["끝", "", "", ""]]
    found = faults(Ceilings, written(tmp_path / "ceilings.csv", grid))
    assert {f.where.partition(", ")[2] for f in found} == {
        "row 2, column ceiling_won", "row 3, column ceiling_won", "row 4, column fund", "row 5, column purpose", "row 5, column year", "row 5, column ceiling_won",
    }  # fmt: skip


def test_a_layer_finds_its_header_below_a_title(tmp_path: Path) -> None:
    city = copy_of(TINY, tmp_path / "city")
    stops = (city / "data" / "stops.csv").read_text(encoding="utf-8")
    (city / "data" / "stops.csv").write_text("버스정류장 현황,,,\n,,,\n" + stops + "※ 폐지된 정류장은 뺐다,,,\n", encoding="utf-8")
    built = building.build(city, formats=("html",))
    assert any("stops.csv" in words and "3행" in words for words in built.understood) and building.build(city, formats=("html",)).understood == built.understood


MONEY = {"원": 1, "천원": 1000, "만원": 10_000, "백만원": MILLION, "억원": 100 * MILLION}
amounts = st.lists(st.integers(0, 10**12), min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts, st.sampled_from(sorted(MONEY)), st.booleans(), st.booleans(), st.booleans(), st.sampled_from([".csv", ".xlsx"]))
def test_however_a_budget_is_written_the_same_won_come_back(
    tmp_path: Path, won: list[int], unit: str, above: bool, total: bool, wide: bool, suffix: str
) -> None:
    def cell(amount: int) -> str:
        text = f"{amount // MONEY[unit]:,}" + (f".{amount % MONEY[unit]:0{len(str(MONEY[unit])) - 1}d}" if amount % MONEY[unit] else "")
        return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}) if wide else text

    grid: list[list[Any]] = [["재원별 한도", "", "", f"(단위: {unit})"]] if above else []
    grid.append(["재원", "용도", "연도", "한도" if above else f"한도 ({unit})"])
    grid += [["city", "capital", str(2025 + n), cell(amount)] for n, amount in enumerate(won)]
    if total:
        grid.append(["합 계", "", "", cell(sum(won))])
    assert read(Ceilings, written(tmp_path / f"ceilings{suffix}", grid)).rows["ceiling_won"].tolist() == won


@pytest.mark.skipif(not (SHARED / "goyang").is_dir(), reason="the shared open data is not beside the project")
def test_real_files_of_three_cities_are_read_as_they_are() -> None:
    read_whole = {}
    for path in sorted(p for name in ("sejong", "goyang", "jinju") for p in (SHARED / name).rglob("*") if p.is_file() and p.suffix not in (".tif", ".md")):
        shapes = open_shapes(path, path.name, "point", ())
        read_whole[path] = len(shapes.rows) if shapes is not None else len(rows.text_rows(path, path.name).rows)
    assert len(read_whole) >= 20 and all(read_whole.values())


def test_a_name_that_one_row_bears_is_read_as_its_id_and_said(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "voice" / "opinions.csv", {"opinion": "o1"}, "zone", "나생활권")
    made = building.make(tiny_folder, to="evidence")
    opinions = made.shelf[Opinions]
    assert opinions.at("o1", "zone") == "b"
    assert any("나생활권 = b" in words for s in opinions.sources.values() for words in s.understood)


def test_a_name_that_two_rows_bear_is_asked_for(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "rows" / "zones.csv", {"zone": "a"}, "name_ko", "나생활권")
    edit_cell(tiny_folder / "voice" / "opinions.csv", {"opinion": "o1"}, "zone", "나생활권")
    with pytest.raises(InputFault, match='"나생활권" joins nowhere'):
        building.make(tiny_folder, to="evidence")


def test_a_fault_that_two_checks_find_is_told_once() -> None:
    one = Fault("what", "where", "found", "expected", "fix")
    assert InputFault([one, one]).faults == (one,)


def test_years_amounts_with_their_unit_and_minus_signs_are_understood_cell_by_cell(tmp_path: Path) -> None:
    """1,200.5 million and 3 hundred million won in cells; a cell's own unit counts before that of the header."""
    grid = [["재원", "용도", "연도", "한도(천원)"], ["city", "구축비", "2025년", "1,200.5백만원"], ["city", "구축비", "2026 년도", "3억원"], ["city", "구축비", "2027", "5"]]
    table = read(Ceilings, written(tmp_path / "ceilings.csv", grid))
    assert [(r["year"], r["ceiling_won"]) for r in table.records()] == [(2025, 1_200_500_000), (2026, 300 * MILLION), (2027, 5000)]
    said = understood(table)
    assert all(words in said for words in ("'년'을 떼고", "(2, 3행)", "백만원 단위를 원으로", "억원 단위를 원으로", "구축비 = capital"))
    (fault,) = faults(Ceilings, written(tmp_path / "ceilings.csv", [["재원", "용도", "연도", "한도"], ["city", "capital", "2025", "△1,200"]]))
    assert fault.expected == "0 won or more"


@pytest.mark.parametrize("year", ["27년", "2027년까지", "2027~2028년", "제2027년"])
def test_a_year_that_may_be_another_is_asked(year: str, tmp_path: Path) -> None:
    (fault,) = faults(Ceilings, written(tmp_path / "ceilings.csv", [["재원", "용도", "연도", "한도"], ["city", "capital", year, "1"]]))
    assert fault.found == repr(year) and fault.where.endswith("column year")


@pytest.mark.parametrize("text", ["capital", "Capital", " CAPITAL ", "구축비", "구축 비", "구 축 비"])
def test_a_value_of_a_closed_list_may_be_its_id_or_its_label(text: str, tmp_path: Path) -> None:
    for suffix in (".csv", ".xlsx"):
        table = read(Ceilings, written(tmp_path / f"ceilings{suffix}", [["재원", "용도", "연도", "한도"], ["city", text, "2025", "1"]]))
        assert table.rows["purpose"].tolist() == ["capital"]
        assert ("이름을 기호로 읽었다" in understood(table)) == (text.strip() != "capital")


def test_a_value_that_fits_none_names_the_nearest_and_the_list(tmp_path: Path) -> None:
    (fault,) = faults(Ceilings, written(tmp_path / "ceilings.csv", [["재원", "용도", "연도", "한도"], ["city", "운영", "2025", "1"]]))
    assert (fault.expected, fault.fix) == ("구축비 (capital), 운영비 (operating)", 'did you mean "운영비"?')


def test_the_kind_of_a_change_of_units_may_be_said_in_words(tmp_path: Path) -> None:
    grid = [["변경일", "변경 구분", "변경 전", "변경 후", "전 단위 중 비율", "비율의 성격", "근거"], ["2023. 4. 1.", "분동", "가동", "나동", "0.4", "모형값", "예시"]]
    (row,) = read(UnitChanges, written(tmp_path / "unit_changes.csv", grid)).records()
    assert (row["on_date"], row["kind"], row["from_unit"], row["to_unit"], row["share_kind"]) == ("2023-04-01", "split", "가동", "나동", "modelled")


def test_opinions_may_stand_under_the_heads_that_offices_use(tmp_path: Path) -> None:
    grid = [["연번", "접수일", "채널", "생활권", "연령", "의견 내용"], ["1", "2025-01-02", "누리집", "가생활권", "", "길이 어둡다"]]
    (row,) = read(Opinions, written(tmp_path / "opinions.csv", grid)).records()
    assert (row["opinion"], row["channel"], row["zone"], row["text"]) == ("1", "누리집", "가생활권", "길이 어둡다")


def test_a_stronger_name_wins_over_a_usual_one(tmp_path: Path) -> None:
    """날짜 is the column's own name; a second column 접수일 is not taken for it as well."""
    grid = [["접수번호", "날짜", "접수일", "경로", "의견"], ["1", "2025-01-02", "2025-01-01", "누리집", "길이 어둡다"]]
    (fault,) = faults(Opinions, written(tmp_path / "opinions.csv", grid))
    assert '"접수일" is not known' in fault.what


def test_a_row_without_its_key_is_told_once_and_not_as_a_twin(tmp_path: Path) -> None:
    grid = [["재원", "용도", "연도", "한도"], ["", "capital", "2025", "1"], ["", "capital", "2025", "2"], ["city", "capital", "내년", "3"], ["city", "capital", "후년", "4"]]
    found = faults(Ceilings, written(tmp_path / "ceilings.csv", grid))
    assert len(found) == 4 and not [f for f in found if "twice" in f.what or "None" in str(f)]


def test_a_misspelt_column_is_one_fault_and_not_missing_too(tmp_path: Path) -> None:
    (fault,) = faults(Ceilings, written(tmp_path / "ceilings.csv", [["fund", "purpose", "year", "ceiling_wons"], ["city", "capital", "2025", "1"]]))
    assert "ceiling_wons" in fault.what and "ceiling_won" in fault.fix


CEILINGS = [["재원", "용도", "연도", "한도(백만원)", "근거"], ["city", "구축비", "2025", "1,200", "예산; 예시"], ["state", "운영비", "2026", "3", ""]]


@pytest.mark.parametrize(("mark", "encoding", "words"), [
    ("\t", "utf-16", ("UTF-16", "탭")), ("\t", "utf-8", ("탭",)), (";", "cp949", ("쌍반점",)), (";", "utf-8-sig", ("쌍반점",)), (",", "utf-16", ("UTF-16",)), (",", "utf-8", ()),
])  # fmt: skip
def test_files_of_every_encoding_and_separator_are_the_same_table(mark: str, encoding: str, words: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "ceilings.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=mark).writerows([["2025년 한도"], *CEILINGS])
    table = read(Ceilings, path)
    assert [(r["fund"], r["purpose"], r["year"], r["ceiling_won"]) for r in table.records()] == [
        ("city", "capital", 2025, 1200 * MILLION), ("state", "operating", 2026, 3 * MILLION)]  # fmt: skip
    assert table.rows["basis"].iloc[0] == "예산; 예시"
    said = understood(table)
    assert all(w in said for w in words) and ("나누어 읽었다" in said) == (mark != ",") and ("UTF-16" in said) == (encoding == "utf-16")


def test_a_half_written_utf_16_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ceilings.csv").write_bytes("재원\t용도".encode("utf-16") + b"\x00")
    (fault,) = faults(Ceilings, tmp_path / "ceilings.csv")
    assert "neither UTF-8 nor cp949" in fault.found


def test_a_table_under_an_ending_that_is_not_read_is_not_lost(tiny_folder: Path) -> None:
    (tiny_folder / "rows" / "gates.txt").write_text("gate\n", encoding="utf-8")
    with pytest.raises(InputFault, match=r"rename it to gates\.csv"):
        building.make(tiny_folder, to="evidence")


def test_names_are_read_whatever_their_blanks_and_what_fits_none_names_the_list(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "field", "svc-99")
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "zones", "가 생활권;나생활 권")
    with pytest.raises(InputFault) as trouble:
        building.make(tiny_folder, to="evidence")
    (fault,) = trouble.value.faults
    assert fault.found == "'svc-99'" and "rows/lists, list service_fields" in fault.expected and "svc-02" in fault.expected
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "field", "교 통")
    row = building.make(tiny_folder, to="evidence").shelf[ExistingServices].records()[0]
    assert (row["field"], row["zones"]) == ("svc-02", "a;b")


def test_a_register_takes_the_labels_of_its_list(tiny_folder: Path) -> None:
    path = tiny_folder / "rows/registers/swot.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("strength,", "강 점,"), encoding="utf-8")
    assert building.make(tiny_folder, to="evidence").shelf.named("registers/swot").rows["side"].tolist() == ["strength", "weakness"]
    path.write_text(path.read_text(encoding="utf-8").replace("강 점,", "강함,"), encoding="utf-8")
    with pytest.raises(InputFault) as trouble:
        building.make(tiny_folder, to="evidence")
    (fault,) = trouble.value.faults
    assert '"강함" joins nowhere' in fault.what and "강점 (strength)" in fault.expected


def test_a_total_over_an_empty_cell_is_left_out_and_said_to_be_unchecked(tmp_path: Path) -> None:
    """People and state money of two programmes; unknown is not zero, so that their total proves nothing."""
    grid = [["contest", "year", "title_ko", "ministry_ko", "who_ko", "address", "people_at_most", "people_at_least"], *([f"c{n}", "2025", "가", "나", "다", "라", most, "5"] for n, most in ((1, "10"), (2, ""))),
            ["합계", "", "", "", "", "", "30", "10"]]  # fmt: skip
    table = read(Contests, written(tmp_path / "contests.csv", grid))
    assert len(table) == 2 and "맞추어 보지 못한 열: people_at_most" in understood(table)


@pytest.mark.parametrize(("text", "value"), [("예", True), ("아니오", False), ("아 니오", False), ("yes", True), ("N", False)])
def test_yes_and_no_may_be_korean(text: str, value: bool, tmp_path: Path) -> None:
    grid = [["clause", "source_title_ko", "citation_ko", "citation_en", "condition", "title_ko", "title_en", "version_ko", "minor_change", "address"],
            ["c1", "가", "나", "B", "언제나", "다", "C", "라", text, "마"]]  # fmt: skip
    (row,) = read(Law, written(tmp_path / "law.csv", grid)).records()
    assert (row["minor_change"], row["condition"]) == (value, "always")
