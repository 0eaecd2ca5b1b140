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

from dosi.infrastructure.checking import Ground, assets_of, demand_of, positions
from dosi.infrastructure.standards.judging import Grounds
from dosi.model.assets import Assets
from dosi.model.city import City, Shelf
from dosi.model.findings import Located, LocatedCells
from dosi.model.layers import Lines, Units
from dosi.model.rows import Crosswalk, TravelModes, Zones
from dosi.model.table import split
from dosi.network import LinesTaken

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
        area = np.array([self.shapes[z].area / 1e6 if z in self.shapes else np.nan for z in self.zones])
        return Ground(Grounds(self.zones, tuple(self.shelf[Zones].rows["kind"].astype("str")), area), demand_of(self.shelf[LocatedCells], self.zones), self._standing(), self._streets() if streets else None)

    def _standing(self) -> Assets:
        """Places and lines of the city's layers."""
        places = assets_of(self.shelf[Located].rows, self.zones)
        lines = self.shelf[Lines].rows
        if not len(lines):
            return places
        shape = shapely.from_wkb(lines["shape"].to_numpy())
        middle = shapely.line_interpolate_point(shape, 0.5, normalized=True)
        x, y = shapely.get_x(middle), shapely.get_y(middle)
        count = len(lines)
        return Assets(pd.concat([places.frame, pd.DataFrame(index=range(count))], ignore_index=True), np.concatenate([places.id, lines["line"].to_numpy(object)]), np.concatenate([places.role, lines["role"].to_numpy(object)]),
                      np.concatenate([places.layer, lines["layer"].to_numpy(object)]), np.concatenate([places.zone, self.zone_of(x, y)]), np.concatenate([places.x_m, x]), np.concatenate([places.y_m, y]),
                      np.concatenate([np.full(len(places), None, dtype=object), shape]))  # fmt: skip

    def _streets(self) -> LinesTaken | None:
        from dosi.network.travelling import taken

        roles = {role for mode in self.shelf[TravelModes].records() for role in split(mode["roles"])}
        lines = self.shelf[Lines].rows[self.shelf[Lines].rows["role"].isin(roles)]
        return taken(lines, {"permitted_speed_share": None}) if len(lines) else None

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
    wanted: set[str] = {Located.name, LocatedCells.name}
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
