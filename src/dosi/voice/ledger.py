"""Answer every opinion, of citizens and of bodies: adopted in which service, adopted in part, or not, and why; by whom and when, where somebody answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pandas as pd

from dosi.model.choices import CITIZEN, REASONS, Chosen, Ledger, LeftOut
from dosi.model.city import CITY, City
from dosi.model.findings import Mentions
from dosi.model.rows import Decisions, Gates, Opinions, Procedure, Received, Services, Themes
from dosi.model.table import split
from dosi.model.working_days import days_off, last_day

FROM_RECEIPT = "received"
"""how a step counts its period when the law makes somebody answer within it"""
CLAIMS = ("adopted", "partly")
"""outcomes that claim a service of this plan"""


def answer(
    city: City, opinions: Opinions, received: Received, mentions: Mentions, themes: Themes, services: Services, chosen: Chosen, left_out: LeftOut, gates: Gates,
    procedure: Procedure, decisions: Decisions,
) -> Ledger:  # fmt: skip
    """Citizens are answered from what was chosen, bodies by what people wrote.

    A citizen's opinion. Adopted: a chosen service of the opinion's main theme starts in its own zone; partly: one for the whole city starts, or the
    opinion names no zone; later: it starts in other zones only. Main theme: the one it is most surely of. Services for which the theme
    comes first answer first, then the earliest start; ties by service id. The answer stays computed; it names a body and a day only where a decision
    touches the opinion, or its issue or theme after it came in. An opinion of no theme waits for a body's answer, which is a decision that touches it.

    A body's opinion is answered by its row of `received`, never computed. Its last day is the legal period of its step where the law counts that from
    the day of receipt (ended on a working day), or the day the body itself asked for, whichever is earlier. An answer that claims a service which does not start contradicts the choice.
    """
    rows = [*_of_citizens(opinions, mentions, themes, services, chosen, left_out, gates, decisions), *_of_bodies(city, received, procedure)]
    starts = {(c["service"], c["zone"]): c["start_year"] for c in chosen.records()}
    first = {service: min(year for (s, _), year in starts.items() if s == service) for service, _ in starts}
    bound = {p["step"] for p in procedure.records() if p["counted"] == FROM_RECEIPT and p["days"] is not None}
    for row in rows:
        row["start_year"] = starts.get((row["service"], row["zone"]), first.get(row["service"]))
        row["standing"] = _standing(row, bound)
    return Ledger(pd.DataFrame(rows, columns=list(Ledger.columns)))


def _standing(row: dict[str, Any], bound: set[str]) -> str:
    """Whose answer it is; where none is written, whether somebody must."""
    if row["outcome"] == "unplaced":
        return "due"
    if row["outcome"] == "unanswered":
        return "due" if row["step"] in bound else "open"
    if row["giver"] != CITIZEN and row["outcome"] in CLAIMS and row["service"] and row["start_year"] is None:
        return "contradicted"
    return "answered" if row["by_body"] else "computed"


def _of_bodies(city: City, received: Received, procedure: Procedure) -> Iterable[dict[str, Any]]:
    """Rows as people wrote them, with the last day to answer."""
    day_off = days_off(city.country)
    steps = {p["step"]: p for p in procedure.records()}
    for r in received.records():
        step = steps[r["step"]]
        days = step["days"] if step["counted"] == FROM_RECEIPT else None
        by_law = last_day(date.fromisoformat(r["on_date"]), days, FROM_RECEIPT, day_off).isoformat() if days is not None else None
        said = ". ".join(s.rstrip(" .") for s in (r["done_ko"], r["why_ko"]) if s)
        yield {"opinion": r["opinion"], "on_date": r["on_date"], "giver": r["giver"], "body": r["body"], "step": r["step"], "channel": step["title_ko"], "zone": None,
               "theme": next(iter(split(r["themes"])), None), "issue": None, "outcome": r["outcome"] or "unanswered", "service": r["service"], "why": said or "아직 답이 없다.",
               "by_body": r["by_body"], "on_answer": r["on_answer"], "due_on": min((d for d in (by_law, r["due_on"]) if d), default=None)}  # fmt: skip


def _of_citizens(
    opinions: Opinions, mentions: Mentions, themes: Themes, services: Services, chosen: Chosen, left_out: LeftOut, gates: Gates, decisions: Decisions,
) -> Iterable[dict[str, Any]]:  # fmt: skip
    addresses = {s: split(t) for s, t in zip(services.rows["service"], services.rows["themes"], strict=True)}
    title = dict(zip(services.rows["service"], services.rows["title_ko"], strict=True))
    theme_title = dict(zip(themes.rows["theme"], themes.rows["title_ko"], strict=True))
    starts = sorted(chosen.records(), key=lambda c: (c["start_year"], c["service"], c["zone"]))
    order = mentions.rows.sort_values(["opinion", "sure", "theme"], ascending=[True, False, True], kind="stable").drop_duplicates("opinion")
    raised = dict(zip(order["opinion"], zip(order["theme"], order["issue"].where(order["issue"].notna(), None), strict=True), strict=True))
    left = [(addresses[r["service"]], r) for r in left_out.records()]
    confirmed = _confirming(decisions)
    for opinion in opinions.records():
        theme, issue = raised.get(opinion["opinion"], (None, None))
        decided = confirmed(opinion, theme, issue)
        row = {"opinion": opinion["opinion"], "on_date": opinion["on_date"], "giver": CITIZEN, "body": None, "step": None, "channel": opinion["channel"], "zone": opinion["zone"],
               "theme": theme, "issue": issue, "service": None, "by_body": decided and decided["body"], "on_answer": decided and decided["on_date"], "due_on": None}  # fmt: skip
        fits = sorted((c for c in starts if theme in addresses[c["service"]]), key=lambda c: addresses[c["service"]].index(theme or ""))
        here = [c for c in fits if c["zone"] == opinion["zone"]]
        if not theme and decided:
            row |= {"outcome": "replied", "why": f"{decided['what']} {decided['why']}"}
        elif not theme:
            row |= {"outcome": "unplaced", "why": "도시문제 주제로 분류되지 않아 계산으로 답하지 못하였다. 담당 부서가 읽고 답해야 한다."}
        elif here:
            row |= {"outcome": "adopted", "service": here[0]["service"], "why": f"이 생활권의 ‘{title[here[0]['service']]}’ 사업에 반영하였다."}
        elif fits:
            service = fits[0]["service"]
            if fits[0]["zone"] == CITY:
                row |= {"outcome": "partly", "service": service, "why": f"시 전체를 위한 ‘{title[service]}’ 사업에 일부 반영하였으며, 이 생활권만의 사업은 다음 계획에서 검토한다."}
            elif opinion["zone"]:
                row |= {"outcome": "later", "service": service, "why": f"이번 계획의 ‘{title[service]}’ 사업은 다른 생활권에서 시작하며, 이 생활권의 사업은 다음 계획에서 검토한다."}
            else:
                row |= {"outcome": "partly", "service": service, "why": f"‘{title[service]}’ 사업에 반영하였다. 의견에 생활권이 적혀 있지 않아 사업이 시작하는 생활권과 견주지 못하였다."}
        else:
            near = [r for themes_of, r in left if theme in themes_of and (r["zone"] == CITY or opinion["zone"] in (None, r["zone"]))]
            row |= {"outcome": "not_adopted", "why": _why_not(theme_title[theme], near, gates)}
        yield row


def _why_not(theme: str, near: list[dict[str, Any]], gates: Gates) -> str:
    """What stood in the way of the candidate that came nearest to starting; of those a gate stopped, the one that came furthest."""
    if not near:
        return f"‘{theme}’ 문제를 다루는 서비스 모델이 없어 이번 계획에 넣지 못하였다."
    reason = next(reason for reason in REASONS if any(r["reason"] == reason for r in near))
    clause = REASONS[reason].clause
    stopped = {r["gate"] for r in near if r["reason"] == reason and r["gate"]}
    if reason == "gate" and stopped:
        furthest = max((g for g in gates.records() if g["gate"] in stopped), key=lambda g: (g["no"], g["gate"]))
        clause = f"선정 단계 {gates.in_words(furthest['gate'])}의 기준에 맞지 않아"
    return f"‘{theme}’ 관련 서비스는 {clause} 이번 계획에 넣지 못하였다."


def _confirming(decisions: Decisions) -> Callable[[dict[str, Any], str | None, str | None], dict[str, Any] | None]:
    """A function that finds the latest decision that touches an opinion, else the latest on its issue, else on its theme, since it came in: nobody answers what
    has not been said."""
    touching: dict[str, list[dict[str, Any]]] = {}
    for decision in sorted(decisions.records(), key=lambda d: (d["on_date"], d["decision"]), reverse=True):
        for touched in split(decision["touches"]):
            touching.setdefault(touched, []).append(decision)

    def latest(opinion: dict[str, Any], theme: str | None, issue: str | None) -> dict[str, Any] | None:
        since = (d for about in (issue, theme) for d in touching.get(about or "", ()) if d["on_date"] >= opinion["on_date"])
        return next(iter(touching.get(opinion["opinion"], ())), None) or next(since, None)

    return latest
