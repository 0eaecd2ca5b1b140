"""Place participants on two axes of opinion: principal components of votes, aware of what was not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from dosi.voice.groups.counting import Counts

AXES = 2
PRIOR_VOTES = 7
"""votes that everybody is taken to have cast at the mean, beside their own; 0 is the published scale"""
WHOLE_BELOW = 100
SEED = 0
DIGITS = 9
"""decimals kept, so that the last bits of the eigensolver decide nothing"""


@dataclass(frozen=True)
class Plane:
    """The axes and where participants lie on them."""

    statements: NDArray[np.int64]
    """positions of the statements that count"""
    mean: NDArray[np.float64]
    """mean vote of each of them"""
    axes: NDArray[np.float64]
    """loading of each of them on each axis"""
    explained_share: float
    points: NDArray[np.float64]
    """participants by axis; missing (nan) without a vote that counts"""
    cast: NDArray[np.int64]
    """votes of each participant that count"""


def project(counts: Counts, prior_votes: float = PRIOR_VOTES) -> Plane:
    """Principal components of the votes with unseen statements at the statement's mean, and participants scaled by how much they saw.

    Small, Björkegren, Erkkilä, Shaw, Megill (2021), "Polis: Scaling deliberation by mapping high dimensional opinion spaces": a participant who saw few of
    the n statements would lie near the middle only because the unseen ones add nothing, so the projection is multiplied by sqrt(n / votes). A handful of
    votes then lies far out by chance; here a participant counts as having cast `prior_votes` more at the mean: sqrt(n / (votes + prior_votes)).
    The covariance comes from whole-number counts, and the sign of an axis from its largest loading, which is positive: no order of input plays a part.
    """
    votes = counts.votes
    use = np.flatnonzero(votes.opinions() & (np.diag(counts.seen_seen) > 0)).astype(np.int64)
    pairs = np.ix_(use, use)
    seen, vote_seen = counts.seen_seen[pairs], counts.vote_seen[pairs]
    mean = np.diag(vote_seen) / np.maximum(np.diag(seen), 1)
    covariance = counts.vote_vote[pairs] - vote_seen * mean[None, :] - vote_seen.T * mean[:, None] + seen * np.outer(mean, mean)
    axes, explained = _components((covariance + covariance.T) / 2)
    place = np.full(len(votes.statements), -1, dtype=np.int64)
    place[use] = np.arange(len(use))
    column = place[votes.statement]
    inside = column >= 0
    cast = np.bincount(votes.rows()[inside], minlength=len(votes.participants)).astype(np.int64)
    start = np.r_[0, np.cumsum(cast)]
    away = sparse.csr_array((votes.vote[inside] - mean[column[inside]], column[inside], start), shape=(len(votes.participants), len(use)))
    with np.errstate(divide="ignore"):
        scale = np.where(cast > 0, np.sqrt(len(use) / (cast + float(prior_votes))), np.nan)
    points = np.round((away @ axes) * scale[:, None], DIGITS) + 0.0
    return Plane(use, mean, axes, explained, points, cast)


def _components(covariance: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """The first axes (columns, unit length, signs by rule) and their share of the variance."""
    size = len(covariance)
    total = float(np.trace(covariance))
    axes = np.zeros((size, AXES))
    if total <= 1e-9:
        return axes, 0.0
    kept = min(AXES, size)
    values, vectors = _largest(covariance, kept)
    vectors = np.round(vectors, DIGITS + 1)
    strongest = np.abs(vectors).argmax(axis=0)
    axes[:, :kept] = vectors * np.where(vectors[strongest, np.arange(kept)] < 0, -1.0, 1.0)
    axes[:, :kept][:, values <= total * 1e-12] = 0.0  # an axis without variance has no direction
    return axes, round(float(values.sum()) / total, DIGITS)


def _largest(covariance: NDArray[np.float64], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest eigenvalues with their vectors, the largest first: by Lanczos from a fixed start where the matrix is large, else all at once."""
    size = len(covariance)
    if size > WHOLE_BELOW:
        try:
            values, vectors = eigsh(covariance, k=count, v0=np.random.default_rng(SEED).standard_normal(size), tol=0)
            return values[::-1], vectors[:, ::-1]
        except ArpackNoConvergence:
            pass  # nearly equal eigenvalues: take the slow way
    values, vectors = linalg.eigh(covariance, subset_by_index=(size - count, size - 1))
    return values[::-1], vectors[:, ::-1]
