"""p-median against spopt (PuLP), with its default solver CBC and with HiGHS, on the same OR-Library files in one run.

    sh tools/environment.sh python3 .venv-peers bench/peers.lock
    .venv-peers/bin/python bench/siting_peers.py FOLDER --patience 300    # FOLDER: pmed*.txt.gz and optimal_values.csv

Every run is a process of its own, from the file to the sites, interpreter and imports left out; one that takes longer than --patience seconds is ended. Memory is the largest of the process.
Their status is not taken as a proof: the value is compared with the published optimum.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from dosi.infrastructure.siting import p_median
from dosi.model.siting import Effort
from dosi.sources.siting.or_library import read_or_library


def dosi(path: Path) -> int:
    """The value that dosi proves."""
    answer = p_median.solve(read_or_library(path), Effort())
    assert answer.status == "optimal", answer.status
    return int(answer.value or 0)


def spopt_cbc(path: Path) -> int:
    """spopt with PuLP's CBC."""
    import pulp

    return _spopt(path, pulp.PULP_CBC_CMD(msg=False))


def spopt_highs(path: Path) -> int:
    """spopt with HiGHS."""
    import pulp

    return _spopt(path, pulp.HiGHS(msg=False))


def _spopt(path: Path, solver: object) -> int:
    from spopt.locate import PMedian

    given = read_or_library(path)
    nodes = len(given.sites)
    assert given.cost is not None
    cost = np.empty((nodes, nodes))
    cost[given.owner, given.site] = given.cost
    made = PMedian.from_cost_matrix(cost, np.ones(nodes), p_facilities=given.limits.p).solve(solver)
    return round(made.problem.objective.value())


def timed(work: Callable[[Path], int], path: Path, patience: float) -> tuple[int, float, float] | None:
    """Value, seconds and megabytes of one run; nothing where it takes too long."""
    mine, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(work, path, theirs))
    process.start()
    theirs.close()
    try:
        return mine.recv() if mine.poll(patience + 20) else None
    except EOFError:
        return None
    finally:
        process.terminate()
        process.join()


def _run(work: Callable[[Path], int], path: Path, pipe: Connection) -> None:
    import pulp  # noqa: F401 - imports are not timed
    import spopt.locate  # noqa: F401

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS greets
    began = time.perf_counter()
    value = work(path)
    pipe.send((value, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--patience", type=float, default=300)
    asked.add_argument("--only", default="", help="names, apart by commas")
    given = asked.parse_args()
    with (given.folder / "optimal_values.csv").open(encoding="utf-8") as lines:
        known = list(csv.DictReader(lines))
    peers = {"spopt, CBC": spopt_cbc, "spopt, HiGHS": spopt_highs}
    faster: dict[str, list[float]] = {name: [] for name in peers}
    print(f"load before: {os.getloadavg()[0]:.1f}\n| file | optimum | dosi s | " + " | ".join(f"{name} s | times" for name in peers) + " |\n|---|---|---|" + "---|---|" * len(peers))
    for row in known:
        name, optimum = row["instance"], int(row["p_median_optimum"])
        if given.only and name not in given.only.split(","):
            continue
        path = next(given.folder.glob(f"{name}.txt*"))
        own = timed(dosi, path, given.patience)
        assert own is not None and own[0] == optimum, (name, own)
        cells = []
        for peer, work in peers.items():
            found = timed(work, path, given.patience)
            if found is None:
                cells.append(f"over {given.patience:.0f} | ")
                continue
            faster[peer].append(found[1] / own[1])
            cells.append(f"{found[1]:.1f}{'' if found[0] == optimum else f' (value {found[0]})'}, {found[2]:.0f} MB | {faster[peer][-1]:.0f}")
        print(f"| {name} | {optimum:,} | {own[1]:.2f}, {own[2]:.0f} MB | " + " | ".join(cells) + " |", flush=True)
    for peer, ratios in faster.items():
        if ratios:
            print(f"{peer}: finished on {len(ratios)}, dosi faster by a median of {statistics.median(ratios):.0f} times (least {min(ratios):.0f}, most {max(ratios):.0f})")
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
