"""The options of the choice: every offer in every year it may start, and what each source of money would pay for it in each year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dosi.model.choices import Offers, Twins
from dosi.model.city import CITY, City
from dosi.model.errors import Fault, Faults, InputFault
from dosi.model.findings import People
from dosi.model.money import divided
from dosi.model.rows import (
    AuthorityCeilings,
    Awards,
    Ceilings,
    Decisions,
    FundingShares,
    FundingSources,
    Jurisdiction,
    Limits,
    MatchRatios,
    Phases,
    Rivals,
    Services,
    StaffLimits,
)
from dosi.model.table import split
from dosi.portfolio.rows import Floats, Ints, spread

Candidate = tuple[str, str]
"""service, zone"""
Pocket = tuple[str, str, int]
"""fund, purpose, year"""


@dataclass(frozen=True)
class Payments:
    """What each fund would pay for each option in each year: entries of a sparse matrix option x pocket, in whole won, adding up exactly."""

    option: Ints
    pocket: Ints
    won: Ints
    share: Floats
    """of what that year costs"""

    @cached_property
    def thousand(self) -> Floats:
        """The same in thousand won, rounded up, for the solver."""
        return (-(-self.won // 1000)).astype(float)


@dataclass(frozen=True)
class Choice:
    """All that the model needs.

    Its variables, in this order: x[o, t] for every option (offer o starting in year t), y[s] for every service that may start (1 where it starts anywhere), and
    carried[f, p, t] in thousand won for every ceiling that may be carried into the next year.
    """

    city: City
    last_paid_year: int
    offers: list[dict[str, Any]]
    model: Mapping[str, Mapping[str, Any]]
    """service -> its row"""
    offer: Ints
    """option -> place of its offer"""
    start_year: Ints
    running_from: Ints
    """the first year after it is built"""
    handover_year: Ints
    """the year from which the owner runs it; 0: as soon as it is built"""
    builder: list[str]
    owner: list[str]
    pockets: list[Pocket]
    pays: Payments
    ceilings: Mapping[Pocket, int]
    """won"""
    authority_ceilings: Mapping[Pocket, int]
    """won; authority in place of fund"""
    carry_share: Mapping[str, float]
    """fund -> share of a year's ceiling that may be carried into the next year"""
    fund_kind: Mapping[str, str]
    payer: Mapping[str, str]
    """fund -> authority"""
    requires: Mapping[Candidate, list[list[Candidate]]]
    """for each prerequisite the candidates that would meet it; one that already runs is left out"""
    rivals: list[dict[str, Any]]
    staff_limits: Mapping[tuple[str, int], float]
    """(department, year) -> people"""
    awards: Mapping[str, list[tuple[int, int]]]
    """fund -> first and last year in which a project may start on an award of it"""
    included: frozenset[Candidate]
    excluded: frozenset[Candidate]
    phased: Mapping[Candidate, tuple[int, int]]
    """candidates that a body has set into a phase: first and last year"""
    people: Mapping[str, int]
    """zone -> people"""
    limits: Mapping[str, float]

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Candidates that may start, in the order of their offers."""
        return list(dict.fromkeys((o["service"], o["zone"]) for o in (self.offers[n] for n in np.unique(self.offer))))

    @cached_property
    def candidate(self) -> Ints:
        """Option -> place of its candidate."""
        place = {c: n for n, c in enumerate(self.candidates)}
        return np.array([place.get((o["service"], o["zone"]), -1) for o in self.offers], np.int64)[self.offer]

    @cached_property
    def services(self) -> list[str]:
        """Services that may start, by name."""
        return sorted({service for service, _ in self.candidates})

    @cached_property
    def service_of_candidate(self) -> Ints:
        """Candidate -> place of its service."""
        place = {s: n for n, s in enumerate(self.services)}
        return np.array([place[s] for s, _ in self.candidates], np.int64)

    @cached_property
    def carried(self) -> list[Pocket]:
        """Ceilings that may be carried into the next year."""
        return sorted(p for p in self.ceilings if self.carry_share.get(p[0], 0) > 0 and (p[0], p[1], p[2] + 1) in self.ceilings)

    @property
    def variables(self) -> int:
        """How many variables the model has."""
        return len(self.offer) + len(self.services) + len(self.carried)

    @cached_property
    def most_carried(self) -> Floats:
        """Thousand won that each of `carried` may take along."""
        return np.array([np.floor(self.carry_share[p[0]] * self.ceilings[p] / 1000) for p in self.carried])

    def of_offer(self, column: str) -> np.ndarray:
        """Option -> a column of its offer."""
        return np.array([o[column] for o in self.offers])[self.offer] if self.offers else np.empty(0)

    def of_service(self, column: str) -> np.ndarray:
        """Option -> a column of its service."""
        return np.array([self.model[o["service"]][column] for o in self.offers])[self.offer] if self.offers else np.empty(0)

    @cached_property
    def _by_candidate(self) -> tuple[Ints, Ints]:
        return np.concatenate([[0], np.cumsum(np.bincount(self.candidate, minlength=len(self.candidates)))]).astype(np.int64), np.argsort(self.candidate, kind="stable")

    def options_of(self, candidates: Ints) -> tuple[Ints, Ints]:
        """The options of candidates (by place): which of the given each belongs to, and the option."""
        return spread(*self._by_candidate, candidates)

    @cached_property
    def place(self) -> Mapping[Candidate, int]:
        """Candidate -> its place."""
        return {c: n for n, c in enumerate(self.candidates)}

    @cached_property
    def by_option(self) -> tuple[Ints, Ints]:
        """Payments of each option, as compressed rows."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.pays.option, minlength=len(self.offer)))]).astype(np.int64), np.argsort(self.pays.option, kind="stable")


