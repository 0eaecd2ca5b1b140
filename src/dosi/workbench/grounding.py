"""The ground that assets are checked on: a city's zones, people, streets and what stands there, by those stages only that make these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from dosi.infrastructure.ground import Ground, demand_of, grounds_of, positions, standing_of, streets_of
from dosi.model.assets import Assets
from dosi.model.city import City, Shelf
from dosi.model.findings import Located, LocatedCells, LocatedLines
from dosi.model.layers import Lines, Units
from dosi.model.rows import Crosswalk, TravelModes, Zones

if TYPE_CHECKING:
    from dosi.sources.assets import Inventory


@dataclass(frozen=True)
class CityGround:
    """A city as far as checking needs it."""

    city: City
    shelf: Shelf

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """Ids of the zones, in their order."""
        return tuple(self.shelf[Zones].rows["zone"])

    @cached_property
    def titles(self) -> dict[str, str]:
        """What zones are called."""
        return dict(zip(self.zones, self.shelf[Zones].rows["name_ko"].astype("str"), strict=True))

    @cached_property
    def shapes(self) -> dict[str, Any]:
        """Ground of each zone that has any."""
        joined = self.shelf[Units].rows.merge(self.shelf[Crosswalk].rows[["legal_unit", "zone"]], on="legal_unit")
        return {str(zone): shapely.union_all(shapely.from_wkb(rows["shape"].to_numpy())) for zone, rows in joined.groupby("zone")}

    @cached_property
    def area(self) -> Any:
        """Ground of the whole city."""
        return shapely.union_all(list(self.shapes.values()))

    def ground(self, streets: bool) -> Ground:
        """Zones, demand, what stands, and where they are asked for the streets of all travel modes."""
        shelf = self.shelf
        zones = grounds_of(shelf[Zones], shelf[Units], shelf[Crosswalk])
        standing = standing_of(shelf[Located], shelf[Lines], shelf[LocatedLines], zones.ids)
        return Ground(zones, demand_of(shelf[LocatedCells], zones.ids), standing, streets_of(shelf[Lines], shelf[TravelModes]) if streets else None)

    def zone_of(self, x_m: np.ndarray, y_m: np.ndarray) -> np.ndarray:
        """Position of the zone that each point lies in; -1 outside all and where the place is not known."""
        from dosi.evidence.location import held_by

        known = np.flatnonzero(np.isfinite(x_m) & np.isfinite(y_m))
        held = held_by(self.shelf[Units], self.shelf[Crosswalk], pd.DataFrame({"x_m": x_m[known], "y_m": y_m[known]}, index=known))
        zone = np.full(len(x_m), -1)
        zone[held.index.to_numpy()] = positions(held["zone"], self.zones)
        return zone

    def assets(self, read: Inventory) -> Assets:
        """An inventory with the zone of every asset."""
        return Assets(read.frame, read.id, read.role, read.layer, self.zone_of(read.x_m, read.y_m), read.x_m, read.y_m, read.shape)


def of_city(folder: Path, data: Path | None = None, as_of: str = "", home: Path | None = None, say: Callable[[str], None] = lambda _: None) -> CityGround:
    """Read a city folder and locate its people and places, by the stages of the chain that these need."""
    from dosi.sources import city as city_folder
    from dosi.workbench.cache import Cache
    from dosi.workbench.chain import CHAIN

    say("도시를 읽는다 (reading the city)")
    city, shelf = city_folder.read(city_folder.roots(folder, data), as_of)
    wanted: set[str] = {Located.name, LocatedCells.name, LocatedLines.name}
    needed = []
    for stage in reversed(CHAIN):
        if wanted & {made.name for made in stage.makes}:
            needed.append(stage)
            wanted |= {kind.name for kind in stage.reads if kind is not City}
    kept = Cache((home or folder) / ".cache")
    for stage in reversed(needed):
        say(f"{stage.name}: {stage.function.__name__}")
        for table in kept.run(stage, city, shelf)[0]:
            shelf.put(table)
    return CityGround(city, shelf)
