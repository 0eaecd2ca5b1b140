"""How many people live where: today, over the years of the data, and in the years to come."""

from __future__ import annotations

from dosi.model.table import Table, column


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
