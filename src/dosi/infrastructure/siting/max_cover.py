"""Maximal covering: open at most p sites (or spend a budget) so that the weight within their reach is largest.

Church and ReVelle, "The maximal covering location problem", Papers of the Regional Science Association 32 (1974). Exchanges give a value, an interior point solution
prices the demand points, a tree with Benders cuts proves. Zone floors, backup and capacities go to HiGHS, written out in full.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dosi.infrastructure.siting import compact, cover_swapping
from dosi.infrastructure.siting.clashing import clash
from dosi.infrastructure.siting.cover_swapping import Cover
from dosi.infrastructure.siting.judging import judged, nothing
from dosi.infrastructure.siting.reducing import without_dominated
from dosi.infrastructure.siting.solver import prices
from dosi.infrastructure.siting.tables import kept, rows_of, states
from dosi.infrastructure.siting.tree import ROUNDING, Stop, Tree, branch
from dosi.infrastructure.siting.uncovered import Uncovered
from dosi.model.siting import Answer, Effort, Instance

GROUPS = 2000
"""variables for what is left uncovered: fewer make each step cheaper and the cuts more"""
MOST_CELLS = 4_000_000
"""groups times sites that are held at once"""
MOVES = 1500
"""exchanges with a memory, from greedy"""
FEW_MOVES = 60
"""and from what the first programmes favour"""
RESTS = (40, 20, 30)
"""exchanges for which a moved site rests in long swapping, one after the other: long ones lead away, short ones search thoroughly"""
LONG_MOVES, FRUITLESS = 5000, 3
"""exchanges with each; turns without gain after which it ends"""
TRIED = 12
"""of them"""
MANY = 2_000_000
"""pairs of demand points and sites within reach, times open sites, from which exchanges are compiled, and long ones worth it"""
HARD = 0.005
"""share of the covered weight that prices leave open, from which exchanges go on for long before the tree begins"""
SURE = 1 - 1e-6
"""what is nearer to a bound than this is at it, where weights are whole"""
FIRST_NODES = 600
"""nodes of the own tree, before HiGHS's takes over, which knows more kinds of cuts but starts slowly"""


