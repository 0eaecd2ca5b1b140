"""Choose the portfolio: one scale or none of each candidate, by year and source of money, with a proven bound."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.model.choices import REASONS, Candidates, CeilingUse, Chosen, LeftOut, Offers, Outcome, Payments, Reviews
from dosi.model.city import City
from dosi.model.errors import Fault, InputFault
from dosi.model.table import Choice as Choosing
from dosi.portfolio.clashing import as_fault
from dosi.portfolio.modelling import limits_of
from dosi.portfolio.options import Choice, Given, gather
from dosi.portfolio.solving import solve
from dosi.portfolio.timing import as_early_as_possible

MODEL = "portfolio.choosing.choose: max sum(points x), one scale or none, within every limit of portfolio.constraints (HiGHS)"


def choose(city: City, candidates: Candidates, given: Given) -> tuple[Chosen, LeftOut, Payments, CeilingUse, Outcome, Reviews]:
    """Maximise the sum of points of the options that start, within every limit of `portfolio.constraints`.

    A multidimensional multiple-choice knapsack with precedence, solved by branch and bound to a relative gap of 0.2 %;
    it stops by gap or number of nodes, never by the clock. What is chosen then starts as early as the limits allow, and costs are added up again exactly.
    """
    choice = gather(given)
    rows = limits_of(choice)
    answer = solve(choice, rows)
    if answer is None:
        raise InputFault([as_fault(choice, rows)])
    taken = as_early_as_possible(choice, rows, answer.taken)
    how = Choosing(MODEL, (*(f"rows/ceilings/*~{p}~*/ceiling_won" for p in sorted(set(given.ceilings.rows["purpose"]))),
                          *(f"rows/limits/{row['limit']}/value" for row in given.limits.records())), round(answer.value, 3), round(answer.bound, 3), answer.gap_share)
    phase_of = {y: p["phase"] for p in given.phases.records() for y in range(p["from_year"], p["to_year"] + 1)}
    bare = [y for y in city.years if given.known and y not in phase_of]
    if bare:
        raise InputFault([Fault("Phases: a plan year lies in no phase", "rows/phases.csv, columns from_year and to_year", ", ".join(map(str, bare)),
                                f"phases that cover {city.first_year} to {city.last_year}", "widen a phase or add one")])  # fmt: skip
    about = {(c["service"], c["zone"]): c for c in candidates.records()}
    chosen, payments = [], []
    begins, entries = choice.by_option
    for number in taken:
        offer, start = choice.offers[choice.offer[number]], int(choice.start_year[number])
        service, builder, owner = choice.model[offer["service"]], choice.builder[number], choice.owner[number]
        chosen.append({
            **{n: offer[n] for n in ("service", "zone", "scale", "units", "capital_won_low", "capital_won", "capital_won_high", "operating_won_per_year", "people_served", "points")},
            "start_year": start, "phase": phase_of[start], "theme": about[offer["service"], offer["zone"]]["theme"],
            "field": service["field"], "sandbox": service["sandbox"],
            "staff_persons": _staff(service["staff_per_unit"], offer["units"]), "cost_kind": service["cost_kind"], "builder": builder, "owner": owner,
        })  # fmt: skip
        for entry in entries[begins[number] : begins[number + 1]]:
            fund, purpose, year = choice.pockets[choice.pays.pocket[entry]]
            body = builder if purpose == "capital" or year < choice.handover_year[number] else owner
            payments.append({"service": offer["service"], "zone": offer["zone"], "fund": fund, "purpose": purpose, "year": year, "phase": phase_of.get(year), "payer": choice.payer[fund],
                             "body": body, "share": float(choice.pays.share[entry]), "won": int(choice.pays.won[entry])})  # fmt: skip
    paid = pd.DataFrame(payments, columns=list(Payments.columns))
    outcome = [{"measure": "points", "value": how.value, "bound": how.bound, "gap_share": answer.gap_share}]
    started = pd.DataFrame(chosen, columns=list(Chosen.columns))
    return (
        Chosen(started, choice=how),
        LeftOut(_left_out(choice, candidates, given.offers, taken), choice=how),
        Payments(paid),
        CeilingUse(_use(choice, paid)),
        Outcome(pd.DataFrame(outcome), choice=how),
        Reviews(_reviews(choice, started)),
    )


def _staff(per_unit: float | None, units: int) -> float | None:
    return None if per_unit is None else round(per_unit * units, 3)


def _left_out(choice: Choice, candidates: Candidates, offers: Offers, taken: np.ndarray) -> pd.DataFrame:
    started = {choice.candidates[n] for n in choice.candidate[taken]}
    running = {service for service, _ in started}
    most = choice.limits.get("services_at_most")
    full = most is not None and len(running) >= most
    best = dict.fromkeys(choice.candidates, 0.0)
    for candidate, points in zip(choice.candidate, choice.of_offer("points"), strict=True):
        key = choice.candidates[candidate]
        best[key] = max(best[key], float(points))
    offered = {(o["service"], o["zone"]) for o in offers.records()}
    rows: list[dict[str, Any]] = []
    for c in candidates.records():
        key = (c["service"], c["zone"])
        if key in started:
            continue
        needs = choice.requires.get(key, [])
        met = all(any(m in started for m in meeting) for meeting in needs)
        late = key in offered and key not in best and len(choice.offer) > 0
        reason = (
            "gate" if not c["shortlisted"] else "place" if key not in offered else "decision" if key in choice.excluded
            else "time" if late else "undecided" if not len(choice.offer) else "prerequisite" if not met else "services" if full and key[0] not in running else "money"
        )  # fmt: skip
        rows.append({"service": key[0], "zone": key[1], "reason": reason, "gate": c["stopped_at"], "points_lost": best.get(key), "because": REASONS[reason].sentence})
    return pd.DataFrame(rows, columns=[*LeftOut.columns, "because"])


def _use(choice: Choice, paid: pd.DataFrame) -> pd.DataFrame:
    """What each ceiling is used for; what a year lacks is carried from the years before, no more than its fund may carry."""
    used = paid.groupby(["fund", "purpose", "year"])["won"].sum() if len(paid) else {}
    needed: dict[tuple[str, str, int], int] = {}
    rows = []
    for (fund, purpose, year), ceiling in sorted(choice.ceilings.items(), reverse=True):
        won, out = int(used.get((fund, purpose, year), 0)), needed.get((fund, purpose, year + 1), 0)
        carried = needed[fund, purpose, year] = max(0, won + out - ceiling)
        if out > choice.carry_share.get(fund, 0.0) * ceiling or (carried and (fund, purpose, year - 1) not in choice.ceilings):
            raise AssertionError(f"ceiling {fund} {purpose} {year} passed: {won} and {out} carried on of {ceiling}")
        rows.append({"fund": fund, "purpose": purpose, "year": year, "ceiling_won": ceiling, "carried_in_won": carried, "used_won": won, "carried_on_won": out, "left_won": ceiling + carried - won - out})
    return pd.DataFrame(rows[::-1], columns=list(CeilingUse.columns))


def _reviews(choice: Choice, chosen: pd.DataFrame) -> pd.DataFrame:
    """Services whose capital over all zones reaches the amount from which the state reviews them; none where no amount is set."""
    from_won = choice.limits.get("central_review_won")
    total = chosen.groupby("service", sort=True)["capital_won"].sum()
    rows = [{"service": s, "capital_won": int(won), "from_won": int(from_won)} for s, won in total.items() if won >= from_won] if from_won is not None else []
    return pd.DataFrame(rows, columns=list(Reviews.columns))
