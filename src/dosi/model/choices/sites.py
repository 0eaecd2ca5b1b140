"""Where devices stand: offers by scale step, their places, and the evidence of each."""

from __future__ import annotations

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
