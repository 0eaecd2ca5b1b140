"""What the generator starts from: the shipped boundaries, villages and rows of this folder, and nothing else."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.ndimage import gaussian_filter

CITY = Path(__file__).parent.parent
METRES, DEGREES = "EPSG:5179", "EPSG:4326"
CELL_M = 100
SEED = 20250101


def chance(name: str) -> np.random.Generator:
    """Give each layer its own seeded source of chance, so that changing one layer leaves the others as they are."""
    return np.random.default_rng([SEED, zlib.crc32(name.encode())])


@dataclass(frozen=True)
class Raster:
    """The city as 100 m cells: where each cell lies, its legal unit, and how hilly it is."""

    x_m: np.ndarray
    """Middles of the columns, EPSG:5179."""
    y_m: np.ndarray
    """Middles of the rows, from south to north."""
    unit: np.ndarray
    """Row of the legal unit in Places.units, by cell; -1 outside the city."""
    hill: np.ndarray
    """Invented relief, 0 (valley) to 1 (ridge), by rank over the city; no real elevation."""

    def at(self, x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Say in which row and column points lie, clipped to the raster."""
        column = np.clip(((np.asarray(x_m) - self.x_m[0]) / CELL_M + 0.5).astype(int), 0, len(self.x_m) - 1)
        row = np.clip(((np.asarray(y_m) - self.y_m[0]) / CELL_M + 0.5).astype(int), 0, len(self.y_m) - 1)
        return row, column


@dataclass(frozen=True)
class Places:
    """Legal units with zone, kind of zone and people; villages; the raster over them."""

    units: gpd.GeoDataFrame
    villages: pd.DataFrame
    raster: Raster

    def unit_of(self, x_m: np.ndarray, y_m: np.ndarray) -> np.ndarray:
        """Say in which legal unit (row of units) points lie; -1 outside the city."""
        points = shapely.points(x_m, y_m)
        found = np.full(len(points), -1)
        for i, shape in enumerate(self.units.geometry):
            shapely.prepare(shape)
            found[shapely.contains(shape, points)] = i
        return found


def whole_parts(total: int, shares: np.ndarray, most: np.ndarray | None = None) -> np.ndarray:
    """Split a whole number by shares into whole parts with exactly that sum, by largest remainders, none above most."""
    shares = np.asarray(shares, dtype=float)
    parts = np.zeros(len(shares), dtype=int)
    limit = np.full(len(shares), total) if most is None else most
    while (left := total - parts.sum()) > 0:
        open_shares = np.where(parts < limit, shares, 0.0)
        if open_shares.sum() == 0:
            raise ValueError(f"{left} of {total} find no place below the limit")
        wanted = np.minimum(parts + left * open_shares / open_shares.sum(), limit)
        floor = np.maximum(np.floor(wanted + 1e-9).astype(int), parts)
        if floor.sum() == parts.sum():
            by_remainder = np.argsort(-(wanted - floor), kind="stable")
            by_remainder = by_remainder[floor[by_remainder] < limit[by_remainder]][:left]
            floor[by_remainder] += 1
        parts = floor
    return parts


def smooth_noise(shape: tuple[int, int], width: float, rng: np.random.Generator) -> np.ndarray:
    """Make a random surface with features of about ``width`` cells, mean 0, deviation 1."""
    field = gaussian_filter(rng.standard_normal(shape), width, mode="wrap")
    return (field - field.mean()) / field.std()


def to_degrees(x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn projected metres into longitude and latitude, rounded to 6 digits (about 10 cm)."""
    lon, lat = Transformer.from_crs(METRES, DEGREES, always_xy=True).transform(x_m, y_m)
    return np.round(lon, 6), np.round(lat, 6)


def read() -> Places:
    """Read boundaries, villages, crosswalk and figures of the city folder and lay the raster over them."""
    text = {"legal_unit": str, "ri_code": str}
    units = gpd.read_file(CITY / "boundaries/legal_units.geojson").to_crs(METRES)
    crosswalk = pd.read_csv(CITY / "rows/crosswalk.csv", dtype=text).rename(columns={"unit": "reporting_unit", "zone": "zone_id"})
    zones = pd.read_csv(CITY / "rows/zones.csv").rename(columns={"zone": "zone_id"})
    figures = pd.read_csv(CITY / "rows/figures.csv")
    units = units.merge(crosswalk, on="legal_unit").merge(zones[["zone_id", "kind"]], on="zone_id")
    units = units.sort_values("legal_unit").reset_index(drop=True)
    population = figures[figures["measure"] == "population"].set_index("place")["value"]
    units["people"] = 0
    for unit, rows in units.groupby("reporting_unit"):
        units.loc[rows.index, "people"] = whole_parts(int(population[unit]), rows["people_share"].to_numpy())
    units["density_per_ha"] = units["people"] / (units.area / 10_000)
    villages = pd.read_csv(CITY / "boundaries/villages.csv", dtype=text)
    return Places(units, villages, lay_raster(units))


def lay_raster(units: gpd.GeoDataFrame) -> Raster:
    """Cut the city into 100 m cells aligned with the national grid; the unit that holds its middle owns a cell."""
    west, south, east, north = units.total_bounds
    x_m = np.arange(west // CELL_M * CELL_M, east + CELL_M, CELL_M) + CELL_M / 2
    y_m = np.arange(south // CELL_M * CELL_M, north + CELL_M, CELL_M) + CELL_M / 2
    xs, ys = np.meshgrid(x_m, y_m)
    unit = np.full(xs.shape, -1)
    for i, shape in enumerate(units.geometry):
        unit[shapely.contains_xy(shape, xs, ys)] = i
    rng = chance("relief")
    height = smooth_noise(xs.shape, 9, rng) + 0.5 * smooth_noise(xs.shape, 4, rng)
    hill = np.zeros(xs.shape)
    inside = unit >= 0
    hill[inside] = np.argsort(np.argsort(height[inside])) / inside.sum()
    return Raster(x_m, y_m, unit, hill)
