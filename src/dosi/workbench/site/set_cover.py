"""`dosi site set-cover`: the fewest or cheapest sites that reach everyone, or a share of them."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from dosi.workbench.answering import JsonOption
from dosi.workbench.site.told import (
    BackupOption,
    DemandOption,
    ExistingOption,
    FloorOption,
    ForbiddenOption,
    GapOption,
    NodesOption,
    RadiusOption,
    RequiredOption,
    SeedOption,
    SitesOption,
    SpacingOption,
    TimeOption,
    from_points,
    tell,
)


def run(
    demand: DemandOption, sites: SitesOption, radius: RadiusOption = None,
    share: Annotated[float, typer.Option("--share", min=0.0, max=1.0, help="share of the whole weight that must be reached; default: everyone")] = 1.0,
    existing: ExistingOption = "", required: RequiredOption = "", forbidden: ForbiddenOption = "",
    spacing: SpacingOption = 0.0, backup: BackupOption = 1, zone_floor: FloorOption = 0.0,
    gap: GapOption = 0.0, nodes: NodesOption = None, time_limit: TimeOption = None, seed: SeedOption = 0, json_: JsonOption = False,
) -> None:  # fmt: skip
    """Reach everyone, or a share of the weight, with the fewest new sites (or the least money, where the sites have a cost)."""
    started = time.monotonic()
    from dosi.infrastructure.siting.set_cover import solve
    from dosi.model.siting import Effort
    from dosi.sources.siting.limiting import Asked

    asked = Asked(None, existing, required, forbidden, None, backup, share, zone_floor)
    tell(from_points("set-cover", demand, sites, radius, spacing, asked, needs_p=False), Effort(gap, nodes, time_limit, seed), solve, started, json_)
