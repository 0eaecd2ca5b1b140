"""Blocks on infrastructure: standards, their verdicts, and the plan for each kind."""

from __future__ import annotations

from typing import Any

from dosi.document.plan import EMPTY, Plan
from dosi.model.blocks import Block, FactRef, Run, Runs, Text
from dosi.model.choices import Chosen, Sites
from dosi.model.findings import Gaps, Shortfalls
from dosi.model.rows import Phases, Services
from dosi.model.table import split
from dosi.model.texts import Standards

SEVERITY = {"must": "의무", "should": "권고"}
FORCE = {"law": "법령", "guideline": "지침", "city": "시가 정함"}
SHORT = FORCE | {"city": "시"}


BOOK = "꼭 지킬 것과 지금 못 미치는 것이다. 다른 권고와 보기 그림은 따로 펴내는 기준서에 있다."
NOT_TOLD = "확인 불가는 자료가 없는 것이며 적합이 아니다. 자료가 하나도 없는 기준: "


def _of_this_plan(plan: Plan) -> list[dict[str, Any]]:
    """Requirements that belong into the plan itself: of standards that its services keep, and of the city's own; the standards book holds all."""
    chosen = {c["service"] for c in plan.records(Chosen)}
    kept = {standard for service in plan.records(Services, lambda s: s["service"] in chosen) for standard in split(service["standards"])}
    failing = set(plan[Gaps].rows.loc[plan[Gaps].rows["failed"] > 0, "standard"])
    return plan.records(Standards, lambda r: r["standard"] in kept | failing or str(r["source"]).startswith("city:"))


def standards_table(plan: Plan) -> list[Block]:
    """What services of the plan must keep, what falls short today, and the city's own standards, with what they ask, their legal force and source."""
    cells = [
        plan.made("kind", "기반시설", lambda r: plan.title("rows/lists", r["infrastructure_kind"])),
        plan.words("limit", "내용", "sentence_ko"),
        plan.made("force", "효력", lambda r: f"{SHORT[r['force']]} {SEVERITY[r['severity']]}"),
        plan.made("source", "출처, 시가 정한 것은 이유", lambda r: plan.says(r["reason_ko"] if r["force"] == "city" else r["citation"])),
    ]
    failing = {f"{g['standard']}~{g['requirement']}" for g in plan.records(Gaps, lambda g: bool(g["failed"]))}
    rows = [r for r in _of_this_plan(plan) if r["severity"] == "must" or r["_key"] in failing or str(r["source"]).startswith("city:")]
    rows.sort(key=lambda r: r["infrastructure_kind"])
    return plan.table("standards_table", "스마트기반시설 기준", cells, rows, key=lambda r: f"{r['infrastructure_kind']}~{r['_key']}", note=BOOK if len(rows) < len(plan.records(Standards)) else "")


def standards_verdicts(plan: Plan) -> list[Block]:
    """How many subjects pass, fail or cannot be told, per requirement."""

    def count(r: dict[str, Any], column: str) -> Runs:
        return (FactRef(f"{Gaps.name}/{r['standard']}~{r['requirement']}~*/{column}", "count", False),)

    sums = plan[Gaps].rows.groupby(["standard", "requirement"])[["passed", "failed"]].sum().sum(axis=1)
    told = {f"{standard}~{requirement}" for (standard, requirement), count in sums.items() if count}
    cells = [
        plan.words("requirement", "기준", "sentence_ko"),
        plan.made("pass", "적합", lambda r: count(r, "passed"), "개", "right"),
        plan.made("fail", "미달", lambda r: count(r, "failed"), "개", "right"),
        plan.made("cannot_tell", "확인 불가", lambda r: count(r, "cannot_tell"), "개", "right"),
        plan.made("not_applicable", "해당 없음", lambda r: count(r, "not_applicable"), "개", "right"),
    ]
    mine = _of_this_plan(plan)
    judged = [r for r in mine if r["_key"] in told]
    unknown = dict.fromkeys(r["title_ko"] for r in mine if (r["standard"], r["requirement"]) in sums.index and r["standard"] not in {j["standard"] for j in judged})
    return plan.table("standards_verdicts", "기준 점검 결과", cells, judged, of=Gaps, note=NOT_TOLD + (", ".join(unknown) or "없음") + ".")


