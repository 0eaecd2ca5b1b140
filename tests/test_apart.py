"""Figures of dates far apart are not divided where many people moved in between; elsewhere both dates are said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from test_indicators import ground, row

from dosi.evidence.apart import Dates
from dosi.evidence.indicators.counting import Ground
from dosi.evidence.measuring import APART, measured_values
from dosi.model.layers import Layers, PlannedHousing, UnitFigures
from dosi.model.rows import PlanningAreas, Zones

__all__ = ["ground"]

AREAS = [{"area": "A", "zone": "a"}, {"area": "B", "zone": "b"}]
HOMES = [("A", 10, "2023-01-01"), ("B", 10, "2023-01"), ("A", 500, "2020-01-01"), ("B", 500, "2025-01-01"), ("B", 500, None)]  # moved in before, later, undecided


def measured(ground: Ground, workers_on: str, areas: list[dict[str, str]], people_on: str = "2024-07") -> pd.DataFrame:
    """Workers per resident of the town, 400 people in 160 households: 2.5 in each."""
    said = {"title_ko": "", "file": "f", "rows_read": 2, "rows_outside": 0}
    layers = Layers([said | {"layer": "w", "role": "figures:workers", "vintage": workers_on}, said | {"layer": "p", "role": "figures:population", "vintage": people_on}])
    figures = UnitFigures([*ground.figures.records(), *({"measure": "households", "unit": u, "role": "figures:households", "value": v} for u, v in (("u1", 40), ("u2", 120)))])
    housing = PlannedHousing([{"layer": "h", "block": str(n), "area": a, "households": h, "on_date": on} for n, (a, h, on) in enumerate(HOMES)])
    dates = Dates(layers, ground.people, figures, ground.crosswalk, housing, PlanningAreas(pd.DataFrame(areas, columns=["area", "zone"])))
    asked = row("ratio", "figures:workers", factor=100) | {"worst": 0.0, "least_people": 0, "theme": "t"}
    return measured_values(asked, replace(ground, figures=figures, dates=dates), layers, Zones(pd.DataFrame(columns=[*Zones.columns])), ground.crosswalk)


def test_where_more_than_a_quarter_moved_in_between_the_value_is_missing_with_the_reason(ground: Ground) -> None:
    made = measured(ground, "2021-12-31", AREAS)
    # a: 10 homes, 25 people of 100: a third more than the 75 before; b: 25 of 300, 9 % more; city 50 of 400, 14 % more
    assert made["value"].isna().to_dict() == {"u1": True, "u2": False, "a": True, "b": False, "city": False}
    assert set(made.loc[["u1", "a"], "missing_ko"]) == {APART}
    assert ("{numerator_on}" in made.loc["b", "because"], made.loc["b", "numerator_on"], made.loc["b", "denominator_on"]) == (True, "2021-12-31", "2024-07-01")


def test_where_nobody_knows_who_moved_in_both_dates_are_said(ground: Ground) -> None:
    made = measured(ground, "2021-12-31", [])
    assert made["value"].notna().all() and (made["numerator_on"] == "2021-12-31").all() and made["because"].str.contains("denominator_on").all()


@pytest.mark.parametrize("workers_on", ["2022-12-31", "2024", "2026-06"])
def test_within_two_years_figures_are_divided_as_they_are(ground: Ground, workers_on: str) -> None:
    made = measured(ground, workers_on, AREAS)
    assert made["value"].notna().all() and made["numerator_on"].isna().all() and (made["because"] == "").all()


def test_growth_is_known_of_units_that_are_a_zones_only_one(ground: Ground) -> None:
    shared = ground.crosswalk.rows.iloc[[1]].assign(legal_unit="l3", unit="u2", zone="a")
    crosswalk = type(ground.crosswalk)(pd.concat([ground.crosswalk.rows, shared], ignore_index=True))
    housing = PlannedHousing([{"layer": "h", "block": "1", "area": "A", "households": 1000, "on_date": "2023"}])
    dates = Dates(Layers([]), ground.people, UnitFigures([{"measure": "households", "unit": "u1", "role": "figures:households", "value": 160}]), crosswalk, housing, PlanningAreas(AREAS))
    made = dates.growth(("2021-12-31", "2024-07-01"))
    assert made[["u1", "u2"]].isna().all() and np.isinf(made["a"]) and made["b"] == 0
