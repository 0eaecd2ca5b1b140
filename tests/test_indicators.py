"""Every shape of indicator on a town of two zones that can be worked out by hand; and every indicator of the catalogue changes some rank."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from dosi.evidence import uncertainty
from dosi.evidence.indicators.counting import Ground
from dosi.evidence.measuring import known_shapes
from dosi.evidence.shrinkage import foretold, prior_of, shrink
from dosi.model.findings import Located, LocatedCells, People
from dosi.model.layers import Events, GroundCells, Lines, UnitFigures
from dosi.model.rows import Crosswalk, Indicators, TravelModes
from dosi.network.travelling import Travels
from dosi.workbench import building

ROOT = Path(__file__).parent.parent
REAL_ACCIDENTS = Path(os.environ.get("DOSI_DATA", ROOT.parent / "shared" / "data")) / "sejong" / "safety" / "traffic_accidents_2021_2023.csv.gz"

# Two units of one zone each: u1 (zone a, 100 people, 1 km2) and u2 (zone b, 300 people, 2 km2).
PEOPLE = [("u1", "unit", 100, 1e6), ("u2", "unit", 300, 2e6), ("a", "zone", 100, 1e6), ("b", "zone", 300, 2e6), ("city", "city", 400, 3e6)]
# role, zone, unit, x, attributes: schools at 0 and 1000 m in a, at 5000 m in b; cameras at 50 m and 5400 m
PLACES = [
    ("school", "a", "u1", 0, "seats=10"), ("school", "a", "u1", 1000, "seats=20;kind=high"), ("school", "b", "u2", 5000, "kind=high"),
    ("camera", "a", "u1", 50, "on=Y"), ("camera", "b", "u2", 5400, "on=N"),
]  # fmt: skip
CELLS = [("c1", "a", "u1", 100, 0), ("c2", "b", "u2", 200, 5000), ("c3", "b", "u2", 100, 9000)]
EVENTS = [("a", 2021, "fatal"), ("a", 2021, "light"), ("a", 2022, "light"), ("a", 2022, "light"), ("a", 2022, "fatal"), ("a", 2022, "light"),
          *[("a", 2023, "light")] * 6, ("b", 2021, "light"), ("b", 2023, "serious")]  # fmt: skip
FIGURES = [("older", "u1", 10), ("older", "u2", 150), ("workers", "u1", 50), ("workers", "u2", 30)]


@pytest.fixture(scope="module")
def ground() -> Ground:
    crosswalk = pd.DataFrame([{"legal_unit": f"l{n}", "legal_name_ko": f"l{n}", "unit": f"u{n}", "zone": z, "people_share": 1.0, "share_kind": "exact"} for n, z in ((1, "a"), (2, "b"))])
    located = Located(pd.DataFrame([{"layer": r, "place": f"{r}{n}", "role": r, "name_ko": "", "attributes": held, "legal_unit": f"l{u[1]}", "unit": u, "zone": z, "x_m": float(x), "y_m": 0.0}
                                    for n, (r, z, u, x, held) in enumerate(PLACES)]))  # fmt: skip
    cells = LocatedCells(pd.DataFrame([{"cell": c, "legal_unit": f"l{u[1]}", "unit": u, "zone": z, "people": n, "x_m": float(x), "y_m": 0.0} for c, z, u, n, x in CELLS]))
    street = Lines(pd.DataFrame([{"layer": "s", "line": "s1", "role": "network:street", "shape": shapely.to_wkb(shapely.LineString([(0, 0), (9000, 0)])), "meets": "crossings", "one_way": "no"}]))
    modes = TravelModes(pd.DataFrame([{"mode": mode, "title_ko": title, "title_en": english, "roles": "network:street", "speed_km_per_h": km_per_h, "join_m": 300.0,
                                       "access_km_per_h": 3.6, "keeps_one_way": "no", "slope": "no", "kind": "decided", "basis_ko": ""}
                                      for mode, title, english, km_per_h in (("walk", "걷기", "Walking", 3.6), ("cycle", "자전거", "Cycling", 14.4))]))  # fmt: skip
    return Ground(
        People(pd.DataFrame([{"place": p, "level": level, "name_ko": p, "people": n, "area_m2": m2, "basis_ko": ""} for p, level, n, m2 in PEOPLE])),
        located,
        cells,
        Events(pd.DataFrame([{"layer": "e", "event": str(n), "role": "accident", "legal_unit": "l1" if z == "a" else "l2", "on_date": f"{year}-05-01", "attributes": f"severity={how}"}
                             for n, (z, year, how) in enumerate(EVENTS)])),
        Crosswalk(crosswalk),
        UnitFigures(pd.DataFrame([{"measure": m, "unit": u, "role": f"figures:{m}", "value": v} for m, u, v in FIGURES])),
        Travels(modes, street, located, cells, GroundCells(pd.DataFrame(columns=[*GroundCells.columns]))),
        years={"accident": 3.0},
    )  # fmt: skip


def row(shape: str, role: str, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(Indicators.columns) | {"indicator": "i", "shape": shape, "role": role, "target": 1.0} | more


def values(ground: Ground, asked: dict[str, Any]) -> dict[str, float]:
    found = known_shapes()[asked["shape"]](asked, ground).by_place
    return {p: round(float(v), 6) for p, v in (found["numerator"] / found["denominator"]).items() if p in ("a", "b", "city")}


def unknown(ground: Ground, asked: dict[str, Any]) -> bool:
    return bool(known_shapes()[asked["shape"]](asked, ground).by_place["numerator"].isna().all())


@pytest.mark.parametrize(("asked", "answer"), [
    (row("share_of_places", "school", condition="kind=high"), {"a": 0.5, "b": 1.0, "city": 0.666667}),
    (row("share_near", "school", near_role="camera", radius_m=100), {"a": 0.5, "b": 0.0, "city": 0.333333}),
    (row("share_near", "school", near_role="camera", near_condition="on=N", radius_m=400), {"a": 0.0, "b": 1.0, "city": 0.333333}),
    (row("per_people", "school", factor=100), {"a": 2.0, "b": 0.333333, "city": 0.75}),
    (row("per_people", "school", amount="seats"), {"a": 0.3, "b": 0.0, "city": 0.075}),  # a school that says no seats adds none
    (row("per_people", "school", per="figures:older", factor=10), {"a": 2.0, "b": 0.066667, "city": 0.1875}),
    (row("per_area", "school"), {"a": 2.0, "b": 0.5, "city": 1.0}),
    (row("ratio", "figures:workers", factor=100), {"a": 50.0, "b": 10.0, "city": 20.0}),
    (row("ratio", "figures:workers", per="figures:older"), {"a": 5.0, "b": 0.2, "city": 0.5}),
    # events are counted per year: 12, 2 and 14 of three years
    (row("per_people", "accident", factor=100), {"a": 4.0, "b": 0.222222, "city": 1.166667}),
    (row("per_area", "accident"), {"a": 4.0, "b": 0.333333, "city": 1.555556}),
    (row("share_of_events", "accident", condition="severity=fatal|serious"), {"a": 0.166667, "b": 0.5, "city": 0.214286}),
    # 12 of 100 and 2 of 300: mean 0.035, variance between zones 0.002233; 0.035 + 0.8645 x 0.085 and 0.035 - 0.9504 x 0.02833; the city as counted; all over three years
    (row("shrunken_rate", "accident", factor=100), {"a": 3.616129, "b": 0.26911, "city": 1.166667}),
    # a: 2, 4, 6 a year: slope 2 over mean 4; b: 1, 0, 1: no slope; city: 3, 4, 7: slope 2 over 14/3
    (row("trend", "accident"), {"a": 0.5, "b": 0.0, "city": 0.428571}),
    (row("share_within", "school", radius_m=500), {"a": 1.0, "b": 0.666667, "city": 0.75}),
    (row("mean_distance", "school"), {"a": 0.0, "b": 1333.333333, "city": 1000.0}),
    # city: 300 of 400 near, and of the older 10 + 2/3 x 150 = 110 of 160; within a zone of one unit the group lives as all do
    (row("gap_between_groups", "school", radius_m=500, group="figures:older"), {"a": -0.25, "b": 0.083333, "city": 0.0625}),
    # one street along the town, walked at 60 m a minute: the third cell is 4,000 m or 66.67 minutes from its school
    (row("share_within_minutes", "school", travel="walk", within_min=20), {"a": 1.0, "b": 0.666667, "city": 0.75}),
    # cycled at 240 m a minute to a high school: the first cell needs 4.17 minutes, the second none, the third 16.67
    (row("share_within_minutes", "school", condition="kind=high", travel="cycle", within_min=4), {"a": 0.0, "b": 0.666667, "city": 0.5}),
    (row("share_within_minutes", "school", condition="kind=high", travel="cycle", within_min=5), {"a": 1.0, "b": 0.666667, "city": 0.75}),
    (row("mean_minutes", "school", travel="walk"), {"a": 0.0, "b": 22.223333, "city": 16.6675}),
    (row("mean_opportunities", "school", travel="walk", within_min=20), {"a": 2.0, "b": 0.666667, "city": 1.0}),
    (row("mean_gravity", "school", travel="walk", within_min=15), {"a": 1.4629, "b": 0.666667, "city": 0.865725}),  # a: 1 + 2^(-16.67 / 15)
    # seats: 10 for 100 people at weight 1, 20 for 100 people at weight 0.68 (16.67 of 30 minutes): 0.1 + 20 / 68 x 0.68 = 0.3
    (row("catchment_supply", "school", amount="seats", factor=1000, travel="walk", within_min=30), {"a": 300.0, "b": 0.0, "city": 75.0}),
    (row("share_served", "school", near_role="camera", least_kinds=2, travel="walk", within_min=10), {"a": 1.0, "b": 0.666667, "city": 0.75}),
])  # fmt: skip
def test_a_shape_gives_the_value_worked_out_by_hand(ground: Ground, asked: dict[str, Any], answer: dict[str, float]) -> None:
    assert values(ground, asked) == answer


def test_every_shape_is_worked_out() -> None:
    marks = test_a_shape_gives_the_value_worked_out_by_hand.pytestmark  # type: ignore[attr-defined]
    assert {asked["shape"] for asked, _ in marks[0].args[1]} == set(known_shapes())


@pytest.mark.parametrize("asked", [
    row("share_of_places", "school", condition="lit=Y"), row("share_near", "school", near_role="camera", near_condition="lit=Y", radius_m=100),
    row("share_near", "school", near_role="lamp", radius_m=100), row("per_people", "school", amount="books"), row("per_people", "school", per="figures:children"),
    row("ratio", "figures:children"), row("share_of_events", "accident", condition="night=Y"), row("trend", "fire"),
    row("shrunken_rate", "accident", condition="night=Y"), row("shrunken_rate", "accident", per="figures:children"), row("shrunken_rate", "school"),
    row("gap_between_groups", "school", radius_m=500, group="figures:children"), row("mean_minutes", "school", travel="drive"), row("mean_minutes", "library", travel="walk"),
    row("share_served", "school", near_role="camera;library", least_kinds=2, travel="walk", within_min=10), row("catchment_supply", "school", amount="books", travel="walk", within_min=30),
])  # fmt: skip
def test_what_no_file_says_is_unknown_and_not_zero(ground: Ground, asked: dict[str, Any]) -> None:
    assert unknown(ground, asked)


def test_a_trend_takes_three_years(ground: Ground) -> None:
    two = Events(ground.events.rows[~ground.events.rows["on_date"].str.startswith("2023")])
    assert unknown(replace(ground, events=two), row("trend", "accident"))


def test_the_affected_of_a_group_are_its_own_people_beyond_the_distance(ground: Ground) -> None:
    found = known_shapes()["gap_between_groups"](row("gap_between_groups", "school", radius_m=500, group="figures:older"), ground).by_place
    assert float(found.loc["city", "affected"]) == 50.0  # a third of the 150 of u2


def test_every_indicator_of_the_catalogue_changes_some_rank_of_sejong(tmp_path: Path) -> None:
    from dosi.model.findings import Heard, Measured
    from dosi.model.findings import People as Counted
    from dosi.model.rows import Limits, Themes, Weights, Zones
    from dosi.problems.ranking import scored

    shelf = building.make(ROOT / "examples" / "sejong", to="voice", home=tmp_path).shelf
    measured = shelf[Measured].rows

    def ranks(rows: pd.DataFrame) -> pd.DataFrame:
        made = scored(shelf[Zones], shelf[Themes], Measured(rows), shelf[Heard], shelf[Counted], shelf[Weights], shelf[Limits])
        return made.set_index(["zone", "theme"])["rank"].sort_index()

    whole = ranks(measured)
    idle = [i for i in shelf[Indicators].rows["indicator"] if whole.equals(ranks(measured[measured["indicator"] != i]))]
    assert idle == []


def test_the_interval_of_a_count_of_events_is_exact_poisson(ground: Ground) -> None:
    found = known_shapes()["per_people"](row("per_people", "accident", factor=100), ground)
    ends = uncertainty.interval(found, ground)
    # 12 accidents among 100 people in three years: chi-square quantiles give 6.20 to 20.96; 2 among 300: 0.242 to 7.225, over three hundreds
    assert ends.loc["a"].round(2).tolist() == [2.07, 6.99] and ends.loc["b"].round(3).tolist() == [0.027, 0.803]
    assert uncertainty.kind_of(found, ground) == "sampling"


def test_a_shrunken_rate_brings_the_interval_of_its_own_gamma_distribution(ground: Ground) -> None:
    found = known_shapes()["shrunken_rate"](row("shrunken_rate", "accident", factor=100), ground)
    ends = uncertainty.interval(found, ground)
    # a: gamma with 12 + 0.5485 events over 100 + 15.67 people; the city: exact Poisson, 14 of 400
    shape, rate = 12 + 0.035**2 / 0.00223333, 100 + 0.035 / 0.00223333
    assert ends.loc["a"].round(3).tolist() == pytest.approx([100 / 3 * stats.gamma.ppf(at, shape, scale=1 / rate) for at in (0.025, 0.975)], abs=1e-3)
    assert ends.loc["city"].round(3).tolist() == [0.638, 1.957] and uncertainty.kind_of(found, ground) == "sampling"
    raw = uncertainty.interval(known_shapes()["per_people"](row("per_people", "accident", factor=100), ground), ground)
    assert (ends.loc["b"] - raw.loc["b"]).abs().max() > 0.05 / 3  # it leans on the other zone


def test_how_units_differ_is_not_learnt_from_a_handful_of_people_beside_a_motorway() -> None:
    events, people = np.array([12.0, 2.0, 9.0, 10.0]), np.array([1000.0, 300.0, 800.0, 10.0])
    grown = prior_of(events[:3], people[:3])
    assert grown.variance == 0 and grown.mean == pytest.approx(23 / 2100)  # three units that chance alone could make differ
    assert prior_of(events, people).variance > 10 * prior_of(events, people).mean ** 2  # and ten events among ten people
    assert shrink(events, people, grown).value.tolist() == pytest.approx([23 / 2100] * 4)


def test_a_zone_of_one_unit_has_the_rate_of_its_unit_and_few_people_are_left_out_of_the_prior(ground: Ground) -> None:
    crosswalk = pd.DataFrame([{"legal_unit": f"l{n}", "legal_name_ko": "", "unit": f"u{n}", "zone": z, "people_share": 1.0, "share_kind": "exact"} for n, z in enumerate("aabbc")])
    people = [("city", "city", 5010), *((f"u{n}", "unit", p) for n, p in enumerate((2000, 1000, 1000, 1000, 10))), ("a", "zone", 3000), ("b", "zone", 2000), ("c", "zone", 10)]
    events = Events(pd.DataFrame([{"layer": "e", "event": f"{n}-{k}", "role": "accident", "legal_unit": f"l{n}", "on_date": "2021-05-01", "attributes": ""} for n, count in enumerate((40, 2, 30, 3, 9)) for k in range(count)]))
    made = replace(ground, crosswalk=Crosswalk(crosswalk), events=events, people=People(pd.DataFrame([{"place": p, "level": level, "name_ko": p, "people": n, "area_m2": 1.0, "basis_ko": ""} for p, level, n in people])))

    def rates(least: float) -> pd.Series:
        found = known_shapes()["shrunken_rate"](row("shrunken_rate", "accident", factor=1000, least_people=least), made).by_place
        return found["numerator"] / found["denominator"]

    # units of at least 500 people: m = 75 / 5000 = 0.015; A = (2000 x 0.005^2 + 1000 x (0.013^2 + 0.015^2 + 0.012^2)) / 5000 - 0.015 / 1250 = 0.0001056
    kept = 0.0001056 / (0.0001056 + 0.015 / 2000)
    assert rates(500)["u0"] == pytest.approx((0.015 + kept * 0.005) * 1000 / 3, rel=1e-6)
    assert rates(500)["c"] == rates(500)["u4"] and rates(0)["c"] > 2 * rates(500)["c"]


def test_places_that_chance_alone_could_make_differ_have_one_rate() -> None:
    same = shrink(np.array([3.0, 5.0, 4.0]), np.array([100.0, 100.0, 100.0]))
    assert same.variance == 0 and same.value.round(4).tolist() == [0.04] * 3 and same.above(2).tolist() == [0.0] * 3
    # 12 events in all: chi-square quantiles 6.20 and 20.96, over 300
    assert [same.low.round(4).tolist(), same.high.round(4).tolist()] == [[0.0207] * 3, [0.0699] * 3]
    none = shrink(np.zeros(3), np.array([100.0, np.nan, 0.0]))
    assert none.value[0] == 0 and np.isnan(none.value[1:]).all() and none.high[0] == pytest.approx(0.0369, abs=1e-4)


@given(some.lists(some.tuples(some.integers(0, 60), some.integers(1, 5000)), min_size=2, max_size=30))
def test_shrinking_draws_every_rate_towards_the_mean_and_those_of_few_people_most(places: list[tuple[int, int]]) -> None:
    events, people = np.array(places, float).T
    made = shrink(events, people)
    raw = events / people
    assert (np.abs(made.value - made.mean) <= np.abs(raw - made.mean) + 1e-12).all()
    assert ((made.value - made.mean) * (raw - made.mean) >= -1e-15).all()
    if made.variance:
        kept = made.variance / (made.variance + made.mean / people)
        assert made.value == pytest.approx(made.mean + kept * (raw - made.mean), rel=1e-9, abs=1e-12)
        assert (np.diff(kept[np.argsort(people, kind="stable")]) >= 0).all()
    assert (made.low <= made.high).all()


@pytest.mark.skipif(not REAL_ACCIDENTS.is_file(), reason="the real accidents are not beside the project")
@pytest.mark.parametrize(("condition", "deviance"), [("severity=사망사고|중상사고", (36.8, 40.3)), (None, (96.0, 100.3))])
def test_shrunken_rates_of_two_years_tell_the_third_better_than_raw_ones(real: tuple[Ground, pd.Series], condition: str | None, deviance: tuple[float, float]) -> None:
    ground, people = real
    events = ground.events_of("events:accident", condition)
    year = events["on_date"].str[:4]
    before, after = (events[take].groupby("unit").size().reindex(people.index, fill_value=0).to_numpy(float) for take in (year < "2023", year == "2023"))
    told = foretold(before, after, people.to_numpy(float))
    assert len(people) == 24 and told["deviance"].round(1).to_dict() == {"raw": deviance[1], "shrunken": deviance[0]}
    assert told.loc["shrunken", "deviance"] < told.loc["raw", "deviance"]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ground, pd.Series]:
    """The example city on its real accidents: what shapes count on, and people by reporting unit."""
    shelf = building.make(ROOT / "examples" / "sejong", data=REAL_ACCIDENTS.parent.parent, to="evidence", home=tmp_path_factory.mktemp("real")).shelf
    lines, located, cells = Lines([]), shelf[Located], shelf[LocatedCells]
    ground = Ground(shelf[People], located, cells, shelf[Events], shelf[Crosswalk], shelf[UnitFigures], Travels(shelf[TravelModes], lines, located, cells, shelf[GroundCells]))
    return ground, ground.people_of[shelf[People].rows.set_index("place")["level"] == "unit"]


def test_the_interval_of_a_share_of_events_is_wilsons_and_of_a_trend_from_poisson_years(ground: Ground) -> None:
    share = known_shapes()["share_of_events"](row("share_of_events", "accident", condition="severity=fatal|serious"), ground)
    assert uncertainty.interval(share, ground).loc["a"].round(3).tolist() == [0.047, 0.448]  # 2 of 12
    trend = known_shapes()["trend"](row("trend", "accident"), ground)
    # a: variance of the slope (2 + 6) / 4 = 2, over the mean 4: 0.5 -+ 1.96 x 0.3536
    assert uncertainty.interval(trend, ground).loc["a"].round(3).tolist() == [-0.193, 1.193]


def test_the_interval_of_cells_follows_the_measured_error_of_the_grid(ground: Ground) -> None:
    modelled = replace(ground, cell_error_share=0.3)
    found = known_shapes()["share_within"](row("share_within", "school", radius_m=500), modelled)
    ends = uncertainty.interval(found, modelled)
    # b: 200 of 300 near; parts 200 - 2/3 x 200 and 0 - 2/3 x 100: sqrt(2) x 66.67 = 94.28, x 0.3 / 300 = 0.09428; 2/9 / 0.09428^2 = 25, but blocks of 200 and
    # 100 are worth 300^2 / (200^2 + 100^2) = 1.8, over 0.3^2 only 20: Wilson of 13.33 among 20
    assert ends.loc["b"].round(4).tolist() == [0.4487, 0.8309]
    # a: one block, worth 1 / 0.09 = 11.11; 3.8415 / (11.11 + 3.8415) = 0.2569 may live elsewhere
    assert ends.loc["a"].round(4).tolist() == [0.7431, 1.0]
    assert uncertainty.interval(found, ground).isna().all().all() and uncertainty.kind_of(found, ground) == "none"


def test_registers_and_official_figures_have_no_sampling_error(ground: Ground) -> None:
    for asked in (row("share_of_places", "school", condition="kind=high"), row("ratio", "figures:workers"), row("per_people", "school")):
        found = known_shapes()[asked["shape"]](asked, ground)
        assert uncertainty.interval(found, ground).isna().all().all() and uncertainty.kind_of(found, ground) == "none"


def test_uphill_takes_longer_where_heights_are_known_and_the_mode_minds_slopes(ground: Ground) -> None:
    slow = ground.travels.modes.rows.assign(slope="yes")
    ramp = pd.DataFrame([{"layer": "h", "cell": f"{n}_{m}", "role": "terrain:height", "x_m": n * 100.0, "y_m": m * 100.0, "value": n * 5.0} for n in range(-5, 100) for m in range(-2, 3)])
    hilly = replace(ground.travels, modes=TravelModes(slow), ground=GroundCells(ramp))
    # the third cell lies 4,000 m up a ramp of 5 % from its school; it walks down, at Tobler's best: exp(-3.5 x 0) / exp(-3.5 x 0.05) = 1.19 times as fast
    asked = row("mean_minutes", "school", travel="walk")
    down = known_shapes()["mean_minutes"](asked, replace(ground, travels=hilly)).by_cell.set_index("cell")["minutes"]
    assert down["c3"] == pytest.approx(4000 / 60 / 1.1912, abs=0.02)
    assert down["c1"] == 0
