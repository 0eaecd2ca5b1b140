"""Give every voter one currency unit more, again and again, while the outcome keeps to the budget."""

from __future__ import annotations

from dosi.voice.ballots.choice import Choice, Rule
from dosi.voice.ballots.votes import Votes


def complete(rule: Rule, votes: Votes, budget: int) -> Choice:
    """The first choice that leaves no room for another project, or the last one before the budget is exceeded; pabutools: `voter_budget_increment=1`.

    Peters, Pierczyński, Skowron 2021, section on exhaustiveness. The increment is one currency unit for each voter, as in the rules that cities adopted.
    """
    last: Choice | None = None
    for choice in rule.rising(votes, budget):
        if choice.cost(votes) > budget + votes.terms.tolerance:
            break
        last = choice
        if choice.exhausts(votes, budget):
            break
    assert last is not None  # the first choice is that of the budget itself
    return last
