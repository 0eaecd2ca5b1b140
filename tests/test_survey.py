"""The survey of five topics: its form goes out and comes back, its shares are those worked out by hand, and wrong input is told cell by cell."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import SEJONG, TINY, copy_of
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest import approx
from test_moves import check_change
from typer.testing import CliRunner

from dosi.model.errors import InputFault
from dosi.model.findings import SurveyShares
from dosi.model.surveys import STEPS, answers_of
from dosi.sources import city as city_folder
from dosi.sources import questionnaire
from dosi.workbench import building, forms
from dosi.workbench.building import Made
from dosi.workbench.chain import CHAIN, CHECKS
from dosi.workbench.cli import app
from dosi.workbench.collecting import collect

KR = city_folder.CATALOGUE / "kr"
ANSWERS = "voice/answers.csv"
HEAD = ("person", "on_date", "channel", "zone", "age_group", "sex", "q1", "q2.svc-02", "q2.svc-04", "q5.1", "q5.2", "q5.3")


def person(number: int, zone: str = "a", **answers: str) -> dict[str, str]:
    """A filled line; `q2_svc_02` stands for the column q2.svc-02."""
    named = {{"q2_svc_02": "q2.svc-02", "q2_svc_04": "q2.svc-04"}.get(n, n.replace("_", ".")): v for n, v in answers.items()}
    return {"person": str(number), "on_date": "2024-10-16", "channel": "종이", "zone": zone, **named}


def answered(city: Path, rows: list[dict[str, str]]) -> Path:
    """Write the survey's table into a city."""
    with (city / ANSWERS).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(dict.fromkeys([*HEAD, *(n for r in rows for n in r)])), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return city


def shares(made: Made) -> Mapping[tuple[str, str, str, str], Any]:
    """Rows of the finding by key."""
    return {(r["question"], r["item"], r["answer"], r["zone"]): r for r in made.shelf[SurveyShares].records()}


def told(city: Path) -> list[Any]:
    """The faults of a city's input."""
    with pytest.raises(InputFault) as caught:
        city_folder.read(city_folder.roots(city), checks=CHECKS)
    return list(caught.value.faults)


# totals ------------------------------------------------------------------------------------------------------------------


def test_totals_are_told_as_they_stand_unweighted_with_wilsons_interval(tiny: Made) -> None:
    found = shares(tiny)
    upper = found["q2", "svc-02", "4-5", "a"]
    assert (upper["voices"], upper["gave"], upper["share"], upper["basis"], upper["state"]) == (40, 20, 0.5, "totals", "known")
    assert (upper["share_low"], upper["share_high"]) == (approx(0.352, abs=1e-4), approx(0.648, abs=1e-4))  # (20 + 1.92) / 43.84 -/+ 1.96 sqrt(10 + 0.96) / 43.84
    assert [found["q2", "svc-02", step, "a"]["share"] for step in STEPS["satisfaction_5"]] == [0.1, 0.15, 0.25, 0.3, 0.2]
    city = found["q2", "svc-02", "4-5", "city"]
    assert (city["voices"], city["gave"], city["share"]) == (50, 27, 0.54)
    assert (found["q2", "svc-02", "5", "city"]["voices"], found["q2", "svc-02", "5", "city"]["gave"]) == (40, 8), "zone b told only 4-5"


def test_a_zone_of_fewer_than_thirty_answers_is_unknown_and_one_without_any_has_no_share(tiny: Made) -> None:
    found = shares(tiny)
    for zone, voices in (("b", 10), ("c", 0), ("d", 0)):
        row = found["q2", "svc-02", "4-5", zone]
        assert (row["voices"], row["state"], row["share"], row["share_low"]) == (voices, "unknown", None, None)
    assert (found["q2", "svc-04", "4-5", "city"]["share"], found["q2", "svc-04", "4-5", "a"]["voices"]) == (0.25, 0), "told for the city alone"


def test_totals_by_theme_are_the_question_of_their_topic_that_picks_themes(tiny: Made) -> None:
    row = shares(tiny)["q1", "transit", "chosen", "a"]
    assert (row["voices"], row["gave"], row["state"], row["topic_no"]) == (8, 4, "unknown", 1)
    assert not [key for key in shares(tiny) if key[0] == "q5"], "what nobody was asked is not told"


# answers per person --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The tiny city with forty people of a asked and forty of b: a is content with transport, b is not."""
    rows = [person(n, "a", q1="safety;대중교통", q2_svc_02="5" if n <= 30 else "2", q5_1="safety", q5_2="air") for n in range(1, 41)]
    rows += [person(n, "b", q1="safety", q2_svc_02="만족" if n <= 50 else "1", q5_1="transit") for n in range(41, 81)]
    return building.make(answered(copy_of(TINY, tmp_path_factory.mktemp("asked") / "city"), rows))


