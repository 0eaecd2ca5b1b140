"""Ballots of a participatory budget: rules, completions, what cities ask for, and the story of every project."""

from dosi.voice.ballots.deciding import decide
from dosi.voice.ballots.story import why

__all__ = ["decide", "why"]
