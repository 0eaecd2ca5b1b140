"""The limits on the portfolio, one public function each; its docstring is its inequality. `choosing` walks this file.

x[o, t] = 1 when offer o starts in year t; y[s] = 1 when service s starts anywhere. Money in thousand won: costs rounded up, ceilings down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dosi.portfolio.options import Choice


@dataclass(frozen=True)
class Row:
    """lower <= sum of coefficient x variable <= upper; variables are the options, then the services."""

    name: str
    options: np.ndarray
    coefficients: np.ndarray
    lower: float
    upper: float


def one_scale_or_none(choice: Choice) -> Iterator[Row]:
    """sum over scales s and years t of x[c, s, t] <= 1 for every candidate c."""
    for candidate, numbers in choice.of_candidate.items():
        yield Row(f"once {'~'.join(candidate)}", np.array(numbers), np.ones(len(numbers)), 0, 1)


def within_ceilings(choice: Choice) -> Iterator[Row]:
    """sum over options of pay[fund, purpose, year] x[o, t] <= ceiling[fund, purpose, year]; no ceiling row in the plan's years means 0."""
    paid: dict[tuple[str, str, int], list[tuple[int, int]]] = {}
    for number in range(len(choice.options)):
        for pocket, won in choice.pays(number).items():
            paid.setdefault(pocket, []).append((number, -(-won // 1000)))
    for pocket in sorted(paid):
        numbers, thousand = zip(*paid[pocket], strict=True)
        ceiling = choice.ceilings.get(pocket, 0)
        yield Row(f"ceiling {'~'.join(map(str, pocket))}", np.array(numbers), np.array(thousand, dtype=float), -np.inf, ceiling // 1000)


def prerequisites_first(choice: Choice) -> Iterator[Row]:
    """sum over t' <= t of x[c, t'] <= sum over t' <= t of x[p, t'] over the candidates p that meet the prerequisite, for every t."""
    for candidate, needs in choice.requires.items():
        own = choice.of_candidate[candidate]
        years = sorted({choice.options[n].start_year for n in own})
        for no, meeting in enumerate(needs):
            others = [n for c in meeting for n in choice.of_candidate[c]]
            for year in years:
                mine = [n for n in own if choice.options[n].start_year <= year]
                theirs = [n for n in others if choice.options[n].start_year <= year]
                yield Row(f"needs {'~'.join(candidate)} {no} {year}", np.array(mine + theirs), np.array([1.0] * len(mine) + [-1.0] * len(theirs)), -np.inf, 0)


def decided(choice: Choice) -> Iterator[Row]:
    """sum of x[c, ., .] = 1 for candidates decided in, = 0 for candidates decided out."""
    for candidate, numbers in choice.of_candidate.items():
        if candidate in choice.included or candidate in choice.excluded:
            wanted = 1.0 if candidate in choice.included else 0.0
            yield Row(f"decided {'~'.join(candidate)}", np.array(numbers), np.ones(len(numbers)), wanted, 1.0 if wanted else 0.0)


def services_at_most(choice: Choice) -> Iterator[Row]:
    """sum over s of y[s] <= most, and sum over scales and years of x[c, s, t] <= y[service of c] for every candidate c."""
    if choice.services_at_most is None:
        return
    place = {service: len(choice.options) + n for n, service in enumerate(choice.services)}
    yield Row("services at most", np.array(list(place.values())), np.ones(len(place)), 0, choice.services_at_most)
    for (service, zone), numbers in choice.of_candidate.items():
        yield Row(f"starts {service}~{zone}", np.array([*numbers, place[service]]), np.array([1.0] * len(numbers) + [-1.0]), -np.inf, 0)
