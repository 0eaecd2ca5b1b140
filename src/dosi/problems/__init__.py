"""Problems: urban problems by living zone, worst first, with the certainty of their rank."""

from dosi.problems.comparing import compare
from dosi.problems.ranking import rank

__all__ = ["compare", "rank"]
