"""What indicator shapes count on: places, cells and events by reporting unit, zone and city."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from dosi.model.city import CITY
from dosi.model.conditions import meeting
from dosi.model.findings import Located, LocatedCells, People
from dosi.model.layers import Events
from dosi.model.rows import Crosswalk

LEVELS = ("unit", "zone")


@dataclass(frozen=True)
class Found:
    """An indicator's counts: by place (index place; numerator, denominator, served), and by cell where distances were taken."""

    by_place: pd.DataFrame
    basis: str
    """what was counted: cells | places | events"""
    over: str
    """what it is divided by: cells | places | people | area"""
    by_cell: pd.DataFrame | None = None


@dataclass(frozen=True)
class Ground:
    """The tables that shapes count on."""

    people: People
    located: Located
    located_cells: LocatedCells
    events: Events
    crosswalk: Crosswalk

    def places_of(self, role: str, condition: str | None) -> pd.DataFrame:
        """Places of a role that meet the condition, with coordinates, unit and zone."""
        rows = self.located.rows
        return meeting(rows[rows["role"] == role], condition)

    def counted(self, role: str, condition: str | None) -> tuple[pd.DataFrame, str] | None:
        """How many places, or events, of a role each unit and zone has, and which of the two; None when there are none."""
        events = self.events.rows[self.events.rows["role"] == role]
        if len(events):
            joined = events.join(self.crosswalk.rows.set_index("legal_unit")[["unit", "zone"]], on="legal_unit")
            return self.sums(joined.assign(numerator=1.0), ["numerator"]), "events"
        if not self.has_role(role):
            return None
        return self.sums(self.places_of(role, condition).assign(numerator=1.0), ["numerator"]), "places"

    def has_role(self, role: str) -> bool:
        """Whether there is any place of this role; without one the indicator is unknown, not zero."""
        return bool((self.located.rows["role"] == role).any())

    @cached_property
    def people_of(self) -> pd.Series:
        """People by place."""
        return self.people.rows.set_index("place")["people"].astype(float)

    @cached_property
    def area_km2_of(self) -> pd.Series:
        """Area by place in square kilometres."""
        return self.people.rows.set_index("place")["area_m2"].astype(float) / 1e6

    @property
    def all_places(self) -> pd.Index:
        """All reporting units, zones and the city."""
        return pd.Index(self.people.rows["place"])

    def sums(self, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
        """Sums of columns by unit, by zone and for the city; places without a row get 0."""
        parts = [frame.groupby(level)[columns].sum() for level in LEVELS]
        city = pd.DataFrame([frame[columns].sum()], index=[CITY])
        return pd.concat([*parts, city]).reindex(self.all_places, fill_value=0)

    def unknown(self) -> pd.DataFrame:
        """No value for any place."""
        return pd.DataFrame({"numerator": np.nan, "denominator": np.nan, "served": np.nan}, index=self.all_places)

    def distances(self, indicator: str, role: str, condition: str | None) -> pd.DataFrame | None:
        """Every populated cell with its straight-line distance to the nearest place of the role; None without places."""
        targets = self.places_of(role, condition).sort_values(["layer", "place"]).reset_index(drop=True)
        cells = self.located_cells.rows
        if targets.empty or cells.empty:
            return None
        distance, at = cKDTree(targets[["x_m", "y_m"]].to_numpy(float)).query(cells[["x_m", "y_m"]].to_numpy(float))
        return pd.DataFrame({"indicator": indicator, "cell": cells["cell"], "role": role, "zone": cells["zone"], "unit": cells["unit"], "people": cells["people"],
                             "nearest_layer": targets["layer"].to_numpy()[at], "nearest_place": targets["place"].to_numpy()[at],
                             "distance_m": np.round(distance, 1)})  # fmt: skip

