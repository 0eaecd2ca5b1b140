"""What is to be done: the tables that stages return about services, offers, the portfolio, the programme and the answers.

`reads` says what each value is made from.
"""

from __future__ import annotations

from dataclasses import dataclass

from dosi.model.rows.kinds import ANSWERS
from dosi.model.table import Table, column


class Offers(Table):
    """For a candidate and a scale step: what it would cost, where it would stand and whom it would serve."""

    name, key, ko = "infrastructure/offers", ("service", "zone", "scale"), "규모별 제안"
    because_for = ("points",)
    because = "단위 {units|count}, 이용 인구 {people_served|people}, 점수 {points|number} = 문제 점수 × 효과 × 이용 인구."
    because_en = "points = problem score x effect x people served"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    scale = column("int", "규모 단계", "scale step", unit="plain")
    basis = column("text", "이용 인구의 계산", "people near the sites, or a share of the zone's people", choices=("sites", "zone"),
                   reads=["rows/services[service].site_role,radius_m", "services/candidates[service, zone].shortlisted"])  # fmt: skip
    units = column("int", "수량", "units", unit="count", reads=["rows/services[service].scales", "infrastructure/offered_sites[service, zone].first_scale"])
    site_ids = column("list", "설치 장소", "sites", optional=True, reads=["infrastructure/offered_sites[service, zone].first_scale"])
    capital_won_low = column("won", "구축비 낮은 값", "capital, low", reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].capital_won_low"])
    capital_won = column("won", "구축비", "capital", range=("capital_won_low", "capital_won_high"),
                         reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].capital_won_mid"])  # fmt: skip
    capital_won_high = column("won", "구축비 높은 값", "capital, high", reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].capital_won_high"])
    operating_won_per_year_low = column("won", "연 운영비 낮은 값", "operating per year, low",
                                        reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].operating_won_per_year_low"])  # fmt: skip
    operating_won_per_year = column("won", "연 운영비", "operating per year", range=("operating_won_per_year_low", "operating_won_per_year_high"),
                                    reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].operating_won_per_year_mid"])  # fmt: skip
    operating_won_per_year_high = column("won", "연 운영비 높은 값", "operating per year, high",
                                         reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].operating_won_per_year_high"])  # fmt: skip
    people_served = column("int", "이용 인구", "people served", unit="people",
                           reads=["infrastructure/offered_sites[service, zone].people_added,first_scale when basis=sites",
                                  "infrastructure/offers[service, zone, scale].units when basis=zone", "evidence/people[place=zone].people when basis=zone",
                                  "rows/services[service].scales,people_per_unit when basis=zone"])  # fmt: skip
    people_possible = column("int", "같은 수의 장소로 닿을 수 있는 가장 많은 인구", "the most people that as many sites could reach, proven", unit="people", optional=True,
                             reads=["infrastructure/offered_sites[service, zone, first_scale=scale].people_possible when basis=sites"])  # fmt: skip
    points = column("number", "점수", "points", reads=["infrastructure/offers[service, zone, scale].people_served", "services/candidates[service, zone].score",
                                                      "rows/services[service].effect_mid_share"])  # fmt: skip


