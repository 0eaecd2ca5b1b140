"""What the survey's result asks of its rows: told with all other faults of the input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dosi.model.errors import Misfit, nearest
from dosi.model.rows import Lists, Services, Survey, SurveyQuestions, SurveyTotals, Themes
from dosi.model.surveys import NAMED, PLACES, STEPS, answers_of, items_of
from dosi.model.table import KEY_JOIN
from dosi.voice.speaking import MAIN_TOPIC, question_of_topic

MOST_NAMED = 12
Key = tuple[str, str, str, str]
"""survey, question, zone, item"""


def ask_survey(questions: SurveyQuestions, themes: Themes, services: Services, lists: Lists, survey: Survey, totals: SurveyTotals) -> list[Misfit]:
    """Faults of the survey's rows: a question about nothing, totals of an item or answer that its question does not have, steps that do not add up to those who answered."""
    asked = {q["question"]: (q, items_of(q["of"], themes, services, lists)) for q in questions.records()}
    misfits = [m for q, items in asked.values() for m in _of_question(q, items, lists)]
    misfits += _of_topics(asked, survey)
    seen: dict[Key, dict[str, dict[str, Any]]] = {}
    for row, key in zip(totals.records(), totals.keys(), strict=True):
        if row["question"] not in asked:
            continue  # joins nowhere, which is told
        question, items = asked[row["question"]]
        wrong = list(_of_total(row, key, question, items))
        misfits += wrong
        if not wrong:
            seen.setdefault((row["survey"], row["question"], row["zone"], row["item"]), {})[row["answer"]] = row | {"_key": key}
    return misfits + [m for (_, question, _, _), rows in seen.items() for m in _together(asked[question][0]["scale"], rows)]


def _of_question(q: Mapping[str, Any], items: Mapping[str, str], lists: Lists) -> Iterator[Misfit]:
    if not items:
        known = ["themes", "services", "fields", *(f"list:{name}" for name in dict.fromkeys(lists.rows["list"]))]
        yield Misfit(SurveyQuestions.name, q["question"], "of", f'Question "{q["question"]}": asks about nothing that is known', repr(q["of"]), "themes, services, fields or list:ID of rows/lists",
                     nearest(str(q["of"]), known) or "name a list that has items")  # fmt: skip


def _of_topics(asked: Mapping[str, Any], survey: Survey) -> Iterator[Misfit]:
    """Totals by theme of a topic that has no question of themes would be lost without a word."""
    heard = {MAIN_TOPIC, *question_of_topic(q for q, _ in asked.values())}
    lost: dict[int, str] = {}
    for row, key in zip(survey.records(), survey.keys(), strict=True):
        if asked and row["topic_no"] not in heard:
            lost.setdefault(row["topic_no"], key)
    for topic, key in lost.items():
        yield Misfit(Survey.name, key, "topic_no", f"Survey: no question of topic {topic} lets people pick themes", str(topic), ", ".join(map(str, sorted(heard))),
                     "move the rows into survey_totals.csv under a question of this topic, or add such a question to survey_questions.csv")  # fmt: skip


def _of_total(row: Mapping[str, Any], key: str, q: Mapping[str, Any], items: Mapping[str, str]) -> Iterator[Misfit]:
    def misfit(column: str, what: str, expected: str, fix: str) -> Misfit:
        return Misfit(SurveyTotals.name, key, column, f'Survey totals "{key.replace(KEY_JOIN, ", ")}": {what}', repr(row[column]), expected, fix)

    if items and row["item"] not in items:
        known = ", ".join(list(items)[:MOST_NAMED]) + (" ..." if len(items) > MOST_NAMED else "")
        yield misfit("item", f"question {q['question']} does not ask about this item", known, nearest(row["item"], [*items, *items.values()]) or "correct the item")
    if row["answer"] not in answers_of(q["scale"]):
        yield misfit("answer", f"question {q['question']} has no such answer", ", ".join(answers_of(q["scale"])), "correct the answer")


def _together(scale: str, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Misfit]:
    """Answers to one item of one zone: as many people in each row, five steps that add up to them, three places that do not go beyond."""
    first = next(iter(rows.values()))
    people = {r["respondents"] for r in rows.values()}
    if len(people) > 1:
        yield _misfit(first, "respondents", "the answers to one item tell of unlike numbers of people", ", ".join(map(str, sorted(people))), "one number", "write in every row of the item how many answered about it")
        return
    parts = [rows[a]["gave"] for a in STEPS.get(scale, PLACES if scale == "rank_3" else ()) if a in rows]
    total = sum(parts)
    if parts and (total > first["respondents"] or (scale in STEPS and total != first["respondents"])):
        yield _misfit(first, "gave", "the answers do not add up to the people" if scale in STEPS else "an item has more places than people answered", f"{' + '.join(map(str, parts))} = {total}",
                      f"{first['respondents']} (respondents)" + ("" if scale in STEPS else f" at most; {NAMED} counts everybody once"), "correct the counts, or the number of respondents")  # fmt: skip


def _misfit(row: Mapping[str, Any], column: str, what: str, found: str, expected: str, fix: str) -> Misfit:
    return Misfit(SurveyTotals.name, row["_key"], column, f'Survey totals "{row["survey"]}, {row["question"]}, {row["zone"]}, {row["item"]}": {what}', found, expected, fix)
