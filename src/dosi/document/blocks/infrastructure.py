"""Blocks on infrastructure: standards, their verdicts, and the plan for each kind."""

from __future__ import annotations

from typing import Any

from dosi.document.plan import EMPTY, Plan
from dosi.model.blocks import Block, FactRef, Run, Runs, Text
from dosi.model.choices import Chosen, Sites
from dosi.model.findings import Gaps
from dosi.model.rows import Services
from dosi.model.table import split
from dosi.model.texts import Standards

SEVERITY = {"must": "의무", "should": "권고"}
FORCE = {"law": "법령", "guideline": "지침", "city": "시가 정함"}


BOOK = "이 계획의 서비스가 지킬 기준과 시가 더한 기준이다. 나라의 다른 기준과 보기 그림은 따로 펴내는 기준서에 있다."


def _of_this_plan(plan: Plan) -> list[dict[str, Any]]:
    """Requirements that belong into the plan itself: of standards that a service model keeps, and of the city's own; the standards book holds all."""
    kept = {standard for service in plan.records(Services) for standard in split(service["standards"])}
    return plan.records(Standards, lambda r: r["standard"] in kept or str(r["source"]).startswith("city:"))


def standards_table(plan: Plan) -> list[Block]:
    """The standards that services of the plan keep, and the city's own, with what they ask, their legal force and source."""
    cells = [
        plan.made("kind", "기반시설", lambda r: plan.title("rows/lists", r["infrastructure_kind"])),
        plan.made("standard", "기준", lambda r: r["title_ko"]),
        plan.words("limit", "내용", "sentence_ko"),
        plan.made("severity", "의무", lambda r: SEVERITY[r["severity"]]),
        plan.made("force", "효력", lambda r: FORCE[r["force"]]),
        plan.words("source", "출처", "citation"),
        plan.words("reason", "시가 정한 이유", "reason_ko"),
    ]
    rows = _of_this_plan(plan)
    return plan.table("standards_table", "스마트기반시설 기준", cells, rows, key=lambda r: f"{r['infrastructure_kind']}~{r['_key']}", note=BOOK if len(rows) < len(plan.records(Standards)) else "")


def standards_verdicts(plan: Plan) -> list[Block]:
    """How many subjects pass, fail or cannot be told, per requirement."""

    def count(r: dict[str, Any], column: str) -> Runs:
        return (FactRef(f"{Gaps.name}/{r['standard']}~{r['requirement']}~*/{column}", "count", False),)

    judged = set(plan[Gaps].rows["standard"] + "~" + plan[Gaps].rows["requirement"])
    cells = [
        plan.words("requirement", "기준", "sentence_ko"),
        plan.made("pass", "적합", lambda r: count(r, "passed"), "개", "right"),
        plan.made("fail", "미달", lambda r: count(r, "failed"), "개", "right"),
        plan.made("cannot_tell", "확인 불가", lambda r: count(r, "cannot_tell"), "개", "right"),
        plan.made("not_applicable", "해당 없음", lambda r: count(r, "not_applicable"), "개", "right"),
    ]
    note = "확인 불가: 판단에 필요한 속성이 자료에 없다. 자료가 없는 것을 적합으로 보지 않는다."
    return plan.table("standards_verdicts", "기준 점검 결과", cells, [r for r in _of_this_plan(plan) if r["_key"] in judged], of=Gaps, note=note)


