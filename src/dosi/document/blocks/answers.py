"""Blocks on the ledger: what became of every opinion, of citizens and of bodies."""

from __future__ import annotations

from typing import Any

from dosi.document.completeness import UNCONFIRMED
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Paragraph, Run, Runs, Text
from dosi.model.choices import CITIZEN, CITIZENS_KO, OUTCOMES, Ledger, SharedOut
from dosi.model.rows import Received, Zones
from dosi.model.table import KEY_JOIN, split

OF_CITIZENS = f"{Ledger.name}/*?giver={CITIZEN}"


def ledger_summary(plan: Plan) -> list[Block]:
    """How opinions ended, by who gave them."""
    held = plan[Ledger].rows
    listed = [(CITIZEN, CITIZENS_KO), *((r["item"], r["title_ko"]) for r in sorted(_givers(plan), key=lambda r: r["no"]))]
    rows = [{"_key": giver, "title": title} for giver, title in listed if (held["giver"] == giver).any()]
    found = [o for o in OUTCOMES if (held["outcome"] == o).any()]

    def count(where: str) -> Runs:
        return (FactRef(f"{Ledger.name}/*{where}/rows", "cases", False),)

    def of(giver: str, outcome: str) -> Runs:
        return count(f"?giver={giver}&outcome={outcome}") if ((held["giver"] == giver) & (held["outcome"] == outcome)).any() else EMPTY

    cells = [
        plan.made("giver", "의견을 준 쪽", lambda r: r["title"]),
        plan.made("count", "의견", lambda r: count(f"?giver={r['_key']}"), "건", "right"),
        *(plan.made(o, OUTCOMES[o], lambda r, o=o: of(r["_key"], o), "건", "right") for o in found),  # type: ignore[misc]
    ]
    total = (named("합계"), count(""), *(count(f"?outcome={o}") for o in found))
    return plan.table("ledger_summary", "의견을 준 쪽과 처리 결과", cells, rows, of=Ledger, total=total)


def ledger_lines(plan: Plan) -> list[Block]:
    """How citizens' opinions were answered, every outcome counted, in a sentence for citizens; the words are those of the ledger."""
    held = plan[Ledger].rows
    outcomes = held.loc[held["giver"] == CITIZEN, "outcome"]
    found = [o for o in OUTCOMES if (outcomes == o).any()]
    if not found:
        return [Paragraph((Text("아직 들어온 의견이 없습니다."),), "ledger_lines", "bullet")]
    runs: list[Run] = [Text("보내 주신 의견 "), FactRef(f"{OF_CITIZENS}/rows", "cases"), Text("의 처리: ")]
    for outcome in found:
        runs += [Text(", ")] * (outcome != found[0]) + [Text(f"{OUTCOMES[outcome]} "), FactRef(f"{OF_CITIZENS}&outcome={outcome}/rows", "cases")]
    return [Paragraph((*runs, Text(". 의견마다의 답은 계획의 부록에 있습니다.")), "ledger_lines", "bullet", modelled=plan.modelled(Ledger.name))]


def ledger(plan: Plan) -> list[Block]:
    """What became of every citizen's opinion; opinions on one theme with the same answer stand in one row, by zone and receipt number."""
    order = {z["zone"]: z["map_order"] for z in plan.records(Zones)}
    grouped: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    citizens = plan.records(Ledger, lambda r: r["giver"] == CITIZEN)
    for r in sorted(citizens, key=lambda r: (r["theme"] or "~", r["outcome"], order.get(r["zone"], len(order) + 1), r["opinion"])):
        grouped.setdefault(tuple(str(r[c] or "") for c in ("theme", "outcome", "why", "by_body", "on_answer")), []).append(r)
    rows = [held[0] | {"_key": KEY_JOIN.join(r["opinion"] for r in held), "rows": held} for held in grouped.values()]

    def numbers(r: dict[str, Any]) -> Runs:
        by_zone: dict[str, list[str]] = {}
        for x in r["rows"]:
            by_zone.setdefault(plan.title("rows/zones", x["zone"]) if x["zone"] else "생활권 모름", []).append(x["opinion"])
        return named("; ".join(f"{zone} {', '.join(held)}" for zone, held in by_zone.items()))

    cells = [
        plan.named("theme", "도시문제", "rows/themes"),
        plan.made("outcome", "처리", lambda r: OUTCOMES[r["outcome"]]),
        plan.made("why", "까닭", lambda r: (FactRef(f"{Ledger.name}/{r['opinion']}/why", "text"),)),
        plan.made("opinions", "생활권과 접수번호", numbers),
        plan.made("confirmed", "확인한 기구와 날짜", lambda r: f"{r['by_body']}, {r['on_answer']}" if r["by_body"] else UNCONFIRMED),
    ]
    return plan.table("ledger", "의견별 처리 결과", cells, rows, of=Ledger, note=f"{UNCONFIRMED}: 계산한 답이며 담당 기구의 확인을 기다린다.")


