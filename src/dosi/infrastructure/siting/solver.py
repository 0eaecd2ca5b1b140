"""HiGHS with the settings that make it answer alike every time."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from dosi.model.siting import Effort


@dataclass(frozen=True)
class Programme:
    """minimise cost x; lower_row <= A x <= upper_row; lower <= x <= upper; the columns marked `whole` are whole numbers. A by rows."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    start: np.ndarray
    index: np.ndarray
    value: np.ndarray
    whole: np.ndarray | None = None


def loaded(programme: Programme, seconds: float | None = None) -> highspy.Highs:
    """A solver that holds the programme."""
    solver = highspy.Highs()
    for option, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0), *([] if seconds is None else [("time_limit", max(seconds, 0.01))])):
        solver.setOptionValue(option, setting)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(programme.cost), len(programme.row_lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = (a.astype(float) for a in (programme.cost, programme.lower, programme.upper))
    lp.row_lower_, lp.row_upper_ = programme.row_lower.astype(float), programme.row_upper.astype(float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = programme.start.astype(np.int32), programme.index.astype(np.int32), programme.value.astype(float)
    if programme.whole is not None:
        lp.integrality_ = [highspy.HighsVarType.kInteger if w else highspy.HighsVarType.kContinuous for w in programme.whole]
    solver.passModel(lp)
    return solver


def prices(programme: Programme, seconds: float | None = None) -> np.ndarray | None:
    """Row duals of the programme's relaxation by the interior point method, without a basis; None when it was not solved."""
    solver = loaded(programme, seconds)
    solver.setOptionValue("solver", "ipm")
    solver.setOptionValue("run_crossover", "off")
    solver.run()
    dual = np.array(solver.getSolution().row_dual)
    return dual if len(dual) == len(programme.row_lower) and np.isfinite(dual).all() else None


@dataclass(frozen=True)
class Solved:
    """What a whole-number programme came to."""

    x: np.ndarray | None
    bound: float
    infeasible: bool
    done: bool
    """whether it ended by itself, at the asked gap"""
    nodes: int


def branch_and_cut(programme: Programme, effort: Effort, start: np.ndarray | None = None, seconds: float | None = None) -> Solved:
    """Solve a whole-number programme by HiGHS's own tree to the asked gap or number of nodes."""
    solver = loaded(programme, effort.seconds if seconds is None else seconds)
    solver.setOptionValue("mip_rel_gap", float(effort.gap))
    solver.setOptionValue("mip_abs_gap", 1e-6)
    if effort.nodes is not None:
        solver.setOptionValue("mip_max_nodes", int(effort.nodes))
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = start.astype(float).tolist()
        solver.setSolution(given)
    solver.run()
    info = solver.getInfo()
    found = info.primal_solution_status == 2
    infeasible = solver.getModelStatus() in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    return Solved(np.array(solver.getSolution().col_value) if found else None, float(info.mip_dual_bound), infeasible, solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, max(int(info.mip_node_count), 0))


class Building:
    """Rows of a programme, put together one kind at a time."""

    def __init__(self) -> None:
        self.lower: list[np.ndarray] = []
        self.upper: list[np.ndarray] = []
        self.length: list[np.ndarray] = []
        self.index: list[np.ndarray] = []
        self.value: list[np.ndarray] = []

    def row(self, index: np.ndarray, value: np.ndarray | float, lower: float = -np.inf, upper: float = np.inf) -> None:
        """One row."""
        self.rows(np.array([len(index)]), index, value, np.array([lower]), np.array([upper]))

    def rows(self, length: np.ndarray, index: np.ndarray, value: np.ndarray | float, lower: np.ndarray | float = -np.inf, upper: np.ndarray | float = np.inf) -> None:
        """Several rows of so many entries each."""
        self.length.append(length)
        self.index.append(index)
        self.value.append(np.broadcast_to(np.asarray(value, float), len(index)))
        self.lower.append(np.broadcast_to(np.asarray(lower, float), len(length)))
        self.upper.append(np.broadcast_to(np.asarray(upper, float), len(length)))

    def programme(self, cost: np.ndarray, lower: np.ndarray, upper: np.ndarray, whole: np.ndarray | None) -> Programme:
        """The programme of these rows."""
        none = np.zeros(0)
        start = np.r_[0, np.cumsum(np.concatenate([none, *self.length]))].astype(np.int64)
        return Programme(cost, lower, upper, np.concatenate([none, *self.lower]), np.concatenate([none, *self.upper]), start,
                         np.concatenate([none, *self.index]).astype(np.int64), np.concatenate([none, *self.value]), whole)  # fmt: skip
