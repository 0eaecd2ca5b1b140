"""What is: the tables that stages return about the city as it stands - evidence, voice, problems, standards.

`reads` says what each value is made from.
"""

from __future__ import annotations

from dosi.model.table import Table, column


class Located(Table):
    """Every place with the units and zone it lies in."""

    name, key, ko = "evidence/located", ("layer", "place"), "시설·장치의 소속 생활권"
    because = "{name_ko}의 좌표가 {legal_unit} 경계 안에 있다."
    because_en = "the point lies within legal unit {legal_unit}"
    layer = column("text", "자료 기호", "layer")
    place = column("text", "번호", "place")
    role = column("text", "쓰임", "role", reads=["layers/places[layer, place].role"])
    name_ko = column("text", "이름", "name", optional=True, reads=["layers/places[layer, place].name_ko"])
    attributes = column("list", "속성", "attributes", optional=True, reads=["layers/places[layer, place].attributes"])
    legal_unit = column("text", "법정동 코드", "legal unit",
                        reads=["layers/places[layer, place].x_m,y_m", "layers/units[].shape"])  # fmt: skip
    unit = column("text", "행정동 기호", "reporting unit",
                  reads=["evidence/located[layer, place].legal_unit", "rows/crosswalk[legal_unit].unit"])  # fmt: skip
    zone = column("text", "생활권 기호", "zone",
                  reads=["evidence/located[layer, place].legal_unit", "rows/crosswalk[legal_unit].zone"])  # fmt: skip
    x_m = column("number", "X(m)", "x in projected metres", unit="plain", reads=["layers/places[layer, place].x_m"])
    y_m = column("number", "Y(m)", "y in projected metres", unit="plain", reads=["layers/places[layer, place].y_m"])


class LocatedCells(Table):
    """Every populated cell with the units and zone of its centre."""

    name, key, ko = "evidence/located_cells", ("cell",), "인구 격자의 소속 생활권"
    because = "격자 중심이 {legal_unit} 경계 안에 있다."
    because_en = "the centre lies within legal unit {legal_unit}"
    cell = column("text", "격자", "cell")
    legal_unit = column("text", "법정동 코드", "legal unit", reads=["layers/cells[cell].x_m,y_m", "evidence/people_cells[cell].x_m,y_m", "layers/units[].shape"])
    unit = column("text", "행정동 기호", "reporting unit",
                  reads=["evidence/located_cells[cell].legal_unit", "rows/crosswalk[legal_unit].unit"])  # fmt: skip
    zone = column("text", "생활권 기호", "zone",
                  reads=["evidence/located_cells[cell].legal_unit", "rows/crosswalk[legal_unit].zone"])  # fmt: skip
    people = column("int", "인구", "people", unit="people", reads=["layers/cells[].people,x_m,y_m", "layers/units[].shape", "rows/crosswalk[unit, zone].legal_unit",
                                                                  "evidence/people_shares[unit, zone].people", "evidence/people_cells[cell].people"])  # fmt: skip
    x_m = column("number", "X(m)", "x of the centre in projected metres", unit="plain", reads=["layers/cells[cell].x_m", "evidence/people_cells[cell].x_m"])
    y_m = column("number", "Y(m)", "y of the centre in projected metres", unit="plain", reads=["layers/cells[cell].y_m", "evidence/people_cells[cell].y_m"])


class People(Table):
    """People and area of every reporting unit, zone and the city; a zone's figure comes over the crosswalk."""

    name, key, ko = "evidence/people", ("place",), "인구와 면적"
    because = "{name_ko}의 인구 {people|people}{은} {basis_ko} 값이다."
    because_en = "people of {name_ko}: {people|people}"
    place = column("text", "대상", "place")
    level = column("text", "단위", "level", choices=("unit", "zone", "city"), reads=["rows/reporting_units[unit=place].unit", "rows/zones[zone=place].zone"])
    name_ko = column("text", "이름", "name", reads=["rows/reporting_units[unit=place].name_ko when level=unit",
                                                   "rows/zones[zone=place].name_ko when level=zone"])  # fmt: skip
    people = column("int", "인구", "people", unit="people", optional=True,
                    reads=["layers/figures[measure='population', unit=place].value when level=unit",
                           "evidence/people_shares[zone=place].people when level=zone", "rows/crosswalk[zone=place].unit when level=zone",
                           "layers/figures[measure='population'].value when level=city"])  # fmt: skip
    area_m2 = column("number", "면적(㎡)", "area", reads=["rows/crosswalk[unit=place].legal_unit when level=unit",
                                                        "rows/crosswalk[zone=place].legal_unit when level=zone",
                                                        "rows/crosswalk[].legal_unit when level=city", "layers/units[].area_m2"])  # fmt: skip
    basis_ko = column("text", "근거", "basis", reads=["layers/figures[measure='population', unit=place].value when level=unit",
                                                      "evidence/people_shares[].zone when level=zone", "rows/crosswalk[].unit,zone when level=zone",
                                                      "layers/figures[measure='population'].unit when level=city", "rows/reporting_units[].unit when level=city"])  # fmt: skip

    def known(self) -> dict[str, int]:
        """People by place, of the places whose people are known."""
        rows = self.rows.dropna(subset=["people"])
        return dict(zip(rows["place"], (int(n) for n in rows["people"]), strict=True))


class PeopleShares(Table):
    """A reporting unit's people divided among the zones it spans, in whole people (largest remainder)."""

    name, key, ko = "evidence/people_shares", ("unit", "zone"), "행정동 인구의 생활권별 배분"
    because = "행정동 인구를 연결표의 비율로 나누어 {people|people}{이다}."
    because_en = "the unit's people divided by the crosswalk's shares"
    unit = column("text", "행정동 기호", "reporting unit")
    zone = column("text", "생활권 기호", "zone")
    people = column("int", "인구", "people", unit="people",
                    reads=["layers/figures[measure='population', unit].value", "rows/crosswalk[unit].people_share,zone"])  # fmt: skip


class GroundDensity(Table):
    """How many people go with a dwelling, a hectare of built ground and a hectare of open ground, as the city's own reporting units tell."""

    name, key, ko = "evidence/ground_density", ("kind", "ground"), "땅의 쓰임별 인구 밀도"
    because = "행정동 {units|count}의 공표 인구에서 얻은 밀도이다."
    because_en = "density from the published people of {units|count} reporting units"
    kind = column("text", "생활권 구분", "kind of living zone")
    ground = column("text", "땅의 쓰임", "use of the ground", choices=("dwellings", "built", "open"))
    people_per = column("number", "밀도", "people per dwelling, or per hectare of ground", unit="number", reads=(READ := [
        "layers/ground[].value,role,x_m,y_m", "layers/units[].shape", "rows/crosswalk[].unit,zone,people_share", "rows/zones[].kind",
        "layers/figures[measure='population'].value"]))  # fmt: skip
    units = column("int", "행정동 수", "reporting units it was estimated from; 0: set, since there are too few", unit="count", reads=READ)
    del READ


