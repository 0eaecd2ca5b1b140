"""What is measured, and how much it weighs: urban problems, indicators, modes of travel, weights, towns beside the city."""

from __future__ import annotations

from dosi.model.rows.kinds import SOURCE_KINDS
from dosi.model.table import Rule, Table, column

BETTER = {"higher": "높을수록 좋음", "lower": "낮을수록 좋음"}


class Themes(Table):
    """Urban problem themes, with the words citizens use for them."""

    name, key, ko = "rows/themes", ("theme",), "도시문제 주제"
    theme = column("text", "기호", "theme id")
    title_ko = column("text", "도시문제", "urban problem")
    title_en = column("text", "영문", "English")
    field = column("text", "서비스 분야", "service field")
    sentence_ko = column("text", "쉬운 설명", "plain sentence")
    words = column("list", "시민이 쓰는 말", "words citizens use")
    agree_ko = column("text", "시민 문장", "statement")


class Indicators(Table):
    """Indicators of a closed set of shapes; each measures one theme."""

    name, key, ko = "rows/indicators", ("indicator",), "지표"
    indicator = column("text", "기호", "indicator id")
    title_ko = column("text", "지표", "indicator")
    title_en = column("text", "영문", "English")
    theme = column("text", "도시문제", "theme")
    shape = column("text", "산식 형태", "shape")
    role = column("text", "자료", "role of the layer counted")
    condition = column("text", "조건", "attribute condition, e.g. camera=Y", optional=True)
    amount = column("text", "더하는 속성", "attribute added up instead of counting places, e.g. spaces", optional=True)
    per = column("text", "나누는 값", "role of the figures divided by, e.g. figures:households; empty: people", optional=True)
    factor = column("number", "곱하는 수", "factor, e.g. 1000 for per 1000 people", optional=True)
    radius_m = column("number", "거리(m)", "distance in metres", optional=True)
    near_role = column("text", "가까이 있어야 할 자료", "role of the layer that must be near", optional=True)
    near_condition = column("text", "가까이 있는 것의 조건", "attribute condition of what must be near", optional=True)
    group = column("text", "견주는 집단", "role of the figures of the group compared with everybody, e.g. figures:older", optional=True)
    travel = column("text", "이동 수단", "mode of travel along streets; empty: straight lines", optional=True)
    within_min = column("number", "시간(분)", "minutes within which a place is reached", optional=True)
    least_kinds = column("int", "최소 가짓수", "how many kinds of place must be reached", unit="count", optional=True)
    unit = column("text", "단위", "unit format")
    unit_ko = column("text", "단위 표기", "unit as printed")
    better = column("text", "방향", "which way is better", choices=BETTER)
    target = column("number", "목표", "target")
    worst = column("number", "가장 나쁜 값", "value at which the gap is full")
    target_kind = column("text", "목표의 성격", "kind of target", choices=SOURCE_KINDS)
    target_basis_ko = column("text", "목표의 근거", "basis of the target")
    rules = (
        Rule(("worst", "target"), lambda worst, target: worst != target, "another value than the target: the gap is measured between the two"),
        Rule(("worst", "target", "better"), lambda worst, target, better: better not in BETTER or worst == target or (target > worst) == (better == "higher"),
             "better higher: a target above worst; better lower: a target below worst"),
        *(Rule((name,), lambda value: value > 0, "more than 0") for name in ("factor", "radius_m", "within_min", "least_kinds")),
    )  # fmt: skip
    least_people = column("int", "최소 인구", "fewest people for which a rate means something", unit="people", optional=True)
    period = column("text", "주기", "period")


class Weights(Table):
    """How gap, voice, people and growth count in the problem score, per stakeholder group."""

    name, key, ko = "rows/weights", ("group",), "가중치"
    group = column("text", "집단", "group")
    title_ko = column("text", "이름", "title")
    gap_weight = column("share", "격차", "gap")
    voice_weight = column("share", "시민 의견", "voice")
    people_weight = column("share", "영향 인구", "people affected")
    trend_weight = column("share", "느는 속도", "growth", optional=True)
    basis = column("text", "근거", "basis")


