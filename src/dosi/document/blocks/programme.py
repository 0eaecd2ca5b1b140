"""Blocks on the programme: goals, strategies, phases, targets, performance, procedure."""

from __future__ import annotations

from typing import Any

from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Ref, Runs, Text
from dosi.model.choices import Chosen, Finance, SolvedGoals, Targets, Timetable
from dosi.model.city import CITY
from dosi.model.findings import Measured
from dosi.model.rows import Goals, Indicators, Kpis, Phases, Procedure, ProcedureDates, Services, Strategies
from dosi.model.table import split

DUTY = {"must": "반드시", "may": "할 수 있음", "conditional": "해당할 때"}


def goals_table(plan: Plan) -> list[Block]:
    """Goals with strategies, problems and chosen services."""
    strategies = plan.records(Strategies)
    chosen = set(plan[Chosen].rows["service"])

    def of(goal: str, part: str) -> list[str]:
        return list(dict.fromkeys(x for s in strategies if s["goal"] == goal for x in split(s[part])))

    cells = [
        plan.made("title", "목표", lambda r: r["title_ko"]),
        plan.words("sentence", "뜻", "sentence_ko"),
        plan.made("strategies", "추진전략", lambda r: ", ".join(s["title_ko"] for s in strategies if s["goal"] == r["goal"])),
        plan.made("problems", "도시문제", lambda r: ", ".join(plan.title("rows/themes", t) for t in of(r["goal"], "themes"))),
        plan.made("services", "선정한 서비스", lambda r: ", ".join(plan.title("rows/services", s) for s in of(r["goal"], "services") if s in chosen) or ""),
    ]
    return plan.table("goals_table", "목표와 추진전략, 도시문제, 서비스", cells, plan.records(Goals))


def strategies_table(plan: Plan) -> list[Block]:
    """Strategies with themes, services (saying which were not chosen), KPIs and the item of a higher plan they answer."""
    chosen = set(plan[Chosen].rows["service"])
    cells = [
        plan.named("goal", "목표", "rows/goals"),
        plan.made("title", "추진전략", lambda r: r["title_ko"]),
        plan.named("themes", "도시문제", "rows/themes"),
        plan.made("services", "서비스", lambda r: ", ".join(plan.title("rows/services", s) + ("" if s in chosen else "(이번에는 선정하지 못함)") for s in split(r["services"]))),
        plan.named("kpis", "성과지표", "rows/kpis"),
        plan.made("higher_plan", "상위계획", lambda r: plan.title("rows/lists", r["higher_plan"])),
        plan.words("higher_plan_item", "상위계획의 항목"),
    ]
    return plan.table("strategies_table", "추진전략의 구성", cells, plan.records(Strategies))


def solved_by_goal(plan: Plan) -> list[Block]:
    """Per goal and phase: how much of its problems is solved and for how many people."""
    cells = [
        plan.named("goal", "목표", "rows/goals"),
        plan.named("phase", "단계", "rows/phases"),
        plan.fact(SolvedGoals, "solved_share", "해결 비율"),
        plan.fact(SolvedGoals, "people_helped", "도움받는 인구(문제별 합)", id="people"),
    ]
    note = "해결 비율은 서비스의 기대 효과와 이용 비율로 셈한 예상이며, 도움받는 인구는 한 사람이 여러 문제에서 세어질 수 있다."
    return plan.table("solved_by_goal", "목표별·단계별 도시문제 해결 예상", cells, plan.records(SolvedGoals), of=SolvedGoals, note=note)


