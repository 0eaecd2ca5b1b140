"""What indicators find, cell by cell and place by place, and what streets do not reach."""

from __future__ import annotations

from dosi.model.table import Table, column


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


class Shrunken(Table):
    """What rates of few events are drawn from: the events as counted, and how the rates of units are spread (empirical Bayes, see `evidence.shrinkage`)."""

    name, key, ko = "evidence/shrunken", ("place", "indicator"), "평균 쪽으로 당긴 비율의 바탕"
    because = "모든 행정동의 비율에서 평균과 흩어진 정도를 어림하고, 이곳에서 센 수를 그쪽으로 당긴다."
    because_en = "events as counted here, and the mean and spread of the rates of all units towards which they are drawn"
    place = column("text", "대상", "place")
    indicator = column("text", "지표", "indicator")
    events = column("number", "센 수", "events as counted", reads=(READ := ["evidence/places[place, indicator].numerator", "layers/events[].role,legal_unit,attributes", "rows/indicators[indicator].role,condition",
                                                                     "rows/crosswalk[].legal_unit,unit,zone"]))  # fmt: skip
    mean = column("number", "평균 비율", "events over exposure of all units that the spread is learnt from, in the indicator's unit", unit="fine", reads=(SPREAD := [
        *READ, "evidence/exposure[].role,place,person_years", "layers/figures[].role,value,unit", "rows/crosswalk[].people_share", "rows/indicators[indicator].per,factor,least_people",
        "evidence/people[level='unit'].people"]))  # fmt: skip
    variance = column("number", "비율의 분산", "variance of true rates between units beyond chance, in the indicator's unit squared; 0: all units have one rate", unit="fine", reads=SPREAD)
    del READ, SPREAD


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
