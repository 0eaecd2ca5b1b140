"""Coordinates: projected into the city's metres, told apart when nobody wrote their system down, found when exchanged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from dosi.model.errors import Fault, InputFault

FITS_FROM = 0.8
"""share of the rows that a coordinate system must place in the city to be proposed"""


def projected(x: np.ndarray, y: np.ndarray, crs: str, city_crs: str) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of a system in the city's projected metres; infinite where the system does not reach."""
    if crs == city_crs:
        return x.astype(float), y.astype(float)
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        px, py = Transformer.from_crs(crs, city_crs, always_xy=True).transform(x, y)
    except ProjError as trouble:
        raise InputFault([Fault(f'CRS "{crs[:60]}": cannot be turned into {city_crs}', "layers.toml, crs, or city.toml, crs", str(trouble).splitlines()[0][:120],
                                'a known CRS, e.g. "EPSG:5179"', "correct the name of the coordinate system")]) from None  # fmt: skip
    return np.asarray(px), np.asarray(py)


def fitting(x: np.ndarray, y: np.ndarray, systems: Iterable[str], city_crs: str, area: Any) -> str:
    """Advice to a planner: the coordinate systems that place the points in the city's area; empty when none does."""
    known = np.isfinite(x) & np.isfinite(y)
    if area is None or not known.any():
        return ""
    inside: dict[str, float] = {}
    for crs in dict.fromkeys([*systems, city_crs]):
        px, py = projected(x[known], y[known], crs, city_crs)
        good = np.isfinite(px) & np.isfinite(py)
        share = float(shapely.contains_xy(area, px[good], py[good]).sum()) / int(known.sum())
        if share >= FITS_FROM:
            inside[crs] = share
    if not inside:
        return ""
    told = ", ".join(f'crs = "{crs}" places {share:.0%} of the rows in the city' for crs, share in inside.items())
    return f"{told}; " + ("write it into layers.toml" if len(inside) == 1 else "these lie some hundred metres apart: ask the publisher which one it is")


def exchanged(x: np.ndarray, y: np.ndarray, crs: str, city_crs: str, area: Any) -> np.ndarray:
    """Which points lie far from the city as they stand, and at it once their two coordinates are exchanged.

    Far: further from its extent than the city is wide.
    """
    west, south, east, north = area.bounds
    margin = max(east - west, north - south)

    def near(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        px, py = projected(first, second, crs, city_crs)
        return np.asarray((px >= west - margin) & (px <= east + margin) & (py >= south - margin) & (py <= north + margin))

    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    found = np.isfinite(x) & np.isfinite(y)
    found[found] = ~near(x[found], y[found])
    found[found] = near(y[found], x[found])
    return found


def extent(crs: str, city_crs: str, area: Any) -> str:
    """Where the city lies in a coordinate system, in words: first and second coordinate from-to."""
    west, south, east, north = area.bounds
    px, py = projected(np.array([west, east, west, east]), np.array([south, south, north, north]), city_crs, crs)
    digits = 2 if max(abs(px).max(), abs(py).max()) <= 360 else 0
    return f"{px.min():.{digits}f} to {px.max():.{digits}f}, then {py.min():.{digits}f} to {py.max():.{digits}f}"
