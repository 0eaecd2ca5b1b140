"""Rates of few events, drawn towards the mean of their kind as far as chance alone could have made them stray (empirical Bayes)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from dosi.evidence.uncertainty import LEVEL, poisson

ENOUGH_TO_VARY = 1e-9
"""variance between rates, relative to the mean squared, under which they are taken to be one rate"""


@dataclass(frozen=True)
class Shrunken:
    """Rates of several places after shrinkage: each is Gamma(shape, rate) given its own events; NaN where the exposure is unknown or nothing."""

    mean: float
    """all events over all exposure"""
    variance: float
    """how much true rates differ between places, beyond chance; 0: not more than chance makes them"""
    shape: np.ndarray
    rate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    """ends of the 95 % interval of each rate"""

    @property
    def value(self) -> np.ndarray:
        """The expected rate of each place, in events per unit of exposure."""
        return self.shape / self.rate if self.variance else np.where(np.isnan(self.low), np.nan, self.mean)

    def above(self, times: float) -> np.ndarray:
        """Probability that a place's rate is more than so many times the mean."""
        if not self.variance:
            return np.where(np.isnan(self.low), np.nan, float(times < 1))
        return np.asarray(stats.gamma.sf(times * self.mean, self.shape, scale=1 / self.rate))


@dataclass(frozen=True)
class Prior:
    """How the true rates of places are spread: what is known of a place before its own events are looked at."""

    events: float
    exposure: float
    """sums over the places it was learnt from"""
    variance: float
    """how much true rates differ between places, beyond chance; 0: not more than chance makes them"""

    @property
    def mean(self) -> float:
        """All events over all exposure."""
        return self.events / self.exposure if self.exposure else np.nan


def prior_of(events: np.ndarray, exposure: np.ndarray) -> Prior:
    """The prior of places by the moment estimator of Marshall 1991, Applied Statistics 40(2), global: with rates r = y / n, mean m = sum(y) / sum(n), variance
    between places A = max(0, sum(n (r - m)^2) / sum(n) - m / mean(n)).

    Events 12 and 2 among 100 and 300 people: m = 0.035, A = (100 x 0.085^2 + 300 x 0.02833^2) / 400 - 0.035 / 200 = 0.002233.

    >>> round(prior_of(np.array([12.0, 2.0]), np.array([100.0, 300.0])).variance, 6)
    0.002233
    """
    y, n = np.asarray(events, float), np.asarray(exposure, float)
    known = np.isfinite(y) & (n > 0)
    y, n = y[known], n[known]
    total, over = float(y.sum()), float(n.sum())
    if not total:
        return Prior(total, over, 0.0)
    mean = total / over
    variance = float((n * (y / n - mean) ** 2).sum() / over - mean / (over / len(n)))
    return Prior(total, over, variance if variance > ENOUGH_TO_VARY * mean**2 else 0.0)


def shrink(events: np.ndarray, exposure: np.ndarray, prior: Prior | None = None) -> Shrunken:
    """Empirical-Bayes rates of places from their events and exposure (one entry per place): gamma-Poisson, with a prior learnt from these places or given.

    With the prior's mean m and variance A the rate is m + A / (A + m / n) (r - m) (Marshall 1991), which is the mean (y + a) / (n + b) of a gamma distribution
    with a = m^2 / A, b = m / A; its 2.5 % and 97.5 % quantiles are the interval. With A = 0 all places have one rate, m, with the exact Poisson interval of
    the sum of all events.

    Events 12 and 2 among 100 and 300 people (see `prior_of`): rates 0.035 + 0.864 x 0.085 = 0.1085 instead of 0.12, and 0.035 - 0.950 x 0.02833 = 0.0081
    instead of 0.0067.

    >>> shrink(np.array([12.0, 2.0]), np.array([100.0, 300.0])).value.round(4).tolist()
    [0.1085, 0.0081]
    """
    y, n = np.asarray(events, float), np.asarray(exposure, float)
    known = np.isfinite(y) & (n > 0)
    y, n = np.where(known, y, np.nan), np.where(known, n, np.nan)
    prior = prior or prior_of(y, n)
    mean, variance = prior.mean, prior.variance
    if not variance:
        ends = [np.where(known, end / (prior.exposure or np.nan), np.nan) for end in poisson(np.array([prior.events]))]
        return Shrunken(mean, 0.0, y, n, *ends)
    shape, rate = y + mean**2 / variance, n + mean / variance
    tail = (1 - LEVEL) / 2
    low, high = (np.asarray(stats.gamma.ppf(at, shape, scale=1 / rate)) for at in (tail, 1 - tail))
    return Shrunken(mean, variance, shape, rate, low, high)


def foretold(before: np.ndarray, after: np.ndarray, exposure: np.ndarray) -> pd.DataFrame:
    """How well rates of earlier years tell later events, place by place: index raw and shrunken; columns deviance and mean_error (events).

    Both kinds of rate are scaled to the sum of the later events, so that only the pattern is judged. Deviance is that of the Poisson distribution,
    2 sum(y log(y / p) - (y - p)): infinite where a place without earlier events is told none and has some.
    """
    y = np.asarray(after, float)
    rows = {}
    for kind, rate in (("raw", np.asarray(before, float) / exposure), ("shrunken", shrink(before, exposure).value)):
        told = rate * exposure
        told = told * y.sum() / told.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            surprise = np.where(y > 0, y * np.log(y / told), 0.0) - (y - told)
        rows[kind] = {"deviance": 2 * float(surprise.sum()), "mean_error": float(np.abs(y - told).mean())}
    return pd.DataFrame.from_dict(rows, orient="index")
