"""What starts, in which year, with whose money, and how evenly that is shared out."""

from __future__ import annotations

from dataclasses import dataclass

from dosi.model.table import Table, column

CHOSEN_FROM = ["infrastructure/offers[].points,capital_won,operating_won_per_year,units", "rows/ceilings[].ceiling_won", "rows/authority_ceilings[].ceiling_won", "rows/limits[].value",
               "rows/funding_shares[].share", "rows/match_ratios[].share,remainder_fund", "rows/funding_sources[].kind,authority,carry_over_share", "rows/awards[].fund,award_year,start_within_years",
               "rows/jurisdiction[].builder,owner,from_year,to_year,handover_year", "rows/services[].requires,requires_lag_years,build_year,capital_profile,operator_role,staff_per_unit,socially_weak,climate_or_inclusion",
               "rows/rivals[].services,within,at_most", "rows/staff_limits[].persons_at_most", "rows/phases[].from_year,to_year", "rows/decisions[].effect,touches",
               "services/twins[].service,zones,decision", "evidence/people[level='zone'].people"]  # fmt: skip
SCALE = "portfolio/chosen[service, zone].scale"


class Chosen(Table):
    """What starts, at which scale, in which year."""

    name, key, ko = "portfolio/chosen", ("service", "zone"), "선정된 사업"
    because_for = ("scale", "start_year", "capital_won", "units", "people_served", "points")
    because = "한도 안에서 점수 합이 가장 크도록 고른 조합에 든다: {start_year|year}에 규모 {scale|plain}단계로 시작한다."
    because_en = "part of the portfolio of highest points within the ceilings"
    service = column("text", "서비스", "service", chosen=True, reads=CHOSEN_FROM)
    zone = column("text", "생활권 기호", "zone", chosen=True, reads=CHOSEN_FROM)
    scale = column("int", "규모 단계", "scale step", unit="plain", chosen=True, reads=CHOSEN_FROM)
    start_year = column("year", "시작 연도", "start year", chosen=True, reads=CHOSEN_FROM)
    phase = column("text", "단계", "phase", reads=["portfolio/chosen[service, zone].start_year", "rows/phases[].from_year,to_year"])
    units = column("int", "수량", "units", unit="count", reads=["infrastructure/offers[service, zone, scale].units", SCALE])
    capital_won_low = column("won", "구축비 낮은 값", "capital, low", reads=["infrastructure/offers[service, zone, scale].capital_won_low", SCALE])
    capital_won = column("won", "구축비", "capital", range=("capital_won_low", "capital_won_high"), reads=["infrastructure/offers[service, zone, scale].capital_won", SCALE])
    capital_won_high = column("won", "구축비 높은 값", "capital, high", reads=["infrastructure/offers[service, zone, scale].capital_won_high", SCALE])
    operating_won_per_year = column("won", "연 운영비", "operating per year", reads=["infrastructure/offers[service, zone, scale].operating_won_per_year", SCALE])
    people_served = column("int", "이용 인구", "people served", unit="people", reads=["infrastructure/offers[service, zone, scale].people_served", SCALE])
    points = column("number", "점수", "points", reads=["infrastructure/offers[service, zone, scale].points", SCALE])
    staff_persons = column("number", "운영 인력(명)", "people needed to run it, full-time", unit="persons", optional=True,
                           reads=["rows/services[service].staff_per_unit", "portfolio/chosen[service, zone].units"])  # fmt: skip
    sandbox = column("text", "규제특례", "whether a regulatory exception is needed", optional=True, reads=["rows/services[service].sandbox"])
    theme = column("text", "주된 도시문제", "main problem", optional=True, reads=["services/candidates[service, zone].theme"])
    field = column("text", "분야", "field", reads=["rows/services[service].field"])
    cost_kind = column("text", "비용의 성격", "kind of cost", reads=["rows/services[service].cost_kind"])
    builder = column("text", "시행 기관", "builder", reads=["rows/jurisdiction[zone].builder,from_year,to_year", "portfolio/chosen[service, zone].start_year"])
    owner = column("text", "관리 기관", "owner", reads=["rows/jurisdiction[zone].owner,from_year,to_year", "portfolio/chosen[service, zone].start_year"])


@dataclass(frozen=True)
class Reason:
    """Why a candidate does not start, as a planner reads it."""

    short: str
    sentence: str
    clause: str
    """goes before: this plan does not take it up"""


