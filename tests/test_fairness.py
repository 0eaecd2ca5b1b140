"""Figures of fairness: worked out by hand, compared with their definitions, and claims compared with every possible group."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx
from slow_ballots import election

from dosi.fairness import audit, exclusion_share, gini
from dosi.fairness.proportionality import ejr_plus_up_to_one
from dosi.voice.ballots import decide
from dosi.voice.ballots.auditing import as_json, audit_of

AMOUNTS = st.lists(st.integers(0, 20), min_size=1, max_size=12)


def rows(approvals: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([[0], np.cumsum([len(a) for a in approvals])]).astype(np.int64), np.array([p for a in approvals for p in a], np.int32)


def test_gini_by_hand() -> None:
    # 1, 2, 3: mean difference over all nine pairs is 8/9, over twice the mean of 2: 2/9
    assert gini(np.array([3, 1, 2])) == approx(2 / 9)
    assert gini(np.array([0, 0])) == 0
    assert np.isnan(gini(np.array([])))


@given(AMOUNTS)
def test_gini_is_half_the_mean_difference_over_the_mean(amounts: list[int]) -> None:
    values = np.array(amounts, float)
    plain = np.abs(values[:, None] - values).mean() / (2 * values.mean()) if values.sum() else 0
    assert gini(values) == approx(plain, abs=1e-12)


@given(AMOUNTS, st.data())
def test_people_alike_may_be_counted_together(amounts: list[int], data: st.DataObject) -> None:
    people = np.array(data.draw(st.lists(st.integers(1, 4), min_size=len(amounts), max_size=len(amounts))))
    values = np.array(amounts)
    assert gini(values, people) == approx(gini(np.repeat(values, people)))
    assert exclusion_share(values, people) == approx(exclusion_share(np.repeat(values, people)))


def test_an_audit_by_hand() -> None:
    # four people, money 40: 10 each. Thing 0 (20) is chosen, 1 (10) and 2 (20) are not
    start, approved = rows([[0], [0, 1], [1], [2]])
    done = audit(start, approved, [20, 10, 20], [0], 40, {"zone": ["north", "north", "south", ""]})
    assert done.all.exclusion_share == 0.5
    assert done.all.mean_projects == 0.5
    assert done.all.mean_money == 10
    assert done.all.gini == 0.5
    assert {z: p.people for z, p in done.by["zone"].items()} == {"north": 2, "south": 1}
    assert done.by["zone"]["north"].exclusion_share == 0
    assert done.by["zone"]["south"].exclusion_share == 1
    assert done.by["zone"]["north"].money_share == 1
    # thing 1: the person who has nothing could pay its 10 alone (0 + 10 <= 10); thing 2 costs 20, its one backer has 10
    assert [(c.thing, c.people, c.entitled, c.received) for c in done.claims] == [(1, 1, Fraction(10), 0)]


def test_nobody_and_nothing_are_missing_not_zero() -> None:
    start, approved = rows([])
    empty = audit(start, approved, [5], [], 10)
    assert np.isnan(empty.all.exclusion_share)
    assert empty.all.as_json()["exclusion_share"] is None
    nothing = audit(*rows([[0], []]), [5], [], 10)
    assert nothing.all.exclusion_share == 1
    assert np.isnan(nothing.all.money_share)


@given(st.data())
def test_claims_are_those_of_any_group(data: st.DataObject) -> None:
    m = data.draw(st.integers(1, 4))
    cost = data.draw(st.lists(st.integers(1, 9), min_size=m, max_size=m))
    approvals = data.draw(st.lists(st.lists(st.integers(0, m - 1), unique=True), min_size=1, max_size=6))
    chosen = data.draw(st.lists(st.integers(0, m - 1), unique=True))
    budget = data.draw(st.integers(0, 30))
    claims = {c.thing: c.people for c in ejr_plus_up_to_one(*rows(approvals), cost, chosen, budget)}
    plain = {}
    for c in set(range(m)) - set(chosen):
        backers = [v for v, a in enumerate(approvals) if c in a]
        sizes = [size for size in range(1, len(backers) + 1) for group in combinations(backers, size)
                 if all((sum(cost[p] for p in approvals[v] if p in chosen) + cost[c]) * len(approvals) <= size * budget for v in group)]  # fmt: skip
        if sizes:
            plain[c] = max(sizes)
    assert claims == plain


def test_greedy_may_leave_a_claim_and_says_whose(tmp_path: object) -> None:
    one, two = [f"a{i}" for i in range(10)], [f"b{i}" for i in range(10)]
    town = election(dict.fromkeys([*one, *two], 1), 10, [one] * 60 + [two] * 40, voters={"age": ["34"] * 60 + ["70"] * 40, "district": ["north"] * 50 + ["south"] * 50})
    told = as_json(town, audit_of(town, decide(town, "greedy")))
    assert told["exclusion_share"] == 0.4
    ejr = told["ejr_plus_up_to_one"]
    assert isinstance(ejr, dict)
    assert not ejr["holds"]
    assert ejr["claims"][0] == {"project": "b0", "people": 40, "entitled": 4, "received": 0}
    by = told["by"]
    assert isinstance(by, dict)
    assert by["age"]["70-79"]["exclusion_share"] == 1
    assert by["age"]["30-39"]["exclusion_share"] == 0
    assert by["zone"]["south"]["exclusion_share"] == 0.8
    fair = as_json(town, audit_of(town, decide(town, "mes-cost")))["ejr_plus_up_to_one"]
    assert isinstance(fair, dict)
    assert fair["holds"]
