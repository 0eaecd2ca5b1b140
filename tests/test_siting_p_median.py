"""p-median: worked answers, brute force, known optima, broken files."""

from __future__ import annotations

import csv
import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from test_siting_cover import choices
from typer.testing import CliRunner

from dosi.infrastructure.siting.p_median import solve
from dosi.model.errors import InputFault
from dosi.model.siting import Effort, Instance, Limits
from dosi.sources.siting.or_library import read_or_library
from dosi.workbench.cli import app

LOCATION = ROOT.parent / "shared" / "data" / "location"
needs_data = pytest.mark.skipif(not LOCATION.is_dir(), reason="the benchmark instances are not beside the repository")


def full(cost: np.ndarray, weight: np.ndarray, **limits: object) -> Instance:
    demand, sites = cost.shape
    return Instance("p-median", np.arange(demand), np.arange(sites), weight, np.arange(demand + 1) * sites, np.tile(np.arange(sites), demand), cost.ravel(), Limits(**limits))  # type: ignore[arg-type]


def best_by_hand(cost: np.ndarray, weight: np.ndarray, limits: Limits) -> float | None:
    """The least weighted cost over every choice of sites."""
    values = [(weight * cost[:, list(chosen)].min(axis=1)).sum() for chosen in choices(limits, cost.shape[1]) if chosen]
    return min(values) if values else None


@st.composite
def small(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, Limits]:
    demand, sites = draw(st.integers(1, 9)), draw(st.integers(2, 7))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    whole = draw(st.booleans())
    cost = rng.integers(0, 30, (demand, sites)) if whole else rng.random((demand, sites)) * 30
    weight = rng.integers(0, 5, demand) if whole else rng.random(demand) * 5
    roles = rng.permutation(sites)
    existing, forbidden = tuple(roles[: draw(st.integers(0, 1))].tolist()), ()
    required = tuple(roles[2 : 2 + draw(st.integers(0, 1))].tolist())
    if sites > 4 and draw(st.booleans()):
        forbidden = tuple(roles[3:4].tolist())
    p = draw(st.integers(max(1, len(required)), sites - len(existing) - len(forbidden)))
    more: dict[str, object] = {}
    if draw(st.booleans()):
        more = {"site_cost": rng.integers(1, 10, sites), "budget": int(rng.integers(5, 25))}
    if draw(st.booleans()):
        more["apart"] = np.array([roles[:2], roles[-2:]])
    return cost, weight, Limits(p=p, existing=existing, required=required, forbidden=forbidden, **more)  # type: ignore[arg-type]


@given(small())
def test_the_answer_is_that_of_trying_every_choice(case: tuple[np.ndarray, np.ndarray, Limits]) -> None:
    cost, weight, limits = case
    answer = solve(full(cost, weight, **vars(limits)), Effort())
    by_hand = best_by_hand(cost, weight, limits)
    if by_hand is None:
        assert (answer.status, answer.value) == ("infeasible", None)
    else:
        assert answer.status == "optimal"
        assert answer.value == pytest.approx(by_hand, rel=1e-8, abs=1e-8)


