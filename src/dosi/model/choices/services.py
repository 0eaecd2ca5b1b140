"""Candidate services, gate by gate."""

from __future__ import annotations

from dosi.model.table import Table, column


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
                                                   "services/candidates[service, zone].obliged when gate=needs",
                                                   "rows/services[service].origin when gate=proposal"])  # fmt: skip
    measured = column("number", "값", "measured", optional=True, reads=[
        "rows/services[service].field,infrastructure_kinds when gate=legal_field", "rows/lists[list='service_fields'].item when gate=legal_field",
        "rows/lists[list='infrastructure_kinds'].item when gate=legal_field",
        "services/candidates[service, zone].score when gate=needs",
        "services/candidates[service, zone].spots when gate=sites", "rows/services[service].site_role,scales when gate=sites",
        "services/candidates[service, zone].twin when gate=duplicate", "services/twins[service].decision,zones when gate=duplicate", "rows/services[service].readiness_trl when gate=readiness",
        "services/candidates[service, zone].people_affected when gate=cost_per_person", "evidence/people[place=zone].people when gate=cost_per_person",
        "rows/services[service].capital_won_mid,scales when gate=cost_per_person",
        "rows/services[service].origin when gate=proposal", "rows/proposal_scores[service].score when gate=proposal", "rows/lists[list='proposal_criteria'].item when gate=proposal",
        "services/model_ranks[service].half_share when gate=criteria"])  # fmt: skip
    limit = column("number", "한계값", "limit", reads=["rows/gates[gate].limit"])


class Funnel(Table):
    """How many candidates reach and pass each gate."""

    name, key, ko = "services/funnel", ("gate",), "단계별 후보 수"
    because = "{candidates_in|count} 가운데 {candidates_out|count}{이} 통과했다."
    because_en = "{candidates_out|count} of {candidates_in|count} pass"
    gate = column("text", "단계", "gate")
    candidates_in = column("int", "들어온 후보", "candidates in", unit="count", reads=["services/screened[gate].passed"])
    candidates_out = column("int", "통과한 후보", "candidates out", unit="count", reads=["services/screened[gate].passed"])
