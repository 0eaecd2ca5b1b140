"""The tables that stages return, in the order of the flow; `reads` says what each value is made from.

Reads say no more and no less than the computation uses: when one of them changes, the fact moves, otherwise it stays.
Columns that only tell rows apart (role, level, basis) are there so that a read can name the rows it means. The reads of
a key column say what the row's being there depends on.
"""

from __future__ import annotations

from dosi.model.table import Table, column

# evidence ------------------------------------------------------------------------------------------------------------


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
    legal_unit = column("text", "법정동 코드", "legal unit", reads=["layers/cells[cell].x_m,y_m", "layers/units[].shape"])
    unit = column("text", "행정동 기호", "reporting unit",
                  reads=["evidence/located_cells[cell].legal_unit", "rows/crosswalk[legal_unit].unit"])  # fmt: skip
    zone = column("text", "생활권 기호", "zone",
                  reads=["evidence/located_cells[cell].legal_unit", "rows/crosswalk[legal_unit].zone"])  # fmt: skip
    people = column("int", "인구", "people", unit="people", reads=["layers/cells[cell].people"])
    x_m = column("number", "X(m)", "x of the centre in projected metres", unit="plain", reads=["layers/cells[cell].x_m"])
    y_m = column("number", "Y(m)", "y of the centre in projected metres", unit="plain", reads=["layers/cells[cell].y_m"])


class People(Table):
    """People and area of every reporting unit, zone and the city; a zone's figure comes over the crosswalk."""

    name, key, ko = "evidence/people", ("place",), "인구와 면적"
    because = "{name_ko}의 인구 {people|people}{은} {basis_ko} 값이다."
    because_en = "people of {name_ko}: {people|people}"
    place = column("text", "대상", "place")
    level = column("text", "단위", "level", choices=("unit", "zone", "city"), reads=["rows/reporting_units[unit=place].unit", "rows/zones[zone=place].zone"])
    name_ko = column("text", "이름", "name", reads=["rows/reporting_units[unit=place].name_ko when level=unit",
                                                   "rows/zones[zone=place].name_ko when level=zone"])  # fmt: skip
    people = column("int", "인구", "people", unit="people",
                    reads=["layers/figures[measure='population', unit=place].value when level=unit",
                           "evidence/people_shares[zone=place].people when level=zone",
                           "layers/figures[measure='population'].value when level=city"])  # fmt: skip
    area_m2 = column("number", "면적(㎡)", "area", reads=["rows/crosswalk[unit=place].legal_unit when level=unit",
                                                        "rows/crosswalk[zone=place].legal_unit when level=zone",
                                                        "rows/crosswalk[].legal_unit when level=city", "layers/units[].area_m2"])  # fmt: skip
    basis_ko = column("text", "근거", "basis", reads=["evidence/people_shares[].zone when level=zone"])


class PeopleShares(Table):
    """A reporting unit's people divided among the zones it spans, in whole people (largest remainder)."""

    name, key, ko = "evidence/people_shares", ("unit", "zone"), "행정동 인구의 생활권별 배분"
    because = "행정동 인구를 연결표의 비율로 나누어 {people|people}{이다}."
    because_en = "the unit's people divided by the crosswalk's shares"
    unit = column("text", "행정동 기호", "reporting unit")
    zone = column("text", "생활권 기호", "zone")
    people = column("int", "인구", "people", unit="people",
                    reads=["layers/figures[measure='population', unit].value", "rows/crosswalk[unit].people_share,zone"])  # fmt: skip


class CellValues(Table):
    """Straight-line distance from a cell to the nearest place that an indicator counts."""

    name, key, ko = "evidence/cells", ("indicator", "cell"), "격자별 직선거리"
    because = "가장 가까운 시설({nearest_place})까지 직선으로 {distance_m|metre}{이다}."
    because_en = "nearest place {nearest_place}, straight line {distance_m|metre}"
    indicator = column("text", "지표", "indicator")
    cell = column("text", "격자", "cell")
    role = column("text", "쓰임", "role of the places counted", reads=["rows/indicators[indicator].role"])
    zone = column("text", "생활권 기호", "zone", reads=["evidence/located_cells[cell].zone"])
    unit = column("text", "행정동 기호", "reporting unit", reads=["evidence/located_cells[cell].unit"])
    people = column("int", "인구", "people", unit="people", reads=["evidence/located_cells[cell].people"])
    nearest_layer = column("text", "가장 가까운 시설의 자료", "layer of the nearest place", reads=(NEAREST := [
        "evidence/located_cells[cell].x_m,y_m", "evidence/located[role].x_m,y_m,attributes", "rows/indicators[indicator].condition"]))  # fmt: skip
    nearest_place = column("text", "가장 가까운 시설", "nearest place", reads=NEAREST)
    distance_m = column("number", "직선거리(m)", "straight-line distance in metres", unit="metre",
                        reads=["evidence/located_cells[cell].x_m,y_m", "evidence/located[layer=nearest_layer, place=nearest_place].x_m,y_m"])  # fmt: skip
    del NEAREST


