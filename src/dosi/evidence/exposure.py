"""How many people lived where while events were collected: person-years, what rates of events are divided by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dosi.evidence.moving_in import VARIANTS, assumed, per_household
from dosi.evidence.population import MEASURE
from dosi.evidence.years import periods_by_role, years_between
from dosi.model.city import CITY
from dosi.model.findings import Exposure, People
from dosi.model.layers import Layers, PlannedHousing, Series, UnitFigures
from dosi.model.rows import Crosswalk, ForecastAssumptions, Indicators, PlanningAreas

OFFICIAL = "figures:population"
MONTH_DAYS = 365.25 / 12
JOINED, MOVED_IN, SAME = "joined", "moved_in", "same"
SAID = {
    JOINED: "",  # as the table says
    MOVED_IN: "{year}년의 {days|count}일 동안 산 사람은 평균 {people|people}{이다}. {known_on}의 공표 인구를 그 사이 새 주택에 든 사람과 새 주택으로 옮겨 간 사람만큼 고쳐 어림하였고, "
    "가정에 따라 {people_low|people}에서 {people_high|people}까지이다.",
    SAME: "{year}년의 {days|count}일 동안 산 사람은 평균 {people|people}{으로} 본다. 그 사이 사람이 어떻게 바뀌었는지 알려 주는 자료가 없어 {known_on}의 공표 인구를 그대로 썼다.",
}

UNKNOWN, OF_NO_DAY = "공표 인구가 없어 모른다.", "공표 인구의 기준일을 몰라 그 인구를 그대로 썼다."
UNDATED = 0.0
"""day number of figures whose date nobody knows"""


def expose(
    indicators: Indicators, people: People, layers: Layers, figures: UnitFigures, series: Series, crosswalk: Crosswalk, housing: PlannedHousing, areas: PlanningAreas, assumptions: ForecastAssumptions,
) -> Exposure:  # fmt: skip
    """Person-years of every place in every year of the period of each role of events: the mean of its people over the days, times the part of the year.

    People of a place on a day: on the line between two dates whose official figures are known (series, and the figure of today). Before the first of them and after
    the last the forecast's own assumptions run from there, backwards or onwards:
    people(t) = known + home x (homes(t) - homes(known)) - (1 - outside) x A x known / city,
    homes: dwellings of the housing list that have filled by then; home: people per household x occupied share, never more than the people known there
    over the homes filled by then, so that nobody is left below none; A: all who moved in between, of whom the part `outside` came from outside
    the city and the others left every place in proportion. Where no list says anything of a place, its people stand as known.
    Low and high: the least and the most that the assumptions' low, middle and high rows give.

    1,000 people known, of whom 100 homes filled half-way through the year before, 2 people each: that year 0.5 x 800 + 0.5 x 1,000 = 900 person-years.
    """
    periods = {role: days for role, days in periods_by_role(layers).items() if role in set(indicators.rows["role"])}
    if not periods:
        return Exposure(pd.DataFrame(columns=[*Exposure.columns]))
    past = Past(people, layers, figures, series, crosswalk, housing, areas, assumptions)
    level = people.rows.set_index("place")["level"]
    made = []
    for role, (first, last) in periods.items():
        for begin, end in by_year(first, last):
            told = past.mean(begin, end)
            years = years_between(str(begin), str(end))
            kept = told.assign(role=role, place=told.index, year=begin.year, level=level.reindex(told.index), days=(end - begin).days + 1)
            made.append(kept.assign(**{f"person_years{x}": (told[f"people{x}"] * years).round(6) for x in ("", "_low", "_high")}, because=told["basis"].map(SAID).fillna(UNKNOWN).mask(told["known_on"].isna() & told["people"].notna(), OF_NO_DAY)))
    rows = pd.concat(made, ignore_index=True)
    return Exposure(rows.round({"people": 6, "people_low": 6, "people_high": 6})[[*Exposure.columns, "because"]])


def by_year(first: str, last: str) -> list[tuple[date, date]]:
    """A period cut at the turn of every year: the first and last day of each part.

    >>> [(str(a), str(b)) for a, b in by_year("2022-06-01", "2023-12-31")]
    [('2022-06-01', '2022-12-31'), ('2023-01-01', '2023-12-31')]
    """
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(max(begin, date(year, 1, 1)), min(end, date(year, 12, 31))) for year in range(begin.year, end.year + 1)]


def at_end_of(written: str) -> float:
    """Day number of the end of a date that may be a year or a month: figures are counted at its end."""
    return float(pd.Period(written).end_time.toordinal() + 1)


def moved_on(written: str) -> float:
    """Day number of a date of moving in: a month begins, of a year alone its middle is taken."""
    return float(pd.Period(written).start_time.toordinal()) + (182.0 if len(written) == 4 else 0.0)


@dataclass(frozen=True)
class Homes:
    """Dwellings of the housing list by place, and the day number from which each block fills."""

    by_place: pd.DataFrame
    """place (rows) by block: households; a place of which no list says anything has none of these rows"""
    day: np.ndarray

    def filled(self, places: pd.Index, days: np.ndarray, fill_days: float) -> np.ndarray:
        """Dwellings filled (place by day): every block fills evenly from its day on; missing where no list says anything."""
        share = np.clip((days[None, :] - self.day[:, None]) / max(fill_days, 1.0), 0.0, 1.0)
        told = self.by_place.reindex(places)
        return np.asarray(np.where(places.isin(self.by_place.index)[:, None], told.fillna(0.0).to_numpy(float) @ share, np.nan))


NONE_LISTED = Homes(pd.DataFrame(index=pd.Index([])), np.array([]))


class Past:
    """People of every place on any day, low, middle and high."""

    def __init__(self, people: People, layers: Layers, figures: UnitFigures, series: Series, crosswalk: Crosswalk, housing: PlannedHousing, areas: PlanningAreas,
                 assumptions: ForecastAssumptions) -> None:  # fmt: skip
        self.now = people.rows.set_index("place")["people"].astype(float)
        self.zones = list(people.rows.loc[people.rows["level"] == "zone", "place"])
        self.known = known(people, layers, series, crosswalk)
        """official people by place (rows) and day number (columns, in order); missing where one of a place's units is not known"""
        self.homes = NONE_LISTED if UNDATED in self.known else homes(housing, areas, crosswalk, self.now.index)
        given = assumed(assumptions)
        each = per_household(figures, given)
        self.given: Mapping[str, tuple[float, float, float]] = {
            v: (each[v] * given["occupied_share"][v], given["fill_months"][v] * MONTH_DAYS, 1 - given["from_outside_share"][v]) for v in VARIANTS}  # fmt: skip
        has = self.known.notna()
        self.first, self.last = has.idxmax(axis=1).where(has.any(axis=1)).astype(float), has.iloc[:, ::-1].idxmax(axis=1).where(has.any(axis=1)).astype(float)

    def mean(self, begin: date, end: date) -> pd.DataFrame:
        """Mean people of every place from one day to another, both counted (people, people_low, people_high), how they are known (basis), and the date they are known from."""
        since, until = float(begin.toordinal()), float(end.toordinal() + 1)
        told = {v: self.person_days(since, until, v) / (until - since) for v in VARIANTS}
        every = pd.DataFrame(told)
        inside = (self.first <= since) & (until <= self.last)
        listed = pd.Series(np.isfinite(self.homes.filled(self.now.index, np.array([since]), 1.0)[:, 0]), index=self.now.index)
        day = self.last.where((self.last - until).abs() <= (self.first - since).abs(), self.first)
        on = [None if np.isnan(d) or d == UNDATED else str(date.fromordinal(int(d)) - timedelta(days=1)) for d in day]
        return pd.DataFrame({"people": every["mid"], "people_low": every.min(axis=1, skipna=False), "people_high": every.max(axis=1, skipna=False),
                             "basis": pd.Series(np.select([inside, listed], [JOINED, MOVED_IN], SAME), index=day.index, dtype=object).where(self.first.notna(), None), "known_on": on})  # fmt: skip

    def person_days(self, since: float, until: float, variant: str = "mid") -> pd.Series:
        """People times days of every place between two day numbers: exact, since people change in straight lines between the days on which something begins or ends."""
        fill = max(self.given[variant][1], 1.0)
        turns = np.concatenate([[since, until], self.known.columns.to_numpy(float), self.homes.day, self.homes.day + fill])
        days = np.unique(turns[(turns >= since) & (turns <= until)])
        return pd.Series(np.trapezoid(self.people(days, variant), days, axis=1) if len(days) > 1 else 0.0, index=self.now.index)

    def people(self, days: np.ndarray, variant: str = "mid") -> np.ndarray:
        """People by place and day number."""
        made = np.array([np.interp(days, [d for d, p in row.items() if p == p], row.dropna()) if row.notna().any() else np.full(len(days), np.nan) for _, row in self.known.iterrows()])
        first, last = (at.to_numpy(float)[:, None] for at in (self.first, self.last))
        made = np.where(days[None, :] < first, made + self._change(days, self.first, variant), made)
        made = np.where(days[None, :] > last, made + self._change(days, self.last, variant), made)
        return np.asarray(np.maximum(made, 0.0))

    def _change(self, days: np.ndarray, at: pd.Series, variant: str) -> np.ndarray:
        """People that came, less those that left, between the day each place is known on and other days; 0 where no list says anything."""
        most, fill, inside = self.given[variant]
        places = self.now.index
        here = np.array([row.get(d, np.nan) for (_, row), d in zip(self.known.iterrows(), at, strict=True)], dtype=float)
        then = np.array([self.homes.filled(places[[n]], np.array([d]), fill)[0, 0] for n, d in enumerate(at.to_numpy(float))])
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(then > 0, np.minimum(most, here / then), most)
            share = np.nan_to_num(here / here[places.get_loc(CITY)])[:, None]
        came = pd.DataFrame(each[:, None] * (self.homes.filled(places, days, fill) - then[:, None]), index=places)
        came.loc[CITY] = came.loc[self.zones].sum()
        return np.nan_to_num(came.to_numpy() - np.clip(inside * came.loc[[CITY]].to_numpy() * share, None, here[:, None]))


