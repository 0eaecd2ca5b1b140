"""How much a plan's services are this city's own: problems that its zones have beside the city, and its fields beside the usual mix."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.model.choices import Chosen, Locality, MixBeside
from dosi.model.findings import Problems
from dosi.model.rows import Services, UsualMix
from dosi.model.table import split

EVERYWHERE = 1.0
"""location quotient of a service for the whole city"""


def localise(services: Services, problems: Problems) -> Locality:
    """How specific each service model is to one zone's problems: the highest location quotient of its themes.

    Location quotient (Florence 1929; Isserman 1977, Journal of the American Institute of Planners 43), with problem scores in the place of employees:
    (score of the theme in the zone / scores of all themes there) / (scores of the theme in all zones / all scores). Above 1: the zone has more of this problem
    than the city has. A service for the whole city has 1; one whose problems have no score anywhere: not known.
    """
    scored = [p for p in problems.records() if p["level"] == "zone" and p["score"] is not None]
    zones: dict[str, float] = {}
    themes: dict[str, float] = {}
    for p in scored:
        zones[p["zone"]] = zones.get(p["zone"], 0.0) + p["score"]
        themes[p["theme"]] = themes.get(p["theme"], 0.0) + p["score"]
    total = sum(zones.values())
    quotient = {(p["zone"], p["theme"]): round(p["score"] / zones[p["zone"]] / (themes[p["theme"]] / total), 6) for p in scored if p["score"] > 0}
    rows: list[dict[str, Any]] = []
    for s in services.records():
        mine = set(split(s["themes"]))
        best = max(((q, zone, theme) for (zone, theme), q in quotient.items() if theme in mine), default=None)
        row = {"service": s["service"], "quotient": None, "zone": None, "theme": None}
        if s["place"] == "city":
            row |= {"quotient": EVERYWHERE}
        elif best:
            row |= {"quotient": best[0], "zone": best[1], "theme": best[2]}
        rows.append(row)
    return Locality(pd.DataFrame(rows, columns=list(Locality.columns)))


def compare_mix(mixes: UsualMix, services: Services, chosen: Chosen) -> MixBeside:
    """Share of the plan's chosen service models in the fields where a usual mix has most of its services, beside that mix."""
    field = {s["service"]: s["field"] for s in services.records()}
    models = sorted({c["service"] for c in chosen.records()})
    rows = []
    for mix in mixes.records():
        inside = sum(field[m] in split(mix["fields"]) for m in models)
        rows.append({"mix": mix["mix"], "models": len(models), "inside": inside, "share": round(inside / len(models), 6) if models else None, "usual_share": mix["share"]})
    return MixBeside(pd.DataFrame(rows, columns=list(MixBeside.columns)))