class PeopleCells(Table):
    """People of reporting units divided over the 100 m cells where people can live (dasymetric mapping), for cities without a grid of people."""

    name, key, ko = "evidence/people_cells", ("cell",), "격자로 나눈 인구"
    because = "행정동의 공표 인구를 격자의 무게 {weight|number}에 따라 나눈 모형값이다."
    because_en = "the unit's published people divided by weight {weight|number}: modelled"
    because_for = ("people",)
    cell = column("text", "격자", "cell")
    legal_unit = column("text", "법정동 코드", "legal unit", reads=["layers/units[].shape"])
    unit = column("text", "행정동 기호", "reporting unit", reads=["evidence/people_cells[cell].legal_unit", "rows/crosswalk[legal_unit].unit"])
    zone = column("text", "생활권 기호", "zone", reads=["evidence/people_cells[cell].legal_unit", "rows/crosswalk[legal_unit].zone"])
    x_m = column("number", "X(m)", "x of the centre in projected metres", unit="plain", reads=["layers/units[].shape"])
    y_m = column("number", "Y(m)", "y of the centre in projected metres", unit="plain", reads=["layers/units[].shape"])
    weight = column("number", "무게", "people that the ground would hold at the density of its uses", unit="number",
                    reads=["layers/ground[cell].value,role", "evidence/ground_density[].people_per", "layers/ground[].role",
                           "layers/ground[].value,x_m,y_m", "layers/units[].shape", "rows/crosswalk[].unit,zone", "rows/zones[zone].kind"])  # fmt: skip
    people = column("int", "인구", "people", unit="people",
                    reads=["evidence/people_shares[unit, zone].people", "evidence/people_cells[unit, zone].weight"])  # fmt: skip


class PopulationError(Table):
    """How far people divided over cells miss the official figures: each unit predicted from the total of itself and its neighbours of the same kind of zone."""

    name, key, ko = "evidence/population_error", ("place", "method"), "인구 격자의 오차"
    because_for = ("predicted", "error_share", "variation")
    because = "성격이 같은 이웃 행정동까지 더한 인구를 격자에 나누어 되짚은 값 {predicted|people}, 공표 {official|people}{이다}."
    because_en = "predicted from itself and its neighbours: {predicted|people}, published {official|people}"
    place = column("text", "대상", "reporting unit, or city")
    method = column("text", "방법", "dasymetric, or areal: in proportion to the area", choices=("dasymetric", "areal"))
    level = column("text", "단위", "level", choices=("unit", "city"), reads=["rows/reporting_units[unit=place].unit"])
    official = column("int", "공표 인구", "official people", unit="people", reads=["layers/figures[measure='population', unit=place].value when level=unit",
                                                                               "layers/figures[measure='population'].value when level=city"])  # fmt: skip
    predicted = column("int", "되짚은 인구", "people predicted", unit="people", optional=True, reads=[
        "layers/figures[measure='population'].value when level=unit", "layers/units[].shape when level=unit", "rows/crosswalk[].unit,zone,people_share when level=unit",
        "rows/zones[].kind when level=unit",
        "layers/ground[].value,role,x_m,y_m when method=dasymetric,level=unit"])  # fmt: skip
    error_share = column("share", "오차", "absolute error over the official figure; city: their mean", optional=True, reads=(MADE := [
        "evidence/population_error[place, method].official,predicted when level=unit",
        "evidence/population_error[method, level='unit'].official,predicted when level=city"]))  # fmt: skip
    variation = column("share", "변동계수", "root mean square error over the mean figure; the city's row", optional=True, reads=MADE)
    del MADE


class PeopleCompared(Table):
    """People of a supplied grid, as it came, added up by each reporting unit's part of each zone, beside the official people there."""

    name, key, ko = "evidence/people_compared", ("unit", "zone"), "인구 격자와 공표 인구"
    because = "받은 격자의 합 {in_cells|people}, 공표 {official|people}{이다}."
    because_en = "cells as supplied hold {in_cells|people}, published {official|people}"
    unit = column("text", "행정동 기호", "reporting unit")
    zone = column("text", "생활권 기호", "zone")
    official = column("int", "공표 인구", "official people", unit="people", reads=["evidence/people_shares[unit, zone].people"])
    in_cells = column("int", "격자의 합", "people in its cells as supplied", unit="people",
                      reads=["layers/cells[].people,x_m,y_m", "layers/units[].shape", "rows/crosswalk[unit, zone].legal_unit"])  # fmt: skip
    difference = column("int", "차이", "cells less official", unit="people", reads=["evidence/people_compared[unit, zone].official,in_cells"])


class PeopleGroups(Table):
    """People of groups (older, children, at work, passing through) by unit, zone and city; what no file says is missing."""

    name, key, ko = "evidence/people_groups", ("place", "group"), "인구 집단"
    because = "{basis_ko}."
    because_en = "{basis_ko}"
    place = column("text", "대상", "place")
    group = column("text", "집단", "group")
    role = column("text", "자료", "role of the figures", reads=["rows/population_groups[group].role"])
    level = column("text", "단위", "level", choices=("unit", "zone", "city"), reads=["evidence/people[place].level"])
    people = column("int", "사람", "people", unit="people", optional=True, reads=(READ := [
        "layers/figures[role, unit=place].value when level=unit", "layers/figures[role].value,unit when level=zone", "layers/figures[role].value,unit when level=city",
        "rows/crosswalk[zone=place].unit,people_share when level=zone", "rows/crosswalk[].unit,zone,people_share when level=zone", "rows/reporting_units[].unit when level=city"]))  # fmt: skip
    basis_ko = column("text", "근거", "basis", reads=READ)
    del READ


class PeopleHours(Table):
    """People who are in a place by hour of the day: the median of its days, with the tenth and ninetieth percentile."""

    name, key, ko = "evidence/people_hours", ("measure", "place", "hour"), "시간대별 인구"
    because = "{days|count}개 날의 중앙값이다."
    because_en = "median of {days|count} days"
    measure = column("text", "항목", "measure")
    place = column("text", "대상", "reporting unit, or city")
    hour = column("int", "시각", "hour of the day", unit="plain")
    people = column("int", "사람", "people", unit="people", range=("people_low", "people_high"), reads=(READ := ["layers/hours[measure, place, hour].value"]))
    people_low = column("int", "적은 날", "tenth percentile of the days", unit="people", reads=READ)
    people_high = column("int", "많은 날", "ninetieth percentile of the days", unit="people", reads=READ)
    days = column("int", "날 수", "days", unit="count", reads=READ)
    del READ


