"""Rules of participatory budgeting: worked out by hand, published examples, and the plain rules of slow_ballots on many elections."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
import slow_ballots
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from slow_ballots import election
from typer.testing import CliRunner

from dosi.model.ballots import Election
from dosi.model.errors import InputFault
from dosi.sources.pabulib import read_election
from dosi.voice.ballots import decide, votes, why
from dosi.voice.ballots.auditing import audit_of
from dosi.voice.ballots.deciding import known_completions, known_rules
from dosi.voice.ballots.equal_shares import equal_shares, rising_shares
from dosi.voice.ballots.votes import votes_of
from dosi.voice.ballots.writing import written
from dosi.workbench.cli import app

PABULIB = ROOT.parent / "shared" / "data" / "pabulib" / "pb"
needs_pabulib = pytest.mark.skipif(not PABULIB.is_dir(), reason="the Pabulib elections lie outside of the repository")
RULES, COMPLETIONS = sorted(known_rules()), sorted(known_completions())

HELD = pytest.mark.parametrize("held", [{"FEW": 0, "BITS": 64}, {"FEW": 0, "BITS": 0}, {"FEW": 6000}], ids=["sets", "rows", "apart"])
"""how ballots are held: equal ones together as sets of projects or as rows of weights, or each apart"""

TOWN = election({"park": 60, "road": 50, "lamp": 30, "bench": 10}, 100, [["park"]] * 6 + [["road", "lamp"]] * 3 + [["lamp", "bench"]])
"""ten voters, 10 each"""


@st.composite
def elections(draw: st.DrawFn) -> Election:
    ids = draw(st.lists(st.sampled_from(["1", "2", "9", "10", "11", "a", "B", "가"]), min_size=1, max_size=5, unique=True))
    cost = {id: draw(st.integers(0 if draw(st.integers(0, 9)) == 0 else 1, 12)) for id in ids}
    kind = draw(st.sampled_from(["approval", "approval", "cumulative", "ordinal"]))
    ballots = draw(st.lists(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids)), max_size=9))
    points = [[draw(st.integers(0, 4)) for _ in b] for b in ballots] if kind == "cumulative" else None
    return election(cost, draw(st.integers(0, 30)), ballots, kind, points, unit=draw(st.sampled_from([1, 1, 10])))


# by hand --------------------------------------------------------------------------------------------------------------


def winners(rule: str, completion: str = "none", of: Election = TOWN) -> list[str]:
    return list(decide(of, rule, completion).winners)


def test_greedy_takes_most_voters_first_and_skips_what_does_not_fit() -> None:
    # voters: park 6, lamp 4, road 3, bench 1. 100 - 60 - 30 = 10: no road, but the bench
    assert winners("greedy") == ["park", "lamp", "bench"]
    # per money: lamp 4/30, park 6/60 and bench 1/10 alike (bench comes first by its name), road 3/50
    assert winners("greedy-cardinality") == ["lamp", "bench", "park"]


def test_equal_shares_of_ten_each() -> None:
    # park: 6 voters pay 10 each, all they have. lamp: 4 pay 7.5. road: its 3 have 7.5 left. bench: 2.5 left
    assert winners("mes-cost") == ["park", "lamp"]
    outcome = decide(TOWN, "mes-cost")
    assert [r.price for r in outcome.rounds] == [10, Fraction(15, 2)]
    assert [r.score for r in outcome.rounds] == [6, 4]
    assert outcome.left == 10
    # with cardinality satisfaction the cheaper price goes first: lamp 7.5, then park 10; the bench's only voter has 2.5
    assert winners("mes-cardinality") == ["lamp", "park"]


def test_completions() -> None:
    # 11 each: park 60/6 = 10, lamp 7.5 (the lamp's have 3.5 left); 18 each: the bench's voter has 10.5 left, so bench: 100 spent, nothing more fits
    assert winners("mes-cost", "add1") == ["park", "lamp", "bench"]
    assert decide(TOWN, "mes-cost", "add1").raised == 8
    assert winners("mes-cost", "utilitarian") == ["park", "lamp", "bench"]


def test_sequential_phragmen_stops_at_the_first_that_does_not_fit() -> None:
    # lamp at 30/4 = 7.5; park and bench at 10 and 17.5, road at (50 + 3 * 7.5) / 3 = 24.17
    assert winners("phragmen") == ["lamp", "park", "bench"]
    outcome = decide(TOWN, "phragmen")
    assert [r.score for r in outcome.rounds] == [Fraction(15, 2), 10, Fraction(35, 2)]
    assert outcome.fallen[0].project == "road"
    assert outcome.fallen[0].money_short == 50


def test_phragmen_s_own_example() -> None:
    """Ballots from Phragmén 1894, as told by Janson, "Phragmén's and Thiele's election methods", 2016: A, Q, B are elected in this order."""
    ballots = [list("ABC")] * 1034 + [list("PQR")] * 519 + [list("ABQ")] * 90 + [list("APQ")] * 47
    assert winners("phragmen", of=election(dict.fromkeys("ABCPQR", 1), 3, ballots)) == ["A", "Q", "B"]


def test_equal_shares_gives_each_half_of_the_town_its_half() -> None:
    # 60 and 40 voters of 100, ten seats of cost 1: greedy gives the larger side all ten, equal shares six and four (each seat costs a side 1/60 or 1/40 a voter)
    one, two = [f"a{i}" for i in range(10)], [f"b{i}" for i in range(10)]
    town = election(dict.fromkeys([*one, *two], 1), 10, [one] * 60 + [two] * 40)
    assert winners("greedy", of=town) == one
    for rule in ("mes-cost", "mes-cardinality", "phragmen"):
        assert sorted(w[0] for w in winners(rule, of=town)) == ["a"] * 6 + ["b"] * 4


def test_points_and_ranks_are_satisfactions() -> None:
    # points 5 + 1 for x, 3 + 3 for y: alike, so by name; ranks give 1 to the first of two and 0 to the last
    both = [["x", "y"], ["x", "y"]]
    assert winners("greedy", of=election({"y": 2, "x": 2}, 2, both, "cumulative", [[5, 3], [1, 3]])) == ["x"]
    assert winners("greedy", of=election({"y": 2, "x": 2}, 2, both, "cumulative", [[5, 3], [1, 4]])) == ["y"]
    ranked = election({"y": 2, "x": 2, "z": 2}, 6, [["y", "x"], ["y", "z"]], "ordinal")
    assert winners("mes-cost", of=ranked) == ["y"]
    assert decide(ranked, "mes-cost", as_approval=True).winners == ("y", "x", "z")  # y takes 1 of 3 from both, which leaves 2 for x and 2 for z


def test_ties_are_broken_by_the_order_of_letters() -> None:
    for rule in RULES:
        assert winners(rule, of=election({"9": 1, "10": 1}, 1, [["9", "10"]] * 2)) == ["10"]


def test_a_share_that_just_suffices_suffices() -> None:
    # three voters with 1/3 each and nothing to spare: exact, where floating point would waver
    for rule in ("mes-cost", "mes-cardinality", "phragmen"):
        assert winners(rule, of=election({"a": 1}, 1, [["a"]] * 3)) == ["a"]
    many = election({f"{p:03}": 7 for p in range(30)}, 210, [[f"{p:03}"] for p in range(30) for _ in range(7)])
    assert len(winners("mes-cost", of=many)) == 30


# the story ------------------------------------------------------------------------------------------------------------


def test_why_tells_what_a_loser_lacked() -> None:
    outcome = decide(TOWN, "greedy")
    road = why(outcome, "road")
    # at its turn 10 were left of the 50, after the park 40; so it had to come before the park (6 voters, and "park" comes first in a tie): 4 more than its 3
    assert road.ko == "3번째 선정 차례에 남은 돈이 40 모자랐다. park보다 앞서려면 지지가 4 더 필요했다."
    assert road.en == "When its turn came (choice 3), 40 was lacking. It needed 4 more in support to come before park."
    lacked = {f.project: f for f in decide(TOWN, "mes-cost").fallen}
    # road's 3 supporters have 10 each, too little from the start; the bench's one has 2.5 after the lamp, so 7.5 are lacking, rounded up
    assert (lacked["road"].money_short, lacked["road"].supporters_short, lacked["road"].round_no) == (20, 2, 1)
    assert (lacked["bench"].money_short, lacked["bench"].supporters_short, lacked["bench"].round_no) == (8, 1, 3)


def test_the_supporters_that_a_greedy_loser_lacked_would_have_carried_it() -> None:
    ballots = [["park"]] * 6 + [["road", "lamp"]] * 3 + [["lamp", "bench"]]
    cost = {"park": 60, "road": 40, "lamp": 30, "bench": 10}
    lost = decide(election(cost, 100, ballots), "greedy").fallen[0]
    assert (lost.project, lost.other, lost.supporters_short) == ("road", "lamp", 2)
    more = [["road"]] * 2
    assert "road" in winners("greedy", of=election(cost, 100, ballots + more))
    assert "road" not in winners("greedy", of=election(cost, 100, ballots + more[1:]))


def test_why_asks_back_for_an_unknown_project() -> None:
    with pytest.raises(InputFault, match="park"):
        why(decide(TOWN, "greedy"), "pork")


@given(elections(), st.sampled_from(RULES), st.sampled_from(COMPLETIONS))
def test_every_project_has_its_story(of: Election, rule: str, completion: str) -> None:
    outcome = decide(of, rule, completion)
    assert sorted([*outcome.winners, *(f.project for f in outcome.fallen)]) == sorted(of.projects.ids)
    for id in of.projects.ids:
        said = why(outcome, id)
        assert said.ko and said.en
        assert "{" not in said.ko + said.en


# properties -----------------------------------------------------------------------------------------------------------


@HELD
@given(of=elections(), rule=st.sampled_from(RULES), completion=st.sampled_from(COMPLETIONS))
def test_the_fast_rules_agree_with_the_plain_ones(held: dict[str, int], of: Election, rule: str, completion: str) -> None:
    with mock.patch.multiple(votes, **held):
        assert list(decide(of, rule, completion).winners) == slow_ballots.decide(of, rule, completion)


@given(elections(), st.sampled_from(RULES), st.sampled_from(COMPLETIONS))
def test_the_budget_is_kept_and_a_filled_one_has_no_room(of: Election, rule: str, completion: str) -> None:
    outcome = decide(of, rule, completion)
    cost = dict(zip(of.projects.ids, of.projects.cost.tolist(), strict=True))
    assert outcome.cost == sum(cost[w] for w in outcome.winners) <= of.budget
    assert [r.left for r in outcome.rounds] == [of.budget - sum(cost[w] for w in outcome.winners[: i + 1]) for i in range(len(outcome.winners))]
    if completion in ("utilitarian", "add1u") or rule.startswith("greedy"):
        assert not any(cost[p] <= outcome.left for p in cost.keys() - set(outcome.winners))


@given(elections(), st.sampled_from(RULES), st.sampled_from(COMPLETIONS), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_does_not_matter(of: Election, rule: str, completion: str, chance: object) -> None:
    rows = [list(range(int(a), int(b))) for a, b in zip(of.start[:-1], of.start[1:], strict=True)]
    chance.shuffle(rows)  # type: ignore[attr-defined]
    ids = list(of.projects.ids)
    chance.shuffle(ids)  # type: ignore[attr-defined]
    cost = dict(zip(of.projects.ids, of.projects.cost.tolist(), strict=True))
    points = None if of.points is None else [of.points[r].tolist() for r in rows]
    other = election({id: cost[id] for id in ids}, of.budget, [[of.projects.ids[p] for p in of.listed[r]] for r in rows], of.kind, points, unit=of.steps_per_unit)
    assert decide(other, rule, completion).winners == decide(of, rule, completion).winners


@given(elections(), st.booleans(), st.integers(0, 3))
def test_no_voter_pays_beyond_the_share_and_every_project_is_paid(of: Election, by_cost: bool, raised: int) -> None:
    """Priceability (Peters and Skowron 2020): payments of supporters only, within the share, exactly the cost of each project, and nobody together can pay for another."""
    run = equal_shares(votes_of(of), of.budget, by_cost, "mes", raised)
    ballots = slow_ballots.weights(of)
    share = Fraction(of.budget, max(len(ballots), 1)) + raised
    left = [share] * len(ballots)
    place = {id: p for p, id in enumerate(of.projects.ids)}
    for made in run.choice.rounds:
        p = place[made.project]
        paid = {v: min(left[v], (made.price or 0) * b[p]) for v, b in enumerate(ballots) if p in b}
        assert sum(paid.values()) == made.cost
        for v, amount in paid.items():
            left[v] -= amount
    assert all(0 <= amount <= share for amount in left)
    for p in range(len(of.projects.ids)):
        if p not in run.choice.winners and of.projects.cost[p]:
            assert sum(left[v] for v, b in enumerate(ballots) if p in b) < of.projects.cost[p]


@given(elections(), st.booleans())
def test_shares_left_out_as_repeating_do_repeat(of: Election, by_cost: bool) -> None:
    held = votes_of(of)
    seen = {}
    for choice in rising_shares(held, of.budget, by_cost, "mes"):
        seen[choice.raised] = choice.winners
        if choice.exhausts(held, 10**9) or choice.raised > 40 * of.steps_per_unit or len(seen) > 60:
            break
    last: tuple[int, ...] = ()
    for raised in range(0, max(seen) + 1, of.steps_per_unit):
        last = seen.get(raised, last)
        assert equal_shares(held, of.budget, by_cost, "mes", raised).choice.winners == last


@HELD
@given(of=elections())
def test_equal_ballots_are_grouped_and_only_those(held: dict[str, int], of: Election) -> None:
    with mock.patch.multiple(votes, **held):
        made = votes_of(of)
    of_group: dict[int, dict[int, int]] = {}
    for voter, ballot in enumerate(slow_ballots.weights(of)):
        assert of_group.setdefault(int(made.group_of[voter]), ballot) == ballot
    assert len(of_group) == len(made.times)
    assert held["FEW"] or len({tuple(sorted(b.items())) for b in of_group.values()}) == len(of_group)
    assert made.times.tolist() == np.bincount(made.group_of, minlength=len(made.times)).tolist()


@given(elections())
def test_equal_shares_by_cost_leave_no_claim(of: Election) -> None:
    if of.kind == "approval":
        assert audit_of(of, decide(of, "mes-cost")).claims == ()


def test_shares_of_awkward_size_are_exact() -> None:
    """A larger election with prices of many digits: fast and plain rule agree, and payments add up exactly (amounts near 2^40, points up to 97)."""
    chance = np.random.default_rng(7)
    ids = [f"p{p}" for p in range(12)]
    ballots = [[ids[p] for p in chance.choice(12, chance.integers(1, 7), replace=False)] for _ in range(60)]
    points = [[int(w) for w in chance.integers(1, 98, len(b))] for b in ballots]
    of = election({id: int(c) for id, c in zip(ids, chance.integers(1 << 36, 1 << 39, 12), strict=True)}, (1 << 41) + 1, ballots, "cumulative", points)
    for rule in ("mes-cost", "mes-cardinality"):
        assert list(decide(of, rule, "utilitarian").winners) == slow_ballots.decide(of, rule, "utilitarian")


# real elections and the command -----------------------------------------------------------------------------------------


@needs_pabulib
@pytest.mark.parametrize(("name", "completion"), [("Netherlands_Assen_2024", "add1"), ("Netherlands_Assen_2024", "add1-last"), ("Poland_Wieliczka_2023_Green_Budget", "add1-last")])
def test_elections_that_were_decided_by_equal_shares(name: str, completion: str) -> None:
    """Two towns used the method of equal shares; the files hold what they funded. In one of them the shares rose past a choice that left no room."""
    held = read_election(next(PABULIB.glob(f"{name}*")))
    funded = {id for id, chosen in zip(held.projects.ids, held.projects.columns["selected"], strict=True) if chosen == "1"}
    assert set(decide(held, "mes-cost", completion).winners) == funded


@needs_pabulib
def test_greedy_gives_what_cities_funded() -> None:
    """Wherever the rule is plain greedy and the funded projects are recorded; ranks are counted otherwise by cities, so these are left out."""
    compared = 0
    for path in sorted(PABULIB.glob("*.pb.gz")):
        held = read_election(path)
        columns = held.projects.columns
        if held.meta["rule"] != "greedy" or held.kind == "ordinal" or "selected" not in columns or set(columns["selected"]) - {"0", "1"}:
            continue
        funded = {id for id, chosen in zip(held.projects.ids, columns["selected"], strict=True) if chosen == "1"}
        assert set(decide(held, "greedy").winners) == funded, path.name
        compared += 1
    assert compared > 10


def written_to(folder: Path, of: Election, name: str = "town.pb") -> str:
    path = folder / name
    path.write_text("".join(written(of)), encoding="utf-8")
    return str(path)


def test_the_command_answers_with_one_object(tmp_path: Path) -> None:
    for rule in RULES:
        for completion in COMPLETIONS:
            done = CliRunner().invoke(app, ["voice", "ballots", written_to(tmp_path, TOWN), "--rule", rule, "--completion", completion, "--json"])
            assert done.exit_code == 0, done.output
            answer = json.loads(done.stdout)
            assert answer["winners"] == slow_ballots.decide(TOWN, rule, completion)
            assert (answer["rule"], answer["budget"], answer["cost"]) == (rule, 100, sum({"park": 60, "road": 50, "lamp": 30, "bench": 10}[w] for w in answer["winners"]))
            assert [r["project"] for r in answer["rounds"]] == answer["winners"]
            assert answer.keys() == {"rule", "budget", "cost", "winners", "rounds", "audit"}
            assert {"exclusion_share", "gini", "by", "ejr_plus_up_to_one"} <= answer["audit"].keys()
            assert sorted([*answer["winners"], *(f["project"] for f in answer["audit"]["not_chosen"])]) == ["bench", "lamp", "park", "road"]


def test_the_command_prints_a_table(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["voice", "ballots", written_to(tmp_path, TOWN), "--rule", "greedy"])
    assert done.exit_code == 0
    assert "park" in done.stdout and "쓴 돈 100" in done.stdout and "선정되지 않은 사업" in done.stdout


def test_the_command_tells_all_faults_with_status_2(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["voice", "ballots", written_to(tmp_path, TOWN), "--rule", "gredy", "--completion", "ad1", "--json"])
    assert done.exit_code == 2
    assert [f["fix"] for f in json.loads(done.stdout)["faults"]] == ['did you mean "greedy"?', 'did you mean "add1"?']
