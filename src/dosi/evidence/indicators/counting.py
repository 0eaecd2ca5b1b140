"""What indicator shapes count on: places, cells, events and figures by reporting unit, zone and city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from dosi.evidence.apart import Dates
from dosi.model.city import CITY
from dosi.model.conditions import meeting, names
from dosi.model.findings import Exposure, Located, LocatedCells, People
from dosi.model.layers import Events, UnitFigures
from dosi.model.rows import Crosswalk
from dosi.model.table import split
from dosi.network.travelling import Travel, Travels

LEVELS = ("unit", "zone")


@dataclass(frozen=True)
class Found:
    """An indicator's counts: by place (index place; numerator, denominator, affected), and by cell where distances were taken.

    `affected`: people for whom the target is not met; where a shape cannot say, it leaves the column out. `unreached`: people of whom a mean says nothing.
    """

    by_place: pd.DataFrame
    basis: str
    """what was counted: cells | minutes | access | places | near | events | shrunken | years | figures"""
    over: str
    """what it is divided by: cells | places | people | area | events | years | figures | one"""
    by_cell: pd.DataFrame | None = None
    least: float = 0.0
    most: float = np.inf
    """the range in which the value can lie; a share: up to 1"""
    drawn: pd.DataFrame | None = None
    """index place; events as counted, mean and variance (in the unit of the value, and its square) of the rates they are drawn towards"""


@dataclass(frozen=True)
class Takes:
    """Which columns of its row a shape reads, beside those that every indicator has; a row that fills another one means something else than it measures."""

    needs: tuple[str, ...] = ()
    """without these there is nothing to measure by"""
    may: tuple[str, ...] = ()
    """these may stay empty"""


@dataclass(frozen=True)
class InWords:
    """A shape's formula for readers: numerator over denominator, and how it is measured.

    Marks stand for the indicator's own: {role} {any_role} (without its condition) {near_role} {group} {travel} {amount} {divisor} {years}, a column of its row
    as {radius_m|metre}, and particles as {을}.
    """

    numerator_ko: str
    denominator_ko: str
    how_ko: str


@dataclass(frozen=True)
class Ground:
    """The tables that shapes count on."""

    people: People
    located: Located
    located_cells: LocatedCells
    events: Events
    crosswalk: Crosswalk
    figures: UnitFigures
    travels: Travels
    years: Mapping[str, float] = field(default_factory=dict)
    """years over which the events of each role were collected"""
    cell_error_share: float = 0.0
    """relative error of the people of a block of cells, measured or assumed; 0 where the grid is an official count, NaN where nothing is known of it"""
    dates: Dates | None = None
    """the dates of the files, and how much places grew between them; None: not asked"""
    cell_error_kind: str = "model"
    """how that error is known (`uncertainty.error_of_cells`)"""
    modelled: frozenset[str] = frozenset()
    """roles of the files taken that are invented or estimated"""
    exposure: Exposure | None = None
    """person-years by role, place and year; None: as many people as now, over the years"""

    def travel(self, row: dict[str, Any]) -> Travel | None:
        """Travel by the indicator's mode; None where the city has no streets for it."""
        return self.travels.by(row["travel"])

    def places_of(self, role: str, condition: str | None) -> pd.DataFrame:
        """Places of a role that meet the condition, with coordinates, unit and zone."""
        rows = self.located.rows
        return meeting(rows[rows["role"] == role], condition)

    def events_of(self, role: str, condition: str | None) -> pd.DataFrame:
        """Events of a role that meet the condition, with unit and zone."""
        events = meeting(self.events.rows[self.events.rows["role"] == role], condition)
        return events.join(self.crosswalk.rows.set_index("legal_unit")[["unit", "zone"]], on="legal_unit")

    def over_years(self, divisor: pd.Series, role: str, counted: str) -> pd.Series:
        """People or area for a yearly count: times the years over which events of the role were collected, missing where nobody knows; for places as it is."""
        return divisor * self.years.get(role, np.nan) if counted in ("events", "shrunken") else divisor

    def lived(self, row: dict[str, Any], counted: str) -> pd.DataFrame | None:
        """What a count is divided by, before the factor, by place (mid, low, high): people, for events person-years; the figures of `per`, for events times the years; None without figures."""
        if row["per"] or counted not in ("events", "shrunken") or self.exposure is None:
            who = self.figures_of(row["per"]) if row["per"] else self.people_of
            return None if who is None else pd.DataFrame(dict.fromkeys(("mid", "low", "high"), self.over_years(who, row["role"], counted)))
        held = self.lived_by_year(row["role"])
        return held.groupby(level=0)[["mid", "low", "high"]].sum(min_count=1).reindex(self.all_places)

    def lived_by_year(self, role: str) -> pd.DataFrame:
        """Person-years of a role by place (index) and year: year, mid, low, high, basis."""
        rows = (self.exposure or Exposure([])).rows
        mine = rows[rows["role"] == role].rename(columns={"person_years": "mid", "person_years_low": "low", "person_years_high": "high"})
        return mine.set_index("place")[["year", "mid", "low", "high", "basis"]].astype({"mid": float, "low": float, "high": float})

    def happens(self, role: str, condition: str | None) -> bool:
        """Whether there is any event of this role, and its attributes are on record."""
        return self._says(self.events.rows, role, condition)

    def stands(self, role: str, condition: str | None) -> bool:
        """Whether there is any place of this role, and its attributes are on record; without them the indicator is unknown, not zero."""
        return self._says(self.located.rows, role, condition)

    def supplies(self, row: dict[str, Any]) -> bool:
        """Whether the places of an indicator, and the attribute that it adds up, are on record."""
        return self.stands(row["role"], ";".join([*split(row["condition"]), *([f"{row['amount']}~"] if row["amount"] else [])]))

    @staticmethod
    def _says(rows: pd.DataFrame, role: str, condition: str | None) -> bool:
        mine = rows.loc[rows["role"] == role, "attributes"]
        asked = names(condition)
        return bool(len(mine)) and (not asked or asked <= {a.split("=", 1)[0] for held in mine.unique() for a in split(held)})

    @cached_property
    def people_of(self) -> pd.Series:
        """People by place."""
        return self.people.rows.set_index("place")["people"].astype(float)

    @cached_property
    def area_km2_of(self) -> pd.Series:
        """Area by place in square kilometres."""
        return self.people.rows.set_index("place")["area_m2"].astype(float) / 1e6

    def figures_of(self, role: str) -> pd.Series | None:
        """Official figures of a role by place: units as published, zones over the crosswalk's shares, the city as their sum; None without any."""
        mine = self.figures.rows[self.figures.rows["role"] == role].set_index("unit")["value"].astype(float)
        if mine.empty:
            return None
        shares = self.crosswalk.rows.groupby(["unit", "zone"])["people_share"].sum().reset_index()
        zones = shares.assign(value=shares["unit"].map(mine) * shares["people_share"]).groupby("zone")["value"].sum(min_count=1)
        return pd.concat([mine, zones, pd.Series({CITY: mine.sum()})])

    def divided(self, role: str) -> set[str]:
        """Units whose figure of a role was divided out of another unit's, and zones that hold one of them or a modelled share of a unit."""
        mine = self.figures.rows[self.figures.rows["role"] == role]
        units = set(mine.loc[mine["divided"] == "yes", "unit"]) if "divided" in mine else set()
        shares = self.crosswalk.rows
        parted = (shares["people_share"].astype(float) < 1) & (shares["share_kind"] != "exact") & shares["unit"].isin(mine["unit"])
        return units | set(shares.loc[shares["unit"].isin(units) | parted, "zone"])

    @property
    def all_places(self) -> pd.Index:
        """All reporting units, zones and the city."""
        return pd.Index(self.people.rows["place"])

    def sums(self, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
        """Sums of columns by unit, by zone and for the city; places without a row get 0."""
        parts = [frame.groupby(level)[columns].sum() for level in LEVELS]
        city = pd.DataFrame([frame[columns].sum()], index=[CITY])
        return pd.concat([*parts, city]).reindex(self.all_places, fill_value=0)

    def unknown(self) -> pd.DataFrame:
        """No value for any place."""
        return pd.DataFrame({"numerator": np.nan, "denominator": np.nan}, index=self.all_places)

    def counted(self, row: dict[str, Any]) -> tuple[pd.DataFrame, str] | None:
        """How many places, or events, of the indicator's role each unit and zone has (or the sum of its `amount`), and which; None when unknown."""
        role, condition = row["role"], row["condition"]
        if self.happens(role, condition):
            return self.sums(self.events_of(role, condition).assign(numerator=1.0), ["numerator"]), "events"
        if not self.supplies(row):
            return None
        places = self.places_of(role, condition)
        return self.sums(places.assign(numerator=amounts(places, row["amount"])), ["numerator"]), "places"

    def distances(self, indicator: str, role: str, condition: str | None) -> pd.DataFrame | None:
        """Every populated cell with its straight-line distance to the nearest place of the role; None without places."""
        targets = self.places_of(role, condition).sort_values(["layer", "place"]).reset_index(drop=True)
        cells = self.located_cells.rows
        if targets.empty or cells.empty:
            return None
        distance, at = cKDTree(targets[["x_m", "y_m"]].to_numpy(float)).query(cells[["x_m", "y_m"]].to_numpy(float))
        return pd.DataFrame({"indicator": repeated(indicator, len(cells)), "cell": cells["cell"], "role": repeated(role, len(cells)), "zone": cells["zone"], "unit": cells["unit"], "people": cells["people"],
                             "nearest_layer": targets["layer"].array.take(at), "nearest_place": targets["place"].array.take(at),
                             "distance_m": np.round(distance, 1)})  # fmt: skip


    def means(self, cells: pd.DataFrame, value: np.ndarray, worse: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What the people-weighted mean of a value per cell takes, by place and by cell: over the cells that are reached; a missing value: not reached.

        `unreached`: the people of the other cells, of whom the mean says nothing. `worse`: whether the people of a cell miss the target.
        """
        people, known = cells["people"].to_numpy(float), np.isfinite(value)
        held = np.where(known, people, 0.0)
        counted = cells.assign(denominator=held, numerator=held * np.where(known, value, 0.0), affected=np.where(worse, held, 0.0), unreached=people - held)
        return self.sums(counted, ["numerator", "denominator", "affected", "unreached"]), counted

    def from_cells(self, row: dict[str, Any], travel: Travel, **values: Any) -> pd.DataFrame:
        """Every cell with what was found for it."""
        cells = travel.cells
        named = {name: repeated(row[name], len(cells)) for name in ("indicator", "role", "travel")}
        return pd.DataFrame({"indicator": named["indicator"], "cell": cells["cell"], "role": named["role"], "zone": cells["zone"], "unit": cells["unit"],
                             "people": cells["people"], "travel": named["travel"], **values}, index=cells.index)  # fmt: skip


def repeated(text: str, times: int) -> Any:
    """A column of one text; as text from the start, since turning millions of objects into text is slow."""
    return pd.array([text], dtype="str").take(np.zeros(times, dtype=np.int64))


def amounts(places: pd.DataFrame, attribute: str | None) -> np.ndarray:
    """1 for every place, or the number that each says of the attribute; a place that says none adds nothing."""
    if not attribute:
        return np.ones(len(places))
    said = [dict(a.split("=", 1) for a in split(held) if "=" in a).get(attribute) for held in places["attributes"]]
    return pd.to_numeric(pd.Series(said, dtype=object), errors="coerce").fillna(0.0).to_numpy(float)
