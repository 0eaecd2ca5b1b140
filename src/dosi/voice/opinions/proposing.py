"""Propose new issues from opinions that could not be placed: free groups, only as a hint for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from dosi.voice.opinions.tokens import words_of

FEWEST = 30
"""texts under which no groups are looked for"""
GROUPS = range(2, 9)
FEWEST_EACH = 5
"""texts per group"""
RESAMPLES = 10
KEPT_SHARE = 0.8
STABLE = 0.5
"""mean adjusted Rand index from which groups are called stable"""
MOST = 5_000
"""texts that groups are looked for in; of more, every so-manieth"""
WORDS, TYPICAL = 5, 3
SEED = 1


@dataclass(frozen=True)
class Proposal:
    """A group of texts that nobody has named yet."""

    words: tuple[str, ...]
    size: int
    typical: tuple[int, ...]
    """numbers of texts that belong to it most"""


@dataclass(frozen=True)
class Proposals:
    """Groups of texts, and how well the same groups are found again in parts of them."""

    groups: tuple[Proposal, ...]
    stability: float | None
    """mean adjusted Rand index over resamples; empty where there are too few texts to tell"""

    @property
    def stable(self) -> bool:
        """Whether the groups are more than chance."""
        return self.stability is not None and self.stability >= STABLE


def propose(texts: Sequence[str]) -> Proposals:
    """Groups by non-negative matrix factorisation of TF-IDF over nouns (Lee and Seung 1999), as many as are found again best.

    Stability: the groups of ten samples of 80 % against those of all, on the texts of the sample, by the adjusted Rand index (Hubert and Arabie 1985).
    """
    if len(texts) < FEWEST:
        return Proposals((), None)
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import adjusted_rand_score

    taken = np.arange(0, len(texts), -(-len(texts) // MOST))
    words = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2, max_df=0.5)
    try:
        seen = words.fit_transform([*words_of((texts[int(i)] for i in taken), verbs=False)])
    except ValueError:  # no noun stands in two texts
        return Proposals((), None)
    known = np.flatnonzero(np.diff(seen.indptr) > 0)
    seen, taken = seen[known], taken[known]
    chance = np.random.default_rng(SEED)
    samples = [np.sort(chance.choice(len(taken), int(KEPT_SHARE * len(taken)), replace=False)) for _ in range(RESAMPLES)]
    best: tuple[float, np.ndarray, np.ndarray] | None = None
    for count in GROUPS:
        if count * FEWEST_EACH > seen.shape[0] or count >= seen.shape[1]:
            break
        amount, parts = _factors(seen, count)
        label = amount.argmax(axis=1)
        again = float(np.mean([adjusted_rand_score(label[s], _factors(seen[s], count)[0].argmax(axis=1)) for s in samples]))
        if best is None or again > best[0]:
            best = (again, amount, parts)
    if best is None:
        return Proposals((), None)
    stability, amount, parts = best
    label, vocabulary = amount.argmax(axis=1), words.get_feature_names_out()
    made = [Proposal(tuple(str(w) for w in vocabulary[np.argsort(-parts[g], kind="stable")[:WORDS]]), int((label == g).sum()),
                     tuple(int(taken[i]) for i in np.argsort(-np.where(label == g, amount[:, g], -1), kind="stable")[:TYPICAL] if label[i] == g))
            for g in range(amount.shape[1])]  # fmt: skip
    return Proposals(tuple(sorted((g for g in made if g.size), key=lambda g: (-g.size, g.words))), round(stability, 3))


def _factors(seen: sp.csr_matrix, count: int) -> tuple[np.ndarray, np.ndarray]:
    """How much each text belongs to each group, and how much each word does."""
    from sklearn.decomposition import NMF

    model = NMF(count, init="nndsvda", random_state=SEED, max_iter=300, tol=1e-3)
    return model.fit_transform(seen), model.components_
