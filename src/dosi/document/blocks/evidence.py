"""Blocks on evidence: indicators of the city and its zones."""

from __future__ import annotations

import math
from typing import Any

from dosi.document.drawing.maps import PointGroup, choropleth, quantile_classes
from dosi.document.errors import of_intervals
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Figure, Paragraph, Ref, Runs, Text
from dosi.model.city import CITY
from dosi.model.findings import Located, Measured, Reached
from dosi.model.layers import Layers
from dosi.model.patterns import Clusters, PeerValues, Spots
from dosi.model.rows import Indicators, PeerFigures, PeerTowns, Zones
from dosi.model.units import write

FURTHEST_APART = 16
"""indicators whose best and worst zone the body compares"""
NAMED = 2
"""zones named where several share the best or worst value"""
WORST_SPOTS = 5
"""named spots listed; the others stand in the table of spots beside the plan"""
TOWNS_BESIDE = 8
"""towns that have a column beside the city; the others stand in the tables of sources"""
SPOT_KINDS = {"crossing": "교차로", "link": "도로 구간"}
KINDS = {"observed": "관측", "modelled": "모형", "published": "공표", "law": "법령", "estimate": "추정", "decided": "시가 정함"}

BESIDE_NOTE = ("다른 도시의 값은 괄호 안의 해에 공표된 수를 그 무렵 그 도시의 인구로 나눈 것이고, 이 도시의 값은 ‘기준일’까지의 자료로 잰 것이라 해와 나누는 인구의 날짜가 서로 다르다. "
               "크기를 어림하는 데에만 쓰고 순위로 읽지 않는다. 도시의 나이는 그 도시 안의 새 시가지 한 곳이 처음 입주한 해이다. 줄표는 찾은 수치가 없다는 뜻이다. 셈과 출처는 부록에 있다.")  # fmt: skip
"""under the table of towns"""
NOTE = "시간은 도로망을 따라, 거리는 직선으로 잰다. 값이 비어 있으면 자료가 없다는 뜻이다. "
"""under the table of indicators"""


def _value(plan: Plan, place: str, indicator: str, unit: str) -> Runs:
    key = f"{place}~{indicator}"
    if plan[Measured].position(key) is None or plan[Measured].at(key, "value") is None:
        return EMPTY
    return (FactRef(f"{Measured.name}/{key}/value", unit, False),)


def _title(plan: Plan, indicator: dict[str, Any]) -> Runs:
    """The title of an indicator; it leads to the indicator's own page."""
    return plan.leading(f"indicators/{indicator['indicator']}", named(indicator["title_ko"]))


def indicators_city(plan: Plan) -> list[Block]:
    """Every indicator for the whole city against its target."""
    taken = {r["role"]: r for r in plan.records(Layers) if r["file"]}

    def about(row: dict[str, Any], column: str) -> Runs:
        layer = taken.get(row["role"])
        return plan.says(layer[column]) if layer else (Text("자료 없음"),)

    cells = [
        plan.named("theme", "도시문제", "rows/themes"),
        plan.made("indicator", "지표", lambda r: _title(plan, r)),
        plan.made("unit", "단위", lambda r: r["unit_ko"]),
        plan.made("value", "값", lambda r: _value(plan, CITY, r["indicator"], r["unit"]), align="right"),
        plan.made("interval", "값의 범위", lambda r: _interval(plan, CITY, r["indicator"], r["unit"]), align="right"),
        plan.made("target", "장기 목표", lambda r: (FactRef(f"{Indicators.name}/{r['indicator']}/target", r["unit"], False),), align="right"),
        plan.made("gap", "격차", lambda r: _gap(plan, CITY, r["indicator"]), "%", "right"),
        plan.made("source", "자료", lambda r: about(r, "title_ko")),
        plan.made("on_date", "기준일", lambda r: about(r, "vintage")),
    ]
    return plan.table("indicators_city", "도시 지표와 장기 목표", cells, plan.records(Indicators), of=Measured, note=(Text(NOTE), *of_intervals(plan)))


def _interval(plan: Plan, place: str, indicator: str, unit: str) -> Runs:
    """The two ends of a value's interval; a dash where it is a complete count or its error is unknown."""
    key = f"{place}~{indicator}"
    if plan[Measured].position(key) is None or plan[Measured].at(key, "value_low") is None:
        return EMPTY
    return (FactRef(f"{Measured.name}/{key}/value_low", unit, False), Text("–"), FactRef(f"{Measured.name}/{key}/value_high", unit, False))


