"""How surely problems are ranked: worked answers, an independent simulation, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dosi.problems.acceptability import DRAWS, TOP, Parts, Uncertain, accept

NAN = np.nan


def exact(*values: float) -> Uncertain:
    return Uncertain(np.array(values), np.full(len(values), NAN), np.full(len(values), NAN))


def parts(gaps: Uncertain, voice: Uncertain | None = None, weights: list[list[float]] | None = None, of: list[int] | None = None,
          trend: Uncertain | None = None, people: list[float] | None = None, of_people: list[int] | None = None) -> Parts:  # fmt: skip
    problems = len(gaps.value) if of is None else max(of) + 1
    unknown = exact(*[NAN] * problems)
    return Parts(
        gaps, np.arange(problems) if of is None else np.array(of), voice or unknown, trend or unknown, np.full(problems, NAN) if people is None else np.array(people),
        np.full(problems, -1) if of_people is None else np.array(of_people), np.array(weights or [[1.0, 0.0, 0.0, 0.0]]),
    )  # fmt: skip


def test_what_is_known_exactly_and_weighed_one_way_has_one_rank() -> None:
    sure = accept(parts(exact(*np.linspace(1.0, 0.0, 12))))
    assert sure.rank_low.tolist() == sure.rank_high.tolist() == list(range(1, 13))
    assert sure.top_share.tolist() == [1.0] * TOP + [0.0, 0.0]
    assert sure.tier.tolist() == list(range(1, 13))


def test_equal_problems_share_their_rank_and_cannot_be_told_apart() -> None:
    sure = accept(parts(exact(0.5, 0.5, 0.2)))
    assert sure.rank_low.tolist() == [1, 1, 3] and sure.tier.tolist() == [1, 1, 2]


def test_the_share_of_draws_is_the_one_that_the_normal_distribution_gives() -> None:
    # two gaps 0.5 and 0.45, each with a standard error of 0.05: the second is larger in Phi(-0.05 / (0.05 sqrt 2)) = 24 % of the draws
    half = 0.05 * stats.norm.ppf(0.975)
    value = np.array([0.5, 0.45])
    drawn = np.concatenate(list(parts(Uncertain(value, value - half, value + half)).scores()))
    assert (drawn[:, 1] > drawn[:, 0]).mean() == pytest.approx(stats.norm.cdf(-1 / np.sqrt(2)), abs=0.015)
    assert accept(parts(Uncertain(value, value - half, value + half))).tier.tolist() == [1, 1]
    clear = np.array([0.5, 0.3])  # Phi(-2.83): told apart
    assert accept(parts(Uncertain(clear, clear - half, clear + half))).tier.tolist() == [1, 2]


def test_groups_that_weigh_differently_mix_evenly() -> None:
    # the first problem is all gap, the second all voice; weights from 1:0 to 0:1 in even mixtures: each leads in half of the draws
    made = parts(exact(1.0, 0.0), exact(0.0, 1.0), [[1.0, 0, 0, 0], [0, 1.0, 0, 0]])
    sure, drawn = accept(made), np.concatenate(list(made.scores()))
    assert (drawn[:, 0] > 0.5).mean() == pytest.approx(0.5, abs=0.02)
    assert sure.tier.tolist() == [1, 1] and sure.rank_low.tolist() == [1, 1] and sure.rank_high.tolist() == [2, 2]


def test_several_indicators_of_a_problem_count_by_their_mean_and_unknown_parts_are_left_out() -> None:
    made = parts(exact(0.9, 0.3, 0.5), voice=Uncertain(np.array([NAN, 1.0]), np.full(2, NAN), np.full(2, NAN)), weights=[[0.5, 0.5, 0, 0]] * 2, of=[0, 0, 1])
    drawn = next(iter(made.scores()))
    assert drawn[0].tolist() == pytest.approx([0.6, 0.75])


def test_one_group_alone_is_varied_by_any_other_weights() -> None:
    # all weight on the gap, mixed half and half with weights uniform over the simplex: the voice has 0 to 1/2, on average 1/8
    made = parts(exact(0.0, 0.0), exact(1.0, 1.0), trend=exact(0.0, 0.0), people=[0.0, 0.0], weights=[[1.0, 0, 0, 0]])
    drawn = np.concatenate(list(made.scores()))[:, 0]
    assert drawn.mean() == pytest.approx(1 / 8, abs=0.005) and drawn.min() >= 0 and 0.4 < drawn.max() <= 0.5
    sure = accept(parts(exact(0.6, 0.5), exact(0.0, 1.0), weights=[[0.9, 0.1, 0, 0]]))
    assert sure.rank_low.tolist() == [1, 1] and sure.rank_high.tolist() == [2, 2], "another weight of the voice turns the two around"


def test_growth_has_its_error_and_the_people_affected_grow_with_the_gap_that_counts_them() -> None:
    half = 0.1 * stats.norm.ppf(0.975)
    grows = parts(exact(0.5), trend=Uncertain(np.array([0.5]), np.array([0.5 - half]), np.array([0.5 + half])), weights=[[0, 0, 0, 1.0]] * 2)
    assert np.concatenate(list(grows.scores())).std() == pytest.approx(0.1, abs=0.005)
    gap = Uncertain(np.array([0.5, 0.4]), np.array([0.5 - half, NAN]), np.array([0.5 + half, NAN]))
    people = np.concatenate(list(parts(gap, of=[0, 1], people=[0.2, 0.3], of_people=[0, -1], weights=[[0, 0, 1.0, 0]] * 2).scores()))
    gaps = np.concatenate(list(parts(gap, weights=[[1.0, 0, 0, 0]] * 2).scores()))
    assert np.allclose(people[:, 0], np.clip(0.2 * gaps[:, 0] / 0.5, 0, 1)) and set(people[:, 1].round(9)) == {0.3}


def test_gaps_that_err_together_keep_their_distance() -> None:
    # two gaps of one zone 0.5 and 0.45, both moved by the same error of the grid: never turned around, though each alone may lie anywhere
    half = 0.05 * stats.norm.ppf(0.975)
    value = np.array([0.5, 0.45])
    together = parts(Uncertain(value, value - half, value + half, shared=np.array([0, 0])))
    drawn = np.concatenate(list(together.scores()))
    assert np.allclose(drawn[:, 0] - drawn[:, 1], 0.05) and drawn[:, 0].std() == pytest.approx(0.05, abs=0.003)
    assert accept(together).tier.tolist() == [1, 2]
    # their mean, as the gap of one problem, is as wide as each of them; of errors apart it would be narrower by the root of two
    of_one = [np.concatenate(list(parts(Uncertain(value, value - half, value + half, shared=shared), of=[0, 0]).scores())).std() for shared in (np.array([0, 0]), None)]
    assert of_one == pytest.approx([0.05, 0.05 / np.sqrt(2)], abs=0.003)


def test_an_indicator_that_is_missing_here_only_may_have_any_gap() -> None:
    # the first problem: one gap of 1 and one missing, so (1 + U) / 2; the second 0.8: ahead where U < 0.6
    value = np.array([1.0, NAN, 0.8])
    nothing = np.full(3, NAN)
    made = parts(Uncertain(value, nothing, nothing, unmeasured=np.array([False, True, False])), of=[0, 0, 1])
    drawn = np.concatenate(list(made.scores()))
    assert (drawn[:, 1] > drawn[:, 0]).mean() == pytest.approx(0.6, abs=0.02)
    assert drawn[:, 0].min() >= 0.5 and drawn[:, 0].mean() == pytest.approx(0.75, abs=0.01)
    sure = accept(made)
    assert (sure.rank_low.tolist(), sure.rank_high.tolist(), sure.tier.tolist()) == ([1, 1], [2, 2], [1, 1])
    alone = parts(exact(0.5), trend=Uncertain(np.array([NAN]), nothing[:1], nothing[:1], unmeasured=np.array([True])), weights=[[0, 0, 0, 1.0]] * 2)
    assert np.concatenate(list(alone.scores())).mean() == pytest.approx(0.5, abs=0.02)


def test_no_problems_at_all_is_no_trouble() -> None:
    none = np.empty(0)
    assert accept(Parts(exact(), np.empty(0, int), exact(), exact(), none, np.empty(0, int), np.array([[1.0, 0.0, 0.0, 0.0]]))).tier.tolist() == none.tolist()


@settings(max_examples=8)
@given(st.integers(0, 10**6), st.integers(2, 25))
def test_what_always_holds(seed: int, problems: int) -> None:
    chance = np.random.default_rng(seed)
    value = np.sort(chance.uniform(0, 1, problems))[::-1]
    half = chance.uniform(0, 0.3, problems)
    made = parts(Uncertain(value, value - half, value + half))
    sure, again = accept(made), accept(made)
    assert (sure.rank_low <= sure.rank_high).all() and (np.diff(sure.tier) >= 0).all() and sure.tier[0] == 1
    assert sure.top_share.sum() >= min(TOP, problems) - 1e-9  # more only by ties, at the ends 0 and 1
    assert all((getattr(sure, n) == getattr(again, n)).all() for n in ("top_share", "rank_low", "rank_high", "tier"))
    drawn = np.concatenate(list(made.scores()))
    assert drawn.shape == (DRAWS, problems) and drawn.min() >= 0 and drawn.max() <= 1
