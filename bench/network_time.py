"""Time of access along streets against pandana and access on the same graph, in one run; building of the graph included.

    sh tools/environment.sh python3 .venv-peers bench/peers.lock
    .venv-peers/bin/python bench/network_time.py --side 320 --osm ../shared/data/helsinki/helsinki_centre.osm.pbf
    .venv-peers/bin/python bench/network_time.py --side 1000 --runs 1 --at-most 3600

A contender that has not answered after --at-most seconds is ended and said to be so. scipy's plain search is no contender in time: it searches from the places
only (and so knows the people within reach of these nodes alone), but it answers on graphs that are too large for pandana's preparation.

The peers live in an environment of their own (pandana is AGPL-3). Every contender runs in a process of its own; its answer is compared.
Tasks: people within 500 m of every node; the nearest of one place per 500 nodes; enhanced two-step floating catchment of these places.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

CUTOFF_M = 500.0
FAR_M = 100_000.0
BANDS = (150.0, 300.0, 500.0)
WEIGHTS = (1.0, 0.68, 0.22)


def grid(side: int) -> dict[str, np.ndarray]:
    """A square of side x side crossings about 100 m apart, jittered, with whole metres of length."""
    chance = np.random.default_rng(1)
    gx, gy = np.meshgrid(np.arange(side) * 100.0, np.arange(side) * 100.0)
    x, y = (gx + chance.uniform(-30, 30, gx.shape)).ravel(), (gy + chance.uniform(-30, 30, gy.shape)).ravel()
    at = np.arange(side * side).reshape(side, side)
    tail, head = np.r_[at[:, :-1].ravel(), at[:-1].ravel()], np.r_[at[:, 1:].ravel(), at[1:].ravel()]
    return _dressed({"x": x, "y": y, "tail": tail, "head": head, "metres": np.ceil(np.hypot(x[tail] - x[head], y[tail] - y[head]))})


def osm(path: Path) -> dict[str, np.ndarray]:
    """The walkable lines of an OpenStreetMap extract, cut at shared vertices, with whole metres of length."""
    import geopandas as gpd

    from dosi.network import LinesTaken, Mode, lay
    from dosi.sources.vectors import open_shapes

    frame = open_shapes(path, "streets", "line", ("highway",))
    assert frame is not None and frame.shapes is not None
    street = frame.rows["highway"].fillna("").ne("") & ~frame.rows["highway"].isin(["motorway", "motorway_link", "construction"])
    shapes = gpd.GeoSeries(frame.shapes[street.to_numpy()], crs=4326).to_crs(3067).to_numpy()
    laid = lay(LinesTaken(shapes, meets="vertices"), Mode("walk", 4000 / 3600))
    one = laid.tail < laid.head
    pairs = pd.DataFrame({"tail": laid.tail[one], "head": laid.head[one], "metres": np.ceil(laid.metres[one])}).groupby(["tail", "head"], as_index=False).min()
    return _dressed({"x": laid.x_m, "y": laid.y_m, **{c: pairs[c].to_numpy() for c in pairs}})


def _dressed(graph: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(2)
    nodes = len(graph["x"])
    return {**graph, "people": chance.integers(0, 100, nodes).astype(float), "places": np.sort(chance.choice(nodes, max(2, nodes // 500), replace=False))}


def run_dosi(graph: dict[str, np.ndarray], clock: Callable[[str], None]) -> dict[str, np.ndarray]:
    """Ours."""
    from dosi.network import Decay, Graph, cumulative, pairs_within, to_nearest, two_step_floating_catchment

    clock("import")
    ways = np.r_[graph["tail"], graph["head"]], np.r_[graph["head"], graph["tail"]]
    g = Graph(graph["x"], graph["y"], *ways, np.r_[graph["metres"], graph["metres"]])
    _ = g.arcs
    clock("build")
    every = np.arange(g.nodes)
    people = cumulative(lambda: pairs_within(g, every, every, CUTOFF_M), g.nodes, graph["people"])
    clock("people within 500 m")
    near, _ = to_nearest(g, graph["places"], FAR_M)
    clock("nearest place")
    supply = np.full(len(graph["places"]), 10.0)
    parts = list(pairs_within(g, every, graph["places"], CUTOFF_M))
    access = two_step_floating_catchment(lambda: parts, graph["people"], supply, Decay("step", upper=BANDS, weight=WEIGHTS))
    clock("two-step catchment")
    return {"people": people, "nearest": near, "two_step": access}


def run_pandana(graph: dict[str, np.ndarray], clock: Callable[[str], None]) -> dict[str, np.ndarray]:
    """pandana, and access for the two-step catchment with pandana's costs."""
    import access
    import pandana

    clock("import")
    index = np.arange(len(graph["x"]))
    net = pandana.Network(pd.Series(graph["x"], index), pd.Series(graph["y"], index), pd.Series(graph["tail"]), pd.Series(graph["head"]), pd.DataFrame({"metres": graph["metres"]}))
    net.precompute(CUTOFF_M)
    clock("build")
    net.set(pd.Series(index), variable=pd.Series(graph["people"]), name="people")
    people = net.aggregate(CUTOFF_M, type="sum", decay="flat", name="people")
    clock("people within 500 m")
    net.set_pois("places", FAR_M, 1, pd.Series(graph["x"][graph["places"]]), pd.Series(graph["y"][graph["places"]]))
    near = net.nearest_pois(FAR_M, "places", num_pois=1)[1]
    clock("nearest place")
    costs = net.nodes_in_range(pd.Series(graph["places"]), CUTOFF_M)
    column = next(c for c in costs.columns if c not in ("source", "destination"))
    demand = pd.DataFrame({"people": graph["people"]}, index=pd.Index(index, name="geoid"))
    supply = pd.DataFrame({"supply": 10.0}, index=pd.Index(graph["places"], name="geoid"))
    taken = access.Access(
        demand_df=demand, demand_value="people", supply_df=supply, supply_value="supply",
        cost_df=costs.rename(columns={"source": "dest", "destination": "origin", column: "cost"}), cost_origin="origin", cost_dest="dest", cost_name="cost",
    )  # fmt: skip
    weight = access.weights.step_fn(dict(zip(BANDS, WEIGHTS, strict=True)))
    two_step = taken.enhanced_two_stage_fca(name="e", cost="cost", max_cost=CUTOFF_M, weight_fn=weight)
    clock("two-step catchment")
    return {"people": people.to_numpy(), "nearest": near.to_numpy(), "two_step": two_step.iloc[:, 0].reindex(index).fillna(0).to_numpy()}