def phases_table(plan: Plan) -> list[Block]:
    """Phases with focus, services, cost and money; a phase in which only what began before runs on says so."""
    begins = {p["phase"]: p["from_year"] for p in plan.records(Phases)}

    def started(r: dict[str, Any]) -> str:
        mine = dict.fromkeys(c["service"] for c in plan.records(Chosen) if c["phase"] == r["phase"])
        running = any(begins[c["phase"]] < r["from_year"] for c in plan.records(Chosen))
        return ", ".join(plan.title("rows/services", s) for s in mine) or ("없음: 앞 단계에서 시작한 것을 운영한다" if running else "")

    def funds(r: dict[str, Any]) -> Runs:
        runs: list[Any] = []
        mine = plan[Finance].rows[plan[Finance].rows["phase"] == r["phase"]]
        for fund in dict.fromkeys(mine["fund"]):
            runs += [Text(", ")] * bool(runs) + [*named(plan.title("rows/funding_sources", fund) + " "), FactRef(f"{Finance.name}/*~{fund}~*?phase={r['phase']}/won", "eok_won")]
        return tuple(runs) or EMPTY

    cells = [
        plan.made("phase", "단계", lambda r: r["title_ko"]),
        plan.made("years", "기간", lambda r: f"{r['from_year']}–{r['to_year']}" if r["from_year"] < r["to_year"] else str(r["from_year"])),
        plan.words("focus", "중점", "focus_ko"),
        plan.made("services", "시작하는 서비스", started),
        plan.made("capital", "구축비", lambda r: (FactRef(f"{Finance.name}/*~*~capital?phase={r['phase']}/won", "million_won", False),), "백만원", "right"),
        plan.made("operating", "운영비", lambda r: (FactRef(f"{Finance.name}/*~*~operating?phase={r['phase']}/won", "million_won", False),), "백만원", "right"),
        plan.made("funds", "재원", funds),
    ]
    return plan.table("phases_table", "단계별 추진", cells, plan.records(Phases), of=Chosen)


def phase_targets(plan: Plan) -> list[Block]:
    """A testable target per KPI at the end of each phase."""
    unit = {i["indicator"]: i["unit"] for i in plan.records(Indicators)}
    about = {i["indicator"]: i for i in plan.records(Indicators)}
    kpis = {k["kpi"]: k for k in plan.records(Kpis)}
    phases = plan.records(Phases)
    rows = [{"_key": k, **kpis[k]} for k in kpis] if phases else []

    def target(r: dict[str, Any], phase: str) -> Runs:
        key = f"{r['kpi']}~{phase}"
        if plan[Targets].position(key) is not None and plan[Targets].at(key, "way") == "none":
            return (Text("없음"),)
        known = plan[Targets].position(key) is not None and plan[Targets].at(key, "target") is not None
        return (FactRef(f"{Targets.name}/{key}/target", unit[r["indicator"]], False),) if known else EMPTY

    def baseline(r: dict[str, Any]) -> Runs:
        key = f"{r['kpi']}~{phases[0]['phase']}"
        known = plan[Targets].at(key, "baseline") is not None
        return (FactRef(f"{Targets.name}/{key}/baseline", unit[r["indicator"]], False),) if known else (Text("자료 없음"),)

    cells = [
        plan.made("kpi", "성과지표", lambda r: r["title_ko"]),
        plan.made("unit", "단위", lambda r: about[r["indicator"]]["unit_ko"]),
        plan.made("baseline", "기준값", baseline, align="right"),
        *(plan.made(f"target_{p['phase']}" if n < len(phases) - 1 else "target", f"{p['to_year']}년 말", lambda r, p=p: target(r, p["phase"]), align="right") for n, p in enumerate(phases)),  # type: ignore[misc]
        plan.words("method", "재는 방법", "source_ko"),
        plan.made("test", "합격", lambda r: "이하" if about[r["indicator"]]["better"] == "lower" else "이상"),
    ]
    return plan.table("phase_targets", "단계 말의 성과 목표", cells, rows, of=Targets)


