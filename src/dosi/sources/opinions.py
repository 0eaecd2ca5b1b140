"""Mask personal data of opinions before anything else sees them: resident numbers, phones, e-mail, plates, cards."""

from __future__ import annotations

import re

KINDS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("resident_number", "[주민번호]", re.compile(r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-\s]?[1-8]\d{6}(?!\d)")),
    ("email", "[메일]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("card", "[카드]", re.compile(r"(?<!\d)(?:\d{4}[-\s]?){3}\d{4}(?!\d)")),
    ("phone", "[전화]", re.compile(r"(?<!\d)(?:\+82[-.\s]?(?:\(0\))?|0)(?:2|1[016-9]|[3-6][1-5]|70)[-.\s)]{0,2}\d{3,4}[-.\s]?\d{4}(?!\d)")),
    ("plate", "[차량번호]", re.compile(r"(?<!\d)\d{2,3}\s?[가-힣]\s?\d{4}(?!\d)")),
)


def mask(text: str) -> str:
    """The text with personal data replaced by its kind.

    >>> mask("연락처는 010-1234-5678, 차는 12가3456 입니다")
    '연락처는 [전화], 차는 [차량번호] 입니다'
    """
    for _, sign, pattern in KINDS:
        text = pattern.sub(sign, text)
    return text
