"""Foresee the people of living zones to the last year of the plan, low, middle and high, and see how such forecasts did before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dosi.evidence.ageing import people_by_year
from dosi.evidence.population import MEASURE
from dosi.model.city import CITY, City
from dosi.model.errors import Faults, nearest
from dosi.model.findings import ForecastBacktest, People, PeopleForecast
from dosi.model.layers import Ages, Layers, PlannedHousing, Series, UnitFigures
from dosi.model.rows import Crosswalk, ForecastAssumptions, PlanningAreas, VitalRates, Zones

VARIANTS = ("low", "mid", "high")
LEAST_MONTHS, A_YEAR = 6, 12
"""months of a series from which growth is read, and over which at most"""
FEWEST = 100
"""people of a unit below which a past forecast is not judged: a share of next to nobody says nothing"""
TREND, AGES, HOUSING, SAME, UNKNOWN = "최근 1년 추세", "나이별 생존·출산·이동", "그대로 보고", "그대로 보고(추세를 잴 자료 없음)", "인구를 몰라 내다보지 못함"
HOUSEHOLDS = "households"


def forecast(
    city: City, zones: Zones, crosswalk: Crosswalk, people: People, layers: Layers, figures: UnitFigures, series: Series, ages: Ages, housing: PlannedHousing,
    areas: PlanningAreas, assumptions: ForecastAssumptions, rates: VitalRates,
) -> tuple[PeopleForecast, ForecastBacktest]:  # fmt: skip
    """People at the end of each year = people now + change + moving in - moving out, in whole people; the city is the sum of its zones, variant by variant.

    Change, unit by unit: where ages are known, the cohort-component method (P. H. Leslie, 1945, On the use of matrices in certain population mathematics);
    else the last year's growth, read over 6 to 12 months, of which every year keeps a share of the year before (damped trend, E. S. Gardner, E. McKenzie,
    1985, Forecasting trends in time series); else none. Zones with housing still to come get no trend, which would count
    their new residents twice. The low and high ends of zones without ages widen by the error that such forecasts showed per year.
    Moving in = households x people per household x occupied share, filled evenly over the months after the move-in date; blocks without a date are moved
    into some years after the year they were planned in. Moving out: those new residents who do not come from outside leave all zones in proportion to their people. A variant is one consistent story of the whole
    city, so that where much is built elsewhere a zone's high may hold fewer people than its middle.
    """
    given = _assumed(assumptions)
    now = people.known()
    start = _start(layers, city)
    coming = _coming(housing, areas, start)
    trend = _growth(series)
    shares = crosswalk.rows.groupby(["zone", "unit"], sort=True)["people_share"].sum()
    per_household = _per_household(figures, given)
    rows: list[dict[str, Any]] = []
    for year in city.years:
        months = (year - start[0]) * 12 + 12 - start[1]
        if months < 0:
            continue
        ageing = {v: people_by_year(ages, rates, v, months / 12) for v in VARIANTS}
        for variant in VARIANTS:
            arriving = {zone: sum(_arrived(b, variant, start, months, given) for b in blocks) * per_household[variant] for zone, blocks in coming.items() if zone in now}
            leaving = sum(arriving.values()) * (1 - given["from_outside_share"][variant])
            everybody = sum(now[z] for z in zones.rows["zone"] if z in now)
            for zone in zones.rows["zone"]:
                held = shares.loc[[zone]].droplevel("zone") if zone in shares.index.get_level_values("zone") else pd.Series(dtype=float)
                change, how = _change(held, trend, ageing, variant, months / 12, zone in coming, given, now.get(zone))
                row = {"place": zone, "year": year, "variant": variant, "level": "zone", "method_ko": how}
                if zone in now:
                    out = leaving * now[zone] / everybody if everybody else 0.0
                    row |= {"base": now[zone], "change": change, "move_in": arriving.get(zone, 0.0), "move_out": out}
                rows.append(row)
    frame = _whole(pd.DataFrame(rows, columns=list(PeopleForecast.columns)))
    return PeopleForecast(_with_city(frame)), _backtest(series, given["growth_kept_share"]["mid"])


DEFAULTS = {"growth_kept_share": 0.0, "error_per_year_share": 0.0, "occupied_share": 1.0, "fill_months": 0.0, "from_outside_share": 1.0, "plan_to_move_in_years": 99.0, "people_per_household": 0.0}
"""what is assumed where no row says anything: nothing happens that nobody planned"""


def _assumed(assumptions: ForecastAssumptions) -> dict[str, dict[str, float]]:
    said = {row["assumption"]: {v: float(row[v]) for v in VARIANTS} for row in assumptions.records()}
    return {name: said.get(name, dict.fromkeys(VARIANTS, value)) for name, value in DEFAULTS.items()}


def _start(layers: Layers, city: City) -> tuple[int, int]:
    """Year and month of the people known now; the plan's date where the file does not say its own."""
    dates = [d for d in layers.rows.loc[layers.rows["role"] == f"figures:{MEASURE}", "vintage"] if isinstance(d, str)]
    year, month = [*(dates[0] if dates else city.as_of).split("-"), "12"][:2]
    return int(year), int(month)


