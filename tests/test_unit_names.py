"""Units as files name them: codes that spreadsheets spoiled, equal names, and sets of units of several years."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import TINY, copy_of
from hypothesis import given
from hypothesis import strategies as st

from dosi.evidence.population import count_people
from dosi.model.city import Shelf
from dosi.model.errors import Faults, InputFault
from dosi.model.layers import UnitFigures, Units
from dosi.model.rows import Crosswalk, ReportingUnits, UnitChanges, Zones
from dosi.model.table import Source, Table
from dosi.sources import city as city_folder
from dosi.sources import unit_changes
from dosi.sources.unit_names import register

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "sejong"
HEAD = "on_date,kind,from_unit,to_unit,share,share_back,share_kind,basis,address\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The tiny city: units A 가동, B 나동, C 다동, D 라동."""
    return copy_of(TINY, tmp_path / "city")


def changed(city: Path, *rows: str) -> None:
    (city / "rows" / "unit_changes.csv").write_text(HEAD + "".join(f"{r}\n" for r in rows), encoding="utf-8")


def counted(city: Path, *rows: str, vintage: str = "", more: str = "") -> None:
    """The tiny city's population by unit comes as these rows, of this date."""
    (city / "data" / "population.csv").write_text("unit,people\n" + "".join(f"{r}\n" for r in rows), encoding="utf-8")
    text = (city / "layers.toml").read_text(encoding="utf-8")
    at = text.index('columns = {unit = "unit", value = "people"}')
    head, tail = text[:at], text[at:].replace('vintage = "2024-12-31"', f'vintage = "{vintage}"\n{more}', 1)
    (city / "layers.toml").write_text(head + tail.replace('kind = "modelled"', 'kind = "observed"', 1), encoding="utf-8")


def read(city: Path) -> Shelf:
    return city_folder.read(city_folder.roots(city, None))[1]


def people(city: Path) -> dict[str, float]:
    rows = read(city).named("layers/figures").rows
    return dict(zip(rows["unit"], rows["value"], strict=True))


def faults(city: Path) -> list[Any]:
    with pytest.raises(InputFault) as trouble:
        read(city)
    return list(trouble.value.faults)


def said(city: Path) -> str:
    return " / ".join(read(city).named("layers/figures").sources["city:data/population.csv"].understood)


SPLIT = ("2023-04-01,split,가동,가동,0.7,,modelled,작성자 판단,", "2023-04-01,split,가동,나동,0.3,,modelled,작성자 판단,")


def test_figures_from_before_a_split_are_divided_by_its_shares(city: Path) -> None:
    changed(city, *SPLIT)
    counted(city, "가동,101", "다동,50", "라동,9", vintage="2021")
    assert people(city) == {"A": 71, "B": 30, "C": 50, "D": 9}
    assert said(city) == "3개 읍면동(2023-04-01 이전), 1개를 나눔(모형값): 가동→가동·나동"
    figures = read(city).named("layers/figures")
    assert figures.sources["city:data/population.csv"].kind == "modelled"
    because = dict(zip(figures.rows["unit"], figures.rows["because"], strict=True))
    assert "모형값" in because["A"] and because["C"] == ""


def test_figures_of_today_stay_as_they_are_and_say_their_set(city: Path) -> None:
    changed(city, *SPLIT)
    counted(city, "가동,101", "나동,3", "다동,50", "라동,9", vintage="2024-12-31")
    assert people(city) == {"A": 101, "B": 3, "C": 50, "D": 9} and said(city) == "4개 읍면동(2023-04-01 기준)"


def test_figures_from_before_a_merger_are_added_and_old_names_are_read(city: Path) -> None:
    changed(city, "2022-01,merged,아동,가동,,,exact,조례,", "2022-01,merged,자동,가동,,,exact,조례,", "2023-01,renamed,옛동,나동,,,exact,조례,")
    counted(city, "아동,40", "자동,60", "옛 동,7", "다동,50", "라동,9", vintage="2021-12")
    assert people(city) == {"A": 100, "B": 7, "C": 50, "D": 9}
    assert "아동·자동→가동" in said(city) and "옛동→나동" in said(city)
    assert read(city).named("layers/figures").sources["city:data/population.csv"].kind == "observed"


def test_figures_of_a_newer_set_are_added_up_again(city: Path) -> None:
    """A city planned with four units reads the figures of the five of next year: no share is needed to add."""
    changed(city, "2026-07-20,split,다동,새동,,,,시 고시,")
    counted(city, "가동,1", "나동,2", "다동,30", "새동,12", "라동,9", vintage="2026-08")
    assert people(city) == {"A": 1, "B": 2, "C": 42, "D": 9} and "5개 읍면동(2026-07-20 기준)" in said(city)


