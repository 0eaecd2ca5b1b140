"""Programme: phases, targets, roles, finance and contests of the chosen services."""

from dosi.programme.keeping_time import keep_time
from dosi.programme.laying_out import lay_out
from dosi.programme.owing import owe

__all__ = ["keep_time", "lay_out", "owe"]
