"""Where a city's crossings, school zones and stops reach most people along the streets, beside what scoring each place alone and taking the top would have reached.

    .venv/bin/python bench/siting_network.py CITY --data ROOT [--metres 400] [--time-limit 120]

People are those of the city's cells; a place reaches a cell whose way along the streets, with the straight way to the nearest street at both ends, is at most --metres. Today's practice
(shared reference, peers, C2) scores every place by the people near it and takes the top of the list: its answer is counted in the same way. One run each; the load is printed.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np

from dosi.infrastructure.ground import streets_of
from dosi.infrastructure.siting import max_cover
from dosi.infrastructure.standards.distances import AlongStreets
from dosi.model.findings import Located, LocatedCells
from dosi.model.layers import Lines
from dosi.model.rows import TravelModes
from dosi.model.siting import Effort, Instance, Limits
from dosi.workbench.grounding import of_city

ROLES = {"facility:crosswalk": "crossings", "facility:school_zone": "school zones", "facility:bus_stop": "stops"}
CHOSEN = (5, 10, 20, 40, 70)


def reached(instance: Instance, sites: np.ndarray) -> int:
    """People whom some sites reach."""
    held = np.isin(instance.site, sites)
    return int(instance.weight[np.unique(instance.owner[held])].sum())


def main() -> None:
    """Print one table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("city", type=Path)
    asked.add_argument("--data", type=Path)
    asked.add_argument("--metres", type=float, default=400.0)
    asked.add_argument("--time-limit", type=float, default=120.0)
    given = asked.parse_args()
    here = of_city(given.city, given.data)
    streets = streets_of(here.shelf[Lines], here.shelf[TravelModes])
    if streets is None:
        raise SystemExit("the city has no streets")
    cells = here.shelf[LocatedCells].rows
    homes, people = cells[["x_m", "y_m"]].to_numpy(float), cells["people"].to_numpy(np.int64)
    print(f"{given.metres:g} m along the streets, {people.sum():,} people in {len(people):,} cells")
    print("| places | p | people reached | proven bound | gap % | s | today's practice, the top p by people near each |\n|---|---|---|---|---|---|---|")
    for role, name in ROLES.items():
        places = here.shelf[Located].rows[here.shelf[Located].rows["role"] == role].sort_values(["layer", "place"])
        began = time.monotonic()
        cell, place = AlongStreets(streets).pairs(homes, places[["x_m", "y_m"]].to_numpy(float), given.metres)
        order = np.lexsort((place, cell))
        cell, place = cell[order], place[order]
        start = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=len(homes)))])
        print(f"| {name}: {len(places):,} places, {len(cell):,} pairs, reach worked out | | | | | {time.monotonic() - began:.1f} | |", flush=True)
        for p in (p for p in CHOSEN if p < len(places)):
            instance = Instance("max-cover", np.arange(len(homes)), np.arange(len(places)), people, start, place, None, Limits(p=p))
            began = time.monotonic()
            answer = max_cover.solve(instance, Effort(seconds=given.time_limit))
            took = time.monotonic() - began
            assert answer.value == reached(instance, np.array(answer.sites))
            near = np.bincount(place, people[cell], len(places))
            today = reached(instance, np.argsort(-near, kind="stable")[:p])
            print(f"| {name} | {p} | {answer.value:,} | {answer.bound:,} | {100 * (answer.gap or 0):.2f} | {took:.1f} | {today:,} ({today / float(answer.value or 1):.1%}) |", flush=True)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
