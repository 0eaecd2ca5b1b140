"""Foresee the people of living zones to the last year of the plan, low, middle and high."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np
import pandas as pd

from dosi.evidence.ageing import people_by_year
from dosi.evidence.backtesting import backtest, past_errors
from dosi.evidence.bands import SIDES, error_ahead, half_width, reach
from dosi.evidence.moving_in import VARIANTS, assumed, per_household
from dosi.evidence.population import MEASURE
from dosi.evidence.trend import A_YEAR, damped, growth
from dosi.model.city import CITY, City
from dosi.model.errors import Faults, nearest
from dosi.model.findings import ForecastBacktest, ForecastErrors, People, PeopleForecast, PeopleShares
from dosi.model.layers import Ages, Layers, PlannedHousing, Series, UnitFigures
from dosi.model.rows import Crosswalk, ForecastAssumptions, PlanningAreas, VitalRates, Zones

PARTS = ["base", "change", "move_in", "move_out"]
TREND, AGES, HOUSING, SAME, UNKNOWN = "최근 {span}개월 추세", "나이별 생존·출산·이동", "그대로 보고", "그대로 보고(추세를 잴 자료 없음)", "인구를 몰라 내다보지 못함"
SUMMED = "생활권을 더하여"
ENDS = "가운데 전망에 폭 {band|people}{을} 더한 값이다. 폭은 지난 오차 {error|people}, 주택·이동의 가정 {assumed|people}{을} 저마다 제곱하여 더한 값의 제곱근이며, 열에 여덟이 들도록 잡는다."


def forecast(
    city: City, zones: Zones, crosswalk: Crosswalk, people: People, divided: PeopleShares, layers: Layers, figures: UnitFigures, series: Series, ages: Ages, housing: PlannedHousing,
    areas: PlanningAreas, assumptions: ForecastAssumptions, rates: VitalRates,
) -> tuple[PeopleForecast, ForecastBacktest, ForecastErrors]:  # fmt: skip
    """People at the end of each year = people now + change + moving in - moving out, in whole people; the city is the sum of its zones. Low and high ends: a band of 80 %.

    Change, unit by unit: where ages are known, the cohort-component method (P. H. Leslie, 1945, On the use of matrices in certain population mathematics);
    else the last year's growth, read over 6 to 12 months, of which every year keeps a share of the year before (damped trend, E. S. Gardner, E. McKenzie,
    1985, Forecasting trends in time series); else none. Zones with housing still to come get no trend, which would count
    their new residents twice.
    Moving in = households x people per household x occupied share, filled evenly over the months after the move-in date; blocks without a date are moved
    into some years after the year they were planned in. Moving out: those new residents who do not come from outside leave all zones in proportion to their people.
    Band = sqrt(error^2 + assumed^2) on either side of the middle. error = sqrt(sum over units of (own x people)^2 + (shared x people)^2), of a zone and of the city alike: units err
    independently of one another, and all of them together; own and shared are 80 % quantiles of the city's own past errors by months ahead, or rows where the past cannot be judged.
    assumed: how far the low and high rows of housing, and those of migration by age or, where the past cannot be judged, of lasting growth, move the result;
    these hold for all zones at once and are summed over the city as they are, moves within it cancelling out.
    """
    given = assumed(assumptions)
    now = people.known()
    start = _start(layers, city)
    coming = _coming(housing, areas, start)
    trend = growth(series)
    shares = crosswalk.rows.groupby(["zone", "unit"], sort=True)["people_share"].sum()
    kept = given["growth_kept_share"]["mid"]
    errors = past_errors(series, kept, shares.unstack("unit").fillna(0.0))
    in_each = per_household(figures, given)
    everybody = sum(now[z] for z in zones.rows["zone"] if z in now)
    rows: list[dict[str, Any]] = []
    stories: list[dict[str, Any]] = []
    for year in city.years:
        months = _ahead(year, start)
        if months < 0:
            continue
        ageing = {v: people_by_year(ages, rates, v, months / 12) for v in VARIANTS}
        arriving = {v: {zone: sum(_arrived(b, v, start, months, given) for b in blocks) * in_each[v] for zone, blocks in coming.items() if zone in now} for v in VARIANTS}
        leaving = {v: sum(arriving[v].values()) * (1 - given["from_outside_share"][v]) for v in VARIANTS}
        for zone in zones.rows["zone"]:
            held = shares.loc[[zone]].droplevel("zone") if zone in shares.index.get_level_values("zone") else pd.Series(dtype=float)
            change = {v: _change(held, trend, ageing, v, months / 12, zone in coming, given, now.get(zone)) for v in VARIANTS}
            row = {"place": zone, "year": year, "level": "zone", "method_ko": change["mid"][1]}
            if zone in now:
                out = {v: leaving[v] * now[zone] / everybody if everybody else 0.0 for v in VARIANTS}
                row |= {"base": now[zone], "change": change["mid"][0], "move_in": arriving["mid"].get(zone, 0.0), "move_out": out["mid"]}
                tested = change["mid"][1] != AGES and len(errors)  # the errors of a city's own past forecasts hold those of the growth it kept
                grown = {v: 0.0 if tested else change[v][0] for v in VARIANTS}
                moved = {v: arriving[v].get(zone, 0.0) - out[v] for v in VARIANTS}
                stories += [{"place": zone, "year": year, "kind": kind} | {v: story[v] - story["mid"] for v in SIDES} for kind, story in (("growth", grown), ("housing", moved))]
            rows.append(row)
    middle = _with_city(_whole(pd.DataFrame(rows, columns=["place", "year", "level", "method_ko", *PARTS])))
    told = pd.DataFrame(stories, columns=["place", "year", "kind", *SIDES])
    return PeopleForecast(_banded(middle, told, divided, errors, given, start)), backtest(series, kept), errors


def _ahead(year: int, start: tuple[int, int]) -> int:
    """Months from today to the end of the year."""
    return (year - start[0]) * 12 + 12 - start[1]


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


def _change(held: pd.Series, trend: pd.DataFrame, ageing: Mapping[str, Mapping[str, float]], variant: str, years: float, housing: bool,
            given: Mapping[str, Mapping[str, float]], now: int | None) -> tuple[float, str]:  # fmt: skip
    """Change of a zone without new housing, in people, and how it was foreseen."""
    if now is None:
        return 0.0, UNKNOWN
    if len(held) and all(unit in ageing[variant] for unit in held.index):
        return float(sum(share * ageing[variant][unit] for unit, share in held.items())), AGES
    known = len(held) and all(unit in trend.index for unit in held.index)
    if housing or not known:
        return 0.0, HOUSING if housing else SAME
    a_year = float(sum(share * trend.loc[unit, "growth"] for unit, share in held.items()))
    least, most = int(trend.loc[held.index, "months"].min()), int(trend.loc[held.index, "months"].max())
    span = f"{least}" if least == most else f"{least}-{most}"
    return a_year * damped(given["growth_kept_share"][variant], years), TREND.format(span=span)


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Every part in whole people, nobody below zero: the people are the sum of their parts."""
    parts = frame[PARTS].astype(float).round()
    parts["change"] = np.maximum(parts["change"], parts["move_out"] - parts["base"] - parts["move_in"])
    return frame.assign(**parts.astype("Int64"), people=(parts["base"] + parts["change"] + parts["move_in"] - parts["move_out"]).astype("Int64"))


