"""Choose the portfolio: one scale or none of each candidate, by year and source of money, with a proven bound."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import highspy
import numpy as np
import pandas as pd

from dosi.model.choices import REASONS, Candidates, CeilingUse, Chosen, LeftOut, Offers, Outcome, Payments, Twins
from dosi.model.city import City
from dosi.model.errors import Fault, InputFault
from dosi.model.rows import Ceilings, Decisions, FundingShares, FundingSources, Jurisdiction, Limits, Phases, Services
from dosi.model.table import Choice as Choosing
from dosi.portfolio import constraints
from dosi.portfolio.constraints import Row
from dosi.portfolio.options import Choice, gather

MODEL = "portfolio.choosing.choose: max sum(points x), one scale or none, yearly ceilings by fund, prerequisites, decisions, number of services (HiGHS)"
GAP = 2e-3
MOST_NODES = 1_500
LATER_COSTS = 1e-4
"""share of its points that a start a year later loses: an earlier start wins a tie"""
CHEAPER_WINS = 1e-6
"""points per thousand won: the cheaper of two equal choices wins"""


def choose(
    city: City, candidates: Candidates, offers: Offers, services: Services, ceilings: Ceilings, shares: FundingShares, funds: FundingSources,
    jurisdiction: Jurisdiction, phases: Phases, twins: Twins, decisions: Decisions, limits: Limits,
) -> tuple[Chosen, LeftOut, Payments, CeilingUse, Outcome]:  # fmt: skip
    """Maximise the sum of points of the options that start, within every limit of `portfolio.constraints`.

    A multidimensional multiple-choice knapsack with precedence, solved by branch and bound to a relative gap of 0.2 %;
    it stops by gap or number of nodes, never by the clock. Costs are then added up again exactly.
    """
    planned = len(funds) > 0 and len(phases) > 0  # a draft may have no funds or phases yet: then nothing starts
    choice = gather(city, offers if planned else Offers(), services, ceilings, shares, jurisdiction, twins, decisions if planned else Decisions(), limits)
    taken, value, bound = _solve(choice)
    gap = round((bound - value) / bound, 6) if bound > 0 else 0.0
    how = Choosing(MODEL, (*(f"rows/ceilings/*~{p}~*/ceiling_won" for p in sorted(set(ceilings.rows["purpose"]))),
                          *(f"rows/limits/{row['limit']}/value" for row in limits.records())), round(value, 3), round(bound, 3), gap)
    phase_of = {y: p["phase"] for p in phases.records() for y in range(p["from_year"], p["to_year"] + 1)}
    bare = [y for y in city.years if planned and y not in phase_of]
    if bare:
        raise InputFault([Fault("Phases: a plan year lies in no phase", "rows/phases.csv, columns from_year and to_year", ", ".join(map(str, bare)),
                                f"phases that cover {city.first_year} to {city.last_year}", "widen a phase or add one")])  # fmt: skip
    model = {s["service"]: s for s in services.records()}
    about = {(c["service"], c["zone"]): c for c in candidates.records()}
    chosen, payments = [], []
    payer = dict(zip(funds.rows["fund"], funds.rows["authority"], strict=True))
    for number in taken:
        option = choice.options[number]
        offer = option.offer
        chosen.append({
            **{n: offer[n] for n in ("service", "zone", "scale", "units", "capital_won_low", "capital_won", "capital_won_high", "operating_won_per_year", "people_served", "points")},
            "start_year": option.start_year, "phase": phase_of[option.start_year], "theme": about[option.candidate]["theme"],
            "field": model[offer["service"]]["field"], "sandbox": model[offer["service"]]["sandbox"],
            "staff_persons": _staff(model[offer["service"]]["staff_per_unit"], offer["units"]), "cost_kind": model[offer["service"]]["cost_kind"], "builder": option.builder, "owner": option.owner,
        })  # fmt: skip
        for (fund, purpose, year), won in choice.pays(number).items():
            body = option.builder if purpose == "capital" else option.owner
            share = dict(choice.shares[body, purpose])[fund]
            payments.append({"service": offer["service"], "zone": offer["zone"], "fund": fund, "purpose": purpose, "year": year,
                             "phase": phase_of.get(year), "payer": payer[fund], "body": body, "share": share, "won": won})  # fmt: skip
    paid = pd.DataFrame(payments, columns=list(Payments.columns))
    outcome = [{"measure": "points", "value": how.value, "bound": how.bound, "gap_share": gap}]
    return (
        Chosen(pd.DataFrame(chosen, columns=list(Chosen.columns)), choice=how),
        LeftOut(_left_out(choice, candidates, offers, taken), choice=how),
        Payments(paid),
        CeilingUse(_use(choice, paid)),
        Outcome(pd.DataFrame(outcome), choice=how),
    )


def _staff(per_unit: float | None, units: int) -> float | None:
    return None if per_unit is None else round(per_unit * units, 3)


@cache
def known_constraints() -> tuple[Callable[[Choice], Iterator[Row]], ...]:
    """The limits there are: every public function of portfolio/constraints.py, in the order they stand."""
    return tuple(f for n, f in vars(constraints).items() if inspect.isfunction(f) and f.__module__ == constraints.__name__ and not n.startswith("_"))


def _rows(choice: Choice) -> list[Row]:
    return [row for make in known_constraints() for row in make(choice)]


def _model(rows: list[Row], points: np.ndarray) -> highspy.Highs:
    solver = highspy.Highs()
    solver.silent()
    for name, value in {"mip_rel_gap": GAP, "mip_max_nodes": MOST_NODES, "random_seed": 0, "threads": 1, "mip_feasibility_tolerance": 1e-6}.items():
        solver.setOptionValue(name, value)
    lp = highspy.HighsLp()
    n = len(points)
    lp.num_col_, lp.num_row_ = n, len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = points, np.zeros(n), np.ones(n)
    lp.row_lower_ = np.array([r.lower for r in rows])
    lp.row_upper_ = np.array([r.upper for r in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(r.options) for r in rows])]).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate([r.options for r in rows] or [np.array([])]).astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate([r.coefficients for r in rows] or [np.array([])]).astype(float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * n
    solver.passModel(lp)
    return solver


def _solve(choice: Choice) -> tuple[list[int], float, float]:
    """Numbers of the options that start, their points, and the proven bound on any choice's points."""
    if not choice.options:
        return [], 0.0, 0.0
    rows = _rows(choice)
    points = np.array([o.offer["points"] for o in choice.options])
    late = np.array([o.start_year - choice.first_year for o in choice.options])
    thousand = np.array([o.offer["capital_won"] // 1000 for o in choice.options])
    worth = points * (1 - LATER_COSTS * late) - CHEAPER_WINS * thousand / 1000
    solver = _model(rows, np.concatenate([worth, np.zeros(len(choice.services))]))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise InputFault([_clash(choice, rows)])
    answer = np.array(solver.getSolution().col_value)[: len(choice.options)]
    taken = [int(i) for i in np.flatnonzero(answer > 0.5)]
    value = float(points[taken].sum())
    most_capital = sum(c for (_, purpose, _), c in choice.ceilings.items() if purpose == "capital") // 1000
    # points <= objective + lateness + cost terms, so this bounds the points of every choice
    lost_share = LATER_COSTS * float(late.max())
    proven = (float(solver.getInfo().mip_dual_bound) + CHEAPER_WINS * most_capital / 1000) / (1 - lost_share)
    bound = max(value, min(proven, float(points.sum())))
    return taken, value, bound


def _clash(choice: Choice, rows: list[Row]) -> Fault:
    """The smallest set of limits that cannot hold together (deletion filter), as a fault."""
    nothing = np.zeros(len(choice.options) + len(choice.services))

    def possible(kept: list[Row]) -> bool:
        solver = _model(kept, nothing)
        solver.run()
        return bool(solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible)

    kept = list(rows)
    for row in sorted(rows, key=lambda r: r.name.startswith("decided")):
        rest = [r for r in kept if r is not row]
        if not possible(rest):
            kept = rest
    names = "; ".join(r.name for r in kept)
    return Fault("No portfolio keeps all limits", "rows/ceilings.csv and decisions.csv", names, "limits that can hold together",
                 "raise one of these ceilings or withdraw one of these decisions")  # fmt: skip


def _left_out(choice: Choice, candidates: Candidates, offers: Offers, taken: list[int]) -> pd.DataFrame:
    started = {choice.options[n].candidate for n in taken}
    running = {service for service, _ in started}
    full = choice.services_at_most is not None and len(running) >= choice.services_at_most
    best: dict[tuple[str, str], float] = {}
    for option in choice.options:
        best[option.candidate] = max(best.get(option.candidate, 0.0), option.offer["points"])
    offered = {(o["service"], o["zone"]) for o in offers.records()}
    rows: list[dict[str, Any]] = []
    for c in candidates.records():
        key = (c["service"], c["zone"])
        if key in started:
            continue
        needs = choice.requires.get(key, [])
        met = all(any(m in started for m in meeting) for meeting in needs)
        late = key in offered and key not in best and bool(choice.options)
        reason = (
            "gate" if not c["shortlisted"] else "place" if key not in offered else "decision" if key in choice.excluded
            else "time" if late else "undecided" if not choice.options else "prerequisite" if not met else "services" if full and key[0] not in running else "money"
        )  # fmt: skip
        rows.append({"service": key[0], "zone": key[1], "reason": reason, "gate": c["stopped_at"], "points_lost": best.get(key), "because": REASONS[reason].sentence})
    return pd.DataFrame(rows, columns=[*LeftOut.columns, "because"])


def _use(choice: Choice, paid: pd.DataFrame) -> pd.DataFrame:
    used = paid.groupby(["fund", "purpose", "year"])["won"].sum() if len(paid) else {}
    rows = []
    for (fund, purpose, year), ceiling in sorted(choice.ceilings.items()):
        won = int(used.get((fund, purpose, year), 0))
        if won > ceiling:
            raise AssertionError(f"ceiling {fund} {purpose} {year} passed: {won} > {ceiling}")
        rows.append({"fund": fund, "purpose": purpose, "year": year, "ceiling_won": ceiling, "used_won": won, "left_won": ceiling - won})
    return pd.DataFrame(rows, columns=list(CeilingUse.columns))