class Measured(Table):
    """Indicators by reporting unit, zone and city, with their gap to the target."""

    name, key, ko = "evidence/places", ("place", "indicator"), "지표 값"
    because_for = ("value", "gap_share")
    because = "{numerator|number} ÷ {denominator|number}에서 {value|number}, 목표 {target|number}과의 격차는 {gap_share|percent}{이다}."
    because_en = "{numerator|number} over {denominator|number}; gap to the target {gap_share|percent}"
    place = column("text", "대상", "place")
    indicator = column("text", "지표", "indicator")
    level = column("text", "단위", "level", choices=("unit", "zone", "city"), reads=["evidence/people[place].level"])
    theme = column("text", "도시문제", "theme", reads=["rows/indicators[indicator].theme"])
    basis = column("text", "계산 자료", "what is counted", choices=("cells", "places", "events"),
                   reads=["rows/indicators[indicator].shape", "layers/events[role].role"])  # fmt: skip
    over = column("text", "나누는 값", "what the count is divided by", choices=("cells", "places", "people", "area"), reads=["rows/indicators[indicator].shape"])
    role = column("text", "쓰임", "role", reads=["rows/indicators[indicator].role"])
    numerator = column("number", "분자", "numerator", optional=True, reads=[
        *(CELLS := ["evidence/cells[zone=place, indicator].distance_m,people when level=zone,basis=cells",
                    "evidence/cells[unit=place, indicator].distance_m,people when level=unit,basis=cells",
                    "evidence/cells[indicator].distance_m,people when level=city,basis=cells"]),
        *(KNOWN := ["evidence/cells[indicator].cell when basis=cells", "evidence/located[role].role when basis=places"]),
        "evidence/located[zone=place, role].attributes when level=zone,basis=places",
        "evidence/located[unit=place, role].attributes when level=unit,basis=places",
        "evidence/located[role].attributes when level=city,basis=places",
        "layers/events[role].legal_unit when basis=events",
        "rows/crosswalk[zone=place].legal_unit when level=zone,basis=events",
        "rows/crosswalk[unit=place].legal_unit when level=unit,basis=events",
        "rows/indicators[indicator].shape", "rows/indicators[indicator].radius_m when basis=cells", "rows/indicators[indicator].condition when basis=places",
        "evidence/places[place, indicator].missing_ko"])  # fmt: skip
    denominator = column("number", "분모", "denominator", optional=True, reads=[
        *(DIVISOR := [
            "evidence/cells[zone=place, indicator].people when level=zone,over=cells", "evidence/cells[unit=place, indicator].people when level=unit,over=cells",
            "evidence/cells[indicator].people when level=city,over=cells",
            "evidence/located[zone=place, role].role when level=zone,over=places", "evidence/located[unit=place, role].role when level=unit,over=places",
            *KNOWN, "evidence/people[place].people when over=people", "evidence/people[place].area_m2 when over=area",
            "rows/indicators[indicator].factor when over=people"]),
        "evidence/places[place, indicator].missing_ko"])  # fmt: skip
    value = column("number", "값", "value", optional=True, reads=["evidence/places[place, indicator].numerator,denominator"])
    target = column("number", "목표", "target", reads=["rows/indicators[indicator].target"])
    gap_share = column("share", "목표와의 격차", "gap to the target (0 reached, 1 worst)", optional=True,
                       reads=["evidence/places[place, indicator].value", "rows/indicators[indicator].target,worst"])  # fmt: skip
    people_affected = column("int", "영향 인구", "people affected", unit="people", optional=True, reads=[
        "evidence/places[place, indicator].gap_share", *CELLS, "rows/indicators[indicator].shape,radius_m,target when basis=cells",
        "evidence/people[place].people when basis=places|events"])  # fmt: skip
    missing_ko = column("text", "값이 없는 이유", "why it is missing", optional=True, reads=[
        *DIVISOR, "evidence/people[place].people", "rows/indicators[indicator].least_people", "layers/taken[role].covers_kind", "rows/zones[].kind",
        "rows/crosswalk[].unit,zone"])  # fmt: skip
    del CELLS, KNOWN, DIVISOR


# voice ---------------------------------------------------------------------------------------------------------------


class Mentions(Table):
    """Which problem themes an opinion raises, by the controlled words of each theme."""

    name, key, ko = "voice/mentions", ("opinion", "theme"), "의견이 말하는 도시문제"
    because = "의견에 주제어 ‘{word}’가 나온다."
    because_en = "the opinion holds a word of the theme"
    opinion = column("text", "접수번호", "opinion")
    theme = column("text", "도시문제", "theme", reads=["rows/opinions[opinion].text", "rows/themes[theme].words"])
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["rows/opinions[opinion].zone"])
    word = column("text", "주제어", "word found", reads=["rows/opinions[opinion].text", "rows/themes[theme].words"])
    times = column("int", "나온 횟수", "words of the theme found", unit="plain", reads=["rows/opinions[opinion].text", "rows/themes[theme].words"])