def test_answers_per_person_are_weighed_by_the_people_of_the_zones(asked: Made) -> None:
    found = shares(asked)
    people = {r["place"]: r["people"] for r in asked.shelf.named("evidence/people").records() if r["level"] == "zone"}
    a, b = found["q2", "svc-02", "4-5", "a"], found["q2", "svc-02", "4-5", "b"]
    assert (a["gave"], a["share"], b["gave"], b["share"]) == (30, 0.75, 10, 0.25)
    city = found["q2", "svc-02", "4-5", "city"]
    assert city["share"] == approx((0.75 * people["a"] + 0.25 * people["b"]) / (people["a"] + people["b"]), abs=1e-6)
    assert (city["basis"], city["voices"], city["gave"]) == ("weighted", 80, 40)
    assert city["share_low"] < city["share"] < city["share_high"]
    assert found["q2", "svc-02", "4-5", "c"]["state"] == "unknown"


def test_who_picks_several_counts_for_each_and_a_place_counts_once_among_the_three(asked: Made) -> None:
    found = shares(asked)
    assert [found["q1", item, "chosen", "a"]["gave"] for item in ("safety", "transit", "air")] == [40, 40, 0]
    assert found["q1", "air", "chosen", "a"]["share"] == 0.0 and found["q1", "air", "chosen", "a"]["share_high"] > 0
    assert [found["q5", "air", place, "a"]["gave"] for place in ("1", "2", "3", "1-3")] == [0, 40, 0, 40]
    assert found["q5", "safety", "1-3", "b"]["gave"] == 0 and found["q5", "safety", "1-3", "b"]["voices"] == 40


def test_a_question_that_persons_answered_is_told_by_them_alone(asked: Made) -> None:
    assert {r["basis"] for key, r in shares(asked).items()} == {"weighted"}
    assert shares(asked)["q2", "svc-02", "4-5", "a"]["voices"] == 40, "the forty of the totals are not added"


def test_without_people_of_zones_answers_are_told_as_they_came_and_said_so(asked: Made) -> None:
    stage = next(s for s in CHAIN if s.function.__name__ == "tell_survey")
    nobody = type(asked.shelf.named("evidence/people"))(asked.shelf.named("evidence/people").rows[:0])
    given = [nobody if kind.name == "evidence/people" else asked.shelf[kind] for kind in stage.reads]
    city = stage.function(*given).rows.set_index(["question", "item", "answer", "zone"]).loc[("q2", "svc-02", "4-5", "city")]
    assert (city["share"], city["basis"]) == (0.5, "unweighted") and "무게를 주지 않았다" in city["because"]


MOVED = [("survey/answers", "3~q2~svc-02", "answer", "1"), ("survey/respondents", "3", "zone", "b"), ("survey/respondents", "3", "sex", "f"),
         ("survey/respondents", "3", "age_group", "30대"), ("rows/survey_questions", "q2", "scale", "intention_5"), ("rows/survey_questions", "q1", "topic_no", 4), ("rows/survey_questions", "q5", "title_ko", "무엇부터?"),
         ("rows/survey_totals", "시민설문~q2~a~svc-02~4", "gave", 11), ("rows/themes", "air", "field", "svc-02")]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "column", "value"), MOVED, ids=str)
def test_a_changed_answer_moves_exactly_the_facts_that_depend_on_it(asked: Made, table: str, key: str, column: str, value: object) -> None:
    said = check_change(asked, table, key, column, value, one_of=3)
    moving = [id for id in said["moved"] if id.startswith("voice/survey_shares/")]
    assert bool(moving) == ((table, column) not in {("rows/survey_questions", "title_ko"), ("rows/survey_totals", "gave")})


