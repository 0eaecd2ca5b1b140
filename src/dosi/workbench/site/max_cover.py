"""`dosi site max-cover`: sites that cover the most weight."""

from __future__ import annotations

import time

from dosi.workbench.answering import JsonOption
from dosi.workbench.site.told import (
    BackupOption,
    BudgetOption,
    DemandOption,
    ExistingOption,
    FloorOption,
    ForbiddenOption,
    GapOption,
    NodesOption,
    POption,
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
    demand: DemandOption, sites: SitesOption, radius: RadiusOption = None, p: POption = None, budget: BudgetOption = None,
    existing: ExistingOption = "", required: RequiredOption = "", forbidden: ForbiddenOption = "",
    spacing: SpacingOption = 0.0, backup: BackupOption = 1, zone_floor: FloorOption = 0.0,
    gap: GapOption = 0.0, nodes: NodesOption = None, time_limit: TimeOption = None, seed: SeedOption = 0, json_: JsonOption = False,
) -> None:  # fmt: skip
    """Open at most p sites, or spend a budget, so that the weight within reach is largest, with a proven bound."""
    started = time.monotonic()
    from dosi.infrastructure.siting.max_cover import solve
    from dosi.model.siting import Effort
    from dosi.sources.siting.limiting import Asked

    asked = Asked(p, existing, required, forbidden, budget, backup, zone_floor_share=zone_floor)
    tell(from_points("max-cover", demand, sites, radius, spacing, asked), Effort(gap, nodes, time_limit, seed), solve, started, json_)
