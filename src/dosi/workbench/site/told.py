"""What every `dosi site` command shares: options, and the answer as JSON and as lines."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import said, saying

if TYPE_CHECKING:
    from dosi.model.errors import Faults
    from dosi.model.siting import Answer, DemandPoints, Effort, Instance, SitePoints
    from dosi.sources.siting.limiting import Asked

POption = Annotated[int | None, typer.Option("-p", help="number of new sites")]
DemandOption = Annotated[Path, typer.Option("--demand", help="demand points (.csv, .parquet): x, y; also id, weight, zone")]
SitesOption = Annotated[Path, typer.Option("--sites", help="sites (.csv, .parquet): x, y; also id, radius, cost, capacity, state (existing, required, forbidden)")]
SomeDemandOption = Annotated[Path | None, typer.Option("--demand", help="instead of FILE: demand points (.csv, .parquet): x, y; also id, weight; the cost is the straight distance")]
SomeSitesOption = Annotated[Path | None, typer.Option("--sites", help="with --demand: sites (.csv, .parquet): x, y; also id, cost, capacity, state")]
RadiusOption = Annotated[float | None, typer.Option("--radius", min=0.0, help="how far a site reaches, in the unit of x and y; default: the sites' column radius")]
ExistingOption = Annotated[str, typer.Option("--existing", help="ids of sites that stand already, e.g. 3,7: they serve and are not counted")]
RequiredOption = Annotated[str, typer.Option("--required", help="ids of new sites that must be chosen")]
ForbiddenOption = Annotated[str, typer.Option("--forbidden", help="ids of sites that must not be chosen")]
BudgetOption = Annotated[int | None, typer.Option("--budget", min=0, help="money for all new sites (column cost of the sites)")]
SpacingOption = Annotated[float, typer.Option("--spacing", min=0.0, help="least distance between open sites")]
BackupOption = Annotated[int, typer.Option("--backup", min=1, help="sites that must reach a demand point before it counts")]
FloorOption = Annotated[float, typer.Option("--zone-floor", min=0.0, max=1.0, help="share of each zone's weight that must be covered, e.g. 0.6")]
GapOption = Annotated[float, typer.Option("--gap", min=0.0, max=1.0, help="stop when value and bound differ by no more than this share; default 0: prove the best")]
NodesOption = Annotated[int | None, typer.Option("--nodes", min=1, help="most nodes of the tree (a stop that is the same on every machine)")]
TimeOption = Annotated[float | None, typer.Option("--time-limit", min=0.0, help="stop after so many seconds; the answer may then differ from run to run")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="seed of the search; the proof does not depend on it")]

STATUS_KO = {"optimal": "증명된 최적", "feasible": "증명되지 않음", "infeasible": "가능한 답 없음", "unknown": "답을 찾지 못함"}
MOST_HELD = 4_000_000
"""distances up to which a p-median holds those of all pairs"""
MOST_PAIRS = 200_000_000
"""distances of all pairs that fit into memory"""
MOST_WORKED_OUT = 10_000_000_000
"""distances that a p-median works out without holding them"""
MOST_SHOWN = 20
"""ids of unreached demand points that are shown"""

Solve = Callable[["Instance", "Effort", Callable[[str], None]], "Answer"]


def from_points(problem: str, demand: Path, sites: Path, radius: float | None, spacing: float, asked: Asked, needs_p: bool = True) -> tuple[Instance, list[str]]:
    """The instance of two tables of points; all their faults together, and what was understood of them."""
    from dataclasses import replace

    from dosi.infrastructure.siting.reaching import all_pairs, in_plane, too_near, within
    from dosi.model.errors import Faults
    from dosi.sources.siting.limiting import limits_of

    faults, notes = Faults(), list[str]()
    by_cost = problem in ("p-median", "p-center")
    people, places = read_both(demand, sites, 0.0 if by_cost else radius, faults, notes)
    pairs = len(people.ids) * len(places.ids)
    held = problem != "p-median" or asked.budget is not None or bool(spacing) or places.capacity is not None or pairs <= MOST_HELD
    if by_cost and pairs > (most := MOST_PAIRS if held else MOST_WORKED_OUT):
        faults.add("Points: too many for the distances of all pairs", f"{demand.name}, {sites.name}", f"{len(people.ids):,} x {len(places.ids):,}", f"at most {most:,} pairs", "give a sparse table of costs (demand, site, cost)")
    limits = limits_of(asked, places.ids, faults, places, people.zone, people.zones, needs_p)
    faults.raise_any()
    if spacing:
        limits = replace(limits, apart=_but_between_existing(too_near(places, spacing), limits.existing))
    if problem == "p-center" and limits.capacity is not None:
        limits = replace(limits, capacity=None)
        notes.append(f"{sites.name}: capacity 열은 p-center에 쓰지 않음 (capacities are not used)")
    if by_cost:
        return (all_pairs if held else in_plane)(people, places, problem, limits), notes
    merged = within(people, places, problem, limits)
    if len(merged.unreached):
        if problem == "set-cover" and asked.cover_share >= 1:
            faults.add("Demand: points that no site reaches", demand.name, f"{len(merged.unreached)}: {', '.join(map(str, people.ids[merged.unreached][:MOST_SHOWN]))}", "every point within the radius of some site", "widen --radius, add sites, or give --share")
            faults.raise_any()
        weight = people.weight[merged.unreached].sum()
        notes.append(f"{demand.name}: 어느 후보지도 닿지 않는 수요 {len(merged.unreached):,}점, 무게 {weight:,} (reached by no site)")
    return merged.instance, notes


def read_both(demand: Path, sites: Path, radius: float | None, faults: Faults, notes: list[str]) -> tuple[DemandPoints, SitePoints]:
    """Demand points and sites; the faults of one file do not hide those of the other."""
    from dosi.model.errors import InputFault
    from dosi.sources.siting.points import read_demand, read_sites

    people = places = None
    try:
        people, of_people = read_demand(demand, faults)
        notes += of_people
    except InputFault as fault:
        faults.extend(fault)
    try:
        places, of_places = read_sites(sites, radius, faults)
        notes += of_places
    except InputFault as fault:
        faults.extend(fault)
    if people is None or places is None:
        faults.raise_any()
    assert people is not None and places is not None
    return people, places


def _but_between_existing(apart: Any, existing: Sequence[int]) -> Any:
    import numpy as np

    return apart[~np.isin(apart, existing).all(axis=1)]  # what stands already stands


def from_costs(problem: str, file: Path, asked: Asked, needs_p: bool = True) -> tuple[Instance, list[str]]:
    """The instance of a graph (OR-Library), of points (TSPLIB) or of a table of costs, known by the file's ending."""
    from dataclasses import replace

    from dosi.model.errors import Faults
    from dosi.sources.siting.columns import SUFFIXES
    from dosi.sources.siting.cost_table import read_cost_table
    from dosi.sources.siting.limiting import limits_of
    from dosi.sources.siting.or_library import read_or_library
    from dosi.sources.siting.tsplib import read_tsplib

    name = file.name.casefold()
    if name.endswith(SUFFIXES):
        instance, notes = read_cost_table(file, problem)
    elif name.endswith((".tsp", ".tsp.gz")):
        instance, notes = read_tsplib(file, problem)
    else:
        instance, notes = replace(read_or_library(file, asked.p), problem=problem), []
        asked = replace(asked, p=instance.limits.p)
    faults = Faults()
    limits = limits_of(asked, instance.sites, faults, needs_p=needs_p)
    faults.raise_any()
    return replace(instance, limits=limits), notes