@pytest.mark.parametrize(("key", "column", "value"), [("시민설문~q2~a~svc-02~4", "gave", 10), ("시민설문~q2~b~svc-02~4-5", "respondents", 45), ("시민설문~q2~city~svc-04~4-5", "gave", 20)])
def test_changed_totals_move_exactly_the_facts_that_depend_on_them(tiny: Made, key: str, column: str, value: object) -> None:
    said = check_change(tiny, "rows/survey_totals", key, column, value, one_of=1)
    assert [id for id in said["moved"] if id.startswith("voice/survey_shares/q2~")]
    assert not [id for id in said["moved"] if id.startswith(("voice/survey_shares/q1~", "voice/heard", "problems/"))]


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", ""]), st.sampled_from(["", "1", "2", "3", "4", "5"]), st.sampled_from(["", "20대", "70대 이상"])), min_size=1, max_size=90))
@settings(max_examples=25)
def test_steps_add_up_whoever_answers(tmp_path_factory: pytest.TempPathFactory, people: list[tuple[str, str, str]]) -> None:
    city = answered(copy_of(TINY, tmp_path_factory.mktemp("steps") / "city"), [person(n, zone, q2_svc_02=step) | {"age_group": age} for n, (zone, step, age) in enumerate(people, start=1)])
    settings_, shelf = city_folder.read(city_folder.roots(city), checks=CHECKS)
    for stage in CHAIN:
        if stage.function.__name__ in ("count_people", "tell_survey"):
            for table in stage.run(settings_, shelf):
                shelf.put(table)
    rows = shelf[SurveyShares].rows
    rows = rows[(rows["question"] == "q2") & (rows["item"] == "svc-02") & (rows["basis"] != "totals")]
    if not any(step for _, step, _ in people):
        assert rows.empty
        return
    for zone, mine in rows.groupby("zone"):
        of = mine.set_index("answer")
        steps = of.loc[list(STEPS["satisfaction_5"])]
        assert steps["gave"].sum() == of["voices"].iloc[0] == sum(bool(step) and zone in ("city", z) for z, step, _ in people)
        assert of.loc["4-5", "gave"] == steps.loc[["4", "5"], "gave"].sum()
        if of["state"].iloc[0] == "known":
            assert steps["share"].sum() == approx(1, abs=1e-5) and of.loc["4-5", "share"] == approx(steps.loc[["4", "5"], "share"].sum(), abs=1e-5)
        assert (mine["share_low"].dropna() <= mine["share"].dropna() + 1e-6).all() and (mine["share"].dropna() <= mine["share_high"].dropna() + 1e-6).all()


# broken input ----------------------------------------------------------------------------------------------------------------


def test_faults_of_the_table_come_together_with_row_and_column_and_without_personal_data(tmp_path: Path) -> None:
    rows = [person(1, "a", q1="safety;없는 것", q2_svc_02="6"), person(2, "zz", q1="교통난"), person(3, "a", q5_1="air", q5_2="air"), {**person(4), "person": "010-1234-5678"}, {**person(5), "age_group": "서른쯤"}, person(1)]
    faults = told(answered(copy_of(TINY, tmp_path / "city"), rows))
    said = "\n\n".join(map(str, faults))
    assert f"city:{ANSWERS}, row 2, column q2.svc-02" in said and "매우 만족 (5)" in said
    assert f"city:{ANSWERS}, rows 2 and 7" in said
    assert "010-1234" not in said
    clean = [person(1, "a", q1="safety;없는 것"), person(2, "zz"), person(3, "a", q5_1="air", q5_2="air"), {**person(4), "person": "010-1234-5678"}, {**person(5), "age_group": "서른쯤"}]
    said = "\n\n".join(map(str, told(answered(tmp_path / "city", clean))))
    for part in ('"없는 것" is no answer to question q1', f"city:{ANSWERS}, row 2, column q1", f"city:{ANSWERS}, row 4, column q5.2", "another item in every place",
                 f"city:{ANSWERS}, row 5, column person", f"city:{ANSWERS}, row 6, column age_group"):  # fmt: skip
        assert part in said, part
    assert "010-1234" not in said
    (zone,) = told(answered(tmp_path / "city", [person(2, "zz")]))
    assert zone.where == f"city:{ANSWERS}, row 2, column zone" and "가생활권" in zone.expected


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [("svc-02,4,40,12", "svc-02,4,40,11", "column gave", "do not add up"), ("svc-02,5,40,8", "svc-02,5,41,8", "column respondents", "unlike numbers"), ("svc-02,1,40,4", "svc-99,1,4,4", "column item", "does not ask"),
     ("svc-02,1,40,4", "svc-02,7,40,4", "column answer", "no such answer"), ("4-5,10,7", "4-5,10,17", "row 7, column gave", "cannot be right"), ("종이,q2,b", "종이,q9,b", "row 7, column question", "joins nowhere")],
)  # fmt: skip
def test_totals_that_cannot_be_are_faults(tmp_path: Path, old: str, new: str, where: str, words: str) -> None:
    path = copy_of(TINY, tmp_path / "city") / "voice/survey_totals.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    faults = told(path.parent.parent)
    assert any(where in f.where and "survey_totals.csv" in f.where and words in f.what for f in faults), faults


