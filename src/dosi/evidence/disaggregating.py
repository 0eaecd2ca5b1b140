"""Divide the official people of reporting units over 100 m cells by what lies on the ground, and measure how far that is off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.optimize import nnls

from dosi.evidence.location import held_by
from dosi.evidence.population import MEASURE, whole_parts
from dosi.model.city import CITY
from dosi.model.findings import GroundDensity, PeopleCells, PeopleShares, PopulationError
from dosi.model.grid import CELL_M, Grid
from dosi.model.layers import Cells, GroundCells, UnitFigures, Units
from dosi.model.rows import Crosswalk, Zones

BUILT, EXCLUDED, DWELLINGS = "land:built", "land:excluded", "housing:dwellings"
"""roles of the layers that say where people can live"""
USES = ("dwellings", "built", "open")
HECTARES = CELL_M * CELL_M / 10_000
LEAST_UNITS = 10
"""reporting units from which densities are estimated; fewer would be guessed at rather than measured"""
LEAST_OF_KIND = 6
"""the same for the units of one kind of zone"""


def disaggregate(
    units: Units, crosswalk: Crosswalk, zones: Zones, cells: Cells, ground: GroundCells, shares: PeopleShares, figures: UnitFigures
) -> tuple[GroundDensity, PeopleCells, PopulationError]:
    """Divide each unit's people, zone by zone, over its cells in proportion to the people that their ground would hold (dasymetric mapping).

    weight = people per dwelling x dwellings + people per hectare of built and of open ground x the cell's hectares of each, the excluded share taken off
    (J. K. Wright, 1936, A method of mapping densities of population; J. Mennis, 2003, Generating surface models of population using dasymetric mapping).
    The densities are those that come nearest to the official figures (least squares, none below 0), for each kind of zone of its own where it has 6 units
    or more, since a hectare of tower blocks holds more than one of farmsteads; of all units together elsewhere. With fewer than 10 units only the best use
    known counts: dwellings, else built ground, else open ground. Whole people by largest remainder, so that every unit and zone keeps its official sum.
    A part of a unit without any weight is divided over its ground evenly, first what is not excluded. Where the city supplies a grid of people, that grid is used (`locate`).
    """
    if not ground.rows["role"].isin((BUILT, EXCLUDED, DWELLINGS)).any():
        return GroundDensity(pd.DataFrame(columns=list(GroundDensity.columns))), PeopleCells(pd.DataFrame(columns=list(PeopleCells.columns))), PopulationError(pd.DataFrame(columns=list(PopulationError.columns)))
    held = _ground(units, crosswalk, zones, ground)
    official = figures.rows[figures.rows["measure"] == MEASURE].set_index("unit")["value"].astype(float)
    kind_of = _kinds(crosswalk, zones)
    density = _densities(held, official, kind_of)
    made = pd.concat([pd.DataFrame({"kind": kind, "ground": list(USES), "people_per": one.per.round(4), "units": one.units}) for kind, one in density.items()])
    spread = _spread(held, density, shares) if cells.rows.empty else pd.DataFrame(columns=list(PeopleCells.columns))
    return GroundDensity(made), PeopleCells(spread), _errors(held, official, kind_of)


@dataclass(frozen=True)
class Density:
    """People per dwelling, hectare of built and hectare of open ground, and the number of units that told."""

    per: np.ndarray
    units: int


def _kinds(crosswalk: Crosswalk, zones: Zones) -> dict[str, str]:
    """The kind of zone in which most people of each unit live; ties by name."""
    kind = crosswalk.rows.assign(kind=crosswalk.rows["zone"].map(zones.rows.set_index("zone")["kind"]))
    shares = kind.groupby(["unit", "kind"])["people_share"].sum().reset_index().sort_values(["unit", "people_share", "kind"], ascending=[True, False, True])
    return dict(shares.drop_duplicates("unit")[["unit", "kind"]].itertuples(index=False, name=None))


def _ground(units: Units, crosswalk: Crosswalk, zones: Zones, ground: GroundCells) -> pd.DataFrame:
    """Every cell whose centre lies in the city, with its unit, zone and uses; a legal unit without one gets the cell of an inner point."""
    shapes = shapely.from_wkb(units.rows["shape"].to_numpy())
    grid = Grid.over(shapely.box(*shapely.total_bounds(shapes)))
    every = np.arange(grid.size)
    x, y = grid.centres(every)
    rows = pd.DataFrame({"cell": grid.names(every), "x_m": x, "y_m": y})
    held = held_by(units, crosswalk, rows)
    lacking = units.rows.loc[~units.rows["legal_unit"].isin(held["legal_unit"])].sort_values("legal_unit")
    if len(lacking):
        inner = shapely.get_coordinates(shapely.point_on_surface(shapely.from_wkb(lacking["shape"].to_numpy())))
        small = pd.DataFrame({"cell": lacking["legal_unit"].to_numpy(), "x_m": inner[:, 0].round(2), "y_m": inner[:, 1].round(2), "legal_unit": lacking["legal_unit"].to_numpy()})
        held = pd.concat([held, small.join(crosswalk.rows.set_index("legal_unit")[["unit", "zone"]], on="legal_unit")], ignore_index=True)
    of_role = {role: part.groupby("cell")["value"] for role, part in ground.rows.groupby("role")}

    def value(role: str, of_several: str) -> np.ndarray:
        known = getattr(of_role[role], of_several)() if role in of_role else pd.Series(dtype=float)
        return held["cell"].map(known).fillna(0.0).to_numpy(float)

    free = 1 - value(EXCLUDED, "max").clip(0, 1)
    built = value(BUILT, "max").clip(0, 1)
    held["kind"] = held["zone"].map(zones.rows.set_index("zone")["kind"])
    return held.assign(dwellings=value(DWELLINGS, "sum") * (free > 0), built=built * free * HECTARES, open=(1 - built) * free * HECTARES, area=HECTARES)


def _densities(held: pd.DataFrame, official: pd.Series, kind_of: Mapping[str, str]) -> dict[str, Density]:
    """Densities by kind of zone that come nearest to the people of the units, each unit's miss counted against its size (weighted non-negative least squares)."""
    there = held[list(USES)].sum() > 0
    best = Density(np.array([float(use == next((u for u in USES if there[u]), USES[-1])) for use in USES]), 0)
    sums = held.groupby("unit")[list(USES)].sum()
    known = official[official.index.isin(sums.index) & (official > 0)].sort_index()
    every = _nearest(sums, known) if len(known) >= LEAST_UNITS else best
    every = every if every.per.any() else best
    made = {}
    for kind in sorted(held["kind"].unique()):
        mine = known[known.index.map(kind_of) == kind]
        own = _nearest(sums, mine) if every.units and len(mine) >= LEAST_OF_KIND else every
        made[kind] = own if own.per.any() else every
    return made