class PeopleForecast(Table):
    """People of each zone and the city at the end of each year of the plan: the middle with its parts, and a band of 80 % around it."""

    name, key, ko = "evidence/people_forecast", ("place", "year", "variant"), "인구 전망"
    because = "지금 {base|people}에 {method_ko} {change|people}, 새 주택의 입주 {move_in|people}{을} 더하고 그곳으로 옮겨 감 {move_out|people}{을} 뺀 값이다."
    because_en = "{base|people} now, change {change|people}, moving in {move_in|people}, moving there {move_out|people}, band {band|people}"
    because_for = ("people",)
    place = column("text", "대상", "zone, or city")
    year = column("year", "연도", "end of the year")
    variant = column("text", "변형", "variant", choices=("low", "mid", "high"))
    level = column("text", "단위", "level", choices=("zone", "city"), reads=["rows/zones[zone=place].zone"])
    method_ko = column("text", "방법", "how the change without new housing is foreseen", reads=(HOW := [
        "rows/crosswalk[zone=place].unit when level=zone", "layers/series[measure='population'].unit,on_date when level=zone", "layers/ages[].unit when level=zone",
        "layers/housing[].area,on_date when level=zone", "rows/planning_areas[].zone when level=zone", "evidence/people[place].people when level=zone",
        "layers/taken[role='figures:population'].vintage when level=zone", "rows/vital_rates[].age when level=zone", "rows/zones[].zone when level=city"]))  # fmt: skip
    base = column("int", "지금 인구", "people now", unit="people", optional=True, reads=[
        "evidence/people[place].people when level=zone", "evidence/people[level='zone'].people when level=city"])  # fmt: skip
    people = column("int", "전망 인구", "people foreseen", unit="people", optional=True, reads=(WIDE := [*(MADE := [
        *HOW, "evidence/people[level='zone'].people", "rows/crosswalk[].people_share,unit,zone", "evidence/people_shares[].unit,zone,people",
        "layers/series[measure='population'].value,unit,on_date", "layers/ages[].unit,age,people",
        "rows/vital_rates[].survival_share,births_per_person,migration_low,migration_mid,migration_high",
        "layers/housing[].area,households,on_date,planned_year", "rows/planning_areas[].zone", "rows/forecast_assumptions[].low,mid,high",
        "layers/figures[measure='households'].value", "layers/figures[measure='population'].value", "layers/taken[role='figures:population'].vintage"]),
        "evidence/forecast_errors[].months,own_share,shared_share"]))  # fmt: skip
    change = column("int", "증감", "change without new housing", unit="people", optional=True, reads=MADE)
    move_in = column("int", "입주", "people moving into new housing", unit="people", optional=True, reads=MADE)
    move_out = column("int", "옮겨 감", "people moving from here into the new housing of other zones", unit="people", optional=True, reads=MADE)
    error = column("int", "지난 오차에서 온 폭", "by how much such forecasts missed: half the width of the band that eight of ten stay within", unit="people", optional=True, reads=WIDE)
    assumed = column("int", "가정에서 온 폭", "by how much the low and high assumptions move the result", unit="people", optional=True, reads=WIDE)
    band = column("int", "폭", "people to the end of the band: root of the summed squares of error and assumed; below zero at the low end", unit="people", optional=True, reads=WIDE)
    del HOW, MADE, WIDE


class ForecastErrors(Table):
    """How wide past forecasts missed by months ahead, what of it each unit had for itself and what all shared, and how much the band that follows covered."""

    name, key, ko = "evidence/forecast_errors", ("months",), "인구 전망의 지난 오차"
    because = "지난 {origins|count}개 시점에서 내다본 행정동 {units|count}의 오차이다. 열에 여덟은 행정동에서 {unit_share|percent}, 시 전체에서 {city_share|percent} 안에 든다."
    because_en = "errors of {units|count} units foreseen from {origins|count} past dates: eight of ten within {unit_share|percent}, the city {city_share|percent}"
    months = column("int", "몇 달 뒤", "months ahead", unit="plain")
    origins = column("int", "시점 수", "dates foreseen from", unit="count", reads=(READ := ["layers/series[measure='population'].value,unit,on_date"]))
    units = column("int", "행정동 수", "units", unit="count", reads=READ)
    unit_share = column("number", "행정동의 오차", "80 % quantile of the absolute errors of units, over the people foreseen", unit="percent", reads=(
        FITTED := [*READ, "rows/forecast_assumptions[assumption='growth_kept_share'].mid"]))  # fmt: skip
    city_share = column("number", "시 전체의 오차", "the same of the city", unit="percent", reads=FITTED)
    own_share = column("number", "행정동마다의 몫", "part of the error that is each unit's own", unit="percent", reads=FITTED)
    shared_share = column("number", "모두의 몫", "part of the error that all units share", unit="percent", reads=FITTED)
    covered_share = column("share", "든 비율(다른 생활권)", "zones' errors inside the band made from the units of other zones", optional=True, reads=[
        *FITTED, "rows/crosswalk[].people_share,unit,zone"])  # fmt: skip
    covered_later_share = column("share", "든 비율(나중 달)", "units' errors within the quantile of earlier forecasts that had come due", optional=True, reads=FITTED)
    del READ, FITTED


class ForecastBacktest(Table):
    """How far the ways to continue the people of units missed what came, from every month of the past that allows it."""

    name, key, ko = "evidence/forecast_backtest", ("method", "months"), "인구 전망의 되짚기"
    because = "지난 {origins|count}개 시점에서 행정동 {units|count}의 인구를 내다본 값을 실제와 견주었다."
    because_en = "{units|count} units foreseen from {origins|count} past dates and compared with what came"
    method = column("text", "방법", "way to continue", choices=("no_change", "same_growth", "kept_growth"))
    months = column("int", "몇 달 뒤", "months ahead", unit="plain")
    origins = column("int", "시점 수", "dates foreseen from", unit="count", reads=(READ := ["layers/series[measure='population'].value,unit,on_date"]))
    units = column("int", "행정동 수", "units", unit="count", reads=READ)
    mean_share = column("share", "평균 오차", "mean absolute error over the people", reads=[*READ, "rows/forecast_assumptions[assumption='growth_kept_share'].mid"])
    median_share = column("share", "중앙 오차", "median absolute error over the people", reads=[*READ, "rows/forecast_assumptions[assumption='growth_kept_share'].mid"])
    del READ