def test_totals_by_theme_of_a_topic_without_such_a_question_are_asked_about(tmp_path: Path) -> None:
    city = copy_of(TINY, tmp_path / "city")
    with (city / "voice/survey.csv").open("a", encoding="utf-8") as out:
        out.write("시민설문,2024-10-15,2,a,safety,8,3\n시민설문,2024-10-15,2,b,safety,8,3\n")
    (fault,) = told(city)
    assert "no question of topic 2" in fault.what and fault.where == "city:voice/survey.csv, row 4, column topic_no" and "survey_totals.csv" in fault.fix


def test_a_question_about_an_unknown_list_is_a_fault(tmp_path: Path) -> None:
    city = copy_of(TINY, tmp_path / "city")
    path = city / "catalogue/survey_questions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("rank_3,themes", "rank_3,list:fields"), encoding="utf-8")
    assert any("asks about nothing" in f.what and f.where.endswith("column of") for f in told(city))


def test_a_table_cut_anywhere_is_read_or_told_but_never_crashes(tmp_path: Path) -> None:
    city = answered(copy_of(TINY, tmp_path / "city"), [person(n, "a", q1="safety", q2_svc_02="5") for n in range(1, 6)])
    whole = (city / ANSWERS).read_bytes()
    for at in range(1, len(whole), 7):
        (city / ANSWERS).write_bytes(whole[:at])
        try:
            city_folder.read(city_folder.roots(city), checks=CHECKS)
        except InputFault as fault:
            assert all("answers.csv" in f.where for f in fault.faults)


# the form ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_form(tmp_path: Path) -> Path:
    """The tiny city with the forms of plain tables, written."""
    city = copy_of(TINY, tmp_path / "city")
    (city / "catalogue/start").mkdir()
    (city / "catalogue/start/forms.toml").write_bytes((KR / "start/forms.toml").read_bytes())
    where = city_folder.roots(city)
    settings_, shelf = city_folder.read(where)
    assert "시민 설문.xlsx" in forms.write(tmp_path / "forms", settings_, where, shelf)
    return city


def sheet_of(book: Any) -> Any:
    return next(s for s in book.worksheets if s["A1"].value == f"dosi:{questionnaire.NAME}")


def filled(folder: Path, rows: list[Mapping[str, Any]], name: str = "받은 설문.xlsx") -> Path:
    """A copy of the form, filled in as people do."""
    book = load_workbook(folder / "시민 설문.xlsx")
    sheet = sheet_of(book)
    columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
    for number, row in enumerate(rows, start=7):
        for column, value in row.items():
            sheet.cell(number, columns[column], value)
    back = folder.parent / "back"
    back.mkdir(exist_ok=True)
    book.save(back / name)
    return back


