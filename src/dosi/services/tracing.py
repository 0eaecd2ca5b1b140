"""Follow service models from where they came from to the choice."""

from __future__ import annotations

import pandas as pd

from dosi.model.choices import Candidates, Chosen, OriginFunnel
from dosi.model.rows import Gates, Services

CATALOGUE = "catalogue"
"""origin of a model that names none"""


def trace_origins(services: Services, gates: Gates, candidates: Candidates, chosen: Chosen) -> OriginFunnel:
    """Candidates on the long list, eligible, on the short list and chosen, by who proposed their model.

    Eligible: not stopped at a gate whose row says that it is one of eligibility.
    """
    origin = {s["service"]: s["origin"] or CATALOGUE for s in services.records()}
    first = {g["gate"] for g in gates.records() if g["part"] == "eligible"}
    found = candidates.records()
    picked = [origin[c["service"]] for c in chosen.records()]
    rows = []
    for one in OriginFunnel.columns["origin"].choices:
        mine = [c for c in found if origin[c["service"]] == one]
        rows.append({"origin": one, "models": sum(o == one for o in origin.values()), "candidates": len(mine), "eligible": sum(c["stopped_at"] not in first for c in mine),
                     "shortlisted": sum(c["shortlisted"] for c in mine), "chosen": picked.count(one)})  # fmt: skip
    return OriginFunnel(pd.DataFrame(rows, columns=list(OriginFunnel.columns)))