class Heard(Table):
    """What people say by zone and theme: the share of voices that raise it, with its 95 % interval."""

    name, key, ko = "voice/heard", ("zone", "theme"), "생활권별 시민 의견"
    because_for = ("voice_share", "raised", "respondents")
    because = "의견과 설문 {respondents|cases} 가운데 {raised|cases}에서 이 문제를 말했다."
    because_en = "{raised|cases} of {respondents|cases} voices raise it"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    respondents = column("int", "의견 수", "voices", unit="cases",
                         reads=["rows/opinions[zone].opinion when zone_known=yes", "rows/opinions[].opinion when zone_known=no",
                                "rows/survey[zone, theme, topic_no='1'].respondents when zone_known=yes",
                                "rows/survey[theme, topic_no='1'].respondents when zone_known=no"])  # fmt: skip
    raised = column("int", "이 문제를 말한 수", "voices raising it", unit="cases",
                    reads=["voice/mentions[zone, theme].opinion when zone_known=yes", "voice/mentions[theme].opinion when zone_known=no",
                           "rows/survey[zone, theme, topic_no='1'].raised when zone_known=yes",
                           "rows/survey[theme, topic_no='1'].raised when zone_known=no"])  # fmt: skip
    voice_share = column("share", "의견 비율", "share of voices", optional=True, range=("share_low", "share_high"),
                         reads=["voice/heard[zone, theme].raised,respondents"])  # fmt: skip
    share_low = column("share", "비율 하한", "lower end of the 95 % interval", optional=True, reads=["voice/heard[zone, theme].raised,respondents"])
    share_high = column("share", "비율 상한", "upper end of the 95 % interval", optional=True, reads=["voice/heard[zone, theme].raised,respondents"])
    zone_known = column("text", "생활권 의견", "yes: a zone; no: the whole city", choices=("yes", "no"))


class Ledger(Table):
    """What became of every opinion (guideline on hearings: per opinion, what was done and why not)."""

    name, key, ko = "voice/ledger", ("opinion",), "의견 처리 결과"
    because = "{why}"
    opinion = column("text", "접수번호", "opinion")
    on_date = column("date", "접수일", "received on", reads=["rows/opinions[opinion].on_date"])
    channel = column("text", "경로", "channel", reads=["rows/opinions[opinion].channel"])
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["rows/opinions[opinion].zone"])
    theme = column("text", "도시문제", "theme", optional=True, reads=["voice/mentions[opinion].theme,times"])
    outcome = column("text", "처리", "outcome", choices=("adopted", "partly", "not_adopted", "unplaced"), reads=[
        "voice/mentions[opinion].theme,times", "voice/ledger[opinion].zone", "portfolio/chosen[].service,zone", "rows/services[].themes"])  # fmt: skip
    service = column("text", "반영 서비스", "service", optional=True, reads=[
        "voice/mentions[opinion].theme,times", "voice/ledger[opinion].zone", "portfolio/chosen[].service,zone,start_year", "rows/services[].themes"])  # fmt: skip
    why = column("text", "이유", "why", reads=[
        "voice/ledger[opinion].outcome", "rows/services[service].title_ko when outcome=adopted|partly", "portfolio/chosen[service].zone when outcome=partly",
        "portfolio/chosen[].service,zone,start_year when outcome=partly", "rows/services[].themes when outcome=partly", "voice/ledger[opinion].theme,zone when outcome=partly", "rows/themes[theme].title_ko when outcome=not_adopted",
        "voice/ledger[opinion].zone when outcome=not_adopted", "voice/mentions[opinion].theme,times when outcome=not_adopted",
        "portfolio/left_out[].reason when outcome=not_adopted", "rows/services[].themes when outcome=not_adopted"])  # fmt: skip
    by_body = column("text", "처리 기관", "by which body")
    on_answer = column("date", "처리일", "answered on")


# problems ------------------------------------------------------------------------------------------------------------


class Problems(Table):
    """Urban problems by zone and theme, worst first, with the range their rank may take."""

    name, key, ko = "problems/ranked", ("zone", "theme"), "도시문제 순위"
    because_for = ("score", "rank")
    because = "목표와의 격차 {gap_share|percent}, 의견 비율 {voice_share|percent}, 영향 인구 비율 {people_share|percent}의 가중 평균이다."
    because_en = "weighted mean of gap {gap_share|percent}, voice {voice_share|percent} and people affected {people_share|percent}"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    level = column("text", "단위", "level", choices=("zone", "city"))
    state = column("text", "상태", "ranked, unknown (neither data nor voice), or city", choices=("ranked", "unknown", "city"),
                   reads=["problems/ranked[zone, theme].score"])  # fmt: skip
    indicator = column("text", "가장 뒤처진 지표", "indicator that lags most", optional=True, reads=["evidence/places[place=zone, theme].gap_share"])
    gap_share = column("share", "격차", "gap", optional=True, reads=["evidence/places[place=zone, indicator].gap_share"])
    voice_share = column("share", "의견 비율", "voice", optional=True, reads=["voice/heard[zone, theme].voice_share"])
    people_affected = column("int", "영향 인구", "people affected", unit="people", optional=True, reads=["evidence/places[place=zone, indicator].people_affected"])
    people_share = column("share", "영향 인구 비율", "share of people affected", optional=True,
                          reads=["problems/ranked[zone, theme].people_affected", "evidence/people[place=zone].people"])  # fmt: skip
    score = column("number", "점수", "score (0..1)", unit="score", optional=True,
                   reads=["problems/ranked[zone, theme].gap_share,voice_share,people_share",
                          "rows/weights[group='base'].gap_weight,voice_weight,people_weight"])  # fmt: skip
    rank = column("int", "순위", "rank", unit="rank", optional=True, range=("rank_low", "rank_high"),
                  reads=["problems/ranked[level='zone'].score when level=zone"])  # fmt: skip
    rank_low = column("int", "순위 최고", "best rank over weights and voice interval", unit="rank", optional=True, reads=(TRIED := [
        "problems/ranked[level='zone'].gap_share,voice_share,people_share when level=zone", "rows/weights[].gap_weight,voice_weight,people_weight when level=zone",
        "voice/heard[zone_known='yes'].share_low,share_high when level=zone"]))  # fmt: skip
    rank_high = column("int", "순위 최저", "worst rank over weights and voice interval", unit="rank", optional=True, reads=TRIED)
    del TRIED


