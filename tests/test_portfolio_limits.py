"""Each limit alone, written out as a model that people can read (tests/portfolio/*.lp), and what it does to a small choice."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from portfolios import TWO_YEARS, small

from dosi.model.errors import InputFault
from dosi.model.money import divided
from dosi.portfolio import searching
from dosi.portfolio.clashing import clash
from dosi.portfolio.modelling import known_constraints, limits_of, model
from dosi.portfolio.options import Choice
from dosi.portfolio.solving import solve
from dosi.portfolio.timing import as_early_as_possible

WRITTEN = Path(__file__).parent / "portfolio"
LAMPS = [{"service": "lamp", "zone": "a", "points": 3.0, "capital_won": 2_000_001}, {"service": "lamp", "zone": "b", "points": 2.0, "capital_won": 1_000_000}]
BUS = {"service": "bus", "zone": "a", "points": 5.0, "capital_won": 4_000_000, "units": 2}
HUB = {"service": "hub", "zone": "city", "points": 1.0, "capital_won": 1_000_000}
STATE: dict[str, list[dict[str, Any]]] = {
    "funds": [{"fund": "own", "authority": "city", "kind": "city", "carry_over_share": 0.5}, {"fund": "grant", "authority": "ministry", "kind": "state"}],
    "shares": [{"builder": "city", "purpose": "capital", "fund": "own", "share": 0.5}, {"builder": "city", "purpose": "capital", "fund": "grant", "share": 0.5},
               {"builder": "city", "purpose": "operating", "fund": "own", "share": 1.0}],
    "ceilings": [{"fund": f, "purpose": "capital", "year": y, "ceiling_won": won} for f, won in (("own", 2_000_000), ("grant", 3_000_999)) for y in TWO_YEARS.years],
}  # fmt: skip
CASES: dict[str, dict[str, Any]] = {
    "one_scale_or_none": {"offers": [*LAMPS, LAMPS[0] | {"scale": 2, "units": 2, "capital_won": 4_000_000}]},
    "within_ceilings": {"offers": LAMPS, **STATE},
    "within_what_an_authority_has": {"offers": LAMPS, **STATE, "authority_ceilings": [{"authority": "ministry", "purpose": "capital", "year": 2026, "ceiling_won": 1_500_000}]},
    "prerequisites_first": {"offers": [BUS, HUB], "services": [{"service": "bus", "requires": "hub", "requires_lag_years": 1}]},
    "only_so_many_of_rivals": {"offers": [*LAMPS, BUS], "rivals": [{"group": "light", "services": "lamp;bus", "within": "zone", "at_most": 1}]},
    "within_staff": {"offers": [*LAMPS, BUS], "services": [{"service": "bus", "operator_role": "roads", "staff_per_unit": 1.5}, {"service": "lamp", "operator_role": "roads", "staff_per_unit": 0.25}],
                     "staff_limits": [{"department": "roads", "year": 2026, "persons_at_most": 3.25}]},
    "decided": {"offers": [*LAMPS, BUS], "decisions": [{"decision": "d1", "touches": "bus~a", "effect": "include"}, {"decision": "d2", "touches": "lamp~b", "effect": "exclude"}]},
    "in_their_phase": {"offers": [*LAMPS, BUS], "decisions": [{"decision": "d1", "touches": "bus~a;p2", "effect": "in_phase"}]},
    "started_in_time_of_an_award": {"offers": LAMPS, **STATE, "awards": [{"award": "w", "fund": "grant", "award_year": 2024, "start_within_years": 1}]},
    "services_at_most": {"offers": [*LAMPS, BUS], "limits": [{"limit": "services_at_most", "value": 1}]},
    "enough_for_the_socially_weak": {"offers": [*LAMPS, BUS], "services": [{"service": "bus", "socially_weak": True}], "limits": [{"limit": "weak_capital_share_at_least", "value": 0.5}]},
    "enough_for_climate_and_inclusion": {"offers": [*LAMPS, BUS], **STATE, "services": [{"service": "bus", "climate_or_inclusion": True}], "limits": [{"limit": "climate_inclusion_share_at_least", "value": 0.35}]},
    "no_zone_far_behind": {"offers": [*LAMPS, BUS], "people": {"a": 100, "b": 300}, "limits": [{"limit": "zone_points_share_at_least", "value": 0.5}]},
}  # fmt: skip


def of(case: str) -> Choice:
    rows = {("staff" if name == "staff_limits" else name): value for name, value in CASES[case].items()}
    return small(**rows)


def text_of(choice: Choice, limit: str) -> str:
    """The model with one limit alone, as the solver writes it."""
    (make,) = (c for c in known_constraints() if c.__name__ == limit)
    solver = model(choice, make(choice), np.zeros(len(choice.offer)), names=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.lp"
        solver.writeModel(str(path))
        return path.read_text().partition("\n")[2]  # without the line of the program's version


@pytest.mark.parametrize("limit", [c.__name__ for c in known_constraints()])
def test_every_limit_is_written_out_as_people_read_it(limit: str) -> None:
    written, found = WRITTEN / f"{limit}.lp", text_of(of(limit), limit)
    if os.environ.get("DOSI_WRITE_MODELS"):
        written.write_text(found)
    assert found == written.read_text()


def test_no_model_is_written_out_that_is_no_limit() -> None:
    assert {p.stem for p in WRITTEN.glob("*.lp")} == {c.__name__ for c in known_constraints()} == set(CASES)


def started(choice: Choice) -> dict[str, int]:
    """Candidate -> year in which it starts."""
    answer = solve(choice, limits_of(choice))
    assert answer is not None
    taken = as_early_as_possible(choice, limits_of(choice), answer.taken)
    assert sorted(choice.offer[taken]) == sorted(choice.offer[answer.taken])
    return {"~".join(choice.candidates[choice.candidate[n]]): int(choice.start_year[n]) for n in taken}


# what each limit does --------------------------------------------------------------------------------------------------


def test_money_not_spent_is_carried_into_the_next_year_as_far_as_its_fund_may() -> None:
    rows = {"offers": [{"service": "bus", "zone": "a", "points": 5.0, "capital_won": 3_000_000}], "ceilings": [{"fund": "own", "purpose": "capital", "year": y, "ceiling_won": 2_000_000} for y in TWO_YEARS.years]}
    carrying = {"funds": [{"fund": "own", "authority": "city", "kind": "city", "carry_over_share": 0.5}]}
    assert started(small(**rows)) == {}
    assert started(small(**rows, **carrying)) == {"bus~a": 2026}  # 2.0 of 2026 and 1.0 of the 2.0 of 2025
    short = carrying | {"funds": [{"fund": "own", "authority": "city", "kind": "city", "carry_over_share": 0.49}]}
    assert started(small(**rows, **short)) == {}


def test_a_prerequisite_with_a_lag_starts_that_much_earlier() -> None:
    assert started(of("prerequisites_first")) == {"hub~city": 2025, "bus~a": 2026}
    late = [{"fund": "own", "purpose": "capital", "year": 2026, "ceiling_won": 10**9}]  # no money in 2025: the hub starts in 2026, the bus would be a year later
    assert started(small(**CASES["prerequisites_first"], ceilings=late)) == {"hub~city": 2026}


def test_of_rivals_the_better_one_starts_in_each_zone() -> None:
    assert set(started(of("only_so_many_of_rivals"))) == {"bus~a", "lamp~b"}
    in_all = CASES["only_so_many_of_rivals"] | {"rivals": [{"group": "light", "services": "lamp;bus", "within": "city", "at_most": 1}]}
    assert set(started(small(**in_all))) == {"bus~a"}


def test_a_department_runs_no_more_than_its_people_can() -> None:
    # the bus needs 2 x 1.5 = 3, a lamp 0.25: in 2026 those run that started in 2025, so the other lamp waits a year
    assert started(of("within_staff")) == {"bus~a": 2025, "lamp~a": 2025, "lamp~b": 2026}


def test_a_body_sets_a_candidate_into_a_phase() -> None:
    assert started(of("in_their_phase"))["bus~a"] == 2026


def test_a_decision_on_a_phase_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(InputFault, match="names no phase"):
        small(offers=LAMPS, decisions=[{"decision": "d1", "touches": "lamp~a;p9", "effect": "in_phase"}])


def test_on_an_award_a_project_starts_in_time_or_not_at_all() -> None:
    assert set(started(of("started_in_time_of_an_award")).values()) == {2025}  # won in 2024: start by 2025
    lost = CASES["started_in_time_of_an_award"] | {"awards": [{"award": "w", "fund": "grant", "award_year": 2022, "start_within_years": 1}]}
    assert started(small(**lost)) == {}


def test_the_socially_weak_get_their_share_of_the_money() -> None:
    rich = {"offers": [BUS | {"capital_won": 1_000_000}, *LAMPS], "services": [{"service": "bus", "socially_weak": True}]}
    asked = [{"limit": "weak_capital_share_at_least", "value": 0.5}]
    assert set(started(small(**rich))) == {"bus~a", "lamp~a", "lamp~b"}
    assert set(started(small(**rich, limits=asked))) == {"bus~a", "lamp~b"}  # 1.0 of 2.0 million; with lamp a it would be 1.0 of 3.0 and more


def test_the_share_for_climate_is_of_projects_with_state_money_alone() -> None:
    own = {"match": [{"service": "lamp", "builder": "city", "fund": "own", "share": 1.0, "remainder_fund": "own"}]}
    rows = CASES["enough_for_climate_and_inclusion"] | {"services": [], "ceilings": [{"fund": f, "purpose": "capital", "year": 2025, "ceiling_won": 10**9} for f in ("own", "grant")]}
    assert started(small(**rows)) == {}  # nothing for climate: no state money at all
    assert set(started(small(**rows, **own))) == {"lamp~a", "lamp~b"}  # lamps without state money are not asked


def test_no_zone_is_left_far_behind() -> None:
    rows = {"offers": [LAMPS[0], LAMPS[1] | {"points": 0.5, "capital_won": 2_000_001}], "people": {"a": 100, "b": 100}, "ceilings": [{"fund": "own", "purpose": "capital", "year": 2025, "ceiling_won": 3_000_000}]}
    assert set(started(small(**rows))) == {"lamp~a"}
    # b must have half the mean points per person: 0.5 >= 0.5 x (3 + 0.5) / 2 never holds, nor does a alone: b alone keeps it for b but not for a
    assert started(small(**rows, limits=[{"limit": "zone_points_share_at_least", "value": 0.5}])) == {}


def test_a_ceiling_of_an_authority_holds_over_all_its_funds() -> None:
    two = {"funds": [{"fund": "own", "authority": "city", "kind": "city"}, {"fund": "fees", "authority": "city", "kind": "fee"}],
           "shares": [{"builder": "city", "purpose": "capital", "fund": f, "share": 0.5} for f in ("own", "fees")] + [{"builder": "city", "purpose": "operating", "fund": "own", "share": 1.0}],
           "ceilings": [{"fund": f, "purpose": "capital", "year": 2025, "ceiling_won": 10_000_000} for f in ("own", "fees")], "offers": [*LAMPS, BUS]}  # fmt: skip
    assert len(started(small(**two))) == 3
    assert set(started(small(**two, authority_ceilings=[{"authority": "city", "purpose": "capital", "year": 2025, "ceiling_won": 6_500_000}]))) == {"bus~a", "lamp~a"}


# money -----------------------------------------------------------------------------------------------------------------

parts = some.lists(some.integers(1, 100), min_size=1, max_size=5).map(lambda numbers: [n / sum(numbers) for n in numbers])


@given(some.lists(some.integers(0, 10**12), min_size=1, max_size=4), parts)
def test_an_amount_is_divided_exactly_and_nobody_is_off_by_a_won(won: list[int], shares: list[float]) -> None:
    found = divided(np.array(won), np.array(shares))
    assert found.sum(axis=1).tolist() == won
    assert (np.abs(found - np.outer(won, shares)) < 1 + 1e-3).all()


@settings(max_examples=40)
@given(some.integers(0, 10**12), some.integers(0, 10**11), some.integers(1, 4), parts, parts, some.integers(0, 8), some.booleans())
def test_money_is_never_lost_when_it_is_shared(capital: int, operating: int, years: int, build: list[float], run: list[float], handover: int, skewed: bool) -> None:
    city = replace(TWO_YEARS, last_year=2028)
    funds = [f"f{n}" for n in range(5)]
    profile = ";".join(str(n / (years * (years + 1) // 2)) for n in range(1, years + 1)) if skewed else None
    choice = small(
        city, offers=[{"service": "s", "zone": "z", "capital_won": capital, "operating_won_per_year": operating}], services=[{"service": "s", "build_year": years, "capital_profile": profile}],
        funds=[{"fund": f, "authority": "city", "kind": "city"} for f in funds], limits=[{"limit": "operating_years_after", "value": 5}],
        shares=[{"builder": "city", "purpose": "capital", "fund": f, "share": s} for f, s in zip(funds, build, strict=False)]
        + [{"builder": body, "purpose": "operating", "fund": f, "share": s} for body in ("city", "heir") for f, s in zip(funds, run, strict=False)],
        jurisdiction=[{"zone": "z", "builder": "city", "owner": "heir", "from_year": 2025, "to_year": 2028, "handover_year": 2025 + handover}],
    )  # fmt: skip
    for option in range(len(choice.offer)):
        mine = choice.pays.option == option
        paid = [(*choice.pockets[p], won) for p, won in zip(choice.pays.pocket[mine], choice.pays.won[mine], strict=True)]
        assert sum(won for _, purpose, _, won in paid if purpose == "capital") == capital
        start, running = int(choice.start_year[option]), int(choice.running_from[option])
        for year in range(running, 2034):
            assert sum(won for _, purpose, y, won in paid if purpose == "operating" and y == year) == operating
        assert {y for _, purpose, y, _ in paid if purpose == "capital"} <= set(range(start, running)) and all(won > 0 for *_, won in paid)


def test_the_builder_pays_for_running_until_it_hands_over_and_the_receiver_from_then_on() -> None:
    choice = small(
        replace(TWO_YEARS, last_year=2027), offers=[{"service": "lamp", "zone": "a", "operating_won_per_year": 100}],
        funds=[{"fund": "own", "authority": "city", "kind": "city"}, {"fund": "theirs", "authority": "heir", "kind": "city"}],
        shares=[{"builder": "city", "purpose": p, "fund": "own", "share": 1.0} for p in ("capital", "operating")] + [{"builder": "heir", "purpose": "operating", "fund": "theirs", "share": 1.0}],
        jurisdiction=[{"zone": "a", "builder": "city", "owner": "heir", "from_year": 2025, "to_year": 2027, "handover_year": 2027}], limits=[{"limit": "operating_years_after", "value": 1}],
    )  # fmt: skip
    first = choice.pays.option == 0
    assert [(choice.pockets[p], int(w)) for p, w in zip(choice.pays.pocket[first], choice.pays.won[first], strict=True)] == [
        (("own", "capital", 2025), 1000), (("own", "operating", 2026), 100), (("theirs", "operating", 2027), 100), (("theirs", "operating", 2028), 100),
    ]  # fmt: skip


def test_a_match_ratio_takes_the_place_of_the_builders_shares_and_the_rest_falls_to_the_city() -> None:
    matched = [{"service": "bus", "builder": "city", "fund": "grant", "share": 0.8, "remainder_fund": "own"}]
    choice = small(offers=[BUS, LAMPS[0]], **STATE, match=matched)
    paid = {(choice.offers[choice.offer[o]]["service"], choice.pockets[p][0]): int(w) for o, p, w in zip(choice.pays.option, choice.pays.pocket, choice.pays.won, strict=True) if choice.start_year[o] == 2025}
    assert paid == {("bus", "grant"): 3_200_000, ("bus", "own"): 800_000, ("lamp", "own"): 1_000_001, ("lamp", "grant"): 1_000_000}


def test_shares_and_match_ratios_that_pass_one_are_faults_told_together() -> None:
    wrong = STATE | {"shares": [*STATE["shares"][:1], STATE["shares"][2]], "match": [{"service": "lamp", "builder": "city", "fund": "grant", "share": 1.2, "remainder_fund": "own"}]}
    with pytest.raises(InputFault) as refused:
        small(offers=LAMPS, **wrong)
    assert [f.what for f in refused.value.faults] == ['Funding shares of "city", capital: do not add up to 1', 'Match ratios of "lamp", builder "city": add up to more than 1']


def test_years_after_the_plan_keep_the_last_ceiling_for_running() -> None:
    rows = {"offers": [{"service": "lamp", "zone": "a", "operating_won_per_year": 5000}], "limits": [{"limit": "operating_years_after", "value": 5}]}
    ceilings = [{"fund": "own", "purpose": "capital", "year": 2025, "ceiling_won": 10**9}, *({"fund": "own", "purpose": "operating", "year": y, "ceiling_won": 4000 + y} for y in (2025, 2026))]
    choice = small(**rows, ceilings=ceilings)
    assert choice.last_paid_year == 2031 and {choice.ceilings["own", "operating", y] for y in range(2026, 2032)} == {6026}


# limits that cannot hold together ------------------------------------------------------------------------------------


def test_the_smallest_clash_is_named_with_what_would_mend_it() -> None:
    rows = {"offers": [*LAMPS, BUS], "decisions": [{"decision": "d1", "touches": "bus~a", "effect": "include"}], "ceilings": [{"fund": "own", "purpose": "capital", "year": y, "ceiling_won": w} for y, w in ((2025, 3_500_000), (2026, 1_000_000))]}
    choice = small(**rows)
    found = {c.name: c.needed for c in clash(choice, limits_of(choice))}
    assert set(found) == {"decided bus~a", "ceiling own~capital~2025", "ceiling own~capital~2026"}
    assert found["ceiling own~capital~2025"] == pytest.approx(500) and found["ceiling own~capital~2026"] == pytest.approx(3000)  # thousand won


def test_what_one_limit_alone_does_not_mend_is_said() -> None:
    both = [{"decision": f"d{n}", "touches": t, "effect": "include"} for n, t in enumerate(("bus~a", "lamp~a"))]
    choice = small(offers=[*LAMPS, BUS], decisions=both, ceilings=[{"fund": "own", "purpose": "capital", "year": y, "ceiling_won": 0} for y in TWO_YEARS.years])
    found = clash(choice, limits_of(choice))
    decided = [c for c in found if c.name.startswith("decided")]
    assert len(decided) == 1 and decided[0].needed is None  # the other decision would still clash


@settings(max_examples=25, deadline=None)
@given(some.data())
def test_of_a_clash_every_part_is_needed(data: some.DataObject) -> None:
    """Random ceilings and decisions: what is named cannot hold together, and without any one of it the rest can."""
    from dosi.portfolio.clashing import _possible

    offers = [{"service": s, "zone": z, "capital_won": data.draw(some.integers(1, 9)) * 1000} for s in "pq" for z in "ab"]
    taken = data.draw(some.lists(some.sampled_from([f"{o['service']}~{o['zone']}" for o in offers]), min_size=1, unique=True))
    choice = small(
        offers=offers, decisions=[{"decision": f"d{n}", "touches": t, "effect": "include"} for n, t in enumerate(taken)], limits=[{"limit": "services_at_most", "value": data.draw(some.integers(0, 2))}],
        ceilings=[{"fund": "own", "purpose": "capital", "year": y, "ceiling_won": data.draw(some.integers(0, 12)) * 1000} for y in TWO_YEARS.years],
    )  # fmt: skip
    limits = limits_of(choice)
    if solve(choice, limits) is not None:
        return
    named = np.array([limits.names.index(c.name) for c in clash(choice, limits)])
    assert not _possible(choice, limits, named)
    for one in named:
        assert _possible(choice, limits, named[named != one])


# the best choice -------------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(some.data())
def test_the_choice_is_the_best_of_all_that_keep_the_limits(data: some.DataObject) -> None:
    """Every subset of the options tried, against the rows of every limit (drawn: costs, points, ceilings, prerequisites, rivals, floors)."""
    number = some.integers(1, 9)
    offers = [{"service": s, "zone": z, "capital_won": data.draw(number) * 1000, "points": float(data.draw(number)), "units": 1} for s, z in (("p", "a"), ("p", "b"), ("q", "a"), ("r", "city"))]
    choice = small(
        offers=offers, people={"a": 10, "b": 20}, services=[{"service": "q", "requires": "r", "requires_lag_years": data.draw(some.integers(0, 1))}, {"service": "p", "socially_weak": True}],
        rivals=[{"group": "g", "services": "p;q", "within": data.draw(some.sampled_from(["zone", "city"])), "at_most": 1}] if data.draw(some.booleans()) else [],
        limits=[{"limit": n, "value": v} for n, v in (("services_at_most", data.draw(some.integers(1, 3))), ("weak_capital_share_at_least", data.draw(some.sampled_from([0.0, 0.3, 0.6]))))],
        ceilings=[{"fund": "own", "purpose": "capital", "year": y, "ceiling_won": data.draw(some.integers(0, 20)) * 1000} for y in TWO_YEARS.years],
    )  # fmt: skip
    limits, answer = limits_of(choice), solve(choice, limits_of(choice))
    assert answer is not None
    n, services = len(choice.offer), np.array([choice.services.index(choice.candidates[c][0]) for c in choice.candidate])
    points, best = choice.of_offer("points"), 0.0
    matrix = np.zeros((len(limits), choice.variables))
    np.add.at(matrix, (limits.row, limits.column), limits.coefficient)
    for mask in range(1 << n):
        x = np.array([mask >> i & 1 for i in range(n)], float)
        y = np.array([float(x[services == s].any()) for s in range(len(choice.services))])
        value = matrix @ np.concatenate([x, y])
        if (value <= limits.upper + 1e-9).all() and (value >= limits.lower - 1e-9).all():
            best = max(best, float(points @ x))
    assert answer.value == pytest.approx(best, rel=1e-3) and answer.bound >= best - 1e-6
    # the search by services and kernels, which larger models take: as good, to its gap, and never above
    with mock.patch.multiple(searching, SMALL=0, KERNELS=(3, 1 << 60)):
        searched = solve(choice, limits, gap=0.0)
    assert searched is not None
    assert searched.value == pytest.approx(best, rel=1e-3) and searched.bound >= best - 1e-6


def test_of_equal_choices_the_cheaper_wins_and_what_is_chosen_starts_as_early_as_it_can() -> None:
    twins = [{"service": "lamp", "zone": "a", "points": 3.0, "capital_won": won, "scale": n} for n, won in ((1, 900_000), (2, 800_000))]
    choice = small(offers=twins)
    answer = solve(choice, limits_of(choice))
    assert answer is not None and [choice.offers[choice.offer[n]]["scale"] for n in answer.taken] == [2]
    # one a year: the one of more points comes first, whatever year the solver gave
    rows = {"offers": LAMPS, "ceilings": [{"fund": "own", "purpose": "capital", "year": y, "ceiling_won": 2_100_000} for y in TWO_YEARS.years]}
    assert started(small(**rows)) == {"lamp~a": 2025, "lamp~b": 2026}
