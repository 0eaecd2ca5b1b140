"""Problems: urban problems by living zone, worst first, with the certainty of their rank."""

from dosi.problems.ranking import rank

__all__ = ["rank"]