def performance_table(plan: Plan) -> list[Block]:
    """Core services of each field with indicator, baseline, last target, source and owner."""
    chosen = list(dict.fromkeys(c["service"] for c in plan.records(Chosen)))
    model = {s["service"]: s for s in plan.records(Services)}
    kpi_of = {k["indicator"]: k for k in plan.records(Kpis)}
    phases = plan.records(Phases)
    unit = {i["indicator"]: i["unit"] for i in plan.records(Indicators)}

    def part(r: dict[str, Any], column: str) -> Runs:
        kpi = kpi_of.get(r["indicator"])
        key = f"{kpi['kpi']}~{phases[-1]['phase']}" if kpi and phases else ""
        if key and column == "target" and plan[Targets].at(key, "way") == "none":
            return (Text("사업 없음"),)
        if not key or plan[Targets].at(key, column) is None:
            measured = f"{CITY}~{r['indicator']}"
            if column == "baseline" and r["indicator"] and plan[Measured].at(measured, "value") is not None:
                return (FactRef(f"{Measured.name}/{measured}/value", unit[r["indicator"]]),)
            return (Text("첫해에 잰다"),) if column == "baseline" else (Text("첫해에 정한다"),)
        return (FactRef(f"{Targets.name}/{key}/{column}", unit[r["indicator"]]),)

    rows = [{"_key": s, "service": s, "indicator": model[s]["effect_indicator"], "field": model[s]["field"]} for s in chosen]
    cells = [
        plan.named("field", "분야", "rows/lists"),
        plan.named("service", "핵심 서비스", "rows/services"),
        plan.made("indicator", "지표", lambda r: plan.title("rows/indicators", r["indicator"]) if r["indicator"] else "시민 의견 비율"),
        plan.made("baseline", "기준값", lambda r: part(r, "baseline"), align="right"),
        plan.made("target", "목표값", lambda r: part(r, "target"), align="right"),
        plan.made("source", "측정 자료", lambda r: kpi_of[r["indicator"]]["source_ko"] if r["indicator"] in kpi_of else "운영 기록"),
        plan.made("owner", "담당", lambda r: kpi_of[r["indicator"]]["owner"] if r["indicator"] in kpi_of else model[r["service"]]["operator_role"]),
    ]
    return plan.table("performance_table", "분야별 핵심 서비스의 성과관리", cells, rows, of=Targets)


def procedure_table(plan: Plan) -> list[Block]:
    """Steps of procedure with duty, legal period and the city's dates."""
    dates = {d["step"]: d for d in plan.records(ProcedureDates)}
    kept = {t["step"]: t for t in plan.records(Timetable)}

    def period(r: dict[str, Any]) -> Runs:
        if r["days"] is None:
            return EMPTY
        return (FactRef(f"{Procedure.name}/{r['step']}/days", "plain", False), Text("일 "), *plan.says(r["days_kind"] or ""))

    def on(r: dict[str, Any], part: str) -> Runs:
        said = dates.get(r["step"], {}).get(part)
        return (Ref("date", said),) if said else EMPTY

    def due(r: dict[str, Any]) -> Runs:
        row = kept[r["step"]]
        mark = {"late": "넘김", "day_off": "쉬는 날"}.get(row["state"], "지킴" if row["due_on"] and row["on_date"] else "")
        day: Runs = (Ref("date", row["due_on"]),) if row["due_on"] else ()
        return (*day, *((Text(f" {mark}".strip() if not day else f" {mark}"),) if mark else ())) or EMPTY

    cells = [
        plan.made("no", "순서", lambda r: named(str(r["no"]))),
        plan.made("step", "절차", lambda r: r["title_ko"]),
        plan.made("duty", "의무", lambda r: DUTY[r["duty"]]),
        plan.made("period", "법정 기간", period),
        plan.made("planned", "계획일", lambda r: on(r, "planned_on")),
        plan.made("done", "완료일", lambda r: on(r, "done_on")),
        plan.made("due", "법정 기한", due),
        plan.words("citation", "근거", "citation_ko"),
    ]
    return plan.table("procedure_table", "수립·승인·이행 절차", cells, sorted(plan.records(Procedure), key=lambda r: r["no"]))
