"""What people say: what each opinion is about, which are copies, and how strongly each problem is raised where."""

from __future__ import annotations

from dosi.model.table import Table, column


class Masked(Table):
    """Personal data that was masked in other people's words before anything else saw them; what it was is kept nowhere."""

    name, key, ko = "voice/masked", ("table", "kind"), "가린 개인정보"
    because = "글에서 {title_ko} {pieces|cases}{을} 가렸다."
    because_en = "{pieces|cases} pieces of this kind were masked"
    table = column("text", "표", "table")
    kind = column("text", "기호", "kind")
    title_ko = column("text", "종류", "kind in words")
    pieces = column("int", "가린 수", "pieces masked", unit="cases", reads=["rows/opinions[].text"])


class Voices(Table):
    """Opinions as voices: which are copies of one text, and what each counts."""

    name, key, ko = "voice/voices", ("opinion",), "의견의 목소리"
    because = "같은 글 {copies|cases} 가운데 하나이며 목소리로는 {counted|number}{으로} 센다."
    because_en = "one of {copies|cases} of the same text; it counts as {counted|number} of a voice"
    opinion = column("text", "접수번호", "opinion", reads=["rows/opinions[opinion].opinion"])
    first = column("text", "처음 온 같은 글", "the first opinion of the same text; itself where it is the first or alone", reads=["rows/opinions[].text"])
    copies = column("int", "같은 글", "opinions of the same text", unit="cases", reads=["voice/voices[first].opinion"])
    counted = column("number", "세는 목소리", "voices it counts as: 1, or a part of the one voice that all copies of a text are", reads=["voice/voices[opinion].copies"])


CENSUS = ["evidence/people[level='zone'].people", "layers/ages[].unit,age,people", "survey/margins[].zone,age_group,sex,people"]
ASKED = ["rows/survey_questions[topic_no='1'].question,scale,of", "survey/answers[].person,question,item"]
VOICES = ["rows/opinions[].opinion,zone,age_group,sex", "survey/respondents[].person,zone,age_group,sex", *ASKED, "rows/survey[topic_no='1'].zone,theme,respondents"]
BY_CHANNEL = ["rows/opinions[].channel", "survey/respondents[].channel"]


class Weighted(Table):
    """What each voice weighs, so that all together speak for the people of the city by its zones, ages and sexes."""

    name, key, ko = "voice/weights", ("source", "voice"), "목소리의 가중치"
    because = "인구의 기준(생활권, 있으면 나이와 성별)마다 사는 사람의 몫에 맞춘 가중치이다(갈퀴질, 평균의 다섯째부터 다섯 배까지)."
    because_en = "raked to the census (living zones and, where told, age groups and sexes), within bounds"
    source = column("text", "출처", "an opinion, or a survey's answers of a zone", choices={"opinion": "의견", "person": "설문에 답한 사람", "survey": "설문"})
    voice = column("text", "목소리", "receipt number, number of a person who answered the survey, or the zone of a survey's totals")
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["rows/opinions[opinion=voice].zone when source=opinion", "survey/respondents[person=voice].zone when source=person", "rows/survey[zone=voice].zone when source=survey"])
    base = column("number", "처음 무게", "weight before raking: what it counts as among its copies", reads=["voice/voices[opinion=voice].counted when source=opinion"])
    weight = column("number", "가중치", "weight; the mean is that of the base weights", reads=[
        *VOICES, "voice/voices[].opinion,counted", *CENSUS])  # fmt: skip


