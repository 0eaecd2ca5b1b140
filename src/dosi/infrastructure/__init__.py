"""Infrastructure: standards that can be checked, offers of sites for candidates, the chosen places, and the register of devices."""

from dosi.infrastructure.checking import check
from dosi.infrastructure.comparing import compare_places
from dosi.infrastructure.handing_over import ask_handover, compare_handover
from dosi.infrastructure.offering import offer
from dosi.infrastructure.placing import place
from dosi.infrastructure.registering import register

__all__ = ["ask_handover", "check", "compare_handover", "compare_places", "offer", "place", "register"]
