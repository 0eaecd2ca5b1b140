"""Turn the plan's drawings into pictures for formats whose readers cannot be trusted with SVG."""

from __future__ import annotations

from functools import lru_cache

import vl_convert

from dosi.document.render import fonts

DOTS_PER_INCH = 200
MM_PER_INCH = 25.4
PICTURES_KEPT = 64
"""formats written one after the other ask for the same pictures"""
MM_PER_PX = 150 / 720
"""a drawing of full width leaves a margin in the text of an A4 page"""


def width_mm(width_px: int, most_mm: float) -> float:
    """How wide a drawing stands on paper, never wider than the text."""
    return min(width_px * MM_PER_PX, most_mm)


@lru_cache(maxsize=PICTURES_KEPT)
def png(svg: str, width_px: int, paper_mm: float) -> bytes:
    """A drawing as PNG, sharp at the width it has on paper."""
    fonts.register()
    scale = paper_mm / MM_PER_INCH * DOTS_PER_INCH / width_px
    return vl_convert.svg_to_png(svg, scale=round(scale, 4))