def test_a_part_that_moved_between_units_is_told_by_the_date(city: Path) -> None:
    changed(city, "2023-01-01,moved,가동,나동,0.1,0.25,modelled,작성자 판단,")
    rows = ("가동,100", "나동,20", "다동,50", "라동,9")
    counted(city, *rows, vintage="2020")
    assert people(city) == {"A": 90, "B": 30, "C": 50, "D": 9}
    city_after = copy_of(TINY, city.parent / "after")
    changed(city_after, "2023-01-01,moved,가동,나동,0.1,0.25,modelled,작성자 판단,")
    counted(city_after, *rows, vintage="2024")
    assert people(city_after) == {"A": 100, "B": 20, "C": 50, "D": 9}


def test_names_and_date_that_disagree_are_asked_and_the_answer_is_taken(city: Path) -> None:
    changed(city, *SPLIT)
    counted(city, "가동,101", "다동,50", "라동,9", vintage="2024-05")
    (fault,) = faults(city)
    assert "units are not those of its date" in fault.what and "units_on" in fault.fix
    again = copy_of(TINY, city.parent / "again")
    changed(again, *SPLIT)
    counted(again, "가동,101", "다동,50", "라동,9", vintage="2024-05", more='units_on = "2022-01-01"')
    assert people(again) == {"A": 71, "B": 30, "C": 50, "D": 9}


def test_some_units_of_an_unknown_year_are_asked(city: Path) -> None:
    changed(city, *SPLIT)
    counted(city, "가동,101", "다동,50")
    (fault,) = faults(city)
    assert "cannot be told" in fault.what and "units_on" in fault.fix


def test_units_that_the_change_leaves_alone_need_no_year(city: Path) -> None:
    changed(city, *SPLIT)
    counted(city, "다동,101", "라동,50")
    assert people(city) == {"C": 101, "D": 50}


def test_names_of_two_years_in_one_file_are_a_fault(city: Path) -> None:
    changed(city, "2023-01,renamed,옛동,나동,,,exact,조례,")
    counted(city, "옛동,1", "나동,2", "다동,50", "라동,9", vintage="2022")
    (fault,) = faults(city)
    assert "several years" in fault.what and "옛동" in fault.found


def test_an_unknown_unit_names_the_missing_one_and_the_row_to_write(city: Path) -> None:
    counted(city, "갸동,1", "나동,2", "다동,50", "라동,9", vintage="2022-03")
    (fault,) = faults(city)
    assert "lacks 가동" in fault.expected and "rows/unit_changes.csv: 2022-03,renamed|split|merged,갸동,가동" in fault.fix


def test_a_share_that_is_needed_and_not_written_is_asked(city: Path) -> None:
    changed(city, "2023-04-01,split,가동,나동,,,,조례,")
    counted(city, "가동,101", "다동,50", "라동,9", vintage="2021")
    (fault,) = faults(city)
    assert "cannot be turned" in fault.what and "2023-04-01, 가동 → " in fault.where and "share" in fault.fix


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("2023-04-01,split,가동,가동,0.7,,modelled,b,", "2023-04-01,split,가동,나동,0.4,,modelled,b,"), "do not add up"),
        (("2023-04-01,renamed,옛동,없는동,,,exact,b,",), "does not fit the city's units"),
        (("2023-04-01,split,가동,나동,half,,modelled,b,",), "share is not a share"),
    ],
)
def test_changes_that_cannot_be_are_faults(rows: tuple[str, ...], told: str, city: Path) -> None:
    changed(city, *rows)
    assert any(told in f.what for f in faults(city))


def test_rates_are_carried_not_divided(city: Path) -> None:
    changed(city, *SPLIT)
    counted(city, "가동,0.5", "다동,0.1", "라동,0.2", vintage="2021", more="adds = false")
    assert people(city) == {"A": 0.5, "B": 0.5, "C": 0.1, "D": 0.2}


def test_a_unit_that_stands_twice_is_a_fault_not_a_sum(city: Path) -> None:
    counted(city, "가동,1", "가 동,2", vintage="2022")
    (fault,) = faults(city)
    assert "가동 stands twice" in fault.what and "rows 2, 3" in fault.where and "filter" in fault.fix


CHANGE = st.tuples(st.sampled_from(["split", "merged", "moved", "renamed"]), st.integers(0, 100), st.integers(0, 100), st.integers(1, 9))


