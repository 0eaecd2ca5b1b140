"""People of reporting units by age, carried forward: survival, births and net migration (the cohort-component method)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.model.layers import Ages
from dosi.model.rows import VitalRates

OLDEST_GROUP_YEARS = 1_000
"""width of the last group: nobody leaves it by growing older"""


def people_by_year(ages: Ages, rates: VitalRates, variant: str, years: float) -> dict[str, float]:
    """By how many people each unit with ages changes within so many years; empty without ages or rates.

    A year's step: of each group the share 1/width grows into the next; all survive with their group's rate; births are the sum of births per person of each
    group and enter the youngest; net migrants are a share of the group. The part of a year at the end is taken as a share of that year's step.
    """
    if ages.rows.empty or rates.rows.empty:
        return {}
    made: dict[str, float] = {}
    for unit, part in ages.rows.groupby("unit", sort=True):
        ordered = part.sort_values("age")
        people = ordered["people"].to_numpy(float)
        matrix = yearly_step(ordered["age"].to_numpy(int), rates.rows, variant)
        held = people
        for _ in range(int(years)):
            held = matrix @ held
        made[str(unit)] = float(held.sum() + (years - int(years)) * ((matrix @ held).sum() - held.sum()) - people.sum())
    return made


def yearly_step(youngest: np.ndarray, rates: pd.DataFrame, variant: str) -> Any:
    """The matrix that carries people by age group one year on (P. H. Leslie, 1945), for groups that begin at these ages."""
    ordered = rates.sort_values("age")
    at = np.clip(np.searchsorted(ordered["age"].to_numpy(int), youngest, side="right") - 1, 0, None)
    survive, birth, move = (ordered[c].to_numpy(float)[at] for c in ("survival_share", "births_per_person", f"migration_{variant}"))
    width = np.append(np.diff(youngest), OLDEST_GROUP_YEARS).astype(float)
    older = np.append(1 / width[:-1], 0.0)
    matrix = np.diag(survive * (1 - older) + move)
    matrix[np.arange(1, len(width)), np.arange(len(width) - 1)] += (survive * older)[:-1]
    matrix[0] += birth
    return matrix
