"""Figures of how evenly something is shared."""

from __future__ import annotations

import numpy as np


def exclusion_share(received: np.ndarray, people: np.ndarray | None = None) -> float:
    """Share (0..1) of people who receive nothing: the exclusion ratio; missing (nan) where there is nobody.

    received: amount per person, or per group of `people`.

    >>> exclusion_share(np.array([0, 2, 1, 0]))
    0.5
    """
    times = np.ones(len(received)) if people is None else people.astype(float)
    return float(times[received <= 0].sum() / times.sum()) if times.sum() > 0 else float("nan")


def gini(received: np.ndarray, people: np.ndarray | None = None) -> float:
    """Gini coefficient (Gini 1912) of what people receive: 0 all alike, towards 1 one person has all; 0 where nobody receives anything.

    Half the mean absolute difference between two people over the mean: sum over people in rising order of (2 i - n - 1) x_i / (n sum x).

    >>> round(gini(np.array([0, 0, 0, 4])), 4), gini(np.array([2, 2]))
    (0.75, 0.0)
    """
    times = np.ones(len(received)) if people is None else people.astype(float)
    amount = received.astype(float)
    n, total = times.sum(), float((times * amount).sum())
    if n <= 0:
        return float("nan")
    if total <= 0:
        return 0.0
    order = np.argsort(amount, kind="stable")
    times, amount = times[order], amount[order]
    below = np.cumsum(times) - times
    return float(max(0.0, ((2 * below + times - n) * times * amount).sum() / (n * total)))
