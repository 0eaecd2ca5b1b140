"""Every stage on the tiny city, against answers worked out by hand; the arithmetic stands beside each.

The city: five unit squares of 1,000 m in a row, u1 to u5. Zone a is u1 (100 people), b is u2 (200), c is u3 and u4, d is u5.
Unit D (400 people) spans u4 and u5, a quarter of it living in zone c.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, copy_of, edit_cell
from pytest import approx

from dosi.document.blocks.programme import phases_table
from dosi.document.plan import Plan
from dosi.evidence import locate
from dosi.model.blocks import TableBlock, Text
from dosi.model.choices import Chosen
from dosi.model.city import Shelf
from dosi.model.errors import InputFault
from dosi.model.findings import Heard, Measured, People, PeopleCells, PeopleShares
from dosi.model.layers import Cells, Places, Units
from dosi.model.rows import Crosswalk, Limits, Themes, Weights, Zones
from dosi.problems import rank
from dosi.workbench import building
from dosi.workbench.building import Made

MILLION = 1_000_000


def row(made: Made, table: str, key: str) -> dict[str, Any]:
    """One row of a table by its key."""
    found = made.shelf.named(table)
    at = found.position(key)
    assert at is not None, f"{table} has no row {key}"
    return found.records()[at]


def column(made: Made, table: str, name: str) -> dict[str, Any]:
    """A column of a table by key."""
    found = made.shelf.named(table)
    return dict(zip(found.keys(), (r[name] for r in found.records()), strict=True))


def added(file: Path, line: str) -> None:
    """Write one more row at the end of a CSV file."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")


# evidence --------------------------------------------------------------------------------------------------------------


def test_every_place_lies_in_the_unit_and_zone_of_its_coordinates(tiny: Made) -> None:
    zones = column(tiny, "evidence/located", "zone")
    assert zones == {
        "stops~s1": "a", "stops~s2": "b", "stops~s3": "d",
        "crossings~k1": "a", "crossings~k2": "a", "crossings~k3": "b", "crossings~k4": "b", "crossings~k5": "c",
        "crossings~k6": "c", "crossings~k7": "d",
    }  # fmt: skip
    # k6 at x = 983,500 lies in u4 (983,000 to 984,000): reporting unit D, but zone c
    assert (row(tiny, "evidence/located", "crossings~k6")["legal_unit"], row(tiny, "evidence/located", "crossings~k6")["unit"]) == ("u4", "D")


def test_a_point_on_a_shared_border_belongs_to_the_unit_that_comes_first_and_a_point_outside_to_none(tiny: Made) -> None:
    points = Places([
        {"layer": "x", "place": p, "role": "x", "name_ko": p, "x_m": x, "y_m": 1_830_500.0, "attributes": ""}
        for p, x in (("border", 981_000.0), ("outside", 979_000.0))
    ])  # fmt: skip
    located, *_ = locate(tiny.shelf[Units], tiny.shelf[Crosswalk], points, tiny.shelf[Cells], tiny.shelf[PeopleCells], tiny.shelf[PeopleShares])
    assert [(r["place"], r["legal_unit"]) for r in located.records()] == [("border", "u1")]


def test_people_of_a_unit_that_spans_two_zones_are_divided_by_its_shares(tiny: Made) -> None:
    people = column(tiny, "evidence/people", "people")
    # D: 400 x 0.25 = 100 to zone c, 400 x 0.75 = 300 to zone d; c = 100 of C + 100 of D
    assert {p: people[p] for p in "abcd"} == {"a": 100, "b": 200, "c": 200, "d": 300}
    assert people["city"] == sum(people[z] for z in "abcd") == sum(people[u] for u in "ABCD") == 800
    assert column(tiny, "evidence/people", "area_m2")["c"] == 2 * 1000 * 1000


def test_an_odd_person_goes_to_the_larger_remainder_and_no_one_is_lost(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "data" / "population.csv", {"unit": "라동"}, "people", "401")
    edit_cell(tiny_folder / "data" / "population.csv", {"unit": "합계"}, "people", "801")
    made = building.make(tiny_folder, to="evidence")
    # 401 x 0.25 = 100.25, 401 x 0.75 = 300.75: whole parts 100 and 300, the odd one to .75
    assert column(made, "evidence/people_shares", "people") == {"A~a": 100, "B~b": 200, "C~c": 100, "D~c": 100, "D~d": 301}


