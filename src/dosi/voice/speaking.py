"""For whom voices speak: their weights by the people of zones and ages, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dosi.model.findings import Missing, People, Voices, Weighted
from dosi.model.layers import Ages
from dosi.model.rows import Opinions, Survey, SurveyQuestions
from dosi.model.samples import Margin
from dosi.model.surveys import CHOSEN, Answers, Margins, Respondents, answers_of
from dosi.voice.weighing import who_is_missing
from dosi.voice.weighing.census import VARIABLES, census, raked

MAIN_TOPIC = 1
"""survey topic counted as voice: issues to be solved first"""
OPINION, PERSON, SURVEY = "opinion", "person", "survey"


def weigh_voices(
    opinions: Opinions, voices: Voices, survey: Survey, questions: SurveyQuestions, respondents: Respondents, answers: Answers, people: People, age_people: Ages, margins: Margins,
) -> tuple[Weighted, Missing]:  # fmt: skip
    """Weights of opinions and survey answers, raked to the people of living zones, age groups and sexes as far as the city's census and the voices tell them (see `weighing.census`).

    The base weight of an opinion is what it counts as among its copies. A person who answered the survey's main topic is one voice; of a survey of which only totals are known, each
    answer of a zone weighs alike.
    """
    persons = respondents.rows[respondents.rows["person"].isin(chosen_themes(questions, answers)["person"])]
    asked = _asked(survey) if persons.empty else pd.Series(dtype="int64")
    heard = pd.concat([
        opinions.rows[["opinion", *VARIABLES, "channel"]].rename(columns={"opinion": "voice"}).assign(source=OPINION, base=voices.rows["counted"].to_numpy(float), times=1),
        persons[["person", *VARIABLES, "channel"]].rename(columns={"person": "voice"}).assign(source=PERSON, base=1.0, times=1),
        pd.DataFrame({"voice": asked.index, "zone": asked.index, "source": SURVEY, "base": 1.0, "times": asked.to_numpy(), "channel": SURVEY}),
    ], ignore_index=True)  # fmt: skip
    if heard.empty:
        return Weighted(pd.DataFrame(columns=[*Weighted.columns])), Missing(pd.DataFrame(columns=[*Missing.columns]))
    told, cells = census(heard, people, age_people, margins)
    if not told:
        return Weighted(_columns(heard.assign(weight=heard["base"]))), Missing(pd.DataFrame(columns=[*Missing.columns]))
    each = heard.assign(**{v: cells[v] for v in VARIABLES})
    each = each.loc[each.index.repeat(each["times"])]
    found = raked(each[[*VARIABLES]], told, each["base"].to_numpy(float))
    scale = float(each["base"].mean())  # a voice that speaks for its fair share weighs one
    weight = pd.Series(found.weight * scale, index=each.index).groupby(level=0).first().reindex(heard.index)
    return Weighted(_columns(heard.assign(weight=weight.round(9)))), Missing(_missing(each, told))


def chosen_themes(questions: SurveyQuestions, answers: Answers) -> pd.DataFrame:
    """Who named which problem (person, theme) where the survey asks which to solve first."""
    question = question_of_topic(questions.records()).get(MAIN_TOPIC)
    rows = answers.rows[answers.rows["question"] == question]
    return rows.rename(columns={"item": "theme"})[["person", "theme"]]


def question_of_topic(asked: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Of each topic the question that lets people pick themes, to which totals by theme belong."""
    found: dict[int, str] = {}
    for q in asked:
        if q["of"] == "themes" and answers_of(q["scale"]) == (CHOSEN,):
            found.setdefault(int(q["topic_no"]), q["question"])
    return found


def unweighted(opinions: Opinions, voices: Voices) -> Weighted:
    """Opinions of which nobody knows for how many people they speak: each weighs what it counts as among its copies."""
    return Weighted(_columns(opinions.rows[["zone"]].assign(source=OPINION, voice=opinions.rows["opinion"], base=voices.rows["counted"].to_numpy(float), weight=voices.rows["counted"].to_numpy(float))))


def _asked(survey: Survey) -> pd.Series:
    """Answers to the main topic by zone: as many as the theme that most were asked about."""
    rows = survey.rows[(survey.rows["topic_no"] == MAIN_TOPIC) & (survey.rows["respondents"] > 0)]
    return rows.groupby(["survey", "zone"])["respondents"].max().groupby("zone").sum().astype("int64")


def _columns(heard: pd.DataFrame) -> pd.DataFrame:
    return heard[["source", "voice", "zone", "base", "weight"]]


def _missing(each: pd.DataFrame, margins: list[Margin]) -> pd.DataFrame:
    """Every group of the census with the voices heard from it, and channels."""
    told = [a for a in who_is_missing(each, margins, ("channel",)) if a.variable in (*VARIABLES, "channel")]
    frame = pd.DataFrame([{"part": a.variable, "value": a.group, "people": a.people, "people_share": a.people_share, "voices": a.voices, "voice_share": a.voice_share, "ratio": a.ratio,
                           "state": a.state} for a in told])  # fmt: skip
    return frame.astype({"ratio": float}).round(6)[[*Missing.columns]]
