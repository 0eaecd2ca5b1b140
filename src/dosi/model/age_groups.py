"""Read ages as people write them (34, 만 34세, 30대, 30-39, 70대 이상) and put them into the age groups of a margin where that is unmistakable."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping

OLDEST = 150
MOST_GROUPS = 30
"""more groups of a margin than this are single years: too few voices each, so they are put together by decades"""
LAST_DECADE = 80
BLANKS = re.compile(r"[\s·,.]+")
_N = r"(\d{1,3})"
_YEARS = "(?:세|살|yearsold|years|yrs|y)?"
_FROM_TO = re.compile(rf"{_N}{_YEARS}(?:이상)?(?:부터)?(?:-|~|∼|〜|～|–|—|to|에서){_N}{_YEARS}(?:까지|이하)?(미만)?")
_DECADES = re.compile(rf"{_N}대(?:-|~|∼|〜|～|–|—){_N}대(이상)?")
_DECADE = re.compile(rf"{_N}(?:대|s)(초반|중반|후반)?")
_FROM = re.compile(rf"{_N}(?:대|s)?{_YEARS}(?:이상|\+|부터|andover|andolder|orolder|andabove|-|~)|(?:over|from){_N}")
_UPTO = re.compile(rf"{_N}(대)?{_YEARS}(?:이하|까지|andunder|andyounger|oryounger)|-{_N}|~{_N}")
_BELOW = re.compile(rf"{_N}(?:대)?{_YEARS}미만|(?:under|below){_N}")
_ABOVE = re.compile(rf"{_N}(?:대)?{_YEARS}초과")
_AGE = re.compile(rf"{_N}{_YEARS}")


def ages(text: str) -> tuple[int, int] | None:
    """The youngest and the oldest age that some words mean; None where they mean no age.

    >>> ages("만 34세"), ages("30대"), ages("30~39세"), ages("70대 이상"), ages("19세 미만"), ages("서른")
    ((34, 34), (30, 39), (30, 39), (70, 150), (0, 18), None)
    """
    words = BLANKS.sub("", text.casefold()).removeprefix("만").replace("(만", "").strip("()")
    found = _read(words)
    return found if found and 0 <= found[0] <= found[1] <= OLDEST else None


def _read(words: str) -> tuple[int, int] | None:
    if m := _FROM_TO.fullmatch(words):
        return int(m[1]), int(m[2]) - bool(m[3])
    if m := _DECADES.fullmatch(words):
        return int(m[1]), OLDEST if m[3] else int(m[2]) + 9
    if m := _DECADE.fullmatch(words):
        return (int(m[1]), int(m[1]) + 9) if int(m[1]) % 10 == 0 else None
    if m := _FROM.fullmatch(words):
        return int(m[1] or m[2]), OLDEST
    if m := _UPTO.fullmatch(words):
        return 0, int(m[1] or m[3] or m[4]) + (9 if m[2] else 0)
    if m := _BELOW.fullmatch(words):
        return 0, int(m[1] or m[2]) - 1
    if m := _ABOVE.fullmatch(words):
        return int(m[1]) + 1, OLDEST
    if m := _AGE.fullmatch(words):
        return int(m[1]), int(m[1])
    return None


def groups_of(labels: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The ages of each group of a margin.

    Empty where one of the labels is no age, or two overlap: then groups are told by their words only.

    >>> groups_of(["20대", "30대", "40대 이상"])
    {'20대': (20, 29), '30대': (30, 39), '40대 이상': (40, 150)}
    """
    read = {label: ages(label) for label in labels}
    held = {label: found for label, found in read.items() if found is not None}
    ranges = sorted(held.values())
    if len(held) < len(read) or any(a[1] >= b[0] for a, b in itertools.pairwise(ranges)):
        return {}
    return held


def group_of(text: str, groups: dict[str, tuple[int, int]]) -> str | None:
    """The one group that some words fall into wholly; empty where they are an age but lie in no group or in several; None where they are no age.

    >>> groups = groups_of(["20대", "30대", "40대 이상"])
    >>> group_of("만 34세", groups), group_of("30-49", groups), group_of("서른", groups)
    ('30대', '', None)
    """
    if text in groups:
        return text
    found = ages(text)
    if found is None:
        return None
    return next((label for label, (low, high) in groups.items() if low <= found[0] and found[1] <= high), "")


def coarsened(groups: Mapping[str, tuple[int, int]], answers: Mapping[str, int]) -> dict[str, str]:
    """The group that each group of a margin is put into, so that answers written more coarsely have a place; groups that stay keep their name.

    Groups are put together where an answer means exactly all of them (30대 for 30-34 and 35-39) and no more people answer finer within it. More than `MOST_GROUPS` groups are first put
    together by decades, the oldest from `LAST_DECADE` on (author's choice). `answers`: how many people wrote each.

    >>> coarsened(groups_of(["20-24", "25-29", "30-34", "35-39"]), {"20대": 8, "31": 3})
    {'20-24': '20-29세', '25-29': '20-29세', '30-34': '30-34', '35-39': '35-39'}
    """
    told: dict[tuple[int, int], int] = {}
    for text, count in answers.items():
        if found := ages(text):
            told[found] = told.get(found, 0) + count
    joined = dict(groups)
    if len(groups) > MOST_GROUPS:
        tens = {label: min(low // 10 * 10, LAST_DECADE) for label, (low, _) in groups.items()}
        joined = {label: _span(groups[other] for other in groups if tens[other] == tens[label]) for label in groups}
    for low, high in sorted(told, key=lambda held: held[1] - held[0]):
        inside = [label for label, held in joined.items() if low <= held[0] and held[1] <= high]
        whole = _span(joined[label] for label in inside) if inside else None
        finer = sum(count for held, count in told.items() if low <= held[0] and held[1] <= high and held != (low, high))
        if whole == (low, high) and told[(low, high)] >= finer:
            joined |= dict.fromkeys(inside, whole)
    return {label: label if held == groups[label] else f"{held[0]}세 이상" if held[1] == OLDEST else f"{held[0]}-{held[1]}세" for label, held in joined.items()}


def _span(held: Iterable[tuple[int, int]]) -> tuple[int, int]:
    both = list(held)
    return min(low for low, _ in both), max(high for _, high in both)
