"""The rows that people write: catalogue tables of a country and a city's own tables, by their declarations.

Each table is one CSV or Excel file of the same name in the catalogue folder, in the city's `rows/`, or in both;
a city's row with the same key replaces the catalogue's row, other rows are added.
"""

from __future__ import annotations

from dosi.model.table import Rule, Table, column, rising, split
from dosi.model.units import FORMATS, write


def _are_steps(text: str) -> bool:
    steps = split(text)
    return bool(steps) and all(s.isdigit() for s in steps) and [int(s) for s in steps] == sorted({int(s) for s in steps} - {0})


SOURCE_KINDS = {"law": "법령", "published": "공표", "estimate": "추정", "modelled": "모형", "observed": "관측", "decided": "결정"}
BETTER = {"higher": "높을수록 좋음", "lower": "낮을수록 좋음"}
PURPOSES = {"capital": "구축비", "operating": "운영비"}


class Zones(Table):
    """Living zones (생활권)."""

    name, key, ko = "rows/zones", ("zone",), "생활권"
    zone = column("text", "생활권 기호", "zone id")
    name_ko = column("text", "생활권", "zone")
    name_en = column("text", "영문 이름", "English name")
    level = column("text", "단계", "level", choices={"small": "소생활권", "middle": "중생활권", "large": "대생활권"})
    parent = column("text", "권역", "larger zone")
    kind = column("text", "구분", "kind")
    map_order = column("int", "순서", "order")


class Centres(Table):
    """Centres of the city's spatial structure, as its master plan names them; service zones are laid around them."""

    name, key, ko = "rows/centres", ("centre",), "공간구조의 중심지"
    centre = column("text", "기호", "centre id")
    name_ko = column("text", "중심지", "centre")
    zone = column("text", "생활권 기호", "zone it lies in")
    must = column("bool", "반드시 권역의 중심", "whether a service zone must have its centre here")
    x_m = column("number", "X(m)", "x in projected metres; empty: where the zone's people are", optional=True)
    y_m = column("number", "Y(m)", "y in projected metres", optional=True)
    basis = column("text", "근거", "basis")


class RegionSettings(Table):
    """How living zones are grouped into service zones (권역), where the city has settled it."""

    name, key, ko = "rows/region_settings", ("setting",), "권역 나누기의 설정"
    setting = column("text", "기호", "setting: number of regions, or the most their people may stray from the mean", choices=("regions", "largest_deviation_share"))
    value = column("number", "값", "value")
    rules = (Rule(("value",), lambda value: value >= 0, "0 or more"),)
    basis = column("text", "근거", "basis")


class ReportingUnits(Table):
    """Administrative dong, eup and myeon: the units of official figures."""

    name, key, ko = "rows/reporting_units", ("unit",), "행정동·읍·면"
    unit = column("text", "기호", "unit id")
    name_ko = column("text", "이름", "name")
    name_en = column("text", "영문 이름", "English name")
    code = column("text", "행정동 코드", "official code", optional=True)
    valid_from = column("date", "기준일", "valid from", optional=True)


class Crosswalk(Table):
    """How legal units, reporting units and living zones are joined, with the share of people."""

    name, key, ko = "rows/crosswalk", ("legal_unit",), "법정동·행정동·생활권 연결표"
    legal_unit = column("text", "법정동 코드", "legal unit")
    legal_name_ko = column("text", "법정동", "legal unit name")
    unit = column("text", "행정동 기호", "reporting unit", also=("행정동",))
    zone = column("text", "생활권 기호", "zone", also=("생활권",))
    people_share = column("share", "행정동 인구 중 비율", "share of the reporting unit's people")
    rules = (Rule(("people_share",), lambda share: 0 < share <= 1, "more than 0, at most 1"),)
    share_kind = column("text", "비율의 성격", "kind of share", choices={"exact": "정확한 값", "modelled": "모형값"})
    share_basis = column("text", "근거", "basis", optional=True)


