"""The questionnaire of the city's survey as a table with a row per person, and the filled table as who answered and what they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from dosi.model.age_groups import ages
from dosi.model.city import Shelf
from dosi.model.errors import Faults, InputFault, nearest
from dosi.model.rows import Lists, Services, SurveyQuestions, Themes
from dosi.model.sexes import sex_of
from dosi.model.surveys import CHOSEN, PLACES, STEPS, Answers, Respondents, items_of
from dosi.model.table import Column, Rule, Source, Table, column, split
from dosi.sources import rows
from dosi.sources.answers import NO_ANSWER, NOT_KNOWN
from dosi.sources.cells import meant, tight
from dosi.sources.masking import mask, of_faults

NAME = "voice/answers"
"""the filled table, in the city's folder and as a form"""
PEOPLE = Respondents.columns


OF_PERSONS = (
    Rule(("person",), lambda person: mask(person) == person, "a number such as 1, 2, 3 that means nobody; no telephone or resident number"),
    Rule(("age_group",), lambda age: tight(age) in NOT_KNOWN or ages(age) is not None, "an age or ages (34, 30대, 70대 이상), or nothing where it is not known"),
)  # fmt: skip
"""what must hold of every person"""


@dataclass(frozen=True)
class Question:
    """A question with the items it asks about."""

    row: Mapping[str, Any]
    items: Mapping[str, str]
    """item -> title"""

    @property
    def id(self) -> str:
        """As in rows/survey_questions."""
        return str(self.row["question"])

    def columns(self) -> dict[str, Column]:
        """The columns it has in the table: one per item on a scale of steps, one per place of a ranking, else one."""
        no, scale = self.row["no"], self.row["scale"]
        if scale in STEPS:
            return {f"{self.id}.{item}": column("text", f"{no}. {title}", f"{self.row['title_en']} ({item})", optional=True, choices=STEPS[scale]) for item, title in self.items.items()}
        if scale == "rank_3":
            return {f"{self.id}.{place}": column("text", f"{no}. {place}순위", f"{self.row['title_en']} ({place})", optional=True, choices=self.items) for place in PLACES}
        kind = ("list", {}) if scale == "several" else ("text", self.items)
        return {self.id: column(kind[0], f"{no}. {self.row['title_ko']}", self.row["title_en"], optional=True, choices=kind[1])}

    def rules(self) -> tuple[Rule, ...]:
        """Nothing gets two places."""
        if self.row["scale"] != "rank_3":
            return ()
        pairs = [(a, b) for a in PLACES for b in PLACES if a < b]
        return tuple(Rule((f"{self.id}.{b}", f"{self.id}.{a}"), lambda one, other: one != other, "another item in every place") for a, b in pairs)


def questions(shelf: Shelf) -> list[Question]:
    """The questions of the survey in their order; none where the catalogue asks nothing."""
    if not all(kind.name in shelf for kind in (SurveyQuestions, Themes, Services, Lists)):
        return []
    asked = sorted(shelf[SurveyQuestions].records(), key=lambda r: (r["no"], r["question"]))
    return [Question(r, items_of(r["of"], shelf[Themes], shelf[Services], shelf[Lists])) for r in asked]


def table_of(asked: Sequence[Question]) -> type[Table]:
    """The declaration of the table that people fill in: a row per person, then the columns of every question."""
    columns = {name: c for q in asked for name, c in q.columns().items()}
    body = {"name": NAME, "key": ("person",), "ko": "시민 설문", "rules": (*OF_PERSONS, *(rule for q in asked for rule in q.rules())), **PEOPLE, **columns}
    return type("Questionnaire", (Table,), body)


def read(found: Sequence[tuple[str, Path, Source]], asked: Sequence[Question]) -> tuple[Respondents, Answers]:
    """Who answered and what, masked; all faults of all files together."""
    kind, faults = table_of(asked), Faults()
    try:
        wide = rows.read(kind, found)
    except InputFault as fault:
        faults.found += of_faults(fault.faults)
        if not isinstance(fault, rows.Impossible):
            faults.raise_any()
        wide = fault.table if isinstance(fault, rows.Impossible) else kind()
    frame, origin = wide.rows, list(wide.sources.values())
    mine: list[Found] = []
    parts = [_several(frame, q, mine) if q.row["scale"] == "several" else _each(frame, q) for q in asked] if len(frame) else []
    numbers = {(id, cells.get("person", "").strip()): number for id, path, _ in found for number, cells in rows.text_rows(path, id, rows.wanted_of(kind), kind.key).rows} if mine else {}
    for source, person, name, *words in mine:
        faults.add(words[0], f"{source}, row {numbers.get((source, person), '?')}, column {name}", *words[1:])
    faults.raise_any()
    people = frame.reindex(columns=[*PEOPLE, "source"])
    for name in ("channel", "zone", "age_group", "sex"):
        people[name] = people[name].map(lambda word, name=name: None if tight(word) in NOT_KNOWN and name != "channel" else mask(word), na_action="ignore")
    people["sex"] = people["sex"].map(sex_of, na_action="ignore")
    said = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=[*Answers.columns, "source"])], ignore_index=True)
    return Respondents(people, origin), Answers(said[[*Answers.columns, "source"]], origin)


Found = tuple[str, str, str, str, str, str, str]
"""a fault: file, person, column; what, found, expected, fix"""


def _each(frame: pd.DataFrame, q: Question) -> pd.DataFrame:
    """Answers of columns that hold one each."""
    parts = []
    for name in q.columns():
        held = frame.loc[frame[name].notna(), ["person", "source", name]]
        rest = name.removeprefix(f"{q.id}.")
        item, answer = (rest, held[name]) if q.row["scale"] in STEPS else (held[name], rest if q.row["scale"] == "rank_3" else CHOSEN)
        parts.append(held.assign(question=q.id, item=item, answer=answer))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _several(frame: pd.DataFrame, q: Question, wrong: list[Found]) -> pd.DataFrame:
    """Answers of a column that holds several, as items or their titles; what is neither is a fault."""
    made: list[tuple[str, str, str]] = []
    words: dict[str, str] = {}
    for person, source, cell in frame.loc[frame[q.id].notna(), ["person", "source", q.id]].itertuples(index=False):
        for word in [w for w in split(cell) if tight(w) not in NO_ANSWER]:
            item = words[word] if word in words else words.setdefault(word, meant(word, q.items))
            if item not in q.items:
                near = nearest(word, [*q.items.values(), *q.items]) or "write one of these, several separated by ;"
                wrong.append((source, person, q.id, f'Survey: "{mask(word)}" is no answer to question {q.id}', mask(word), ", ".join(q.items.values()), near))
            made.append((person, source, item))
    return pd.DataFrame(made, columns=["person", "source", "item"]).drop_duplicates(["person", "item"]).assign(question=q.id, answer=CHOSEN)
