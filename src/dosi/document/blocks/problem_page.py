"""Blocks of a problem's own page: its figures, who says so, what exists there, what the plan does, and the goal it belongs to."""

from __future__ import annotations

from typing import Any

from dosi.document.blocks.place import register
from dosi.document.drawing.maps import PointGroup, Shape, points_map
from dosi.document.errors import SHORT, of_intervals
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, Figure, Runs, TableBlock, Text
from dosi.model.choices import OUTCOMES, REASONS, Chosen, Ledger, LeftOut, Sites, SolvedProblems, Twins
from dosi.model.city import CITY
from dosi.model.findings import GroupRanks, Heard, Located, Measured, Problems
from dosi.model.rows import ExistingServices, Goals, Indicators, Phases, Services, Strategies, Themes, Weights
from dosi.model.table import split

BASE = "base"
"""the weights that the plan itself uses"""
NAMED = 8
"""places of a kind that are named; the number tells the rest"""
MOST_MARKS = 3000
"""places that a map can show apart"""


def problem_figures(plan: Plan, zone: str, theme: str) -> list[Block]:
    """The figures of one problem: rank with its interval and tier, score, and each part of the score with its weight."""
    key, table = f"{zone}~{theme}", Problems.name
    low_high: Runs = (*plan.known(table, key, "rank_low", "plain", False), Text("–"), *plan.known(table, key, "rank_high", "rank"))
    parts = (
        ("gap_share", "gap_weight", "목표와의 격차", "지표들이 장기 목표에서 벗어난 정도의 평균"),
        ("voice_level", "voice_weight", "목소리의 세기", "이 문제를 말한 의견의 비율을, 도시에서 가장 많이 말해진 문제의 비율로 나눈 값"),
        ("people_share", "people_weight", "영향을 받는 인구의 비율", "이 생활권 인구 가운데"),
        ("trend_share", "trend_weight", "느는 속도", "해마다 느는 속도의 격차"),
    )
    rows: list[tuple[str, str, Runs, Runs, str]] = [
        ("rank", "순위", plan.known(table, key, "rank"), (), "생활권과 도시문제를 짝지은 것 가운데"),
        ("interval", "순위의 범위", low_high, (), "가중치와 자료의 오차를 함께 바꾸어 본 범위"),
        ("top", "열째 안에 들 확률", plan.known(table, key, "top_share"), (), "같은 셈에서 열째 안에 든 비율. 오차를 모르는 값의 오차는 들어 있지 않다"),
        ("known", "값을 아는 지표", _known_of_all(plan, key), (), "이 문제를 재는 지표 가운데. 모르는 지표는 점수에서 빠지고, 다른 생활권에서 안다면 순위의 범위는 그 격차를 영에서 일까지 바꾸어 본다"),
        ("tier", "구분되는 묶음", plan.known(table, key, "tier", "plain"), (), "같은 묶음의 문제는 서로 구분되지 않는다"),
        ("people", "영향을 받는 인구", plan.known(table, key, "people_affected"), (), "사람을 세는 지표 가운데 가장 뒤처진 것에서 목표에 이르지 못한 사람"),
        ("score", "점수", plan.known(table, key, "score"), (), "아래 넷을 가중치로 평균한 값(알려진 것만)"),
        *((c, title, plan.known(table, key, c), plan.known(Weights.name, BASE, weight, "number"), why) for c, weight, title, why in parts),
    ]
    cells = [
        plan.made("measure", "항목", lambda r: r["title"]),
        plan.made("value", "값", lambda r: r["value"], align="right"),
        plan.made("weight", "가중치", lambda r: r["weight"], align="right"),
        plan.made("meaning", "뜻", lambda r: r["why"]),
    ]
    listed = [{"_key": id, "title": title, "value": value, "weight": weight, "why": why} for id, title, value, weight, why in rows]
    return plan.table("problem_figures", "이 문제의 수치", cells, listed, of=Problems)


def _known_of_all(plan: Plan, key: str) -> Runs:
    """Of how many of its indicators a problem's value is known."""
    known, of = (plan.known(Problems.name, key, column) for column in ("indicators_known", "indicators_all"))
    return (Text("지표 "), *of, Text(" 가운데 "), *known)


