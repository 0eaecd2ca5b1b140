"""The choice as a mixed-integer programme: every limit's rows, passed to the solver at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache

import highspy
import numpy as np

from dosi.portfolio import constraints
from dosi.portfolio.options import Choice
from dosi.portfolio.rows import Floats, Rows, together

CHEAPER_WINS = 1e-6
"""points per million won: the cheaper of two equal choices wins"""


@cache
def known_constraints() -> tuple[Callable[[Choice], Rows], ...]:
    """The limits there are: every public function of portfolio/constraints.py, in the order they stand."""
    return tuple(f for n, f in vars(constraints).items() if inspect.isfunction(f) and f.__module__ == constraints.__name__ and not n.startswith("_"))


def limits_of(choice: Choice) -> Rows:
    """The rows of every limit."""
    return together([make(choice) for make in known_constraints()])


def worth(choice: Choice, points: Floats | None = None) -> Floats:
    """What each option adds to the objective: its points (or those given), less a little for its cost, so that of equal choices the cheaper wins."""
    of = choice.of_offer("points") if points is None else points
    return np.asarray(of - CHEAPER_WINS * (choice.of_offer("capital_won") // 1000) / 1000, float)


def model(choice: Choice, limits: Rows, objective: Floats, names: bool = False) -> highspy.Highs:
    """The solver with the model: maximise objective x over the options, within the limits.

    objective: one number per option. names: of rows and columns, for a model that people read.
    """
    solver = highspy.Highs()
    solver.silent()
    for name, value in {"random_seed": 0, "threads": 1, "mip_feasibility_tolerance": 1e-6}.items():
        solver.setOptionValue(name, value)
    n, options, carried = choice.variables, len(choice.offer), len(choice.carried)
    order = np.argsort(limits.row, kind="stable")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, len(limits)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([objective, np.zeros(n - options)])
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.concatenate([np.ones(n - carried), choice.most_carried])
    lp.row_lower_, lp.row_upper_ = limits.lower, limits.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(limits.row, minlength=len(limits)))]).astype(np.int32)
    lp.a_matrix_.index_ = limits.column[order].astype(np.int32)
    lp.a_matrix_.value_ = limits.coefficient[order]
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (n - carried) + [highspy.HighsVarType.kContinuous] * carried
    if names:
        lp.row_names_ = [_plain(name) for name in limits.names]
        offers = [f"x_{o['service']}_{o['zone']}_{o['scale']}" for o in choice.offers]
        lp.col_names_ = [*(f"{offers[o]}_{y}" for o, y in zip(choice.offer, choice.start_year, strict=True)), *(f"y_{s}" for s in choice.services),
                         *(f"carried_{'_'.join(map(str, p))}" for p in choice.carried)]  # fmt: skip
    solver.passModel(lp)
    return solver


def linear(choice: Choice, limits: Rows, objective: Floats) -> highspy.Highs:
    """The same, with every yes or no let be a share: its linear relaxation."""
    solver = model(choice, limits, objective)
    n = choice.variables
    solver.changeColsIntegrality(n, np.arange(n, dtype=np.int32), np.zeros(n, np.uint8))
    return solver


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)