def known(people: People, layers: Layers, series: Series, crosswalk: Crosswalk) -> pd.DataFrame:
    """Official people by place and day number: the figures of today on their date, and those of the series; zones over the crosswalk's shares, the city as the sum of its units."""
    now = people.rows.set_index("place")["people"].astype(float)
    dates = [str(v) for v in layers.rows.loc[layers.rows["role"] == OFFICIAL, "vintage"].dropna()]
    if not dates:
        return pd.DataFrame({UNDATED: now})
    today = at_end_of(max(dates))
    rows = series.rows[series.rows["measure"] == MEASURE]
    units = people.rows.loc[(people.rows["level"] == "unit") & people.rows["people"].notna(), "place"]
    told = rows.assign(day=[at_end_of(str(d)) for d in rows["on_date"]]).pivot_table(index="unit", columns="day", values="value", aggfunc="last").reindex(units).astype(float)
    shares = crosswalk.rows.groupby(["zone", "unit"])["people_share"].sum()
    zones = {zone: told.reindex(held.index.get_level_values("unit")).mul(held.to_numpy(float), axis=0).sum(skipna=False) for zone, held in shares.groupby(level="zone")}
    every = pd.concat([told, pd.DataFrame(zones, index=told.columns).T, pd.DataFrame({CITY: told.sum(skipna=False)}).T]).reindex(now.index)
    every[today] = now
    return every[sorted(every.columns)]