class OfferedSites(Table):
    """Sites of a candidate in the order they are best added, each with the people it adds (maximal covering in nested steps)."""

    name, key, ko = "infrastructure/offered_sites", ("site",), "후보 설치 장소"
    because = "앞선 장소가 닿지 않는 사람 {people_added|people}{을} 새로 담당한다."
    because_en = "adds {people_added|people} whom earlier sites do not reach"
    site = column("text", "장소 기호", "site")
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    no = column("int", "추가 순서", "order", unit="plain")
    first_scale = column("int", "처음 드는 규모", "first scale step that holds it", unit="plain",
                         reads=["rows/services[service].scales", "services/candidates[service, zone].shortlisted"])  # fmt: skip
    role = column("text", "쓰임", "role of the places", reads=["rows/services[service].site_role"])
    level = column("text", "단위", "zone or whole city", choices=("zone", "city"), reads=["rows/services[service].place"])
    provides = column("text", "갖추는 시설", "role of the devices that need not be built twice", optional=True, reads=["rows/services[service].provides_role"])
    layer = column("text", "자료 기호", "layer of the place", reads=(ORDER := [
        "evidence/located[zone, role].x_m,y_m,attributes when level=zone", "evidence/located[role].x_m,y_m,attributes when level=city",
        "evidence/located_cells[zone].people,x_m,y_m when level=zone", "evidence/located_cells[].people,x_m,y_m when level=city",
        "evidence/located[role=provides].x_m,y_m,attributes", "rows/services[service].radius_m,scales,site_condition,provides_role,provides_condition"]))  # fmt: skip
    place = column("text", "장소", "place", reads=ORDER)
    x_m = column("number", "X(m)", "x", unit="plain", reads=["evidence/located[layer, place].x_m"])
    y_m = column("number", "Y(m)", "y", unit="plain", reads=["evidence/located[layer, place].y_m"])
    people_added = column("int", "새로 담당하는 인구", "people added", unit="people", reads=ORDER)
    people_possible = column("int", "그 단계의 수로 닿을 수 있는 가장 많은 인구", "the most people that as many sites as its step has could reach, proven", unit="people", optional=True, reads=ORDER)
    del ORDER


class SiteEvidence(Table):
    """Why a device stands where it does: the people near it, the nearest standing device of its kind, and the next best place."""

    name, key, ko = "infrastructure/site_evidence", ("site",), "설치 장소의 근거"
    because = "이 장소만 닿는 사람이 {people_alone|people}이다. 다른 장소를 모두 두고 이곳을 가장 나은 다른 장소로 바꾸면 {other_people|people}에게 닿는다."
    because_en = "it alone reaches {people_alone|people}; the best other place in its stead would reach {other_people|people}"
    site = column("text", "장소 기호", "site")
    service = column("text", "서비스", "service", reads=["infrastructure/sites[site].service"])
    zone = column("text", "생활권 기호", "zone", reads=["infrastructure/sites[site].zone"])
    standing_m = column("number", "가장 가까운 기존 장치까지", "distance to the nearest standing device of the kind that the service provides; missing where there is none", unit="metre", optional=True,
                        reads=["infrastructure/sites[site].x_m,y_m", "rows/services[service].provides_role,provides_condition", "evidence/located[].role,x_m,y_m,attributes"])  # fmt: skip
    people_alone = column("int", "이곳만 닿는 인구", "people whom it alone of the chosen sites reaches, and no standing device", unit="people", reads=(EXCHANGE := [
        "infrastructure/sites[service, zone].layer,place,x_m,y_m", "evidence/located[].role,zone,x_m,y_m,attributes", "evidence/located_cells[].zone,people,x_m,y_m",
        "rows/services[service].radius_m,site_role,site_condition,provides_role,provides_condition"]))  # fmt: skip
    other_layer = column("text", "다음으로 나은 장소의 자료", "layer of the best place not chosen", optional=True, reads=EXCHANGE)
    other_place = column("text", "다음으로 나은 장소", "best place not chosen, if it stood in its stead", optional=True, reads=EXCHANGE)
    other_people = column("int", "그곳이 닿을 인구", "people whom the other place would reach in its stead", unit="people", optional=True, reads=EXCHANGE)
    lost_people = column("int", "바꾸면 잃는 인구", "people lost by the exchange; 0 or less: nothing is", unit="people", optional=True, reads=["infrastructure/site_evidence[site].people_alone,other_people"])
    del EXCHANGE