def travel_reached(plan: Plan) -> list[Block]:
    """How many people the streets reach by each mode of travel, and how many are left out."""
    rows = plan.records(Reached)
    if not rows:
        return []
    cells = [plan.named("mode", "이동 수단", "rows/travel_modes"), *(plan.fact(Reached, c, Reached.columns[c].ko) for c in ("people", "people_out", "cells_out", "places_out", "most_out_share"))]
    return plan.table("travel_reached", "도로망이 닿는 인구와 시설", cells, rows, of=Reached, note="닿지 않는 곳은 길이 너무 멀거나 이어진 길이 끊긴 곳이다. 비율에서는 닿지 않은 사람으로 세고, 평균에서는 뺀다. "
                      "어느 곳에서든 그런 사람이 한도보다 많으면 그곳의 평균은 내지 않는다.")  # fmt: skip


def _gap(plan: Plan, place: str, indicator: str) -> Runs:
    key = f"{place}~{indicator}"
    known = plan[Measured].position(key) is not None and plan[Measured].at(key, "gap_share") is not None
    return (FactRef(f"{Measured.name}/{key}/gap_share", "percent", False),) if known else EMPTY


def indicators_by_zone(plan: Plan) -> list[Block]:
    """Every indicator measured in any zone, a column per zone of which anything is known."""
    held = plan[Measured].rows.query("level == 'zone'").dropna(subset=["value"])
    known, told = set(held["indicator"]), set(held["place"])
    all_zones = sorted(plan.records(Zones), key=lambda z: (z["map_order"], z["zone"]))
    zones = [z for z in all_zones if z["zone"] in told]
    cells = [plan.made("indicator", "지표", lambda r: _title(plan, r)), plan.made("unit", "단위", lambda r: r["unit_ko"])]
    for z in zones:
        cells.append(plan.made(z["zone"], z["name_ko"], lambda r, z=z: _value(plan, z["zone"], r["indicator"], r["unit"]), align="right"))  # type: ignore[misc]
    return plan.table("indicators_by_zone", "생활권별 지표", cells, [i for i in plan.records(Indicators) if i["indicator"] in known], of=Measured)


def indicator_map(plan: Plan, indicator: str = "") -> list[Block]:
    """Map of an indicator by zone, with the places it counts; the indicator with the widest spread when none is named."""
    rows = plan[Measured].rows
    mine = rows[(rows["level"] == "zone") & rows["value"].notna()]
    if mine.empty:
        return []
    chosen = indicator or str((mine.groupby("indicator")["gap_share"].max() - mine.groupby("indicator")["gap_share"].min()).idxmax())
    about = next(i for i in plan.records(Indicators) if i["indicator"] == chosen)
    values = {r["place"]: r["value"] for r in plan.records(Measured) if r["indicator"] == chosen and r["level"] == "zone"}
    known = {z: v for z, v in values.items() if v is not None}
    located = plan[Located].rows
    spots = located[located["role"] == about["role"]]
    points = [PointGroup(about["title_ko"].partition("(")[0].strip() + " 대상 시설", tuple(zip(spots["x_m"], spots["y_m"], strict=True)), 1.6)] if 0 < len(spots) <= 3000 else []
    drawing = choropleth(plan.zone_shapes, values, quantile_classes(known.values(), lambda v: write(v, about["unit"], "ko", False)),
                         prefix=f"indicator-{chosen}", legend_title=f"{about['title_ko']} ({about['unit_ko']})", points=points)  # fmt: skip
    facts = tuple(f"{Measured.name}/{z}~{chosen}/value" for z in known)
    return [Figure(f"indicator_map_{chosen}", "map", drawing.svg, drawing.width_px, drawing.height_px, f"{about['title_ko']}의 생활권별 값을 다섯 단계 색으로 나타낸 지도",
                   named(f"{about['title_ko']}의 생활권별 분포"), f"indicator_map_{chosen}", facts=facts, modelled=plan.modelled(Measured.name))]  # fmt: skip


