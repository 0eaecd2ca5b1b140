"""Set cover: reach everyone, or a share of the weight, with the fewest new sites or the least money.

Toregas, Swain, ReVelle and Bergman, "The location of emergency service facilities", Operations Research 19 (1971). Where everyone must be reached, what changes nothing is left
out; the rest is written out in full for HiGHS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dosi.infrastructure.siting import compact, cover_swapping
from dosi.infrastructure.siting.clashing import clash
from dosi.infrastructure.siting.judging import judged, nothing
from dosi.infrastructure.siting.max_cover import covered, serving
from dosi.infrastructure.siting.reducing import alike, reduced
from dosi.model.siting import Answer, Effort, Instance

MOVES = 2000
"""exchanges for one site fewer"""


def solve(instance: Instance, effort: Effort, say: Callable[[str], None] = lambda _: None) -> Answer:
    """Choose the fewest or cheapest new sites that reach everyone (or the share asked), each as often as backup asks."""
    limits = instance.limits
    say("조건을 모두 적어 푸는 중 (branching)")
    columns = compact.Columns(instance)
    each = np.ones(len(instance.sites), np.int64) if limits.site_cost is None else limits.site_cost
    each = np.where(np.isin(np.arange(len(instance.sites)), limits.existing), 0, each)
    small, closed = instance, np.zeros(len(instance.sites), bool)
    if limits.cover_share >= 1 and limits.capacity is None:
        small, closed = reduced(instance, each)
        columns = compact.Columns(small)
    cost = np.zeros(columns.count)
    cost[columns.y] = each
    kinds = (compact.share_row,) if small is not instance else (compact.share_row, compact.zone_rows)
    first = _first(small, closed, effort.seed) if small is not instance and alike(instance) and limits.site_cost is None else None
    outcome = compact.Outcome(small, cost, kinds, effort, closed, first)
    if outcome.opened is None:
        return nothing(instance, outcome.infeasible, clash(instance) if outcome.infeasible else "")
    serves = outcome.serves if limits.capacity is not None else serving(instance, outcome.opened)
    reached = covered(instance, outcome.opened, serves)
    total = instance.weight.sum()
    if instance.weight[reached].sum() < limits.cover_share * total * (1 - 1e-9) or (limits.cover_share >= 1 and not reached.all()):
        return nothing(instance, False)
    value = each[outcome.opened].sum()
    whole = each.dtype.kind in "iu"
    return judged(instance, outcome.opened, serves, int(value) if whole else float(value), outcome.bound, f"HiGHS가 가지 {outcome.nodes}개로 따짐", least=True, whole=whole)


def _first(small: Instance, closed: np.ndarray, seed: int) -> np.ndarray | None:
    """A cover to begin with: as few sites as greedy needs, then one fewer each time, as long as exchanges with a memory reach everyone."""
    if (np.diff(small.start) == 0).any():
        return None
    cover = cover_swapping.Cover(replace(small, weight=np.ones(len(small.demand), np.int64)))
    free, none = ~closed, np.zeros(0, np.int64)
    found, count = None, int(free.sum())
    order = cover_swapping.greedy(cover, none, free, count, enough=True)
    while len(order) and cover.worth(order) == cover.points:
        found = order
        if len(found) < 2:
            break
        alone = [cover.worth(np.delete(found, k)) for k in range(len(found))]
        order = cover_swapping.tabu(cover, np.delete(found, int(np.argmax(alone))), free, MOVES, seed, goal=cover.points)
    return found
