"""Share the room of a table among its columns so that the table takes as few lines as it can."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WORD_EMS = (13.0, 11.0, 9.5, 8.5, 7.5, 6.5, 5.5)
"""the longest word that is kept whole, as wide as the table can bear"""
WORDS_SHARE = 0.65
"""part of the room that keeping words whole may take"""
HANGUL_FROM = 0x2E7F
LATIN_EMS = 0.58
"""about how wide a Latin letter or digit is; Hangul is square"""
STEPS_SHARE = (0.04, 0.01)
"""parts of the room that move from one column to another at a time"""
FINE_FROM, FINE_STEP_SHARE = 15, 0.0025
"""columns from which each has so little to give that it moves in finer steps, too"""
MOST_STEPS = 40

Widths = NDArray[np.float64]


def ems(text: str) -> float:
    """About how wide a text runs, in letters."""
    return sum(1.0 if ord(sign) > HANGUL_FROM else LATIN_EMS for sign in text)


def share(cells: Sequence[Sequence[str]], room_ems: float) -> Widths:
    """Widths in letters of the columns of a table (rows of texts, the head first) that together fill the room.

    No column is narrower than its longest word as far as there is room for that. From widths by the square root of what
    a column says, a little room at a time goes from the column that needs it least to the one that saves most lines.
    """
    runs, words = _measured(cells)
    floors = next((f for f in (np.minimum(words, most) for most in WORD_EMS) if f.sum() <= WORDS_SHARE * room_ems), np.minimum(words, WORD_EMS[-1]))
    floors = floors * min(1.0, 0.9 * room_ems / floors.sum())
    said = np.sqrt(runs.sum(axis=0)) + 1e-9
    widths: Widths = floors + (room_ems - floors.sum()) * said / said.sum()
    for share_moved in (*STEPS_SHARE, *((FINE_STEP_SHARE,) if len(widths) >= FINE_FROM else ())):
        widths = _traded(runs, widths, floors, share_moved * room_ems)
    return widths


def _traded(runs: Widths, widths: Widths, floors: Widths, step: float) -> Widths:
    """Widths after moving steps of room between two columns as long as the table grows shorter."""
    taker, giver = np.nonzero(~np.eye(len(widths), dtype=bool))
    least = _height(runs / widths)
    for _ in range(MOST_STEPS):
        open_pairs = widths[giver] - step >= floors[giver]
        if not open_pairs.any():
            break
        takers, givers = taker[open_pairs], giver[open_pairs]
        pair = np.arange(len(takers))
        parts = np.repeat((runs / widths)[None], len(takers), axis=0)
        parts[pair, :, takers] = (runs[:, takers] / (widths[takers] + step)).T
        parts[pair, :, givers] = (runs[:, givers] / (widths[givers] - step)).T
        heights = np.maximum(parts.max(axis=2), 1.0).sum(axis=1)
        best = int(heights.argmin())
        if heights[best] >= least - 1e-9:
            break
        least = float(heights[best])
        widths = widths.copy()
        widths[takers[best]] += step
        widths[givers[best]] -= step
    return widths


def lines(cells: Sequence[Sequence[str]], widths: Widths) -> list[int]:
    """About how many lines each row takes."""
    return [int(n) for n in _lines(_measured(cells)[0], widths).max(axis=1)]


def _measured(cells: Sequence[Sequence[str]]) -> tuple[Widths, Widths]:
    """How wide each cell runs, and each column's longest word."""
    runs = np.array([[max(ems(line) for line in text.split("\n")) for text in row] for row in cells])
    longest = [max((ems(word) for row in cells for word in row[at].split()), default=0.0) for at in range(len(cells[0]))]
    return runs, np.array(longest) + 0.4


def _lines(runs: Widths, widths: Widths) -> Widths:
    """Lines per cell, as if words filled them: a row grows where it needs one more, and one made too tall would stay so."""
    return np.maximum(1.0, np.ceil(runs / widths))


def _height(parts: Widths) -> float:
    """Lines of the whole table, parts of lines counted: the smooth measure that trading goes by."""
    return float(np.maximum(parts.max(axis=1), 1.0).sum())
