"""Housing blocks and when people move in, as a plan of housing supply lists them."""

from __future__ import annotations

import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import PlannedHousing
from dosi.sources.layers.columns import at, column, numbers
from dosi.sources.layers.dates import dated
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.vectors import Frame

HOLDS = PlannedHousing
NEEDS = ("area", "households", "date")
"""columns that the file cannot do without"""
UNDECIDED = ("미정", "", "-", "None", "nan")
"""what lists write where no date is set yet"""


def schedule(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Blocks with their households and date of moving in.

    A block that stands in the plans of several years without a date is one block that was put off: the latest plan counts. Blocks with dates are moved into
    one after the other and all count.
    """
    faults = Faults()
    households = numbers(frame, taken, "households", faults)
    for number in households.index[households < 0][:LISTED]:
        faults.add(f'File "{taken.id}": fewer than no households', f"{taken.id}, {at(frame, number)}", f"{households[number]:g}", "0 or more", "correct the number")
    dates = dated(frame, taken, "date", faults, UNDECIDED)
    planned = numbers(frame, taken, "planned", faults).astype("Int64") if "planned" in taken.columns else pd.Series(pd.NA, index=frame.rows.index, dtype="Int64")
    faults.raise_any()
    rows = pd.DataFrame({"layer": layer.id, "block": [f"r{n}" for n in frame.rows.index], "area": column(frame, taken, "area"), "households": households,
                         "planned_year": planned, "on_date": dates}, index=frame.rows.index)  # fmt: skip
    if "key" not in taken.columns:
        return rows
    same = rows.assign(name=column(frame, taken, "key"), tenure=column(frame, taken, "tenure", "")).sort_values("planned_year", kind="stable")
    put_off = same["on_date"].isna() & same.duplicated(["area", "name", "tenure"], keep="last")
    if put_off.any():
        told = ", ".join(f"{r.area} {r.name_}" for r in same[put_off].rename(columns={"name": "name_"}).sort_index().itertuples())
        notes.lines.append(f"두 해의 계획에 거듭 오른 블록은 나중 계획으로 한 번만 세었다: {told}")
    return rows[~put_off.reindex(rows.index)]
