"""How long a check of a million assets takes, beside the same checks hand-written in geopandas: `python bench/standards_time.py [--assets N] [--no-peer] [--city FOLDER]`.

Assets, people and streets are drawn by chance around made-up places; both sides get the same columns in memory, judge the same requirements of the shipped
standards, and their counts of pass, fail, cannot tell and not applicable must agree. Only the judging is timed, not the drawing. With --city the assets are also written as one
GeoParquet file over the city's ground, and the whole command `dosi standards check FILE --city FOLDER --json` is timed, from start to answer.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from dosi.infrastructure.checking import judge, limits, zone_kinds
from dosi.infrastructure.ground import Ground
from dosi.infrastructure.standards.judging import STATES, Demand, Grounds
from dosi.infrastructure.telling import attributes_asked
from dosi.model.assets import Assets
from dosi.model.table import split
from dosi.model.texts import Standards
from dosi.sources import files, texts
from dosi.sources.city import CATALOGUE

SIDE_M = 60_000.0
ZONES, CELLS, STREETS, FLOODED = 17, 46_000, 20_000, 400
SHARES = {
    "facility:manhole": 0.2, "facility:street_light": 0.2, "facility:duct": 0.15, "facility:cctv": 0.12, "facility:crosswalk": 0.06, "facility:smart_pole": 0.05, "facility:air_sensor": 0.04,
    "facility:bus_stop": 0.03, "facility:ev_charger": 0.03, "facility:car_park": 0.02, "facility:housing_complex": 0.02, "facility:public_wifi": 0.02, "facility:flood_sensor": 0.01, "facility:service_line": 0.01,
    "facility:relay_room": 0.01, "facility:network_section": 0.01, "facility:park": 0.005, "facility:emergency_bell": 0.005, "facility:bikeshare": 0.005, "facility:school_zone": 0.003, "facility:iot_gateway": 0.001,
    "facility:operation_centre": 0.0001, "facility:exchange": 0.0001, "facility:backup_site": 0.0001,
}  # fmt: skip
KNOWN_SHARE = 0.8
"""part of the cells of every attribute that are filled"""


def standards() -> Standards:
    """The shipped standards without the one distance along streets, which the peer has no network for."""
    place = CATALOGUE / "kr" / "standards"
    made = texts.standards([(p.name, p, files.source(p.name, p)) for p in sorted(place.glob("*.toml"))])
    return Standards(made.rows[made.rows["distance"] != "network"], list(made.sources.values()))


def drawn(number: int, asked: Standards) -> tuple[Assets, Ground, np.ndarray]:
    """Assets with all attributes that the standards ask for, on a ground of square zones."""
    rng = np.random.default_rng(11)
    roles = np.repeat([*SHARES], np.maximum((np.array([*SHARES.values()]) * number).astype(int), 20))
    n = len(roles)
    titles, yes_no, _ = attributes_asked(asked)
    words = {"under": ["carriageway", "walkway", "rail_or_motorway", "field"], "build": ["new", "existing"], "purpose": ["road", "river", "transfer", "leisure"], "owner": ["private", "public"], "power_line": [*"ABCD"], "route": ["east", "west"],
             "protocol": ["LoRaWAN", "ONVIF-T", "DALI-2", "OCPP1.6", "vendor_only"], "security": ["WPA3", "open"], "calming": ["bump", "none_laid"], "display_model": ["small", "large"], "floor_signal_place": ["kerb_to_tactile", "on_carriageway"]}  # fmt: skip
    columns = {}
    for name in [t for t in titles if "." not in t]:
        known = rng.random(n) < KNOWN_SHARE
        if name in yes_no or name in words:
            choices = np.array(words.get(name, ["Y", "N"]), dtype=object)
            columns[name] = np.where(known, choices[rng.integers(0, len(choices), n)], None)
        elif name.endswith(("_on", "permit")):
            columns[name] = np.where(known, np.array([f"20{y:02d}-0{m}-15" for y in range(10, 27) for m in range(1, 10)], dtype=object)[rng.integers(0, 153, n)], None)
        elif name.endswith(("comparison", "plan", "review", "survey", "check", "document", "manual")):
            columns[name] = np.where(known, np.array(["doc", "N"], dtype=object)[rng.integers(0, 2, n)], None)
        else:
            columns[name] = np.where(known, np.round(rng.gamma(2.0, {"spacing_m": 100.0, "spaces": 60.0, "cameras": 500.0}.get(name, 2.0), n), 2), np.nan)
    x, y = rng.uniform(0, SIDE_M, n), rng.uniform(0, SIDE_M, n)
    ends = rng.uniform(0, SIDE_M, (STREETS, 2))
    away = ends + rng.uniform(-600, 600, (STREETS, 2))
    streets = shapely.linestrings(np.stack([ends, away], axis=1))
    on = np.flatnonzero((roles == "facility:street_light") | (roles == "facility:manhole"))  # these stand beside streets
    at, along = rng.integers(0, STREETS, len(on)), rng.random(len(on))
    x[on], y[on] = (ends[at] + along[:, None] * (away - ends)[at] + rng.normal(0, 3, (len(on), 2))).T
    corner = rng.uniform(0, SIDE_M, (FLOODED, 2))
    areas = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 800, corner[:, 1] + 800)
    extra = [("network:street", streets), ("line:duct", streets), ("line:river", streets[:500]), ("line:utility", streets[:5000]), ("area:flood", areas), ("area:carriageway", areas[:100])]
    shape = np.concatenate([np.full(n, None, dtype=object), *(s for _, s in extra)])
    middle = shapely.centroid(np.concatenate([s for _, s in extra]))
    roles = np.concatenate([roles.astype(object), *(np.full(len(s), r, dtype=object) for r, s in extra)])
    x, y = np.concatenate([x, shapely.get_x(middle)]), np.concatenate([y, shapely.get_y(middle)])
    frame = pd.DataFrame(columns).reindex(range(len(roles)))
    zone = _zone(x)
    assets = Assets(frame, np.array([f"a{i}" for i in range(len(roles))], dtype=object), roles, np.full(len(roles), "drawn", dtype=object), zone, x, y, shape)
    cx, cy = rng.uniform(0, SIDE_M, CELLS), rng.uniform(0, SIDE_M, CELLS)
    kinds = tuple(("new_town", "old_town", "rural")[z % 3] for z in range(ZONES))
    ground = Ground(Grounds(tuple(f"z{z}" for z in range(ZONES)), kinds, np.full(ZONES, SIDE_M**2 / ZONES / 1e6)), Demand(cx, cy, rng.integers(1, 60, CELLS).astype(float), _zone(cx)))
    return assets, ground, shape


def _zone(x: np.ndarray) -> np.ndarray:
    return np.clip((x / SIDE_M * ZONES).astype(int), 0, ZONES - 1)


# the same by hand in geopandas --------------------------------------------------------------------------------------------


class ByHand:
    """The same requirements as somebody fluent in geopandas writes them: frames, masks, spatial joins, groups."""

    def __init__(self, assets: Assets, ground: Ground, shape: np.ndarray) -> None:
        points = shapely.points(assets.x_m, assets.y_m)
        geometry = np.where(shape == None, points, shape)  # noqa: E711
        whole = geopandas.GeoDataFrame(assets.frame.assign(role=assets.role, zone=assets.zone), geometry=geometry)
        self.of: dict[str, Any] = dict(iter(whole.groupby("role")))
        self.empty = whole.iloc[:0]
        self.cells = geopandas.GeoDataFrame({"zone": ground.demand.zone, "people": ground.demand.people}, geometry=shapely.points(ground.demand.x_m, ground.demand.y_m))
        self.ground = ground

    def counts(self, one: dict[str, Any], given: dict[str, Any]) -> list[int]:
        """How many subjects of a requirement pass, fail, cannot be told, are not concerned."""
        mine = self.of.get(one["role"], self.empty)
        where, exempt = (dict(p.split("=", 1) for p in split(one[c])) for c in ("applies_where", "exempt_where"))
        holds, known = self._conditions(mine, where)
        measure: Callable[..., tuple[Any, Any]] = getattr(self, one["kind"])
        if one["kind"] in zone_kinds():
            good, told = measure(mine[holds] if where else mine, **given)
            state = np.where(told, np.where(good, 0, 1), 2)
            asked = split(one["zone_kinds"])
            state = np.where(np.isin(self.ground.zones.kinds, asked), state, 3) if asked else state
            return np.bincount(state, minlength=4).tolist()
        if not len(mine):
            return [0, 0, 0, 0]
        good, told = measure(mine, **given)
        state = np.where(told, np.where(good, 0, 1), 2)
        if one["kind"] in ("spacing", "burial_depth"):
            state = np.where(self.left_out, 3, state)
        state = np.where(known, state, 2)
        for name, value in exempt.items():
            held, sure = self._conditions(mine, {name: value})
            state = np.where(held, 3, np.where(~sure & (state == 1), 2, state))
        state = np.where(known & ~holds, 3, state)
        if asked := split(one["zone_kinds"]):
            state = np.where(np.isin(np.array(self.ground.zones.kinds)[mine["zone"]], asked), state, 3)
        return np.bincount(state, minlength=4).tolist()

    def _conditions(self, rows: Any, where: dict[str, str]) -> tuple[np.ndarray, np.ndarray]:
        broken, unknown = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
        for name, wanted in where.items():
            base, _, bound = name.rpartition("_")
            column = rows[base if bound in ("min", "max", "before", "from") else name]
            missing = column.isna().to_numpy()
            if bound in ("min", "max"):
                good = column >= float(wanted) if bound == "min" else column <= float(wanted)
            elif bound in ("before", "from"):
                good = column.fillna("") < wanted if bound == "before" else column.fillna("") >= wanted
            else:
                good = column.astype(str).isin(wanted.split("|"))
            broken |= ~missing & ~good.to_numpy(bool)
            unknown |= missing
        return ~broken & ~unknown, broken | ~unknown

    def attribute(self, rows: Any, attribute: str, min: float | None = None, max: float | None = None, equals: str | None = None, one_of: Any = None) -> tuple[Any, Any]:
        """Values in a range or a list."""
        column = rows[attribute]
        if equals or one_of:
            return column.isin([equals] if equals else list(one_of)), column.notna()
        good = pd.Series(True, index=rows.index)
        good &= (column >= min) if min is not None else True
        good &= (column <= max) if max is not None else True
        return good, column.notna()

    def ratio(self, rows: Any, numerator: str, denominator: str, min_share: float) -> tuple[Any, Any]:
        """One column over another."""
        share = (rows[numerator] / rows[denominator].where(rows[denominator] > 0)).round(6)
        return share >= min_share, share.notna()

    def capacity(self, rows: Any, holds: str, units: str, per_unit: float, reserve_share: float = 0.0) -> tuple[Any, Any]:
        """What is there over what is needed."""
        need = rows[units] * per_unit
        share = (rows[holds] / need.where(need > 0)).round(6)
        return share >= round(1 + reserve_share, 12), share.notna()

    def document(self, rows: Any, document: str, dated: str = "", before: str = "") -> tuple[Any, Any]:
        """A document that is there, and in time."""
        none, there = rows[document] == "N", rows[document].notna()
        if not dated:
            return ~none, there
        known = rows[dated].notna() & rows[before].notna()
        late = known & (rows[dated].fillna("") > rows[before].fillna(""))
        return ~none & ~late, none | (there & known)

    def burial_depth(self, rows: Any, depth: str, under: str, min_m: dict[str, float]) -> tuple[Any, Any]:
        """Depth by what lies above."""
        limit, deep = rows[under].map(min_m), rows[depth].round(6)
        bare = rows[under].isna()
        self.left_out = (~bare & limit.isna()).to_numpy()
        good = np.where(bare, deep >= max(min_m.values()), deep >= limit)
        return good, deep.notna() & (~bare | (deep >= max(min_m.values())) | (deep < min(min_m.values())))

    def coverage(self, rows: Any, radius_m: float, min_share: float, demand: str = "people") -> tuple[Any, Any]:
        """Share of cells near an asset, by zone."""
        there = self.cells if demand == "people" else self.of.get(demand, self.empty).assign(people=1.0)
        if not len(rows):
            return np.zeros(ZONES, dtype=bool), np.zeros(ZONES, dtype=bool)
        near = geopandas.sjoin_nearest(there, rows[["geometry"]], max_distance=radius_m, how="inner")
        near = near[~near.index.duplicated()]
        share = (near.groupby("zone")["people"].sum().reindex(range(ZONES), fill_value=0) / there.groupby("zone")["people"].sum().reindex(range(ZONES))).round(6)
        return share >= min_share, share.notna()

    def count_per(self, rows: Any, per: str, amount: float, min_count: float) -> tuple[Any, Any]:
        """Assets per people, area or places, by zone."""
        if per == "people":
            base = self.cells.groupby("zone")["people"].sum()
        elif per == "area_km2":
            base = pd.Series(self.ground.zones.area_km2)
        elif per.startswith("length_km:"):
            lines = self.of.get(per.removeprefix("length_km:"), self.empty)
            base = (lines.length / 1000).groupby(lines["zone"]).sum()
        else:
            base = self.of.get(per, self.empty).groupby("zone").size()
        number = (rows.groupby("zone").size().reindex(range(ZONES), fill_value=0) / base.reindex(range(ZONES)) * amount).round(6)
        return number >= min_count, number.notna() & bool(len(rows))

    def _near(self, rows: Any, role: str, metres: float) -> Any:
        return geopandas.sjoin(rows[["geometry"]], self.of.get(role, self.empty), predicate="dwithin", distance=metres)

    def presence(self, rows: Any, near: str, within_m: float, min_count: float = 1) -> tuple[Any, Any]:
        """Enough of a role near each."""
        number = self._near(rows, near, within_m).groupby(level=0).size().reindex(rows.index, fill_value=0)
        return number >= min_count, np.full(len(rows), near in self.of)

    def redundancy(self, rows: Any, by: str, radius_m: float, sites: float, differ: str) -> tuple[Any, Any]:
        """Enough distinct sites near each."""
        pairs = self._near(rows, by, radius_m)
        number = pairs.groupby(level=0)[differ].nunique().reindex(rows.index, fill_value=0)
        unknown = pairs[differ].isna().groupby(level=0).sum().reindex(rows.index, fill_value=0)
        return number >= sites, np.full(len(rows), by in self.of) & ((number >= sites) | (number + unknown < sites))

    def clearance(self, rows: Any, to: str, min_m: float) -> tuple[Any, Any]:
        """Nothing of a role too near."""
        others = self.of.get(to, self.empty)
        pairs = geopandas.sjoin(rows[["geometry"]], others[["geometry"]], predicate="dwithin", distance=min_m)
        pairs = pairs[pairs.index != pairs["index_right"]]
        metres = pairs.geometry.distance(others.geometry.loc[pairs["index_right"]], align=False).round(6)
        least = metres.groupby(level=0).min().reindex(rows.index)
        return least.isna() | (least >= min_m), np.full(len(rows), to in self.of)

    def spacing(self, rows: Any, along: str, max_m: float, beside_m: float = 20.0) -> tuple[Any, Any]:
        """The next one along the same line."""
        self.left_out = np.zeros(len(rows), dtype=bool)
        lines = self.of.get(along, self.empty)
        if not len(lines):
            return np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
        held = geopandas.sjoin_nearest(rows[["geometry"]], lines[["geometry"]], max_distance=beside_m, how="inner")
        held = held[~held.index.duplicated()]
        held["at"] = lines.geometry.loc[held["index_right"]].project(held.geometry, align=False).to_numpy()
        held = held.sort_values(["index_right", "at"], kind="stable")
        gap = (held.groupby("index_right")["at"].shift(-1) - held["at"]).round(6).reindex(rows.index)
        self.left_out = rows.index.isin(held.index) & gap.isna().to_numpy()
        return gap <= max_m, gap.notna()

    def inside_zone(self, rows: Any, area: str, wanted: str = "inside") -> tuple[Any, Any]:
        """Inside or outside areas."""
        inside = rows.index.isin(geopandas.sjoin(rows[["geometry"]], self.of.get(area, self.empty)[["geometry"]], predicate="intersects").index)
        return inside if wanted == "inside" else ~inside, np.full(len(rows), area in self.of)


def whole(assets: Assets, folder: Path) -> None:
    """The command on a file of the points, beginning with Python's own start; the city has been read before."""
    from dosi.workbench.grounding import of_city

    here = of_city(folder)
    west, south, east, north = here.area.bounds
    points = np.flatnonzero(np.isin(assets.role, [*SHARES]))
    x, y = west + assets.x_m[points] / SIDE_M * (east - west), south + assets.y_m[points] / SIDE_M * (north - south)
    rows = geopandas.GeoDataFrame(assets.frame.take(points).assign(id=assets.id[points], role=assets.role[points]), geometry=shapely.points(x, y), crs=here.city.crs)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "assets.parquet"
        rows.to_parquet(file)
        start = time.perf_counter()
        done = subprocess.run([Path(sys.executable).parent / "dosi", "standards", "check", file, "--city", folder, "--json"], capture_output=True, check=False)
        took = time.perf_counter() - start
        if not done.stdout:
            sys.exit(done.stderr.decode()[-2000:])
        said = json.loads(done.stdout)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"the whole command on {file.stat().st_size / 1e6:,.0f} MB of GeoParquet: {took:.1f} s, largest memory {memory:,.0f} MB, {said['assets']:,} assets, {sum(said['verdicts_by_state'].values()):,} verdicts in {len(said['findings'])} findings, load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Draw, judge, judge by hand, compare, print."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--assets", type=int, default=1_000_000)
    asks.add_argument("--no-peer", action="store_true")
    asks.add_argument("--city", type=Path)
    asked = asks.parse_args()
    rows = standards()
    assets, ground, shape = drawn(asked.assets, rows)
    print(f"{len(assets):,} assets, {rows.rows['standard'].nunique()} standards, {len(rows)} requirements, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
    start = time.perf_counter()
    found = judge(assets, ground, rows)
    ours = time.perf_counter() - start
    counts = [np.bincount(one.judged.state, minlength=4).tolist() for one in found]
    total = dict(zip(STATES, np.sum(counts, axis=0).tolist(), strict=True))
    print(f"dosi: {ours:.1f} s, {sum(total.values()):,} verdicts ({', '.join(f'{s} {n:,}' for s, n in total.items())}), largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB with the drawing")
    if asked.city:
        whole(assets, asked.city)
    if asked.no_peer:
        return
    by_kind: dict[str, float] = {}
    start = time.perf_counter()
    hand = ByHand(assets, ground, shape)
    differing = []
    for (one, given), mine in zip(limits(rows), counts, strict=True):
        begun = time.perf_counter()
        theirs = hand.counts(one, given)
        by_kind[one["kind"]] = by_kind.get(one["kind"], 0) + time.perf_counter() - begun
        if theirs != mine:
            differing.append(f"{one['standard']}#{one['requirement']}: dosi {mine}, by hand {theirs}")
    peer = time.perf_counter() - start
    print(f"the same by hand in geopandas {geopandas.__version__}: {peer:.1f} s ({peer / ours:.1f} times), load after {os.getloadavg()[0]:.1f}; " + ", ".join(f"{k} {s:.1f}" for k, s in sorted(by_kind.items(), key=lambda kv: -kv[1])))
    print(f"requirements whose counts differ: {len(differing)}")
    print("\n".join(differing))


if __name__ == "__main__":
    main()
