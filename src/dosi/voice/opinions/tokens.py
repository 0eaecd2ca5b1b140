"""The words of a text: Korean morphemes that carry meaning, and words of other letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiwipiepy import Kiwi, Token

NOUNS = frozenset({"NNG", "NNP", "XR", "SL"})
VERBS = frozenset({"VV", "VA", "VV-R", "VV-I", "VA-R", "VA-I"})
"""tags of Kiwi (sejong tag set): nouns, roots and foreign words; verbs and adjectives, regular and irregular"""
ENDING = "다"
"""a verb is written in its dictionary form"""
WORKERS = 2


def words_of(texts: Iterable[str], verbs: bool = True) -> Iterator[list[str]]:
    """Content words of each text, in order: nouns, roots, foreign words (lower case), verbs and adjectives (unless not wanted) in their dictionary form (Kiwi,
    M. Lee 2024, doi:10.23287/KJDH.2024.1.1.6). Texts are taken as they come, so that any number of them streams.

    >>> list(words_of(["횡단보도를 건너기가 무서워요", "The Bus is late"]))
    [['횡단보도', '건너다', '무섭다'], ['the', 'bus', 'is', 'late']]
    """
    for found in _kiwi().tokenize(texts):
        yield [_word(t) for t in found if t.tag in NOUNS or (verbs and t.tag in VERBS)]


def words_by_part(texts: Iterable[str], spans: Iterable[list[tuple[int, int]]]) -> Iterator[list[list[str]]]:
    """The words of each text as in `words_of`, then those of each of its parts, given as spans of letters."""
    for found, parts in zip(_kiwi().tokenize(texts), spans, strict=True):
        words = [(t.start, _word(t)) for t in found if t.tag in NOUNS or t.tag in VERBS]
        yield [[word for _, word in words], *([word for at, word in words if start <= at < end] for start, end in parts)]


def _word(token: Token) -> str:
    return token.form.lower() if token.tag in NOUNS else token.form + ENDING


@cache
def _kiwi() -> Kiwi:
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=WORKERS)