class SiteSurroundings(Table):
    """What lies around a chosen place, from the data that is there: what a survey on the spot begins with."""

    name, key, ko = "infrastructure/site_surroundings", ("site",), "설치 장소의 둘레"
    because = "서비스의 거리 안에 지금 {people_now|people}, 계획의 마지막 해에 {people_ahead|people}{이} 산다."
    because_en = "{people_now|people} within the service's distance now, {people_ahead|people} in the plan's last year"
    site = column("text", "장소 기호", "site")
    service = column("text", "서비스", "service", reads=["infrastructure/sites[site].service"])
    layer = column("text", "자료 기호", "layer", reads=["infrastructure/sites[site].layer"])
    place = column("text", "장소", "place", reads=["infrastructure/sites[site].place"])
    people_now = column("int", "둘레의 인구", "people within the service's distance, or 300 m", unit="people",
                        reads=(NEAR := ["infrastructure/sites[site].x_m,y_m", "evidence/located_cells[].people,x_m,y_m", "rows/services[service].radius_m"]))  # fmt: skip
    people_ahead = column("int", "둘레의 인구(계획 끝 해)", "people within that distance in the plan's last year, by the forecast of their zone", unit="people", optional=True,
                          reads=[*NEAR, "evidence/located_cells[].zone", "evidence/people_forecast[variant='mid', level='zone'].people,base,year"])  # fmt: skip
    floating = column("number", "유동인구(행정동)", "floating population of the reporting unit it lies in", unit="people", optional=True,
                      reads=["evidence/located[layer, place].unit", "layers/figures[role='figures:floating'].unit,value"])  # fmt: skip
    street_ko = column("text", "가장 가까운 길", "name of the nearest street", optional=True, reads=(STREET := ["infrastructure/sites[site].x_m,y_m", "layers/lines[].role,shape,name_ko,speed_km_per_h,permitted_km_per_h"]))
    street_m = column("number", "길까지", "distance to it, at most 100 m", unit="metre", optional=True, reads=STREET)
    street_km_per_h = column("number", "잰 속도(km/h)", "speed measured on it", unit="plain", optional=True, reads=STREET)
    street_permitted_km_per_h = column("number", "제한속도(km/h)", "speed permitted on it", unit="plain", optional=True, reads=STREET)
    spots_near = column("int", "둘레의 사고다발지", "dangerous spots within 300 m; missing where no file names any in the city", unit="count", optional=True,
                        reads=(AROUND := ["infrastructure/sites[site].x_m,y_m", "evidence/located[].role,x_m,y_m"]))  # fmt: skip
    around = column("list", "둘레의 시설", "other facilities within 300 m as role=count", optional=True, reads=AROUND)
    del NEAR, STREET, AROUND


class SitedServices(Table):
    """The evidence of a service's places together; a figure is that of the place in the middle (median)."""

    name, key, ko = "infrastructure/sited_services", ("service",), "서비스별 설치 장소의 근거"
    because = "장소 {sites|count}의 값 가운데 한가운데 값이다."
    because_en = "the median of {sites|count} places"
    service = column("text", "서비스", "service")
    sites = column("int", "장소", "places", unit="count", reads=["infrastructure/site_surroundings[service].site"])
    people_now = column("number", "둘레의 인구", "people near a place", unit="people", reads=["infrastructure/site_surroundings[service].people_now"])
    people_ahead = column("number", "계획 끝 해의 둘레 인구", "people near it in the plan's last year", unit="people", optional=True, reads=["infrastructure/site_surroundings[service].people_ahead"])
    floating = column("number", "유동인구(행정동)", "floating population of its reporting unit", unit="people", optional=True, reads=["infrastructure/site_surroundings[service].floating"])
    street_km_per_h = column("number", "길의 속도(km/h)", "speed measured on its street", unit="plain", optional=True, reads=["infrastructure/site_surroundings[service].street_km_per_h"])
    at_spots = column("int", "사고다발지 둘레의 장소", "places with a dangerous spot within 300 m", unit="count", optional=True, reads=["infrastructure/site_surroundings[service].spots_near"])
    standing_m = column("number", "가장 가까운 기존 장치까지", "distance to the nearest standing device of its kind", unit="metre", optional=True, reads=["infrastructure/site_evidence[service].standing_m"])
    people_reached = column("int", "모두 닿는 인구", "people whom all its places newly reach", unit="people", optional=True,
                            reads=["infrastructure/sites[service].people_added", "infrastructure/offered_sites[service].people_possible"])  # fmt: skip
    people_possible = column("int", "같은 수의 장소로 닿을 수 있는 가장 많은 인구", "the most people that as many places in each zone could reach, proven", unit="people", optional=True,
                             reads=["infrastructure/sites[service].site", "infrastructure/offered_sites[service].people_possible"])  # fmt: skip
    people_alone = column("number", "이곳만 닿는 인구", "people whom it alone reaches", unit="people", optional=True, reads=["infrastructure/site_evidence[service].people_alone"])
    lost_people = column("number", "바꾸면 잃는 인구", "people lost by the best exchange", unit="people", optional=True, reads=["infrastructure/site_evidence[service].lost_people"])
    bettered = column("int", "더 나은 장소가 있는 곳", "places that one exchange would better", unit="count", optional=True, reads=["infrastructure/site_evidence[service].lost_people"])


