"""Exact integer counts of votes: by statement, by pair of statements, by group. New votes change them to what a count from scratch gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dosi.model.votes import Cast, Votes, join, keep_last, loosen

BLOCK = 8192
"""participants whose products are made at once: sums over them fit into FIELD bits with their sign"""
FIELD = 15
DENSE_SHARE = 0.35
"""fill from which a block's product is faster dense; the counts are the same whole numbers"""


@dataclass(frozen=True)
class Counts:
    """Whole-number sums over participants, for every pair of statements (s, t); seen is 1 or 0, vote 1, 0 or -1."""

    votes: Votes
    seen_seen: NDArray[np.int64]
    """participants who saw both; on the diagonal those who saw the statement"""
    vote_seen: NDArray[np.int64]
    """sum of votes on s of those who saw t"""
    vote_vote: NDArray[np.int64]
    """sum of products of votes"""


@dataclass(frozen=True)
class ByGroup:
    """Firm members of each group (rows) by what they said to each statement (columns)."""

    agree: NDArray[np.int64]
    disagree: NDArray[np.int64]
    voted: NDArray[np.int64]
    """passes included"""


def count(votes: Votes) -> Counts:
    """Count all pairs of statements over all participants."""
    return Counts(votes, *_pairs(votes, np.arange(len(votes.participants))))


def add(counts: Counts, later: Cast) -> Counts:
    """Counts with later votes in: only participants with new votes are counted again. Equal to `count` of all votes together."""
    old = counts.votes
    new = keep_last(join(loosen(old), later))
    names = {later.participants[i] for i in np.unique(later.participant)}
    before = np.array([i for i, p in enumerate(old.participants) if p in names], dtype=np.int64)
    after = np.array([i for i, p in enumerate(new.participants) if p in names], dtype=np.int64)
    at = {s.id: i for i, s in enumerate(new.statements)}
    place = np.array([at[s.id] for s in old.statements], dtype=np.int64)
    sums = []
    for was, gone, come in zip((counts.seen_seen, counts.vote_seen, counts.vote_vote), _pairs(old, before), _pairs(new, after), strict=True):
        come[np.ix_(place, place)] += was - gone
        sums.append(come)
    return Counts(new, *sums)


def by_group(votes: Votes, group: NDArray[np.int8], groups: int) -> ByGroup:
    """Count what the members of each group said; participants with group -1 are left out."""
    width = len(votes.statements)
    member = group[votes.rows()].astype(np.int64)
    inside = member >= 0
    cell = (member * width + votes.statement)[inside]
    said = votes.vote[inside]
    agree, disagree, voted = (np.bincount(cell[mask], minlength=groups * width).reshape(groups, width).astype(np.int64) for mask in (said > 0, said < 0, slice(None)))
    return ByGroup(agree, disagree, voted)


def _pairs(votes: Votes, people: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    width = len(votes.statements)
    seen_seen, vote_seen, vote_vote = (np.zeros((width, width), dtype=np.int64) for _ in range(3))
    shape = (len(votes.participants), width)
    whole = sparse.csr_array((votes.vote, votes.statement, votes.start), shape=shape)
    for first in range(0, len(people), BLOCK):
        some = people[first : first + BLOCK]
        block = whole[int(some[0]) : int(some[-1]) + 1] if int(some[-1]) - int(some[0]) + 1 == len(some) else whole[some]
        if block.nnz > DENSE_SHARE * block.shape[0] * width:
            seen_, vote_ = (sparse.csr_array((data, block.indices, block.indptr), shape=block.shape).toarray() for data in (np.ones(block.nnz, np.float32), block.data.astype(np.float32)))
            for sums, left, right in ((seen_seen, seen_, seen_), (vote_seen, vote_, seen_), (vote_vote, vote_, vote_)):
                sums += (left.T @ right).astype(np.int64)  # whole numbers below 2^24 are exact in float32, whatever the order of addition
            continue
        # three sums in one product, FIELD bits each from the lowest: votes x votes, votes x seen, (seen x votes, not needed,) seen x seen
        left, right = (sparse.csr_array(((np.int64(1) << bits) + block.data, block.indices, block.indptr), shape=block.shape) for bits in (FIELD, 2 * FIELD))
        packed = (right.T.tocsr() @ left).toarray()
        for field in (vote_vote, vote_seen, np.zeros_like(packed), seen_seen):
            low = ((packed + (1 << (FIELD - 1))) & ((1 << FIELD) - 1)) - (1 << (FIELD - 1))
            packed = (packed - low) >> FIELD
            field += low
    return seen_seen, vote_seen, vote_vote
