"""Measures of access by their names: nearest, cumulative opportunities, gravity, enhanced two-step floating catchment, served share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from dosi.network.reaching import Pairs

Parts = Callable[[], Iterable[Pairs]]
"""gives the pairs of origins and destinations from the start, part by part, as often as asked"""


@dataclass(frozen=True)
class Decay:
    """How the worth of an opportunity falls with its cost."""

    kind: str
    """step: weights by bands; exponential: exp(-beta cost); power: cost^-beta; gaussian: exp(-cost^2 / (2 beta^2))"""
    beta: float = 0.0
    upper: tuple[float, ...] = ()
    """upper cost of each band, for step"""
    weight: tuple[float, ...] = ()
    """weight of each band, for step"""

    def __call__(self, cost: np.ndarray) -> np.ndarray:
        """Weight of each cost; 0 beyond the last band."""
        match self.kind:
            case "step":
                return np.r_[self.weight, 0.0][np.searchsorted(np.array(self.upper), cost, side="left")]
            case "exponential":
                return np.exp(-self.beta * cost)
            case "power":
                return np.maximum(cost, 1.0) ** -self.beta
            case "gaussian":
                return np.exp(-(cost**2) / (2 * self.beta**2))
        raise ValueError(f"decay {self.kind!r} is not known")


def nearest(parts: Parts, origins: int) -> tuple[np.ndarray, np.ndarray]:
    """Least cost of each origin to any destination, and which (-1, infinity: none); of equals the one that stands first.

    >>> one = Pairs(np.array([0, 0]), np.array([0, 1]), np.array([5.0, 3.0]))
    >>> [a.tolist() for a in nearest(lambda: [one], 2)]
    [[3.0, inf], [1, -1]]
    """
    least, which = np.full(origins, np.inf), np.full(origins, np.iinfo(np.int64).max)
    for part in parts():
        np.minimum.at(least, part.origin, part.cost)
    for part in parts():
        best = part.cost == least[part.origin]
        np.minimum.at(which, part.origin[best], part.destination[best])
    return least, np.where(np.isfinite(least), which, -1)


def cumulative(parts: Parts, origins: int, supply: np.ndarray) -> np.ndarray:
    """Cumulative opportunities: A_i = sum of S_j over j within the cut-off.

    Wachs, M. and Kumagai, T. G. (1973) Physical accessibility as a social indicator, Socio-Economic Planning Sciences 7(5).
    """
    return _summed(parts, origins, lambda part: supply[part.destination])


def gravity(parts: Parts, origins: int, supply: np.ndarray, decay: Decay) -> np.ndarray:
    """Gravity: A_i = sum over j of S_j f(c_ij).

    Hansen, W. G. (1959) How accessibility shapes land use, Journal of the American Institute of Planners 25(2).
    """
    return _summed(parts, origins, lambda part: supply[part.destination] * decay(part.cost))


def two_step_floating_catchment(parts: Parts, demand: np.ndarray, supply: np.ndarray, decay: Decay) -> np.ndarray:
    """Enhanced two-step floating catchment: R_j = S_j / sum_k D_k f(c_kj), A_i = sum_j R_j f(c_ij), in supply per person of demand.

    A destination that nobody reaches serves nobody. Luo, W. and Qi, Y. (2009) An enhanced two-step floating catchment area (E2SFCA) method for
    measuring spatial accessibility to primary care physicians, Health and Place 15(4).
    """
    wanted = np.zeros(len(supply))
    for part in parts():
        wanted += np.bincount(part.destination, weights=demand[part.origin] * decay(part.cost), minlength=len(supply))
    ratio = np.divide(supply, wanted, out=np.zeros(len(supply)), where=wanted > 0)
    return _summed(parts, len(demand), lambda part: ratio[part.destination] * decay(part.cost))


def served_share(reached: np.ndarray, least_kinds: int) -> np.ndarray:
    """Whether each origin reaches at least `least_kinds` of the kinds of everyday place (rows origins, columns kinds): the 15-minute city.

    Moreno, C., Allam, Z., Chabaud, D., Gall, C. and Pratlong, F. (2021) Introducing the "15-minute city", Smart Cities 4(1).

    >>> served_share(np.array([[True, False, True], [True, False, False]]), 2).tolist()
    [True, False]
    """
    return reached.sum(axis=1) >= least_kinds


def _summed(parts: Parts, origins: int, worth: Callable[[Pairs], np.ndarray]) -> np.ndarray:
    total = np.zeros(origins)
    for part in parts():
        total += np.bincount(part.origin, weights=worth(part), minlength=origins)
    return total
