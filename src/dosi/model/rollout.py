"""Devices of several types, put up over several periods: what is asked, and which acts answer it. Everything by position: type, place (pole), period, standing device."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dosi.model.siting import Answer

NEVER = -1
"""stands where a cost would: the device cannot stand there, or cannot be moved; and where a number would: no limit"""
FATES = ("", "kept", "moved", "retired")
"""what is decided of a standing device beforehand; empty: whatever is best"""


@dataclass(frozen=True)
class Periods:
    """Stretches of time (years, say), one after the other."""

    ids: np.ndarray
    budget: np.ndarray
    """money of each period, whole currency units, int64"""
    weight: np.ndarray
    """what weight covered in the period counts for: its years, say, or a discount; int64 or float64"""
    carried: bool = False
    """whether money not spent may be spent later"""


@dataclass(frozen=True)
class DeviceTypes:
    """Kinds of device: cameras, chargers."""

    ids: np.ndarray
    radius: np.ndarray
    """how far a device serves, in the unit of the distances"""
    operating: np.ndarray
    """money per device and period in which it stands, int64"""
    most: np.ndarray
    """most new devices of the type; NEVER where there is no limit"""
    floor_share: np.ndarray
    """share of the type's weight in the last period that must be covered, 0..1"""


@dataclass(frozen=True)
class Supply:
    """What devices draw from a pole: power in W, back-haul in Mbps."""

    name: str
    need: np.ndarray
    """per type"""
    has: np.ndarray
    """per place"""
    more: np.ndarray
    """per place, what may be built onto it once"""
    cost: np.ndarray
    """per place, money for that, int64"""


@dataclass(frozen=True)
class Poles:
    """Places where devices can stand."""

    ids: np.ndarray
    xy: np.ndarray
    cost: np.ndarray
    """money for putting up the pole, int64; 0 where one stands"""
    first: np.ndarray
    """first period in which something can be put or built there"""
    room: np.ndarray
    """most devices; NEVER where there is no limit"""
    device_cost: np.ndarray
    """money for a new device, shape (types, places), int64; NEVER where the type cannot stand"""
    supplies: tuple[Supply, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Devices that stand already."""

    ids: np.ndarray
    type: np.ndarray
    place: np.ndarray
    last: np.ndarray
    """last period in which it can stand (the end of its lifetime); the number of periods where it outlives them"""
    operating: np.ndarray
    """money per period in which it stands, wherever, int64"""
    move_cost: np.ndarray
    """money for taking it down and putting it up elsewhere; NEVER where it cannot be moved"""
    retire_cost: np.ndarray
    """money for taking it away; below zero where that brings money"""
    fate: np.ndarray
    """one of FATES"""


@dataclass(frozen=True)
class Rollout:
    """What is asked: the most weight covered, summed over types and periods, within each period's money and each pole's limits."""

    periods: Periods
    types: DeviceTypes
    poles: Poles
    standing: Standing
    demand: np.ndarray
    """ids of the demand points"""
    weight: np.ndarray
    """shape (types, demand points, periods), int64 or float64"""
    start: np.ndarray
    """first entry of each demand point in `place` and `distance`, and the end"""
    place: np.ndarray
    """places near the demand point"""
    distance: np.ndarray
    """how far they are; a device of a type serves those within its radius, the radius included"""
    zone: np.ndarray | None = None
    zones: tuple[str, ...] = ()
    zone_floor_share: float = 0.0
    """share of each zone's weight, of every type, that must be covered in the last period"""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Types, places, periods."""
        return len(self.types.ids), len(self.poles.ids), len(self.periods.ids)

    @property
    def counted(self) -> np.ndarray:
        """What covering a demand point counts for, shape (types, demand points, periods)."""
        return self.weight * self.periods.weight

    @property
    def owner(self) -> np.ndarray:
        """Demand point of every entry."""
        return np.repeat(np.arange(len(self.demand)), np.diff(self.start))


def _rows(width: int) -> np.ndarray:
    return np.zeros((0, width), np.int64)


@dataclass(frozen=True)
class Acts:
    """What is done when; rows of positions, rising."""

    new: np.ndarray = field(default_factory=lambda: _rows(3))
    """type, place, period from which a new device stands"""
    poles: np.ndarray = field(default_factory=lambda: _rows(2))
    """place, period"""
    built: np.ndarray = field(default_factory=lambda: _rows(3))
    """supply, place, period from which there is more of it"""
    moved: np.ndarray = field(default_factory=lambda: _rows(3))
    """standing device, new place, period from which it stands there"""
    retired: np.ndarray = field(default_factory=lambda: _rows(2))
    """standing device, first period without it; the end of a lifetime, too"""


@dataclass(frozen=True)
class RolloutAnswer(Answer):
    """The answer of a location problem, with what is done when. `sites` are type * places + place of what stands in the last period, `assignment` is for each demand point and
    type, flattened, the place that serves it in the last period."""

    acts: Acts = Acts()
    spent: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    """money per period"""
    covered: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    """weight covered, shape (types, periods), not yet multiplied by what periods count for"""
