"""Time, proof and memory of `dosi site rollout` at a city's size, as a table for docs/siting.md.

    .venv/bin/python bench/siting_rollout.py generated --places 60 --types 2 --periods 3 --demand 2000
    .venv/bin/python bench/siting_rollout.py generated --places 100 --types 3 --periods 3 --demand 5000
    .venv/bin/python bench/siting_rollout.py generated --places 670 --types 4 --periods 5 --demand 40000 --gap 0.01
    .venv/bin/python bench/siting_rollout.py city FOLDER --gap 0.01      # FOLDER of Sejong's data: people's cells as demand, bus stops as places

Both are made by numpy's default generator from --seed where they are not the city's own: points uniform on 12 x 12 km, weights 1 to 100 per type, a tenth of the points appears in a later period; a third
of the places needs a pole, each has room for two or three devices, power and back-haul that not all types fit into together and that can be extended; one device in twenty stands already, of which a part
reaches the end of its lifetime. Seconds include neither reading nor generating, but merging, writing and solving. One run; the load is printed.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

import numpy as np

from dosi.infrastructure.siting.reaching import pairs
from dosi.infrastructure.siting.rollout import solving
from dosi.model.rollout import NEVER, DeviceTypes, Periods, Poles, Rollout, Standing, Supply
from dosi.model.siting import Effort, SitePoints

RADII_M = (200.0, 400.0, 800.0, 300.0)


def made(places_xy: np.ndarray, demand_xy: np.ndarray, people: np.ndarray | None, types: int, periods: int, carried: bool, random: np.random.Generator) -> Rollout:
    """A rollout on these points; `people`: weight of the first type, the others vary around it."""
    places, points = len(places_xy), len(demand_xy)
    radius = np.array([RADII_M[k % len(RADII_M)] for k in range(types)])
    base = random.integers(1, 101, (types, points)) if people is None else np.maximum(people[None, :] * random.integers(5, 16, (types, points)) // 10, 0)
    weight = np.repeat(base[:, :, None], periods, axis=2).astype(np.int64)
    late = random.random(points) < 0.1
    first = random.integers(1, max(periods, 2), points)
    for t in range(periods):
        weight[:, late & (first > t), t] = 0
    device = random.integers(30, 60, (types, places)) * 100_000 * (1 + np.arange(types))[:, None] // 2
    device[:, :] = np.where(random.random((types, places)) < 0.15, NEVER, device)
    supplies = (
        Supply("power_w", np.array([60.0, 300.0, 20.0, 120.0])[np.arange(types) % 4], random.choice([100.0, 350.0, 600.0], places), np.full(places, 400.0), random.integers(5, 20, places) * 200_000),
        Supply("backhaul_mbps", np.array([40.0, 5.0, 2.0, 20.0])[np.arange(types) % 4], random.choice([30.0, 50.0, 100.0], places), np.full(places, 1000.0), random.integers(5, 20, places) * 300_000),
    )
    pole_cost = np.where(random.random(places) < 0.33, random.integers(20, 40, places) * 100_000, 0)
    free = np.flatnonzero(pole_cost == 0)
    many = places * types // 20
    at, kind = random.choice(free, many), random.integers(0, types, many)
    keys = np.unique(at * types + kind)
    room_for = random.integers(2, 4, places)
    keep = [k for k in keys.tolist() if sum(1 for other in keys.tolist() if other // types == k // types) <= 1]
    at, kind = np.array(keep) // types, np.array(keep) % types
    many = len(keep)
    fits = supplies[0].need[kind] <= supplies[0].has[at]
    fits &= supplies[1].need[kind] <= supplies[1].has[at]
    at, kind, many = at[fits], kind[fits], int(fits.sum())
    standing = Standing(np.arange(many), kind, at, random.integers(0, periods * 2, many), np.full(many, 200_000), np.where(random.random(many) < 0.5, 1_500_000, NEVER), np.where(random.random(many) < 0.5, 300_000, -100_000), np.full(many, "", object))
    poles = Poles(np.arange(places), places_xy, pole_cost, np.where(random.random(places) < 0.1, 1, 0) if periods > 1 else np.zeros(places, np.int64), room_for, device, supplies)
    budget = np.full(periods, int(places * types / 20 * 7_000_000 + many * 300_000), np.int64)
    start, place = pairs(demand_xy, SitePoints(np.arange(places), places_xy, np.full(places, radius.max())))
    owner = np.repeat(np.arange(points), np.diff(start))
    distance = np.hypot(*(demand_xy[owner] - places_xy[place]).T)
    return Rollout(Periods(np.arange(2025, 2025 + periods), budget, np.ones(periods, np.int64), carried),
                   DeviceTypes(np.array([f"type {k}" for k in range(types)]), radius, np.full(types, 200_000), np.full(types, NEVER), np.zeros(types)),
                   poles, standing, np.arange(points), weight, start, place, distance)  # fmt: skip


def city(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bus stops that are at least 100 m apart, centres of the cells with people, the people."""
    import geopandas as gpd
    import pandas as pd

    cells = gpd.read_parquet(folder / "population" / "derived_population_grid_100m.parquet")
    cells = cells[cells["population_est"] > 0]
    stops = pd.read_csv(folder / "transit" / "bus_stops_2023.csv")
    at = gpd.GeoSeries(gpd.points_from_xy(stops["lon"], stops["lat"]), crs="EPSG:4326").to_crs(cells.crs)
    xy = np.c_[at.x, at.y]
    kept: list[int] = []
    for n in range(len(xy)):
        if not kept or np.hypot(*(xy[kept] - xy[n]).T).min() >= 100:
            kept.append(n)
    centre = cells.geometry.centroid
    return xy[kept], np.c_[centre.x, centre.y], cells["population_est"].to_numpy(np.int64)


def main() -> None:
    """Print one line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=("generated", "city"))
    asked.add_argument("folder", type=Path, nargs="?")
    asked.add_argument("--places", type=int, default=670)
    asked.add_argument("--types", type=int, default=4)
    asked.add_argument("--periods", type=int, default=5)
    asked.add_argument("--demand", type=int, default=40_000)
    asked.add_argument("--carried", action="store_true")
    asked.add_argument("--gap", type=float, default=0.0)
    asked.add_argument("--time-limit", type=float)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    random = np.random.default_rng(given.seed)
    if given.what == "city":
        places_xy, demand_xy, people = city(given.folder)
        rollout = made(places_xy, demand_xy, people, given.types, given.periods, given.carried, random)
    else:
        rollout = made(random.random((given.places, 2)) * 12_000, random.random((given.demand, 2)) * 12_000, None, given.types, given.periods, given.carried, random)
    kinds, places, periods = rollout.shape
    print(f"{places:,} places x {kinds} types x {periods} periods x {len(rollout.demand):,} demand points, {len(rollout.standing.ids)} standing devices", flush=True)
    began = time.monotonic()
    answer = solving.solve(rollout, Effort(given.gap, None, given.time_limit), lambda words: print(f"  {time.monotonic() - began:6.1f} s  {words}", flush=True))
    assert answer.value is not None, answer.because
    print(f"value {answer.value:,}, bound {answer.bound:,}, gap {(answer.gap or 0) * 100:.3f} %, {answer.status}, {time.monotonic() - began:.1f} s")
    print(f"new {len(answer.acts.new)}, poles {len(answer.acts.poles)}, built {len(answer.acts.built)}, moved {len(answer.acts.moved)}, retired {len(answer.acts.retired)}; {answer.because}")
    print(f"largest {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
