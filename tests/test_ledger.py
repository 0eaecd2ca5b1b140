"""The ledger of the tiny city by hand: what bodies said and how it ended, what still waits for an answer, and a receipt number that finds it again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SEJONG, edit_cell
from test_tiny_answers import added, row
from typer.testing import CliRunner

from dosi.document.plan import Plan
from dosi.document.unanswered import unanswered
from dosi.model.blocks import FactRef, TableBlock
from dosi.model.choices import OUTCOMES, STANDING
from dosi.model.errors import InputFault
from dosi.model.rows.kinds import ANSWERS
from dosi.sources import city as city_folder
from dosi.workbench import building, versions
from dosi.workbench.building import Made
from dosi.workbench.cli import app


def run(*words: object) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, [str(w) for w in words])
    return answer.exit_code, answer.stdout, answer.stderr


def received(folder: Path) -> Path:
    return folder / "rows" / "received.csv"


def without_answer(folder: Path, opinion: str) -> None:
    """Take the answer of a body's opinion away."""
    for column in ("outcome", "service", "done_ko", "why_ko", "by_body", "on_answer"):
        edit_cell(received(folder), {"opinion": opinion}, column, "")


def ledger(made: Made, opinion: str, *columns: str) -> tuple[Any, ...]:
    held = row(made, "voice/ledger", opinion)
    return tuple(held[c] for c in columns)


# bodies ------------------------------------------------------------------------------------------------------------------


def test_a_body_is_answered_by_what_people_wrote(tiny: Made) -> None:
    first = min(c["start_year"] for c in tiny.shelf.named("portfolio/chosen").records() if c["service"] == "demand_bus")
    assert ledger(tiny, "r1", "giver", "channel", "theme", "outcome", "service", "start_year", "standing") == ("expert", "공청회", "transit", "adopted", "demand_bus", first, "answered")
    assert ledger(tiny, "r1", "why", "by_body", "on_answer", "due_on") == ("호출형 버스를 다생활권에서 시작한다", "교통과", "2024-12-02", None)
    assert ledger(tiny, "r2", "outcome", "theme", "standing") == ("later", "safety", "answered")


def test_a_body_without_an_answer_is_unanswered_though_its_theme_has_services(tiny_folder: Path) -> None:
    without_answer(tiny_folder, "r1")
    made = building.make(tiny_folder, to="ledger")
    assert ledger(made, "r1", "theme", "outcome", "service", "start_year", "by_body", "standing") == ("transit", "unanswered", None, None, None, "open")


def test_the_last_day_is_the_laws_where_it_counts_from_receipt_else_the_day_asked_for(tiny: Made, tiny_folder: Path) -> None:
    assert ledger(tiny, "r4", "due_on") == ("2025-02-03",)  # 30 days after 2 January: 1 February, a Saturday
    assert ledger(tiny, "r3", "due_on", "standing") == ("2025-01-15", "open")  # the department asked for it; no law does
    edit_cell(received(tiny_folder), {"opinion": "r4"}, "due_on", "2025-01-20")
    assert ledger(building.make(tiny_folder, to="ledger"), "r4", "due_on") == ("2025-01-20",)  # asked for earlier


def test_receipts_of_citizens_and_bodies_stand_in_one_ledger_once_each(tiny: Made) -> None:
    held = tiny.shelf.named("voice/ledger").records()
    assert [r["opinion"] for r in held] == [*(f"o{n}" for n in range(1, 10)), "r1", "r2", "r3", "r4"]
    assert all((r["giver"] == "citizen") == r["opinion"].startswith("o") for r in held)
    assert set(ANSWERS) < set(OUTCOMES) and {r["standing"] for r in held} <= set(STANDING)


# what waits --------------------------------------------------------------------------------------------------------------


def test_check_lists_what_is_unanswered_and_passes_where_no_law_asks_for_it(tiny_folder: Path) -> None:
    status, said, _ = run("check", tiny_folder, "--json")
    (waits,) = json.loads(said)["unanswered"]
    assert status == 0
    assert {k: waits[k] for k in ("opinion", "giver", "body", "since", "due_on", "overdue", "required")} == {
        "opinion": "r3", "giver": "department", "body": "예시: 공원과", "since": "2024-12-05", "due_on": "2025-01-15", "overdue": True, "required": False}  # fmt: skip
    status, said, _ = run("check", tiny_folder)
    assert status == 0 and "답변 전    r3 예시: 공원과 (부서): 2024-12-05부터, 기한 2025-01-15 지남." in said


