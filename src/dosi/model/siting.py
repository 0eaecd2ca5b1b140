"""A problem of location and its answer: who must be reached, where could stand what, at which cost, and what was chosen with which proof."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

OPTIMAL, FEASIBLE, INFEASIBLE, UNKNOWN = "optimal", "feasible", "infeasible", "unknown"
"""`optimal` only with a proven bound that the value equals; `infeasible` only when it is proven; `unknown` when the search was stopped before anything was found"""


@dataclass(frozen=True)
class Limits:
    """What an answer must keep to; the same for every problem. Sites and demand points by their position."""

    p: int | None = None
    """new sites to choose: exactly so many for p-median, at most so many elsewhere"""
    existing: tuple[int, ...] = ()
    """sites that stand already: they serve, cost nothing and are not counted in p"""
    required: tuple[int, ...] = ()
    """new sites that must be among the chosen"""
    forbidden: tuple[int, ...] = ()
    """sites that must not be chosen"""
    site_cost: np.ndarray | None = None
    """money per new site, whole currency units"""
    budget: int | None = None
    """money for all new sites together"""
    apart: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    """pairs of sites of which only one may be open (minimum spacing), shape (pairs, 2)"""
    capacity: np.ndarray | None = None
    """largest weight that a site takes; every demand point then belongs to one site as a whole"""
    zone: np.ndarray | None = None
    """zone of each demand point, as position in `zones`"""
    zones: tuple[str, ...] = ()
    zone_floor_share: float = 0.0
    """share of each zone's weight that must be covered, 0..1"""
    backup: int = 1
    """sites that must reach a demand point before it counts as covered"""
    cover_share: float = 1.0
    """share of the whole weight that a (partial) set cover must reach, 0..1"""


@dataclass(frozen=True)
class DemandPoints:
    """Who must be reached, as points; coordinates in one projected unit."""

    ids: np.ndarray
    xy: np.ndarray
    weight: np.ndarray
    zone: np.ndarray | None = None
    """position in `zones`"""
    zones: tuple[str, ...] = ()


@dataclass(frozen=True)
class SitePoints:
    """Where something could stand, as points, with what the file says of each."""

    ids: np.ndarray
    xy: np.ndarray
    radius: np.ndarray
    """how far each site reaches, in the unit of the coordinates"""
    cost: np.ndarray | None = None
    capacity: np.ndarray | None = None
    state: np.ndarray | None = None
    """existing, required, forbidden or empty"""


@dataclass(frozen=True)
class Plane:
    """Straight distances between points, worked out when they are asked for, where a table of all pairs would be too large."""

    demand: np.ndarray
    """coordinates, shape (demand points, 2)"""
    sites: np.ndarray
    """coordinates, shape (sites, 2)"""
    rounded_down: bool = False
    """whether a distance is the whole number below it"""

    def costs(self, points: np.ndarray, sites: np.ndarray | None = None) -> np.ndarray:
        """Distances from some demand points to some sites (all of them), as float64, shape (points, sites)."""
        to = self.sites if sites is None else self.sites[sites]
        far = np.sqrt((self.demand[points, :1] - to[:, 0]) ** 2 + (self.demand[points, 1:] - to[:, 1]) ** 2)
        return np.floor(far) if self.rounded_down else far


@dataclass(frozen=True)
class Instance:
    """A problem of location: sparse costs of reach from demand to sites, weights, limits."""

    problem: str
    """p-median, max-cover, set-cover, p-center"""
    demand: np.ndarray
    """the file's own ids of the demand points"""
    sites: np.ndarray
    """the file's own ids of the sites"""
    weight: np.ndarray
    """weight of each demand point (people, say), int64 or float64"""
    start: np.ndarray
    """first entry of each demand point in `site` and `cost`, and the end: shape (demand points + 1,)"""
    site: np.ndarray
    """sites that reach the demand point, rising"""
    cost: np.ndarray | None
    """cost (a distance, say) per entry; None where reach alone counts"""
    limits: Limits = Limits()
    plane: Plane | None = None
    """a p-median of many points: its costs; `site` and `cost` then hold nothing"""

    @property
    def whole(self) -> bool:
        """Whether all values are whole numbers, so that a bound may be rounded."""
        return self.weight.dtype.kind in "iu" and (self.cost is None or self.cost.dtype.kind in "iu")

    @property
    def owner(self) -> np.ndarray:
        """Demand point of every entry."""
        return np.repeat(np.arange(len(self.demand)), np.diff(self.start))


@dataclass(frozen=True)
class Effort:
    """How long to look: stops by gap and nodes are the same on every machine, a time limit is not."""

    gap: float = 0.0
    """stop when value and bound differ by no more than this share of the value"""
    nodes: int | None = None
    """most nodes of the tree"""
    seconds: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class Answer:
    """What was chosen, what it is worth and what is proven of it."""

    problem: str
    status: str
    """optimal, feasible, infeasible or unknown"""
    sites: tuple[int, ...]
    """open sites by position, rising, standing ones included"""
    assignment: np.ndarray
    """site that serves each demand point, by position; -1 where none does"""
    value: float | int | None
    """recomputed from the sites alone"""
    bound: float | int | None
    """proven: no choice of sites has a better value"""
    because: str
    """what proves it, or which limits clash, in Korean, for people"""

    @property
    def gap(self) -> float | None:
        """Difference of value and bound as a share of the value; 0 when they are equal, None without both."""
        if self.value is None or self.bound is None:
            return None
        apart = abs(float(self.value) - float(self.bound))
        return 0.0 if apart == 0 else apart / max(abs(float(self.value)), 1e-12)
