"""Services: candidate smart services matched to problems, screened gate by gate."""

from dosi.services.matching import derive
from dosi.services.recognising import recognise

__all__ = ["derive", "recognise"]
