"""The ground that assets are checked on: zones, where people live, what stands there already, and the streets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from dosi.infrastructure.standards.judging import Demand, Grounds
from dosi.model.assets import OUTSIDE, Assets, as_columns
from dosi.model.findings import Located, LocatedCells, LocatedLines
from dosi.model.layers import Lines, Units
from dosi.model.rows import Crosswalk, TravelModes, Zones
from dosi.model.table import split
from dosi.network import LinesTaken
from dosi.network.travelling import taken

AS_DRIVEN = {"permitted_speed_share": None}
"""speeds do not matter where metres are counted"""


@dataclass(frozen=True)
class Ground:
    """The city that is checked in."""

    zones: Grounds
    demand: Demand
    standing: Assets | None = None
    """what requirements look for around the assets, where the assets themselves hold nothing of a role"""
    streets: LinesTaken | None = None
    together: bool = False
    """whether what stands holds the assets too and is looked at for every role"""


def grounds_of(zones: Zones, units: Units, crosswalk: Crosswalk) -> Grounds:
    """The zones with the area of their legal units; nan where none is known."""
    joined = units.rows[["legal_unit", "area_m2"]].merge(crosswalk.rows[["legal_unit", "zone"]], on="legal_unit")
    area = joined.groupby("zone")["area_m2"].sum() / 1e6
    ids = tuple(zones.rows["zone"])
    return Grounds(ids, tuple(zones.rows["kind"].astype("str")), area.reindex(ids).to_numpy(float))


def demand_of(cells: LocatedCells, zones: tuple[str, ...]) -> Demand:
    """Where people live, by cell."""
    rows = cells.rows
    return Demand(rows["x_m"].to_numpy(float), rows["y_m"].to_numpy(float), rows["people"].to_numpy(float), positions(rows["zone"], zones))


def standing_of(located: Located, lines: Lines, located_lines: LocatedLines, zones: tuple[str, ...], roles: Collection[str] | None = None) -> Assets:
    """Places and lines of the city's layers, with their zone, as assets; `roles`: only those."""
    points, drawn = located.rows, lines.rows
    if roles is not None:
        points, drawn = points[points["role"].isin(roles)], drawn[drawn["role"].isin(roles)]
    points = points.reset_index(drop=True)
    places = Assets(as_columns(points["attributes"]), points["place"].to_numpy(object), points["role"].to_numpy(object), points["layer"].to_numpy(object), positions(points["zone"], zones),
                    points["x_m"].to_numpy(float), points["y_m"].to_numpy(float))  # fmt: skip
    if not len(drawn):
        return places
    drawn = drawn.merge(located_lines.rows[["layer", "line", "zone", "x_m", "y_m"]], on=["layer", "line"], how="left")
    shape = np.concatenate([np.full(len(places), None, dtype=object), shapely.from_wkb(drawn["shape"].to_numpy())])
    frame = pd.concat([places.frame, as_columns(drawn["attributes"])], ignore_index=True).reindex(range(len(shape)))
    return Assets(frame, np.concatenate([places.id, drawn["line"].to_numpy(object)]), np.concatenate([places.role, drawn["role"].to_numpy(object)]), np.concatenate([places.layer, drawn["layer"].to_numpy(object)]),
                  np.concatenate([places.zone, positions(drawn["zone"], zones)]), np.concatenate([places.x_m, drawn["x_m"].to_numpy(float)]), np.concatenate([places.y_m, drawn["y_m"].to_numpy(float)]), shape)  # fmt: skip


def streets_of(lines: Lines, modes: TravelModes) -> LinesTaken | None:
    """The streets of all travel modes; None where the city has none."""
    roles = {role for mode in modes.records() for role in split(mode["roles"])}
    streets = lines.rows[lines.rows["role"].isin(roles)]
    return taken(streets, AS_DRIVEN) if len(streets) else None


def positions(zone: pd.Series, zones: tuple[str, ...]) -> np.ndarray:
    """Zones as positions in the list of zones; -1 for none."""
    return np.where((found := pd.Index(zones).get_indexer(zone)) >= 0, found, OUTSIDE)
