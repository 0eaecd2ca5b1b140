"""Answers of the tiny city worked out by hand (see test_tiny_answers for the city): from its standards to the ledger of answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, copy_of, edit_cell
from pytest import approx
from test_tiny_answers import MILLION, added, column, row

from dosi.document.blocks.programme import phases_table
from dosi.document.plan import Plan
from dosi.model.blocks import TableBlock, Text
from dosi.model.choices import CITIZEN, Chosen
from dosi.model.city import Shelf
from dosi.model.errors import InputFault
from dosi.workbench import building
from dosi.workbench.building import Made

# standards -------------------------------------------------------------------------------------------------------------


def test_a_requirement_passes_fails_or_cannot_be_told(tiny: Made) -> None:
    states = column(tiny, "infrastructure/verdicts", "state")
    assert {k: states[f"crossing_signal~signal~crossings~{k}"] for k in ("k1", "k2", "k3", "k4", "k5", "k6", "k7")} == {
        "k1": "pass", "k2": "fail", "k3": "pass", "k4": "cannot_tell", "k5": "fail", "k6": "pass", "k7": "pass",
    }  # fmt: skip
    # six in ten must live within 300 m of a stop: a 100/100, b 100/200, c 0/200, d 300/300
    assert {z: states[f"crossing_signal~reach~zones~{z}"] for z in "abcd"} == {"a": "pass", "b": "fail", "c": "fail", "d": "pass"}
    assert row(tiny, "infrastructure/verdicts", "crossing_signal~reach~zones~b")["measured"] == 0.5


def test_what_a_zone_lacks_is_the_sum_of_its_verdicts(tiny: Made) -> None:
    gap = row(tiny, "infrastructure/gaps", "crossing_signal~signal~b")
    assert (gap["subjects"], gap["passed"], gap["failed"], gap["cannot_tell"]) == (2, 1, 0, 1)


# services --------------------------------------------------------------------------------------------------------------


def test_gates_stop_candidates_one_after_the_other(tiny: Made) -> None:
    stopped = {k: s for k, s in column(tiny, "services/candidates", "stopped_at").items() if s}
    # needs: score under 0.16 (a transit 0.094, d transit 0.1); sites: zone c has no bus stop for a display
    assert stopped == {"stop_display~a": "needs", "stop_display~d": "needs", "demand_bus~a": "needs", "demand_bus~d": "needs", "stop_display~c": "sites"}
    funnel = [(g["gate"], g["candidates_in"], g["candidates_out"]) for g in tiny.shelf.named("services/funnel").records()]
    assert funnel == [("legal_field", 13, 13), ("needs", 13, 9), ("sites", 9, 8), ("duplicate", 8, 8), ("cost_per_person", 8, 8)]
    # hub: 100 million over the 300 people far from a stop (0.375 x 800)
    assert row(tiny, "services/screened", "data_hub~city~cost_per_person")["measured"] == round(100 * MILLION / 300)


def test_a_failing_must_carries_a_candidate_past_the_need_and_an_unknown_one_does_not(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "gates.csv", {"gate": "needs"}, "limit", "0.6")
    stopped = column(building.make(tiny_folder, to="services"), "services/candidates", "stopped_at")
    # a (0.41) and c (0.31) have a crossing that fails; b (0.57) has one that cannot be told, d (0.20) none
    assert {z: stopped[f"smart_crossing~{z}"] for z in "abcd"} == {"a": None, "b": "needs", "c": None, "d": "needs"}


def test_a_service_that_runs_well_is_not_built_again_and_one_that_lags_is_improved(tiny: Made, tiny_folder: Path) -> None:
    assert (row(tiny, "services/candidates", "stop_display~a")["mode"], row(tiny, "services/candidates", "stop_display~b")["mode"]) == ("improve", "new")
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e2"}, "zones", "c")
    assert row(building.make(tiny_folder, to="services"), "services/candidates", "demand_bus~c")["stopped_at"] == "duplicate"


def test_the_successor_of_a_service_that_is_to_end_is_new(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "decision", "end")
    found = row(building.make(tiny_folder, to="services"), "services/candidates", "stop_display~a")
    assert (found["mode"], found["twin"]) == ("new", None)


# offers ----------------------------------------------------------------------------------------------------------------


def test_sites_are_added_where_they_reach_the_most_people_not_yet_reached(tiny: Made) -> None:
    sites = [(s["place"], s["people_added"], s["first_scale"]) for s in tiny.shelf.named("infrastructure/offered_sites").records() if s["zone"] == "a"]
    # within 300 m: k1 reaches c1 (0 m) and c2 (200 m), 80 people; k2 only c3, 20 people
    assert sites == [("k1", 80, 1), ("k2", 20, 2)]


def test_the_sites_of_a_small_step_are_part_of_the_next(tiny: Made) -> None:
    small, large = (row(tiny, "infrastructure/offers", f"smart_crossing~a~{scale}")["site_ids"].split(";") for scale in (1, 2))
    assert large[: len(small)] == small == ["smart_crossing.a.001"]


def test_an_offer_costs_its_units_and_serves_whom_it_reaches(tiny: Made) -> None:
    two = row(tiny, "infrastructure/offers", "smart_crossing~a~2")
    assert (two["units"], two["people_served"]) == (2, 100)
    assert [two[f"capital_won{end}"] for end in ("_low", "", "_high")] == [60 * MILLION, 80 * MILLION, 120 * MILLION]
    assert [two[f"operating_won_per_year{end}"] for end in ("_low", "", "_high")] == [2 * MILLION, 4 * MILLION, 6 * MILLION]
    assert two["points"] == 12.128  # 0.404262 x 0.3 x 100
    # zone d has one crossing, so there is no second step
    assert tiny.shelf.named("infrastructure/offers").position("smart_crossing~d~2") is None
    # a service without sites serves a share of the zone: 200 x 1 of 2 buses; 0.462316 x 0.5 x 100
    bus = row(tiny, "infrastructure/offers", "demand_bus~b~1")
    assert (bus["people_served"], bus["points"], bus["site_ids"]) == (100, 23.116, None)


# portfolio -------------------------------------------------------------------------------------------------------------


def payments_by_hand(made: Made, offer: dict[str, Any], start: int) -> dict[tuple[str, str, int], int]:
    """What an offer costs each fund in each year: all tiny services take one year to build."""
    agency = offer["zone"] == "d" and start == 2025  # zone d is handed over in 2026
    half = offer["capital_won"] // 2
    paid = {("state", "capital", start): offer["capital_won"]} if agency else {("city", "capital", start): half, ("state", "capital", start): offer["capital_won"] - half}
    return paid | {("city", "operating", year): offer["operating_won_per_year"] for year in range(start + 1, 2028)}


def best_by_enumeration(made: Made) -> float:
    """The most points of any portfolio within the limits, trying every one of them."""
    ceilings = {(c["fund"], c["purpose"], c["year"]): c["ceiling_won"] for c in made.shelf.named("rows/ceilings").records()}
    choices: dict[tuple[str, str], list[tuple[dict[str, Any] | None, int]]] = {}
    for offer in made.shelf.named("infrastructure/offers").records():
        if (offer["service"], offer["zone"]) != ("smart_crossing", "c"):  # decided out
            choices.setdefault((offer["service"], offer["zone"]), [(None, 0)]).extend((offer, year) for year in (2025, 2026, 2027))
    order = sorted(choices, key=lambda c: c != ("data_hub", "city"))  # the hub first: buses need it
    best = 0.0

    def add(left: list[tuple[str, str]], spare: dict[tuple[str, str, int], int], points: float, hub: int) -> None:
        nonlocal best
        best = max(best, points)
        for number, candidate in enumerate(left):
            for offer, start in choices[candidate]:
                if offer is None or (candidate[0] == "demand_bus" and start < hub):
                    continue
                after = dict(spare)
                for pocket, won in payments_by_hand(made, offer, start).items():
                    after[pocket] = after.get(pocket, 0) - won
                if min(after.values()) >= 0:
                    add(left[number + 1 :], after, points + offer["points"], start if candidate[0] == "data_hub" else hub)

    add(order, ceilings, 0.0, 9999)
    return best


def test_no_other_portfolio_has_more_points(tiny: Made) -> None:
    outcome = row(tiny, "portfolio/outcome", "points")
    assert outcome["value"] == approx(best_by_enumeration(tiny), abs=1e-3)
    assert outcome["bound"] >= outcome["value"] == approx(sum(column(tiny, "portfolio/chosen", "points").values()))


@pytest.mark.parametrize("ceiling", ["0", "50000000", "90000000"])
def test_no_other_portfolio_has_more_points_under_tighter_ceilings(tiny_folder: Path, ceiling: str) -> None:
    edit_cell(tiny_folder / "rows" / "ceilings.csv", {"fund": "city", "purpose": "capital", "year": "2025"}, "ceiling_won", ceiling)
    made = building.make(tiny_folder, to="portfolio")
    outcome = row(made, "portfolio/outcome", "points")
    best = round(best_by_enumeration(made), 6)  # sums of points in thousandths
    assert outcome["bound"] >= best >= outcome["value"] >= best * (1 - 0.002)  # the solver's own gap


def test_ceilings_are_kept_and_the_rest_is_said(tiny: Made) -> None:
    for use in tiny.shelf.named("portfolio/ceiling_use").records():
        assert 0 <= use["used_won"] <= use["ceiling_won"] and use["left_won"] == use["ceiling_won"] - use["used_won"]


def test_a_bus_starts_no_earlier_than_the_hub_it_needs(tiny: Made, tiny_folder: Path) -> None:
    start = column(tiny, "portfolio/chosen", "start_year")
    assert start["data_hub~city"] <= start["demand_bus~c"]
    added(tiny_folder / "rows" / "decisions.csv", "d2,2025-01-21,시의회,허브를 짓지 않음,검토가 더 필요하다,data_hub~city,exclude")
    made = building.make(tiny_folder, to="portfolio")
    reasons = column(made, "portfolio/left_out", "reason")
    assert (reasons["data_hub~city"], reasons["demand_bus~c"]) == ("decision", "prerequisite")


def test_a_service_of_the_whole_city_may_need_another_one(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "services.csv", {"service": "demand_bus"}, "place", "city")
    start = column(building.make(tiny_folder, to="portfolio"), "portfolio/chosen", "start_year")
    assert start["data_hub~city"] <= start["demand_bus~city"]


def test_what_a_body_decides_out_stays_out_and_what_it_decides_in_starts(tiny: Made, tiny_folder: Path) -> None:
    assert column(tiny, "portfolio/left_out", "reason")["smart_crossing~c"] == "decision"
    added(tiny_folder / "rows" / "decisions.csv", "d2,2025-01-21,시의회,가생활권 안내기를 바꿈,고장이 잦다,stop_display~a,include")
    made = building.make(tiny_folder, to="portfolio")
    assert "stop_display~a" in column(made, "portfolio/chosen", "scale")
    assert row(made, "services/screened", "stop_display~a~needs")["passed"] is False  # the gate's own verdict stays on record


def test_limits_that_cannot_hold_together_are_named(tiny_folder: Path) -> None:
    added(tiny_folder / "rows" / "decisions.csv", "d2,2025-01-21,시의회,허브를 지음,먼저 필요하다,data_hub~city,include")
    for year in ("2025", "2026", "2027"):
        edit_cell(tiny_folder / "rows" / "ceilings.csv", {"fund": "city", "purpose": "capital", "year": year}, "ceiling_won", "10")
    with pytest.raises(InputFault) as refused:
        building.make(tiny_folder, to="portfolio")
    (fault,) = refused.value.faults
    assert "decided data_hub~city" in fault.found and "ceiling city~capital~2025" in fault.found and "operating" not in fault.found


def choice(made: Made) -> set[tuple[str, int, int]]:
    """What is chosen: service and zone, scale, start year."""
    return {(f"{c['service']}~{c['zone']}", c["scale"], c["start_year"]) for c in made.shelf.named("portfolio/chosen").records()}


@pytest.mark.parametrize("by", [1, 2, 3])
def test_handing_the_costs_on_from_service_to_service_changes_the_choice(tiny: Made, tiny_folder: Path, by: int) -> None:
    services = tiny.shelf.named("rows/services").records()
    for number, service in enumerate(services):
        other = services[(number + by) % len(services)]
        for end in ("low", "mid", "high"):
            edit_cell(tiny_folder / "catalogue" / "services.csv", {"service": service["service"]}, f"capital_won_{end}", str(other[f"capital_won_{end}"]))
    assert choice(building.make(tiny_folder, to="portfolio")) != choice(tiny)


def test_payments_divide_every_project_to_the_won(tiny: Made) -> None:
    won = column(tiny, "portfolio/payments", "won")
    # two crossings in b, 2025: 80 million, half each; 4 million a year to run, paid by the city
    assert {k: v for k, v in won.items() if k.startswith("smart_crossing~b~")} == {
        "smart_crossing~b~city~capital~2025": 40 * MILLION, "smart_crossing~b~state~capital~2025": 40 * MILLION,
        "smart_crossing~b~city~operating~2026": 4 * MILLION, "smart_crossing~b~city~operating~2027": 4 * MILLION,
    }  # fmt: skip
    for project in tiny.shelf.named("portfolio/chosen").records():
        key = f"{project['service']}~{project['zone']}~"
        assert sum(v for k, v in won.items() if k.startswith(key) and "~capital~" in k) == project["capital_won"]
        assert sum(v for k, v in won.items() if k.startswith(key) and "~operating~" in k) == project["operating_won_per_year"] * (2027 - project["start_year"])


def test_an_odd_won_is_neither_lost_nor_made(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "services.csv", {"service": "stop_display"}, "capital_won_mid", "9999999")
    won = column(building.make(tiny_folder, to="portfolio"), "portfolio/payments", "won")
    # 9,999,999 x 0.5 = 4,999,999.5 twice: the odd won goes to the first fund
    parts = {k.split("~")[2]: v for k, v in won.items() if k.startswith("stop_display~b~") and "~capital~" in k}
    assert parts == {"city": 5_000_000, "state": 4_999_999}


# sites, programme ------------------------------------------------------------------------------------------------------


def test_chosen_sites_are_the_offered_ones_unchanged(tiny: Made) -> None:
    sites = {s["site"]: (s["place"], s["start_year"]) for s in tiny.shelf.named("infrastructure/sites").records()}
    scale = column(tiny, "portfolio/chosen", "scale")
    offered = tiny.shelf.named("infrastructure/offered_sites").records()
    assert set(sites) == {s["site"] for s in offered if s["first_scale"] <= scale.get(f"{s['service']}~{s['zone']}", 0)}
    assert sites["smart_crossing.b.002"] == ("k4", 2025)


def test_effects_of_several_services_overlap_and_are_not_added(tiny: Made) -> None:
    solved = column(tiny, "programme/solved", "solved_share")
    # c transit: buses 0.5 for all 200, hub 0.05 for all: 1 - 0.5 x 0.95;  105 of the 200 affected
    assert solved["c~transit~p1"] == approx(0.525)
    assert row(tiny, "programme/solved", "c~transit~p1")["people_helped"] == 105
    # b transit: displays 0.1 for 100 of 200, hub: 1 - 0.95 x 0.95
    assert solved["b~transit~p1"] == approx(0.0975)
    # d safety: the crossing is built in 2027, in the second phase: 1 - 0.95, then 1 - 0.95 x 0.7
    assert (solved["d~safety~p1"], solved["d~safety~p2"]) == (approx(0.05), approx(0.335))


def test_who_is_left_with_nothing_of_what_they_asked_for(tiny: Made) -> None:
    """Counted again, opinion by opinion, from the plan's own tables."""
    chosen = {(c["service"], c["zone"]): c["capital_won"] for c in tiny.shelf.named("portfolio/chosen").records()}
    themes = {s["service"]: set(s["themes"].split(";")) for s in tiny.shelf.named("rows/services").records()}
    zone = column(tiny, "rows/opinions", "zone")
    weight = column(tiny, "voice/weights", "weight")
    about: dict[str, set[str]] = {}
    for mention in tiny.shelf.named("voice/mentions").records():
        about.setdefault(mention["opinion"], set()).add(mention["theme"])
    got = {o: [won for (service, where), won in chosen.items() if themes[service] & about[o] and where in (zone[o], "city")] for o in about}
    total = sum(weight[f"opinion~{o}"] for o in about)
    left = row(tiny, "portfolio/shared_out", "all~all")
    assert left["voices"] == approx(total, abs=1e-3)
    assert left["exclusion_share"] == approx(sum(weight[f"opinion~{o}"] for o in about if not got[o]) / total, abs=1e-3)
    assert left["mean_services"] == approx(sum(weight[f"opinion~{o}"] * len(got[o]) for o in about) / total, abs=1e-3)
    by_zone = [r for r in tiny.shelf.named("portfolio/shared_out").records() if r["part"] == "zone"]
    assert sum(r["money_share"] for r in by_zone) <= 1 + 1e-6 and {r["value"] for r in by_zone} == {"a", "b", "c"}
    # whoever could claim more is not answered by the service, and their part covers what any of them got and the service's smallest scale
    for claim in tiny.shelf.named("portfolio/claims").records():
        assert (claim["service"], claim["zone"]) not in chosen
        assert claim["entitled_won"] >= claim["received_won"] + claim["capital_won"] - 1


