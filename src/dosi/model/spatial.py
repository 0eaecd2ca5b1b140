"""Service zones (권역): the tables of what touches, where the centres are, how far people go, and how living zones are grouped.

`reads` says what each value is made from.
"""

from __future__ import annotations

from dosi.model.table import Table, column

PLANS = ("chosen", "computed", "fewer", "more", "even")
"""the division taken; without people's decisions; with a region less, one more; with half the limit on the balance"""
GROUPED = (
    "evidence/people[level='zone'].people", "spatial/travel[].mean_min,mean_m", "spatial/touching[].kind", "spatial/zone_centres[].facility_kinds",
    "rows/centres[].zone,must", "rows/region_settings[].value", "rows/decisions[].effect,touches", "rows/zones[].map_order",
)  # fmt: skip
"""what any division is chosen from"""


class Touching(Table):
    """Which living zones lie side by side, by the border their legal units share."""

    name, key, ko = "spatial/touching", ("zone", "other"), "서로 닿는 생활권"
    because = "두 생활권의 법정동 경계가 {border_m|metre} 붙어 있다."
    because_en = "their legal units share {border_m|metre} of border"
    zone = column("text", "생활권 기호", "zone")
    other = column("text", "닿는 생활권", "zone beside it")
    border_m = column("number", "함께하는 경계(m)", "length of the shared border in metres", unit="metre",
                      reads=(GROUND := ["layers/units[].shape", "rows/crosswalk[zone].legal_unit", "rows/crosswalk[zone=other].legal_unit"]))  # fmt: skip
    kind = column("text", "닿는 방식", "border: they touch; nearest: apart from all others, joined to the nearest", choices=("border", "nearest"),
                  reads=[*GROUND, "rows/crosswalk[].zone,legal_unit"])  # fmt: skip
    del GROUND


class ZoneCentres(Table):
    """The centre of every living zone, and how central it is: how many kinds of facility it has."""

    name, key, ko = "spatial/zone_centres", ("zone",), "생활권의 중심"
    because = "{basis_ko} 자리이다. 시설 {facility_kinds|kinds}가 있다."
    because_en = "{facility_kinds|kinds} of facility stand in the zone"
    zone = column("text", "생활권 기호", "zone")
    basis_ko = column("text", "중심의 근거", "how the centre was found",
                      reads=["rows/centres[zone].x_m,y_m", "evidence/located_cells[zone].cell"])  # fmt: skip
    x_m = column("number", "X(m)", "x of the centre in projected metres", unit="plain", reads=(SPOT := [
        "rows/centres[zone].x_m,y_m", "evidence/located_cells[zone].x_m,y_m,people", "layers/units[].shape", "rows/crosswalk[zone].legal_unit"]))  # fmt: skip
    y_m = column("number", "Y(m)", "y of the centre in projected metres", unit="plain", reads=SPOT)
    facility_kinds = column("int", "시설의 종류", "kinds of facility in the zone", unit="kinds", reads=["evidence/located[zone].role"])
    del SPOT


class Travel(Table):
    """How far the people of a zone go to the centre of a zone: minutes along streets where there are any, and metres in a straight line."""

    name, key, ko = "spatial/travel", ("zone", "centre"), "생활권에서 중심까지 가는 길"
    because = "사는 사람으로 무게를 준 직선거리의 평균이 {mean_m|metre}, 가장 먼 격자가 {worst_m|metre}{이다}."
    because_en = "people-weighted mean {mean_m|metre} in a straight line, {mean_min|minutes} by the mode ({along_share|percent} of people along streets)"
    zone = column("text", "생활권 기호", "zone")
    centre = column("text", "중심인 생활권", "zone whose centre is meant")
    mode = column("text", "이동 수단", "mode of travel; empty: no streets are laid for it", optional=True, reads=(LAID := [
        "rows/travel_modes[].mode,for_regions,roles,join_m", "layers/lines[].role,shape", "evidence/located_cells[].x_m,y_m,zone", "spatial/zone_centres[].x_m,y_m"]))  # fmt: skip
    way = column("text", "잰 방법", "streets: all along streets; partly: some people; straight: none, the straight line at the mode's speed; unlaid: no streets, metres only",
                 choices=("streets", "partly", "straight", "unlaid"), reads=(ALONG := [
                     *LAID, "layers/lines[].role,shape,meets,from_node,to_node,length_m,one_way,level", "rows/travel_modes[].roles,join_m,keeps_one_way",
                     *(WAY := ["evidence/located_cells[zone].x_m,y_m,people", "spatial/zone_centres[zone].x_m,y_m", "spatial/zone_centres[zone=centre].x_m,y_m"])]))  # fmt: skip
    along_share = column("share", "길을 따라 잰 인구", "part of the zone's people whose way is along streets", unit="percent", reads=ALONG)
    mean_min = column("number", "평균 시간(분)", "people-weighted mean minutes", unit="minutes", optional=True, reads=(MINUTES := [
        *WAY, "spatial/travel[zone, centre].mode,way", "rows/travel_modes[mode].speed_km_per_h when way=streets|partly|straight",
        "layers/lines[].role,shape,meets,from_node,to_node,length_m,speed_km_per_h,permitted_km_per_h,one_way,level when way=streets|partly",
        "rows/travel_modes[mode].roles,join_m,access_km_per_h,keeps_one_way,permitted_speed_share,slope when way=streets|partly",
        "layers/ground[role='terrain:height'].x_m,y_m,value when way=streets|partly"]))  # fmt: skip
    worst_min = column("number", "가장 먼 시간(분)", "minutes from the farthest populated cell", unit="minutes", optional=True, reads=MINUTES)
    mean_m = column("number", "평균 직선거리(m)", "people-weighted mean straight-line distance in metres", unit="metre", reads=WAY)
    worst_m = column("number", "가장 먼 직선거리(m)", "straight-line distance of the farthest populated cell in metres", unit="metre", reads=WAY)
    del WAY, LAID, ALONG, MINUTES