@given(st.lists(CHANGE, max_size=6), st.lists(st.integers(-50, 10**6), min_size=12, max_size=12), st.booleans())
def test_sums_are_kept_exactly_whatever_changed(drawn: list[tuple[str, int, int, int]], numbers: list[int], cents: bool) -> None:
    """Forward from the oldest set through any changes: whole people stay whole, and none is lost or made."""
    units = ["u0", "u1", "u2"]
    oldest, rows = list(units), []
    for year, (kind, first, second, tenths) in enumerate(drawn, start=2001):
        one, other, new = units[first % len(units)], units[second % len(units)], f"n{year}"
        if kind == "split":
            rows.append((year, kind, one, new, tenths / 10))
            units.append(new)
        elif kind == "renamed":
            rows.append((year, kind, one, new, None))
            units[units.index(one)] = new
        elif one != other and kind == "merged":
            rows += [(year, kind, one, new, None), (year, kind, other, new, None)]
            units = [u for u in units if u not in (one, other)] + [new]
        elif one != other:
            rows.append((year, kind, one, other, tenths / 10))
    source = [Source("rows", "")]
    changes = UnitChanges([{"on_date": str(y), "kind": k, "from_unit": f, "to_unit": t, "share": s, "basis": "b"} for y, k, f, t, s in rows], source) if rows else UnitChanges()
    reporting = ReportingUnits([{"unit": u, "name_ko": u, "name_en": u} for u in units], source)
    found = Faults()
    known = unit_changes.eras(changes, reporting, found)
    assert not found.found and known.own == len(known.steps) and known.sets[0] == frozenset(oldest)
    figures = [(u, n / 100 if cents else float(n)) for u, n in zip(oldest, numbers, strict=False)]
    made = unit_changes.converted(figures, 0, known)
    assert set(made) <= set(units)
    assert round(100 * sum(v for v, _ in made.values())) == round(100 * sum(v for _, v in figures))
    assert cents or all(v == int(v) for v, _ in made.values())
    for unit in oldest:
        assert sum(known.parts(unit, 0).values()) == Fraction(1)


def test_people_of_converted_units_do_not_pass_for_published(city: Path) -> None:
    changed(city, *SPLIT)
    counted(city, "가동,101", "다동,50", "라동,9", vintage="2021")
    ours, shelf = city_folder.read(city_folder.roots(city, None))
    made, _ = count_people(ours, *(shelf[t] for t in (Zones, ReportingUnits, Crosswalk, Units, UnitFigures)))
    basis = made.rows.set_index("place")["basis_ko"]
    assert "나누거나" in basis["A"] and basis["C"] == "공표된"


@pytest.mark.parametrize("absent", [(Zones,), (ReportingUnits,), (Crosswalk,), (Units,), (UnitFigures,), (Zones, ReportingUnits, Crosswalk, Units, UnitFigures)])
def test_people_are_counted_even_where_rows_are_absent(absent: tuple[type[Table], ...], city: Path) -> None:
    ours, shelf = city_folder.read(city_folder.roots(city, None))
    made, _ = count_people(ours, *(t() if t in absent else shelf[t] for t in (Zones, ReportingUnits, Crosswalk, Units, UnitFigures)))
    assert made.at("city", "people") == (None if UnitFigures in absent else 800)  # without a figure they are unknown, not none


# Codes

UNITS = [("u1", "한솔동", "3611051000"), ("u2", "나성동", "3611051800"), ("u3", "가람동", "0211000100")]
KNOWN = register(*zip(*UNITS, strict=True))


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("u1", "u1"), ("3611051000", "u1"), ("36110510", "u1"), (" 3611 051 000 ", "u1"), ("3611051000.0", "u1"), ("3,611,051,000", "u1"), ("'3611051000", "u1"), ("211000100", "u3"),
        ("한 솔 동", "u1"), ("가나도 다라시 한솔동", "u1"), ("한솔동(3611051000)", "u1"), ("다라시 나성동 (3611051800)", "u2"), ("3.6110518E+09", "u2"), ("36110510.0", "u1"),
    ],
)  # fmt: skip
def test_codes_and_names_are_understood_as_files_write_them(label: str, unit: str) -> None:
    assert KNOWN.meaning(label).unit == unit


@pytest.mark.parametrize("label", ["", None, float("nan"), "3611", "36110", "동", "3611051", "9999999999", "3.611E+09", "1e999", "3.6110510009E+09"])
def test_what_may_mean_two_units_or_none_is_not_guessed(label: object) -> None:
    assert not KNOWN.meaning(label).unit


