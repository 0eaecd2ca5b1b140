"""What today's stock lacks against the standards."""

from __future__ import annotations

from dosi.model.table import Table, column

LOOKS = ("itself", "places", "lines", "area")


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
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["evidence/located[layer, place=subject].zone when layer_kind=place", "evidence/located_lines[layer, line=subject].zone when layer_kind=line"])
    state = column("text", "판정", "state", choices=("pass", "fail", "cannot_tell", "not_applicable"), reads=(READ := [
        "evidence/located[layer, place=subject].attributes when layer_kind=place", "layers/lines[layer, line=subject].attributes when layer_kind=line",
        "layers/lines[layer, line=subject].shape when layer_kind=line, looks_at=places|lines",
        "evidence/located[].role,x_m,y_m,attributes when looks_at=places|lines", "layers/lines[].role,attributes,shape,meets,from_node,to_node,length_m,one_way,level when looks_at=lines",
        "evidence/located_lines[].zone when looks_at=lines, layer_kind=zone", "layers/units[].area_m2 when looks_at=area", "rows/crosswalk[].zone when looks_at=area",
        "infrastructure/covered[standard, requirement, zone=subject].people,covered when layer_kind=zone",
        "evidence/located[zone=subject, role].role when layer_kind=zone", "evidence/located_cells[zone=subject].people when layer_kind=zone",
        "rows/standards[standard, requirement].parameters,applies_where,exempt_where,zone_kinds,kind,distance"]))  # fmt: skip
    measured = column("number", "측정값", "measured", optional=True, reads=READ)
    measured_text = column("text", "확인한 값", "value found, where it is a word", optional=True, reads=READ)
    limit = column("number", "한계값", "limit", optional=True, reads=READ)
    severity = column("text", "의무", "severity", reads=["rows/standards[standard, requirement].severity"])
    layer_kind = column("text", "대상의 종류", "what the subject is", choices=("place", "line", "zone"), reads=["rows/standards[standard, requirement].kind"])
    looks_at = column("text", "함께 보는 것", "what is looked at beside the subject: nothing, other places, lines too, or how large zones are", choices=LOOKS,
                      reads=["rows/standards[standard, requirement].kind,parameters,distance"])  # fmt: skip
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
    looks_at = column("text", "함께 보는 것", "what is looked at beside people and the places", choices=LOOKS, reads=["rows/standards[standard, requirement].parameters,distance"])
    people = column("int", "인구", "people", unit="people", reads=["evidence/located_cells[zone].people"])
    covered = column("int", "기준 거리 안의 인구", "people covered", unit="people",
                     reads=["evidence/located_cells[zone].people,x_m,y_m", "evidence/located[role].x_m,y_m", "layers/lines[].role,shape,meets,from_node,to_node,length_m,one_way,level when looks_at=lines",
                            "rows/travel_modes[].roles when looks_at=lines", "rows/standards[standard, requirement].parameters,distance"])  # fmt: skip


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


class Shortfalls(Table):
    """How many units a zone lacks against a requirement at the end of a phase, and what they cost."""

    name, key, ko = "infrastructure/shortfalls", ("standard", "requirement", "zone", "phase"), "생활권·단계별 부족 수량과 비용"
    because = "{year}년 말까지 모두 {units|count}, 이 단계에 {further_units|count}."
    because_en = "{units|count} in all by the end of {year}, {further_units|count} in this phase"
    standard = column("text", "기준", "standard")
    requirement = column("text", "요구사항", "requirement")
    zone = column("text", "생활권 기호", "zone")
    phase = column("text", "단계", "phase")
    year = column("year", "연도", "last year of the phase", reads=["rows/phases[phase].to_year"])
    severity = column("text", "의무", "severity", reads=["rows/standards[standard, requirement].severity"])
    looks_at = column("text", "함께 보는 것", "what is looked at beside the subjects", choices=LOOKS, reads=["rows/standards[standard, requirement].kind,parameters,distance"])
    manner = column("text", "채우는 방법", "devices to add, or subjects to put right", choices=("add", "mend"), reads=["rows/standards[standard, requirement].kind,parameters", "infrastructure/verdicts[standard, requirement].state,measured,limit"])
    people = column("int", "그때의 인구", "people then, where the requirement counts them", unit="people", optional=True, reads=(PEOPLE := [
        "evidence/people_forecast[place=zone, year, variant='mid'].people,base", "evidence/located_cells[zone].people", "rows/standards[standard, requirement].kind,parameters"]))  # fmt: skip
    units = column("int", "부족한 수(누계)", "units lacking at the end of the phase; unknown where no number would do", unit="count", optional=True, reads=(LACKS := [
        "infrastructure/verdicts[standard, requirement, zone].state,measured,limit", "rows/standards[standard, requirement].parameters,kind,distance,role,applies_where,exempt_where,zone_kinds", "rows/phases[].from_year,to_year",
        "evidence/people_forecast[place=zone, variant='mid'].people,base,year", "evidence/located_cells[zone].people,x_m,y_m", "evidence/located[].role,x_m,y_m,attributes,zone",
        "layers/lines[].role,attributes,shape,meets,from_node,to_node,length_m,one_way,level when looks_at=lines", "evidence/located_lines[].zone when looks_at=lines", "layers/units[].area_m2 when looks_at=area", "rows/crosswalk[].zone when looks_at=area"]))  # fmt: skip
    further_units = column("int", "이 단계에 더할 수", "units that this phase adds to the one before", unit="count", optional=True, reads=LACKS)
    service = column("text", "채우는 서비스", "service whose units make it good; none: the catalogue has none", optional=True, reads=(BY := ["rows/standards[standard, requirement].met_by"]))
    service_units = column("int", "서비스 수량", "units of that service in this phase", unit="count", optional=True, reads=[*LACKS, *BY, "rows/standards[standard, requirement].met_each"])
    capital_won_low = column("won", "구축비 낮은 값", "capital, low", optional=True, reads=["infrastructure/shortfalls[standard, requirement, zone, phase].service_units", *BY, "rows/services[service].capital_won_low"])
    capital_won = column("won", "구축비", "capital", range=("capital_won_low", "capital_won_high"), optional=True, reads=["infrastructure/shortfalls[standard, requirement, zone, phase].service_units", *BY, "rows/services[service].capital_won_mid"])
    capital_won_high = column("won", "구축비 높은 값", "capital, high", optional=True, reads=["infrastructure/shortfalls[standard, requirement, zone, phase].service_units", *BY, "rows/services[service].capital_won_high"])
    operating_won_per_year = column("won", "연 운영비", "operating per year", optional=True, reads=["infrastructure/shortfalls[standard, requirement, zone, phase].service_units", *BY, "rows/services[service].operating_won_per_year_mid"])
    del PEOPLE, LACKS, BY
