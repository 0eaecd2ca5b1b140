"""Portfolio: what to start in which year with which money."""

from dosi.portfolio.choosing import choose

__all__ = ["choose"]