REASONS = {
    "money": Reason("재원", "재원 한도 안에서 같은 돈으로 점수가 더 높은 사업들에 밀렸다.", "재원 한도 안에서 우선순위가 낮아"),
    "services": Reason("서비스 수의 한도", "한꺼번에 시작하는 서비스의 수가 정해져 있어, 점수가 더 높은 서비스들에 밀렸다.", "한꺼번에 시작하는 서비스의 수가 정해져 있어"),
    "prerequisite": Reason("선행 서비스 없음", "먼저 있어야 할 서비스가 선정되지 않았다.", "먼저 있어야 할 서비스가 이번에 시작하지 않아"),
    "time": Reason("구축 기간", "짓는 데 걸리는 기간이 계획기간을 넘는다.", "짓는 기간이 계획기간을 넘어"),
    "decision": Reason("기관의 결정", "기관의 결정으로 제외하였다.", "기관의 결정으로 제외되어"),
    "place": Reason("새로 놓을 곳 없음", "새로 놓을 자리가 없거나 있는 시설이 이미 닿는다.", "새로 놓을 자리가 없거나 있는 시설이 이미 닿아"),
    "gate": Reason("선정 단계", "선정 단계에서 기준에 이르지 못하였다.", "선정 단계의 기준에 맞지 않아"),
    "undecided": Reason("재원·한도 미정", "재원, 한도, 단계나 시행 기관이 아직 정해지지 않아 고를 수 없었다.", "재원, 한도, 단계나 시행 기관이 아직 정해지지 않아"),
}
"""nearest to starting first: where several candidates answer one problem, the first of these is told"""


class LeftOut(Table):
    """Candidates that do not start, and what stood in the way."""

    name, key, ko = "portfolio/left_out", ("service", "zone"), "선정되지 않은 후보"
    service = column("text", "서비스", "service", chosen=True, reads=CHOSEN_FROM)
    zone = column("text", "생활권 기호", "zone", chosen=True, reads=CHOSEN_FROM)
    reason = column("text", "사유", "reason", choices=REASONS, chosen=True,
                    reads=["services/candidates[service, zone].shortlisted", *CHOSEN_FROM])  # fmt: skip
    gate = column("text", "멈춘 단계", "gate", optional=True, reads=["services/candidates[service, zone].stopped_at"])
    points_lost = column("number", "잃은 점수", "points of its best scale", optional=True,
                         reads=["infrastructure/offers[service, zone].points", "rows/services[service].build_year"])  # fmt: skip


class Payments(Table):
    """Who pays what for which project in which year, exact to the won."""

    name, key, ko = "portfolio/payments", ("service", "zone", "fund", "purpose", "year"), "사업별·재원별 지출"
    because = "{share|percent} 분담 비율에 따른 금액이다."
    because_en = "by the share {share|percent}"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose", choices=("capital", "operating"))
    year = column("year", "연도", "year")
    phase = column("text", "단계", "phase", optional=True, reads=["rows/phases[].from_year,to_year"])
    payer = column("text", "부담 기관", "paying body", reads=["rows/funding_sources[fund].authority"])
    body = column("text", "시행·관리 기관", "body whose shares apply: the builder, or the owner once it runs", reads=[
        "portfolio/chosen[service, zone].builder", "portfolio/chosen[service, zone].owner when purpose=operating", "rows/jurisdiction[zone].handover_year,from_year,to_year when purpose=operating",
        "portfolio/chosen[service, zone].start_year when purpose=operating"])  # fmt: skip
    share = column("share", "분담 비율", "share", reads=["rows/funding_shares[builder=body, purpose, fund].share", "rows/match_ratios[service, builder=body].share,remainder_fund when purpose=capital"])
    won = column("won", "금액", "amount", reads=[
        "portfolio/chosen[service, zone].capital_won when purpose=capital", "portfolio/chosen[service, zone].operating_won_per_year when purpose=operating",
        "portfolio/chosen[service, zone].start_year", "rows/services[service].build_year", "rows/services[service].capital_profile when purpose=capital", "rows/funding_shares[builder=body, purpose].share",
        "rows/match_ratios[service, builder=body].share,remainder_fund when purpose=capital",
        "rows/ceilings[purpose].year when purpose=operating", "rows/limits[limit='operating_years_after'].value when purpose=operating"])  # fmt: skip


