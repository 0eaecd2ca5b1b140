"""The data layers of a city as tables: places, lines, cells, units, figures, events."""

from __future__ import annotations

from dosi.model.table import Table, column


class Layers(Table):
    """Which file each layer was taken from, and what was found in it."""

    name, key, ko = "layers/taken", ("layer",), "자료 목록"
    layer = column("text", "자료 기호", "layer")
    title_ko = column("text", "자료", "layer title")
    role = column("text", "쓰임", "role")
    file = column("text", "파일", "file taken", optional=True)
    kind = column("text", "성격", "observed or modelled", optional=True)
    vintage = column("date", "기준일", "vintage", optional=True)
    publisher = column("text", "작성 기관", "publisher", optional=True)
    licence = column("text", "이용 조건", "licence", optional=True)
    rows_read = column("int", "자료 건수", "rows read", unit="cases")
    rows_outside = column("int", "시 밖의 자료", "rows outside the city", unit="cases")
    period_from = column("date", "사건 기간(부터)", "first day over which events were collected", optional=True)
    period_to = column("date", "사건 기간(까지)", "last day of it", optional=True)
    covers_kind = column("list", "조사한 생활권 구분", "kinds of zone the file was made for; empty: all", optional=True)
    note_ko = column("text", "비고", "note", optional=True)


class Units(Table):
    """Legal units (법정동·읍·면) with their shape."""

    name, key, ko = "layers/units", ("legal_unit",), "법정동·읍·면 경계"
    legal_unit = column("text", "법정동 코드", "legal unit")
    name_ko = column("text", "법정동", "name")
    area_m2 = column("number", "면적(㎡)", "area in square metres")
    shape = column("shape", "경계", "shape in projected metres, WKB")


class Places(Table):
    """Points of facilities and devices."""

    name, key, ko = "layers/places", ("layer", "place"), "시설·장치 위치"
    layer = column("text", "자료 기호", "layer")
    place = column("text", "번호", "place")
    role = column("text", "쓰임", "role")
    name_ko = column("text", "이름", "name", optional=True)
    x_m = column("number", "X(m)", "x in projected metres")
    y_m = column("number", "Y(m)", "y in projected metres")
    attributes = column("list", "속성", "attributes as name=value", optional=True)


class Lines(Table):
    """Lines, e.g. streets: drawn on maps, and travelled along where their role begins with network; and areas within which something holds, e.g. flooded ground (role area:...)."""

    name, key, ko = "layers/lines", ("layer", "line"), "선과 면 자료"
    layer = column("text", "자료 기호", "layer")
    line = column("text", "번호", "line")
    role = column("text", "쓰임", "role")
    name_ko = column("text", "이름", "name", optional=True)
    attributes = column("list", "속성", "attributes as name=value", optional=True)
    shape = column("shape", "형상", "shape in projected metres, WKB")
    meets = column("text", "만나는 방식", "how lines meet: at named ends, at shared vertices, or where they cross", choices=("nodes", "vertices", "crossings"))
    from_node = column("text", "시작 노드", "name of the node at the start", optional=True)
    to_node = column("text", "끝 노드", "name of the node at the end", optional=True)
    length_m = column("number", "길이(m)", "true length where the drawn line is simplified", unit="metre", optional=True)
    speed_km_per_h = column("number", "속도(km/h)", "speed that was measured", optional=True)
    permitted_km_per_h = column("number", "제한속도(km/h)", "speed that is permitted", optional=True)
    one_way = column("text", "일방통행", "yes: driven only as drawn", choices=("yes", "no"))
    level = column("text", "높이 차례", "lines of different levels do not meet where they cross: bridges, tunnels", optional=True)


class Cells(Table):
    """Grid cells with the people who live there; empty cells are left out."""

    name, key, ko = "layers/cells", ("cell",), "인구 격자"
    cell = column("text", "격자", "cell")
    x_m = column("number", "X(m)", "x of the centre in projected metres")
    y_m = column("number", "Y(m)", "y of the centre in projected metres")
    people = column("int", "인구", "people", unit="people")


