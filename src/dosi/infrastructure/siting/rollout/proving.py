"""What no rollout can exceed: prices from the relaxation, and the bound that they prove by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from dosi.infrastructure.siting.solver import Programme, loaded

STEPS = 4000
"""of the first-order method: the same on every machine"""
FEW_ENTRIES = 150_000
"""up to so many entries the interior point method is the faster one"""


@dataclass(frozen=True)
class Priced:
    """The relaxation's answer."""

    x: np.ndarray
    """what the columns come to, 0..1"""
    bound: float
    """proven: no choice costs less"""
    reduced: np.ndarray
    """what a column adds to the bound when it is 1 and not 0"""


def priced(programme: Programme, seconds: float | None = None) -> Priced | None:
    """Prices on the rows by the interior point method or, where the programme is large, by the primal-dual hybrid gradient method (Applegate and others, "Practical large-scale linear
    programming using primal-dual hybrid gradient", NeurIPS 2021); the bound is added up from the prices alone. None when nothing was found in time."""
    solver = loaded(replace(programme, whole=None), seconds)
    if len(programme.index) <= FEW_ENTRIES:
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
    else:
        solver.setOptionValue("solver", "pdlp")
        solver.setOptionValue("presolve", "off")  # prices that have not settled are not carried back through it
        solver.setOptionValue("pdlp_iteration_limit", STEPS)
        solver.setOptionValue("pdlp_optimality_tolerance", 1e-5)
    solver.run()
    solution = solver.getSolution()
    x, dual = np.array(solution.col_value), np.array(solution.row_dual)
    if len(dual) != len(programme.row_lower) or not np.isfinite(dual).all() or not np.isfinite(x).all():
        return None
    bound, reduced = proven(programme, dual)
    return Priced(np.clip(x, programme.lower, programme.upper), bound, reduced)


def proven(programme: Programme, dual: np.ndarray) -> tuple[float, np.ndarray]:
    """The bound that row prices prove by themselves, whoever found them (weak duality, columns between finite sides), and the reduced costs."""
    price = dual.copy()
    price[(price > 0) & ~np.isfinite(programme.row_lower)] = 0
    price[(price < 0) & ~np.isfinite(programme.row_upper)] = 0
    matrix = csr_array((programme.value, programme.index, programme.start), shape=(len(price), len(programme.cost)))
    reduced = programme.cost - price @ matrix
    side = np.where(price > 0, programme.row_lower, programme.row_upper)
    used = price != 0
    return float(price[used] @ side[used] + np.minimum(reduced * programme.lower, reduced * programme.upper).sum()), reduced
