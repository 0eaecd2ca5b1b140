"""p-median: open sites so that the sum over demand points of weight times cost to the nearest open site is least.

Hakimi 1964. Swaps give a value, prices on demand points a bound and most of the sites' fate, and a tree with cuts settles the rest; see `swapping`, `dual`, `tree`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from dosi.infrastructure.siting import dual, swapping
from dosi.infrastructure.siting.levels import Levels
from dosi.infrastructure.siting.tables import kept, rows_of, states, weighted_table
from dosi.infrastructure.siting.tree import TOLERANCE, Stop, Tree, branch
from dosi.infrastructure.siting.worth import weighted_cost
from dosi.model.siting import FEASIBLE, INFEASIBLE, OPTIMAL, UNKNOWN, Answer, Effort, Instance

PROMISING = 1.02
"""a choice this much worse than the best known is still worth improving"""


class Best:
    """The best choice known, improved by swaps where nothing but the number of sites limits it."""

    def __init__(self, cost: np.ndarray, free: np.ndarray, may_close: np.ndarray, keeps: Callable[[np.ndarray], bool], may_swap: bool) -> None:
        self.cost, self.free, self.may_close, self.keeps, self.may_swap = cost, free, may_close, keeps, may_swap
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
            opened = swapping.swap(self.cost, opened, self.free, self.may_close)
            value = float(self.cost[:, opened].min(axis=1).sum())
        if value < self.value and self.keeps(opened):
            self.value, self.opened = value, opened
        return self.value


def solve(instance: Instance, effort: Effort, say: Callable[[str], None] = lambda _: None) -> Answer:
    """Choose the sites of least weighted cost, with the proof of how near to the best they are."""
    limits, until = instance.limits, None if effort.seconds is None else time.monotonic() + effort.seconds
    cost, penalty = weighted_table(instance)
    low, high = states(limits, len(instance.sites))
    fixed, free = np.flatnonzero(low), np.flatnonzero(low < high)
    p = (len(free) if limits.p is None else limits.p - len(limits.required)) if limits.budget is None else None
    plain = limits.p is not None and limits.budget is None and not len(limits.apart)
    best = Best(cost, high > low, high > low, lambda s: kept(limits, s), plain)
    left = min(p, len(free)) if p is not None else len(free)
    price = cost.min(axis=1).astype(float)
    settled_open, undecided, bound, done = fixed, free, float(price.sum()), False
    if plain or limits.p is not None:
        say("후보지를 바꾸어 가며 나은 답을 찾는 중 (swapping)")
        left = min(limits.p - len(limits.required), len(free)) if limits.p is not None else left
        trial = best if plain else Best(cost, high > low, high > low, lambda _: True, True)
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
        tree = Tree(levels, np.zeros(len(columns)), rows_of(limits, columns))
        lower = np.r_[np.ones(len(settled_open), np.int8), np.zeros(len(undecided), np.int8)]
        many = limits.p + len(limits.existing) if limits.p is not None else None

        def offer(y: np.ndarray) -> float:
            chosen = columns[np.argsort(-y, kind="stable")[:many]] if many is not None and plain else columns[y > 0.5]
            return best.offer(chosen)

        stop = Stop(best.value, 1.0 if instance.whole else 0.0, effort.gap, effort.nodes, until)
        result = branch(tree, lower, np.ones(len(columns), np.int8), stop, offer, levels.base)
        nodes, finished = result.nodes, result.finished
        bound = max(bound, np.ceil(result.bound - 1e-6) if stop.whole else result.bound)
    return _answer(instance, best, bound, finished, nodes, penalty)


def _answer(instance: Instance, best: Best, bound: float, finished: bool, nodes: int, penalty: float | int) -> Answer:
    none = np.full(len(instance.demand), -1, np.int64)
    worth = weighted_cost(instance, best.opened) if len(best.opened) else None
    if worth is None:
        proven = (finished and not len(best.opened)) or (penalty > 0 and bound >= penalty) or (finished and penalty > 0)
        words = "이만큼의 후보지로는 모든 수요에 닿을 수 없거나 조건이 서로 어긋난다 (no choice reaches everyone within the limits)"
        return Answer(instance.problem, INFEASIBLE if proven else UNKNOWN, (), none, None, None, words if proven else "멈출 때까지 조건을 지키는 답을 찾지 못했다")
    value, serves = worth
    exact = instance.whole and abs(value) * 1e-11 < 0.25
    bound = min(float(value), bound)
    proven = (finished and (bound >= value - (1 if exact else TOLERANCE * abs(value)) - 1e-6)) or bound >= value
    shown: float | int = value if proven and exact else int(bound) if exact and np.isfinite(bound) else bound
    how = f"가지 {nodes}개를 모두 따져 증명" if nodes else "수요의 값(쌍대)만으로 증명"
    words = (how + ("" if exact else f" (허용 오차 {TOLERANCE:g})")) if proven else f"하한까지만 증명, 가지 {nodes}개에서 멈춤"
    return Answer(instance.problem, OPTIMAL if proven else FEASIBLE, tuple(int(s) for s in best.opened), serves, value, shown, words)