class GroundCells(Table):
    """What lies on each 100 m cell of the ground: the share of it that is built or closed to building, or how many dwellings, how high it lies; cells with none are left out."""

    name, key, ko = "layers/ground", ("layer", "cell"), "땅의 쓰임(100m 격자)"
    layer = column("text", "자료 기호", "layer")
    cell = column("text", "격자", "cell: x and y of its lower left corner in hundreds of metres")
    role = column("text", "쓰임", "role")
    x_m = column("number", "X(m)", "x of the centre in projected metres")
    y_m = column("number", "Y(m)", "y of the centre in projected metres")
    value = column("number", "값", "share of the cell (roles land:...), height in metres (terrain:height) or amount in it", unit="number")


class UnitFigures(Table):
    """Official figures by reporting unit."""

    name, key, ko = "layers/figures", ("measure", "unit"), "행정동별 공표 수치"
    measure = column("text", "항목", "measure")
    unit = column("text", "행정동 기호", "reporting unit")
    role = column("text", "쓰임", "role")
    value = column("number", "값", "value", unit="plain")
    divided = column("text", "나눈 값", "yes: divided out of another unit's figure by a share", optional=True, choices=("yes",))


class Series(Table):
    """Figures by reporting unit at several dates."""

    name, key, ko = "layers/series", ("measure", "unit", "on_date"), "행정동별 시계열"
    measure = column("text", "항목", "measure")
    unit = column("text", "행정동 기호", "reporting unit")
    on_date = column("date", "날짜", "date")
    value = column("number", "값", "value", unit="plain")


class Ages(Table):
    """People by reporting unit and age group, both sexes together."""

    name, key, ko = "layers/ages", ("unit", "age"), "행정동·나이별 인구"
    unit = column("text", "행정동 기호", "reporting unit")
    age = column("int", "나이(부터)", "youngest age of the group", unit="plain")
    people = column("number", "인구", "people", unit="people")


class HourFigures(Table):
    """People who are in a unit, or in the city, by date and hour, all sexes and ages together."""

    name, key, ko = "layers/hours", ("measure", "place", "on_date", "hour"), "시간대별 인구"
    measure = column("text", "항목", "measure")
    place = column("text", "대상", "reporting unit, or city")
    on_date = column("date", "날짜", "date")
    hour = column("int", "시각", "hour of the day", unit="plain")
    value = column("number", "인구", "people", unit="people")


class PlannedHousing(Table):
    """Housing blocks with the date people move in, or are to."""

    name, key, ko = "layers/housing", ("layer", "block"), "주택 공급과 입주"
    layer = column("text", "자료 기호", "layer")
    block = column("text", "블록", "block: its number in the file")
    area = column("text", "계획구역", "planning area, as the file names it")
    households = column("number", "세대수", "households", unit="plain")
    planned_year = column("int", "계획연도", "year it was planned in", optional=True)
    on_date = column("date", "입주 시기", "date of moving in; missing: not decided", optional=True)


class Events(Table):
    """Events placed by legal unit, e.g. accidents."""

    name, key, ko = "layers/events", ("layer", "event"), "사건 자료"
    layer = column("text", "자료 기호", "layer")
    event = column("text", "번호", "event")
    role = column("text", "쓰임", "role")
    legal_unit = column("text", "법정동 코드", "legal unit")
    on_date = column("date", "날짜", "date", optional=True)
    attributes = column("list", "속성", "attributes as name=value", optional=True)


class NamedEvents(Table):
    """Events known by the name of the place where they happened, e.g. accidents at named crossings."""

    name, key, ko = "layers/named_events", ("layer", "event"), "장소 이름으로 아는 사건"
    layer = column("text", "자료 기호", "layer")
    event = column("text", "번호", "event")
    role = column("text", "쓰임", "role of the places that are named")
    place_name = column("text", "장소", "name of the place")
    on_date = column("date", "날짜", "date", optional=True)
