"""What zones lack against the standards, in units and money by phase: worked out on the tiny city, and for every kind against trying it."""

from __future__ import annotations

from itertools import combinations_with_replacement, count
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import edit_cell
from hypothesis import given, settings
from hypothesis import strategies as st
from test_standard_cases import CASES, standards
from test_tiny_answers import MILLION, row

from dosi.document.blocks.infrastructure import infrastructure_gaps
from dosi.document.plan import Plan
from dosi.infrastructure.lacking import needed
from dosi.infrastructure.standards.adding import fewest_more
from dosi.infrastructure.standards.count_per import count_per
from dosi.infrastructure.standards.count_per import more as more_counted
from dosi.infrastructure.standards.coverage import coverage
from dosi.infrastructure.standards.coverage import more as more_covering
from dosi.infrastructure.standards.distances import Straight
from dosi.infrastructure.standards.judging import FAIL, PASS, Demand, Grounds, Stock
from dosi.infrastructure.standards.presence import more as more_present
from dosi.infrastructure.standards.presence import presence
from dosi.infrastructure.standards.ratio import more as more_of_ratio
from dosi.infrastructure.standards.ratio import ratio
from dosi.infrastructure.standards.spacing import more as more_between
from dosi.infrastructure.standards.spacing import spacing
from dosi.infrastructure.trying import try_case
from dosi.model.assets import Assets
from dosi.model.blocks import TableBlock, Text
from dosi.model.errors import InputFault
from dosi.model.findings import Shortfalls
from dosi.model.rows import Services
from dosi.model.standard_cases import Case
from dosi.sources.city import shipped
from dosi.workbench import building
from dosi.workbench.building import Made

# the tiny city, by hand ---------------------------------------------------------------------------------------------------


def test_subjects_that_fail_are_put_right_in_the_first_phase(tiny: Made) -> None:
    # crossing k2 of zone a has no signal; one smart crossing is 40 million
    first, later = (row(tiny, Shortfalls.name, f"crossing_signal~signal~a~{p}") for p in ("p1", "p2"))
    assert (first["manner"], first["units"], first["further_units"], first["capital_won"]) == ("mend", 1, 1, 40 * MILLION)
    assert (later["units"], later["further_units"], later["capital_won"]) == (1, 0, 0)
    assert first["people"] is None


def test_devices_to_add_reach_the_share_of_the_people_foreseen(tiny: Made) -> None:
    # b: 94.5 of 189 live near a stop at the end of 2026, six in ten are 113.4: one more stop. c: 0 of 174 in two cells a kilometre apart, 104.4: one cell is not enough
    b, c = (row(tiny, Shortfalls.name, f"crossing_signal~reach~{z}~p1") for z in "bc")
    assert (b["people"], b["units"], b["capital_won"]) == (189, 1, 10 * MILLION)
    assert (c["people"], c["units"], c["capital_won"], c["capital_won_low"], c["operating_won_per_year"]) == (174, 2, 20 * MILLION, 16 * MILLION, MILLION)


def test_zones_that_lack_nothing_have_no_row_and_what_cannot_be_told_is_no_shortfall(tiny: Made) -> None:
    rows = tiny.shelf[Shortfalls].rows
    assert set(rows.loc[rows["requirement"] == "signal", "zone"]) == {"a", "c"}  # b has a crossing that cannot be told
    assert set(rows.loc[rows["requirement"] == "reach", "zone"]) == {"b", "c"}


def test_the_plan_names_the_service_that_makes_it_good_not_another_that_keeps_the_same_standard(tiny: Made) -> None:
    (table,) = infrastructure_gaps(Plan(tiny.city, tiny.shelf))
    assert isinstance(table, TableBlock)
    said = {row.key: "".join(run.text for run in row.cells[-1] if isinstance(run, Text)) for row in table.rows}
    assert "정류장 안내기" in said["crossing_signal~reach"] and "스마트 건널목" not in said["crossing_signal~reach"]
    assert "스마트 건널목" in said["crossing_signal~signal"]