def test_the_form_has_a_row_per_person_choices_and_a_questionnaire_to_print(with_form: Path) -> None:
    book = load_workbook(with_form.parent / "forms/시민 설문.xlsx")
    sheet = sheet_of(book)
    assert [c.value for c in sheet[1]][1:] == list(HEAD)
    assert sheet.max_row >= 306
    lists = {v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"}
    shown = [[c.value for c in column] for column in book["목록"].columns]
    assert len(lists) >= 4 and any("매우 만족" in column for column in shown) and any("가생활권" in column for column in shown)
    printed = [str(c.value) for row in book["설문지"].iter_rows() for c in row if c.value]
    for words in ("1. 먼저 풀어야 할 문제를 모두 고르십시오.", "☐ 대중교통", "매우 불만", "☐ 가생활권", "☐ 70대 이상"):
        assert words in printed, words
    assert any("1순위: ___" in words for words in printed) and book["설문지"].page_setup.fitToWidth == 1


def test_a_filled_form_comes_back_as_the_citys_answers(with_form: Path) -> None:
    rows = [{"person": 1, "on_date": "2024.10.16", "channel": "종이", "zone": "가생활권", "age_group": "34", "sex": "여", "q1": "보행 안전;대중교통", "q2.svc-02": "만족", "q5.1": "대기"},
            {"person": 2, "on_date": "2024-10-17", "channel": "종이", "q2.svc-02": 5}]  # fmt: skip
    report = collect(filled(with_form.parent / "forms", rows), with_form)
    assert [str(f) for f in report.faults] == []
    (written,) = report.written
    assert (written.file, written.new) == (ANSWERS, 2)
    _, shelf = city_folder.read(city_folder.roots(with_form), checks=CHECKS)
    assert {(r["person"], r["question"], r["item"], r["answer"]) for r in shelf.named("survey/answers").records()} == {
        ("1", "q1", "safety", "chosen"), ("1", "q1", "transit", "chosen"), ("1", "q2", "svc-02", "4"), ("1", "q5", "air", "1"), ("2", "q2", "svc-02", "5")}  # fmt: skip
    one, two = shelf.named("survey/respondents").records()
    assert (one["zone"], one["sex"], one["age_group"], one["on_date"], two["zone"]) == ("a", "f", "34", "2024-10-16", None)
    assert collect(with_form.parent / "back", with_form).written[0].kept == 0, "the same form again changes nothing"


def test_a_form_filled_wrongly_is_told_by_sheet_and_column_and_not_taken(with_form: Path) -> None:
    rows = [{"person": 1, "on_date": "2024-10-16", "channel": "종이", "zone": "마생활권", "q2.svc-02": "그저 그래요", "q1": "주차"}, {"person": "010-1234-5678", "on_date": "2024-10-16", "channel": "종이"}]
    report = collect(filled(with_form.parent / "forms", rows), with_form)
    said = "\n".join(map(str, report.faults))
    assert not report.written and not (with_form / ANSWERS).exists()
    for part in ("row 7, column I (2. ", '"마생활권" is not known', '"주차" is not known', "row 8, column B (응답 번호)"):
        assert part in said, part
    assert "010-1234" not in said


def test_a_new_city_gets_the_survey_form(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["new", str(tmp_path / "city"), "--json"])
    assert result.exit_code == 0, result.output
    book = load_workbook(tmp_path / "city/forms/시민 설문.xlsx")
    assert {"설문지"} < set(book.sheetnames) and sheet_of(book).max_column == 1 + 6 + 37
    assert json.loads(result.output)


# the plan ------------------------------------------------------------------------------------------------------------------


def test_the_catalogue_asks_all_five_topics_with_a_source_each() -> None:
    rows = pd.read_csv(KR / "survey_questions.csv", dtype=str)
    assert set(rows["topic_no"]) == set("12345") and rows["source_ko"].notna().all() and rows["no"].is_unique
    assert set(rows["scale"]) == {"several", "satisfaction_5", "intention_5", "rank_3"}


@pytest.fixture(scope="module")
def sejong(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return building.make(copy_of(SEJONG, tmp_path_factory.mktemp("sejong") / "city"))


def table(made: Made, id: str) -> Any:
    assert made.document is not None
    return next(b for b in made.document.blocks if getattr(b, "id", "") == id)


def words(made: Made, runs: Any) -> str:
    return "".join(made.facts.text(run) if hasattr(run, "format") else run.text for run in runs)


def test_the_example_prints_a_table_for_each_topic_whose_numbers_are_its_rows(sejong: Made) -> None:
    totals = pd.read_csv(SEJONG / "voice/survey_totals.csv")
    for no, question, answers in (("2", "q2a", [4, 5]), ("3", "q3a", [4, 5]), ("4", "q4a", ["chosen"]), ("5", "q5", [1, 2, 3])):
        block = table(sejong, f"survey_topic_{no}")
        said = [c.id for c in block.columns]
        assert said[:2] == ["item", "share"] and said[-3:] == ["highest", "lowest", "unknown"]
        first = block.rows[0]
        mine = totals[(totals["question"] == question) & (totals["item"] == first.key)]
        gave = mine[mine["answer"].astype(str).isin([str(a) for a in answers])]["gave"].sum()
        people = mine.groupby("zone")["respondents"].max()
        assert words(sejong, first.cells[1]).startswith(f"{100 * gave / people.sum():.1f} (")
        assert words(sejong, first.cells[-1]) == str((people < 30).sum() + 1), "and the zone where nobody was asked"
    assert words(sejong, table(sejong, "survey_method").rows[0].cells[4]) == f"{totals.groupby('zone')['respondents'].max().sum():,}"


REMOVED: dict[str, Callable[[Path], object]] = {
    "topic 1": lambda city: (city / "voice/survey.csv").unlink(),
    "topics 2 to 5": lambda city: (city / "voice/survey_totals.csv").unlink(),
}


@pytest.mark.parametrize("what", REMOVED)
def test_the_checklist_misses_a_topic_that_nobody_was_asked_about(tmp_path: Path, what: str) -> None:
    city = copy_of(SEJONG, tmp_path / "city")
    REMOVED[what](city)
    missing = [v for v in building.make(city).verdicts if v.state == "missing" and "#" in v.requirement]
    assert [v.requirement for v in missing] == ["guide-5-1-1-na#2"] and "설문" in missing[0].because


def test_every_scale_has_answers_of_its_own() -> None:
    assert answers_of("intention_5") == ("1", "2", "3", "4", "5", "4-5")