def test_a_goal_weighs_its_problems_by_score_and_people(tiny: Made) -> None:
    # safety counts nobody, so all people of a zone weigh: b 0.550314 x 200, a 0.404262 x 100, c 0.307540 x 200, d 0.169576 x 300; solved 0.335, 0.05, 0.05, 0.05
    b, rest = 110.0628, 40.4262 + 61.5080 + 50.8728
    assert column(tiny, "programme/solved_goals", "solved_share")["g1~p1"] == approx((0.335 * b + 0.05 * rest) / (b + rest), abs=1e-6)


def test_targets_move_the_baseline_towards_the_target_by_the_share_solved(tiny: Made) -> None:
    target = column(tiny, "programme/targets", "target")
    # accidents, p1: (0.05 x 100 + 0.335 x 200 + 0.05 x 200 + 0.05 x 300) / 800 = 0.12125; 1.25 x (1 - 0.12125)
    assert target["k_accident~p1"] == approx(1.25 * (1 - 0.12125), abs=1e-6)
    # stops, p1: (0.05 x 100 + 0.0975 x 200 + 0.525 x 200 + 0.05 x 300) / 800 = 0.180625; 0.625 + 0.275 x 0.180625
    assert target["k_transit~p1"] == approx(0.625 + 0.275 * 0.180625, abs=1e-6)