def _nearest(sums: pd.DataFrame, known: pd.Series) -> Density:
    trust = 1 / np.sqrt(known.to_numpy(float))
    per, _ = nnls(sums.loc[known.index].to_numpy(float) * trust[:, None], known.to_numpy(float) * trust)
    return Density(per, len(known))


def _weights(part: pd.DataFrame, density: Mapping[str, Density]) -> np.ndarray:
    """The people that each cell's ground would hold; evenly over ground where nothing tells, first over what is not excluded."""
    per = np.array([density[kind].per for kind in part["kind"]])
    told = (part[list(USES)].to_numpy(float) * per).sum(axis=1)
    free = (part["built"] + part["open"]).to_numpy(float)
    return next((w for w in (told, free) if w.sum() > 0), part["area"].to_numpy(float))


def _spread(held: pd.DataFrame, density: Mapping[str, Density], shares: PeopleShares) -> pd.DataFrame:
    """People of each unit and zone over the cells there."""
    parts = dict(iter(held.groupby(["unit", "zone"], sort=True)))
    made = []
    for row in shares.records():
        part = parts[row["unit"], row["zone"]]
        weight = _weights(part, density).round(4)
        part = part.assign(weight=weight)[weight > 0]
        made.append(part.assign(people=whole_parts(row["people"], part["weight"].to_numpy(float))))
    return pd.concat(made, ignore_index=True)[list(PeopleCells.columns)] if made else pd.DataFrame(columns=list(PeopleCells.columns))


def _errors(held: pd.DataFrame, official: pd.Series, kind_of: Mapping[str, str]) -> PopulationError:
    """Predict every unit from the total of itself and its neighbours of the same kind of zone (of any kind, where it has none), by two methods.

    Dasymetric: with the densities of the units outside, so that no figure predicts itself. Areal: in proportion to the area
    (M. F. Goodchild, N. S. Lam, 1980, Areal interpolation: a variant of the traditional spatial problem).
    """
    rows: list[dict[str, Any]] = []
    near = _neighbours(held)
    by_unit = {str(unit): part for unit, part in held.groupby("unit", sort=True)}
    for unit in [u for u in by_unit if u in official.index and official[u] > 0]:
        beside = sorted(u for u in near.get(unit, ()) if u in official.index)
        union = [unit, *([u for u in beside if kind_of[u] == kind_of[unit]] or beside)]
        if len(union) < 2:
            continue
        total = official[union].sum()
        outside = _densities(held, official.drop(union), kind_of)
        for method in ("dasymetric", "areal"):
            holds = {u: float((_weights(by_unit[u], outside) if method == "dasymetric" else by_unit[u]["area"].to_numpy(float)).sum()) for u in union}
            predicted = round(total * holds[unit] / sum(holds.values()))
            rows.append({"place": unit, "method": method, "level": "unit", "official": int(official[unit]), "predicted": predicted,
                         "error_share": round(abs(predicted - official[unit]) / official[unit], 6)})  # fmt: skip
    for method, part in pd.DataFrame(rows).groupby("method", sort=True) if rows else ():
        miss = (part["predicted"] - part["official"]).to_numpy(float)
        rows.append({"place": CITY, "method": method, "level": "city", "official": int(official.sum()), "error_share": round(float(part["error_share"].mean()), 6),
                     "variation": round(float(np.sqrt((miss**2).mean()) / part["official"].mean()), 6)})  # fmt: skip
    return PopulationError(pd.DataFrame(rows, columns=list(PopulationError.columns)))


def _neighbours(held: pd.DataFrame) -> dict[str, set[str]]:
    """Units with cells side by side."""
    column, row = (np.floor(held[c].to_numpy(float) / CELL_M).astype("int64") for c in ("x_m", "y_m"))
    at = pd.Series(held["unit"].to_numpy(), index=pd.MultiIndex.from_arrays([column, row]))
    at = at[~at.index.duplicated()]
    found: dict[str, set[str]] = {}
    for step in ((1, 0), (0, 1)):
        beside = at.reindex(pd.MultiIndex.from_arrays([column + step[0], row + step[1]])).to_numpy(object)
        pairs = pd.DataFrame({"one": held["unit"].to_numpy(), "other": beside}).dropna().drop_duplicates()
        for one, other in pairs[pairs["one"] != pairs["other"]].itertuples(index=False):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return found
