"""What limits are worth at the margin, what would bring a candidate in or throw it out, and that choosing again says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import edit_cell
from portfolios import TWO_YEARS, table, tables
from test_tiny_answers import column, row

from dosi.model.choices import Chosen, Prices, ServiceThresholds, Thresholds
from dosi.portfolio.pricing import price
from dosi.workbench import building, what_if
from dosi.workbench.building import Made

ONE = "2025"


def priced(offers: list[dict[str, Any]], chosen: list[str], **rows: Any) -> tuple[Prices, Thresholds, ServiceThresholds]:
    """Prices of one year's money of 10 million won, all offers in zone a, running free."""
    city = TWO_YEARS.__class__(**{**vars(TWO_YEARS), "last_year": 2025})
    services = [{"service": s, "build_year": 1, "effect_mid_share": 0.4, "requires": rows.get("requires", {}).get(s)} for s in dict.fromkeys(o["service"] for o in offers)]
    money = [{"fund": "own", "purpose": "capital", "year": 2025, "ceiling_won": 10_000_000}]
    given = tables(city, offers=offers, services=services, ceilings=money, limits=rows.get("limits", []))
    return price(given, table(Chosen, [{"service": c.split("~")[0], "zone": c.split("~")[1]} for c in chosen]))


OFFERS = [{"service": "p", "zone": "a", "points": 30.0, "capital_won": 6_000_000}, {"service": "q", "zone": "a", "points": 12.0, "capital_won": 4_000_000}, {"service": "r", "zone": "a", "points": 10.0, "capital_won": 5_000_000}]


def test_the_price_of_money_is_what_the_last_of_it_earns() -> None:
    prices, thresholds, _ = priced([*OFFERS, {"service": "s", "zone": "a", "points": 100.0, "capital_won": 2_000_000}], ["s~a", "p~a"])
    # 2 and 6 million are spent on s and p, the last 2 on half of q: 12 / 4 = 3 points a million
    assert prices.at("ceiling own~capital~2025", "price_points") == pytest.approx(3, abs=1e-3)
    found = {r["service"]: (r["chosen"], r["price_points"], r["net_points"], r["effect_share"], r["cost_factor"]) for r in thresholds.records()}
    # p costs 6 x 3 = 18 of its 30 points: in, down to 0.6 of its effect of 0.4, up to 30 / 18 of its cost
    assert found["p"] == (True, pytest.approx(18, abs=1e-2), pytest.approx(12, abs=1e-2), pytest.approx(0.24, abs=1e-3), pytest.approx(30 / 18, abs=1e-3))
    # r would cost 15 of its 10: out, until its effect is 0.6 or it costs two thirds
    assert found["r"] == (False, pytest.approx(15, abs=1e-2), pytest.approx(-5, abs=1e-2), pytest.approx(0.6, abs=1e-3), pytest.approx(10 / 15, abs=1e-3))


def test_what_others_need_is_credited_with_them_and_what_lacks_its_prerequisite_has_no_price_to_enter() -> None:
    hub = {"service": "hub", "zone": "city", "points": 1.0, "capital_won": 2_000_000}
    _, thresholds, _ = priced([OFFERS[0], OFFERS[2], hub, {"service": "t", "zone": "a", "points": 50.0, "capital_won": 1_000_000}], ["p~a", "hub~city"], requires={"p": "hub", "t": "none_such"})
    found = {r["service"]: r for r in thresholds.records()}
    # the last 2 million earn 10 / 5 = 2 a million: p keeps 30 - 12 = 18, which the hub carries
    assert found["hub"]["points"] == pytest.approx(19, abs=1e-2) and found["hub"]["net_points"] == pytest.approx(15, abs=1e-2)
    assert (found["t"]["effect_share"], found["t"]["cost_factor"]) == (None, None)


def test_where_choice_and_price_differ_no_threshold_is_told() -> None:
    # 6 and 5 million do not fit into 10 together: r is out although the last 4 million would earn more with it than money is worth
    _, thresholds, _ = priced([OFFERS[0], OFFERS[2]], ["p~a"])
    r = thresholds.records()[1]
    assert (not r["chosen"] and r["net_points"] >= 0 and (r["effect_share"], r["cost_factor"]) == (None, None)) or r["net_points"] == pytest.approx(0, abs=1e-2)


