"""Portfolio: what to start in which year with which money, and how evenly that answers those who spoke."""

from dosi.portfolio.choosing import choose
from dosi.portfolio.proportionality import share_out

__all__ = ["choose", "share_out"]
