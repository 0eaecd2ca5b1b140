"""Criteria of service models: published and worked answers, an independent program, and what must always hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import edit_cell
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from dosi.model.errors import InputFault
from dosi.services.criteria_weights import ACCEPTED, judge, mend
from dosi.services.ranking_models import accept
from dosi.workbench import building
from dosi.workbench.building import Made


def reciprocal(upper: list[list[float]]) -> np.ndarray:
    """The whole matrix from the judgements above its diagonal, row by row."""
    matrix = np.eye(len(upper) + 1)
    for i, row in enumerate(upper):
        for j, times in enumerate(row, i + 1):
            matrix[i, j], matrix[j, i] = times, 1 / times
    return matrix


HOUSE = reciprocal([[5, 3, 7, 6, 6, 1 / 3, 1 / 4], [1 / 3, 5, 3, 3, 1 / 5, 1 / 7], [6, 3, 4, 6, 1 / 5], [1 / 3, 1 / 4, 1 / 7, 1 / 8], [1 / 2, 1 / 5, 1 / 6], [1 / 5, 1 / 6], [1 / 2]])
"""buying a house by eight criteria: Saaty (1990), How to make a decision, European Journal of Operational Research 48, 9-26"""


def test_the_published_house_has_its_published_weights_and_ratio() -> None:
    judged = judge(HOUSE)
    assert judged.weights.round(3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert (round(judged.lambda_max, 3), round(judged.ratio, 2)) == (9.669, 0.17)


def test_the_judgement_that_spoils_the_house_is_found_and_mended() -> None:
    # neighbourhood was said to weigh six times the condition, though all else speaks for the reverse
    hint = mend(HOUSE)
    assert hint is not None and (hint.first, hint.second, hint.stated) == (2, 6, 6.0)
    assert hint.mended < 1 and hint.ratio < ACCEPTED < judge(HOUSE).ratio


def test_weights_agree_with_an_independent_program() -> None:
    peer = pytest.importorskip("pymcdm.weights.subjective")
    assert judge(HOUSE).weights == approx(np.asarray(peer.AHP(matrix=HOUSE)()), abs=1e-6)



@given(st.lists(st.floats(0.1, 9.0), min_size=2, max_size=9))
def test_what_follows_from_weights_gives_them_back_and_is_consistent(weights: list[float]) -> None:
    given_ = np.array(weights)
    judged = judge(given_[:, None] / given_[None, :])
    assert judged.weights == approx(given_ / given_.sum(), abs=1e-6) and judged.ratio == approx(0, abs=1e-6)
    assert mend(given_[:, None] / given_[None, :]) is None


@given(st.lists(st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1.0, 3.0, 5.0, 9.0]), min_size=6, max_size=6))
def test_weights_add_up_and_the_order_of_criteria_does_not_matter(times: list[float]) -> None:
    matrix = reciprocal([times[:3], times[3:5], times[5:]])
    judged, turned = judge(matrix), judge(matrix[::-1, ::-1])
    assert judged.weights.sum() == approx(1) and judged.lambda_max >= 4 - 1e-9
    assert turned.weights[::-1] == approx(judged.weights, abs=1e-6) and turned.ratio == approx(judged.ratio, abs=1e-6)


# acceptability -----------------------------------------------------------------------------------------------------------

NONE = np.empty((0, 2))


def sure(values: list[list[float]], weights: np.ndarray = NONE):  # type: ignore[no-untyped-def]
    given_ = np.array(values)
    return accept(given_, given_, given_, weights)


def test_two_models_that_each_win_one_criterion_share_the_weights_between_them() -> None:
    # a is first where w1 > w2: half of the weights, whose middle is (3/4, 1/4)
    found = sure([[1, 0], [0, 1]])
    assert found.first_share == approx([0.5, 0.5], abs=0.02)
    assert found.central[0] == approx([0.75, 0.25], abs=0.01) and found.confidence.tolist() == [1.0, 1.0]


def test_a_dominated_model_is_never_first_and_has_no_central_weights() -> None:
    found = sure([[0.9, 0.9], [0.5, 0.6]])
    assert found.first_share.tolist() == [1.0, 0.0] and np.isnan(found.central[1]).all() and np.isnan(found.confidence[1])


def test_groups_that_disagree_bound_the_weights() -> None:
    # weights between (0.8, 0.2) and (0.4, 0.6): a, which needs w1 > 0.5, is first in three of four draws
    assert sure([[1, 0], [0, 1]], np.array([[0.8, 0.2], [0.4, 0.6]])).first_share[0] == approx(0.75, abs=0.02)


def test_an_unknown_value_may_be_anything() -> None:
    known = np.array([[0.5], [np.nan]])
    assert accept(known, known, known, np.empty((0, 1))).first_share == approx([0.5, 0.5], abs=0.02)


def test_a_range_is_drawn_as_a_triangle() -> None:
    # triangle over 0..1 with its top at 0.5 lies above 0.75 with probability 1/8
    low, mid, high = np.array([[0.0], [0.75]]), np.array([[0.5], [0.75]]), np.array([[1.0], [0.75]])
    assert accept(low, mid, high, np.empty((0, 1))).first_share == approx([0.125, 0.875], abs=0.015)


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=5))
def test_every_draw_has_a_first_and_a_second_run_is_the_same(values: list[list[float]]) -> None:
    matrix = np.array(values)
    one, two = (accept(matrix, matrix, matrix, np.empty((0, 3)), draws=200) for _ in range(2))
    assert one.first_share.sum() >= 1 - 1e-9 and (one.ranks == two.ranks).all()


# the tiny city -----------------------------------------------------------------------------------------------------------


def rows(made: Made, table: str) -> dict[str, dict[str, object]]:
    held = made.shelf.named(table)
    return dict(zip(held.keys(), held.records(), strict=True))


def test_groups_are_kept_apart_and_taken_together_by_the_geometric_mean_of_judgements(tiny: Made) -> None:
    weights = {k: w["weight"] for k, w in rows(tiny, "services/criteria_weights").items()}
    assert [weights[f"citizens~{c}"] for c in ("need", "effect", "capital")] == approx([4 / 7, 2 / 7, 1 / 7], abs=1e-6)
    assert [weights[f"departments~{c}"] for c in ("need", "effect", "capital")] == approx([0.25, 0.25, 0.5])
    # need:effect = (2 x 1/2 x 1)^(1/3) = 1; need:capital = (4 x 2 x 1/2)^(1/3) = 4^(1/3)
    times = 4 ** (1 / 3)
    assert [weights[f"all~{c}"] for c in ("need", "effect", "capital")] == approx([times / (2 * times + 1)] * 2 + [1 / (2 * times + 1)], abs=1e-6)


def test_models_are_ranked_by_what_is_known_of_them(tiny: Made) -> None:
    ranks = rows(tiny, "services/model_ranks")
    assert [(s, r["rank"]) for s, r in ranks.items()] == [("smart_crossing", 3), ("stop_display", 2), ("demand_bus", 1), ("data_hub", 4)]
    assert rows(tiny, "services/criterion_values")["smart_crossing~capital"]["value"] == 40_000_000 / 200  # nobody knows how many it affects: all 200 of b, where the problem is worst
    assert ranks["data_hub"]["merit"] == 0 and ranks["data_hub"]["confidence_share"] is None


def test_a_group_that_left_a_pair_out_is_not_used_and_says_which(tiny_folder: Path) -> None:
    file = tiny_folder / "rows" / "comparisons.csv"
    file.write_text("".join(line for line in file.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("experts,effect")), encoding="utf-8")
    made = building.make(tiny_folder, to="services")
    assert rows(made, "services/consistency")["experts"]["lacking"] == "effect~capital"
    assert {k.split("~")[0] for k in rows(made, "services/criteria_weights")} == {"citizens", "departments", "all"}


def test_without_any_judgement_nothing_is_ranked_and_the_gate_lets_pass(tiny_folder: Path) -> None:
    for name in ("comparisons", "direct_weights"):
        (tiny_folder / "rows" / f"{name}.csv").unlink()
    with (tiny_folder / "catalogue" / "gates.csv").open("a", encoding="utf-8") as out:
        out.write("criteria,6,기준 평가,협의회,나은 절반에 들 확률이 한계값 이상이다,0.5,\n")
    made = building.make(tiny_folder, to="services")
    assert not rows(made, "services/model_ranks")
    assert {s["passed"] for s in rows(made, "services/screened").values() if s["gate"] == "criteria"} == {True}


def test_the_gate_stops_models_that_rarely_rank_in_the_better_half(tiny_folder: Path) -> None:
    with (tiny_folder / "catalogue" / "gates.csv").open("a", encoding="utf-8") as out:
        out.write("criteria,6,기준 평가,협의회,나은 절반에 들 확률이 한계값 이상이다,0.5,\n")
    made = building.make(tiny_folder, to="services")
    stopped = {c["service"] for c in rows(made, "services/candidates").values() if c["stopped_at"] == "criteria"}
    assert stopped == {"smart_crossing", "data_hub"}


BROKEN = [("comparisons", {"criterion": "effect", "group": "citizens"}, "other", "effect", "compares a criterion with itself"),
          ("comparisons", {"criterion": "effect", "group": "citizens"}, "times", "12", "is off the scale"),
          ("comparisons", {"criterion": "effect", "group": "citizens"}, "other", "need", "compared these two before"),
          ("comparisons", {"criterion": "effect", "group": "citizens"}, "other", "capitol", "capital"),
          ("direct_weights", {"criterion": "need"}, "weight", "0", "is not above 0"),
          ("direct_weights", {"criterion": "need"}, "group", "citizens", "both compares and gives weights")]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "column", "value", "said"), BROKEN, ids=lambda v: v if isinstance(v, str) else "")
def test_judgements_that_cannot_be_are_told(tiny_folder: Path, table: str, key: dict[str, str], column: str, value: str, said: str) -> None:
    edit_cell(tiny_folder / "rows" / f"{table}.csv", key, column, value)
    with pytest.raises(InputFault, match=said):
        building.make(tiny_folder, to="services")


def test_a_misspelt_fact_is_told_with_the_nearest_one(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "criteria.csv", {"criterion": "need"}, "fact", "needs")
    with pytest.raises(InputFault, match="its fact is not known"):
        building.make(tiny_folder, to="services")
