"""The chosen services as projects: phases, targets, contests, finance, procedure."""

from __future__ import annotations

from dosi.model.table import Table, column


class Projects(Table):
    """The chosen services as projects: phase, years, who builds, owns and runs."""

    name, key, ko = "programme/projects", ("service", "zone"), "사업 추진 일정과 주체"
    because = "{start_year|year}에 시작하여 {finish_year|year}에 구축을 마친다."
    because_en = "starts {start_year|year}, built by {finish_year|year}"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    phase = column("text", "단계", "phase", reads=["portfolio/chosen[service, zone].phase"])
    start_year = column("year", "시작", "start", reads=["portfolio/chosen[service, zone].start_year"])
    finish_year = column("year", "구축 완료", "built by", reads=["portfolio/chosen[service, zone].start_year", "rows/services[service].build_year"])
    renewal_year = column("year", "교체 시기", "renewal due", reads=["programme/projects[service, zone].finish_year", "rows/services[service].lifetime_year"])
    builder = column("text", "시행 기관", "builder", reads=["portfolio/chosen[service, zone].builder"])
    owner = column("text", "관리 기관", "owner", reads=["portfolio/chosen[service, zone].owner"])
    operator_role = column("text", "운영 주체", "operator", reads=["rows/services[service].operator_role"])
    goal = column("text", "목표", "goal", optional=True, reads=["rows/strategies[].services,goal"])


class SolvedProblems(Table):
    """How much of a problem the services running by the end of a phase solve, people counted once."""

    name, key, ko = "programme/solved", ("zone", "theme", "phase"), "단계별 도시문제 해결 정도"
    because_for = ("solved_share",)
    because = "이 단계까지 운영되는 서비스들의 효과 × 이용 비율을 겹쳐서 {solved_share|percent}{이다}."
    because_en = "1 - product over services of (1 - effect x coverage)"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme", reads=["problems/ranked[zone, theme].score"])
    phase = column("text", "단계", "phase")
    solved_share = column("share", "해결 비율", "share solved", reads=[
        "programme/projects[zone].finish_year", "programme/projects[zone='city'].finish_year", "rows/phases[phase].to_year",
        "portfolio/chosen[zone].people_served", "portfolio/chosen[zone='city'].people_served", "rows/services[].themes,effect_mid_share",
        "evidence/people[place=zone].people", "evidence/people[place='city'].people"])  # fmt: skip
    people_helped = column("int", "도움받는 인구", "people helped", unit="people", optional=True,
                           reads=["programme/solved[zone, theme, phase].solved_share", "problems/ranked[zone, theme].people_affected"])  # fmt: skip


class SolvedGoals(Table):
    """Per goal and phase: how much of the ranked problems of its themes is solved, weighed by score and people."""

    name, key, ko = "programme/solved_goals", ("goal", "phase"), "목표별·단계별 해결 정도"
    because = "목표가 다루는 도시문제의 해결 비율을 점수와 인구로 가중한 값이다."
    because_en = "solved shares of the goal's problems weighed by score and people"
    goal = column("text", "목표", "goal")
    phase = column("text", "단계", "phase")
    solved_share = column("share", "해결 비율", "share solved", optional=True,
                          reads=["programme/solved[phase].solved_share", "problems/ranked[level='zone'].score,people_affected", "evidence/people[level='zone'].people", "rows/strategies[goal].themes"])  # fmt: skip
    people_helped = column("int", "도움받는 인구", "people helped", unit="people",
                           reads=["programme/solved[phase].people_helped", "rows/strategies[goal].themes"])  # fmt: skip


