"""A data layer as layers.toml declares it, the file taken for it, and what its rows are read against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dosi.model.rows import Crosswalk
from dosi.model.table import Source
from dosi.sources.unit_changes import Eras
from dosi.sources.unit_names import Register

LISTED = 20
"""rows told one by one"""


@dataclass(frozen=True)
class Candidate:
    """One file a layer may be taken from."""

    id: str
    path: Path
    columns: Mapping[str, str]
    crs: str
    source: Source
    filter: Mapping[str, Any] = field(default_factory=dict)
    """the rows that are taken: column = value, a list of values, or "*" for any"""
    totals: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    covers_kind: tuple[str, ...] = ()
    part: str = ""
    """the one meant of several Shapefiles, layers or folders in the file"""
    units_on: str = ""
    """the date whose set of units the figures are of, where names and vintage do not tell"""
    meets: str = ""
    """how lines of a street network meet: nodes | vertices | crossings; empty: by what the file holds"""
    directed: bool = False
    """whether every line may be driven only as drawn: a file with a line for each direction"""
    adds: bool = True
    """whether figures may be added up over units (people, cases), or not (rates, averages)"""
    counted_in: str = ""
    """what figures of people are counted in (명, 천명, 만명), where the file does not say it"""
    period: tuple[str, str] = ("", "")
    """first and last day over which events were collected; empty: from the first event to the last"""
    full: float = 1.0
    """the value of a raster's pixel that is wholly covered, e.g. 100 where it holds percent"""

    @property
    def named(self) -> list[str]:
        """Every column of the file that the candidate names."""
        return [*self.columns.values(), *self.filter, *(self.columns.get(a, a) for a in self.attributes)]

    @property
    def by_address(self) -> bool:
        """Whether places are known by their address only."""
        return "address" in self.columns and not {"lon", "x"} & set(self.columns)


@dataclass(frozen=True)
class Layer:
    """A layer as layers.toml declares it, with the candidate taken (None: no file is there)."""

    id: str
    role: str
    geometry: str
    title: str
    empty: str
    taken: Candidate | None
    outside: str = "list"
    """what becomes of rows outside the city or without a place: list | fault"""
    paths: tuple[str, ...] = ()
    """where its candidates would lie, first to last"""

    @property
    def by_weight(self) -> bool:
        """Whether the layer's cells only say how the people of a unit are spread over it."""
        return self.geometry == "cells" and self.taken is not None and "weight" in self.taken.columns


@dataclass(frozen=True)
class Town:
    """What layers are read against: the city's CRS, its units, and the ground it covers once its boundary is known."""

    crs: str
    crosswalk: Crosswalk
    eras: Eras
    """the sets of reporting units of several years"""
    legal: Register
    """what labels of legal units mean"""
    systems: tuple[str, ...] = ()
    """coordinate systems that the country's files come in"""
    area: Any = None
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """a point within each legal unit, by its name without blanks: where a bare address is put"""


@dataclass
class Notes:
    """What a layer's reader understood on its way, and whether it modelled some of it."""

    lines: list[str] = field(default_factory=list)
    modelled: bool = False