def from_either(problem: str, file: Path | None, demand: Path | None, sites: Path | None, spacing: float, asked: Asked) -> tuple[Instance, list[str]]:
    """The instance of one file of costs, or of two tables of points, whose straight distances are the costs."""
    from dosi.model.errors import Faults

    faults = Faults()
    if (file is None) != (demand is not None and sites is not None) or (file is not None and (demand is not None or sites is not None)):
        faults.add("Input: is not one file, nor demand and sites", "FILE, --demand, --sites", ", ".join(str(f) for f in (file, demand, sites) if f) or "nothing", "FILE, or both --demand and --sites", "give one or the other")
    if file is not None and (asked.budget is not None or spacing):
        faults.add("Limits: money and spacing need a table of sites", "--budget, --spacing", file.name, "--demand and --sites", "give the points instead of FILE")
    faults.raise_any()
    if file is not None:
        return from_costs(problem, file, asked)
    assert demand is not None and sites is not None
    return from_points(problem, demand, sites, None, spacing, asked)


def tell(made: tuple[Instance, list[str]], effort: Effort, solve: Solve, started: float, json_: bool) -> None:
    """Solve, print the answer, end with 1 when there is none."""
    instance, notes = made
    answer = solve(instance, effort, saying())
    said()
    shown = as_json(instance, answer, time.monotonic() - started) | {"notes": notes}
    print(json.dumps(shown, ensure_ascii=False, allow_nan=False) if json_ else as_text(shown))
    if answer.value is None:
        raise typer.Exit(1)


def as_json(instance: Instance, answer: Answer, seconds: float) -> dict[str, Any]:
    """The documented object; sites by the file's own ids."""
    return {"problem": answer.problem, "status": answer.status, "value": as_plain(answer.value), "bound": as_plain(answer.bound), "gap": answer.gap,
            "sites": [as_plain(instance.sites[s]) for s in answer.sites], "seconds": round(seconds, 3), "because": answer.because}  # fmt: skip


def as_plain(value: Any) -> Any:
    """A number of Python's own."""
    return value.item() if hasattr(value, "item") else value


def as_text(shown: dict[str, Any]) -> str:
    """The answer as a person reads it."""
    head, tail = answer_lines(shown)
    return "\n".join([*head, *tail])


def answer_lines(shown: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What every answer says first, and last."""
    lines = [f"{shown['problem']}: {STATUS_KO[shown['status']]} ({shown['status']})"]
    if shown["value"] is not None:
        bound = "" if shown["bound"] is None else f", 증명된 한계 {shown['bound']:,}, 차이 {shown['gap'] * 100:.4g}%"
        lines += [f"  값 {shown['value']:,}{bound}", f"  자리 {len(shown['sites'])}곳: {', '.join(map(str, shown['sites']))}"]
    return lines, [f"  까닭: {shown['because']}", f"  {shown['seconds']:.2f}초", *(f"  읽음 {n}" for n in shown["notes"])]
