"""add1 that goes on as long as the budget holds."""

from __future__ import annotations

from dosi.voice.ballots.choice import Choice, Rule
from dosi.voice.ballots.votes import Votes


def complete(rule: Rule, votes: Votes, budget: int) -> Choice:
    """The last choice before the budget is exceeded, also past choices that leave no room for another project.

    This is what towns that adopted the method did (the recorded result of one is reproduced by it, not by stopping at the first choice that
    leaves no room); pabutools: `exhaustion_by_budget_increase` with `exhaustive_stop=False`.
    """
    last: Choice | None = None
    for choice in rule.rising(votes, budget):
        if choice.cost(votes) > budget + votes.terms.tolerance:
            break
        last = choice
        if not choice.buyable.difference(choice.winners, votes.barred(choice.winners)):
            break
    assert last is not None  # the first choice is that of the budget itself
    return last