# infrastructure ------------------------------------------------------------------------------------------------------


class StandardVerdicts(Table):
    """Verdict of every requirement on every subject it applies to."""

    name, key, ko = "infrastructure/verdicts", ("standard", "requirement", "subject"), "기준 점검 결과"
    because = "측정값 {measured|number}, 한계값 {limit|number}: {state}."
    because_en = "measured {measured|number}, limit {limit|number}: {state}"
    standard = column("text", "기준", "standard")
    requirement = column("text", "요구사항", "requirement")
    subject = column("text", "대상", "subject")
    role = column("text", "쓰임", "role of the places it applies to", reads=["rows/standards[standard, requirement].role"])
    layer = column("text", "자료 기호", "layer", optional=True, reads=["evidence/located[place=subject, role].layer when layer_kind=place"])
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["evidence/located[layer, place=subject].zone when layer_kind=place"])
    state = column("text", "판정", "state", choices=("pass", "fail", "cannot_tell", "not_applicable"), reads=(READ := [
        "evidence/located[layer, place=subject].attributes when layer_kind=place",
        "infrastructure/covered[standard, requirement, zone=subject].people,covered when layer_kind=zone",
        "evidence/located[zone=subject, role].role when layer_kind=zone", "evidence/located_cells[zone=subject].people when layer_kind=zone",
        "rows/standards[standard, requirement].parameters,applies_where,kind"]))  # fmt: skip
    measured = column("number", "측정값", "measured", optional=True, reads=READ)
    measured_text = column("text", "확인한 값", "value found, where it is a word", optional=True, reads=READ)
    limit = column("number", "한계값", "limit", optional=True, reads=READ)
    severity = column("text", "의무", "severity", reads=["rows/standards[standard, requirement].severity"])
    layer_kind = column("text", "대상의 종류", "place or zone", choices=("place", "zone"), reads=["rows/standards[standard, requirement].kind"])
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


class Offers(Table):
    """For a candidate and a scale step: what it would cost, where it would stand and whom it would serve."""

    name, key, ko = "infrastructure/offers", ("service", "zone", "scale"), "규모별 제안"
    because_for = ("points",)
    because = "단위 {units|count}, 이용 인구 {people_served|people}, 점수 {points|number} = 문제 점수 × 효과 × 이용 인구."
    because_en = "points = problem score x effect x people served"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    scale = column("int", "규모 단계", "scale step", unit="plain")
    basis = column("text", "이용 인구의 계산", "people near the sites, or a share of the zone's people", choices=("sites", "zone"),
                   reads=["rows/services[service].site_role,radius_m", "services/candidates[service, zone].shortlisted"])  # fmt: skip
    units = column("int", "수량", "units", unit="count", reads=["rows/services[service].scales", "infrastructure/offered_sites[service, zone].first_scale"])
    site_ids = column("list", "설치 장소", "sites", optional=True, reads=["infrastructure/offered_sites[service, zone].first_scale"])
    capital_won_low = column("won", "구축비 낮은 값", "capital, low", reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].capital_won_low"])
    capital_won = column("won", "구축비", "capital", range=("capital_won_low", "capital_won_high"),
                         reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].capital_won_mid"])  # fmt: skip
    capital_won_high = column("won", "구축비 높은 값", "capital, high", reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].capital_won_high"])
    operating_won_per_year_low = column("won", "연 운영비 낮은 값", "operating per year, low",
                                        reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].operating_won_per_year_low"])  # fmt: skip
    operating_won_per_year = column("won", "연 운영비", "operating per year", range=("operating_won_per_year_low", "operating_won_per_year_high"),
                                    reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].operating_won_per_year_mid"])  # fmt: skip
    operating_won_per_year_high = column("won", "연 운영비 높은 값", "operating per year, high",
                                         reads=["infrastructure/offers[service, zone, scale].units", "rows/services[service].operating_won_per_year_high"])  # fmt: skip
    people_served = column("int", "이용 인구", "people served", unit="people",
                           reads=["infrastructure/offered_sites[service, zone].people_added,first_scale when basis=sites",
                                  "infrastructure/offers[service, zone, scale].units when basis=zone", "evidence/people[place=zone].people when basis=zone",
                                  "rows/services[service].scales when basis=zone"])  # fmt: skip
    points = column("number", "점수", "points", reads=["infrastructure/offers[service, zone, scale].people_served", "services/candidates[service, zone].score",
                                                      "rows/services[service].effect_mid_share"])  # fmt: skip