def problem_groups(plan: Plan, zone: str, theme: str) -> list[Block]:
    """How each stakeholder group alone would score and rank one problem."""
    groups = [w | {"_key": f"{zone}~{theme}~{w['group']}"} for w in plan.records(Weights) if w["group"] != BASE]
    cells = [
        plan.made("group", "집단", lambda r: r["title_ko"]),
        plan.made("rank", "순위", lambda r: plan.known(GroupRanks.name, r["_key"], "rank"), align="right"),
        plan.made("score", "점수", lambda r: plan.known(GroupRanks.name, r["_key"], "score"), align="right"),
    ]
    return plan.table("problem_groups", "집단마다 본 순위", cells, groups, of=GroupRanks)


def problem_indicators(plan: Plan, zone: str, theme: str) -> list[Block]:
    """Every indicator of one problem: value and interval in the zone and in the city, target, gap, people affected."""
    def interval(r: dict[str, Any]) -> Runs:
        key = f"{zone}~{r['indicator']}"
        low = plan.known(Measured.name, key, "value_low", r["unit"], False)
        return (*low, Text(" – "), *plan.known(Measured.name, key, "value_high", r["unit"], False)) if low != EMPTY else EMPTY

    def error(r: dict[str, Any]) -> str:
        key = f"{zone}~{r['indicator']}"
        known = plan[Measured].position(key) is not None and plan[Measured].at(key, "value") is not None
        return SHORT[plan[Measured].at(key, "error_kind")] if known else ""

    def of(place: str, column: str, format: str = "") -> Any:
        return lambda r: plan.known(Measured.name, f"{place}~{r['indicator']}", column, format or r["unit"], False)

    cells = [
        plan.made("indicator", "지표", lambda r: plan.leading(f"indicators/{r['indicator']}", named(r["title_ko"]))),
        plan.made("unit", "단위", lambda r: r["unit_ko"]),
        plan.made("value", "이 생활권", of(zone, "value"), align="right"),
        plan.made("interval", "값의 범위", interval, align="right"),
        plan.made("error", "오차", error),
        plan.made("city", "시 전체", of(CITY, "value"), align="right"),
        plan.made("target", "장기 목표", lambda r: plan.cell(Indicators.name, r["indicator"], "target", r["unit"], False), align="right"),
        plan.made("gap", "격차", of(zone, "gap_share", "percent"), "%", "right"),
        plan.made("people", "영향 인구", of(zone, "people_affected", "people"), "명", "right"),
        plan.made("missing", "값이 없는 이유", lambda r: plan.known(Measured.name, f"{zone}~{r['indicator']}", "missing_ko", "text")),
    ]
    rows = [i for i in plan.records(Indicators) if i["theme"] == theme]
    if all(cells[-1].runs(r) == EMPTY for r in rows):
        cells.pop()
    return plan.table("problem_indicators", "이 문제를 재는 지표", cells, rows, of=Measured, note=of_intervals(plan, (i["indicator"] for i in rows)))


def problem_voice(plan: Plan, zone: str, theme: str) -> list[Block]:
    """How many voices of the zone, and of the whole city, raise one problem, with the interval of their share."""
    rows = [h for h in plan.records(Heard) if h["theme"] == theme and h["zone"] in (zone, CITY)]
    cells = [
        plan.named("zone", "어디", "rows/zones"),
        plan.fact(Heard, "respondents", "의견 수"),
        plan.fact(Heard, "raised", "이 문제를 말한 수"),
        plan.fact(Heard, "voice_share", "비율"),
        plan.fact(Heard, "share_low", "범위 하한"),
        plan.fact(Heard, "share_high", "범위 상한"),
    ]
    return plan.table("problem_voice", "이 문제를 말한 시민", cells, sorted(rows, key=lambda h: h["zone"] == CITY), of=Heard)


def problem_opinions(plan: Plan, zone: str, theme: str) -> list[Block]:
    """What became of the zone's opinions on one problem, by outcome, with their receipt numbers."""
    grouped: dict[str, list[str]] = {}
    for r in plan.records(Ledger):
        if r["zone"] == zone and r["theme"] == theme:
            grouped.setdefault(r["outcome"], []).append(r["opinion"])
    rows = [{"_key": outcome, "opinions": grouped[outcome]} for outcome in OUTCOMES if outcome in grouped]
    cells = [
        plan.made("outcome", "처리", lambda r: OUTCOMES[r["_key"]]),
        plan.made("count", "의견", lambda r: plan.cell(Ledger.name, f"*?outcome={r['_key']}&zone={zone}&theme={theme}", "rows", "cases", False), "건", "right"),
        plan.made("opinions", "접수번호", lambda r: named(", ".join(sorted(r["opinions"])))),
    ]
    return plan.table("problem_opinions", "의견의 처리", cells, rows, of=Ledger, note="의견마다의 까닭은 계획의 부록 ‘의견별 처리 결과’에 있다.")