class Exposure(Table):
    """Person-years of every place in each year over which the events of a role were collected: what rates of events are divided by."""

    name, key, ko = "evidence/exposure", ("role", "place", "year"), "사건을 모은 동안 산 사람"
    because_for = ("people", "person_years")
    because = "{year}년의 {days|count}일 동안 산 사람은 평균 {people|people}{이다}. 날짜가 다른 공표 인구 사이를 곧게 이었다."
    because_en = "mean people over {days|count} days of {year}: {people|people} ({people_low|people} to {people_high|people}; {basis})"
    role = column("text", "쓰임", "role of the events")
    place = column("text", "대상", "place")
    year = column("year", "연도", "year")
    level = column("text", "단위", "level", choices=("unit", "zone", "city"), reads=["evidence/people[place].level"])
    days = column("int", "날 수", "days of the year over which events were collected", unit="count", reads=(
        DAYS := ["layers/taken[role].period_from,period_to", "rows/indicators[role].role"]))  # fmt: skip
    people = column("number", "평균 인구", "mean people over these days", unit="people", optional=True, range=("people_low", "people_high"), reads=(LIVED := [
        *DAYS, "evidence/people[].people", "layers/taken[role='figures:population'].vintage", "layers/series[measure='population'].value,unit,on_date",
        "rows/crosswalk[].unit,zone,people_share", "layers/housing[].area,households,on_date", "rows/planning_areas[].zone,unit", "rows/forecast_assumptions[].low,mid,high",
        "layers/figures[measure='households'].value", "layers/figures[measure='population'].value"]))  # fmt: skip
    people_low = column("number", "평균 인구 하한", "the least that the assumptions give", unit="people", optional=True, reads=LIVED)
    people_high = column("number", "평균 인구 상한", "the most that the assumptions give", unit="people", optional=True, reads=LIVED)
    person_years = column("number", "인년", "people times the part of the year", unit="number", optional=True, range=("person_years_low", "person_years_high"), reads=(
        YEARS := [*LIVED, "layers/taken[role].period_from,period_to"]))  # fmt: skip
    person_years_low = column("number", "인년 하한", "the least that the assumptions give", unit="number", optional=True, reads=YEARS)
    person_years_high = column("number", "인년 상한", "the most that the assumptions give", unit="number", optional=True, reads=YEARS)
    basis = column("text", "어떻게 아는가", "how the people are known: on the line between official figures (joined), by the homes moved into since or until one (moved_in), "
                   "or as on one date, since nothing says how they changed (same)", choices=("joined", "moved_in", "same"), optional=True, reads=LIVED)  # fmt: skip
    known_on = column("date", "공표 인구의 날", "date of the official figure nearest to it", optional=True, reads=LIVED)
    del DAYS, LIVED, YEARS


class CellValues(Table):
    """What an indicator finds for a cell: the nearest place with its straight-line distance or its minutes along streets, or how much is within reach."""

    name, key, ko = "evidence/cells", ("indicator", "cell"), "격자별 거리와 접근성"
    because_for = ("distance_m", "minutes", "access")
    because_en = "nearest place {nearest_place}, straight line {distance_m|metre}, minutes {minutes|number}, within reach {access|number}"
    indicator = column("text", "지표", "indicator")
    cell = column("text", "격자", "cell")
    role = column("text", "쓰임", "role of the places counted", reads=["rows/indicators[indicator].role"])
    zone = column("text", "생활권 기호", "zone", reads=["evidence/located_cells[cell].zone"])
    unit = column("text", "행정동 기호", "reporting unit", reads=["evidence/located_cells[cell].unit"])
    people = column("int", "인구", "people", unit="people", reads=["evidence/located_cells[cell].people"])
    travel = column("text", "이동 수단", "mode of travel along streets; empty: straight line", optional=True, reads=["rows/indicators[indicator].travel"])
    nearest_layer = column("text", "가장 가까운 시설의 자료", "layer of the nearest place", optional=True, reads=(NEAREST := [
        "evidence/located_cells[cell].x_m,y_m", "evidence/located[role].x_m,y_m,attributes", "rows/indicators[indicator].condition",
        *(ALONG := ["layers/lines[].role,shape,meets,from_node,to_node,length_m,speed_km_per_h,permitted_km_per_h,one_way,level when streets=yes",
                    "rows/travel_modes[mode=travel].roles,speed_km_per_h,join_m,access_km_per_h,keeps_one_way,permitted_speed_share,slope when streets=yes",
                    "layers/ground[role='terrain:height'].x_m,y_m,value when streets=yes"])]))  # fmt: skip
    nearest_place = column("text", "가장 가까운 시설", "nearest place", optional=True, reads=NEAREST)
    distance_m = column("number", "직선거리(m)", "straight-line distance in metres", unit="metre", optional=True,
                        reads=["evidence/located_cells[cell].x_m,y_m", "evidence/located[layer=nearest_layer, place=nearest_place].x_m,y_m"])  # fmt: skip
    minutes = column("number", "걸리는 시간(분)", "minutes along streets to the nearest place", optional=True, reads=NEAREST)
    access = column("number", "닿는 양", "how much, or how many kinds, are within reach along streets", optional=True, reads=[
        *NEAREST, "evidence/located[].role,x_m,y_m,attributes when streets=yes", "evidence/located_cells[].people,x_m,y_m when streets=yes",
        "rows/indicators[indicator].role,near_role,shape,amount,within_min,factor"])  # fmt: skip
    streets = column("text", "길을 따름", "whether along streets", choices=("yes", "no"), reads=["rows/indicators[indicator].travel"])
    del NEAREST, ALONG


class Reached(Table):
    """How many people and places a mode of travel reaches along the streets, and how many it leaves out."""

    name, key, ko = "evidence/reached", ("mode",), "도로망이 닿는 인구와 시설"
    because = "길이 닿지 않는 곳은 하나씩 목록에 적고, 비율에서는 닿지 않은 사람으로 센다. 평균에서는 빼되, 어느 곳에서든 그런 사람이 {most_out_share|percent}보다 많으면 값을 내지 않는다."
    because_en = "what no street reaches is listed; shares count it as not reached, means leave it out up to {most_out_share|percent} of a place's people"
    mode = column("text", "이동 수단", "mode", reads=["rows/travel_modes[mode].mode"])
    people = column("int", "닿는 인구", "people reached", unit="people", reads=(READ := [
        "evidence/located_cells[].people,x_m,y_m", "evidence/located[].role,x_m,y_m", "rows/indicators[travel=mode].role,near_role", "evidence/unreached[mode].layer,people"]))  # fmt: skip
    people_out = column("int", "닿지 않는 인구", "people left out", unit="people", reads=READ)
    cells_out = column("int", "닿지 않는 격자", "cells left out", unit="count", reads=READ)
    places_out = column("int", "닿지 않는 시설·장치", "places left out", unit="count", reads=READ)
    most_out_share = column("share", "평균에서 빼는 한도", "share of a place's people that a mean may leave out", reads=["rows/travel_modes[mode].mode"])
    del READ


