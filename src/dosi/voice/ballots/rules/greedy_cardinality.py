"""Greedy by cardinality satisfaction: most voters (points) per money first."""

from __future__ import annotations

from collections.abc import Iterator

from dosi.voice.ballots.by_density import greedy
from dosi.voice.ballots.choice import Choice
from dosi.voice.ballots.votes import Votes


def run(votes: Votes, budget: int) -> Choice:
    """Choose the projects with most voters, or points, per money that fit; pabutools: `greedy_utilitarian_welfare` with `Cardinality_Sat`."""
    return greedy(votes, budget, False, "greedy-cardinality")


def rising(votes: Votes, budget: int) -> Iterator[Choice]:
    """The choice itself: nothing that fits is ever left."""
    yield run(votes, budget)
