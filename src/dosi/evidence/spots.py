"""Where events gather: crossings and stretches of street, told apart from clusters of chance; named spots as they were counted."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely
from scipy import stats
from scipy.spatial import cKDTree

from dosi.evidence.clusters import discoveries
from dosi.evidence.indicators.counting import amounts
from dosi.evidence.shrinkage import shrink
from dosi.evidence.uncertainty import poisson
from dosi.evidence.years import years_between, years_by_role
from dosi.model.findings import Located
from dosi.model.layers import Layers, Lines, NamedEvents
from dosi.model.patterns import Spots
from dosi.model.table import split
from dosi.network import stretches
from dosi.network.travelling import taken

SPOT, POINT = "spot:", "point:"
"""roles of named spots, and of events with coordinates"""
NEAR_M = 30.0
"""an event belongs to a crossing within this distance, else to a street within it"""
ARMS = 3
"""streets that meet at a crossing, at least"""
TIMES, SURE = 2.0, 0.95
"""a hot spot's rate is more than twice the mean of its kind, with this probability"""
LEAST_EVENTS = 3
"""two events at one place prove nothing, however rare events are (author's judgement)"""
CHOSEN = "사건 {events|cases}; 사건이 잦아 뽑힌 곳이라 서로 견주어 시험하지 않는다."
NOT_IN_KEYS = re.compile(r"[~/?*]")


def find_spots(located: Located, named: NamedEvents, lines: Lines, layers: Layers) -> Spots:
    """Judge every crossing and link with an event by its shrunken rate: hot where it exceeds twice the mean of its kind with probability 0.95.

    Since one true hot spot among many places loosens the shrinkage of all, a hot spot must also have at least three events, and more than twice the mean
    would bring by chance to any of the places it is compared with (exact Poisson tail, false discovery rate 5 %).

    Named spots (roles `spot:...`): the events that name them, or their attribute `events`. They were chosen for their many events, so that comparing them
    with each other would let the choice decide: they are not judged but told by their yearly count with its exact Poisson interval. Events with
    coordinates (roles `point:...`): the nearest crossing (three or more arms) within 30 m, else the nearest link within 30 m, else nowhere;
    exposure of a crossing 1, of a link its metres. Crossings are compared with all crossings, links with all links.
    Years are those of the layer's period, else from the first event to the last.
    """
    rows, years = located.rows, years_by_role(layers)
    roles = sorted({*rows["role"], *named.rows["role"]})
    parts = [_named(role, rows[rows["role"] == role], named.rows[named.rows["role"] == role], years.get(role)) for role in roles if role.startswith(SPOT)]
    streets = lines.rows[lines.rows["role"].astype(str).str.startswith("network:")]
    parts += [part for role in roles if role.startswith(POINT) and len(streets) for part in _on_streets(role, rows[rows["role"] == role], streets, years.get(role))]
    return Spots(pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(Spots.columns)))


def judged(role: str, kind: str, places: pd.DataFrame, years: float) -> pd.DataFrame:
    """Places of one kind (place, name_ko, located, events, exposure) with their shrunken rates; those without an event are compared with, not listed."""
    made = shrink(places["events"].to_numpy(float), places["exposure"].to_numpy(float))
    exposure = places["exposure"].to_numpy(float)
    rates = {"per_year": made.value, "per_year_low": made.low, "per_year_high": made.high}
    sure = made.above(TIMES)
    tail = stats.poisson.sf(places["events"].to_numpy(float) - 1, TIMES * made.mean * exposure)
    hot = (sure >= SURE) & discoveries(tail) & (places["events"] >= LEAST_EVENTS).to_numpy()
    told = places.assign(role=role, kind=kind, among=len(places), years=round(years, 2) if years > 0 else np.nan, hot_share=np.round(sure, 6), hot=hot, because="",
                         **{name: np.round(rate * exposure / (years if years > 0 else np.nan), 4) for name, rate in rates.items()})  # fmt: skip
    return told[told["events"] > 0].sort_values(["hot_share", "events", "place"], ascending=[False, False, True])