def test_the_same_money_stands_in_payments_finance_and_ceilings(tiny: Made) -> None:
    payments = sum(column(tiny, "portfolio/payments", "won").values())
    assert payments == sum(column(tiny, "programme/finance", "won").values()) == sum(column(tiny, "portfolio/ceiling_use", "used_won").values())
    capital = sum(v for k, v in column(tiny, "programme/finance", "won").items() if k.endswith("~capital"))
    assert capital == sum(column(tiny, "portfolio/chosen", "capital_won").values()) == 330 * MILLION  # 80 + 40 + 10 + 100 + 100


def test_a_contest_is_judged_by_the_size_of_the_city_and_the_fields_of_its_services(tiny: Made, tiny_folder: Path) -> None:
    fit = row(tiny, "programme/contests", "small")
    # 800 people of at most 1,000; services of field svc-02: 80 + 40 + 10 + 100 million
    assert (fit["eligible"], fit["services"], fit["services_won"]) == (True, "demand_bus;smart_crossing;stop_display", 230 * MILLION)
    edit_cell(tiny_folder / "catalogue" / "contests.csv", {"contest": "small"}, "people_at_most", "799")
    large = row(building.make(tiny_folder, to="programme"), "programme/contests", "small")
    assert (large["eligible"], large["decision_ko"]) == (False, "신청 불가")