class Missing(Table):
    """Who is missing: people beside the voices heard from them, by zone and age; by channel voices alone."""

    name, key, ko = "voice/missing", ("part", "value"), "목소리가 없는 사람"
    because = "사는 사람의 {people_share|percent}, 목소리의 {voice_share|percent}이다."
    because_en = "{people_share|percent} of the people, {voice_share|percent} of the voices"
    part = column("text", "나눔", "by", choices={"zone": "생활권", "age_group": "나이(부터)", "sex": "성별", "channel": "경로"})
    value = column("text", "값", "group")
    people = column("number", "사람", "people of the census; missing where it does not tell", unit="people", optional=True, reads=CENSUS)
    people_share = column("share", "사람의 몫", "share of the people", optional=True, reads=CENSUS)
    voices = column("int", "목소리", "opinions and survey answers", unit="cases", reads=[*CENSUS, *VOICES, *BY_CHANNEL])
    voice_share = column("share", "목소리의 몫", "share of the voices whose group is known", optional=True, reads=[*CENSUS, *VOICES, *BY_CHANNEL])
    ratio = column("number", "비", "share of voices over share of people", optional=True, reads=["voice/missing[part, value].voice_share,people_share"])
    state = column("text", "상태", "absent, under, fair, over, or unknown where no census tells", reads=["voice/missing[part, value].ratio,voices,people"],
                   choices={"absent": "없음", "under": "모자람", "fair": "고름", "over": "넘침", "unknown": "기준 없음"})  # fmt: skip


class Mentions(Table):
    """Which problem themes an opinion raises, and which issue of each."""

    name, key, ko = "voice/mentions", ("opinion", "theme"), "의견이 말하는 도시문제"
    because = "의견의 말{word}로 미루어 {sure|percent} 확실하다."
    because_en = "by the words of the opinion, sure by {sure|percent}"
    opinion = column("text", "접수번호", "opinion")
    theme = column("text", "도시문제", "theme", reads=(READ := ["rows/opinions[opinion].text,theme", "rows/themes[].title_ko,sentence_ko,agree_ko,words", "rows/issues[].theme,title_ko", "rows/seeds[].issue,sentence"]))
    issue = column("text", "이슈", "issue", optional=True, reads=READ)
    zone = column("text", "생활권 기호", "zone", optional=True, reads=["rows/opinions[opinion].zone"])
    word = column("text", "실마리", "the word that speaks most for the theme", optional=True, reads=READ)
    sure = column("share", "확실함", "probability that it is about this theme; of several themes told by their words: the part of the words found", reads=READ)
    del READ


class Heard(Table):
    """What people say by zone and theme: the share of voices that raise it, with its 95 % interval."""

    name, key, ko = "voice/heard", ("zone", "theme"), "생활권별 시민 의견"
    because_for = ("voice_share", "raised", "respondents")
    because = "의견과 설문 {respondents|cases} 가운데 {raised|cases}에서 이 문제를 말했다. 사람 수에 맞춘 목소리로는 {voices|persons} 가운데 {voices_raised|persons}이다."
    because_en = "{raised|cases} of {respondents|cases} opinions and answers raise it: {voices_raised|persons} of {voices|persons} weighted voices"
    zone = column("text", "생활권 기호", "zone")
    theme = column("text", "도시문제", "theme")
    respondents = column("int", "의견 수", "opinions and answers", unit="cases",
                         reads=["rows/opinions[zone].opinion when zone_known=yes", "rows/opinions[].opinion when zone_known=no",
                                "rows/survey[zone, theme, topic_no='1'].respondents when zone_known=yes",
                                "rows/survey[theme, topic_no='1'].respondents when zone_known=no", *ASKED, "survey/respondents[].person,zone"])  # fmt: skip
    raised = column("int", "이 문제를 말한 수", "opinions and answers raising it", unit="cases",
                    reads=["voice/mentions[zone, theme].opinion when zone_known=yes", "voice/mentions[theme].opinion when zone_known=no",
                           "rows/survey[zone, theme, topic_no='1'].raised when zone_known=yes",
                           "rows/survey[theme, topic_no='1'].raised when zone_known=no", *ASKED, "survey/respondents[].person,zone"])  # fmt: skip
    voices = column("number", "목소리", "weighted voices", unit="persons", reads=(WEIGHED := [
        "voice/weights[zone].weight when zone_known=yes", "voice/weights[].weight when zone_known=no", "rows/survey[zone, theme, topic_no='1'].respondents when zone_known=yes",
        "rows/survey[theme, topic_no='1'].respondents when zone_known=no", *ASKED]))  # fmt: skip
    voices_raised = column("number", "이 문제를 말한 목소리", "weighted voices raising it", unit="persons", reads=[
        *WEIGHED, "voice/heard[zone, theme].raised", "voice/mentions[zone, theme].opinion when zone_known=yes", "voice/mentions[theme].opinion when zone_known=no",
        "rows/survey[zone, theme, topic_no='1'].raised when zone_known=yes", "rows/survey[theme, topic_no='1'].raised when zone_known=no"])  # fmt: skip
    effective = column("number", "실효 목소리", "effective number of voices: unequal weights make the share less sure (Kish)", unit="persons", reads=WEIGHED)
    voice_share = column("share", "의견 비율", "share of voices", optional=True, range=("share_low", "share_high"),
                         reads=["voice/heard[zone, theme].voices_raised,voices"])  # fmt: skip
    share_low = column("share", "비율 하한", "lower end of the 95 % interval", optional=True, reads=["voice/heard[zone, theme].voices_raised,voices,effective"])
    share_high = column("share", "비율 상한", "upper end of the 95 % interval", optional=True, reads=["voice/heard[zone, theme].voices_raised,voices,effective"])
    zone_known = column("text", "생활권 의견", "yes: a zone; no: the whole city", choices=("yes", "no"))
    del WEIGHED


