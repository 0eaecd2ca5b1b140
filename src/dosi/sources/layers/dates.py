"""Dates in the columns of a layer's file."""

from __future__ import annotations

import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import Series
from dosi.sources.layers.columns import at, column
from dosi.sources.layers.declared import LISTED, Candidate
from dosi.sources.vectors import Frame


def dated(frame: Frame, taken: Candidate, role: str, faults: Faults, undecided: tuple[str, ...] = ()) -> pd.Series:
    """The column that plays a role, as dates; words for what is not decided yet are missing, anything else is a fault."""
    made = {}
    wrong = []
    for number, text in column(frame, taken, role).items():
        try:
            made[number] = None if str(text) in undecided else str(Series.columns["on_date"].parse(str(text)))
        except ValueError as trouble:
            made[number] = None
            wrong.append((number, text, str(trouble)))
    for number, text, expected in wrong[:LISTED]:
        faults.add(f'File "{taken.id}": {taken.columns[role]} is no date', f"{taken.id}, {at(frame, number)}, column {taken.columns[role]}", str(text),
                   expected + (f", or {' or '.join(u for u in undecided if u)}" if undecided else ""), "correct the date")  # fmt: skip
    return pd.Series(made, index=frame.rows.index, dtype=object)