class _Purse:
    """Who pays which share: of a service's building by its match ratios or else its builder's shares, of its running by those of the body that runs it."""

    def __init__(self, shares: FundingShares, match: MatchRatios) -> None:
        self._by_body: dict[tuple[str, str], dict[str, float]] = {}
        for row in shares.records():
            self._by_body.setdefault((row["builder"], row["purpose"]), {})[row["fund"]] = row["share"]
        self._match: dict[Candidate, dict[str, float]] = {}
        rest: dict[Candidate, str] = {}
        for row in match.records():
            key = row["service"], row["builder"]
            self._match.setdefault(key, {})[row["fund"]] = row["share"]
            rest[key] = row["remainder_fund"]
        for key, given in self._match.items():
            left = 1 - sum(given.values())
            if left > 1e-9:
                given[rest[key]] = given.get(rest[key], 0.0) + left

    def faults(self) -> list[Fault]:
        """Shares of a body that do not add up to 1, match ratios that pass it."""
        return [
            *(Fault(f'Funding shares of "{body}", {purpose}: do not add up to 1', f"rows/funding_shares.csv, builder {body}, purpose {purpose}, column share", f"{sum(s.values()):g}", "1",
                    "correct the shares") for (body, purpose), s in self._by_body.items() if abs(sum(s.values()) - 1) > 1e-9),
            *(Fault(f'Match ratios of "{service}", builder "{body}": add up to more than 1', f"rows/match_ratios.csv, service {service}, builder {body}, column share", f"{sum(s.values()):g}",
                    "1 or less; the rest falls to the remainder fund", "correct the shares") for (service, body), s in self._match.items() if sum(s.values()) > 1 + 1e-9),
        ]  # fmt: skip

    def matched(self, service: str, body: str) -> str:
        """The service where it has match ratios of its own, else nothing: options that share a purse."""
        return service if (service, body) in self._match else ""

    def building(self, service: str, body: str) -> dict[str, float]:
        """Fund -> share of the capital."""
        return self._match.get((service, body)) or self._by_body.get((body, "capital"), {})

    def running(self, body: str) -> dict[str, float]:
        """Fund -> share of the cost of running it."""
        return self._by_body.get((body, "operating"), {})


@dataclass(frozen=True)
class Given:
    """The tables that the choice is made of: what may start, whose money, who builds and runs, and what limits it."""

    city: City
    offers: Offers
    services: Services
    ceilings: Ceilings
    authority_ceilings: AuthorityCeilings
    shares: FundingShares
    match: MatchRatios
    funds: FundingSources
    awards: Awards
    jurisdiction: Jurisdiction
    phases: Phases
    rivals: Rivals
    staff: StaffLimits
    twins: Twins
    decisions: Decisions
    limits: Limits
    people: People

    @property
    def known(self) -> bool:
        """Whether funds and phases are known; a draft may have none yet: then nothing starts."""
        return len(self.funds) > 0 and len(self.phases) > 0