class UnitChanges(Table):
    """How reporting units were split, merged, renamed or parts of them moved, so that figures of older or newer sets of units can be read."""

    name, key, ko = "rows/unit_changes", ("on_date", "from_unit", "to_unit"), "행정동 변경"
    on_date = column("date", "바뀐 날", "date of the change", also=("변경일",))
    kind = column("text", "구분", "kind of change", choices={"split": "분동", "merged": "통합", "renamed": "이름 변경", "moved": "경계 조정"}, also=("변경 구분",))
    from_unit = column("text", "바뀌기 전 단위", "unit before: its name or id", also=("변경 전", "바뀌기 전"))
    to_unit = column("text", "바뀐 뒤 단위", "unit after: its name or id; the same when it stays with less", also=("변경 후", "바뀐 뒤"))
    share = column("share", "전 단위 중 비율", "share of the unit before that belongs to the unit after", optional=True)
    share_back = column("share", "뒤 단위 중 비율", "share of the unit after that came from the unit before", optional=True)
    share_kind = column("text", "비율의 성격", "kind of share", optional=True, choices={"exact": "정확한 값", "modelled": "모형값"})
    basis = column("text", "근거", "basis")
    address = column("text", "출처", "address", optional=True)


class CoordinateSystems(Table):
    """Coordinate systems that a country's files come in, tried when a file does not say its own."""

    name, key, ko = "rows/coordinate_systems", ("crs",), "좌표계"
    crs = column("text", "좌표계", "coordinate system")
    title_ko = column("text", "이름", "title")
    basis = column("text", "근거", "basis")


class PlanningAreas(Table):
    """Which living zone each area of a housing plan lies in, by the names that the plan's files use."""

    name, key, ko = "rows/planning_areas", ("area",), "주택계획 구역과 생활권"
    area = column("text", "계획구역", "area, as the files name it")
    zone = column("text", "생활권 기호", "zone")


class PopulationGroups(Table):
    """Groups of people that a plan looks at, by the role of the figures that count them."""

    name, key, ko = "rows/population_groups", ("group",), "인구 집단"
    group = column("text", "기호", "group")
    role = column("text", "자료", "role of the figures")
    title_ko = column("text", "집단", "group title")
    kind = column("text", "성격", "kind of group", choices=("age", "weak", "daytime", "floating"))


class ForecastAssumptions(Table):
    """What the forecast of people assumes, low, middle and high."""

    name, key, ko = "rows/forecast_assumptions", ("assumption",), "인구 전망의 가정"
    assumption = column("text", "기호", "assumption", choices=(
        "growth_kept_share", "error_per_year_share", "city_error_per_year_share", "occupied_share", "fill_months", "from_outside_share", "plan_to_move_in_years", "people_per_household"))  # fmt: skip
    title_ko = column("text", "가정", "assumption title")
    low = column("number", "낮음", "low")
    mid = column("number", "중간", "middle")
    high = column("number", "높음", "high")
    kind = column("text", "성격", "kind", choices=SOURCE_KINDS)
    basis = column("text", "근거", "basis")


class VitalRates(Table):
    """Survival, births and net migration by age, a year and a person, for the forecast of cities whose ages are known."""

    name, key, ko = "rows/vital_rates", ("age",), "나이별 생존·출산·이동률"
    age = column("int", "나이(부터)", "youngest age", unit="plain")
    survival_share = column("share", "생존율", "share that lives on for a year")
    births_per_person = column("number", "출산율", "births a year per person of this age, both sexes together", unit="number")
    migration_low = column("number", "순이동률 낮음", "net migrants a year per person, low", unit="number")
    migration_mid = column("number", "순이동률", "net migrants a year per person", unit="number")
    migration_high = column("number", "순이동률 높음", "net migrants a year per person, high", unit="number")
    rules = (rising("migration_low", "migration_mid", "migration_high"),)
    kind = column("text", "성격", "kind", choices=SOURCE_KINDS)
    basis = column("text", "근거", "basis")


