"""Numbers of passports (여권번호)."""

from __future__ import annotations

import re
from collections.abc import Iterator

SIGN, KO = "[여권번호]", "여권번호"
_SHAPE = re.compile(r"(?<![A-Za-z0-9])(?:[MSRODG][0-9]{8}|[MSRODG][0-9]{3}[A-Z][0-9]{4})(?![A-Za-z0-9])")


def find(text: str) -> Iterator[tuple[int, int]]:
    """A letter of its kind and eight digits, or, since December 2021, three digits, a letter, four digits."""
    for found in _SHAPE.finditer(text):
        yield found.span()