def homes(housing: PlannedHousing, areas: PlanningAreas, crosswalk: Crosswalk, places: pd.Index) -> Homes:
    """Dwellings by zone and unit. A block's unit is the one its planning area names, else its zone's only unit that has no other zone; where neither tells, the units of
    that zone are not known. Without any row that joins an area, nothing is."""
    rows = housing.rows[housing.rows["on_date"].notna() & housing.rows["area"].isin(areas.rows["area"])]
    if rows.empty:
        return NONE_LISTED
    zone_of = dict(zip(areas.rows["area"], areas.rows["zone"], strict=True))
    named = areas.rows.dropna(subset=["unit"]) if "unit" in areas.rows else areas.rows.iloc[:0].assign(unit=None)
    unit_of = dict(zip(named["area"], named["unit"], strict=True))
    shares = crosswalk.rows[["unit", "zone"]].drop_duplicates()
    alone = shares[~shares["unit"].duplicated(keep=False) & ~shares["zone"].duplicated(keep=False)].set_index("zone")["unit"]
    zone = rows["area"].map(zone_of)
    unit = rows["area"].map(unit_of).astype(object).where(rows["area"].isin(unit_of), zone.map(alone).astype(object))
    many = rows["households"].to_numpy(float)
    doubtful = set(shares.loc[shares["zone"].isin(zone[unit.isna()]), "unit"])
    told = {p: np.where((zone == p) | (unit == p), many, 0.0) if p != CITY else many for p in places if p not in doubtful}
    return Homes(pd.DataFrame(told).T, np.array([moved_on(str(d)) for d in rows["on_date"]]))


def widened(value: pd.Series, low: pd.Series, high: pd.Series, lived: pd.DataFrame) -> pd.DataFrame:
    """Ends of a rate's interval once the person-years it is divided by (mid, low, high) are only estimated: the error of the count and that of the people are
    taken to be independent, each end's distance is the root of their summed squares. The upper end moves by itself, so that no event among fewer people is not surer."""
    down, up = value * (1 - lived["mid"] / lived["high"]), high * (lived["mid"] / lived["low"] - 1)
    return pd.DataFrame({"low": value - np.hypot(value - low, down), "high": value + np.hypot(high - value, up)})