class Authorities(Table):
    """Bodies that build, own or run."""

    name, key, ko = "rows/authorities", ("authority",), "기관"
    authority = column("text", "기호", "authority id")
    name_ko = column("text", "기관", "body")
    name_en = column("text", "영문 이름", "English name")
    kind = column("text", "구분", "kind", choices={"city": "시", "state_agency": "국가기관", "ministry": "중앙부처", "private": "민간"})


class Jurisdiction(Table):
    """Which body builds in a zone in which years, and who owns it after handover; zone 'city' = projects of no zone."""

    name, key, ko = "rows/jurisdiction", ("zone", "from_year"), "생활권별 시행·관리 기관"
    zone = column("text", "생활권 기호", "zone", also=("생활권",))
    from_year = column("year", "시작 연도", "from year")
    to_year = column("year", "끝 연도", "to year")
    rules = (rising("from_year", "to_year"),)
    builder = column("text", "시행 기관", "builder")
    owner = column("text", "인계 후 관리 기관", "owner after handover")
    basis = column("text", "근거", "basis", optional=True)


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


class Services(Table):
    """Smart service models of the catalogue."""

    name, key, ko = "rows/services", ("service",), "스마트도시서비스 모델"
    service = column("text", "기호", "service id")
    title_ko = column("text", "서비스", "service")
    title_en = column("text", "영문", "English")
    field = column("text", "분야", "field")
    themes = column("list", "다루는 도시문제", "themes")
    description_ko = column("text", "내용", "description")
    unit_ko = column("text", "수량 단위", "unit counted")
    place = column("text", "공간 단위", "zone or whole city", choices={"zone": "생활권", "city": "도시 전체"})
    site_role = column("text", "설치 장소 자료", "role of the layer whose places can hold it", optional=True)
    site_condition = column("text", "설치 장소 조건", "attribute condition of the places", optional=True)
    provides_role = column("text", "갖추는 시설", "role of the place a unit adds or completes", optional=True)
    provides_condition = column("text", "갖추는 조건", "attribute condition its place then meets, e.g. camera=Y", optional=True)
    radius_m = column("number", "영향 거리(m)", "distance served in metres", optional=True)
    scales = column("list", "규모 단계(개)", "scale steps in units")
    capital_won_low = column("won", "구축비 낮은 값", "capital cost per unit, low")
    capital_won_mid = column("won", "단위 구축비", "capital cost per unit", range=("capital_won_low", "capital_won_high"))
    capital_won_high = column("won", "구축비 높은 값", "capital cost per unit, high")
    operating_won_per_year_low = column("won", "연 운영비 낮은 값", "operating cost per unit and year, low")
    operating_won_per_year_mid = column(
        "won", "단위 연 운영비", "operating cost per unit and year",
        range=("operating_won_per_year_low", "operating_won_per_year_high"))  # fmt: skip
    operating_won_per_year_high = column("won", "연 운영비 높은 값", "operating cost per unit and year, high")
    cost_kind = column("text", "비용의 성격", "kind of cost", choices={k: SOURCE_KINDS[k] for k in ("law", "published", "estimate")})
    cost_source = column("text", "비용 출처", "address of the cost source", optional=True)
    cost_basis = column("text", "비용 산정 근거", "basis of the cost")
    price_year = column("year", "가격 기준 연도", "price year")
    effect_low_share = column("share", "효과 낮은 값", "effect, low")
    effect_mid_share = column("share", "효과", "share of the problem solved where served",
                              range=("effect_low_share", "effect_high_share"))  # fmt: skip
    effect_high_share = column("share", "효과 높은 값", "effect, high")
    effect_indicator = column("text", "효과 지표", "indicator that shows the effect; empty: none measures it yet, opinions tell", optional=True)
    effect_kind = column("text", "효과의 성격", "kind of effect", choices={k: SOURCE_KINDS[k] for k in ("law", "published", "estimate")})
    effect_source = column("text", "효과 출처", "address of the effect source", optional=True)
    effect_basis = column("text", "효과 산정 근거", "basis of the effect")
    lifetime_year = column("int", "내용연수", "lifetime", unit="years")
    build_year = column("int", "구축 기간(년)", "years to build", unit="years")
    requires = column("list", "선행 서비스", "prerequisite services", optional=True)
    infrastructure_kinds = column("list", "기반시설", "infrastructure kinds")
    standards = column("list", "기준", "standards", optional=True)
    operator_role = column("text", "운영 주체", "who runs it")
    socially_weak = column("bool", "사회적 약자", "serves the socially weak")
    climate_or_inclusion = column("bool", "기후·디지털 포용", "climate response or digital inclusion")
    readiness_trl = column("int", "기술성숙도(TRL)", "technology readiness level, 1 idea to 9 in everyday use", unit="plain", optional=True)
    people_per_unit = column("number", "단위가 돕는 사람(명)", "people one unit serves, for a service without sites; empty: its largest step serves everybody", unit="number", optional=True)
    staff_per_unit = column("number", "단위 필요 인력(명)", "people needed to run one unit, full-time", unit="number", optional=True)
    data_links = column("list", "연계하는 정보", "systems and data it exchanges with", optional=True)
    laws = column("list", "관련 법률", "acts it touches; the department in charge checks the clauses", optional=True)
    sandbox = column("text", "규제특례", "whether a regulatory exception is needed to start", choices={"none": "필요 없음", "possible": "필요할 수 있음", "needed": "필요"}, optional=True)
    twin_names = column("list", "흔한 이름", "names under which cities already run it", optional=True)
    rules = (
        Rule(("scales",), _are_steps, "whole numbers above 0, each larger than the one before, e.g. 5;10;20"),
        rising("capital_won_low", "capital_won_mid", "capital_won_high"),
        rising("operating_won_per_year_low", "operating_won_per_year_mid", "operating_won_per_year_high"),
        rising("effect_low_share", "effect_mid_share", "effect_high_share"),
        Rule(("build_year", "lifetime_year"), lambda build, life: build >= 0 and life > 0, "a build time of 0 or more, a lifetime above 0"),
        Rule(("readiness_trl",), lambda level: 1 <= level <= 9, "1 to 9"),
        Rule(("people_per_unit",), lambda people: people > 0, "more than 0 people"),
        Rule(("staff_per_unit",), lambda staff: staff >= 0, "0 people or more"),
    )


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