def register_on_theme(plan: Plan, id: str, theme: str) -> list[Block]:
    """The rows of a register that speak of a theme: those whose `themes` name it, else those of its service field."""
    about = plan[Themes].position(theme)
    field = plan[Themes].at(theme, "field") if about is not None else None
    table = plan.shelf.named(f"registers/{id}")

    def speaks(row: dict[str, Any]) -> bool:
        named_themes = split(row.get("themes"))
        return theme in named_themes if named_themes else row.get("field") == field and field is not None

    keep = {key for row, key in zip(table.records(), table.keys(), strict=True) if speaks(row)}
    blocks = register(plan, id)
    made = [TableBlock(b.id, b.caption, b.columns, tuple(r for r in b.rows if r.key in keep), b.anchor, note=b.note) for b in blocks if isinstance(b, TableBlock)]
    return [b for b in made if b.rows]


def _roles(plan: Plan, theme: str) -> list[str]:
    """The roles of the places that a theme's indicators count."""
    mine = [i for i in plan.records(Indicators) if i["theme"] == theme]
    return list(dict.fromkeys(role for i in mine for role in (i["role"], *split(i["near_role"]))))


def problem_places(plan: Plan, zone: str, theme: str) -> list[Block]:
    """The places that one problem's indicators count: how many the zone and the city have, and some of their names."""
    titles = _role_titles(plan)
    located = plan[Located].rows
    rows = [{"_key": role, "role": role} for role in _roles(plan, theme) if (located["role"] == role).any()]

    def names(r: dict[str, Any]) -> str:
        here = located.loc[(located["role"] == r["role"]) & (located["zone"] == zone), "name_ko"].dropna()
        known = sorted({n for n in here if n})
        return ", ".join(known[:NAMED]) + (" 등" if len(known) > NAMED else "")

    cells = [
        plan.made("role", "시설", lambda r: titles.get(r["role"], r["role"])),
        plan.made("here", "이 생활권", lambda r: plan.cell(Located.name, f"*?role={r['role']}&zone={zone}", "rows", "count", False), "개", "right"),
        plan.made("city", "시 전체", lambda r: plan.cell(Located.name, f"*?role={r['role']}", "rows", "count", False), "개", "right"),
        plan.made("names", "이름", names),
    ]
    return plan.table("problem_places", "지표가 세는 시설", cells, rows, of=Located)


def _role_titles(plan: Plan) -> dict[str, str]:
    return {r["role"]: r["title_ko"] for r in plan.shelf.named("layers/taken").records() if r["file"]}


def problem_places_map(plan: Plan, zone: str, theme: str) -> list[Block]:
    """Map of the zone with the places that one problem's indicators count, and the sites the plan adds."""
    shapes = [Shape(s.id, s.geometry) for s in plan.zone_shapes if s.id == zone]
    located, titles = plan[Located].rows, _role_titles(plan)
    groups = []
    for role in _roles(plan, theme):
        here = located[(located["role"] == role) & (located["zone"] == zone)]
        if 0 < len(here) <= MOST_MARKS:
            groups.append(PointGroup(titles.get(role, role), tuple(zip(here["x_m"], here["y_m"], strict=True)), 3.2 if len(here) < 200 else 2.0))
    answering = _answering(plan, theme)
    new = [(s["x_m"], s["y_m"]) for s in plan.records(Sites) if s["zone"] == zone and s["service"] in answering]
    groups += [PointGroup("이 계획이 놓는 곳", tuple(new), 5.0)] if new else []
    if not shapes or not groups:
        return []
    name, title = plan.title("rows/zones", zone), plan.title("rows/themes", theme)
    drawing = points_map(shapes, groups, prefix="problem-places", legend_title=name, lines=plan.streets_of[zone])
    return [Figure("problem_places_map", "map", drawing.svg, drawing.width_px, drawing.height_px,
                   f"{name}에 있는 시설 가운데 도시문제 ‘{title}’의 지표가 세는 것과 이 계획이 놓는 곳을 점으로 찍은 지도",
                   named(f"{name}의 시설과 놓을 곳"), "problem_places_map", modelled=plan.modelled(Located.name))]  # fmt: skip


def _answering(plan: Plan, theme: str) -> dict[str, str]:
    """Service models that address a theme, with their titles."""
    return {s["service"]: s["title_ko"] for s in plan.records(Services) if theme in split(s["themes"])}