class OfferedSites(Table):
    """Sites of a candidate in the order they are best added, each with the people it adds (greedy maximal covering)."""

    name, key, ko = "infrastructure/offered_sites", ("site",), "후보 설치 장소"
    because = "앞선 장소가 닿지 않는 사람 {people_added|people}{을} 새로 담당한다."
    because_en = "adds {people_added|people} whom earlier sites do not reach"
    site = column("text", "장소 기호", "site")
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    no = column("int", "추가 순서", "order", unit="plain")
    first_scale = column("int", "처음 드는 규모", "first scale step that holds it", unit="plain",
                         reads=["rows/services[service].scales", "services/candidates[service, zone].shortlisted"])  # fmt: skip
    role = column("text", "쓰임", "role of the places", reads=["rows/services[service].site_role"])
    level = column("text", "단위", "zone or whole city", choices=("zone", "city"), reads=["rows/services[service].place"])
    provides = column("text", "갖추는 시설", "role of the devices that need not be built twice", optional=True, reads=["rows/services[service].provides_role"])
    layer = column("text", "자료 기호", "layer of the place", reads=(ORDER := [
        "evidence/located[zone, role].x_m,y_m,attributes when level=zone", "evidence/located[role].x_m,y_m,attributes when level=city",
        "evidence/located_cells[zone].people,x_m,y_m when level=zone", "evidence/located_cells[].people,x_m,y_m when level=city",
        "evidence/located[role=provides].x_m,y_m,attributes", "rows/services[service].radius_m,site_condition,provides_role,provides_condition"]))  # fmt: skip
    place = column("text", "장소", "place", reads=ORDER)
    x_m = column("number", "X(m)", "x", unit="plain", reads=["evidence/located[layer, place].x_m"])
    y_m = column("number", "Y(m)", "y", unit="plain", reads=["evidence/located[layer, place].y_m"])
    people_added = column("int", "새로 담당하는 인구", "people added", unit="people", reads=ORDER)
    del ORDER


class Sites(Table):
    """The chosen offers' sites."""

    name, key, ko = "infrastructure/sites", ("site",), "설치 장소"
    because = "선정된 규모에 드는 장소이며, 새로 담당하는 인구는 {people_added|people}{이다}."
    because_en = "a site of the chosen scale; adds {people_added|people}"
    site = column("text", "장소 기호", "site", reads=["portfolio/chosen[service, zone].scale", "infrastructure/offered_sites[site].first_scale"])
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    layer = column("text", "자료 기호", "layer", reads=["infrastructure/offered_sites[site].layer"])
    place = column("text", "장소", "place", reads=["infrastructure/offered_sites[site].place"])
    x_m = column("number", "X(m)", "x", unit="plain", reads=["infrastructure/offered_sites[site].x_m"])
    y_m = column("number", "Y(m)", "y", unit="plain", reads=["infrastructure/offered_sites[site].y_m"])
    people_added = column("int", "새로 담당하는 인구", "people added", unit="people", reads=["infrastructure/offered_sites[site].people_added"])
    start_year = column("year", "설치 시작", "start", reads=["portfolio/chosen[service, zone].start_year"])


# services ------------------------------------------------------------------------------------------------------------


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
    mode = column("text", "구분", "new or improvement", choices=("new", "improve"), reads=["rows/existing_services[twin=service].zones,decision"])
    twin = column("text", "기존 서비스", "existing service it improves", optional=True, reads=["rows/existing_services[twin=service].zones,decision"])
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
                                                   "services/candidates[service, zone].obliged when gate=needs"])  # fmt: skip
    measured = column("number", "값", "measured", optional=True, reads=[
        "rows/services[service].field,infrastructure_kinds when gate=legal_field", "rows/lists[list='service_fields'].item when gate=legal_field",
        "rows/lists[list='infrastructure_kinds'].item when gate=legal_field",
        "services/candidates[service, zone].score when gate=needs",
        "services/candidates[service, zone].spots when gate=sites", "rows/services[service].site_role,scales when gate=sites",
        "services/candidates[service, zone].twin when gate=duplicate", "rows/existing_services[twin=service].decision,zones when gate=duplicate",
        "services/candidates[service, zone].people_affected when gate=cost_per_person", "evidence/people[place=zone].people when gate=cost_per_person",
        "rows/services[service].capital_won_mid,scales when gate=cost_per_person"])  # fmt: skip
    limit = column("number", "한계값", "limit", reads=["rows/gates[gate].limit"])


