"""Weigh the criteria of service models: pairwise comparisons of each stakeholder group, or weights given directly, kept apart and together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.choices import Consistency, CriteriaWeights
from dosi.model.errors import Misfit
from dosi.model.rows import Comparisons, Criteria, DirectWeights

TOGETHER = "all"
"""the groups taken together"""
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""mean consistency index of random comparisons of so many criteria (Saaty 1980)"""
ACCEPTED = 0.1
"""consistency ratio up to which comparisons are taken as consistent (Saaty 1980)"""
MOST_TIMES = 9.0
"""the largest step of Saaty's scale"""


@dataclass(frozen=True)
class Judged:
    """What one matrix of comparisons says."""

    weights: np.ndarray
    """share of each criterion, adding up to 1"""
    lambda_max: float
    ratio: float
    """consistency ratio; 0 for one or two criteria"""


@dataclass(frozen=True)
class Mend:
    """The comparison that disagrees most with the rest."""

    first: int
    second: int
    stated: float
    """times that the first was said to weigh the second"""
    mended: float
    """what the other comparisons say of the two"""
    ratio: float
    """consistency ratio with that value in place"""


def judge(matrix: np.ndarray) -> Judged:
    """Weights and consistency of a positive reciprocal matrix, e.g. [[1, 3], [1/3, 1]]: analytic hierarchy process (Saaty 1980, The Analytic Hierarchy Process).

    The weights are the principal right eigenvector, scaled to add up to 1; consistency index (lambda_max - n) / (n - 1), and the ratio of it to the mean of random matrices.
    """
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    weights = np.abs(vectors[:, at].real)
    n, lambda_max = len(matrix), float(values[at].real)
    random = RANDOM_INDEX[n]
    ratio = max(0.0, (lambda_max - n) / (n - 1) / random) if random else 0.0
    return Judged(weights / weights.sum(), lambda_max, ratio)


def mend(matrix: np.ndarray) -> Mend | None:
    """The comparison to look at again first, with the value that would mend it; None where fewer than three criteria cannot disagree.

    It is the one farthest, as a ratio, from the ratio of the two weights; the value is the ratio of the weights that follow without it (Harker 1987, Mathematical
    Modelling 9; Saaty 2003, European Journal of Operational Research 145), kept within 1/9 and 9.
    """
    n = len(matrix)
    if n < 3:
        return None
    weights = judge(matrix).weights
    off = np.triu(np.abs(np.log(matrix * weights[None, :] / weights[:, None])), 1)
    if off.max() < 1e-9:
        return None
    first, second = (int(i) for i in np.unravel_index(int(off.argmax()), off.shape))
    without = matrix.copy()
    without[first, second] = without[second, first] = 0.0
    without[first, first] = without[second, second] = 2.0
    left = judge(without).weights
    value = float(np.clip(left[first] / left[second], 1 / MOST_TIMES, MOST_TIMES))
    mended = matrix.copy()
    mended[first, second], mended[second, first] = value, 1 / value
    return Mend(first, second, float(matrix[first, second]), value, judge(mended).ratio)


def ask_comparisons(criteria: Criteria, comparisons: Comparisons, direct: DirectWeights) -> list[Misfit]:
    """Faults of the groups' judgements: a criterion against itself, one pair told twice, off Saaty's scale, a group told in both ways, weights of nothing."""
    misfits = []
    told: dict[tuple[str, frozenset[str]], str] = {}
    for row, key in zip(comparisons.records(), comparisons.keys(), strict=True):
        pair = (row["group"], frozenset((row["criterion"], row["other"])))
        about = f'Comparison "{key}"'
        if row["criterion"] == row["other"]:
            misfits.append(Misfit(comparisons.name, key, "other", f"{about}: compares a criterion with itself", repr(row["other"]), "another criterion", "name the other criterion, or take the row out"))
        elif pair in told:
            misfits.append(Misfit(comparisons.name, key, "other", f"{about}: the group compared these two before", repr(told[pair]), "each pair once", "keep one of the two rows"))
        told[pair] = key
        if not 1 / MOST_TIMES - 0.01 <= row["times"] <= MOST_TIMES:
            misfits.append(Misfit(comparisons.name, key, "times", f"{about}: is off the scale", f"{row['times']:g}", "1/9 to 9, e.g. 3, or 0.333 where the other one weighs more", "use Saaty's scale of 1 to 9"))
    compared = {group for group, _ in told}
    for row, key in zip(direct.records(), direct.keys(), strict=True):
        if row["weight"] <= 0:
            misfits.append(Misfit(direct.name, key, "weight", f'Weight "{key}": is not above 0', f"{row['weight']:g}", "more than 0", "give a weight above 0; a criterion nobody wants leaves criteria.csv"))
        if row["group"] in compared:
            misfits.append(Misfit(direct.name, key, "group", f'Group "{row["group"]}": both compares and gives weights', repr(row["group"]), "one way per group", "keep the group in one of the two tables"))
    if len(criteria) >= len(RANDOM_INDEX):
        misfits.append(Misfit(criteria.name, str(criteria.keys()[0]), "criterion", "Criteria: too many to be compared in pairs", str(len(criteria)), f"at most {len(RANDOM_INDEX) - 1}", "leave out the least important ones"))
    return misfits


