"""Questions of a survey: the scales on which people answer, the answers each has, and the items that are asked about. Shared by readers, the voice room and the document."""

from __future__ import annotations

from collections.abc import Mapping

from dosi.model.table import Table, column

SCALES = {"one": "하나 고르기", "several": "모두 고르기", "satisfaction_5": "만족도(다섯 단계)", "intention_5": "이용 의사(다섯 단계)", "rank_3": "순위(셋까지)"}
STEPS: Mapping[str, Mapping[str, str]] = {
    "satisfaction_5": {"1": "매우 불만", "2": "불만", "3": "보통", "4": "만족", "5": "매우 만족"},
    "intention_5": {"1": "전혀 쓰지 않겠다", "2": "쓰지 않겠다", "3": "모르겠다", "4": "쓰겠다", "5": "꼭 쓰겠다"},
}
"""scales of five steps, each with the words that people see"""
CHOSEN, UPPER, NAMED = "chosen", "4-5", "1-3"
"""an item that was picked; the two upper steps of five together; an item that got any of the three places"""
WEIGHTED, UNWEIGHTED, TOTALS = "weighted", "unweighted", "totals"
"""what shares are told from: answers per person raked to the people, answers per person as they came, totals as they came"""
PLACES = ("1", "2", "3")
WHOLE_LIST = "list:"
"""before the name of a list of rows/lists"""


def answers_of(scale: str) -> tuple[str, ...]:
    """Every answer that an item may get on a scale, the one by which items are compared last.

    >>> answers_of("rank_3"), answers_of("several")
    (('1', '2', '3', '1-3'), ('chosen',))
    """
    return (*STEPS[scale], UPPER) if scale in STEPS else (*PLACES, NAMED) if scale == "rank_3" else (CHOSEN,)


def items_of(of: str, themes: Table, services: Table, lists: Table) -> dict[str, str]:
    """What a question asks about, item -> title: `themes`, `services`, `fields` (statutory fields that some theme is of), or `list:ID` of rows/lists; nothing where that is not known."""
    if of in ("themes", "services"):
        table, key = (themes, "theme") if of == "themes" else (services, "service")
        return dict(zip(table.rows[key].astype(str), table.rows["title_ko"].astype(str), strict=True))
    rows = lists.rows.sort_values("no", kind="stable")
    rows = rows[rows["list"] == ("service_fields" if of == "fields" else of.removeprefix(WHOLE_LIST) if of.startswith(WHOLE_LIST) else "")]
    rows = rows[rows["item"].isin(themes.rows["field"].dropna())] if of == "fields" else rows
    return dict(zip(rows["item"].astype(str), rows["title_ko"].astype(str), strict=True))


class Respondents(Table):
    """Those who answered the city's survey, a row per person, as the filled form tells; a number, never a name."""

    name, key, ko = "survey/respondents", ("person",), "설문에 답한 사람"
    person = column("text", "응답 번호", "number of the person; never a name", also=("응답번호", "번호", "연번", "순번"))
    on_date = column("date", "날짜", "answered on", also=("조사일", "일자", "응답일"))
    channel = column("text", "경로", "channel", also=("채널", "조사 방법", "방법"))
    zone = column("text", "생활권 기호", "zone", optional=True, also=("생활권", "생활권 이름"))
    age_group = column("text", "연령대", "age or age group", optional=True, also=("연령", "나이"))
    sex = column("text", "성별", "sex: f or m, or the words written", optional=True, also=("성",))


class Answers(Table):
    """What each person answered: an item, and the step, the place or the choice it got."""

    name, key, ko = "survey/answers", ("person", "question", "item"), "설문의 답"
    person = column("text", "응답 번호", "number of the person")
    question = column("text", "질문", "question")
    item = column("text", "항목", "what was asked about")
    answer = column("text", "답", "step 1 to 5, place 1 to 3, or chosen")


class Margins(Table):
    """How many people there are by zone, age group and sex, or by several of them at once, as the census counts them: what voices are weighed against."""

    name, key, ko = "survey/margins", ("margin", "cell"), "인구의 기준"
    margin = column("text", "기준", "variables, e.g. zone x age_group")
    cell = column("text", "칸", "their values together")
    zone = column("text", "생활권 기호", "zone", optional=True)
    age_group = column("text", "연령대", "age group", optional=True)
    sex = column("text", "성별", "sex: f or m", optional=True)
    people = column("number", "인구", "people", unit="people")