def test_share_within_counts_people_of_cells_at_most_the_distance_away(tiny: Made) -> None:
    value = column(tiny, "evidence/places", "value")
    # a: cells at 100 m and 100 m from s1, the third 300 m from s2: 100 of 100
    # b: 0 m and 600 m from s2: 100 of 200;  c: 1,300 m, and sqrt(1000^2 + 100^2) = 1,005 m: 0 of 200;  d: 100 m: 300 of 300
    assert {z: value[f"{z}~stop_access"] for z in "abcd"} == {"a": 1.0, "b": 0.5, "c": 0.0, "d": 1.0}
    assert value["city~stop_access"] == 500 / 800
    assert column(tiny, "evidence/cells", "distance_m")["stop_access~c7"] == 1005.0
    # D: the 300 people of u5, not the 100 of u4
    assert value["D~stop_access"] == 0.75


def test_per_people_counts_events_over_people(tiny: Made) -> None:
    value = column(tiny, "evidence/places", "value")
    # accidents a 1, b 4, c 2 (u3) + 0 (u4), d 3, of 2024; that year A grew from 80 people to 100 and C fell from 120 to 100, 90 and 110 in the mean
    # per hundred person-years: 1 / 0.9, 4 / 2, 2 / (1.1 + 1), 3 / 3; city 10 / 8
    assert {z: value[f"{z}~accident_rate"] for z in ("a", "b", "c", "d", "city")} == {"a": 1.111111, "b": 2.0, "c": 0.952381, "d": 1.0, "city": 1.25}


def test_share_of_places_counts_places_that_meet_a_condition(tiny: Made) -> None:
    value = column(tiny, "evidence/places", "value")
    # signals: a Y N, b Y and one unknown (not counted as a signal), c N Y, d Y; city 4 of 7
    assert {z: value[f"{z}~signal_share"] for z in "abcd"} == {"a": 0.5, "b": 0.5, "c": 0.5, "d": 1.0}
    assert value["city~signal_share"] == approx(4 / 7, abs=1e-6)


def test_an_indicator_without_data_is_missing_and_says_why_and_is_not_zero(tiny: Made) -> None:
    for place in ("a", "b", "c", "d", "city"):
        found = row(tiny, "evidence/places", f"{place}~sensor_density")
        assert (found["value"], found["gap_share"], found["people_affected"], found["missing_ko"]) == (None, None, None, "자료 없음")


def test_per_area_counts_places_over_square_kilometres(tiny_folder: Path) -> None:
    (tiny_folder / "data" / "sensors.csv").write_text("id,x,y\nm1,982500,1830500\nm2,983500,1830500\nm3,980500,1830500\n", encoding="utf-8")
    value = column(building.make(tiny_folder, to="evidence"), "evidence/places", "value")
    # c: 2 sensors on 2 square kilometres; a: 1 on 1; elsewhere none, which is now known to be zero; city 3 on 5
    assert {z: value[f"{z}~sensor_density"] for z in ("a", "b", "c", "d", "city")} == {"a": 1.0, "b": 0.0, "c": 1.0, "d": 0.0, "city": 0.6}


def test_mean_distance_weighs_distances_by_people(tiny_folder: Path) -> None:
    added(tiny_folder / "catalogue" / "indicators.csv",
          "stop_distance,정류장까지 거리,Distance to a stop,transit,mean_distance,facility:bus_stop,,,,,metre,m,lower,500,1500,decided,예시,매년")  # fmt: skip
    made = building.make(tiny_folder, to="evidence")
    value = column(made, "evidence/places", "value")
    # a: (40 x 100 + 40 x 100 + 20 x 300) / 100 = 140;  b: (100 x 0 + 100 x 600) / 200 = 300
    # c: (100 x 1300 + 100 x 1005) / 200 = 1152.5;  d: 100;  city: (14,000 + 60,000 + 230,500 + 30,000) / 800 = 418.125
    assert {z: value[f"{z}~stop_distance"] for z in ("a", "b", "c", "d", "city")} == {"a": 140, "b": 300, "c": 1152.5, "d": 100, "city": 418.125}
    # c: (500 - 1152.5) / (500 - 1500) = 0.6525;  farther than 500 m: nobody in a, one cell of 100 in b, both cells in c
    assert row(made, "evidence/places", "c~stop_distance")["gap_share"] == 0.6525
    affected = column(made, "evidence/places", "people_affected")
    assert {z: affected[f"{z}~stop_distance"] for z in "abcd"} == {"a": 0, "b": 100, "c": 200, "d": 0}


