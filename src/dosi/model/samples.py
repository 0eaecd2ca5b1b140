"""Voices weighed against the people they speak for: margins of a census, weights, shares of answers, who is absent. Shared by readers, the voice room and commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PEOPLE = "people"
CALLED = {"zone": "구역", "age_group": "연령대", "sex": "성별", "channel": "경로", "origin": "파일", "person": "응답 번호", "weight": "가중치"}
"""variables as planners call them; others by their own name"""


def called(name: str) -> str:
    """The name of a variable, of a margin or of one step of raking, in Korean.

    >>> called("zone x age_group"), called("age_group | zone"), called("job")
    ('구역 x 연령대', '구역 안의 연령대', 'job')
    """
    inner, _, outer = name.partition(" | ")
    words = " x ".join(CALLED.get(word, word) for word in inner.split(" x "))
    return f"{called(outer)} 안의 {words}" if outer else words


@dataclass(frozen=True)
class Margin:
    """How many people there are, by one variable or a cross of several (zone; zone x age group)."""

    variables: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    """the value of each variable, cell by cell; neighbouring values of a variable stand beside each other"""
    people: Floats

    @property
    def name(self) -> str:
        """The margin as people write it.

        >>> Margin(("zone", "sex"), (), np.zeros(0)).name
        'zone x sex'
        """
        return " x ".join(self.variables)

    def over(self, variables: Iterable[str]) -> Margin:
        """The same people by some of its variables only, in this order."""
        kept = tuple(variables)
        frame = pd.DataFrame(list(self.cells), columns=list(self.variables)).assign(**{PEOPLE: self.people})
        return margin_of(frame, kept)

    def put_together(self, variable: str, group: Mapping[str, str]) -> Margin:
        """The same people with some values of a variable put together under a common name."""
        frame = pd.DataFrame(list(self.cells), columns=list(self.variables)).assign(**{PEOPLE: self.people})
        return margin_of(frame.assign(**{variable: frame[variable].map(group)}), self.variables)


def margin_of(frame: pd.DataFrame, variables: tuple[str, ...]) -> Margin:
    """A margin of a table with a column per variable and `people`: cells in the order in which their values first stand, people of equal cells added."""
    coded = [pd.factorize(frame[v].astype("object")) for v in variables]
    held, row = np.unique(np.ravel_multi_index([code for code, _ in coded], [len(words) for _, words in coded]), return_inverse=True)
    places = np.unravel_index(held, [len(words) for _, words in coded])
    cells = tuple(zip(*([str(words[i]) for i in place] for place, (_, words) in zip(places, coded, strict=True)), strict=True))
    return Margin(variables, cells, np.asarray(np.bincount(row, weights=frame[PEOPLE].astype(float)), dtype=float))


def margins_of(frame: pd.DataFrame) -> tuple[Margin, ...]:
    """The margins of a tidy table: a column per variable and `people`; a missing value means "all", and each set of filled columns is a margin of its own.

    >>> [m.name for m in margins_of(pd.DataFrame({"zone": ["a", "b", None], "sex": [None, None, "f"], "people": [1, 2, 3]}))]
    ['zone', 'sex']
    """
    variables = [c for c in frame if c != PEOPLE]
    filled = pd.Series(list(zip(*(frame[v].notna() for v in variables), strict=True)), index=frame.index, dtype=object)
    sets = dict.fromkeys(filled)
    return tuple(margin_of(frame[filled == held], named) for held in sets if (named := tuple(v for v, h in zip(variables, held, strict=True) if h)))


@dataclass(frozen=True)
class Step:
    """What one step of raking sets: the shares of some cells within their stratum, among the voices that are known to lie in one of them."""

    name: str
    """`zone`, `zone x age_group`, or `age_group | zone`: by age group within each zone"""
    variables: tuple[str, ...]
    given: int
    """how many of the first variables make the strata; 0: all voices are one stratum"""
    labels: tuple[tuple[str, ...], ...]
    """every cell of the margin, also those that nobody speaks for"""
    people: Floats
    stands_in: Ints
    """the raked cell that each cell's people are counted with; -1: left out"""
    heard: Ints
    """which of all cells each raked cell is"""
    cell: Ints
    """the raked cell of each pattern of voices; as many as there are raked cells: not known"""
    share: Floats
    """target of each raked cell within its stratum, 0..1"""
    stratum: Ints
    """stratum of each raked cell"""


