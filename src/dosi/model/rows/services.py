"""What can be done: service models, the gates they pass, and what runs already."""

from __future__ import annotations

from dosi.model.rows.kinds import SOURCE_KINDS
from dosi.model.table import Rule, Table, column, rising, split
from dosi.model.units import FORMATS, write

ORIGINS = {"catalogue": "목록", "department": "부서", "citizen": "시민", "firm": "기업(민간 제안)"}
"""where a service model may come from"""


def _are_steps(text: str) -> bool:
    steps = split(text)
    return bool(steps) and all(s.isdigit() for s in steps) and [int(s) for s in steps] == sorted({int(s) for s in steps} - {0})


def _are_shares_by_year(text: str, build_year: int) -> bool:
    try:
        shares = [float(s) for s in split(text)]
    except ValueError:
        return False
    return len(shares) == max(1, build_year) and min(shares) >= 0 and abs(sum(shares) - 1) < 1e-9


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
    capital_profile = column("list", "연도별 구축비 비율", "shares of the capital by year of building, e.g. 0.3;0.7; empty: even", optional=True)
    requires = column("list", "선행 서비스", "prerequisite services", optional=True)
    requires_lag_years = column("int", "선행 서비스의 앞섬(년)", "years by which a prerequisite must start before it; empty: the same year will do", unit="years", optional=True)
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
    origin = column("text", "제안한 곳", "who proposed it; empty: the catalogue", choices=ORIGINS, optional=True)
    proposer_ko = column("text", "제안자", "department, group or firm that proposed it", optional=True)
    proposed_on = column("date", "제안일", "day it was proposed", optional=True)
    rules = (
        Rule(("scales",), _are_steps, "whole numbers above 0, each larger than the one before, e.g. 5;10;20"),
        rising("capital_won_low", "capital_won_mid", "capital_won_high"),
        rising("operating_won_per_year_low", "operating_won_per_year_mid", "operating_won_per_year_high"),
        rising("effect_low_share", "effect_mid_share", "effect_high_share"),
        Rule(("build_year", "lifetime_year"), lambda build, life: build >= 0 and life > 0, "a build time of 0 or more, a lifetime above 0"),
        Rule(("capital_profile", "build_year"), _are_shares_by_year, "as many shares as years to build, 0 or more each, adding up to 1, e.g. 0.3;0.7"),
        Rule(("requires_lag_years",), lambda years: years >= 0, "0 years or more"),
        Rule(("readiness_trl",), lambda level: 1 <= level <= 9, "1 to 9"),
        Rule(("people_per_unit",), lambda people: people > 0, "more than 0 people"),
        Rule(("staff_per_unit",), lambda staff: staff >= 0, "0 people or more"),
    )


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
    part = column("text", "선정의 부분", "part of the choice: eligible, or short list; empty: short list", choices={"eligible": "적격", "short": "후보"}, optional=True)

    def in_words(self, gate: str) -> str:
        """Title, criterion and limit of a gate as a planner reads them."""
        row = self.records()[self.position(gate) or 0]
        return f"‘{row['title_ko']}’({row['criterion_ko'].rstrip('.')}, 한계값 {write(row['limit'], row['limit_format'] or 'number')})"


class ProposalScores(Table):
    """What a body gave a service model that a firm proposed, criterion by criterion of the law's list."""

    name, key, ko = "rows/proposal_scores", ("service", "criterion"), "민간 제안의 평가"
    service = column("text", "서비스", "service proposed")
    criterion = column("text", "평가 기준", "criterion of the list proposal_criteria", listed="proposal_criteria")
    score = column("int", "점수(1-5)", "score, 1 poor to 5 excellent", unit="plain")
    body_ko = column("text", "평가 기구", "body")
    on_date = column("date", "평가일", "date")
    why_ko = column("text", "이유", "reason")
    rules = (Rule(("score",), lambda score: 1 <= score <= 5, "1 to 5"),)


class Criteria(Table):
    """What service models are compared by: each criterion names the fact that measures it and which direction is better."""

    name, key, ko = "rows/criteria", ("criterion",), "서비스 평가 기준"
    criterion = column("text", "기호", "criterion")
    no = column("int", "순서", "order")
    title_ko = column("text", "기준", "criterion title")
    fact = column("text", "재는 것", "fact that measures it")
    better = column("text", "좋은 방향", "which direction is better", choices={"higher": "클수록", "lower": "작을수록"})
    basis_ko = column("text", "근거", "basis")


class Comparisons(Table):
    """How many times as much one criterion weighs as another, as each stakeholder group judges (1/9 to 9)."""

    name, key, ko = "rows/comparisons", ("group", "criterion", "other"), "기준의 쌍비교"
    group = column("text", "집단", "stakeholder group")
    criterion = column("text", "기준", "criterion")
    other = column("text", "견준 기준", "criterion it is compared with")
    times = column("number", "몇 배", "how many times as much the first weighs, 1/9 to 9")
    basis_ko = column("text", "근거", "basis: who compared, when")


class DirectWeights(Table):
    """Weights of the criteria as a stakeholder group gives them, instead of comparisons; they are scaled to add up to 1."""

    name, key, ko = "rows/direct_weights", ("group", "criterion"), "직접 매긴 기준 가중치"
    group = column("text", "집단", "stakeholder group")
    criterion = column("text", "기준", "criterion")
    weight = column("number", "가중치", "weight, more than 0")
    basis_ko = column("text", "근거", "basis: who gave it, when")


class SelfChecks(Table):
    """Self-diagnosis of a running service, area by area."""

    name, key, ko = "rows/self_checks", ("existing", "area"), "기존 서비스 자체 점검"
    existing = column("text", "기존 서비스", "existing service")
    area = column("text", "점검 영역", "area of the list maturity_areas", listed="maturity_areas")
    level = column("int", "수준(1-5)", "level, 1 begun to 5 improving itself", unit="plain")
    why_ko = column("text", "이유", "reason")
    on_date = column("date", "점검일", "date", optional=True)
    rules = (Rule(("level",), lambda level: 1 <= level <= 5, "1 to 5"),)


class UsualMix(Table):
    """Fields in which most services of other plans lie, with their share: what customised models are held against."""

    name, key, ko = "rows/usual_mix", ("mix",), "흔한 서비스 구성"
    mix = column("text", "기호", "mix")
    title_ko = column("text", "견주는 것", "what is counted")
    fields = column("list", "분야", "fields in which most services lie", listed="service_fields")
    share = column("share", "몫", "their share")
    source_ko = column("text", "출처", "source")
