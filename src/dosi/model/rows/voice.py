"""What citizens say."""

from __future__ import annotations

from dosi.model.table import Rule, Table, column


class Issues(Table):
    """Issues: what within an urban problem people speak of; an issue without a theme is no urban problem (thanks, greetings, what is not the city's)."""

    name, key, ko = "rows/issues", ("issue",), "이슈 목록"
    issue = column("text", "기호", "issue id")
    theme = column("text", "도시문제", "theme", optional=True)
    title_ko = column("text", "이슈", "issue")
    title_en = column("text", "영문", "English")


class Seeds(Table):
    """Seed sentences: how people speak of an issue. From them it is learnt what an opinion is about; one more sentence is one row."""

    name, key, ko = "rows/seeds", ("issue", "no"), "이슈의 예문"
    issue = column("text", "이슈", "issue")
    no = column("int", "번호", "number")
    language = column("text", "언어", "language", choices={"ko": "한국어", "en": "영어"})
    sentence = column("text", "예문", "seed sentence")


class Opinions(Table):
    """Opinions of citizens, masked of personal data before anything else sees them."""

    name, key, ko = "rows/opinions", ("opinion",), "시민 의견"
    opinion = column("text", "접수번호", "receipt number", also=("번호", "연번", "순번", "의견 번호"))
    on_date = column("date", "날짜", "date", also=("접수일", "일자", "접수 날짜"))
    channel = column("text", "경로", "channel", also=("채널", "접수 경로", "의견 경로"))
    zone = column("text", "생활권 기호", "zone", optional=True, also=("생활권", "생활권 이름"))
    age_group = column("text", "연령대", "age group", optional=True, also=("연령", "나이"))
    sex = column("text", "성별", "sex", optional=True, also=("성",))
    text = column("text", "의견", "opinion", also=("의견 내용", "내용"))


class Survey(Table):
    """Survey answers as counts: how many of a zone's respondents raised a theme or gave an answer."""

    name, key, ko = "rows/survey", ("survey", "topic_no", "zone", "theme"), "설문 결과"
    survey = column("text", "설문", "survey", also=("설문 이름", "설문명"))
    on_date = column("date", "날짜", "date", also=("조사일", "일자"))
    topic_no = column("int", "설문 항목", "survey topic (guideline Art. 8(3))", also=("항목", "항목 번호"))
    zone = column("text", "생활권 기호", "zone", also=("생활권", "생활권 이름"))
    theme = column("text", "도시문제", "theme", also=("주제",))
    respondents = column("int", "응답자", "respondents", unit="people", also=("응답자 수", "응답 수"))
    raised = column("int", "지목한 응답자", "respondents who raised it", unit="people", also=("지목 수", "지목한 응답자 수"))
    rules = (Rule(("raised", "respondents"), lambda raised, respondents: 0 <= raised <= respondents, "0 to the number of respondents"),)
