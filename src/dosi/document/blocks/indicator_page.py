"""Blocks of an indicator's own page: its formula and inputs, its target, its values, and how to check one by hand."""

from __future__ import annotations

from typing import Any

from dosi.document.errors import ERRORS, GRID, SHORT, WITH_ENDS, assumed_grid, kinds_told, of_intervals, rests_on_modelled
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, Paragraph, Ref, Runs, TableBlock, TableColumn, TableRow, Text
from dosi.model.city import CITY
from dosi.model.findings import Exposure, Formulas, Measured, People, Problems, Shrunken
from dosi.model.layers import Layers
from dosi.model.rows import Indicators, TravelModes, Zones
from dosi.model.rows.kinds import SOURCE_KINDS
from dosi.model.table import split

PEOPLE, AREAS, STREETS = "figures:population", "place:legal_unit", "network:"
"""roles of what an indicator divides by and travels along"""
PAST = ("figures:population", "series:population", "housing:planned")
"""roles of what tells how many people lived where while events were collected"""
KNOWN = {"joined": "공표 인구 사이를 이음", "moved_in": "새 주택의 입주로 어림", "same": "바뀜을 몰라 그대로 씀"}
WHOLE_YEAR_DAYS = 365


def _about(plan: Plan, indicator: str) -> dict[str, Any]:
    return next(i for i in plan.records(Indicators) if i["indicator"] == indicator)


def indicator_formula(plan: Plan, indicator: str) -> list[Block]:
    """What an indicator is: its formula in words, unit, direction, target with its basis, and where its error comes from."""
    row, fact = _about(plan, indicator), Indicators.name
    unit = row["unit"]
    lines: list[tuple[str, str, Runs]] = [
        ("theme", "재는 도시문제", plan.name("rows/themes", row["theme"])),
        ("formula", "산식", (Text("값 = 분자 ÷ 분모"),)),
        ("numerator", "분자", plan.known(Formulas.name, indicator, "numerator_ko", "text")),
        ("denominator", "분모", plan.known(Formulas.name, indicator, "denominator_ko", "text")),
        ("how", "재는 법", plan.known(Formulas.name, indicator, "how_ko", "text")),
        ("unit", "단위", plan.says(row["unit_ko"])),
        ("better", "방향", plan.says(Indicators.columns["better"].choices[row["better"]])),
        ("target", "장기 목표", plan.cell(fact, indicator, "target", unit, False)),
        ("target_kind", "목표의 성격", plan.says(SOURCE_KINDS[row["target_kind"]])),
        ("basis", "목표의 근거", plan.says(row["target_basis_ko"])),
        ("worst", "격차가 가득 차는 값", plan.cell(fact, indicator, "worst", unit, False)),
        ("gap", "격차", (Text("(목표 - 값) ÷ (목표 - 격차가 가득 차는 값), 영에서 일 사이"),)),
        ("error", "오차의 성격", _error(plan, row)),
        ("least", "값을 내는 최소 인구", plan.known(fact, indicator, "least_people", "people")),
        ("period", "주기", plan.says(row["period"])),
    ]
    columns = (TableColumn("item", "항목"), TableColumn("value", "내용"))
    rows = tuple(TableRow(id, ((Text(title),), value)) for id, title, value in lines if value != EMPTY)
    return [TableBlock("indicator_formula", named(f"{row['title_ko']}의 산식과 목표"), columns, rows, "indicator_formula")]


def _error(plan: Plan, row: dict[str, Any]) -> Runs:
    """Where the error of an indicator comes from, how large an assumed one is, and what its interval leaves out."""
    kinds = kinds_told(plan, [row["indicator"]])
    said = plan.says("; ".join(ERRORS[e] for e in kinds))
    if "assumed" in kinds:
        said = (*said, Text(". "), *assumed_grid(plan))
    if {*kinds} & {*WITH_ENDS} and rests_on_modelled(plan, [role for role in _roles(plan, row) if role != GRID]):
        said = (*said, Text(f"{'' if 'assumed' in kinds else '.'} 지어내거나 추정한 자료를 읽으며, 그 자료가 얼마나 틀리는지는 값의 범위에 들어 있지 않다"))
    return said


def _roles(plan: Plan, row: dict[str, Any]) -> list[str]:
    """The roles of the files that an indicator is made from."""
    over = {m["over"] for m in plan.records(Measured) if m["indicator"] == row["indicator"]}
    ground = [*([GRID] if over & {"cells", "one"} else []), *([PEOPLE] if over & {"people", "one"} else []), *(PAST if _lived(plan, row["indicator"]) else []), *([AREAS] if "area" in over else []), *([STREETS] if row["travel"] else [])]
    return [*dict.fromkeys([row["role"], *split(row["near_role"]), *filter(None, (row["per"], row["group"])), *ground])]