@given(st.integers(0, 10**6))
def test_sparse_costs_reach_everyone_or_say_that_they_cannot(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost, there = rng.integers(0, 20, (8, 6)), rng.random((8, 6)) < 0.4
    there[np.arange(8), rng.integers(0, 6, 8)] = True
    start = np.r_[0, np.cumsum(there.sum(axis=1))]
    instance = Instance("p-median", np.arange(8), np.arange(6), np.ones(8, np.int64), start, np.nonzero(there)[1], cost[there], Limits(p=3))
    answer = solve(instance, Effort())
    reached = [s for s in combinations(range(6), 3) if there[:, list(s)].any(axis=1).all()]
    if not reached:
        assert answer.status == "infeasible"
    else:
        assert (answer.status, answer.value) == ("optimal", min(np.where(there, cost, 99)[:, list(s)].min(axis=1).sum() for s in reached))


def graph(folder: Path, text: str) -> Path:
    file = folder / "town.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_of_an_edge_that_stands_twice_the_last_one_counts(tmp_path: Path) -> None:
    instance = read_or_library(graph(tmp_path, "3 3 1\n1 2 5\n2 3 4\n2 1 9\n"))
    assert instance.cost is not None
    assert instance.cost.reshape(3, 3).tolist() == [[0, 9, 13], [9, 0, 4], [13, 4, 0]]
    answer = solve(instance, Effort())
    assert (answer.status, answer.value, answer.sites, answer.assignment.tolist()) == ("optimal", 13, (1,), [1, 1, 1])


def test_all_faults_of_a_graph_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(InputFault) as told:
        read_or_library(graph(tmp_path, "3 5 7\n1 2 -5\n2 9 4\n1 x 2\n1 3 99999999999999999999\n"))
    text = str(told.value)
    for words in ("negative cost", "vertex that does not exist", "not two vertices and a cost", "overflow", "was cut", "more sites than there are"):
        assert words in text
    assert "line 2" in text and len(told.value.faults) == 6


def test_costs_whose_sum_overflows_are_told(tmp_path: Path) -> None:
    chain = "".join(f"{a} {a + 1} 1000000000000\n" for a in range(1, 200))
    with pytest.raises(InputFault, match="overflows"):
        read_or_library(graph(tmp_path, f"200 199 2\n{chain}"))


@pytest.mark.parametrize("weight", [1, 10**6, 3 * 10**9])
def test_large_sums_are_proven_within_the_tolerance_they_state(weight: int) -> None:
    rng = np.random.default_rng(4)
    cost = rng.integers(0, 1000, (30, 30))
    answer = solve(full(cost, np.full(30, weight), p=4), Effort())
    assert answer.status == "optimal"
    assert answer.value == weight * solve(full(cost, np.ones(30, np.int64), p=4), Effort()).value  # type: ignore[operator]


@pytest.mark.parametrize("text", ["", "3 2\n", "a b c\n", "3 -1 1\n", "\x1f\x8bcut"])
def test_a_file_that_is_no_graph_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputFault):
        read_or_library(graph(tmp_path, text))


def test_a_stop_without_proof_is_not_called_optimal() -> None:
    rng = np.random.default_rng(3)
    xy = rng.random((60, 2))
    cost = (np.hypot(*(xy[:, None] - xy).T) * 1000).astype(np.int64)
    instance = full(cost, np.ones(60, np.int64), p=7, apart=np.array([[0, 1]]))
    stopped, whole = solve(instance, Effort(nodes=1)), solve(instance, Effort())
    assert whole.status == "optimal" and whole.gap == 0
    assert stopped.bound is None or stopped.bound <= whole.value  # type: ignore[operator]
    assert stopped.status != "optimal" or stopped.value == whole.value


def test_the_command_answers_in_the_files_own_numbers_and_twice_alike(tmp_path: Path) -> None:
    file = graph(tmp_path, "4 3 2\n1 2 5\n2 3 4\n3 4 1\n")
    answers = []
    for _ in range(2):
        result = CliRunner().invoke(app, ["site", "p-median", str(file), "--json"])
        assert result.exit_code == 0, result.output
        answers.append(json.loads(result.stdout))
        answers[-1].pop("seconds")
    assert answers[0] == answers[1]
    assert {k: answers[0][k] for k in ("problem", "status", "value", "bound", "gap")} == {"problem": "p-median", "status": "optimal", "value": 5, "bound": 5, "gap": 0.0}
    assert len(answers[0]["sites"]) == 2
    assert CliRunner().invoke(app, ["site", "p-median", str(file), "-p", "9"]).exit_code == 2


@needs_data
@pytest.mark.parametrize("number", range(1, 21))
def test_the_or_librarys_optima_are_proven(number: int) -> None:
    with (LOCATION / "pmed" / "optimal_values.csv").open(encoding="utf-8") as lines:
        known = {r["instance"]: int(r["p_median_optimum"]) for r in csv.DictReader(lines)}
    answer = solve(read_or_library(LOCATION / "pmed" / f"pmed{number}.txt.gz"), Effort())
    assert (answer.status, answer.value, answer.bound) == ("optimal", known[f"pmed{number}"], known[f"pmed{number}"])
