"""Figures counted in thousands: converted exactly and said where the file says so, asked about where it does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosi.model.city import Shelf
from dosi.model.errors import Fault, InputFault
from dosi.sources import city as city_folder
from dosi.sources.layers.columns import _times
from dosi.sources.layers.counting import titles_and_line, units_of

PEOPLE = [("가동", "0.1"), ("나동", "0.2"), ("다동", "0.1"), ("라동", "0.4")]
ANSWER = {"a": 100.0, "b": 200.0, "c": 100.0, "d": 400.0}


def read(city: Path) -> Shelf:
    return city_folder.read(city_folder.roots(city))[1]


def faults(city: Path) -> list[Fault]:
    with pytest.raises(InputFault) as trouble:
        read(city)
    return list(trouble.value.faults)


def table(city: Path, *above: str, header: str = "unit,people", rows: list[tuple[str, ...]] = PEOPLE) -> Path:
    """The tiny city's figures in another form."""
    text = "\n".join([*above, header, *(",".join(row) for row in rows)]) + "\n"
    (city / "data" / "population.csv").write_text(text, encoding="utf-8")
    return city


def setting(city: Path, old: str, new: str) -> Path:
    text = (city / "layers.toml").read_text(encoding="utf-8")
    assert old in text
    (city / "layers.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return city


def figures(city: Path) -> dict[str, float]:
    rows = read(city).named("layers/figures").rows
    return dict(zip(rows["unit"], rows["value"], strict=True))


def said(city: Path) -> list[str]:
    return [line for source in read(city).named("layers/figures").sources.values() for line in source.understood if "바꾸었다" in line]


def test_the_units_of_the_tiny_city_are_known(tiny_folder: Path) -> None:
    rows = read(tiny_folder).named("rows/reporting_units").rows
    assert set(figures(tiny_folder)) == set(rows["unit"])


FORMS = {
    "a header": ((), "unit,people(천명)"),
    "a header with blanks": ((), "unit,people ( 천 명 )"),
    "a header with the word unit": ((), "unit,people(단위: 천명)"),
    "a header in full width": ((), "unit,people\uff08천명\uff09"),
    "a line above": (("(단위: 천명),",), "unit,people"),
    "a line above with a title": (("표 3. 읍면동별 인구,(단위 : 천 명)",), "unit,people"),
    "a title with the unit": (("읍면동별 인구 (천명),",), "unit,people"),
    "a line above that names more": (('"(단위: 천명, 천세대)",',), "unit,people"),
    "a year in the header": (("(단위: 천명),",), "unit,people(2024)"),
    "a header of two rows": ((",people(천명)",), "unit,people"),
}


@pytest.mark.parametrize("form", FORMS)
def test_thousands_are_converted_exactly_and_said(form: str, tiny_folder: Path) -> None:
    above, header = FORMS[form]
    city = table(tiny_folder, *above, header=header)
    assert sorted(figures(city).values()) == sorted(ANSWER.values())
    (line,) = said(city)
    assert "천명을 명으로 바꾸었다(×1,000)" in line


def test_ten_thousands_are_converted_too(tiny_folder: Path) -> None:
    city = table(tiny_folder, header="unit,people(만명)", rows=[(unit, str(Decimal(n) / 10)) for unit, n in PEOPLE])
    assert sorted(figures(city).values()) == sorted(ANSWER.values()) and "×10,000" in said(city)[0]


def test_a_workbook_says_it_likewise(tiny_folder: Path) -> None:
    book = openpyxl.Workbook()
    for row in [("읍면동별 인구", None), ("(단위: 천명)", None), ("unit", "people"), *((unit, float(n)) for unit, n in PEOPLE)]:
        book.active.append(row)
    book.save(tiny_folder / "data" / "population.xlsx")
    assert sorted(figures(setting(tiny_folder, "data/population.csv", "data/population.xlsx")).values()) == sorted(ANSWER.values())


def test_a_column_counted_one_by_one_stays_under_a_line_in_thousands(tiny_folder: Path) -> None:
    city = table(tiny_folder, "(단위: 천명),", header="unit,people(명)", rows=[(unit, str(int(Decimal(n) * 1000))) for unit, n in PEOPLE])
    assert sorted(figures(city).values()) == sorted(ANSWER.values()) and not said(city)


def test_fractions_without_a_sign_are_asked_about_and_the_answer_counts(tiny_folder: Path) -> None:
    city = table(tiny_folder)
    assert {f.what for f in faults(city)} == {'File "city:data/population.csv": people are no whole number'}
    assert all('counted_in = "천명"' in f.fix for f in faults(city))
    setting(city, 'columns = {unit = "unit", value = "people"}', 'columns = {unit = "unit", value = "people"}\n  counted_in = "천명"')
    assert sorted(figures(city).values()) == sorted(ANSWER.values()) and "counted_in" in said(city)[0]


def test_an_answer_that_is_no_unit_is_a_fault(tiny_folder: Path) -> None:
    setting(tiny_folder, 'columns = {unit = "unit", value = "people"}', 'columns = {unit = "unit", value = "people"}\n  counted_in = "천 명씩"')
    (fault,) = faults(tiny_folder)
    assert "counted_in is not known" in fault.what and "천명" in fault.expected


def test_thousands_that_are_no_whole_people_are_asked_about(tiny_folder: Path) -> None:
    city = table(tiny_folder, header="unit,people(천명)", rows=[("가동", "0.1001"), *PEOPLE[1:]])
    (fault,) = faults(city)
    assert "people are no whole number" in fault.what and "0.1001 x 1,000" in fault.fix


@pytest.mark.parametrize(("line", "asked"), [("천명, %", True), ("천명, 세대", True), ("천명", False), ("천명, 천세대", False), ("%", False), ("명/천명", False)])
def test_other_figures_under_a_line_of_several_units_are_asked_about(line: str, asked: bool, tiny_folder: Path) -> None:
    city = setting(table(tiny_folder, f'"(단위: {line})",'), 'role = "figures:population"', 'role = "figures:elderly"')
    if asked:
        (fault,) = faults(city)
        assert "cannot be told" in fault.what and "counted_in" in fault.fix
    else:
        assert sum(figures(city).values()) == pytest.approx(800 if "천" in line and "/" not in line else 0.8)


def test_a_rate_is_counted_in_nothing(tiny_folder: Path) -> None:
    city = setting(table(tiny_folder, "(단위: 천명),", header="unit,people(%)"), 'role = "figures:population"', 'role = "figures:share"')
    assert sum(figures(city).values()) == pytest.approx(0.8) and not said(city)


def test_a_total_may_differ_by_rounding_where_thousands_are_rounded_and_by_no_more(tiny_folder: Path) -> None:
    city = table(tiny_folder, header="unit,people(천명)", rows=[*PEOPLE, ("합계", "0.9")])
    assert "반올림만큼 다르다" in " ".join(line for s in read(city).named("layers/figures").sources.values() for line in s.understood)
    (fault,) = faults(table(tiny_folder, header="unit,people(천명)", rows=[*PEOPLE, ("합계", "1.2")]))
    assert "the total does not equal its parts" in fault.what


def test_a_grid_in_thousands_is_converted(tiny_folder: Path) -> None:
    before = read(tiny_folder).named("layers/cells").rows["people"].tolist()
    lines = (tiny_folder / "data" / "cells.csv").read_text(encoding="utf-8").splitlines()
    made = [lines[0].replace("people", "people(천명)")] + [",".join([*line.split(",")[:3], str(Decimal(line.split(",")[3]) / 1000)]) for line in lines[1:]]
    (tiny_folder / "data" / "cells.csv").write_text("\n".join(made) + "\n", encoding="utf-8")
    assert read(tiny_folder).named("layers/cells").rows["people"].tolist() == before


@given(st.decimals(min_value=0, max_value=10**7, places=3), st.sampled_from([1000, 10_000]))
def test_no_conversion_loses_anybody(number: Decimal, factor: int) -> None:
    assert _times(str(number), factor) == float(number * factor) == int(number * factor)


@given(st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=2), min_size=1, max_size=4))
def test_any_lines_above_a_header_are_read(above: list[list[str]]) -> None:
    titles, line = titles_and_line([*above, ["unit", "people(천명)"]], len(above) + 1, ["unit", "people"])
    assert titles["people"] == "people(천명)" and isinstance(line, str)


def test_units_are_told_apart() -> None:
    assert units_of("단위: 천 명·％") == ["천명", "%"]
