"""Where places and cells lie."""

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


class LocatedLines(Table):
    """Every line with the units and zone of its middle."""

    name, key, ko = "evidence/located_lines", ("layer", "line"), "선의 소속 생활권"
    because = "선의 한가운데가 {legal_unit} 경계 안에 있다."
    because_en = "its middle lies within legal unit {legal_unit}"
    layer = column("text", "자료 기호", "layer")
    line = column("text", "번호", "line")
    legal_unit = column("text", "법정동 코드", "legal unit", reads=["layers/lines[layer, line].shape", "layers/units[].shape"])
    unit = column("text", "행정동 기호", "reporting unit", reads=["evidence/located_lines[layer, line].legal_unit", "rows/crosswalk[legal_unit].unit"])
    zone = column("text", "생활권 기호", "zone", reads=["evidence/located_lines[layer, line].legal_unit", "rows/crosswalk[legal_unit].zone"])
    x_m = column("number", "X(m)", "x of the middle in projected metres", unit="plain", reads=["layers/lines[layer, line].shape"])
    y_m = column("number", "Y(m)", "y of the middle in projected metres", unit="plain", reads=["layers/lines[layer, line].shape"])
