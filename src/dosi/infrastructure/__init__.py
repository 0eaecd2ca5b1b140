"""Infrastructure: standards that can be checked, offers of sites for candidates, and the chosen places."""

from dosi.infrastructure.checking import check
from dosi.infrastructure.comparing import compare_places
from dosi.infrastructure.offering import offer
from dosi.infrastructure.placing import place

__all__ = ["check", "compare_places", "offer", "place"]