class RegionZones(Table):
    """Which region each living zone belongs to, in the division taken and in every alternative."""

    name, key, ko = "spatial/region_zones", ("plan", "zone"), "생활권의 권역"
    because = "이 생활권에서 권역의 중심까지 직선으로 평균 {mean_m|metre}{이다}."
    because_en = "{mean_m|metre} on average to the region's centre in a straight line, {mean_min|minutes} by the mode"
    plan = column("text", "안", "division", choices=PLANS)
    zone = column("text", "생활권 기호", "zone")
    region = column("text", "권역", "region: the zone that holds its centre", chosen=True, reads=GROUPED)
    nearest = column("text", "가장 가까운 중심", "nearest centre of this division",
                     reads=["spatial/travel[zone].mean_min,mean_m", "spatial/region_zones[plan].region"])  # fmt: skip
    why = column("text", "이 권역에 둔 이유", "why it is here", choices=("nearest", "decision", "contiguity", "balance"),
                 reads=["spatial/region_zones[plan].region", "spatial/region_zones[plan, zone].nearest", "spatial/touching[zone].other", "rows/decisions[].effect,touches"])  # fmt: skip
    people = column("int", "인구", "people", unit="people", reads=["evidence/people[place=zone].people"])
    along_share = column("share", "길을 따라 잰 인구", "part of the people whose way is along streets", unit="percent", reads=["spatial/travel[zone, centre=region].along_share"])
    mean_min = column("number", "평균 시간(분)", "mean minutes to the region's centre", unit="minutes", optional=True, reads=["spatial/travel[zone, centre=region].mean_min"])
    worst_min = column("number", "가장 먼 시간(분)", "minutes from the farthest cell to the region's centre", unit="minutes", optional=True, reads=["spatial/travel[zone, centre=region].worst_min"])
    mean_m = column("number", "평균 직선거리(m)", "mean straight-line distance to the region's centre", unit="metre", reads=["spatial/travel[zone, centre=region].mean_m"])
    worst_m = column("number", "가장 먼 직선거리(m)", "farthest straight-line distance to the region's centre", unit="metre", reads=["spatial/travel[zone, centre=region].worst_m"])


class Regions(Table):
    """The service zones taken: people, balance, travel, and the reason in words."""

    name, key, ko = "spatial/regions", ("region",), "권역"
    because_for = ("people", "deviation_share", "mean_min", "worst_min", "mean_m", "worst_m")
    because = "{zone_count|count}의 생활권을 묶었다. 중심까지 직선으로 평균 {mean_m|metre}, 인구는 권역 평균과 {deviation_share|percent} 다르다."
    because_en = "{zone_count|count} living zones; {mean_m|metre} in a straight line and {mean_min|minutes} by the mode to the centre on average, {deviation_share|percent} off the mean region"
    region = column("text", "권역 기호", "region: the zone that holds its centre", reads=["rows/zones[zone=region].zone"])
    name_ko = column("text", "권역", "region", reads=["rows/zones[zone=region].name_ko"])
    zones = column("list", "생활권", "living zones", reads=(HELD := ["spatial/region_zones[plan='chosen', region].zone"]))
    zone_count = column("int", "생활권 수", "number of living zones", unit="count", reads=HELD)
    people = column("int", "인구", "people", unit="people", reads=["spatial/region_zones[plan='chosen', region].people"])
    deviation_share = column("number", "평균과의 차이", "people against the mean region", unit="percent", optional=True,
                             reads=["spatial/regions[region].people", "spatial/region_zones[plan='chosen'].people,region"])  # fmt: skip
    mean_min = column("number", "평균 시간(분)", "people-weighted mean minutes to the centre", unit="minutes", optional=True,
                      reads=["spatial/region_zones[plan='chosen', region].people,mean_min"])  # fmt: skip
    worst_min = column("number", "가장 먼 시간(분)", "minutes from the farthest cell to the centre", unit="minutes", optional=True,
                       reads=["spatial/region_zones[plan='chosen', region].worst_min"])  # fmt: skip
    mean_m = column("number", "평균 직선거리(m)", "people-weighted mean straight-line distance to the centre", unit="metre",
                    reads=["spatial/region_zones[plan='chosen', region].people,mean_m"])  # fmt: skip
    worst_m = column("number", "가장 먼 직선거리(m)", "farthest straight-line distance to the centre", unit="metre", reads=["spatial/region_zones[plan='chosen', region].worst_m"])
    reason_ko = column("text", "이유", "reason in words", reads=[
        "spatial/region_zones[plan='chosen', region].zone,nearest,why", "rows/centres[zone=region].centre",
        "rows/zones[].name_ko,map_order", "rows/decisions[].effect,touches,body,on_date", "spatial/touching[].kind", "rows/region_settings[].value",
        "spatial/regions[region].deviation_share"])  # fmt: skip
    del HELD


