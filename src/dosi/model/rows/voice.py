"""What citizens say."""

from __future__ import annotations

from dosi.model.rows.kinds import ANSWERS
from dosi.model.surveys import SCALES
from dosi.model.table import Rule, Table, column, rising


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
    theme = column("text", "사람이 정한 도시문제", "theme under which a person who read it put it; empty: the model places it", optional=True, also=("도시문제", "주제"))
    text = column("text", "의견", "opinion", also=("의견 내용", "내용"))


class Received(Table):
    """What bodies said about the draft, and what became of it: departments, council, agencies, the approver's requests, experts; a body, never a person."""

    name, key, ko = "rows/received", ("opinion",), "기관의 의견"
    opinion = column("text", "접수번호", "receipt number", also=("번호", "연번", "순번", "의견 번호"))
    on_date = column("date", "받은 날", "received on", also=("접수일", "날짜", "일자"))
    giver = column("text", "의견을 준 쪽", "kind of giver", listed="opinion_givers", also=("구분",))
    body = column("text", "기관", "body that gave it; never a person", also=("기관 이름", "부서", "기관·부서"))
    step = column("text", "받은 절차", "step of the procedure it came in", also=("절차",))
    themes = column("list", "도시문제", "urban problems it is about", optional=True)
    section = column("text", "계획의 부분", "section of the plan it is about", optional=True, also=("부문",))
    content_ko = column("text", "의견", "what it said", also=("의견 내용", "내용", "요구"))
    due_on = column("date", "답할 기한", "day by which the body asked for an answer, where the procedure has none", optional=True, also=("회신 기한", "기한"))
    outcome = column("text", "처리", "outcome; empty until somebody answered", optional=True, choices=ANSWERS, also=("반영 여부", "처리 결과"))
    service = column("text", "서비스", "service that the answer speaks of: where adopted, the one that takes it up", optional=True, also=("반영 서비스",))
    done_ko = column("text", "조치", "what was done", optional=True, also=("조치 내용", "한 일"))
    why_ko = column("text", "까닭", "why so", optional=True, also=("이유", "사유", "미반영 사유"))
    by_body = column("text", "답한 기구", "body that answered", optional=True, also=("답변 기관", "답변 부서"))
    on_answer = column("date", "답한 날", "answered on", optional=True, also=("답변일", "회신일"))
    rules = (rising("on_date", "on_answer"), rising("on_date", "due_on"))


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


class SurveyQuestions(Table):
    """Questions of the survey: one more question is one row; it stands in the form, in the questionnaire and, through its topic, in the plan."""

    name, key, ko = "rows/survey_questions", ("question",), "설문의 질문"
    question = column("text", "질문", "question id: letters and digits, e.g. q1")
    topic_no = column("int", "설문 항목", "survey topic (list survey_topics)", also=("항목 번호",))
    no = column("int", "번호", "place in the questionnaire")
    title_ko = column("text", "묻는 말", "what is asked")
    title_en = column("text", "영문", "English")
    scale = column("text", "답하는 법", "how it is answered", choices=SCALES)
    of = column("text", "묻는 것", "items asked about: themes, services, fields, or list:ID of rows/lists")
    source_ko = column("text", "출처", "where the question comes from")


class SurveyTotals(Table):
    """Totals of a survey whose answers per person a city does not hold: how many gave an answer about an item."""

    name, key, ko = "rows/survey_totals", ("survey", "question", "zone", "item", "answer"), "설문 합계"
    survey = column("text", "설문", "survey", also=("설문 이름", "설문명"))
    on_date = column("date", "날짜", "date", also=("조사일", "일자"))
    channel = column("text", "경로", "how people were asked", optional=True, also=("채널", "조사 방법"))
    question = column("text", "질문", "question of rows/survey_questions", also=("묻는 말",))
    zone = column("text", "생활권 기호", "zone; city where only the whole city is told", also=("생활권", "생활권 이름"))
    item = column("text", "항목", "what was asked about")
    answer = column("text", "답", "step 1 to 5 (or 4-5 together), place 1 to 3 (or 1-3 together), or chosen")
    respondents = column("int", "응답자", "people of the zone who answered about the item", unit="people", also=("응답자 수", "응답 수"))
    gave = column("int", "답한 사람", "of them, those who gave this answer", unit="people", also=("답한 수",))
    rules = (Rule(("gave", "respondents"), lambda gave, respondents: 0 <= gave <= respondents, "0 to the number of respondents"),)