class Sites(Table):
    """The chosen offers' sites."""

    name, key, ko = "infrastructure/sites", ("site",), "설치 장소"
    because = "선정된 규모에 드는 장소이며, 새로 담당하는 인구는 {people_added|people}{이다}."
    because_en = "a site of the chosen scale; adds {people_added|people}"
    site = column("text", "장소 기호", "site", reads=["portfolio/chosen[service, zone].scale", "infrastructure/offered_sites[site].first_scale"])
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    layer = column("text", "자료 기호", "layer", reads=["infrastructure/offered_sites[site].layer"])
    place = column("text", "장소", "place", reads=["infrastructure/offered_sites[site].place"])
    x_m = column("number", "X(m)", "x", unit="plain", reads=["infrastructure/offered_sites[site].x_m"])
    y_m = column("number", "Y(m)", "y", unit="plain", reads=["infrastructure/offered_sites[site].y_m"])
    people_added = column("int", "새로 담당하는 인구", "people added", unit="people", reads=["infrastructure/offered_sites[site].people_added"])
    start_year = column("year", "설치 시작", "start", reads=["portfolio/chosen[service, zone].start_year"])


class Twins(Table):
    """Services already running that are a model of the catalogue: as their row says, or as their name tells."""

    name, key, ko = "services/twins", ("existing",), "같은 서비스 모델"
    existing = column("text", "기존 서비스", "existing service")
    service = column("text", "서비스 모델", "catalogue service it equals", reads=(TOLD := ["rows/existing_services[existing].twin,title_ko", "rows/services[].twin_names"]))
    way = column("text", "알아본 방법", "stated in its row, or told by its name", choices=("stated", "name"), reads=TOLD)
    decision = column("text", "조치", "decision", reads=["rows/existing_services[existing].decision"])
    zones = column("list", "제공 생활권", "zones served", reads=["rows/existing_services[existing].zones"])
    del TOLD


