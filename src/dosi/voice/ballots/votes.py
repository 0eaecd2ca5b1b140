"""Ballots as rules read them: equal ballots counted once, by voter group and by project, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from dosi.model.ballots import WITH_POINTS, Election
from dosi.model.errors import Fault, InputFault

EXACT_IN_FLOAT = 1 << 53
FEW = 6000
"""choices on all ballots together below which to find equal ballots takes longer than it saves"""
BITS = 64
"""projects of which a set fits into one whole number"""


@dataclass(frozen=True)
class Terms:
    """What holds while a rule chooses; see `limits`."""

    tolerance: int = 0
    """steps by which the project that uses up the budget may exceed it"""
    apart: tuple[frozenset[int], ...] = ()
    """sets of projects of which one at most is chosen"""
    caps: tuple[tuple[str, frozenset[int], int], ...] = ()
    """name, projects and the most steps spent on them together"""
    out: frozenset[int] = frozenset()
    """projects that take no part"""
    held: tuple[int, ...] = ()
    """projects chosen before the rule begins"""

    @property
    def free(self) -> bool:
        """Whether any projects may be chosen together."""
        return not self.apart and not self.caps

    def fits(self, cost: int, left: int) -> bool:
        """Whether a project fits into what is left: cost <= left or, once, 0 < left and cost <= left + tolerance."""
        return cost <= left or (left > 0 and cost <= left + self.tolerance)

    def barred(self, winners: Sequence[int], cost: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Projects that may not join these winners, with the reason and what is in the way (a project's place, or a cap's name)."""
        if self.free:
            return {}
        held = {*winners, *self.held}
        found: dict[int, tuple[str, str]] = {}
        for group in self.apart:
            if taken := group & held:
                found |= {p: ("incompatible", str(min(taken))) for p in group - held}
        for name, group, most in self.caps:
            spent = sum(cost[p] for p in group & held)
            found |= {p: ("over_cap", name) for p in group - held if spent + cost[p] > most and p not in found}
        return found


