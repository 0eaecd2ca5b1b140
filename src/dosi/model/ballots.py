"""Participatory budgeting: the election as cast, and the outcome with its story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
"""kinds of ballots, by the names of the Pabulib format"""
WITH_POINTS = ("cumulative", "scoring")


@dataclass(frozen=True)
class Projects:
    """What people could vote for, in the order of the file."""

    ids: tuple[str, ...]
    cost: np.ndarray
    """int64, in steps (the smallest amount the file writes)"""
    columns: Mapping[str, tuple[str, ...]]
    """every other column as written: name, category, district, votes, selected ..."""


@dataclass(frozen=True)
class Labels:
    """A column of few different words over many voters."""

    words: tuple[str, ...]
    code: np.ndarray
    """int32 per voter, place in `words`"""

    def as_written(self) -> list[str]:
        """The word of each voter."""
        return [self.words[c] for c in self.code.tolist()]


@dataclass(frozen=True)
class Voters:
    """Who voted, without names: the number a voter got, and what is known of the voter."""

    ids: tuple[str, ...]
    columns: Mapping[str, Labels]
    """age, sex, district, voting_method ... and `origin` where ballots of several files were put together"""


@dataclass(frozen=True)
class Election:
    """An election as cast: ballots are rows of a sparse matrix, voter x project, in the order of the file."""

    kind: str
    """one of KINDS"""
    meta: Mapping[str, str]
    """the section META as written"""
    steps_per_unit: int
    """smallest amounts in one currency unit: 1 where all amounts are whole, 100 where one has two decimals"""
    budget: int
    """in steps"""
    projects: Projects
    voters: Voters
    start: np.ndarray
    """int64, voters + 1: where each ballot begins in `listed`"""
    listed: np.ndarray
    """int32: projects on the ballots, best first where the ballot ranks"""
    points: np.ndarray | None
    """int64 beside `listed`, in units of 1 / points_per_unit; None where ballots give no points"""
    points_per_unit: int = 1
    notes: tuple[str, ...] = ()
    """what the reader understood, for people"""

    def money(self, steps: int | Fraction) -> int | float:
        """An amount in currency units: whole where it is whole."""
        return in_units(steps, self.steps_per_unit)


def in_units(steps: int | Fraction, steps_per_unit: int) -> int | float:
    """Steps as currency units: whole where they are whole."""
    amount = Fraction(steps) / steps_per_unit
    return int(amount) if amount.denominator == 1 else float(amount)


@dataclass(frozen=True)
class Earmark:
    """Money for the projects whose `column` has this `value`: a district, a category."""

    column: str
    value: str
    least: int = 0
    """steps that the rule first spends on these projects alone"""
    most: int | None = None
    """steps that all of these projects together may cost"""
    returns: bool = True
    """whether what is left of `least` goes to all projects"""

    @property
    def name(self) -> str:
        """What the story calls it."""
        return f"{self.column} {self.value}"


@dataclass(frozen=True)
class Limits:
    """All that a city may ask for; nothing by default."""

    least_supporters: int = 0
    """voters a project needs to take part"""
    tolerance: int = 0
    """steps by which the project that uses up the budget may exceed it (greedy, Phragmén, completions; shares of the method of equal shares never do)"""
    incompatible: tuple[frozenset[str], ...] = ()
    """sets of projects of which one at most is chosen"""
    parts: Mapping[str, Fraction] = field(default_factory=dict)
    """projects that may be funded in part with what is left at the end, and the least part that makes sense"""
    earmarks: tuple[Earmark, ...] = ()


@dataclass(frozen=True)
class Because:
    """A sentence for citizens in both languages."""

    ko: str
    en: str


@dataclass(frozen=True)
class Round:
    """One choice of the rule, with what decided it."""

    project: str
    by: str
    """rule or completion that chose it"""
    cost: int
    """in steps, as funded"""
    left: int
    """of the budget after it, in steps"""
    supporters: int
    score: Fraction
    """what the rule compared: points or voters, satisfaction per money, effective votes, or the load (Phragmén)"""
    price: Fraction | None = None
    """in steps: the most one supporter pays per point of satisfaction (equal shares)"""
    share: Fraction = Fraction(1)
    """part of the project that is funded"""


@dataclass(frozen=True)
class Fallen:
    """A project that was not chosen: when, why, and what it lacked."""

    project: str
    reason: str
    """a key of the texts of `voice.ballots.story`"""
    round_no: int
    """1 = before anything was chosen"""
    money_short: int | None = None
    """in steps"""
    supporters_short: int | None = None
    other: str = ""
    """the project or limit in its way"""


@dataclass(frozen=True)
class Outcome:
    """What is funded, in order of choice, and the story of every project."""

    rule: str
    completion: str
    budget: int
    cost: int
    winners: tuple[str, ...]
    rounds: tuple[Round, ...]
    fallen: tuple[Fallen, ...]
    raised: int = 0
    """steps added to each voter's share by add1"""
    steps_per_unit: int = 1
    currency: str = ""
    with_points: bool = False
    """whether supporters gave points of different worth"""

    def money(self, steps: int | Fraction) -> int | float:
        """An amount in currency units: whole where it is whole."""
        return in_units(steps, self.steps_per_unit)

    @property
    def left(self) -> int:
        """What remains of the budget, in steps."""
        return self.budget - self.cost
