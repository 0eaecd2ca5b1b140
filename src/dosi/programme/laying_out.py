"""Lay the chosen services out as projects with phases, targets, money and contests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.model.choices import Chosen, ContestFit, Finance, Foreseen, Payments, Projects, SolvedGoals, SolvedProblems, Targets
from dosi.model.city import CITY, City
from dosi.model.findings import Measured, People, Problems
from dosi.model.rows import Contests, Goals, Indicators, Kpis, Phases, Services, Strategies
from dosi.model.table import split

WAYS = {
    "sites": "선정한 장소를 모두 갖춘 뒤 같은 산식으로 다시 잰 값이다.",
    "effect": "기준값 {baseline|number}에서 목표까지의 거리 가운데 {solved_share|percent}를 줄인 값이다.",
    "kept": "이미 목표에 이르러 지금 값을 지킨다.",
    "none": "이 계획에는 이 지표를 바꾸는 사업이 없다.",
}
"""how a target was found, as its because"""


def lay_out(
    city: City, phases: Phases, goals: Goals, strategies: Strategies, kpis: Kpis, indicators: Indicators, services: Services, contests: Contests,
    chosen: Chosen, payments: Payments, problems: Problems, measured: Measured, people: People,
    foreseen: Foreseen,
) -> tuple[Projects, SolvedProblems, SolvedGoals, Targets, ContestFit, Finance]:  # fmt: skip
    """Projects from the choice; solved share = 1 - product over services of (1 - effect x coverage); targets per KPI and phase."""
    projects = _projects(strategies, services, chosen)
    solved = _solved(phases, services, chosen, projects, problems, people)
    return (
        Projects(projects),
        SolvedProblems(solved),
        SolvedGoals(_goals(goals, strategies, phases, solved, problems, people)),
        Targets(_targets(kpis, indicators, services, chosen, phases, solved, foreseen, measured, people)),
        ContestFit(_contests(city, contests, chosen, people)),
        Finance(_finance(payments)),
    )


def _projects(strategies: Strategies, services: Services, chosen: Chosen) -> pd.DataFrame:
    goal_of = {s: row["goal"] for row in reversed(strategies.records()) for s in split(row["services"])}
    model = {s["service"]: s for s in services.records()}
    rows = []
    for c in chosen.records():
        service = model[c["service"]]
        finish = c["start_year"] + max(1, service["build_year"]) - 1
        rows.append({"service": c["service"], "zone": c["zone"], "phase": c["phase"], "start_year": c["start_year"], "finish_year": finish,
                     "renewal_year": finish + service["lifetime_year"], "builder": c["builder"], "owner": c["owner"],
                     "operator_role": service["operator_role"], "goal": goal_of.get(c["service"])})  # fmt: skip
    return pd.DataFrame(rows, columns=list(Projects.columns))


def _solved(phases: Phases, services: Services, chosen: Chosen, projects: pd.DataFrame, problems: Problems, people: People) -> pd.DataFrame:
    who = people.known()
    served = {(c["service"], c["zone"]): c["people_served"] for c in chosen.records()}
    model = {s["service"]: (set(split(s["themes"])), s["effect_mid_share"]) for s in services.records()}
    running: dict[str, list[tuple[int, set[str], float]]] = {}  # by zone: built by, themes, effect x coverage
    for p in projects.itertuples():
        themes, effect = model[p.service]
        if p.zone not in who:  # how much of the zone is covered cannot be told
            continue
        covered = effect * min(1.0, served[p.service, p.zone] / max(who[p.zone], 1))
        running.setdefault(p.zone, []).append((p.finish_year, themes, covered))
    rows: list[dict[str, Any]] = []
    for problem in problems.records():
        if problem["level"] != "zone" or problem["score"] is None:
            continue
        here = [(year, covered) for zone in (problem["zone"], CITY) for year, themes, covered in running.get(zone, []) if problem["theme"] in themes]
        for phase in phases.records():
            left = 1.0
            for year, covered in here:
                left *= 1 - covered if year <= phase["to_year"] else 1.0
            share = round(1 - left, 6)
            helped = None if problem["people_affected"] is None else round(share * problem["people_affected"])
            rows.append({"zone": problem["zone"], "theme": problem["theme"], "phase": phase["phase"], "solved_share": share, "people_helped": helped})
    return pd.DataFrame(rows, columns=list(SolvedProblems.columns))


def _goals(goals: Goals, strategies: Strategies, phases: Phases, solved: pd.DataFrame, problems: Problems, people: People) -> pd.DataFrame:
    """Where no indicator of a problem counts people, all people of its zone weigh."""
    touched = problems.rows["people_affected"].astype(float).fillna(problems.rows["zone"].map(people.known()).astype(float))
    weight = problems.rows.assign(weight=problems.rows["score"].astype(float) * touched)
    joined = solved.merge(weight[["zone", "theme", "weight"]], on=["zone", "theme"], how="left")
    rows = []
    for goal in goals.rows["goal"]:
        themes = {t for s in strategies.records() if s["goal"] == goal for t in split(s["themes"])}
        for phase in phases.rows["phase"]:
            mine = joined[joined["theme"].isin(themes) & (joined["phase"] == phase)]
            known = mine.dropna(subset=["weight"])
            total = known["weight"].sum()
            rows.append({"goal": goal, "phase": phase, "solved_share": round(float((known["solved_share"] * known["weight"]).sum() / total), 6) if total else None,
                         "people_helped": int(mine["people_helped"].dropna().sum())})  # fmt: skip
    return pd.DataFrame(rows, columns=list(SolvedGoals.columns))


def _targets(
    kpis: Kpis, indicators: Indicators, services: Services, chosen: Chosen, phases: Phases, solved: pd.DataFrame, foreseen: Foreseen, measured: Measured, people: People
) -> pd.DataFrame:
    """Targets per KPI and phase: measured with the chosen sites where they change the indicator; by the services' effect where
    only the effect is known; none where no chosen service is to change it."""
    about = {i["indicator"]: i for i in indicators.records()}
    baseline = {m["indicator"]: m["value"] for m in measured.records() if m["place"] == CITY}
    with_sites = {(f["indicator"], f["phase"]): f["value"] for f in foreseen.records() if f["value"] is not None}
    touched = set(services.rows.loc[services.rows["service"].isin(chosen.rows["service"]), "effect_indicator"])
    who = people.known()
    rows = []
    for kpi in kpis.records():
        name = kpi["indicator"]
        indicator, start = about[name], baseline.get(name)
        sited = [v for (i, _), v in with_sites.items() if i == name]
        moved = any(v != start for v in sited)
        for phase in phases.rows["phase"]:
            mine = solved[(solved["theme"] == indicator["theme"]) & (solved["phase"] == phase)]
            weight = mine["zone"].map(lambda zone: who.get(zone, 0)).to_numpy(float)  # a zone whose people are not known weighs nothing
            share = round(float(np.average(mine["solved_share"], weights=weight)), 6) if weight.sum() else None
            behind = start is not None and (start < indicator["target"] if indicator["better"] == "higher" else start > indicator["target"])
            way = "sites" if moved else "none" if name not in touched or share is None else "effect" if behind and not sited else "kept" if not behind else "none"
            target = with_sites.get((name, phase)) if way == "sites" else start if way == "kept" else None
            if way == "effect" and start is not None and share is not None:
                target = round(start + (indicator["target"] - start) * share, 6)
            rows.append({"kpi": kpi["kpi"], "phase": phase, "indicator": name, "theme": indicator["theme"], "way": way, "baseline": start,
                         "solved_share": share, "target": target, "because": WAYS[way]})  # fmt: skip
    return pd.DataFrame(rows, columns=[*Targets.columns, "because"])


def _contests(city: City, contests: Contests, chosen: Chosen, people: People) -> pd.DataFrame:
    total = people.known().get(CITY)
    rows = []
    for c in contests.records():
        untold = total is None and (c["people_at_least"] is not None or c["people_at_most"] is not None)
        small = c["people_at_least"] is not None and total is not None and total < c["people_at_least"]
        large = c["people_at_most"] is not None and total is not None and total > c["people_at_most"]
        fields = split(c["fields"])
        fits = [p for p in chosen.records() if not fields or p["field"] in fields]
        eligible = not (small or large)
        reason = "시 인구가 하한보다 적다." if small else "시 인구가 상한을 넘는다." if large else "시 인구를 몰라 대상인지 확인해야 한다." if untold else "시 인구가 대상 범위 안에 있다."
        past = c["year"] < city.first_year
        decision = "신청 불가" if not eligible else "지난 공모, 다음 공모의 참고" if past else "신청 검토" if fits else "맞는 사업 없음"
        rows.append({"contest": c["contest"], "eligible": eligible, "reason_ko": reason, "services": ";".join(sorted({p["service"] for p in fits})) or None,
                     "services_won": sum(p["capital_won"] for p in fits), "decision_ko": decision})  # fmt: skip
    return pd.DataFrame(rows, columns=list(ContestFit.columns))


def _finance(payments: Payments) -> pd.DataFrame:
    keys = ["year", "fund", "purpose"]
    if payments.rows.empty:
        return pd.DataFrame(columns=list(Finance.columns))
    grouped = payments.rows.groupby(keys, sort=True)
    return grouped.agg(won=("won", "sum"), phase=("phase", "first"), payer=("payer", "first")).reset_index()
