"""Why a project won or lost, and how much more it needed."""

from __future__ import annotations

from dosi.model.ballots import Because, Election, Fallen, Outcome, Round


def why(outcome: Outcome, project: str) -> Because:
    raise NotImplementedError
