"""What is assumed of people who move into new homes: how many to a home, how many homes fill, how fast, and from where."""

from __future__ import annotations

from collections.abc import Mapping

from dosi.evidence.population import MEASURE
from dosi.model.layers import UnitFigures
from dosi.model.rows import ForecastAssumptions

VARIANTS = ("low", "mid", "high")
HOUSEHOLDS = "households"
DEFAULTS = {"growth_kept_share": 0.0, "error_per_year_share": 0.0, "city_error_per_year_share": 0.0, "occupied_share": 1.0, "fill_months": 0.0, "from_outside_share": 1.0, "plan_to_move_in_years": 99.0, "people_per_household": 0.0}
"""what is assumed where no row says anything: nothing happens that nobody planned"""


def assumed(assumptions: ForecastAssumptions) -> dict[str, dict[str, float]]:
    """Every assumption low, middle and high, as the rows say it, else as nothing is assumed."""
    said = {row["assumption"]: {v: float(row[v]) for v in VARIANTS} for row in assumptions.records()}
    return {name: said.get(name, dict.fromkeys(VARIANTS, value)) for name, value in DEFAULTS.items()}


def per_household(figures: UnitFigures, given: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """People per household as the city's own figures tell, over units where both are known; the assumed number without them."""
    by = figures.rows.pivot_table(index="unit", columns="measure", values="value", aggfunc="first")
    if {MEASURE, HOUSEHOLDS} <= set(by.columns):
        both = by.dropna(subset=[MEASURE, HOUSEHOLDS])
        if both[HOUSEHOLDS].sum() > 0:
            return dict.fromkeys(VARIANTS, float(both[MEASURE].sum() / both[HOUSEHOLDS].sum()))
    return dict(given["people_per_household"])