class FundingSources(Table):
    """Sources of money, by body and kind."""

    name, key, ko = "rows/funding_sources", ("fund",), "재원"
    fund = column("text", "기호", "fund id")
    title_ko = column("text", "재원", "source of money")
    title_en = column("text", "영문", "English")
    authority = column("text", "기관", "body")
    kind = column("text", "구분", "kind", choices={"state": "국가", "city": "시", "agency": "공공기관", "private": "민간", "fee": "사용료"})


class FundingShares(Table):
    """Who pays which share of a project, by the body that builds it; the shares of a builder and purpose add up to 1."""

    name, key, ko = "rows/funding_shares", ("builder", "purpose", "fund"), "재원 분담 비율"
    builder = column("text", "시행 기관", "builder")
    purpose = column("text", "용도", "purpose", choices=PURPOSES)
    fund = column("text", "재원", "fund")
    share = column("share", "비율", "share")
    rules = (Rule(("share",), lambda share: 0 <= share <= 1, "0 to 1"),)
    basis = column("text", "근거", "basis")


class Ceilings(Table):
    """The most that each fund can give in a year, in won; the base rows are the middle ceiling."""

    name, key, ko = "rows/ceilings", ("fund", "purpose", "year"), "재원별·연도별 한도"
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose", choices=PURPOSES)
    year = column("year", "연도", "year")
    ceiling_won = column("won", "한도", "ceiling", also=("금액", "한도액"))
    rules = (Rule(("ceiling_won",), lambda won: won >= 0, "0 won or more"),)
    basis = column("text", "근거", "basis", optional=True)


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


