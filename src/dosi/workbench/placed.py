"""The chosen sites as a GeoPackage that a contractor or a geographic information system opens: where, what, when, and why there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dosi.model.choices import SiteEvidence, Sites, SiteSurroundings
from dosi.model.city import City, Shelf
from dosi.model.findings import Located
from dosi.model.rows import Services, Zones

NAME = "sites.gpkg"
LAYER = "sites"
EVERYWHERE = "시 전체"


def write(city: City, shelf: Shelf, folder: Path) -> Path | None:
    """A layer of points in the city's coordinates, a row per site with its evidence; the same plan gives the same bytes. Nothing where no place is chosen."""
    if Sites.name not in shelf or not len(shelf[Sites]):
        return None
    import geopandas
    import pyogrio

    rows = table(shelf)
    path = folder / NAME
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{city.as_of}T00:00:00.000Z"})  # GeoPackages keep the time they were written at
    try:
        geopandas.GeoDataFrame(rows.drop(columns=["x_m", "y_m"]), geometry=geopandas.points_from_xy(rows["x_m"], rows["y_m"]), crs=city.crs).to_file(path, layer=LAYER, driver="GPKG", engine="pyogrio")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return path


def table(shelf: Shelf) -> pd.DataFrame:
    """Sites with the names of what stands there and why, by service, zone and site."""
    sites = shelf[Sites].rows
    names = shelf[Located].rows[["layer", "place", "name_ko"]].rename(columns={"name_ko": "place_ko"})
    why = shelf[SiteEvidence].rows.drop(columns=["service", "zone", "source"], errors="ignore")
    around = shelf[SiteSurroundings].rows.drop(columns=["service", "layer", "place", "source"], errors="ignore")
    title, zone = (shelf[kind].rows.set_index(key)[column] for kind, key, column in ((Services, "service", "title_ko"), (Zones, "zone", "name_ko")))
    rows = sites.merge(names, on=["layer", "place"], how="left").merge(why, on="site", how="left").merge(around, on="site", how="left")
    rows = rows.assign(service_ko=rows["service"].map(title), zone_ko=rows["zone"].map(zone).fillna(EVERYWHERE))
    columns = ["site", "service", "service_ko", "zone", "zone_ko", "layer", "place", "place_ko", "start_year", "people_added", "people_now", "people_alone", "standing_m",
               "other_layer", "other_place", "other_people", "lost_people", "people_ahead", "floating", "street_ko", "street_m", "street_km_per_h", "street_permitted_km_per_h", "spots_near", "around",
               "x_m", "y_m"]  # fmt: skip
    made = rows[columns].sort_values(["service", "zone", "site"], ignore_index=True)
    whole = ["start_year", "people_added", "people_now", "people_alone", "other_people", "lost_people", "people_ahead", "spots_near"]
    return made.astype(dict.fromkeys(whole, "Int64"))