def indicator_inputs(plan: Plan, indicator: str) -> list[Block]:
    """The files that an indicator is made from: publisher, date, licence, kind, and how many rows were read."""
    roles = _roles(plan, _about(plan, indicator))
    by_role = {r: [x for x in plan.records(Layers) if x["role"].startswith(r) and x["file"]] for r in roles}
    cells = [
        plan.words("title_ko", "자료"),
        plan.words("role", "쓰임"),
        plan.made("source", "파일", lambda r: (Ref("file", r["file"]),)),
        plan.words("publisher", "작성 기관"),
        plan.words("vintage", "기준일"),
        plan.words("licence", "이용 조건"),
        plan.made("kind", "성격", lambda r: plan.says(SOURCE_KINDS.get(r["kind"] or "", ""))),
        plan.fact(Layers, "rows_read", "자료 건수"),
    ]
    return plan.table("indicator_inputs", "이 지표가 읽는 자료", cells, [r for found in by_role.values() for r in found])


def _lived(plan: Plan, indicator: str) -> bool:
    """Whether an indicator is divided by those who lived there while events were collected."""
    return any(m["people_basis"] for m in plan.records(Measured) if m["indicator"] == indicator)


def indicator_people(plan: Plan, indicator: str) -> list[Block]:
    """What events are divided by: the people who lived in the city and every zone, a column per year over which events were collected, with the range of the
    estimate; nothing for other indicators."""
    if not _lived(plan, indicator):
        return []
    role = _about(plan, indicator)["role"]
    order = {z["zone"]: (z["map_order"], z["zone"]) for z in plan.records(Zones)}
    names = {p["place"]: p["name_ko"] for p in plan.records(People)}
    known = {(e["place"], e["year"]): e for e in plan.records(Exposure) if e["role"] == role and e["level"] in (CITY, "zone") and e["people"] is not None}
    days = {year: e["days"] for (_, year), e in sorted(known.items(), key=lambda k: k[0][1])}
    places = sorted({place for place, _ in known}, key=lambda p: (p in order, order.get(p, (0, p))))

    def lived(r: dict[str, Any], year: int) -> Runs:
        e = known.get((r["_key"], year))
        if e is None:
            return EMPTY
        mean, low, high = (plan.cell(Exposure.name, e["_key"], column, "people", False) for column in ("people", "people_low", "people_high"))
        return mean if e["people_low"] == e["people_high"] else (*mean, Text(" ("), *low, Text(" – "), *high, Text(")"))

    def basis(r: dict[str, Any]) -> Runs:
        return plan.says(", ".join(dict.fromkeys(KNOWN[e["basis"]] for (place, _), e in sorted(known.items(), key=lambda k: k[0][1]) if place == r["_key"])))

    cells = [
        plan.made("place", "어디", lambda r: named(names[r["_key"]])),
        *(plan.made(f"year_{year}", f"{year}년" + (f" ({n}일)" if n < WHOLE_YEAR_DAYS else ""), lambda r, year=year: lived(r, year), "명", "right") for year, n in days.items()),  # type: ignore[misc]
        plan.made("basis", "어떻게 아는가", basis),
    ]
    return plan.table("indicator_people", "사건을 모은 동안 산 사람", cells, [{"_key": place} for place in places], of=Exposure)


def indicator_values(plan: Plan, indicator: str, level: str = "zone") -> list[Block]:
    """An indicator's value in every zone after the city (or every reporting unit): numerator, denominator, interval, gap, people affected."""
    about = _about(plan, indicator)
    wanted = (CITY, "zone") if level == "zone" else (level,)
    order = {z["zone"]: (z["map_order"], z["zone"]) for z in plan.records(Zones)}
    names = {p["place"]: p["name_ko"] for p in plan.records(People)}
    rows = [m for m in plan.records(Measured) if m["indicator"] == indicator and m["level"] in wanted]
    rows.sort(key=lambda m: (m["level"] != CITY, order.get(m["place"], (0, m["place"]))))

    def place(r: dict[str, Any]) -> Runs:
        return plan.leading(f"problems/{r['place']}~{about['theme']}", named(names[r["place"]]))

    def interval(r: dict[str, Any]) -> Runs:
        if r["value_low"] is None:
            return EMPTY
        low, high = (plan.cell(Measured.name, r["_key"], column, about["unit"], False) for column in ("value_low", "value_high"))
        return (*low, Text(" – "), *high)

    cells = [
        plan.made("place", "어디", place),
        plan.fact(Measured, "numerator"),
        plan.fact(Measured, "denominator"),
        plan.made("value", "값", lambda r: plan.known(Measured.name, r["_key"], "value", about["unit"], False), about["unit_ko"], "right"),
        plan.made("interval", "값의 범위", interval, align="right"),
        plan.fact(Measured, "gap_share", "격차"),
        plan.fact(Measured, "people_affected"),
        plan.fact(Measured, "missing_ko"),
    ]
    if all(r["missing_ko"] in (None, "") for r in rows):
        cells.pop()
    if any(r["people_unreached"] for r in rows):
        cells.append(plan.fact(Measured, "people_unreached"))
    if level == "unit":
        cells = [c for c in cells if c.id not in ("interval", "people_affected")]  # two pages of figures for one that says more
    if len({r["error_kind"] for r in rows}) > 1 and level != "unit":
        cells.insert([c.id for c in cells].index("interval") + 1, plan.made("error", "오차", lambda r: SHORT[r["error_kind"]] if r["value"] is not None else ""))
    shown = any(r["value_low"] is not None for r in rows) and level != "unit"
    return plan.table(f"indicator_values_{level}", "시와 생활권의 값" if level == "zone" else "행정동·읍·면의 값", cells, rows, of=Measured, note=of_intervals(plan, [indicator]) if shown else "")