def gather(given: Given) -> Choice:
    """Lay out every option; a body without shares, or a zone without a builder, is a fault."""
    city, services, shares, match, ceilings, jurisdiction = given.city, given.services, given.shares, given.match, given.ceilings, given.jurisdiction
    offers, decisions = (given.offers, given.decisions) if given.known else (Offers(), Decisions())
    model = {s["service"]: s for s in services.records()}
    purse, faults = _Purse(shares, match), Faults()
    faults.found += purse.faults()
    bodies: dict[str, list[dict[str, Any]]] = {}
    for row in jurisdiction.records():
        bodies.setdefault(row["zone"], []).append(row)
    known_money = all(len(t) for t in (shares, ceilings, jurisdiction))  # a draft may have no money or no builders yet: then nothing starts
    rows = offers.records() if known_money else []
    laid: list[tuple[int, int, int, str, str, int]] = []  # offer, start, running from, builder, owner, year of handover
    for number, offer in enumerate(rows):
        build = max(1, model[offer["service"]]["build_year"])
        for year in range(city.first_year, city.last_year - build + 2):
            hit = next((b for b in bodies.get(offer["zone"], ()) if b["from_year"] <= year <= b["to_year"]), None)
            if hit is None:
                faults.add(f'Zone "{offer["zone"]}": nobody builds there in {year}', "rows/jurisdiction.csv", "no row", "one row for the year", "add the row")
            else:
                laid.append((number, year, year + build, hit["builder"], hit["owner"], hit["handover_year"] or 0))
    most = {row["limit"]: row["value"] for row in given.limits.records()}
    pockets = {(c["fund"], c["purpose"], c["year"]): c["ceiling_won"] for c in ceilings.records()}
    last_paid = max([city.last_year + int(most.get("operating_years_after", 0)), *(y for _, p, y in pockets if p == "operating")])
    held, pays = _payments(rows, laid, model, purse, last_paid, faults)
    for service, zone in sorted(decisions.touched("include") - {(rows[o]["service"], rows[o]["zone"]) for o, *_ in laid}) if known_money else []:
        faults.add(f'Decision: "{service}~{zone}" is to start but cannot be offered', "rows/decisions.csv, column touches", f"{service}~{zone}",
                   "a candidate with at least one place that can hold it", "withdraw the decision, or supply places for it")  # fmt: skip
    years = {p["phase"]: (p["from_year"], p["to_year"]) for p in given.phases.records()}
    phased: dict[Candidate, tuple[int, int]] = {}
    for decision, phase, touched in decisions.phased():
        if phase not in years:
            faults.add(f'Decision "{decision}": names no phase', "rows/decisions.csv, column touches", phase or "no phase", ", ".join(years), "add a phase of phases.csv to what it touches")
        phased |= {c: years.get(phase, (0, 0)) for c in touched}
    if faults.found:
        raise InputFault(dict.fromkeys(faults.found))
    of_offer, starts, runs, handover = (np.array([row[n] for row in laid], np.int64) for n in (0, 1, 2, 5))
    return Choice(
        city=city, last_paid_year=last_paid, offers=rows, model=model, offer=of_offer, start_year=starts, running_from=runs, handover_year=handover,
        builder=[row[3] for row in laid], owner=[row[4] for row in laid], pockets=held, pays=pays, ceilings=_carried_on(pockets, city.last_year, last_paid),
        authority_ceilings={(c["authority"], c["purpose"], c["year"]): c["ceiling_won"] for c in given.authority_ceilings.records()},
        carry_share={f["fund"]: f["carry_over_share"] or 0.0 for f in given.funds.records()}, fund_kind={f["fund"]: f["kind"] for f in given.funds.records()},
        payer={f["fund"]: f["authority"] for f in given.funds.records()}, requires=_requires(model, {(o["service"], o["zone"]) for o in rows}, given.twins), rivals=given.rivals.records(),
        staff_limits={(s["department"], s["year"]): s["persons_at_most"] for s in given.staff.records()}, awards=_awards(given.awards),
        included=decisions.touched("include"), excluded=decisions.touched("exclude"), phased=phased, people=given.people.known(), limits=most,
    )  # fmt: skip