def problem_running(plan: Plan, zone: str, theme: str) -> list[Block]:
    """Running services that already address one problem in the zone or the whole city."""
    answering = _answering(plan, theme)
    field = plan[Themes].at(theme, "field") if plan[Themes].position(theme) is not None else None
    twins = {t["existing"]: t["service"] for t in plan.records(Twins)}

    def fits(e: dict[str, Any]) -> bool:
        addresses = twins[e["existing"]] in answering if e["existing"] in twins else e["field"] == field
        return addresses and bool({zone, CITY} & set(split(e["zones"])))

    cells = [
        plan.words("title_ko", "서비스"),
        plan.named("zones", "제공 생활권", "rows/zones"),
        plan.words("owner", "담당"),
        plan.fact(ExistingServices, "maturity", "수준", "plain"),
        plan.words("result_ko", "성과와 문제"),
        plan.words("improvement_ko", "개선 방안"),
    ]
    return plan.table("problem_running", "이미 하는 서비스", cells, [e for e in plan.records(ExistingServices) if fits(e)], of=ExistingServices)


def problem_starts(plan: Plan, zone: str, theme: str) -> list[Block]:
    """The services that the plan starts against one problem, in the zone or for the whole city."""
    answering = _answering(plan, theme)
    rows = [c for c in plan.records(Chosen) if c["service"] in answering and c["zone"] in (zone, CITY)]
    cells = [
        plan.named("service", "서비스", "rows/services"),
        plan.named("zone", "어디", "rows/zones"),
        plan.fact(Chosen, "start_year", "시작"),
        plan.fact(Chosen, "units", "수량"),
        plan.fact(Chosen, "capital_won", "구축비"),
        plan.fact(Chosen, "operating_won_per_year", "연 운영비"),
        plan.fact(Chosen, "people_served", "이용 인구"),
    ]
    return plan.table("problem_starts", "이 계획이 시작하는 서비스", cells, rows, of=Chosen)


def problem_left_out(plan: Plan, zone: str, theme: str) -> list[Block]:
    """The candidates against one problem that do not start in the zone, and what stood in the way."""
    answering = _answering(plan, theme)
    rows = [r for r in plan.records(LeftOut) if r["service"] in answering and r["zone"] in (zone, CITY)]
    order = {reason: no for no, reason in enumerate(REASONS)}
    cells = [
        plan.named("service", "서비스", "rows/services"),
        plan.named("zone", "어디", "rows/zones"),
        plan.made("reason", "시작하지 않는 까닭", lambda r: REASONS[r["reason"]].sentence),
        plan.named("gate", "멈춘 단계", "rows/gates"),
    ]
    return plan.table("problem_left_out", "시작하지 않는 후보", cells, sorted(rows, key=lambda r: order[r["reason"]]), of=LeftOut)


def problem_solved(plan: Plan, zone: str, theme: str) -> list[Block]:
    """How much of one problem the plan solves by the end of each phase."""
    rows = [p | {"_key": f"{zone}~{theme}~{p['phase']}"} for p in plan.records(Phases)]
    rows = [r for r in rows if plan[SolvedProblems].position(r["_key"]) is not None]
    cells = [
        plan.made("phase", "단계", lambda r: r["title_ko"]),
        plan.made("solved", "해결 비율", lambda r: plan.known(SolvedProblems.name, r["_key"], "solved_share"), align="right"),
        plan.made("people", "도움받는 인구", lambda r: plan.known(SolvedProblems.name, r["_key"], "people_helped"), align="right"),
    ]
    return plan.table("problem_solved", "단계마다 풀리는 정도", cells, rows, of=SolvedProblems)


def problem_goals(plan: Plan, theme: str) -> list[Block]:
    """The goals and strategies that a theme belongs to, and the item of a higher plan each answers."""
    rows = [s for s in plan.records(Strategies) if theme in split(s["themes"])]
    sentences = {g["goal"]: g["sentence_ko"] for g in plan.records(Goals)}
    cells = [
        plan.named("goal", "목표", "rows/goals"),
        plan.made("sentence", "목표의 뜻", lambda r: plan.says(sentences.get(r["goal"]))),
        plan.words("title_ko", "추진전략"),
        plan.named("higher_plan", "상위계획", "rows/lists"),
        plan.words("higher_plan_item", "상위계획의 항목"),
    ]
    return plan.table("problem_goals", "이 문제를 맡는 목표와 상위계획", cells, rows, of=Strategies)