# ledger ----------------------------------------------------------------------------------------------------------------


def outcomes(made: Made) -> dict[str, tuple[str, str | None]]:
    return {r["opinion"]: (r["outcome"], r["service"]) for r in made.shelf.named("voice/ledger").records() if r["giver"] == CITIZEN}


def test_every_opinion_is_answered_by_the_local_service_for_its_own_problem(tiny: Made) -> None:
    found = outcomes(tiny)
    assert set(found) == set(column(tiny, "rows/opinions", "text"))
    # chosen: crossings in b and d, a display in b, buses in c, the hub for the city (transit first, safety second)
    assert found["o1"] == ("later", "smart_crossing")  # safety, said in a: crossings start elsewhere
    assert found["o2"] == ("partly", "data_hub")  # transit, said in a: the hub serves the city, first of those for transit
    assert found["o3"] == found["o4"] == ("adopted", "smart_crossing")  # safety, said in b
    assert found["o5"] == ("adopted", "stop_display")  # transit, said in b
    assert found["o6"] == found["o7"] == ("adopted", "demand_bus")  # transit, said in c
    assert found["o8"] == ("partly", "data_hub")  # transit, said of no zone
    assert found["o9"] == ("replied", None)  # thanks for a park: no problem theme, and the parks department answered


def test_an_opinion_whose_service_starts_elsewhere_is_told_that_its_zone_comes_later(tiny_folder: Path) -> None:
    added(tiny_folder / "rows" / "decisions.csv", "d2,2025-01-21,시의회,허브를 짓지 않음,검토가 더 필요하다,data_hub~city,exclude")
    made = building.make(tiny_folder, to="ledger")
    found = outcomes(made)
    assert set(column(made, "portfolio/chosen", "scale")) >= {"stop_display~b"}
    assert found["o5"] == ("adopted", "stop_display")  # said in b, where the display is
    assert found["o6"] == ("later", "stop_display")  # said in c


