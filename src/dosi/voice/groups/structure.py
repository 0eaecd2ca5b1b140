"""Do answers hang together at all? A test against shuffled votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import eigsh

from dosi.model.votes import Votes
from dosi.voice.groups.projecting import AXES

DRAWS = 199
MOST_VOTES = 60_000
"""votes in the test; of larger conversations a systematic sample of participants is taken"""
SEED = 0


@dataclass(frozen=True)
class HangTogether:
    """Answer of the test."""

    p_value: float | None
    explained_share: float
    chance_share: float
    participants: int


def hang_together(votes: Votes, counted: NDArray[np.int64], firm: NDArray[np.bool_], draws: int = DRAWS) -> HangTogether:
    """Chance of two axes that explain as much when every statement's votes are shuffled among those who saw it (permutation test, one-sided).

    The shuffle keeps who saw what and how each statement was answered, and breaks only what makes groups: that the same people answer alike.
    Statistic: share of the variance (unseen statements at the mean) on the first two principal components. p = (1 + draws that reach it) / (1 + draws).
    A small value says that answers hang together, not that groups are apart: see the silhouette. Missing with fewer than 3 participants or statements.
    """
    people = np.flatnonzero(firm)
    total = int(np.diff(votes.start)[people].sum())
    wanted = len(people) if total <= MOST_VOTES else max(3, len(people) * MOST_VOTES // total)
    people = people[(np.arange(wanted) * len(people)) // max(1, wanted)]
    row = np.full(len(votes.participants), -1, dtype=np.int64)
    row[people] = np.arange(len(people))
    place = np.full(len(votes.statements), -1, dtype=np.int64)
    place[counted] = np.arange(len(counted))
    r, c = row[votes.rows()], place[votes.statement]
    inside = (r >= 0) & (c >= 0)
    order = np.lexsort((r[inside], c[inside]))
    r, c, vote = r[inside][order], c[inside][order], votes.vote[inside][order].astype(float)
    shape = (len(people), len(counted))
    seen = np.bincount(c, minlength=shape[1])
    mean = np.bincount(c, weights=vote, minlength=shape[1]) / np.maximum(seen, 1)
    away = vote - mean[c] if len(c) else vote
    variance = float((away**2).sum())
    if min(shape) <= AXES or variance <= 1e-9:
        return HangTogether(None, 0.0, 0.0, len(people))
    start = np.r_[0, np.cumsum(seen)]
    chance = np.random.default_rng(SEED)
    reached = _explained(away, r, start, shape, variance)
    shuffled = []
    for _ in range(draws):
        # random keys sorted within each statement: a random order of its votes
        keys = chance.random(len(c)) + c
        shuffled.append(_explained(away[np.argsort(keys)], r, start, shape, variance))
    p_value = (1 + sum(s >= reached for s in shuffled)) / (1 + draws)
    return HangTogether(round(p_value, 6), reached, round(float(np.mean(shuffled)), 6), len(people))


def _explained(away: NDArray[np.float64], row: NDArray[np.int64], start: NDArray[np.int64], shape: tuple[int, int], variance: float) -> float:
    """Share of the variance on the first two components of a matrix given by columns."""
    by_column = sparse.csc_array((away, row, start), shape=shape)
    if min(shape) <= 60:
        dense = by_column.toarray()
        square = dense.T @ dense if shape[1] <= shape[0] else dense @ dense.T
        values = np.linalg.eigvalsh(square)[-AXES:]
    else:
        square = by_column.T @ by_column if shape[1] <= shape[0] else by_column @ by_column.T
        values = eigsh(square, k=AXES, v0=np.ones(min(shape)), return_eigenvectors=False, tol=1e-7)
    return round(float(values.sum()) / variance, 6)