class CeilingUse(Table):
    """How far each ceiling is used."""

    name, key, ko = "portfolio/ceiling_use", ("fund", "purpose", "year"), "재원 한도와 사용"
    because = "한도 {ceiling_won|million_won} 가운데 {used_won|million_won}{을} 쓰고 {left_won|million_won}{이} 남는다."
    because_en = "{used_won|million_won} of {ceiling_won|million_won} used"
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose")
    year = column("year", "연도", "year")
    ceiling_won = column("won", "한도", "ceiling; of a year after the plan without one, that of the last year given", reads=[
        "rows/ceilings[fund, purpose].ceiling_won,year", "rows/limits[limit='operating_years_after'].value when purpose=operating"])  # fmt: skip
    carried_in_won = column("won", "앞 해에서 이월", "carried in from the year before", reads=(CARRIED := [
        "portfolio/payments[fund, purpose].won,year", "portfolio/ceiling_use[fund, purpose].ceiling_won"]))  # fmt: skip
    used_won = column("won", "사용", "used", reads=["portfolio/payments[fund, purpose, year].won"])
    carried_on_won = column("won", "다음 해로 이월", "carried on into the next year", reads=CARRIED)
    left_won = column("won", "잔액", "left", reads=["portfolio/ceiling_use[fund, purpose, year].ceiling_won,carried_in_won,used_won,carried_on_won"])
    del CARRIED


class Reviews(Table):
    """Services whose capital over all zones reaches the amount from which the state reviews a project before its money is granted (중앙투자심사)."""

    name, key, ko = "portfolio/reviews", ("service",), "중앙 심사를 받을 사업"
    because = "구축비 {capital_won|million_won}{이} 심사를 받는 금액 {from_won|million_won} 이상이다."
    because_en = "its capital {capital_won|million_won} reaches {from_won|million_won}"
    service = column("text", "서비스", "service", reads=["portfolio/chosen[service].capital_won", "rows/limits[limit='central_review_won'].value"])
    capital_won = column("won", "구축비", "capital", reads=["portfolio/chosen[service].capital_won"])
    from_won = column("won", "심사를 받는 금액", "amount from which it is reviewed", reads=["rows/limits[limit='central_review_won'].value"])


class Outcome(Table):
    """The value reached and the proven bound of the choice."""

    name, key, ko = "portfolio/outcome", ("measure",), "선정 결과"
    because = "최적화 모델이 도달한 값 {value|number}, 증명된 상한 {bound|number}, 차이 {gap_share|percent}{이다}."
    because_en = "value {value|number}, proven bound {bound|number}, gap {gap_share|percent}"
    measure = column("text", "항목", "measure")
    value = column("number", "값", "value", chosen=True, reads=CHOSEN_FROM)
    bound = column("number", "증명된 상한", "proven bound", chosen=True, reads=CHOSEN_FROM)
    gap_share = column("share", "차이", "gap", chosen=True, reads=CHOSEN_FROM)


PRICED_FROM = [*CHOSEN_FROM, "portfolio/chosen[].service"]


class Prices(Table):
    """What one more unit of a limit would be worth: the points lost for want of it, at the margin (dual values of the linear relaxation)."""

    name, key, ko = "portfolio/prices", ("limit",), "한도의 값"
    because = "이 한도가 {unit_ko} 늘면 점수가 {price_points|number} 는다."
    because_en = "one more of it would add {price_points|number} points"
    limit = column("text", "한도", "limit", reads=PRICED_FROM)
    subject = column("text", "대상", "what it is on", reads=PRICED_FROM)
    unit_ko = column("text", "단위", "one more of what", reads=PRICED_FROM)
    price_points = column("number", "점수", "points that one more would add", reads=PRICED_FROM)


class Thresholds(Table):
    """What would bring a candidate in, or throw it out, while everything else stays: its points against the price of what it takes from others."""

    name, key, ko = "portfolio/thresholds", ("service", "zone"), "들고 나는 경계"
    because = "점수 {points|number}에서, 그 돈과 한도로 다른 사업이 얻을 점수 {price_points|number}{을} 뺀다."
    because_en = "{points|number} points less the {price_points|number} that others would make of what it takes"
    service = column("text", "서비스", "service", reads=PRICED_FROM)
    zone = column("text", "생활권 기호", "zone", reads=PRICED_FROM)
    chosen = column("bool", "선정", "whether it starts", reads=["portfolio/chosen[service, zone].scale"])
    scale = column("int", "규모 단계", "scale step that pays best", unit="plain", reads=PRICED_FROM)
    start_year = column("year", "시작 연도", "year that pays best", reads=PRICED_FROM)
    points = column("number", "점수", "points, with those of candidates that need it", reads=PRICED_FROM)
    price_points = column("number", "그 돈과 한도의 값", "points that others would make of what it takes", reads=PRICED_FROM)
    net_points = column("number", "남는 점수", "points less that price", reads=PRICED_FROM)
    effect_share = column("share", "경계의 효과", "effect at which points and price are level", optional=True, reads=[*PRICED_FROM, "rows/services[service].effect_mid_share"])
    cost_factor = column("number", "경계의 비용(배)", "factor on its cost of building and running at which they are level; missing where no cost would do", unit="number", optional=True, reads=PRICED_FROM)