def solve(instance: Instance, effort: Effort, say: Callable[[str], None] = lambda _: None) -> Answer:
    """Choose the sites that cover most weight, with the proof of how near to the most they are."""
    limits = instance.limits
    if limits.capacity is not None or limits.backup > 1 or (limits.zone is not None and limits.zone_floor_share):
        say("조건을 모두 적어 푸는 중 (branching)")
        return _written_out(instance, effort)
    until = None if effort.seconds is None else time.monotonic() + effort.seconds
    given, instance = instance, without_dominated(instance)
    limits = instance.limits
    cover = Cover(instance)
    whole_weight = instance.weight.sum()
    low, high = states(limits, len(instance.sites))
    free, fixed = low < high, np.flatnonzero(low)
    best = Best(cover, whole_weight, lambda s: kept(limits, s))
    plain = limits.p is not None and limits.budget is None and not len(limits.apart)
    left = min(limits.p - len(limits.required), int(free.sum())) if limits.p is not None else int(free.sum())
    floor = max(float(whole_weight - instance.weight[np.diff(instance.start) > 0].sum()), _left_at_least(cover, instance.weight.astype(float), low, high, left))
    enough = floor + (SURE if instance.whole else 0.0)
    if plain:
        opened = cover_swapping.greedy(cover, fixed, free, left)
        best.offer(opened)
        if best.value > enough:
            say("후보지를 바꾸어 가며 나은 답을 찾는 중 (swapping)")
            best.offer(_exchanged(cover, opened, free, MOVES, effort.seed))
    else:
        best.offer(fixed)
    if best.opened is not None and best.value <= enough:
        return judged(given, best.opened, serving(given, best.opened), Cover(given).worth(best.opened), float(whole_weight) - floor, "어떤 선택도 더 닿을 수 없음이 바로 보임", least=False)
    say("수요의 값을 매기는 중 (pricing)")
    dual = prices(compact.relaxed_cover(instance), None if until is None else until - time.monotonic())
    price = np.clip(dual[: cover.points], 0, instance.weight) if dual is not None else instance.weight / 2.0
    floor = max(floor, _left_at_least(cover, price, low, high, left))
    if plain and len(cover.site) * (len(fixed) + left) >= MANY and best.value - floor > HARD * (float(whole_weight) - best.value):
        say("오래 바꾸어 가며 나은 답을 찾는 중 (long swapping)")
        _roam(cover, best, free, effort.seed, until if until is None else time.monotonic() + max(until - time.monotonic(), 0.0) * 0.6)
    columns = np.flatnonzero(high)
    separator = Uncovered(cover, columns, price, max(1, min(GROUPS, MOST_CELLS // len(columns))) if len(columns) else 1)
    tree = Tree(separator, np.zeros(len(columns)), rows_of(limits, columns))

    def offer(y: np.ndarray) -> float:
        if not plain:
            return best.offer(columns[y > 0.5])
        ranked = np.argsort(-np.where(low[columns] > 0, 2.0, y), kind="stable")
        favoured = np.sort(columns[ranked[: len(fixed) + left]])
        if favoured.tobytes() not in best.seen and len(best.seen) < TRIED:
            best.offer(_exchanged(cover, favoured, free, FEW_MOVES, effort.seed))
        return best.offer(favoured)

    say("증명하는 중 (branching)")
    own = FIRST_NODES if effort.nodes is None else min(FIRST_NODES, effort.nodes)
    half = None if until is None else time.monotonic() + max(until - time.monotonic(), 0.0) / 2
    stop = Stop(best.value, 1.0 if instance.whole else 0.0, 0.0, own, half)
    if effort.gap:
        stop.share = lambda value: effort.gap * max(float(whole_weight) - value, 0.0)
    result = branch(tree, low[columns], high[columns], stop, offer)
    nodes, bound, finished = result.nodes, max(result.bound, min(floor, best.value)), result.finished
    if not finished and (effort.nodes is None or effort.nodes > nodes):
        say("남은 것을 HiGHS로 증명하는 중 (branching on what is left)")
        rest = replace(effort, nodes=None if effort.nodes is None else effort.nodes - nodes, seconds=None if until is None else max(until - time.monotonic(), 0.1))
        sure = replace(limits, required=tuple(int(s) for s in columns[result.lower > 0] if s not in limits.existing))
        outcome = compact.Outcome(replace(instance, limits=sure), _earned(instance), (), rest, np.isin(np.arange(len(instance.sites)), columns[result.upper > 0], invert=True))
        if outcome.opened is not None:
            best.offer(outcome.opened)
        uncovered = best.value if outcome.infeasible else float(whole_weight) + outcome.bound
        bound, nodes, finished = max(bound, min(uncovered, best.value)), nodes + outcome.nodes, outcome.infeasible or outcome.done
    if best.opened is None:
        return nothing(given, finished)
    because = f"가지 {nodes}개를 모두 따져 증명" if finished else f"가지 {nodes}개에서 멈춤"
    return judged(given, best.opened, serving(given, best.opened), Cover(given).worth(best.opened), float(whole_weight) - bound, because, least=False, scale=2 * float(whole_weight))


def _left_at_least(cover: Cover, price: np.ndarray, low: np.ndarray, high: np.ndarray, left: int) -> float:
    """Weight that every choice leaves uncovered, by prices between 0 and the weights alone: their sum, less what the sites that stand and the best `left` others reach of it."""
    reached = np.bincount(cover.site, price[cover.owner], cover.sites)
    held = float(reached[low > 0].sum() + np.sort(reached[low < high])[::-1][:left].sum())
    return float(price.sum()) - held - ROUNDING * (float(price.sum()) + held)


def _exchanged(cover: Cover, opened: np.ndarray, free: np.ndarray, moves: int, seed: int, rest: int = 10) -> np.ndarray:
    if len(cover.site) * len(opened) < MANY:
        return cover_swapping.tabu(cover, opened, free, moves, seed, rest)
    from dosi.infrastructure.siting import cover_exchanging

    return cover_exchanging.tabu(cover, opened, free, moves, seed, rest)


def _roam(cover: Cover, best: Best, free: np.ndarray, seed: int, until: float | None) -> None:
    """Long exchanges from the best choice, with rests of several lengths in turn, until some turns have not bettered it."""
    fruitless = 0
    while fruitless < FRUITLESS and (until is None or time.monotonic() < until):
        before = best.value
        for rest in RESTS:
            seed += 1
            if best.opened is not None and (until is None or time.monotonic() < until):
                best.offer(_exchanged(cover, best.opened, free, LONG_MOVES, seed, rest))
        fruitless = 0 if best.value < before else fruitless + 1


class Best:
    """The choice known that leaves least uncovered."""

    def __init__(self, cover: Cover, whole_weight: float, keeps: Callable[[np.ndarray], bool]) -> None:
        self.cover, self.whole_weight, self.keeps = cover, whole_weight, keeps
        self.value: float = np.inf
        self.opened: np.ndarray | None = None
        self.seen: set[bytes] = set()

    def offer(self, opened: np.ndarray) -> float:
        """Take a choice if it keeps the limits and leaves less uncovered; what the best leaves."""
        if opened.tobytes() not in self.seen:
            self.seen.add(opened.tobytes())
            left = float(self.whole_weight - self.cover.worth(opened))
            if left < self.value and self.keeps(opened):
                self.value, self.opened = left, opened
        return self.value


def serving(instance: Instance, opened: np.ndarray) -> np.ndarray:
    """The first open site that reaches each demand point; -1 where none does."""
    inside = np.isin(instance.site, opened)
    serves = np.full(len(instance.demand), len(instance.sites), np.int64)
    np.minimum.at(serves, instance.owner[inside], instance.site[inside])
    serves[serves == len(instance.sites)] = -1
    return serves


def covered(instance: Instance, opened: np.ndarray, serves: np.ndarray | None = None) -> np.ndarray:
    """Which demand points count as covered: served where sites have capacities, else reached by as many open sites as backup asks."""
    if instance.limits.capacity is not None and serves is not None:
        return serves >= 0
    inside = np.isin(instance.site, opened)
    return np.bincount(instance.owner[inside], minlength=len(instance.demand)) >= instance.limits.backup


def _earned(instance: Instance) -> np.ndarray:
    """Cost of each column where covered weight is what counts."""
    columns = compact.Columns(instance)
    cost = np.zeros(columns.count)
    cost[columns.z] = -instance.weight.astype(float)
    return cost


def _written_out(instance: Instance, effort: Effort) -> Answer:
    outcome = compact.Outcome(instance, _earned(instance), (compact.zone_rows,), effort)
    if outcome.opened is None:
        return nothing(instance, outcome.infeasible, clash(instance) if outcome.infeasible else "")
    serves = outcome.serves if instance.limits.capacity is not None else serving(instance, outcome.opened)
    total = instance.weight[covered(instance, outcome.opened, serves)].sum()
    value = int(total) if instance.weight.dtype.kind in "iu" else float(total)
    return judged(instance, outcome.opened, serves, value, -outcome.bound, f"HiGHS가 가지 {outcome.nodes}개로 따짐", least=False, scale=float(instance.weight.sum()))