class Raised(Table):
    """Issues: opinions that speak of one thing, with how many, from where, since when, and typical ones."""

    name, key, ko = "voice/issues", ("issue",), "시민이 말한 이슈"
    because_for = ("opinions", "voices", "voice_share")
    because = "의견 {opinions|cases}, 목소리로는 {voices|persons}이 이 이슈를 말했다."
    because_en = "{opinions|cases} opinions, {voices|persons} voices speak of it"
    issue = column("text", "이슈", "issue", reads=["rows/issues[issue].title_ko"])
    theme = column("text", "도시문제", "theme", reads=["rows/issues[issue].theme"])
    field = column("text", "법정 분야", "statutory field", reads=["rows/themes[theme].field"])
    opinions = column("int", "의견 수", "opinions", unit="cases", reads=["voice/mentions[issue].opinion"])
    voices = column("number", "목소리", "voices", unit="persons", reads=["voice/mentions[issue].opinion", "voice/weights[source='opinion'].voice,weight"])
    voice_share = column("share", "비율", "share of all voices of opinions", range=("share_low", "share_high"), reads=(SHARE := ["voice/issues[issue].voices", "voice/weights[source='opinion'].weight"]))
    share_low = column("share", "비율 하한", "lower end of the 95 % interval", reads=SHARE)
    share_high = column("share", "비율 상한", "upper end of the 95 % interval", reads=SHARE)
    zones = column("int", "생활권 수", "zones it was raised in", unit="count", reads=["voice/mentions[issue].zone"])
    first_on = column("date", "처음", "first raised on", reads=(DATED := ["voice/mentions[issue].opinion", "rows/opinions[].opinion,on_date"]))
    last_on = column("date", "마지막", "last raised on", reads=DATED)
    typical = column("list", "대표 의견", "receipt numbers of typical opinions", reads=["voice/mentions[issue].opinion,sure", "voice/voices[].opinion,first", "rows/opinions[].opinion,text"])
    del SHARE, DATED


class RaisedBy(Table):
    """How many opinions raise an issue by zone, month, channel and age group."""

    name, key, ko = "voice/issue_parts", ("issue", "part", "value"), "이슈를 말한 곳과 때"
    because = "{opinions|cases}{이} 이 이슈를 말했다."
    because_en = "{opinions|cases} opinions raise the issue"
    issue = column("text", "이슈", "issue")
    part = column("text", "나눔", "by", choices={"zone": "생활권", "month": "달", "channel": "경로", "age_group": "연령대"})
    value = column("text", "값", "value", reads=["voice/mentions[issue].opinion", "rows/opinions[].opinion,zone,on_date,channel,age_group"])
    opinions = column("int", "의견 수", "opinions", unit="cases", reads=["voice/mentions[issue].opinion", "rows/opinions[].opinion,zone,on_date,channel,age_group"])
    voices = column("number", "목소리", "voices", unit="persons", reads=["voice/mentions[issue].opinion", "rows/opinions[].opinion,zone,on_date,channel,age_group", "voice/weights[source='opinion'].voice,weight"])


