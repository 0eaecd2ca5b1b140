"""Fair weights: raking against a textbook and against an optimiser, bounds, missing answers, intervals that cover, who is missing, broken input."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from typer.testing import CliRunner

from dosi.model.age_groups import coarsened, group_of, groups_of
from dosi.model.errors import InputFault
from dosi.model.samples import Margin, Weights, margin_of, margins_of
from dosi.sources.answers import read_sample
from dosi.sources.margins import read_margins
from dosi.voice.weighing import shares, weigh, who_is_missing
from dosi.voice.weighing.cells import reached
from dosi.voice.weighing.sharing import interval
from dosi.workbench.cli import app

NO_BOUNDS = (0.0, math.inf)


def people(**by: dict[str, float]) -> tuple[Margin, ...]:
    """A margin for each variable."""
    return tuple(margin_of(pd.DataFrame({v: list(cells), "people": list(cells.values())}), (v,)) for v, cells in by.items())


def sums(voices: pd.DataFrame, weight: np.ndarray, variables: tuple[str, ...]) -> dict[tuple[str, ...], float]:
    """Share of the weight by cell, among the voices known in all of the variables."""
    known = voices[list(variables)].notna().all(axis=1).to_numpy()
    made: dict[tuple[str, ...], float] = {}
    for cell, w in zip(voices.loc[known, list(variables)].itertuples(index=False), weight[known], strict=True):
        made[tuple(cell)] = made.get(tuple(cell), 0.0) + w / weight[known].sum()
    return made


def met(voices: pd.DataFrame, weights: Weights, margin: Margin, tolerance: float = 1e-6) -> bool:
    got, total = sums(voices, weights.weight, margin.variables), margin.people.sum()
    return all(abs(got.get(cell, 0.0) - n / total) <= tolerance for cell, n in zip(margin.cells, margin.people, strict=True))


def textbook(voices: pd.DataFrame, margins: tuple[Margin, ...], rounds: int = 500) -> list[float]:
    """Deming and Stephan person by person, as a textbook tells it."""
    weight = [1.0] * len(voices)
    rows = voices.to_dict("records")
    for _, margin in itertools.product(range(rounds), margins):
        total = margin.people.sum()
        for cell, n in zip(margin.cells, margin.people, strict=True):
            inside = [i for i, row in enumerate(rows) if tuple(row[v] for v in margin.variables) == cell]
            now = sum(weight[i] for i in inside)
            for i in inside:
                weight[i] *= n / total * len(rows) / now
    return weight


# --- worked answers -------------------------------------------------------------------------------------------------------------


def test_two_by_two_worked_by_hand() -> None:
    # 4 women in a, 2 men in a, 2 women in b, 2 men in b; half of the people live in b, half are women.
    # The table [[4, 2], [2, 2]] keeps its cross ratio 4 * 2 / (2 * 2) = 2: x / (5 - x) = sqrt(2) on the diagonal, so x = 5 sqrt(2) / (1 + sqrt(2)) = 2.92893 of 10 / 2.
    voices = pd.DataFrame({"zone": ["a"] * 6 + ["b"] * 4, "sex": ["f"] * 4 + ["m"] * 2 + ["f"] * 2 + ["m"] * 2})
    weights = weigh(voices, people(zone={"a": 500, "b": 500}, sex={"f": 500, "m": 500}), bounds=NO_BOUNDS)
    x = 5 * math.sqrt(2) / (1 + math.sqrt(2))
    assert weights.converged and weights.weight == pytest.approx([x / 4] * 4 + [(5 - x) / 2] * 2 + [(5 - x) / 2] * 2 + [x / 2] * 2, abs=1e-7)
    assert weights.effective == pytest.approx(100 / (weights.weight**2).sum()) and weights.design_effect == pytest.approx(10 / weights.effective)


def test_one_margin_is_post_stratification_by_hand() -> None:
    voices = pd.DataFrame({"zone": ["a"] * 3 + ["b"]})
    weights = weigh(voices, people(zone={"a": 50, "b": 50}))
    assert weights.weight == pytest.approx([2 / 3] * 3 + [2.0])
    assert weights.effective == pytest.approx(3.0) and weights.design_effect == pytest.approx(4 / 3)


def test_bounds_by_hand() -> None:
    # three zones of a third each, heard 7, 2 and 1 times: without bounds 10/21, 5/3, 10/3. At most 2: zone c weighs 2 of 10 instead of 3.33, which cannot be made up for
    voices = pd.DataFrame({"zone": ["a"] * 7 + ["b"] * 2 + ["c"]})
    third = people(zone={"a": 1, "b": 1, "c": 1})
    free = weigh(voices, third)
    assert free.converged and free.at_most == 0 and free.weight[-1] == pytest.approx(10 / 3)
    cut = weigh(voices, third, bounds=(0.2, 2.0))
    assert not cut.converged and cut.cannot == "bounds" and cut.unbounded_most == pytest.approx(10 / 3) and cut.at_most == 1 and cut.weight.max() == 2.0
    assert cut.gap == pytest.approx(1 / 3 - 2 / 10)


def test_bounds_hold_together_with_margins_where_others_can_make_up() -> None:
    voices = pd.DataFrame({"zone": ["a"] * 6 + ["b"] * 2, "sex": ["f", "m", "m", "m", "m", "m", "f", "m"]})
    margins = people(zone={"a": 6, "b": 4}, sex={"f": 5, "m": 5})
    free, cut = weigh(voices, margins, bounds=NO_BOUNDS), weigh(voices, margins, bounds=(0.1, 2.05))
    assert free.weight.max() > 2.05 and cut.converged and cut.at_most > 0 and cut.weight.max() <= 2.05 and all(met(voices, cut, m) for m in margins)


def test_bounded_weights_are_those_of_an_optimiser() -> None:
    cells = {("a", "m", "2"): 7, ("a", "m", "1"): 2, ("a", "f", "1"): 2, ("a", "f", "2"): 1, ("b", "m", "2"): 2, ("b", "m", "1"): 1, ("b", "f", "1"): 1, ("b", "f", "2"): 1, ("c", "m", "2"): 2, ("c", "f", "2"): 1}
    voices = pd.DataFrame([cell for cell, n in cells.items() for _ in range(n)], columns=["zone", "sex", "age_group"])
    margins = people(zone={"a": 6, "b": 7, "c": 7}, sex={"f": 9, "m": 11}, age_group={"1": 8, "2": 12})
    ours = weigh(voices, margins, bounds=(0.35, 2.6))
    assert ours.converged and ours.at_most > 0 and ours.at_least > 0
    limits = [{"type": "eq", "fun": lambda w, m=m, c=c, n=n: w[(voices[m.variables[0]] == c[0]).to_numpy()].sum() - 20 * n / m.people.sum()} for m in margins for c, n in zip(m.cells[1:], m.people[1:], strict=True)]
    limits.append({"type": "eq", "fun": lambda w: w.sum() - 20})
    found = minimize(lambda w: (w * np.log(w) - w + 1).sum(), np.ones(20), bounds=[(0.35, 2.6)] * 20, constraints=limits, method="SLSQP", options={"ftol": 1e-14, "maxiter": 500})
    assert found.success and ours.weight == pytest.approx(found.x, abs=1e-4)


def test_the_same_as_a_textbook_with_three_margins() -> None:
    chance = np.random.default_rng(5)
    voices = pd.DataFrame({"zone": chance.choice(list("abcd"), 120, p=[0.5, 0.2, 0.2, 0.1]), "age_group": chance.choice(["1", "2", "3"], 120), "sex": chance.choice(["f", "m"], 120)})
    zones = margin_of(pd.DataFrame([(z, s, n) for (z, s), n in zip(itertools.product("abcd", "fm"), [5, 9, 8, 7, 3, 4, 6, 6], strict=True)], columns=["zone", "sex", "people"]), ("zone", "sex"))
    margins = (zones, *people(age_group={"1": 10, "2": 20, "3": 18}))  # 48 people in both
    assert weigh(voices, margins, bounds=NO_BOUNDS).weight == pytest.approx(textbook(voices, margins), abs=1e-6)


def test_where_not_all_can_hold_the_bounds_do_and_margins_give_way_alike_in_any_order() -> None:
    chance = np.random.default_rng(2)
    voices = pd.DataFrame({"zone": chance.choice(list("abcde"), 300, p=[0.5, 0.3, 0.15, 0.04, 0.01]), "age_group": chance.choice(list("123"), 300, p=[0.8, 0.15, 0.05])})
    margins = people(zone=dict.fromkeys("abcde", 60.0), age_group=dict.fromkeys("123", 100.0))
    weights = weigh(voices, margins, bounds=(0.3, 3.0))
    assert weights.cannot == "bounds" and not weights.converged and weights.weight.mean() == pytest.approx(1, abs=1e-6)
    assert weights.weight.min() >= 0.3 and weights.weight.max() <= 3.0 and (weights.unbounded_most or 0) > 3
    assert weigh(voices, margins[::-1], bounds=(0.3, 3.0)).weight == pytest.approx(weights.weight, abs=1e-4)
    for margin in margins:  # nearer to the people than before
        target = margin.people / margin.people.sum()
        before, after = (sums(voices, w, margin.variables) for w in (np.ones(300), weights.weight))
        assert sum(abs(after.get(c, 0) - t) for c, t in zip(margin.cells, target, strict=True)) < 0.7 * sum(abs(before.get(c, 0) - t) for c, t in zip(margin.cells, target, strict=True))


# --- missing answers ------------------------------------------------------------------------------------------------------------


def test_who_did_not_say_keeps_the_weight_that_the_other_margins_give() -> None:
    voices = pd.DataFrame({"zone": ["a"] * 4 + ["b"] * 4, "sex": ["f", "m", "m", None] * 2})
    weights = weigh(voices, people(zone={"a": 1, "b": 3}, sex={"f": 2, "m": 2}))
    assert weights.converged and weights.weight.sum() == pytest.approx(8)
    assert weights.weight[[3, 7]] == pytest.approx([0.5, 1.5])  # the zones alone
    assert sums(voices, weights.weight, ("sex",))[("f",)] == pytest.approx(0.5) and sums(voices, weights.weight, ("zone",))[("b",)] == pytest.approx(0.75)


def test_a_cross_counts_each_voice_as_far_as_it_is_known() -> None:
    # zone b: nobody told their age; its people still weigh as much as the census says, and the ages of zone a are set among those who told
    voices = pd.DataFrame({"zone": ["a"] * 5 + ["b"] * 2, "age_group": ["1", "1", "1", "2", None, None, None]})
    cross = margin_of(pd.DataFrame({"zone": list("aabb"), "age_group": list("1212"), "people": [30.0, 20, 25, 25]}), ("zone", "age_group"))
    weights = weigh(voices, [cross])
    assert weights.converged and sums(voices, weights.weight, ("zone",)) == pytest.approx({("a",): 0.5, ("b",): 0.5})
    told = weights.weight[:4]
    assert told[:3].sum() / told.sum() == pytest.approx(0.6) and weights.weight[4] == pytest.approx(3.5 / 5)
    assert [s.name for s in weights.design.steps] == ["zone", "age_group | zone"]


def test_a_variable_that_nobody_answered_is_summed_out_and_said() -> None:
    voices = pd.DataFrame({"zone": list("aab")})
    cross = margin_of(pd.DataFrame({"zone": list("aabb"), "sex": list("fmfm"), "people": [1.0, 2, 3, 4]}), ("zone", "sex"))
    weights = weigh(voices, [cross])
    assert met(voices, weights, cross.over(("zone",))) and any("성별" in n and "합쳐" in n for n in weights.design.notes)


def test_a_margin_held_by_a_finer_one_is_left_out_and_said() -> None:
    voices = pd.DataFrame({"zone": list("aabb"), "sex": list("fmfm")})
    cross = margin_of(pd.DataFrame({"zone": list("aabb"), "sex": list("fmfm"), "people": [1.0, 2, 3, 4]}), ("zone", "sex"))
    weights = weigh(voices, [cross.over(("zone",)), cross])
    assert len(weights.design.steps) == 1 and any("더 자세한" in n for n in weights.design.notes)


# --- cells without voices -------------------------------------------------------------------------------------------------------


def test_a_zone_without_voices_is_left_out_and_said() -> None:
    voices = pd.DataFrame({"zone": list("aab")})
    weights = weigh(voices, people(zone={"a": 40, "b": 40, "c": 20}))
    assert sums(voices, weights.weight, ("zone",)) == pytest.approx({("a",): 0.5, ("b",): 0.5})
    cell = reached(weights.design.steps[0], weights)[2]
    assert cell == {"cell": ["c"], "people": 20.0, "voices": 0, "target_share": None, "share_before": None, "share_after": None, "counted_with": None}


def test_a_cell_without_voices_is_counted_with_its_neighbour_in_the_same_zone() -> None:
    voices = pd.DataFrame({"zone": list("aabbb"), "age_group": list("13123")})
    cross = margin_of(pd.DataFrame({"zone": list("aaabbb"), "age_group": list("123123"), "people": [10.0, 10, 20, 20, 20, 20]}), ("zone", "age_group"))
    weights = weigh(voices, [cross])
    got = sums(voices, weights.weight, ("zone", "age_group"))
    assert got[("a", "1")] == pytest.approx(0.2) and got[("a", "3")] == pytest.approx(0.2)  # of two as near the earlier one
    assert reached(weights.design.steps[0], weights)[1]["counted_with"] == ["a", "1"]


def test_who_is_missing() -> None:
    voices = pd.DataFrame({"zone": list("aaab"), "sex": ["f", "f", "m", None], "channel": ["web", "web", "paper", "web"]})
    found = {(a.variable, a.group): a for a in who_is_missing(voices, people(zone={"a": 50, "b": 30, "c": 20}, sex={"f": 1, "m": 1}))}
    assert found[("zone", "a")].ratio == pytest.approx(0.75 / 0.5) and found[("zone", "c")].voices == 0 and found[("zone", "c")].ratio == 0
    assert found[("sex", "f")].voice_share == pytest.approx(2 / 3) and found[("channel", "paper")].voices == 1 and found[("channel", "paper")].people is None


# --- properties -----------------------------------------------------------------------------------------------------------------


@st.composite
def surveys(draw: st.DrawFn) -> tuple[pd.DataFrame, tuple[Margin, ...], np.ndarray]:
    """Voices with margins that some weights between a quarter and four times the mean meet, and base weights."""
    n = draw(st.integers(4, 40))
    voices = pd.DataFrame({v: [draw(st.sampled_from(values)) for _ in range(n)] for v, values in (("zone", "abcd"), ("age_group", "123"), ("sex", "fm"))})
    true = np.array([draw(st.floats(0.5, 2.0)) for _ in range(n)])
    sets = draw(st.sampled_from([(("zone",), ("age_group",), ("sex",)), (("zone", "sex"), ("age_group",)), (("zone", "age_group"), ("sex", "age_group"))]))
    margins = tuple(margin_of(voices.assign(people=true * 100), s) for s in sets)
    return voices, margins, np.array([draw(st.floats(0.5, 2.0)) for _ in range(n)])


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_margins_and_bounds_hold_where_they_can(survey: tuple[pd.DataFrame, tuple[Margin, ...], np.ndarray]) -> None:
    voices, margins, base = survey
    for given_base in (None, base):
        weights = weigh(voices, margins, given_base, (0.2, 5.0))
        assert weights.weight.min() >= 0.2 and weights.weight.max() <= 5.0
        assert weights.converged or weights.gap < 1e-4  # on the very edge of what is possible it creeps
        assert all(met(voices, weights, m, 1e-6 + 5 * weights.gap) for m in margins)
        assert weights.effective <= len(voices) + 1e-9 and weights.weight.mean() == pytest.approx(1, abs=1e-6 + weights.gap)


@settings(max_examples=40, deadline=None)
@given(surveys(), st.randoms(use_true_random=False), st.floats(0.01, 100))
def test_order_of_rows_and_margins_and_scale_of_base_weights_change_nothing(survey: tuple[pd.DataFrame, tuple[Margin, ...], np.ndarray], chance: object, scale: float) -> None:
    voices, margins, base = survey
    weights = weigh(voices, margins, base)
    order = list(range(len(voices)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    assert weigh(voices.iloc[order], margins, base[order]).weight == pytest.approx(weights.weight[order], rel=1e-9)
    assert weigh(voices, margins, base * scale).weight == pytest.approx(weights.weight, rel=1e-6)
    plain = weigh(voices, margins)
    assert (weigh(voices.iloc[order], margins).weight == plain.weight[order]).all()  # to the last bit
    if plain.converged:
        assert weigh(voices, margins[::-1]).weight == pytest.approx(plain.weight, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_a_sample_like_the_people_keeps_equal_weights(survey: tuple[pd.DataFrame, tuple[Margin, ...], np.ndarray]) -> None:
    voices, margins, _ = survey
    weights = weigh(voices, tuple(margin_of(voices.assign(people=1.0), m.variables) for m in margins))
    assert weights.weight == pytest.approx(np.ones(len(voices))) and weights.effective == pytest.approx(len(voices)) and weights.at_least == weights.at_most == 0


@settings(max_examples=40, deadline=None)
@given(surveys(), st.lists(st.booleans(), min_size=40, max_size=40), st.lists(st.booleans(), min_size=40, max_size=40))
def test_missing_answers_never_lose_a_voice(survey: tuple[pd.DataFrame, tuple[Margin, ...], np.ndarray], first: list[bool], second: list[bool]) -> None:
    voices, _, _ = survey
    holed = voices.assign(zone=voices["zone"].where(np.array(first[: len(voices)]), None), sex=voices["sex"].where(np.array(second[: len(voices)]), None))
    weights = weigh(holed, people(zone=dict.fromkeys("abcd", 10.0), sex={"f": 20, "m": 20}), bounds=NO_BOUNDS)
    assert len(weights.weight) == len(voices) and np.isfinite(weights.weight).all() and (weights.weight >= 0).all()
    if weights.converged:
        assert weights.weight.sum() == pytest.approx(len(voices), rel=1e-6)


def test_margins_that_contradict_each_other_are_said() -> None:
    voices = pd.DataFrame({"zone": list("aabb"), "sex": list("ffmm")})  # all women live in a
    weights = weigh(voices, people(zone={"a": 50, "b": 50}, sex={"f": 80, "m": 20}))
    assert not weights.converged and weights.cannot == "margins" and weights.gap > 0.1


def test_faults_of_voices_and_margins_come_together() -> None:
    voices = pd.DataFrame({"zone": ["a", "d", "b"], "sex": ["f", "x", "m"]})
    with pytest.raises(InputFault) as caught:
        weigh(voices, people(zone={"a": 10, "b": 0, "c": 90}, sex={"f": 300, "m": 300}))
    told = str(caught.value)
    assert all(words in told for words in ('zone "d"', 'sex "x"', '"b" has no people', "do not count the same people"))
    for base in (np.array([1.0, -1, 2]), np.array([1.0, 2]), np.array([1.0, np.nan, 2])):
        with pytest.raises(InputFault):
            weigh(pd.DataFrame({"zone": list("aab")}), people(zone={"a": 1, "b": 1}), base)
    with pytest.raises(InputFault):
        weigh(pd.DataFrame({"zone": []}), people(zone={"a": 1}))


# --- shares and intervals -------------------------------------------------------------------------------------------------------


def test_a_share_of_equal_weights_is_the_plain_one_with_wilsons_interval() -> None:
    voices = pd.DataFrame({"zone": ["a"] * 100, "q": ["yes"] * 30 + ["no"] * 70})
    told = {s.answer: s for s in shares(voices, weigh(voices, people(zone={"a": 5})), ["q"]) if not s.by}
    low, high = interval(np.array([0.3]), np.array([99.0]))
    assert told["yes"].share == pytest.approx(0.3) and told["yes"].effective == pytest.approx(99) and told["yes"].gave == 30
    assert (told["yes"].low, told["yes"].high) == pytest.approx((low[0], high[0]))


def test_what_the_margin_explains_is_not_uncertain_any_more() -> None:
    # post-stratification by hand: var = sum over strata of W^2 p (1 - p) / n, up to the small corrections for n and leverage
    chance = np.random.default_rng(3)
    voices = pd.DataFrame({"zone": ["a"] * 300 + ["b"] * 100, "q": np.where(chance.random(400) < np.repeat([0.1, 0.8], [300, 100]), "yes", "no")})
    weights = weigh(voices, people(zone={"a": 50, "b": 50}))
    p = [float((voices["q"][voices["zone"] == z] == "yes").mean()) for z in "ab"]
    yes = next(s for s in shares(voices, weights, ["q"]) if not s.by and s.answer == "yes")
    variance = 0.25 * p[0] * (1 - p[0]) / 299 + 0.25 * p[1] * (1 - p[1]) / 99
    assert yes.share == pytest.approx((p[0] + p[1]) / 2) and yes.effective == pytest.approx(min(400, yes.share * (1 - yes.share) / variance), rel=0.02)


def test_few_voices_are_unknown_and_shares_of_none_and_all_keep_an_interval() -> None:
    voices = pd.DataFrame({"zone": ["a"] * 40 + ["b"] * 5, "q": ["yes"] * 45, "r": [None] * 45, "several": ["x;y"] * 20 + ["x"] * 20 + [None] * 5})
    told = shares(voices, weigh(voices, people(zone={"a": 8, "b": 1, "c": 1})), ["q", "r", "several"], fewest=30)
    by = {(s.question, s.domain, s.answer): s for s in told}
    assert by[("q", "a", "yes")].share == 1 and 0.9 < (by[("q", "a", "yes")].low or 0) < 0.95 and by[("q", "a", "yes")].high == 1
    assert by[("q", "b", "yes")].share is None and by[("q", "b", "yes")].low is None and by[("q", "b", "yes")].voices == 5
    assert by[("q", "c", "yes")].voices == 0 and by[("q", "c", "yes")].share is None  # nobody there was heard at all
    assert by[("several", "a", "x")].share == 1 and by[("several", "a", "y")].share == pytest.approx(0.5) and not any(s.question == "r" for s in told)


@pytest.mark.parametrize("holes", [0.0, 0.3])
def test_intervals_cover_what_they_should(holes: float) -> None:
    """Surveys of 250 that hear some zones and ages far more than others, 500 times: about 95 of 100 intervals hold the truth."""
    chance = np.random.default_rng(11)
    zones, ages = np.array(list("abcde")), np.array(["1", "2", "3", "4"])
    zone, age, sex = chance.choice(5, 40_000, p=[0.35, 0.25, 0.2, 0.12, 0.08]), chance.choice(4, 40_000), chance.choice(2, 40_000)
    yes = chance.random(40_000) < 0.15 + 0.1 * zone * (age < 2) + 0.12 * age
    heard = np.array([1, 2, 1.5, 2.5, 4])[zone] * np.array([1, 1.5, 2, 0.7])[age] * np.array([1, 1.3])[sex]
    frame = pd.DataFrame({"zone": zones[zone], "age_group": ages[age], "sex": np.array(["f", "m"])[sex], "people": 1.0})
    margins = tuple(margin_of(frame, v) for v in (("zone",), ("age_group",), ("sex",)))
    truth = {"": yes.mean(), **{z: yes[zone == i].mean() for i, z in enumerate(zones)}}
    hit: dict[str, list[bool]] = {"": [], "zones": []}
    plain = []
    for _ in range(500):
        drawn = chance.choice(40_000, 250, p=heard / heard.sum())
        voices = frame.iloc[drawn].drop(columns="people").assign(q=np.where(yes[drawn], "yes", "no"))
        voices["age_group"] = voices["age_group"].where(chance.random(250) >= holes, None)
        for s in shares(voices, weigh(voices, margins), ["q"], fewest=20):
            if s.answer == "yes" and s.low is not None and s.high is not None:
                hit["" if not s.by else "zones"].append(s.low <= truth[s.domain] <= s.high)
        plain.append(abs(yes[drawn].mean() - truth[""]) <= 1.96 * math.sqrt(0.25 / 250))
    assert 0.93 <= np.mean(hit[""]) <= 0.985 and 0.93 <= np.mean(hit["zones"]) <= 0.985
    assert np.mean(plain) < np.mean(hit[""]) or holes  # what weighing is for


# --- files ----------------------------------------------------------------------------------------------------------------------


CENSUS = "생활권,연령대,성별,인구\n가,,,\"3,000\"\n나,,,5000\n,39세 이하,,3000\n,40-59,,2600\n,60세 이상,,2400\n,,남,4000\n,,여,4000\n,,,8000\n"
ONLINE = "번호,생활권,나이,성별,채널,급한 문제,자유 의견\n1,가,34,여,온라인,보행;버스,길이 어둡다\n2,가,만 27세,남성,온라인,버스,\n3,나,50대,F,온라인,보행,\n4,나,70대 이상,여자,온라인,,전화 010-1234-5678\n"
PAPER = "zone,age_group,sex,channel,급한 문제\n나,무응답,남,종이,버스\n가,30-49,기타,종이,보행\n"


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    for name, text in {"census": CENSUS, "online": ONLINE, "paper": PAPER, **files}.items():
        (tmp_path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def test_answers_of_several_files_are_read_under_their_usual_heads(tmp_path: Path) -> None:
    folder(tmp_path)
    margins, _ = read_margins(tmp_path / "census.csv")
    assert [m.name for m in margins] == ["zone", "age_group", "sex"] and margins[0].people.tolist() == [3000, 5000]
    sample = read_sample([tmp_path / "online.csv", tmp_path / "paper.csv"], margins)
    assert sample.questions == ("급한 문제",) and list(sample.rows["origin"]) == ["online.csv"] * 4 + ["paper.csv"] * 2 and list(sample.rows["row"]) == [2, 3, 4, 5, 2, 3]
    held = sample.rows.astype(object).where(sample.rows.notna(), None)
    assert list(held["age_group"]) == ["39세 이하", "39세 이하", "40-59", "60세 이상", None, None] and list(held["sex"]) == ["f", "m", "f", "f", "m", None]
    assert any("모름으로 둔 답 1건(30-49)" in words for words in sample.understood) and any("모름으로 둔 답 1건(기타)" in words for words in sample.understood)


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    folder(tmp_path)
    for name in ("census", "online"):
        pd.read_csv(tmp_path / f"{name}.csv", thousands=",").to_excel(tmp_path / f"{name}.xlsx", index=False)
    margins, _ = read_margins(tmp_path / "census.xlsx")
    plain, _ = read_margins(tmp_path / "census.csv")
    assert [(m.cells, m.people.tolist()) for m in margins] == [(m.cells, m.people.tolist()) for m in plain]
    one, other = (read_sample([tmp_path / f"online.{kind}"], plain).rows.drop(columns="origin") for kind in ("csv", "xlsx"))
    pd.testing.assert_frame_equal(one, other)


def test_the_command_prints_and_answers_as_json(tmp_path: Path) -> None:
    folder(tmp_path)
    files = [str(tmp_path / "online.csv"), str(tmp_path / "paper.csv"), "--margins", str(tmp_path / "census.csv"), "--fewest", "2"]
    text = CliRunner().invoke(app, ["voice", "weigh", *files, "--out", str(tmp_path / "weights.csv")])
    assert text.exit_code == 0 and "응답자 6명" in text.output and "누가 빠졌는가" in text.output
    lines = (tmp_path / "weights.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "file,row,weight" and len(lines) == 7 and "010" not in "".join(lines)
    found = json.loads(CliRunner().invoke(app, ["voice", "weigh", *files, "--json"]).output)
    assert set(found) == {"voices", "files", "weights", "margins", "shares", "missing", "understood"} and found["voices"] == 6 and "010-1234" not in json.dumps(found)
    walk = next(s for s in found["shares"] if not s["by"] and s["answer"] == "보행")
    assert walk["voices"] == 5 and walk["gave"] == 3 and walk["low"] < walk["share"] < walk["high"]
    assert {m["name"]: m["not_known"] for m in found["margins"]} == {"zone": 0, "age_group": 2, "sex": 1}


def faults_of(tmp_path: Path, *more: str, files: tuple[str, ...] = ("online", "paper")) -> str:
    done = CliRunner().invoke(app, ["voice", "weigh", *(str(tmp_path / f"{f}.csv") for f in files), "--margins", str(tmp_path / "census.csv"), *more, "--json"])
    assert done.exit_code == 2, done.output
    return "\n".join(f"{f['what']} | {f['where']} | {f['found']} | {f['expected']} | {f['fix']}" for f in json.loads(done.output)["faults"])


def test_all_faults_of_all_files_come_together(tmp_path: Path) -> None:
    folder(tmp_path, online=ONLINE.replace("2,가,만 27세", "1,다,스물"), paper=PAPER.replace("종이,버스", "종이"))
    told = faults_of(tmp_path, "--answers", "급한 문재")
    for words in ("online.csv, row 3, column zone", '"스물" is not in the margins', "online.csv, rows 2, 3, column person", "paper.csv, row 2", 'did you mean "급한 문제"?'):
        assert words in told, words


def test_personal_data_is_masked_wherever_it_stands(tmp_path: Path) -> None:
    phone = "010-1234-5678"
    folder(tmp_path, online=ONLINE.replace("1,가", f"{phone},가").replace("2,가,만 27세", f"{phone},{phone},34"), paper=PAPER.replace("버스", phone).replace("종이", f"전화 {phone}"))
    assert phone not in faults_of(tmp_path)
    done = CliRunner().invoke(app, ["voice", "weigh", str(tmp_path / "paper.csv"), "--margins", str(tmp_path / "census.csv"), "--by", "channel", "--json"])
    assert done.exit_code == 0 and phone not in done.output and "[전화]" in done.output


@pytest.mark.parametrize(("old", "new", "words"), [
    ("5000", "많음", "census.csv, row 3, column people"), ("나,,,5000", "가,,,5000", "stands twice"), (",,여,4000", ",,여,", "census.csv, row 8, column people"), ("5000", "500", "does not add up to all people"),
    (",,,8000\n", ",,,8000,\n,1\n", "cells"), ("인구", "몇", 'column "people" is missing'), ("나,,,5000", "나,,,-5", "0 or more"),
])  # fmt: skip
def test_broken_margins_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder(tmp_path, census=CENSUS.replace(old, new))
    assert words in faults_of(tmp_path)


def test_broken_base_weights_are_told(tmp_path: Path) -> None:
    folder(tmp_path, online=ONLINE.replace("급한 문제", "가중치").replace("보행;버스", "1.5").replace("버스", "없음").replace("보행", "0"))
    told = faults_of(tmp_path)
    assert "online.csv, row 3, column weight" in told and "online.csv, row 4, column weight" in told and "paper.csv | 'no column weight" in told


def test_a_file_cut_anywhere_is_told_or_read_as_it_is(tmp_path: Path) -> None:
    folder(tmp_path)
    margins, _ = read_margins(tmp_path / "census.csv")
    whole = read_sample([tmp_path / "online.csv"], margins).rows
    for name, text in (("online", ONLINE), ("census", CENSUS)):
        raw = text.encode()
        for end in range(len(raw)):
            (tmp_path / "cut.csv").write_bytes(raw[:end])
            try:
                if name == "census":
                    cut, _ = read_margins(tmp_path / "cut.csv")
                    assert sum(len(m.cells) for m in cut) <= 7
                    continue
                sample = read_sample([tmp_path / "cut.csv"], margins)
            except InputFault as fault:
                assert all(f.where.startswith("cut.csv") or "margin" in f.where for f in fault.faults)
                continue
            kept = sample.rows
            assert len(kept) <= len(whole) and list(kept["zone"]) == list(whole["zone"])[: len(kept)]
            assert len(kept) == len(whole) or raw[:end].endswith(b"\n") or any("줄바꿈 없이" in words for words in sample.understood)


@pytest.mark.parametrize(("text", "group"), [
    ("34", "30대"), ("만 34세", "30대"), ("30대", "30대"), ("30대 후반", "30대"), ("30-39", "30대"), ("30~39세", "30대"), ("19", "20세 미만"), ("10대", "20세 미만"), ("71살", "70대 이상"), ("80대 이상", "70대 이상"),
    ("75+", "70대 이상"), ("30-49", ""), ("60대", ""), ("65세 이상", ""), ("서른", None), ("34.5.1", None), ("", None), ("200", None), ("35대", None),
])  # fmt: skip
def test_ages_as_people_write_them(text: str, group: str | None) -> None:
    groups = groups_of(["20세 미만", "20대", "30대", "70대 이상"])
    assert group_of(text, groups) == group


def test_age_groups_of_the_census_are_put_together_as_coarsely_as_people_answer(tmp_path: Path) -> None:
    fives = [f"{low}~{low + 4}세" for low in range(20, 80, 5)] + ["80세 이상"]
    (tmp_path / "census.csv").write_text("나이,인구\n" + "".join(f"{g},{100 + i}\n" for i, g in enumerate(fives)), encoding="utf-8")
    (tmp_path / "survey.csv").write_text("나이,q\n" + "20대,x\n30대,x\n30대,y\n40대,x\n47,x\n48,y\n52,x\n70대 이상,y\n", encoding="utf-8")
    margins, _ = read_margins(tmp_path / "census.csv")
    sample = read_sample([tmp_path / "survey.csv"], margins)
    (margin,) = sample.margins
    assert [c[0] for c in margin.cells] == ["20-29세", "30-39세", "40~44세", "45~49세", "50~54세", "55~59세", "60~64세", "65~69세", "70세 이상"]
    assert margin.people[:2].tolist() == [201, 205] and margin.people.sum() == margins[0].people.sum() and margin.people[-1] == 110 + 111 + 112
    assert list(sample.rows["age_group"].isna()) == [False] * 3 + [True] + [False] * 4  # 40대: two told their very age, so the one who did not has no place
    assert any("13칸을 9칸으로" in words for words in sample.understood)


def test_single_years_of_a_census_are_put_together_by_decades() -> None:
    years = groups_of([f"{age}세" for age in range(100)] + ["100세 이상"])
    into = coarsened(years, {"34": 5})
    assert into["34세"] == "30-39세" and into["85세"] == into["100세 이상"] == "80세 이상" and len(set(into.values())) == 9


def test_groups_that_overlap_or_are_no_ages_are_told_by_their_words_only() -> None:
    assert groups_of(["20대", "25-34"]) == {} and groups_of(["청년", "노년"]) == {}


def test_margins_of_a_tidy_table() -> None:
    frame = pd.DataFrame({"zone": ["a", "b", None, None], "sex": [None, None, "f", "m"], "people": [1, 2, 1, 2]})
    assert [(m.variables, m.cells, m.people.tolist()) for m in margins_of(frame)] == [(("zone",), (("a",), ("b",)), [1, 2]), (("sex",), (("f",), ("m",)), [1, 2])]


def test_wrong_options_are_told(tmp_path: Path) -> None:
    folder(tmp_path)
    assert "leave no room" in faults_of(tmp_path, "--least", "2") and 'Column "job"' in faults_of(tmp_path, "--by", "job")
    assert "is not there" in faults_of(tmp_path, files=("online", "nowhere"))


def test_answers_without_any_column_of_the_margins_are_a_fault_and_empty_ones_are_said(tmp_path: Path) -> None:
    folder(tmp_path, online="x,y\n1,2\n", paper="zone,y\n무응답,2\n")
    assert "none of the columns" in faults_of(tmp_path, files=("online",))
    done = CliRunner().invoke(app, ["voice", "weigh", str(tmp_path / "paper.csv"), "--margins", str(tmp_path / "census.csv")])
    assert done.exit_code == 0 and "맞춘 기준이 없다" in done.output and "기준을 모두 맞추었다" not in done.output
