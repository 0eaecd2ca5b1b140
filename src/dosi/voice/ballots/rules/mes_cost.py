"""The method of equal shares with cost satisfaction: a supporter counts what the project costs (times points)."""

from __future__ import annotations

from collections.abc import Iterator

from dosi.voice.ballots.choice import Choice
from dosi.voice.ballots.equal_shares import equal_shares, rising_shares
from dosi.voice.ballots.votes import Votes


def run(votes: Votes, budget: int) -> Choice:
    """Choose by equal shares of the budget; pabutools: `method_of_equal_shares` with `Cost_Sat`."""
    return equal_shares(votes, budget, True, "mes-cost").choice


def rising(votes: Votes, budget: int) -> Iterator[Choice]:
    """The choices as every voter gets one currency unit more, and one more ...; shares proven to repeat the choice before may be left out."""
    return rising_shares(votes, budget, True, "mes-cost")
