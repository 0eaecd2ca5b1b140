"""Say which limits of a rollout clash, when none keeps them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from dosi.infrastructure.siting.rollout.writing import ALWAYS, Block, Flat, limits, sides, written
from dosi.infrastructure.siting.solver import branch_and_cut
from dosi.model.siting import Effort

TRIES = 500
"""nodes per trial"""
MOST_NAMED = 12
"""periods, places or zones that are named of one limit"""
WORDS = {"money": "기간의 돈 (money)", "number": "장치 수의 상한 (number of devices)", "room": "기둥에 달 수 있는 수 (room)", "floors": "최소 비율 (floors)", "fates": "정해 둔 장치의 처리 (what is decided of standing devices)",
         "power_w": "전력 (power)", "backhaul_mbps": "통신 (back-haul)"}  # fmt: skip

Limit = TypeVar("Limit")


def clash(f: Flat) -> str:
    """A smallest set of limits that cannot be kept together, each with its periods, places or zones (deletion filter, Chinneck 1991)."""
    blocks = {name: kind(f) for name, kind in limits(f).items()}
    always = [kind(f) for kind in ALWAYS]

    def feasible(held: Sequence[tuple[str, int | None]]) -> bool:
        """What could not be decided counts as feasible."""
        names = {name for name, _ in held}
        low, high = sides(f, "fates" in names)
        held_rows = [part for name in blocks if name in names for part in [_of(blocks[name], [of for n, of in held if n == name])]]
        programme = written(f, [*always, *held_rows], low, high)
        programme.cost[:] = 0
        return not branch_and_cut(programme, Effort(nodes=TRIES)).infeasible

    kinds: list[tuple[str, int | None]] = [(name, None) for name in (*blocks, "fates") if name == "fates" or len(blocks[name].of)]
    if feasible(kinds):
        return ""
    families = smallest(kinds, feasible)
    single: list[tuple[str, int | None]] = [(name, of) for name, _ in families for of in ([None] if name == "fates" else np.unique(blocks[name].of).tolist())]
    return "함께 지킬 수 없는 조건 (these limits clash): " + "; ".join(_said(f, name, [of for n, of in smallest(single, feasible) if n == name]) for name, _ in families)


def smallest(limits_: Sequence[Limit], feasible: Callable[[Sequence[Limit]], bool]) -> list[Limit]:
    """A set of limits that clash, of which none can be left out; halves are tried before single ones (Junker's QuickXplain, 2004)."""

    def conflict(held: Sequence[Limit], changed: bool, rest: Sequence[Limit]) -> list[Limit]:
        if changed and not feasible(held):
            return []
        if len(rest) == 1:
            return list(rest)
        half = len(rest) // 2
        second = conflict([*held, *rest[:half]], True, rest[half:])
        first = conflict([*held, *second], bool(second), rest[:half])
        return [*first, *second]

    return conflict([], False, limits_) if limits_ else []


def _of(block: Block, held: list[int | None]) -> Block:
    """The rows of some periods, places or zones; all of them where None is among them."""
    if None in held:
        return block
    rows = np.isin(block.of, np.array(held, np.int64))
    return Block(block.matrix[rows], block.lower[rows], block.upper[rows], block.of[rows])


def _said(f: Flat, name: str, held: list[int | None]) -> str:
    rollout = f.rollout
    end, zones = rollout.shape[2], len(rollout.zones)
    of = [n for n in held if n is not None]
    if name == "money":
        named = [str(rollout.periods.ids[n]) for n in of]
    elif name == "number":
        named = [str(rollout.types.ids[n]) for n in of]
    elif name == "floors":
        named = [f"{rollout.types.ids[n // (zones + 1)]}" + (f" {rollout.zones[n % (zones + 1)]}" if n % (zones + 1) < zones else "") for n in of]
    else:
        named = [f"{rollout.poles.ids[n // end]} {rollout.periods.ids[n % end]}" for n in of]
    shown = ", ".join(named[:MOST_NAMED]) + (f", … (+{len(named) - MOST_NAMED})" if len(named) > MOST_NAMED else "")
    return WORDS.get(name, name) + (f": {shown}" if shown else "")
