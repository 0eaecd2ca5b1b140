"""p-center: open at most p sites so that the largest cost from a demand point to its nearest open site is least.

Minieka, "The m-center problem", SIAM Review 12 (1970): the answer is one of the costs, and a cost is enough when the sites within it can cover everyone; halving the
costs in question leaves few covers to solve.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dosi.infrastructure.siting import compact
from dosi.infrastructure.siting.judging import judged, nothing
from dosi.infrastructure.siting.reducing import reduced
from dosi.infrastructure.siting.tables import kept, states
from dosi.infrastructure.siting.worth import nearest
from dosi.model.siting import Answer, Effort, Instance


def solve(instance: Instance, effort: Effort, say: Callable[[str], None] = lambda _: None) -> Answer:
    """Choose the sites of least largest cost; every demand point counts, whatever its weight, and capacities do not."""
    instance = replace(instance, limits=replace(instance.limits, capacity=None, backup=1, zone=None, zone_floor_share=0.0))
    assert instance.cost is not None
    limits, until = instance.limits, None if effort.seconds is None else time.monotonic() + effort.seconds
    best, known = _spread(instance)
    levels = np.unique(instance.cost)
    if known is not None:
        levels = levels[levels < known]
    low, high = int(np.searchsorted(levels, _least(instance), "left")), len(levels)
    doubtful = False
    proven = _least(instance)
    while low < high and (until is None or time.monotonic() < until):
        middle = (low + high) // 2
        say(f"{levels[middle]:g} 안에 모두 닿는지 보는 중 ({high - low}가지 남음)")
        opened, infeasible = _within(instance, levels[middle], effort if until is None else replace(effort, seconds=max(until - time.monotonic(), 0.1)))
        if opened is not None:
            _, paid = nearest(instance, opened)
            best, known = opened, paid.max()
            high = int(np.searchsorted(levels, known, "left"))
        else:
            doubtful |= not infeasible
            low = middle + 1
            if not doubtful:
                proven = float(levels[low]) if low < len(levels) else np.inf
    doubtful |= low < high
    if best is None or known is None:
        return nothing(instance, not doubtful)
    serves, paid = nearest(instance, best)
    value = paid.max().item()
    assert kept(limits, best)
    return judged(instance, best, serves, value, proven if doubtful else value, "시간이나 가지 수에서 멈춤" if doubtful else f"{value:g}보다 가까이는 모두를 덮을 수 없음을 증명", least=True, whole=instance.cost.dtype.kind in "iu")


def _least(instance: Instance) -> float:
    """No answer is below the largest of the demand points' least costs."""
    assert instance.cost is not None
    lowest = np.full(len(instance.demand), instance.cost.max())
    np.minimum.at(lowest, instance.owner, instance.cost)
    return float(lowest.max())


def _within(instance: Instance, cost: float, effort: Effort) -> tuple[np.ndarray | None, bool]:
    """Sites within the limits that reach everyone at this cost or less; or whether there are proven to be none."""
    assert instance.cost is not None
    keep = instance.cost <= cost
    start = np.r_[0, np.cumsum(np.bincount(instance.owner[keep], minlength=len(instance.demand)))]
    cover, closed = reduced(replace(instance, start=start, site=instance.site[keep], cost=None, limits=replace(instance.limits, cover_share=1.0)))
    if (np.diff(cover.start) == 0).any():
        return None, True
    columns = compact.Columns(cover)
    count = np.zeros(columns.count)
    count[columns.y] = 1.0
    outcome = compact.Outcome(cover, count, (compact.share_row,), replace(effort, gap=0.99), closed=closed)
    return outcome.opened, outcome.infeasible


def _spread(instance: Instance) -> tuple[np.ndarray | None, float | None]:
    """A first choice: open, again and again, the site nearest to whoever has it worst (Gonzalez 1985); None where that breaks a limit."""
    assert instance.cost is not None
    limits = instance.limits
    low, high = states(limits, len(instance.sites))
    opened = np.flatnonzero(low)
    left = (limits.p if limits.p is not None else int(high.sum())) - len(limits.required)
    for _ in range(max(left, 0)):
        serves, paid = nearest(instance, opened)
        worst = int(np.where(serves < 0, np.inf, paid.astype(float)).argmax())
        own = slice(instance.start[worst], instance.start[worst + 1])
        open_to = high[instance.site[own]] > 0
        if not open_to.any():
            break
        site = int(instance.site[own][open_to][instance.cost[own][open_to].argmin()])
        if site in opened:
            break
        opened = np.sort(np.r_[opened, site])
    serves, paid = nearest(instance, opened)
    return (None, None) if (serves < 0).any() or not kept(limits, opened) else (opened, float(paid.max()))
