"""The register of devices, and where plan, building and hand-over differ: the tables that `infrastructure.registering` returns."""

from __future__ import annotations

from dosi.model.rows.devices import EVENTS
from dosi.model.table import Table, column

STATES = {"planned": "계획", "built": "준공(인수 전)", "accepted": "인수", "standing": "설치됨", "retired": "철거"}
STATES_EN = {"planned": "planned", "built": "built, not yet accepted", "accepted": "accepted", "standing": "standing", "retired": "retired"}
DIFFERENCES = {
    "moved": "계획과 다른 자리", "unplanned": "계획에 없이 지음", "not_built": "지을 해가 지났으나 준공 기록 없음", "dropped": "계획에서 빠짐", "order": "준공 기록보다 먼저 인수",
    "refused": "인수 거부", "no_reason": "거부 사유 없음", "quantity": "수량이 다름", "no_money": "인수한 기관의 운영비 없음", "nowhere": "자리를 모름", "outside": "시 밖의 자리",
    "after": "기준일 뒤의 기록", "undescribed": "장치의 종류가 적혀 있지 않음",
}  # fmt: skip
"""how plan, building and hand-over may differ, each as people read it"""
OF_SITE = "infrastructure/sites[service, layer, place]"


class DeviceRegister(Table):
    """Every device that is planned, built or standing, once: where, why there, under which standards, in which state, whose."""

    name, key, ko = "infrastructure/register", ("device",), "장치 등록부"
    because = "{why_ko}"
    because_en = "{why_en}"
    device = column("text", "장치 번호", "device id: service.layer.place of the plan, layer.place of what stands, or the record's own; it stays when the device is built")
    service = column("text", "서비스", "service", optional=True)
    layer = column("text", "자료 기호", "layer of its place", optional=True)
    place = column("text", "장소", "place in that layer", optional=True)
    site = column("text", "장소 기호", "site of the plan", optional=True, reads=[f"{OF_SITE}.site"])
    project = column("text", "사업 구역", "zone of the project it belongs to", optional=True, reads=[f"{OF_SITE}.zone"])
    kind = column("text", "장치의 종류", "kind; missing: nobody has described it", optional=True, reads=[
        "rows/device_kinds[].services,role,condition", "evidence/located[layer, place].role,attributes", "rows/handover[device].kind,on_date"])  # fmt: skip
    role = column("text", "쓰임", "role whose standards it stands under", optional=True, reads=[
        "rows/services[service].provides_role", "rows/device_kinds[kind].role", "evidence/located[layer, place].role"])  # fmt: skip
    built_x_m = column("number", "준공한 X(m)", "x as built", unit="plain", optional=True, reads=(AS_BUILT := ["rows/handover[device].event,on_date,x_m,y_m,lon,lat"]))
    built_y_m = column("number", "준공한 Y(m)", "y as built", unit="plain", optional=True, reads=AS_BUILT)
    planned_x_m = column("number", "계획한 X(m)", "x as planned", unit="plain", optional=True, reads=(AS_PLANNED := [f"{OF_SITE}.x_m,y_m", *AS_BUILT, "evidence/located[layer, place].x_m,y_m"]))
    planned_y_m = column("number", "계획한 Y(m)", "y as planned", unit="plain", optional=True, reads=AS_PLANNED)
    x_m = column("number", "X(m)", "x: as built where that is recorded, else as planned or listed", unit="plain", optional=True, reads=(PLACE := [
        "infrastructure/register[device].built_x_m,built_y_m,planned_x_m,planned_y_m", "evidence/located[layer, place].x_m,y_m"]))  # fmt: skip
    y_m = column("number", "Y(m)", "y", unit="plain", optional=True, reads=PLACE)
    zone = column("text", "생활권 기호", "zone it stands in", optional=True, reads=[
        "evidence/located[layer, place].zone", *AS_BUILT, "layers/units[].shape", "rows/crosswalk[].legal_unit,zone"])  # fmt: skip
    moved_m = column("number", "계획한 자리에서", "distance between the planned and the built place", unit="metre", optional=True, reads=[
        "infrastructure/register[device].built_x_m,built_y_m,planned_x_m,planned_y_m"])  # fmt: skip
    planned = column("bool", "계획에 있음", "whether this plan, or the record of an earlier one, holds it", reads=(PLANNED := [f"{OF_SITE}.site", "rows/handover[device].event,on_date"]))
    state = column("text", "상태", "state on the plan's date", choices=STATES, reads=[*PLANNED, "evidence/located[layer, place].role"])
    built_on = column("date", "준공일", "built on", optional=True, reads=(DATES := ["rows/handover[device].event,on_date"]))
    accepted_on = column("date", "인수일", "accepted on", optional=True, reads=DATES)
    refused_on = column("date", "거부일", "acceptance refused on", optional=True, reads=DATES)
    retired_on = column("date", "철거일", "retired on", optional=True, reads=DATES)
    stands_as = column("text", "현황 자료의 번호", "layer.place under which it is listed among what stands since it was built", optional=True, reads=[
        "rows/handover[device].stands_as,event,on_date", "evidence/located[layer, place].role,attributes", "rows/device_kinds[].services,role,condition"])  # fmt: skip
    start_year = column("year", "설치한 해", "year it is to start, or was installed", optional=True, reads=[f"{OF_SITE}.start_year", "evidence/located[layer, place].attributes"])
    builder = column("text", "시행 기관", "body that builds", optional=True, reads=["rows/jurisdiction[].zone,builder,from_year,to_year", "infrastructure/register[device].project,start_year"])
    owner = column("text", "관리 기관", "body that owns it: the one that accepted it, the one its list names, else the zone's in its year", optional=True, reads=[
        "rows/handover[device].event,on_date,body", "evidence/located[layer, place].attributes", "rows/authorities[].authority", "rows/jurisdiction[].zone,owner,from_year,to_year",
        "infrastructure/register[device].project,zone,start_year,state"])  # fmt: skip
    operator_ko = column("text", "운영 부서", "department that runs it", optional=True, reads=[
        "rows/services[service].operator_role", "rows/existing_services[].owner", "services/twins[].service,zones", "rows/device_kinds[kind].services", "infrastructure/register[device].zone"])  # fmt: skip
    standards = column("list", "기준", "standards it stands under", optional=True, reads=[
        "rows/services[service].standards", "rows/device_kinds[kind].standards", "rows/standards[].standard,role", "infrastructure/register[device].role"])  # fmt: skip
    people_near = column("int", "둘레의 인구", "people within the service's distance of the planned place", unit="people", optional=True, reads=["infrastructure/site_surroundings[site].people_now", "rows/services[service].radius_m"])
    people_alone = column("int", "이곳만 닿는 인구", "people whom it alone reaches", unit="people", optional=True, reads=["infrastructure/site_evidence[site].people_alone"])
    standing_m = column("number", "가장 가까운 기존 장치까지", "distance to the nearest standing device of the kind", unit="metre", optional=True, reads=["infrastructure/site_evidence[site].standing_m"])
    theme = column("text", "도시문제", "problem it was chosen for", optional=True, reads=["portfolio/chosen[service, zone=project].theme"])
    why_ko = column("text", "왜 여기인가", "why here", reads=(WHY := [
        "infrastructure/register[device].people_near,people_alone,standing_m,theme,state,planned", "rows/services[service].radius_m", "rows/themes[theme].title_ko,title_en"]))  # fmt: skip
    why_en = column("text", "왜 여기인가(영문)", "why here, in English", reads=WHY)
    del AS_BUILT, AS_PLANNED, PLACE, PLANNED, DATES, WHY


