"""Which opinions are copies of one text: sent in by several people, with a greeting, a line or a word changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import islice

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

RUN = 3
"""letters in a run; two texts are compared by the runs they share"""
ALIKE = 0.55
"""share of runs (Jaccard) from which two texts are copies: of the test's campaigns 98 in 100 copies are at least so like another one, of opinions written
independently on one matter none is above 0.1 (tests/test_copies.py)"""
LEAST_LETTERS = 15
"""shorter texts are written alike by chance, e.g. 'no parking places'; they are copies of nothing"""
ROWS, BANDS = 5, 40
"""of the MinHash: texts meet if all five values of one of forty bands agree: 90 in 100 of pairs that are 0.56 alike, 99.9 of 0.7, 1 in 10,000 of 0.1"""
SEED = 1
AT_ONCE = 50_000


def copies_of(texts: Iterable[str]) -> np.ndarray:
    """For each text the number of the first text that it is a copy of; its own number if it is the first or alone. int64.

    Texts are compared without spaces, signs and case. Exactly equal ones are found first; the others by MinHash (Broder 1997) with bands (Leskovec,
    Rajaraman, Ullman, Mining of Massive Datasets, ch. 3), and every pair that meets is measured exactly. Copies of copies are one group.

    >>> copies_of(["공원 앞에 가로등을 더 놓아 주십시오.", "주차 부족", "공원앞에 가로등을 더 놓아 주십시오!!", "주차 부족"]).tolist()
    [0, 1, 0, 3]
    """
    plain = pd.Series([*map(_plain, texts)], dtype=object)
    short = plain.str.len().fillna(0).to_numpy() < LEAST_LETTERS
    number, first_of = pd.factorize(plain.where(~short, pd.Series(np.arange(len(plain)))))
    first = np.full(len(first_of), len(plain), dtype=np.int64)
    np.minimum.at(first, number, np.arange(len(plain)))
    long = np.flatnonzero(~short[first]) if len(first) else first
    group = np.arange(len(first))
    if len(long) > 1:
        group[long] = long[_grouped([first_of[i] for i in long])]
    earliest = np.full(len(first), len(plain), dtype=np.int64)
    np.minimum.at(earliest, group, first)
    return earliest[group[number]]


def _plain(text: str) -> str:
    """Letters and digits only, of one spelling."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _runs(text: str) -> list[str]:
    return [*dict.fromkeys(text[i : i + RUN] for i in range(len(text) - RUN + 1))]


def _grouped(texts: list[str]) -> np.ndarray:
    """For each of different texts the first one of its group."""
    pairs = _meeting(texts)
    alike = np.array([_alike(texts[a], texts[b]) for a, b in pairs], dtype=bool)
    pairs = pairs[alike] if len(pairs) else pairs
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(texts),) * 2)
    count, label = connected_components(joined, directed=False)
    first = np.full(count, len(texts), dtype=np.int64)
    np.minimum.at(first, label, np.arange(len(texts)))
    return first[label]


def _meeting(texts: list[str]) -> np.ndarray:
    """Pairs of texts that agree in a band: each with the one before it in the band and with the first of the band. (n, 2), no pair twice."""
    from rensa import RMinHash

    found = np.empty((len(texts), ROWS * BANDS), dtype=np.uint32)
    left, at = iter(texts), 0
    while some := [*islice(left, AT_ONCE)]:
        found[at : at + len(some)] = RMinHash.digests_from_token_sets([_runs(t) for t in some], num_perm=ROWS * BANDS, seed=SEED)
        at += len(some)
    meeting = []
    for band in range(BANDS):
        values = np.ascontiguousarray(found[:, band * ROWS : (band + 1) * ROWS]).view(f"V{4 * ROWS}").ravel()
        _, code = np.unique(values, return_inverse=True)
        order = np.argsort(code, kind="stable")
        same = code[order][1:] == code[order][:-1]
        begins = np.maximum.accumulate(np.where(np.r_[True, ~same], np.arange(len(order)), 0))
        later = np.flatnonzero(same) + 1
        meeting += [np.stack([order[later - 1], order[later]], axis=1), np.stack([order[begins[later]], order[later]], axis=1)]
    return np.unique(np.concatenate(meeting), axis=0)


def _alike(one: str, other: str) -> bool:
    a, b = {*_runs(one)}, {*_runs(other)}
    return len(a & b) >= ALIKE * len(a | b)