def test_a_rate_over_too_few_people_is_missing(tiny_folder: Path) -> None:
    file = tiny_folder / "catalogue" / "indicators.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0] + ",least_people", *(f"{line},{150 if line.startswith('accident_rate') else ''}" for line in lines[1:])]), encoding="utf-8")
    made = building.make(tiny_folder, to="evidence")
    assert row(made, "evidence/places", "a~accident_rate")["missing_ko"] == "사는 사람이 적어 비율을 내지 않음"  # 100 people
    assert row(made, "evidence/places", "a~accident_rate")["value"] is None
    assert row(made, "evidence/places", "b~accident_rate")["value"] == 2.0  # 200 people


def test_the_gap_runs_from_the_target_to_the_worst_value(tiny: Made) -> None:
    gap, affected = column(tiny, "evidence/places", "gap_share"), column(tiny, "evidence/places", "people_affected")
    # stop_access, target 0.9, worst 0: a is past the target; b (0.9 - 0.5) / 0.9; c all of it
    assert [gap["a~stop_access"], gap["b~stop_access"], gap["c~stop_access"]] == [0.0, approx(0.4 / 0.9, abs=1e-6), 1.0]
    # accident_rate, target 0, worst 4: b (0 - 2) / (0 - 4) = 0.5; a rate says of nobody that the target is missed
    assert (gap["b~accident_rate"], affected["b~accident_rate"]) == (0.5, None)
    # people beyond reach of a stop are counted, not estimated: b 200 - 100
    assert affected["b~stop_access"] == 100


# voice -----------------------------------------------------------------------------------------------------------------


def test_opinions_are_placed_by_the_words_of_each_theme(tiny: Made) -> None:
    assert column(tiny, "voice/mentions", "word") == {
        "o1~safety": "횡단보도", "o2~transit": "버스", "o3~safety": "건널목", "o4~safety": "사고", "o5~transit": "정류장", "o6~transit": "정류장",
        "o7~transit": "버스", "o8~transit": "버스",
    }  # fmt: skip


def test_a_telephone_number_never_reaches_a_stage(tiny: Made) -> None:
    assert row(tiny, "rows/opinions", "o3")["text"] == "건널목이 어두워 위험합니다. 전화는 [전화]"


def test_voices_are_opinions_and_survey_answers_of_the_zone(tiny: Made) -> None:
    heard = row(tiny, "voice/heard", "a~safety")
    # 2 opinions + 8 asked = 10 voices; o1 + 2 of the survey = 3
    assert (heard["raised"], heard["respondents"], heard["voice_share"]) == (3, 10, 0.3)
    # Wilson with z = 1.96: (0.3 + 3.8415/20 -+ 1.96 sqrt(0.021 + 3.8415/400)) / (1 + 0.38415) = (0.4921 -+ 0.3429) / 1.3841
    assert (heard["share_low"], heard["share_high"]) == (approx(0.1078, abs=1e-4), approx(0.6032, abs=1e-4))


def test_an_opinion_without_a_zone_counts_for_the_city_only(tiny: Made) -> None:
    # transit: a 5 of 10, b 1 of 4, c 2 of 2, and o8: 9 of 17
    assert sum(row(tiny, "voice/heard", f"{z}~transit")["raised"] for z in "abcd") == 8
    city = row(tiny, "voice/heard", "city~transit")
    assert (city["raised"], city["respondents"]) == (9, 17)


def test_a_zone_without_voices_is_missing_not_zero(tiny: Made) -> None:
    assert [row(tiny, "voice/heard", f"d~{t}")["voice_share"] for t in ("safety", "transit", "air")] == [None, None, None]


# problems --------------------------------------------------------------------------------------------------------------