def gap_between_zones(plan: Plan) -> list[Block]:
    """Per indicator the zones with the best and the worst value, and the largest gap in each kind of zone."""
    kinds = dict(zip(plan[Zones].rows["zone"], plan[Zones].rows["kind"], strict=True))
    rows = [r for r in plan.records(Measured) if r["level"] == "zone" and r["gap_share"] is not None]
    by_indicator: dict[str, list[dict[str, Any]]] = {}
    for r in rows:
        by_indicator.setdefault(r["indicator"], []).append(r)

    def end(r: dict[str, Any], worst: bool, part: str) -> Runs:
        pick = max if (r["better"] == "higher") != worst else min
        value = pick(x["value"] for x in by_indicator[r["indicator"]])
        hits = [x for x in by_indicator[r["indicator"]] if x["value"] == value]
        if part == "zone":
            more = f" 외 {len(hits) - NAMED}곳" if len(hits) > NAMED else ""
            return named(", ".join(plan.title("rows/zones", x["place"]) for x in hits[:NAMED]) + more)
        return (FactRef(f"{Measured.name}/{hits[0]['_key']}/value", r["unit"], False),)

    def spread(r: dict[str, Any], kind: str) -> Runs:
        hit = sorted((x for x in by_indicator[r["indicator"]] if kinds.get(x["place"]) == kind), key=lambda x: (-x["gap_share"], x["place"]))
        return (FactRef(f"{Measured.name}/{hit[0]['_key']}/gap_share", "percent", False),) if hit else EMPTY

    cells = [
        plan.made("indicator", "지표", lambda r: _title(plan, r)),
        plan.made("unit", "단위", lambda r: r["unit_ko"]),
        plan.made("best_zone", "가장 나은 생활권", lambda r: end(r, False, "zone")),
        plan.made("best", "값", lambda r: end(r, False, "value"), align="right"),
        plan.made("worst_zone", "가장 뒤처진 생활권", lambda r: end(r, True, "zone")),
        plan.made("worst", "값", lambda r: end(r, True, "value"), align="right"),
        plan.made("new_town", "신도시 최대 격차", lambda r: spread(r, "new_town"), "%", "right"),
        plan.made("old_town", "기존 도심 최대 격차", lambda r: spread(r, "old_town"), "%", "right"),
        plan.made("rural", "면 지역 최대 격차", lambda r: spread(r, "rural"), "%", "right"),
    ]

    def apart(i: dict[str, Any]) -> float:
        gaps = [x["gap_share"] for x in by_indicator[i["indicator"]]]
        return float(max(gaps) - min(gaps))

    listed = sorted((i for i in plan.records(Indicators) if i["indicator"] in by_indicator), key=lambda i: -apart(i))[:FURTHEST_APART]
    note = "생활권 사이의 격차가 큰 지표부터 적는다. 모든 지표의 생활권별 값은 부록에 있다."
    return plan.table("gap_between_zones", "생활권 사이의 격차", cells, listed, of=Measured, note=note)


def sources_table(plan: Plan) -> list[Block]:
    """Every data layer with the file taken, its date, publisher, licence and kind."""
    cells = [
        plan.words("title_ko", "자료"),
        plan.made("source", "파일", lambda r: (Ref("file", r["file"]),) if r["file"] else "자료 없음"),
        plan.words("publisher", "작성 기관"),
        plan.words("vintage", "기준일"),
        plan.words("licence", "이용 조건"),
        plan.made("kind", "성격", lambda r: KINDS.get(r["kind"] or "", "—")),
        plan.fact(Layers, "rows_read", "자료 건수"),
        plan.fact(Layers, "rows_outside", "시 밖"),
    ]
    return plan.table("sources_table", "자료와 출처", cells, plan.records(Layers))


def addresses_table(plan: Plan) -> list[Block]:
    """Addresses cited in the sections before this one, by number."""
    cells = [plan.made("no", "번호", lambda r: named(f"[{r['no']}]")), plan.made("address", "주소", lambda r: named(r["address"]))]
    rows = [{"_key": str(n), "no": n, "address": a} for a, n in sorted(plan.addresses.items(), key=lambda i: i[1])]
    return plan.table("addresses_table", "인용한 자료의 주소", cells, rows)


def hot_spots(plan: Plan) -> list[Block]:
    """Crossings and streets proven to have more than twice the events of their kind, or the sentence that none is; then the named spots by their yearly count."""
    return [*_judged_spots(plan), *_named_spots(plan)]