class Candidates(Table):
    """Service x zone (or city) with the problem it answers, and whether it passed the gates."""

    name, key, ko = "services/candidates", ("service", "zone"), "후보 서비스"
    because = "다루는 도시문제 가운데 가장 높은 점수는 {score|score}{이다}."
    because_en = "the highest score among the problems it addresses is {score|score}"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    field = column("text", "분야", "field", reads=["rows/services[service].field"])
    theme = column("text", "주된 도시문제", "main problem", optional=True, reads=["problems/ranked[zone].score", "rows/services[service].themes"])
    score = column("number", "문제 점수", "problem score", unit="score", optional=True, reads=["problems/ranked[zone, theme].score"])
    people_affected = column("int", "영향 인구", "people affected", unit="people", optional=True, reads=["problems/ranked[zone, theme].people_affected"])
    obliged = column("bool", "의무 기준 미달", "a must of its standards fails here",
                     reads=["infrastructure/gaps[zone].failed,severity", "rows/services[service].standards"])  # fmt: skip
    role = column("text", "쓰임", "role of the places that can hold it", optional=True, reads=["rows/services[service].site_role"])
    level = column("text", "단위", "zone or whole city", choices=("zone", "city"), reads=["rows/services[service].place"])
    spots = column("int", "설치할 수 있는 곳", "places that can hold it", unit="count", optional=True, reads=[
        "evidence/located[zone, role].attributes when level=zone", "evidence/located[role].attributes when level=city",
        "rows/services[service].site_condition"])  # fmt: skip
    mode = column("text", "구분", "new or improvement", choices=("new", "improve"), reads=["services/twins[service].zones,decision"])
    twin = column("text", "기존 서비스", "existing service it improves", optional=True, reads=["services/twins[service].zones,decision"])
    shortlisted = column("bool", "후보 선정", "passed every gate, or decided in",
                         reads=["services/screened[service, zone].passed", "rows/decisions[].effect,touches"])  # fmt: skip
    stopped_at = column("text", "멈춘 단계", "gate at which it stopped", optional=True,
                        reads=["services/screened[service, zone].passed", "rows/decisions[].effect,touches"])  # fmt: skip


class Screened(Table):
    """Each candidate at each gate it reached."""

    name, key, ko = "services/screened", ("service", "zone", "gate"), "선정 단계별 판단"
    because = "기준값 {limit|number}에 대해 {measured|number}{이다}."
    because_en = "{measured|number} against the limit {limit|number}"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    gate = column("text", "단계", "gate", reads=["services/candidates[service, zone].stopped_at", "rows/gates[].no"])
    passed = column("bool", "통과", "passed", reads=["services/screened[service, zone, gate].measured,limit",
                                                   "services/candidates[service, zone].obliged when gate=needs"])  # fmt: skip
    measured = column("number", "값", "measured", optional=True, reads=[
        "rows/services[service].field,infrastructure_kinds when gate=legal_field", "rows/lists[list='service_fields'].item when gate=legal_field",
        "rows/lists[list='infrastructure_kinds'].item when gate=legal_field",
        "services/candidates[service, zone].score when gate=needs",
        "services/candidates[service, zone].spots when gate=sites", "rows/services[service].site_role,scales when gate=sites",
        "services/candidates[service, zone].twin when gate=duplicate", "services/twins[service].decision,zones when gate=duplicate", "rows/services[service].readiness_trl when gate=readiness",
        "services/candidates[service, zone].people_affected when gate=cost_per_person", "evidence/people[place=zone].people when gate=cost_per_person",
        "rows/services[service].capital_won_mid,scales when gate=cost_per_person"])  # fmt: skip
    limit = column("number", "한계값", "limit", reads=["rows/gates[gate].limit"])


class Funnel(Table):
    """How many candidates reach and pass each gate."""

    name, key, ko = "services/funnel", ("gate",), "단계별 후보 수"
    because = "{candidates_in|count} 가운데 {candidates_out|count}{이} 통과했다."
    because_en = "{candidates_out|count} of {candidates_in|count} pass"
    gate = column("text", "단계", "gate")
    candidates_in = column("int", "들어온 후보", "candidates in", unit="count", reads=["services/screened[gate].passed"])
    candidates_out = column("int", "통과한 후보", "candidates out", unit="count", reads=["services/screened[gate].passed"])


