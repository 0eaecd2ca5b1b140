"""Spend what the rule leaves on the projects with most support."""

from __future__ import annotations

from dataclasses import replace

from dosi.voice.ballots.by_density import greedy
from dosi.voice.ballots.choice import Choice, Rule
from dosi.voice.ballots.votes import Votes


def complete(rule: Rule, votes: Votes, budget: int) -> Choice:
    """The rule's choice, then greedy by support for what is left; pabutools: `completion_by_rule_combination` with greedy and `Cost_Sat`."""
    return filled(rule.run(votes, budget), votes, budget, "utilitarian")


def filled(choice: Choice, votes: Votes, budget: int, name: str) -> Choice:
    """A choice, and the projects with most support that fit beside it, in the order of their support."""
    more = greedy(votes, budget, True, name, choice.winners, len(choice.rounds))
    fallen = {p: choice.fallen.get(p, f) for p, f in more.fallen.items()}
    return replace(choice, winners=choice.winners + more.winners, rounds=choice.rounds + more.rounds, fallen=fallen)