@dataclass(frozen=True)
class Votes:
    """Groups of equal ballots (in a small election every ballot is a group of its own) and what each gives to the projects.

    weight: approval and choose-1 ballots 1 per listed project; cumulative and scoring ballots the points; ordinal ballots Borda points, i.e. the
    number of projects listed below. Points with decimals are scaled to whole numbers, which changes no comparison.
    """

    ids: tuple[str, ...]
    cost: tuple[int, ...]
    voters: int
    """ballots cast, empty ones too: each stands for the same share of the budget"""
    unit: int
    """steps in one currency unit"""
    times: np.ndarray
    """int64 per group: how many cast this ballot"""
    start: np.ndarray
    """int64, groups + 1"""
    listed: np.ndarray
    """int32: projects by group, weights above 0 only"""
    weight: np.ndarray
    """int64 beside `listed`"""
    group_of: np.ndarray
    """int32 per voter"""
    per_point: int = 1
    """weight of one point"""
    terms: Terms = Terms()

    def barred(self, winners: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Projects that may not join these winners, why, and what is in the way by its id or name."""
        found = self.terms.barred(winners, self.cost)
        return {p: (reason, self.ids[int(other)] if reason == "incompatible" else other) for p, (reason, other) in found.items()}

    @cached_property
    def rank(self) -> tuple[int, ...]:
        """Place of each project in the order that breaks ties: lexicographic by id."""
        rank = [0] * len(self.ids)
        for place, p in enumerate(sorted(range(len(self.ids)), key=self.ids.__getitem__)):
            rank[p] = place
        return tuple(rank)

    @cached_property
    def _by_project(self) -> tuple[list[int], np.ndarray, np.ndarray]:
        groups = len(self.times)
        key = self.listed.astype(np.int64) * groups + np.repeat(np.arange(groups), np.diff(self.start))
        if self.binary:
            key.sort()
            weight = self.weight
        else:
            order = np.argsort(key)
            key, weight = key[order], self.weight[order]
        begin = np.searchsorted(key, np.arange(len(self.ids) + 1) * groups)
        return begin.tolist(), (key % max(groups, 1)).astype(np.int32), weight

    @cached_property
    def supporters(self) -> tuple[np.ndarray, ...]:
        """Per project: the groups that support it (int32)."""
        begin, group, _ = self._by_project
        return tuple(group[i:j] for i, j in pairwise(begin))

    @cached_property
    def weights(self) -> tuple[np.ndarray, ...]:
        """Per project: the weight that each of its groups gives it (int64)."""
        begin, _, weight = self._by_project
        return tuple(weight[i:j] for i, j in pairwise(begin))

    @cached_property
    def backing(self) -> tuple[np.ndarray, ...]:
        """Per project: how many voters each of its groups has (float, whole)."""
        begin, group, _ = self._by_project
        times = self.times[group].astype(float)
        return tuple(times[i:j] for i, j in pairwise(begin))

    @cached_property
    def support(self) -> tuple[int, ...]:
        """Per project: how many voters support it."""
        return tuple(int(n) for n in np.bincount(self.listed, np.repeat(self.times, np.diff(self.start)), len(self.ids)).tolist())  # whole numbers below 2^53

    @cached_property
    def total(self) -> tuple[int, ...]:
        """Per project: the sum of weights over all voters."""
        return self.support if self.binary else tuple(int(n) for n in np.bincount(self.listed, np.repeat(self.times, np.diff(self.start)) * self.weight, len(self.ids)).tolist())

    @cached_property
    def binary(self) -> bool:
        """Whether every weight is 1."""
        return bool((self.weight == 1).all())


def votes_of(election: Election, as_approval: bool = False) -> Votes:
    """Group equal ballots and turn them into weights; `as_approval` reads every listed project with points as simply approved."""
    start, listed, weight, per_point = election.start, election.listed, np.ones(len(election.listed), np.int64), 1
    if not as_approval and election.kind in WITH_POINTS and election.points is not None:
        weight, per_point = election.points, election.points_per_unit
    elif not as_approval and election.kind == "ordinal":
        length = np.diff(start)
        weight = np.repeat(start[1:], length) - np.arange(len(listed)) - 1
    keep = (weight > 0) & ((election.points > 0) if election.points is not None else True)
    if not keep.all():
        start, listed, weight = *kept(start, listed, keep), weight[keep]
    if int(weight.astype(object).sum() if len(weight) and int(weight.max()) > EXACT_IN_FLOAT // (len(weight) + 1) else weight.sum()) >= EXACT_IN_FLOAT:
        raise InputFault([Fault("Points: too many digits to add up exactly", "VOTES, column points", f"points in steps of 1/{per_point}", "points whose sum stays below 2^53 such steps",
                                "write points with fewer digits")])  # fmt: skip
    ids, cost = election.projects.ids, tuple(election.projects.cost.tolist())
    voters = len(start) - 1
    if len(listed) < FEW:
        return Votes(ids, cost, voters, election.steps_per_unit, np.ones(voters, np.int64), start, listed, weight, np.arange(voters, dtype=np.int32), per_point)
    if len(ids) <= BITS and (weight == 1).all():
        chosen, group_of = equal_sets(start, listed)
    else:
        in_order = np.argsort(np.repeat(np.arange(voters), np.diff(start)) * len(ids) + listed)
        listed, weight = listed[in_order], weight[in_order]
        chosen, group_of = equal_rows(start, listed, weight)
    _, at = entries(start, chosen)
    return Votes(ids, cost, voters, election.steps_per_unit, np.bincount(group_of, minlength=len(chosen)).astype(np.int64),
                 np.concatenate([[0], np.cumsum(np.diff(start)[chosen])]).astype(np.int64), listed[at], weight[at], group_of, per_point)  # fmt: skip


def kept(start: np.ndarray, listed: np.ndarray, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A sparse matrix with some of its entries only."""
    return np.concatenate([[0], np.cumsum(keep)])[start], listed[keep]


def entries(start: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The entries of some rows of a sparse matrix: place of the row in `rows`, and place of the entry."""
    length = start[rows + 1] - start[rows]
    end = np.cumsum(length)
    at = np.arange(int(end[-1]) if len(end) else 0) + np.repeat(start[rows] - (end - length), length)
    return np.repeat(np.arange(len(rows)), length), at


def equal_sets(start: np.ndarray, listed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What `equal_rows` gives where a ballot is a set of few projects: each ballot is one number, a bit for every project."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(np.uint64(1) << listed.astype(np.uint64), dtype=np.uint64)])
    _, first, group_of = np.unique(sums[start[1:]] - sums[start[:-1]], return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(first), np.int32)
    place[order] = np.arange(len(first), dtype=np.int32)
    return first[order], place[group_of]


def equal_rows(start: np.ndarray, listed: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of each set of equal rows, in order, and the set of every row.

    Rows are sorted by a 64-bit sum of their entries; every row is then compared with the first of its set, entry by entry, so that an accidental
    equality of sums cannot put different ballots together: such rows only stay apart.
    """
    length = np.diff(start)
    with np.errstate(over="ignore"):
        mixed = (listed.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) ^ weight.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93)
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
        sums = sums[start[1:]] - sums[start[:-1]]
    order = np.argsort(sums)
    opens = np.ones(len(order), bool)
    opens[1:] = sums[order[1:]] != sums[order[:-1]]
    head = np.empty(len(order), np.int64)
    head[order] = np.repeat(np.minimum.reduceat(order, np.flatnonzero(opens)), np.diff(np.append(np.flatnonzero(opens), len(order)))) if len(order) else order
    alike = length == length[head]
    other = np.flatnonzero(alike & (head != np.arange(len(head))))
    row, at = entries(start, other)
    _, at_head = entries(start, head[other])
    same = np.ones(len(other), bool)
    same[row[(listed[at] != listed[at_head]) | (weight[at] != weight[at_head])]] = False
    alike[other] &= same
    head = np.where(alike, head, np.arange(len(head)))
    is_head = np.zeros(len(head), bool)
    is_head[head] = True
    return np.flatnonzero(is_head), (np.cumsum(is_head) - 1)[head].astype(np.int32)
