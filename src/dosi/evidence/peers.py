"""The city beside towns of like size and age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.city import CITY
from dosi.model.errors import Faults, nearest
from dosi.model.findings import Measured, People
from dosi.model.patterns import PeerValues
from dosi.model.rows import Figures, Indicators, PeerFigures, PeerTowns

FIRST_YEAR = "first_move_in_year"
"""measure of rows/figures that says when people first moved into the city"""
SIZE, AGE_YEARS = 2.0, 10
"""a town is like the city when its people are within this factor, and its first year within so many years (author's judgement)"""


def set_beside(people: People, measured: Measured, figures: Figures, indicators: Indicators, towns: PeerTowns, values: PeerFigures) -> PeerValues:
    """Set the city's value of each indicator beside those of other towns; a town is like it by people (factor two) and age (ten years)."""
    _known(towns, values, indicators)
    own_people = people.known().get(CITY)
    said = figures.rows[(figures.rows["place"] == CITY) & (figures.rows["measure"] == FIRST_YEAR)]["value"]
    first = int(said.iloc[0]) if len(said) else None
    own = measured.rows[measured.rows["place"] == CITY].set_index("indicator")["value"]
    rows = values.rows.merge(towns.rows[["town", "people", "first_year"]], on="town", how="left")
    ratio = (rows["people"].astype(float) / (own_people or np.nan)).round(4)
    apart = (rows["first_year"] - first).abs() if first is not None else pd.Series(pd.NA, index=rows.index, dtype="Int64")
    sized, aged = ratio.between(1 / SIZE, SIZE), (apart <= AGE_YEARS).fillna(False).astype(bool)
    like = np.select([ratio.isna() | apart.isna(), sized & aged, aged, sized], ["cannot_tell", "yes", "size", "age"], "both")
    return PeerValues(rows[["town", "indicator", "value", "year", "worked_ko", "source_ko"]].assign(
        people_ratio=ratio, years_apart=apart, like=like, own_value=rows["indicator"].map(own).astype(float)))  # fmt: skip


def _known(towns: PeerTowns, values: PeerFigures, indicators: Indicators) -> None:
    """Every figure is of a town that says its people and age, and of an indicator of the plan."""
    faults, places, measures = Faults(), set(towns.rows["town"]), set(indicators.rows["indicator"])
    for row in values.records():
        if row["town"] not in places:
            faults.add(f'Town "{row["town"]}" has figures, but its people and first year are not told', "peer_figures.csv, column town", row["town"],
                       "a town of peer_towns.csv", nearest(row["town"], places) or "add its row to peer_towns.csv")  # fmt: skip
        if row["indicator"] not in measures:
            faults.add(f'Town "{row["town"]}": indicator "{row["indicator"]}" is not known', "peer_figures.csv, column indicator", row["indicator"],
                       "an indicator of indicators.csv", nearest(row["indicator"], measures) or "correct or remove the row")  # fmt: skip
    faults.raise_any()
