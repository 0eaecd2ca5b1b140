"""Blocks on problems and voice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dosi.document.drawing.maps import choropleth, quantile_classes, shaded_panels
from dosi.document.drawing.matrix import heat_matrix
from dosi.document.plan import Plan, named
from dosi.model.blocks import Block, FactRef, Figure, Paragraph, Runs, Text
from dosi.model.choices import OUTCOMES, REASONS, Chosen, LeftOut
from dosi.model.city import CITY
from dosi.model.findings import GroupRanks, Problems, SideBySide
from dosi.model.rows import Decisions, Services, Themes, Weights, Zones
from dosi.model.table import split
from dosi.model.units import write

ALL, BASE = "all", "base"
"""the side that is everybody; the weights that the plan itself uses"""
WORST = 6
"""problems of a zone that the annex lists"""


def _ranked(plan: Plan) -> list[dict[str, Any]]:
    return plan.records(Problems, lambda r: r["level"] == "zone" and r["rank"] is not None)


def problems_top(plan: Plan, count: str = "5") -> list[Block]:
    """The worst problems with what they are made of and the range of their rank."""
    rows = _ranked(plan)
    shown = rows if count == "all" else rows[: int(count)]

    def place(r: dict[str, Any]) -> Runs:
        key = f"{Problems.name}/{r['_key']}"
        return (FactRef(f"{key}/rank", "plain", False), Text(" ("), FactRef(f"{key}/tier", "plain", False), Text(")"))

    def certainty(r: dict[str, Any]) -> Runs:
        key = f"{Problems.name}/{r['_key']}"
        rank = (FactRef(f"{key}/rank_low", "plain", False), Text("–"), FactRef(f"{key}/rank_high", "rank", True), Text(", "), FactRef(f"{key}/top_share", "probability"))
        return (*rank, Text(" ("), FactRef(f"{key}/indicators_known", "plain", False), Text("/"), FactRef(f"{key}/indicators_all", "plain", False), Text(")"))

    cells = [
        plan.made("rank", "순위(묶음)", place, align="right"),
        plan.named("zone", "생활권", "rows/zones"),
        plan.made("theme", "도시문제", lambda r: _theme(plan, r)),
        plan.fact(Problems, "score", "점수"),
        plan.fact(Problems, "gap_share", "목표와의 격차", id="gap"),
        plan.fact(Problems, "voice_share", "의견 비율", id="voice"),
        plan.fact(Problems, "people_affected", "영향 인구", id="people"),
        plan.made("certainty", "순위 범위, 열째 안(아는 지표)", certainty, align="right"),
        plan.made("answer", "이 계획의 답", lambda r: _answer(plan, r["zone"], r["theme"])),
    ]
    title = "도시문제의 순위" if count == "all" else "가장 시급한 도시문제"
    note = ("순위 범위와 확률: 집단마다 다른 가중치와 자료·의견의 오차를 함께 바꾸어 거듭 뽑아 본 결과(순위는 100번에 95번 이 안에 든다). "
            "묶음이 같은 문제는 순위가 달라도 서로 구분되지 않는다. 격자 인구의 오차는 한 생활권의 지표를 함께 움직이고, 다른 오차는 따로 난다고 보았다. 오차를 모르는 값은 그대로 두었다. "
            "괄호 안은 그 문제의 지표 가운데 값을 아는 수이며, 다른 생활권에서만 아는 지표는 격차가 얼마든 될 수 있다고 보았다.")  # fmt: skip
    return plan.table("problems_top", title, cells, shown, of=Problems, note=note)


def _theme(plan: Plan, problem: dict[str, Any]) -> Runs:
    """The title of a problem's theme; it leads to the problem's own page."""
    return plan.leading(f"problems/{problem['_key']}", plan.name("rows/themes", problem["theme"]))


def _answer(plan: Plan, zone: str, theme: str) -> str:
    """Services that start in the zone, or for the whole city, against a problem; else, in the words opinions are answered with, why none does."""
    fits = {s["service"]: s["title_ko"] for s in plan.records(Services) if theme in split(s["themes"])}
    answering = [c for c in plan.records(Chosen) if c["service"] in fits]
    starts = {c["service"]: c["zone"] for c in answering if c["zone"] in (zone, CITY)}
    if starts:
        return ", ".join(fits[s] + ("(시 전체)" if z == CITY else "") for s, z in starts.items())
    if answering:
        return f"{OUTCOMES['later']}(다른 생활권에서 먼저 시작)"
    reasons = {r["reason"] for r in plan.records(LeftOut) if r["service"] in fits and r["zone"] in (zone, CITY)}
    return f"{OUTCOMES['not_adopted']}({', '.join(r.short for reason, r in REASONS.items() if reason in reasons) or '다루는 서비스 없음'})"


def problems_lines(plan: Plan, count: str = "3") -> list[Block]:
    """The worst problem of each of several themes, in a sentence each, with what starts against it: for citizens."""
    first: dict[str, dict[str, Any]] = {}
    for r in _ranked(plan):
        first.setdefault(r["theme"], r)
    about = {t["theme"]: t for t in plan.records(Themes)}
    made: list[Block] = []
    for r in list(first.values())[: int(count)]:
        theme = about[r["theme"]]
        runs: Runs = (*plan.says(f"{theme['title_ko']}({plan.title('rows/zones', r['zone'])}). {theme['sentence_ko']} 이 계획의 답: {_answer(plan, r['zone'], r['theme'])}."),)
        made.append(Paragraph(runs, f"problem_line_{r['theme']}", "bullet", modelled=not made and plan.modelled(Problems.name)))
    return made


def problems_matrix(plan: Plan) -> list[Block]:
    """Problem scores of every zone and theme as a matrix."""
    scores = {(r["zone"], r["theme"]): r["score"] for r in plan.records(Problems)}
    zones = [*sorted(plan.records(Zones), key=lambda z: (z["map_order"], z["zone"]))]
    themes = [t for t in plan.records(Themes) if any(scores.get((z["zone"], t["theme"])) is not None for z in zones)]
    if not themes:
        return []
    drawing = heat_matrix(
        [(z["name_ko"], [scores.get((z["zone"], t["theme"])) for t in themes]) for z in zones],
        [t["title_ko"] for t in themes], lambda v: f"{v:.2f}",
        [[page if (page := f"problems/{z['zone']}~{t['theme']}") in plan.pages else "" for t in themes] for z in zones],
    )  # fmt: skip
    facts = tuple(f"{Problems.name}/{z['zone']}~{t['theme']}/score" for z in zones for t in themes if scores.get((z["zone"], t["theme"])) is not None)
    return [Figure("problems_matrix", "chart", drawing.svg, drawing.width_px, drawing.height_px, "생활권을 행, 도시문제를 열로 하여 점수를 색으로 나타낸 표",
                   named("생활권과 도시문제별 점수"), "problems_matrix", facts=facts, modelled=plan.modelled(Problems.name))]  # fmt: skip


def problem_map(plan: Plan, theme: str = "", zone: str = "") -> list[Block]:
    """Map of a problem's score by zone, with a strong line around the zone named; the theme of the worst ranked problem that most zones know when none is named."""
    rows = [r for r in plan.records(Problems) if r["level"] == "zone" and r["score"] is not None]
    if not rows:
        return []
    if not theme:
        total: dict[str, float] = {}
        for r in rows:
            total[r["theme"]] = total.get(r["theme"], 0) + r["score"]
        theme = max(sorted(total), key=lambda t: total[t])
    values = {r["zone"]: r["score"] for r in rows if r["theme"] == theme}
    title = plan.title("rows/themes", theme)
    drawing = choropleth(plan.zone_shapes, values, quantile_classes(values.values(), lambda v: write(v, "score", "ko", False)),
                         prefix=f"problem-{theme}", legend_title=f"{title} 점수", marked=zone)  # fmt: skip
    facts = tuple(f"{Problems.name}/{z}~{theme}/score" for z in values)
    return [Figure(f"problem_map_{theme}", "map", drawing.svg, drawing.width_px, drawing.height_px, f"도시문제 ‘{title}’의 생활권별 점수를 나타낸 지도",
                   named(f"도시문제 ‘{title}’의 생활권별 점수" + (f", 굵은 선은 {plan.title('rows/zones', zone)}" if zone else "")), f"problem_map_{theme}", facts=facts, modelled=plan.modelled(Problems.name))]  # fmt: skip


