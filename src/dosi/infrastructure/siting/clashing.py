"""Say which zones' floors cannot be met together, when no choice of sites meets them all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dosi.infrastructure.siting import compact
from dosi.model.siting import Effort, Instance

TRIES = 500
"""nodes per trial"""


def clash(instance: Instance) -> str:
    """A smallest set of zones that clash: zones are left out one by one, and only those without which the rest can be met are kept (deletion filter, Chinneck 1991)."""
    limits = instance.limits
    if limits.zone is None or not limits.zone_floor_share:
        return ""
    if not _feasible(instance, []):
        return "구역의 최소 비율이 없어도 조건이 서로 어긋난다 (number, money, spacing, capacity or required sites clash by themselves)"
    alone = [z for z in range(len(limits.zones)) if not _feasible(instance, [z])]
    held = alone[:1] if alone else _smallest(instance)
    names = ", ".join(limits.zones[z] for z in (alone or held))
    share = f"{limits.zone_floor_share * 100:g}%"
    if alone:
        return f"구역 {names}: 이 조건으로는 혼자서도 최소 {share}에 닿을 수 없다 (this zone's floor cannot be met even alone)"
    return f"구역 {names}: 최소 {share}를 함께 지킬 수 없다 (the floors of these zones clash)"


def _smallest(instance: Instance) -> list[int]:
    held = list(range(len(instance.limits.zones)))
    for zone in list(held):
        rest = [z for z in held if z != zone]
        if not _feasible(instance, rest):
            held = rest
    return held


def _feasible(instance: Instance, zones: list[int]) -> bool:
    """Whether these zones' floors can be met together; what could not be decided counts as feasible."""
    limits = instance.limits
    assert limits.zone is not None
    place = {z: n for n, z in enumerate(zones)}
    some = replace(limits, zone=np.array([place.get(int(z), len(zones)) for z in limits.zone]), zones=tuple(limits.zones[z] for z in zones))
    trial = replace(instance, limits=some)
    outcome = compact.Outcome(trial, np.zeros(compact.Columns(trial).count), (compact.zone_rows,), Effort(nodes=TRIES))
    return not outcome.infeasible
