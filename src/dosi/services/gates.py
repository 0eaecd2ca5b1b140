"""The gates a candidate passes: every public function here is one; its row in gates.csv names it and sets body, criterion and limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dosi.model.table import split


@dataclass(frozen=True)
class Case:
    """A candidate before the gates."""

    service: dict[str, Any]
    zone: str
    problem: dict[str, Any] | None
    """the worst ranked problem it addresses here"""
    twin: dict[str, Any] | None
    """the same service already running here (a row of Twins)"""
    people: int | None
    """people of the zone; None: not known"""
    spots: int
    """places here that can hold a unit"""
    obliged: bool
    """a must of its standards fails here"""
    fields: set[str]
    kinds: set[str]
    scores: tuple[int, ...] | None = None
    """scores that a body gave a firm's proposal, by every criterion of the list; None: some are lacking"""
    half_share: float | None = None
    """how surely the model ranks in the better half by the criteria; None: nobody weighed them"""


Judged = tuple[float | None, bool]
"""what was measured (None: unknown) and whether it passes"""


def legal_field(case: Case, limit: float) -> Judged:
    """Kinds of smart infrastructure it names, at least the limit, in a field that the Decree names."""
    kinds = set(split(case.service["infrastructure_kinds"])) & case.kinds
    measured = float(len(kinds)) if case.service["field"] in case.fields else 0.0
    return measured, measured >= limit


def proposal(case: Case, limit: float) -> Judged:
    """Mean of a firm's scores over every criterion of the list, at least the limit; lacking scores do not pass. A model that no firm proposed passes."""
    if case.service["origin"] != "firm":
        return None, True
    if not case.scores:
        return None, False
    measured = round(sum(case.scores) / len(case.scores), 3)
    return measured, measured >= limit


def needs(case: Case, limit: float) -> Judged:
    """Score of the problem it addresses, at least the limit; a failing must of its standards passes in any case."""
    measured = case.problem["score"] if case.problem else None
    return measured, case.problem is not None and (case.obliged or (measured is not None and measured >= limit))


def sites(case: Case, limit: float) -> Judged:
    """Places that can hold it over units of its smallest step, at least the limit; a service without sites passes."""
    if not case.service["site_role"]:
        return None, True
    measured = round(case.spots / int(split(case.service["scales"])[0]), 3)
    return measured, measured >= limit


def duplicate(case: Case, limit: float) -> Judged:
    """Same services already running here that are to be kept as they are, at most the limit."""
    measured = 1.0 if case.twin and case.twin["decision"] == "keep" else 0.0
    return measured, measured <= limit


def readiness(case: Case, limit: float) -> Judged:
    """Technology readiness level, at least the limit; a model that says none passes."""
    measured = case.service["readiness_trl"]
    return (None, True) if measured is None else (float(measured), measured >= limit)


def cost_per_person(case: Case, limit: float) -> Judged:
    """Won to build its smallest step per person affected, at most the limit; over all people of the zone where those affected are unknown.

    Where the people are not known either, it cannot be measured, and the candidate passes."""
    people = (case.problem["people_affected"] if case.problem else None) or case.people
    if people is None:
        return None, True
    measured = round(case.service["capital_won_mid"] * int(split(case.service["scales"])[0]) / max(people, 1))
    return float(measured), measured <= limit


def criteria(case: Case, limit: float) -> Judged:
    """Share of the draws in which the model ranks in the better half by the weighed criteria, at least the limit; passes where nobody weighed the criteria."""
    return case.half_share, case.half_share is None or case.half_share >= limit