def _named_spots(plan: Plan) -> list[Block]:
    """Spots that were chosen for their many events, most events first."""
    rows = plan.records(Spots, lambda r: r["kind"] == "spot")
    if not rows:
        return []
    elsewhere = [r["name_ko"] for r in rows if r["located"] == "no"]
    note = f"이름으로는 알지만 시 안의 자리를 찾지 못한 곳: {', '.join(elsewhere)}." if elsewhere else ""
    rows.sort(key=lambda r: (-(r["per_year"] or 0), -r["events"], r["place"]))
    shown = rows[:WORST_SPOTS]

    def interval(r: dict[str, Any]) -> Runs:
        low, high = (FactRef(f"{Spots.name}/{r['_key']}/{end}", "number", False) for end in ("per_year_low", "per_year_high"))
        return (low, Text(" – "), high) if r["per_year"] is not None else EMPTY

    cells = [
        plan.words("name_ko", "곳"),
        plan.fact(Spots, "events"),
        plan.fact(Spots, "per_year", "한 해의 수"),
        plan.made("interval", "95% 구간", interval, align="right"),
    ]
    said = ("사고가 많아서 뽑힌 곳들이므로 이미 가장 나쁜 곳이다. 서로 견주어 어디가 유난한지 시험하지 않고 한 해의 수로 늘어놓는다. 뽑힌 해의 수는 우연히 많았을 수 있어 그대로 두어도 줄기 쉽다. "
            + ("나머지 지점은 이보다 적다. " if len(rows) > len(shown) else "") + note)  # fmt: skip
    return plan.table("named_spots", "사고가 잦아 이름이 적힌 지점", cells, shown, of=Spots, note=said.strip())


def _judged_spots(plan: Plan) -> list[Block]:
    """Crossings and streets held against all of their kind."""
    rows = plan.records(Spots, lambda r: r["kind"] != "spot")
    if not rows:
        return []
    hot = [r for r in rows if r["hot"]]
    if not hot:
        words = "사고가 있었던 교차로와 도로 구간을 시의 모든 교차로와 구간에 견주었으나, 평균의 두 배를 넘는다고 볼 곳은 없다. 사고 몇 건의 차이는 우연일 수 있다."
        return [Paragraph((Text(words),), "hot_spots")]
    cells = [
        plan.words("name_ko", "곳"),
        plan.made("kind", "종류", lambda r: SPOT_KINDS[r["kind"]]),
        plan.fact(Spots, "events"),
        plan.fact(Spots, "per_year", "해마다 예상"),
        plan.fact(Spots, "hot_share", "평균의 두 배를 넘을 확률"),
    ]
    return plan.table("hot_spots", "사고가 잦은 곳", cells, hot, of=Spots)


def peer_towns(plan: Plan) -> list[Block]:
    """The city's indicators beside those of other towns, those of like size and age first."""
    rows = plan.records(PeerValues)
    if not rows:
        return []
    towns, values, listed = _beside(plan)
    return [*_how_like(rows), *_values_beside(plan, towns, values, listed)]


def peer_sources(plan: Plan) -> list[Block]:
    """Who the towns beside the city are, and how each of their figures was worked out."""
    towns, values, listed = _beside(plan)
    return [*_towns_told(plan, towns), *_figures_told(plan, towns, values, listed)]


def _beside(plan: Plan) -> tuple[dict[str, Any], dict[tuple[str, str], dict[str, Any]], list[dict[str, Any]]]:
    """Towns in order, their figures by town and indicator, and the indicators that any town has."""
    rows = plan.records(PeerValues)
    values = {(r["town"], r["indicator"]): r for r in rows}
    known = {r["indicator"] for r in rows}
    return {r["town"]: r for r in sorted(rows, key=_far)}, values, [i for i in plan.records(Indicators) if i["indicator"] in known]


def _far(row: dict[str, Any]) -> tuple[int, float, str]:
    """Order of towns: like the city, not known, unlike; among these the nearest in size first."""
    ratio = row["people_ratio"]
    return ({"yes": 0, "cannot_tell": 1}.get(row["like"], 2), abs(math.log(ratio)) if ratio else 0.0, row["town"])


def _how_like(rows: list[dict[str, Any]]) -> list[Block]:
    """The sentence where no town can be said to be like the city."""
    if any(r["like"] == "yes" for r in rows):
        return []
    unsure = any(r["like"] == "cannot_tell" for r in rows)
    words = "이 도시의 인구나 첫 입주 연도를 몰라 어느 도시가 비슷한지 알 수 없다(자료 없음)." if unsure else "견줄 수치가 있는 도시 가운데 크기와 나이가 비슷한 곳이 없다."
    return [Paragraph((Text(words),), "peer_towns_alike", "note")]


