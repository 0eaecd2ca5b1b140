"""What each group says unlike the others: representative statements by proportion tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dosi.model.votes import Said, Statement
from dosi.voice.groups.counting import ByGroup

SIGNIFICANT_Z = 1.2816
"""one-sided 90 %"""
MOST = 5


def share_of(said: NDArray[np.int64], voted: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share that says so, drawn to one half where few voted: (said + 1) / (voted + 2)."""
    return (said + 1) / (voted + 2)


def proportion_z(said: NDArray[np.int64], voted: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far a share lies above one half, in standard errors: 2 sqrt(voted + 1) ((said + 1) / (voted + 1) - 1/2).

    >>> proportion_z(np.array([8]), np.array([8])).tolist()
    [3.0]
    """
    return 2 * np.sqrt(voted + 1) * ((said + 1) / (voted + 1) - 0.5)


def two_proportion_z(said_in: NDArray[np.int64], said_out: NDArray[np.int64], voted_in: NDArray[np.int64], voted_out: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far the share inside lies above the share outside, in standard errors of the pooled share, one added to each of the four counts.

    >>> two_proportion_z(np.array([8]), np.array([0]), np.array([8]), np.array([8])).round(3).tolist()
    [3.795]
    """
    a, b, n, m = said_in + 1, said_out + 1, voted_in + 1, voted_out + 1
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / n + 1 / m))
    return np.where((pooled < 1) & (spread > 0), (a / n - b / m) / np.where(spread > 0, spread, 1), 0.0)


def represent(statements: tuple[Statement, ...], counted: NDArray[np.int64], by: ByGroup) -> list[tuple[Said, ...]]:
    """Per group at most five statements that it says and the others say less, the most telling first, agreement before disagreement.

    Small et al. 2021: agreeing (and likewise disagreeing) is tested against one half and against all other groups, both one-sided at 90 %; the order is
    ratio x ratio_z x share x share_z. A group for which nothing passes keeps its most telling statement, marked as not significant.
    """
    found = []
    voted = by.voted[:, counted]
    for g in range(len(voted)):
        told: list[tuple[bool, float, str, int, tuple[float, ...]]] = []
        for says, said in (("agree", by.agree[:, counted]), ("disagree", by.disagree[:, counted])):
            inside, seen = said[g], voted[g]
            outside, seen_out = said.sum(axis=0) - inside, voted.sum(axis=0) - seen
            share, share_z = share_of(inside, seen), proportion_z(inside, seen)
            ratio = share / share_of(outside, seen_out)
            ratio_z = two_proportion_z(inside, outside, seen, seen_out)
            passed = (share_z > SIGNIFICANT_Z) & (ratio_z > SIGNIFICANT_Z) & (seen > 0)
            worst = np.minimum(share_z, ratio_z)
            weight = np.round(np.where(worst > 0, ratio * ratio_z * share * share_z, worst), 9)  # two negative figures would make a positive product
            told += [(bool(passed[i]), float(weight[i]), says, int(i), (seen[i], inside[i], share[i], share_z[i], ratio[i], ratio_z[i])) for i in np.flatnonzero(seen)]
        told.sort(key=lambda t: (not t[0], -t[1], t[2], t[3]))
        best = [t for t in told if t[0]][:MOST] or told[:1]
        found.append(tuple(_said(statements[counted[i]], says, figures, passed) for passed, _, says, i, figures in sorted(best, key=lambda t: t[2])))
    return found


def _said(statement: Statement, says: str, figures: tuple[float, ...], passed: bool) -> Said:
    voted, said, *rest = figures
    share, share_z, ratio, ratio_z = (round(float(f), 6) for f in rest)
    return Said(statement.id, statement.text, says, int(voted), int(said), share, share_z, ratio, ratio_z, passed)
