"""Write every generated layer of the example into ../data.

Run by hand (``python generate.py``); the results are shipped. Everything here is invented: it starts from the shipped
boundaries, the published people per reporting unit and seeded chance, and copies no map and no municipal file. Same
seed and same library versions, same bytes.
"""

from __future__ import annotations

from pathlib import Path

import everyday
import facilities
import geopandas as gpd
import groups
import pandas as pd
import places
import pyogrio
import settlement
import streets

DATA = places.CITY / "data"
ONE_TIME = "2024-07-31T00:00:00.000Z"


def write_table(name: str, table: pd.DataFrame) -> Path:
    """Write a table as CSV (UTF-8, line feeds)."""
    path = DATA / f"{name}.csv"
    table.to_csv(path, index=False, lineterminator="\n")
    return path


def write_points(name: str, ending: str, table: pd.DataFrame) -> Path:
    """Write points with lon and lat, or x_m and y_m, as GeoJSON, or as GeoParquet."""
    degrees = "lon" in table
    at, crs = (["lon", "lat"], places.DEGREES) if degrees else (["x_m", "y_m"], places.METRES)
    shapes = gpd.GeoDataFrame(table.drop(columns=at), geometry=gpd.points_from_xy(table[at[0]], table[at[1]]), crs=crs)
    path = DATA / f"{name}.{ending}"
    path.unlink(missing_ok=True)
    if ending == "parquet":
        shapes.to_parquet(path, index=False, compression="zstd")
    else:
        shapes.to_file(path, driver="GeoJSON", RFC7946="YES", COORDINATE_PRECISION=6)
    return path


def write_lines(name: str, lines: gpd.GeoDataFrame) -> Path:
    """Write lines as GeoPackage; its time stamps are fixed, so that the bytes are too."""
    path = DATA / f"{name}.gpkg"
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": ONE_TIME})
    lines.to_file(path, layer=name, driver="GPKG")
    return path


def main() -> None:
    """Invent the layers from coarse to fine and write them, printing rows and size of each."""
    DATA.mkdir(exist_ok=True)
    city = places.read()
    cells, hamlets = settlement.settle(city)
    network = streets.lay(city, hamlets, cells)
    ground = facilities.Ground(city, cells, hamlets, network)
    zones = facilities.school_zones(ground)

    shipped_cells = cells[["cell_id", "x_m", "y_m", "people"]].astype({"x_m": int, "y_m": int})
    tables = {
        "population_cells": shipped_cells,
        "bus_stops": facilities.bus_stops(ground),
        "crosswalks": facilities.crosswalks(ground),
        "school_zones": zones,
        "schools": facilities.schools(ground, zones),
        "cctv": facilities.cctv(ground, zones),
        "car_parks": facilities.car_parks(ground),
        "ev_chargers": facilities.ev_chargers(ground),
        "street_lights": facilities.street_lights(ground),
        "public_wifi": facilities.public_wifi(ground),
        "senior_centres": facilities.senior_centres(ground),
        "health_centres": facilities.health_centres(ground),
        "operation_centre": facilities.operation_centre(ground),
        "bikeshare": facilities.bikeshare(ground),
        "accidents": facilities.accidents(ground),
        "parcel_lockers": everyday.parcel_lockers(ground),
        "civil_desks": everyday.civil_desks(ground),
        "housing_complexes": everyday.housing_complexes(ground),
        "vacant_homes": everyday.vacant_homes(ground),
        "recycling_points": everyday.recycling_points(ground),
        "groups": groups.by_unit(city),
    }
    written = {name: (write_table(name, table), len(table)) for name, table in tables.items()}
    for name, ending, table in (
        ("libraries", "geojson", facilities.libraries(ground)),
        ("air_sensors", "geojson", facilities.air_sensors(ground)),
        ("manholes", "parquet", facilities.manholes(ground)),
    ):
        written[name] = (write_points(name, ending, table), len(table))
    written["streets"] = (write_lines("streets", network.edges.drop(columns="unit")), len(network.edges))
    for path, rows in written.values():
        print(f"{path.name:24} {rows:6,} rows {path.stat().st_size / 1e3:8,.0f} kB")
    print(f"people {cells['people'].sum():,}, streets {network.edges['length_m'].sum() / 1e3:,.0f} km")


if __name__ == "__main__":
    main()
