"""Voters' purses: what each group of voters has left, in floating point with a proven bound, and exactly where that decides.

Every group starts with the same share b0 of the budget. When project s is bought at price q_s (money per point of satisfaction), a supporter with
weight w pays w q_s, or all that is left if that is less, and is then empty for good. So as long as a group is not empty

    left(g) = b0 - sum over bought s on the ballot of  w(g, s) q_s

exactly. Sums of these over any set of groups are whole-number combinations of b0 and the few q_s, and the exact price of a project,
(cost - what poor supporters have left) / (points of the others), is one fraction made of them: exact arithmetic costs some long integers per round,
not per voter. All fractions share one denominator.

Bound of the floating-point purse: b0 and q_s are rounded once from exact values, each purchase multiplies and subtracts once, and no amount exceeds b0.
Each rounding errs by at most b0 2^-53, so after t purchases |float - exact| <= b0 (3t + 1) 2^-53; `error` is more than twice that.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import numpy as np

from dosi.voice.ballots.votes import Votes, entries

EPSILON = float(np.finfo(float).eps)


class Purses:
    """The money of every group of equal ballots while projects are bought."""

    def __init__(self, votes: Votes, share: Fraction) -> None:
        self.votes = votes
        self.share = float(share)
        self.left = np.full(len(votes.times), self.share)
        """float per group; 0 where empty"""
        self.open = np.ones(len(votes.times), bool)
        """groups that never ran out"""
        self.denominator = share.denominator
        self.whole_share = share.numerator
        """the share times `denominator`"""
        self.prices: list[int] = []
        """price per point of each bought project, times `denominator`"""
        self.bought_at = np.full(len(votes.ids), -1)
        """place of a project among the bought ones"""

    @property
    def error(self) -> float:
        """How far any purse in floating point may be from the exact one."""
        return self.share * (4 * len(self.prices) + 2) * EPSILON

    def together(self, groups: np.ndarray) -> int:
        """What all voters of these groups have left, exactly, times `denominator`."""
        groups = groups[self.open[groups]]
        if not len(groups):
            return 0
        times = self.votes.times[groups]
        amount = int(times.sum()) * self.whole_share
        if self.prices:
            row, at = entries(self.votes.start, groups)
            place = self.bought_at[self.votes.listed[at]]
            paid = place >= 0
            points = np.bincount(place[paid], (times[row] * self.votes.weight[at])[paid], len(self.prices))  # whole numbers below 2^53
            amount -= sum(int(points[s]) * self.prices[s] for s in np.flatnonzero(points).tolist())
        return amount

    def apart(self, groups: np.ndarray) -> list[int]:
        """What one voter of each of these groups has left, exactly, times `denominator`; worked out once per different history."""
        if not self.prices:
            return [self.whole_share if o else 0 for o in self.open[groups].tolist()]
        row, at = entries(self.votes.start, groups)
        place = self.bought_at[self.votes.listed[at]]
        paid = place >= 0
        history = np.zeros((len(groups), len(self.prices) + 1), np.int64)
        history[row[paid], place[paid]] = self.votes.weight[at][paid]
        history[:, -1] = self.open[groups]
        kinds, of = np.unique(history, axis=0, return_inverse=True)
        exact = [self.whole_share - sum(int(k[s]) * self.prices[s] for s in np.flatnonzero(k[:-1]).tolist()) if k[-1] else 0 for k in kinds]
        return [exact[i] for i in of.ravel().tolist()]

    def buy(self, p: int, number: int, divisor: int, poor: np.ndarray) -> Fraction:
        """Let the supporters pay number / (denominator * divisor) per point; `poor` (over the supporters) pay all they have. Gives the price."""
        common = gcd(number, divisor)
        number, divisor = number // common, divisor // common
        if divisor > 1:
            self.denominator *= divisor
            self.whole_share *= divisor
            self.prices = [n * divisor for n in self.prices]
        self.prices.append(number)
        self.bought_at[p] = len(self.prices) - 1
        price = Fraction(number, self.denominator)
        groups = self.votes.supporters[p]
        left = self.left[groups] - float(price) * self.votes.weights[p]
        left[poor] = 0.0
        self.left[groups] = np.maximum(left, 0.0)
        self.open[groups[poor]] = False
        return price
