"""Telephone numbers of persons: mobile, by region, over the internet, virtual safety numbers. Numbers of firms (1588-...) and hotlines are no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosi.sources.masking import near

SIGN, KO = "[전화]", "전화번호"
_GAP = r"[-./,)에\s]{0,3}"
_SHAPE = re.compile(
    r"(?<![0-9A-Za-z/])(?<![0-9]-)\(?(?:\+?\(?\s?82\)?" + _GAP + r"\(?0?\)?|0)" + r"(?:"
    r"1[016-9]\)?" + _GAP + r"(?:[0-9]\s?){3,4}" + _GAP + r"(?:[0-9]\s?){3}[0-9]"
    r"|2\)?" + _GAP + r"[1-9][0-9]{2,3}" + _GAP + r"[0-9]{4}"
    r"|(?:[3-6][1-5]|70)\)?" + _GAP + r"[1-9][0-9]{2,3}" + _GAP + r"[0-9]{4}"
    r"|50[2-9]?\)?" + _GAP + r"[0-9]{3,4}" + _GAP + r"[0-9]{4}"
    r")(?![0-9])(?!-[0-9])"
)  # fmt: skip
_LOCAL = re.compile(r"(?<![0-9A-Za-z])(?<![0-9A-Za-z]-)[2-9][0-9]{2,3}[-.\s][0-9]{4}(?![0-9])(?!-[0-9])")
_NAMED = re.compile(r"전화|연락|폰|핸드|휴대|번호|문자|전번|tel|call|☎|☏", re.IGNORECASE)


def find(text: str) -> Iterator[tuple[int, int]]:
    """A number with its region's or mobile prefix, however it is broken up; one without a prefix where words name it."""
    for found in _SHAPE.finditer(text):
        yield found.span()
    for found in _LOCAL.finditer(text):
        if near(text, *found.span(), _NAMED, before=12, after=4) and not re.match(r"1[568]", found[0]):
            yield found.span()