class Unreached(Table):
    """Cells, and places of the roles that its indicators ask for, that a mode of travel cannot reach: they are left out of the indicators by that mode."""

    name, key, ko = "evidence/unreached", ("mode", "layer", "place"), "도로망이 닿지 않는 곳"
    because = "{because_ko}."
    because_en = "no street within the mode's joining distance, or a piece of street cut off from the network"
    mode = column("text", "이동 수단", "mode", reads=["rows/travel_modes[mode].mode"])
    layer = column("text", "자료 기호", "layer; cells for a cell")
    place = column("text", "번호", "place or cell")
    zone = column("text", "생활권 기호", "zone", reads=["evidence/located[layer, place].zone", "evidence/located_cells[cell=place].zone"])
    people = column("int", "인구", "people, for a cell", unit="people", optional=True, reads=["evidence/located_cells[cell=place].people"])
    because_ko = column("text", "까닭", "why", reads=[
        "layers/lines[].role,shape,meets,from_node,to_node,length_m,one_way,level", "rows/travel_modes[mode].roles,join_m,keeps_one_way",
        "rows/indicators[travel=mode].role,near_role", "evidence/located[layer, place].role,x_m,y_m", "evidence/located_cells[cell=place].x_m,y_m"])  # fmt: skip


class Measured(Table):
    """Indicators by reporting unit, zone and city, with their gap to the target."""

    name, key, ko = "evidence/places", ("place", "indicator"), "지표 값"
    because_for = ("value", "gap_share")
    because = "{numerator|number} ÷ {denominator|number}에서 {value|number}, 목표 {target|number}{과}의 격차는 {gap_share|percent}{이다}."
    because_en = "{numerator|number} over {denominator|number}; gap to the target {gap_share|percent}"
    place = column("text", "대상", "place")
    indicator = column("text", "지표", "indicator")
    level = column("text", "단위", "level", choices=("unit", "zone", "city"), reads=["evidence/people[place].level"])
    theme = column("text", "도시문제", "theme", reads=["rows/indicators[indicator].theme"])
    basis = column("text", "계산 자료", "what is counted", choices=("cells", "minutes", "access", "places", "near", "events", "shrunken", "years", "figures"),
                   reads=["rows/indicators[indicator].shape", "layers/events[role].role,attributes", "rows/indicators[indicator].condition"])  # fmt: skip
    over = column("text", "나누는 값", "what the count is divided by", choices=("cells", "places", "people", "area", "events", "years", "figures", "one"),
                  reads=["rows/indicators[indicator].shape,per"])  # fmt: skip
    role = column("text", "쓰임", "role", reads=["rows/indicators[indicator].role"])
    near_role = column("text", "가까이 있어야 할 자료", "role of what must be near", optional=True, reads=["rows/indicators[indicator].near_role"])
    per = column("text", "나누는 수치", "role of the figures divided by", optional=True, reads=["rows/indicators[indicator].per"])
    group = column("text", "견주는 집단", "role of the figures of the group", optional=True, reads=["rows/indicators[indicator].group"])
    numerator = column("number", "분자", "numerator", optional=True, reads=[
        *(CELLS := ["evidence/cells[zone=place, indicator].distance_m,people when level=zone,basis=cells",
                    "evidence/cells[unit=place, indicator].distance_m,people when level=unit,basis=cells",
                    "evidence/cells[indicator].distance_m,people when level=city,basis=cells",
                    "evidence/cells[zone=place, indicator].minutes,people when level=zone,basis=minutes", "evidence/cells[unit=place, indicator].minutes,people when level=unit,basis=minutes",
                    "evidence/cells[indicator].minutes,people when level=city,basis=minutes",
                    "evidence/cells[zone=place, indicator].access,people when level=zone,basis=access", "evidence/cells[unit=place, indicator].access,people when level=unit,basis=access",
                    "evidence/cells[indicator].access,people when level=city,basis=access"]),
        *(KNOWN := ["evidence/cells[indicator].cell when basis=cells|minutes|access", "evidence/located[role].role,attributes when basis=places|near"]),
        "evidence/located[zone=place, role].attributes when level=zone,basis=places|near",
        "evidence/located[unit=place, role].attributes when level=unit,basis=places|near",
        "evidence/located[role].attributes when level=city,basis=places|near",
        *(NEAR := ["evidence/located[role].x_m,y_m when basis=near", "evidence/located[role=near_role].x_m,y_m,attributes when basis=near"]),
        *(HAPPENED := ["layers/events[role].legal_unit,attributes when basis=events|years|shrunken", "layers/events[role].on_date when basis=years",
                       "rows/crosswalk[zone=place].legal_unit when level=zone,basis=events|years",
                       "rows/crosswalk[unit=place].legal_unit when level=unit,basis=events|years"]),
        *(LIVED := ["evidence/exposure[role, place].person_years when basis=years", "evidence/exposure[role, place].person_years when basis=events|shrunken,over=people",
                    "evidence/exposure[role, level='unit'].person_years when basis=shrunken,over=people,level=unit|zone"]),
        *(ALIKE := ["rows/crosswalk[].legal_unit,unit,zone when basis=shrunken,level=unit|zone", "evidence/people[level='unit'].people when basis=shrunken,level=unit|zone",
                    "rows/indicators[indicator].least_people when basis=shrunken,level=unit|zone",
                    "layers/figures[role=per].value,unit when basis=shrunken", "rows/crosswalk[].people_share when basis=shrunken,over=figures"]),
        *(GROUP := ["layers/figures[role=group].value,unit when over=one", "evidence/people[level='unit'].people when over=one", "evidence/cells[indicator].unit,people,distance_m when over=one"]),
        "layers/figures[role].value,unit when basis=figures", *(SHARED := ["rows/crosswalk[].people_share,unit,zone when basis=figures", "rows/crosswalk[].people_share,unit,zone when over=figures"]),
        "rows/indicators[indicator].shape", "rows/indicators[indicator].radius_m when basis=cells|near", "rows/indicators[indicator].within_min when basis=minutes",
        "rows/indicators[indicator].least_kinds when basis=access", "rows/indicators[indicator].near_condition when basis=near",
        "rows/indicators[indicator].condition when basis=places|near|events|shrunken|years", "rows/indicators[indicator].amount when basis=places",
        "evidence/places[place, indicator].missing_ko"])  # fmt: skip
    denominator = column("number", "분모", "denominator", optional=True, reads=[
        *(DIVISOR := [
            "evidence/cells[zone=place, indicator].people when level=zone,over=cells", "evidence/cells[unit=place, indicator].people when level=unit,over=cells",
            "evidence/cells[indicator].people when level=city,over=cells",
            "evidence/located[zone=place, role].role when level=zone,over=places", "evidence/located[unit=place, role].role when level=unit,over=places",
            *KNOWN, "evidence/people[place].people when over=people", "evidence/people[level='unit'].people when over=people,level=city",
            "evidence/people[place].area_m2 when over=area",
            *LIVED, *NEAR, *HAPPENED, *ALIKE, *GROUP, *SHARED, "layers/figures[role=per].value,unit when over=figures", "layers/figures[role].value when basis=figures",
            "rows/indicators[indicator].condition when basis=places|near|events|shrunken|years", "rows/indicators[indicator].near_condition when basis=near",
            "rows/indicators[indicator].amount when basis=places",
            "rows/indicators[indicator].factor when over=people|figures", "layers/taken[role].period_from,period_to when basis=events|shrunken,over=people|figures|area"]),
        "evidence/places[place, indicator].missing_ko"])  # fmt: skip
    value = column("number", "값", "value", optional=True, range=("value_low", "value_high"), reads=["evidence/places[place, indicator].numerator,denominator"])
    error_kind = column("text", "오차의 성격", "where the error comes from: sampling of events, the model of the grid, that error standing in for a supplied grid's (borrowed), a grid's error "
                        "that nothing measures (assumed), files invented or estimated (modelled: unknown), figures divided between units (divided: unknown), or none (a complete count)",
                        choices=("sampling", "model", "borrowed", "assumed", "modelled", "divided", "none"), reads=[
                            "rows/indicators[indicator].shape", "layers/taken[role='population:cells'].kind,file when over=cells|one",
                            "evidence/population_error[place='city', method='dasymetric'].variation when over=cells|one", "rows/error_assumptions[assumption='population_grid'].value when over=cells|one",
                            "layers/taken[role].kind,file", "layers/taken[role=near_role].kind,file when basis=near", "layers/taken[].role,kind,file when basis=minutes|access",
                            "layers/taken[role='figures:population'].kind,file when over=people|one", "layers/taken[role=per].kind,file when over=figures",
                            "layers/taken[role=group].kind,file when over=one", "layers/taken[role='place:legal_unit'].kind,file when over=area",
                            "layers/figures[].role,unit,divided when over=people|figures",
                            "layers/figures[].role,unit,divided when basis=figures", "rows/crosswalk[].unit,zone,people_share,share_kind when over=people|figures"])  # fmt: skip
    value_low = column("number", "값 하한", "lower end of the 95 % interval", optional=True, reads=(ENDS := [
        "evidence/places[place, indicator].numerator,denominator,missing_ko", *CELLS, *HAPPENED, *ALIKE, *LIVED,
        *(ENDS_LIVED := ["evidence/exposure[role, place].person_years,person_years_low,person_years_high when basis=years",
                         "evidence/exposure[role, place].person_years,person_years_low,person_years_high when basis=events|shrunken,over=people"]),
        "evidence/population_error[place='city', method='dasymetric'].variation when error_kind=model|borrowed", "rows/error_assumptions[assumption='population_grid'].value when error_kind=assumed",
        "evidence/located_cells[].x_m,y_m when error_kind=model|borrowed|assumed"]))  # fmt: skip
    value_high = column("number", "값 상한", "upper end of the 95 % interval", optional=True, reads=ENDS)
    target = column("number", "목표", "target", reads=["rows/indicators[indicator].target"])
    gap_share = column("share", "목표와의 격차", "gap to the target (0 reached, 1 worst)", optional=True, range=("gap_low", "gap_high"),
                       reads=["evidence/places[place, indicator].value", "rows/indicators[indicator].target,worst"])  # fmt: skip
    gap_low = column("share", "격차 하한", "lower end of the gap", optional=True, reads=(
        GAPS := ["evidence/places[place, indicator].value_low,value_high", "rows/indicators[indicator].target,worst"]))  # fmt: skip
    gap_high = column("share", "격차 상한", "upper end of the gap", optional=True, reads=GAPS)
    people_affected = column("int", "영향 인구", "people affected", unit="people", optional=True, reads=[
        "evidence/places[place, indicator].gap_share", *CELLS, "rows/indicators[indicator].shape,radius_m,target when basis=cells", "rows/indicators[indicator].shape,within_min,least_kinds,target when basis=minutes|access",
        *GROUP])  # fmt: skip
    numerator_on = column("date", "분자의 기준일", "date of the numerator's file, where the denominator's is more than two years from it", optional=True, reads=(DATED := [
        "layers/taken[role].vintage,file,period_from,period_to when over=people|figures", "layers/taken[role=per].vintage,file when over=figures",
        "layers/taken[role='figures:population'].vintage,file when over=people"]))  # fmt: skip
    denominator_on = column("date", "분모의 기준일", "date of the denominator's file there", optional=True, reads=DATED)
    people_unreached = column("int", "길이 닿지 않는 인구", "people of whom a mean says nothing, since no street reaches them", unit="people", optional=True, reads=[
        *CELLS, "evidence/located_cells[].people,unit,zone when basis=minutes|access"])  # fmt: skip
    people_basis = column("text", "나눈 사람을 아는 법", "how the people that events are divided by are known: joined, moved_in or same (see evidence/exposure)", optional=True,
                          choices=("joined", "moved_in", "same"), reads=["evidence/exposure[role, place].basis when basis=events|shrunken,over=people", "evidence/exposure[role, place].basis when basis=years"])  # fmt: skip
    missing_ko = column("text", "값이 없는 이유", "why it is missing", optional=True, reads=[
        *DATED, *ENDS_LIVED, "layers/housing[].area,households,on_date when over=people|figures", "rows/planning_areas[].zone when over=people|figures",
        "layers/figures[role='figures:households'].value when over=people|figures", "evidence/people[level='city'].people when over=people|figures",
        "evidence/places[place, indicator].people_unreached", "evidence/reached[].most_out_share", *DIVISOR, "evidence/people[place].people", "rows/indicators[indicator].least_people", "layers/taken[role].covers_kind", "rows/zones[].kind",
        "rows/crosswalk[].unit,zone"])  # fmt: skip
    del CELLS, KNOWN, DIVISOR, NEAR, HAPPENED, ALIKE, GROUP, SHARED, ENDS, GAPS, DATED, LIVED, ENDS_LIVED


