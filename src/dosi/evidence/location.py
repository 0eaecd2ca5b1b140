"""Place every facility, line and populated cell in its legal unit, reporting unit and living zone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dosi.evidence.population import whole_parts
from dosi.model.findings import Located, LocatedCells, LocatedLines, PeopleCells, PeopleCompared, PeopleShares
from dosi.model.layers import Cells, Lines, Places, Units
from dosi.model.rows import Crosswalk


def locate(units: Units, crosswalk: Crosswalk, places: Places, cells: Cells, people_cells: PeopleCells, shares: PeopleShares) -> tuple[Located, LocatedCells, PeopleCompared]:
    """Find the legal unit that holds each point, then its reporting unit and zone over the crosswalk.

    A point on a shared border belongs to the unit that comes first by code. Cells are those of the grid that the city supplies, else those over which the
    official figures were divided. A supplied grid was counted on a day and in a way of its own: its cells are scaled, whole people by largest remainder, so
    that they add up to the official people of every unit's part of every zone, and all that is counted over cells counts the same people as the rest. A
    part without people in its cells, or without an official figure, stays as it is; what the grid held before is set beside the figures.
    """
    supplied = len(cells.rows) > 0
    inhabited = cells.rows if supplied else people_cells.rows.loc[people_cells.rows["people"] > 0, ["cell", "x_m", "y_m", "people"]]
    held = held_by(units, crosswalk, inhabited)
    compared = _compared(held, shares) if supplied else PeopleCompared(pd.DataFrame(columns=list(PeopleCompared.columns)))
    return Located(held_by(units, crosswalk, places.rows)), LocatedCells(_scaled(held, shares) if supplied else held), compared


def locate_lines(units: Units, crosswalk: Crosswalk, lines: Lines) -> LocatedLines:
    """Find the legal unit that holds the middle of each line, half its length from either end; a line whose middle lies outside the city is left out, and so is an area, which may lie in many."""
    shapes = shapely.from_wkb(lines.rows["shape"].to_numpy())
    drawn = shapely.get_dimensions(shapes) == 1
    rows, middle = lines.rows[drawn], shapely.line_interpolate_point(shapes[drawn], 0.5, normalized=True)
    frame = pd.DataFrame({"layer": rows["layer"].to_numpy(object), "line": rows["line"].to_numpy(object), "x_m": shapely.get_x(middle), "y_m": shapely.get_y(middle)})
    return LocatedLines(held_by(units, crosswalk, frame))


def _scaled(held: pd.DataFrame, shares: PeopleShares) -> pd.DataFrame:
    """Cells with the official people of their part of a unit."""
    official = shares.rows.set_index(["unit", "zone"])["people"]
    people = held["people"].to_numpy().copy()
    for part, at in held.groupby(["unit", "zone"]).indices.items():
        if part in official.index and (whole := people[at].sum()) > 0 and whole != official[part]:
            people[at] = whole_parts(int(official[part]), people[at].astype(float))
    return held.assign(people=people)


def held_by(units: Units, crosswalk: Crosswalk, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows whose point (x_m, y_m) lies in a legal unit, with that unit, its reporting unit and zone."""
    ordered = units.rows.sort_values("legal_unit")
    shapes = shapely.from_wkb(ordered["shape"].to_numpy())
    codes = ordered["legal_unit"].to_numpy()
    points = shapely.points(frame["x_m"].to_numpy(float), frame["y_m"].to_numpy(float))
    shape, point = shapely.STRtree(points).query(shapes, predicate="intersects")  # the units asked, as only what asks is prepared
    first = pd.Series(shape).groupby(point).min()
    at = np.full(len(frame), -1)
    at[first.index.to_numpy()] = first.to_numpy()
    held = frame[at >= 0].assign(legal_unit=codes[at[at >= 0]])
    return held.join(crosswalk.rows.set_index("legal_unit")[["unit", "zone"]], on="legal_unit")


def _compared(held: pd.DataFrame, shares: PeopleShares) -> PeopleCompared:
    """People in the supplied cells of each unit's part of each zone beside the official figure."""
    in_cells = held.groupby(["unit", "zone"])["people"].sum().rename("in_cells")
    rows = shares.rows.rename(columns={"people": "official"}).join(in_cells, on=["unit", "zone"]).fillna({"in_cells": 0})
    return PeopleCompared(rows.assign(difference=rows["in_cells"] - rows["official"]).astype({"in_cells": int, "difference": int}))
