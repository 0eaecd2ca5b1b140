"""Rank service models by criteria: what each is worth at the groups' weights, and how surely, when groups disagree and figures are ranges."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from dosi.model.choices import CentralWeights, CriteriaWeights, CriterionValues, Locality, ModelRanks
from dosi.model.city import CITY
from dosi.model.errors import Misfit, nearest
from dosi.model.findings import People, Problems
from dosi.model.rows import Criteria, Services
from dosi.model.table import split
from dosi.services import criterion_facts as facts
from dosi.services.criteria_weights import TOGETHER
from dosi.services.criterion_facts import Estimate, Model

DRAWS = 10_000
SEED = 20_250_102
LOW, HIGH = 2.5, 97.5


@cache
def known_facts() -> dict[str, Callable[[Model], Estimate | None]]:
    """The facts there are: every public function of services/criterion_facts.py, in the order they stand."""
    return {n: f for n, f in vars(facts).items() if inspect.isfunction(f) and f.__module__ == facts.__name__ and not n.startswith("_")}


def ask_criteria(criteria: Criteria) -> list[Misfit]:
    """Faults of the criteria: a fact that is not known."""
    return [Misfit(criteria.name, key, "fact", f'Criterion "{key}": its fact is not known', repr(row["fact"]), ", ".join(known_facts()), nearest(row["fact"], known_facts()) or "use one of the facts")
            for row, key in zip(criteria.records(), criteria.keys(), strict=True) if row["fact"] not in known_facts()]  # fmt: skip


@dataclass(frozen=True)
class Acceptability:
    """How surely each of several alternatives ranks where it does."""

    ranks: np.ndarray
    """draws x alternatives, 1 the best"""
    first_share: np.ndarray
    """share of the draws in which each is the first"""
    central: np.ndarray
    """alternatives x criteria: mean of the weights with which it is first; NaN: it never is"""
    confidence: np.ndarray
    """share of the draws of the values in which it is first at its central weights; NaN: it never is"""


def accept(low: np.ndarray, value: np.ndarray, high: np.ndarray, weights: np.ndarray, draws: int = DRAWS, seed: int = SEED) -> Acceptability:
    """Rank acceptability, central weights and confidence of alternatives: SMAA-2 (Lahdelma and Salminen 2001, Operations Research 49).

    `low`, `value`, `high`: alternatives x criteria in 0..1, 1 the best; equal where a value is sure, NaN where it is not known. `weights`: groups x criteria, each row adding up to 1.
    Each draw takes every value from a triangular distribution over its range (an unknown one uniformly from 0..1), and weights uniformly from the mixtures of the groups'
    weights; where no group gave any, uniformly from all weights; where one did, the mean of its weights and of such a draw. Equal scores share the better rank. The same at every run.
    """
    chance = np.random.default_rng(seed)
    alternatives, criteria = value.shape
    anything = chance.dirichlet(np.ones(criteria), draws)
    mixed = anything if not len(weights) else (weights + anything) / 2 if len(weights) == 1 else chance.dirichlet(np.ones(len(weights)), draws) @ weights
    drawn = _drawn(chance, low, value, high, draws)
    scores = np.einsum("dac,dc->da", drawn, mixed)
    ranks = stats.rankdata(-scores.round(12), method="min", axis=1).astype(np.int32)
    first = ranks == 1
    count = first.sum(axis=0)
    central = np.full((alternatives, criteria), np.nan)
    confidence = np.full(alternatives, np.nan)
    for one in np.flatnonzero(count):
        central[one] = mixed[first[:, one]].mean(axis=0)
        at = (drawn @ central[one]).round(12)
        confidence[one] = (at[:, one] >= at.max(axis=1)).mean()
    return Acceptability(ranks, count / draws, central, confidence)


def _drawn(chance: np.random.Generator, low: np.ndarray, value: np.ndarray, high: np.ndarray, draws: int) -> np.ndarray:
    """Draws x alternatives x criteria, by the inverse of the triangular distribution."""
    u = chance.random((draws, *value.shape))
    width = high - low
    with np.errstate(invalid="ignore", divide="ignore"):
        bend = np.where(width > 0, (value - low) / width, 0.5)
        drawn = np.where(u < bend, low + np.sqrt(u * width * (value - low)), high - np.sqrt((1 - u) * width * (high - value)))
    return np.where(np.isnan(value), u, drawn)


def rank_models(services: Services, problems: Problems, criteria: Criteria, weights: CriteriaWeights, local: Locality, people: People) -> tuple[CriterionValues, ModelRanks, CentralWeights]:
    """What each criterion says of every service model, scaled to 0 (worst of the models) .. 1 (best), and the rank that follows.

    Merit: mean of the scaled values at the weights of all groups together, over the criteria whose value is known; the range of the rank holds the rank itself. Nothing is ranked where no group has weighed the criteria.
    """
    asked = sorted(criteria.records(), key=lambda c: (c["no"], c["criterion"]))
    quotients = {r["service"]: r["quotient"] for r in local.records()}
    who = people.known()
    models = [_model(s, problems, quotients.get(s["service"]), who) for s in services.records()]
    rows: list[dict[str, Any]] = []
    parts = np.full((3, len(models), len(asked)), np.nan)
    for c, criterion in enumerate(asked):
        found = [known_facts()[criterion["fact"]](model) for model in models]
        scaled = _scaled(found, criterion["better"])
        parts[:, :, c] = scaled
        for m, (model, estimate) in enumerate(zip(models, found, strict=True)):
            row = {"service": model.service["service"], "criterion": criterion["criterion"], "fact": criterion["fact"], "value": None, "low": None, "high": None, "share": None}
            if estimate:
                row |= {"value": estimate.value, "low": estimate.low, "high": estimate.high, "share": round(float(scaled[1, m]), 6)}
            rows.append(row)
    names = [c["criterion"] for c in asked]
    ranks, central = _ranked(models, names, parts, weights)
    values = sorted(rows, key=lambda r: [m.service["service"] for m in models].index(r["service"]))
    return (CriterionValues(pd.DataFrame(values, columns=list(CriterionValues.columns))), ModelRanks(pd.DataFrame(ranks, columns=list(ModelRanks.columns))),
            CentralWeights(pd.DataFrame(central, columns=list(CentralWeights.columns))))  # fmt: skip


def _model(service: dict[str, Any], problems: Problems, quotient: float | None, people: Mapping[str, int]) -> Model:
    themes = set(split(service["themes"]))
    here = [p for p in problems.records() if p["theme"] in themes and p["score"] is not None and (p["zone"] == CITY) == (service["place"] == "city")]
    worst = max(here, key=lambda p: (p["score"], p["zone"]), default=None)
    return Model(service, worst, quotient, people.get(worst["zone"]) if worst else None)


def _scaled(found: list[Estimate | None], better: str) -> np.ndarray:
    """Low, value and high of each, 0 at the worst value of all and 1 at the best; all alike: 0.5."""
    known = [e.value for e in found if e]
    least, most = min(known, default=0.0), max(known, default=0.0)

    def scale(value: float | None) -> float:
        if value is None:
            return float("nan")
        if most == least:
            return 0.5
        share = (value - least) / (most - least)
        return float(np.clip(share if better == "higher" else 1 - share, 0.0, 1.0))

    ends = np.array([[scale(v) for v in ((e.low if e.low is not None else e.value, e.value, e.high if e.high is not None else e.value) if e else (None,) * 3)] for e in found]).reshape(-1, 3).T
    return ends if better == "higher" else ends[::-1]


def _ranked(models: list[Model], names: list[str], parts: np.ndarray, weights: CriteriaWeights) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    held: dict[str, dict[str, float]] = {}
    for row in weights.records():
        held.setdefault(row["group"], {})[row["criterion"]] = row["weight"]
    if not held or not models:
        return [], []
    together = np.array([held[TOGETHER][n] for n in names])
    groups = np.array([[of[n] for n in names] for group, of in held.items() if group != TOGETHER])
    low, value, high = parts
    known = ~np.isnan(value)
    merit = np.divide(np.where(known, value, 0.0) @ together, known @ together, out=np.full(len(models), np.nan), where=known.any(axis=1)).round(6)
    place = stats.rankdata(-np.nan_to_num(merit, nan=-1.0), method="min").astype(int)
    sure = accept(low, value, high, groups)
    ends = np.percentile(sure.ranks, [LOW, HIGH], axis=0, method="nearest")
    half = (sure.ranks <= (len(models) + 1) // 2).mean(axis=0)
    ranks, central = [], []
    for m, model in enumerate(models):
        service, never = model.service["service"], np.isnan(sure.confidence[m])
        ranks.append({"service": service, "merit": merit[m], "rank": None if np.isnan(merit[m]) else int(place[m]), "first_share": float(sure.first_share[m]), "half_share": float(half[m]),
                      "rank_low": int(min(ends[0, m], place[m])), "rank_high": int(max(ends[1, m], place[m])), "confidence_share": None if never else float(sure.confidence[m])})  # fmt: skip
        central += [] if never else [{"service": service, "criterion": n, "weight": round(float(w), 6)} for n, w in zip(names, sure.central[m], strict=True)]
    return ranks, central