def problem_maps(plan: Plan) -> list[Block]:
    """A small map of the score by zone for every theme, all in the same classes."""
    rows = [r for r in plan.records(Problems) if r["level"] == "zone" and r["score"] is not None]
    themes = [t for t in plan.records(Themes) if any(r["theme"] == t["theme"] for r in rows)]
    if not themes or not plan.zone_shapes:
        return []
    panels = [(t["title_ko"], {r["zone"]: r["score"] for r in rows if r["theme"] == t["theme"]}) for t in themes]
    drawing = shaded_panels(plan.zone_shapes, panels, quantile_classes([r["score"] for r in rows], lambda v: write(v, "score", "ko", False)), prefix="problem-maps", legend_title="점수")
    facts = tuple(f"{Problems.name}/{r['_key']}/score" for r in rows)
    return [Figure("problem_maps", "map", drawing.svg, drawing.width_px, drawing.height_px, "도시문제마다 생활권의 점수를 같은 다섯 단계 색으로 나타낸 작은 지도들",
                   named("도시문제마다 생활권의 점수"), "problem_maps", facts=facts, modelled=plan.modelled(Problems.name))]  # fmt: skip


def problems_by_group(plan: Plan, count: str = "10") -> list[Block]:
    """How each stakeholder group alone would rank the worst problems."""
    groups = [w for w in plan.records(Weights) if w["group"] != BASE]
    if not groups:
        return []

    def rank_of(group: str) -> Callable[[dict[str, Any]], Runs]:
        return lambda r: (FactRef(f"{GroupRanks.name}/{r['_key']}~{group}/rank", "plain", False),)

    cells = [
        plan.fact(Problems, "rank", "순위", "plain"),
        plan.named("zone", "생활권", "rows/zones"),
        plan.made("theme", "도시문제", lambda r: _theme(plan, r)),
        *(plan.made(g["group"], g["title_ko"], rank_of(g["group"]), align="right") for g in groups),
    ]
    return plan.table("problems_by_group", "집단마다 본 순위", cells, _ranked(plan)[: int(count)], of=GroupRanks, note="집단 하나의 가중치만으로 매긴 순위")