class Funnel(Table):
    """How many candidates reach and pass each gate."""

    name, key, ko = "services/funnel", ("gate",), "단계별 후보 수"
    because = "{candidates_in|count} 가운데 {candidates_out|count}{이} 통과했다."
    because_en = "{candidates_out|count} of {candidates_in|count} pass"
    gate = column("text", "단계", "gate")
    candidates_in = column("int", "들어온 후보", "candidates in", unit="count", reads=["services/screened[gate].passed"])
    candidates_out = column("int", "통과한 후보", "candidates out", unit="count", reads=["services/screened[gate].passed"])


# portfolio -----------------------------------------------------------------------------------------------------------

CHOSEN_FROM = ["infrastructure/offers[].points,capital_won,operating_won_per_year", "rows/ceilings[].ceiling_won", "rows/funding_shares[].share",
               "rows/jurisdiction[].builder,owner,from_year,to_year", "rows/services[].requires,build_year", "rows/decisions[].effect,touches",
               "rows/existing_services[].twin,zones,decision"]  # fmt: skip
SCALE = "portfolio/chosen[service, zone].scale"


class Chosen(Table):
    """What starts, at which scale, in which year."""

    name, key, ko = "portfolio/chosen", ("service", "zone"), "선정된 사업"
    because_for = ("scale", "start_year", "capital_won", "units", "people_served", "points")
    because = "한도 안에서 점수 합이 가장 크도록 고른 조합에 든다: {start_year|year}에 규모 {scale|plain}단계로 시작한다."
    because_en = "part of the portfolio of highest points within the ceilings"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    scale = column("int", "규모 단계", "scale step", unit="plain", chosen=True, reads=CHOSEN_FROM)
    start_year = column("year", "시작 연도", "start year", chosen=True, reads=CHOSEN_FROM)
    phase = column("text", "단계", "phase", reads=["portfolio/chosen[service, zone].start_year", "rows/phases[].from_year,to_year"])
    units = column("int", "수량", "units", unit="count", reads=["infrastructure/offers[service, zone, scale].units", SCALE])
    capital_won_low = column("won", "구축비 낮은 값", "capital, low", reads=["infrastructure/offers[service, zone, scale].capital_won_low", SCALE])
    capital_won = column("won", "구축비", "capital", range=("capital_won_low", "capital_won_high"), reads=["infrastructure/offers[service, zone, scale].capital_won", SCALE])
    capital_won_high = column("won", "구축비 높은 값", "capital, high", reads=["infrastructure/offers[service, zone, scale].capital_won_high", SCALE])
    operating_won_per_year = column("won", "연 운영비", "operating per year", reads=["infrastructure/offers[service, zone, scale].operating_won_per_year", SCALE])
    people_served = column("int", "이용 인구", "people served", unit="people", reads=["infrastructure/offers[service, zone, scale].people_served", SCALE])
    points = column("number", "점수", "points", reads=["infrastructure/offers[service, zone, scale].points", SCALE])
    theme = column("text", "주된 도시문제", "main problem", optional=True, reads=["services/candidates[service, zone].theme"])
    field = column("text", "분야", "field", reads=["rows/services[service].field"])
    cost_kind = column("text", "비용의 성격", "kind of cost", reads=["rows/services[service].cost_kind"])
    builder = column("text", "시행 기관", "builder", reads=["rows/jurisdiction[zone].builder,from_year,to_year", "portfolio/chosen[service, zone].start_year"])
    owner = column("text", "관리 기관", "owner", reads=["rows/jurisdiction[zone].owner,from_year,to_year", "portfolio/chosen[service, zone].start_year"])


class LeftOut(Table):
    """Candidates that do not start, and what stood in the way."""

    name, key, ko = "portfolio/left_out", ("service", "zone"), "선정되지 않은 후보"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    reason = column("text", "사유", "reason", choices=("gate", "money", "prerequisite", "decision"), chosen=True,
                    reads=["services/candidates[service, zone].shortlisted", *CHOSEN_FROM])  # fmt: skip
    gate = column("text", "멈춘 단계", "gate", optional=True, reads=["services/candidates[service, zone].stopped_at"])
    points_lost = column("number", "잃은 점수", "points of its best scale", optional=True,
                         reads=["infrastructure/offers[service, zone].points", "rows/services[service].build_year"])  # fmt: skip


class Payments(Table):
    """Who pays what for which project in which year, exact to the won."""

    name, key, ko = "portfolio/payments", ("service", "zone", "fund", "purpose", "year"), "사업별·재원별 지출"
    because = "{share|percent} 분담 비율에 따른 금액이다."
    because_en = "by the share {share|percent}"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose", choices=("capital", "operating"))
    year = column("year", "연도", "year")
    phase = column("text", "단계", "phase", optional=True, reads=["rows/phases[].from_year,to_year"])
    payer = column("text", "부담 기관", "paying body", reads=["rows/funding_sources[fund].authority"])
    body = column("text", "시행·관리 기관", "body whose shares apply: the builder, or the owner once it runs", reads=[
        "portfolio/chosen[service, zone].builder when purpose=capital", "portfolio/chosen[service, zone].owner when purpose=operating"])  # fmt: skip
    share = column("share", "분담 비율", "share", reads=["rows/funding_shares[builder=body, purpose, fund].share"])
    won = column("won", "금액", "amount", reads=[
        "portfolio/chosen[service, zone].capital_won when purpose=capital", "portfolio/chosen[service, zone].operating_won_per_year when purpose=operating",
        "portfolio/chosen[service, zone].start_year", "rows/services[service].build_year", "rows/funding_shares[builder=body, purpose].share",
        "rows/ceilings[purpose].year when purpose=operating"])  # fmt: skip


