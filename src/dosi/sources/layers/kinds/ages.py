"""People by reporting unit and age group."""

from __future__ import annotations

import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import Ages
from dosi.sources.layers.columns import at, column, numbers
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.layers.labels import unit_ids
from dosi.sources.vectors import Frame

HOLDS = Ages
NEEDS = ("unit", "age", "value")
"""columns that the file cannot do without"""


def ages(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """People of today's units by the youngest age of their group; rows of the same group (men and women) are added up, totals left out."""
    faults = Faults()
    labels = column(frame, taken, "unit")
    kept = ~labels.isin(taken.totals)
    people = numbers(frame, taken, "value", faults)
    groups = column(frame, taken, "age").astype("str")
    youngest = groups.str.extract(r"(\d+)")[0]
    for number in youngest.index[youngest.isna() & kept][:LISTED]:
        faults.add(f'File "{taken.id}": the age group has no age', f"{taken.id}, {at(frame, number)}, column {taken.columns['age']}", groups[number], "an age or ages, e.g. 20-24",
                   "write the youngest age of the group, or leave out the row by a filter")  # fmt: skip
    for number in people.index[people < 0][:LISTED]:
        faults.add(f'File "{taken.id}": fewer than no people', f"{taken.id}, {at(frame, number)}, column {taken.columns['value']}", f"{people[number]:g}", "0 or more", "correct the number")
    ids = unit_ids(frame, taken, labels[kept], town.eras.units, ("a unit", "rows/reporting_units.csv"), notes, faults)
    faults.raise_any()
    rows = pd.DataFrame({"unit": ids, "age": youngest[kept].astype(int), "people": people[kept]})
    rows = rows[rows["unit"].isin(town.eras.sets[town.eras.own])]
    return rows.groupby(["unit", "age"], sort=True, as_index=False)["people"].sum()

