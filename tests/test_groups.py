"""Opinion groups: worked answers, planted groups, no groups, and the same answer in any order and however the votes came."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosi.model.votes import Cast, Groups, Statement, Votes, join, keep_last
from dosi.voice.groups import add, count, find_groups
from dosi.voice.groups.clustering import cluster, firm_ones, silhouettes
from dosi.voice.groups.consenting import consent
from dosi.voice.groups.counting import by_group
from dosi.voice.groups.prioritising import prioritise
from dosi.voice.groups.projecting import project
from dosi.voice.groups.representing import represent
from dosi.voice.groups.structure import hang_together

Row = tuple[str, str, int, int]


def cast(rows: list[Row], statements: list[Statement] | None = None) -> Cast:
    people = list(dict.fromkeys(r[0] for r in rows))
    texts = statements or [Statement(s) for s in dict.fromkeys(r[1] for r in rows)]
    at = {s.id: i for i, s in enumerate(texts)}
    columns = np.array([(people.index(p), at[s], v, t) for p, s, v, t in rows], dtype=np.int64).reshape(-1, 4).T
    return Cast(columns[0], columns[1], columns[2].astype(np.int8), columns[3], people, texts)


def table(votes: dict[str, str], statements: list[Statement] | None = None) -> Votes:
    """Votes written as a string per participant: + agree, - disagree, 0 pass, . not seen."""
    rows = [(p, str(j), {"+": 1, "-": -1, "0": 0}[c], 0) for p, line in votes.items() for j, c in enumerate(line) if c != "."]
    width = max(len(line) for line in votes.values())
    return keep_last(cast(rows, statements or [Statement(str(j)) for j in range(width)]))


def planted(people: int, statements: int, seed: int = 0, apart: float = 0.85, fill: float = 0.5) -> Votes:
    """Two groups that differ on every other statement."""
    chance = np.random.default_rng(seed)
    seen = chance.random((people, statements)) < fill
    lean = np.where(np.arange(statements)[None, :] % 2 == 0, np.where(np.arange(people)[:, None] % 2 == 0, apart, 1 - apart), 0.5)
    vote = np.where(chance.random((people, statements)) < lean, 1, -1)
    i, j = np.nonzero(seen)
    return keep_last(Cast(i, j, vote[i, j].astype(np.int8), np.zeros(len(i), np.int64), [str(p) for p in range(people)], [Statement(str(s)) for s in range(statements)]))


def bytes_of(found: Groups) -> bytes:
    parts = [found.assignment.tobytes(), found.points.tobytes(), repr((found.participants, found.groups, found.consensus, found.next, found.structure)).encode()]
    return b"|".join(parts)


# --- votes ----------------------------------------------------------------------------------------------------------------------


def test_the_last_vote_counts_and_a_pass_is_not_unseen() -> None:
    votes = keep_last(cast([("b", "2", 1, 5), ("b", "2", -1, 9), ("a", "10", 0, 1), ("10", "2", 1, 1)]))
    assert votes.participants == ("10", "a", "b") and [s.id for s in votes.statements] == ["2", "10"]
    assert votes.start.tolist() == [0, 1, 2, 3] and votes.statement.tolist() == [0, 1, 0] and votes.vote.tolist() == [1, 0, -1]


def test_of_two_votes_at_one_time_the_greater_counts_in_either_order() -> None:
    for order in ([1, -1], [-1, 1]):
        assert keep_last(cast([("a", "1", v, 7) for v in order])).vote.tolist() == [1]


# --- axes -----------------------------------------------------------------------------------------------------------------------


def test_four_people_on_two_statements_lie_on_one_axis() -> None:
    plane = project(count(table({"1": "++", "2": "++", "3": "--", "4": "--"})), prior_votes=0)
    # covariance [[4, 4], [4, 4]]: axis (1, 1) / sqrt 2, positive by rule; scale sqrt(2 / 2)
    assert plane.axes[:, 0] == pytest.approx([2**-0.5, 2**-0.5]) and plane.axes[:, 1].tolist() == [0.0, 0.0]
    assert plane.points[:, 0] == pytest.approx([2**0.5, 2**0.5, -(2**0.5), -(2**0.5)]) and plane.explained_share == 1.0
    # with seven votes at the mean beside the two: sqrt(2 / 9) of sqrt 2
    assert project(count(table({"1": "++", "2": "++", "3": "--", "4": "--"}))).points[:, 0] == pytest.approx([2 / 3, 2 / 3, -2 / 3, -2 / 3])


def test_who_saw_few_statements_is_scaled_out_as_published() -> None:
    votes = table({"1": "+++-", "2": "+-+-", "3": "-+-+", "4": "--++", "5": "+..."})
    plane = project(count(votes), prior_votes=0)
    matrix = np.array([[1, 1, 1, -1], [1, -1, 1, -1], [-1, 1, -1, 1], [-1, -1, 1, 1], [1, np.nan, np.nan, np.nan]])
    filled = np.where(np.isnan(matrix), np.nanmean(matrix, axis=0), matrix) - np.nanmean(matrix, axis=0)
    _, _, axes = np.linalg.svd(filled)
    expected = filled @ axes[:2].T * np.sqrt(4 / np.array([4, 4, 4, 4, 1]))[:, None]
    assert np.abs(plane.points) == pytest.approx(np.abs(expected), abs=1e-8)
    assert plane.points[4] == pytest.approx(2 * (1 - 0.2) * plane.axes[0], abs=1e-8)


def test_statements_taken_out_and_meta_statements_make_no_axis_but_stay() -> None:
    statements = [Statement("0"), Statement("1"), Statement("2", shown=False), Statement("3", meta=True)]
    votes = table({"1": "+++-", "2": "++-+", "3": "--+-", "4": "--.+"}, statements)
    assert project(count(votes)).statements.tolist() == [0, 1] and len(votes.vote) == 15
    found = find_groups(count(votes), draws=9)
    assert found.statements == 4 and found.statements_counted == 2 and {n.statement for n in found.next} == {"0", "1", "3"}


def test_who_saw_no_statement_that_counts_is_not_placed() -> None:
    votes = table({"1": "++.", "2": "++.", "3": "--.", "4": "..+"}, [Statement("0"), Statement("1"), Statement("2", shown=False)])
    assert find_groups(count(votes), draws=9).assignment[3] == -1


# --- groups ---------------------------------------------------------------------------------------------------------------------


def test_silhouettes_by_hand() -> None:
    x = np.array([0.0, 1.0, 10.0])
    # 0: a = 1, b = 10; 1: a = 1, b = 9; a group of one has 0
    two, three = silhouettes(np.abs(x[:, None] - x[None, :]), [np.array([0, 0, 1]), np.array([0, 1, 2])], [2, 3])
    assert two.tolist() == pytest.approx([0.9, 8 / 9, 0.0]) and three.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_clouds_apart_are_found_with_their_number(k: int) -> None:
    chance = np.random.default_rng(k)
    label = np.arange(60 * k) % k
    points = np.array([(10 * np.cos(2 * np.pi * i / k), 10 * np.sin(2 * np.pi * i / k)) for i in range(k)])[label] + chance.normal(0, 0.8, (60 * k, 2))
    found = cluster(points, np.ones(len(points), dtype=bool))
    assert len(found.centre) == k and len({(int(a), int(b)) for a, b in zip(label, found.label, strict=True)}) == k


def test_one_far_point_is_no_group_of_its_own() -> None:
    chance = np.random.default_rng(3)
    points = np.vstack([chance.normal(0, 1, (50, 2)), chance.normal(6, 1, (50, 2)), [[80.0, 80.0]]])
    assert np.bincount(cluster(points, np.ones(101, dtype=bool)).label).min() >= 3


def test_enough_votes_make_firm_and_small_conversations_take_the_most_active() -> None:
    assert firm_ones(np.array([9, 7, 6, 0] * 10), 50).sum() == 20
    assert firm_ones(np.array([9, 6, 2, 0]), 50).tolist() == [True, True, True, False]
    assert firm_ones(np.array([3] * 20 + [2] * 20), 3).sum() == 20


def test_planted_groups_are_found() -> None:
    found = find_groups(count(planted(200, 40)))
    assert len(found.groups) == 2 and max((found.assignment[::2] == g).sum() + (found.assignment[1::2] == 1 - g).sum() for g in (0, 1)) >= 195
    assert found.structure.p_value == 0.01 and all(s.significant for g in found.groups for s in g.representative)
    assert all(int(s.statement) % 2 == 0 for g in found.groups for s in g.representative)


def test_everybody_alike_is_one_group() -> None:
    found = find_groups(count(table({str(i): "++-" for i in range(20)})), draws=9)
    assert [g.size for g in found.groups] == [20] and found.structure.p_value is None and [c.says for c in found.consensus] == ["agree", "agree", "disagree"]


# --- what groups say ------------------------------------------------------------------------------------------------------------


def two_groups() -> tuple[Votes, np.ndarray]:
    """Eight against eight on the first statement; all agree with the second; the third nobody but one saw."""
    votes = table({f"{i:02}": ("+" if i < 8 else "-") + "+" + ("+" if i == 0 else ".") for i in range(16)})
    return votes, np.array([0] * 8 + [1] * 8, dtype=np.int8)


def test_representative_statements_by_hand() -> None:
    votes, group = two_groups()
    ours, theirs = represent(votes.statements, np.arange(3), by_group(votes, group, 2))
    (first,) = ours
    assert (first.statement, first.says, first.voted, first.said, first.significant) == ("0", "agree", 8, 8, True)
    # (8 + 1) / (8 + 2); 2 sqrt(9) (9 / 9 - 1/2); 0.9 / 0.1; (1 - 1/9) / sqrt(10/18 x 8/18 x 2/9)
    assert (first.share, first.share_z, first.ratio, first.ratio_z) == (0.9, 3.0, 9.0, pytest.approx(3.794733, abs=1e-6))
    assert [(s.statement, s.says, s.said) for s in theirs] == [("0", "disagree", 8)]


def test_a_group_for_which_nothing_passes_keeps_one_statement_and_says_so() -> None:
    votes = table({"1": "+-", "2": "-+", "3": "+-", "4": "-+"})
    for told in represent(votes.statements, np.arange(2), by_group(votes, np.array([0, 0, 1, 1], dtype=np.int8), 2)):
        assert len(told) == 1 and not told[0].significant


def test_consensus_by_hand() -> None:
    votes, group = two_groups()
    (shared,) = consent(votes.statements, np.arange(3), by_group(votes, group, 2))
    assert (shared.statement, shared.says, shared.share_by_group) == ("1", "agree", (0.9, 0.9))
    assert shared.group_informed == 0.81 and shared.share == pytest.approx(17 / 18, abs=1e-6) and shared.share_z == pytest.approx(17**0.5, abs=1e-6)


def test_a_large_group_does_not_make_consensus_alone() -> None:
    votes = table({f"{i:03}": "+" if i < 90 else "-" for i in range(100)})
    assert consent(votes.statements, np.arange(1), by_group(votes, np.array([0] * 90 + [1] * 10, dtype=np.int8), 2)) == ()


def test_priority_by_hand() -> None:
    votes = table({"1": "++", "2": "+0", "3": "-.", "4": "-."}, [Statement("0"), Statement("1"), Statement("2"), Statement("3", meta=True)])
    counts = count(votes)
    plane = project(counts)
    told = {n.statement: n.priority for n in prioritise(counts, plane)}
    far = 2**0.5 * (1 - 0.0) * float(np.hypot(*plane.axes[0]))
    assert told["0"] == pytest.approx(((1 - 1 / 6) * (far + 1) * 3 / 6 * (1 + 8 * 2 ** (-4 / 5))) ** 2, abs=1e-5)
    assert told["2"] == pytest.approx((0.5 * 0.5 * 9) ** 2) and told["3"] == 49.0
    assert list(told) == sorted(told, key=lambda s: -told[s])


# --- no groups ------------------------------------------------------------------------------------------------------------------


def test_votes_without_structure_give_every_p_value_alike() -> None:
    values = []
    for seed in range(60):
        votes = planted(60, 15, seed=seed, apart=0.5, fill=0.6)
        values.append(hang_together(votes, np.arange(15), np.ones(60, dtype=bool), draws=39).p_value)
    reached = np.array(values, dtype=float)
    assert 0.35 < reached.mean() < 0.65 and (reached <= 0.05).mean() <= 0.12 and (reached <= 0.5).mean() >= 0.3


def test_structure_is_seen_where_groups_are_and_unknown_where_too_few_voted() -> None:
    votes = planted(60, 15, apart=0.85, fill=0.6)
    assert hang_together(votes, np.arange(15), np.ones(60, dtype=bool), draws=99).p_value == 0.01
    assert hang_together(votes, np.arange(2), np.ones(60, dtype=bool)).p_value is None


def test_a_sample_of_a_large_conversation_still_tells() -> None:
    votes = planted(3000, 60, fill=0.5)
    tested = hang_together(votes, np.arange(60), np.ones(3000, dtype=bool), draws=19)
    assert tested.p_value == 0.05 and 500 < tested.participants < 3000


# --- the same in any order, and however the votes came --------------------------------------------------------------------------

VOTES = st.lists(st.tuples(st.integers(0, 11).map(str), st.integers(0, 6).map(str), st.sampled_from([-1, 0, 1]), st.integers(0, 3)), min_size=1, max_size=90)


@given(VOTES, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_order_of_votes_changes_no_byte(rows: list[Row], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert bytes_of(find_groups(count(keep_last(cast(rows))), draws=5)) == bytes_of(find_groups(count(keep_last(cast(mixed))), draws=5))


@given(VOTES, VOTES, VOTES)
@settings(max_examples=60)
def test_votes_added_later_give_what_all_together_give(first: list[Row], second: list[Row], third: list[Row]) -> None:
    grown = add(add(count(keep_last(cast(first))), cast(second)), cast(third))
    whole = count(keep_last(join(join(cast(first), cast(second)), cast(third))))
    for one, other in ((grown.seen_seen, whole.seen_seen), (grown.vote_seen, whole.vote_seen), (grown.vote_vote, whole.vote_vote)):
        assert (one == other).all()
    assert bytes_of(find_groups(grown, draws=5)) == bytes_of(find_groups(whole, draws=5))


@given(VOTES)
@settings(max_examples=60)
def test_counts_of_pairs_are_those_of_the_written_out_matrix(rows: list[Row]) -> None:
    counts = count(keep_last(cast(rows)))
    votes = counts.votes
    seen, vote = np.zeros((2, len(votes.participants), len(votes.statements)), dtype=int)
    seen[votes.rows(), votes.statement] = 1
    vote[votes.rows(), votes.statement] = votes.vote
    assert (counts.seen_seen == seen.T @ seen).all() and (counts.vote_seen == vote.T @ seen).all() and (counts.vote_vote == vote.T @ vote).all()


def test_sparse_and_dense_blocks_count_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = planted(300, 50, fill=0.6)
    dense = count(votes)
    monkeypatch.setattr("dosi.voice.groups.counting.DENSE_SHARE", 2.0)
    monkeypatch.setattr("dosi.voice.groups.counting.BLOCK", 37)
    thin = count(votes)
    assert (dense.seen_seen == thin.seen_seen).all() and (dense.vote_seen == thin.vote_seen).all() and (dense.vote_vote == thin.vote_vote).all()


def test_two_processes_with_other_hashes_and_threads_print_the_same_bytes(tmp_path: Path) -> None:
    votes = planted(150, 30)
    rows = ["comment-id,voter-id,vote", *(f"{votes.statement[i]},{p},{votes.vote[i]}" for i, p in enumerate(votes.rows()))]
    (tmp_path / "votes.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "votes.csv").write_text("\n".join([rows[0], *rows[:0:-1]]) + "\n", encoding="utf-8")
    code = "import sys; from dosi.workbench.cli import main; sys.argv = ['dosi', 'voice', 'groups', sys.argv[1], '--json']; main()"
    printed = [
        subprocess.run([sys.executable, "-c", code, str(folder)], env={**os.environ, "PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads}, capture_output=True, check=True).stdout
        for folder, seed, threads in ((tmp_path, "1", "1"), (other, "2", "2"))
    ]
    assert printed[0] == printed[1]
    told = json.loads(printed[0])
    assert told["participants"] == 150 and sum(g["size"] for g in told["groups"]) == len(told["assignment"]) and told["structure"]["p_value"] <= 0.01
