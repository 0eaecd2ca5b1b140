"""Rows of the model, many at a time: lower <= sum of coefficient x variable <= upper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Rows that one limit makes, by their entries (coordinate form)."""

    names: list[str]
    """what a planner reads when limits cannot hold together"""
    row: Ints
    """entry -> row"""
    column: Ints
    """entry -> variable, see `options.Choice`"""
    coefficient: Floats
    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.names)


NONE = Rows([], np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))


def rows(names: Sequence[str], row: npt.ArrayLike, column: npt.ArrayLike, coefficient: npt.ArrayLike = 1.0, lower: npt.ArrayLike = -np.inf, upper: npt.ArrayLike = np.inf) -> Rows:
    """Rows by name; a single coefficient or bound stands for all of them."""
    at, n = np.asarray(row, np.int64), len(names)
    full = [np.broadcast_to(np.asarray(value, float), (size,)) for value, size in ((coefficient, len(at)), (lower, n), (upper, n))]
    return Rows(list(names), at, np.asarray(column, np.int64), *full)


def together(parts: Sequence[Rows]) -> Rows:
    """The rows of several limits, one below the other."""
    begins = np.cumsum([0, *(len(p) for p in parts)])
    return Rows([name for p in parts for name in p.names], np.concatenate([NONE.row, *(p.row + b for p, b in zip(parts, begins, strict=False))]),
                *(np.concatenate([getattr(NONE, f), *(getattr(p, f) for p in parts)]) for f in ("column", "coefficient", "lower", "upper")))  # fmt: skip


def kept(all_: Rows, which: Ints) -> Rows:
    """Some of the rows, by their places, in that order."""
    place = np.full(len(all_), -1)
    place[which] = np.arange(len(which))
    mine = place[all_.row] >= 0
    return Rows([all_.names[i] for i in which], place[all_.row[mine]], all_.column[mine], all_.coefficient[mine], all_.lower[which], all_.upper[which])


def spread(begins: Ints, members: Ints, of: Ints) -> tuple[Ints, Ints]:
    """The members of groups asked for, one after the other: which of `of` each belongs to, and the member (compressed rows: group g is members[begins[g]:begins[g + 1]])."""
    size = begins[of + 1] - begins[of]
    asked = np.repeat(np.arange(len(of)), size)
    within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return asked, members[begins[of][asked] + within]
