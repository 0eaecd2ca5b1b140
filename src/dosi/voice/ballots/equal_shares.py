"""The method of equal shares, exactly and fast.

Peters, Pierczyński, Skowron, "Proportional participatory budgeting with additive utilities", NeurIPS 2021. Every voter gets the same share of the
budget. A project can be bought at price q per point of satisfaction if its supporters together pay its cost, each w q or all they have left. In each
round the project with the least price per satisfaction is bought (with cost satisfaction the price per point over the cost), ties lexicographic by id.

Why it is exact although it counts in floating point: purses only shrink, so prices only rise, and a price computed in an earlier round stays a
lower bound. Projects wait in a heap by proven lower bounds; only those whose bound reaches the best exact price are priced exactly (`_exactly`).

Lower bound of a price. Let F(q) = sum of times * min(left, w q) over the supporters: concave, not falling; the price solves F(q) = cost. Newton's
iteration ends at q~ where the set of poor supporters no longer grows; there F, with purses and sums in floating point, misses the cost by at most
E = times * error of the purses + (n + 8) eps (cost + ...). To the left of q~ the slope of the concave F is at least R, the points of those not poor
at q~; hence price >= q~ - E / R.

Exact price. Supporters whose left - w q~ is further from 0 than the bounds allow are poor or not for sure; the few in between are compared exactly.
The answer is accepted only if it lies within the assumed distance of q~, so that the first sentence was true; otherwise the distance is widened.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

import numpy as np

from dosi.model.ballots import Fallen, Round
from dosi.voice.ballots.choice import Choice
from dosi.voice.ballots.purses import EPSILON, Purses
from dosi.voice.ballots.votes import Votes


@dataclass(frozen=True)
class Shares:
    """A run: the choice, and per round the project with its effective votes (points per money paid, or 1 over the price per satisfaction), exactly."""

    choice: Choice
    trace: tuple[tuple[int, Fraction], ...]
    repeats: bool = False
    """proven: every share between that of the reference and this one gives the same choice"""


@dataclass(order=True)
class Offer:
    """A project in the heap: a proven lower bound of price over satisfaction, then its place in the order of ties."""

    bound: float
    rank: int
    p: int = field(compare=False)
    price: float = field(compare=False, default=0.0)
    """per point, in floating point, as last computed"""
    slack: float = field(compare=False, default=0.0)
    round_no: int = field(compare=False, default=0)


@dataclass(frozen=True)
class Exact:
    """An exact price: number / (denominator of the purses * divisor) per point, and who of the supporters is poor at it."""

    number: int
    divisor: int
    poor: np.ndarray
    satisfaction: int
    """by which the price is divided before it is compared"""
    rank: int
    p: int

    def before(self, other: Exact) -> bool:
        """Whether this project is bought rather than the other."""
        mine, theirs = self.number * other.divisor * other.satisfaction, other.number * self.divisor * self.satisfaction
        return mine < theirs or (mine == theirs and self.rank < other.rank)


def equal_shares(votes: Votes, budget: int, by_cost: bool, name: str, raised: int = 0, reference: Shares | None = None) -> Shares:
    """Buy projects with equal shares of the budget, each share raised by `raised` steps.

    With a `reference` (the run of a smaller share) also find whether all shares in between give the same choice; see `rising_shares`.
    """
    run = _Run(votes, budget, by_cost, name, raised, reference)
    while run.buy_next():
        pass
    return run.done()


class _Run:
    """The state of one run."""

    def __init__(self, votes: Votes, budget: int, by_cost: bool, name: str, raised: int, reference: Shares | None) -> None:
        self.votes, self.budget, self.by_cost, self.name, self.raised, self.reference = votes, budget, by_cost, name, raised, reference
        self.share = Fraction(budget, max(votes.voters, 1)) + raised
        self.purses = Purses(votes, self.share)
        self.rounds: list[Round] = []
        self.trace: list[tuple[int, Fraction]] = []
        self.fallen: dict[int, Fallen] = {}
        self.repeats = reference is not None
        self.left = budget
        self.buyable = frozenset(p for p, total in enumerate(votes.total) if total and votes.cost[p] and p not in votes.terms.out)
        self.free = [] if by_cost else sorted((p for p, total in enumerate(votes.total) if total and not votes.cost[p] and p not in votes.terms.out), key=votes.rank.__getitem__)
        for p in self.free:
            self.rounds.append(Round(votes.ids[p], name, 0, self.left, votes.support[p], Fraction(votes.total[p]), Fraction(0)))
        for p in range(len(votes.ids)):
            if p not in self.buyable and p not in self.free and p not in votes.terms.out:
                self.fallen[p] = Fallen(votes.ids[p], "no_support" if not votes.total[p] else "free_of_cost", 1)
        self.heap = []
        for p in self.buyable:
            short = votes.cost[p] * self.share.denominator - votes.support[p] * self.share.numerator
            if short > 0:
                money = -(-short // self.share.denominator)
                self.fallen[p] = Fallen(votes.ids[p], "too_few_supporters", 1, money, ceil(Fraction(short, self.share.numerator)) if self.share else None)
                continue
            price = votes.cost[p] / votes.total[p]
            self.heap.append(Offer(price / self._satisfaction(p) * (1 - 4 * EPSILON), votes.rank[p], p, price))
        heapq.heapify(self.heap)
        self._bar()

    def _satisfaction(self, p: int) -> int:
        return self.votes.cost[p] if self.by_cost else 1

    def buy_next(self) -> bool:
        """One round: find the least price per satisfaction exactly, and let the supporters pay."""
        no = len(self.rounds) + 1
        best: Exact | None = None
        reach = float("inf")
        others = self._expected(len(self.trace))
        waiting: list[Offer] = []
        while self.heap and self.heap[0].bound <= max(reach, others):
            offer = heapq.heappop(self.heap)
            if offer.round_no != no:
                if self._price(offer, no):
                    heapq.heappush(self.heap, offer)
                continue
            if offer.bound > reach:  # only looked at for the reference
                waiting.append(offer)
                continue
            exact = self._exactly(offer)
            if exact is None:
                self._fall(offer.p, no)
                continue
            waiting.append(offer)
            if best is None or exact.before(best):
                best = exact
                reach = min(reach, exact.number / (self.purses.denominator * exact.divisor * exact.satisfaction) * (1 + 4 * EPSILON))
        if best is not None:
            self._compare_with_reference(best, others, waiting)
            for offer in waiting:
                if offer.p != best.p:
                    heapq.heappush(self.heap, offer)
            self._buy(best)
        return best is not None

    def _price(self, offer: Offer, no: int) -> bool:
        """Renew the lower bound of a project in floating point; False if its supporters surely cannot pay any more."""
        p, votes = offer.p, self.votes
        groups, times, cost = votes.supporters[p], votes.backing[p], votes.cost[p]
        left = self.purses.left[groups]
        money = left * times
        have = float(np.add.reduce(money))
        total = float(votes.total[p])
        error = self.purses.error * votes.support[p] + (len(groups) + 8) * EPSILON * (have + 2.0 * cost)
        if have < cost - error:
            self._fall(p, no, have)
            return False
        weight = None if votes.binary else votes.weights[p]
        price, count, rest = offer.price, -1, total
        while have >= cost + error:
            poor = left < price if weight is None else left < price * weight
            poorer = int(np.count_nonzero(poor))
            if poorer <= count:
                break
            count = poorer
            if poorer:
                rest = total - float(np.add.reduce(times[poor] if weight is None else (times * weight)[poor]))
                if rest <= 0:
                    break
                price = (cost - float(np.add.reduce(money[poor]))) / rest
            else:
                price, rest = cost / total, total
        if rest <= 0 or have < cost + error:  # they can just pay, or just not: nothing is known but the old bound
            offer.price, offer.slack = max(offer.price, 0.0), float("inf")
        else:
            offer.slack = error / rest + 8 * EPSILON * price
            offer.price = price
            offer.bound = max(offer.bound, (price - offer.slack) / self._satisfaction(p) * (1 - 4 * EPSILON))
        offer.round_no = no
        return True

    def _exactly(self, offer: Offer) -> Exact | None:
        """The exact price of a project; None if its supporters cannot pay."""
        p, votes, purses = offer.p, self.votes, self.purses
        groups, weight, cost = votes.supporters[p], votes.weights[p], votes.cost[p] * purses.denominator
        left, slack = purses.left[groups], offer.slack
        if slack == float("inf") and purses.together(groups) < cost:
            return None
        wanted = offer.price if votes.binary else offer.price * weight
        while True:
            lean = purses.error + (slack if votes.binary else weight * slack) + 4 * EPSILON * (purses.share + wanted)  # no purse holds more than the share
            poor = left < wanted - lean
            unsure = np.flatnonzero((left <= wanted + lean) ^ poor)
            number, rest = cost, votes.total[p]
            if poor.any():
                number -= purses.together(groups[poor])
                rest -= int((votes.times[groups[poor]] * weight[poor]).sum())
            if len(unsure):
                exact = purses.apart(groups[unsure])
                points = weight[unsure].tolist()
                for i, have, w, times in sorted(zip(unsure.tolist(), exact, points, votes.times[groups[unsure]].tolist(), strict=True), key=lambda v: Fraction(v[1], v[2])):
                    if number * w <= have * rest:  # this one is rich enough, so all that follow are
                        break
                    poor[i] = True
                    number -= have * times
                    rest -= w * times
            if rest > 0 and (slack == float("inf") or abs(number / (purses.denominator * rest) - offer.price) <= slack):
                return Exact(number, rest, poor, self._satisfaction(p), offer.rank, p)
            slack = max(slack * 1e6, offer.price * 1e-6) if slack < offer.price else float("inf")

    def _buy(self, best: Exact) -> None:
        votes = self.votes
        price = self.purses.buy(best.p, best.number, best.divisor, best.poor)
        score = Fraction(price.denominator * best.satisfaction, price.numerator * votes.per_point)
        self.left -= votes.cost[best.p]
        self.trace.append((best.p, score))
        at_most = price if votes.per_point == 1 else price * votes.per_point
        self.rounds.append(Round(votes.ids[best.p], self.name, votes.cost[best.p], self.left, votes.support[best.p], score, at_most))
        self._bar()

    def _bar(self) -> None:
        """Leave out the projects that may not join what is bought."""
        if self.votes.terms.free:
            return
        barred = {p: r for p, r in self.votes.barred([*self.free, *(p for p, _ in self.trace)]).items() if p in self.buyable and p not in self.fallen}
        if barred:
            self.heap = [o for o in self.heap if o.p not in barred]
            heapq.heapify(self.heap)
            self.fallen |= {p: Fallen(self.votes.ids[p], reason, len(self.rounds) + 1, other=other) for p, (reason, other) in barred.items()}

    def _fall(self, p: int, no: int, have: float | None = None) -> None:
        votes = self.votes
        money = float(self.purses.left[votes.supporters[p]] @ votes.times[votes.supporters[p]]) if have is None else have
        short = max(1, ceil(votes.cost[p] - money - 1e-6))
        self.fallen[p] = Fallen(votes.ids[p], "supporters_out_of_money", no, short, max(1, ceil(Fraction(short) / self.share)) if self.share else None)

    def _expected(self, t: int) -> float:
        """What the reference paid in this round: every other project must be dearer than that, for the shares in between to repeat it."""
        if not self.repeats or self.reference is None or t >= len(self.reference.trace):
            return -1.0
        return 1 / (float(self.reference.trace[t][1]) * self.votes.per_point) * (1 + 8 * EPSILON)

    def _compare_with_reference(self, best: Exact, others: float, waiting: list[Offer]) -> None:
        if not self.repeats or self.reference is None:
            return
        t = len(self.trace)
        self.repeats = t < len(self.reference.trace) and self.reference.trace[t][0] == best.p
        if self.repeats:
            paid = 1 / (self.reference.trace[t][1] * self.votes.per_point)
            self.repeats = all(self._dearer(w, paid, best) for w in waiting if w.p != best.p and w.bound <= others)

    def _dearer(self, offer: Offer, paid: Fraction, best: Exact) -> bool:
        """Whether a project is bought after the best one even where that one costs what the reference paid."""
        exact = self._exactly(offer)
        if exact is None:
            return True
        worth = Fraction(exact.number, self.purses.denominator * exact.divisor * exact.satisfaction)
        return worth > paid or (worth == paid and best.rank < exact.rank)

    def done(self) -> Shares:
        """The run as a choice."""
        winners = (*self.free, *(p for p, _ in self.trace))
        choice = Choice(tuple(winners), tuple(self.rounds), self.fallen, self.buyable, self.raised)
        return Shares(choice, tuple(self.trace), self.repeats and self.reference is not None and len(self.trace) == len(self.reference.trace))


def rising_shares(votes: Votes, budget: int, by_cost: bool, name: str) -> Iterator[Choice]:
    """The choices as every share rises by one currency unit at a time; shares left out are proven to repeat the choice before.

    As long as the same projects are bought in the same order, purses after every round do not fall when the share rises (by induction: fuller
    purses lower the price, and a lower price leaves more), so the prices of all projects do not rise. Let two shares buy the same projects in the same
    order. If in every round the price paid at the lower share is below the price of every other project at the higher share, then every share in
    between buys the same project in that round, and as nobody can pay for another project at the higher share in the end, neither can they in between.
    """
    last = equal_shares(votes, budget, by_cost, name)
    yield last.choice
    if not votes.voters:
        return
    stride = 1
    while True:
        ahead = equal_shares(votes, budget, by_cost, name, last.choice.raised + stride * votes.unit, last)
        if ahead.repeats:
            last, stride = ahead, stride * 2
            yield last.choice
        elif stride > 1:
            stride //= 2
        else:
            last = ahead
            yield last.choice