class CeilingUse(Table):
    """How far each ceiling is used."""

    name, key, ko = "portfolio/ceiling_use", ("fund", "purpose", "year"), "재원 한도와 사용"
    because = "한도 {ceiling_won|million_won} 가운데 {used_won|million_won}{을} 쓰고 {left_won|million_won}{이} 남는다."
    because_en = "{used_won|million_won} of {ceiling_won|million_won} used"
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose")
    year = column("year", "연도", "year")
    ceiling_won = column("won", "한도", "ceiling", reads=["rows/ceilings[fund, purpose, year].ceiling_won"])
    used_won = column("won", "사용", "used", reads=["portfolio/payments[fund, purpose, year].won"])
    left_won = column("won", "잔액", "left", reads=["portfolio/ceiling_use[fund, purpose, year].ceiling_won,used_won"])


class Outcome(Table):
    """The value reached and the proven bound of the choice."""

    name, key, ko = "portfolio/outcome", ("measure",), "선정 결과"
    because = "최적화 모델이 도달한 값 {value|number}, 증명된 상한 {bound|number}, 차이 {gap_share|percent}{이다}."
    because_en = "value {value|number}, proven bound {bound|number}, gap {gap_share|percent}"
    measure = column("text", "항목", "measure")
    value = column("number", "값", "value", chosen=True, reads=CHOSEN_FROM)
    bound = column("number", "증명된 상한", "proven bound", chosen=True, reads=CHOSEN_FROM)
    gap_share = column("share", "차이", "gap", chosen=True, reads=CHOSEN_FROM)


# programme -----------------------------------------------------------------------------------------------------------


class Projects(Table):
    """The chosen services as projects: phase, years, who builds, owns and runs."""

    name, key, ko = "programme/projects", ("service", "zone"), "사업 추진 일정과 주체"
    because = "{start_year|year}에 시작하여 {finish_year|year}에 구축을 마친다."
    because_en = "starts {start_year|year}, built by {finish_year|year}"
    service = column("text", "서비스", "service")
    zone = column("text", "생활권 기호", "zone")
    phase = column("text", "단계", "phase", reads=["portfolio/chosen[service, zone].phase"])
    start_year = column("year", "시작", "start", reads=["portfolio/chosen[service, zone].start_year"])
    finish_year = column("year", "구축 완료", "built by", reads=["portfolio/chosen[service, zone].start_year", "rows/services[service].build_year"])
    renewal_year = column("year", "교체 시기", "renewal due", reads=["programme/projects[service, zone].finish_year", "rows/services[service].lifetime_year"])
    builder = column("text", "시행 기관", "builder", reads=["portfolio/chosen[service, zone].builder"])
    owner = column("text", "관리 기관", "owner", reads=["portfolio/chosen[service, zone].owner"])
    operator_role = column("text", "운영 주체", "operator", reads=["rows/services[service].operator_role"])
    goal = column("text", "목표", "goal", optional=True, reads=["rows/strategies[].services,goal"])


class SolvedProblems(Table):
    """How much of a problem the services running by the end of a phase solve, people counted once."""

    name, key, ko = "programme/solved", ("zone", "theme", "phase"), "단계별 도시문제 해결 정도"
    because_for = ("solved_share",)
    because = "이 단계까지 운영되는 서비스들의 효과 × 이용 비율을 겹쳐서 {solved_share|percent}{이다}."
    because_en = "1 - product over services of (1 - effect x coverage)"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme", reads=["problems/ranked[zone, theme].score"])
    phase = column("text", "단계", "phase")
    solved_share = column("share", "해결 비율", "share solved", reads=[
        "programme/projects[zone].finish_year", "programme/projects[zone='city'].finish_year", "rows/phases[phase].to_year",
        "portfolio/chosen[zone].people_served", "portfolio/chosen[zone='city'].people_served", "rows/services[].themes,effect_mid_share",
        "evidence/people[place=zone].people", "evidence/people[place='city'].people"])  # fmt: skip
    people_helped = column("int", "도움받는 인구", "people helped", unit="people", optional=True,
                           reads=["programme/solved[zone, theme, phase].solved_share", "problems/ranked[zone, theme].people_affected"])  # fmt: skip