def test_the_score_is_the_weighted_mean_of_gap_voice_and_people(tiny: Made) -> None:
    score = column(tiny, "problems/ranked", "score")
    # weights 0.5, 0.1, 0.4; voices beside the loudest theme of the city, transit with 9/17.  c transit: gap 1, voice 2/2 (at most 1), people 200/200
    assert score["c~transit"] == 1.0
    # b transit: 0.5 x 0.444444 + 0.1 x (1/4) / (9/17) + 0.4 x 100/200
    assert score["b~transit"] == approx(0.5 * 0.444444 + 0.1 * 0.25 * 17 / 9 + 0.2, abs=1e-6)
    # no indicator of safety counts people. b: (0.5 x 0.5 + 0.1 x (2/4) / (9/17)) / 0.6;  a: (0.5 x (10/9 / 4 + 0.5) / 2 + 0.1 x (3/10) / (9/17)) / 0.6
    assert (score["b~safety"], score["a~safety"]) == (approx((0.25 + 0.05 * 17 / 9) / 0.6, abs=1e-6), approx((3.5 / 18 + 0.03 * 17 / 9) / 0.6, abs=2e-6))


def test_being_heard_lowers_no_score_below_that_of_the_unheard_unless_it_is_raised_less_than_in_the_city(tiny: Made) -> None:
    level = column(tiny, "problems/ranked", "voice_level")
    assert (level["c~transit"], level["a~safety"], level["c~safety"]) == (1.0, approx(0.3 * 17 / 9, abs=1e-6), 0.0)
    # nobody of d was heard: there the city's 5/17 and 9/17 stand in; for air, of which nothing is measured, nothing does
    assert (level["d~safety"], level["d~transit"], level["d~air"]) == (approx(5 / 9, abs=1e-6), 1.0, None)


def test_weights_are_renormalised_over_what_is_known(tiny: Made) -> None:
    # d safety: gaps 0.25 and 0, the city's voice, no count of people: (0.5 x 0.125 + 0.1 x 5/9) / 0.6
    assert row(tiny, "problems/ranked", "d~safety")["score"] == approx((0.0625 + 0.5 / 9) / 0.6, abs=1e-6)
    assert row(tiny, "problems/ranked", "d~air")["score"] is None  # neither data nor voice


def test_problems_are_ranked_worst_first_and_equal_ones_share_a_rank(tiny: Made) -> None:
    ranks = {k: r for k, r in column(tiny, "problems/ranked", "rank").items() if r is not None}
    assert ranks == {"c~transit": 1, "b~safety": 2, "b~transit": 3, "a~safety": 4, "c~safety": 5, "d~safety": 6, "d~transit": 7, "a~transit": 8,
                     "a~air": 9, "b~air": 9, "c~air": 9}  # fmt: skip
    assert row(tiny, "problems/ranked", "b~safety")["indicator"] == "accident_rate"  # as far behind as signal_share; the first by id


def test_the_range_of_a_rank_holds_the_rank(tiny: Made) -> None:
    for problem in tiny.shelf.named("problems/ranked").records():
        if problem["rank"] is not None:
            assert problem["rank_low"] <= problem["rank"] <= problem["rank_high"]


def test_the_assumed_error_of_the_grid_gives_what_rests_on_it_an_interval(tiny: Made) -> None:
    # b: two blocks of 100 people, one within reach, each off by half: (100 - 50)^2 + (0 - 50)^2 = 5,000, x 0.25 / 200^2 = 0.03125 = 0.25 / 8: Wilson of 4 in 8
    b = row(tiny, "evidence/places", "b~stop_access")
    middle, half = (0.5 + 3.841459 / 16) / (1 + 3.841459 / 8), 1.959964 * (0.25 / 8 + 3.841459 / 256) ** 0.5 / (1 + 3.841459 / 8)
    assert (b["error_kind"], b["value_low"], b["value_high"]) == ("assumed", approx(middle - half, abs=1e-5), approx(middle + half, abs=1e-5))


def test_what_is_made_from_invented_files_is_no_complete_count(tiny: Made) -> None:
    signal = row(tiny, "evidence/places", "b~signal_share")
    assert (signal["error_kind"], signal["value_low"]) == ("modelled", None)
    assert row(tiny, "evidence/places", "b~accident_rate")["error_kind"] == "sampling"


def test_an_error_assumed_otherwise_moves_the_interval_and_without_a_row_it_is_unknown(tiny: Made, tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "error_assumptions.csv", {"assumption": "population_grid"}, "value", "0.25")
    narrow, wide = row(building.make(tiny_folder, to="evidence"), "evidence/places", "b~stop_access"), row(tiny, "evidence/places", "b~stop_access")
    assert narrow["value"] == wide["value"] and wide["value_low"] < narrow["value_low"] < narrow["value_high"] < wide["value_high"]
    (tiny_folder / "catalogue" / "error_assumptions.csv").unlink()
    unknown = row(building.make(tiny_folder, to="evidence"), "evidence/places", "b~stop_access")
    assert (unknown["value"], unknown["value_low"], unknown["error_kind"]) == (0.5, None, "modelled")