def _with_city(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the zones and, for each year, their sum over the zones that are known."""
    city = frame.groupby("year", sort=False)[[*PARTS, "people"]].sum(min_count=1).reset_index()
    return pd.concat([frame, city.assign(place=CITY, level="city", method_ko=SUMMED)], ignore_index=True)


def _in_pieces(people: Mapping[str, float], divided: PeopleShares) -> dict[str, pd.Series]:
    """People foreseen of each zone by the unit that they live in, as today's people of the zone do; a zone without known people by unit is one piece."""
    made = {}
    for zone, many in people.items():
        held = divided.rows[divided.rows["zone"] == zone].set_index("unit")["people"].astype(float)
        made[zone] = held / held.sum() * many if held.sum() > 0 else pd.Series({f"{zone}/": float(many)})
    return made


def _banded(middle: pd.DataFrame, stories: pd.DataFrame, divided: PeopleShares, errors: ForecastErrors, given: Mapping[str, Mapping[str, float]], start: tuple[int, int]) -> pd.DataFrame:
    """Low, middle and high rows of zones and city; no end beyond the middle, nobody below zero, the city's ends within those of its zones summed."""
    made: list[dict[str, Any]] = []
    for year, rows in middle.groupby("year", sort=False):
        at = rows.set_index("place")
        known = at[(at["level"] == "zone") & at["people"].notna()]
        pieces = _in_pieces({z: float(n) for z, n in (known["base"] + known["change"]).clip(lower=0).items()}, divided)
        told = stories[stories["year"] == year].set_index(["place", "kind"])[list(SIDES)]
        ends: dict[tuple[str, str], dict[str, int]] = {}
        for side in SIDES:
            error = error_ahead(errors, given, side, _ahead(int(year), start))
            for place in [*known.index, CITY] if pieces else []:
                off = half_width(pd.concat(list(pieces.values())) if place == CITY else pieces[place], error)
                moved = reach(told.groupby("kind").sum() if place == CITY else told.loc[place], side)
                most = sum(ends[zone, side]["band"] for zone in known.index) if place == CITY else np.inf
                band = min(round(hypot(off, moved)), int(at.at[place, "people"]) if side == "low" else np.inf, abs(most))
                ends[place, side] = {"error": round(off), "assumed": round(moved), "band": int(-band if side == "low" else band)}
        for row in rows.to_dict("records"):
            for variant in VARIANTS:
                end = ends.get((row["place"], variant), dict.fromkeys(("error", "assumed", "band"), 0 if variant == "mid" and pd.notna(row["people"]) else None))
                made.append(row | end | {"variant": variant, "people": row["people"] + end["band"] if end["band"] is not None else row["people"], "because": _because(row, variant)})
    frame = pd.DataFrame(made, columns=[*PeopleForecast.columns, "because"])
    whole = [*PARTS, "error", "assumed", "band", "people"]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _because(row: Mapping[str, Any], variant: str) -> str:
    """What a row says where its parts are not all there is to say, or not known."""
    return "{method_ko}." if pd.isna(row["people"]) else "" if variant == "mid" else ENDS
