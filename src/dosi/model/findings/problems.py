"""The urban problems that follow from what is measured and what people say."""

from __future__ import annotations

from dosi.model.table import Table, column


class Problems(Table):
    """Urban problems by zone and theme, worst first, with how surely they stand there."""

    name, key, ko = "problems/ranked", ("zone", "theme"), "도시문제 순위"
    because_for = ("score", "rank")
    because = "목표와의 격차 {gap_share|percent}, 목소리의 세기 {voice_level|percent}, 영향 인구 비율 {people_share|percent}, 느는 속도의 격차 {trend_share|percent}의 가중 평균이다."
    because_en = "weighted mean of gap {gap_share|percent}, voice {voice_level|percent}, people affected {people_share|percent} and growth {trend_share|percent}"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    level = column("text", "단위", "level", choices=("zone", "city"))
    state = column("text", "상태", "ranked, unknown (neither data nor voice), few_voices (nothing measured and too few voices), or city",
                   choices=("ranked", "unknown", "few_voices", "city"),
                   reads=["problems/ranked[zone, theme].score,voice_share"])  # fmt: skip
    indicator = column("text", "가장 뒤처진 지표", "indicator that lags most", optional=True, reads=["evidence/places[place=zone, theme].gap_share,basis"])
    indicators_known = column("int", "값을 아는 지표", "indicators of the theme whose value is known here", unit="count", reads=["evidence/places[place=zone, theme].gap_share"])
    indicators_all = column("int", "이 문제를 재는 지표", "indicators of the theme", unit="count", reads=["evidence/places[place=zone, theme].indicator"])
    gap_share = column("share", "격차", "mean gap of the theme's indicators", optional=True, reads=["evidence/places[place=zone, theme].gap_share,basis"])
    voice_share = column("share", "의견 비율", "voice", optional=True, reads=["voice/heard[zone, theme].voice_share"])
    voice_level = column("share", "목소리의 세기", "voice beside the theme that the city raises most (1)", optional=True,
                         reads=["voice/heard[zone, theme].voice_share", "voice/heard[zone='city'].voice_share"])  # fmt: skip
    people_affected = column("int", "영향 인구", "people affected, by the lagging indicator that counts people", unit="people", optional=True,
                             reads=["evidence/places[place=zone, theme].people_affected,gap_share,basis"])  # fmt: skip
    people_share = column("share", "영향 인구 비율", "share of people affected", optional=True,
                          reads=["problems/ranked[zone, theme].people_affected", "evidence/people[place=zone].people"])  # fmt: skip
    trend_share = column("share", "느는 속도의 격차", "mean gap of the theme's indicators of growth", optional=True,
                         reads=["evidence/places[place=zone, theme].gap_share,basis"])  # fmt: skip
    score = column("number", "점수", "score (0..1)", unit="score", optional=True,
                   reads=["problems/ranked[zone, theme].gap_share,voice_level,people_share,trend_share",
                          "rows/weights[group='base'].gap_weight,voice_weight,people_weight,trend_weight",
                          "voice/heard[zone, theme].respondents", "rows/limits[limit='voices_at_least'].value"])  # fmt: skip
    rank = column("int", "순위", "rank", unit="rank", optional=True, range=("rank_low", "rank_high"),
                  reads=["problems/ranked[level='zone'].score when level=zone"])  # fmt: skip
    top_share = column("share", "열째 안에 들 확률", "share of the draws in which it is among the first ten", unit="probability", optional=True, reads=(DRAWN := [
        "problems/ranked[level='zone'].score,voice_level,people_share,trend_share when level=zone",
        "rows/weights[].gap_weight,voice_weight,people_weight,trend_weight when level=zone",
        "evidence/places[level='zone'].gap_share,gap_low,gap_high,basis,error_kind,theme when level=zone",
        "voice/heard[].voice_share,share_low,share_high when level=zone"]))  # fmt: skip
    rank_low = column("int", "순위 최고", "best end of the rank's 95 % interval over weights and data", unit="rank", optional=True, reads=DRAWN)
    rank_high = column("int", "순위 최저", "worst end of the rank's 95 % interval over weights and data", unit="rank", optional=True, reads=DRAWN)
    tier = column("int", "구분되는 묶음", "problems of one tier cannot be told apart", unit="plain", optional=True, reads=DRAWN)
    del DRAWN


class GroupRanks(Table):
    """Score and rank of every problem with the weights of one stakeholder group alone."""

    name, key, ko = "problems/by_group", ("zone", "theme", "group"), "집단마다 본 도시문제 순위"
    because_for = ("score", "rank")
    because = "이 집단의 가중치만으로 낸 값이다."
    because_en = "with this group's weights alone"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    group = column("text", "집단", "group", reads=["rows/weights[group].group"])
    score = column("number", "점수", "score (0..1)", unit="score", optional=True,
                   reads=["problems/ranked[zone, theme].gap_share,voice_level,people_share,trend_share", "rows/weights[group].gap_weight,voice_weight,people_weight,trend_weight"])  # fmt: skip
    rank = column("int", "순위", "rank", unit="rank", optional=True, reads=["problems/by_group[group].score"])


class SideBySide(Table):
    """How problems meet the people of a side of the city: everybody, a kind of zone, a socially weak group."""

    name, key, ko = "problems/side_by_side", ("side", "theme"), "나란히 본 도시문제"
    because_for = ("score",)
    because = "사람 {people|people}의 생활권 점수를 사람 수로 평균한 값이다."
    because_en = "mean of the zones' scores over {people|people}"
    side = column("text", "견주는 쪽", "side: all, a kind of zone, a socially weak group")
    list = column("text", "목록", "list that names the side; all: everybody", choices=("all", "zone_kinds", "weak_groups"), reads=["rows/lists[item=side].list"])
    theme = column("text", "도시문제", "theme")
    people = column("int", "인구", "people counted", unit="people", reads=(WHO := [
        "problems/ranked[theme, level='zone'].score", "evidence/people[level='zone'].people when list=all|zone_kinds", "rows/zones[kind=side].zone when list=zone_kinds",
        "layers/figures[measure=side].value when list=weak_groups", "rows/crosswalk[].unit,zone,people_share when list=weak_groups"]))  # fmt: skip
    score = column("number", "점수", "mean score (0..1)", unit="score", optional=True, reads=WHO)
    del WHO