def test_a_request_that_the_law_makes_somebody_answer_fails_the_check_until_it_is(tiny_folder: Path) -> None:
    without_answer(tiny_folder, "r4")
    status, said, _ = run("check", tiny_folder)
    assert status == 1
    assert "답변 필요  r4 예시: 승인하는 부처 (승인권자): 2025-01-02부터, 기한 2025-02-03." in said and "rows/received.csv" in said
    status, said, _ = run("check", tiny_folder, "--json")
    told = json.loads(said)
    assert status == 1 and not told["holds"] and [(o["opinion"], o["required"]) for o in told["unanswered"]] == [("r4", True), ("r3", False)]
    assert [v["requirement"] for v in told["verdicts"] if v["state"] == "missing"] == ["answer:r4"]
    edit_cell(tiny_folder / "catalogue" / "procedure.csv", {"step": "p04"}, "counted", "")
    assert run("check", tiny_folder)[0] == 0  # no law, no must


def test_an_overdue_answer_is_said_to_be(tiny_folder: Path) -> None:
    without_answer(tiny_folder, "r4")
    assert [o.overdue for o in building.make(tiny_folder, as_of="2025-02-03").unanswered if o.opinion == "r4"] == [False]
    assert [o.overdue for o in building.make(tiny_folder, as_of="2025-02-04").unanswered if o.opinion == "r4"] == [True]


def test_an_opinion_of_no_theme_waits_for_a_body_and_then_has_its_answer(tiny: Made, tiny_folder: Path) -> None:
    assert ledger(tiny, "o9", "outcome", "why", "by_body", "on_answer", "standing") == (
        "replied", "공원 부서가 읽고 감사의 답을 보냈다. 공원은 이 계획의 도시문제가 아니다.", "공원과", "2025-01-22", "answered")  # fmt: skip
    edit_cell(tiny_folder / "rows" / "decisions.csv", {"decision": "d9"}, "touches", "smart_crossing")
    made = building.make(tiny_folder)
    assert ledger(made, "o9", "outcome", "by_body", "standing") == ("unplaced", None, "due")
    assert [(o.opinion, o.required) for o in made.unanswered] == [("o9", True), ("r3", False)]
    status, said, _ = run("check", tiny_folder)
    assert status == 1 and "답변 필요  시민 의견 1건, 2024-11-07부터: o9" in said


def test_a_decision_on_a_theme_confirms_answers_to_what_was_said_before_it(tiny_folder: Path) -> None:
    added(tiny_folder / "rows" / "decisions.csv", "d2,2024-11-05,시의회,대중교통의 답을 읽고 그대로 두기로 함,까닭,transit,none")
    made = building.make(tiny_folder, to="ledger")
    on_transit = {o: ledger(made, o, "by_body", "standing") for o in ("o2", "o5", "o6", "o7", "o8")}  # said on 2, 4, 5, 5 and 6 November
    assert on_transit == {**dict.fromkeys(("o2", "o5", "o6", "o7"), ("시의회", "answered")), "o8": (None, "computed")}
    assert ledger(made, "o1", "by_body") == (None,)  # of another theme
    assert ledger(made, "o2", "outcome", "service") == ("partly", "data_hub")  # the answer stays computed


def test_an_answer_that_claims_a_service_which_does_not_start_contradicts_the_choice(tiny_folder: Path) -> None:
    for ceiling in building.make(tiny_folder, to="evidence").shelf.named("rows/ceilings").records():
        pocket = {"fund": ceiling["fund"], "purpose": ceiling["purpose"], "year": str(ceiling["year"])}
        edit_cell(tiny_folder / "rows" / "ceilings.csv", pocket, "ceiling_won", "0")
    made = building.make(tiny_folder)
    assert ledger(made, "r1", "outcome", "start_year", "standing") == ("adopted", None, "contradicted")
    assert ledger(made, "r2", "standing") == ledger(made, "r4", "standing") == ("answered",)  # later, and adopted without a service: nothing is claimed
    (verdict,) = [v for v in made.verdicts if v.requirement == "answer:r1"]
    assert verdict.state == "missing" and "호출형 버스" in verdict.because and "rows/received.csv" in verdict.because
    assert unanswered(made.city, made.shelf)[0].opinion == "r1"
    assert run("build", tiny_folder, "--formats", "html")[0] == 0  # a ceiling that moves breaks no build


