"""Figures by reporting unit at several dates, e.g. registered people month by month."""

from __future__ import annotations

import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import Series
from dosi.sources.layers.columns import at, column, numbers
from dosi.sources.layers.dates import dated
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.layers.labels import unit_ids
from dosi.sources.vectors import Frame

HOLDS = Series
NEEDS = ("unit", "value", "date")
"""columns that the file cannot do without"""


def series(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Figures of today's units by date; rows declared as totals are left out, units that no longer exist are left out and told."""
    faults = Faults()
    labels = column(frame, taken, "unit")
    kept = ~labels.isin(taken.totals)
    values, dates = numbers(frame, taken, "value", faults), dated(frame, taken, "date", faults)
    ids = unit_ids(frame, taken, labels[kept], town.eras.units, ("a unit", "rows/reporting_units.csv"), notes, faults)
    rows = pd.DataFrame({"measure": layer.role.partition(":")[2], "unit": ids, "on_date": dates[kept], "value": values[kept]})
    for number in rows.index[rows.duplicated(["unit", "on_date"]) & rows["unit"].notna()][:LISTED]:
        faults.add(f'File "{taken.id}": a unit stands twice at one date', f"{taken.id}, {at(frame, number)}", f"{labels[number]}, {rows.loc[number, 'on_date']}", "every unit once at each date",
                   "remove one of the rows, or take one group by a filter in layers.toml")  # fmt: skip
    faults.raise_any()
    today = rows["unit"].isin(town.eras.sets[town.eras.own])
    if not today.all():
        notes.lines.append(f"지금은 없는 행정동의 시계열을 뺐다: {', '.join(sorted(town.eras.units.titles[u] for u in rows.loc[~today, 'unit'].unique())[:5])}")
    return rows[today]