def test_an_opinion_that_no_service_takes_up_is_told_why(tiny_folder: Path) -> None:
    for ceiling in building.make(tiny_folder, to="evidence").shelf.named("rows/ceilings").records():
        pocket = {"fund": ceiling["fund"], "purpose": ceiling["purpose"], "year": str(ceiling["year"])}
        edit_cell(tiny_folder / "rows" / "ceilings.csv", pocket, "ceiling_won", "0")
    made = building.make(tiny_folder, to="ledger")
    assert len(made.shelf.named("portfolio/chosen")) == 0
    assert outcomes(made)["o1"] == ("not_adopted", None)
    assert row(made, "voice/ledger", "o1")["why"] == "‘보행 안전’ 관련 서비스는 재원 한도 안에서 우선순위가 낮아 이번 계획에 넣지 못하였다."


def test_an_answer_names_a_body_only_where_a_decision_touches_its_opinion(tiny: Made, tiny_folder: Path) -> None:
    citizens = [f"o{n}" for n in range(1, 10)]
    assert [o for o in citizens if row(tiny, "voice/ledger", o)["by_body"] or row(tiny, "voice/ledger", o)["on_answer"]] == ["o9"]
    added(tiny_folder / "rows" / "decisions.csv", "d2,2025-01-21,시의회,의견의 답을 확인함,회의에서 읽었다,o1;o2,none")
    added(tiny_folder / "rows" / "decisions.csv", "d3,2025-01-28,협의회,의견의 답을 다시 확인함,회의에서 읽었다,o2,none")
    made = building.make(tiny_folder, to="ledger")
    assert [(row(made, "voice/ledger", o)["by_body"], row(made, "voice/ledger", o)["on_answer"]) for o in ("o1", "o2", "o3")] == [
        ("시의회", "2025-01-21"), ("협의회", "2025-01-28"), (None, None)]  # fmt: skip


