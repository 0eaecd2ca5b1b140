"""Several devices over several years: every way tried on small cases, limits one by one and together, worked by hand, as max-cover where it is one, broken tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosi.infrastructure.siting.rollout import counting, solving
from dosi.model.rollout import NEVER, Acts, DeviceTypes, Periods, Poles, Rollout, Standing, Supply
from dosi.model.siting import Effort

ABSENT = -1


def small(seed: int, conditions: frozenset[str], periods: int = 2, types: int = 1, places: int = 3, points: int = 5) -> Rollout:
    """A random case; only what is among the conditions can bite."""
    rng = np.random.default_rng(seed)
    none = np.zeros(places, np.int64)
    near = rng.random((points, places)) < 0.5
    weight = rng.integers(0, 9, (types, points, periods))
    supplies = []
    if "power" in conditions:
        supplies.append(Supply("power_w", rng.integers(1, 4, types), rng.integers(0, 4, places), rng.integers(0, 4, places), rng.integers(0, 4, places)))
    if "backhaul" in conditions:
        supplies.append(Supply("backhaul_mbps", rng.integers(0, 3, types), rng.integers(0, 3, places), rng.integers(0, 3, places), rng.integers(0, 4, places)))
    pole = rng.integers(0, 2, places) * rng.integers(1, 4, places) if "poles" in conditions else none
    first = rng.integers(0, periods, places) if "later" in conditions else none
    room = rng.integers(1, 3, places) if "room" in conditions else np.full(places, NEVER)
    device = rng.integers(1, 7, (types, places))
    if "not everywhere" in conditions:
        device = np.where(rng.random(device.shape) < 0.3, NEVER, device)
    many = int(rng.integers(1, 3)) if "standing" in conditions else 0
    free = np.flatnonzero(pole == 0)
    if not len(free):
        many = 0
    movable = rng.random(many) < 0.6
    fate = np.array([rng.choice([f for f in ("", "", "kept", "moved", "retired") if f != "moved" or m]) if "fates" in conditions else "" for m in movable], object)
    standing = Standing(np.arange(many), rng.integers(0, types, many), rng.choice(free, many) if many else np.zeros(0, np.int64), rng.integers(0, periods + 1, many), rng.integers(0, 3, many),
                        np.where(movable, rng.integers(0, 4, many), NEVER), rng.integers(-3, 4, many), fate)  # fmt: skip
    kinds = DeviceTypes(np.arange(types), np.ones(types), rng.integers(0, 3, types) if "operating" in conditions else np.zeros(types, np.int64),
                        rng.integers(0, 3, types) if "most" in conditions else np.full(types, NEVER), rng.choice([0.0, 0.3, 0.6], types) if "floors" in conditions else np.zeros(types))  # fmt: skip
    budget = rng.integers(0, 14, periods)
    start = np.r_[0, np.cumsum(near.sum(axis=1))].astype(np.int64)
    place = np.nonzero(near)[1]
    discount = rng.choice([1.0, 0.5], periods) if "discount" in conditions else rng.integers(1, 3, periods)
    zoned = "zones" in conditions
    return Rollout(Periods(np.arange(periods), budget, discount, "carried" in conditions), kinds, Poles(np.arange(places), rng.random((places, 2)), pole, first, room, device, tuple(supplies)), standing,
                   np.arange(points), weight, start, place, rng.choice([0.5, 1.0, 1.5], len(place), p=[0.5, 0.4, 0.1]),
                   rng.integers(0, 2, points) if zoned else None, ("a", "b") if zoned else (), 0.4 if zoned else 0.0)  # fmt: skip


def ways(rollout: Rollout) -> Iterator[Acts]:
    """All acts there are, whether they keep the limits or not."""
    kinds, places, end = rollout.shape
    when = range(end + 1)  # the end: never
    seats = [(k, i) for k in range(kinds) for i in range(places) if rollout.poles.device_cost[k, i] != NEVER]
    poles = [i for i in range(places) if rollout.poles.cost[i] > 0]
    more = [(s, i) for s, supply in enumerate(rollout.poles.supplies) for i in range(places) if supply.more[i] > 0]
    lives = []
    for e in range(len(rollout.standing.ids)):
        stop = min(int(rollout.standing.last[e]) + 1, end)
        own: list[tuple[Any, Any]] = [(None, t) for t in range(stop + 1)]
        own += [((i, t), stop) for i in range(places) for t in range(stop)]
        lives.append(own)

    def rows(entries: list[Any], width: int) -> np.ndarray:
        return np.array(sorted(entries), np.int64).reshape(-1, width)

    for new in product(when, repeat=len(seats)):
        put = [(*seat, t) for seat, t in zip(seats, new, strict=True) if t < end]
        for life in product(*lives):
            moved = rows([(e, *m) for e, (m, _) in enumerate(life) if m is not None], 3)
            gone = rows([(e, t) for e, (_, t) in enumerate(life) if t < end], 2)
            for up in product(when, repeat=len(poles)):
                for built in product(when, repeat=len(more)):
                    yield Acts(rows(put, 3), rows([(i, t) for i, t in zip(poles, up, strict=True) if t < end], 2),
                               rows([(*m, t) for m, t in zip(more, built, strict=True) if t < end], 3), moved, gone)  # fmt: skip


def worth(rollout: Rollout, acts: Acts) -> float:
    return float((counting.covered(rollout, counting.reached(rollout, counting.stands(rollout, acts))) * rollout.periods.weight).sum())


def best_of_all(rollout: Rollout) -> float | None:
    values = [worth(rollout, acts) for acts in ways(rollout) if not counting.broken(rollout, acts)]
    return max(values) if values else None


CONDITIONS = ("poles", "power", "backhaul", "room", "later", "not everywhere", "standing", "fates", "operating", "most", "floors", "zones", "carried", "discount")


def size(conditions: frozenset[str]) -> dict[str, int]:
    """Few enough ways to try them all."""
    heavy = len(conditions & {"poles", "power", "backhaul"}) + 2 * ("standing" in conditions)
    return {"periods": 2, "types": 2 if heavy < 2 else 1, "places": 3 if heavy < 2 else 2, "points": 4}


def agrees(rollout: Rollout) -> None:
    answer, best = solving.solve(rollout, Effort()), best_of_all(rollout)
    if best is None:
        assert (answer.status, answer.value, answer.sites) == ("infeasible", None, ())
        return
    assert answer.status == "optimal" and answer.value == pytest.approx(best) and answer.bound == pytest.approx(best)
    assert counting.broken(rollout, answer.acts) == [] and worth(rollout, answer.acts) == pytest.approx(best)
    assert (counting.left(rollout, answer.spent) >= 0).all()


@pytest.mark.parametrize("condition", ["", *CONDITIONS])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_each_condition_alone_equals_trying_every_way(condition: str, seed: int) -> None:
    conditions = frozenset({condition, "standing"} if condition == "fates" else {condition, "poles"} if condition in ("power", "backhaul") else {condition})
    agrees(small(seed, conditions, **size(conditions)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sets(st.sampled_from(CONDITIONS), min_size=3))
def test_conditions_together_equal_trying_every_way(seed: int, held: set[str]) -> None:
    conditions = frozenset(held)
    agrees(small(seed, conditions, **size(conditions)))
