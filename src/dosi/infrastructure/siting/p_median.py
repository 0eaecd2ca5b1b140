"""p-median: open sites so that the sum over demand points of weight times cost to the nearest open site is least.

Hakimi 1964. Above a million pairs the search goes over lists of near sites (`many_points`). Swaps give a value, prices on demand points a bound and most of the sites' fate, and a tree with cuts settles the rest; see `swapping`, `dual`, `tree`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from dosi.infrastructure.siting import compact, dual, swapping
from dosi.infrastructure.siting.judging import judged, nothing
from dosi.infrastructure.siting.levels import Levels
from dosi.infrastructure.siting.tables import kept, rows_of, states, weighted_table
from dosi.infrastructure.siting.tree import Stop, Tree, branch
from dosi.infrastructure.siting.worth import added, weighted_cost
from dosi.model.siting import Answer, Effort, Instance

DENSE = 1_000_000
"""pairs of demand points and sites up to which all of them are held as a table"""
MOST_CELLS = 30_000_000
"""pairs of demand points and sites in question that the tree takes"""
PROMISING = 1.02
"""a choice this much worse than the best known is still worth improving"""


class Best:
    """The best choice known, improved by swaps where nothing but the number of sites limits it."""

    def __init__(self, cost: np.ndarray, free: np.ndarray, may_close: np.ndarray, keeps: Callable[[np.ndarray], bool], may_swap: bool, until: float | None) -> None:
        self.cost, self.free, self.may_close, self.keeps, self.may_swap, self.until = cost, free, may_close, keeps, may_swap, until
        self.value: float = np.inf
        self.opened = np.zeros(0, np.int64)
        self.seen: set[bytes] = set()

    def offer(self, opened: np.ndarray) -> float:
        """Take a choice if it keeps the limits and is better; the value of the best."""
        opened = np.sort(opened)
        if not len(opened) or opened.tobytes() in self.seen:
            return self.value
        self.seen.add(opened.tobytes())
        value = float(self.cost[:, opened].min(axis=1).sum())
        if self.may_swap and value < self.value * PROMISING:
            opened = swapping.swap(self.cost, opened, self.free, self.may_close, self.until)
            value = float(self.cost[:, opened].min(axis=1).sum())
        if value < self.value and self.keeps(opened):
            self.value, self.opened = value, opened
        return self.value


def solve(instance: Instance, effort: Effort, say: Callable[[str], None] = lambda _: None) -> Answer:
    """Choose the sites of least weighted cost, with the proof of how near to the best they are."""
    if instance.limits.capacity is not None:
        return _with_capacity(instance, effort)
    limits, until = instance.limits, None if effort.seconds is None else time.monotonic() + effort.seconds
    plain = limits.p is not None and limits.budget is None and not len(limits.apart)
    if plain and len(instance.demand) * len(instance.sites) > DENSE:
        return _of_many(instance, effort, until, say)
    cost, penalty = weighted_table(instance)
    low, high = states(limits, len(instance.sites))
    fixed, free = np.flatnonzero(low), np.flatnonzero(low < high)
    p = (len(free) if limits.p is None else limits.p - len(limits.required)) if limits.budget is None else None
    best = Best(cost, high > low, high > low, lambda s: kept(limits, s), plain, until)
    left = min(p, len(free)) if p is not None else len(free)
    price = cost.min(axis=1).astype(float)
    settled_open, undecided, bound, done = fixed, free, float(price.sum()), False
    if plain or limits.p is not None:
        say("후보지를 바꾸어 가며 나은 답을 찾는 중 (swapping)")
        left = min(limits.p - len(limits.required), len(free)) if limits.p is not None else left
        trial = best if plain else Best(cost, high > low, high > low, lambda _: True, True, until)
        trial.offer(swapping.greedy(cost, fixed, high > low, left))
        _, first, second = swapping.two_nearest(cost, trial.opened)
        say("증명할 값을 올리는 중 (raising the bound)")
        over = until if until is not None else np.inf

        def enough() -> bool:
            return time.monotonic() > over

        found = dual.climb(np.ascontiguousarray(cost.T), fixed, free, left, np.minimum((first + second) / 2.0, first * 4.0 + 1.0), trial.offer, enough=enough)
        price, bound = found.price, found.bound
        if plain:
            settled_open, undecided, done = found.settled_open, found.undecided, found.done or not len(free) or left >= len(free)
            bound = trial.value if done else bound
    nodes, finished = 0, done
    if not done and (best.value - bound > effort.gap * abs(best.value) or not np.isfinite(best.value)):
        columns = np.r_[settled_open, undecided]
        say(f"남은 후보지 {len(columns)}곳에서 증명하는 중 (branching)")
        levels = Levels(cost[:, columns], price)
        tree = Tree(levels, np.zeros(len(columns)), rows_of(limits, columns, plain))
        lower = np.r_[np.ones(len(settled_open), np.int8), np.zeros(len(undecided), np.int8)]
        many = limits.p + len(limits.existing) if limits.p is not None else None

        def offer(y: np.ndarray) -> float:
            chosen = columns[np.argsort(-y, kind="stable")[:many]] if many is not None and plain else columns[y > 0.5]
            return best.offer(chosen)

        stop = Stop(best.value, 1.0 if instance.whole else 0.0, effort.gap, effort.nodes, until)
        result = branch(tree, lower, np.ones(len(columns), np.int8), stop, offer, levels.base)
        nodes, finished = result.nodes, result.finished
        bound = max(bound, result.bound)
    return _answer(instance, best.opened, bound, finished, nodes, penalty)


def _of_many(instance: Instance, effort: Effort, until: float | None, say: Callable[[str], None]) -> Answer:
    """Many points: lists of near sites instead of a table; the tree where what is in question fits it."""
    from dosi.infrastructure.siting import many_points

    found = many_points.search(instance, effort, until, say)
    bound, nodes, finished = (found.value if found.done else min(found.bound, found.value)), 0, found.done
    columns = np.r_[found.fixed, found.free]
    if not found.near_enough and not found.over and len(found.costs.points) * len(columns) <= MOST_CELLS:
        say(f"남은 후보지 {len(columns)}곳에서 증명하는 중 (branching)")
        levels = Levels(np.concatenate([found.costs.block(part, columns) for part in found.costs.parts(len(instance.sites))]), found.price)
        tree = Tree(levels, np.zeros(len(columns)), rows_of(instance.limits, columns, True))
        lower = np.r_[np.ones(len(found.fixed), np.int8), np.zeros(len(found.free), np.int8)]
        many = len(found.fixed) + found.left
        stop = Stop(found.value, 1.0 if instance.whole else 0.0, effort.gap, effort.nodes, until)
        result = branch(tree, lower, np.ones(len(columns), np.int8), stop, lambda y: found.offer(columns[np.argsort(-y, kind="stable")[:many]]), levels.base)
        nodes, finished = result.nodes, result.finished
        bound = max(bound, result.bound)
    return _answer(instance, found.opened, bound, finished, nodes, found.costs.penalty)


def _with_capacity(instance: Instance, effort: Effort) -> Answer:
    """Every demand point belongs to one site as a whole, and no site takes more than its capacity."""
    assert instance.cost is not None
    columns = compact.Columns(instance)
    paid = np.zeros(columns.count)
    paid[columns.x] = instance.weight[instance.owner] * instance.cost
    outcome = compact.Outcome(instance, paid, (compact.share_row,), effort)
    if outcome.opened is None or (outcome.serves < 0).any():
        return nothing(instance, outcome.infeasible)
    entry = {(int(j), int(i)): e for e, (j, i) in enumerate(zip(instance.owner, instance.site, strict=True))}
    taken = [entry[j, int(i)] for j, i in enumerate(outcome.serves)]
    value = added(instance.weight * instance.cost[taken])
    return judged(instance, outcome.opened, outcome.serves, value, outcome.bound, f"HiGHS가 가지 {outcome.nodes}개로 따짐", least=True)


def _answer(instance: Instance, opened: np.ndarray, bound: float, finished: bool, nodes: int, penalty: float | int) -> Answer:
    worth = weighted_cost(instance, opened) if len(opened) else None
    if worth is None:
        return nothing(instance, (finished and not len(opened)) or (penalty > 0 and (bound >= penalty or finished)))
    value, serves = worth
    how = f"가지 {nodes}개를 모두 따져 증명" if nodes else "수요의 값(쌍대)만으로 증명"
    return judged(instance, opened, serves, value, bound, how if finished else f"가지 {nodes}개에서 멈춤" if nodes else "수요의 값(쌍대)에서 멈춤", least=True)
