"""Evidence: indicators by cell, reporting unit, living zone and city."""

from dosi.evidence.asking import ask
from dosi.evidence.clusters import cluster
from dosi.evidence.disaggregating import disaggregate
from dosi.evidence.exposure import expose
from dosi.evidence.forecasting import forecast
from dosi.evidence.foreseeing import foresee
from dosi.evidence.gathering import gather
from dosi.evidence.location import locate, locate_lines
from dosi.evidence.measuring import measure
from dosi.evidence.peers import set_beside
from dosi.evidence.population import count_people
from dosi.evidence.spots import find_spots
from dosi.evidence.wording import tell

__all__ = ["ask", "cluster", "count_people", "disaggregate", "expose", "find_spots", "forecast", "foresee", "gather", "locate", "locate_lines", "measure", "set_beside", "tell"]
