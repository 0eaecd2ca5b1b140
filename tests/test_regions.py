"""Service zones (권역): worked answers on the tiny city, what holds for every city, and what people may overrule."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import lay_street
from hypothesis import given, settings
from hypothesis import strategies as some

from dosi.document.blocks.regions import region_plans, regions_table
from dosi.document.plan import Plan
from dosi.model.contiguity import SLIVER_M
from dosi.model.errors import InputFault
from dosi.model.layers import Units
from dosi.model.rows import Crosswalk
from dosi.spatial.districting import Ground, divide, hangs_together
from dosi.spatial.touching import adjoin
from dosi.workbench import building
from dosi.workbench.building import Made

BALANCE = "setting,value,basis\nlargest_deviation_share,{share},시험\n"
DECISION = "decision,on_date,body,what,why,touches,effect\nd7,2025-01-10,시의회,다생활권을 나생활권과 묶음,강이 가른다,{touches},together\n"


def rows(made: Made, table: str) -> pd.DataFrame:
    return made.shelf.named(table).rows.set_index(made.shelf.named(table).key[-1])


def written(folder: Path, table: str, text: str) -> None:
    (folder / "rows" / f"{table}.csv").write_text(text, encoding="utf-8")


def groups(made: Made, plan: str = "chosen") -> dict[str, list[str]]:
    table = made.shelf.named("spatial/region_zones").rows
    return {str(region): list(part["zone"]) for region, part in table[table["plan"] == plan].groupby("region")}


# the tiny city by hand ------------------------------------------------------------------------------------------------------


def test_zones_touch_where_their_units_share_a_border_and_not_at_a_corner(tiny: Made) -> None:
    table = tiny.shelf.named("spatial/touching").rows
    assert {(a, b): m for a, b, m in zip(table["zone"], table["other"], table["border_m"], strict=True) if a < b} == {("a", "b"): 1000, ("b", "c"): 1000, ("c", "d"): 1000}
    squares = {"p": (0, 0), "q": (1000, 1000), "r": (1000 + SLIVER_M - 5, 0)}
    units = Units([{"legal_unit": n, "name_ko": n, "area_m2": 1e6, "shape": shapely.to_wkb(shapely.box(x, y, x + 1000, y + 1000))} for n, (x, y) in squares.items()])
    joined = Crosswalk([{"legal_unit": n, "legal_name_ko": n, "unit": n, "zone": n, "people_share": 1.0, "share_kind": "exact"} for n in squares])
    found = {(r["zone"], r["other"]): r["kind"] for r in adjoin(units, joined).records() if r["zone"] < r["other"]}
    assert ("p", "q") not in found and found["p", "r"] == found["q", "r"] == "border"  # a corner, a sliver of 15 m


def test_an_island_is_joined_to_the_nearest_zone_and_marked() -> None:
    at = {"p": 0, "q": 1000, "island": 5000}
    units = Units([{"legal_unit": n, "name_ko": n, "area_m2": 1e6, "shape": shapely.to_wkb(shapely.box(x, 0, x + 1000, 1000))} for n, x in at.items()])
    joined = Crosswalk([{"legal_unit": n, "legal_name_ko": n, "unit": n, "zone": n, "people_share": 1.0, "share_kind": "exact"} for n in at])
    assert {(r["zone"], r["other"], r["kind"]) for r in adjoin(units, joined).records() if r["zone"] < r["other"]} == {("island", "q", "nearest"), ("p", "q", "border")}


def test_the_tiny_city_has_two_regions_around_the_second_and_the_last_zone(tiny: Made) -> None:
    assert groups(tiny) == {"b": ["a", "b"], "d": ["c", "d"]}
    regions = rows(tiny, "spatial/regions")
    assert dict(regions["people"]) == {"b": 300, "d": 500} and dict(regions["deviation_share"]) == {"b": -0.25, "d": 0.25}
    # a to b 860, b 300: (100 x 860 + 200 x 300) / 300;  c to d (2000 + 1000) / 2 = 1500, d 0: 200 x 1500 / 500
    assert dict(regions["mean_m"]) == {"b": 486.666667, "d": 600.0} and dict(regions["worst_m"]) == {"b": 1100.0, "d": 2000.0}


def test_alternatives_say_what_they_cost_in_travel_and_how_far_the_limit_had_to_give(tiny: Made) -> None:
    plans = rows(tiny, "spatial/region_plans")
    assert list(plans.index) == ["chosen", "fewer", "more", "even"] and list(plans["regions"]) == [2, 1, 3, 2]
    assert plans.at["more", "limit_share"] == 0.65 and plans.at["more", "deviation_share"] == 0.625  # 100, 400, 300 around 266.7
    assert plans.at["more", "extra_person_km"] == -6 and plans.at["fewer", "extra_person_km"] == 870
    assert (plans["gap_share"] < 1e-5).all()


def test_a_closer_balance_is_kept_where_it_can_be(tiny_folder: Path) -> None:
    written(tiny_folder, "region_settings", BALANCE.format(share=0.1))
    plans = rows(building.make(tiny_folder, to="regions"), "spatial/region_plans")
    assert (plans.at["chosen", "limit_share"], plans.at["chosen", "deviation_share"]) == (0.25, 0.25)  # 0.1 raised by three steps


# along the streets ----------------------------------------------------------------------------------------------------------


def test_regions_follow_the_street_around_a_hill_and_not_the_straight_line(tiny_with_street: Made) -> None:
    assert groups(tiny_with_street) == {"b": ["a", "b", "c"], "d": ["d"]}  # the straight line puts c to d
    zones = tiny_with_street.shelf.named("spatial/region_zones").rows.query("plan == 'chosen'").set_index("zone")
    # at 500 m a minute: a to b 860 m, b 300 m; c to b 1,300 and 2,300 m (to d 5,000 and 4,000 m along the street)
    assert dict(zones["mean_min"]) == {"a": 1.72, "b": 0.6, "c": 3.6, "d": 0.0} and (zones["along_share"] == 1).all()
    ways = tiny_with_street.shelf.named("spatial/travel").rows.set_index(["zone", "centre"])
    assert ways.loc[("c", "d"), ["mode", "way", "mean_min", "worst_min", "mean_m"]].tolist() == ["ride", "streets", 9.0, 10.0, 1500.0]
    regions, plans = rows(tiny_with_street, "spatial/regions"), rows(tiny_with_street, "spatial/region_plans")
    assert regions.at["b", "mean_min"] == 2.024 and regions.at["b", "worst_min"] == 4.6  # (100 x 1.72 + 200 x 0.6 + 200 x 3.6) / 500
    assert plans.at["chosen", "mean_min"] == 1.265 and plans.at["fewer", "mean_min"] == 5.99  # d to b: 2,400 + 3,900 m, 12.6 minutes for 300 people
    assert plans.at["fewer", "extra_min"] == 4.725 and plans.at["fewer", "extra_person_hours"] == 63  # 4.725 x 800 / 60


def test_what_no_street_joins_goes_the_straight_line_at_the_speed_of_the_mode_and_says_so(tiny_folder: Path) -> None:
    made = building.make(lay_street(tiny_folder, ((981_500, 1_830_500), (985_000, 1_830_500)), 100), to="regions")
    ways = made.shelf.named("spatial/travel").rows.set_index(["zone", "centre"])
    assert ways.loc[("a", "d"), ["way", "along_share", "mean_min"]].tolist() == ["straight", 0.0, 8.32]  # 4,160 m
    assert ways.loc[("b", "d"), ["way", "along_share", "mean_min"]].tolist() == ["partly", 0.5, 6.0]  # 3,300 m straight, 2,700 m along
    assert ways.loc[("c", "d"), ["way", "along_share", "mean_min"]].tolist() == ["streets", 1.0, 3.0]
    said = made.facts.get("spatial/travel/b~d/mean_min").because["ko"]
    assert "50.0%" in said and "닿지 않는 나머지는" in said


@pytest.mark.parametrize(("corners", "for_regions"), [(((980_000, 1_830_900), (985_000, 1_830_900)), "yes"), (((980_000, 1_830_500), (985_000, 1_830_500)), "no")],
                         ids=["no street near", "no mode for regions"])  # fmt: skip
def test_without_a_street_or_a_mode_for_it_regions_are_divided_by_the_straight_line(tiny_folder: Path, tiny: Made, corners: tuple[tuple[int, int], ...], for_regions: str) -> None:
    made = building.make(lay_street(tiny_folder, corners, 100, for_regions), to="regions")
    assert groups(made) == groups(tiny) and set(made.shelf.named("spatial/travel").rows["way"]) == {"unlaid"}
    pd.testing.assert_frame_equal(made.shelf.named("spatial/region_plans").rows, tiny.shelf.named("spatial/region_plans").rows)


@pytest.mark.parametrize(("city", "unit", "said"), [("tiny", "km", "거리는 집에서 중심까지의 직선이다."), ("tiny_with_street", "분", "길을 따라 마차로 가는 시간이다.")])
def test_the_plan_tells_travel_in_the_unit_it_was_measured_in(request: pytest.FixtureRequest, city: str, unit: str, said: str) -> None:
    made: Made = request.getfixturevalue(city)
    plan = Plan(made.city, made.shelf)
    (table,) = regions_table(plan)
    assert {c.unit for c in table.columns if c.id.endswith("_travel")} == {unit} and said in "".join(getattr(r, "text", "") for r in table.note)
    (plans,) = region_plans(plan)
    assert next(c.unit for c in plans.columns if c.id == "mean_travel") == unit


@settings(max_examples=10)
@given(some.integers(0, 10_000))
def test_minutes_and_metres_divide_alike_where_all_goes_at_one_speed(seed: int) -> None:
    ground = random_ground(seed, 6, 0)
    metres, minutes = divide(ground, 2, 0.5), divide(replace(ground, cost=ground.cost / 500), 2, 0.5)
    assert metres is not None and minutes is not None and metres.centre_of == minutes.centre_of
    assert minutes.mean == pytest.approx(metres.mean / 500) and minutes.mean - minutes.bound <= 1e-4


# people overrule ------------------------------------------------------------------------------------------------------------


def test_a_decision_puts_a_zone_into_a_region_and_shows_its_price(tiny_folder: Path) -> None:
    written(tiny_folder, "decisions", DECISION.format(touches="c~b"))
    made = building.make(tiny_folder, to="regions")
    assert groups(made) == {"b": ["a", "b", "c"], "d": ["d"]} and groups(made, "computed") == {"b": ["a", "b"], "d": ["c", "d"]}
    assert rows(made, "spatial/region_plans").at["computed", "extra_m"] == 557.5 - 632.5  # 146,000 + 200 x 1,800 over 800 people
    assert "시의회의 결정(2025-01-10)" in rows(made, "spatial/regions").at["b", "reason_ko"]


def test_a_centre_that_the_city_names_becomes_the_centre_of_a_region(tiny_folder: Path) -> None:
    written(tiny_folder, "centres", "centre,name_ko,zone,must,x_m,y_m,basis\nm,시장 앞,c,yes,982900,1830500,시험\n")
    made = building.make(tiny_folder, to="regions")
    assert "c" in groups(made) and rows(made, "spatial/zone_centres").at["c", "x_m"] == 982_900
    assert rows(made, "spatial/regions").at["c", "reason_ko"].startswith("시가 정한 중심지이다.")


def test_all_that_is_wrong_with_settings_centres_and_decisions_is_told_at_once(tiny_folder: Path) -> None:
    written(tiny_folder, "region_settings", "setting,value,basis\nregions,9,시험\n")
    written(tiny_folder, "decisions", DECISION.format(touches="c~bb;d~d"))
    with pytest.raises(InputFault) as told:
        building.make(tiny_folder, to="regions")
    said = str(told.value)
    assert len(told.value.faults) == 3 and "a whole number from 1 to 4" in said and "c~bb" in said and "d~d" in said


def test_decisions_that_no_division_keeps_are_named(tiny_folder: Path) -> None:
    written(tiny_folder, "decisions", DECISION.format(touches="a~d;b~c"))
    with pytest.raises(InputFault) as told:
        building.make(tiny_folder, to="regions")
    (fault,) = told.value.faults
    assert "a~d" in fault.found and "withdraw" in fault.fix


def test_a_city_without_people_has_nothing_to_divide_yet(tiny_folder: Path) -> None:
    (tiny_folder / "data" / "population.csv").unlink()
    assert len(building.make(tiny_folder, to="regions").shelf.named("spatial/regions")) == 0


# every city -----------------------------------------------------------------------------------------------------------------


def random_ground(seed: int, zones: int, pairs: int) -> Ground:
    """A city of zones at random spots, joined to a tree and some borders more."""
    chance = np.random.default_rng(seed)
    spots = chance.uniform(0, 10_000, (zones, 2))
    touching = {(int(chance.integers(0, b)), b) for b in range(1, zones)} | {tuple(sorted(map(int, chance.choice(zones, 2, replace=False)))) for _ in range(zones)}
    beside = sorted(touching)
    together = tuple(beside[int(chance.integers(0, len(beside)))] for _ in range(pairs))  # side by side: always possible
    return Ground(chance.integers(0, 1000, zones) + (np.arange(zones) == 0), np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)).round(1),
                  tuple(sorted(touching | {(b, a) for a, b in touching})), tuple(range(zones)), (), together)  # fmt: skip


def mean_cost(ground: Ground, centre_of: tuple[int, ...]) -> float:
    return float((ground.people * ground.cost[np.arange(len(centre_of)), list(centre_of)]).sum() / ground.people.sum())


@settings(max_examples=25)
@given(some.integers(0, 10_000), some.integers(3, 9), some.integers(1, 4), some.integers(0, 1), some.sampled_from([None, 0.0, 0.3, 1.0]))
def test_every_region_hangs_together_holds_its_centre_and_keeps_what_was_decided(seed: int, zones: int, regions: int, pairs: int, limit: float | None) -> None:
    ground = random_ground(seed, zones, pairs)
    made = divide(ground, min(regions, zones - 1), limit)
    assert made is not None and len(made.centre_of) == zones and len(set(made.centre_of)) == min(regions, zones - 1)
    for centre in set(made.centre_of):
        members = {z for z, c in enumerate(made.centre_of) if c == centre}
        assert centre in members and hangs_together(members, ground.touching)
        if made.limit_share is not None:
            mean = ground.people.sum() / len(set(made.centre_of))
            assert abs(ground.people[list(members)].sum() / mean - 1) <= made.limit_share + 1e-5
    assert all(made.centre_of[a] == made.centre_of[b] for a, b in ground.together)


@settings(max_examples=15)
@given(some.integers(0, 10_000), some.integers(3, 5), some.sampled_from([None, 0.4, 1.0]))
def test_no_division_that_is_allowed_is_shorter(seed: int, zones: int, limit: float | None) -> None:
    ground = random_ground(seed, zones, 0)
    made = divide(ground, 2, limit)
    assert made is not None

    def allowed(centre_of: tuple[int, ...]) -> bool:
        held = {c: {z for z, own in enumerate(centre_of) if own == c} for c in set(centre_of)}
        fits = len(held) == 2 and all(c in members and hangs_together(members, ground.touching) for c, members in held.items())
        return fits and (made.limit_share is None or all(abs(2 * ground.people[list(m)].sum() / ground.people.sum() - 1) <= made.limit_share for m in held.values()))

    best = min(mean_cost(ground, c) for c in itertools.product(range(zones), repeat=zones) if allowed(c))
    assert made.mean == pytest.approx(best, abs=2e-3) and made.bound <= made.mean
