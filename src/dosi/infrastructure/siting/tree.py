"""Branch on sites, bound by cuts: the exact part, once prices have settled most sites.

The cost of serving demand point j is a variable t[j]; cuts say how cheap it can be for a choice of sites (Benders decomposition: Duran-Mateluna, Ales and Elloumi,
"An efficient Benders decomposition for the p-median problem", EJOR 308, 2023; Cordeau, Furini and Ljubic, "Benders decomposition for very large scale partial set
covering and maximal covering location problems", EJOR 275, 2019). HiGHS solves each node's linear programme. No bound is taken from the solver's word: from
its dual prices, clipped to their signs, the bound is added up again, so that the solver's tolerances cannot make it wrong.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import highspy
import numpy as np

INTEGRAL = 1e-6
ROUNDING = 1e-11
"""share of a value that adding up in double precision may be wrong by"""
TOLERANCE = 1e-9
"""share of a value within which it counts as proven where values are not whole"""
ROOT_ROUNDS, NODE_ROUNDS = 200, 8


@dataclass
class Cuts:
    """Lower bounds on t[owner]: const - sum of coef * y over sites; `start` has one more entry than there are cuts."""

    owner: np.ndarray
    const: np.ndarray
    start: np.ndarray
    site: np.ndarray
    coef: np.ndarray


class TimeUp(Exception):
    """The time that the user gave is over."""


class Separator(Protocol):
    """What the tree asks of a problem."""

    points: int
    unit: float
    """what one of the programme's units stands for; keeps the solver's numbers small"""

    def cuts(self, y: np.ndarray, t: np.ndarray) -> Cuts:
        """The cuts that y and t break, the deepest one of each demand point."""

    def first(self) -> Cuts:
        """Cuts to begin with."""


@dataclass(frozen=True)
class Rows:
    """Limits on sites: lower <= A y <= upper; A by rows."""

    lower: np.ndarray
    upper: np.ndarray
    start: np.ndarray
    site: np.ndarray
    coef: np.ndarray


@dataclass
class Stop:
    """When to end, and what has been proven."""

    value: float
    step: float
    """a better answer is at least this much better (1 where values are whole)"""
    gap: float
    nodes: int | None
    until: float | None
    share: Callable[[float], float] | None = None
    """the difference at which to stop, from the value, where it is not a share of the value itself"""

    @property
    def whole(self) -> bool:
        """Whether the step is larger than what rounding may hide."""
        return self.step > 2 * (1e-6 + ROUNDING * abs(self.value))

    @property
    def target(self) -> float:
        """A node whose bound reaches this holds nothing that is wanted."""
        if not np.isfinite(self.value):
            return np.inf
        wanted = self.value - self.step + 1e-6 + ROUNDING * abs(self.value) if self.whole else self.value - TOLERANCE / 2 * abs(self.value)  # half of it, so that rounding does not pass the whole
        return min(wanted, self.value - (self.share(self.value) if self.share else self.gap * abs(self.value)))


class Tree:
    """The linear programme with its cuts, and the nodes that wait."""

    def __init__(self, separator: Separator, site_cost: np.ndarray, rows: Rows) -> None:
        self.separator, self.site_cost, self.rows = separator, site_cost.astype(float) / separator.unit, rows
        self.sites, self.points = len(site_cost), separator.points
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("random_seed", 0)
        self.until: float | None = None
        self._build(separator.first())

    def _build(self, cuts: Cuts) -> None:
        lp = highspy.HighsLp()
        width = self.sites + self.points
        lp.num_col_, lp.num_row_ = width, len(self.rows.lower)
        lp.col_cost_ = np.r_[self.site_cost, np.ones(self.points)]
        lp.col_lower_ = np.zeros(width)
        lp.col_upper_ = np.r_[np.ones(self.sites), np.full(self.points, highspy.kHighsInf)]
        lp.row_lower_, lp.row_upper_ = self.rows.lower.astype(float), self.rows.upper.astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = self.rows.start.astype(np.int32), self.rows.site.astype(np.int32), self.rows.coef.astype(float)
        self.solver.passModel(lp)
        self.held = Cuts(np.zeros(0, np.int64), np.zeros(0), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
        self.add(cuts)

    def add(self, cuts: Cuts) -> None:
        """Take cuts into the programme: t[owner] + coef y >= const."""
        count = len(cuts.owner)
        if not count:
            return
        lengths = np.diff(cuts.start)
        start = np.r_[0, np.cumsum(lengths + 1)].astype(np.int32)
        index = np.insert(cuts.site, cuts.start[1:], cuts.owner + self.sites).astype(np.int32)
        value = np.insert(cuts.coef, cuts.start[1:], 1.0)
        self.solver.addRows(count, cuts.const.astype(float), np.full(count, highspy.kHighsInf), len(index), start[:-1], index, value)
        h = self.held
        self.held = Cuts(np.r_[h.owner, cuts.owner], np.r_[h.const, cuts.const], np.r_[h.start, h.start[-1] + cuts.start[1:]], np.r_[h.site, cuts.site], np.r_[h.coef, cuts.coef])

    def purge(self, dual: np.ndarray) -> None:
        """Build anew with the cuts that bear something."""
        bears = dual[len(self.rows.lower) :] > 1e-9
        h = self.held
        entries = np.repeat(bears, np.diff(h.start))
        self._build(Cuts(h.owner[bears], h.const[bears], np.r_[0, np.cumsum(np.diff(h.start)[bears])], h.site[entries], h.coef[entries]))

    def solve(self, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """y, t and row duals of the node's programme; None when no y keeps the limits."""
        at = np.arange(self.sites, dtype=np.int32)
        self.solver.changeColsBounds(self.sites, at, lower.astype(float), upper.astype(float))
        if self._ran() == highspy.HighsModelStatus.kInfeasible:
            return None
        solution = self.solver.getSolution()
        x = np.array(solution.col_value)
        return x[: self.sites], x[self.sites :], np.array(solution.row_dual)

    def _ran(self) -> highspy.HighsModelStatus:
        """Run; anew from nothing when the solver lost its way. Raises `TimeUp` when the time is up, or when that did not help."""
        for attempt in range(2):
            if attempt:
                self.solver.clearSolver()
            if self.until is not None:
                left = self.until - time.monotonic()
                if left <= 0:
                    raise TimeUp
                self.solver.setOptionValue("time_limit", self.solver.getRunTime() + left)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
                return status
            if status == highspy.HighsModelStatus.kTimeLimit:
                raise TimeUp
        raise TimeUp  # the solver found no way; what is proven so far stands

    def proven(self, dual: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> tuple[float, np.ndarray]:
        """The bound that the dual prices prove by themselves, and the reduced cost of each site."""
        many = len(self.rows.lower)
        of_rows = dual[:many].copy()
        of_rows[(of_rows > 0) & ~np.isfinite(self.rows.lower)] = 0
        of_rows[(of_rows < 0) & ~np.isfinite(self.rows.upper)] = 0
        of_cuts = np.maximum(dual[many:], 0)
        used = np.bincount(self.held.owner, of_cuts, self.points)
        of_cuts = of_cuts / np.maximum(used, 1.0)[self.held.owner]
        reduced = self.site_cost - np.bincount(self.held.site, self.held.coef * np.repeat(of_cuts, np.diff(self.held.start)), self.sites)
        reduced -= np.bincount(self.rows.site, self.rows.coef * np.repeat(of_rows, np.diff(self.rows.start)), self.sites)
        sides = np.where(of_rows > 0, self.rows.lower, self.rows.upper)
        bound = float(of_cuts @ self.held.const + of_rows[of_rows != 0] @ sides[of_rows != 0] + np.minimum(reduced * lower, reduced * upper).sum())
        return bound * self.separator.unit, reduced * self.separator.unit


@dataclass
class Found:
    """What the tree proved."""

    bound: float
    nodes: int
    finished: bool
    lower: np.ndarray
    upper: np.ndarray
    """states of sites that the first node leaves to a better answer"""


def branch(tree: Tree, lower: np.ndarray, upper: np.ndarray, stop: Stop, offer: Callable[[np.ndarray], float], base: float = 0.0) -> Found:
    """Search until nothing better than `stop.target` can be left; `offer(y)` is told choices, also fractional ones, and answers the best value known.

    `base` is added to every bound. Nodes are taken best bound first, after going down from each node to its likelier child.
    """
    heap: list[tuple[float, int, np.ndarray, np.ndarray]] = [(-np.inf, 0, lower.astype(np.int8), upper.astype(np.int8))]
    number, done = 1, 0
    tree.until = stop.until
    root = lower, upper
    next_node: tuple[float, int, np.ndarray, np.ndarray] | None = None
    while heap or next_node:
        node = next_node or heapq.heappop(heap)
        next_node = None
        if node[0] >= stop.target:
            continue
        if (stop.nodes is not None and done >= stop.nodes) or (stop.until is not None and time.monotonic() > stop.until and done):
            heapq.heappush(heap, node)
            break
        done += 1
        try:
            state = _settle(tree, node[2], node[3], stop, offer, base, ROOT_ROUNDS if done == 1 else NODE_ROUNDS, done == 1)
        except TimeUp as over:
            heapq.heappush(heap, (max([node[0], *over.args]), *node[1:]))
            break
        if state is None:
            continue
        bound, y, low, high = state
        if done == 1:
            root = low, high
        bound = max(bound, node[0])
        loose = np.flatnonzero((low < high) & (y > INTEGRAL) & (y < 1 - INTEGRAL))
        if not len(loose):
            loose = np.flatnonzero(low < high)
            if not len(loose):
                continue
        frac = y[loose]
        score = np.minimum(frac, 1 - frac) + 1e-9 * frac
        pick = int(loose[score.argmax()])
        children = []
        for side in (1, 0):
            lo, hi = low.copy(), high.copy()
            lo[pick] = hi[pick] = side
            children.append((bound, number, lo, hi))
            number += 1
        likely = 0 if y[pick] >= 0.5 else 1
        next_node = children[likely]
        heapq.heappush(heap, children[1 - likely])
    left = [n[0] for n in heap if n[0] < stop.target]
    finished = not left
    nothing_better = stop.value if stop.whole and not stop.gap and stop.share is None else stop.target
    return Found(min(left) if left else nothing_better, done, finished, *root)


def _settle(tree: Tree, low: np.ndarray, high: np.ndarray, stop: Stop, offer: Callable[[np.ndarray], float], base: float, rounds: int, root: bool
            ) -> tuple[float, np.ndarray, np.ndarray, np.ndarray] | None:  # fmt: skip
    """Solve a node with its cuts: its bound, y and what is settled below it; None when nothing wanted is left."""
    low, high = low.copy(), high.copy()
    best, stalled = -np.inf, 0
    for round_no in range(rounds):
        try:
            solved = tree.solve(low, high)
        except TimeUp:
            raise TimeUp(best) from None
        if solved is None:
            return None
        y, t, dual = solved
        bound, reduced = tree.proven(dual, low, high)
        bound += base
        stop.value = min(stop.value, offer(y))
        if bound >= stop.target:
            return None
        room = stop.target - bound
        open_ = low < high
        high[open_ & (reduced > room)] = 0
        low[open_ & (reduced < -room)] = 1
        if (low > high).any():
            return None
        gained = bound - best
        best = max(best, bound)
        cuts = tree.separator.cuts(y, t)
        if not len(cuts.owner):
            break
        stalled = stalled + 1 if gained < 1e-3 * max(stop.value - best, 1e-9) else 0
        whole = np.all((y < INTEGRAL) | (y > 1 - INTEGRAL))
        if stalled >= 3 and not whole:
            break
        if root and round_no % 10 == 9:
            tree.purge(dual)
        tree.add(cuts)
    if root:
        tree.purge(dual)
    return best, y, low, high
