"""People who are in the city, or in a reporting unit, by date and hour (living population)."""

from __future__ import annotations

import pandas as pd

from dosi.model.city import CITY
from dosi.model.errors import Faults
from dosi.model.layers import HourFigures
from dosi.sources.layers.columns import at, column, numbers
from dosi.sources.layers.dates import dated
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.layers.labels import unit_ids
from dosi.sources.vectors import Frame

HOLDS = HourFigures
NEEDS = ("hour", "value", "date")
"""columns that the file cannot do without"""


def hours(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """People by place, date and hour; rows of the same hour (sexes, ages) are added up. Without a column of units the figures are the city's."""
    faults = Faults()
    values, hour, dates = numbers(frame, taken, "value", faults), numbers(frame, taken, "hour", faults), dated(frame, taken, "date", faults)
    for number in hour.index[hour.notna() & ~hour.isin(range(24))][:LISTED]:
        faults.add(f'File "{taken.id}": no hour of the day', f"{taken.id}, {at(frame, number)}, column {taken.columns['hour']}", f"{hour[number]:g}", "0 to 23", "write midnight as 0")
    place: object = CITY
    if "unit" in taken.columns:
        place = unit_ids(frame, taken, column(frame, taken, "unit"), town.eras.units, ("a unit", "rows/reporting_units.csv"), notes, faults)
    faults.raise_any()
    rows = pd.DataFrame({"measure": layer.role.partition(":")[2], "place": place, "on_date": dates, "hour": hour.astype(int), "value": values})
    key = ["measure", "place", "on_date", "hour"]
    made = rows.groupby(key, sort=True, as_index=False)["value"].sum()
    if len(made) < len(rows):
        notes.lines.append("같은 시각의 성별·나이별 인구를 더하였다")
    return made