@dataclass(frozen=True)
class Block:
    """Housing that people move into after today, or moved into shortly before."""

    households: float
    month: int | None
    """months from today to moving in; None: not decided"""
    planned: int | None


def _coming(housing: PlannedHousing, areas: PlanningAreas, start: tuple[int, int]) -> dict[str, list[Block]]:
    """Blocks by zone, those whose people all moved in long ago left out; an area that no row puts into a zone is a fault.

    Without any such row nobody has said yet where the areas lie: then no block counts, and the plan says so.
    """
    if areas.rows.empty:
        return {}
    zone_of = dict(zip(areas.rows["area"], areas.rows["zone"], strict=True))
    faults = Faults()
    for area in sorted(set(housing.rows["area"]) - set(zone_of)):
        faults.add(f'Housing area "{area}": joins nowhere', "rows/planning_areas.csv, column area", area, "an area of rows/planning_areas.csv",
                   nearest(area, zone_of) or f"add a row with this area and its zone, e.g. {area},ZONE")  # fmt: skip
    faults.raise_any()
    made: dict[str, list[Block]] = {}
    for row in housing.records():
        month = None
        if row["on_date"]:
            year, at = [*str(row["on_date"]).split("-"), "6"][:2]
            month = (int(year) - start[0]) * 12 + int(at) - start[1]
        if month is None or month > -2 * A_YEAR:
            made.setdefault(zone_of[row["area"]], []).append(Block(row["households"], month, row["planned_year"]))
    return {zone: blocks for zone, blocks in made.items() if any(b.month is None or b.month > 0 for b in blocks)}


def _arrived(block: Block, variant: str, start: tuple[int, int], months: int, given: Mapping[str, Mapping[str, float]]) -> float:
    """Households that move in between today and so many months ahead."""
    month = block.month
    if month is None:
        if block.planned is None:
            return 0.0
        month = round((block.planned + given["plan_to_move_in_years"][variant] - start[0]) * 12) + 6 - start[1]  # the middle of that year
    fill = given["fill_months"][variant]

    def filled(at: int) -> float:
        since = at - month
        return 0.0 if since < 0 else 1.0 if since >= fill else since / fill

    return block.households * given["occupied_share"][variant] * (filled(months) - filled(0))


