"""Learn a city's own categories from texts that people have labelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from dosi.voice.opinions.tokens import words_of

COST = 0.3
"""how much errors count against large weights; chosen by cross-validation on Korean petitions (bench/labels_f1.py)"""
PAIRS = (1, 2)
"""words and pairs of neighbouring words"""


class Labels:
    """Linear support vector machine (Fan et al. 2008) over TF-IDF of Korean words and pairs of them, each label counting alike however rare it is."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str], cost: float = COST) -> None:
        from sklearn.svm import LinearSVC

        self._seen = weighing()
        self._model: Any = LinearSVC(C=cost, class_weight="balanced", random_state=0).fit(self._seen.fit_transform([*words_of(texts)]), np.array(labels))

    def of(self, texts: Iterable[str]) -> list[str]:
        """The label of each text."""
        return [str(label) for label in self._model.predict(self._seen.transform([*words_of(texts)]))]


def weighing() -> Any:
    """TF-IDF over words given as lists, and pairs of neighbouring words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(tokenizer=_as_they_are, lowercase=False, token_pattern=None, sublinear_tf=True, min_df=2, ngram_range=PAIRS)


def _as_they_are(words: list[str]) -> list[str]:
    return words