def test_where_services_are_limited_one_outside_is_held_against_the_weakest_inside() -> None:
    cheap = [{"service": s, "zone": z, "points": p, "capital_won": 1000} for s, z, p in (("u", "a", 9.0), ("u", "b", 3.0), ("v", "a", 10.0), ("w", "a", 4.0), ("w", "b", 4.0))]
    _, thresholds, services = priced(cheap, ["u~a", "u~b", "v~a"], limits=[{"limit": "services_at_most", "value": 2}])
    found = {r["service"]: (r["chosen"], r["net_points"], r["bar_points"], r["effect_factor"]) for r in services.records()}
    assert found["w"] == (False, pytest.approx(8, abs=1e-2), pytest.approx(10, abs=1e-2), pytest.approx(1.25, abs=1e-3))
    assert found["v"] == (True, pytest.approx(10, abs=1e-2), pytest.approx(8, abs=1e-2), pytest.approx(0.8, abs=1e-3))
    # w in a alone must bring 10 - 4 = 6 of the 10: its effect 0.4 x 6 / 4
    assert thresholds.at("w~a", "effect_share") == pytest.approx(0.6, abs=1e-3)


def states(made: Made) -> dict[str, bool]:
    return column(made, "portfolio/thresholds", "chosen")


def test_choosing_again_beyond_a_threshold_moves_the_candidate_and_short_of_it_does_not(tiny: Made, tiny_folder: Path) -> None:
    """The tiny city's crossing in zone b, by its service's effect: other zones move too, so only clear steps are asked."""
    level = row(tiny, "portfolio/thresholds", "stop_display~b")
    assert level["chosen"] and level["effect_share"] < 0.1
    for factor, stays in ((max(level["effect_share"] * 1.2, 0.001), True),):
        answer = what_if.what_if(tiny_folder, ["rows/services/stop_display/effect_low_share=0", f"rows/services/stop_display/effect_mid_share={factor}"], None, "", tiny_folder, lambda _: None)
        assert ("stop_display" in {m.service for m in answer.moves if m.kind == "out"}) is not stays


# what if ---------------------------------------------------------------------------------------------------------------


def test_halving_a_ceiling_says_what_goes_and_why(tiny_folder: Path) -> None:
    answer = what_if.what_if(tiny_folder, ["rows/ceilings/*~capital~*/ceiling_won=*0.5"], None, "", tiny_folder, lambda _: None)
    assert (140_000_000, 70_000_000) in [(e.was, e.now) for e in answer.edits] and len(answer.edits) == 6
    gone = [m for m in answer.moves if m.kind == "out"]
    assert gone and all(m.why for m in gone) and all(m.points <= 0 for m in gone)
    points = next(m for m in answer.whole if m.name.startswith("점수"))
    assert points.now < points.was == pytest.approx(169.015)
    assert any(m.name.startswith("2025") and m.now <= 70_000_000 for m in answer.money)
    assert "바꾼 것" in what_if.as_text(answer) and "빠짐" in what_if.as_text(answer)
    assert not (tiny_folder / "plan").exists()  # nothing is written but kept answers


def test_it_answers_what_a_build_with_the_changed_row_answers(tiny_folder: Path) -> None:
    asked = what_if.what_if(tiny_folder, ["rows/ceilings/city~capital~*/ceiling_won=*0.5"], None, "", tiny_folder, lambda _: None)
    building.build(tiny_folder, formats=["html"])
    for year, won in (("2025", "60000000"), ("2026", "30000000"), ("2027", "10000000")):
        edit_cell(tiny_folder / "rows" / "ceilings.csv", {"fund": "city", "purpose": "capital", "year": year}, "ceiling_won", won)
    told = what_if.what_if(tiny_folder, [], None, "", tiny_folder, lambda _: None)  # the rows as they are now, against the last plan
    assert told.moves == asked.moves and told.money == asked.money and told.whole == asked.whole
    assert sorted((e.fact, e.now) for e in told.edits) == sorted((e.fact, e.now) for e in asked.edits)


def test_all_wrong_wishes_are_told_together(tiny_folder: Path) -> None:
    from dosi.model.errors import InputFault

    wishes = ["rows/ceilings/state~capital~2025", "rows/ceiling/a/b=1", "rows/ceilings/state~capital~2099/ceiling_won=1", "rows/ceilings/state~capital~2025/fund=city",
              "rows/ceilings/state~capital~2025/ceiling_won=much", "rows/ceilings/state~capital~2025/ceiling_won=-5", "rows/ceilings/state~capital~2025/basis=*2"]
    with pytest.raises(InputFault) as refused:
        what_if.what_if(tiny_folder, wishes, None, "", tiny_folder, lambda _: None)
    assert len(refused.value.faults) == len(wishes)