def as_counted(role: str, places: pd.DataFrame, years: float) -> pd.DataFrame:
    """Spots that were chosen for their events (place, name_ko, located, events, exposure) with their yearly count and its exact Poisson interval."""
    counts = places["events"].to_numpy(float)
    over = years if years > 0 else np.nan
    rates = dict(zip(("per_year", "per_year_low", "per_year_high"), (counts, *poisson(counts)), strict=True))
    made = places.assign(role=role, kind="spot", among=len(places), years=np.round(over, 2), hot_share=np.nan, hot=False, because=CHOSEN, **{name: np.round(rate / over, 4) for name, rate in rates.items()})
    return made[made["events"] > 0].sort_values(["events", "place"], ascending=[False, True])


def _named(role: str, spots: pd.DataFrame, events: pd.DataFrame, years: float | None) -> pd.DataFrame:
    """Spots of a role, by name: those in the city, and those that only events name."""
    held = spots.assign(place=spots["name_ko"].astype(str), events=amounts(spots, "events"), exposure=amounts(spots, "exposure"), located="yes").drop_duplicates("place")
    told = events.groupby("place_name").size()
    held = held.set_index("place").reindex(sorted({*held["place"], *told.index}))
    counts = told.reindex(held.index).astype(float).fillna(held["events"]).fillna(0).round().astype(int)
    places = pd.DataFrame({"place": [NOT_IN_KEYS.sub("-", p) for p in held.index], "name_ko": held.index, "located": held["located"].fillna("no").to_numpy(), "events": counts.to_numpy(),
                           "exposure": held["exposure"].where(held["exposure"] > 0, 1.0).to_numpy(float)})  # fmt: skip
    return as_counted(role, places, years or _years(events["on_date"]))


def _on_streets(role: str, events: pd.DataFrame, streets: pd.DataFrame, declared: float | None) -> list[pd.DataFrame]:
    """Events with coordinates counted at crossings, and on links between them."""
    lines = taken(streets, {"permitted_speed_share": None})
    links, xy, arms = stretches(lines)
    names = streets["name_ko"].fillna("").astype(str).to_numpy()[_row_of(streets)][links["line"].to_numpy(int)]
    at = events[["x_m", "y_m"]].to_numpy(float)
    crossings = np.flatnonzero(arms >= ARMS)
    away, which = cKDTree(xy[crossings]).query(at, distance_upper_bound=NEAR_M) if len(crossings) else (np.full(len(at), np.inf), np.zeros(len(at), int))
    here = np.isfinite(away)
    meet = pd.concat([pd.DataFrame({"node": links[end], "name": names}) for end in ("tail", "head")])
    called = meet[meet["name"] != ""].groupby("node")["name"].agg(lambda n: " · ".join(sorted(set(n))))
    of = np.array([f"{x:.0f} {y:.0f}" for x, y in xy])
    nodes = pd.DataFrame({"place": of[crossings], "name_ko": called.reindex(crossings).fillna("").to_numpy(), "events": np.bincount(which[here], minlength=len(crossings)), "exposure": 1.0})
    (_, link), _ = shapely.STRtree(links["shape"].to_numpy()).query_nearest(shapely.points(at[~here]), max_distance=NEAR_M, return_distance=True, all_matches=False)
    between = [f"{of[a]} - {of[b]}" for a, b in zip(links["tail"], links["head"], strict=True)]
    ways = pd.DataFrame({"place": between, "name_ko": names, "events": np.bincount(link, minlength=len(links)), "exposure": links["metres"].to_numpy(float).round(1)})
    years = declared or _years(pd.Series([dict(a.split("=", 1) for a in split(held) if "=" in a).get("date") for held in events["attributes"]], dtype=object))
    return [judged(role, kind, frame.assign(located="yes", name_ko=frame["name_ko"].where(frame["name_ko"] != "", frame["place"])), years)
            for kind, frame in (("crossing", nodes), ("link", ways))]  # fmt: skip


def _row_of(streets: pd.DataFrame) -> np.ndarray:
    """Row of each line that `taken` makes from the parts of the rows."""
    shape, row = shapely.get_parts(shapely.from_wkb(streets["shape"].to_numpy()), return_index=True)
    return np.asarray(row[shapely.get_type_id(shape) == shapely.GeometryType.LINESTRING])


def _years(dates: pd.Series) -> float:
    """Years from the first to the last date; NaN without dates."""
    days = pd.to_datetime(dates.dropna().astype(str), errors="coerce").dropna()
    return years_between(str(days.min().date()), str(days.max().date())) if len(days) else float("nan")
