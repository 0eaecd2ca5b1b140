"""Why a device stands here: whom it alone reaches, the nearest standing device, and what the next best place would lose; against trying every exchange."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dosi.infrastructure import compare_places, look_around
from dosi.model.choices import SitedServices, SiteEvidence, Sites, SiteSurroundings
from dosi.model.findings import Located, LocatedCells, PeopleForecast
from dosi.model.layers import Lines, UnitFigures
from dosi.model.rows import Services
from dosi.sources.city import shipped
from dosi.workbench import building
from dosi.workbench.building import Made

Point = tuple[int, int]
points = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7, unique=True)


def test_the_tiny_citys_crossings(tiny: Made) -> None:
    rows = tiny.shelf[SiteEvidence].rows.set_index("site")
    # k3 and k4 are b's only crossings and lie apart: each alone reaches its 100, and no other place is left
    assert rows.at["smart_crossing.b.001", "people_alone"] == rows.at["smart_crossing.b.002", "people_alone"] == 100
    assert rows["other_place"].isna().all() and rows["lost_people"].isna().all()
    # 120 live within the distance of stop s2, of whom 20 are not b's
    assert rows.at["stop_display.b.001", "people_alone"] == 100
    assert tiny.shelf[SiteSurroundings].rows.set_index("site").at["stop_display.b.001", "people_now"] == 120


SERVICE = shipped("kr", Services).rows.iloc[[0]].assign(site_condition=None, provides_condition=None)


def compared(spots: list[Point], chosen: int, homes: list[tuple[Point, int]], there: list[Point], radius: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Evidence and surroundings of the first `chosen` spots, all in one zone."""
    service = SERVICE.assign(radius_m=radius, site_role="here", provides_role="there" if there else None)
    located = [("l", f"p{n}", "here", x, y) for n, (x, y) in enumerate(spots)] + [("t", f"q{n}", "there", x, y) for n, (x, y) in enumerate(there)]
    places = pd.DataFrame(located, columns=["layer", "place", "role", "x_m", "y_m"]).assign(zone="a", attributes=None, legal_unit="x", unit="x")
    cells = pd.DataFrame([(f"c{n}", "a", people, x, y) for n, ((x, y), people) in enumerate(homes)], columns=["cell", "zone", "people", "x_m", "y_m"]).assign(legal_unit="x", unit="x")
    sites = pd.DataFrame([(f"s{n}", SERVICE["service"].iloc[0], "a", "l", f"p{n}", *spots[n], 1, 2025) for n in range(chosen)], columns=[*Sites.columns])
    ground = Sites(sites), Services(service), Located(places.reindex(columns=[*Located.columns])), LocatedCells(cells.reindex(columns=[*LocatedCells.columns]))
    around = look_around(*ground, Lines(), UnitFigures(), PeopleForecast())
    return compare_places(*ground).rows.set_index("site"), around.rows.set_index("site")


@settings(max_examples=80)
@given(spots=points, homes=st.lists(st.tuples(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.integers(1, 9)), max_size=9), there=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2),
       data=st.data())  # fmt: skip
def test_every_exchange_tried_says_the_same(spots: list[Point], homes: list[tuple[Point, int]], there: list[Point], data: st.DataObject) -> None:
    chosen, radius = data.draw(st.integers(1, len(spots))), data.draw(st.sampled_from([1.0, 2.5, 4.0]))
    rows, around = compared(spots, chosen, homes, there, radius)

    def far(one: Point, other: Point) -> float:
        return float(np.hypot(one[0] - other[0], one[1] - other[1]))

    open_homes = [(at, n) for at, n in homes if not any(far(at, t) <= radius for t in there)]

    def reached(places: list[int]) -> int:
        return sum(n for at, n in open_homes if any(far(at, spots[p]) <= radius for p in places))

    if not homes:
        assert rows.empty
        return
    for n in range(chosen):
        others = [p for p in range(chosen) if p != n]
        row = rows.loc[f"s{n}"]
        assert around.at[f"s{n}", "people_now"] == sum(m for at, m in homes if far(at, spots[n]) <= radius)
        assert row["people_alone"] == reached([*others, n]) - reached(others)
        assert (row["standing_m"] == pytest.approx(min(far(spots[n], t) for t in there), abs=0.05)) if there else np.isnan(row["standing_m"])
        free = range(chosen, len(spots))
        if not free:
            assert pd.isna(row["other_people"])
            continue
        best = max(reached([*others, p]) for p in free) - reached(others)
        assert (row["other_people"], row["lost_people"]) == (best, row["people_alone"] - best)
        assert reached([*others, int(str(row["other_place"])[1:])]) - reached(others) == best