class Limits(Table):
    """Further limits that a body has set, e.g. how many services its departments can start, or from how many voices on an unmeasured problem is ranked."""

    name, key, ko = "rows/limits", ("limit",), "사업 구성의 한도"
    limit = column("text", "기호", "limit", choices={"services_at_most": "시작할 서비스 수", "voices_at_least": "순위에 넣는 의견 수"})
    value = column("int", "한도", "limit", unit="count")
    rules = (Rule(("value",), lambda value: value >= 0, "0 or more"),)
    basis = column("text", "근거", "basis")


class Goals(Table):
    """Goals of the plan."""

    name, key, ko = "rows/goals", ("goal",), "목표"
    goal = column("text", "기호", "goal id")
    title_ko = column("text", "목표", "goal")
    title_en = column("text", "영문", "English")
    sentence_ko = column("text", "설명", "sentence")


class Strategies(Table):
    """Strategies: each names themes, services, KPIs and the item of a higher plan it answers."""

    name, key, ko = "rows/strategies", ("strategy",), "추진전략"
    strategy = column("text", "기호", "strategy id")
    goal = column("text", "목표", "goal")
    title_ko = column("text", "추진전략", "strategy")
    title_en = column("text", "영문", "English")
    themes = column("list", "도시문제", "themes")
    services = column("list", "서비스", "services")
    kpis = column("list", "성과지표", "KPIs")
    higher_plan = column("text", "상위계획", "higher plan", listed="higher_plans")
    higher_plan_item = column("text", "상위계획의 항목", "item of the higher plan")


class Kpis(Table):
    """Key performance indicators, tied to an indicator that Dosi measures."""

    name, key, ko = "rows/kpis", ("kpi",), "성과지표"
    kpi = column("text", "기호", "KPI id")
    title_ko = column("text", "성과지표", "KPI")
    indicator = column("text", "지표", "indicator")
    owner = column("text", "담당", "owner")
    source_ko = column("text", "측정 자료", "how it is measured")


class ExistingServices(Table):
    """Services already running, and the catalogue model each one is (its twin)."""

    name, key, ko = "rows/existing_services", ("existing",), "기존 스마트도시서비스"
    existing = column("text", "기호", "id")
    title_ko = column("text", "기존 서비스", "existing service")
    field = column("text", "분야", "field", listed="service_fields")
    twin = column("text", "같은 모델", "catalogue service it equals; none: no model; empty: found by its name", optional=True)
    zones = column("list", "제공 생활권", "zones served")
    since_year = column("year", "시작 연도", "since")
    owner = column("text", "담당 부서", "owner")
    maturity = column("int", "수준(1-5)", "maturity level")
    result_ko = column("text", "성과와 문제", "result and trouble")
    decision = column("text", "조치", "decision", choices={"keep": "그대로 둠", "improve": "개선", "merge": "통합", "end": "종료"})
    improvement_ko = column("text", "개선 방안", "improvement")


class Gates(Table):
    """The gates that candidates pass, in order: body, criterion, and the limit it applies."""

    name, key, ko = "rows/gates", ("gate",), "선정 단계"
    gate = column("text", "기호", "gate")
    no = column("int", "순서", "order")
    title_ko = column("text", "단계", "gate title")
    body_ko = column("text", "판단 기구", "body")
    criterion_ko = column("text", "기준", "criterion")
    limit = column("number", "한계값", "limit")
    limit_format = column("text", "한계값 표기", "how the limit is written", optional=True, choices=tuple(FORMATS))
    on_date = column("date", "판단일", "date", optional=True)

    def in_words(self, gate: str) -> str:
        """Title, criterion and limit of a gate as a planner reads them."""
        row = self.records()[self.position(gate) or 0]
        return f"‘{row['title_ko']}’({row['criterion_ko'].rstrip('.')}, 한계값 {write(row['limit'], row['limit_format'] or 'number')})"


class Phases(Table):
    """Phases of the plan."""

    name, key, ko = "rows/phases", ("phase",), "단계"
    phase = column("text", "기호", "phase")
    title_ko = column("text", "단계", "phase title")
    from_year = column("year", "시작", "from")
    to_year = column("year", "끝", "to")
    rules = (rising("from_year", "to_year"),)
    focus_ko = column("text", "중점", "focus")


