"""Several devices over several years: every way tried on small cases, limits one by one and together, worked by hand, as max-cover where it is one, broken tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dosi.infrastructure.siting import max_cover
from dosi.infrastructure.siting.reaching import pairs, within
from dosi.infrastructure.siting.rollout import counting, proving, solving, writing
from dosi.infrastructure.siting.rollout.clashing import smallest
from dosi.infrastructure.siting.solver import branch_and_cut
from dosi.model.rollout import NEVER, Acts, DeviceTypes, Periods, Poles, Rollout, Standing, Supply
from dosi.model.siting import DemandPoints, Effort, Limits, SitePoints
from dosi.workbench.cli import app


def small(seed: int, conditions: frozenset[str], periods: int = 2, types: int = 1, places: int = 3, points: int = 5) -> Rollout:
    """A random case; only what is among the conditions can bite."""
    rng = np.random.default_rng(seed)
    none = np.zeros(places, np.int64)
    near = rng.random((points, places)) < 0.5
    weight = rng.integers(0, 9, (types, points, periods))
    supplies = []
    if "power" in conditions:
        supplies.append(Supply("power_w", rng.integers(1, 4, types), rng.integers(0, 4, places), rng.integers(0, 4, places), rng.integers(0, 4, places)))
    if "backhaul" in conditions:
        supplies.append(Supply("backhaul_mbps", rng.integers(0, 3, types), rng.integers(0, 3, places), rng.integers(0, 3, places), rng.integers(0, 4, places)))
    pole = rng.integers(0, 2, places) * rng.integers(1, 4, places) if "poles" in conditions else none
    first = rng.integers(0, periods, places) if "later" in conditions else none
    room = rng.integers(1, 3, places) if "room" in conditions else np.full(places, NEVER)
    device = rng.integers(1, 7, (types, places))
    if "not everywhere" in conditions:
        device = np.where(rng.random(device.shape) < 0.3, NEVER, device)
    many = int(rng.integers(1, 3)) if "standing" in conditions else 0
    free = np.flatnonzero(pole == 0)
    if not len(free):
        many = 0
    movable = rng.random(many) < 0.6
    fate = np.array([rng.choice([f for f in ("", "", "kept", "moved", "retired") if f != "moved" or m]) if "fates" in conditions else "" for m in movable], object)
    standing = Standing(np.arange(many), rng.integers(0, types, many), rng.choice(free, many) if many else np.zeros(0, np.int64), rng.integers(0, periods + 1, many), rng.integers(0, 3, many),
                        np.where(movable, rng.integers(0, 4, many), NEVER), rng.integers(-3, 4, many), fate)  # fmt: skip
    kinds = DeviceTypes(np.arange(types), np.ones(types), rng.integers(0, 3, types) if "operating" in conditions else np.zeros(types, np.int64),
                        rng.integers(0, 3, types) if "most" in conditions else np.full(types, NEVER), rng.choice([0.0, 0.3, 0.6], types) if "floors" in conditions else np.zeros(types))  # fmt: skip
    budget = rng.integers(0, 14, periods)
    start = np.r_[0, np.cumsum(near.sum(axis=1))].astype(np.int64)
    place = np.nonzero(near)[1]
    discount = rng.choice([1.0, 0.5], periods) if "discount" in conditions else rng.integers(1, 3, periods)
    zoned = "zones" in conditions
    return Rollout(Periods(np.arange(periods), budget, discount, "carried" in conditions), kinds, Poles(np.arange(places), rng.random((places, 2)), pole, first, room, device, tuple(supplies)), standing,
                   np.arange(points), weight, start, place, rng.choice([0.5, 1.0, 1.5], len(place), p=[0.5, 0.4, 0.1]),
                   rng.integers(0, 2, points) if zoned else None, ("a", "b") if zoned else (), 0.4 if zoned else 0.0)  # fmt: skip


def ways(rollout: Rollout) -> Iterator[Acts]:
    """All acts there are, whether they keep the limits or not."""
    kinds, places, end = rollout.shape
    when = range(end + 1)  # the end: never
    seats = [(k, i) for k in range(kinds) for i in range(places) if rollout.poles.device_cost[k, i] != NEVER]
    poles = [i for i in range(places) if rollout.poles.cost[i] > 0]
    more = [(s, i) for s, supply in enumerate(rollout.poles.supplies) for i in range(places) if supply.more[i] > 0]
    lives = []
    for e in range(len(rollout.standing.ids)):
        stop = min(int(rollout.standing.last[e]) + 1, end)
        own: list[tuple[Any, Any]] = [(None, t) for t in range(stop + 1)]
        own += [((i, t), stop) for i in range(places) for t in range(stop)]
        lives.append(own)

    def rows(entries: list[Any], width: int) -> np.ndarray:
        return np.array(sorted(entries), np.int64).reshape(-1, width)

    for new in product(when, repeat=len(seats)):
        put = [(*seat, t) for seat, t in zip(seats, new, strict=True) if t < end]
        for life in product(*lives):
            moved = rows([(e, *m) for e, (m, _) in enumerate(life) if m is not None], 3)
            gone = rows([(e, t) for e, (_, t) in enumerate(life) if t < end], 2)
            for up in product(when, repeat=len(poles)):
                for built in product(when, repeat=len(more)):
                    yield Acts(rows(put, 3), rows([(i, t) for i, t in zip(poles, up, strict=True) if t < end], 2),
                               rows([(*m, t) for m, t in zip(more, built, strict=True) if t < end], 3), moved, gone)  # fmt: skip


def worth(rollout: Rollout, acts: Acts) -> float:
    return float((counting.covered(rollout, counting.reached(rollout, counting.stands(rollout, acts))) * rollout.periods.weight).sum())


def best_of_all(rollout: Rollout) -> float | None:
    values = [worth(rollout, acts) for acts in ways(rollout) if not counting.broken(rollout, acts)]
    return max(values) if values else None


CONDITIONS = ("poles", "power", "backhaul", "room", "later", "not everywhere", "standing", "fates", "operating", "most", "floors", "zones", "carried", "discount")


def size(conditions: frozenset[str]) -> dict[str, int]:
    """Few enough ways to try them all."""
    heavy = len(conditions & {"poles", "power", "backhaul"}) + 2 * ("standing" in conditions)
    return {"periods": 2, "types": 2 if heavy < 2 else 1, "places": 3 if heavy < 2 else 2, "points": 4}


def agrees(rollout: Rollout) -> None:
    answer, best = solving.solve(rollout, Effort()), best_of_all(rollout)
    if best is None:
        assert (answer.status, answer.value, answer.sites) == ("infeasible", None, ())
        return
    assert answer.status == "optimal" and answer.value == pytest.approx(best) and answer.bound == pytest.approx(best)
    assert counting.broken(rollout, answer.acts) == [] and worth(rollout, answer.acts) == pytest.approx(best)
    assert (counting.left(rollout, answer.spent) >= 0).all()


@pytest.mark.parametrize("condition", ["", *CONDITIONS])
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_each_condition_alone_equals_trying_every_way(condition: str, seed: int) -> None:
    conditions = frozenset({condition, "standing"} if condition == "fates" else {condition, "poles"} if condition in ("power", "backhaul") else {condition})
    agrees(small(seed, conditions, **size(conditions)))


@settings(max_examples=40, deadline=None)
@example(31, {"power", "standing", "later"})  # what stands where power may be built only later
@given(st.integers(0, 10**6), st.sets(st.sampled_from(CONDITIONS), min_size=3))
def test_conditions_together_equal_trying_every_way(seed: int, held: set[str]) -> None:
    conditions = frozenset(held)
    agrees(small(seed, conditions, **size(conditions)))


def test_one_period_and_one_type_are_max_cover() -> None:
    rng = np.random.default_rng(3)
    people = DemandPoints(np.arange(300), rng.integers(0, 100, (300, 2)).astype(float), rng.integers(1, 50, 300))
    places = SitePoints(np.arange(25), rng.integers(0, 100, (25, 2)).astype(float), np.full(25, 15.0), rng.integers(2, 9, 25))
    merged = within(people, places, "max-cover", Limits(site_cost=places.cost, budget=30)).instance
    start, place = pairs(people.xy, places)
    far = np.hypot(*(people.xy[np.repeat(np.arange(300), np.diff(start))] - places.xy[place]).T)
    none = np.zeros(25, np.int64)
    assert places.cost is not None
    rollout = Rollout(Periods(np.array([2025]), np.array([30]), np.array([1])), DeviceTypes(np.array(["camera"]), np.array([15.0]), np.zeros(1, np.int64), np.array([NEVER]), np.zeros(1)),
                      Poles(places.ids, places.xy, none, none, np.full(25, NEVER), places.cost[None, :]), Standing(*(np.zeros(0, np.int64),) * 7, np.zeros(0, object)),
                      people.ids, people.weight[None, :, None], start, place, far)  # fmt: skip
    one, other = solving.solve(rollout, Effort()), max_cover.solve(merged, Effort())
    assert (one.status, one.value, one.bound) == (other.status, other.value, other.bound) == ("optimal", one.value, one.value)


def middling(seed: int = 4) -> Rollout:
    """Large enough for prices, windows and reduced costs."""
    rng = np.random.default_rng(seed)
    rollout = small(seed, frozenset(CONDITIONS) - {"floors", "zones", "most", "fates", "discount"}, 3, 3, 30, 400)
    xy, at = rng.random((400, 2)) * 10, rng.random((30, 2)) * 10
    start, place = pairs(xy, SitePoints(np.arange(30), at, np.full(30, 2.5)))
    near = np.hypot(*(xy[np.repeat(np.arange(400), np.diff(start))] - at[place]).T)
    poles = replace(rollout.poles, xy=at)
    return replace(rollout, start=start, place=place, distance=near, types=replace(rollout.types, radius=np.array([1.0, 2.0, 2.5])), poles=poles, periods=replace(rollout.periods, budget=np.array([25, 20, 30])))


def test_the_way_of_large_ones_ends_where_the_way_of_small_ones_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices, windows, what reduced costs leave: the same value, proven; the same acts on a second run; stopped early, no more is claimed than is true."""
    rollout = middling()
    plain = solving.solve(rollout, Effort())
    monkeypatch.setattr(solving, "SMALL", 0)
    priced = solving.solve(rollout, Effort())
    again = solving.solve(rollout, Effort())
    assert plain.status == priced.status == "optimal" and plain.value == priced.value
    assert all((a == b).all() for a, b in zip(vars(priced.acts).values(), vars(again.acts).values(), strict=True))
    for near in (solving.solve(rollout, Effort(gap=0.05)), solving.solve(rollout, Effort(seconds=0.0))):
        assert near.value is None or near.value <= plain.value <= near.bound  # type: ignore[operator]
        assert near.status == "feasible" or near.value == plain.value
    monkeypatch.setattr(proving, "FEW_ENTRIES", 0)  # the first-order method
    assert solving.solve(rollout, Effort(gap=0.01)).value >= 0.99 * plain.value  # type: ignore[operator]


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_any_prices_prove_a_bound_that_holds(seed: int) -> None:
    rollout = small(seed, frozenset({"poles", "power", "standing", "carried"}), 2, 2, 3, 5)
    f = writing.flat(rollout)
    low, high = writing.sides(f)
    programme = writing.written(f, writing.rows(f), low, high)
    best = branch_and_cut(programme, Effort())
    rng = np.random.default_rng(seed)
    assert best.x is None or proving.proven(programme, rng.normal(size=len(programme.row_lower)) * 5)[0] <= programme.cost @ best.x + 1e-6