class Formulas(Table):
    """Each indicator's formula in words, with its own roles, distances and modes: value = numerator over denominator."""

    name, key, ko = "evidence/formulas", ("indicator",), "지표의 산식"
    because = "산식 형태의 문장에 이 지표의 자료, 거리, 이동 수단을 넣은 글이다."
    because_en = "the sentence of its shape with the indicator's own roles, distances and modes"
    indicator = column("text", "지표", "indicator")
    numerator_ko = column("text", "분자", "numerator in words", reads=(READ := [
        "rows/indicators[indicator].shape,role,condition,amount,per,factor,radius_m,near_role,near_condition,group,travel,within_min,least_kinds",
        "layers/taken[].role,title_ko,file,period_from", "rows/travel_modes[].title_ko", "rows/population_groups[].role,title_ko"]))  # fmt: skip
    denominator_ko = column("text", "분모", "denominator in words", reads=READ)
    how_ko = column("text", "재는 법", "how it is measured", reads=READ)
    del READ


class Mentions(Table):
    """Which problem themes an opinion raises, by the controlled words of each theme."""

    name, key, ko = "voice/mentions", ("opinion", "theme"), "의견이 말하는 도시문제"
    because = "의견에 주제어 ‘{word}’가 나온다."
    because_en = "the opinion holds a word of the theme"
    opinion = column("text", "접수번호", "opinion")
    theme = column("text", "도시문제", "theme", reads=["rows/opinions[opinion].text", "rows/themes[theme].words"])
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["rows/opinions[opinion].zone"])
    word = column("text", "주제어", "word found", reads=["rows/opinions[opinion].text", "rows/themes[theme].words"])
    times = column("int", "나온 횟수", "words of the theme found", unit="plain", reads=["rows/opinions[opinion].text", "rows/themes[theme].words"])


