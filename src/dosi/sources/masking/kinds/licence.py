"""Numbers of driving licences (운전면허번호): region, year, serial, check."""

from __future__ import annotations

import re
from collections.abc import Iterator

SIGN, KO = "[면허번호]", "운전면허번호"
_SHAPE = re.compile(r"(?<![0-9])(?<![0-9]-)(?:[0-9]{2}|[가-힣]{2})[-\s][0-9]{2}[-\s][0-9]{6}[-\s][0-9]{2}(?![0-9])(?!-[0-9])")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Two digits (or a region), two, six, two."""
    for found in _SHAPE.finditer(text):
        yield found.span()