def test_a_standard_that_names_no_service_has_no_cost_and_an_unknown_service_is_a_fault(tiny_folder: Path) -> None:
    path = tiny_folder / "catalogue" / "standards" / "crossing_signal.toml"
    text = path.read_text()
    path.write_text(text.replace('met_by = {service = "smart_crossing"}\n', ""))
    made = building.make(tiny_folder, to="gaps")
    assert (row(made, Shortfalls.name, "crossing_signal~signal~a~p1")["units"], row(made, Shortfalls.name, "crossing_signal~signal~a~p1")["capital_won"]) == (1, None)
    path.write_text(text.replace('service = "smart_crossing"', 'service = "smart_crosing"'))
    with pytest.raises(InputFault, match="smart_crosing") as fault:
        building.make(tiny_folder, to="gaps")
    assert "smart_crossing" in str(fault.value)


def test_one_unit_of_a_service_can_make_good_several(tiny_folder: Path) -> None:
    path = tiny_folder / "catalogue" / "standards" / "crossing_signal.toml"
    path.write_text(path.read_text().replace('{service = "stop_display"}', '{service = "stop_display", each = 2}'))
    made = building.make(tiny_folder, to="gaps")
    assert [row(made, Shortfalls.name, f"crossing_signal~reach~{z}~p1")["service_units"] for z in "bc"] == [1, 1]


def test_more_people_foreseen_need_no_fewer_devices_later(tiny_folder: Path) -> None:
    edit_cell(tiny_folder / "rows" / "phases.csv", {"phase": "p1"}, "to_year", "2025")
    made = building.make(tiny_folder, to="gaps")
    units = made.shelf[Shortfalls].rows.pivot_table(index=["requirement", "zone"], columns="phase", values="units", aggfunc="sum")
    assert (units["p2"] >= units["p1"]).all()


# every kind, against trying it ------------------------------------------------------------------------------------------------


def assets(xy: np.ndarray, role: str = "r", zone: np.ndarray | None = None, shape: np.ndarray | None = None, **columns: object) -> Assets:
    n = len(xy)
    return Assets(pd.DataFrame(columns, index=range(n)), np.array([f"{role}{i}" for i in range(n)], dtype=object), np.full(n, role, dtype=object), np.full(n, "l", dtype=object),
                  np.zeros(n, dtype=int) if zone is None else zone, xy[:, 0].astype(float), xy[:, 1].astype(float), shape)  # fmt: skip


def stock(places: Assets, others: Assets | None = None, demand: Demand | None = None) -> Stock:
    empty = np.zeros(0)
    return Stock(places, lambda _: others if others is not None else places.taken(np.zeros(0, dtype=int)), demand or Demand(empty, empty, empty, empty.astype(int)), Grounds(("a",), ("new_town",), np.array([2.5])), Straight())


points = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=5, unique=True).map(lambda p: np.array(p, dtype=float).reshape(-1, 2))


@settings(max_examples=60)
@given(people=st.integers(1, 5000), standing=st.integers(1, 6), amount=st.sampled_from([100, 1000]), least=st.sampled_from([0.5, 1, 2]))
def test_a_count_is_met_by_so_many_more_and_by_none_fewer(people: int, standing: int, amount: int, least: float) -> None:
    home = Demand(np.zeros(1), np.zeros(1), np.array([float(people)]), np.zeros(1, dtype=int))

    def judged(places: int) -> tuple[int, int]:
        here = stock(assets(np.zeros((places, 2))), demand=home)
        verdict = count_per(here, per="people", amount=amount, min_count=least)
        return int(verdict.state[0]), int(more_counted(here, verdict, per="people", amount=amount, min_count=least)[0])

    state, lacks = judged(standing)
    assert (lacks > 0) == (state == FAIL)
    assert judged(standing + lacks)[0] == PASS
    if lacks:
        assert judged(standing + lacks - 1)[0] == FAIL


@settings(max_examples=60)
@given(spaces=st.integers(1, 400), bays=st.integers(0, 30), share=st.sampled_from([0.02, 0.05, 0.5]))
def test_a_ratio_is_met_by_so_many_more_and_by_none_fewer(spaces: int, bays: int, share: float) -> None:
    def judged(over: int) -> tuple[int, int]:
        here = stock(assets(np.zeros((1, 2)), over=[over], under=[spaces]))
        verdict = ratio(here, numerator="over", denominator="under", min_share=share)
        return int(verdict.state[0]), int(more_of_ratio(here, verdict, numerator="over", denominator="under", min_share=share)[0])

    lacks = judged(bays)[1]
    assert judged(bays + lacks)[0] == PASS
    if lacks:
        assert judged(bays + lacks - 1)[0] == FAIL


