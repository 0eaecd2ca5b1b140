"""Travel of people from their cells to places, along the city's streets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree

from dosi.model.findings import Located, LocatedCells, Reached, Unreached
from dosi.model.grid import CELL_M
from dosi.model.layers import GroundCells, Lines
from dosi.model.rows import Indicators, TravelModes
from dosi.model.table import split
from dosi.network.laying import NEVER_NOTHING, Heights, LinesTaken, Streets, lay
from dosi.network.modes import Mode
from dosi.network.reaching import Graph, Pairs, pairs_within, to_nearest

CELLS = "cells"
"""stands for the layer of cells in the list of what is not reached"""
HEIGHT = "terrain:height"
"""role of the layer that says how high the ground lies, in metres"""
NO_STREET = "{join_m:g} m 안에 길이 없다"
CUT_OFF = "이어진 길이 도로망에서 떨어져 있다"
LEGS_M = (25.0, 50.0, 100.0, 200.0, 400.0, np.inf)
"""places are asked for by how far they lie from their street, so that few pairs are looked at in vain"""
AT_ONCE = 100_000
"""cells asked for their direct walks at once"""


@dataclass(frozen=True)
class Travel:
    """Minutes between cells and places by one mode. Cells and places are known by their position in `cells` and `places`."""

    mode: dict[str, Any]
    """row of rows/travel_modes"""
    streets: Streets
    cells: pd.DataFrame
    places: pd.DataFrame

    @cached_property
    def graph(self) -> Graph:
        """Streets with their seconds."""
        return Graph.of(self.streets, "seconds")

    def positions(self, places: pd.DataFrame) -> np.ndarray:
        """Where places (rows of the located table) stand among those that this mode was laid to."""
        return self.places.index.get_indexer(places.index)

    @cached_property
    def off(self) -> np.ndarray:
        """Whether each cell is joined to no street, or to one that is cut off from the network: it reaches nothing but what it can walk to directly."""
        return off(self.streets)[: len(self.cells)]

    def minutes_to_nearest(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per cell the minutes to the nearest of some places (positions), and which of them; infinity and -1 where none is reached."""
        cost, which = to_nearest(self.graph, self._place_nodes(at))
        nodes = self.streets.origins[: len(self.cells)]
        return np.round(cost[nodes] / 60, 2), which[nodes]

    def pairs(self, at: np.ndarray, within_min: float) -> Iterable[Pairs]:
        """Cells and places (positions) at most some minutes apart; costs in minutes."""
        for part in pairs_within(self.graph, self.streets.origins[: len(self.cells)], self._place_nodes(at), within_min * 60):
            yield Pairs(part.origin, part.destination, part.cost / 60)

    def minutes_to(self, at: int) -> np.ndarray:
        """Minutes from every cell, then from every place, to one place (position); infinity where no streets lead there."""
        cost, _ = to_nearest(self.graph, self._place_nodes(np.array([at])))
        return np.asarray(np.round(cost[self.streets.origins] / 60, 2))

    def unreached(self) -> pd.DataFrame:
        """Cells and places that cannot be travelled from or to, with the reason."""
        first = len(self.cells)
        parts = []
        for points, because in ((self.streets.not_joined, NO_STREET.format(join_m=self.mode["join_m"])), (self.streets.stranded(), CUT_OFF)):
            cells, places = self.cells.iloc[points[points < first]], self.places.iloc[points[points >= first] - first]
            parts.append(pd.DataFrame({"layer": CELLS, "place": cells["cell"], "zone": cells["zone"], "people": cells["people"], "because_ko": because}))
            parts.append(pd.DataFrame({"layer": places["layer"], "place": places["place"], "zone": places["zone"], "people": pd.NA, "because_ko": because}))
        return pd.concat([p for p in parts if len(p)] or parts[:1]).assign(mode=self.mode["mode"])

    def _place_nodes(self, at: np.ndarray) -> np.ndarray:
        return self.streets.destinations[len(self.cells) + at]


