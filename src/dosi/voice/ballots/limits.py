"""What cities ask for beside the rule: minimum support, incompatible projects, tolerance, part funding, earmarks per zone or theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from dosi.model.ballots import Election, Fallen, Limits, Round
from dosi.voice.ballots.choice import Choice
from dosi.voice.ballots.votes import Terms, Votes

FOR_MONEY = ("above_budget", "no_money_at_turn", "too_few_supporters", "supporters_out_of_money", "stopped_by")
"""reasons of `Fallen` that money would mend"""


def chosen_within(votes: Votes, election: Election, limits: Limits, complete: Callable[[Votes, int], Choice]) -> tuple[list[Choice], tuple[Fallen, ...]]:
    """Let the rule choose within the limits: first each earmark among its own projects, then all that is left, then one project in part.

    Every voter has the same share of each pot; supporters of a project outside of a pot leave their share of it unspent.
    """
    place = {id: p for p, id in enumerate(votes.ids)}
    fallen = {p: Fallen(votes.ids[p], "too_little_support", 1, None, limits.least_supporters - n)
              for p, n in enumerate(votes.support if limits.least_supporters else ()) if n < limits.least_supporters}  # fmt: skip
    groups = {e: frozenset(p for p, word in enumerate(election.projects.columns[e.column]) if word == e.value) for e in limits.earmarks}
    terms = Terms(limits.tolerance, tuple(frozenset(place[id] for id in group) for group in limits.incompatible),
                  tuple((e.name, groups[e], e.most) for e in limits.earmarks if e.most is not None), frozenset(fallen))  # fmt: skip
    choices: list[Choice] = []
    held: tuple[int, ...] = ()
    budget = election.budget
    for earmark in (e for e in limits.earmarks if e.least):
        apart = replace(terms, tolerance=0, out=frozenset(range(len(votes.ids))) - groups[earmark] | terms.out | frozenset(held), held=held)
        choice = complete(replace(votes, terms=apart), min(earmark.least, budget))
        choices.append(choice)
        held += choice.winners
        budget -= choice.cost(votes) if earmark.returns else min(earmark.least, budget)
    rest = complete(replace(votes, terms=replace(terms, out=terms.out | frozenset(held), held=held)), budget)
    before = sum(len(c.rounds) for c in choices)
    choices.append(rest)
    fallen |= {p: replace(f, round_no=f.round_no + before) if before else f for p, f in rest.fallen.items() if p not in rest.winners}
    if funded := _in_part(votes, limits, fallen, budget - rest.cost(votes), terms, [*held, *rest.winners]):
        choices.append(funded)
        del fallen[funded.winners[0]]
    return choices, tuple(fallen[p] for p in sorted(fallen))


def _in_part(votes: Votes, limits: Limits, fallen: Mapping[int, Fallen], left: int, terms: Terms, winners: list[int]) -> Choice | None:
    """Fund one project in part: of those that fell for money and may be funded so, the one with most support whose least part the money reaches."""
    barred = terms.barred(winners, votes.cost)
    able = [p for p, f in fallen.items() if f.reason in FOR_MONEY and votes.ids[p] in limits.parts and 0 < left < votes.cost[p] and p not in barred
            and Fraction(left, votes.cost[p]) >= limits.parts[votes.ids[p]]]  # fmt: skip
    if not able:
        return None
    p = min(able, key=lambda p: (-votes.total[p], votes.rank[p]))
    made = Round(votes.ids[p], "part-funding", left, 0, votes.support[p], Fraction(votes.total[p], votes.per_point), share=Fraction(left, votes.cost[p]))
    return Choice((p,), (made,), {}, frozenset())
