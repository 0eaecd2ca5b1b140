"""Blocks on infrastructure: standards, their verdicts, and the plan for each kind."""

from __future__ import annotations

from typing import Any

from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Runs, Text
from dosi.model.results import Chosen, Gaps, Sites
from dosi.model.rows import Services
from dosi.model.table import Table, split
from dosi.model.texts import Standards

SEVERITY = {"must": "의무", "should": "권고"}
FORCE = {"law": "법령", "guideline": "지침", "city": "시가 정함"}


def standards_table(plan: Plan) -> list[Block]:
    """The standards with what they ask, their legal force and source."""
    cells = [
        plan.made("kind", "기반시설", lambda r: plan.title("rows/lists", r["infrastructure_kind"]), width=1.5),
        plan.made("standard", "기준", lambda r: r["title_ko"], width=1.6),
        plan.words("limit", "내용", "sentence_ko", width=3.6),
        plan.made("severity", "의무", lambda r: SEVERITY[r["severity"]], width=0.8),
        plan.made("force", "효력", lambda r: FORCE[r["force"]]),
        plan.words("source", "출처", "citation", width=2.6),
        plan.words("reason", "시가 정한 이유", "reason_ko", width=2),
    ]
    return plan.table("standards_table", "스마트기반시설 기준", cells, plan.records(Standards), landscape=True)


def standards_verdicts(plan: Plan) -> list[Block]:
    """How many subjects pass, fail or cannot be told, per requirement."""

    def count(r: dict[str, Any], column: str) -> Runs:
        return (FactRef(f"{Gaps.name}/{r['standard']}~{r['requirement']}~*/{column}", "count", False),)

    judged = set(plan[Gaps].rows["standard"] + "~" + plan[Gaps].rows["requirement"])
    cells = [
        plan.words("requirement", "기준", "sentence_ko", width=4),
        plan.made("pass", "적합", lambda r: count(r, "passed"), "개", "right"),
        plan.made("fail", "미달", lambda r: count(r, "failed"), "개", "right"),
        plan.made("cannot_tell", "확인 불가", lambda r: count(r, "cannot_tell"), "개", "right"),
        plan.made("not_applicable", "해당 없음", lambda r: count(r, "not_applicable"), "개", "right"),
    ]
    note = "확인 불가: 판단에 필요한 속성이 자료에 없다. 자료가 없는 것을 적합으로 보지 않는다."
    return plan.table("standards_verdicts", "기준 점검 결과", cells, plan.records(Standards, lambda r: f"{r['standard']}~{r['requirement']}" in judged), of=Gaps, note=note)


def infrastructure_plan(plan: Plan) -> list[Block]:
    """For each of the law's four kinds: which services need it, how many units and sites, what it costs, which standards apply."""
    kinds = sorted((r for r in plan.shelf.named("rows/lists").records() if r["list"] == "infrastructure_kinds"), key=lambda r: r["no"])
    model = {s["service"]: s for s in plan.records(Services)}
    chosen = list(dict.fromkeys(c["service"] for c in plan.records(Chosen)))
    uses = {k["item"]: [s for s in chosen if k["item"] in split(model[s]["infrastructure_kinds"])] for k in kinds}

    def listed(kind: str, table: type[Table], column: str, format: str) -> Runs:
        runs: list[Any] = []
        for s in uses[kind]:
            id = f"{table.name}/{s}~*/{column}" if table is Chosen else f"{table.name}/*?service={s}/{column}"
            runs += [*([Text(", ")] if runs else []), *named(plan.title("rows/services", s) + " "), FactRef(id, format)]
        return tuple(runs) or EMPTY

    def standards(kind: str) -> str:
        return ", ".join(dict.fromkeys(r["title_ko"] for r in plan.records(Standards) if r["infrastructure_kind"] == kind))

    cells = [
        plan.made("kind", "종류", lambda r: r["title_ko"], width=1.6),
        plan.made("services", "서비스", lambda r: ", ".join(plan.title("rows/services", s) for s in uses[r["item"]]) or "새로 짓는 것 없음", width=3.4),
        plan.made("units", "규모", lambda r: listed(r["item"], Chosen, "units", "count"), width=2.8),
        plan.made("sites", "설치 장소", lambda r: listed(r["item"], Sites, "rows", "count"), width=2.8),
        plan.made("capital", "구축비", lambda r: listed(r["item"], Chosen, "capital_won", "million_won"), width=2.8),
        plan.made("operating", "연 운영비", lambda r: listed(r["item"], Chosen, "operating_won_per_year", "million_won"), width=2.8),
        plan.made("standards", "지키는 기준", lambda r: standards(r["item"]), width=1.8),
    ]
    rows = [{"_key": k["item"], **k} for k in kinds]
    return plan.table("infrastructure_plan", "기반시설 종류별 계획", cells, rows, of=Chosen, landscape=True, note="한 서비스가 여러 종류의 기반시설을 쓰면 각 종류에 함께 적는다.")