@dataclass(frozen=True)
class Travels:
    """Travel by every mode, laid when it is first asked for."""

    modes: TravelModes
    lines: Lines
    located: Located
    located_cells: LocatedCells
    ground: GroundCells
    indicators: Indicators | None = None
    """a mode is laid to the places of the roles that its indicators ask for; None: to all"""

    @cached_property
    def _laid(self) -> dict[str, Travel | None]:
        return {}

    def by(self, mode: str) -> Travel | None:
        """Travel by a mode; None where no layer of streets holds its roles."""
        if mode not in self._laid:
            self._laid[mode] = self._lay(mode)
        return self._laid[mode]

    def unreached(self) -> Unreached:
        """What cannot be reached by the modes that were used."""
        parts = [travel.unreached() for travel in self._laid.values() if travel]
        columns = [*Unreached.columns]
        return Unreached(pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns))

    def reached(self, most_out: float) -> Reached:
        """How many people and places the modes that were used reach, beside the share that a mean may leave out."""
        rows = []
        for mode, travel in self._laid.items():
            if travel:
                out = travel.unreached()
                cells = out["layer"] == CELLS
                lost = int(out.loc[cells, "people"].sum())
                rows.append({"mode": mode, "people": int(travel.cells["people"].sum()) - lost, "people_out": lost, "cells_out": int(cells.sum()), "places_out": int((~cells).sum()), "most_out_share": most_out})
        return Reached(pd.DataFrame(rows, columns=[*Reached.columns]))

    def _lay(self, name: str) -> Travel | None:
        mode = next((m for m in self.modes.records() if m["mode"] == name), None)
        cells, places = self.located_cells.rows.reset_index(drop=True), self.located.rows
        if self.indicators is not None:
            asking = self.indicators.rows[self.indicators.rows["travel"] == name]
            places = places[places["role"].isin({*asking["role"], *(role for near in asking["near_role"] for role in split(near))})]
        return laid(mode, self.lines, cells, places, self.ground) if mode and len(cells) else None


def laid(mode: dict[str, Any], lines: Lines, cells: pd.DataFrame, places: pd.DataFrame, ground: GroundCells) -> Travel | None:
    """Lay the streets of a mode and join cells and places to them, both at x_m, y_m; None where no layer of streets holds the mode's roles."""
    streets = lines.rows[lines.rows["role"].isin(split(mode["roles"]))]
    if streets.empty:
        return None
    x, y = (np.concatenate([cells[c].to_numpy(float), places[c].to_numpy(float)]) for c in ("x_m", "y_m"))
    way = Mode(mode["mode"], mode["speed_km_per_h"] / 3.6, mode["join_m"], mode["access_km_per_h"] / 3.6, mode["keeps_one_way"] == "yes", own_speed=pd.notna(mode["permitted_speed_share"]), slope=mode["slope"] == "yes")
    return Travel(mode, with_direct_walks(lay(taken(streets, mode), way, x, y, _heights(ground)), x, y, len(cells), way), cells, places)


def off(streets: Streets) -> np.ndarray:
    """Whether each point is joined to no street, or to one that is cut off from the network."""
    off = np.zeros(streets.points, dtype=bool)
    off[np.concatenate([streets.not_joined, streets.stranded()])] = True
    return off