def _per_household(figures: UnitFigures, given: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """People per household as the city's own figures tell, over units where both are known; the assumed number without them."""
    by = figures.rows.pivot_table(index="unit", columns="measure", values="value", aggfunc="first")
    if {MEASURE, HOUSEHOLDS} <= set(by.columns):
        both = by.dropna(subset=[MEASURE, HOUSEHOLDS])
        if both[HOUSEHOLDS].sum() > 0:
            return dict.fromkeys(VARIANTS, float(both[MEASURE].sum() / both[HOUSEHOLDS].sum()))
    return dict(given["people_per_household"])


def _table(series: Series) -> pd.DataFrame:
    """People by unit and month; months are counted from year 0, columns in order."""
    rows = series.rows[series.rows["measure"] == MEASURE]
    month = rows["on_date"].str.slice(0, 4).astype(int) * 12 + rows["on_date"].str.slice(5, 7).replace("", "12").astype(int)
    return rows.assign(month=month).pivot_table(index="unit", columns="month", values="value", aggfunc="last")


def _growth(series: Series) -> pd.Series:
    """People a year by which each unit grew, over the last 6 to 12 months of its series."""
    made: dict[str, float] = {}
    for unit, values in _table(series).iterrows():
        known = values.dropna()
        earlier = known[(known.index <= known.index[-1] - LEAST_MONTHS) & (known.index >= known.index[-1] - A_YEAR)] if len(known) else known
        if len(earlier):
            made[str(unit)] = float(known.iloc[-1] - earlier.iloc[0]) * A_YEAR / (known.index[-1] - earlier.index[0])
    return pd.Series(made, dtype=float)


def _change(held: pd.Series, trend: pd.Series, ageing: Mapping[str, Mapping[str, float]], variant: str, years: float, housing: bool,
            given: Mapping[str, Mapping[str, float]], now: int | None) -> tuple[float, str]:  # fmt: skip
    """Change of a zone without new housing, in people, and how it was foreseen."""
    if now is None:
        return 0.0, UNKNOWN
    if len(held) and all(unit in ageing[variant] for unit in held.index):
        return float(sum(share * ageing[variant][unit] for unit, share in held.items())), AGES
    wide = given["error_per_year_share"][variant] * years * now
    known = len(held) and all(unit in trend.index for unit in held.index)
    if housing or not known:
        return wide, HOUSING if housing else SAME
    growth = float(sum(share * trend[unit] for unit, share in held.items()))
    kept = sorted(growth * damped(given["growth_kept_share"][v], years) for v in VARIANTS)
    return kept[VARIANTS.index(variant)] + wide, TREND


def damped(kept: float, years: float) -> float:
    """Years of full growth that so many years of fading growth come to: kept + kept^2 + ..., the part of a year at the end taken as its share.

    >>> damped(0.5, 2), damped(1.0, 2.5), damped(0.0, 3)
    (0.75, 2.5, 0.0)
    """
    whole = int(years)
    return float(sum(kept**n for n in range(1, whole + 1)) + (years - whole) * kept ** (whole + 1))


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Every part in whole people, nobody below zero: the people are the sum of their parts."""
    parts = frame[["base", "change", "move_in", "move_out"]].astype(float).round()
    parts["change"] = np.maximum(parts["change"], parts["move_out"] - parts["base"] - parts["move_in"])
    return frame.assign(**parts.astype("Int64"), people=(parts["base"] + parts["change"] + parts["move_in"] - parts["move_out"]).astype("Int64"))


def _with_city(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the zones and, for each year and variant, their sum over the zones that are known."""
    parts = ["base", "change", "move_in", "move_out", "people"]
    city = frame.groupby(["year", "variant"], sort=False)[parts].sum(min_count=1).reset_index()
    whole = pd.concat([frame, city.assign(place=CITY, level="city", method_ko="생활권을 더하여")], ignore_index=True)
    return whole.assign(because=np.where(whole["people"].isna(), "{method_ko}.", ""))


def _backtest(series: Series, kept: float) -> ForecastBacktest:
    """Foresee every unit 12 and 24 months ahead from each past month with a year of months before it, and compare with what came.

    no_change: as many as then; same_growth: the growth of the year before goes on; kept_growth: it fades by the kept share every year. Units with fewer than 100 people
    at any date are left out.
    """
    table = _table(series).dropna()
    table = table[(table >= FEWEST).all(axis=1)]
    found: dict[tuple[str, int], list[np.ndarray]] = {}
    months = list(table.columns)
    for ahead in (12, 24):
        for origin in months:
            earlier = [m for m in months if origin - A_YEAR <= m <= origin - A_YEAR + 1]
            if not earlier or origin + ahead not in months or table.empty:
                continue
            base, came = table[origin].to_numpy(float), table[origin + ahead].to_numpy(float)
            growth = (base - table[earlier[0]].to_numpy(float)) / (origin - earlier[0]) * A_YEAR
            for method, share in (("no_change", 0.0), ("same_growth", 1.0), ("kept_growth", kept)):
                found.setdefault((method, ahead), []).append(np.abs(base + damped(share, ahead / A_YEAR) * growth - came) / came)
    rows = [
        {"method": method, "months": ahead, "origins": len(errors), "units": len(table), "mean_share": min(1.0, round(float(np.mean(errors)), 6)), "median_share": min(1.0, round(float(np.median(errors)), 6))}
        for (method, ahead), errors in found.items()
    ]
    return ForecastBacktest(pd.DataFrame(rows, columns=list(ForecastBacktest.columns)))
