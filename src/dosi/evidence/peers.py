"""The city beside towns of like size and age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.city import CITY
from dosi.model.errors import Faults, nearest
from dosi.model.findings import Measured, People
from dosi.model.patterns import PeerValues
from dosi.model.rows import Figures, Indicators, PeerTowns

FIRST_YEAR = "first_move_in_year"
"""measure of rows/figures that says when people first moved into the city"""
SIZE, AGE_YEARS = 2.0, 10
"""a town is like the city when its people are within this factor, and its first year within so many years (author's judgement)"""


def set_beside(people: People, measured: Measured, figures: Figures, indicators: Indicators, towns: PeerTowns) -> PeerValues:
    """Set the city's value of each indicator beside those of other towns; a town is like it by people (factor two) and age (ten years)."""
    _known(towns, indicators)
    own_people = people.known().get(CITY)
    said = figures.rows[(figures.rows["place"] == CITY) & (figures.rows["measure"] == FIRST_YEAR)]["value"]
    first = int(said.iloc[0]) if len(said) else None
    own = measured.rows[measured.rows["place"] == CITY].set_index("indicator")["value"]
    rows = towns.rows
    ratio = (rows["people"].astype(float) / (own_people or np.nan)).round(4)
    apart = (rows["first_year"] - first).abs() if first is not None else pd.Series(pd.NA, index=rows.index, dtype="Int64")
    alike = ratio.between(1 / SIZE, SIZE) & (apart <= AGE_YEARS).fillna(False)
    like = np.where(ratio.isna() | apart.isna(), "cannot_tell", np.where(alike, "yes", "no"))
    return PeerValues(rows[["town", "indicator", "value", "year", "source_ko"]].assign(
        people_ratio=ratio, years_apart=apart, like=like, own_value=rows["indicator"].map(own).astype(float)))  # fmt: skip


def _known(towns: PeerTowns, indicators: Indicators) -> None:
    """Every indicator that a town's row names is one of the plan's."""
    faults, known = Faults(), set(indicators.rows["indicator"])
    for row in towns.records():
        if row["indicator"] not in known:
            faults.add(f'Town "{row["town"]}": indicator "{row["indicator"]}" is not known', "peer_towns.csv, column indicator", row["indicator"],
                       "an indicator of indicators.csv", nearest(row["indicator"], known) or "correct or remove the row")  # fmt: skip
    faults.raise_any()
