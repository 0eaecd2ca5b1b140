"""Columns of the groups of people that some file counts, for tables with a row per zone."""

from __future__ import annotations

from typing import Any

from dosi.document.plan import Cell, Plan
from dosi.model.blocks import FactRef, Runs, Text
from dosi.model.city import CITY
from dosi.model.findings import PeopleGroups
from dosi.model.rows import PopulationGroups

NOT_SUPPLIED = "자료 없음"
MOST_IN_PROFILE = 3
"""groups that stand in the profile of the zones; more would turn its page"""


def supplied(plan: Plan) -> list[dict[str, Any]]:
    """The groups that are counted anywhere in the city."""
    counted = {r["group"] for r in plan.records(PeopleGroups) if r["people"] is not None}
    return [g for g in plan.records(PopulationGroups) if g["group"] in counted]


def people_of(plan: Plan, place: str, group: str) -> Runs:
    """The people of a group in a place, or that no file says."""
    key = f"{place}~{group}"
    known = plan[PeopleGroups].position(key) is not None and plan[PeopleGroups].at(key, "people") is not None
    return (FactRef(f"{PeopleGroups.name}/{key}/people", "people", False),) if known else (Text(NOT_SUPPLIED),)


def group_cells(plan: Plan) -> list[Cell]:
    """One column per group."""
    return [plan.made(g["group"], g["title_ko"], lambda r, g=g: people_of(plan, r["zone"], g["group"]), "명", "right") for g in supplied(plan)]  # type: ignore[misc]


def group_totals(plan: Plan) -> list[Runs]:
    """The city's figure of each group."""
    return [people_of(plan, CITY, g["group"]) for g in supplied(plan)]
