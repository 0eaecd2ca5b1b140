"""Group zones into contiguous regions of about equally many people, each around a centre, with the least travel: an exact model."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import highspy
import numpy as np
from scipy.sparse import csr_array

MODEL = "spatial.districting.divide: least people-weighted travel to the region's centre; contiguous (flow), balanced in people, p centres (HiGHS)"
MOST_NODES = 20_000
SAME = 1e-6
"""shares of people nearer than this are equal"""
STEP_SHARE = 0.05
"""by how much a limit that nothing keeps is raised"""
LARGEST = 10_000.0
"""the largest cost within the model: what is equal, or optimal, is so for minutes as for metres"""
NEARER_WINS, EARLIER_WINS = 1e-3, 1e-6
"""in the model's own units, of which the largest cost has LARGEST: of equal divisions the one wins that sends zones without people to nearer centres, then that of the centres that come first"""


@dataclass(frozen=True)
class Ground:
    """What a division is chosen from; zones are numbered in the city's own order."""

    people: np.ndarray
    """people of each zone"""
    cost: np.ndarray
    """mean way from zone (row) to centre (column): minutes, or metres where no streets are laid"""
    touching: tuple[tuple[int, int], ...]
    """pairs of zones side by side, both ways"""
    centres: tuple[int, ...]
    """zones that may hold a region's centre"""
    must: tuple[int, ...] = ()
    """zones that must hold one"""
    together: tuple[tuple[int, int], ...] = ()
    """pairs of zones that belong to one region"""


@dataclass(frozen=True)
class Division:
    """A division: for each zone the zone that holds its centre, the balance it kept, its people-weighted mean cost and the proven bound on it."""

    centre_of: tuple[int, ...]
    limit_share: float | None
    mean: float
    bound: float


def divide(ground: Ground, regions: int, limit_share: float | None) -> Division | None:
    """Choose the centres and the regions around them with the least people-weighted cost (minutes or metres); None when no division is possible.

    min sum(i, j) people[i] cost[i, j] x[i, j] / people, where x[i, j] says that zone i belongs to the centre in zone j (Hess et al. 1965,
    *Nonpartisan political redistricting by computer*), within
    sum(j) x[i, j] = 1; x[i, j] <= x[j, j]; sum(j) x[j, j] = regions;
    (1 - limit) mean x[j, j] <= sum(i) people[i] x[i, j] <= (1 + limit) mean x[j, j];
    for each centre a flow over the borders from which every zone of its region takes one unit and which enters no other zone, so that regions hang
    together (Shirabe 2009, *Districting modeling with exact contiguity constraints*).
    Where nothing keeps the limit, it is raised by the fewest steps of 0.05 with which something does.
    """
    model = _Model(ground, regions)
    solved = model.nearest(limit_share)
    if solved is None and limit_share is not None and (loose := model.nearest(None)) is not None:
        bad, good, solved = 0, ceil((model.strays(loose[0]) - limit_share) / STEP_SHARE - SAME), loose  # what is best without a limit keeps so many steps
        while good - bad > 1:
            steps = (bad + good) // 2
            tried = model.nearest(limit_share + steps * STEP_SHARE)
            bad, good, solved = (bad, steps, tried) if tried is not None else (steps, good, solved)
        limit_share = round(limit_share + good * STEP_SHARE, 6)
    if solved is None:
        return None
    centre_of, bound = solved
    mean = float((ground.people * ground.cost[np.arange(len(centre_of)), centre_of]).sum() / ground.people.sum())
    return Division(tuple(int(c) for c in centre_of), limit_share, mean, min(mean, max(bound, 0.0)))


def hangs_together(members: set[int], touching: tuple[tuple[int, int], ...]) -> bool:
    """Whether zones can be walked through from one to all others without leaving them.

    >>> hangs_together({0, 1, 2}, ((0, 1), (1, 0), (1, 2), (2, 1))), hangs_together({0, 2}, ((0, 1), (1, 0), (1, 2), (2, 1)))
    (True, False)
    """
    reached, fresh = set(), {min(members)}
    while fresh:
        reached |= fresh
        fresh = {b for a, b in touching if a in fresh and b in members} - reached
    return reached == members


Row = tuple[list[int], list[float], float, float]
"""columns, coefficients, lower and upper bound"""


