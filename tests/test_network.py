"""Travel along streets: laying, joining, costs within a cut-off, and the measures of access, each against a worked-out answer or another algorithm."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra, floyd_warshall

from dosi.network import Decay, Graph, LinesTaken, Mode, Pairs, cumulative, gravity, lay, nearest, pairs_within, to_nearest, two_step_floating_catchment
from dosi.sources.vectors import open_shapes

WALK = Mode("walk", speed_m_per_s=1.0, join_m=50.0, access_m_per_s=1.0)
DRIVE = Mode("drive", speed_m_per_s=10.0, join_m=50.0, access_m_per_s=1.0, keeps_one_way=True, own_speed=True)


def line(*xy: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(xy)


def taken(*lines: shapely.LineString, **more: object) -> LinesTaken:
    return LinesTaken(np.array(lines, dtype=object), **more)


def between(streets, cost: str = "metres") -> np.ndarray:
    """Costs between all points joined (rows from, columns to)."""
    graph = Graph.of(streets, cost)
    table = np.full((streets.points, streets.points), np.inf)
    for part in pairs_within(graph, streets.origins, streets.destinations, 1e9):
        table[part.origin, part.destination] = part.cost
    return table


CROSS = (line((0, 0), (100, 0)), line((50, -50), (50, 50)))


def test_lines_that_cross_are_cut_there_and_points_walk_to_their_street_first():
    streets = lay(taken(*CROSS), WALK, np.array([10.0, 50.0]), np.array([5.0, 40.0]))
    # 5 m to the street, 40 m to the crossing, 40 m up; the second point stands on its street
    assert between(streets)[0, 1] == pytest.approx(85.0)
    assert len(streets.not_joined) == 0 and len(streets.stranded()) == 0


def test_lines_of_different_levels_do_not_meet():
    streets = lay(taken(*CROSS, level=np.array(["", "1"])), WALK, np.array([10.0, 50.0]), np.array([5.0, 40.0]))
    assert between(streets)[0, 1] == pytest.approx(5 + 40 + 40)  # the second steps down to the street below: nobody steps off a bridge


def test_a_shared_vertex_joins_where_a_mere_crossing_does_not():
    meeting = (line((0, 0), (50, 0), (100, 0)), line((50, -50), (50, 0), (50, 50)))
    points = np.array([0.0, 50.0]), np.array([0.0, 50.0])
    assert between(lay(taken(*meeting, meets="vertices"), WALK, *points))[0, 1] == pytest.approx(100.0)
    assert np.isinf(between(lay(taken(*CROSS, meets="vertices"), WALK, *points))[0, 1])


def test_an_end_that_nearly_touches_another_street_joins_it():
    near, far = line((50, 0.4), (50, 60)), line((50, 3.0), (50, 60))
    points = np.array([0.0, 50.0]), np.array([0.0, 60.0])
    assert between(lay(taken(CROSS[0], near), WALK, *points))[0, 1] == pytest.approx(50 + 59.6)
    assert np.isinf(between(lay(taken(CROSS[0], far), WALK, *points))[0, 1])


def test_a_one_way_street_is_driven_one_way_and_walked_both():
    loop = taken(line((0, 0), (100, 0)), line((0, 0), (0, 300), (100, 300), (100, 0)), one_way=np.array([True, False]), speed_m_per_s=np.array([10.0, 20.0]))
    points = np.array([0.0, 100.0]), np.array([0.0, 0.0])
    driven, walked = between(lay(loop, DRIVE, *points), "seconds"), between(lay(loop, WALK, *points), "seconds")
    assert driven == pytest.approx(np.array([[0, 10], [35, 0]]), abs=1e-4)
    assert walked == pytest.approx(np.array([[0, 100], [100, 0]]), abs=1e-4)


def test_named_ends_and_true_lengths_of_a_node_link_file():
    links = taken(line((0, 0), (100, 0)), line((100, 0), (200, 0)), line((100, 0), (100, 90)), meets="nodes", length_m=np.array([120.0, np.nan, 90.0]),
                  from_node=np.array(["a", "b", "x"]), to_node=np.array(["b", "c", "y"]))  # fmt: skip
    table = between(lay(links, WALK, np.array([0.0, 200.0, 100.0]), np.array([0.0, 0.0, 90.0])))
    assert table[0, 1] == pytest.approx(220.0)
    assert np.isinf(table[0, 2])  # x is at the place of b but is another node: a bridge


def test_two_points_on_one_street_go_straight_along_it():
    table = between(lay(taken(CROSS[0]), WALK, np.array([20.0, 70.0]), np.array([1.0, -2.0])))
    assert table[0, 1] == pytest.approx(1 + 50 + 2)


def test_both_directions_drawn_as_two_lines_are_joined():
    pair = taken(line((0, 0), (100, 0)), line((100, 0), (0, 0)), one_way=np.array([True, True]))
    table = between(lay(pair, DRIVE, np.array([20.0, 70.0]), np.array([0.0, 0.0])))
    assert table == pytest.approx(np.array([[0, 50], [50, 0]]), abs=1e-4)


def test_no_way_leads_through_a_point_from_a_bridge_to_the_street_below():
    apart = taken(line((0, 0), (100, 0)), line((0, 0.8), (100, 0.8)), meets="vertices")  # two streets side by side that do not meet
    table = between(lay(apart, WALK, np.array([10.0, 90.0, 50.0]), np.array([-5.0, 5.8, 0.4])))
    assert np.isinf(table[0, 1])  # though the third point, between the two, joins both
    assert table[0, 2] == pytest.approx(5 + 40 + 0.4) and table[2, 1] == pytest.approx(0.4 + 40 + 5)


def test_points_too_far_from_a_street_are_listed_not_moved():
    streets = lay(taken(CROSS[0]), WALK, np.array([20.0, 20.0]), np.array([49.0, 51.0]))
    assert streets.not_joined.tolist() == [1]
    assert np.isinf(between(streets)[0, 1])


def test_uphill_is_slower_than_downhill_by_toblers_function():
    hill = Mode("walk", speed_m_per_s=1.0, slope=True)
    streets = lay(taken(line((0, 0), (100, 0))), hill, np.array([0.0, 100.0]), np.array([0.0, 0.0]), heights=lambda x, y: x / 10)
    table = between(streets, "seconds")
    up, down = np.exp(-3.5 * 0.15) / np.exp(-3.5 * 0.05), np.exp(-3.5 * 0.05) / np.exp(-3.5 * 0.05)
    assert table[0, 1] == pytest.approx(100 / up) and table[1, 0] == pytest.approx(100 / down)
    assert lay(taken(CROSS[0]), hill, heights=lambda x, y: np.full(len(x), np.nan)).seconds == pytest.approx(100.0)  # unknown height: level


def test_no_lines_at_all_joins_nothing():
    streets = lay(LinesTaken(np.empty(0, dtype=object)), WALK, np.array([0.0]), np.array([0.0]))
    assert streets.not_joined.tolist() == [0]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    nodes = draw(st.integers(2, 30))
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    x, y = chance.uniform(0, 1000, nodes), chance.uniform(0, 1000, nodes)
    arcs = draw(st.integers(0, 90))
    tail, head = chance.integers(0, nodes, arcs), chance.integers(0, nodes, arcs)
    away = np.hypot(x[tail] - x[head], y[tail] - y[head])
    return Graph(x, y, tail, head, np.maximum(1e-6, np.round(away * chance.uniform(0.5, 2.0, arcs))))


@given(graphs(), st.integers(0, 10**6), st.sampled_from([0.0, 100.0, 400.0, 5000.0]))
def test_searching_tile_by_tile_finds_every_pair_once(graph, seed, cutoff):
    chance = np.random.default_rng(seed)
    origins, destinations = chance.integers(0, graph.nodes, chance.integers(0, 40)), chance.integers(0, graph.nodes, chance.integers(0, 40))
    dense = np.full((graph.nodes, graph.nodes), np.inf)
    np.minimum.at(dense, (graph.tail, graph.head), graph.cost)
    np.fill_diagonal(dense, 0.0)
    every = floyd_warshall(dense)[np.ix_(origins, destinations)] if len(origins) and len(destinations) else np.empty((len(origins), len(destinations)))
    found = np.full(every.shape, np.inf)
    times = np.zeros(every.shape, dtype=int)
    for part in pairs_within(graph, origins, destinations, cutoff):
        found[part.origin, part.destination] = part.cost
        np.add.at(times, (part.origin, part.destination), 1)
    assert (times == (every <= cutoff)).all()
    assert np.allclose(np.where(every <= cutoff, every, np.inf), found)


@given(graphs(), st.integers(0, 10**6))
def test_the_nearest_of_one_search_is_the_least_of_all_pairs(graph, seed):
    chance = np.random.default_rng(seed)
    destinations = chance.integers(0, graph.nodes, 5)
    every = np.arange(graph.nodes)
    least, which = nearest(lambda: pairs_within(graph, every, destinations, 900.0), graph.nodes)
    once, at = to_nearest(graph, destinations, 900.0)
    assert np.allclose(least, once)
    assert ((which >= 0) == (at >= 0)).all()


def bent_street() -> Graph:
    """Crossings 0 and 1 with a bent street between them (nodes 2, 3), a straight one of 40 and 45, and a dead end (4, 5) at 0; another street crosses 0 and 1."""
    streets = [(0, 2, 10, 11), (2, 3, 5, 6), (3, 1, 20, 22), (0, 1, 40, 45), (0, 4, 7, 8), (4, 5, 3, 4), (0, 6, 90, 90), (1, 6, 90, 90), (1, 7, 90, 90), (6, 7, 1, 1)]
    tail, head, cost, back = np.array(streets).T
    x = np.zeros(8)
    return Graph(x, x, np.r_[tail, head], np.r_[head, tail], np.r_[cost, back].astype(float))


def costs(graph: Graph, origins: np.ndarray, destinations: np.ndarray, cutoff: float) -> np.ndarray:
    """Table of `pairs_within`; a pair that comes twice is an error."""
    table = np.full((len(origins), len(destinations)), np.inf)
    for part in pairs_within(graph, origins, destinations, cutoff):
        assert np.isinf(table[part.origin, part.destination]).all()
        table[part.origin, part.destination] = part.cost
    return table


def test_worked_answer_of_a_chain_and_a_dead_end():
    graph = bent_street()
    assert graph.chains is not None
    assert (graph.chains.number >= 0).tolist() == [False, False, True, True, True, True, False, True]
    every = np.arange(graph.nodes)
    table = costs(graph, every, every, 80.0)
    assert table[0, 1] == 10 + 5 + 20 and table[1, 0] == 22 + 6 + 11  # along the bends: shorter than the straight 40 and 45
    assert table[2, 3] == 5 and table[3, 2] == 6  # within a chain
    assert table[5, 3] == 4 + 8 + 10 + 5 and table[3, 5] == 6 + 11 + 7 + 3  # from chain to chain
    assert table[1, 4] == 22 + 6 + 11 + 7 and table[5, 4] == 4 and table[4, 4] == 0
    assert np.isinf(table[0, 6])  # 90 is beyond the cut-off


def test_a_way_round_may_be_shorter_than_straight_along_a_chain():
    # 0 and 1 are joined directly at 1; the chain 0-2-3-1 is long in its middle
    tail, head, cost = np.array([(0, 2, 1), (2, 3, 50), (3, 1, 1), (0, 1, 1), (0, 4, 1), (1, 4, 1), (1, 5, 1), (0, 5, 1)]).T
    x = np.zeros(6)
    graph = Graph(x, x, np.r_[tail, head], np.r_[head, tail], np.r_[cost, cost].astype(float))
    assert graph.chains is not None
    assert costs(graph, np.array([2, 3]), np.array([3, 2]), 100.0).tolist() == [[3, 0], [0, 3]]


@st.composite
def towns(draw: st.DrawFn) -> Graph:
    """Crossings and streets of up to four bends between them, some leading nowhere, round, back to where they began, or away from all others; some one-way."""
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))
    crossings = nodes = draw(st.integers(1, 8))
    arcs: list[tuple[int, int]] = []
    for kind in draw(st.lists(st.sampled_from(["street", "one way", "dead end", "ring", "alone"]), max_size=14)):
        bends = list(range(nodes, nodes + int(chance.integers(0 if kind in ("street", "one way") else 1, 5))))
        nodes += len(bends)
        first, last = chance.integers(0, crossings, 2).tolist()
        way = {"dead end": [first, *bends], "ring": [*bends, *bends[:1]], "alone": bends}.get(kind, [first, *bends, last])
        arcs += pairwise(way)
        arcs += [] if kind == "one way" else pairwise(way[::-1])
    x, y = chance.uniform(0, 100, nodes), chance.uniform(0, 100, nodes)
    renamed = chance.permutation(nodes)
    tail, head = renamed[np.array(arcs, dtype=int).reshape(-1, 2).T]
    return Graph(x, y, tail, head, chance.integers(1, 40, len(tail)).astype(float))


@given(towns(), st.integers(0, 10**6), st.sampled_from([0.0, 12.0, 35.5, 80.0, 1e6]))
def test_leaving_out_bends_and_dead_ends_changes_no_cost(graph, seed, cutoff):
    chance = np.random.default_rng(seed)
    some = np.sort(chance.choice(graph.nodes, chance.integers(1, graph.nodes + 1)))  # a node may stand twice
    every = np.arange(graph.nodes)
    plain = dijkstra(graph.arcs)
    for origins, destinations in ((some, every), (every, some)):
        answers = plain[np.ix_(origins, destinations)]
        assert (costs(graph, origins, destinations, cutoff) == np.where(answers <= cutoff, answers, np.inf)).all()  # whole numbers: exactly


# two origins of 100 and 200 people, two places of 3 and 6 beds; costs 5 and 12 | 8
PAIRS = [Pairs(np.array([0, 1]), np.array([0, 0]), np.array([5.0, 12.0])), Pairs(np.array([1]), np.array([1]), np.array([8.0]))]
STEP = Decay("step", upper=(10.0, 20.0), weight=(1.0, 0.5))


def test_worked_answers_of_the_measures():
    supply, demand = np.array([3.0, 6.0]), np.array([100.0, 200.0])
    assert cumulative(lambda: PAIRS, 2, supply).tolist() == [3.0, 9.0]
    assert gravity(lambda: PAIRS, 2, supply, STEP).tolist() == [3.0, 7.5]
    assert gravity(lambda: PAIRS, 2, supply, Decay("power", beta=1.0)).tolist() == pytest.approx([0.6, 3 / 12 + 6 / 8])
    assert gravity(lambda: PAIRS, 2, supply, Decay("exponential", beta=0.1)).tolist() == pytest.approx([3 * np.exp(-0.5), 3 * np.exp(-1.2) + 6 * np.exp(-0.8)])
    # R_0 = 3 / (100 x 1 + 200 x 0.5) = 0.015, R_1 = 6 / 200 = 0.03
    assert two_step_floating_catchment(lambda: PAIRS, demand, supply, STEP).tolist() == pytest.approx([0.015, 0.0075 + 0.03])


@given(st.integers(0, 10**6))
def test_two_step_catchment_hands_out_exactly_the_supply_that_is_reached(seed):
    chance = np.random.default_rng(seed)
    cost = chance.uniform(0, 30, (6, 4))
    at = np.nonzero(cost <= 20)
    parts = [Pairs(at[0], at[1], cost[at])]
    demand, supply = chance.integers(1, 500, 6).astype(float), chance.integers(0, 20, 4).astype(float)
    access = two_step_floating_catchment(lambda: parts, demand, supply, STEP)
    assert (access * demand).sum() == pytest.approx(supply[(cost <= 20).any(axis=0)].sum())


def test_a_decay_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="not known"):
        Decay("linear")(np.array([1.0]))


HELSINKI = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "helsinki" / "helsinki_centre.osm.pbf"


def by_hand(shapes: np.ndarray, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Length of the shortest way between two vertices, every vertex of every line a node of its own: the peer that knows no stations and no tiles."""
    near: dict[tuple[float, float], list[tuple[tuple[float, float], float]]] = {}
    for shape in shapes:
        for a, b in pairwise(shape.coords):
            near.setdefault(a, []).append((b, math.dist(a, b)))
            near.setdefault(b, []).append((a, math.dist(a, b)))
    least, heap = {start: 0.0}, [(0.0, start)]
    while heap:
        cost, at = heapq.heappop(heap)
        if at == end:
            return cost
        for to, length in near.get(at, ()):
            if cost + length < least.get(to, math.inf):
                least[to] = cost + length
                heapq.heappush(heap, (least[to], to))
    return math.inf