class TravelModes(Table):
    """Ways of travelling along streets: how fast, on which layers, and how a place joins the street."""

    name, key, ko = "rows/travel_modes", ("mode",), "이동 수단"
    mode = column("text", "기호", "mode id")
    title_ko = column("text", "이동 수단", "mode")
    title_en = column("text", "영문", "English")
    roles = column("list", "다니는 길", "roles of the layers travelled along, e.g. network:street")
    speed_km_per_h = column("number", "속도(km/h)", "speed on level ground, where the street gives none")
    join_m = column("number", "길까지 최대 거리(m)", "farthest straight distance from a place to its street", unit="metre")
    access_km_per_h = column("number", "길까지 속도(km/h)", "speed between a place and its street")
    keeps_one_way = column("text", "일방통행을 지킴", "whether one-way streets hold", choices=("yes", "no"))
    permitted_speed_share = column("share", "제한속도 가운데 내는 비율", "part of the permitted speed that is reached, stops included; empty: a street's speed does not count", optional=True)
    slope = column("text", "비탈을 셈", "whether slopes slow it (Tobler), where heights are known", choices=("yes", "no"))
    for_regions = column("text", "권역을 나눌 때", "whether service zones (권역) are divided by its minutes; of several, the first whose streets are there", choices=("yes", "no"), optional=True)
    kind = column("text", "성격", "kind of source", choices=SOURCE_KINDS)
    basis_ko = column("text", "근거", "basis")
    rules = (Rule(("speed_km_per_h",), lambda speed: speed > 0, "more than 0"), Rule(("access_km_per_h",), lambda speed: speed > 0, "more than 0"))


class ErrorAssumptions(Table):
    """How far off something is taken to be where nothing measures it, with where that figure comes from."""

    name, key, ko = "rows/error_assumptions", ("assumption",), "오차의 가정"
    assumption = column("text", "기호", "assumption", choices={"population_grid": "인구 격자의 오차"})
    title_ko = column("text", "가정", "assumption title")
    value = column("number", "변동계수", "relative error: root mean square error over the mean", unit="number")
    kind = column("text", "성격", "kind", choices=SOURCE_KINDS)
    basis = column("text", "근거", "basis")
    rules = (Rule(("value",), lambda value: value > 0, "more than 0"),)


class PeerTowns(Table):
    """Other towns to set the city beside: how many people, since when, and who says so."""

    name, key, ko = "rows/peer_towns", ("town",), "견줄 도시"
    town = column("text", "도시", "town")
    people = column("int", "인구", "people of the town", unit="people")
    first_year = column("year", "첫 입주 연도", "year its people, or those of its new town, first moved in")
    source_ko = column("text", "출처", "source of people and first year, each with its date")
    source_kind = column("text", "성격", "kind", choices=SOURCE_KINDS)
    rules = (Rule(("people",), lambda people: people > 0, "more than 0"),)


class PeerFigures(Table):
    """Figures of those towns, each in the definition and unit of the plan's own indicator."""

    name, key, ko = "rows/peer_figures", ("town", "indicator"), "견줄 도시의 지표"
    town = column("text", "도시", "town of peer_towns.csv")
    indicator = column("text", "지표", "indicator")
    value = column("number", "값", "its value, in the indicator's unit")
    year = column("year", "기준 연도", "year of the value; the last one where it covers several")
    worked_ko = column("text", "셈", "how it was worked out: numerator, denominator, years, and where it differs from the indicator's definition")
    source_ko = column("text", "출처", "source")
    source_kind = column("text", "성격", "kind", choices=SOURCE_KINDS)


class Figures(Table):
    """Published figures typed in, each with its date, publisher and kind."""

    name, key, ko = "rows/figures", ("place", "measure"), "공표 수치"
    place = column("text", "대상", "reporting unit or city")
    measure = column("text", "항목", "measure")
    on_date = column("date", "기준일", "date")
    value = column("number", "값", "value")
    unit_ko = column("text", "단위", "unit")
    publisher = column("text", "공표 기관", "publisher")
    address = column("text", "출처", "address", optional=True)
    source_kind = column("text", "성격", "kind", choices=SOURCE_KINDS)
    note_ko = column("text", "비고", "note", optional=True)
