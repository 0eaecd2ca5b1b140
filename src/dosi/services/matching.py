"""Match catalogue services to ranked problems and screen them through the gates, improvement before new."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from dosi.model.choices import Candidates, Funnel, ModelRanks, Screened, Twins
from dosi.model.city import CITY
from dosi.model.conditions import meeting
from dosi.model.errors import Fault, InputFault, nearest
from dosi.model.findings import Gaps, Located, People, Problems
from dosi.model.rows import Decisions, Gates, Lists, ProposalScores, Services, Zones
from dosi.model.table import split
from dosi.services import gates as kinds
from dosi.services.gates import Case, Judged


def derive(
    zones: Zones, services: Services, twins: Twins, gates: Gates, lists: Lists, problems: Problems, gaps: Gaps, located: Located,
    decisions: Decisions, people: People, proposals: ProposalScores, ranks: ModelRanks,
) -> tuple[Candidates, Screened, Funnel]:
    """Every service that addresses a ranked problem is a candidate in every zone (or for the city); gates say which go on.

    A body's decision to start a candidate carries it past a gate; the gate's verdict stays on record.
    A candidate whose twin already runs in the zone counts as an improvement of it, except where that one is to end.
    """
    scored = {(p["zone"], p["theme"]): p for p in problems.records() if p["score"] is not None}
    failing = {(g["standard"], g["zone"]) for g in gaps.records() if g["failed"] and g["severity"] == "must"}
    running = {(t["service"], z): t for t in twins.records() if t["decision"] != "end" for z in split(t["zones"])}
    decided = decisions.touched("include")
    who = people.known()
    fields = set(lists.rows.loc[lists.rows["list"] == "service_fields", "item"])
    kinds = set(lists.rows.loc[lists.rows["list"] == "infrastructure_kinds", "item"])
    surely = {r["service"]: r["half_share"] for r in ranks.records()}
    scores = _scores(proposals, lists)
    spots_of = {s["service"]: _spots(s, located) for s in services.records()}
    candidates: list[dict[str, Any]] = []
    screened: list[dict[str, Any]] = []
    for service in services.records():
        for zone in [CITY] if service["place"] == "city" else list(zones.rows["zone"]):
            hit = max((scored[zone, t] for t in split(service["themes"]) if (zone, t) in scored), key=lambda p: p["score"], default=None)
            twin = running.get((service["service"], zone))
            spots = spots_of[service["service"]]
            found = spots.get(zone, 0) if zone != CITY else sum(spots.values())
            case = Case(service, zone, hit, twin, who.get(zone), found, {(s, zone) for s in split(service["standards"])} & failing != set(), fields, kinds,
                        scores.get(service["service"]), surely.get(service["service"]))  # fmt: skip
            row = {
                "service": service["service"], "zone": zone, "field": service["field"], "theme": hit["theme"] if hit else None,
                "score": hit["score"] if hit else None, "people_affected": hit["people_affected"] if hit else None, "obliged": case.obliged,
                "role": service["site_role"], "level": "city" if zone == CITY else "zone", "spots": found if service["site_role"] else None,
                "mode": "improve" if twin else "new", "twin": twin["existing"] if twin else None, "shortlisted": True, "stopped_at": None,
            }  # fmt: skip
            for gate in sorted(gates.records(), key=lambda g: (g["no"], g["gate"])):
                measured, passed = _gate(gate["gate"])(case, gate["limit"])
                screened.append({"service": service["service"], "zone": zone, "gate": gate["gate"], "passed": passed, "measured": measured, "limit": gate["limit"]})
                if not passed and (service["service"], zone) not in decided:
                    row |= {"shortlisted": False, "stopped_at": gate["gate"]}
                    break
            candidates.append(row)
    through = pd.DataFrame(screened, columns=list(Screened.columns))
    return Candidates(pd.DataFrame(candidates, columns=list(Candidates.columns))), Screened(through), _funnel(through, gates)


def _scores(proposals: ProposalScores, lists: Lists) -> dict[str, tuple[int, ...]]:
    """The scores of each proposal that has one by every criterion of the list."""
    asked = set(lists.rows.loc[lists.rows["list"] == "proposal_criteria", "item"])
    given: dict[str, dict[str, int]] = {}
    for row in proposals.records():
        given.setdefault(row["service"], {})[row["criterion"]] = row["score"]
    return {service: tuple(of.values()) for service, of in given.items() if asked and set(of) >= asked}


def _spots(service: dict[str, Any], located: Located) -> dict[str, int]:
    """Places that can hold a unit of the service, by zone."""
    rows = located.rows[located.rows["role"] == service["site_role"]]
    good = meeting(rows, service["site_condition"])
    return {str(z): int(n) for z, n in good.groupby("zone").size().items()}


@cache
def known_gates() -> dict[str, Callable[[Case, float], Judged]]:
    """The gates there are: every public function of services/gates.py, in the order they stand."""
    return {n: f for n, f in vars(kinds).items() if inspect.isfunction(f) and f.__module__ == kinds.__name__ and not n.startswith("_")}


def _gate(gate: str) -> Callable[[Case, float], Judged]:
    known = known_gates()
    if gate not in known:
        raise InputFault([Fault(f'Gate "{gate}": is not known', "gates.csv, column gate", repr(gate), ", ".join(sorted(known)), nearest(gate, known) or "use one of the gates")])
    return known[gate]


def _funnel(screened: pd.DataFrame, gates: Gates) -> Funnel:
    counted = screened.groupby("gate")["passed"].agg(["size", "sum"])
    rows = [{"gate": g, "candidates_in": int(counted["size"].get(g, 0)), "candidates_out": int(counted["sum"].get(g, 0))} for g in gates.rows.sort_values("no")["gate"]]
    return Funnel(pd.DataFrame(rows, columns=list(Funnel.columns)))
