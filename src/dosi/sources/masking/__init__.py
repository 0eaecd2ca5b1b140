"""Mask personal data of opinions before anything else sees them: one file in `kinds/` per kind of data."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Protocol

from dosi.model.errors import Fault
from dosi.sources.masking import kinds
from dosi.sources.masking.spelling import may_hold, plain


class Kind(Protocol):
    """What a file of `kinds/` declares."""

    __name__: str
    SIGN: str
    """what stands in the text instead, in brackets"""
    KO: str
    """its name"""

    def find(self, text: str) -> Iterable[tuple[int, int]]:
        """Where it stands in a text of plain spelling."""


@cache
def known_kinds() -> tuple[tuple[str, Kind], ...]:
    """The kinds of personal data there are."""
    return tuple((m.name, importlib.import_module(f"{kinds.__name__}.{m.name}")) for m in pkgutil.iter_modules(kinds.__path__))


def masked(text: str) -> tuple[str, Counter[str]]:
    """The text with every piece of personal data replaced by the name of its kind, and how many there were of each kind.

    What overlaps is one piece, of the kind that takes the most letters; digits in any spelling (spoken, full width, with dots or dashes of any kind) count.
    Never the reverse: what is masked is not kept anywhere, and a text masked twice is the text masked once.

    >>> masked("연락처는 010-1234-5678, 차는 12가3456 입니다")
    ('연락처는 [전화], 차는 [차량번호] 입니다', Counter({'phone': 1, 'plate': 1}))
    """
    if not may_hold(text):
        return text, Counter()
    spelt = plain(text)
    found = [(start, end, name, kind.SIGN) for name, kind in known_kinds() for start, end in kind.find(spelt)]
    made, counts, last = [], Counter[str](), 0
    for start, end, name, sign in sorted(_apart(found)):
        made += [text[last:start], sign]
        counts[name] += 1
        last = end
    return "".join([*made, text[last:]]), counts


def mask(text: str) -> str:
    """The masked text alone."""
    return masked(text)[0]


def of_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Faults of a file of people's words, which may quote a cell, without the personal data in it."""
    return [replace(f, what=mask(f.what), found=mask(f.found)) for f in faults]


def _apart(found: list[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    """Pieces that do not overlap: the longest of those that do, grown over what the others took beyond it."""
    kept: list[tuple[int, int, str, str]] = []
    for start, end, name, sign in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        for at, other in enumerate(kept):
            if start < other[1] and other[0] < end:
                kept[at] = (min(start, other[0]), max(end, other[1]), other[2], other[3])
                break
        else:
            kept.append((start, end, name, sign))
    return kept


def near(text: str, start: int, end: int, words: re.Pattern[str], before: int = 24, after: int = 14) -> bool:
    """Whether some words stand shortly before or after a piece."""
    return words.search(text, max(0, start - before), start) is not None or words.search(text, end, min(len(text), end + after)) is not None
