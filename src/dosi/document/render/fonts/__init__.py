"""The typeface of the plan: Pretendard, shipped with Dosi so that no system font is needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import vl_convert

FAMILY = "Pretendard"
FOLDER = Path(__file__).resolve().parent
WEB_FONTS = ("Pretendard-Regular.woff2", "Pretendard-Bold.woff2")
"""for HTML; the .otf files beside them draw charts, pictures and PDF"""
LICENCE = "LICENSE.txt"


@cache
def register() -> None:
    """Make Pretendard known to vl-convert, once per process, before it draws or measures words."""
    vl_convert.register_font_directory(str(FOLDER))
