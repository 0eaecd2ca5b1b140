"""What lies around each chosen place: people now and foreseen, the floating population, the street, dangerous spots, other facilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from dosi.model.choices import OfferedSites, SitedServices, SiteEvidence, Sites, SiteSurroundings
from dosi.model.findings import Located, LocatedCells, PeopleForecast
from dosi.model.layers import Lines, UnitFigures
from dosi.model.rows import Services

AROUND_M = 300.0
"""how far surroundings reach, and people of a service that has no distance of its own"""
STREET_M = 100.0
"""a street further away than this is not the place's street"""
FLOATING, STREET, SPOT, FACILITY = "figures:floating", "network:", "spot:", "facility:"
"""role of the floating population, and how roles of streets, dangerous spots and facilities begin"""


def look_around(sites: Sites, services: Services, located: Located, located_cells: LocatedCells, lines: Lines, figures: UnitFigures, forecast: PeopleForecast) -> SiteSurroundings:
    """For each chosen site what a survey on the spot would begin with, from the data that is there; what no file says is missing.

    People ahead: people of each cell within the service's distance x the forecast (middle) of their zone for the plan's last year over its people today. The floating
    population is that of the reporting unit that the place lies in, as no finer figure is published. Nearest street at most 100 m away; spots and facilities within 300 m.
    """
    rows = sites.rows.merge(located.rows[["layer", "place", "unit"]], on=["layer", "place"], how="left")
    if not len(rows):
        return SiteSurroundings(pd.DataFrame(columns=list(SiteSurroundings.columns)))
    at = rows[["x_m", "y_m"]].to_numpy(float)
    radius = rows["service"].map(services.rows.set_index("service")["radius_m"]).fillna(AROUND_M).to_numpy(float)
    now, ahead = _people(at, radius, located_cells, forecast)
    floating = figures.rows[figures.rows["role"] == FLOATING].drop_duplicates("unit").set_index("unit")["value"]
    places = located.rows
    spots = places[places["role"].str.startswith(SPOT)]
    made = pd.DataFrame({
        "site": rows["site"], "service": rows["service"], "layer": rows["layer"], "place": rows["place"], "people_now": now, "people_ahead": ahead, "floating": rows["unit"].map(floating).astype(float),
        **_street(at, lines.rows[lines.rows["role"].str.startswith(STREET)]), "spots_near": [len(found) for found in _near(at, spots)] if len(spots) else None,
        "around": _around(at, places[places["role"].str.startswith(FACILITY)], rows),
    })  # fmt: skip
    return SiteSurroundings(made)


def sum_up_places(sites: Sites, offered_sites: OfferedSites, evidence: SiteEvidence, surroundings: SiteSurroundings) -> SitedServices:
    """The evidence of a service's sites together: the site in the middle (median) of each figure, how many sites stand near a dangerous spot or could be bettered, and whom all reach.

    People reached and possible: of each zone the people whom its places newly reach and the proven most of its last step, added up; places of a zone reach its own people, those of the city everybody.
    """
    rows = surroundings.rows.merge(evidence.rows[["site", "standing_m", "people_alone", "lost_people"]], on="site", how="left")
    rows = rows.assign(at_spots=(rows["spots_near"] > 0).astype("Int64").where(rows["spots_near"].notna()), bettered=(rows["lost_people"] < 0).astype("Int64").where(rows["lost_people"].notna()))
    by = rows.groupby("service", sort=False)
    median = by[["people_now", "people_ahead", "floating", "street_km_per_h", "standing_m", "people_alone", "lost_people"]].agg(lambda values: values.astype(float).median())
    counts = pd.DataFrame({"sites": by.size(), "at_spots": by["at_spots"].sum(min_count=1), "bettered": by["bettered"].sum(min_count=1)})
    most = sites.rows[["site", "service", "zone", "people_added"]].merge(offered_sites.rows[["site", "people_possible"]], on="site").dropna(subset=["people_possible"])
    of_zone = most.groupby(["service", "zone"], sort=False).agg(people_reached=("people_added", "sum"), people_possible=("people_possible", "max"))
    whole = ["people_now", "people_ahead", "floating", "people_alone", "lost_people"]
    made = counts.join(median).join(of_zone.groupby("service", sort=False).sum()).reset_index()
    made[whole] = made[whole].round()
    made[["standing_m", "street_km_per_h"]] = made[["standing_m", "street_km_per_h"]].round(1)
    return SitedServices(made.reindex(columns=list(SitedServices.columns)))


