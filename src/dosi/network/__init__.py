"""Travel along streets: laying the graph, joining points to it, costs within a cut-off, and the measures of access made from them."""

from dosi.network.laying import LinesTaken, Streets, lay, stretches
from dosi.network.measures import Decay, cumulative, gravity, nearest, served_share, two_step_floating_catchment
from dosi.network.modes import Mode, slope_factor
from dosi.network.reaching import Graph, Pairs, pairs_within, to_nearest

__all__ = [
    "Decay", "Graph", "LinesTaken", "Mode", "Pairs", "Streets", "cumulative", "gravity", "lay", "nearest", "pairs_within", "served_share", "slope_factor",
    "stretches", "to_nearest", "two_step_floating_catchment",
]  # fmt: skip