class SolvedGoals(Table):
    """Per goal and phase: how much of the ranked problems of its themes is solved, weighed by score and people."""

    name, key, ko = "programme/solved_goals", ("goal", "phase"), "목표별·단계별 해결 정도"
    because = "목표가 다루는 도시문제의 해결 비율을 점수와 인구로 가중한 값이다."
    because_en = "solved shares of the goal's problems weighed by score and people"
    goal = column("text", "목표", "goal")
    phase = column("text", "단계", "phase")
    solved_share = column("share", "해결 비율", "share solved", optional=True,
                          reads=["programme/solved[phase].solved_share", "problems/ranked[level='zone'].score,people_affected", "rows/strategies[goal].themes"])  # fmt: skip
    people_helped = column("int", "도움받는 인구", "people helped", unit="people",
                           reads=["programme/solved[phase].people_helped", "rows/strategies[goal].themes"])  # fmt: skip


class Foreseen(Table):
    """Indicators of the whole city at the end of each phase, measured again with the chosen sites standing."""

    name, key, ko = "evidence/foreseen", ("indicator", "phase"), "설치 장소를 더한 지표"
    because = "이 단계까지 갖추는 장소 {sites|count}{을} 더하여 같은 산식으로 다시 잰 값이다."
    because_en = "measured again with {sites|count} sites added"
    indicator = column("text", "지표", "indicator")
    phase = column("text", "단계", "phase")
    role = column("text", "쓰임", "role", reads=["rows/indicators[indicator].role"])
    sites = column("int", "더한 장소", "sites added", unit="count", reads=(BUILT := [
        "infrastructure/sites[].service,layer,place,x_m,y_m,start_year", "rows/services[].provides_role,provides_condition,build_year", "rows/phases[phase].to_year",
        "rows/indicators[indicator].role"]))  # fmt: skip
    value = column("number", "값", "value", optional=True, reads=[
        *BUILT, "evidence/located[role].x_m,y_m,attributes", "evidence/located_cells[].people,x_m,y_m", "evidence/people[place='city'].people,area_m2",
        "rows/indicators[indicator].shape,condition,radius_m,factor,target,least_people", "layers/taken[role].covers_kind", "rows/zones[].kind"])  # fmt: skip
    del BUILT


class Targets(Table):
    """A testable target at the end of each phase for every KPI."""

    name, key, ko = "programme/targets", ("kpi", "phase"), "단계별 성과 목표"
    because_for = ("target",)
    kpi = column("text", "성과지표", "KPI")
    phase = column("text", "단계", "phase")
    indicator = column("text", "지표", "indicator", reads=["rows/kpis[kpi].indicator"])
    theme = column("text", "도시문제", "theme", reads=["rows/indicators[indicator].theme"])
    way = column("text", "목표를 정한 방법", "measured with the sites, by the effect of services, or no project changes it", choices=("sites", "effect", "kept", "none"),
                 reads=["evidence/foreseen[indicator].value", "portfolio/chosen[].service", "rows/services[].effect_indicator",
                        "programme/targets[kpi, phase].baseline,solved_share", "rows/indicators[indicator].target,better"])  # fmt: skip
    baseline = column("number", "기준값", "baseline", optional=True, reads=["evidence/places[place='city', indicator].value"])
    solved_share = column("share", "해결 비율", "share solved", optional=True,
                          reads=["programme/solved[theme, phase].solved_share", "evidence/people[level='zone'].people"])  # fmt: skip
    target = column("number", "목표값", "target", optional=True,
                    reads=["evidence/foreseen[indicator, phase].value when way=sites", "programme/targets[kpi, phase].baseline,solved_share when way=effect|kept",
                           "rows/indicators[indicator].target,better when way=effect", "programme/targets[kpi, phase].way"])  # fmt: skip


class ContestFit(Table):
    """State contests reviewed: whether the city may apply, and which chosen services would fit."""

    name, key, ko = "programme/contests", ("contest",), "공모사업 검토"
    because = "{reason_ko}"
    contest = column("text", "공모사업", "contest")
    eligible = column("bool", "신청 자격", "eligible", reads=["rows/contests[contest].people_at_least,people_at_most", "evidence/people[place='city'].people"])
    reason_ko = column("text", "판단 이유", "reason", reads=["rows/contests[contest].people_at_least,people_at_most", "evidence/people[place='city'].people"])
    services = column("list", "맞는 서비스", "services that fit", optional=True, reads=["rows/contests[contest].fields", "portfolio/chosen[].field"])
    services_won = column("won", "맞는 서비스의 구축비", "capital of those services", reads=["rows/contests[contest].fields", "portfolio/chosen[].field,capital_won"])
    decision_ko = column("text", "조치", "decision", reads=["programme/contests[contest].eligible", "rows/contests[contest].fields,year", "portfolio/chosen[].field"])


class Finance(Table):
    """Money by year, fund and purpose."""

    name, key, ko = "programme/finance", ("year", "fund", "purpose"), "연도별·재원별 재정"
    because = "이 해 이 재원에서 나가는 금액의 합이다."
    because_en = "sum of the payments"
    year = column("year", "연도", "year")
    fund = column("text", "재원", "fund")
    purpose = column("text", "용도", "purpose")
    phase = column("text", "단계", "phase", optional=True, reads=["rows/phases[].from_year,to_year"])
    payer = column("text", "부담 기관", "paying body", reads=["rows/funding_sources[fund].authority"])
    won = column("won", "금액", "amount", reads=["portfolio/payments[year, fund, purpose].won"])