def test_an_opinion_whose_services_stop_at_a_gate_is_told_which_and_its_limit(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "gates.csv", {"gate": "cost_per_person"}, "limit", "1.5")
    made = building.make(tiny_folder, to="ledger")
    assert row(made, "voice/ledger", "o1")["why"] == (
        "‘보행 안전’ 관련 서비스는 선정 단계 ‘비용 확인’(한 사람에게 드는 구축비가 한계값 이하다, 한계값 1.50)의 기준에 맞지 않아 이번 계획에 넣지 못하였다."
    )


def test_an_opinion_is_told_when_no_money_is_decided_yet(tiny_folder: Path) -> None:
    (tiny_folder / "rows" / "ceilings.csv").unlink()
    made = building.make(tiny_folder, to="ledger")
    assert outcomes(made)["o1"] == ("not_adopted", None)
    assert "아직 정해지지 않아" in row(made, "voice/ledger", "o1")["why"]


def test_a_service_that_takes_longer_to_build_than_the_plan_lasts_is_left_out_for_time(tmp_path: Path) -> None:
    city = copy_of(TINY, tmp_path / "city")
    edit_cell(city / "catalogue" / "services.csv", {"service": "smart_crossing"}, "build_year", "9")
    made = building.make(city, home=tmp_path / "home")
    left = made.shelf.named("portfolio/left_out").rows
    mine = left[(left["service"] == "smart_crossing") & left["gate"].isna()]
    assert set(mine["reason"]) <= {"time", "decision"} and "time" in set(mine["reason"])