def shared_out(plan: Plan, by: str = "zone") -> list[Block]:
    """Who is left with how little of what they asked for: all together, then by zone or age group."""
    part = SharedOut.columns["part"].choices
    order = {z["zone"]: n for n, z in enumerate(sorted(plan.records(Zones), key=lambda z: (z["map_order"], z["zone"])))}
    rows = sorted(plan.records(SharedOut, lambda r: r["part"] in ("all", by)), key=lambda r: ([*part].index(r["part"]), order.get(r["value"], 0), r["value"]))

    def who(r: dict[str, Any]) -> Runs:
        return named(part["all"]) if r["part"] == "all" else plan.name("rows/zones", r["value"]) if r["part"] == "zone" else named(r["value"])

    cells = [
        plan.made("who", "누구", who),
        plan.fact(SharedOut, "voices"),
        plan.fact(SharedOut, "exclusion_share"),
        plan.fact(SharedOut, "mean_services"),
        plan.fact(SharedOut, "gini"),
        plan.fact(SharedOut, "money_share"),
    ]
    note = "받지 못한 비율: 말한 문제를 다루는 서비스가 자기 생활권에도 시 전체에도 없는 목소리. 돈의 몫: 서비스의 구축비를 답하는 목소리에 고르게 나눈 것."
    return plan.table("shared_out", "선정한 서비스가 목소리에 고르게 답하는가", cells, rows, of=SharedOut, note=note)


def ledger_bodies(plan: Plan) -> list[Block]:
    """What became of every body's opinion, in its own row: who said what, what was done, and who answered when."""
    given = {r["opinion"]: r for r in plan.records(Received)}

    def opinion(r: dict[str, Any]) -> Runs:
        about = given[r["opinion"]]
        return (*plan.says(about["content_ko"]), *(named(f" ({plan.title('texts/sections', about['section'])})") if about["section"] else ()))

    def answered(r: dict[str, Any]) -> str:
        if r["by_body"]:
            return f"{r['by_body']}, {r['on_answer']}"
        return f"기한 {r['due_on']}" if r["due_on"] else OUTCOMES["unanswered"]

    def outcome(r: dict[str, Any]) -> Runs:
        service = (Text(": "), *plan.name("rows/services", r["service"])) if r["service"] and r["start_year"] else ()
        return (Text(OUTCOMES[r["outcome"]]), *service)

    cells = [
        plan.made("giver", "기관, 접수번호와 날짜", lambda r: plan.says(f"{r['body']} ({r['opinion']}, {r['on_date']})")),
        plan.made("came", "받은 절차", lambda r: named(r["channel"])),
        plan.made("opinion", "의견", opinion),
        plan.made("outcome", "처리", outcome),
        plan.made("why", "조치와 까닭", lambda r: (FactRef(f"{Ledger.name}/{r['opinion']}/why", "text"),)),
        plan.made("confirmed", "답한 기구와 날짜", answered),
    ]
    rows = plan.records(Ledger, lambda r: r["giver"] != CITIZEN)
    return plan.table("ledger_bodies", "기관의 의견과 처리 결과", cells, rows, of=Received)


def opinions_of_bodies(plan: Plan, step: str = "", theme: str = "") -> list[Block]:
    """What bodies said, and what was done: those of a step of the procedure, or on a theme."""
    wanted = [r for r in plan.records(Received) if step in ("", r["step"]) and (not theme or theme in split(r["themes"]))]
    cells = [
        plan.named("giver", "의견을 준 쪽", "rows/lists"),
        plan.words("body", "기관"),
        *([plan.named("themes", "도시문제", "rows/themes")] if any(r["themes"] for r in wanted) else []),
        plan.words("on_date", "날짜"),
        plan.words("content", "의견", "content_ko"),
        plan.made("answer", "반영", lambda r: plan.cell(Ledger.name, r["opinion"], "why", "text") if r["outcome"] else EMPTY),
    ]
    return plan.table("opinions_of_bodies", "전문가와 기관의 의견", cells, wanted, key=lambda r: f"{r['giver']}{KEY_JOIN}{r['opinion']}", of=Received)


def _givers(plan: Plan) -> list[dict[str, Any]]:
    listed = Received.columns["giver"].listed
    return [r for r in plan.shelf.named("rows/lists").records() if r["list"] == listed]
