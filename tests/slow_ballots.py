"""Rules of participatory budgeting written plainly, voter by voter, in exact fractions: slow, to compare with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from dosi.model.ballots import Election, Labels, Projects, Voters

Ballot = dict[int, int]
"""weight by project"""


def election(cost: dict[str, int], budget: int, ballots: Sequence[Sequence[str]], kind: str = "approval", points: Sequence[Sequence[int]] | None = None, columns: dict[str, Sequence[str]] | None = None,
             voters: dict[str, Sequence[str]] | None = None, unit: int = 1) -> Election:  # fmt: skip
    """An election from projects with their cost, and what each voter lists."""
    ids = tuple(cost)
    known = {}
    for name, words in (voters or {}).items():
        kinds = tuple(dict.fromkeys(words))
        known[name] = Labels(kinds, np.array([kinds.index(w) for w in words], np.int32))
    listed = np.array([ids.index(id) for ballot in ballots for id in ballot], np.int32)
    return Election(kind, {"vote_type": kind, "budget": str(budget)}, unit, budget, Projects(ids, np.array(list(cost.values()), np.int64), {c: tuple(v) for c, v in (columns or {}).items()}),
                    Voters(tuple(str(v) for v in range(len(ballots))), known), np.concatenate([[0], np.cumsum([len(b) for b in ballots])]).astype(np.int64), listed,
                    None if points is None else np.array([p for given in points for p in given], np.int64))  # fmt: skip


def weights(election: Election, as_approval: bool = False) -> list[Ballot]:
    """What each voter gives to each project."""
    made = []
    for begin, end in zip(election.start[:-1], election.start[1:], strict=True):
        places = election.listed[begin:end].tolist()
        if election.points is not None and not as_approval:
            given = election.points[begin:end].tolist()
        elif election.kind == "ordinal" and not as_approval:
            given = list(range(len(places) - 1, -1, -1))
        else:
            given = [1] * len(places)
        made.append({p: w for p, w in zip(places, given, strict=True) if w > 0})
    return made


def equal_shares(cost: Sequence[int], ids: Sequence[str], ballots: list[Ballot], share: Fraction, by_cost: bool) -> list[int]:
    """The method of equal shares: in each round try every project, at every set of poor supporters that can be."""
    left = [share] * len(ballots)
    won: list[int] = []
    if not by_cost:
        won = sorted((p for p in range(len(cost)) if cost[p] == 0 and any(p in b for b in ballots)), key=lambda p: ids[p])
    while True:
        best = None
        for p in range(len(cost)):
            backers = [v for v, b in enumerate(ballots) if p in b]
            if p in won or cost[p] == 0 or sum(left[v] for v in backers) < cost[p]:
                continue
            by_purse = sorted(backers, key=lambda v: left[v] / ballots[v][p])
            for poor in range(len(by_purse)):
                rich = by_purse[poor:]
                price = (cost[p] - sum(left[v] for v in by_purse[:poor])) / Fraction(sum(ballots[v][p] for v in rich))
                if price * ballots[rich[0]][p] <= left[rich[0]]:
                    break
            key = (price / cost[p] if by_cost else price, ids[p])
            if best is None or key < best[0]:
                best = (key, p, price, backers)
        if best is None:
            return won
        _, p, price, backers = best
        for v in backers:
            left[v] -= min(left[v], price * ballots[v][p])
        won.append(p)


def phragmen(cost: Sequence[int], ids: Sequence[str], ballots: list[Ballot], limit: int) -> list[int]:
    """Phragmén's sequential rule with loads."""
    load = [Fraction(0)] * len(ballots)
    won: list[int] = []
    left = limit
    able = [p for p in range(len(cost)) if cost[p] <= limit]
    while able:
        times = {}
        for p in able:
            backers = [v for v, b in enumerate(ballots) if p in b]
            times[p] = (sum(load[v] for v in backers) + cost[p]) / Fraction(len(backers)) if backers else float("inf")
        first = min(times.values())
        tied = [p for p in able if times[p] == first]
        if any(cost[p] > left for p in tied):
            break
        p = min(tied, key=lambda p: ids[p])
        for v, b in enumerate(ballots):
            if p in b:
                load[v] = times[p]
        won.append(p)
        able.remove(p)
        left -= cost[p]
    return won


def greedy(cost: Sequence[int], ids: Sequence[str], ballots: list[Ballot], budget: int, by_cost: bool, held: Sequence[int] = ()) -> list[int]:
    """Greedy by total satisfaction over cost."""
    left = budget - sum(cost[p] for p in held)

    def density(p: int) -> Fraction | float:
        total = sum(b.get(p, 0) for b in ballots)
        if by_cost:
            return Fraction(total if cost[p] else 0)
        return Fraction(total, cost[p]) if cost[p] else float("inf") if total else Fraction(0)

    won = []
    for p in sorted(set(range(len(cost))) - set(held), key=lambda p: (-density(p), ids[p])):
        if cost[p] <= left:
            won.append(p)
            left -= cost[p]
    return won


def add1(run: Callable[[int], list[int]], cost: Sequence[int], budget: int, able: set[int], to_the_last: bool) -> list[int]:
    """Raise every share by one until the choice leaves no room (or takes all), or exceeds the budget; `run` takes the raise."""
    last: list[int] = []
    for raised in range(10_000):
        won = run(raised)
        spent = sum(cost[p] for p in won)
        if spent > budget:
            return last
        last = won
        if not any(to_the_last or spent + cost[p] <= budget for p in able - set(won)):
            return last
    raise AssertionError("add1 found no end")


def decide(election: Election, rule: str, completion: str) -> list[str]:
    """The winners of an election, in order."""
    cost, ids = [int(c) for c in election.projects.cost], election.projects.ids
    ballots = weights(election, rule == "phragmen")
    n, budget, unit = max(len(ballots), 1), election.budget, election.steps_per_unit
    by_cost = not rule.endswith("cardinality")
    able = set(range(len(cost)))
    if rule.startswith("mes"):
        able = {p for p in able if cost[p] and any(p in b for b in ballots)}

    def run(raised: int) -> list[int]:
        if rule.startswith("mes"):
            return equal_shares(cost, ids, ballots, Fraction(budget, n) + raised * unit, by_cost)
        if rule == "phragmen":
            return phragmen(cost, ids, ballots, budget + raised * unit * len(ballots))
        return greedy(cost, ids, ballots, budget, by_cost)

    won = add1(run, cost, budget, able, completion == "add1-last") if completion.startswith("add1") and ballots and not rule.startswith("greedy") else run(0)
    if completion in ("utilitarian", "add1u"):
        won = won + greedy(cost, ids, ballots, budget, True, won)
    return [ids[p] for p in won]