def indicator_check(plan: Plan, indicator: str) -> list[Block]:
    """How to check an indicator by hand: the numerator, denominator and quotient of the zone that lags most, and the command that lists what they are made of."""
    rows = [m for m in plan.records(Measured) if m["indicator"] == indicator and m["level"] == "zone" and m["value"] is not None]
    if not rows:
        return []
    worst = max(rows, key=lambda m: (m["gap_share"] or 0, m["place"]))
    key, unit, name = f"{Measured.name}/{worst['_key']}", _about(plan, indicator)["unit"], plan.title("rows/zones", worst["place"])
    lines = (
        f"{{name {name}}}의 분자는 {{fact {key}/numerator|number}}, 분모는 {{fact {key}/denominator|number}}이고, "
        f"나누면 {{fact {key}/value|number}}, 단위를 붙이면 {{fact {key}/value|{unit}}}이다.",
        f"목표는 {{fact {key}/target|{unit}}}이므로 격차는 {{fact {key}/gap_share|percent}}이다.",
    )
    worked: tuple[str, ...] = (*lines, *_drawn_lines(plan, worst["_key"]), *_travel_lines(plan, indicator))
    command = (Text("무엇을 세었는지 파일의 행까지 따라가려면: "), Ref("written", f"dosi explain '{key}/numerator'"))
    return [*(Paragraph(plan.sentence(line), style="bullet") for line in worked), Paragraph(command, style="bullet")]


def _drawn_lines(plan: Plan, key: str) -> tuple[str, ...]:
    """How the numerator of a rate that was drawn towards the mean follows from the count."""
    if not any(r["_key"] == key for r in plan.records(Shrunken)):
        return ()
    fact = f"{Shrunken.name}/{key}"
    return (
        f"이 분자는 평균 쪽으로 당긴 기대값이다. 센 수 y는 {{fact {fact}/events|number}}, 분모 n은 {{fact {Measured.name}/{key}/denominator|number}}, 행정동 전체의 평균 m은 {{fact {fact}/mean|fine}}, "
        f"우연을 뺀 행정동 사이의 분산 A는 {{fact {fact}/variance|fine}}이다.",
        "분자 = n × (m + w × (y ÷ n - m)), w = A ÷ (A + m ÷ n). A가 영이면 모든 곳의 비율을 m으로 본다.",
    )


def _travel_lines(plan: Plan, indicator: str) -> tuple[str, ...]:
    """How fast and from how far an indicator's mode of travel goes."""
    mode = _about(plan, indicator)["travel"]
    if not mode:
        return ()
    row, fact = next(m for m in plan.records(TravelModes) if m["mode"] == mode), f"{TravelModes.name}/{mode}"
    notes = [words for words, holds in (("비탈에서는 느려진다", row["slope"] == "yes"), ("일방통행을 지킨다", row["keeps_one_way"] == "yes")) if holds]
    speed = f"제한속도를 아는 길에서는 그 {{fact {fact}/permitted_speed_share|percent}}, 모르는 길에서는" if row["permitted_speed_share"] else "평지에서"
    return (
        f"{row['title_ko']}: {speed} 시속 {{fact {fact}/speed_km_per_h|plain}}km로 간다. 집과 시설은 {{fact {fact}/join_m|metre}} 안의 가장 가까운 길에 시속 {{fact {fact}/access_km_per_h|plain}}km로 곧게 닿는다고 보며, "
        f"더 먼 곳은 닿지 않는 곳으로 적는다." + (f" {', '.join(notes)}." if notes else ""),
    )


def indicator_problems(plan: Plan, indicator: str) -> list[Block]:
    """The problems that an indicator moves: its theme in every zone, by rank."""
    theme = _about(plan, indicator)["theme"]
    rows = [p for p in plan.records(Problems) if p["theme"] == theme and p["level"] == "zone" and p["rank"] is not None]
    cells = [
        plan.made("zone", "생활권", lambda r: plan.leading(f"problems/{r['_key']}", plan.name("rows/zones", r["zone"]))),
        plan.fact(Problems, "rank", "전체 순위", "plain"),
        plan.fact(Problems, "score", "점수"),
        plan.fact(Problems, "gap_share", "지표들의 평균 격차"),
    ]
    return plan.table("indicator_problems", "이 지표가 재는 도시문제의 순위", cells, rows, of=Problems)
