"""The p-median of many points: cut lists never prove too much, exchanges add up, compiled loops equal plain numpy, the answer is the same twice."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_siting_p_median import best_by_hand, full
from typer.testing import CliRunner

from dosi.infrastructure.siting import p_median
from dosi.infrastructure.siting.exchanging import Standing
from dosi.infrastructure.siting.many_points import search
from dosi.infrastructure.siting.nearby import Costs, Nearby, lists
from dosi.infrastructure.siting.pricing import earnings, least, proven, slopes, whole_earnings
from dosi.infrastructure.siting.worth import weighted_cost
from dosi.model.siting import Effort, Instance, Limits, Plane
from dosi.sources.siting.tsplib import MOST_HELD, read_tsplib
from dosi.workbench.cli import app


@st.composite
def small(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, Limits]:
    """Costs with ties, points that stand twice or weigh nothing, sites with a state; p from one to all."""
    demand, sites = draw(st.integers(1, 10)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    cost = rng.integers(0, draw(st.sampled_from([2, 40])), (demand, sites))
    cost[rng.integers(demand)] = cost[0]
    cost[:, rng.integers(sites)] = cost[:, 0]
    weight = rng.integers(0, 4, demand)
    if draw(st.booleans()):
        cost, weight = cost * 0.37, weight * 1.3
    roles = rng.permutation(sites).tolist()
    existing = tuple(roles[:1]) if sites > 3 and draw(st.booleans()) else ()
    required = tuple(roles[1:2]) if sites > 3 and draw(st.booleans()) else ()
    forbidden = tuple(roles[2:3]) if sites > 3 and draw(st.booleans()) else ()
    return cost, weight, Limits(p=draw(st.integers(1, sites - len(existing) - len(forbidden))), existing=existing, required=required, forbidden=forbidden)


def states_of(limits: Limits, sites: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    held = np.array(sorted({*limits.existing, *limits.required}), np.int64)
    closed = np.isin(np.arange(sites), limits.forbidden)
    free = np.setdiff1d(np.flatnonzero(~closed), held)
    assert limits.p is not None
    return held, closed, free, limits.p - len(limits.required)


@settings(max_examples=200)
@given(small(), st.integers(0, 10**6))
def test_cut_lists_prove_no_more_than_the_optimum_at_any_prices(case: tuple[np.ndarray, np.ndarray, Limits], seed: int) -> None:
    cost, weight, limits = case
    instance, rng = full(cost, weight, **vars(limits)), np.random.default_rng(seed)
    costs = Costs(instance)
    held, closed, free, left = states_of(limits, cost.shape[1])
    near = lists(costs, rng.choice(cost.ravel(), len(costs.points)) * costs.weight, closed)
    price = rng.random(len(costs.points)) * cost.max() * 4
    bound, unrounded, rho = proven(near, price, held, free, left, costs.whole)
    optimum = best_by_hand(cost, weight, limits)
    assert optimum is not None
    assert bound <= optimum + 1e-9 and unrounded <= optimum + 1e-9
    table = (cost * weight[:, None])[weight > 0].T
    used = np.minimum(np.floor(np.minimum(price, near.worst) * 256) / 256 if costs.whole else price, near.beyond)
    by_hand = np.minimum(table - used, 0).sum(axis=1)
    assert rho[~closed] == pytest.approx(by_hand[~closed])


@settings(max_examples=200)
@given(small())
def test_the_search_finds_and_proves_what_trying_every_choice_finds(case: tuple[np.ndarray, np.ndarray, Limits]) -> None:
    cost, weight, limits = case
    instance = full(cost, weight, **vars(limits))
    optimum = best_by_hand(cost, weight, limits)
    assert optimum is not None
    found = search(instance, Effort(), None)
    held, closed, _, left = states_of(limits, cost.shape[1])
    assert len(found.opened) == len(held) + left and set(held) <= set(found.opened.tolist()) and not closed[found.opened].any()
    value = (weight * cost[:, found.opened].min(axis=1)).sum()
    assert found.value == pytest.approx(value)
    assert min(found.bound, found.value) <= optimum + 1e-7
    if found.done:
        assert value == pytest.approx(optimum)


@settings(max_examples=40)
@given(small())
def test_the_answer_of_lists_and_tree_is_that_of_the_table(case: tuple[np.ndarray, np.ndarray, Limits]) -> None:
    cost, weight, limits = case
    instance = full(cost, weight, **vars(limits))
    dense = p_median.solve(instance, Effort())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(p_median, "DENSE", 0)
        many = p_median.solve(instance, Effort())
    assert (many.status, dense.status) == ("optimal", "optimal")
    assert many.value == pytest.approx(dense.value)


@given(st.integers(0, 10**6))
def test_sparse_costs_of_many_points_say_when_nobody_can_reach_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost, there = rng.integers(0, 20, (8, 6)), rng.random((8, 6)) < 0.35
    there[np.arange(8), rng.integers(0, 6, 8)] = True
    instance = Instance("p-median", np.arange(8), np.arange(6), np.ones(8, np.int64), np.r_[0, np.cumsum(there.sum(axis=1))], np.nonzero(there)[1], cost[there], Limits(p=3))
    reached = [s for s in combinations(range(6), 3) if there[:, list(s)].any(axis=1).all()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(p_median, "DENSE", 0)
        answer = p_median.solve(instance, Effort())
    if not reached:
        assert answer.status == "infeasible"
    else:
        assert (answer.status, answer.value) == ("optimal", min(np.where(there, cost, 99)[:, list(s)].min(axis=1).sum() for s in reached))


def scattered(points: int, seed: int, p: int, weighted: bool = True) -> Instance:
    rng = np.random.default_rng(seed)
    xy = np.floor(rng.random((points, 2)) * 5000)
    xy[1] = xy[0]
    ids = np.arange(points)
    weight = rng.integers(0, 9, points) if weighted else np.ones(points, np.int64)
    return Instance("p-median", ids, ids, weight, np.zeros(points + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64), Limits(p=p), Plane(xy, xy, True))


def near_of(instance: Instance, opened: np.ndarray, rank: int = 2) -> tuple[Costs, Nearby]:
    costs = Costs(instance)
    return costs, lists(costs, costs.reach(opened, rank), np.zeros(costs.sites, bool))


def test_distances_worked_out_when_asked_are_those_of_all_pairs() -> None:
    instance = scattered(90, 1, 5)
    assert instance.plane is not None
    xy = instance.plane.demand
    table = np.floor(np.hypot(*(xy[:, None] - xy).T).T).astype(np.int64)
    held = full(table, instance.weight, p=5)
    opened = np.array([3, 40, 41, 60, 88])
    ours, theirs = weighted_cost(instance, opened), weighted_cost(held, opened)
    assert ours is not None and theirs is not None
    assert ours[0] == theirs[0] and ours[1].tolist() == theirs[1].tolist()
    assert (Costs(instance).block(slice(0, 90)) == Costs(held).block(slice(0, 90))).all()


@pytest.mark.parametrize("seed", range(4))
def test_compiled_loops_equal_plain_numpy(seed: int) -> None:
    instance = scattered(150, seed, 8)
    rng = np.random.default_rng(seed)
    opened = np.sort(rng.choice(150, 8, replace=False))
    costs, near = near_of(instance, opened, 3)
    table = costs.block(slice(0, len(costs.points)))
    inside = table <= costs.reach(opened, 3)[:, None]
    assert len(near.site) == inside.sum() and (near.beyond == np.where(inside, np.inf, table).min(axis=1)).all() and (near.worst == table.max(axis=1)).all()
    price = np.minimum(rng.random(len(table)) * table.max(), near.beyond)
    rho, slope = np.zeros(150), np.zeros(len(table))
    earnings(near.start, near.site, near.cost, price, rho)
    assert rho == pytest.approx(np.minimum(table - price[:, None], 0).sum(axis=0))
    whole, fine = np.zeros(150, np.int64), np.floor(price * 256).astype(np.int64)
    whole_earnings(near.start, near.site, near.cost, fine, 256, whole)
    assert (whole == np.minimum(table.astype(np.int64) * 256 - fine[:, None], 0).sum(axis=0)).all()
    slopes(near.site_start, near.point, near.site_cost, opened, price, slope)
    assert (slope == 1 - (table[:, opened] < price[:, None]).sum(axis=1)).all()
    assert least(np.array([3.0, -1, 3, -1, 3]), np.array([0, 2, 3, 4]), 2).tolist() == [0, 3]


@pytest.mark.parametrize("seed", range(4))
def test_after_exchanges_and_shakes_the_two_nearest_and_the_sum_are_right(seed: int) -> None:
    instance = scattered(200, seed, 12)
    opened = np.sort(np.random.default_rng(seed).choice(200, 12, replace=False))
    costs, near = near_of(instance, opened, 4)
    may = np.ones(200, bool)
    may[opened[0]] = False
    standing = Standing(near, opened, may, may, 0.5)
    before = standing.value
    standing.descend()
    after = standing.value
    fallen = sum(standing.shake(np.random.default_rng(wrong), 40, wrong) for wrong in (1, 2, 3))
    assert before >= after and fallen >= 0 and standing.value == after - fallen
    assert opened[0] in standing.sites and len(standing.sites) == 12 and sorted(standing.slots.tolist()) == standing.sites.tolist()
    anew = Standing(near, standing.sites, may, may, 0.5)
    assert (anew.least == standing.least).all() and (anew.next_least == standing.next_least).all() and anew.loss == pytest.approx(standing.loss * standing.opened)
    true = costs.block(slice(0, len(costs.points)), standing.sites).min(axis=1).sum()
    assert standing.value >= true
    assert true == weighted_cost(instance, standing.sites)[0]  # type: ignore[index]


def test_no_exchange_gains_after_descending() -> None:
    instance = scattered(80, 3, 6)
    costs = Costs(instance)
    near = lists(costs, np.full(len(costs.points), np.inf), np.zeros(80, bool))
    standing = Standing(near, np.arange(6), np.ones(80, bool), np.ones(80, bool), 0.5)
    standing.descend()
    table, sites = costs.block(slice(0, len(costs.points))), standing.sites
    for out in sites:
        kept = np.setdiff1d(sites, [out])
        assert min(np.minimum(table[:, kept].min(axis=1), table[:, i]).sum() for i in range(80)) >= standing.value


def test_many_points_are_answered_twice_alike_and_no_bound_passes_a_value() -> None:
    instance = scattered(2100, 5, 40, weighted=False)
    answers = [p_median.solve(instance, Effort(gap=0.005)) for _ in range(2)]
    assert answers[0].sites == answers[1].sites and (answers[0].value, answers[0].bound) == (answers[1].value, answers[1].bound)
    assert answers[0].gap is not None and 0 <= answers[0].gap <= 0.005
    other = p_median.solve(instance, Effort(gap=0.005, seed=9))
    assert other.value >= answers[0].bound and answers[0].value >= other.bound  # type: ignore[operator]


def test_a_file_of_many_points_is_read_without_a_table_and_answers_as_with_one(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    xy = rng.integers(0, 4000, (MOST_HELD + 1, 2))
    file = tmp_path / "many.tsp"
    file.write_text("NODE_COORD_SECTION\n" + "".join(f"{n} {x} {y}\n" for n, (x, y) in enumerate(xy, start=1)) + "EOF\n", encoding="utf-8")
    instance, _ = read_tsplib(file, "p-median")
    assert instance.plane is not None and not len(instance.site)
    result = CliRunner().invoke(app, ["site", "p-median", str(file), "-p", "300", "--gap", "0.01", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    opened = np.array(told["sites"]) - 1
    assert len(opened) == 300 and told["gap"] <= 0.01
    assert told["value"] == int(np.floor(np.hypot(*(xy[:, None] - xy[opened]).astype(float).T)).min(axis=0).sum())
    held = read_tsplib(file, "p-center")[0]
    assert held.plane is None and len(held.site) == len(held.demand) ** 2
    dense = p_median.solve(replace(held, problem="p-median", limits=Limits(p=300)), Effort(gap=0.01, seconds=20))
    assert dense.value >= told["bound"] and (dense.bound is None or dense.bound <= told["value"])  # type: ignore[operator]