@dataclass(frozen=True)
class Design:
    """Voices by pattern: all that answer the margins' variables alike."""

    pattern: Ints
    """pattern of each voice"""
    count: Ints
    """voices of each pattern"""
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    """what was done with variables and margins, in Korean sentences"""


@dataclass(frozen=True)
class Weights:
    """The weight of every voice, mean 1, and how it was reached."""

    weight: Floats
    base: Floats
    design: Design
    rounds: int
    converged: bool
    gap: float
    """largest distance of a cell from its target in the last round, as a share of all voices"""
    cannot: str
    """empty, or what does not hold together: `bounds` (the margins alone do) or `margins`"""
    bounds: tuple[float, float]
    """least and most weight, as multiples of the mean"""
    at_least: int
    """voices whose weight was raised to the least"""
    at_most: int
    """voices whose weight was cut to the most"""
    unbounded_most: float | None = None
    """where the bounds cannot hold: the largest weight that the margins alone would need"""

    @property
    def effective(self) -> float:
        """Effective sample size (Kish 1965): (sum of weights)^2 / sum of squares; voices of equal weight that would be worth as much."""
        return effective_size(self.weight)

    @property
    def design_effect(self) -> float:
        """Design effect of weighting (Kish 1965): voices over effective sample size; 1 where all weigh alike."""
        return len(self.weight) / self.effective if len(self.weight) else float("nan")


def effective_size(weight: Floats) -> float:
    """Kish's effective sample size of some weights: (sum w)^2 / sum w^2; 0 of none.

    >>> float(effective_size(np.array([1.0, 1.0, 2.0]))).__round__(4)
    2.6667
    """
    squares = float((weight**2).sum())
    return float(weight.sum()) ** 2 / squares if squares else 0.0


@dataclass(frozen=True)
class Share:
    """The share of one answer among the voices of a domain that answered the question."""

    question: str
    answer: str
    by: str
    """variable of the domain (zone); empty: all voices"""
    domain: str
    voices: int
    """voices that answered the question"""
    gave: int
    """of them, those who gave this answer"""
    effective: float
    """voices the interval stands on"""
    share: float | None
    """weighted share, 0..1; missing where too few were heard"""
    standard_error: float | None
    low: float | None
    high: float | None
    """interval"""


FAR = (0.5, 2.0)
"""ratios of the share of voices to the share of people from which a group is heard too little or too much (author's choice)"""


@dataclass(frozen=True)
class Absent:
    """How many people and how many voices there are of one group."""

    variable: str
    group: str
    people: float | None
    """of the census; missing where it does not tell"""
    people_share: float | None
    voices: int
    voice_share: float | None
    """among the voices whose group is known"""
    ratio: float | None
    """share of voices over share of people; 1: as many as there should be"""

    @property
    def state(self) -> str:
        """absent, under (half or less of what it should be), over (double or more), fair, or unknown where the census does not tell."""
        if self.ratio is None:
            return "unknown" if self.people_share is None else "absent" if not self.voices and self.people else "unknown"
        return "absent" if self.voices == 0 else "under" if self.ratio <= FAR[0] else "over" if self.ratio >= FAR[1] else "fair"



@dataclass(frozen=True)
class Sample:
    """Answers of people as read: a row per person."""

    rows: pd.DataFrame
    """columns of the margins' variables, channel, origin (file) and row (in that file), and one per question; missing where nothing was said"""
    questions: tuple[str, ...]
    base: Floats | None
    """base weights of the persons, where a column gives them"""
    margins: tuple[Margin, ...]
    """the margins in groups that the answers have a place in"""
    understood: tuple[str, ...] = field(default=())
    """how doubtful points were read, in Korean sentences"""
