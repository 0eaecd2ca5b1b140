"""Read a sparse table of costs: demand, site, cost, and the demand's weight; pairs that are left out do not reach each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.siting import Instance
from dosi.sources.siting.columns import MOST_ROWS_TOLD, ids, numbers, read_frame


def read_cost_table(path: Path, problem: str) -> tuple[Instance, list[str]]:
    """An instance from rows demand, site, cost, and weight where a demand point counts for more than one; ids in the order in which they first stand."""
    frame = read_frame(path, ("demand", "site", "cost"), ("weight",))
    name, faults = path.name, Faults()
    demand, sites = ids(frame, "demand", name, faults, once=False), ids(frame, "site", name, faults, once=False)
    cost = numbers(frame, "cost", name, faults, 0)
    weight = numbers(frame, "weight", name, faults, 0) if "weight" in frame else np.ones(len(frame), np.int64)
    faults.raise_any()
    of_demand, demand_ids = pd.factorize(demand)
    of_site, site_ids = pd.factorize(sites)
    first = np.full(len(demand_ids), len(frame))
    np.minimum.at(first, of_demand, np.arange(len(frame)))
    twice = np.flatnonzero(pd.Series(of_demand * len(site_ids) + of_site).duplicated())
    other = np.flatnonzero(weight != weight[first[of_demand]])
    for rows, what, expected in ((twice, "Pair: stands twice", "each pair of demand and site once"), (other, "Weight: differs from this demand point's first row", "one weight per demand point")):
        for row in rows[:MOST_ROWS_TOLD].tolist():
            faults.add(what, f"{name}, row {row + 2}", f"{demand[row]}, {sites[row]}", expected, "remove or correct the row")
        if len(rows) > MOST_ROWS_TOLD:
            faults.add(f"{what}: {len(rows) - MOST_ROWS_TOLD} more rows", name, len(rows), "none", "correct them as the rows above")
    highest = np.zeros(len(demand_ids))
    np.maximum.at(highest, of_demand, weight.astype(float) * cost.astype(float))
    if highest.sum() > float(1 << 53):
        faults.add("Costs: their weighted sum overflows", name, f"{highest.sum():g}", f"at most {1 << 53}", "give costs or weights in a larger unit")
    faults.raise_any()
    order = np.lexsort((of_site, of_demand))
    start = np.r_[0, np.cumsum(np.bincount(of_demand))].astype(np.int64)
    notes = [] if "weight" in frame else [f"{name}: weight 열이 없어 수요마다 1로 셈 (each demand point weighs one)"]
    return Instance(problem, np.asarray(demand_ids), np.asarray(site_ids), weight[first], start, of_site[order].astype(np.int32), cost[order]), notes
