"""One spelling for the many ways in which people write numbers, letter for letter, so that what is found in it stands at the same place in the text."""

from __future__ import annotations

import re
import unicodedata

SPOKEN = dict(zip("공영빵일이삼사오육륙칠팔구", "0001234566789", strict=True))
"""digits as they are spoken"""
LOOKALIKE = {"O": "0", "o": "0", "ㅇ": "0", "l": "1", "I": "1", "|": "1"}
"""letters that stand for digits where they stand among digits"""
DASHES = "-‐‑‒–—―−﹣－~～∼ㅡ·ㆍ・•_"
GAPS = "\u200b\u200c\u200d\u2060\ufeff\u00a0\u3000\t"
_ONE: dict[int, str] = {ord(c): "-" for c in DASHES} | {ord(c): " " for c in GAPS} | {ord(c): d for c, d in zip("（）［］＠．，／", "()[]@.,/", strict=True)}
_SAID = re.compile(rf"(?:(?<![가-힣])|(?=[공영]일[공영]))[{''.join(SPOKEN)}](?:[-.,\s]{{0,2}}(?:에\s?)?[{''.join(SPOKEN)}0-9]){{6,}}")
_TAIL = re.compile(rf"(01[016-9][-. ]?[0-9]{{3,4}}[-. ]?)([{''.join(SPOKEN)}]{{4}})")
_AMONG = re.compile(r"(?<=[0-9])[-. ]?[OoㅇlI|]+(?=[-. ]?[0-9OoㅇlI|])|(?<![A-Za-z가-힣])[OoㅇlI|]+(?=[0-9OoㅇlI|]*[0-9])|(?<=[0-9])[Oo](?![A-Za-z0-9])|[Oo](?=1[Oo0])")
_MAYBE = re.compile(r"[0-9０-９@＠]|(?:[공영빵일이삼사오육륙칠팔구][-.,에\s]{0,3}){7}|골뱅이|앳|\bat\b", re.IGNORECASE)


def may_hold(text: str) -> bool:
    """Whether a text can hold anything to mask at all: most do not, and are left alone at once."""
    return _MAYBE.search(text) is not None


def plain(text: str) -> str:
    """The text with digits, dashes and gaps in one spelling, of the same length.

    >>> plain("공일공 일이삼사 오육칠팔, ０１０–1234–56７8, O1O.1234.5678")
    '010 1234 5678, 010-1234-5678, 010.1234.5678'
    """
    made = text.translate(_ONE)
    if not made.isascii():
        made = "".join(c if c < "\u00ff" or not c.isdecimal() else str(unicodedata.decimal(c)) for c in made)
    made = _SAID.sub(lambda m: _in_digits(m.group()), made)
    made = _TAIL.sub(lambda m: m[1] + "".join(SPOKEN[c] for c in m[2]), made)
    return _AMONG.sub(lambda m: "".join(LOOKALIKE.get(c, c) for c in m.group()), made)


def _in_digits(said: str) -> str:
    """Spoken digits as digits: a mobile number ends after eleven, since what follows may be a particle (이), anything else after thirteen."""
    made, left = [], 11 if SPOKEN.get(said[1:2]) == "1" and SPOKEN.get(said[:1]) == "0" else 13
    for c in said:
        digit = SPOKEN.get(c, c) if left else c
        left -= digit.isdecimal() and left > 0
        made.append(digit)
    return "".join(made)