def _carried_on(pockets: Mapping[Pocket, int], last_year: int, last_paid: int) -> dict[Pocket, int]:
    """Years after the plan for which no ceiling is given have that of the last year given: what runs must be paid for."""
    found = dict(pockets)
    for fund, purpose in sorted({(f, p) for f, p, _ in pockets if p == "operating"}):
        known = max(y for f, p, y in pockets if (f, p) == (fund, purpose))
        if known >= last_year:
            found |= {(fund, purpose, y): pockets[fund, purpose, known] for y in range(known + 1, last_paid + 1)}
    return found


def _payments(offers: list[dict[str, Any]], laid: list[tuple[int, int, int, str, str, int]], model: Mapping[str, Any], purse: _Purse, last_paid: int, faults: Faults) -> tuple[list[Pocket], Payments]:
    """Options that are built by the same body over the same years, and run by the same, are divided at once."""
    place: dict[Pocket, int] = {}
    entries: list[tuple[Ints, Ints, Ints, Floats]] = []
    alike: dict[tuple[Any, ...], list[int]] = {}
    for number, (offer, start, running, builder, owner, handover) in enumerate(laid):
        service = offers[offer]["service"]
        alike.setdefault((start, running, builder, owner, handover, purse.matched(service, builder), _profile(model[service], running - start)), []).append(number)
    capital, operating = (np.array([offers[row[0]][column] for row in laid], np.int64) for column in ("capital_won", "operating_won_per_year"))

    def pay(options: Ints, won: Ints, body: str, purpose: str, year: int, shares: dict[str, float]) -> None:
        if not shares:
            faults.add(f'Body "{body}": no shares for {purpose}', "rows/funding_shares.csv", "no row", "shares that add up to 1", "add rows for it")
            return
        for (fund, share), part in zip(shares.items(), divided(won, np.array([*shares.values()])).T, strict=True):
            some = part > 0
            at = place.setdefault((fund, purpose, year), len(place))
            entries.append((options[some], np.full(int(some.sum()), at), part[some], np.full(int(some.sum()), share)))

    for (start, running, builder, owner, handover, matched, profile), numbers in alike.items():
        options = np.array(numbers)
        for year, won in zip(range(start, running), divided(capital[options], np.array(profile)).T, strict=True):
            pay(options, won, builder, "capital", year, purse.building(matched, builder))
        for year in range(running, last_paid + 1):
            body = owner if year >= handover else builder
            pay(options, operating[options], body, "operating", year, purse.running(body))
    option, pocket, won, share = (np.concatenate([e[n] for e in entries]) if entries else np.empty(0, np.int64) for n in range(4))
    order = np.argsort(option, kind="stable")
    return list(place), Payments(option[order], pocket[order], won[order], share[order].astype(float))


def _profile(service: Mapping[str, Any], years: int) -> tuple[float, ...]:
    """Shares of the capital by year of building; even where the row gives none."""
    given = tuple(float(part) for part in split(service["capital_profile"]))
    return given if len(given) == years else (1.0,) * years


def _awards(awards: Awards) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for award in awards.records():
        found.setdefault(award["fund"], []).append((award["award_year"], award["award_year"] + award["start_within_years"]))
    return found


def _requires(model: Mapping[str, Any], offered: set[Candidate], twins: Twins) -> dict[Candidate, list[list[Candidate]]]:
    """A prerequisite is met by a service that runs and is kept as it is; one that must be improved first does not meet it."""
    running = {(t["service"], z) for t in twins.records() if t["decision"] == "keep" for z in split(t["zones"])}
    found: dict[Candidate, list[list[Candidate]]] = {}
    for service, zone in sorted(offered):
        for need in split(model[service]["requires"]):
            if {(need, zone), (need, CITY)} & running:
                continue
            found.setdefault((service, zone), []).append([c for c in dict.fromkeys([(need, zone), (need, CITY)]) if c in offered])
    return found
