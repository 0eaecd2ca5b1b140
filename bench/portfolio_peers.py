"""Building and solving the choice beside linopy and PuLP: the same model, the same solver (HiGHS), in one run.

    sh tools/environment.sh python3 .venv-peers bench/peers.lock
    .venv-peers/bin/python bench/portfolio_peers.py [--rounds N] [--gap G] [--only NAME ...]

Two drawn cities: 200 projects x 6 years x 5 funds, and 1,000 services x 13 zones x 6 years x 5 funds. Every limit that `dosi` knows is made of the tables; the peers get the same yearly ceilings, one start
per candidate, prerequisites and rivals from the same arrays, as somebody fluent writes them (linopy: arrays over the options; PuLP: one expression a row). "Build" ends with the model in the solver's hands;
of highspy's own matrix call, the floor of any build, the time is told apart. "Solve" is to the same relative gap; dosi's answer is held against the peers' limits and values: all must lie within the
gap of the best bound. Each measurement is a process of its own; the median of the rounds is printed, with the largest memory.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import time
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

CITIES = {"200 projects x 6 years x 5 funds": (200, 1), "1,000 services x 13 zones x 6 years x 5 funds": (1000, 13)}
YEARS = range(2025, 2031)
FUNDS = [f"f{n}" for n in range(5)]
PATIENCE_S = 240.0


def drawn(services: int, zones: int) -> Any:
    """A choice: a tenth of the services need another, a tenth rival another, ceilings leave about half outside."""
    from dosi.model.city import City
    from dosi.portfolio.options import Choice, Payments

    rng = np.random.default_rng(7)
    city = City("Drawn", "Drawn", "Plan", "xx", YEARS[0], YEARS[-1], 2025, "won", "EPSG:5179", "bench", "", "", (), "2025-01-01")
    names = [f"s{n:04}" for n in range(services)]
    zone = [f"z{n:02}" for n in range(zones)] if zones > 1 else ["city"]
    capital = rng.integers(20_000, 800_000, services)[:, None] * rng.integers(1, 6, (services, zones)) * 1000
    points = np.round(capital / 1e6 * rng.lognormal(0, 0.7, (services, zones)), 3)
    offers = [{"service": s, "zone": z, "scale": 1, "units": 1, "capital_won": int(capital[i, j]), "operating_won_per_year": int(capital[i, j] // 20), "points": float(points[i, j])}
              for i, s in enumerate(names) for j, z in enumerate(zone)]  # fmt: skip
    n = len(offers)
    offer, start = np.repeat(np.arange(n), len(YEARS)), np.tile(np.array(YEARS), n)
    share = rng.dirichlet(np.ones(len(FUNDS)), services)
    pockets = [(f, "capital", y) for f in FUNDS for y in YEARS] + [("f0", "operating", y) for y in range(2026, 2036)]
    won = np.floor(share[offer // zones] * capital.ravel()[offer][:, None]).astype(np.int64)
    option = np.arange(len(offer))
    entries = [(option, f * len(YEARS) + start - 2025, won[:, f]) for f in range(len(FUNDS))]
    running = capital.ravel() // 20
    entries += [(option[start < y], np.full(int((start < y).sum()), len(FUNDS) * len(YEARS) + y - 2026), running[offer[start < y]]) for y in range(2026, 2036)]
    pays = Payments(*(np.concatenate([e[k] for e in entries]) for k in range(3)), np.ones(sum(len(e[0]) for e in entries)))
    half = [int(w) for w in np.bincount(np.arange(len(FUNDS)), (share.T @ capital.sum(axis=1)) * 0.5 / len(YEARS))]
    ceilings = {(f, "capital", y): half[k] for k, f in enumerate(FUNDS) for y in YEARS} | {("f0", "operating", y): int(capital.sum() * 0.02) for y in range(2026, 2036)}
    needs = {(names[i], z): [[(names[i - 7], z)]] for i in range(7, services, 10) for z in zone}
    rivals = [{"group": f"g{i}", "services": f"{names[i]};{names[i + 1]}", "within": "zone", "at_most": 1} for i in range(0, services - 1, 20)]
    return Choice(city=city, last_paid_year=2035, offers=offers, model={s: {"requires_lag_years": 0, "operator_role": "", "staff_per_unit": 0.0, "socially_weak": False, "climate_or_inclusion": False} for s in names},
                  offer=offer, start_year=start, running_from=start + 1, handover_year=np.zeros_like(start), builder=["b"] * len(offer), owner=["b"] * len(offer), pockets=pockets, pays=pays, ceilings=ceilings,
                  authority_ceilings={}, carry_share={}, fund_kind={}, payer=dict.fromkeys(FUNDS, "b"), requires=needs, rivals=rivals, staff_limits={}, awards={}, included=frozenset(), excluded=frozenset(), phased={}, people={},
                  limits={})  # fmt: skip


def by_dosi(choice: Any, gap: float) -> tuple[float, float, float, float]:
    """Seconds to build, of which the matrix call, seconds to solve, value."""
    from dosi.portfolio.modelling import limits_of, model, worth
    from dosi.portfolio.searching import search

    begun = time.perf_counter()
    limits = limits_of(choice)
    objective = worth(choice)
    before = time.perf_counter()
    model(choice, limits, objective)
    built = time.perf_counter()
    found = search(choice, limits, objective, gap)
    assert found is not None
    return built - begun, built - before, time.perf_counter() - built, found.value


def _arrays(choice: Any) -> tuple[Any, ...]:
    from dosi.portfolio.modelling import limits_of, worth

    return worth(choice), limits_of(choice)


def by_linopy(choice: Any, gap: float) -> tuple[float, float, float, float]:
    """The same rows over arrays: groups of options by candidate, ceiling, prerequisite and year, rivals."""
    import linopy
    import pandas as pd

    worth, _ = _arrays(choice)
    begun = time.perf_counter()
    m = linopy.Model()
    x = m.add_variables(binary=True, coords=[pd.RangeIndex(len(choice.offer), name="option")], name="x")
    candidate, pays = choice.candidate, choice.pays
    m.add_constraints(x.groupby(pd.Series(candidate, index=pd.RangeIndex(len(candidate), name="option"), name="candidate")).sum() <= 1, name="once")
    for n, (pocket, ceiling) in enumerate(choice.ceilings.items()):
        mine = pays.pocket == choice.pockets.index(pocket)
        if mine.any():
            part = x.sel(option=pays.option[mine])
            m.add_constraints((part * pays.thousand[mine]).sum() <= ceiling // 1000, name=f"ceiling{n}")
    years = np.array(YEARS)
    shape = (len(choice.candidates), len(years))
    wide = pd.DataFrame(np.arange(len(choice.offer)).reshape(shape))
    pairs = np.array([(choice.place[c], choice.place[need[0][0]]) for c, need in choice.requires.items()])
    for t in range(len(years)):
        mine, theirs = wide.values[pairs[:, 0], : t + 1], wide.values[pairs[:, 1], : t + 1]
        left = sum(x.sel(option=mine[:, k]).rename(option="pair").assign_coords(pair=np.arange(len(pairs))) - x.sel(option=theirs[:, k]).rename(option="pair").assign_coords(pair=np.arange(len(pairs))) for k in range(t + 1))
        m.add_constraints(left <= 0, name=f"needs{t}")
    for n, rival in enumerate(choice.rivals):
        of = rival["services"].split(";")
        zones = sorted({z for s, z in choice.candidates if s in of})
        for z in zones:
            m.add_constraints(x.sel(option=wide.values[[choice.place[s, z] for s in of]].ravel()).sum() <= rival["at_most"], name=f"rivals{n}{z}")
    m.add_objective((x * worth).sum(), sense="max")
    solver = m.to_highspy()
    built = time.perf_counter()
    solver.silent()
    value = _solved(solver, gap)
    return built - begun, float("nan"), time.perf_counter() - built, value


def by_pulp(choice: Any, gap: float) -> tuple[float, float, float, float]:
    """One expression a row."""
    import pulp

    worth, limits = _arrays(choice)
    begun = time.perf_counter()
    m = pulp.LpProblem("choice", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{n}", cat="Binary") for n in range(len(choice.offer))]
    m += pulp.LpAffineExpression(zip(x, worth.tolist(), strict=True))
    order = np.argsort(limits.row, kind="stable")
    ends = np.concatenate([[0], np.cumsum(np.bincount(limits.row, minlength=len(limits)))])
    column, coefficient = limits.column[order].tolist(), limits.coefficient[order].tolist()
    for row in range(len(limits)):
        part = slice(ends[row], ends[row + 1])
        m += pulp.LpAffineExpression([(x[c], v) for c, v in zip(column[part], coefficient[part], strict=True)]) <= float(limits.upper[row])
    solver = pulp.HiGHS(msg=False, gapRel=gap, timeLimit=PATIENCE_S, threads=1)
    solver.createAndConfigureSolver(m)
    solver.buildSolverModel(m)
    built = time.perf_counter()
    solver.callSolver(m)
    value = float(m.solverModel.getInfo().objective_function_value)
    return built - begun, float("nan"), time.perf_counter() - built, abs(value)


def _solved(solver: Any, gap: float) -> float:
    for name, value in {"mip_rel_gap": gap, "time_limit": PATIENCE_S, "threads": 1, "random_seed": 0}.items():
        solver.setOptionValue(name, value)
    solver.run()
    return abs(float(solver.getInfo().objective_function_value))


WAYS = {"dosi": by_dosi, "linopy": by_linopy, "PuLP": by_pulp}


def _measured(way: str, size: tuple[int, int], gap: float, sent: Connection) -> None:
    choice = drawn(*size)
    choice.candidate, choice.place  # noqa: B018  what is made once of a choice is no part of a build
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = WAYS[way](choice, gap)
    sent.send((*answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, before / 1024))


def main() -> None:
    """Print a table per city."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--gap", type=float, default=2e-3)
    asked.add_argument("--only", nargs="*", default=list(WAYS))
    asked.add_argument("--cities", type=int, nargs="*", default=[0, 1])
    given = asked.parse_args()
    fresh = multiprocessing.get_context("spawn")
    for number in given.cities:
        name, size = list(CITIES.items())[number]
        print(f"\n{name}, gap {given.gap:g}, {given.rounds} rounds\n\n| way | build s | of which the matrix call | solve s | both | times dosi's | value | peak MB |\n|---|---|---|---|---|---|---|---|")
        found: dict[str, list[tuple[float, ...]]] = {way: [] for way in given.only}
        for _ in range(given.rounds):
            for way in given.only:
                receive, send = fresh.Pipe(False)
                process = fresh.Process(target=_measured, args=(way, size, given.gap, send))
                process.start()
                send.close()  # so that a process that fails is heard of
                found[way].append(receive.recv())
                process.join()
        base = sum(statistics.median(r[k] for r in found["dosi"]) for k in (0, 2)) if "dosi" in found else float("nan")
        for way, rounds in found.items():
            build, matrix, solve, value, peak = (statistics.median(r[k] for r in rounds) for k in range(5))
            print(f"| {way} | {build:.3f} | {'' if matrix != matrix else f'{matrix:.3f}'} | {solve:.2f} | {build + solve:.2f} | {(build + solve) / base:.2f} | {value:,.1f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