class Foreseen(Table):
    """Indicators of the whole city at the end of each phase, measured again with the chosen sites standing."""

    name, key, ko = "evidence/foreseen", ("indicator", "phase"), "설치 장소를 더한 지표"
    because = "이 단계까지 갖추는 장소 {sites|count}{을} 더하여 같은 산식으로 다시 잰 값이다."
    because_en = "measured again with {sites|count} sites added"
    indicator = column("text", "지표", "indicator")
    phase = column("text", "단계", "phase")
    role = column("text", "쓰임", "role", reads=["rows/indicators[indicator].role"])
    near_role = column("text", "가까이 있어야 할 자료", "role of what must be near", optional=True, reads=["rows/indicators[indicator].near_role"])
    sites = column("int", "더한 장소", "sites added", unit="count", reads=(BUILT := [
        "infrastructure/sites[].service,layer,place,x_m,y_m,start_year", "rows/services[].provides_role,provides_condition,build_year", "rows/phases[phase].to_year",
        "rows/indicators[indicator].role,near_role"]))  # fmt: skip
    streets = column("text", "길을 따름", "whether along streets", choices=("yes", "no"), reads=["rows/indicators[indicator].travel"])
    value = column("number", "값", "value", optional=True, reads=[
        *BUILT, "evidence/located[role].x_m,y_m,attributes", "evidence/located[role=near_role].x_m,y_m,attributes when streets=no",
        "evidence/located[].role,x_m,y_m,attributes when streets=yes", "layers/lines[].role,shape,meets,from_node,to_node,length_m,speed_km_per_h,permitted_km_per_h,one_way,level when streets=yes",
        "rows/travel_modes[].roles,speed_km_per_h,join_m,access_km_per_h,keeps_one_way,permitted_speed_share,slope when streets=yes",
        "layers/ground[role='terrain:height'].x_m,y_m,value when streets=yes", "evidence/located_cells[].people,x_m,y_m",
        "evidence/people[place='city'].people,area_m2", "layers/figures[].value,role,unit",
        "rows/indicators[indicator].shape,condition,radius_m,factor,target,least_people,near_condition,amount,per,group,travel,within_min,least_kinds", "layers/taken[role].covers_kind", "rows/zones[].kind"])  # fmt: skip
    del BUILT


class Targets(Table):
    """A testable target at the end of each phase for every KPI."""

    name, key, ko = "programme/targets", ("kpi", "phase"), "단계별 성과 목표"
    because_for = ("target",)
    kpi = column("text", "성과지표", "KPI")
    phase = column("text", "단계", "phase")
    indicator = column("text", "지표", "indicator", reads=["rows/kpis[kpi].indicator"])
    theme = column("text", "도시문제", "theme", reads=["rows/indicators[indicator].theme"])
    way = column("text", "목표를 정한 방법", "measured with the sites, by the effect of services, or no project changes it", choices=("sites", "effect", "kept", "none"),
                 reads=["evidence/foreseen[indicator].value", "portfolio/chosen[].service", "rows/services[].effect_indicator",
                        "programme/targets[kpi, phase].baseline,solved_share", "rows/indicators[indicator].target,better"])  # fmt: skip
    baseline = column("number", "기준값", "baseline", optional=True, reads=["evidence/places[place='city', indicator].value"])
    solved_share = column("share", "해결 비율", "share solved", optional=True,
                          reads=["programme/solved[theme, phase].solved_share", "evidence/people[level='zone'].people"])  # fmt: skip
    target = column("number", "목표값", "target", optional=True,
                    reads=["evidence/foreseen[indicator, phase].value when way=sites", "programme/targets[kpi, phase].baseline,solved_share when way=effect|kept",
                           "rows/indicators[indicator].target,better when way=effect", "programme/targets[kpi, phase].way"])  # fmt: skip


class ContestFit(Table):
    """State contests reviewed: whether the city may apply, and which chosen services would fit."""

    name, key, ko = "programme/contests", ("contest",), "공모사업 검토"
    because = "{reason_ko}"
    contest = column("text", "공모사업", "contest")
    eligible = column("bool", "신청 자격", "eligible", reads=["rows/contests[contest].people_at_least,people_at_most", "evidence/people[place='city'].people"])
    reason_ko = column("text", "판단 이유", "reason", reads=["rows/contests[contest].people_at_least,people_at_most", "evidence/people[place='city'].people"])
    services = column("list", "맞는 서비스", "services that fit", optional=True, reads=["rows/contests[contest].fields", "portfolio/chosen[].field"])
    services_won = column("won", "맞는 서비스의 구축비", "capital of those services", reads=["rows/contests[contest].fields", "portfolio/chosen[].field,capital_won"])
    decision_ko = column("text", "조치", "decision", reads=["programme/contests[contest].eligible", "rows/contests[contest].fields,year", "portfolio/chosen[].field"])


