"""Resident and foreigner numbers (주민등록번호, 외국인등록번호): six digits of a birthday, one of century and sex, six more."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

SIGN, KO = "[주민번호]", "주민등록번호"
_SHAPE = re.compile(r"(?<![0-9])((?:[0-9]\s?){6})(\s?[-./]?\s?)([0-9]\s?)((?:[0-9]\s?){5}[0-9]|[*xX#○●]{6})(?![0-9])")
_HALF = re.compile(r"(?:주민|외국인|생년|앞자리)[^0-9]{0,12}([0-9]{6})\s?-?\s?([0-9])?(?![0-9])")
OTHER = re.compile(r"(?:바코드|품번|모델|(?:주문|송장|운송장|등기|관리|사건|법인|상품|접수|신청|문서|고시|민원|허가|계약|제품)[가-힣]{0,2}\s?번호)[^가-힣0-9]{0,4}$")
"""words that name another number of thirteen digits, just before it"""
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
CENTURY = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000, "8": 2000}


def find(text: str) -> Iterator[tuple[int, int]]:
    """A birthday, a digit of century and sex, six digits, and whatever stands between.

    A number whose last digit checks is one. Those given out since October 2020 have no check digit, so one that does not check counts as well, unless it is
    named as another kind of number. The first half counts where the words before it name it.
    """
    for found in _SHAPE.finditer(text):
        digits = re.sub(r"\s", "", found[1] + found[3] + found[4])
        if _birthday(digits[:6], digits[6]) and (checks(digits) or not OTHER.search(text[max(0, found.start() - 16) : found.start()])):
            yield found.span()
    for found in _HALF.finditer(text):
        if _birthday(found[1], found[2] or "1"):
            yield found.start(1), found.end(2) if found[2] else found.end(1)


def checks(digits: str) -> bool:
    """Whether the thirteenth digit is the check digit of the twelve before; of foreigners two more.

    >>> checks("8001011234560"), checks("8001011234567")
    (False, False)
    """
    if not digits.isdecimal():
        return False
    total = sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=False))
    own = (11 - total % 11) % 10
    return int(digits[12]) == ((own + 2) % 10 if digits[6] in "5678" else own)


def _birthday(six: str, century: str) -> bool:
    month, day = int(six[2:4]), int(six[4:])
    return 1 <= month <= 12 and 1 <= day <= monthrange(CENTURY[century] + int(six[:2]), month)[1]