def infrastructure_gaps(plan: Plan) -> list[Block]:
    """What falls short of each requirement, in which zones, and which service of this plan makes it good."""
    short: dict[str, list[dict[str, Any]]] = {}
    for gap in plan.records(Gaps, lambda g: bool(g["failed"] or g["cannot_tell"])):
        short.setdefault(f"{gap['standard']}~{gap['requirement']}", []).append(gap)
    chosen = list(dict.fromkeys(c["service"] for c in plan.records(Chosen)))
    keeps = {s["service"]: split(s["standards"]) for s in plan.records(Services)}
    unit = {s["service"]: s["unit_ko"] for s in plan.records(Services)}

    def total(r: dict[str, Any], column: str) -> Runs:
        return (FactRef(f"{Gaps.name}/{r['_key']}~*/{column}", "count", False),)

    def zones(r: dict[str, Any], column: str) -> Runs:
        runs: list[Run] = []
        for gap in sorted((g for g in short[r["_key"]] if g[column]), key=lambda g: (-g[column], g["zone"])):
            runs += [Text(", ")] * bool(runs) + [*plan.name("rows/zones", gap["zone"]), Text(" "), FactRef(f"{Gaps.name}/{gap['_key']}/{column}", "count", False)]
        return tuple(runs) or EMPTY

    def remedy(r: dict[str, Any]) -> Runs:
        runs: list[Run] = []
        for s in (s for s in chosen if r["standard"] in keeps[s]):
            runs += [Text(", ")] * bool(runs) + [*plan.name("rows/services", s), Text(" "), FactRef(f"{Chosen.name}/{s}~*/units", "plain"), Text(" "), *plan.says(unit[s])]
        return tuple(runs) or (Text("이번 계획에 없음"),)

    cells = [
        plan.words("requirement", "기준", "sentence_ko"),
        plan.made("subjects", "대상", lambda r: total(r, "subjects"), "개", "right"),
        plan.made("needed", "미달", lambda r: total(r, "failed"), "개", "right"),
        plan.made("zones", "미달이 있는 생활권과 수", lambda r: zones(r, "failed")),
        plan.made("unknown", "확인 불가인 생활권과 수", lambda r: zones(r, "cannot_tell")),
        plan.made("remedy", "이 기준에 맞추어 놓는 서비스와 수량", remedy),
    ]
    return plan.table("infrastructure_gaps", "기준에 모자란 곳", cells, [r for r in _of_this_plan(plan) if r["_key"] in short], of=Gaps,
                      note="수량이 미달보다 적으면 남는 곳은 이 계획이 끝나도 기준에 못 미친다.")  # fmt: skip


def infrastructure_plan(plan: Plan) -> list[Block]:
    """For each of the law's four kinds: the services built on it, with units, sites, money and the standards they keep."""
    kinds = sorted((r for r in plan.shelf.named("rows/lists").records() if r["list"] == "infrastructure_kinds"), key=lambda r: r["no"])
    model = {s["service"]: s for s in plan.records(Services)}
    chosen = list(dict.fromkeys(c["service"] for c in plan.records(Chosen)))
    rows = [
        {"_key": f"{k['item']}~{s}", "kind": k["item"], "service": s, "sited": bool(model[s]["site_role"])}
        for k in kinds for s in chosen if split(model[s]["infrastructure_kinds"])[:1] == [k["item"]]
    ]  # fmt: skip

    titles = {r["standard"]: r["title_ko"] for r in plan.records(Standards)}

    def standards(service: str) -> str:
        return ", ".join(titles[s] for s in split(model[service]["standards"]) if s in titles)

    def chosen_sum(r: dict[str, Any], column: str, format: str) -> Runs:
        return (FactRef(f"{Chosen.name}/{r['service']}~*/{column}", format, False),)

    cells = [
        plan.named("kind", "종류", "rows/lists"),
        plan.named("service", "서비스", "rows/services"),
        plan.made("units", "규모", lambda r: chosen_sum(r, "units", "count"), "", "right"),
        plan.made("unit", "단위", lambda r: model[r["service"]]["unit_ko"]),
        plan.made("sites", "설치 장소", lambda r: (FactRef(f"{Sites.name}/*?service={r['service']}/rows", "count"),) if r["sited"] else (Text("시 전역"),), "", "right"),
        plan.made("capital", "구축비", lambda r: chosen_sum(r, "capital_won", "million_won"), "백만원", "right"),
        plan.made("operating", "연 운영비", lambda r: chosen_sum(r, "operating_won_per_year", "million_won"), "백만원", "right"),
        plan.made("standards", "지키는 기준", lambda r: standards(r["service"])),
    ]
    note = "여러 종류의 기반시설을 쓰는 서비스는 주된 종류에 한 번 적는다."
    return plan.table("infrastructure_plan", "기반시설 종류별 계획", cells, rows, of=Chosen, note=note)