class Heard(Table):
    """What people say by zone and theme: the share of voices that raise it, with its 95 % interval."""

    name, key, ko = "voice/heard", ("zone", "theme"), "생활권별 시민 의견"
    because_for = ("voice_share", "raised", "respondents")
    because = "의견과 설문 {respondents|cases} 가운데 {raised|cases}에서 이 문제를 말했다."
    because_en = "{raised|cases} of {respondents|cases} voices raise it"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    respondents = column("int", "의견 수", "voices", unit="cases",
                         reads=["rows/opinions[zone].opinion when zone_known=yes", "rows/opinions[].opinion when zone_known=no",
                                "rows/survey[zone, theme, topic_no='1'].respondents when zone_known=yes",
                                "rows/survey[theme, topic_no='1'].respondents when zone_known=no"])  # fmt: skip
    raised = column("int", "이 문제를 말한 수", "voices raising it", unit="cases",
                    reads=["voice/mentions[zone, theme].opinion when zone_known=yes", "voice/mentions[theme].opinion when zone_known=no",
                           "rows/survey[zone, theme, topic_no='1'].raised when zone_known=yes",
                           "rows/survey[theme, topic_no='1'].raised when zone_known=no"])  # fmt: skip
    voice_share = column("share", "의견 비율", "share of voices", optional=True, range=("share_low", "share_high"),
                         reads=["voice/heard[zone, theme].raised,respondents"])  # fmt: skip
    share_low = column("share", "비율 하한", "lower end of the 95 % interval", optional=True, reads=["voice/heard[zone, theme].raised,respondents"])
    share_high = column("share", "비율 상한", "upper end of the 95 % interval", optional=True, reads=["voice/heard[zone, theme].raised,respondents"])
    zone_known = column("text", "생활권 의견", "yes: a zone; no: the whole city", choices=("yes", "no"))


class Problems(Table):
    """Urban problems by zone and theme, worst first, with how surely they stand there."""

    name, key, ko = "problems/ranked", ("zone", "theme"), "도시문제 순위"
    because_for = ("score", "rank")
    because = "목표와의 격차 {gap_share|percent}, 목소리의 세기 {voice_level|percent}, 영향 인구 비율 {people_share|percent}, 느는 속도의 격차 {trend_share|percent}의 가중 평균이다."
    because_en = "weighted mean of gap {gap_share|percent}, voice {voice_level|percent}, people affected {people_share|percent} and growth {trend_share|percent}"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    level = column("text", "단위", "level", choices=("zone", "city"))
    state = column("text", "상태", "ranked, unknown (neither data nor voice), few_voices (nothing measured and too few voices), or city",
                   choices=("ranked", "unknown", "few_voices", "city"),
                   reads=["problems/ranked[zone, theme].score,voice_share"])  # fmt: skip
    indicator = column("text", "가장 뒤처진 지표", "indicator that lags most", optional=True, reads=["evidence/places[place=zone, theme].gap_share,basis"])
    indicators_known = column("int", "값을 아는 지표", "indicators of the theme whose value is known here", unit="count", reads=["evidence/places[place=zone, theme].gap_share"])
    indicators_all = column("int", "이 문제를 재는 지표", "indicators of the theme", unit="count", reads=["evidence/places[place=zone, theme].indicator"])
    gap_share = column("share", "격차", "mean gap of the theme's indicators", optional=True, reads=["evidence/places[place=zone, theme].gap_share,basis"])
    voice_share = column("share", "의견 비율", "voice", optional=True, reads=["voice/heard[zone, theme].voice_share"])
    voice_level = column("share", "목소리의 세기", "voice beside the theme that the city raises most (1)", optional=True,
                         reads=["voice/heard[zone, theme].voice_share", "voice/heard[zone='city'].voice_share"])  # fmt: skip
    people_affected = column("int", "영향 인구", "people affected, by the lagging indicator that counts people", unit="people", optional=True,
                             reads=["evidence/places[place=zone, theme].people_affected,gap_share,basis"])  # fmt: skip
    people_share = column("share", "영향 인구 비율", "share of people affected", optional=True,
                          reads=["problems/ranked[zone, theme].people_affected", "evidence/people[place=zone].people"])  # fmt: skip
    trend_share = column("share", "느는 속도의 격차", "mean gap of the theme's indicators of growth", optional=True,
                         reads=["evidence/places[place=zone, theme].gap_share,basis"])  # fmt: skip
    score = column("number", "점수", "score (0..1)", unit="score", optional=True,
                   reads=["problems/ranked[zone, theme].gap_share,voice_level,people_share,trend_share",
                          "rows/weights[group='base'].gap_weight,voice_weight,people_weight,trend_weight",
                          "voice/heard[zone, theme].respondents", "rows/limits[limit='voices_at_least'].value"])  # fmt: skip
    rank = column("int", "순위", "rank", unit="rank", optional=True, range=("rank_low", "rank_high"),
                  reads=["problems/ranked[level='zone'].score when level=zone"])  # fmt: skip
    top_share = column("share", "열째 안에 들 확률", "share of the draws in which it is among the first ten", unit="probability", optional=True, reads=(DRAWN := [
        "problems/ranked[level='zone'].score,voice_level,people_share,trend_share when level=zone",
        "rows/weights[].gap_weight,voice_weight,people_weight,trend_weight when level=zone",
        "evidence/places[level='zone'].gap_share,gap_low,gap_high,basis,error_kind,theme when level=zone",
        "voice/heard[].voice_share,share_low,share_high when level=zone"]))  # fmt: skip
    rank_low = column("int", "순위 최고", "best end of the rank's 95 % interval over weights and data", unit="rank", optional=True, reads=DRAWN)
    rank_high = column("int", "순위 최저", "worst end of the rank's 95 % interval over weights and data", unit="rank", optional=True, reads=DRAWN)
    tier = column("int", "구분되는 묶음", "problems of one tier cannot be told apart", unit="plain", optional=True, reads=DRAWN)
    del DRAWN


