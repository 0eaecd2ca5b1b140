"""How surely problems are ranked: rank acceptability over the weights of stakeholder groups and the errors of the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

DRAWS = 10_000
PART = 1_000
"""draws held at once: memory grows with problems x PART, not with all draws"""
SEED = 20_250_101
TOP = 10
TELLS_APART = 0.9
"""a problem is told apart from the first of its tier when it scores lower in at least this share of the draws"""
SPREAD = float(stats.norm.ppf(0.975))
LOW, HIGH = 2.5, 97.5


@dataclass(frozen=True)
class Uncertain:
    """Values with their 95 % intervals, all one-dimensional and 0..1; an end that is missing means that no error is known."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shared: np.ndarray | None = None
    """number of the chance that moves each value, in the same direction for all that share it; None: each has its own"""
    unmeasured: np.ndarray | None = None
    """which values are missing here though they are known elsewhere: they may be anything in 0..1; None: none"""

    def drawn(self, chance: np.random.Generator, draws: int) -> np.ndarray:
        """Draws x values: a normal with one spread below and another above the value (two-piece), kept in 0..1; what is unmeasured is uniform over 0..1."""
        below = np.nan_to_num(np.maximum(self.value - self.low, 0.0)) / SPREAD
        above = np.nan_to_num(np.maximum(self.high - self.value, 0.0)) / SPREAD
        which = np.arange(len(self.value)) if self.shared is None else self.shared
        z = chance.standard_normal((draws, int(which.max(initial=-1)) + 1))[:, which]
        drawn = np.clip(self.value + np.where(z < 0, z * below, z * above), 0.0, 1.0)
        if self.unmeasured is not None:
            drawn[:, self.unmeasured] = special.ndtr(z[:, self.unmeasured])
        return drawn


@dataclass(frozen=True)
class Parts:
    """What scores are made of. Problems are in order of their rank."""

    gaps: Uncertain
    """gap of each indicator of a place, known or unmeasured"""
    of_gap: np.ndarray
    """problem of each of these gaps"""
    voice: Uncertain
    """how loud the voices of each problem are; NaN: unknown"""
    trend: Uncertain
    """gap of growth of each problem; NaN: unknown"""
    people: np.ndarray
    """share of people affected, per problem; NaN: unknown"""
    of_people: np.ndarray
    """the gap that counts these people (position in gaps): they become more as it grows; -1: none"""
    weights: np.ndarray
    """groups x parts: gap, voice, people, trend"""

    def scores(self) -> Iterator[np.ndarray]:
        """Scores (draws x problems) in parts, together DRAWS draws; the same at every run."""
        chance = np.random.default_rng(SEED)
        problems, gapped = len(self.voice.value), np.bincount(self.of_gap, minlength=len(self.voice.value))
        for _ in range(DRAWS // PART):
            mixed = self._weights(chance)
            gaps = self.gaps.drawn(chance, PART)
            mean = np.stack([np.bincount(self.of_gap, weights=row, minlength=problems) for row in gaps]) / np.where(gapped > 0, gapped, np.nan)
            parts = [mean, self.voice.drawn(chance, PART), self._people(gaps), self.trend.drawn(chance, PART)]
            total, known = np.zeros(mean.shape), np.zeros(mean.shape)
            for weight, part in zip(mixed.T, parts, strict=True):
                there = ~np.isnan(part)
                total += np.where(there, part, 0.0) * weight[:, None]
                known += there * weight[:, None]
            yield np.divide(total, known, out=np.zeros(mean.shape), where=known > 0)

    def _weights(self, chance: np.random.Generator) -> np.ndarray:
        """PART x parts."""
        if len(self.weights) > 1:
            return chance.dirichlet(np.ones(len(self.weights)), PART) @ self.weights
        return (self.weights + chance.dirichlet(np.ones(self.weights.shape[1]), PART)) / 2

    def _people(self, gaps: np.ndarray) -> np.ndarray:
        """Draws x problems: the share of people affected, in proportion to the drawn gap that counts them."""
        tied = (self.of_people >= 0) & (np.append(self.gaps.value, 0.0)[self.of_people] > 0)
        shares = np.broadcast_to(self.people, (len(gaps), len(self.people))).copy()
        at = self.of_people[tied]
        shares[:, tied] = np.clip(self.people[tied] * gaps[:, at] / self.gaps.value[at], 0.0, 1.0)
        return shares


@dataclass(frozen=True)
class Acceptability:
    """Per problem, in order of rank."""

    top_share: np.ndarray
    """share of draws in which it is among the first TOP"""
    rank_low: np.ndarray
    """best end of the rank's 95 % interval"""
    rank_high: np.ndarray
    """worst end"""
    tier: np.ndarray
    """problems of one tier cannot be told apart; 1 is the worst tier"""


def accept(parts: Parts) -> Acceptability:
    """Rank acceptability (SMAA, Lahdelma, Hokkanen and Salminen 1998; SMAA-2, Lahdelma and Salminen 2001, Operations Research 49).

    Every draw mixes the stakeholder groups' weights (uniform over their mixtures; where only one group's are known, the mean of these and of any others,
    uniform over all) and takes every gap, voice and growth from its interval, the people affected with the gap that counts them; problems are
    ranked by the score that follows. The error of the population grid is drawn once per zone and moves all gaps there that count people by it the same
    way: a zone of which more people live far out lags in all of them. All other errors are drawn independently of each other. An indicator that a zone lacks
    though others have it may have any gap there, uniform over 0..1: the worst zones lack it most (no other assumption holds; cf. the worst-case bounds of
    Manski 1990, American Economic Review 80). Errors that nobody knows are not in the draws. Tiers: from the first problem on, a problem begins a new tier
    when it scores lower than the first of the tier in at least 90 % of the draws.
    """
    scores = np.concatenate([part.astype(np.float32) for part in parts.scores()])
    ranks = np.concatenate([_ranks(part) for part in np.array_split(scores, max(1, len(scores) // PART))])
    low, high = np.percentile(ranks, [LOW, HIGH], axis=0, method="nearest") if ranks.size else (np.empty(0), np.empty(0))
    return Acceptability((ranks <= TOP).mean(axis=0), low, high, _tiers(scores))


def _ranks(scores: np.ndarray) -> np.ndarray:
    return stats.rankdata(-scores, method="min", axis=1).astype(np.int32)


def _tiers(scores: np.ndarray) -> np.ndarray:
    tier = np.zeros(scores.shape[1], dtype=int)
    head = 0
    for problem in range(scores.shape[1]):
        if (scores[:, problem] < scores[:, head]).mean() >= TELLS_APART:
            head = problem
            tier[problem] = tier[problem - 1] + 1
        else:
            tier[problem] = tier[problem - 1] if problem else 1
    return tier