@settings(max_examples=60)
@given(at=st.lists(st.integers(0, 1000), min_size=2, max_size=6, unique=True), most=st.sampled_from([50.0, 120.0, 300.0]))
def test_gaps_divided_evenly_keep_the_spacing(at: list[int], most: float) -> None:
    street = assets(np.array([[500.0, 0]]), "street", shape=np.array([shapely.LineString([(0, 0), (1000, 0)])], dtype=object))

    def judged(along: list[float]) -> tuple[bool, int]:
        here = stock(assets(np.array([[x, 0.0] for x in along])), street)
        verdict = spacing(here, along="line:street", max_m=most)
        return bool((verdict.state == FAIL).any()), int(more_between(here, verdict, along="line:street", max_m=most)[0])

    lacks = judged([float(x) for x in at])[1]
    filled: list[float] = []
    for here, there in zip(sorted(at), [*sorted(at)[1:], None], strict=True):
        parts = 1 if there is None else int(np.ceil((there - here) / most))
        filled += [here + (there - here) * n / parts for n in range(parts)] if there is not None else [float(here)]
    assert len(filled) - len(at) == lacks
    assert not judged(filled)[0]


@settings(max_examples=60, deadline=None)
@given(homes=points, people=st.lists(st.integers(1, 9), min_size=5, max_size=5), standing=points, share=st.sampled_from([0.3, 0.7, 1.0]), radius=st.sampled_from([1.0, 2.3]))
def test_so_many_more_can_cover_the_share_and_the_fewest_are_never_above(homes: np.ndarray, people: list[int], standing: np.ndarray, share: float, radius: float) -> None:
    weight = np.array(people[: len(homes)], dtype=float)
    demand = Demand(homes[:, 0], homes[:, 1], weight, np.zeros(len(homes), dtype=int))

    def passes(xy: np.ndarray) -> bool:
        return int(coverage(stock(assets(xy), demand=demand), radius_m=radius, min_share=share).state[0]) == PASS

    here = stock(assets(standing), demand=demand)
    lacks = int(more_covering(here, coverage(here, radius_m=radius, min_share=share), radius_m=radius, min_share=share)[0])
    fewest = next(n for n in count() if any(passes(np.vstack([standing, homes[list(chosen)].reshape(-1, 2)])) for chosen in combinations_with_replacement(range(len(homes)), n)))
    assert fewest <= lacks <= len(homes)
    assert (lacks == 0) == (fewest == 0)
    if share == 1.0 or len(homes) <= 2:
        assert lacks <= max(1, fewest) * (1 + np.log(len(homes)))  # Chvatal's bound


@settings(max_examples=60, deadline=None)
@given(places=points, others=points, least=st.integers(1, 2), radius=st.sampled_from([1.0, 2.3]))
def test_so_many_more_beside_those_that_fail_are_enough(places: np.ndarray, others: np.ndarray, least: int, radius: float) -> None:
    def judged(xy: np.ndarray) -> tuple[int, int]:
        here = stock(assets(places), assets(xy, "other"))
        verdict = presence(here, near="facility:other", within_m=radius, min_count=least)
        return int((verdict.state == FAIL).sum()), int(more_present(here, verdict, near="facility:other", within_m=radius, min_count=least)[0])

    failing, lacks = judged(others)
    assert (lacks > 0) == (failing > 0)
    if lacks:
        assert any(judged(np.vstack([others, places[list(chosen)]]))[0] == 0 for chosen in combinations_with_replacement(range(len(places)), lacks))


def test_nothing_reaches_a_point_that_no_site_reaches() -> None:
    assert fewest_more(np.array([0]), np.array([0]), np.array([1, 1]), np.array([1.0, 1.0]), 2) is None
    assert fewest_more(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0), 0) == 0


FAILING = [c for c in CASES if c.state == "fail"]


@pytest.mark.parametrize("case", FAILING, ids=lambda c: f"{c.standard}-{c.requirement}-{c.ko[:24]}".replace(" ", "_"))
def test_every_worked_case_that_fails_lacks_something(case: Case) -> None:
    manner, lacking = needed(try_case(case, standards()), 1)
    assert lacking[0] >= 1
    assert manner in ("add", "mend")


def test_every_service_that_a_standard_names_is_in_the_catalogue() -> None:
    named = standards().rows.dropna(subset=["met_by"])
    assert len(named) >= 12
    assert set(named["met_by"]) <= set(shipped("kr", Services).rows["service"])
    assert (named["met_each"] >= 1).all()