def run_scipy(graph: dict[str, np.ndarray], clock: Callable[[str], None]) -> dict[str, np.ndarray]:
    """scipy's search from one place after the other, everything else written out plainly: for equal answers, not for time."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    clock("import")
    nodes, places, people = len(graph["x"]), graph["places"], graph["people"]
    ways = coo_array((graph["metres"], (graph["tail"], graph["head"])), shape=(nodes, nodes)).tocsr()
    clock("build")
    near = dijkstra(ways, directed=False, indices=places, limit=FAR_M, min_only=True)
    clock("nearest place")
    within, two_step = np.full(nodes, np.nan), np.zeros(nodes)
    for place in places:
        metres = dijkstra(ways, directed=False, indices=place, limit=CUTOFF_M)
        reached = np.flatnonzero(metres <= CUTOFF_M)
        weight = np.array(WEIGHTS)[np.searchsorted(BANDS, metres[reached])]
        within[place] = people[reached].sum()
        two_step[reached] += weight * 10.0 / (weight * people[reached]).sum()
    clock("people within 500 m, two-step catchment")
    return {"people": within, "nearest": np.minimum(near, FAR_M), "two_step": two_step}


CONTENDERS = {"dosi": run_dosi, "pandana + access": run_pandana, "scipy": run_scipy}


def _one(name: str, graph: dict[str, np.ndarray], pipe: Any) -> None:
    laps: dict[str, float] = {}
    last = [time.perf_counter()]

    def clock(lap: str) -> None:
        now = time.perf_counter()
        laps[lap], last[0] = now - last[0], now

    answer = CONTENDERS[name](graph, clock)
    pipe.send((laps, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, answer))


def contend(name: str, graph: dict[str, np.ndarray], at_most: float | None = None) -> tuple[dict[str, float], float, dict[str, np.ndarray]] | None:
    """Laps in seconds, peak memory in MiB and the answer of a contender in a fresh process; None if it has none after so many seconds."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_one, args=(name, graph, there))
    process.start()
    there.close()
    got = here.recv() if here.poll(at_most) else None
    if got is None:
        process.kill()
    process.join()
    return got


def main() -> None:
    """Print a table per graph."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--side", type=int, action="append", default=[])
    ask.add_argument("--osm", type=Path)
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--at-most", type=float, help="seconds that a contender is given")
    ask.add_argument("--only", choices=tuple(CONTENDERS), action="append", help="leave the others out")
    given = ask.parse_args()
    graphs = {f"grid of {s * s:,} nodes": grid(s) for s in given.side}
    if given.osm:
        graphs = {given.osm.name: osm(given.osm), **graphs}
    for title, graph in graphs.items():
        print(f"\n{title}: {len(graph['x']):,} nodes, {len(graph['tail']):,} streets, {len(graph['places']):,} places")
        answers, totals = {}, {}
        for name in given.only or CONTENDERS:
            runs = [got for _ in range(given.runs) if (got := contend(name, graph, given.at_most))]
            if len(runs) < given.runs:
                print(f"  {name}: no answer after {given.at_most:,.0f} s", flush=True)
                continue
            laps = {lap: statistics.median(r[0][lap] for r in runs) for lap in runs[0][0]}
            totals[name] = sum(seconds for lap, seconds in laps.items() if lap != "import")
            answers[name] = runs[0][2]
            print(f"  {name}: {totals[name]:.2f} s, peak {max(r[1] for r in runs):,.0f} MiB · " + " · ".join(f"{lap} {s:.2f} s" for lap, s in laps.items()), flush=True)
        ours = answers.pop("dosi", None)
        for name, theirs in answers.items() if ours else ():
            apart = {task: np.nanmax(np.abs(np.minimum(ours[task], FAR_M) - theirs[task])) for task in ours}
            share = f"ratio {totals['dosi'] / totals[name]:.3f}" if np.isfinite(theirs["people"]).all() else "which does less"
            print(f"  dosi against {name}, {share}; largest differences " + ", ".join(f"{task} {a:.6g} of up to {np.nanmax(theirs[task]):,.6g}" for task, a in apart.items()), flush=True)


if __name__ == "__main__":
    main()
