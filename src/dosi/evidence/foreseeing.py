"""Measure the city's indicators again as they will be once the chosen sites stand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.evidence.apart import Dates
from dosi.evidence.indicators.counting import Ground
from dosi.evidence.measuring import measured_values
from dosi.evidence.years import years_by_role
from dosi.model.choices import Foreseen, Sites
from dosi.model.city import CITY
from dosi.model.findings import Located, LocatedCells, People
from dosi.model.layers import Events, GroundCells, Layers, Lines, PlannedHousing, UnitFigures
from dosi.model.rows import Crosswalk, Indicators, Phases, PlanningAreas, Services, TravelModes, Zones
from dosi.model.table import split
from dosi.network.travelling import Travels


def foresee(
    phases: Phases, indicators: Indicators, services: Services, sites: Sites, people: People, located: Located, located_cells: LocatedCells, events: Events,
    crosswalk: Crosswalk, layers: Layers, zones: Zones, figures: UnitFigures,
    lines: Lines, modes: TravelModes, surface: GroundCells, housing: PlannedHousing, areas: PlanningAreas,
) -> Foreseen:  # fmt: skip
    """Per indicator and phase the city's value with the sites built by the phase's end added.

    A site of a service that provides the indicator's role becomes a place of that role meeting the service's condition; where it
    stands on a place of that very role, that place then meets it. Indicators that no chosen site touches have no row.
    """
    model = {s["service"]: s for s in services.records() if s["provides_role"]}
    standing = located.rows.set_index(["layer", "place"])
    rows: list[dict[str, Any]] = []
    for phase in phases.records():
        built = [
            s for s in sites.records()
            if s["service"] in model and s["start_year"] + max(1, model[s["service"]]["build_year"]) - 1 <= phase["to_year"]
        ]  # fmt: skip
        then = Located(_with_sites(standing, built, model))
        later = Ground(people, then, located_cells, events, crosswalk, figures, Travels(modes, lines, then, located_cells, surface, indicators), years_by_role(layers),
                       dates=Dates(layers, people, figures, crosswalk, housing, areas))  # fmt: skip
        for indicator in indicators.records():
            counts = {indicator["role"], *split(indicator["near_role"])}
            added = [s for s in built if model[s["service"]]["provides_role"] in counts]
            if any(model[s["service"]]["provides_role"] in counts for s in sites.records() if s["service"] in model):
                value = measured_values(indicator, later, layers, zones, crosswalk)["value"].get(CITY)
                rows.append({"indicator": indicator["indicator"], "phase": phase["phase"], "role": indicator["role"], "near_role": indicator["near_role"], "sites": len(added), "streets": "yes" if indicator["travel"] else "no",
                             "value": None if pd.isna(value) else float(value)})  # fmt: skip
    return Foreseen(pd.DataFrame(rows, columns=list(Foreseen.columns)))


def _with_sites(standing: pd.DataFrame, built: list[dict[str, Any]], model: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Located places with the sites added, or their condition met where they stand on a place of that role."""
    later = standing.copy()
    new = []
    for site in built:
        service = model[site["service"]]
        here = standing.loc[(site["layer"], site["place"])]
        if here["role"] == service["provides_role"]:
            names = {c.partition("=")[0] for c in split(service["provides_condition"])}
            kept = [a for a in split(here["attributes"]) if a.partition("=")[0] not in names]
            later.loc[(site["layer"], site["place"]), "attributes"] = ";".join([*kept, *split(service["provides_condition"])])
        else:
            new.append({**here.to_dict(), "layer": site["service"], "place": site["site"], "role": service["provides_role"],
                        "attributes": service["provides_condition"] or ""})  # fmt: skip
    return pd.concat([later.reset_index(), pd.DataFrame(new)], ignore_index=True) if new else later.reset_index()
