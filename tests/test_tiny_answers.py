"""Every stage on the tiny city, against answers worked out by hand; the arithmetic stands beside each.

The city: five unit squares of 1,000 m in a row, u1 to u5. Zone a is u1 (100 people), b is u2 (200), c is u3 and u4, d is u5.
Unit D (400 people) spans u4 and u5, a quarter of it living in zone c.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import edit_cell
from pytest import approx

from dosi.evidence import locate
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


def test_voices_of_the_city_weigh_as_people_live_in_its_zones(tiny: Made) -> None:
    # 16 voices with a zone speak for 100, 200, 200 people: a 3.2 / 10, b 6.4 / 4, c 6.4 / 2 each; o8, without a zone, weighs 1
    weight = column(tiny, "voice/weights", "weight")
    assert [weight[f"{v}"] for v in ("opinion~o1", "survey~a", "opinion~o3", "opinion~o6", "opinion~o8")] == [approx(w) for w in (0.32, 0.32, 1.6, 3.2, 1.0)]
    # transit: 5 x 0.32 + 1.6 + 2 x 3.2 + 1 = 10.6 of 17
    city = row(tiny, "voice/heard", "city~transit")
    assert (city["voices_raised"], city["voices"], city["voice_share"]) == (approx(10.6), approx(17), approx(10.6 / 17, abs=1e-6))
    # 17^2 / (10 x 0.32^2 + 4 x 1.6^2 + 2 x 3.2^2 + 1) = 289 / 32.744
    assert city["effective"] == approx(289 / 32.744, abs=1e-5)


def test_who_is_missing_is_told_beside_the_people(tiny: Made) -> None:
    state = column(tiny, "voice/missing", "state")
    # d has people and no voice; a has 10 of 16 voices and 100 of 800 people
    assert (state["zone~d"], state["zone~a"]) == ("absent", "over")
    assert row(tiny, "voice/missing", "zone~a")["ratio"] == approx((10 / 16) / (100 / 800), abs=1e-6)


def test_a_zone_without_voices_is_missing_not_zero(tiny: Made) -> None:
    assert [row(tiny, "voice/heard", f"d~{t}")["voice_share"] for t in ("safety", "transit", "air")] == [None, None, None]


# problems --------------------------------------------------------------------------------------------------------------


def test_the_score_is_the_weighted_mean_of_gap_voice_and_people(tiny: Made) -> None:
    score = column(tiny, "problems/ranked", "score")
    # weights 0.5, 0.1, 0.4; voices beside the loudest theme of the city, transit with 10.6/17.  c transit: gap 1, voice 2/2 (at most 1), people 200/200
    assert score["c~transit"] == 1.0
    # b transit: 0.5 x 0.444444 + 0.1 x (1/4) / (10.6/17) + 0.4 x 100/200
    assert score["b~transit"] == approx(0.5 * 0.444444 + 0.1 * 0.25 * 17 / 10.6 + 0.2, abs=1e-6)
    # no indicator of safety counts people. b: (0.5 x 0.5 + 0.1 x (2/4) / (10.6/17)) / 0.6;  a: (0.5 x (10/9 / 4 + 0.5) / 2 + 0.1 x (3/10) / (10.6/17)) / 0.6
    assert (score["b~safety"], score["a~safety"]) == (approx((0.25 + 0.05 * 17 / 10.6) / 0.6, abs=1e-6), approx((3.5 / 18 + 0.03 * 17 / 10.6) / 0.6, abs=2e-6))


def test_being_heard_lowers_no_score_below_that_of_the_unheard_unless_it_is_raised_less_than_in_the_city(tiny: Made) -> None:
    level = column(tiny, "problems/ranked", "voice_level")
    assert (level["c~transit"], level["a~safety"], level["c~safety"]) == (1.0, approx(0.3 * 17 / 10.6, abs=1e-6), 0.0)
    # nobody of d was heard: there the city's 4.16/17 (3 x 0.32 + 2 x 1.6) and 10.6/17 stand in; for air, of which nothing is measured, nothing does
    assert (level["d~safety"], level["d~transit"], level["d~air"]) == (approx(4.16 / 10.6, abs=1e-6), 1.0, None)


def test_weights_are_renormalised_over_what_is_known(tiny: Made) -> None:
    # d safety: gaps 0.25 and 0, the city's voice, no count of people: (0.5 x 0.125 + 0.1 x 4.16/10.6) / 0.6
    assert row(tiny, "problems/ranked", "d~safety")["score"] == approx((0.0625 + 0.1 * 4.16 / 10.6) / 0.6, abs=1e-6)
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
