"""The facts that a criterion may judge a service model by: every public function here is one; its row in criteria.csv names it and says which direction is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dosi.model.table import split


@dataclass(frozen=True)
class Model:
    """A service model with the problem it would answer first."""

    service: dict[str, Any]
    problem: dict[str, Any] | None
    """the highest scored problem among its themes, in any zone (for the city, where it serves the city)"""
    quotient: float | None = None
    """location quotient of its most specific problem"""
    people: int | None = None
    """people of that problem's zone; None: not known"""


@dataclass(frozen=True)
class Estimate:
    """A value with the ends of its range, where it has one."""

    value: float
    low: float | None = None
    high: float | None = None


def need(model: Model) -> Estimate | None:
    """Score (0..1) of the worst problem it addresses anywhere; a problem without score: not known."""
    return Estimate(model.problem["score"]) if model.problem else None


def effect(model: Model) -> Estimate:
    """Share of the problem solved where it serves, with the range of the estimate."""
    s = model.service
    return Estimate(s["effect_mid_share"], s["effect_low_share"], s["effect_high_share"])


def capital_per_person(model: Model) -> Estimate | None:
    """Won to build its smallest step per person affected by that problem (of all its zone where those are not counted), with the range of the cost."""
    return _per_person(model, "capital_won")


def operating_per_person(model: Model) -> Estimate | None:
    """Won per year to run its smallest step per person affected by that problem (of all its zone where those are not counted), with the range of the cost."""
    return _per_person(model, "operating_won_per_year")


def readiness(model: Model) -> Estimate | None:
    """Technology readiness level, 1 to 9; a model that says none: not known."""
    level = model.service["readiness_trl"]
    return None if level is None else Estimate(float(level))


def locality(model: Model) -> Estimate | None:
    """Location quotient of its most specific problem: above 1, one zone has more of it than the city."""
    return None if model.quotient is None else Estimate(model.quotient)


def _per_person(model: Model, column: str) -> Estimate | None:
    people = (model.problem["people_affected"] if model.problem else None) or model.people
    if not people:
        return None
    step = int(split(model.service["scales"])[0])
    mid, low, high = (round(model.service[f"{column}_{end}"] * step / people, 3) for end in ("mid", "low", "high"))
    return Estimate(mid, low, high)
