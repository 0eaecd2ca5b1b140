"""Infrastructure: standards that can be checked, offers of sites for candidates, the chosen places, and the register of devices."""

from dosi.infrastructure.checking import check
from dosi.infrastructure.comparing import compare_places
from dosi.infrastructure.handing_over import ask_handover, compare_handover
from dosi.infrastructure.lacking import add_up
from dosi.infrastructure.offering import offer
from dosi.infrastructure.placing import place
from dosi.infrastructure.registering import register
from dosi.infrastructure.surroundings import look_around, sum_up_places

__all__ = ["add_up", "ask_handover", "check", "compare_handover", "compare_places", "look_around", "offer", "place", "register", "sum_up_places"]
