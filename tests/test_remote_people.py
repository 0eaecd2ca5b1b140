"""People whom no street reaches stay in the count, and who stands beside a place does not walk to the street and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from test_indicators import ground, row

from dosi.evidence.indicators.counting import Ground
from dosi.evidence.measuring import MOST_UNREACHED, UNREACHED, known_shapes, measured_values
from dosi.model.findings import Located, LocatedCells
from dosi.model.layers import GroundCells, Layers, Lines
from dosi.model.rows import TravelModes, Zones
from dosi.network.travelling import Travels

__all__ = ["ground"]

MEANS = [
    row("mean_minutes", "school", travel="walk"), row("mean_opportunities", "school", travel="walk", within_min=20), row("mean_gravity", "school", travel="walk", within_min=15),
    row("catchment_supply", "school", amount="seats", factor=1000, travel="walk", within_min=30),
]  # fmt: skip
SHARES = [row("share_within_minutes", "school", travel="walk", within_min=20), row("share_served", "school", near_role="camera", least_kinds=1, travel="walk", within_min=20)]


def with_remote(ground: Ground, people: int) -> Ground:
    """The town with a hamlet of b that lies 400 m from the street, farther than the joining distance of 300 m."""
    hamlet = {"cell": "far", "legal_unit": "l2", "unit": "u2", "zone": "b", "people": people, "x_m": 9000.0, "y_m": 400.0}
    cells = LocatedCells(pd.concat([ground.located_cells.rows, pd.DataFrame([hamlet])], ignore_index=True))
    return replace(ground, located_cells=cells, travels=replace(ground.travels, located_cells=cells))


def measured(asked: dict[str, Any], on: Ground) -> pd.Series:
    whole = asked | {"worst": 0.0, "least_people": 0, "theme": "t"}
    return measured_values(whole, on, Layers(pd.DataFrame(columns=[*Layers.columns])), Zones(pd.DataFrame(columns=[*Zones.columns])), on.crosswalk).loc["b"]


@pytest.mark.parametrize("asked", SHARES, ids=lambda a: a["shape"])
def test_whom_no_street_reaches_counts_as_not_within(ground: Ground, asked: dict[str, Any]) -> None:
    assert measured(asked, ground)["value"] == pytest.approx(200 / 300, abs=1e-6)
    far = measured(asked, with_remote(ground, 100))
    assert (far["numerator"], far["denominator"], far["people_affected"]) == (200, 400, 200)


@pytest.mark.parametrize("asked", MEANS, ids=lambda a: a["shape"])
def test_a_mean_leaves_few_people_out_and_says_how_many_and_is_withheld_where_they_are_many(ground: Ground, asked: dict[str, Any]) -> None:
    plain, few, many = measured(asked, ground), measured(asked, with_remote(ground, 33)), measured(asked, with_remote(ground, 34))
    assert 33 / 333 <= MOST_UNREACHED < 34 / 334
    assert few["value"] == plain["value"] and few["people_unreached"] == 33 and "people_unreached" in few["because"]
    assert np.isnan(many["value"]) and many["missing_ko"] == UNREACHED and many["people_unreached"] == 34
    assert plain["people_unreached"] == 0 and plain["because"] == ""


def walked(places: list[tuple[float, float]], cells: list[tuple[float, float]], **mode: Any) -> list[float]:
    """Minutes from each cell to the nearest of the places, along one street on the x axis, walked at 60 m a minute, joined from 300 m."""
    held = Located(pd.DataFrame([{"layer": "p", "place": str(n), "role": "stop", "name_ko": "", "attributes": "", "legal_unit": "l", "unit": "u", "zone": "z", "x_m": float(x), "y_m": float(y)}
                                 for n, (x, y) in enumerate(places)]))  # fmt: skip
    live = LocatedCells(pd.DataFrame([{"cell": str(n), "legal_unit": "l", "unit": "u", "zone": "z", "people": 1, "x_m": float(x), "y_m": float(y)} for n, (x, y) in enumerate(cells)]))
    street = Lines(pd.DataFrame([{"layer": "s", "line": "s", "role": "network:street", "shape": shapely.to_wkb(shapely.LineString([(0, 0), (9000, 0)])), "meets": "crossings", "one_way": "no"}]))
    modes = TravelModes(pd.DataFrame([{"mode": "walk", "title_ko": "걷기", "title_en": "Walking", "roles": "network:street", "speed_km_per_h": 3.6, "join_m": 300.0,
                                       "access_km_per_h": 3.6, "keeps_one_way": "no", "slope": "no", "kind": "decided", "basis_ko": ""} | mode]))  # fmt: skip
    travel = Travels(modes, street, held, live, GroundCells(pd.DataFrame(columns=[*GroundCells.columns]))).by("walk")
    assert travel is not None
    nearest, _ = travel.minutes_to_nearest(np.arange(len(places)))
    within = [min((c for part in travel.pairs(np.arange(len(places)), 1e3) for o, c in zip(part.origin, part.cost, strict=True) if o == n), default=np.inf) for n in range(len(cells))]
    assert nearest.tolist() == pytest.approx(np.round(within, 2).tolist(), abs=0.01)  # every measure walks alike
    return [float(m) for m in nearest]


def test_a_cell_on_top_of_a_stop_takes_no_time_and_one_beside_it_walks_straight() -> None:
    assert walked([(100, 100)], [(100, 100), (160, 100)]) == [0.0, 1.0]  # to the street and back: 3.33 and 4.33


def test_nobody_walks_straight_farther_than_both_are_from_the_street_together() -> None:
    # 20 m from the street each and 200 m apart: 40 m of open ground is what the way along the street takes, 240 m in all
    assert walked([(100, 20)], [(300, 20)]) == [4.0]
    # 200 m from the street each, on either side of it and 400 m apart: farther than the joining distance; along the street 400 m as well
    assert walked([(100, -200)], [(100, 200)]) == [pytest.approx(6.67, abs=0.01)]


def test_who_is_off_the_network_walks_directly_within_the_joining_distance_or_not_at_all() -> None:
    assert walked([(100, 350)], [(100, 400), (100, 700)]) == [pytest.approx(0.83, abs=0.01), np.inf]


def test_the_direct_walk_takes_the_access_speed_whatever_the_mode() -> None:
    assert walked([(160, 100)], [(100, 100)], speed_km_per_h=36.0) == [1.0]  # 60 m on foot; driving: 100 m, 60 m ten times as fast, 100 m


def test_many_cells_and_places_give_the_lesser_of_both_ways() -> None:
    chance = np.random.default_rng(5)
    places, cells = (np.column_stack([chance.uniform(0, 2000, n), chance.uniform(-500, 500, n)]) for n in (40, 60))
    apart = np.hypot(cells[:, None, 0] - places[None, :, 0], cells[:, None, 1] - places[None, :, 1])
    legs = [np.where(np.abs(p[:, 1]) <= 300, np.abs(p[:, 1]), np.inf) for p in (cells, places)]
    together = legs[0][:, None] + legs[1][None, :]
    along = together + np.abs(cells[:, None, 0] - places[None, :, 0])
    direct = np.where(apart <= np.minimum(300, together), apart, np.inf)
    wanted = np.minimum(along, direct).min(axis=1) / 60
    assert walked([tuple(p) for p in places], [tuple(c) for c in cells]) == pytest.approx(np.round(wanted, 2).tolist(), abs=0.011)


def test_people_stay_whole(ground: Ground) -> None:
    """Every shape that travels counts each person once: reached, not reached, or said to be left out."""
    far = with_remote(ground, 100)
    total = float(far.located_cells.rows["people"].sum())
    for asked in (*SHARES, *MEANS):
        made = known_shapes()[asked["shape"]](asked, far).by_place.loc["city"]
        assert made["denominator"] + made.get("unreached", 0.0) == total, asked["shape"]
