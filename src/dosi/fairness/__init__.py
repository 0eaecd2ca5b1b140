"""Who is left with how little: of ballots, and of any plan that chooses some things out of many for many people."""

from dosi.fairness.proportionality import Audit, audit
from dosi.fairness.shares import exclusion_share, gini

__all__ = ["Audit", "audit", "exclusion_share", "gini"]