class Contests(Table):
    """State contests and support programmes (공모·지원사업)."""

    name, key, ko = "rows/contests", ("contest",), "국가 공모·지원사업"
    contest = column("text", "기호", "contest id")
    year = column("year", "연도", "year")
    title_ko = column("text", "사업", "programme")
    ministry_ko = column("text", "부처", "ministry")
    state_won = column("won", "국비", "state money per place", optional=True)
    years = column("int", "기간", "years", unit="years", optional=True)
    state_share = column("share", "국비 비율", "state share", optional=True)
    who_ko = column("text", "대상", "who may apply")
    people_at_most = column("int", "인구 상한", "largest city allowed", unit="people", optional=True)
    people_at_least = column("int", "인구 하한", "smallest city allowed", unit="people", optional=True)
    fields = column("list", "분야", "fields that fit", optional=True)
    address = column("text", "출처", "address")
    note_ko = column("text", "비고", "note", optional=True)


class Procedure(Table):
    """Steps of making and keeping the plan, as law and guideline have them."""

    name, key, ko = "rows/procedure", ("step",), "수립 절차"
    step = column("text", "기호", "step")
    no = column("int", "순서", "order")
    duty = column("text", "의무", "duty", choices={"must": "의무", "may": "선택", "conditional": "조건부"})
    title_ko = column("text", "절차", "step title")
    title_en = column("text", "영문", "English")
    citation_ko = column("text", "근거", "citation")
    days = column("int", "법정 기간(일)", "legal period in days", optional=True)
    days_kind = column("text", "기간의 뜻", "what the period is", optional=True)
    counted = column("text", "세는 방향", "whether the step must come so many days before another, or follow within them", choices={"before": "앞", "after": "뒤"}, optional=True)
    counted_step = column("text", "견주는 절차", "the other step", optional=True)
    recurs = column("text", "반복", "recurs", optional=True)


class ProcedureDates(Table):
    """When the city plans or did each step."""

    name, key, ko = "rows/procedure_dates", ("step",), "절차 일정"
    step = column("text", "기호", "step")
    planned_on = column("date", "계획일", "planned on", optional=True)
    done_on = column("date", "완료일", "done on", optional=True)
    note_ko = column("text", "비고", "note", optional=True)


class Law(Table):
    """Clauses of Act, Decree and guideline that ask for something in the plan."""

    name, key, ko = "rows/law", ("clause",), "법령·지침 조항"
    clause = column("text", "기호", "clause id")
    source_title_ko = column("text", "법령", "act")
    citation_ko = column("text", "조항", "citation")
    citation_en = column("text", "영문 조항", "English citation")
    condition = column("text", "적용 조건", "condition", choices={"always": "언제나", "if_designated": "지정된 경우", "if_projects": "사업이 있는 경우", "optional": "선택"})
    designation = column("text", "지정", "designation of city.toml it asks for", optional=True)
    title_ko = column("text", "제목", "title")
    title_en = column("text", "영문", "English title")
    in_force_from = column("date", "시행일", "in force from", optional=True)
    in_force_to = column("date", "폐지일", "in force to", optional=True)
    version_ko = column("text", "확인한 판", "version read")
    minor_change = column("bool", "경미한 변경", "a change of it is minor")
    address = column("text", "출처", "address")


class MustShow(Table):
    """What each clause must show in the plan: own checklist (자체 점검), not legal text."""

    name, key, ko = "rows/must_show", ("clause", "no", "part"), "자체 점검표"
    clause = column("text", "조항", "clause")
    no = column("int", "번호", "number")
    part = column("int", "부분", "part of the line")
    text_ko = column("text", "점검 내용", "what must be shown")
    text_en = column("text", "영문", "English")
    check = column("text", "점검 방법", "kind of check", choices={"rows": "행", "each": "항목마다", "text": "글", "lines": "줄"})
    block = column("list", "점검하는 표·그림", "ids of the blocks judged", optional=True)
    filled = column("list", "채워져야 할 열", "columns that must be filled", optional=True)
    members = column("text", "모두 있어야 할 목록", "list whose every member must have a row", optional=True)
    at_least = column("int", "최소 행 수", "fewest rows", optional=True)
    ask_ko = column("text", "작성 안내", "what to write when it is missing")


