"""Votes on statements (agree, disagree, pass) and the opinion groups found in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1
UNPLACED = -1
"""group of a participant who voted on no shown statement"""


@dataclass(frozen=True)
class Statement:
    """What a participant wrote and others voted on."""

    id: str
    text: str = ""
    shown: bool = True
    """no: a moderator took it out; its votes are kept and count nowhere"""
    meta: bool = False
    """about the participant (age, home), not an opinion: makes no groups"""


@dataclass(frozen=True)
class Votes:
    """Every participant's last vote on every statement they saw, as a sparse matrix by participant; a pass is kept, an unseen statement is not there."""

    participants: tuple[str, ...]
    """in the order of `ordered`, each once"""
    statements: tuple[Statement, ...]
    """in the order of `ordered`, each once"""
    start: NDArray[np.int64]
    """where each participant's votes begin, and the end of the last one's"""
    statement: NDArray[np.int32]
    """position of the statement, rising within a participant"""
    vote: NDArray[np.int8]
    """1 agree, 0 pass, -1 disagree"""
    at: NDArray[np.int64]
    """time of the vote in milliseconds; 0 where the file tells none"""

    def rows(self) -> NDArray[np.int64]:
        """Position of the participant, vote by vote."""
        return np.repeat(np.arange(len(self.participants), dtype=np.int64), np.diff(self.start))

    def opinions(self) -> NDArray[np.bool_]:
        """Which statements make groups: shown ones that are no meta statements."""
        return np.array([s.shown and not s.meta for s in self.statements], dtype=bool)


@dataclass(frozen=True)
class Cast:
    """Votes as they come, in any order and perhaps several of a participant on a statement; equally long columns."""

    participant: NDArray[np.int64]
    """position in `participants`"""
    statement: NDArray[np.int64]
    """position in `statements`"""
    vote: NDArray[np.int8]
    at: NDArray[np.int64]
    participants: Sequence[str]
    statements: Sequence[Statement]


@dataclass(frozen=True)
class Said:
    """How one group answered one statement, and how that differs from everybody else (figures of Small et al. 2021)."""

    statement: str
    text: str
    says: str
    """agree or disagree"""
    voted: int
    """members who saw it, passes included"""
    said: int
    share: float
    """(said + 1) / (voted + 2), 0..1"""
    share_z: float
    """proportion test of the share against one half"""
    ratio: float
    """share over the share among all other groups"""
    ratio_z: float
    """two-proportion test against all other groups"""
    significant: bool
    """both tests pass at 90 %"""


@dataclass(frozen=True)
class Group:
    """Participants who answer alike."""

    id: int
    """0 = the largest"""
    size: int
    firm: int
    """members with enough votes to shape the groups; the others were put to the nearest group and count in no test"""
    representative: tuple[Said, ...]


@dataclass(frozen=True)
class Shared:
    """A statement on which the majority of every group says the same."""

    statement: str
    text: str
    says: str
    share: float
    """(said + 1) / (voted + 2) among all firm participants"""
    share_z: float
    group_informed: float
    """product over the groups of their shares"""
    share_by_group: tuple[float, ...]


@dataclass(frozen=True)
class Next:
    """How useful more votes on a statement are."""

    statement: str
    priority: float


@dataclass(frozen=True)
class Structure:
    """Whether answers hang together more than chance does."""

    p_value: float | None
    """missing where too few votes tell nothing"""
    explained_share: float
    """part of the variance on the two axes"""
    chance_share: float
    """the same, mean of the shuffled votes"""
    draws: int
    participants: int
    """participants in the test (a systematic sample of large ones)"""
    silhouette: float | None
    """mean silhouette of the groups, -1..1; missing for one group"""
    silhouette_by_count: tuple[tuple[int, float], ...]
    """mean silhouette for each number of groups tried"""


@dataclass(frozen=True)
class Groups:
    """The opinion groups of a conversation."""

    participants: tuple[str, ...]
    statements: int
    statements_counted: int
    """those that make groups: shown, no meta statement, voted on"""
    votes: int
    assignment: NDArray[np.int8]
    """group of each participant, -1 unplaced"""
    points: NDArray[np.float64]
    """place of each participant on the two axes"""
    groups: tuple[Group, ...]
    consensus: tuple[Shared, ...]
    next: tuple[Next, ...]
    """shown statements, the most useful first"""
    structure: Structure


def ordered(ids: Iterable[str]) -> list[str]:
    """Ids in their one order, whatever order they came in: whole numbers by size, then all others by letter.

    >>> ordered(["10", "b", "9", "a"])
    ['9', '10', 'a', 'b']
    """
    return sorted(ids, key=lambda i: (0, int(i), i) if i.isascii() and i.isdigit() else (1, 0, i))


def keep_last(cast: Cast) -> Votes:
    """The last vote of each participant on each statement. Of two at the same time the greater counts (agree over pass over disagree), so that order plays no part.

    Participants without any vote are left out; statements without any stay.
    """
    people = ordered({cast.participants[i] for i in np.unique(cast.participant)})
    texts = {s.id: s for s in cast.statements}
    statements = tuple(texts[i] for i in ordered(texts))
    person_at, statement_at = {p: i for i, p in enumerate(people)}, {s.id: i for i, s in enumerate(statements)}
    person = np.array([person_at.get(p, -1) for p in cast.participants], dtype=np.int64)[cast.participant]
    column = np.array([statement_at[s.id] for s in cast.statements], dtype=np.int64)[cast.statement]
    cell = person * max(1, len(statements)) + column
    order = np.argsort(cell, kind="stable")
    if (np.diff(cell[order]) == 0).any():
        order = np.lexsort((cast.vote, cast.at, cell))
    cell = cell[order]
    kept = order[np.r_[cell[1:] != cell[:-1], np.ones(min(1, len(cell)), dtype=bool)]]
    start = np.searchsorted(person[kept], np.arange(len(people) + 1)).astype(np.int64)
    return Votes(tuple(people), statements, start, column[kept].astype(np.int32), cast.vote[kept].astype(np.int8), cast.at[kept].astype(np.int64))


def loosen(votes: Votes) -> Cast:
    """Votes as columns again, to be joined with later ones."""
    return Cast(votes.rows(), votes.statement.astype(np.int64), votes.vote, votes.at, votes.participants, votes.statements)


def join(first: Cast, second: Cast) -> Cast:
    """Both together; what the second says of a statement (its text, whether it is shown) holds."""
    people = list(dict.fromkeys([*first.participants, *second.participants]))
    statements = list({s.id: s for s in [*first.statements, *second.statements]}.values())
    person_at, statement_at = {p: i for i, p in enumerate(people)}, {s.id: i for i, s in enumerate(statements)}
    participant = [np.array([person_at[p] for p in c.participants], dtype=np.int64)[c.participant] for c in (first, second)]
    statement = [np.array([statement_at[s.id] for s in c.statements], dtype=np.int64)[c.statement] for c in (first, second)]
    return Cast(np.concatenate(participant), np.concatenate(statement), np.concatenate([first.vote, second.vote]), np.concatenate([first.at, second.at]), people, statements)