def test_distances_without_a_grid_of_people_say_that_the_grid_is_missing(tiny: Made, tiny_folder: Path) -> None:
    (tiny_folder / "data" / "cells.csv").unlink()
    made = building.make(tiny_folder, to="evidence")
    assert row(made, "evidence/places", "b~stop_access")["missing_ko"] == "인구 격자가 없어 거리를 재지 못함"
    assert made.facts.get("evidence/places/b~stop_access/value").because["ko"] == "값이 없다: 인구 격자가 없어 거리를 재지 못함."
    assert tiny.facts.get("evidence/places/b~stop_access/value").because["ko"] == "100.00 ÷ 200.00에서 0.50, 목표 0.90과의 격차는 44.4%다."


# further limits ----------------------------------------------------------------------------------------------------------


def test_no_more_services_start_than_a_body_allows_and_those_left_out_say_so(tiny_folder: Path) -> None:
    (tiny_folder / "rows" / "limits.csv").write_text("limit,value,basis\nservices_at_most,2,두 가지까지\n", encoding="utf-8")
    made = building.make(tiny_folder, to="portfolio")
    chosen = made.shelf.named("portfolio/chosen").rows
    # buses in c are worth most (100) and need the hub (15.464): so crossings (30 + 14.464) and displays (3.972) find no room
    assert set(chosen["service"]) == {"demand_bus", "data_hub"}
    reasons = column(made, "portfolio/left_out", "reason")
    assert (reasons["smart_crossing~b"], reasons["stop_display~b"]) == ("services", "services")
    assert row(made, "portfolio/chosen", "demand_bus~c")["points"] == 100.0