def test_an_assumed_error_of_nothing_is_a_fault(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "catalogue" / "error_assumptions.csv", {"assumption": "population_grid"}, "value", "0")
    with pytest.raises(InputFault, match="more than 0"):
        building.make(tiny_folder, to="evidence")


def test_an_indicator_that_a_zone_lacks_is_left_out_of_its_score_and_counted(tiny: Made, tiny_folder: Path) -> None:
    crossings = tiny_folder / "data" / "crossings.csv"
    crossings.write_text("".join(line for line in crossings.read_text(encoding="utf-8").splitlines(keepends=True) if line[:2] not in ("k5", "k6")), encoding="utf-8")
    before, after = row(tiny, "problems/ranked", "c~safety"), row(building.make(tiny_folder, to="problems"), "problems/ranked", "c~safety")
    assert (before["indicators_known"], before["indicators_all"], after["indicators_known"], after["indicators_all"]) == (2, 2, 1, 2)
    # the gap is that of accidents alone, (20 / 21) / 4, no longer its mean with 0.5
    assert (before["gap_share"], after["gap_share"]) == (0.369048, 0.238095)
    assert row(tiny, "problems/ranked", "a~air")["indicators_known"] == 0  # measured nowhere: one indicator, known in no zone


def test_an_indicator_that_only_this_zone_lacks_widens_its_rank_and_one_that_all_lack_does_not(tiny: Made) -> None:
    def ranges(lacking: list[str], dropped: bool) -> tuple[int, int]:
        rows = tiny.shelf[Measured].rows.copy()
        rows[["gap_low", "gap_high"]] = None  # everything known exactly, so that only what is missing is unsure
        at = (rows["indicator"] == "signal_share") & rows["place"].isin(lacking)
        rows.loc[at, ["value", "gap_share"]] = None
        made, _ = rank(tiny.shelf[Zones], tiny.shelf[Themes], Measured(rows[~at] if dropped else rows), *(tiny.shelf[t] for t in (Heard, People, Weights, Limits)))
        d = made.rows.set_index(["zone", "theme"]).loc[("d", "safety")]
        return int(d["rank_low"]), int(d["rank_high"])

    pretended, told = ranges(["d"], dropped=True), ranges(["d"], dropped=False)
    assert told[0] < pretended[0], "the crossings may be as bad as anything: it may be a worse problem than accidents alone say"
    everywhere = ["a", "b", "c", "d", "city"]
    assert ranges(everywhere, dropped=True) == ranges(everywhere, dropped=False)


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
    assert two["points"] == 12.556  # 0.418518 x 0.3 x 100
    # zone d has one crossing, so there is no second step
    assert tiny.shelf.named("infrastructure/offers").position("smart_crossing~d~2") is None
    # a service without sites serves a share of the zone: 200 x 1 of 2 buses; 0.469444 x 0.5 x 100
    bus = row(tiny, "infrastructure/offers", "demand_bus~b~1")
    assert (bus["people_served"], bus["points"], bus["site_ids"]) == (100, 23.472, None)


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
    best = best_by_enumeration(made)
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


def test_a_goal_weighs_its_problems_by_score_and_people(tiny: Made) -> None:
    # safety counts nobody, so all people of a zone weigh: b 0.574074 x 200, a 0.418518 x 100, c 0.307540 x 200, d 0.196759 x 300; solved 0.335, 0.05, 0.05, 0.05
    b, rest = 114.8148, 41.8518 + 61.5080 + 59.0277
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
    return {k: (r["outcome"], r["service"]) for k, r in zip(column(made, "voice/ledger", "outcome"), made.shelf.named("voice/ledger").records(), strict=True)}


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
    assert found["o9"] == ("unplaced", None)  # thanks for a park: no problem theme


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
    assert set(column(tiny, "voice/ledger", "by_body").values()) == set(column(tiny, "voice/ledger", "on_answer").values()) == {None}
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

    from dosi.programme.keeping_time import days_off, last_day

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
