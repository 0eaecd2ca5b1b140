"""The options of the choice: every offer in every year it may start, with what each fund would pay in each year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from dosi.model.choices import Offers, Twins
from dosi.model.city import CITY, City
from dosi.model.errors import Fault, InputFault
from dosi.model.rows import Ceilings, Decisions, FundingShares, Jurisdiction, Limits, Services
from dosi.model.table import split

Candidate = tuple[str, str]
"""service, zone"""
Pocket = tuple[str, str, int]
"""fund, purpose, year"""


@dataclass(frozen=True)
class Option:
    """One offer starting in one year."""

    offer: dict[str, Any]
    start_year: int
    build_years: int
    builder: str
    owner: str

    @property
    def candidate(self) -> Candidate:
        """Service and zone."""
        return self.offer["service"], self.offer["zone"]

    @property
    def running_from(self) -> int:
        """The first year after it is built."""
        return self.start_year + self.build_years


@dataclass(frozen=True)
class Choice:
    """All that the model needs: options, ceilings, prerequisites and decisions."""

    options: list[Option]
    ceilings: Mapping[Pocket, int]
    """won"""
    shares: Mapping[tuple[str, str], list[tuple[str, float]]]
    """(body, purpose) -> fund and share"""
    requires: Mapping[Candidate, list[list[Candidate]]]
    """for each prerequisite the candidates that would meet it; one that already runs is left out"""
    included: frozenset[Candidate]
    excluded: frozenset[Candidate]
    first_year: int
    last_paid_year: int
    services_at_most: int | None = None
    """how many different services may start"""
    _pays: dict[int, dict[Pocket, int]] = field(default_factory=dict)

    @cached_property
    def of_candidate(self) -> dict[Candidate, list[int]]:
        """Option numbers by candidate."""
        found: dict[Candidate, list[int]] = {}
        for number, option in enumerate(self.options):
            found.setdefault(option.candidate, []).append(number)
        return found

    @cached_property
    def services(self) -> list[str]:
        """Services that may start, in order; x[s] of `portfolio.constraints` stands after the options, at len(options) + position."""
        return sorted({service for service, _ in self.of_candidate})

    def pays(self, number: int) -> dict[Pocket, int]:
        """What each fund pays in each year for an option, in whole won, adding up exactly."""
        if number not in self._pays:
            option = self.options[number]
            paid: dict[Pocket, int] = {}
            yearly = _parts(option.offer["capital_won"], [1.0] * option.build_years)
            for year, won in zip(range(option.start_year, option.running_from), yearly, strict=True):
                self._share(paid, option.builder, "capital", year, won)
            for year in range(option.running_from, self.last_paid_year + 1):
                self._share(paid, option.owner, "operating", year, option.offer["operating_won_per_year"])
            self._pays[number] = paid
        return self._pays[number]

    def _share(self, paid: dict[Pocket, int], body: str, purpose: str, year: int, won: int) -> None:
        parts = self.shares[body, purpose]
        for (fund, _), part in zip(parts, _parts(won, [s for _, s in parts]), strict=True):
            if part:
                paid[fund, purpose, year] = paid.get((fund, purpose, year), 0) + part


def _parts(won: int, shares: list[float]) -> list[int]:
    """Divide won by shares exactly; the largest remainders get the odd won, ties to the first."""
    weight = np.array(shares, dtype=float)
    exact = won * weight / weight.sum()
    parts = np.floor(exact + 1e-6).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: won - int(parts.sum())]] += 1
    return [int(p) for p in parts]


def gather(
    city: City, offers: Offers, services: Services, ceilings: Ceilings, shares: FundingShares, jurisdiction: Jurisdiction,
    twins: Twins, decisions: Decisions, limits: Limits,
) -> Choice:  # fmt: skip
    """Lay out every option; a body without shares, or a zone without a builder, is a fault."""
    model = {s["service"]: s for s in services.records()}
    by_body: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in shares.records():
        by_body.setdefault((row["builder"], row["purpose"]), []).append((row["fund"], row["share"]))
    faults = [
        Fault(f'Funding shares of "{body}", {purpose}: do not add up to 1', f"rows/funding_shares.csv, builder {body}, purpose {purpose}, column share", f"{sum(s for _, s in parts):g}", "1",
              "correct the shares")
        for (body, purpose), parts in by_body.items() if abs(sum(s for _, s in parts) - 1) > 1e-9
    ]  # fmt: skip
    bodies = [(j["zone"], j["from_year"], j["to_year"], j["builder"], j["owner"]) for j in jurisdiction.records()]
    options = []
    known_money = all(len(t) for t in (shares, ceilings, jurisdiction))  # a draft may have no money or no builders yet: then nothing starts
    for offer in offers.records() if known_money else []:
        build = max(1, model[offer["service"]]["build_year"])
        for year in city.years:
            if year + build - 1 > city.last_year:
                continue
            hit = [(b, o) for z, first, last, b, o in bodies if z == offer["zone"] and first <= year <= last]
            if not hit:
                faults.append(Fault(f'Zone "{offer["zone"]}": nobody builds there in {year}', "rows/jurisdiction.csv", "no row", "one row for the year", "add the row"))
                continue
            builder, owner = hit[0]
            for body, purpose in ((builder, "capital"), (owner, "operating")):
                if (body, purpose) not in by_body:
                    faults.append(Fault(f'Body "{body}": no shares for {purpose}', "rows/funding_shares.csv", "no row", "shares that add up to 1", "add rows for it"))
            options.append(Option(offer, year, build, builder, owner))
    for service, zone in sorted(decisions.touched("include") - {o.candidate for o in options}) if known_money else []:
        faults.append(Fault(f'Decision: "{service}~{zone}" is to start but cannot be offered', "rows/decisions.csv, column touches", f"{service}~{zone}",
                            "a candidate with at least one place that can hold it", "withdraw the decision, or supply places for it"))  # fmt: skip
    if faults:
        raise InputFault(dict.fromkeys(faults))
    most = {row["limit"]: row["value"] for row in limits.records()}
    pockets = {(c["fund"], c["purpose"], c["year"]): c["ceiling_won"] for c in ceilings.records()}
    last_paid = max([city.last_year, *(y for _, p, y in pockets if p == "operating")])
    return Choice(options, pockets, by_body, _requires(model, options, twins), decisions.touched("include"), decisions.touched("exclude"),
                  city.first_year, last_paid, most.get("services_at_most"))  # fmt: skip


def _requires(model: Mapping[str, Any], options: list[Option], twins: Twins) -> dict[Candidate, list[list[Candidate]]]:
    """A prerequisite is met by a service that runs and is kept as it is; one that must be improved first does not meet it."""
    running = {(t["service"], z) for t in twins.records() if t["decision"] == "keep" for z in split(t["zones"])}
    offered = {o.candidate for o in options}
    found: dict[Candidate, list[list[Candidate]]] = {}
    for service, zone in sorted(offered):
        for need in split(model[service]["requires"]):
            if {(need, zone), (need, CITY)} & running:
                continue
            found.setdefault((service, zone), []).append([c for c in dict.fromkeys([(need, zone), (need, CITY)]) if c in offered])
    return found