def weigh_criteria(criteria: Criteria, comparisons: Comparisons, direct: DirectWeights) -> tuple[CriteriaWeights, Consistency]:
    """The weight of every criterion for each group and for all together, and how consistent each group's comparisons are.

    The groups together: geometric mean of their judgements, pair by pair, every group counting the same (Aczel and Saaty 1983, Journal of Mathematical Psychology 27); a group that
    gave weights judges by their ratios. A group that leaves a pair or a criterion out is not used, and what it lacks is said.
    """
    names = [str(c["criterion"]) for c in sorted(criteria.records(), key=lambda c: (c["no"], c["criterion"]))]
    at = {name: i for i, name in enumerate(names)}
    pairs = list(itertools.combinations(range(len(names)), 2))
    told: dict[str, list[tuple[int, int, float]]] = {}
    for row in comparisons.records():
        told.setdefault(row["group"], []).append((at[row["criterion"]], at[row["other"]], row["times"]))
    given: dict[str, dict[int, float]] = {}
    for row in direct.records():
        given.setdefault(row["group"], {})[at[row["criterion"]]] = row["weight"]
    matrices: dict[str, np.ndarray] = {}
    checked: list[dict[str, Any]] = []
    for group in sorted({*told, *given}):
        matrix = np.eye(len(names))
        for first, second, times in told.get(group, []):
            matrix[first, second], matrix[second, first] = times, 1 / times
        if group in given:
            known = given[group]
            lacking = [names[i] for i in range(len(names)) if i not in known]
            if not lacking:
                weights = np.array([known[i] for i in range(len(names))])
                matrix = weights[:, None] / weights[None, :]
        else:
            lacking = [f"{names[i]}~{names[j]}" for i, j in pairs if matrix[i, j] == 0]
        row = {"group": group, "way": "direct" if group in given else "compared", "lacking": ";".join(lacking) or None}
        if not lacking:
            matrices[group] = matrix
            if group not in given:
                row |= _checked(matrix, names)
        checked.append(row)
    if matrices:
        together = np.exp(np.mean([np.log(m) for m in matrices.values()], axis=0))
        matrices[TOGETHER] = together
        checked.append({"group": TOGETHER, "way": "together", "lacking": None, **_checked(together, names)})
    weighed = [{"group": group, "criterion": name, "weight": round(float(share), 6)} for group, matrix in matrices.items() for name, share in zip(names, judge(matrix).weights, strict=True)]
    return CriteriaWeights(pd.DataFrame(weighed, columns=list(CriteriaWeights.columns))), Consistency(pd.DataFrame(checked, columns=list(Consistency.columns)))


def _checked(matrix: np.ndarray, names: list[str]) -> dict[str, Any]:
    judged, hint = judge(matrix), mend(matrix)
    row: dict[str, Any] = {"lambda_max": round(judged.lambda_max, 6), "ratio": round(judged.ratio, 6), "consistent": judged.ratio <= ACCEPTED}
    if hint:
        row |= {"criterion": names[hint.first], "other": names[hint.second], "stated": round(hint.stated, 6), "mended": round(hint.mended, 6), "mended_ratio": round(hint.ratio, 6)}
    return row