def with_direct_walks(streets: Streets, x_m: np.ndarray, y_m: np.ndarray, cells: int, mode: Mode) -> Streets:
    """Streets with a direct way from each cell (the first points) to each place (the others) that is no farther than both are from their streets together.

    A way along streets begins and ends with a straight walk across open ground, at the access speed: a metres from the cell to its street, b metres from the
    street to the place. Whoever is taken to walk a + b metres so may as well walk straight to a place at a distance d <= a + b, d at most the mode's joining
    distance, which takes d / access speed; the lesser of both ways counts, for every measure alike. A cell at a place takes no time. Farther than a + b
    nobody walks straight: a river or a railway may lie between. A point that is off the network has no street, so its a or b is without limit; a cell that is
    off has its direct ways only.
    """
    leg = np.full(streets.points, np.inf)
    access = (streets.tail >= streets.first_point) & (streets.head < streets.first_point)
    np.minimum.at(leg, streets.tail[access] - streets.first_point, streets.metres[access])
    away = off(streets)
    leg[away] = np.inf
    kept = ~access | ~np.r_[away[:cells], np.zeros(streets.points - cells, dtype=bool)][np.where(access, streets.tail - streets.first_point, 0)]
    tails, heads, metres = [streets.tail[kept]], [streets.head[kept]], [streets.metres[kept]]
    xy = np.column_stack([x_m, y_m])
    for nearer, farther in zip((-1.0, *LEGS_M), LEGS_M, strict=False):
        places = cells + np.flatnonzero((leg[cells:] > nearer) & (leg[cells:] <= farther))
        if not len(places):
            continue
        tree = cKDTree(xy[places])
        for first in range(0, cells, AT_ONCE):
            some = np.arange(first, min(first + AT_ONCE, cells))
            found = tree.query_ball_point(xy[some], np.minimum(mode.join_m, leg[some] + farther))
            many = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
            cell, place = np.repeat(some, many), places[np.concatenate([np.asarray(f, dtype=np.int64) for f in found])]
            d = np.hypot(*(xy[cell] - xy[place]).T)
            good = d <= np.minimum(mode.join_m, leg[cell] + leg[place])
            tails.append(streets.origins[cell[good]])
            heads.append(streets.destinations[place[good]])
            metres.append(np.maximum(d[good], NEVER_NOTHING))
    added = np.concatenate([np.empty(0), *metres[1:]])
    seconds = np.concatenate([streets.seconds[kept], np.maximum(added / mode.access_m_per_s, NEVER_NOTHING)])
    return replace(streets, tail=np.concatenate(tails), head=np.concatenate(heads), metres=np.concatenate(metres), seconds=seconds)


def _heights(ground: GroundCells) -> Heights | None:
    """Height of the ground by 100 m cells, between their centres linearly; None where no layer says it."""
    known = ground.rows[ground.rows["role"] == HEIGHT]
    if len(known) < 4:
        return None
    x, y, value = (known[c].to_numpy(float) for c in ("x_m", "y_m", "value"))
    column, row = np.round((x - x.min()) / CELL_M).astype(int), np.round((y - y.min()) / CELL_M).astype(int)
    field = np.full((column.max() + 1, row.max() + 1), np.nan)
    field[column, row] = value

    def at(x_m: np.ndarray, y_m: np.ndarray) -> np.ndarray:
        return map_coordinates(field, [(x_m - x.min()) / CELL_M, (y_m - y.min()) / CELL_M], order=1, mode="constant", cval=np.nan)

    return at


def taken(lines: pd.DataFrame, mode: dict[str, Any]) -> LinesTaken:
    """Rows of layers/lines as the network room takes them; parts of one row are lines of their own."""
    shape, row = shapely.get_parts(shapely.from_wkb(lines["shape"].to_numpy()), return_index=True)
    drawn = shapely.get_type_id(shape) == shapely.GeometryType.LINESTRING
    shape, row = shape[drawn], row[drawn]
    of = lines.iloc[row]
    alone = np.bincount(row, minlength=len(lines))[row] == 1
    permitted = of["permitted_km_per_h"].to_numpy(float) * (mode["permitted_speed_share"] if pd.notna(mode["permitted_speed_share"]) else 1.0)
    measured = of["speed_km_per_h"].to_numpy(float)
    speed = np.where(measured > 0, measured, np.where(permitted > 0, permitted, np.nan))
    named = (of["meets"] == "nodes").all() and bool(alone.all())
    return LinesTaken(
        shape, meets="nodes" if named else "vertices" if (of["meets"] == "vertices").all() else "crossings",
        length_m=np.where(alone, of["length_m"].to_numpy(float), np.nan), speed_m_per_s=speed / 3.6, one_way=(of["one_way"] == "yes").to_numpy(bool),
        from_node=of["from_node"].to_numpy(object), to_node=of["to_node"].to_numpy(object), level=of["level"].fillna("").astype(str).to_numpy(object),
    )  # fmt: skip
