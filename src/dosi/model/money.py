"""Whole money, divided exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def divided(won: npt.NDArray[np.int64], shares: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Divide amounts by shares exactly, an amount a row; the largest remainders get the odd won, ties to the first.

    >>> divided(np.array([100, 9]), np.array([1.0, 1.0, 1.0])).tolist()
    [[34, 33, 33], [3, 3, 3]]
    """
    exact = np.outer(won, shares / shares.sum())
    parts = np.floor(exact + 1e-6).astype(np.int64)
    rank = np.argsort(np.argsort(parts - exact, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(parts + (rank < (won - parts.sum(axis=1))[:, None]), np.int64)