def test_a_contractor_finds_every_site_with_its_reasons_in_a_geopackage(tiny_folder: Path) -> None:
    import geopandas

    folder = building.build(tiny_folder, formats=["html"]).folder
    rows = geopandas.read_file(folder / "sites.gpkg", layer="sites").set_index("site")
    assert rows.crs.to_string() == "EPSG:5179" and len(rows) == 4
    crossing = rows.loc["smart_crossing.b.001"]
    assert (crossing["service_ko"], crossing["zone_ko"], crossing["people_alone"], crossing["start_year"]) == ("스마트 건널목", "나생활권", 100, 2025)
    assert ((crossing.geometry.x, crossing.geometry.y) == (981200.0, 1830600.0) and crossing["other_people"] is None) or pd.isna(crossing["other_people"])


def test_what_lies_around_the_tiny_citys_places(tiny: Made) -> None:
    rows = tiny.shelf[SiteSurroundings].rows.set_index("site")
    # within 300 m of crossing k3 live the 100 of cell c4, zone b; its forecast is 189 of 200 at the end of the plan, so 94.5
    crossing = rows.loc["smart_crossing.b.001"]
    assert (crossing["people_now"], crossing["people_ahead"]) == (100, 94)
    assert crossing["around"] == "facility:bus_stop=1"  # stop s2, 100 m away; k4 is 600 m away
    assert pd.isna(crossing["floating"]) and pd.isna(crossing["street_m"]) and pd.isna(crossing["spots_near"])  # nobody supplied these
    service = tiny.shelf[SitedServices].rows.set_index("service").loc["smart_crossing"]
    mine = rows[rows["service"] == "smart_crossing"]
    assert (service["sites"], service["people_now"]) == (len(mine), mine["people_now"].astype(float).median())


def test_the_street_the_spots_and_the_floating_people_of_a_place() -> None:
    sites = Sites(pd.DataFrame([("s0", "x", "a", "l", "p0", 0.0, 10.0, 1, 2025)], columns=[*Sites.columns]))
    services = Services(SERVICE.assign(service="x", radius_m=None))
    located = pd.DataFrame([("l", "p0", "facility:here", 0.0, 10.0), ("l", "p1", "facility:here", 0.0, 310.0), ("l", "p2", "facility:here", 0.0, 311.0), ("t", "q", "spot:accident", 200.0, 0.0)],
                           columns=["layer", "place", "role", "x_m", "y_m"]).assign(unit="u", zone="a", legal_unit="x")  # fmt: skip
    cells = pd.DataFrame([("c", 30, 0.0, 0.0, "a"), ("d", 7, 0.0, 5.0, "b")], columns=["cell", "people", "x_m", "y_m", "zone"]).assign(unit="u", legal_unit="x")
    streets = pd.DataFrame([("st", n, "network:street", name, shapely.to_wkb(shapely.LineString([(-50, y), (50, y)])), speed, 50.0) for n, name, y, speed in (("1", "far", 60.0, 44.0), ("2", "near", 0.0, 31.0))],
                           columns=["layer", "line", "role", "name_ko", "shape", "speed_km_per_h", "permitted_km_per_h"]).assign(meets="nodes", one_way="no")  # fmt: skip
    figures = pd.DataFrame([("floating", "u", "figures:floating", 900.0), ("population", "u", "figures:population", 1.0)], columns=["measure", "unit", "role", "value"])
    ahead = pd.DataFrame([(z, y, "mid", "zone", base, people) for z, y, base, people in (("a", 2028, 100, 90), ("a", 2029, 100, 150), ("b", 2029, 100, 200))], columns=["place", "year", "variant", "level", "base", "people"]).assign(method_ko="x")

    def row(forecast: pd.DataFrame) -> pd.Series:
        tables = (Located(located.reindex(columns=[*Located.columns])), LocatedCells(cells.reindex(columns=[*LocatedCells.columns])), Lines(streets.reindex(columns=[*Lines.columns])),
                  UnitFigures(figures.reindex(columns=[*UnitFigures.columns])), PeopleForecast(forecast.reindex(columns=[*PeopleForecast.columns])))  # fmt: skip
        return look_around(sites, services, *tables).rows.iloc[0]

    found = row(ahead)
    assert (found["street_ko"], found["street_m"], found["street_km_per_h"], found["street_permitted_km_per_h"]) == ("near", 10.0, 31.0, 50.0)
    assert (found["floating"], found["spots_near"], found["around"]) == (900, 1, "facility:here=1")  # the place itself is not counted, the one 301 m away neither
    assert (found["people_now"], found["people_ahead"]) == (37, 30 * 1.5 + 7 * 2)
    assert pd.isna(row(ahead[ahead["place"] == "a"])["people_ahead"])  # part of the people have no forecast: unknown, not fewer
