"""Audit of a choice for many people: who is left with nothing, how evenly satisfaction lies, and which groups could claim more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from dosi.fairness.shares import exclusion_share, gini


@dataclass(frozen=True)
class Claim:
    """A group that could claim a project (a violation of EJR+ up to one project)."""

    thing: int
    """the project, by its place"""
    people: int
    """how many people approve it and together have money for more than any of them got with it"""
    entitled: Fraction
    """their part of the budget"""
    received: int
    """the most that one of them received, before the project"""


@dataclass(frozen=True)
class Part:
    """The figures of some of the people."""

    people: int
    exclusion_share: float
    gini: float
    mean_projects: float
    """chosen projects one approves"""
    mean_money: float
    """cost of the chosen projects one approves"""
    money_share: float
    """part of the money spent that falls to these people when each project's cost is shared evenly among those who approve it"""

    def as_json(self) -> dict[str, Any]:
        """For answers: figures to six digits, missing ones None."""
        return {k: (None if v != v else round(v, 6)) if isinstance(v, float) else v for k, v in vars(self).items()}


@dataclass(frozen=True)
class Audit:
    """All people together, by parts, and the claims."""

    all: Part
    by: Mapping[str, Mapping[str, Part]]
    claims: tuple[Claim, ...]


def audit(start: np.ndarray, approved: np.ndarray, cost: Sequence[int], chosen: Sequence[int], budget: int,
          parts: Mapping[str, Sequence[str]] | None = None, people: np.ndarray | None = None) -> Audit:  # fmt: skip
    """Audit any choice: of ballots, or of a plan (who is served by what).

    start, approved: int arrays, a sparse matrix person x thing (rows begin at `start`, which has one more entry than there are persons).
    cost: whole money per thing; chosen: places of the chosen things; budget in the same money.
    parts: by name (zone, age group) the word of each person; empty words are left out. people: how many persons each row stands for.
    """
    n = len(start) - 1
    people = np.ones(n, np.int64) if people is None else people.astype(np.int64)
    price = np.array([int(c) for c in cost], float)
    taken = np.zeros(len(cost), bool)
    taken[list(chosen)] = True
    row = np.repeat(np.arange(n), np.diff(start))
    hit = taken[approved]
    count = np.bincount(row[hit], minlength=n)
    money = np.bincount(row[hit], price[approved[hit]], n)
    backers = np.bincount(approved, people[row], len(cost))
    each = np.divide(price, backers, out=np.zeros(len(cost)), where=backers > 0)
    falls = np.bincount(row[hit], each[approved[hit]], n) * people
    spent = float(falls.sum())

    def part(mask: np.ndarray) -> Part:
        who = people[mask]
        total = int(who.sum())
        return Part(total, exclusion_share(count[mask], who), gini(money[mask], who), float((count[mask] * who).sum() / total) if total else float("nan"),
                    float((money[mask] * who).sum() / total) if total else float("nan"), float(falls[mask].sum() / spent) if spent else float("nan"))  # fmt: skip

    by = {}
    for name, words in (parts or {}).items():
        kinds, of = np.unique(np.array(words, dtype=object).astype(str), return_inverse=True)
        by[name] = {str(k): part(of == i) for i, k in enumerate(kinds) if k}
    return Audit(part(np.ones(n, bool)), by, ejr_plus_up_to_one(start, approved, cost, chosen, budget, people))


def ejr_plus_up_to_one(start: np.ndarray, approved: np.ndarray, cost: Sequence[int], chosen: Sequence[int], budget: int, people: np.ndarray | None = None) -> tuple[Claim, ...]:
    """Groups that could claim a project: for each project not chosen the largest such group; none means that EJR+ up to one project holds.

    With cost satisfaction, after Brill and Peters, "Robust and verifiable proportionality axioms for multiwinner voting", 2023: among people S who all
    approve a project c that is not chosen, someone must have received more than their part of the budget, counted with c itself:
    cost(chosen and approved) + cost(c) > |S| budget / n. The worst group of k people consists of the k who received least, so sorting decides it in
    polynomial time; amounts are whole numbers and compared exactly. The method of equal shares with cost satisfaction never leaves a claim.
    """
    n = len(start) - 1
    people = np.ones(n, np.int64) if people is None else people.astype(np.int64)
    total = int(people.sum())
    taken = np.zeros(len(cost), bool)
    taken[list(chosen)] = True
    row = np.repeat(np.arange(n), np.diff(start))
    amounts = np.array([int(c) for c in cost], np.int64 if sum(map(int, cost)) < 1 << 62 else object)
    received = np.zeros(n, amounts.dtype)
    hit = taken[approved]
    np.add.at(received, row[hit], amounts[approved[hit]])
    order = np.argsort(approved, kind="stable")
    begin = np.searchsorted(approved[order], np.arange(len(cost) + 1))
    claims = []
    for c in range(len(cost)):
        if taken[c]:
            continue
        backers = row[order[begin[c] : begin[c + 1]]]
        backers = backers[np.argsort(received[backers], kind="stable")]
        together = np.cumsum(people[backers])
        needed = received[backers] + amounts[c]
        entitled = together.astype(float) * (budget / max(total, 1))
        for k in np.flatnonzero(needed.astype(float) <= entitled * (1 + 1e-9))[::-1].tolist():  # candidates; compared exactly from the largest group on
            if int(needed[k]) * total <= int(together[k]) * budget:
                claims.append(Claim(c, int(together[k]), Fraction(int(together[k]) * budget, total), int(received[backers[k]])))
                break
    return tuple(claims)
