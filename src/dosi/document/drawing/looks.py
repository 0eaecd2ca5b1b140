"""What all drawings share: the picture itself, its colours and width."""

from __future__ import annotations

import math
from dataclasses import dataclass

MISSING_LABEL = "자료 없음"
INK, MUTED, RULE, STREET = "#1d2830", "#5c6b76", "#8a98a3", "#c9cfd4"
SEQUENCE = ("#e6eff5", "#b9d3e3", "#7fb0cd", "#3f82ac", "#174f78")
"""light to dark, one hue: reads in grey print and with any colour vision"""
CATEGORIES = ("#d55e00", "#1d2830", "#009e73", "#e69f00", "#8e4585", "#56b4e9", "#7a7a7a", "#b8a100")
"""after Okabe and Ito, safe for colour-blind readers, and to be told from the blue of the areas"""
GROUPS = ("#a6cee3", "#fdd49e", "#b2dfc4", "#e3c4de", "#f4b8a8", "#e9e59a", "#cfd4d8", "#9fb8d9")
"""light fills for areas that belong together: letters and marks stay legible on them"""
WIDTH_PX = 720


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG text with its size."""

    svg: str
    width_px: int
    height_px: int


def is_missing(value: float | None) -> bool:
    """Whether a value is not known."""
    return value is None or (isinstance(value, float) and math.isnan(value))