class Finance(Table):
    """Money by year, fund and purpose."""

    name, key, ko = "programme/finance", ("year", "fund", "purpose"), "연도별·재원별 재정"
    because = "이 해 이 재원에서 나가는 금액의 합이다."
    because_en = "sum of the payments"
    year = column("year", "연도", "year")
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose")
    phase = column("text", "단계", "phase", optional=True, reads=["rows/phases[].from_year,to_year"])
    payer = column("text", "부담 기관", "paying body", reads=["rows/funding_sources[fund].authority"])
    won = column("won", "금액", "amount", reads=["portfolio/payments[year, fund, purpose].won"])


class Renewals(Table):
    """What wears out within the years for which running is paid, and what replacing it costs whom."""

    name, key, ko = "programme/renewals", ("service", "zone", "fund", "year"), "내용연수가 지나 바꾸는 장치"
    because = "내용연수가 지난 장치를 지을 때의 값으로 바꾸는 돈이며, 관리 기관이 운영비를 내는 비율로 나눈다."
    because_en = "replaced at what it cost to build, paid as its running is"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    fund = column("text", "재원", "fund")
    year = column("year", "연도", "year")
    payer = column("text", "부담 기관", "paying body", reads=["rows/funding_sources[fund].authority"])
    owner = column("text", "관리 기관", "owner", reads=["programme/projects[service, zone].owner"])
    won = column("won", "금액", "amount", reads=["portfolio/chosen[service, zone].capital_won", "programme/projects[service, zone].renewal_year", "rows/services[service].lifetime_year",
                                               "rows/funding_shares[builder=owner, purpose='operating'].share", "rows/limits[limit='operating_years_after'].value", "portfolio/payments[].year"])  # fmt: skip


class Obligations(Table):
    """What each body owes in each year: building, running, replacing; and whether the state still pays anything then."""

    name, key, ko = "programme/obligations", ("authority", "year"), "기관별·연도별 부담"
    because = "구축비 {capital_won|million_won}, 운영비 {operating_won|million_won}, 교체비 {renewal_won|million_won}의 합이다."
    because_en = "building, running and replacing together"
    authority = column("text", "기관", "body")
    year = column("year", "연도", "year")
    capital_won = column("won", "구축비", "to build", reads=["portfolio/payments[payer=authority, year, purpose='capital'].won"])
    operating_won = column("won", "운영비", "to run", reads=["portfolio/payments[payer=authority, year, purpose='operating'].won"])
    renewal_won = column("won", "교체비", "to replace", reads=["programme/renewals[payer=authority, year].won"])
    total_won = column("won", "합계", "together", reads=["programme/obligations[authority, year].capital_won,operating_won,renewal_won"])
    after_state = column("bool", "국비가 끝난 뒤", "whether no money of the state flows in it or later", reads=["portfolio/payments[].fund,year", "rows/funding_sources[].kind"])


class Timetable(Table):
    """Steps of procedure against their legal periods and the working days of the country."""

    name, key, ko = "programme/timetable", ("step",), "절차의 기한"
    because = "{why}"
    step = column("text", "절차", "step")
    on_date = column("date", "한 날이나 하려는 날", "day it was done, else planned", optional=True, reads=["rows/procedure_dates[step].planned_on,done_on"])
    counted_step = column("text", "견주는 절차", "the step its period is counted from", optional=True, reads=["rows/procedure[step].counted_step"])
    due_on = column("date", "법정 기한", "last lawful day", optional=True, reads=["rows/procedure[step].days,counted,counted_step", "rows/procedure_dates[step=counted_step].planned_on,done_on"])
    holiday_ko = column("text", "쉬는 날", "weekend or public holiday on that day", optional=True, reads=["programme/timetable[step].on_date"])
    state = column("text", "판정", "in time, late, not dated, or a day off", choices=("in_time", "late", "open", "day_off"), reads=["programme/timetable[step].on_date,due_on,holiday_ko", "rows/procedure[step].counted"])
    why = column("text", "이유", "why", reads=["programme/timetable[step].state,due_on,holiday_ko"])
