"""add1, then the projects with most support for what is still left."""

from __future__ import annotations

from dosi.voice.ballots.choice import Choice, Rule
from dosi.voice.ballots.completions import add1, utilitarian
from dosi.voice.ballots.votes import Votes


def complete(rule: Rule, votes: Votes, budget: int) -> Choice:
    """The choice of add1, completed greedily by support."""
    return utilitarian.filled(add1.complete(rule, votes, budget), votes, budget, "add1u")