def test_a_plan_without_a_required_answer_cannot_be_applied_for(tiny_folder: Path) -> None:
    without_answer(tiny_folder, "r4")
    building.build(tiny_folder, formats=["html"])
    with pytest.raises(InputFault) as told:
        versions.seal("application", "applied", "2025-02-01", tiny_folder, tiny_folder)
    assert any("r4" in f.what and "is missing" in f.what and "received.csv" in f.fix for f in told.value.faults)
    assert not [f for f in told.value.faults if "r3" in f.what]


# wrong rows --------------------------------------------------------------------------------------------------------------

WRONG = {
    "a receipt number of a citizen": ("opinion", "o1", "a citizen's opinion has this receipt number", "another number"),
    "no outcome": ("outcome", "", "nothing says how it ended", "write the outcome"),
    "nobody answered": ("by_body", "", "does not say who answered", "write it"),
    "no day of the answer": ("on_answer", "", "does not say when", "write it"),
    "nothing done": ("done_ko", "", "does not say what was done", "write it"),
    "no day of receipt": ("on_date", "2025-01", "the day is missing", "write the day"),
    "answered before it came": ("on_answer", "2024-12-01", "on_date", ""),
    "an unknown step": ("step", "p99", "joins nowhere", ""),
    "an unknown giver": ("giver", "aprover", "joins nowhere", 'did you mean "approver"'),
    "an unknown theme": ("themes", "transite", "joins nowhere", 'did you mean "transit"'),
    "an unknown section": ("section", "part-b", "joins nowhere", "part-a"),
    "an unknown outcome": ("outcome", "maybe", "", ""),
}


