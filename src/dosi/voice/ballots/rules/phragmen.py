"""Phragmén's sequential rule, for approvals."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, gcd

import numpy as np

from dosi.model.ballots import Fallen, Round
from dosi.voice.ballots.choice import Choice
from dosi.voice.ballots.purses import EPSILON
from dosi.voice.ballots.votes import Votes

AS_APPROVAL = True
"""ballots with points or ranks are read as approving what they list"""


def run(votes: Votes, budget: int) -> Choice:
    """Choose as voters earn money evenly and a project is bought as soon as its supporters have its cost; pabutools: `sequential_phragmen`.

    Phragmén 1894; Brill, Freeman, Janson, Lackner, "Phragmén's voting methods and justified representation", 2017; for projects that cost
    differently, Los, Christoff, Grossi 2022. The rule stops as soon as a project whose turn has come does not fit into the budget.
    """
    return _within(votes, budget, budget)[0]


def rising(votes: Votes, budget: int) -> Iterator[Choice]:
    """The choices as the budget that the rule works with rises by one currency unit for every voter; equal ones are left out.

    Between two budgets at which a further project could take part, or the project in the way fits, nothing changes.
    """
    limit, raised = budget, 0
    while True:
        choice, change = _within(votes, limit, budget, raised)
        yield choice
        if change is None or not votes.voters:
            return
        raised = max(raised + votes.unit, votes.unit * ceil(Fraction(change - budget, votes.voters * votes.unit)))
        limit = budget + raised * votes.voters


def _within(votes: Votes, limit: int, budget: int, raised: int = 0) -> tuple[Choice, int | None]:
    """The choice within a limit, and the next limit at which it could change.

    A supporter's load is the time at which a project of theirs was last bought. Exact: the time of project p is
    (cost + sum of loads of its supporters) / supporters, a whole-number combination of the few earlier times, which share one denominator.
    Times only rise, so one computed earlier is a lower bound; in floating point it errs by less than (rounds + 4) roundings of its own size.
    """
    last = np.full(len(votes.times), -1)
    whole: list[int] = []
    denominator = 1
    rounds: list[Round] = []
    winners: list[int] = []
    terms = votes.terms
    fallen = {p: Fallen(votes.ids[p], "above_budget", 1, cost - limit) for p, cost in enumerate(votes.cost) if not terms.fits(cost, limit) and p not in terms.out}
    change = min((votes.cost[p] for p in fallen), default=None)
    left = limit
    backed = {p: (votes.supporters[p], votes.times[votes.supporters[p]]) for p in range(len(votes.ids)) if p not in fallen and p not in terms.out}
    heap = [(votes.cost[p] / votes.support[p] * (1 - 4 * EPSILON) if votes.support[p] else float("inf"), votes.rank[p], p, 0) for p in backed]
    heapq.heapify(heap)

    def counted(p: int) -> np.ndarray:
        groups, times = backed[p]
        return np.bincount(last[groups] + 1, times, len(whole) + 1)[1:]  # supporters by the round of their load: whole numbers below 2^53

    while heap:
        if barred := {p: r for p, r in votes.barred(winners).items() if p in backed and p not in fallen}:
            heap = [h for h in heap if h[2] not in barred]
            heapq.heapify(heap)
            fallen |= {p: Fallen(votes.ids[p], reason, len(rounds) + 1, other=other) for p, (reason, other) in barred.items()}
            continue
        tied: list[tuple[int, int, int]] = []  # place in the order of ties, project, time as a number over denominator * supporters
        kept = []
        reach = float("inf")
        times_so_far = np.array([n / denominator for n in whole]) if whole else np.zeros(0)
        while heap and heap[0][0] <= reach:
            bound, rank, p, seen = heapq.heappop(heap)
            if bound == float("inf"):
                tied.append((rank, p, 0))
                reach = bound
                kept.append((bound, rank, p, seen))
            elif seen != len(whole):
                time = (votes.cost[p] + float(counted(p) @ times_so_far)) / votes.support[p]
                heapq.heappush(heap, (max(bound, time * (1 - (len(whole) + 8) * EPSILON)), rank, p, len(whole)))
            else:
                by_round = counted(p)
                number = votes.cost[p] * denominator + sum(int(by_round[t]) * whole[t] for t in np.flatnonzero(by_round).tolist())
                kept.append((bound, rank, p, seen))
                first = number * votes.support[tied[0][1]] - tied[0][2] * votes.support[p] if tied else 0
                if first <= 0:
                    tied = [(rank, p, number)] if first < 0 or not tied else [*tied, (rank, p, number)]
                    reach = number / (denominator * votes.support[p]) * (1 + 4 * EPSILON)
        too_dear = [p for _, p, _ in tied if not terms.fits(votes.cost[p], left)]
        if too_dear:
            blocked = max(votes.cost[p] for p in too_dear) - left
            change = limit + blocked if change is None else min(change, limit + blocked)
            dearest = max(too_dear, key=lambda p: (votes.cost[p], -votes.rank[p]))
            turn = Fraction(tied[0][2], denominator * max(votes.support[tied[0][1]], 1))
            for _, _, p, _ in [*heap, *kept]:
                by_round = counted(p)
                needed = votes.cost[p] + sum(int(by_round[t]) * Fraction(whole[t], denominator) for t in np.flatnonzero(by_round).tolist())
                fallen[p] = _stopped(votes, p, len(rounds) + 1, left, dearest, floor(needed / turn) + 1 - votes.support[p] if turn else None)
            break
        rank, chosen, number = min(tied)
        heap.extend(k for k in kept if k[2] != chosen)
        heapq.heapify(heap)
        winners.append(chosen)
        left -= votes.cost[chosen]
        score = Fraction(0)
        if supporters := votes.support[chosen]:
            common = gcd(number, supporters)
            number, supporters = number // common, supporters // common
            denominator, whole = denominator * supporters, [n * supporters for n in whole]
            whole.append(number)
            last[backed[chosen][0]] = len(whole) - 1
            score = Fraction(number, denominator)
        rounds.append(Round(votes.ids[chosen], "phragmen", votes.cost[chosen], left - (limit - budget), votes.support[chosen], score))
    return Choice(tuple(winners), tuple(rounds), fallen, frozenset(range(len(votes.ids))) - terms.out, raised), change


def _stopped(votes: Votes, p: int, no: int, left: int, dearest: int, more: int | None) -> Fallen:
    """A project left when the rule stopped, as the one in the way did not fit; `more` supporters without load would have brought it before."""
    if not votes.terms.fits(votes.cost[p], left):
        return Fallen(votes.ids[p], "no_money_at_turn", no, votes.cost[p] - left)
    return Fallen(votes.ids[p], "stopped_by", no, None, max(1, more) if more is not None else None, votes.ids[dearest])
