"""The census that a city's voices are weighed against, and the cell of each person in it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dosi.model.age_groups import OLDEST, ages, coarsened, group_of, groups_of
from dosi.model.findings import People
from dosi.model.layers import Ages
from dosi.model.samples import Floats, Margin, Weights, margin_of
from dosi.model.sexes import sex_of
from dosi.model.surveys import Margins
from dosi.voice.weighing import weigh

VARIABLES = ("zone", "age_group", "sex")


def census(persons: pd.DataFrame, people: People, age_people: Ages, margins: Margins) -> tuple[list[Margin], pd.DataFrame]:
    """Margins of the census that these persons can be raked to, and each person's cells under them; missing where not known.

    `persons`: a row each with zone, age_group and sex as they wrote them. The city's own margins (voice/margins) come first; where they tell nothing of zones, the people of
    living zones stand in, where nothing of ages, the people by age of the city's layers. Ages are named by the youngest of their group; a margin's age groups are put together until
    the persons' ages have a place in them. A variable that no person tells is left out.
    """
    told = [*_given(margins, persons["age_group"])]
    covered = {variable for margin in told for variable in margin.variables}
    by_zone = None if "zone" in covered else _by_zone(people)
    by_age = None if "age_group" in covered else _by_age(age_people, persons["age_group"])
    told += [margin for margin in (by_zone, by_age) if margin is not None]
    words = {v: dict.fromkeys(cell[m.variables.index(v)] for m in told if v in m.variables for cell in m.cells) for v in VARIABLES}
    cells = persons.assign(zone=persons["zone"].where(persons["zone"].isin(list(words["zone"]))), age_group=_placed(persons["age_group"], words["age_group"]),
                           sex=persons["sex"].map(lambda word: sex_of(word) if sex_of(word) in words["sex"] else None, na_action="ignore"))[[*VARIABLES]].astype("object")  # fmt: skip
    for margin in told:
        nobody = {cell for cell, n in zip(margin.cells, margin.people, strict=True) if n <= 0}
        cells.loc[[cell in nobody for cell in zip(*(cells[v] for v in margin.variables), strict=True)], margin.variables[-1]] = None  # as written it cannot be
    known = [v for v in VARIABLES if cells[v].notna().any()]
    kept = {named: m for m in told if (named := tuple(v for v in m.variables if v in known))}
    return [margin if margin.variables == named else margin.over(named) for named, margin in kept.items()], cells


def raked(cells: pd.DataFrame, margins: Sequence[Margin], base: Floats | None = None) -> Weights:
    """Weights of persons by the shares of a city's census: margins may count unlike people (all inhabitants by zone, adults by age)."""
    return weigh(cells.reset_index(drop=True), [replace(m, people=m.people / m.people.sum()) for m in margins], base)


def _given(margins: Margins, said: pd.Series) -> list[Margin]:
    """The city's own margins, their age groups as coarse as the persons' ages, named by the youngest."""
    made = [margin_of(rows, tuple(str(name).split(" x "))) for name, rows in margins.rows.groupby("margin", sort=False)]
    groups = groups_of(dict.fromkeys(cell[m.variables.index("age_group")] for m in made if "age_group" in m.variables for cell in m.cells))
    if not groups:
        return made
    into = coarsened(groups, said.value_counts().to_dict())
    low = {label: str(min(groups[other][0] for other in groups if into[other] == into[label])) for label in groups}
    return [m.put_together("age_group", low) if "age_group" in m.variables else m for m in made]


def _placed(said: pd.Series, lows: dict[str, None]) -> pd.Series:
    """The group, by its youngest age, that each person's words fall into wholly; a span of words that reaches over the next group's youngest falls into none."""
    if not lows or not all(low.isdigit() for low in lows):
        return said.where(said.isin(list(lows)))
    edges = sorted(map(int, lows))
    groups = {str(low): (low, following - 1) for low, following in zip(edges, [*edges[1:], OLDEST + 1], strict=True)}
    return said.map(lambda word: group_of(word, groups) or None if ages(word) else None, na_action="ignore")


def _by_zone(people: People) -> Margin | None:
    """People of every living zone that has some."""
    rows = people.rows[(people.rows["level"] == "zone") & (people.rows["people"].fillna(0) > 0)]
    return Margin(("zone",), tuple((z,) for z in rows["place"]), rows["people"].to_numpy(float)) if len(rows) else None


def _by_age(age_people: Ages, said: pd.Series) -> Margin | None:
    """People of the age groups that persons name; nothing where the city's figures do not tell them apart. Whoever is younger than all who spoke has nobody who speaks for them."""
    spans = sorted({span for word in said.dropna().unique() if (span := ages(str(word)))})
    begins = {int(age) for age in age_people.rows["age"]}
    if len(spans) < 2 or any(a[1] + 1 != b[0] for a, b in itertools.pairwise(spans)) or not {low for low, _ in spans} <= begins:
        return None
    edges = np.array([low for low, _ in spans])
    place = np.searchsorted(edges, age_people.rows["age"].to_numpy(int), side="right") - 1
    held = place >= 0
    count = np.bincount(place[held], weights=age_people.rows["people"].to_numpy(float)[held], minlength=len(edges)).astype(float)
    return Margin(("age_group",), tuple((str(low),) for low, _ in spans), count)
