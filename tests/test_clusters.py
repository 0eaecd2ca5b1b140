"""Clustered or not: Moran's I on grids that can be worked out by hand, and what relabelling must not change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from dosi.evidence import cluster
from dosi.evidence.clusters import FEWEST, moran, neighbours
from dosi.model.findings import Measured
from dosi.model.layers import Units
from dosi.model.rows import Crosswalk
from dosi.workbench.building import Made

SIDE_M = 1000.0


def grid(columns: int, rows: int) -> dict[str, shapely.Polygon]:
    return {f"{row}{column}": shapely.box(column * SIDE_M, row * SIDE_M, (column + 1) * SIDE_M, (row + 1) * SIDE_M) for row in range(rows) for column in range(columns)}


def of(shapes: dict[str, shapely.Polygon], value: object) -> pd.Series:
    return pd.Series({p: float(value(int(p[0]), int(p[1]))) for p in shapes})  # type: ignore[operator]


def test_two_halves_of_a_grid_have_the_index_worked_out_by_hand() -> None:
    shapes = grid(4, 2)
    beside = neighbours(shapes)
    assert beside["00"] == {"10", "01"} and beside["01"] == {"00", "11", "02"}  # corners do not touch
    found = moran(of(shapes, lambda row, column: column < 2), beside)
    # outer four: all neighbours alike, 1; inner four: two of three alike, (2 - 1) / 3; mean (4 x 1 + 4 x 1/3) / 8
    assert found is not None and found.moran_i == pytest.approx(2 / 3) and found.expected == pytest.approx(-1 / 7)
    assert 0.01 <= found.p <= 0.06  # 2 of the 70 ways to place four ones are as clustered
    rows = moran(of(shapes, lambda row, column: row), beside)  # outer four: one alike, one not, 0; inner: two of three alike across: (2 - 1) / 3
    assert rows is not None and rows.moran_i == pytest.approx(1 / 6)
    board = moran(of(shapes, lambda row, column: (row + column) % 2), beside)
    assert board is not None and board.moran_i == pytest.approx(-1) and board.p == 1.0


def test_the_cores_of_a_hill_and_a_hollow_are_found_and_nothing_in_noise() -> None:
    shapes = grid(8, 6)
    beside = neighbours(shapes)
    hill = moran(of(shapes, lambda row, column: np.exp(-((row - 1) ** 2 + (column - 1) ** 2) / 4) - np.exp(-((row - 4) ** 2 + (column - 6) ** 2) / 4)), beside)
    assert hill is not None and hill.p == 0.001 and "11" in hill.high and "46" in hill.low and not set(hill.high) & set(hill.low)
    chance = np.random.default_rng(1)
    noise = moran(pd.Series(chance.normal(size=len(shapes)), index=list(shapes)), beside)
    assert noise is not None and noise.p > 0.05


def test_other_names_and_another_unit_of_measure_change_nothing() -> None:
    shapes = grid(5, 4)
    values = of(shapes, lambda row, column: (3 * row + column * column) % 7)
    beside = neighbours(shapes)
    found = moran(values, beside)
    named = {p: f"x{p[::-1]}" for p in shapes}
    renamed = moran(values.rename(named), {named[p]: {named[q] for q in near} for p, near in beside.items()})
    scaled = moran(values * 1000 + 5, beside)
    assert found is not None and renamed is not None and scaled is not None
    assert renamed.moran_i == pytest.approx(found.moran_i) and renamed.p == pytest.approx(found.p, abs=0.06)  # other shuffles
    assert scaled.moran_i == pytest.approx(found.moran_i) and scaled.p == found.p and scaled.high == found.high
    assert moran(values, beside) == found  # the same again, and the program's chance is left alone


def test_the_shuffles_leave_the_programs_chance_as_it_was() -> None:
    np.random.seed(5)
    alone = np.random.random()
    np.random.seed(5)
    shapes = grid(4, 2)
    moran(of(shapes, lambda row, column: column), neighbours(shapes))
    assert np.random.random() == alone


def test_an_island_is_neighbour_to_the_nearest_and_the_unknown_is_left_out() -> None:
    shapes = grid(4, 2) | {"99": shapely.box(9000, 9000, 9500, 9500)}
    beside = neighbours(shapes)
    assert beside["99"] == {"13"} and "99" in beside["13"]
    values = of(shapes, lambda row, column: column)
    assert moran(values.drop(["00", "01"]), beside) is None  # seven are too few
    assert moran(values * 0, beside) is None  # all alike
    assert len(values.drop("00")) == FEWEST and moran(values.drop("00"), beside) is not None


def test_a_stage_names_what_clusters_and_where_and_says_when_it_cannot_be_told() -> None:
    shapes = grid(9, 7)
    names = list(shapes)
    units = Units(pd.DataFrame({"legal_unit": names, "name_ko": names, "area_m2": SIDE_M**2, "shape": [shapely.to_wkb(s) for s in shapes.values()]}))
    half = ["a" if p[1] < "5" else "b" for p in names]
    crosswalk = Crosswalk(pd.DataFrame({"legal_unit": names, "legal_name_ko": names, "unit": names, "zone": half, "people_share": 1.0, "share_kind": "exact"}))
    slope = of(shapes, lambda row, column: column)
    values = {"slope": slope, "noise": pd.Series(np.random.default_rng(3).normal(size=63), index=names), "unknown": slope.where(slope < 1)}
    told = {"theme": "t", "basis": "figures", "over": "people", "role": "figures:x", "error_kind": "none", "target": 0.0}
    measured = [told | {"place": p, "indicator": i, "level": "unit", "value": v[p]} for i, v in values.items() for p in names]
    measured += [told | {"place": z, "indicator": "slope", "level": "zone", "value": n} for n, z in enumerate("ab")]
    made = cluster(Measured(pd.DataFrame(measured)), units, crosswalk).rows.set_index(["indicator", "level"])
    assert made["state"].to_dict() == {("noise", "unit"): "chance", ("slope", "unit"): "clustered", ("unknown", "unit"): "cannot_tell", ("slope", "zone"): "cannot_tell"}
    assert made.loc[("unknown", "unit"), "places"] == 7 and pd.isna(made.loc[("unknown", "unit"), "moran_i"])
    high, low = (set(made.loc[("slope", "unit"), c].split(";")) for c in ("high", "low"))
    assert high and low and {p[1] for p in high} <= {"6", "7", "8"} and {p[1] for p in low} <= {"0", "1", "2"}


def test_the_four_zones_of_the_tiny_city_are_too_few(tiny: Made) -> None:
    rows = tiny.shelf.named("evidence/clusters").rows
    assert len(rows) and set(rows["state"]) == {"cannot_tell"}