def infrastructure_gaps(plan: Plan) -> list[Block]:
    """What falls short of each requirement, in which zones, what each phase needs to mend it and at what cost, and which service of this plan makes it good."""
    short: dict[str, list[dict[str, Any]]] = {}
    for gap in plan.records(Gaps, lambda g: bool(g["failed"])):
        short.setdefault(f"{gap['standard']}~{gap['requirement']}", []).append(gap)
    chosen = list(dict.fromkeys(c["service"] for c in plan.records(Chosen)))
    keeps = {s["service"]: split(s["standards"]) for s in plan.records(Services)}
    unit = {s["service"]: s["unit_ko"] for s in plan.records(Services)}

    lacking = {(k["standard"], k["requirement"], k["phase"]): k for k in plan.records(Shortfalls)}

    def total(r: dict[str, Any], column: str) -> Runs:
        return (FactRef(f"{Gaps.name}/{r['_key']}~*/{column}", "count", False),)

    def further(r: dict[str, Any], phase: str) -> Runs:
        return (FactRef(f"{Shortfalls.name}/{r['_key']}~*~{phase}/further_units", "count", False),) if (r["standard"], r["requirement"], phase) in lacking else EMPTY

    def capital(r: dict[str, Any]) -> Runs:
        found = next((k for k in lacking.values() if (k["standard"], k["requirement"]) == (r["standard"], r["requirement"])), None)
        return EMPTY if found is None else (FactRef(f"{Shortfalls.name}/{r['_key']}~*~*/capital_won", "million_won", False),) if found["service"] else (Text("단가 없음"),)

    def zones(r: dict[str, Any]) -> Runs:
        runs: list[Run] = []
        several = any(gap["subjects"] > 1 for gap in short[r["_key"]])  # else the zone itself is what falls short
        for gap in sorted(short[r["_key"]], key=lambda g: (-g["failed"], g["zone"])):
            many: list[Run] = [Text(" "), FactRef(f"{Gaps.name}/{gap['_key']}/failed", "count", False)] if several else []
            runs += [Text(", ")] * bool(runs) + [*plan.name("rows/zones", gap["zone"]), *many]
        return tuple(runs) or EMPTY

    def remedy(r: dict[str, Any]) -> Runs:
        runs: list[Run] = []
        answering = [r["met_by"]] if r["met_by"] else [s for s in chosen if r["standard"] in keeps[s]]
        for s in (s for s in answering if s in chosen):
            runs += [Text(", ")] * bool(runs) + [*plan.name("rows/services", s), Text(" "), FactRef(f"{Chosen.name}/{s}~*/units", "plain"), Text(" "), *plan.says(unit[s])]
        return tuple(runs) or (Text("이번 계획에 없음"),)

    cells = [
        plan.words("requirement", "기준", "sentence_ko"),
        plan.made("failing", "미달", lambda r: total(r, "failed"), "개", "right"),
        plan.made("zones", "미달이 있는 생활권과 수", zones),
        *(plan.made(f"further_{p['phase']}", f"{p['title_ko']}", lambda r, p=p: further(r, p["phase"]), "개", "right") for p in plan.records(Phases)),  # type: ignore[misc]
        plan.made("capital", "구축비", capital, "백만원", "right"),
        plan.made("remedy", "이 기준에 맞추어 놓는 서비스와 수량", remedy),
    ]
    return plan.table("infrastructure_gaps", "기준에 모자란 곳", cells, [r for r in _of_this_plan(plan) if r["_key"] in short], of=Gaps,
                      note="단계 열은 그 단계에 더하거나 고칠 수이다. 기준마다 따로 센 것이므로 한 장치가 두 기준을 채우면 겹친다.")  # fmt: skip


def infrastructure_plan(plan: Plan) -> list[Block]:
    """For each of the law's four kinds: the services built on it, with units, sites and money."""
    kinds = sorted((r for r in plan.shelf.named("rows/lists").records() if r["list"] == "infrastructure_kinds"), key=lambda r: r["no"])
    model = {s["service"]: s for s in plan.records(Services)}
    chosen = list(dict.fromkeys(c["service"] for c in plan.records(Chosen)))
    rows = [
        {"_key": f"{k['item']}~{s}", "kind": k["item"], "service": s, "sited": bool(model[s]["site_role"])}
        for k in kinds for s in chosen if split(model[s]["infrastructure_kinds"])[:1] == [k["item"]]
    ]  # fmt: skip

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
    ]
    note = "여러 종류의 기반시설을 쓰는 서비스는 주된 종류에 한 번 적는다."
    return plan.table("infrastructure_plan", "기반시설 종류별 계획", cells, rows, of=Chosen, note=note)
