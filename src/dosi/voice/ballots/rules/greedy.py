"""Greedy by cost satisfaction: most voters (points) first, whatever fits into the budget."""

from __future__ import annotations

from collections.abc import Iterator

from dosi.voice.ballots.by_density import greedy
from dosi.voice.ballots.choice import Choice
from dosi.voice.ballots.votes import Votes


def run(votes: Votes, budget: int) -> Choice:
    """Choose the projects with most voters, or points, that fit; pabutools: `greedy_utilitarian_welfare` with `Cost_Sat`."""
    return greedy(votes, budget, True, "greedy")


def rising(votes: Votes, budget: int) -> Iterator[Choice]:
    """The choice itself: nothing that fits is ever left."""
    yield run(votes, budget)
