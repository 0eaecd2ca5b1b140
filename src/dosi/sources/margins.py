"""Read the margins of a census: a tidy table with a column per variable (zone, age_group, sex ...) and people; a blank means all."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pandas as pd

from dosi.model.age_groups import groups_of
from dosi.model.errors import Faults
from dosi.model.samples import PEOPLE, Margin, called, margins_of
from dosi.model.sexes import sex_of
from dosi.model.surveys import Margins
from dosi.model.table import Source
from dosi.sources import files
from dosi.sources.cells import Wanted, amount, tight
from dosi.sources.rows import text_rows

ALL = {"", "계", "합계", "전체", "총계", "소계", "합", "all", "total", "-", "*"}
"""what stands for all values of a variable"""
KEPT = "voice/margins"
"""where a city keeps the margins that its voices are weighed against"""
VARIABLES = {
    "zone": Wanted(("생활권 기호",), "", False, also=("생활권", "생활권 이름", "구역", "지역", "읍면동", "행정동", "동네")),
    "age_group": Wanted(("연령대",), "", False, also=("연령", "나이", "연령층", "연령별", "age", "age group")),
    "sex": Wanted(("성별",), "", False, also=("성", "gender")),
}
"""variables that are known by other words as well"""
WANTED = VARIABLES | {PEOPLE: Wanted(("인구",), "number", True, also=("명", "사람", "인구수", "주민등록인구", "총인구", "인구(명)", "사람 수", "count", "population"))}


def census(path: Path, source: Source) -> Margins:
    """The margins of a city as a table, by zone, age group and sex; every combination of a crossed margin has to be there."""
    told, understood = read_margins(path)
    faults = Faults()
    for margin in told:
        for variable in margin.variables:
            if variable not in VARIABLES:
                faults.add(f"Margin {margin.name}: voices do not tell {variable}", f"{source.id}, column {variable}", variable, ", ".join(VARIABLES), "leave the column out")
        there = {v: dict.fromkeys(cell[i] for cell in margin.cells) for i, v in enumerate(margin.variables)}
        lacking = [cell for cell in itertools.product(*there.values()) if cell not in set(margin.cells)]
        if lacking:
            faults.add(f"Margin {margin.name}: combinations are missing", source.id, "; ".join(", ".join(cell) for cell in lacking[:6]), "a row for every combination, 0 where nobody is",
                       f"add {len(lacking)} rows")  # fmt: skip
    faults.raise_any()
    rows = [(m.name, " · ".join(cell), *(dict(zip(m.variables, cell, strict=True)).get(v) for v in VARIABLES), n) for m in told for cell, n in zip(m.cells, m.people.tolist(), strict=True)]
    frame = pd.DataFrame(rows, columns=[*Margins.columns]).astype({v: "str" for v in VARIABLES if any(v in m.variables for m in told)})
    return Margins(frame.assign(source=source.id), [replace(source, understood=understood)])


def read_margins(path: Path) -> tuple[tuple[Margin, ...], tuple[str, ...]]:
    """The margins of a file, and how it was read in Korean sentences. Each set of filled columns is a margin of its own; all faults together.

    zone,age_group,sex,people with `a,,,1200` (zone a, all ages, both sexes), `,30대,,300` ... A row of blanks only is the number of all people, which every margin must add up to.
    """
    id = path.name
    faults = Faults()
    files.wanted(path, "a CSV or Excel file of margins")
    sheet = text_rows(path, id, WANTED)
    understood = list(sheet.understood)
    head = f"{id}, row {sheet.head_row}"
    variables = [h for h in sheet.header if h and h != PEOPLE]
    if PEOPLE not in sheet.header:
        faults.add(f'File "{id}": column "people" is missing', head, ", ".join(sheet.header), "people (인구)", "add the column, or write people above it")
    if not variables:
        faults.add(f'File "{id}": there is no variable', head, ", ".join(sheet.header), "columns such as zone, age_group, sex", "add a column for each variable of the margins")
    if not sheet.rows:
        faults.add(f'File "{id}": holds no margins', id, "no rows", "a row per group of people", "the file may be cut: take it again")
    faults.raise_any()
    rows, total, seen = [], [], dict[tuple[str | None, ...], int]()
    for number, cells in sheet.rows:
        cell = {v: None if tight(cells[v]) in ALL else sex_of(cells[v]) if v == "sex" else cells[v].strip() for v in variables}
        where, people = f"{id}, row {number}, column {PEOPLE}", amount(cells[PEOPLE].strip())
        if people is None or not people.is_finite() or people < 0:
            faults.add("Margin: people is not a number", where, cells[PEOPLE], "a number of people, 0 or more", "write the number of people")
            continue
        key = tuple(cell.values())
        if key in seen:
            words = ", ".join(c for c in key if c) or "all"
            faults.add(f'Margin "{words}": stands twice', f"{id}, rows {seen[key]} and {number}", words, "every group of people once", "remove or correct one of the rows")
        seen[key] = number
        if any(key):
            rows.append(cell | {PEOPLE: float(people)})
        else:
            total.append((number, float(people)))
    faults.raise_any()
    if not rows:
        faults.add(f'File "{id}": no row names a group', id, f"{len(total)} rows of all people", "rows with a zone, an age group ...", "fill in the variables' columns")
        faults.raise_any()
    frame = pd.DataFrame(rows, columns=[*variables, PEOPLE]).astype(dict.fromkeys(variables, object))
    frame = frame[[v for v in variables if frame[v].notna().any()] + [PEOPLE]]
    margins = margins_of(_by_age(frame))
    for number, all_people in total:
        for margin in margins:
            if abs(all_people - margin.people.sum()) > 0.001 * max(all_people, 1):
                faults.add(f"Margin {margin.name}: does not add up to all people", f"{id}, row {number}", f"{margin.people.sum():,.0f}", f"{all_people:,.0f}, the row of all people",
                           "complete the margin, or fill cells that are left blank by mistake")  # fmt: skip
    faults.raise_any()
    told = ", ".join(f"{called(m.name)} {len(m.cells)}칸 {m.people.sum():,.0f}명" for m in margins)
    return margins, (*understood, f"{id}: 기준 {len(margins)}개를 읽었다({told})")


def _by_age(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of age groups by rising age, in the places that such rows had, so that neighbouring groups stand beside each other."""
    places = [i for i, group in enumerate(frame["age_group"]) if isinstance(group, str)] if "age_group" in frame else []
    groups = groups_of(dict.fromkeys(frame["age_group"].iloc[places])) if places else {}
    if not groups:
        return frame
    order = list(range(len(frame)))
    for place, row in zip(places, sorted(places, key=lambda i: groups[frame["age_group"].iloc[i]]), strict=True):
        order[place] = row
    return frame.iloc[order]
