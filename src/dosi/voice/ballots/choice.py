"""What a rule hands on: winners in order, how each was chosen, and what the others lacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from dosi.model.ballots import Fallen, Round
from dosi.voice.ballots.votes import Votes


@dataclass(frozen=True)
class Choice:
    """An outcome by the places of projects in the file."""

    winners: tuple[int, ...]
    rounds: tuple[Round, ...]
    fallen: dict[int, Fallen]
    buyable: frozenset[int]
    """projects that the rule buys if there is money enough"""
    raised: int = 0
    """steps added to each voter's share"""

    def cost(self, votes: Votes) -> int:
        """Money spent, in steps."""
        return sum(votes.cost[p] for p in self.winners)

    def exhausts(self, votes: Votes, budget: int) -> bool:
        """Whether no further project that the rule would buy fits into the budget."""
        left = budget - self.cost(votes)
        barred = votes.barred(self.winners)
        return not any(votes.terms.fits(votes.cost[p], left) for p in self.buyable.difference(self.winners) if p not in barred)


Rule = ModuleType
"""a file of `rules`: run(votes, budget) -> Choice, rising(votes, budget) -> choices at rising shares"""
Run = Callable[[Votes, int], Choice]
Rising = Callable[[Votes, int], Iterator[Choice]]
