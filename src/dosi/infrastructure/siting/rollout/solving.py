"""Devices of several types over several periods: the most weight covered for the money of each period.

Multi-period maximal covering (Schilling, "Dynamic location modeling for public-sector facilities: a multicriteria approach", Decision Sciences 11, 1980) with several types under one budget
(Schilling, Elzinga, Cohon, Church and ReVelle, "The TEAM/FLEET models", Transportation Science 13, 1979), poles that are shared, and what stands kept, moved or retired.

Demand with the same cover is merged; a greedy rollout begins. Where the problem is small, HiGHS proves the rest. Where it is large, the relaxation is priced, which gives a bound,
the rollout is made better window by window, what the reduced costs rule out is left out, and HiGHS takes what remains.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dosi.infrastructure.siting.judging import judged, nothing
from dosi.infrastructure.siting.rollout import counting
from dosi.infrastructure.siting.rollout.clashing import clash
from dosi.infrastructure.siting.rollout.improving import improved
from dosi.infrastructure.siting.rollout.proving import Priced, priced
from dosi.infrastructure.siting.rollout.starting import greedy
from dosi.infrastructure.siting.rollout.writing import Flat, flat, rows, sides, standing_at, within_sides, written
from dosi.infrastructure.siting.solver import Programme, branch_and_cut
from dosi.infrastructure.siting.tree import ROUNDING, TOLERANCE
from dosi.model.rollout import Acts, Rollout, RolloutAnswer
from dosi.model.siting import Effort

SMALL = 20_000
"""entries of the programme up to which HiGHS takes it as it is"""
LARGE = 300_000
"""entries of what is left beyond which HiGHS would not come to branching"""


def solve(rollout: Rollout, effort: Effort, say: Callable[[str], None] = lambda _: None) -> RolloutAnswer:
    """What to put up, move and take away when, with the proof of how near to the most it is."""
    until = None if effort.seconds is None else time.monotonic() + effort.seconds
    say("수요를 모으는 중 (merging)")
    f = flat(rollout)
    best = Best(f)
    say("차례로 놓아 보는 중 (greedy)")
    best.offer(greedy(f))
    low, high = sides(f)
    small, programme = f, written(f, rows(f), low, high)
    bound, target = -float(f.cover.weight.sum()), -np.inf
    if len(programme.index) > SMALL:
        say("수요의 값을 매기는 중 (pricing)")
        relaxed = priced(programme, _left(until))
        if relaxed is not None:
            bound = max(bound, relaxed.bound)
            if best.acts is not None:
                say("자리마다 둘레를 다시 정하는 중 (improving)")
                improved(f, best.acts, best.cost, best.offer, bound / (1 + effort.gap), until)
                target = best.cost - max(effort.gap * -best.cost, best.step)
                small, programme = _what_is_left(f, programme, relaxed, target)
    if best.acts is not None and best.enough(bound, effort.gap):
        return _answer(f, best.acts, bound, "완화의 한계로 증명")
    if len(programme.index) > LARGE and best.acts is not None:
        return _answer(f, best.acts, bound, "완화의 한계 (남은 것이 커서 가지를 치지 않음)")
    say("증명하는 중 (branching)")
    known = best.cost
    solved = branch_and_cut(programme, replace(effort, seconds=_left(until)), None if best.acts is None else standing_at(small, best.acts))
    if solved.infeasible and best.acts is None:
        return _none(f, True, clash(f))
    if solved.x is not None:
        best.offer(f.columns.acts(solved.x[: f.columns.count]))
    if best.acts is None:
        return _none(f, False, "")
    of_rest = known if solved.infeasible else solved.bound
    bound = max(bound, min(of_rest, target) if np.isfinite(target) else of_rest)
    return _answer(f, best.acts, bound, f"가지 {solved.nodes}개를 따져 증명" if solved.done or solved.infeasible else f"가지 {solved.nodes}개에서 멈춤")


def _left(until: float | None) -> float | None:
    return None if until is None else max(until - time.monotonic(), 0.1)


class Best:
    """The rollout known that covers most; what is offered is counted anew and must keep every limit."""

    def __init__(self, f: Flat) -> None:
        self.f, self.cost = f, np.inf
        self.acts: Acts | None = None
        self.whole = f.cover.whole

    @property
    def slack(self) -> float:
        """What rounding may hide."""
        return 1e-6 + ROUNDING * abs(self.cost)

    @property
    def step(self) -> float:
        """A better one is better by at least this much."""
        return 1.0 - 4 * self.slack if self.whole and self.slack < 0.1 else TOLERANCE / 2 * abs(self.cost)

    def enough(self, bound: float, gap: float) -> bool:
        """Whether the bound leaves no more than the gap that is asked for."""
        return -bound <= -self.cost * (1 + gap) + self.slack

    def offer(self, acts: Acts) -> float:
        """Take it if it keeps the limits and covers more; the cost of the best, its covered weight below zero."""
        rollout = self.f.rollout
        if counting.broken(rollout, acts):
            return self.cost
        many = counting.stands(rollout, acts)
        cost = -float((counting.covered(rollout, counting.reached(rollout, many)) * rollout.periods.weight).sum())
        if cost < self.cost:
            self.cost, self.acts = cost, acts
        return self.cost


def _what_is_left(f: Flat, programme: Programme, relaxed: Priced, target: float) -> tuple[Flat, Programme]:
    """What a rollout that costs less than `target` can still hold, by reduced costs."""
    count = f.columns.count
    room = target - relaxed.bound
    reduced, low, high = relaxed.reduced[:count], programme.lower[:count].copy(), programme.upper[:count].copy()
    slack = 1e-9 * max(abs(relaxed.bound), 1.0)
    high[(low < high) & (reduced > room + slack)] = 0
    low[(low < high) & (reduced < -room - slack)] = 1
    return within_sides(f, low, high)


def _none(f: Flat, proven: bool, because: str) -> RolloutAnswer:
    answer = nothing(f.cover, proven, because)
    return RolloutAnswer(**vars(answer))


def _answer(f: Flat, acts: Acts, bound: float, because: str) -> RolloutAnswer:
    """Everything in the answer is counted from the acts alone."""
    rollout = f.rollout
    many = counting.stands(rollout, acts)
    covered = counting.covered(rollout, counting.reached(rollout, many))
    worth = covered * rollout.periods.weight
    value = int(worth.sum()) if worth.dtype.kind in "iu" else float(worth.sum())
    kinds, places, _ = rollout.shape
    opened = np.flatnonzero((many[:, :, -1] > 0).ravel())
    serves = counting.serving(rollout, many)
    serves = np.where(serves >= 0, serves + places * np.arange(kinds)[:, None], -1)
    answer = judged(f.cover, opened, serves.T.ravel(), value, -bound, because, least=False, whole=f.cover.whole, scale=float(f.cover.weight.sum()))
    return RolloutAnswer(**vars(answer), acts=acts, spent=counting.spent(rollout, acts), covered=covered)
