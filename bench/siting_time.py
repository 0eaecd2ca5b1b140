"""Time and proof of `dosi site` on instances with a known optimum and on generated ones, as tables for docs/siting.md.

    .venv/bin/python bench/siting_time.py pmed FOLDER      # OR-Library: pmed*.txt.gz and optimal_values.csv
    .venv/bin/python bench/siting_time.py center FOLDER
    .venv/bin/python bench/siting_time.py tsplib FOLDER    # rl1304.tsp and p_median_optimal_values.csv
    .venv/bin/python bench/siting_time.py large --gap 0.0005 --time-limit 120    # p-median of generated points
    .venv/bin/python bench/siting_time.py cover --sites 100 --demand 1000000 --radius 6.25 -p 10
    .venv/bin/python bench/siting_time.py cover --sites 1000 --demand 50000 --radius 1.5 -p 100 --time-limit 60
    .venv/bin/python bench/siting_time.py city FOLDER      # FOLDER of Sejong's data: its proven optima

Seconds include reading or generating nothing but the instance itself: reading the file and all shortest paths, or merging the points. One run each; the load is printed.
Points of `large` are uniform on 30,000 x 30,000, whole coordinates, each a demand point and a site, distances rounded down; each line is a process of its own, and its largest memory stands
beside the seconds, in which the compiler's are. Points of `cover` are uniform on 30 x 30 with weights 1 to 100 (Cordeau, Furini and Ljubic 2019), made by numpy's default generator from --seed.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from dosi.infrastructure.siting import max_cover, p_center, p_median
from dosi.infrastructure.siting.reaching import within
from dosi.model.siting import Answer, DemandPoints, Effort, Instance, Limits, Plane, SitePoints
from dosi.sources.siting.or_library import read_or_library
from dosi.sources.siting.tsplib import read_tsplib


def known(file: Path) -> list[dict[str, str]]:
    """The rows of a table of known optima."""
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def line(name: str, answer: object, optimum: str, seconds: float) -> None:
    """One line of the table."""
    value, bound, status, gap = (getattr(answer, a) for a in ("value", "bound", "status", "gap"))
    print(f"| {name} | {value:,} | {bound:,} | {0 if gap is None else gap * 100:.3f} | {status} | {optimum} | {seconds:.2f} |", flush=True)


def pmed(folder: Path, center: bool) -> None:
    """p-median or p-center of the OR-Library."""
    whole = 0.0
    for row in known(folder / "optimal_values.csv"):
        began = time.monotonic()
        instance = read_or_library(folder / f"{row['instance']}.txt.gz")
        answer = (p_center if center else p_median).solve(instance, Effort())
        whole += time.monotonic() - began
        line(f"{row['instance']} (n {row['n']}, p {row['p']})", answer, row["p_center_optimum" if center else "p_median_optimum"], time.monotonic() - began)
    print(f"together {whole:.1f} s")


def tsplib(folder: Path, limit: float | None) -> None:
    """p-median of TSPLIB points."""
    rows = [(r["instance"], int(r["p"]), r["optimum"]) for r in known(folder / "p_median_optimal_values.csv")]
    for name, p, optimum in [*rows, *((n, 500, "") for n in sorted({r[0] for r in rows}))]:
        began = time.monotonic()
        instance, _ = read_tsplib(folder / f"{name}.tsp", "p-median")
        answer = p_median.solve(replace(instance, limits=Limits(p=p)), Effort(seconds=limit))
        line(f"{name} p {p}", answer, optimum, time.monotonic() - began)


def cover(sites: int, demand: int, radius: float, p: int, seed: int, limit: float | None) -> None:
    """Maximal covering of uniform points."""
    random = np.random.default_rng(seed)
    places = SitePoints(np.arange(sites), random.random((sites, 2)) * 30, np.full(sites, radius))
    people = DemandPoints(np.arange(demand), random.random((demand, 2)) * 30, random.integers(1, 101, demand))
    began = time.monotonic()
    merged = within(people, places, "max-cover", Limits(p=p)).instance
    said = time.monotonic() - began
    answer = max_cover.solve(merged, Effort(seconds=limit))
    line(f"{sites} sites x {demand:,}, R {radius}, p {p}: {len(merged.demand):,} covers merged in {said:.2f} s", answer, "", time.monotonic() - began)


LARGE = [(n, p) for n in (3_038, 5_934, 13_509) for p in (10, 100, 500, 1_000)]


def large(seed: int, gap: float, limit: float | None) -> None:
    """p-median of many points."""
    for points, p in LARGE:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            answer, seconds, most = alone.submit(scattered, points, p, seed, gap, limit).result()
        line(f"{points:,} points, p {p:,}, {most:,} MB", answer, "", seconds)


def scattered(points: int, p: int, seed: int, gap: float, limit: float | None) -> tuple[Answer, float, int]:
    """The answer, its seconds and the largest memory in MB."""
    began = time.monotonic()
    xy, ids = np.random.default_rng(seed).integers(0, 30_000, (points, 2)).astype(float), np.arange(points)
    nothing = np.zeros(points + 1, np.int64)
    instance = Instance("p-median", ids, ids, np.ones(points, np.int64), nothing, np.zeros(0, np.int32), np.zeros(0, np.int64), Limits(p=p), Plane(xy, xy, True))
    answer = p_median.solve(instance, Effort(gap=gap, seconds=limit))
    return answer, time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def reached(instance: Instance, sites: np.ndarray) -> int:
    """Weight that some places of the instance reach together."""
    return int(instance.weight[np.unique(instance.owner[np.isin(instance.site, sites)])].sum())


def city(folder: Path) -> None:
    """The proven optima of the city's example (stops that cover most people), beside what scoring each place alone and taking the top would have covered."""
    import geopandas as gpd
    import pandas as pd

    stops = pd.read_csv(folder / "example" / "brt_candidate_stops_263.csv")
    cells = pd.read_parquet(folder / "population" / "derived_population_grid_100m.parquet", columns=["population_est"])
    shape = gpd.read_parquet(folder / "population" / "derived_population_grid_100m.parquet").geometry.centroid
    lived = (cells["population_est"] > 0).to_numpy()
    names = {c.casefold(): c for c in stops.columns}
    lon, lat = (next(names[n] for n in options if n in names) for options in (("lon", "longitude", "x", "경도"), ("lat", "latitude", "y", "위도")))
    at = gpd.GeoSeries(gpd.points_from_xy(stops[lon], stops[lat]), crs="EPSG:4326").to_crs("EPSG:5179")
    people = DemandPoints(np.arange(int(lived.sum())), np.c_[shape.x, shape.y][lived], cells["population_est"].to_numpy()[lived].astype(np.int64))
    for row in known(folder / "example" / "mclp_reference_optima.csv"):
        began = time.monotonic()
        places = SitePoints(np.arange(len(at)), np.c_[at.x, at.y], np.full(len(at), float(row["radius_m"])))
        instance = within(people, places, "max-cover", Limits(p=int(row["p"]))).instance
        answer = max_cover.solve(instance, Effort())
        line(f"stops p {row['p']}", answer, row["covered"], time.monotonic() - began)
        score = stops["stop_id"].map(pd.read_csv(folder / "example" / "brt_candidate_scores_published.csv").set_index("정류장ID")["입지 점수"]).to_numpy(float)
        alone = np.bincount(instance.site, instance.weight[instance.owner], len(at))
        for what, worth in (("by the published score", score), ("by the people near each", alone)):
            top = np.argsort(-worth, kind="stable")[: int(row["p"])]
            print(f"| today's practice, the top {row['p']} {what} | {reached(instance, top):,} | | | {reached(instance, top) / answer.value:.1%} of the optimum | | |", flush=True)


def main() -> None:
    """Print one table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=("pmed", "center", "tsplib", "large", "cover", "city"))
    asked.add_argument("folder", type=Path, nargs="?")
    asked.add_argument("--sites", type=int, default=100)
    asked.add_argument("--demand", type=int, default=1_000_000)
    asked.add_argument("--radius", type=float, default=6.25)
    asked.add_argument("-p", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--gap", type=float, default=0.0)
    asked.add_argument("--time-limit", type=float)
    given = asked.parse_args()
    if given.what in ("pmed", "center", "tsplib", "city") and given.folder is None:
        asked.error(f"{given.what} needs its FOLDER")
    print("| instance | value | bound | gap % | status | known | s |\n|---|---|---|---|---|---|---|")
    if given.what in ("pmed", "center"):
        pmed(given.folder, given.what == "center")
    elif given.what == "tsplib":
        tsplib(given.folder, given.time_limit)
    elif given.what == "large":
        large(given.seed, given.gap, given.time_limit)
    elif given.what == "city":
        city(given.folder)
    else:
        cover(given.sites, given.demand, given.radius, given.p, given.seed, given.time_limit)
    print(f"largest {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
