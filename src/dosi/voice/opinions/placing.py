"""Which urban problem and which issue a text is about: a transparent model learnt from seed sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, softmax

from dosi.voice.opinions.tokens import words_by_part, words_of

LEAST_SURE = 0.4
"""probability from which a text is placed; below it a person has to read it"""
ALSO_SURE = 0.9
"""probability from which one of a text's sentences is about a further problem"""
SMOOTHING = 0.3
LETTERS = (2, 3)
"""lengths of the runs of letters counted inside words"""
FOLDS = 5
AT_ONCE = 20_000
"""texts in memory at a time"""
SCALES = (0.05, 50.0)
"""where the scale of certainty is looked for"""
SENTENCE = re.compile(r"\S.*?(?:[.!?。](?=\s)|\n|$)", re.DOTALL)


@dataclass(frozen=True)
class Taught:
    """Example texts with what they are about."""

    texts: tuple[str, ...]
    themes: tuple[str, ...]
    """'' for what names no urban problem"""
    issues: tuple[str, ...]
    """'' where a text belongs to a theme but to no issue of it, e.g. a word of the theme"""
    whole: tuple[bool, ...]
    """whole sentences, not words: on these it is found how sure the model may be"""


@dataclass(frozen=True)
class Placed:
    """One problem that a text is about."""

    theme: str
    issue: str
    word: str
    """the word that speaks most for this theme against the next likely one"""
    sure: float
    """probability of the theme"""


class Placer:
    """Complement naive Bayes (Rennie et al. 2003) over words and runs of letters, each weighted by TF-IDF and of unit length.

    How sure it is: the log-likelihoods times one number, chosen so that the example sentences left out in turn (five folds) get the highest probability
    (temperature scaling, Guo et al. 2017), then softmax. The issue is the likeliest of the theme's own issues.
    """

    def __init__(self, taught: Taught) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._words: Any = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        self._letters: Any = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True)
        words = [*words_of(taught.texts)]
        seen = sp.hstack([self._words.fit_transform(words), self._letters.fit_transform(taught.texts)]).tocsr()
        themes, issues = np.array(taught.themes), np.array(taught.issues)
        self._vocabulary: np.ndarray = self._words.get_feature_names_out()
        self._themes, self._weights = _weights(seen, themes)
        self._scale = _scale(seen, themes, np.flatnonzero(taught.whole))
        self._issues, self._issue_weights = _weights(seen[issues != ""], issues[issues != ""])
        theme_of = dict(zip(taught.issues, taught.themes, strict=True))
        of_issue = np.array([theme_of[i] for i in self._issues])
        self._beyond = np.where(of_issue[None, :] == self._themes[:, None], 0.0, -np.inf)  # theme x issue

    def place(self, texts: Iterable[str]) -> Iterator[list[Placed]]:
        """What each text is about, the likeliest problem first; an empty list where it names none or cannot be told. Streams."""
        left = iter(texts)
        while some := [*islice(left, AT_ONCE)]:
            yield from self._some(some)

    def issue_within(self, text: str, theme: str) -> str:
        """The likeliest issue of a theme for a text that a person has placed; '' where the theme has none."""
        place = int(np.searchsorted(self._themes, theme))
        if place == len(self._themes) or self._themes[place] != theme or np.isinf(self._beyond[place]).all():
            return ""
        seen = sp.hstack([self._words.transform(words_of([text])), self._letters.transform([text])]).tocsr()
        return str(self._issues[(_likelihood(seen, self._issue_weights)[0] + self._beyond[place]).argmax()])

    def _some(self, texts: list[str]) -> Iterator[list[Placed]]:
        spans = [found if len(found := [m.span() for m in SENTENCE.finditer(text)]) > 1 else [] for text in texts]
        parts = [[text, *(text[start:end] for start, end in found)] for text, found in zip(texts, spans, strict=True)]
        flat = [part for of_text in parts for part in of_text]
        words = self._words.transform(words for of_text in words_by_part(texts, spans) for words in of_text)
        seen = sp.hstack([words, self._letters.transform(flat)]).tocsr()
        sure = softmax(self._scale * _likelihood(seen, self._weights), axis=1)
        sure[np.diff(seen.indptr) == 0] = 0.0  # nothing in it that the model knows
        best = sure.argmax(axis=1)
        issue = (_likelihood(seen, self._issue_weights) + self._beyond[best]).argmax(axis=1)
        top = sure[np.arange(len(flat)), best]
        at = 0
        for of_text in parts:
            yield self._told(words, sure, best, issue, top, at, len(of_text))
            at += len(of_text)

    def _told(self, words: sp.csr_matrix, sure: np.ndarray, best: np.ndarray, issue: np.ndarray, top: np.ndarray, at: int, count: int) -> list[Placed]:
        """The whole text's problem, then those of sentences that are surely about another."""
        kept: dict[int, int] = {}
        if top[at] >= LEAST_SURE:
            kept[best[at]] = at
        for part in sorted(range(at + 1, at + count), key=lambda p: -top[p]):
            if top[part] >= ALSO_SURE:
                kept.setdefault(best[part], part)
        return [Placed(str(self._themes[theme]), str(self._issues[issue[part]]), self._word(words, sure, part, theme), float(top[part]))
                for theme, part in kept.items() if self._themes[theme]]  # fmt: skip

    def _word(self, words: sp.csr_matrix, sure: np.ndarray, part: int, theme: int) -> str:
        """The word of a part that speaks most for a theme against the next likely one; '' where no word of it is known."""
        row = slice(words.indptr[part], words.indptr[part + 1])
        known = words.indices[row]
        if not len(known):
            return ""
        other = int(np.argsort(sure[part])[-2]) if len(self._themes) > 1 else theme
        return str(self._vocabulary[known[(words.data[row] * (self._weights[theme, known] - self._weights[other, known])).argmax()]])


def _weights(seen: sp.csr_matrix, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The labels there are, and what each feature counts for each of them."""
    from sklearn.naive_bayes import ComplementNB

    made = ComplementNB(alpha=SMOOTHING).fit(seen, labels)
    return made.classes_, made.feature_log_prob_


def _likelihood(seen: sp.csr_matrix, weights: np.ndarray) -> np.ndarray:
    return np.asarray(seen @ weights.T)


def _scale(seen: sp.csr_matrix, labels: np.ndarray, tested: np.ndarray) -> float:
    """The number that makes left-out sentences likeliest."""
    named = np.unique(labels)
    found = np.zeros((len(tested), len(named)))
    fold = np.arange(len(tested)) % FOLDS
    for one in range(FOLDS):
        out = tested[fold == one]
        kept = np.setdiff1d(np.arange(len(labels)), out)
        known, weights = _weights(seen[kept], labels[kept])
        found[fold == one] = -np.inf
        found[np.ix_(fold == one, np.searchsorted(named, known))] = _likelihood(seen[out], weights)
    right = found[np.arange(len(tested)), np.searchsorted(named, labels[tested])]
    known = np.isfinite(right)

    def surprise(scale: float) -> float:
        return float((logsumexp(scale * found[known], axis=1) - scale * right[known]).mean())

    return float(minimize_scalar(surprise, bounds=SCALES, method="bounded").x)
