"""Intervals of values that rest on cells: possible, about the value, never of no width where people are estimated; and what kind of error is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from test_indicators import ground, row

from dosi.evidence import uncertainty
from dosi.evidence.indicators.counting import Found, Ground
from dosi.evidence.measuring import known_shapes
from dosi.model.findings import LocatedCells, People, PopulationError
from dosi.model.layers import Layers, UnitFigures
from dosi.model.rows import Crosswalk, ErrorAssumptions

__all__ = ["ground"]

ASSUMED = ErrorAssumptions(pd.DataFrame([{"assumption": "population_grid", "title_ko": "", "value": 0.7, "kind": "estimate", "basis": ""}]))

CELLS = some.lists(some.tuples(some.sampled_from("ab"), some.integers(1, 500), some.floats(0, 1), some.integers(0, 40)), min_size=1, max_size=30)


def spread(cells: list[tuple[str, int, float, int]], error: float) -> tuple[pd.DataFrame, Ground]:
    """Cells (zone, people, value, place on a line of cells of 100 m) of a town of two zones, and the ground of it."""
    live = pd.DataFrame([{"cell": f"c{n}", "legal_unit": f"l{z}", "unit": f"u{z}", "zone": z, "people": p, "x_m": at * 100.0, "y_m": 0.0} for n, (z, p, _, at) in enumerate(cells)])
    people = People(pd.DataFrame([{"place": p, "level": level, "name_ko": p, "people": 1, "area_m2": 1.0, "basis_ko": ""}
                                  for p, level in (("ua", "unit"), ("ub", "unit"), ("a", "zone"), ("b", "zone"), ("city", "city"))]))  # fmt: skip
    held = LocatedCells(live)
    nothing = Ground(people, None, held, None, None, None, None, cell_error_share=error)  # type: ignore[arg-type]
    return live.assign(denominator=live["people"].astype(float), numerator=live["people"] * np.array([v for _, _, v, _ in cells])), nothing


def found_of(cells: pd.DataFrame, on: Ground, most: float) -> Found:
    return Found(on.sums(cells, ["numerator", "denominator"]), "cells", "cells", cells, most=most)


@given(CELLS, some.floats(0.01, 3), some.booleans(), some.sampled_from([1.0, 700.0]))
def test_an_interval_is_possible_and_about_the_value_and_of_some_width(cells: list[tuple[str, int, float, int]], error: float, whole: bool, scale: float) -> None:
    counted, on = spread([(z, p, round(v) if whole else v, at) for z, p, v, at in cells], error)
    found = found_of(counted.assign(numerator=counted["numerator"] * scale), on, 1.0 if scale == 1 else np.inf)
    value = (found.by_place["numerator"] / found.by_place["denominator"]).dropna()
    ends = uncertainty.interval(found, on).loc[value.index]
    assert ((ends["low"] <= value) & (value <= ends["high"])).all() and (ends["low"] >= 0).all()
    if scale == 1:
        assert (ends["high"] <= 1).all() and (ends["high"] - ends["low"] > 0).all()
    elif value.max() > value.min():
        assert (ends["high"] - ends["low"])[value != value["city"]].gt(0).all()


def test_all_and_nobody_are_known_as_well_as_the_number_of_blocks_allows() -> None:
    counted, on = spread([("a", 100, 1.0, 10 * n) for n in range(4)], 0.5)  # four blocks alike, each known to a half: worth 16
    ends = uncertainty.interval(found_of(counted, on, 1.0), on)
    assert ends.loc["a"].round(4).tolist() == [round(16 / (16 + 3.8415), 4), 1.0]
    counted, on = spread([("a", 100, 0.0, 10 * n) for n in range(16)], 0.5)
    assert uncertainty.interval(found_of(counted, on, 1.0), on).loc["a"].round(4).tolist() == [0.0, round(3.8415 / (64 + 3.8415), 4)]


def test_a_mean_that_all_cells_share_may_be_off_towards_the_citys() -> None:
    counted, on = spread([*(("a", 100, 0.0, 10 * n) for n in range(4)), *(("b", 100, 8.0, 100 + 10 * n) for n in range(4))], 0.5)
    ends = uncertainty.interval(found_of(counted, on, np.inf), on)
    assert ends.loc["a"].round(4).tolist() == [0.0, round(4 * 3.8415 / (16 + 3.8415), 4)]  # the city's mean is 4


def test_a_gap_between_groups_is_of_the_kind_of_the_cells_and_has_their_interval(ground: Ground) -> None:
    modelled = replace(ground, cell_error_share=0.3)
    asked = row("gap_between_groups", "school", radius_m=500, group="figures:older")
    found = known_shapes()["gap_between_groups"](asked, modelled)
    ends = uncertainty.interval(found, modelled)
    assert uncertainty.kind_of(found, modelled) == "model" and uncertainty.kind_of(found, replace(modelled, cell_error_kind="borrowed")) == "borrowed"
    # city: 0.75 of all, of the older 110 of 160; their blocks 10, 100 and 50: 160^2 / 12600 = 2.03, over 0.09 22.6; p = 0.6875
    low, high = uncertainty.wilson(np.array([0.6875 * 22.575]), np.array([22.575]))
    assert ends.loc["city"].tolist() == pytest.approx([0.75 - high[0], 0.75 - low[0]], abs=1e-3)
    assert (ends["low"] <= 0).loc["u1":"b"].all() and (ends["high"] >= 0).all() and (ends["high"] > ends["low"]).all() and (ends["low"] >= -1).all()


def test_the_error_of_a_supplied_grid_is_borrowed_and_said(ground: Ground) -> None:
    grid = {"layer": "g", "title_ko": "", "role": uncertainty.GRID, "rows_read": 1, "rows_outside": 0}
    error = PopulationError([{"place": "city", "method": "dasymetric", "level": "city", "official": 1, "variation": 0.5}])
    own, supplied, counted = (Layers(pd.DataFrame([grid | {"file": file, "kind": kind}])) for file, kind in ((None, None), ("f", "modelled"), ("f", "observed")))
    told = [uncertainty.error_of_cells(x, error, ASSUMED) for x in (own, supplied, counted)]
    assert [(t.share, t.kind) for t in told] == [(0.5, "model"), (0.5, "borrowed"), (0.0, "none")]


def test_an_error_that_nothing_measures_is_assumed_by_a_row_and_unknown_without_one() -> None:
    grid = Layers(pd.DataFrame([{"layer": "g", "title_ko": "", "role": uncertainty.GRID, "rows_read": 1, "rows_outside": 0, "file": "f", "kind": "modelled"}]))
    unmeasured = PopulationError(pd.DataFrame(columns=list(PopulationError.columns)))
    assumed = uncertainty.error_of_cells(grid, unmeasured, ASSUMED)
    assert (assumed.share, assumed.kind) == (0.7, "assumed")
    unknown = uncertainty.error_of_cells(grid, unmeasured, ErrorAssumptions(pd.DataFrame(columns=list(ErrorAssumptions.columns))))
    assert np.isnan(unknown.share) and unknown.kind == "modelled"


@pytest.mark.parametrize(("shape", "invented", "kind"), [
    (row("share_of_places", "school", condition="kind=high"), "school", "modelled"), (row("share_of_places", "school", condition="kind=high"), "camera", "none"),
    (row("share_near", "school", near_role="camera", radius_m=100), "camera", "modelled"),
    (row("per_people", "school", factor=100), "figures:population", "modelled"), (row("per_people", "school", factor=100), "place:legal_unit", "none"),
    (row("per_area", "school"), "place:legal_unit", "modelled"), (row("per_area", "school"), "figures:population", "none"),
    (row("ratio", "figures:workers", per="figures:older"), "figures:older", "modelled"), (row("ratio", "figures:workers", per="figures:older"), "figures:population", "none"),
    (row("gap_between_groups", "school", radius_m=500, group="figures:older"), "figures:older", "modelled"),
    (row("mean_minutes", "school", travel="walk"), "network:street", "modelled"), (row("share_within", "school", radius_m=500), "network:street", "none"),
    (row("per_people", "accident", factor=100), "accident", "sampling"),
])  # fmt: skip
def test_what_an_invented_file_gives_is_no_complete_count(ground: Ground, shape: dict[str, Any], invented: str, kind: str) -> None:
    files = Layers(pd.DataFrame([{"layer": r, "title_ko": "", "role": r, "rows_read": 1, "rows_outside": 0, "file": file, "kind": "modelled"} for r, file in ((invented, "f"), ("helipad", None))]))
    resting = replace(ground, modelled=uncertainty.modelled_roles(files))
    assert resting.modelled == {invented}
    assert set(uncertainty.kinds_of(known_shapes()[shape["shape"]](shape, resting), shape, resting)) == {kind}


def test_figures_divided_between_units_are_no_complete_counts(ground: Ground) -> None:
    figures = ground.figures.rows.assign(divided=None)
    figures.loc[(figures["role"] == "figures:workers") & (figures["unit"] == "u2"), "divided"] = "yes"
    parted = replace(ground, figures=UnitFigures(figures))
    asked = row("ratio", "figures:workers")
    kinds = uncertainty.kinds_of(known_shapes()["ratio"](asked, parted), asked, parted)
    assert kinds.to_dict() == {"u1": "none", "u2": "divided", "a": "none", "b": "divided", "city": "none"}
    other = row("ratio", "figures:older")
    assert set(uncertainty.kinds_of(known_shapes()["ratio"](other, parted), other, parted)) == {"none"}


def test_a_unit_that_lies_in_two_zones_gives_each_a_divided_figure(ground: Ground) -> None:
    two = ground.crosswalk.rows.assign(share_kind="modelled")
    two = pd.concat([two.iloc[:1], two.iloc[1:].assign(people_share=0.6), two.iloc[1:].assign(legal_unit="l3", zone="a", people_share=0.4)], ignore_index=True)
    parted = replace(ground, crosswalk=Crosswalk(two))
    asked = row("ratio", "figures:workers")
    kinds = uncertainty.kinds_of(known_shapes()["ratio"](asked, parted), asked, parted)
    assert kinds.to_dict() == {"u1": "none", "u2": "none", "a": "divided", "b": "divided", "city": "none"}
