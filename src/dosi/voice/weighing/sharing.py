"""Shares of answers with their intervals, in all and by domain (living zone)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm

from dosi.model.samples import Design, Floats, Ints, Share, Weights
from dosi.voice.weighing.residuals import ALONE, Explainer, explainer

SEVERAL = ";"
"""between the answers of one person, where several could be given"""
FEWEST = 30.0
"""effective voices below which a share is not told (Parker et al. 2017, for the proportions of a national statistics office)"""
LEVEL = 0.95


def shares(
    voices: pd.DataFrame, weights: Weights, questions: Sequence[str], by: Sequence[str] = ("", "zone"), fewest: float = FEWEST, level: float = LEVEL,
    possible: Mapping[str, Sequence[str]] | None = None,
) -> list[Share]:  # fmt: skip
    """The weighted share of every answer, in all (`by` "") and by the values of a column, each with its interval.

    share p = sum of w y / sum of w, over the voices of the domain that answered. Its variance is that of a calibrated estimator by Taylor linearisation (Deville and Särndal 1992;
    Woodruff 1971): var = sum of (w e)^2 / (1 - h) / (sum of w)^2 with e the part of y - p that the margins do not explain and h the part of its cells' weight that the voice holds (Valliant
    2002), which in a sample without margins would be the usual n / (n - 1). Interval: Wilson (1927) at the effective number of voices p (1 - p) / var, at most as many as answered (Korn and Graubard 1998), so that shares of 0 and 1
    keep an interval; for these the number is that of Kish. Below `fewest` effective voices (Kish) a share is unknown: there is none, nor an interval; so also where a margin's group was not heard at all.

    `possible`: answers of a question that are told also where nobody gave them (a share of 0). Several answers in a cell are separated by `;`; who left the cell empty is not counted. Rows whose domain is not known count in all only.
    """
    design = weights.design
    margins = explainer(design, np.asarray(np.bincount(design.pattern, weights=weights.weight, minlength=len(design.count)), dtype=float))
    made = []
    for question in questions:
        said, unique = pd.factorize(voices[question].astype("object"), sort=True)
        answers = sorted({a for cell in unique for a in _several(cell)} | {*(possible or {}).get(question, ())})
        gave = np.array([[a in held for a in answers] for held in map(_several, unique)], dtype=float).reshape(len(unique), len(answers))
        for variable in by:
            if variable and variable not in voices:
                continue
            domain, names = pd.factorize(voices[variable].astype("object"), sort=True) if variable else (np.zeros(len(voices), np.int64), [""])
            table = _Table(design, weights.weight, said.astype(np.int64), domain.astype(np.int64), gave)
            unheard = sorted({label[step.variables.index(variable)] for step in design.steps if variable in step.variables for label in step.labels} - set(names))
            for at, name in enumerate([*names, *unheard]):
                made += [Share(question, answer, variable, str(name), *told) for answer, told in zip(answers, table.told(at, margins, fewest, level), strict=True)]
    return made


def _several(cell: object) -> list[str]:
    return [a for part in str(cell).split(SEVERAL) if (a := part.strip())]


class _Table:
    """Weights and their squares by pattern, domain and answer: all that shares and their variances need of the voices."""

    def __init__(self, design: Design, weight: Floats, said: Ints, domain: Ints, gave: Floats) -> None:
        width, deep = int(said.max(initial=-1)) + 2, int(domain.max(initial=-1)) + 2
        key = (design.pattern * deep + domain + 1) * width + said + 1
        held, row = np.unique(key, return_inverse=True)
        self.pattern, self.domain, self.said = held // width // deep, held // width % deep - 1, held % width - 1
        self.count, self.weight, self.squares = (np.bincount(row, weights=w, minlength=len(held)) for w in (None, weight, weight**2))
        self.gave = np.vstack([gave, np.zeros((1, gave.shape[1]))])  # the last row: no answer
        self.of_pattern = np.bincount(self.pattern, weights=self.weight, minlength=len(design.count))

    def told(self, at: int, margins: Explainer, fewest: float, level: float) -> Iterator[tuple[int, int, float, float | None, float | None, float | None, float | None]]:
        """Per answer: voices, those who gave it, effective voices, share, standard error, low, high."""
        asked = (self.domain == at) & (self.said >= 0)
        y = self.gave[self.said] * asked[:, None]
        voices, gave = int(self.count[asked].sum()), (self.count[:, None] * y).sum(axis=0)
        total, squares = float(self.weight[asked].sum()), float(self.squares[asked].sum())
        kish = total**2 / squares if squares else 0.0
        if kish < fewest or total <= 0:
            for n in gave:
                yield voices, int(n), kish, None, None, None, None
            return
        p = (self.weight[:, None] * y).sum(axis=0) / total
        z = (y - p) * asked[:, None]
        mean = np.array([np.bincount(self.pattern, weights=self.weight * column, minlength=len(self.of_pattern)) for column in z.T]).T / np.maximum(self.of_pattern, 1e-300)[:, None]
        apart = z - margins.explained(mean)[self.pattern]
        loss = 1 - np.where(margins.leverage > ALONE, 0.0, margins.leverage)[self.pattern]
        variance = (self.squares[:, None] * apart**2 / loss[:, None]).sum(axis=0) / total**2
        firm = (p > 0) & (p < 1) & (variance > 0)
        effective = np.where(firm, np.minimum(voices, p * (1 - p) / np.where(firm, variance, 1.0)), kish)
        low, high = interval(p, effective, level)
        for n, e, share, least, most in zip(gave, effective, p, low, high, strict=True):
            yield voices, int(n), float(e), float(share), float(np.sqrt(share * (1 - share) / e)), float(least), float(most)


def interval(share: Floats, effective: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Wilson's interval (1927) of some shares at effective numbers of voices.

    >>> [round(float(v[0]), 3) for v in interval(np.array([0.8]), np.array([10.0]))]
    [0.49, 0.943]
    """
    z = float(norm.ppf((1 + level) / 2))
    middle = (share + z * z / (2 * effective)) / (1 + z * z / effective)
    half = z * np.sqrt(share * (1 - share) / effective + z * z / (4 * effective**2)) / (1 + z * z / effective)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