def test_a_running_service_is_recognised_by_the_usual_name_of_its_model(tiny_folder: Path) -> None:
    services = (tiny_folder / "catalogue" / "services.csv").read_text(encoding="utf-8").splitlines()
    named = [services[0] + ",twin_names", *(line + (",정류장 알림판;알림판" if line.startswith("stop_display,") else ",") for line in services[1:])]
    (tiny_folder / "catalogue" / "services.csv").write_text("\n".join(named) + "\n", encoding="utf-8")
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "twin", "")
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "title_ko", "가동 정류장  알림판 시범")
    twin = row(building.make(tiny_folder, to="services"), "services/twins", "e1")
    assert (twin["service"], twin["way"]) == ("stop_display", "name")
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "twin", "none")
    assert building.make(tiny_folder, to="services").shelf.named("services/twins").position("e1") is None
    edit_cell(tiny_folder / "rows" / "existing_services.csv", {"existing": "e1"}, "twin", "stop_displai")
    with pytest.raises(InputFault) as fault:
        building.make(tiny_folder, to="services")
    assert "stop_display" in str(fault.value)


def test_a_model_that_is_not_ready_is_stopped_and_one_that_says_nothing_passes(tiny_folder: Path) -> None:
    services = (tiny_folder / "catalogue" / "services.csv").read_text(encoding="utf-8").splitlines()
    levels = [services[0] + ",readiness_trl", *(line + (",6" if line.startswith("demand_bus,") else ",") for line in services[1:])]
    (tiny_folder / "catalogue" / "services.csv").write_text("\n".join(levels) + "\n", encoding="utf-8")
    added(tiny_folder / "catalogue" / "gates.csv", "readiness,6,기술 준비,담당 부서,기술성숙도가 한계값 이상이다,7,")
    stopped = column(building.make(tiny_folder, to="services"), "services/candidates", "stopped_at")
    assert (stopped["demand_bus~c"], stopped["smart_crossing~b"]) == ("readiness", None)


# procedure ---------------------------------------------------------------------------------------------------------------


def test_a_notice_must_come_before_the_hearing_and_a_period_ends_on_a_working_day() -> None:
    from datetime import date

    from dosi.model.working_days import days_off, last_day

    none = days_off("own")
    assert last_day(date(2024, 6, 20), 14, "before", none) == date(2024, 6, 6)
    assert last_day(date(2024, 6, 1), 14, "after", none) == date(2024, 6, 17)  # the 15th is a Saturday
    assert last_day(date(2024, 9, 2), 14, "after", days_off("kr")) == date(2024, 9, 19)  # 16 to 18 September are the holidays of Chuseok


def starting(made: Made, chosen: Chosen) -> list[str]:
    """What the table of phases says starts, phase by phase, were these the chosen offers."""
    shelf = Shelf({t.name: t for t in made.shelf} | {chosen.name: chosen})
    (table,) = [b for b in phases_table(Plan(made.city, shelf)) if isinstance(b, TableBlock)]
    at = [c.id for c in table.columns].index("services")
    return ["".join(run.text for run in r.cells[at] if isinstance(run, Text)) for r in table.rows]


def test_a_phase_in_which_nothing_starts_says_that_earlier_services_run_on(tiny: Made) -> None:
    chosen = tiny.shelf[Chosen].rows
    assert starting(tiny, Chosen(chosen[chosen["phase"] == "p1"]))[1] == "없음: 앞 단계에서 시작한 것을 운영한다"
    assert starting(tiny, Chosen(chosen[chosen["phase"] == "p2"]))[0] == "—"  # nothing runs before the first one starts
    assert starting(tiny, Chosen(chosen.iloc[:0])) == ["—", "—"]
