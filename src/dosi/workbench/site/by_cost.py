"""The command of a problem in which demand is served at a cost by its nearest site: the same options, whatever of the costs is made least."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from dosi.workbench.answering import JsonOption
from dosi.workbench.site.told import (
    BudgetOption,
    ExistingOption,
    ForbiddenOption,
    GapOption,
    NodesOption,
    RequiredOption,
    SeedOption,
    SomeDemandOption,
    SomeSitesOption,
    SpacingOption,
    TimeOption,
    from_either,
    tell,
)


def command(problem: str, does: str) -> Callable[..., None]:
    """The command of `problem`, solved by the file of that name in `infrastructure.siting`; `does` is its help."""

    def run(
        file: Annotated[Path | None, typer.Argument(help="OR-Library text, TSPLIB (.tsp), or a table demand, site, cost, also weight (.csv, .parquet)")] = None,
        demand: SomeDemandOption = None, sites: SomeSitesOption = None,
        p: Annotated[int | None, typer.Option("-p", help="number of new sites; default: the file's own")] = None, budget: BudgetOption = None, spacing: SpacingOption = 0.0,
        existing: ExistingOption = "", required: RequiredOption = "", forbidden: ForbiddenOption = "",
        gap: GapOption = 0.0, nodes: NodesOption = None, time_limit: TimeOption = None, seed: SeedOption = 0, json_: JsonOption = False,
    ) -> None:  # fmt: skip
        started = time.monotonic()
        from dosi.model.siting import Effort
        from dosi.sources.siting.limiting import Asked

        solve = importlib.import_module(f"dosi.infrastructure.siting.{problem.replace('-', '_')}").solve
        tell(from_either(problem, file, demand, sites, spacing, Asked(p, existing, required, forbidden, budget)), Effort(gap, nodes, time_limit, seed), solve, started, json_)

    run.__doc__ = does
    return run
