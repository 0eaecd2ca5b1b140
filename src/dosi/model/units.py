"""How values are written in the plan: one row per format, for Korean and English readers."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A way of writing a value: multiply, round, then add the unit."""

    factor: float
    digits: int
    unit_ko: str
    unit_en: str
    drawn: bool = False
    """whether the value is made by chance: nought means too rare to be seen, so it is written as less than the smallest value that can be shown"""


FORMATS: dict[str, Format] = {
    "number": Format(1, 2, "", ""),
    "plain": Format(1, 0, "", ""),
    "count": Format(1, 0, "개", ""),
    "cases": Format(1, 0, "건", ""),
    "kinds": Format(1, 0, "종", " kinds"),
    "people": Format(1, 0, "명", " people"),
    "persons": Format(1, 1, "명", " people"),
    "percent": Format(100, 1, "%", "%"),
    "probability": Format(100, 1, "%", "%", drawn=True),
    "point": Format(1, 1, "점", " points"),
    "score": Format(1, 3, "", ""),
    "fine": Format(1, 6, "", ""),
    "won": Format(1, 0, "원", " won"),
    "thousand_won": Format(1e-3, 0, "천원", " thousand won"),
    "million_won": Format(1e-6, 0, "백만원", " million won"),
    "eok_won": Format(1e-8, 1, "억원", " x100 million won"),
    "metre": Format(1, 0, "m", " m"),
    "km": Format(1e-3, 1, "km", " km"),
    "km2": Format(1, 1, "㎢", " km2"),
    "area_km2": Format(1e-6, 2, "㎢", " km2"),
    "minute": Format(1, 0, "분", " min"),
    "minutes": Format(1, 1, "분", " min"),
    "year": Format(1, 0, "년", ""),
    "years": Format(1, 0, "년", " years"),
    "rank": Format(1, 0, "위", ""),
    "text": Format(1, 0, "", ""),
}

BY_TYPE = {"share": "percent", "won": "million_won", "year": "year", "int": "plain", "number": "number", "text": "text"}


def write(value: object, format_name: str, lang: str = "ko", with_unit: bool = True) -> str:
    """Write a value for readers; a missing one is an em dash, never zero.

    >>> write(0.4567, "percent")
    '45.7%'
    >>> write(42_000_000, "million_won")
    '42백만원'
    >>> write(None, "percent")
    '—'
    >>> write(0.0, "percent"), write(0.0, "probability"), write(0.0004, "probability", "en"), write(0.0005, "probability", with_unit=False)
    ('0.0%', '0.1% 미만', '<0.1%', '0.1')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "—"
    if isinstance(value, bool):
        return {"ko": ("아니오", "예"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, str):
        return value
    how = FORMATS[format_name]
    number = float(value) * how.factor  # type: ignore[arg-type]
    text = f"{number:.{how.digits}f}" if format_name == "year" else f"{number:,.{how.digits}f}"
    unit = (how.unit_ko if lang == "ko" else how.unit_en) if with_unit else ""
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
        if how.drawn:
            least = f"{10**-how.digits:.{how.digits}f}{unit}"
            return f"{least} 미만" if lang == "ko" else f"<{least}"
    return text + unit


PARTICLES = {"은": ("은", "는"), "이": ("이", "가"), "을": ("을", "를"), "과": ("과", "와"), "으로": ("으로", "로"), "이다": ("이다", "다")}
_DIGIT_HAS_FINAL = dict(zip("0123456789", (1, 1, 0, 1, 0, 0, 1, 1, 1, 0), strict=True))
_LATIN_HAS_FINAL = set("lmnrLMNR")


def particle(before: str, pair: str) -> str:
    """The form of a Korean particle (조사) that fits the word before it.

    `pair` is the form after a final consonant: 은, 이, 을, 과, 으로, 이다.

    >>> particle("나라", "은"), particle("생활권", "은"), particle("서울", "으로")
    ('는', '은', '로')
    """
    with_final, without = PARTICLES[pair]
    word = before.rstrip(")]」』\"' ")
    if not word:
        return with_final
    last = word[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
        if pair == "으로" and final == 8:
            return without
        return with_final if final else without
    if last in _DIGIT_HAS_FINAL:
        if pair == "으로" and last in "178":
            return without
        return with_final if _DIGIT_HAS_FINAL[last] else without
    if last == "%":
        return without
    return with_final if last in _LATIN_HAS_FINAL else without
