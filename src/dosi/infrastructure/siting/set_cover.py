"""Set cover: reach everyone, or a share of the weight, with the fewest new sites or the least money.

Toregas, Swain, ReVelle and Bergman, "The location of emergency service facilities", Operations Research 19 (1971). Written out in full for HiGHS.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dosi.infrastructure.siting import compact
from dosi.infrastructure.siting.clashing import clash
from dosi.infrastructure.siting.judging import judged, nothing
from dosi.infrastructure.siting.max_cover import covered, serving
from dosi.model.siting import Answer, Effort, Instance


def solve(instance: Instance, effort: Effort, say: Callable[[str], None] = lambda _: None) -> Answer:
    """Choose the fewest or cheapest new sites that reach everyone (or the share asked), each as often as backup asks."""
    limits = instance.limits
    say("조건을 모두 적어 푸는 중 (branching)")
    columns = compact.Columns(instance)
    each = np.ones(len(instance.sites), np.int64) if limits.site_cost is None else limits.site_cost
    each = np.where(np.isin(np.arange(len(instance.sites)), limits.existing), 0, each)
    cost = np.zeros(columns.count)
    cost[columns.y] = each
    outcome = compact.Outcome(instance, cost, (compact.share_row, compact.zone_rows), effort)
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
