"""Where the city is: living zones, reporting units, their legal units, who is responsible for them."""

from __future__ import annotations

from dosi.model.table import Rule, Table, column, rising


class Zones(Table):
    """Living zones (생활권)."""

    name, key, ko = "rows/zones", ("zone",), "생활권"
    zone = column("text", "생활권 기호", "zone id")
    name_ko = column("text", "생활권", "zone")
    name_en = column("text", "영문 이름", "English name")
    level = column("text", "단계", "level", choices={"small": "소생활권", "middle": "중생활권", "large": "대생활권"})
    parent = column("text", "권역", "larger zone")
    kind = column("text", "구분", "kind")
    map_order = column("int", "순서", "order")


class Centres(Table):
    """Centres of the city's spatial structure, as its master plan names them; service zones are laid around them."""

    name, key, ko = "rows/centres", ("centre",), "공간구조의 중심지"
    centre = column("text", "기호", "centre id")
    name_ko = column("text", "중심지", "centre")
    zone = column("text", "생활권 기호", "zone it lies in")
    must = column("bool", "반드시 권역의 중심", "whether a service zone must have its centre here")
    x_m = column("number", "X(m)", "x in projected metres; empty: where the zone's people are", optional=True)
    y_m = column("number", "Y(m)", "y in projected metres", optional=True)
    basis = column("text", "근거", "basis")


class RegionSettings(Table):
    """How living zones are grouped into service zones (권역), where the city has settled it."""

    name, key, ko = "rows/region_settings", ("setting",), "권역 나누기의 설정"
    setting = column("text", "기호", "setting: number of regions, or the most their people may stray from the mean", choices=("regions", "largest_deviation_share"))
    value = column("number", "값", "value")
    rules = (Rule(("value",), lambda value: value >= 0, "0 or more"),)
    basis = column("text", "근거", "basis")


class ReportingUnits(Table):
    """Administrative dong, eup and myeon: the units of official figures."""

    name, key, ko = "rows/reporting_units", ("unit",), "행정동·읍·면"
    unit = column("text", "기호", "unit id")
    name_ko = column("text", "이름", "name")
    name_en = column("text", "영문 이름", "English name")
    code = column("text", "행정동 코드", "official code", optional=True)
    valid_from = column("date", "기준일", "valid from", optional=True)


class Crosswalk(Table):
    """How legal units, reporting units and living zones are joined, with the share of people."""

    name, key, ko = "rows/crosswalk", ("legal_unit",), "법정동·행정동·생활권 연결표"
    legal_unit = column("text", "법정동 코드", "legal unit")
    legal_name_ko = column("text", "법정동", "legal unit name")
    unit = column("text", "행정동 기호", "reporting unit", also=("행정동",))
    zone = column("text", "생활권 기호", "zone", also=("생활권",))
    people_share = column("share", "행정동 인구 중 비율", "share of the reporting unit's people")
    rules = (Rule(("people_share",), lambda share: 0 < share <= 1, "more than 0, at most 1"),)
    share_kind = column("text", "비율의 성격", "kind of share", choices={"exact": "정확한 값", "modelled": "모형값"})
    share_basis = column("text", "근거", "basis", optional=True)


class UnitChanges(Table):
    """How reporting units were split, merged, renamed or parts of them moved, so that figures of older or newer sets of units can be read."""

    name, key, ko = "rows/unit_changes", ("on_date", "from_unit", "to_unit"), "행정동 변경"
    on_date = column("date", "바뀐 날", "date of the change", also=("변경일",))
    kind = column("text", "구분", "kind of change", choices={"split": "분동", "merged": "통합", "renamed": "이름 변경", "moved": "경계 조정"}, also=("변경 구분",))
    from_unit = column("text", "바뀌기 전 단위", "unit before: its name or id", also=("변경 전", "바뀌기 전"))
    to_unit = column("text", "바뀐 뒤 단위", "unit after: its name or id; the same when it stays with less", also=("변경 후", "바뀐 뒤"))
    share = column("share", "전 단위 중 비율", "share of the unit before that belongs to the unit after", optional=True)
    share_back = column("share", "뒤 단위 중 비율", "share of the unit after that came from the unit before", optional=True)
    share_kind = column("text", "비율의 성격", "kind of share", optional=True, choices={"exact": "정확한 값", "modelled": "모형값"})
    basis = column("text", "근거", "basis")
    address = column("text", "출처", "address", optional=True)


class CoordinateSystems(Table):
    """Coordinate systems that a country's files come in, tried when a file does not say its own."""

    name, key, ko = "rows/coordinate_systems", ("crs",), "좌표계"
    crs = column("text", "좌표계", "coordinate system")
    title_ko = column("text", "이름", "title")
    basis = column("text", "근거", "basis")


class PlanningAreas(Table):
    """Which living zone each area of a housing plan lies in, by the names that the plan's files use."""

    name, key, ko = "rows/planning_areas", ("area",), "주택계획 구역과 생활권"
    area = column("text", "계획구역", "area, as the files name it")
    zone = column("text", "생활권 기호", "zone")
    unit = column("text", "행정동 기호", "reporting unit, where the whole area lies in one", optional=True)


class Authorities(Table):
    """Bodies that build, own or run."""

    name, key, ko = "rows/authorities", ("authority",), "기관"
    authority = column("text", "기호", "authority id")
    name_ko = column("text", "기관", "body")
    name_en = column("text", "영문 이름", "English name")
    kind = column("text", "구분", "kind", choices={"city": "시", "state_agency": "국가기관", "ministry": "중앙부처", "private": "민간"})


class Jurisdiction(Table):
    """Which body builds in a zone in which years, and who owns it after handover; zone 'city' = projects of no zone."""

    name, key, ko = "rows/jurisdiction", ("zone", "from_year"), "생활권별 시행·관리 기관"
    zone = column("text", "생활권 기호", "zone", also=("생활권",))
    from_year = column("year", "시작 연도", "from year")
    to_year = column("year", "끝 연도", "to year")
    rules = (rising("from_year", "to_year"),)
    builder = column("text", "시행 기관", "builder")
    owner = column("text", "인계 후 관리 기관", "owner after handover")
    handover_year = column("year", "인계 연도", "year from which the owner runs, and pays for running, what is built here; empty: as soon as it is built", optional=True)
    basis = column("text", "근거", "basis", optional=True)
