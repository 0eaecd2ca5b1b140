"""Put the registered people of reporting units where weights say that they live, for cities without a grid of people."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import shapely

from dosi.model.errors import Faults
from dosi.model.rows import Crosswalk
from dosi.sources.unit_changes import divided

OFFICIAL = "figures:population"
"""the registered people of reporting units, in whole people"""
BECAUSE = "행정동의 공표 인구를 {weight}의 크기에 따라 나눈 모형값이다."


def people_by_weight(cells: pd.DataFrame, units: pd.DataFrame, figures: pd.DataFrame, crosswalk: Crosswalk, file: str, weight: str) -> pd.DataFrame:
    """Divide each reporting unit's people over its zones by the crosswalk, then over the cells of each part by weight (dasymetric mapping, Wright 1936).

    people of a cell = people of its part x weight / sum of weights of the part, in whole people (largest remainder): sums of units and zones stay exact.
    A part with people and without any weight is a fault: nobody is lost.
    """
    faults = Faults()
    official = figures[figures["role"] == OFFICIAL].set_index("unit")["value"]
    if official.empty:
        faults.add(f'File "{file}": weights have nothing to divide', "layers.toml", "no layer with role figures:population", "the people of each reporting unit",
                   'add a layer with role = "figures:population", or name a column people instead of weight')  # fmt: skip
        faults.raise_any()
    placed = in_units(cells, units, crosswalk)
    held = {(str(unit), str(zone)): part.index for (unit, zone), part in placed.groupby(["unit", "zone"], sort=True)}
    people = pd.Series(0, index=placed.index, dtype="int64")
    for unit, part in crosswalk.rows.groupby("unit", sort=True):
        if unit not in official.index:
            continue
        for zone, count in _shared(int(official[unit]), part.groupby("zone", sort=True)["people_share"].sum()).items():
            at = held.get((str(unit), zone))
            if at is not None:
                people[at] = list(_shared(count, placed.loc[at, "weight"]).values())
            elif count:
                faults.add(f'File "{file}": unit {unit} in zone {zone} has people but no weight', f"{file}, column {weight}", f"{count} people, no row there",
                           "at least one row with a weight above 0", "add a row where they live, or take another file for the weights")  # fmt: skip
    faults.raise_any()
    return placed.assign(people=people, because=BECAUSE.format(weight=weight))[people > 0].drop(columns=["weight", "unit", "zone"])


def in_units(cells: pd.DataFrame, units: pd.DataFrame, crosswalk: Crosswalk) -> pd.DataFrame:
    """The cells whose centre lies in a legal unit, with its reporting unit and zone; on a shared border the first by code counts."""
    shapes = units.sort_values("legal_unit")
    centres = shapely.STRtree(shapely.points(cells["x_m"], cells["y_m"]))  # many points, few shapes: each shape is prepared once
    shape, point = centres.query(shapely.from_wkb(shapes["shape"].to_numpy()), predicate="intersects")
    first = pd.Series(shape).groupby(point).min()
    joined = crosswalk.rows.set_index("legal_unit").loc[shapes["legal_unit"].to_numpy()[first.to_numpy()], ["unit", "zone"]]
    return cells.iloc[first.index].assign(unit=joined["unit"].to_numpy(), zone=joined["zone"].to_numpy())


def _shared(total: int, weights: pd.Series) -> dict[str, int]:
    """A whole number over weights in whole parts, by label."""
    exact = [Fraction(float(w)) for w in np.asarray(weights, dtype=float)]
    whole = sum(exact)
    return divided(total, {str(label): w / whole for label, w in zip(weights.index, exact, strict=True)})