@pytest.mark.parametrize(("column", "value", "what", "fix"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_cell_is_a_fault_that_names_it(tiny_folder: Path, column: str, value: str, what: str, fix: str) -> None:
    edit_cell(received(tiny_folder), {"opinion": "r4"}, column, value)
    with pytest.raises(InputFault) as told:
        city_folder.read(city_folder.roots(tiny_folder), "", building_checks())
    assert any("received.csv, row 5" in f.where and what in f"{f.what} {f.expected}" and fix in f.fix for f in told.value.faults), told.value


def building_checks() -> Any:
    from dosi.workbench.chain import CHECKS

    return CHECKS


def test_all_faults_of_answers_come_together(tiny_folder: Path) -> None:
    edit_cell(received(tiny_folder), {"opinion": "r1"}, "by_body", "")
    edit_cell(received(tiny_folder), {"opinion": "r2"}, "why_ko", "")
    edit_cell(received(tiny_folder), {"opinion": "r4"}, "outcome", "")
    status, _, said = run("build", tiny_folder)
    assert status == 2 and said.count("received.csv, row") == 3 and "faults found: 3" in said


# personal data -----------------------------------------------------------------------------------------------------------

TELEPHONE = "010-9876-5432"


@pytest.fixture
def with_personal_data(tiny_folder: Path) -> Path:
    """A telephone number in everything that people wrote about a body's opinion."""
    for column in ("body", "content_ko", "done_ko", "by_body"):
        edit_cell(received(tiny_folder), {"opinion": "r4"}, column, f"담당 {TELEPHONE}에 물을 것")
    return tiny_folder


def test_personal_data_in_a_bodys_opinion_reaches_no_output_no_fault_and_no_version(with_personal_data: Path) -> None:
    city = with_personal_data
    building.build(city, formats=["html"])
    version = versions.seal("draft-1", "draft", "2025-02-01", city, city)
    for folder in (city / "plan", city / ".cache", version):
        assert not [p for p in folder.rglob("*") if p.is_file() and TELEPHONE.encode() in p.read_bytes()]
    for path in [version, *version.rglob("*")]:
        os.chmod(path, 0o755)  # noqa: PTH101 - so that the temporary folder can be cleared
    assert TELEPHONE not in "".join(run("voice", "answer", "r4", city)[1:])
    edit_cell(received(city), {"opinion": "r4"}, "on_answer", "")
    status, _, said = run("build", city)
    assert status == 2 and "does not say when" in said and TELEPHONE not in said


# by receipt number -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tiny city's plan as files, beside its folder."""
    from conftest import TINY

    home = tmp_path_factory.mktemp("answers")
    building.build(TINY, out=home, formats=["html"])
    yield home


def test_a_receipt_number_finds_what_became_of_a_citizens_opinion(built: Path) -> None:
    status, said, _ = run("voice", "answer", "o3", "--out", built, "--json")
    told = json.loads(said)
    assert status == 0
    assert {k: told[k] for k in ("receipt", "on_date", "giver_ko", "theme_ko", "outcome_ko", "service", "standing_ko", "by_body")} == {
        "receipt": "o3", "on_date": "2024-11-03", "giver_ko": "시민", "theme_ko": "보행 안전", "outcome_ko": "반영", "service": "smart_crossing", "standing_ko": "계산한 답", "by_body": None}  # fmt: skip
    assert isinstance(told["start_year"], int) and told["service_ko"] in told["why"]
    assert told["text"].startswith("건널목이 어두워 위험합니다") and "1234" not in said
    assert "age" not in said and "60대" not in said and "zone" not in said  # nothing about who wrote it
    status, said, _ = run("voice", "answer", "o3", "--out", built)
    assert status == 0 and f"({told['start_year']}년 시작)" in said and "처리: 반영" in said


def test_a_receipt_number_finds_what_became_of_a_bodys_opinion(built: Path) -> None:
    told = json.loads(run("voice", "answer", " r4 ", "--out", built, "--json")[1])
    assert (told["body"], told["giver_ko"], told["outcome"], told["by_body"], told["on_answer"]) == ("예시: 승인하는 부처", "승인권자", "adopted", "도시과", "2025-01-20")
    waits = run("voice", "answer", "r3", "--out", built)[1]
    assert "답변 전" in waits and "답할 기한: 2025-01-15" in waits


def test_a_receipt_number_that_is_not_known_is_answered_with_the_nearest(built: Path) -> None:
    status, _, said = run("voice", "answer", "o33", "--out", built)
    assert status == 2 and "o3" in said and "did you mean" in said
    status, said, _ = run("voice", "answer", "010-9876-5432", "--out", built, "--json")
    assert status == 2 and "9876" not in said and json.loads(said)["faults"][0]["where"] == "receipt"


def test_without_a_build_or_a_ledger_the_answer_says_what_to_run(tiny_folder: Path, tmp_path: Path) -> None:
    status, _, said = run("voice", "answer", "o1", tiny_folder)
    assert status == 2 and "dosi build" in said
    building.build(tiny_folder, out=tmp_path / "early", to="problems")
    status, _, said = run("voice", "answer", "o1", "--out", tmp_path / "early")
    assert status == 2 and "without --to" in said


# printed -----------------------------------------------------------------------------------------------------------------


def test_the_summary_counts_every_opinion_once_by_giver_and_by_outcome(tiny: Made) -> None:
    from dosi.document.blocks.answers import ledger_summary

    (table,) = [b for b in ledger_summary(Plan(tiny.city, tiny.shelf)) if isinstance(b, TableBlock)]
    values = {r.key: [int(tiny.facts.get(run.id).value) if isinstance(run, FactRef) else 0 for cell in r.cells[1:] for run in cell] for r in table.rows}
    assert [c.title for c in table.columns] == ["의견을 준 쪽", "의견", *(t for o, t in OUTCOMES.items() if (tiny.shelf.named("voice/ledger").rows["outcome"] == o).any())]
    assert values["total"][0] == len(tiny.shelf.named("voice/ledger")) == 13
    assert all(sum(counts[1:]) == counts[0] for counts in values.values())
    assert [sum(column) for column in zip(*(v for k, v in values.items() if k != "total"), strict=True)] == values["total"]


def test_every_bodys_opinion_of_the_example_is_printed_with_its_answer_and_receipt_number(sejong: Made) -> None:
    assert sejong.document is not None
    (table,) = [b for b in sejong.document.blocks if isinstance(b, TableBlock) and b.id == "ledger_bodies"]
    assert [r.key for r in table.rows] == list(sejong.shelf.named("rows/received").rows["opinion"])
    words = {r.key: "".join(sejong.facts.text(x) if isinstance(x, FactRef) else x.text for cell in r.cells for x in cell) for r in table.rows}
    for given in sejong.shelf.named("rows/received").records():
        said = words[given["opinion"]]
        assert given["content_ko"] in said and given["opinion"] in said and OUTCOMES[given["outcome"] or "unanswered"] in said
        assert (given["by_body"] or given["due_on"]) in said


def test_the_kinds_of_givers_that_the_survey_must_have_are_kinds_of_givers() -> None:
    lists = city_folder.read(city_folder.roots(SEJONG))[1].named("rows/lists").records()
    items = {name: {r["item"]: r["title_ko"] for r in lists if r["list"] == name} for name in ("opinion_givers", "survey_givers")}
    assert items["survey_givers"].items() < items["opinion_givers"].items()
