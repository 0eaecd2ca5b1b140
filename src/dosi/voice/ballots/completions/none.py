"""Leave the money that the rule leaves."""

from __future__ import annotations

from dosi.voice.ballots.choice import Choice, Rule
from dosi.voice.ballots.votes import Votes


def complete(rule: Rule, votes: Votes, budget: int) -> Choice:
    """The rule's choice as it is."""
    return rule.run(votes, budget)