CHOSEN_FROM = ["infrastructure/offers[].points,capital_won,operating_won_per_year", "rows/ceilings[].ceiling_won", "rows/limits[].value", "rows/funding_shares[].share",
               "rows/jurisdiction[].builder,owner,from_year,to_year", "rows/services[].requires,build_year", "rows/decisions[].effect,touches",
               "services/twins[].service,zones,decision"]  # fmt: skip
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
        "portfolio/chosen[service, zone].builder when purpose=capital", "portfolio/chosen[service, zone].owner when purpose=operating"])  # fmt: skip
    share = column("share", "분담 비율", "share", reads=["rows/funding_shares[builder=body, purpose, fund].share"])
    won = column("won", "금액", "amount", reads=[
        "portfolio/chosen[service, zone].capital_won when purpose=capital", "portfolio/chosen[service, zone].operating_won_per_year when purpose=operating",
        "portfolio/chosen[service, zone].start_year", "rows/services[service].build_year", "rows/funding_shares[builder=body, purpose].share",
        "rows/ceilings[purpose].year when purpose=operating"])  # fmt: skip


class CeilingUse(Table):
    """How far each ceiling is used."""

    name, key, ko = "portfolio/ceiling_use", ("fund", "purpose", "year"), "재원 한도와 사용"
    because = "한도 {ceiling_won|million_won} 가운데 {used_won|million_won}{을} 쓰고 {left_won|million_won}{이} 남는다."
    because_en = "{used_won|million_won} of {ceiling_won|million_won} used"
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose")
    year = column("year", "연도", "year")
    ceiling_won = column("won", "한도", "ceiling", reads=["rows/ceilings[fund, purpose, year].ceiling_won"])
    used_won = column("won", "사용", "used", reads=["portfolio/payments[fund, purpose, year].won"])
    left_won = column("won", "잔액", "left", reads=["portfolio/ceiling_use[fund, purpose, year].ceiling_won,used_won"])


class Outcome(Table):
    """The value reached and the proven bound of the choice."""

    name, key, ko = "portfolio/outcome", ("measure",), "선정 결과"
    because = "최적화 모델이 도달한 값 {value|number}, 증명된 상한 {bound|number}, 차이 {gap_share|percent}{이다}."
    because_en = "value {value|number}, proven bound {bound|number}, gap {gap_share|percent}"
    measure = column("text", "항목", "measure")
    value = column("number", "값", "value", chosen=True, reads=CHOSEN_FROM)
    bound = column("number", "증명된 상한", "proven bound", chosen=True, reads=CHOSEN_FROM)
    gap_share = column("share", "차이", "gap", chosen=True, reads=CHOSEN_FROM)


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


OUTCOMES = {**ANSWERS, "replied": "부서 답변", "unplaced": "부서 답변 필요", "unanswered": "답변 전"}
"""what may become of an opinion, in every document the same words; `replied`: of no problem theme, and a body answered in its own words"""
CITIZEN = "citizen"
"""the giver of a citizen's opinion, beside the kinds of bodies that a country lists"""
CITIZENS_KO = "시민"
STANDING = {"computed": "계산한 답", "answered": "기구의 답", "open": "답변 전", "due": "답변 필요", "contradicted": "선정과 어긋남"}
"""whose answer it is; open: none is written yet; due: none, and somebody must answer; contradicted: it claims a service that does not start"""
MUST_BE_MENDED = ("due", "contradicted")
"""standing of answers without which the plan is not complete"""


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


