"""Why a device stands here: people near it, whom it alone reaches, the nearest standing device, and what the next best place would lose; against trying every exchange."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosi.infrastructure import compare_places
from dosi.model.choices import SiteEvidence, Sites
from dosi.model.findings import Located, LocatedCells
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
    assert (rows.at["stop_display.b.001", "people_near"], rows.at["stop_display.b.001", "people_alone"]) == (120, 100)


SERVICE = shipped("kr", Services).rows.iloc[[0]].assign(site_condition=None, provides_condition=None)


def compared(spots: list[Point], chosen: int, homes: list[tuple[Point, int]], there: list[Point], radius: float) -> pd.DataFrame:
    """Evidence of the first `chosen` spots, all in one zone."""
    service = SERVICE.assign(radius_m=radius, site_role="here", provides_role="there" if there else None)
    located = [("l", f"p{n}", "here", x, y) for n, (x, y) in enumerate(spots)] + [("t", f"q{n}", "there", x, y) for n, (x, y) in enumerate(there)]
    places = pd.DataFrame(located, columns=["layer", "place", "role", "x_m", "y_m"]).assign(zone="a", attributes=None, legal_unit="x", unit="x")
    cells = pd.DataFrame([(f"c{n}", "a", people, x, y) for n, ((x, y), people) in enumerate(homes)], columns=["cell", "zone", "people", "x_m", "y_m"]).assign(legal_unit="x", unit="x")
    sites = pd.DataFrame([(f"s{n}", SERVICE["service"].iloc[0], "a", "l", f"p{n}", *spots[n], 1, 2025) for n in range(chosen)], columns=[*Sites.columns])
    return compare_places(Sites(sites), Services(service), Located(places.reindex(columns=[*Located.columns])), LocatedCells(cells.reindex(columns=[*LocatedCells.columns]))).rows.set_index("site")


@settings(max_examples=80)
@given(spots=points, homes=st.lists(st.tuples(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.integers(1, 9)), max_size=9), there=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2),
       data=st.data())  # fmt: skip
def test_every_exchange_tried_says_the_same(spots: list[Point], homes: list[tuple[Point, int]], there: list[Point], data: st.DataObject) -> None:
    chosen, radius = data.draw(st.integers(1, len(spots))), data.draw(st.sampled_from([1.0, 2.5, 4.0]))
    rows = compared(spots, chosen, homes, there, radius)

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
        assert row["people_near"] == sum(m for at, m in homes if far(at, spots[n]) <= radius)
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
