"""Voice: what people say by theme and zone, and what became of each opinion."""

from dosi.voice.asking import ask
from dosi.voice.hearing import count_copies, hear, place_opinions
from dosi.voice.ledger import answer
from dosi.voice.raising import gather_issues
from dosi.voice.speaking import weigh_voices

__all__ = ["answer", "ask", "count_copies", "gather_issues", "hear", "place_opinions", "weigh_voices"]
