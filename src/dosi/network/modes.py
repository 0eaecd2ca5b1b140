"""Ways of travelling: how fast, where, and how a slope slows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TOBLER_STEEPNESS, TOBLER_EASIEST = 3.5, -0.05


@dataclass(frozen=True)
class Mode:
    """A way of travelling along streets."""

    mode: str
    """walk, cycle, drive or another name of the city's rows"""
    speed_m_per_s: float
    """on level ground, where the street gives no speed of its own"""
    join_m: float = 300.0
    """a point joins the nearest street within this straight distance; farther points are listed as not joined"""
    access_m_per_s: float = 4_000 / 3_600
    """speed between a point and the street"""
    keeps_one_way: bool = False
    """whether one-way streets hold for it"""
    own_speed: bool = False
    """whether the street's own speed counts"""
    own_speed_share: float = 1.0
    """part of the street's own (permitted) speed that is reached, stops included"""
    slope: bool = False
    """whether slopes slow it, by Tobler's function"""


def slope_factor(grade: np.ndarray) -> np.ndarray:
    """Walking speed on a slope over the speed on level ground: exp(-3.5 |grade + 0.05|) / exp(-3.5 x 0.05).

    grade: rise over run in the direction walked. Tobler, W. (1993) Three presentations on geographical analysis and modeling, NCGIA Technical Report 93-1.

    >>> [float(f) for f in slope_factor(np.array([-0.05, 0.0, 0.1])).round(3)]
    [1.191, 1.0, 0.705]
    """
    return np.exp(-TOBLER_STEEPNESS * np.abs(grade - TOBLER_EASIEST)) / np.exp(-TOBLER_STEEPNESS * abs(TOBLER_EASIEST))
