"""What money and the other limits are worth at the margin, and with it what would bring a candidate in or throw it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from dosi.model.choices import Chosen, Prices, ServiceThresholds, Thresholds
from dosi.portfolio.modelling import limits_of, worth
from dosi.portfolio.options import Choice, Given, gather
from dosi.portfolio.rows import Floats, Ints, Rows
from dosi.portfolio.searching import Relaxed, services_first

OWN = ("once ", "starts ", "decided ", "phase ", "needs ")
"""limits that are of some candidates alone: no price that others pay"""
MILLION = 1000.0
"""thousand won"""
NOTHING = 1e-6
"""points; below it a price is none"""


def price(given: Given, chosen: Chosen) -> tuple[Prices, Thresholds, ServiceThresholds]:
    """Price every limit by the dual values of the linear relaxation at its best whole choice of services, and every candidate by what it takes of them (opportunity cost, Dantzig 1963).

    Net points of an option: its points less what it takes of every limit at that limit's price. A candidate that others need is credited with theirs. Told are the effect (all points of the candidate in
    proportion, costs as they are) and the cost (building and running in proportion, points as they are) at which the best of its options is level with that price: below that effect or above that
    cost it stays out. Where the number of services is limited, a service outside needs as many net points over its zones as a place among them is worth.
    The relaxation shares out what cannot be shared, so thresholds are exact only up to the gap of the choice, and where choice and price differ on a candidate none is told; `dosi what-if` chooses again.
    """
    choice = gather(given)
    if not len(choice.offer):
        return Prices(), Thresholds(), ServiceThresholds()
    rows = limits_of(choice)
    inside = {(c["service"], c["zone"]) for c in chosen.records()}
    relaxed = services_first(choice, rows, worth(choice))
    if not isinstance(relaxed, Relaxed):  # more choices of services than can be looked at: no prices
        return Prices(), Thresholds(), ServiceThresholds()
    dual = relaxed.prices
    shared = np.array([not name.startswith(OWN) for name in rows.names])
    dual = np.where(shared & (np.abs(dual) > NOTHING / MILLION), dual, 0.0)
    options = len(choice.offer)
    mine = (rows.column < options) & (dual[rows.row] != 0)
    takes = rows.coefficient[mine] * dual[rows.row[mine]]
    money = np.array([name.startswith(("ceiling ", "authority ceiling ")) for name in rows.names])[rows.row[mine]]
    of_money, of_all = (np.bincount(rows.column[mine], takes * part, minlength=options).astype(float) for part in (money, np.ones(len(takes))))
    place_price = sum(float(dual[n]) for n, name in enumerate(rows.names) if name == "services at most")
    net = _Net(choice, worth(choice), of_all, of_money, inside, place_price)
    return Prices(_prices(rows, dual)), Thresholds(_candidates(choice, net)), ServiceThresholds(_services(choice, net) if "services_at_most" in choice.limits else ())


def _prices(rows: Rows, dual: Floats) -> pd.DataFrame:
    found = []
    for n in np.flatnonzero(dual):
        kind, _, subject = rows.names[n].partition(" ")
        if rows.names[n].startswith("authority ceiling "):
            kind, subject = "authority_ceiling", rows.names[n].removeprefix("authority ceiling ")
        money = kind in ("ceiling", "authority_ceiling")
        found.append({"limit": rows.names[n], "subject": subject, "unit_ko": "백만원" if money else "하나", "price_points": round(float(dual[n]) * (MILLION if money else 1.0), 3)})
    return pd.DataFrame(sorted(found, key=lambda r: r["limit"]), columns=list(Prices.columns))


class _Net:
    """What candidates and services are worth beyond the price of what they take."""

    def __init__(self, choice: Choice, gains: Floats, of_all: Floats, of_money: Floats, inside: set[tuple[str, str]], place_price: float) -> None:
        self.points, self.money = gains.copy(), of_money
        self.inside, self.running = inside, {service for service, _ in inside}
        self.price = of_all
        own = self._best(choice, gains - of_all)
        credit = np.zeros(len(choice.candidates))
        for c, needs in choice.requires.items():
            met = {choice.place[p] for meeting in needs for p in meeting if p in inside}
            if c in inside and len(met) == 1:
                credit[met.pop()] += max(0.0, own[choice.place[c]])
        self.points += credit[choice.candidate]
        self.of_candidate = self._best(choice, self.points - of_all)
        self.shown = self.points.copy()
        stuck = np.array([c in choice.excluded or any(not any(p in inside for p in meeting) for meeting in choice.requires.get(c, ())) for c in choice.candidates], bool)
        self.points[stuck[choice.candidate]] = -np.inf  # decided out, or what it needs is outside: no effect or cost of its own brings it in
        self.of_candidate[stuck] = np.minimum(self.of_candidate[stuck], 0)
        self.of_service = np.bincount(choice.service_of_candidate, np.maximum(self.of_candidate, 0), minlength=len(choice.services))
        # what a service must reach: outside as much as a place among the services is worth and as the weakest inside has, inside no more than the strongest outside
        held = np.array([s in self.running for s in choice.services])
        if place_price > NOTHING or ("services_at_most" in choice.limits and held.sum() >= choice.limits["services_at_most"]):
            weakest, strongest = self.of_service[held].min(initial=np.inf), self.of_service[~held].max(initial=0.0)
            self.bar = np.where(held, min(place_price, strongest), max(place_price, weakest if np.isfinite(weakest) else 0.0))
        else:
            self.bar = np.zeros(len(choice.services))

    @staticmethod
    def _best(choice: Choice, net: Floats) -> Floats:
        best = np.full(len(choice.candidates), -np.inf)
        np.maximum.at(best, choice.candidate, net)
        return best


def _candidates(choice: Choice, net: _Net) -> pd.DataFrame:
    """Every candidate that may start."""
    service = choice.service_of_candidate
    others = net.of_service[service] - np.maximum(net.of_candidate, 0)
    lacking = np.maximum(0, net.bar[service] - others)  # net points that its service needs of it
    needed = net.price + lacking[choice.candidate]
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(net.points > NOTHING, needed / net.points, np.inf)
        dearer = np.where(net.money > NOTHING, (net.points - needed + net.money) / net.money, np.nan)
    found = []
    for place, candidate in enumerate(choice.candidates):
        _, mine = choice.options_of(np.array([place]))
        best = mine[(net.shown - net.price)[mine].argmax()]
        offer, effect = choice.offers[choice.offer[best]], choice.model[candidate[0]]["effect_mid_share"]
        sure = (candidate in net.inside) == (net.of_candidate[place] >= lacking[place] - NOTHING)  # what the relaxation shares out is told apart by no price
        level, dear = float(factor[mine].min()), float(np.nanmax(np.where(np.isfinite(dearer[mine]), dearer[mine], -1.0)))
        found.append({
            "service": candidate[0], "zone": candidate[1], "chosen": candidate in net.inside, "scale": offer["scale"], "start_year": int(choice.start_year[best]),
            "points": round(float(net.shown[best]), 3), "price_points": round(float(net.price[best]), 3), "net_points": round(float(net.of_candidate[place]), 3),
            "effect_share": round(max(0.0, effect * level), 6) if sure and effect * level <= 1 else None, "cost_factor": round(dear, 6) if sure and dear > 0 else None,
        })  # fmt: skip
    return pd.DataFrame(found, columns=list(Thresholds.columns))


def _services(choice: Choice, net: _Net) -> pd.DataFrame:
    found = []
    for place, service in enumerate(choice.services):
        mine = choice.service_of_candidate[choice.candidate] == place
        points, price, money = net.points[mine], net.price[mine], net.money[mine]
        of = np.unique(choice.candidate[mine], return_inverse=True)[1]

        def total(options: Floats, of: Ints = of) -> float:
            best = np.zeros(int(of.max()) + 1)
            np.maximum.at(best, of, options)
            return float(best.sum())

        bar = float(net.bar[place])
        sure = (service in net.running) == (net.of_service[place] >= bar - NOTHING)
        more = _factor(partial(_at_effect, total, points, price), bar) if sure else None
        less = _factor(partial(_at_cost, total, points - price + money, money), bar) if sure else None
        found.append({"service": service, "chosen": service in net.running, "net_points": round(float(net.of_service[place]), 3), "bar_points": round(bar, 3), "effect_factor": more,
                      "cost_factor": None if less is None else round(1 / less, 6)})  # fmt: skip
    return pd.DataFrame(found, columns=list(ServiceThresholds.columns))


def _at_effect(total: Callable[[Floats], float], points: Floats, price: Floats, factor: float) -> float:
    return total(factor * points - price)


def _at_cost(total: Callable[[Floats], float], before_money: Floats, money: Floats, factor: float) -> float:
    return total(before_money - money / factor)


def _factor(rising: Callable[[float], float], bar: float) -> float | None:
    """The factor between 1/100 and 100 at which a rising function reaches the bar, to six digits; None where it does so nowhere or everywhere."""
    low, high = 0.01, 100.0
    if rising(high) < bar or rising(low) >= bar:
        return None
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if rising(middle) >= bar else (middle, high)
    return round(high, 6)
