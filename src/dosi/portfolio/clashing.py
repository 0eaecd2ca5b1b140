"""Limits that cannot hold together: the smallest set of them, and how far each would have to give way."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from dosi.model.errors import Fault
from dosi.portfolio.modelling import model
from dosi.portfolio.options import Choice
from dosi.portfolio.rows import Ints, Rows, kept

DECIDED = "decided "
CEILINGS = ("ceiling ", "authority ceiling ")


@dataclass(frozen=True)
class Clash:
    """One limit of a smallest set that cannot hold together."""

    name: str
    needed: float | None
    """how far it must give way, all other limits as they are; None: it alone does not mend the clash"""


def clash(choice: Choice, limits: Rows) -> list[Clash]:
    """A smallest set of limits that clash: without any one of them the others hold (Junker 2004, QuickXplain: halves of the limits are tried, so few are looked at one by one).

    Decisions are kept longest, so that the set says which limits stand against them. For each limit of the set the least by which it must give way, in its own unit,
    while all other limits of the plan stay (elastic programme, Brown and Graves 1975).
    """
    order = np.array(sorted(range(len(limits)), key=lambda n: not limits.names[n].startswith(DECIDED)), np.int64)
    found = _smallest(choice, limits, np.empty(0, np.int64), np.empty(0, np.int64), order)
    return [Clash(limits.names[n], _least(choice, limits, int(n))) for n in found]


def as_fault(choice: Choice, limits: Rows) -> Fault:
    """The clash as a planner acts on it."""
    found = clash(choice, limits)
    return Fault("No portfolio keeps all limits", "rows/ceilings.csv, limits.csv and decisions.csv", "; ".join(c.name for c in found), "limits that can hold together",
                 "; or ".join(_mended(c) for c in found if c.needed is not None) or "more than one of these must give way: raise the ceilings or withdraw decisions")  # fmt: skip


def _mended(one: Clash) -> str:
    if one.name.startswith(DECIDED):
        return f'withdraw the decision on "{one.name.removeprefix(DECIDED)}"'
    won = one.name.startswith(CEILINGS)
    return f'raise "{one.name}" by {int(np.ceil(one.needed or 0)) * 1000:,} won' if won else f'let "{one.name}" give way by {one.needed:g}'


def _possible(choice: Choice, limits: Rows, which: Ints) -> bool:
    solver = model(choice, kept(limits, which), np.zeros(len(choice.offer)))
    solver.run()
    return bool(solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible)


def _smallest(choice: Choice, limits: Rows, held: Ints, added: Ints, rest: Ints) -> Ints:
    """The smallest part of `rest` that clashes with the held limits; `added`: those held since the last look."""
    if len(added) and not _possible(choice, limits, held):
        return np.empty(0, np.int64)
    if len(rest) == 1:
        return rest
    first, second = np.array_split(rest, 2)
    of_second = _smallest(choice, limits, np.concatenate([held, first]), first, second)
    of_first = _smallest(choice, limits, np.concatenate([held, of_second]), of_second, first)
    return np.concatenate([of_first, of_second])


def _least(choice: Choice, limits: Rows, row: int) -> float | None:
    solver = model(choice, limits, np.zeros(len(choice.offer)))
    for end, sign in ((limits.lower[row], 1.0), (limits.upper[row], -1.0)):
        if np.isfinite(end):
            solver.addCol(-1.0, 0.0, highspy.kHighsInf, 1, np.array([row], np.int32), np.array([sign]))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    return float(-solver.getInfo().objective_function_value)