def _values_beside(plan: Plan, towns: dict[str, Any], values: dict[tuple[str, str], dict[str, Any]], listed: list[dict[str, Any]]) -> list[Block]:
    """A row per indicator: the city's value, then each town's with its year."""

    def own(i: dict[str, Any]) -> Runs:
        return _value(plan, CITY, i["indicator"], i["unit"])

    def theirs(i: dict[str, Any], town: str) -> Runs:
        row = values.get((town, i["indicator"]))
        key = f"{PeerValues.name}/{row['_key']}" if row else ""
        return (FactRef(f"{key}/value", i["unit"], False), Text(" ("), FactRef(f"{key}/year", "year", False), Text(")")) if row else EMPTY

    taken = {r["role"]: r for r in plan.records(Layers) if r["file"]}
    cells = [
        plan.made("indicator", "지표", lambda i: _title(plan, i)),
        plan.made("unit", "단위", lambda i: i["unit_ko"]),
        plan.made("own_value", "이 도시", own, align="right"),
        plan.made("own_date", "기준일", lambda i: plan.says(taken[i["role"]]["vintage"]) if i["role"] in taken else EMPTY),
    ]
    for number, town in enumerate(list(towns)[:TOWNS_BESIDE]):
        mark = "" if towns[town]["like"] == "yes" else " *"
        cells.append(plan.made(f"town_{number}", f"{town}{mark}", lambda i, town=town: theirs(i, town), align="right"))  # type: ignore[misc]
    starred = "* 크기나 나이가 비슷하다고 할 수 없는 도시. " if any(r["like"] != "yes" for r in towns.values()) else ""
    return plan.table("peer_towns", "비슷한 도시와 나란히 본 지표", cells, listed, of=PeerValues, note=starred + BESIDE_NOTE)


def _towns_told(plan: Plan, towns: dict[str, Any]) -> list[Block]:
    """Each town's size and age beside the city's, and who says so."""
    said = {r["town"]: r for r in plan.records(PeerTowns)}
    cells = [
        plan.words("town", "도시"),
        plan.made("like", "비슷한가", lambda r: PeerValues.columns["like"].choices[r["like"]]),
        plan.made("people", "인구", lambda r: (FactRef(f"{PeerTowns.name}/{r['town']}/people", "people", False),), "명", "right"),
        plan.fact(PeerValues, "people_ratio", "이 도시의 몇 배"),
        plan.made("first_year", "첫 입주", lambda r: (FactRef(f"{PeerTowns.name}/{r['town']}/first_year", "year", False),), "년", "right"),
        plan.fact(PeerValues, "years_apart", "나이 차이(년)"),
        plan.made("source_ko", "출처", lambda r: plan.says(said[r["town"]]["source_ko"])),
    ]
    return plan.table("peer_towns_told", "견준 도시의 크기와 나이", cells, towns.values(), of=PeerTowns)


def _figures_told(plan: Plan, towns: dict[str, Any], values: dict[tuple[str, str], dict[str, Any]], listed: list[dict[str, Any]]) -> list[Block]:
    """How each town's figure was worked out, by indicator."""
    cells = [
        plan.named("indicator", "지표", Indicators.name),
        plan.words("town", "도시"),
        plan.words("worked_ko", "셈"),
        plan.words("source_ko", "출처"),
    ]
    rows = [values[t, i["indicator"]] for i in listed for t in towns if (t, i["indicator"]) in values]
    return plan.table("peer_figures_told", "견준 수치의 셈과 출처", cells, rows, of=PeerFigures)


def indicator_clusters(plan: Plan) -> list[Block]:
    """Indicators whose values cluster over reporting units, with the cores of high and low values; those without a core in one sentence."""
    rows = plan.records(Clusters, lambda r: r["level"] == "unit")
    clustered = sorted((r for r in rows if r["state"] == "clustered"), key=lambda r: (-r["moran_i"], r["indicator"]))
    if not clustered:
        told = any(r["state"] == "chance" for r in rows)
        words = "행정동의 값이 우연보다 더 모였다고 볼 지표가 없다." if told else "값을 아는 행정동이 적어 지표가 모였는지 알 수 없다(자료 없음)."
        return [Paragraph((Text(words),), "indicator_clusters", "note")]
    cells = [
        plan.named("indicator", "지표", Indicators.name),
        plan.fact(Clusters, "moran_i"),
        plan.named("high", "높은 값이 모인 곳", "rows/reporting_units"),
        plan.named("low", "낮은 값이 모인 곳", "rows/reporting_units"),
    ]
    cored = [r for r in clustered if r["high"] or r["low"]]
    others = ", ".join(plan.title(Indicators.name, r["indicator"]) for r in clustered if r not in cored)
    note = f"모인 곳을 짚을 만큼은 아니지만 이웃한 행정동끼리 닮은 지표: {others}." if others else ""
    made = plan.table("indicator_clusters", "값이 모여 있는 지표와 그 중심", cells, cored, of=Clusters, note=note)
    return made or [Paragraph(plan.says(note), "indicator_clusters", "note")]