def test_a_code_in_scientific_notation_asks_for_its_digits(city: Path) -> None:
    (city / "rows" / "reporting_units.csv").write_text(
        "unit,name_ko,name_en,code\nA,가동,A,3611051000\nB,나동,B,3611051800\nC,다동,C,3611052000\nD,라동,D,3611052300\n", encoding="utf-8"
    )
    counted(city, "3.611E+09,1", "36110518,2", "3611052000.0,3", "3611052300,4")
    (fault,) = faults(city)
    assert "may mean several units" in fault.what and "row 2" in fault.where and "A, B, C, D" in fault.expected
    counted(city, "3.611051E+09,1", "36110518,2", "3611052000.0,3", "3611052300,4")
    assert people(city) == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert said(city) == "코드와 이름을 도시의 단위에 맞추어 읽었다: .0을 뗌 1개, 지수로 적힌 수를 폄 1개, 8자리와 10자리를 맞춤 1개"


def test_equal_names_are_told_apart_by_the_column_of_codes(city: Path) -> None:
    (city / "data" / "population_by_year.csv").unlink()  # it names the units as they were
    (city / "rows" / "reporting_units.csv").write_text("unit,name_ko,name_en,code\nA,중앙동,A,1001\nB,중앙동,B,1002\nC,다동,C,1003\nD,라동,D,1004\n", encoding="utf-8")
    counted(city, "중앙동,1", "중앙동,2", "다동,3", "라동,4")
    assert {f.where.split(", ")[1] for f in faults(city)} == {"row 2", "row 3"} and 'columns = {code = "..."}' in faults(city)[0].fix
    (city / "data" / "population.csv").write_text("unit,code,people\n중앙동,1001,1\n중앙동,1002,2\n다동,,3\n라동,1004,4\n", encoding="utf-8")
    text = (city / "layers.toml").read_text(encoding="utf-8")
    (city / "layers.toml").write_text(text.replace('{unit = "unit", value = "people"}', '{unit = "unit", code = "code", value = "people"}'), encoding="utf-8")
    assert people(city) == {"A": 1, "B": 2, "C": 3, "D": 4}


# The real files of one city: 20, 22, 24 and 25 units side by side


def real(tmp_path: Path, path: str, columns: str, more: str, measure: str = "population") -> Any:
    """A figures layer of a real file, read for the example city."""
    city = copy_of(EXAMPLE, tmp_path / "city")
    text = (city / "layers.toml").read_text(encoding="utf-8")
    (city / "layers.toml").write_text(
        f'{text}\n[[layer]]\nid = "tried"\nrole = "figures:tried"\ngeometry = "figures"\n  [[layer.candidate]]\n  path = "data:{path}"\n  columns = {columns}\n{more}', encoding="utf-8"
    )
    shelf = city_folder.read(city_folder.roots(city, SHARED / "sejong"))[1]
    figures = shelf.named("layers/figures")
    return figures.rows[figures.rows["measure"] == "tried"], figures.sources[f"data:{path}"]


needs_data = pytest.mark.skipif(not (SHARED / "sejong").is_dir(), reason="the shared open data is not beside the project")


@needs_data
def test_the_22_units_of_2021_are_read_as_the_24_of_today(tmp_path: Path) -> None:
    rows, source = real(tmp_path, "population/establishments_workers_by_dong_2021.csv", '{unit = "unit", value = "workers"}', '  totals = ["합계"]\n  vintage = "2021"\n')
    held = pd.read_csv(SHARED / "sejong" / "population" / "establishments_workers_by_dong_2021.csv")
    assert len(rows) == 24 and rows["value"].sum() == held.loc[held["unit"] == "합계", "workers"].iloc[0]
    assert source.understood[-1].startswith("22개 읍면동(2021-10") and source.kind == "modelled"


@needs_data
def test_the_24_units_of_today_are_read_as_they_are(tmp_path: Path) -> None:
    rows, source = real(tmp_path, "population/floating_population_by_dong_2023.csv", '{unit = "unit", value = "floating_population"}', '  vintage = "2023-09"\n  kind = "observed"\n')
    assert len(rows) == 24 and source.kind == "observed" and source.understood[-1].startswith("24개 읍면동(2023-04")


@needs_data
def test_the_20_units_of_2021_and_the_25_of_2026_are_known(tmp_path: Path) -> None:
    import geopandas

    older = geopandas.read_file(SHARED / "sejong" / "boundaries" / "admin_dong_20_2021.geojson")
    (tmp_path / "data").mkdir()
    shelf = city_folder.read(city_folder.roots(EXAMPLE, None))[1]
    known = unit_changes.eras(shelf[UnitChanges], shelf[ReportingUnits], Faults())
    found = frozenset(known.units.meaning(name).unit for name in older["adm_nm"])
    assert len(found) == 20 and unit_changes.era_of(found, "2021-04", known) == (0, "")
    assert [len(units) for units in known.sets] == [20, 22, 23, 24, 25] and known.own == 3
    assert unit_changes.era_of(known.sets[4], "2026-08", known) == (4, "")
