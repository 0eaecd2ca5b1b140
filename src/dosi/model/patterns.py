"""What stands out: tables of hot spots, of values that cluster, and of towns like this one.

`reads` says what each value is made from.
"""

from __future__ import annotations

from dosi.model.table import Table, column


class Clusters(Table):
    """Whether the values of an indicator cluster in space (Moran's I), and which places are the cores of clusters of high and low values."""

    name, key, ko = "evidence/clusters", ("indicator", "level"), "지표의 공간 군집"
    because = "이웃을 섞은 {permutations|count}번 가운데 이만큼 모인 것의 비율이 {p_share|number}{이다}. {state}."
    because_en = "share of {permutations|count} shuffles at least as clustered: {p_share|number}; {state}"
    because_for = ("moran_i", "p_share")
    indicator = column("text", "지표", "indicator")
    level = column("text", "단위", "level", choices=("unit", "zone"))
    places = column("int", "값을 아는 곳", "places whose value is known", unit="plain", reads=(VALUES := ["evidence/places[indicator, level].value"]))
    state = column("text", "판정", "clustered; chance: not told from chance; cannot_tell: too few places, or all alike", choices=("clustered", "chance", "cannot_tell"),
                   reads=["evidence/clusters[level].p_share"])  # fmt: skip
    moran_i = column("number", "모란 지수", "global Moran's I", optional=True, reads=(PATTERN := [*VALUES, "layers/units[].shape", "rows/crosswalk[].legal_unit,unit,zone"]))
    expected = column("number", "우연일 때의 값", "Moran's I expected by chance", optional=True, reads=PATTERN)
    p_share = column("share", "우연일 확률", "share of shuffles at least as clustered", optional=True, reads=PATTERN)
    permutations = column("int", "섞은 횟수", "shuffles", unit="count", reads=PATTERN)
    high = column("list", "높은 값이 모인 곳", "cores of clusters of high values", optional=True, reads=(CORES := ["evidence/clusters[indicator, level].state", *PATTERN]))
    low = column("list", "낮은 값이 모인 곳", "cores of clusters of low values", optional=True, reads=CORES)
    del VALUES, PATTERN, CORES


class Spots(Table):
    """Named spots, crossings and stretches of street where events happened: how many to expect there, and whether that is more than chance."""

    name, key, ko = "evidence/spots", ("role", "kind", "place"), "사건이 잦은 곳"
    because = "사건 {events|cases}, 같은 종류 {among|plain}곳의 평균의 두 배를 넘을 확률 {hot_share|probability}{이다}."
    because_en = "{events|plain} events; probability of more than twice the mean of {among|plain} places: {hot_share|probability}"
    role = column("text", "쓰임", "role of the spots or events")
    kind = column("text", "종류", "spot (named in the file), crossing, link (stretch of street between crossings)", choices=("spot", "crossing", "link"))
    place = column("text", "기호", "name of a spot; coordinates of a crossing; those of both ends of a link")
    name_ko = column("text", "이름", "name", reads=(READ := [
        "layers/named_events[role].place_name,on_date", "layers/taken[].role,period_from,period_to", "evidence/located[role].name_ko,attributes,x_m,y_m",
        "layers/lines[].role,name_ko,shape,meets,from_node,to_node,length_m,level when kind=crossing|link"]))  # fmt: skip
    located = column("text", "좌표", "whether its place in the city is known", choices=("yes", "no"), reads=READ)
    events = column("int", "사건 수", "events", unit="cases", reads=READ)
    among = column("int", "견준 곳", "places of the kind it is compared with, those without events included", unit="plain", reads=READ)
    exposure = column("number", "노출", "exposure: metres of a link, 1 for a spot or crossing, or the attribute exposure of a spot", reads=READ)
    years = column("number", "기간(년)", "years over which events were collected; missing: unknown", optional=True, reads=READ)
    per_year = column("number", "해마다 예상", "events per year: expected after shrinkage; of a spot as counted", optional=True, range=("per_year_low", "per_year_high"), reads=READ)
    per_year_low = column("number", "예상 하한", "lower end of the 95 % interval", optional=True, reads=READ)
    per_year_high = column("number", "예상 상한", "upper end of the 95 % interval", optional=True, reads=READ)
    hot_share = column("share", "평균의 두 배를 넘을 확률", "probability that its rate is more than twice the mean of its kind; missing: a spot, chosen for its events", unit="probability", optional=True,
                       reads=READ)  # fmt: skip
    hot = column("bool", "잦은 곳", "whether that probability is at least 95 %, the events are three or more, and chance would bring so many to none of the places", reads=READ)
    del READ


class PeerValues(Table):
    """The city's indicators beside those of other towns, and whether these are like it: people within a factor of two, age within ten years."""

    name, key, ko = "evidence/peers", ("town", "indicator"), "견줄 도시와 나란히 본 지표"
    because = "{town}의 인구는 이 도시의 {people_ratio|number}배이고 {years_apart|plain}년 차이가 난다. 값은 {worked_ko}({source_ko})."
    because_en = "{people_ratio|number} times the people, {years_apart|plain} years apart; {worked_ko} ({source_ko})"
    town = column("text", "도시", "town")
    indicator = column("text", "지표", "indicator")
    people_ratio = column("number", "인구의 배수", "people of the town over people of the city", optional=True,
                          reads=["rows/peer_towns[town].people", "evidence/people[place='city'].people"])  # fmt: skip
    years_apart = column("int", "나이 차이(년)", "years between the first move-ins", unit="plain", optional=True,
                         reads=["rows/peer_towns[town].first_year", "rows/figures[place='city', measure='first_move_in_year'].value"])  # fmt: skip
    like = column("text", "비슷한가", "yes; no, by size, age or both; cannot_tell: the city's people or first year is not known",
                  choices={"yes": "비슷함", "size": "크기가 다름", "age": "나이가 다름", "both": "크기와 나이가 다름", "cannot_tell": "알 수 없음"},
                  reads=["evidence/peers[town, indicator].people_ratio,years_apart"])  # fmt: skip
    value = column("number", "그 도시의 값", "value of the town", reads=["rows/peer_figures[town, indicator].value"])
    own_value = column("number", "이 도시의 값", "value of the city", optional=True, reads=["evidence/places[place='city', indicator].value"])
    year = column("year", "기준 연도", "year of the town's value", reads=["rows/peer_figures[town, indicator].year"])
    worked_ko = column("text", "셈", "how the town's value was worked out", reads=["rows/peer_figures[town, indicator].worked_ko"])
    source_ko = column("text", "출처", "source", reads=["rows/peer_figures[town, indicator].source_ko"])