@pytest.mark.skipif(not HELSINKI.is_file(), reason="the OpenStreetMap extract is not beside the project (../shared/data/helsinki)")
def test_walks_in_a_real_extract_are_as_long_as_those_over_its_bare_vertices():
    frame = open_shapes(HELSINKI, "streets", "line", ("highway", "layer"))
    street = frame.rows["highway"].fillna("").ne("") & ~frame.rows["highway"].isin(["motorway", "motorway_link", "construction"])
    into = Transformer.from_crs(4326, 3067, always_xy=True)
    shapes = shapely.transform(frame.shapes[street.to_numpy()], lambda xy: np.column_stack(into.transform(xy[:, 0], xy[:, 1])))
    level = frame.rows.loc[street, "layer"].fillna("").astype(str).to_numpy(object)
    ground = shapes[np.isin(level, ["", "0"])]
    ends = [ground[at].coords[0] for at in range(0, len(ground), len(ground) // 7)]  # places on the ground, all over the extract
    streets = lay(LinesTaken(shapes, meets="vertices", level=level), Mode("walk", 4000 / 3600), *(np.array(c) for c in zip(*ends, strict=True)))
    assert len(streets.not_joined) == 0
    found = between(streets)
    answers = np.array([[by_hand(shapes, a, b) for b in ends] for a in ends])
    assert (np.isfinite(answers) == np.isfinite(found)).all() and np.isfinite(answers).mean() > 0.7
    known = np.isfinite(answers)
    assert found[known] == pytest.approx(answers[known], abs=2.0)  # vertices within half a metre are one place here


@pytest.mark.skipif(not HELSINKI.is_file(), reason="the OpenStreetMap extract is not beside the project (../shared/data/helsinki)")
def test_nearly_all_of_a_real_extract_hangs_together():
    frame = open_shapes(HELSINKI, "streets", "line", ("highway",))
    into = Transformer.from_crs(4326, 3067, always_xy=True)
    shapes = shapely.transform(frame.shapes[frame.rows["highway"].fillna("").ne("").to_numpy()], lambda xy: np.column_stack(into.transform(xy[:, 0], xy[:, 1])))
    streets = lay(LinesTaken(shapes, meets="vertices"), Mode("walk", 4000 / 3600))
    _, piece = connected_components(csr_array((np.ones(len(streets.tail)), (streets.tail, streets.head)), shape=(streets.nodes, streets.nodes)), directed=False)
    assert np.bincount(piece).max() > 0.9 * streets.nodes
