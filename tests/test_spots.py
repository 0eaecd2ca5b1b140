"""Spots, crossings and links where accidents gather: a known one is found, chance clusters are not."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import ROOT, SEJONG

from dosi.evidence import find_spots
from dosi.model.findings import Located
from dosi.model.layers import Layers, Lines, NamedEvents
from dosi.workbench import building

REAL_SPOTS = os.environ.get("DOSI_DATA", ROOT.parent / "shared" / "data")
BLOCK_M = 200.0
STREETS = 12


def streets() -> Lines:
    """A town of 12 by 12 streets, 200 m apart; each street is one line, so that links are cut where streets cross."""
    far = (STREETS - 1) * BLOCK_M
    drawn = [(f"{n}로", [(n * BLOCK_M, 0), (n * BLOCK_M, far)]) for n in range(STREETS)] + [(f"{n}길", [(0, n * BLOCK_M), (far, n * BLOCK_M)]) for n in range(STREETS)]
    return Lines(pd.DataFrame([{"layer": "s", "line": name, "role": "network:street", "name_ko": name, "shape": shapely.to_wkb(shapely.LineString(xy)), "meets": "crossings", "one_way": "no"}
                               for name, xy in drawn]))  # fmt: skip


def accidents(xy: np.ndarray) -> Located:
    return Located(pd.DataFrame([{"layer": "e", "place": str(n), "role": "point:accident", "attributes": f"date=202{n % 2}-0{1 + n % 9}-01", "legal_unit": "l", "unit": "u", "zone": "z",
                                  "x_m": x, "y_m": y} for n, (x, y) in enumerate(xy)]))  # fmt: skip


def scattered(chance: np.random.Generator, count: int) -> np.ndarray:
    """Accidents at crossings and along streets, each as likely to have any as its neighbours."""
    at = chance.integers(0, STREETS, size=(count, 2)) * BLOCK_M
    along = chance.uniform(60, 140, size=count)
    return at + np.column_stack([np.where(np.arange(count) % 3 == 0, along, 0), np.zeros(count)]) + chance.normal(0, 3, size=(count, 2))


def nothing(kind: type) -> pd.DataFrame:
    return pd.DataFrame(columns=list(kind.columns))


def no_period() -> Layers:
    return Layers(nothing(Layers))


def test_a_hot_crossing_and_a_hot_street_are_found_and_nothing_else() -> None:
    chance = np.random.default_rng(11)
    spots = np.array([[800.0, 600.0]] * 16) + chance.normal(0, 5, size=(16, 2))
    street = np.column_stack([chance.uniform(1050, 1150, size=14), np.full(14, 1400.0)])
    made = find_spots(accidents(np.concatenate([scattered(chance, 260), spots, street])), NamedEvents(nothing(NamedEvents)), streets(), no_period()).rows
    hot = made[made["hot"].astype(bool)]
    assert hot[["kind", "place", "name_ko"]].to_numpy().tolist() == [["crossing", "800 600", "3길 · 4로"], ["link", "1000 1400 - 1200 1400", "7길"]]
    assert (made["among"] == made["kind"].map({"crossing": STREETS**2 - 4, "link": 2 * STREETS * (STREETS - 1)})).all()  # the four corners have two arms only
    assert (made.loc[made["kind"] == "link", "exposure"] == BLOCK_M).all() and (made["per_year_low"] <= made["per_year_high"]).all()


@pytest.mark.parametrize("seed", range(5))
def test_accidents_scattered_by_chance_make_no_hot_spot_though_some_crossing_has_several_times_the_mean(seed: int) -> None:
    made = find_spots(accidents(scattered(np.random.default_rng(seed), 260)), NamedEvents(nothing(NamedEvents)), streets(), no_period()).rows
    crossings = made[made["kind"] == "crossing"]
    assert not made["hot"].any() and crossings["events"].max() >= 3 * crossings["events"].sum() / (STREETS**2 - 4)


def test_an_event_belongs_to_the_crossing_within_30_m_else_to_the_street_within_30_m_else_nowhere() -> None:
    made = find_spots(accidents(np.array([[829.0, 600.0], [831.0, 600.0], [900.0, 629.0], [900.0, 631.0]])), NamedEvents(nothing(NamedEvents)), streets(), no_period()).rows
    assert made.set_index(["kind", "place"])["events"].to_dict() == {("crossing", "800 600"): 1, ("link", "800 600 - 1000 600"): 2}
    assert not made["hot"].any()


def test_named_spots_count_the_events_that_name_them_and_say_whose_place_is_not_in_the_city() -> None:
    spot = {"layer": "s", "role": "spot:accident", "legal_unit": "l", "unit": "u", "zone": "z", "x_m": 0.0, "y_m": 0.0}
    located = Located(pd.DataFrame([spot | {"place": p, "name_ko": p, "attributes": held} for p, held in (("가", ""), ("나", "events=2"), ("다", "events=1"), ("라", "events=3"))]))
    names = ["가"] * 30 + ["마"] * 2  # 나, 다, 라 have only their attribute; 마 stands in no file of places
    named = NamedEvents(pd.DataFrame([{"layer": "n", "event": str(n), "role": "spot:accident", "place_name": p, "on_date": f"20{20 + n % 2}-01-01"} for n, p in enumerate(names)]))
    made = find_spots(located, named, Lines(nothing(Lines)), no_period()).rows.set_index("place")
    assert made["events"].to_dict() == {"가": 30, "라": 3, "나": 2, "마": 2, "다": 1} and made["located"].to_dict() == {"가": "yes", "라": "yes", "나": "yes", "마": "no", "다": "yes"}
    # chosen for their events, they are not tested against each other, but told per year: 30 in 367 days, Poisson 20.24 to 42.83
    assert not made["hot"].astype(bool).any() and made["hot_share"].isna().all() and (made["because"] != "").all()
    assert float(made.loc["가", "years"]) == pytest.approx(367 / 365.25, abs=0.01)
    assert made.loc["가", ["per_year", "per_year_low", "per_year_high"]].astype(float).tolist() == pytest.approx([29.92, 20.19, 42.71], abs=0.01)
    declared = Layers([{"layer": "n", "title_ko": "", "role": "spot:accident", "rows_read": 1, "rows_outside": 0, "period_from": "2019-01-01", "period_to": "2021-12-31"}])
    again = find_spots(located, named, Lines(nothing(Lines)), declared).rows.set_index("place")
    assert (float(again.loc["가", "years"]), float(again.loc["가", "per_year"])) == (3.0, 10.0)


@pytest.mark.skipif(not (ROOT.parent / "shared" / "data" / "sejong" / "safety").is_dir(), reason="the real accident spots are not beside the project")
def test_of_the_28_real_spots_eight_lie_in_other_cities_and_none_is_tested(tmp_path: object) -> None:
    from pathlib import Path

    made = building.make(SEJONG, data=Path(REAL_SPOTS) / "sejong", to="evidence", home=Path(str(tmp_path)))
    spots = made.shelf.named("evidence/spots").rows
    assert (len(spots), int((spots["located"] == "no").sum()), int(spots["events"].sum())) == (28, 8, 293)
    assert not spots["hot"].any() and spots["hot_share"].isna().all()  # chosen for their events: not tested against each other
    # 20 of the two years and 214 days that the layer declares: the file begins in June 2019
    assert set(spots["years"]) == {2.59} and float(spots["per_year"].max()) == pytest.approx(20 / (2 + 214 / 365.25), abs=1e-3)