@given(st.sets(st.frozensets(st.integers(0, 6), min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_clashes_is_a_set_of_which_nothing_can_be_left_out(clashes: set[frozenset[int]]) -> None:
    def feasible(held: Sequence[int]) -> bool:
        return not any(c <= set(held) for c in clashes)

    found = smallest(range(7), feasible)
    assert not feasible(found) and all(feasible([x for x in found if x != left]) for left in found)


@pytest.mark.parametrize(("change", "said"), [
    (lambda a: replace(a, new=np.array([[0, 0, 0]] * 1), retired=a.retired), "more than one"),
    (lambda a: replace(a, new=np.array([[0, 1, 0]])), "no pole"),
    (lambda a: replace(a, new=np.array([[0, 2, 0]])), "power_w"),
    (lambda a: replace(a, new=np.array([[0, 2, 1]]), built=np.array([[0, 2, 0]]), poles=np.array([[1, 0]])), "money"),
    (lambda a: replace(a, retired=np.zeros((0, 2), np.int64)), "lifetime"),
    (lambda a: replace(a, moved=np.array([[1, 2, 0]])), "cannot be moved"),
    (lambda a: replace(a, retired=np.array([[0, 0], [1, 0]])), "is not kept"),
])  # fmt: skip
def test_the_count_of_acts_sees_each_broken_limit(change: Any, said: str) -> None:
    poles = Poles(np.arange(3), np.zeros((3, 2)), np.array([0, 3, 0]), np.zeros(3, np.int64), np.full(3, NEVER), np.full((1, 3), 2), (Supply("power_w", np.array([5]), np.array([9, 9, 1]), np.array([0, 0, 9]), np.array([0, 0, 4])),))
    standing = Standing(np.arange(2), np.zeros(2, np.int64), np.array([0, 2]), np.array([2, 0]), np.zeros(2, np.int64), np.full(2, NEVER), np.zeros(2, np.int64), np.array(["kept", ""], object))
    poles = replace(poles, supplies=(replace(poles.supplies[0], has=np.array([9, 9, 5])),)) if said in ("more than one", "lifetime", "cannot be moved", "no pole") else poles
    rollout = Rollout(Periods(np.arange(2), np.array([6, 2]), np.ones(2, np.int64)), DeviceTypes(np.array(["a"]), np.ones(1), np.zeros(1, np.int64), np.array([NEVER]), np.zeros(1)), poles, standing,
                      np.arange(1), np.ones((1, 1, 2), np.int64), np.array([0, 1]), np.array([0]), np.array([1.0]))  # fmt: skip
    acts = change(Acts(retired=np.array([[1, 1]])))
    assert any(said in words for words in counting.broken(rollout, acts)), counting.broken(rollout, acts)


# the command --------------------------------------------------------------------------------------------------------------


FILES = {
    "people.csv": "id,x,y,weight.camera,weight.charger,weight.charger.2026,zone\na,0,0,40,10,10,old\nb,100,0,30,5,5,old\nc,300,0,20,20,20,old\nd,600,0,60,0,50,new\ne,640,0,10,0,30,new\n",
    "places.csv": "id,x,y,pole_cost,room,power_w,power_more_w,power_cost,from\np1,50,0,0,2,60,400,3,\np2,300,0,0,2,400,,,\np3,620,0,4,2,400,,,2026\n",
    "kinds.csv": "type,radius,cost,operating,power_w\ncamera,80,5,1,50\ncharger,100,8,1,300\n",
    "years.csv": "period,budget\n2025,12\n2026,20\n",
    "standing.csv": "id,type,site,until,move_cost,retire_cost\nk1,camera,p2,,2,1\n",
}
ASKED = ["--demand", "people.csv", "--sites", "places.csv", "--types", "kinds.csv", "--periods", "years.csv", "--standing", "standing.csv"]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two quarters in a row; the second opens in 2026."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(*more: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(app, ["site", "rollout", *ASKED, *more, "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


def test_the_command_answers_as_worked_by_hand(town: Path) -> None:
    """2025: a camera at p1 (5) and two cameras running (2) = 7 of 12, the charger (8) fits no more; weight 40 + 30 + 20. 2026: the camera of p2 moves to p3 (2) on a new pole (4) with a charger (8), three running (3) = 17
    of 20; cameras 40 + 30 + 60 + 10, the charger 50 + 30. Together 90 + 140 + 80."""
    code, answer = asked()
    first, second = answer["periods"]
    assert (code, answer["status"], answer["value"], answer["bound"], answer["sites"]) == (0, "optimal", 310, 310, ["p1", "p3"])
    assert (first["spent"], first["left"], first["new"], first["covered"]) == (7, 5, [{"type": "camera", "site": "p1", "cost": 5}], {"camera": 90, "charger": 0})
    assert (second["spent"], second["left"]) == (17, 3) and second["poles"] == [{"site": "p3", "cost": 4}]
    assert second["moved"] == [{"id": "k1", "type": "camera", "from": "p2", "to": "p3", "cost": 2}] and second["new"] == [{"type": "charger", "site": "p3", "cost": 8}]


def test_money_carried_over_is_spent_later(town: Path) -> None:
    code, answer = asked("--carry")
    assert (code, answer["value"]) == (0, 330) and [p["left"] for p in answer["periods"]] == [5, 4] and answer["periods"][1]["spent"] > 20


def test_a_device_at_the_end_of_its_lifetime_goes_and_one_that_is_decided_on_stays_moves_or_goes(town: Path) -> None:
    def with_row(row: str) -> dict[str, Any]:
        (town / "standing.csv").write_text(f"id,type,site,until,move_cost,retire_cost,state\n{row}\n", encoding="utf-8")
        return asked()[1]

    assert with_row("k1,camera,p2,2025,,0,")["periods"][1]["retired"] == [{"id": "k1", "type": "camera", "site": "p2", "cost": 0, "end_of_life": True}]
    early = with_row("k1,camera,p2,2025,,1,")["periods"][0]  # 2026 has not a won to spare for taking it away
    assert early["retired"] == [{"id": "k1", "type": "camera", "site": "p2", "cost": 1, "end_of_life": False}]
    assert [len(p["kept"]) for p in with_row("k1,camera,p2,,2,1,kept")["periods"]] == [1, 1]
    assert sum(len(p["moved"]) for p in with_row("k1,camera,p2,,2,1,moved")["periods"]) == 1
    assert sum(len(p["retired"]) for p in with_row("k1,camera,p2,,2,1,retired")["periods"]) == 1


def test_limits_that_clash_are_named(town: Path) -> None:
    code, answer = asked("--zone-floor", "0.9")
    assert (code, answer["status"], answer["value"]) == (1, "infeasible", None)
    assert "2026" in answer["because"] and "floors" in answer["because"] and "charger new" in answer["because"] and "power" not in answer["because"]
    (town / "standing.csv").write_text("id,type,site,state\nk1,charger,p1,kept\n", encoding="utf-8")
    (town / "places.csv").write_text("id,x,y,power_w\np1,50,0,60\np2,300,0,400\n", encoding="utf-8")
    because = asked()[1]["because"]
    assert "power" in because and "p1 2025" in because and "decided" in because and "money" not in because


def test_distances_along_streets_stand_for_straight_ones(town: Path) -> None:
    (town / "far.csv").write_text("demand,site,cost\na,p1,80\nb,p1,81\nc,p2,0\nd,p3,10\n", encoding="utf-8")
    code, answer = asked("--distances", "far.csv", "--carry")
    assert code == 0 and answer["periods"][0]["covered"]["camera"] == 60  # b is 81 m away along the street
    (town / "far.csv").write_text("demand,site,cost\nz,p1,80\na,p9,81\na,p1,-1\n", encoding="utf-8")
    code, answer = asked("--distances", "far.csv")
    assert code == 2 and len(answer["faults"]) == 3


def test_all_faults_of_all_tables_come_together(town: Path) -> None:
    (town / "people.csv").write_text("id,x,y,weight.camra,weight\na,0,0,1,-4\na,1,x,2,3\n", encoding="utf-8")
    (town / "places.csv").write_text("id,x,y,pole_cost,from,power_w,power_more_w,cost.lamp\np1,0,0,2.5,2031,60,,1\np2,0,0,7,,,,1\n", encoding="utf-8")
    (town / "kinds.csv").write_text("type,radius,floor\ncamera,80,1.5\ncamera,-1,\n", encoding="utf-8")
    (town / "years.csv").write_text("period,budget\n2025,NaN\n2025,3\n", encoding="utf-8")
    (town / "standing.csv").write_text("type,site,until,state\ncamra,p2,2050,gone\ncamera,p2,,moved\n", encoding="utf-8")
    code, answer = asked()
    text = json.dumps(answer["faults"], ensure_ascii=False)
    assert code == 2
    for words in ("weight.camra", "is negative", "stands twice", "is not a whole number", "is not among the periods", "cost.lamp", "has no cost", "power_cost", "do not say what they need", "larger than 1", "is not among the types",
                  "is not known", "cannot be moved", "without a pole", 'did you mean \\"camera\\"?'):  # fmt: skip
        assert words in text, words
    for where in ("people.csv, row 2, column weight", "places.csv, row 2, column pole_cost", "places.csv, row 3, column power_w", "years.csv, row 2, column budget", "standing.csv, row 2, column type"):
        assert where in text, where


@pytest.mark.parametrize("name", list(FILES))
@pytest.mark.parametrize("content", [b"", b"id,x,y\n", b"\xff\xfe\x00"])
def test_a_broken_table_is_told(town: Path, name: str, content: bytes) -> None:
    (town / name).write_bytes(content)
    assert asked()[0] == 2


def test_the_lines_say_what_the_object_says(town: Path) -> None:
    lines = CliRunner().invoke(app, ["site", "rollout", *ASKED]).stdout
    for words in ("rollout: 증명된 최적 (optimal)", "쓴 돈 17 / 20", "옮김: k1 (camera) p2 → p3", "새 기둥: p3", "그대로 둠: k1 (camera, p2)"):
        assert words in lines