def problems_side_by_side(plan: Plan, count: str = "") -> list[Block]:
    """Kinds of zone and socially weak groups beside everybody, by theme, the largest difference first; `count`: only so many."""
    found = {(r["side"], r["theme"]): r["score"] for r in plan.records(SideBySide)}
    sides = dict.fromkeys((r["side"], r["list"]) for r in plan.records(SideBySide))
    titles = {side: "시 전체" if of == ALL else plan.title("rows/lists", side) for side, of in sides}
    if len(titles) < 2:
        return []

    def score_of(side: str) -> Callable[[dict[str, Any]], Runs]:
        return lambda t: (FactRef(f"{SideBySide.name}/{side}~{t['theme']}/score", "score", False),) if found.get((side, t["theme"])) is not None else ()

    def furthest(theme: str) -> float:
        return -max((v - found[(ALL, theme)] for (_, t), v in found.items() if t == theme and v is not None and found.get((ALL, theme)) is not None), default=-1.0)

    cells = [plan.made("theme", "도시문제", lambda t: named(t["title_ko"])), *(plan.made(side, title, score_of(side), align="right") for side, title in titles.items())]
    rows = sorted(plan.records(Themes), key=lambda t: furthest(t["theme"]))
    return plan.table("problems_side_by_side", "나란히 본 도시문제: 지역과 사회적 약자", cells, rows[: int(count)] if count else rows, of=SideBySide,
                      note="그쪽 사람들이 사는 생활권 점수를 사람 수로 평균한 값; 시 전체보다 가장 나쁜 쪽과의 차이가 큰 문제부터 싣는다.")  # fmt: skip


def problems_by_zone(plan: Plan) -> list[Block]:
    """The worst problems of every zone, worst first; the matrix of the body holds them all."""
    rows: list[dict[str, Any]] = []
    for zone in sorted(plan.records(Zones), key=lambda z: (z["map_order"], z["zone"])):
        rows += [r for r in _ranked(plan) if r["zone"] == zone["zone"]][:WORST]
    cells = [
        plan.named("zone", "생활권", "rows/zones"),
        plan.made("theme", "도시문제", lambda r: _theme(plan, r)),
        plan.fact(Problems, "rank", "전체 순위", "plain"),
        plan.fact(Problems, "score", "점수"),
        plan.fact(Problems, "gap_share", "격차"),
        plan.fact(Problems, "voice_share", "의견 비율"),
        plan.fact(Problems, "people_affected", "영향 인구"),
        plan.made("indicator", "가장 뒤처진 지표", lambda r: plan.leading(f"indicators/{r['indicator']}", plan.name("rows/indicators", r["indicator"]))),
    ]
    return plan.table("problems_by_zone", "생활권마다 앞선 도시문제", cells, rows, of=Problems)




def decisions_table(plan: Plan) -> list[Block]:
    """What people decided against or beyond the computation."""
    cells = [plan.words("on_date", "날짜"), plan.words("body", "결정 기구"), plan.words("what", "내용"), plan.words("why", "이유")]
    return plan.table("decisions_table", "계산과 달리 정한 일", cells, plan.records(Decisions))


