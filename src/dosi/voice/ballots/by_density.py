"""Greedy choice: most satisfaction per money first, whatever fits."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from dosi.model.ballots import Fallen, Round
from dosi.voice.ballots.choice import Choice
from dosi.voice.ballots.votes import Votes


def density(votes: Votes, p: int, by_cost: bool) -> Fraction | float:
    """Total satisfaction of a project over its cost: with cost satisfaction its points or voters, with cardinality satisfaction those per step of money.

    A project that costs nothing comes first with cardinality satisfaction where anyone supports it, and last otherwise.
    """
    if votes.total[p] == 0 or (by_cost and votes.cost[p] == 0):
        return Fraction(0)
    if votes.cost[p] == 0:
        return float("inf")
    return Fraction(votes.total[p], 1 if by_cost else votes.cost[p])


def greedy(votes: Votes, budget: int, by_cost: bool, name: str, held: Iterable[int] = (), done: int = 0) -> Choice:
    """Choose by density, ties lexicographic by id, skipping what does not fit (greedy utilitarian welfare, Talmon and Faliszewski 2019); `held` is bought already."""
    bought = tuple(held)
    left = budget - sum(votes.cost[p] for p in bought)
    barred = votes.barred(bought)
    dense = {p: density(votes, p, by_cost) for p in range(len(votes.ids)) if p not in set(bought) and p not in votes.terms.out}
    order = sorted(dense, key=lambda p: (-dense[p], votes.rank[p]))
    winners: list[int] = []
    rounds: list[Round] = []
    fallen: dict[int, Fallen] = {}
    lefts: list[int] = []
    for p in order:
        lefts.append(left)
        if p in barred:
            fallen[p] = Fallen(votes.ids[p], barred[p][0], done + len(rounds) + 1, other=barred[p][1])
            continue
        if not votes.terms.fits(votes.cost[p], left):
            fallen[p] = fell(votes, p, [(q, before) for q, before in zip(order, lefts, strict=False)], left, by_cost, done + len(rounds) + 1)
            continue
        left -= votes.cost[p]
        winners.append(p)
        barred = votes.barred([*bought, *winners])
        rounds.append(Round(votes.ids[p], name, votes.cost[p], left, votes.support[p], score(votes, dense[p])))
    return Choice(tuple(winners), tuple(rounds), fallen, frozenset(range(len(votes.ids))) - votes.terms.out)


def score(votes: Votes, dense: Fraction | float) -> Fraction:
    """The density for people: points, or points per currency unit."""
    return Fraction(0) if dense == float("inf") else Fraction(dense) / votes.per_point


def fell(votes: Votes, p: int, before: list[tuple[int, int]], left: int, by_cost: bool, round_no: int) -> Fallen:
    """What a project lacked at its turn: money, or as many supporters of weight 1 as bring its turn to where it still fits."""
    ahead = [q for q, money in before if votes.cost[p] <= money and q != p]
    if not ahead:
        return Fallen(votes.ids[p], "above_budget", round_no, votes.cost[p] - left)
    rival = ahead[-1]
    wanted = Fraction(votes.total[rival]) if by_cost else Fraction(votes.total[rival] * votes.cost[p], max(votes.cost[rival], 1))
    short = wanted - votes.total[p]
    more = short.__floor__() + 1 if short.denominator > 1 or votes.rank[rival] < votes.rank[p] else int(short)
    return Fallen(votes.ids[p], "no_money_at_turn", round_no, votes.cost[p] - left, max(1, -(-more // votes.per_point)), votes.ids[rival])
