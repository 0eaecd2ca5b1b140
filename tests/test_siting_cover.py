"""Maximal covering, set cover and p-center: every choice tried by hand on small cases, limits one by one and together, merging, proof, broken files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dosi.infrastructure.siting import max_cover, p_center, p_median, set_cover
from dosi.infrastructure.siting.max_cover import covered
from dosi.infrastructure.siting.reaching import too_near, within
from dosi.model.siting import Answer, DemandPoints, Effort, Instance, Limits, SitePoints
from dosi.sources.siting.cost_table import read_cost_table
from dosi.sources.siting.or_library import read_or_library
from dosi.sources.siting.tsplib import read_tsplib
from dosi.workbench.cli import app

LOCATION = ROOT.parent / "shared" / "data" / "location"
needs_data = pytest.mark.skipif(not LOCATION.is_dir(), reason="the benchmark instances are not beside the repository")


def instance_of(reach: np.ndarray, weight: np.ndarray, problem: str, limits: Limits, cost: np.ndarray | None = None) -> Instance:
    start = np.r_[0, np.cumsum(reach.sum(axis=1))].astype(np.int64)
    return Instance(problem, np.arange(len(reach)), np.arange(reach.shape[1]), weight, start, np.nonzero(reach)[1].astype(np.int32), None if cost is None else cost[reach], limits)


def choices(limits: Limits, sites: int) -> Iterator[tuple[int, ...]]:
    """Every set of sites that keeps number, money, spacing and states."""
    for chosen in (c for count in range(sites + 1) for c in combinations(range(sites), count)):
        new = [s for s in chosen if s not in limits.existing]
        if not {*limits.existing, *limits.required} <= set(chosen) or set(chosen) & set(limits.forbidden):
            continue
        if limits.p is not None and len(new) > limits.p:
            continue
        if limits.budget is not None and limits.site_cost is not None and sum(limits.site_cost[s] for s in new) > limits.budget:
            continue
        if any(a in chosen and b in chosen for a, b in limits.apart.tolist()):
            continue
        yield chosen


def ways(reach: np.ndarray, weight: np.ndarray, limits: Limits, chosen: tuple[int, ...]) -> Iterator[np.ndarray]:
    """Which points can be covered by chosen sites: one way, or with capacities every way to give points to sites."""
    if limits.capacity is None:
        yield reach[:, list(chosen)].sum(axis=1) >= limits.backup
        return
    for given_to in product(*[[-1, *[s for s in chosen if reach[j, s]]] for j in range(len(reach))]):
        load = np.zeros(reach.shape[1])
        for j, s in enumerate(given_to):
            load[s] += weight[j] if s >= 0 else 0
        if all(load[s] <= limits.capacity[s] for s in chosen):
            yield np.array(given_to) >= 0


def floors_kept(weight: np.ndarray, limits: Limits, is_covered: np.ndarray) -> bool:
    if limits.zone is None:
        return True
    return all(weight[is_covered & (limits.zone == z)].sum() >= limits.zone_floor_share * weight[limits.zone == z].sum() - 1e-9 for z in range(len(limits.zones)))


@st.composite
def small(draw: st.DrawFn, problem: str) -> tuple[np.ndarray, np.ndarray, Limits]:
    capacity = draw(st.integers(0, 4)) == 0
    demand, sites = (draw(st.integers(1, 4)), draw(st.integers(2, 4))) if capacity else (draw(st.integers(1, 9)), draw(st.integers(2, 7)))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    reach = rng.random((demand, sites)) < draw(st.sampled_from([0.3, 0.5]))
    weight = rng.integers(0, 9, demand) if draw(st.booleans()) else rng.random(demand) * 9
    roles = rng.permutation(sites)
    more: dict[str, Any] = {"existing": tuple(roles[: draw(st.integers(0, 1))].tolist()), "required": tuple(roles[1 : 1 + draw(st.integers(0, 1))].tolist())}
    if sites > 3 and draw(st.booleans()):
        more["forbidden"] = tuple(roles[2:3].tolist())
    if problem == "max-cover":
        more["p"] = draw(st.integers(1, sites - len(more["existing"]) - len(more.get("forbidden", ()))))
        if draw(st.booleans()):
            more |= {"site_cost": rng.integers(1, 10, sites), "budget": int(rng.integers(4, 25))}
    elif draw(st.booleans()):
        more["site_cost"] = rng.integers(1, 10, sites)
    if draw(st.booleans()):
        more["apart"] = np.array([roles[-2:]])
    if capacity:
        more["capacity"] = rng.integers(2, 16, sites)
    elif draw(st.booleans()):
        more["backup"] = 2
    if draw(st.booleans()):
        zone = rng.integers(0, 2, demand)
        more |= {"zone": zone, "zones": ("a", "b"), "zone_floor_share": draw(st.sampled_from([0.2, 0.5]))}
    if problem == "set-cover":
        more["cover_share"] = draw(st.sampled_from([1.0, 0.7, 0.4]))
    return reach, weight, Limits(**more)


def checked(instance: Instance, answer: Answer) -> np.ndarray:
    """Which points the answer covers; its assignment is one that exists."""
    reach = np.zeros((len(instance.demand), len(instance.sites)), bool)
    reach[instance.owner, instance.site] = True
    for j, s in enumerate(answer.assignment.tolist()):
        assert s == -1 or (s in answer.sites and reach[j, s])
    return covered(instance, np.array(answer.sites, np.int64), answer.assignment)


@settings(max_examples=150)
@given(small("max-cover"))
def test_maximal_covering_equals_trying_every_choice(case: tuple[np.ndarray, np.ndarray, Limits]) -> None:
    reach, weight, limits = case
    instance = instance_of(reach, weight, "max-cover", limits)
    answer = max_cover.solve(instance, Effort())
    values = [weight[c].sum() for chosen in choices(limits, reach.shape[1]) for c in ways(reach, weight, limits, chosen) if floors_kept(weight, limits, c)]
    if not values:
        assert (answer.status, answer.value, answer.sites) == ("infeasible", None, ())
        return
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(max(values), rel=1e-8, abs=1e-9)
    assert weight[checked(instance, answer)].sum() == pytest.approx(answer.value)


@settings(max_examples=150)
@given(small("set-cover"))
def test_set_cover_equals_trying_every_choice(case: tuple[np.ndarray, np.ndarray, Limits]) -> None:
    reach, weight, limits = case
    instance = instance_of(reach, weight, "set-cover", limits)
    answer = set_cover.solve(instance, Effort())
    each = np.ones(reach.shape[1], int) if limits.site_cost is None else limits.site_cost

    def enough(c: np.ndarray) -> bool:
        return bool(c.all()) if limits.cover_share >= 1 else bool(weight[c].sum() >= limits.cover_share * weight.sum() - 1e-9)

    values = [sum(each[s] for s in chosen if s not in limits.existing) for chosen in choices(limits, reach.shape[1])
              for c in ways(reach, weight, limits, chosen) if floors_kept(weight, limits, c) and enough(c)]  # fmt: skip
    if not values:
        assert (answer.status, answer.value) == ("infeasible", None)
        return
    assert (answer.status, answer.value) == ("optimal", min(values))
    assert enough(checked(instance, answer))


@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_p_center_equals_trying_every_choice(seed: int, limited: bool, sparse: bool) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 12, (8, 6))
    reach = rng.random((8, 6)) < (0.6 if sparse else 2)
    reach[np.arange(8), rng.integers(0, 6, 8)] = True
    limits = Limits(p=2, existing=(0,), forbidden=(1,), apart=np.array([[2, 3]])) if limited else Limits(p=2)
    answer = p_center.solve(instance_of(reach, np.ones(8, np.int64), "p-center", limits, cost), Effort())
    values = [np.where(reach, cost, 99)[:, list(c)].min(axis=1).max() for c in choices(limits, 6) if c]
    best = min(v for v in values if v < 99) if any(v < 99 for v in values) else None
    assert (answer.status, answer.value) == (("infeasible", None) if best is None else ("optimal", best))


@given(st.integers(0, 10**6))
def test_p_median_with_capacities_equals_trying_every_way(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost, weight, capacity = rng.integers(0, 12, (4, 4)), rng.integers(1, 5, 4), rng.integers(2, 9, 4)
    limits = Limits(p=2, capacity=capacity)
    answer = p_median.solve(instance_of(np.ones((4, 4), bool), weight, "p-median", limits, cost), Effort())
    values = [sum(int(weight[j]) * int(cost[j, s]) for j, s in enumerate(to)) for chosen in choices(limits, 4) for to in product(chosen, repeat=4)
              if all(sum(weight[j] for j, t in enumerate(to) if t == s) <= capacity[s] for s in chosen)]  # fmt: skip
    assert (answer.status, answer.value) == (("optimal", min(values)) if values else ("infeasible", None))


def points(seed: int, demand: int, sites: int, zones: bool = False) -> tuple[DemandPoints, SitePoints]:
    rng = np.random.default_rng(seed)
    names = ("east", "west") if zones else ()
    people = DemandPoints(np.arange(demand), rng.integers(0, 10, (demand, 2)).astype(float), rng.integers(0, 9, demand), rng.integers(0, 2, demand) if zones else None, names)
    return people, SitePoints(np.arange(sites), rng.integers(0, 10, (sites, 2)).astype(float), rng.choice([2.0, 3.0], sites))


@given(st.integers(0, 10**6), st.booleans())
def test_merged_points_are_reached_as_each_of_them_is(seed: int, zones: bool) -> None:
    people, places = points(seed, 60, 7, zones)
    merged = within(people, places, "max-cover", Limits(p=2, zone=people.zone, zones=people.zones))
    reach = ((people.xy[:, None] - places.xy[None]) ** 2).sum(axis=2) <= places.radius**2
    own = np.zeros((len(merged.instance.demand), 7), bool)
    own[merged.instance.owner, merged.instance.site] = True
    assert (own[merged.group] == reach).all()
    assert len(np.unique(np.c_[own, merged.instance.limits.zone if zones else np.zeros(len(own))], axis=0)) == len(own)
    assert merged.instance.weight.tolist() == np.bincount(merged.group, people.weight, len(own)).tolist()
    assert merged.unreached.tolist() == np.flatnonzero(~reach.any(axis=1)).tolist()
    if zones:
        assert (merged.instance.limits.zone[merged.group] == people.zone).all()  # type: ignore[index]


def test_sites_just_as_far_as_the_spacing_may_both_stand() -> None:
    sites = SitePoints(np.arange(3), np.array([[0.0, 0], [3, 4], [0, 4.99]]), np.ones(3))
    assert sorted(map(tuple, too_near(sites, 5.0).tolist())) == [(0, 2), (1, 2)]


def test_an_answer_stopped_early_keeps_a_true_bound_and_is_not_called_optimal() -> None:
    rng = np.random.default_rng(5)
    people = DemandPoints(np.arange(3000), rng.random((3000, 2)) * 30, rng.integers(1, 100, 3000))
    merged = within(people, SitePoints(np.arange(60), rng.random((60, 2)) * 30, np.full(60, 4.0)), "max-cover", Limits(p=12)).instance
    full, stopped, near = max_cover.solve(merged, Effort()), max_cover.solve(merged, Effort(nodes=1)), max_cover.solve(merged, Effort(gap=0.05))
    assert full.status == "optimal" and full.bound == full.value and full.gap == 0
    for other in (stopped, near):
        assert other.value <= full.value <= other.bound  # type: ignore[operator]
        assert other.status == "feasible" or other.value == full.value
    assert near.gap is not None and near.gap <= 0.05
    again = max_cover.solve(merged, Effort())
    assert (again.sites, again.bound) == (full.sites, full.bound)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_a_search_out_of_time_claims_no_more_than_it_proved(seconds: float) -> None:
    rng = np.random.default_rng(2)
    xy, weight = rng.random((90, 2)) * 30, rng.integers(1, 9, 90)
    cost = (np.hypot(*(xy[:, None] - xy).T) * 100).astype(np.int64)
    for solve, limits in ((p_median.solve, Limits(p=6)), (p_median.solve, Limits(p=6, apart=np.array([[0, 1]]))), (p_center.solve, Limits(p=6))):
        instance = instance_of(np.ones((90, 90), bool), weight, "", limits, cost)
        hurried, patient = solve(instance, Effort(seconds=seconds)), solve(instance, Effort())
        assert patient.status == "optimal"
        assert hurried.value is None or hurried.value >= patient.value  # type: ignore[operator]
        assert hurried.bound is None or hurried.bound <= patient.value  # type: ignore[operator]
        assert (hurried.status == "optimal") <= (hurried.value == patient.value) and hurried.status != "infeasible"
    merged = within(DemandPoints(np.arange(90), xy, weight), SitePoints(np.arange(90), xy, np.full(90, 4.0)), "", Limits(p=6)).instance
    for limits in (merged.limits, Limits(p=6, backup=2)):
        instance = Instance(**{**vars(merged), "limits": limits})
        hurried, patient = max_cover.solve(instance, Effort(seconds=seconds)), max_cover.solve(instance, Effort())
        assert hurried.value is None or hurried.value <= patient.value <= (hurried.bound or np.inf)  # type: ignore[operator]
        assert (hurried.status == "optimal") <= (hurried.value == patient.value) and hurried.status != "infeasible"


def test_zones_whose_floors_clash_are_named() -> None:
    reach = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], bool)
    zone = np.array([0, 1, 2, 2])
    limits = Limits(p=2, zone=zone, zones=("east", "west", "hill"), zone_floor_share=0.4)
    answer = max_cover.solve(instance_of(reach, np.array([5, 5, 5, 5]), "max-cover", limits), Effort())
    assert answer.status == "infeasible" and all(name in answer.because for name in limits.zones)
    alone = Limits(p=2, zone=zone, zones=limits.zones, zone_floor_share=0.9)
    answer = max_cover.solve(instance_of(reach, np.array([5, 5, 5, 5]), "max-cover", alone), Effort())
    assert "hill" in answer.because and "east" not in answer.because


# the commands ------------------------------------------------------------------------------------------------------------


def table(path: Path, head: str, *rows: str) -> str:
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return str(path)


def asked(*args: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(app, ["site", *args, "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def town(tmp_path: Path) -> list[str]:
    """Four hamlets in a row, sites at three of them."""
    demand = table(tmp_path / "demand.csv", "id,x,y,weight,zone", "a,0,0,10,north", "b,4,0,20,north", "c,8,0,30,south", "d,30,0,7,south")
    sites = table(tmp_path / "sites.csv", "id,x,y,cost", "s1,0,0,5", "s2,6,0,9", "s3,30,0,4")
    return ["--demand", demand, "--sites", sites, "--radius", "2"]


def test_the_covering_commands_answer_as_worked_by_hand(town: list[str]) -> None:
    code, answer = asked("max-cover", *town, "-p", "1")
    assert (code, answer["status"], answer["value"], answer["bound"], answer["sites"]) == (0, "optimal", 50, 50, ["s2"])
    assert asked("max-cover", *town, "-p", "1", "--existing", "s2")[1]["value"] == 60
    assert asked("max-cover", *town, "--budget", "9")[1]["sites"] == ["s2"]
    assert asked("max-cover", *town, "-p", "1", "--forbidden", "s2")[1]["sites"] == ["s1"]
    assert asked("max-cover", *town, "-p", "2", "--spacing", "7", "--required", "s1")[1]["sites"] == ["s1", "s3"]
    assert asked("max-cover", *town, "-p", "2", "--zone-floor", "0.8")[1]["status"] == "optimal"
    code, answer = asked("max-cover", *town, "-p", "1", "--zone-floor", "0.9")
    assert (code, answer["status"], answer["value"], answer["bound"]) == (1, "infeasible", None, None) and "south" in answer["because"]
    assert asked("set-cover", *town)[1]["value"] == 18
    assert asked("set-cover", *town, "--share", "0.7")[1] | {"seconds": 0, "because": ""} == {
        "problem": "set-cover", "status": "optimal", "value": 9, "bound": 9, "gap": 0.0, "sites": ["s2"], "seconds": 0, "because": "", "notes": []}  # fmt: skip


def test_points_stand_for_costs_too(town: list[str]) -> None:
    places = town[:4]
    assert asked("p-median", *places, "-p", "2")[1] | {"seconds": 0, "because": "", "notes": []} == {
        "problem": "p-median", "status": "optimal", "value": 160.0, "bound": 160.0, "gap": 0.0, "sites": ["s2", "s3"], "seconds": 0, "because": "", "notes": []}  # fmt: skip
    assert asked("p-median", *places, "--budget", "9")[1]["sites"] == ["s1", "s3"]
    assert asked("p-center", *places, "-p", "2", "--spacing", "25")[1]["sites"] == ["s1", "s3"]
    assert asked("p-median", "-p", "2")[0] == 2 and asked("p-median", town[1], *places, "-p", "2")[0] == 2 and asked("p-median", *town[:2], "-p", "2")[0] == 2


def test_all_faults_of_both_tables_and_of_what_is_asked_come_together(tmp_path: Path) -> None:
    demand = table(tmp_path / "demand.csv", "id,x,y,weight", "a,0,0,-1", "a,NaN,0,2", "b,1,inf,1e300", ",1,1,x")
    sites = table(tmp_path / "sites.csv", "id,x,y,state", "s1,0,0,existing", "s1,1,1,maybe")
    code, answer = asked("max-cover", "--demand", demand, "--sites", sites, "--radius", "2", "-p", "9", "--required", "s9", "--budget", "3", "--zone-floor", "0.5")
    text = json.dumps(answer["faults"], ensure_ascii=False)
    assert code == 2
    for words in ("is negative", "is not a number", "too large", "stands twice", "is empty", "is not known", "more sites asked", "have no cost", "have no zone"):
        assert words in text, words
    assert "row 2, column weight" in text and "row 5, column id" in text


def test_demand_that_no_site_reaches_is_a_fault_where_everyone_must_be_reached_and_else_a_note(town: list[str]) -> None:
    far = [*town[:3], town[3].replace("sites.csv", "few.csv"), *town[4:]]
    table(Path(far[3]), "id,x,y", "s1,0,0", "s2,6,0")
    code, answer = asked("set-cover", *far)
    assert code == 2 and "d" in answer["faults"][0]["found"]
    code, answer = asked("max-cover", *far, "-p", "2")
    assert (code, answer["value"]) == (0, 60) and "7" in answer["notes"][-1]


@pytest.mark.parametrize("content", [b"", b"id,x,y\n", b"\xff\xfe\x00", b"PAR1 cut"])
def test_a_broken_table_is_told(tmp_path: Path, town: list[str], content: bytes) -> None:
    for name in ("broken.csv", "broken.parquet"):
        (tmp_path / name).write_bytes(content)
        assert asked("max-cover", "--demand", str(tmp_path / name), *town[2:], "-p", "1")[0] == 2


def test_a_table_of_costs_gives_p_median_and_p_center(tmp_path: Path) -> None:
    rows = [f"{d},{s},{c},{w}" for d, w, costs in (("a", 2, (1, 9)), ("b", 1, (4, 3))) for s, c in zip("xy", costs, strict=True)]
    file = table(tmp_path / "costs.csv", "demand,site,cost,weight", *rows)
    assert asked("p-median", file, "-p", "1")[1] | {"seconds": 0} | {"because": ""} == {
        "problem": "p-median", "status": "optimal", "value": 6, "bound": 6, "gap": 0.0, "sites": ["x"], "seconds": 0, "because": "", "notes": []}  # fmt: skip
    assert asked("p-center", file, "-p", "1")[1]["value"] == 4
    assert asked("p-median", file)[0] == 2
    wrong = table(tmp_path / "wrong.csv", "demand,site,cost,weight", "a,x,1,1", "a,x,2,1", "a,y,3,5", "b,x,-1,1")
    assert asked("p-median", wrong, "-p", "1")[0] == 2
    huge = table(tmp_path / "huge.csv", "demand,site,cost,weight", "a,x,9000000000000000,9000000000000000")
    code, answer = asked("p-median", huge, "-p", "1")
    assert code == 2 and "overflow" in answer["faults"][0]["what"]


def test_tsplib_points_give_costs_rounded_down_and_faults_by_line(tmp_path: Path) -> None:
    file = tmp_path / "three.tsp"
    file.write_text("NAME : three\nDIMENSION : 3\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n3 3e0 4\nEOF\n", encoding="utf-8")
    instance, _ = read_tsplib(file, "p-median")
    assert instance.cost is not None and instance.cost.reshape(3, 3).tolist() == [[0, 1, 5], [1, 0, 3], [5, 3, 0]]
    file.write_text("NAME : three\nDIMENSION : 4\nNODE_COORD_SECTION\n1 0 0\n1 1 1\n3 nan 4\n", encoding="utf-8")
    code, answer = asked("p-median", str(file), "-p", "1")
    assert code == 2 and [f["where"] for f in answer["faults"]] == ["three.tsp, line 5", "three.tsp, line 6"]


# known optima ------------------------------------------------------------------------------------------------------------


def known(folder: str, name: str = "optimal_values.csv") -> list[dict[str, str]]:
    if not LOCATION.is_dir():
        return []
    with (LOCATION / folder / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@needs_data
@pytest.mark.parametrize("name", ["n100s1", "n300s1"])
def test_published_covers_are_proven(name: str) -> None:
    rows = np.loadtxt(LOCATION / "mclp" / f"{name}.dat", skiprows=1)
    for case in (r for r in known("mclp") if r["instance"] == name):
        people = DemandPoints(rows[:, 0], rows[:, 1:3], rows[:, 4].astype(np.int64))
        places = SitePoints(rows[:, 0], rows[:, 1:3], np.full(len(rows), float(case["radius"])))
        whole = case["problem"] == "LSCP"
        answer = (set_cover if whole else max_cover).solve(within(people, places, "", Limits(p=None if whole else int(float(case["p"])))).instance, Effort())
        assert (answer.status, answer.value) == ("optimal", int(case["optimum"])), case


@needs_data
@pytest.mark.parametrize("number", [1, 6, 11, 16, 20])
def test_published_centers_are_proven(number: int) -> None:
    want = {r["instance"]: int(r["p_center_optimum"]) for r in known("pmed")}[f"pmed{number}"]
    answer = p_center.solve(read_or_library(LOCATION / "pmed" / f"pmed{number}.txt.gz"), Effort())
    assert (answer.status, answer.value) == ("optimal", want)


@needs_data
def test_the_stores_of_a_real_town_are_those_published(tmp_path: Path) -> None:
    with (LOCATION / "san_francisco" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv").open(encoding="utf-8") as lines:
        rows = [f"{r['DestinationName']},{r['name']},{r['distance']},{r['demand']}" for r in csv.DictReader(lines)]
    instance, _ = read_cost_table(Path(table(tmp_path / "sf.csv", "demand,site,cost,weight", *rows)), "p-median")
    for case in known("san_francisco"):
        if not case["problem"].startswith("p-"):
            continue
        limited = Instance(**{**vars(instance), "limits": Limits(p=int(float(case["p"])))})
        answer = (p_median if case["problem"].startswith("p-median") else p_center).solve(limited, Effort())
        assert answer.status == "optimal" and answer.value == pytest.approx(float(case["optimum"]), rel=1e-7)
