"""Voice: what people say by theme and zone, and what became of each opinion."""

from dosi.voice.asking import ask
from dosi.voice.hearing import count_copies, hear, place_opinions
from dosi.voice.ledger import answer
from dosi.voice.raising import gather_issues
from dosi.voice.speaking import weigh_voices
from dosi.voice.survey_asking import ask_survey
from dosi.voice.surveying import tell_survey

__all__ = ["answer", "ask", "ask_survey", "count_copies", "gather_issues", "hear", "place_opinions", "tell_survey", "weigh_voices"]