class Lists(Table):
    """Named lists of law and guideline: 12 fields, 4 kinds of infrastructure, 9 survey groups, 5 survey topics ..."""

    name, key, ko = "rows/lists", ("list", "item"), "목록"
    list = column("text", "목록", "list")
    item = column("text", "기호", "item")
    no = column("int", "순서", "order")
    title_ko = column("text", "이름", "title")
    title_en = column("text", "영문", "English")
    note_ko = column("text", "설명", "note", optional=True)
    citation_ko = column("text", "근거", "citation", optional=True)


class Terms(Table):
    """Terms: the law's wording, English, and a plain sentence."""

    name, key, ko = "rows/terms", ("term",), "용어"
    term = column("text", "기호", "term id")
    ko_term = column("text", "용어", "term")
    en_term = column("text", "영문", "English")
    plain_ko = column("text", "쉬운 설명", "plain sentence")
    basis_ko = column("text", "근거", "basis", optional=True)


class Opinions(Table):
    """Opinions of citizens, masked of personal data before anything else sees them."""

    name, key, ko = "rows/opinions", ("opinion",), "시민 의견"
    opinion = column("text", "접수번호", "receipt number", also=("번호", "연번", "순번", "의견 번호"))
    on_date = column("date", "날짜", "date", also=("접수일", "일자", "접수 날짜"))
    channel = column("text", "경로", "channel", also=("채널", "접수 경로", "의견 경로"))
    zone = column("text", "생활권 기호", "zone", optional=True, also=("생활권", "생활권 이름"))
    age_group = column("text", "연령대", "age group", optional=True, also=("연령", "나이"))
    text = column("text", "의견", "opinion", also=("의견 내용", "내용"))


class Survey(Table):
    """Survey answers as counts: how many of a zone's respondents raised a theme or gave an answer."""

    name, key, ko = "rows/survey", ("survey", "topic_no", "zone", "theme"), "설문 결과"
    survey = column("text", "설문", "survey", also=("설문 이름", "설문명"))
    on_date = column("date", "날짜", "date", also=("조사일", "일자"))
    topic_no = column("int", "설문 항목", "survey topic (guideline Art. 8(3))", also=("항목", "항목 번호"))
    zone = column("text", "생활권 기호", "zone", also=("생활권", "생활권 이름"))
    theme = column("text", "도시문제", "theme", also=("주제",))
    respondents = column("int", "응답자", "respondents", unit="people", also=("응답자 수", "응답 수"))
    raised = column("int", "지목한 응답자", "respondents who raised it", unit="people", also=("지목 수", "지목한 응답자 수"))
    rules = (Rule(("raised", "respondents"), lambda raised, respondents: 0 <= raised <= respondents, "0 to the number of respondents"),)


class Decisions(Table):
    """What people decided against or beyond the computation."""

    name, key, ko = "rows/decisions", ("decision",), "결정"
    decision = column("text", "기호", "id")
    on_date = column("date", "날짜", "date")
    body = column("text", "결정 기구", "body")
    what = column("text", "내용", "what")
    why = column("text", "이유", "why")
    touches = column("list", "대상", "ids touched")
    effect = column("text", "효력", "include or exclude the candidates service~zone it touches, put together the zones zone~zone into one region, or none",
                    optional=True, choices={"include": "넣음", "exclude": "뺌", "together": "한 권역으로", "none": "없음"})  # fmt: skip

    def touched(self, effect: str) -> frozenset[tuple[str, str]]:
        """Candidates (service, zone) that decisions of this effect touch."""
        named = [t.partition("~") for d in self.records() if d["effect"] == effect for t in split(d["touches"])]
        return frozenset((service, zone) for service, mark, zone in named if mark)


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
