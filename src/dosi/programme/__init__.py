"""Programme: phases, targets, roles, finance and contests of the chosen services."""

from dosi.programme.laying_out import lay_out

__all__ = ["lay_out"]