class GroupRanks(Table):
    """Score and rank of every problem with the weights of one stakeholder group alone."""

    name, key, ko = "problems/by_group", ("zone", "theme", "group"), "집단마다 본 도시문제 순위"
    because_for = ("score", "rank")
    because = "이 집단의 가중치만으로 낸 값이다."
    because_en = "with this group's weights alone"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    group = column("text", "집단", "group", reads=["rows/weights[group].group"])
    score = column("number", "점수", "score (0..1)", unit="score", optional=True,
                   reads=["problems/ranked[zone, theme].gap_share,voice_level,people_share,trend_share", "rows/weights[group].gap_weight,voice_weight,people_weight,trend_weight"])  # fmt: skip
    rank = column("int", "순위", "rank", unit="rank", optional=True, reads=["problems/by_group[group].score"])


class SideBySide(Table):
    """How problems meet the people of a side of the city: everybody, a kind of zone, a socially weak group."""

    name, key, ko = "problems/side_by_side", ("side", "theme"), "나란히 본 도시문제"
    because_for = ("score",)
    because = "사람 {people|people}의 생활권 점수를 사람 수로 평균한 값이다."
    because_en = "mean of the zones' scores over {people|people}"
    side = column("text", "견주는 쪽", "side: all, a kind of zone, a socially weak group")
    list = column("text", "목록", "list that names the side; all: everybody", choices=("all", "zone_kinds", "weak_groups"), reads=["rows/lists[item=side].list"])
    theme = column("text", "도시문제", "theme")
    people = column("int", "인구", "people counted", unit="people", reads=(WHO := [
        "problems/ranked[theme, level='zone'].score", "evidence/people[level='zone'].people when list=all|zone_kinds", "rows/zones[kind=side].zone when list=zone_kinds",
        "layers/figures[measure=side].value when list=weak_groups", "rows/crosswalk[].unit,zone,people_share when list=weak_groups"]))  # fmt: skip
    score = column("number", "점수", "mean score (0..1)", unit="score", optional=True, reads=WHO)
    del WHO


class StandardVerdicts(Table):
    """Verdict of every requirement on every subject it applies to."""

    name, key, ko = "infrastructure/verdicts", ("standard", "requirement", "layer", "subject"), "기준 점검 결과"
    because = "측정값 {measured|number}, 한계값 {limit|number}: {state}."
    because_en = "measured {measured|number}, limit {limit|number}: {state}"
    standard = column("text", "기준", "standard")
    requirement = column("text", "요구사항", "requirement")
    subject = column("text", "대상", "subject")
    role = column("text", "쓰임", "role of the places it applies to", reads=["rows/standards[standard, requirement].role"])
    layer = column("text", "자료 기호", "layer of the place; zones for a zone")
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["evidence/located[layer, place=subject].zone when layer_kind=place"])
    state = column("text", "판정", "state", choices=("pass", "fail", "cannot_tell", "not_applicable"), reads=(READ := [
        "evidence/located[layer, place=subject].attributes when layer_kind=place",
        "infrastructure/covered[standard, requirement, zone=subject].people,covered when layer_kind=zone",
        "evidence/located[zone=subject, role].role when layer_kind=zone", "evidence/located_cells[zone=subject].people when layer_kind=zone",
        "rows/standards[standard, requirement].parameters,applies_where,kind"]))  # fmt: skip
    measured = column("number", "측정값", "measured", optional=True, reads=READ)
    measured_text = column("text", "확인한 값", "value found, where it is a word", optional=True, reads=READ)
    limit = column("number", "한계값", "limit", optional=True, reads=READ)
    severity = column("text", "의무", "severity", reads=["rows/standards[standard, requirement].severity"])
    layer_kind = column("text", "대상의 종류", "place or zone", choices=("place", "zone"), reads=["rows/standards[standard, requirement].kind"])
    del READ


class CoveredCells(Table):
    """People of a zone within the distance a coverage requirement asks for."""

    name, key, ko = "infrastructure/covered", ("standard", "requirement", "zone"), "기준 거리 안의 인구"
    because = "기준 거리 안에 사는 사람 {covered|people}, 전체 {people|people}{이다}."
    because_en = "{covered|people} of {people|people} live within the distance"
    standard = column("text", "기준", "standard")
    requirement = column("text", "요구사항", "requirement")
    zone = column("text", "생활권 기호", "zone")
    role = column("text", "쓰임", "role of the places", reads=["rows/standards[standard, requirement].role"])
    people = column("int", "인구", "people", unit="people", reads=["evidence/located_cells[zone].people"])
    covered = column("int", "기준 거리 안의 인구", "people covered", unit="people",
                     reads=["evidence/located_cells[zone].people,x_m,y_m", "evidence/located[role].x_m,y_m",
                            "rows/standards[standard, requirement].parameters"])  # fmt: skip


class Gaps(Table):
    """What a zone lacks against a requirement."""

    name, key, ko = "infrastructure/gaps", ("standard", "requirement", "zone"), "생활권별 기준 미달"
    because = "대상 {subjects|count} 가운데 미달 {failed|count}, 확인 불가 {cannot_tell|count}{이다}."
    because_en = "{failed|count} of {subjects|count} fail, {cannot_tell|count} cannot be told"
    standard = column("text", "기준", "standard")
    requirement = column("text", "요구사항", "requirement")
    zone = column("text", "생활권 기호", "zone")
    severity = column("text", "의무", "severity", reads=["rows/standards[standard, requirement].severity"])
    subjects = column("int", "대상", "subjects", unit="count", reads=(READ := ["infrastructure/verdicts[standard, requirement, zone].state"]))
    passed = column("int", "적합", "pass", unit="count", reads=READ)
    failed = column("int", "미달", "fail", unit="count", reads=READ)
    cannot_tell = column("int", "확인 불가", "cannot tell", unit="count", reads=READ)
    not_applicable = column("int", "해당 없음", "not applicable", unit="count", reads=READ)
    del READ