class Differences(Table):
    """Where plan, building and hand-over differ; for people to settle, nothing is mended by itself."""

    name, key, ko = "infrastructure/differences", ("device", "difference"), "계획·준공·인수의 차이"
    because = "{words_ko}"
    because_en = "{words_en}"
    device = column("text", "장치 번호", "device")
    difference = column("text", "차이", "difference", choices=DIFFERENCES)
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["infrastructure/register[device].zone"])
    body = column("text", "기관", "body to settle it: the owner, else the builder", optional=True, reads=["infrastructure/register[device].owner,builder"])
    measured = column("number", "값", "what was measured: metres, devices, won", optional=True, reads=(FOUND := [
        "infrastructure/register[device].moved_m,planned,state,owner,built_on,accepted_on,refused_on,start_year,site,service,project,kind,x_m,zone",
        "rows/handover[device].event,on_date,quantity,defects_ko", "rows/device_kinds[].tolerance_m", "rows/services[].build_year,radius_m", "portfolio/payments[purpose='operating'].service,zone,year,body,won"]))  # fmt: skip
    on_date = column("date", "날짜", "day of the record it is about", optional=True, reads=FOUND)
    words_ko = column("text", "내용", "what differs", reads=[*FOUND, "evidence/located_cells[].people,x_m,y_m", "infrastructure/register[device].planned_x_m,planned_y_m,built_x_m,built_y_m"])
    words_en = column("text", "내용(영문)", "what differs, in English", reads=[*FOUND, "evidence/located_cells[].people,x_m,y_m", "infrastructure/register[device].planned_x_m,planned_y_m,built_x_m,built_y_m"])
    del FOUND


EVENT_ORDER = {event: n for n, event in enumerate(EVENTS)}