class ServiceThresholds(Table):
    """What would bring a whole service in, or throw it out, where the number of services is limited: its net points over all zones against the price of a place among them."""

    name, key, ko = "portfolio/service_thresholds", ("service",), "서비스가 들고 나는 경계"
    because = "생활권을 모두 더한 남는 점수 {net_points|number}{을} 한 자리의 값 {bar_points|number}{과} 견준다."
    because_en = "net points {net_points|number} against {bar_points|number}, the price of a place"
    service = column("text", "서비스", "service", reads=PRICED_FROM)
    chosen = column("bool", "선정", "whether it starts anywhere", reads=["portfolio/chosen[service].zone"])
    net_points = column("number", "남는 점수", "net points of its candidates", reads=PRICED_FROM)
    bar_points = column("number", "한 자리의 값", "net points that it must reach: the price of a place among the services, or the nearest rival for it", reads=PRICED_FROM)
    effect_factor = column("number", "경계의 효과(배)", "factor on its effect at which it would be level", unit="number", optional=True, reads=PRICED_FROM)
    cost_factor = column("number", "경계의 비용(배)", "factor on its cost at which it would be level", unit="number", optional=True, reads=PRICED_FROM)


class SharedOut(Table):
    """How evenly the chosen services answer those who spoke: who is left with nothing, by zone and age group."""

    name, key, ko = "portfolio/shared_out", ("part", "value"), "선정의 고르기"
    because = "문제를 말한 목소리 {voices|persons} 가운데 {exclusion_share|percent}{은} 그 생활권에서 시작하는 서비스도 시 전체의 서비스도 없다."
    because_en = "{exclusion_share|percent} of {voices|persons} voices have neither a service in their zone nor one for the whole city"
    part = column("text", "나눔", "by", choices={"all": "모두", "zone": "생활권", "age_group": "연령대"})
    value = column("text", "값", "group")
    voices = column("number", "목소리", "weighted voices of opinions on a problem", unit="persons", reads=(HEARD := [
        "rows/opinions[].opinion,zone,age_group", "voice/mentions[].opinion,theme", "voice/weights[source='opinion'].voice,weight"]))  # fmt: skip
    exclusion_share = column("share", "받지 못한 비율", "share of voices of which no chosen service addresses a problem", optional=True, reads=(SHARED := [*HEARD, "portfolio/chosen[].service,zone,capital_won", "rows/services[].themes"]))
    gini = column("number", "지니계수", "Gini coefficient of the money of services that answer a voice", optional=True, reads=SHARED)
    mean_services = column("number", "답하는 서비스", "chosen services that answer a voice, on average", optional=True, reads=SHARED)
    money_share = column("share", "돈의 몫", "part of the money, each service's shared evenly among the voices it answers", optional=True, reads=SHARED)
    del HEARD, SHARED


class Claims(Table):
    """Groups of voices that could claim a service which does not start: together they stand for more of the money than any of them got with it (EJR+ up to one)."""

    name, key, ko = "portfolio/claims", ("service", "zone"), "더 요구할 수 있는 목소리"
    because = "이 서비스를 바란 목소리 {voices|persons}의 몫은 {entitled_won|million_won}이나, 그 가운데 가장 많이 받은 이도 {received_won|million_won}이다."
    because_en = "{voices|persons} voices stand for {entitled_won|million_won}; none of them received more than {received_won|million_won}"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    voices = column("number", "목소리", "weighted voices", unit="persons", reads=(CLAIMED := [
        "rows/opinions[].opinion,zone", "voice/mentions[].opinion,theme", "voice/weights[source='opinion'].voice,weight", "portfolio/chosen[].service,zone,capital_won",
        "infrastructure/offers[].service,zone,scale,capital_won", "rows/services[].themes", "rows/ceilings[purpose='capital'].ceiling_won"]))  # fmt: skip
    entitled_won = column("won", "몫", "their part of all ceilings for building", reads=CLAIMED)
    received_won = column("won", "받은 것", "capital of the chosen services that answer the one of them who got most", reads=CLAIMED)
    capital_won = column("won", "구축비", "capital of the service's smallest scale", reads=["infrastructure/offers[service, zone].scale,capital_won"])
    del CLAIMED
