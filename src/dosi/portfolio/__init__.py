"""Portfolio: what to start in which year with which money, what would change that, and how evenly it answers those who spoke."""

from dosi.portfolio.choosing import choose
from dosi.portfolio.pricing import price
from dosi.portfolio.proportionality import share_out

__all__ = ["choose", "price", "share_out"]