class _Model:
    """The model's columns: x by zone and centre, then flows by centre and border."""

    def __init__(self, ground: Ground, regions: int) -> None:
        self.ground, self.regions = ground, regions
        self.zones, self.number = len(ground.people), len(ground.centres)
        self.mean = float(ground.people.sum()) / regions
        self.borders = [(a, b) for a, b in ground.touching if a != b]
        self.members = self.zones * self.number
        self.columns = self.members + self.number * len(self.borders)
        self.rows: list[Row] = []
        self._one_region_each()
        for at, centre in enumerate(ground.centres):
            self._contiguous(at, centre)

    def x(self, zone: int, at: int) -> int:
        return zone * self.number + at

    def flow(self, at: int, border: int) -> int:
        return self.members + at * len(self.borders) + border

    def _one_region_each(self) -> None:
        opened = [self.x(c, at) for at, c in enumerate(self.ground.centres)]
        self.rows.append((opened, [1.0] * self.number, self.regions, self.regions))
        for zone in range(self.zones):
            self.rows.append(([self.x(zone, at) for at in range(self.number)], [1.0] * self.number, 1, 1))
            self.rows += [([self.x(zone, at), opened[at]], [1.0, -1.0], -np.inf, 0) for at, c in enumerate(self.ground.centres) if c != zone]
        for a, b in self.ground.together:
            self.rows += [([self.x(a, at), self.x(b, at)], [1.0, -1.0], 0, 0) for at in range(self.number)]

    def _contiguous(self, at: int, centre: int) -> None:
        for zone in range(self.zones):
            into = [self.flow(at, n) for n, (_, b) in enumerate(self.borders) if b == zone]
            out = [self.flow(at, n) for n, (a, _) in enumerate(self.borders) if a == zone]
            if zone == centre:
                self.rows.append((into, [1.0] * len(into), 0, 0))
                continue
            self.rows.append(([*into, *out, self.x(zone, at)], [1.0] * len(into) + [-1.0] * len(out) + [-1.0], 0, 0))
            self.rows.append(([*into, self.x(zone, at)], [1.0] * len(into) + [-float(self.zones - self.regions)], -np.inf, 0))

    def _balanced(self, limit_share: float) -> list[Row]:
        """People of a region, in mean regions: at most 1 + limit, at least 1 - limit where the region exists."""
        shares = [float(p) / self.mean for p in self.ground.people]
        made: list[Row] = []
        for at, centre in enumerate(self.ground.centres):
            held = [self.x(zone, at) for zone in range(self.zones)]
            for side, lower, upper in ((1 + limit_share, -np.inf, 0.0), (1 - limit_share, 0.0, np.inf)):
                made.append((held, [s - (side if zone == centre else 0.0) for zone, s in enumerate(shares)], lower, upper))
        return made

    def nearest(self, limit_share: float | None) -> tuple[np.ndarray, float] | None:
        """The division of least travel within a limit: for each zone its centre, and the proven bound on the mean cost."""
        ground = self.ground
        ways = ground.cost[:, list(ground.centres)]
        one = LARGEST / (float(ways.max()) or 1.0)
        far = ways / (float(ways.max()) or 1.0) / self.zones
        order = np.arange(self.number)[None, :] / self.number / self.zones
        cost = np.zeros(self.columns)
        cost[: self.members] = (ground.people[:, None] / ground.people.sum() * ways * one + NEARER_WINS * far + EARLIER_WINS * order).ravel()
        answer = self._solved(cost, [] if limit_share is None else self._balanced(limit_share + SAME))
        return None if answer is None else (answer[0], (answer[1] - NEARER_WINS - EARLIER_WINS) / one)

    def strays(self, centre_of: np.ndarray) -> float:
        """The largest deviation of a region's people from the mean, as a share of it."""
        held = np.array([self.ground.people[centre_of == c].sum() for c in np.unique(centre_of)])
        return float(np.abs(held / self.mean - 1).max())

    def _solved(self, cost: np.ndarray, balance: list[Row]) -> tuple[np.ndarray, float] | None:
        solver = highspy.Highs()
        solver.silent()
        for name, value in {"mip_rel_gap": 0.0, "mip_abs_gap": SAME, "mip_max_nodes": MOST_NODES, "random_seed": 0, "threads": 1}.items():
            solver.setOptionValue(name, value)
        rows = [*self.rows, *balance]
        matrix = self._matrix(rows)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, len(rows)
        upper = np.full(self.columns, np.inf)  # every column gets a bound below: without one on the flows the solver was seen to search for ever
        upper[: self.members], upper[self.members :] = 1, self.zones - self.regions
        lower = np.zeros(self.columns)
        for at, centre in enumerate(self.ground.centres):
            lower[self.x(centre, at)] = float(centre in self.ground.must)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
        lp.row_lower_, lp.row_upper_ = np.array([r[2] for r in rows], float), np.array([r[3] for r in rows], float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        lp.integrality_ = [highspy.HighsVarType.kInteger] * self.members + [highspy.HighsVarType.kContinuous] * (self.columns - self.members)
        solver.passModel(lp)
        solver.run()
        answer = np.array(solver.getSolution().col_value)
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible or len(answer) == 0 or solver.getInfo().primal_solution_status != 2:
            return None
        taken = answer[: self.members].reshape(self.zones, self.number).argmax(axis=1)
        return np.array(self.ground.centres)[taken], float(solver.getInfo().mip_dual_bound)

    def _matrix(self, rows: list[Row]) -> csr_array:
        starts = np.cumsum([0, *(len(r[0]) for r in rows)]).astype(np.int32)
        columns = np.array([c for r in rows for c in r[0]], np.int32)
        values = np.array([v for r in rows for v in r[1]], float)
        return csr_array((values, columns, starts), shape=(len(rows), self.columns))


__all__ = ["MODEL", "Division", "Ground", "divide", "hangs_together"]
