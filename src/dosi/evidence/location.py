"""Place every facility and populated cell in its legal unit, reporting unit and living zone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dosi.model.findings import Located, LocatedCells, PeopleCells, PeopleCompared
from dosi.model.layers import Cells, Places, UnitFigures, Units
from dosi.model.rows import Crosswalk, ReportingUnits


def locate(
    units: Units, crosswalk: Crosswalk, places: Places, cells: Cells, people_cells: PeopleCells, reporting: ReportingUnits, figures: UnitFigures
) -> tuple[Located, LocatedCells, PeopleCompared]:
    """Find the legal unit that holds each point, then its reporting unit and zone over the crosswalk.

    A point on a shared border belongs to the unit that comes first by code. Cells are those of the grid that the city supplies, as they are, since
    they were counted on a day and in a way of their own, and compared with the official figures; else those over which the official figures were divided.
    """
    supplied = len(cells.rows) > 0
    inhabited = cells.rows if supplied else people_cells.rows.loc[people_cells.rows["people"] > 0, ["cell", "x_m", "y_m", "people"]]
    located = LocatedCells(held_by(units, crosswalk, inhabited))
    return Located(held_by(units, crosswalk, places.rows)), located, _compared(located, reporting, figures) if supplied else PeopleCompared(pd.DataFrame(columns=list(PeopleCompared.columns)))


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


def _compared(located: LocatedCells, reporting: ReportingUnits, figures: UnitFigures) -> PeopleCompared:
    """People in the cells of each unit beside its official figure."""
    official = figures.rows[figures.rows["measure"] == "population"].set_index("unit")["value"]
    held = located.rows.groupby("unit")["people"].sum()
    rows = [{"unit": u, "official": None if u not in official.index else int(official[u]), "in_cells": int(held.get(u, 0))} for u in reporting.rows["unit"]]
    return PeopleCompared([r | {"difference": None if r["official"] is None else r["in_cells"] - r["official"]} for r in rows])
