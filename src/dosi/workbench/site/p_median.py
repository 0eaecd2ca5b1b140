"""`dosi site p-median`: sites with the least sum of weighted costs."""

from __future__ import annotations

import time
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


def run(
    file: Annotated[Path | None, typer.Argument(help="OR-Library text, TSPLIB (.tsp), or a table demand, site, cost, also weight (.csv, .parquet)")] = None,
    demand: SomeDemandOption = None, sites: SomeSitesOption = None,
    p: Annotated[int | None, typer.Option("-p", help="number of new sites; default: the file's own")] = None, budget: BudgetOption = None, spacing: SpacingOption = 0.0,
    existing: ExistingOption = "", required: RequiredOption = "", forbidden: ForbiddenOption = "",
    gap: GapOption = 0.0, nodes: NodesOption = None, time_limit: TimeOption = None, seed: SeedOption = 0, json_: JsonOption = False,
) -> None:  # fmt: skip
    """Open p sites so that the sum of weight times cost to the nearest open site is least, with a proven bound."""
    started = time.monotonic()
    from dosi.infrastructure.siting.p_median import solve
    from dosi.model.siting import Effort
    from dosi.sources.siting.limiting import Asked

    tell(from_either("p-median", file, demand, sites, spacing, Asked(p, existing, required, forbidden, budget)), Effort(gap, nodes, time_limit, seed), solve, started, json_)
