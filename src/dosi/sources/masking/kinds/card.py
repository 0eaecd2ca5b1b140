"""Numbers of payment cards: four groups of four digits, or 15 of American Express."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosi.sources.masking import near

SIGN, KO = "[카드]", "카드번호"
_SHAPE = re.compile(r"(?<![0-9])(?<![0-9]-)(?:[0-9]{4}(\s?[-./\s]\s?)[0-9]{4}(?:\s?[-./\s]\s?)[0-9]{4}(?:\s?[-./\s]\s?)[0-9]{4}|3[47][0-9]{2}(\s?[-./\s]\s?)[0-9]{6}\s?[-./\s]\s?[0-9]{5}|[0-9]{15,16})(?![0-9])(?!-[0-9])")
_OTHER = re.compile(r"쿠폰|상품권|화폐|포인트|시리얼|인증|일련")
"""words of other numbers in four groups of four"""
_NAMED = re.compile(r"카드|card|결제|신용|체크", re.IGNORECASE)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Digits in a card's groups, unless a voucher is named; without groups where the last digit checks (Luhn) or a card is named."""
    for found in _SHAPE.finditer(text):
        digits = re.sub(r"[^0-9]", "", found[0])
        grouped = found[1] is not None or found[2] is not None
        if _OTHER.search(text, max(0, found.start() - 14), found.start()) and not _NAMED.search(text, max(0, found.start() - 14), found.start()):
            continue
        if grouped or (luhn(digits) and (len(digits) == 16 or digits[:2] in ("34", "37"))) or near(text, *found.span(), _NAMED):
            yield found.span()


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1 (Luhn).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = [int(d) * (1 + (at % 2)) for at, d in enumerate(reversed(digits))]
    return sum(d - 9 * (d > 9) for d in doubled) % 10 == 0