class RegionPlans(Table):
    """The division taken beside its alternatives: balance, travel, and what an alternative would cost in travel."""

    name, key, ko = "spatial/region_plans", ("plan",), "권역 나누기의 대안"
    because = "권역 {regions|count}, 인구의 가장 큰 차이 {deviation_share|percent}, 중심까지 직선으로 평균 {mean_m|metre}{이다}."
    because_en = "{regions|count} regions, largest deviation {deviation_share|percent}, on average {mean_m|metre} to the centre in a straight line, {mean_min|minutes} by the mode"
    plan = column("text", "안", "division", choices=PLANS)
    regions = column("int", "권역 수", "number of regions", unit="count", reads=["rows/region_settings[].value", "rows/zones[].zone", "spatial/travel[].centre"])
    limit_share = column("number", "인구 차이의 한도", "most a region's people may stray from the mean", unit="percent", optional=True, reads=[
        "rows/region_settings[].value", *GROUPED])  # fmt: skip
    deviation_share = column("number", "가장 큰 차이", "largest deviation of a region's people from the mean", unit="percent",
                             reads=["spatial/region_zones[plan].region,people"])  # fmt: skip
    along_share = column("share", "길을 따라 잰 인구", "part of the people whose way is along streets", unit="percent", reads=["spatial/region_zones[plan].people,along_share"])
    mean_min = column("number", "평균 시간(분)", "people-weighted mean minutes to the region's centre", unit="minutes", optional=True,
                      reads=["spatial/region_zones[plan].people,mean_min"])  # fmt: skip
    worst_min = column("number", "가장 먼 시간(분)", "minutes from the farthest cell to the region's centre", unit="minutes", optional=True, reads=["spatial/region_zones[plan].worst_min"])
    extra_min = column("number", "늘어나는 시간(분)", "mean minutes more than in the division taken", unit="minutes", optional=True,
                       reads=["spatial/region_plans[plan].mean_min", "spatial/region_plans[plan='chosen'].mean_min"])  # fmt: skip
    extra_person_hours = column("number", "늘어나는 이동(인·시간)", "travel more than in the division taken, person-hours, everybody once one way", unit="plain", optional=True,
                                reads=["spatial/region_plans[plan].extra_min", "spatial/region_zones[plan].people"])  # fmt: skip
    mean_m = column("number", "평균 직선거리(m)", "people-weighted mean straight-line distance to the region's centre", unit="metre",
                    reads=["spatial/region_zones[plan].people,mean_m"])  # fmt: skip
    worst_m = column("number", "가장 먼 직선거리(m)", "farthest straight-line distance to the region's centre", unit="metre", reads=["spatial/region_zones[plan].worst_m"])
    extra_m = column("number", "늘어나는 직선거리(m)", "mean straight-line distance more than in the division taken", unit="metre",
                     reads=["spatial/region_plans[plan].mean_m", "spatial/region_plans[plan='chosen'].mean_m"])  # fmt: skip
    extra_person_km = column("number", "늘어나는 이동(인·km)", "travel more than in the division taken, person-kilometres, everybody once one way", unit="plain",
                             reads=["spatial/region_plans[plan].extra_m", "spatial/region_zones[plan].people"])  # fmt: skip
    moved_people = column("int", "중심이 바뀌는 인구", "people whose region would have its centre in another zone", unit="people",
                          reads=["spatial/region_zones[plan].region,people", "spatial/region_zones[plan='chosen'].region"])  # fmt: skip
    gap_share = column("share", "증명된 차이", "proven gap of the travel to the best possible", chosen=True, reads=GROUPED)
