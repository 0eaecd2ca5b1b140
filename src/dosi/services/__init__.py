"""Services: candidate smart services matched to problems, screened gate by gate."""

from dosi.services.matching import derive

__all__ = ["derive"]
