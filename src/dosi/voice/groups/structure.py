"""Do answers hang together at all? A test against shuffled votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dosi.model.votes import Votes
from dosi.voice.groups.projecting import AXES

DRAWS = 99
AT_ONCE = 20
STEPS = 12
"""Lanczos steps; the test compares like with like, so that axes need not be found to the last digit"""
MOST_VOTES = 20_000
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
    reached = float(_explained(away[None, :], r, start, shape)[0])
    chance = np.random.default_rng(SEED)
    narrow = c.astype(np.uint16) if shape[1] < 1 << 16 else c
    shuffled: list[float] = []
    for first in range(0, draws, AT_ONCE):
        some = []
        for _ in range(min(AT_ONCE, draws - first)):
            mixed = chance.permutation(len(c))
            some.append(away[mixed[np.argsort(narrow[mixed], kind="stable")]])  # a random order of the votes within each statement
        shuffled += _explained(np.array(some), r, start, shape).tolist()
    p_value = (1 + sum(s >= reached for s in shuffled)) / (1 + draws)
    return HangTogether(round(p_value, 6), reached, round(float(np.mean(shuffled)), 6), len(people))


def _explained(draws: NDArray[np.float64], row: NDArray[np.int64], start: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.float64]:
    """Share of the variance on the first two components, for several fillings (rows of `draws`) of one sparse pattern given by columns."""
    times, (people, width) = len(draws), shape
    rows = (row[None, :] + np.arange(times)[:, None] * people).ravel()
    ends = np.r_[0, (start[None, 1:] + np.arange(times)[:, None] * start[-1]).ravel()]
    blocks = sparse.csc_array((draws.ravel(), rows, ends), shape=(times * people, times * width))  # one block for each filling, side by side
    turned = blocks.T  # the same arrays read by rows
    into, back, size = (blocks, turned, width) if width <= people else (turned, blocks, people)
    steps = min(STEPS, size)
    vectors = np.zeros((steps, times, size))
    inner = np.zeros((times, steps, steps))
    vector = np.tile(np.random.default_rng(SEED).standard_normal(size), (times, 1))
    for step in range(steps):
        for _ in range(2):  # twice is enough to stay at right angles
            vector = vector - np.einsum("kts,kt->ts", vectors[:step], np.einsum("kts,ts->kt", vectors[:step], vector))
        length = np.linalg.norm(vector, axis=1, keepdims=True)
        vectors[step] = np.where(length > 1e-9, vector / np.where(length > 1e-9, length, 1), 0.0)
        vector = (back @ (into @ vectors[step].ravel())).reshape(times, size)
        inner[:, : step + 1, step] = inner[:, step, : step + 1] = np.einsum("kts,ts->tk", vectors[: step + 1], vector)
    largest = np.linalg.eigvalsh(inner)[:, -AXES:].sum(axis=1)
    return np.round(largest / (draws**2).sum(axis=1), 6)
