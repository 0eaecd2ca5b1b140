"""Infrastructure: standards that can be checked, offers of sites for candidates, and the chosen places."""

from dosi.infrastructure.checking import check
from dosi.infrastructure.comparing import compare_places
from dosi.infrastructure.lacking import add_up
from dosi.infrastructure.offering import offer
from dosi.infrastructure.placing import place
from dosi.infrastructure.surroundings import look_around, sum_up_places

__all__ = ["add_up", "check", "compare_places", "look_around", "offer", "place", "sum_up_places"]
