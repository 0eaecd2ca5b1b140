"""Services: candidate smart services matched to problems, compared by criteria, screened gate by gate."""

from dosi.services.criteria_weights import ask_comparisons, weigh_criteria
from dosi.services.locality import compare_mix, localise
from dosi.services.matching import derive
from dosi.services.maturity import diagnose
from dosi.services.ranking_models import ask_criteria, rank_models
from dosi.services.recognising import recognise
from dosi.services.tracing import trace_origins

__all__ = ["ask_comparisons", "ask_criteria", "compare_mix", "derive", "diagnose", "localise", "rank_models", "recognise", "trace_origins", "weigh_criteria"]
