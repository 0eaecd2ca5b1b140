"""Voice: what people say by theme and zone, and what became of each opinion."""

from dosi.voice.asking import ask
from dosi.voice.hearing import hear
from dosi.voice.ledger import answer

__all__ = ["answer", "ask", "hear"]
