"""What every kind of requirement works with: the assets, what is around them, and how they are judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from dosi.model.assets import Assets

PASS, FAIL, CANNOT_TELL, NOT_APPLICABLE = range(4)
STATES = ("pass", "fail", "cannot_tell", "not_applicable")
"""the words of these numbers"""
ROUNDED = 6
"""digits after the point of what is measured, so that a sum in another order gives the same verdict"""


@dataclass(frozen=True)
class Demand:
    """Where people live."""

    x_m: np.ndarray
    y_m: np.ndarray
    people: np.ndarray
    zone: np.ndarray
    """position of the zone"""


@dataclass(frozen=True)
class Grounds:
    """The living zones in which is counted."""

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    area_km2: np.ndarray
    """nan where it is not known"""


class Away(Protocol):
    """How far apart things are: in a straight line, or along the streets."""

    def nearest(self, here: np.ndarray, there: np.ndarray, limit_m: float) -> np.ndarray:
        """Metres from each place to the nearest of others; infinity where none is within the limit."""

    def pairs(self, here: np.ndarray, there: np.ndarray, limit_m: float) -> tuple[np.ndarray, np.ndarray]:
        """Pairs (positions here, positions there) at most so many metres apart."""


@dataclass(frozen=True)
class Stock:
    """What a requirement looks at."""

    places: Assets
    """those of its role; for a zone's requirement only those that its conditions hold for"""
    of_role: Callable[[str], Assets]
    """all that stand in the city of another role; none when nobody supplied that role"""
    demand: Demand
    zones: Grounds
    away: Away | None
    """None when the row asks for distances along streets and there are no streets"""


@dataclass(frozen=True)
class Judged:
    """A verdict for each place, or for each zone, in their order."""

    state: np.ndarray
    """PASS, FAIL, CANNOT_TELL, NOT_APPLICABLE"""
    measured: np.ndarray
    """nan where nothing could be measured"""
    limit: np.ndarray
    of: Literal["place", "zone"] = "place"
    said: np.ndarray | None = None
    """the value found, where it is a word"""
    people: np.ndarray | None = None
    covered: np.ndarray | None = None
    counts_people: bool = False
    """whether it is another verdict when more people live here"""


def held_to(measured: np.ndarray, low: float | np.ndarray | None, high: float | np.ndarray | None = None, of: Literal["place", "zone"] = "place", known: np.ndarray | None = None) -> Judged:
    """Judge numbers against a lowest and a highest value, both allowed themselves; what is not known cannot be told.

    The limit shown is the one that was broken, else the lowest, else the highest.
    """
    measured = np.round(measured.astype(float), ROUNDED)
    good = np.ones(len(measured), dtype=bool)
    limit = np.full(len(measured), np.nan)
    for bound, ok in ((high, np.less_equal), (low, np.greater_equal)):
        if bound is None:
            continue
        limits = np.broadcast_to(np.asarray(bound, dtype=float), measured.shape)
        with np.errstate(invalid="ignore"):
            kept = ok(measured, limits)
        limit = np.where(np.isnan(limit) | ~kept | (good & (low is bound)), limits, limit)
        good &= kept
    known = ~np.isnan(measured) & ~np.isnan(limit) & (True if known is None else known)
    state = np.where(~known, CANNOT_TELL, np.where(good, PASS, FAIL)).astype(np.int8)
    return Judged(state, np.where(np.isfinite(measured), measured, np.nan), limit, of)


Where = Mapping[str, str]
"""conditions on attributes: name, name_min, name_max, name_before, name_from = value; several values apart by |"""


def applies(places: Assets, where: Where) -> tuple[np.ndarray, np.ndarray]:
    """For each asset whether all conditions hold, and whether that is known: one condition that fails settles it, whatever is missing beside it."""
    broken = np.zeros(len(places), dtype=bool)
    unknown = np.zeros(len(places), dtype=bool)
    for name, wanted in where.items():
        base, _, bound = name.rpartition("_")
        if base and bound in ("min", "max"):
            values = places.number(base)
            missing = np.isnan(values)
            with np.errstate(invalid="ignore"):
                good = values >= float(wanted) if bound == "min" else values <= float(wanted)
        elif base and bound in ("before", "from"):
            text = places.text(base)
            missing = text == None  # noqa: E711 - element by element
            dates = np.where(missing, "", text).astype("U10")
            good = dates < wanted if bound == "before" else dates >= wanted
        else:
            text = places.text(name)
            missing = text == None  # noqa: E711
            good = pd.Series(text, dtype=object).isin(wanted.split("|")).to_numpy()
        broken |= ~missing & ~good
        unknown |= missing
    return ~broken & ~unknown, broken | ~unknown


def blank(length: int) -> np.ndarray:
    """Nothing measured."""
    return np.full(length, np.nan)


def untold(length: int, limit: float = np.nan, of: Literal["place", "zone"] = "place") -> Judged:
    """A verdict for each of some subjects that cannot be told."""
    return Judged(np.full(length, CANNOT_TELL, dtype=np.int8), blank(length), np.full(length, limit), of)


def summed(zone: np.ndarray, zones: int, weight: np.ndarray | None = None) -> np.ndarray:
    """Sum per zone; what lies in no zone is left out."""
    inside = zone >= 0
    return np.bincount(zone[inside], None if weight is None else weight[inside], minlength=zones).astype(float)


def failing(judged: Judged, limit: Literal["low", "high"] = "low") -> np.ndarray:
    """Positions of the subjects that fail, of those with a measure and a limit those that lie below (low) or above (high) it."""
    failed = judged.state == FAIL
    with np.errstate(invalid="ignore"):
        side = judged.measured < judged.limit if limit == "low" else judged.measured > judged.limit
    return np.flatnonzero(failed & side)