class SurveyShares(Table):
    """What the survey says: of every question, item and answer the share of those who gave it, by zone and for the city, with its 95 % interval."""

    name, key, ko = "voice/survey_shares", ("question", "item", "answer", "zone"), "설문의 결과"
    because_for = ("voices", "gave", "effective", "share", "share_low", "share_high", "state")
    because = "답한 {voices|people} 가운데 {gave|people}{이} 이렇게 답했다. 사람마다의 답을 인구의 기준에 맞추었고, {effective|persons}의 고른 답만큼 확실하다."
    because_en = "{gave|people} of {voices|people} who answered; raked to the census, as sure as {effective|persons} equal answers"
    question = column("text", "질문", "question")
    item = column("text", "항목", "what was asked about")
    answer = column("text", "답", "step, place or choice; the two upper steps (4-5) or any place (1-3) together")
    zone = column("text", "생활권 기호", "zone; city: everybody")
    topic_no = column("int", "설문 항목", "survey topic", reads=["rows/survey_questions[question].topic_no"])
    level = column("text", "단위", "zone or city", choices={"zone": "생활권", "city": "시 전체"}, reads=["rows/zones[zone].zone"])
    basis = column("text", "바탕", "answers per person, raked to the people; answers per person as they came; totals as they came", choices={"weighted": "사람마다의 답, 인구에 맞춤", "unweighted": "사람마다의 답", "totals": "합계"},
                   reads=(FROM := ["rows/survey_questions[question].topic_no,scale,of", "rows/themes[theme=item].field", "rows/themes[field=item].field", "rows/lists[item].list",
                                   "survey/answers[question].item", "rows/survey_totals[question, item].answer", "rows/survey[topic_no, theme=item].raised", "evidence/people[level='zone'].people",
                                   "survey/margins[].people"]))  # fmt: skip
    voices = column("int", "답한 사람", "people who answered about the item", unit="people", reads=(COUNTS := [
        *FROM, "survey/answers[question].person,item,answer when basis=weighted|unweighted", "survey/respondents[zone].person when basis=weighted|unweighted, level=zone",
        "rows/survey_totals[question, item, zone].survey,answer,respondents,gave when basis=totals, level=zone", "rows/survey_totals[question, item].survey,answer,respondents,gave when basis=totals, level=city",
        "rows/survey[topic_no, theme=item, zone].survey,respondents,raised when basis=totals, level=zone", "rows/survey[topic_no, theme=item].survey,respondents,raised when basis=totals, level=city"]))  # fmt: skip
    gave = column("int", "이렇게 답한 사람", "of them, those who gave this answer", unit="people", reads=COUNTS)
    effective = column("number", "실효 응답", "effective number of answers: unequal weights make the share less sure", unit="persons", reads=(WEIGHED := [
        *COUNTS, "survey/respondents[].person,zone,age_group,sex when basis=weighted|unweighted", "layers/ages[].unit,age,people when basis=weighted",
        "survey/margins[].zone,age_group,sex,people when basis=weighted"]))  # fmt: skip
    share = column("share", "비율", "share of those who answered; missing where too few did", optional=True, range=("share_low", "share_high"), reads=WEIGHED)
    share_low = column("share", "비율 하한", "lower end of the 95 % interval", optional=True, reads=WEIGHED)
    share_high = column("share", "비율 상한", "upper end of the 95 % interval", optional=True, reads=WEIGHED)
    state = column("text", "상태", "known, or unknown where fewer than thirty effective answers tell", choices={"known": "앎", "unknown": "모름"}, reads=WEIGHED)
    del FROM, COUNTS, WEIGHED
