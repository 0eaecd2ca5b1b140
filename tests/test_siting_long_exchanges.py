"""Maximal covering by compiled exchanges: the same walk as the plain one, sums that stay right, prices that prove no more than the optimum, one answer."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosi.infrastructure.siting import cover_exchanging, cover_swapping, max_cover
from dosi.infrastructure.siting.cover_swapping import Cover
from dosi.infrastructure.siting.reaching import within
from dosi.model.siting import DemandPoints, Effort, Instance, Limits, SitePoints


def town(seed: int, sites: int = 40, demand: int = 400, radius: float = 4.0, p: int = 6, whole: bool = False) -> Instance:
    rng = np.random.default_rng(seed)
    places = SitePoints(np.arange(sites), rng.random((sites, 2)) * 30, np.full(sites, radius))
    people = DemandPoints(np.arange(demand), rng.random((demand, 2)) * 30, rng.integers(1, 9, demand) if whole else rng.random(demand))
    return within(people, places, "max-cover", Limits(p=p)).instance


@pytest.mark.parametrize("seed", range(6))
def test_the_compiled_walk_is_the_plain_one(seed: int) -> None:
    cover, rng = Cover(town(seed)), np.random.default_rng(seed)
    opened, free = np.sort(rng.choice(40, 6, replace=False)), np.ones(40, bool)
    free[rng.choice(40, 4, replace=False)] = False
    plain, compiled = cover_swapping.tabu(cover, opened, free, 120, seed), cover_exchanging.tabu(cover, opened, free, 120, seed)
    assert plain.tolist() == compiled.tolist()
    assert cover.worth(compiled) >= cover.worth(opened)
    assert set(opened[~free[opened]]) <= set(compiled.tolist())


@pytest.mark.parametrize("seed", range(4))
def test_worths_kept_up_to_date_are_those_added_up_anew(seed: int) -> None:
    cover, rng = Cover(town(seed, whole=True)), np.random.default_rng(seed)
    opened, weight = np.sort(rng.choice(40, 6, replace=False)), cover.weight.astype(float)
    slot, count, alone = np.full(40, -1), np.zeros(cover.points, np.int64), np.zeros((6, 40))
    gain = np.bincount(cover.site, cover.of_entry, 40).astype(float)
    same = cover.start, cover.site, cover.by_site, cover.site_start, weight, slot, count, gain, alone
    for at, s in enumerate(opened):
        cover_exchanging.enter(*same, s, at)
    holds = opened.copy()
    for _ in range(30):
        at = int(rng.integers(6))
        cover_exchanging.leave(*same, holds[at])
        holds[at] = rng.choice(np.flatnonzero(slot < 0))
        cover_exchanging.enter(*same, holds[at], at)
    assert (count == cover.counts(holds)).all()
    reach = np.zeros((cover.points, 40))
    reach[cover.owner, cover.site] = weight[cover.owner]
    assert gain.tolist() == reach[count == 0].sum(axis=0).tolist()
    for at, s in enumerate(holds):
        assert alone[at].tolist() == reach[(count == 1) & (reach[:, s] > 0)].sum(axis=0).tolist()


@given(st.integers(0, 10**6))
def test_prices_prove_no_more_than_the_least_left_uncovered(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = town(seed, sites=8, demand=30, radius=8.0, p=3, whole=bool(seed % 2))
    cover = Cover(instance)
    low, high = np.zeros(8, np.int8), np.ones(8, np.int8)
    low[rng.integers(8)], high[rng.integers(8)] = 1, 0
    high[low > 0] = 1
    price = rng.random(cover.points) * instance.weight
    left = float(instance.weight.sum()) - max(cover.worth(np.array(c)) for c in combinations(range(8), 4) if low[list(c)].sum() == low.sum() and high[list(c)].all())
    assert max_cover._left_at_least(cover, price, low, high, 3) <= left + 1e-9


def test_the_answer_is_the_same_with_compiled_exchanges_and_twice_alike() -> None:
    instance = town(3, sites=60, demand=2000, radius=3.0, p=10, whole=True)
    plain = max_cover.solve(instance, Effort())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(max_cover, "MANY", 0)
        patch.setattr(max_cover, "HARD", -1.0)
        patch.setattr(max_cover, "LONG_MOVES", 200)
        answers = [max_cover.solve(instance, Effort()) for _ in range(2)]
    assert [a.status for a in (plain, *answers)] == ["optimal"] * 3
    assert plain.value == answers[0].value == answers[1].value and answers[0].sites == answers[1].sites
