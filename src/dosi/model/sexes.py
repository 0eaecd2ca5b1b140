"""Read the sex of a person as people write it."""

from __future__ import annotations

SEXES = {"m": ("m", "남", "남성", "남자", "male", "man", "1남"), "f": ("f", "여", "여성", "여자", "female", "woman", "2여")}
CALLED = {"f": "여성", "m": "남성"}


def sex_of(text: str) -> str:
    """f or m where the words mean that; otherwise the words as they stand.

    >>> sex_of("여성"), sex_of("남"), sex_of("기타")
    ('f', 'm', '기타')
    """
    words = "".join(text.split()).casefold()
    return next((sex for sex, names in SEXES.items() if words in names), text)
