"""What the survey says: shares of answers by question, item and zone, from answers per person where there are such, else from totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.city import CITY
from dosi.model.findings import People, SurveyShares
from dosi.model.layers import Ages
from dosi.model.rows import Lists, Services, Survey, SurveyQuestions, SurveyTotals, Themes, Zones
from dosi.model.samples import Weights
from dosi.model.surveys import CHOSEN, NAMED, PLACES, STEPS, TOTALS, UNWEIGHTED, UPPER, WEIGHTED, Answers, Margins, Respondents, answers_of, items_of
from dosi.voice.speaking import question_of_topic
from dosi.voice.weighing import shares
from dosi.voice.weighing.census import census, raked
from dosi.voice.weighing.sharing import FEWEST, SEVERAL, interval

BECAUSE = {
    (WEIGHTED, "known"): "",
    (UNWEIGHTED, "known"): "답한 {voices|people} 가운데 {gave|people}{이} 이렇게 답했다. 생활권의 인구를 알지 못해 무게를 주지 않았다.",
    (TOTALS, "known"): "답한 {voices|people} 가운데 {gave|people}{이} 이렇게 답했다. 합계만 있어 무게를 주지 않았다.",
}  # fmt: skip
TOO_FEW = "답한 사람이 {voices|people}, 고르게 치면 {effective|persons}뿐이라 비율을 말하지 않는다."
JOINED = "~"
"""between an item and its answer while several of them share a cell; ids may not hold it"""


def tell_survey(
    zones: Zones, questions: SurveyQuestions, themes: Themes, services: Services, lists: Lists, survey: Survey, totals: SurveyTotals,
    respondents: Respondents, answers: Answers, people: People, age_people: Ages, margins: Margins,
) -> SurveyShares:  # fmt: skip
    """The share of every answer to every item, by zone and for the city, each with its 95 % interval.

    Answers per person: weighed by raking to the people of zones, age groups and sexes as far as the census and the answers tell them; shares and intervals as `weighing.shares`
    has them. Totals: gave / respondents, added up over zones and surveys as they are, unweighted, with Wilson's interval (1927). A question that persons answered is told by them alone.
    Of five steps also the two upper ones together (4-5), of a ranking also any of the three places (1-3). Under thirty effective answers a share is unknown.
    """
    asked = [(q, items_of(q["of"], themes, services, lists)) for q in sorted(questions.records(), key=lambda q: (q["no"], q["question"]))]
    weights, voices, basis = _weighed(respondents, people, age_people, margins)
    given = dict(list(answers.rows.groupby("question", sort=False)))
    in_totals = _totals(asked, survey, totals)
    made = []
    for q, items in asked:
        held, said = given.get(q["question"]), in_totals[in_totals["question"] == q["question"]]
        if held is not None and weights is not None:
            told, kept, of = _of_persons(q, items, held, voices, weights), items, basis
        elif len(said):
            told, kept, of = _of_totals(said), {i: t for i, t in items.items() if i in set(said["item"])}, TOTALS
        else:
            continue
        grid = pd.MultiIndex.from_product([kept, answers_of(q["scale"]), [CITY, *zones.rows["zone"]]], names=["item", "answer", "zone"])
        frame = told.set_index(["item", "answer", "zone"]).reindex(grid).reset_index()
        made.append(frame.assign(question=q["question"], topic_no=q["topic_no"], basis=of))
    return SurveyShares(_columns(pd.concat(made, ignore_index=True)) if made else pd.DataFrame(columns=[*SurveyShares.columns]))


def _columns(frame: pd.DataFrame) -> pd.DataFrame:
    counts = {name: frame[name].fillna(0) for name in ("voices", "gave", "effective")}
    known = frame["share"].notna()
    state = np.where(known, "known", "unknown")
    because = [BECAUSE[basis, "known"] if k else TOO_FEW for basis, k in zip(frame["basis"], known, strict=True)]
    level = np.where(frame["zone"] == CITY, "city", "zone")
    numbers = frame[["effective", "share", "share_low", "share_high"]].astype(float).fillna({"effective": 0.0}).round(6)
    made = frame.assign(**counts, level=level, state=state, because=because).astype({"voices": "int64", "gave": "int64"})
    return made.assign(**{name: numbers[name] for name in numbers})[[*SurveyShares.columns, "because"]]


def _weighed(respondents: Respondents, people: People, age_people: Ages, margins: Margins) -> tuple[Weights | None, pd.DataFrame, str]:
    """The weight of every person who answered, the persons by number, and what their answers are told from."""
    rows = respondents.rows
    if rows.empty:
        return None, rows, UNWEIGHTED
    told, cells = census(rows, people, age_people, margins)
    return raked(cells, told), rows[["person", "zone"]].set_index("person").replace({CITY: None}).astype("object"), WEIGHTED if told else UNWEIGHTED


def _of_persons(q: Mapping[str, Any], items: Mapping[str, str], held: pd.DataFrame, voices: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """Shares of one question by what each person answered: of steps everybody who answered about the item, else everybody who answered the question."""
    steps = q["scale"] in STEPS
    cells = _cells(held, q["scale"])
    if steps:
        frame = cells.pivot(index="person", columns="item", values="cell").reindex(columns=list(items))
        possible: dict[str, Sequence[str]] = {item: answers_of(q["scale"]) for item in items}
    else:
        frame = cells.groupby("person", sort=True)["cell"].agg(SEVERAL.join).to_frame("")
        possible = {"": [f"{item}{JOINED}{answer}" for item in items for answer in answers_of(q["scale"])]}
    asked = [name for name in frame if frame[name].notna().any()]
    wide = voices.join(frame)
    wide = wide.astype(dict.fromkeys(asked, "object")).where(wide.notna(), None)
    found = shares(wide.reset_index(drop=True), weights, asked, ("", "zone"), possible=possible)
    rows = []
    for s in found:
        item, answer = (s.question, s.answer) if steps else s.answer.split(JOINED)
        rows.append((item, answer, s.domain if s.by else CITY, s.voices, s.gave, s.effective, s.share, s.low, s.high))
    return pd.DataFrame(rows, columns=["item", "answer", "zone", "voices", "gave", "effective", "share", "share_low", "share_high"])


def _cells(held: pd.DataFrame, scale: str) -> pd.DataFrame:
    """What a person said of an item, with the answers that hold it too (4 is 4 and 4-5)."""
    answer, item = held["answer"].astype(str), held["item"].astype(str)
    if scale in STEPS:
        return held.assign(cell=answer + answer.isin(["4", "5"]).map({True: SEVERAL + UPPER, False: ""}))
    cell = item + JOINED + answer
    return held.assign(cell=cell + SEVERAL + item + JOINED + NAMED if scale == "rank_3" else cell)


def _totals(asked: list[tuple[dict[str, Any], dict[str, str]]], survey: Survey, totals: SurveyTotals) -> pd.DataFrame:
    """Totals of all questions alike: rows/survey_totals, and rows/survey as totals of the question of its topic that lets people pick themes."""
    told = totals.rows[["question", "survey", "zone", "item", "answer", "respondents", "gave"]]
    of_topic = question_of_topic(q for q, _ in asked)
    themes = survey.rows.assign(question=survey.rows["topic_no"].map(of_topic), answer=CHOSEN).rename(columns={"theme": "item", "raised": "gave"})
    both = pd.concat([told, themes.dropna(subset=["question"])[list(told.columns)]], ignore_index=True).astype({"respondents": "float64", "gave": "float64"})
    scale = {q["question"]: q["scale"] for q, _ in asked}
    parts = [_with_sums(rows, scale[question]) for question, rows in both.groupby("question", sort=False) if question in scale]
    return pd.concat(parts, ignore_index=True) if parts else both


def _with_sums(rows: pd.DataFrame, scale: str) -> pd.DataFrame:
    """The totals of a question with the answers that hold others: 4-5 of five steps (a step that a row of steps leaves out is nobody's), 1-3 of three places."""
    parts, whole = (tuple(STEPS[scale]), UPPER) if scale in STEPS else (PLACES, NAMED)
    if scale not in STEPS and scale != "rank_3":
        return rows
    by = ["question", "survey", "zone", "item"]
    wide = rows.pivot(index=by, columns="answer", values="gave").reindex(columns=[*parts, whole])
    if scale in STEPS:
        stepped = wide[list(parts)].notna().any(axis=1)
        wide.loc[stepped, list(parts)] = wide.loc[stepped, list(parts)].fillna(0)
    summed = wide[["4", "5"]].sum(axis=1, min_count=2) if scale in STEPS else wide[list(parts)].sum(axis=1, min_count=len(parts))
    wide[whole] = wide[whole].fillna(summed)
    long = wide.melt(ignore_index=False, value_name="gave").dropna(subset=["gave"]).reset_index()
    return long.merge(rows.groupby(by)["respondents"].max().reset_index(), on=by)


def _of_totals(said: pd.DataFrame) -> pd.DataFrame:
    """Shares as the totals stand, for every zone that has some and for the city as all of them together."""
    by = ["item", "answer", "zone"]
    sums = pd.concat([said[said["zone"] != CITY], said.assign(zone=CITY)]).groupby(by)[["respondents", "gave"]].sum().reset_index()
    n = sums["respondents"].to_numpy(float)
    known = n >= FEWEST
    share = np.where(known, sums["gave"] / np.where(known, n, 1.0), np.nan)
    low, high = interval(share, np.where(known, n, np.nan))
    return sums.rename(columns={"respondents": "voices"}).assign(effective=n, share=share, share_low=low, share_high=high)