class Ledger(Table):
    """What became of every opinion, of citizens and of bodies (guideline on hearings: per opinion, what was done and why not)."""

    name, key, ko = "voice/ledger", ("opinion",), "의견 처리 결과"
    because = "{why}"
    opinion = column("text", "접수번호", "opinion", reads=["rows/opinions[opinion].opinion", "rows/received[opinion].opinion"])
    on_date = column("date", "접수일", "received on", reads=["rows/opinions[opinion].on_date", "rows/received[opinion].on_date"])
    giver = column("text", "의견을 준 쪽", "kind of giver: citizen, or one of the country's list", reads=["rows/received[opinion].giver"])
    body = column("text", "기관", "body that gave it", optional=True, reads=["rows/received[opinion].body"])
    step = column("text", "받은 절차", "step of the procedure it came in", optional=True, reads=["rows/received[opinion].step"])
    channel = column("text", "경로", "channel; of bodies the step of the procedure", optional=True, reads=["rows/opinions[opinion].channel", "rows/procedure[step].title_ko"])
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["rows/opinions[opinion].zone"])
    theme = column("text", "도시문제", "theme", optional=True, reads=["voice/mentions[opinion].theme,sure", "rows/received[opinion].themes"])
    issue = column("text", "이슈", "issue of that theme", optional=True, reads=["voice/mentions[opinion].issue,sure"])
    outcome = column("text", "처리", "outcome", choices=OUTCOMES, reads=[
        *(f"{read} when giver={CITIZEN}" for read in ("voice/mentions[opinion].theme,sure", "voice/ledger[opinion].zone", "portfolio/chosen[].service,zone", "rows/services[].themes")),
        f"rows/decisions[].touches when giver={CITIZEN}, theme=None", "rows/received[opinion].outcome"])  # fmt: skip
    service = column("text", "반영 서비스", "service", optional=True, reads=[
        *(f"{read} when giver={CITIZEN}" for read in ("voice/mentions[opinion].theme,sure", "voice/ledger[opinion].zone", "portfolio/chosen[].service,zone,start_year", "rows/services[].themes")),
        "rows/received[opinion].service"])  # fmt: skip
    start_year = column("year", "시작하는 해", "year in which the service starts, in the opinion's own zone where it does", optional=True, reads=[
        "voice/ledger[opinion].service,zone", "portfolio/chosen[service].zone,start_year"])  # fmt: skip
    why = column("text", "이유", "why", reads=[
        "voice/ledger[opinion].outcome", *(f"{read}, giver={CITIZEN}" for read in (
            "rows/services[service].title_ko when outcome=adopted|partly|later", "portfolio/chosen[service].zone when outcome=partly|later",
            "portfolio/chosen[].service,zone,start_year when outcome=partly|later", "rows/services[].themes when outcome=partly|later", "voice/ledger[opinion].theme,zone when outcome=partly|later",
            "rows/themes[theme].title_ko when outcome=not_adopted",
            "voice/ledger[opinion].zone when outcome=not_adopted", "voice/mentions[opinion].theme,sure when outcome=not_adopted",
            "portfolio/left_out[].reason,gate when outcome=not_adopted", "rows/services[].themes when outcome=not_adopted",
            "rows/gates[].no,title_ko,criterion_ko,limit,limit_format when outcome=not_adopted", "rows/decisions[].touches,on_date,what,why when outcome=replied")),
        "rows/received[opinion].done_ko,why_ko"])  # fmt: skip
    by_body = column("text", "답하거나 확인한 기구", "body that answered, or confirmed the answer; empty until one did", optional=True, reads=[
        f"rows/decisions[].touches,on_date,body when giver={CITIZEN}", f"voice/ledger[opinion].theme,on_date when giver={CITIZEN}", "rows/received[opinion].by_body"])  # fmt: skip
    on_answer = column("date", "답하거나 확인한 날", "answered or confirmed on", optional=True, reads=[
        f"rows/decisions[].touches,on_date when giver={CITIZEN}", f"voice/ledger[opinion].theme,on_date when giver={CITIZEN}", "rows/received[opinion].on_answer"])  # fmt: skip
    due_on = column("date", "답할 기한", "last day to answer: the legal period of its step, or the day the body asked for, whichever is earlier", optional=True, reads=[
        "rows/received[opinion].on_date,due_on", "rows/procedure[step].days,counted"])  # fmt: skip
    standing = column("text", "답의 상태", "whose answer it is, or that one is due", choices=STANDING, reads=[
        "voice/ledger[opinion].giver,outcome,by_body,service,start_year", "rows/procedure[step].days,counted when outcome=unanswered"])  # fmt: skip
