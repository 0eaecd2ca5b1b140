"""How far the dates of two figures lie apart, and how much a place changed between: figures of another town are not divided by today's people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dosi.evidence.years import periods_by_role
from dosi.model.city import CITY
from dosi.model.findings import People
from dosi.model.layers import Layers, PlannedHousing, UnitFigures
from dosi.model.rows import Crosswalk, PlanningAreas

FAR_YEARS = 2.0
"""figures farther apart are of different towns where many people moved in between (author's judgement: offices publish with a year's delay)"""
MOST_CHANGED = 0.25
"""growth of a place's people between the two dates above which they are not put over each other (author's judgement: it moves the quotient by a fifth)"""
HOUSEHOLDS = "figures:households"
DAYS = 365.25


@dataclass(frozen=True)
class Dates:
    """The dates of the files, and what is known of how many people moved in between two of them."""

    layers: Layers
    people: People
    figures: UnitFigures
    crosswalk: Crosswalk
    housing: PlannedHousing
    areas: PlanningAreas

    @cached_property
    def _vintage(self) -> pd.Series:
        rows = self.layers.rows.dropna(subset=["file", "vintage"])
        return pd.Series([str(pd.Period(v).start_time.date()) for v in rows["vintage"].astype(str)], index=rows["role"].to_numpy(), dtype=object).groupby(level=0).max()

    def _of(self, role: str) -> str | None:
        """The date that figures of a role are of: the middle of the period over which events were collected, else that of the file."""
        if period := periods_by_role(self.layers).get(role):
            first, last = (pd.Timestamp(day) for day in period)
            return str((first + (last - first) / 2).date())
        return self._vintage.get(role)

    def far_apart(self, one: str, other: str) -> tuple[str, str] | None:
        """The dates of two roles, where they are more than two years apart; None where they are not, or where one is unknown."""
        days = self._of(one), self._of(other)
        if days[0] is None or days[1] is None or abs((pd.Timestamp(days[0]) - pd.Timestamp(days[1])).days) <= FAR_YEARS * DAYS:
            return None
        return str(days[0]), str(days[1])

    def growth(self, dates: tuple[str, str]) -> pd.Series:
        """By what share of the earlier people each place grew between two dates by those who moved into new homes; missing where nobody knows.

        m = households that moved in (layers of planned housing, by the zone of their area) x people per household of the city; growth = m / (people - m),
        infinite where more moved in than live there. Units: as their zone, where they are its only one. Zones to which no area is assigned are unknown.
        """
        who = self.people.rows.set_index("place")["people"].astype(float)
        homes = self.figures.rows.loc[self.figures.rows["role"] == HOUSEHOLDS, "value"].astype(float).sum()
        zone_of = dict(zip(self.areas.rows["area"], self.areas.rows["zone"], strict=True))
        if not homes or not zone_of or self.housing.rows.empty:
            return pd.Series(np.nan, index=who.index)
        blocks = self.housing.rows
        when = blocks["on_date"].astype(str).str.slice(0, 10)
        moved = blocks[blocks["on_date"].notna() & (when > min(dates)) & (when <= max(dates))]
        came = moved.groupby(moved["area"].map(zone_of))["households"].sum().astype(float).reindex(sorted(set(zone_of.values())), fill_value=0.0) * who[CITY] / homes
        shares = self.crosswalk.rows.groupby(["unit", "zone"])["people_share"].sum().reset_index()
        alone = shares[~shares["unit"].duplicated(keep=False) & ~shares["zone"].duplicated(keep=False)]
        every = pd.concat([came, pd.Series({CITY: came.sum()}), alone.set_index("unit")["zone"].map(came)]).reindex(who.index)
        before = who - every
        return (every / before.where(before > 0)).mask((before <= 0) & (every > 0), np.inf)
