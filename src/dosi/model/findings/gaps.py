"""What today's stock lacks against the standards."""

from __future__ import annotations

from dosi.model.table import Table, column


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
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["evidence/located[layer, place=subject].zone when layer_kind=place", "evidence/located[layer, place=subject].zone when layer_kind=around"])
    state = column("text", "판정", "state", choices=("pass", "fail", "cannot_tell", "not_applicable"), reads=(READ := [
        "evidence/located[layer, place=subject].attributes when layer_kind=place",
        "evidence/located[layer, place=subject].attributes when layer_kind=around", "evidence/located[].role,x_m,y_m,attributes when layer_kind=around",
        "infrastructure/covered[standard, requirement, zone=subject].people,covered when layer_kind=zone",
        "evidence/located[zone=subject, role].role when layer_kind=zone", "evidence/located_cells[zone=subject].people when layer_kind=zone",
        "rows/standards[standard, requirement].parameters,applies_where,exempt_where,zone_kinds,kind"]))  # fmt: skip
    measured = column("number", "측정값", "measured", optional=True, reads=READ)
    measured_text = column("text", "확인한 값", "value found, where it is a word", optional=True, reads=READ)
    limit = column("number", "한계값", "limit", optional=True, reads=READ)
    severity = column("text", "의무", "severity", reads=["rows/standards[standard, requirement].severity"])
    layer_kind = column("text", "대상의 종류", "place, place with what is around it, or zone", choices=("place", "around", "zone"), reads=["rows/standards[standard, requirement].kind"])
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
