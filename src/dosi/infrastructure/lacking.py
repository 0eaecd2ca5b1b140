"""Add up what every zone lacks against the standards, phase by phase: how many units, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dosi.infrastructure.checking import Checked, judge, kind_modules, looks_at, today
from dosi.infrastructure.standards.judging import FAIL, summed
from dosi.model.findings import Located, LocatedCells, LocatedLines, PeopleForecast, Shortfalls
from dosi.model.layers import Lines, Units
from dosi.model.rows import Crosswalk, Phases, Services, TravelModes, Zones
from dosi.model.texts import Standards

ADD, MEND = "add", "mend"
MONEY = {"capital_won_low": "capital_won_low", "capital_won": "capital_won_mid", "capital_won_high": "capital_won_high", "operating_won_per_year": "operating_won_per_year_mid"}
"""our column of money, and that of one unit of the service"""


def add_up(
    zones: Zones, phases: Phases, forecast: PeopleForecast, services: Services, units: Units, crosswalk: Crosswalk, standards: Standards, located: Located, located_cells: LocatedCells, lines: Lines,
    located_lines: LocatedLines, modes: TravelModes,
) -> Shortfalls:  # fmt: skip
    """Per requirement and zone the units that would meet it for the people who live there at the end of each phase, added to what stands today.

    Requirements on people are judged again with every cell's people multiplied by the zone's forecast (middle) over its people today; a zone without a forecast keeps
    today's. Devices needed in one phase stay: a later phase needs no fewer. A kind of requirement with a function `more` counts devices to be added, any other its
    subjects that fail, to be put right. Money is the phase's further units x the unit cost of the service that the standard names; unknown where it names none.
    """
    assets, ground = today(zones, units, crosswalk, standards, located, located_cells, lines, located_lines, modes)
    ids = ground.zones.ids
    now = judge(assets, ground, standards)
    asks_people = [at for at, one in enumerate(now) if one.judged.counts_people]
    again = Standards(standards.rows.iloc[asks_people], list(standards.sources.values()))
    costs = {s["service"]: s for s in services.records()}
    growth = _growth(forecast)
    held: dict[int, np.ndarray] = {}
    parts = []
    for phase in phases.rows.sort_values(["from_year", "phase"]).to_dict("records"):
        year = int(phase["to_year"])
        factor = np.array([growth.get((zone, year), 1.0) for zone in ids])
        demand = replace(ground.demand, people=ground.demand.people * np.append(factor, 1.0)[ground.demand.zone])
        then = dict(zip(asks_people, judge(assets, replace(ground, demand=demand), again), strict=True))
        people = np.round(summed(demand.zone, len(ids), demand.people)).astype(int)
        for at, one in enumerate(now):
            manner, lacking = needed(then.get(at, one), len(ids))
            before = held.get(at, np.zeros(len(ids)))
            held[at] = lacking = np.fmax(lacking, before) if manner == ADD else lacking
            parts += list(_rows(one, phase["phase"], year, ids, people, manner, lacking, before, costs))
    frame = pd.DataFrame(parts, columns=list(Shortfalls.columns))
    lacks = frame.groupby(["standard", "requirement", "zone"])["units"].transform(lambda units: units.isna().any() or (units > 0).any())
    return Shortfalls(frame[lacks.astype(bool)] if len(frame) else frame)


def needed(one: Checked, zones: int) -> tuple[str, np.ndarray]:
    """Whether devices are to be added or subjects to be put right, and how many in each zone; nan where no number would do."""
    failed = one.judged.state == FAIL
    more = getattr(kind_modules()[one.row["kind"]], "more", None)
    added = more(one.stock, one.judged, **one.given) if more is not None else np.zeros(zones)
    if (np.isnan(added) | (added > 0)).any() or not failed.any():
        return ADD if more is not None else MEND, added
    return MEND, failed.astype(float) if one.judged.of == "zone" else summed(one.places.zone[failed], zones)


def _growth(forecast: PeopleForecast) -> dict[tuple[str, int], float]:
    """People foreseen over people today, by zone and year."""
    rows = forecast.rows[(forecast.rows["level"] == "zone") & (forecast.rows["variant"] == "mid")].dropna(subset=["people", "base"])
    rows = rows[rows["base"] > 0]
    return dict(zip(zip(rows["place"], rows["year"].astype(int), strict=True), (rows["people"] / rows["base"]).astype(float), strict=True))


def _rows(one: Checked, phase: str, year: int, ids: tuple[str, ...], people: np.ndarray, manner: str, lacking: np.ndarray, before: np.ndarray, costs: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    service = None if pd.isna(one.row["met_by"]) else one.row["met_by"]
    each = float(one.row["met_each"]) if service else 1.0
    for n, zone in enumerate(ids):
        known = not np.isnan(lacking[n])
        further = int(lacking[n] - np.nan_to_num(before[n])) if known else None
        built = None if service is None or not known else int(np.ceil(lacking[n] / each) - np.ceil(np.nan_to_num(before[n]) / each))
        money = {ours: None if built is None else built * int(costs[service][theirs]) for ours, theirs in MONEY.items()} if service else dict.fromkeys(MONEY)
        yield {
            "standard": one.row["standard"], "requirement": one.row["requirement"], "zone": zone, "phase": phase, "year": year, "severity": one.row["severity"], "looks_at": looks_at(one.row, one.given), "manner": manner,
            "people": int(people[n]) if one.judged.counts_people else None, "units": int(lacking[n]) if known else None, "further_units": further, "service": service, "service_units": built, **money,
        }  # fmt: skip