def _people(at: np.ndarray, radius: np.ndarray, cells: LocatedCells, forecast: PeopleForecast) -> tuple[list[int], list[int | None]]:
    """People within the radius of each place today, and in the last year foreseen; None where a zone among them has no forecast."""
    homes = cells.rows
    if not len(homes):
        return [0] * len(at), [None] * len(at)
    rows = forecast.rows[(forecast.rows["level"] == "zone") & (forecast.rows["variant"] == "mid")]
    rows = rows[rows["year"] == rows["year"].max()]
    factor = homes["zone"].map((rows["people"].astype(float) / rows["base"].astype(float).where(rows["base"] > 0)).set_axis(rows["place"]))
    people = homes["people"].to_numpy(np.int64)
    then = people * factor.to_numpy(float)
    found = [np.asarray(f, np.int64) for f in cKDTree(homes[["x_m", "y_m"]].to_numpy(float)).query_ball_point(at, radius)]
    ahead = [float(then[f].sum()) for f in found]
    return [int(people[f].sum()) for f in found], [None if np.isnan(a) else round(a) for a in ahead]


def _near(at: np.ndarray, places: pd.DataFrame) -> list[np.ndarray]:
    """Positions of the places within reach of each site."""
    return [np.asarray(f, np.int64) for f in cKDTree(places[["x_m", "y_m"]].to_numpy(float)).query_ball_point(at, AROUND_M)]


def _street(at: np.ndarray, streets: pd.DataFrame) -> dict[str, Any]:
    """The nearest street of each site, the first of several as near: its name, the distance and its speeds."""
    names = {"street_ko": "name_ko", "street_km_per_h": "speed_km_per_h", "street_permitted_km_per_h": "permitted_km_per_h"}
    made: dict[str, Any] = {"street_ko": pd.Series(None, index=range(len(at)), dtype="str"), "street_m": np.full(len(at), np.nan), **{name: np.full(len(at), np.nan) for name in list(names)[1:]}}
    if not len(streets):
        return made
    (site, line), away = shapely.STRtree(shapely.from_wkb(streets["shape"].to_numpy())).query_nearest(shapely.points(at), max_distance=STREET_M, return_distance=True)
    order = np.lexsort((line, site))
    first = order[np.unique(site[order], return_index=True)[1]]
    made["street_m"][site[first]] = np.round(away[first], 1)
    for ours, theirs in names.items():
        values = streets[theirs].to_numpy(object if ours == "street_ko" else float)[line[first]]
        if ours == "street_ko":
            made[ours].iloc[site[first]] = values
        else:
            made[ours][site[first]] = values
    return made


def _around(at: np.ndarray, places: pd.DataFrame, rows: pd.DataFrame) -> list[str | None]:
    """How many facilities of each role stand around each site, the site's own place left out, as role=count."""
    if not len(places):
        return [None] * len(at)
    role, key = places["role"].to_numpy("U"), (places["layer"].astype("str") + "\0" + places["place"].astype("str")).to_numpy("U")
    own = (rows["layer"].astype("str") + "\0" + rows["place"].astype("str")).to_numpy("U")
    said: list[str | None] = []
    for n, found in enumerate(_near(at, places)):
        names, counts = np.unique(role[found[key[found] != own[n]]], return_counts=True)
        said.append(";".join(f"{name}={count}" for name, count in zip(names, counts, strict=True)) or None)
    return said
