"""What of the ledger still waits for an answer, and which of it the plan may not be without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dosi.model.choices import CITIZEN, CITIZENS_KO, MUST_BE_MENDED, Ledger
from dosi.model.city import City, Shelf
from dosi.model.rows import Lists, Procedure, Received, Services
from dosi.model.verdicts import Verdict

MOST_NAMED = 8
"""receipt numbers of citizens that one line names"""
ANSWER = "answer:"
"""begins the requirement of a verdict on an answer"""
ASKS = {
    "unplaced": "도시문제로 분류되지 않아 계산으로 답하지 못하였다. 담당 기구가 읽고, 그 답을 접수번호를 대상으로 하는 결정(rows/decisions.csv)으로 적으십시오.",
    "due": "법정 기한이 있는 요청에 아직 답이 없다. 답을 기관의 의견(rows/received.csv)에 적으십시오.",
    "open": "아직 답이 없다. 답을 기관의 의견(rows/received.csv)에 적으십시오.",
}


@dataclass(frozen=True)
class Open:
    """One opinion that nobody has answered, or whose answer does not stand."""

    opinion: str
    giver: str
    giver_ko: str
    body: str | None
    since: str
    due_on: str | None
    overdue: bool
    """its last day lies before the plan's date"""
    required: bool
    """the plan is not complete without it"""
    because: str


def unanswered(city: City, shelf: Shelf) -> list[Open]:
    """Opinions that wait for an answer, those that the plan may not be without first, then by their last day and the day they came."""
    kinds = {r["item"]: r["title_ko"] for r in shelf[Lists].records() if r["list"] == Received.columns["giver"].listed} | {CITIZEN: CITIZENS_KO}
    service = dict(zip(shelf[Services].rows["service"], shelf[Services].rows["title_ko"], strict=True))
    made = []
    for r in shelf[Ledger].records():
        if r["standing"] not in ("open", *MUST_BE_MENDED):
            continue
        because = _contradiction(service[r["service"]]) if r["standing"] == "contradicted" else ASKS["unplaced" if r["giver"] == CITIZEN else r["standing"]]
        made.append(Open(r["opinion"], r["giver"], kinds.get(r["giver"], r["giver"]), r["body"], r["on_date"], r["due_on"], bool(r["due_on"] and r["due_on"] < city.as_of),
                         r["standing"] in MUST_BE_MENDED, because))  # fmt: skip
    return sorted(made, key=lambda o: (not o.required, o.due_on or "~", o.since, o.opinion))


def _contradiction(service: str) -> str:
    return (f"‘{service}’ 서비스에 반영하였다고 적혀 있으나 이 서비스는 이 계획에서 시작하지 않는다. "
            "기관의 의견(rows/received.csv)의 처리나 서비스를 고치거나, 결정(rows/decisions.csv)으로 그 사업을 넣으십시오.")  # fmt: skip


def open_answers(waiting: Sequence[Open], shelf: Shelf) -> list[Verdict]:
    """Answers that the plan may not be without, as verdicts: each body's by itself, those of citizens together."""
    cited = {p["step"]: p["citation_ko"] for p in shelf[Procedure].records()}
    step = dict(zip(shelf[Ledger].rows["opinion"], shelf[Ledger].rows["step"], strict=True))
    made = [Verdict(cited[step[o.opinion]], f"{ANSWER}{o.opinion}", "missing", f"{_dated(o)} {o.because}", title=f"{o.body} 의견 {o.opinion}의 답") for o in waiting if o.required and o.giver != CITIZEN]
    citizens = [o for o in waiting if o.required and o.giver == CITIZEN]
    if citizens:
        made.append(Verdict(f"시민 의견 {len(citizens)}건의 답", f"{ANSWER}{CITIZEN}", "missing", f"{_numbers(citizens)}: {citizens[0].because}"))
    return made


def lines(waiting: Sequence[Open]) -> list[str]:
    """What waits, in a line each for people; citizens' opinions in one."""
    citizens = [o for o in waiting if o.giver == CITIZEN]
    made = [f"{'답변 필요' if o.required else '답변 전  '}  {o.opinion} {o.body} ({o.giver_ko}): {_dated(o)}\n           {o.because}" for o in waiting if o.giver != CITIZEN]
    if citizens:
        made.append(f"답변 필요  {CITIZENS_KO} 의견 {len(citizens)}건, {min(o.since for o in citizens)}부터: {_numbers(citizens)}\n           {citizens[0].because}")
    return made


def _dated(o: Open) -> str:
    due = "" if not o.due_on else f", 기한 {o.due_on}{' 지남' if o.overdue else ''}"
    return f"{o.since}부터{due}."


def _numbers(citizens: Sequence[Open]) -> str:
    return ", ".join(o.opinion for o in citizens[:MOST_NAMED]) + (f" 외 {len(citizens) - MOST_NAMED}건" if len(citizens) > MOST_NAMED else "")
