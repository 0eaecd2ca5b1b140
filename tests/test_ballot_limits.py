"""What cities ask for beside the rule: each limit worked out by hand, each with why a project fell."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slow_ballots import election
from test_ballots import RULES, TOWN, elections, written_to
from typer.testing import CliRunner

from dosi.model.ballots import Earmark, Election, Limits, Outcome
from dosi.model.errors import InputFault
from dosi.sources.ballot_limits import read_limits
from dosi.voice.ballots import decide, why
from dosi.voice.ballots.deciding import known_completions
from dosi.workbench.cli import app

# TOWN: park 60 (6 voters), road 50 (3), lamp 30 (4), bench 10 (1); budget 100, ten voters


def fell(outcome: Outcome, project: str) -> tuple[str, str]:
    return next((f.reason, f.other) for f in outcome.fallen if f.project == project)


def test_minimum_support() -> None:
    for rule in RULES:
        outcome = decide(TOWN, rule, "utilitarian", limits=Limits(least_supporters=4))
        assert set(outcome.winners) == {"park", "lamp"}
        assert fell(outcome, "bench") == ("too_little_support", "")
        assert why(outcome, "bench").ko == "정해진 최소 지지에 3명 모자랐다."
        assert why(outcome, "road").en == "It missed the minimum support by 1."


def test_incompatible_projects() -> None:
    # without the limit greedy takes park, lamp, bench; the park excludes the lamp, so 40 remain: no road (50), but the bench
    limits = Limits(incompatible=(frozenset({"park", "lamp"}),))
    outcome = decide(TOWN, "greedy", limits=limits)
    assert outcome.winners == ("park", "bench")
    assert fell(outcome, "lamp") == ("incompatible", "park")
    assert "park" in why(outcome, "lamp").ko
    # equal shares buy the park first; without the lamp the bench's voter keeps 10 and pays it
    assert decide(TOWN, "mes-cost", limits=limits).winners == ("park", "bench")
    # with cardinality satisfaction the lamp is cheaper for each, so the park falls
    assert decide(TOWN, "mes-cardinality", limits=limits).winners[0] == "lamp"
    assert fell(decide(TOWN, "phragmen", limits=limits), "park") == ("incompatible", "lamp")


def test_tolerance_lets_the_last_project_exceed_the_budget() -> None:
    # greedy: park and lamp leave 10 for the road's 50: with a tolerance of 40 it fits, and then nothing more
    outcome = decide(TOWN, "greedy", limits=Limits(tolerance=40))
    assert outcome.winners == ("park", "lamp", "road")
    assert (outcome.cost, outcome.left) == (140, -40)
    assert decide(TOWN, "greedy", limits=Limits(tolerance=39)).winners == ("park", "lamp", "bench")
    assert decide(TOWN, "mes-cost", limits=Limits(tolerance=40)).winners == ("park", "lamp")  # shares are never exceeded
    assert decide(TOWN, "mes-cost", "utilitarian", limits=Limits(tolerance=40)).winners == ("park", "lamp", "road")


def test_part_funding() -> None:
    # equal shares leave 10 of 100: a fifth of the road
    limits = Limits(parts={"road": Fraction(1, 5), "bench": Fraction(1, 2)})
    outcome = decide(TOWN, "mes-cost", limits=limits)
    assert outcome.winners == ("park", "lamp", "road")
    assert (outcome.rounds[-1].cost, outcome.rounds[-1].share, outcome.left) == (10, Fraction(1, 5), 0)
    assert why(outcome, "road").ko == "남은 돈으로 20.0%만 지원한다."
    assert decide(TOWN, "mes-cost", limits=Limits(parts={"road": Fraction(1, 4)})).winners == ("park", "lamp")


ZONES = election({"a1": 40, "a2": 30, "b1": 30, "b2": 20}, 100, [["a1", "a2"]] * 7 + [["b1", "b2"]] * 3, columns={"district": ["A", "A", "B", "B"]})


def test_an_earmark_is_spent_on_its_own_first() -> None:
    # greedy alone: a1, a2 (7 voters each) and b1 (3). With 50 meant for B: b1 and b2 first, then a1 of the 50 left
    assert decide(ZONES, "greedy").winners == ("a1", "a2", "b1")
    outcome = decide(ZONES, "greedy", limits=Limits(earmarks=(Earmark("district", "B", least=50),)))
    assert outcome.winners == ("b1", "b2", "a1")
    assert [r.left for r in outcome.rounds] == [70, 50, 10]
    assert fell(outcome, "a2")[0] == "no_money_at_turn"
    # of 35 for B, b1 takes 30 and 5 return to all: 70 are left, so a1 and a2 (if they did not return, 65: a1 and, of 25, b2)
    assert decide(ZONES, "greedy", limits=Limits(earmarks=(Earmark("district", "B", least=35),))).winners == ("b1", "a1", "a2")
    assert decide(ZONES, "greedy", limits=Limits(earmarks=(Earmark("district", "B", least=35, returns=False),))).winners == ("b1", "a1", "b2")


def test_a_cap_on_a_zone() -> None:
    outcome = decide(ZONES, "greedy", limits=Limits(earmarks=(Earmark("district", "A", most=50),)))
    assert outcome.winners == ("a1", "b1", "b2")
    assert fell(outcome, "a2") == ("over_cap", "district A")
    assert why(outcome, "a2").ko == "district A에 쓸 수 있는 한도가 남지 않았다."
    # equal shares of 10 each: a1 takes 40/7, a2 is barred, b1 takes all of the three
    assert decide(ZONES, "mes-cost", limits=Limits(earmarks=(Earmark("district", "A", most=50),))).winners == ("a1", "b1")


@given(elections(), st.sampled_from(RULES), st.sampled_from(sorted(known_completions())), st.data())
def test_limits_hold_whatever_the_rule(of: Election, rule: str, completion: str, data: st.DataObject) -> None:
    ids = of.projects.ids
    limits = Limits(data.draw(st.integers(0, 2)), data.draw(st.integers(0, 3)), (frozenset(data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3))),),
                    {id: Fraction(1, 3) for id in data.draw(st.lists(st.sampled_from(ids), unique=True))})  # fmt: skip
    outcome = decide(of, rule, completion, limits=limits)
    assert outcome.cost <= of.budget + limits.tolerance
    assert len(limits.incompatible[0] & set(outcome.winners)) <= 1
    assert sorted([*outcome.winners, *(f.project for f in outcome.fallen)]) == sorted(ids)
    assert all(r.share == 1 or r.project in limits.parts for r in outcome.rounds)
    for r in outcome.rounds:
        assert r.supporters >= limits.least_supporters
    for id in ids:
        assert why(outcome, id).ko


def test_limits_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    path.write_text('minimum_support = 2\ntolerance = 5\nincompatible = [["a1", "b1"]]\npart_funding = {a2 = 0.5}\n[[earmark]]\ncolumn = "district"\nvalue = "B"\nleast = 20\nmost = 40\n', encoding="utf-8")
    assert read_limits(path, ZONES) == Limits(2, 5, (frozenset({"a1", "b1"}),), {"a2": Fraction(1, 2)}, (Earmark("district", "B", 20, 40),))
    done = CliRunner().invoke(app, ["voice", "ballots", written_to(tmp_path, ZONES), "--rule", "greedy", "--limits", str(path), "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["winners"] == ["b2", "a1", "a2"]
    assert {f["project"]: f["because"]["en"] for f in answer["audit"]["not_chosen"]} == {"b1": "a1, which excludes it, was chosen first."}


def test_wrong_limits_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    path.write_text('minimum_suport = 2\ntolerance = "5"\nincompatible = [["a1", "c1"], "x"]\npart_funding = {a2 = 2}\n[[earmark]]\ncolumn = "distric"\nvalue = "B"\nleast = 20\nmost = 4\n', encoding="utf-8")
    with pytest.raises(InputFault) as told:
        read_limits(path, ZONES)
    assert len(told.value.faults) == 6
    path.write_text("minimum", encoding="utf-8")
    with pytest.raises(InputFault, match="TOML"):
        read_limits(path, ZONES)
