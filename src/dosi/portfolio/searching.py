"""Search the best choice: which services first, by bounds of the linear relaxation, then the options near that relaxation, with a proven bound on all others."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from dosi.portfolio.modelling import linear, model
from dosi.portfolio.options import Choice
from dosi.portfolio.rows import Floats, Ints, Rows

SMALL = 300
"""variables up to which the whole model is solved at once, to its end"""
KERNELS = (150, 450, 1_350, 1 << 60)
"""options free beside those that the relaxation takes, nearest to it first; tried one after the other"""
MOST_BRANCHES = 300
"""relaxations of the choice of services"""
KERNEL_NODES = 300
WHOLE_NODES = 1_500
KERNEL_GAP = 1e-4
AIM = 0.5
"""share of the gap that small kernels aim at: what is quickly had is taken"""
LARGE = 450
"""from this kernel on the gap itself will do"""
SMALL_GAP = 1e-6


@dataclass(frozen=True)
class Found:
    """The best choice found, and what bounds every other."""

    options: Ints
    """that start"""
    value: float
    """of the objective"""
    bound: float


@dataclass(frozen=True)
class Relaxed:
    """The linear relaxation at the best whole choice of services."""

    bound: float
    services: Floats
    """0 or 1 of each service"""
    options: Floats
    """0..1 of each option"""
    reduced: Floats
    """what an option would add, were it to enter; not above 0 for those outside"""
    prices: Floats
    """row -> what one more unit of its limit would add (dual values)"""


def search(choice: Choice, limits: Rows, objective: Floats, gap: float) -> Found | None:
    """Maximise the objective (one number per option) over all choices that keep the limits, to a relative gap; None where there is none.

    A small model is given whole to the solver (branch and bound of HiGHS). Else the choice of services comes first: branch and bound over them by linear relaxations, best bound first
    (Land and Doig 1960), which a change of one service re-solves in a few steps; its first whole choice bounds all others. Then kernel search (Angelelli, Mansini and Speranza 2010): of
    these services the options that the relaxation takes, and those that would cost it least, make small programmes, each begun from the answer before, until the gap is met. If none meets it,
    the whole model goes on from the best answer. It stops by gap or numbers of nodes, never by the clock.
    """
    if choice.variables <= SMALL:
        return _whole(choice, limits, objective, SMALL_GAP, None)
    leaf = services_first(choice, limits, objective)
    if leaf is None:
        return None
    best: Found | None = None
    if isinstance(leaf, Relaxed):
        matrix = scipy.sparse.csr_array((limits.coefficient, (limits.row, limits.column)), shape=(len(limits), choice.variables)).tocsc()
        live = np.flatnonzero(leaf.services[choice.service_of_candidate][choice.candidate] > 0.5) if "services_at_most" in choice.limits else np.arange(len(choice.offer))
        nearest = live[np.argsort(-np.where(leaf.options[live] > 1e-9, np.inf, leaf.reduced[live]), kind="stable")]
        inside = int((leaf.options[live] > 1e-9).sum())
        for beside in KERNELS:
            found = _kernel(choice, limits, matrix, objective, leaf, nearest[: inside + beside], best, gap * AIM)
            if found is not None and (best is None or found.value > best.value):
                best = found
            reached = 1.0 if best is None else (leaf.bound - best.value) / max(abs(leaf.bound), 1e-9)
            if inside + beside >= len(live) or reached <= gap * (AIM if beside < LARGE else 1):
                break
        if best is not None and best.value >= leaf.bound * (1 - gap):
            return best
    whole = _whole(choice, limits, objective, gap, best)
    if whole is None or not isinstance(leaf, Relaxed):
        return whole
    return Found(whole.options, whole.value, max(whole.value, min(whole.bound, leaf.bound)))


def services_first(choice: Choice, limits: Rows, objective: Floats) -> Relaxed | float | None:
    """The relaxation at the best whole choice of services, or a bound alone where too many were looked at; None where no choice keeps the limits."""
    n, many = len(choice.offer), len(choice.services)
    solver = linear(choice, limits, objective)
    columns = np.arange(n, n + many, dtype=np.int32)

    def relaxed(fixed: dict[int, float]) -> Relaxed | None:
        low, high = np.zeros(many), np.ones(many)
        for service, value in fixed.items():
            low[service] = high[service] = value
        solver.changeColsBounds(many, columns, low, high)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        answer = solver.getSolution()
        x = np.array(answer.col_value)
        return Relaxed(float(solver.getInfo().objective_function_value), x[n : n + many], x[:n], np.array(answer.col_dual)[:n], np.array(answer.row_dual))

    root = relaxed({})
    if root is None:
        return None
    if "services_at_most" not in choice.limits:
        return root
    open_, looked = [(-root.bound, 0, dict[int, float](), root)], 1
    while open_:
        _, _, fixed, here = heapq.heappop(open_)
        off = np.abs(here.services - np.round(here.services))
        if off.max() < 1e-6:
            return here
        if looked >= MOST_BRANCHES:
            return here.bound
        service = int(off.argmax())
        for value in (1.0, 0.0):
            below = relaxed({**fixed, service: value})
            looked += 1
            if below is not None:
                heapq.heappush(open_, (-below.bound, looked, {**fixed, service: value}, below))
    return None


def _kernel(choice: Choice, limits: Rows, matrix: scipy.sparse.csc_array, objective: Floats, leaf: Relaxed, options: Ints, best: Found | None, gap: float) -> Found | None:
    """The best choice of some options alone, services as in the leaf."""
    stop = {"mip_rel_gap": KERNEL_GAP, "mip_max_nodes": KERNEL_NODES, "objective_target": leaf.bound * (1 - gap)}
    taken = within(choice, limits, matrix, objective, np.round(leaf.services), np.sort(options), best.options if best else None, stop)
    if taken is None:
        return None
    value = float(objective[taken].sum())
    return Found(taken, value, max(value, leaf.bound))


def within(
    choice: Choice, limits: Rows, matrix: scipy.sparse.csc_array, objective: Floats, services: Floats, options: Ints, start: Ints | None, stop: dict[str, float]
) -> Ints | None:
    """The best choice of some options alone, with the services given (0 or 1 each); all others stay out. None where no choice of them keeps the limits, or none was found.

    matrix: of the limits, rows x variables; start: options of a choice to begin with; stop: settings of the solver.
    """
    n, many = len(choice.offer), len(choice.services)
    carried = np.arange(n + many, choice.variables)
    free = np.concatenate([options, carried])
    held = matrix[:, n : n + many] @ services
    part = matrix[:, free].tocsr()
    some = np.flatnonzero(np.diff(part.indptr))
    part = part[some]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = len(free), len(some), highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([objective[options], np.zeros(len(carried))])
    lp.col_lower_, lp.col_upper_ = np.zeros(len(free)), np.concatenate([np.ones(len(options)), choice.most_carried])
    lp.row_lower_, lp.row_upper_ = limits.lower[some] - held[some], limits.upper[some] - held[some]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = part.indptr.astype(np.int32), part.indices.astype(np.int32), part.data
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(options) + [highspy.HighsVarType.kContinuous] * len(carried)
    solver = highspy.Highs()
    solver.silent()
    for name, value in {**stop, "random_seed": 0, "threads": 1}.items():
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    if start is not None:
        solver.setSolution(_start(np.isin(free, start).astype(float)))
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return options[np.array(solver.getSolution().col_value)[: len(options)] > 0.5]


def _whole(choice: Choice, limits: Rows, objective: Floats, gap: float, start: Found | None) -> Found | None:
    solver = model(choice, limits, objective)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_max_nodes", WHOLE_NODES)
    if start is not None:
        x = np.zeros(choice.variables)
        x[start.options] = 1
        x[len(choice.offer) + np.unique(choice.service_of_candidate[choice.candidate[start.options]])] = 1
        solver.setSolution(_start(x))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    taken = np.flatnonzero(np.array(solver.getSolution().col_value)[: len(choice.offer)] > 0.5)
    value = float(objective[taken].sum())
    return Found(taken, value, max(value, float(solver.getInfo().mip_dual_bound)))


def _start(x: Floats) -> highspy.HighsSolution:
    solution = highspy.HighsSolution()
    solution.col_value = list(x)
    return solution
