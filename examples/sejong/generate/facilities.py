"""Facilities, devices and accidents, invented in plausible number; the old town and the country have fewer of most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from places import Places, chance, to_degrees, whole_parts
from scipy.spatial import cKDTree
from settlement import BUILT_PER_HA
from streets import Streets

BUILT_YEARS = {
    "z01": (2013, 2018),
    "z02": (2011, 2016),
    "z03": (2014, 2019),
    "z04": (2018, 2023),
    "z05": (2023, 2024),
    "z06": (2020, 2024),
    "zs": (2013, 2020),
}
"""When the equipment of a new-town zone was installed, in this example."""
NOT_HANDED_OVER = ("z03", "z04", "z05", "z06", "zs")
"""Zones whose equipment the state agency still owns in this example (rows/jurisdiction.csv)."""


@dataclass(frozen=True)
class Ground:
    """Everything that facilities stand on: the places, the people by cell, the hamlets, the streets."""

    places: Places
    cells: pd.DataFrame
    hamlets: pd.DataFrame
    streets: Streets

    def column(self, name: str, unit: np.ndarray) -> np.ndarray:
        """Look up a column of the legal units (kind, zone_id, name_ko ...) by row of unit."""
        return self.places.units[name].to_numpy()[np.asarray(unit)]

    def inside(self, table: pd.DataFrame) -> pd.DataFrame:
        """Find the legal unit of each point; points that fell outside the city are taken out."""
        table = table.assign(unit=self.places.unit_of(table["x_m"].to_numpy(), table["y_m"].to_numpy()))
        return table[table["unit"] >= 0].reset_index(drop=True)


def thin(points: np.ndarray, apart_m: float, rng: np.random.Generator) -> np.ndarray:
    """Choose points, in random order, of which no two are nearer than apart_m; their numbers, sorted."""
    near = cKDTree(points).query_ball_point(points, apart_m)
    free, chosen = np.ones(len(points), dtype=bool), []
    for n in rng.permutation(len(points)):
        if free[n]:
            chosen.append(n)
            free[near[n]] = False
    return np.sort(np.array(chosen, dtype=int))


def yes(share: np.ndarray | float, rng: np.random.Generator, count: int) -> np.ndarray:
    """Draw Y or N, Y with the share given."""
    return np.where(rng.random(count) < share, "Y", "N")


def by_kind(ground: Ground, unit: np.ndarray, new_town: float, old_town: float, rural: float) -> np.ndarray:
    """Give each point the value of its kind of zone."""
    value = {"new_town": new_town, "old_town": old_town, "rural": rural}
    return np.array([value[kind] for kind in ground.column("kind", unit)])


def drawn_cells(
    ground: Ground, counts: dict[int, int], power: float, apart_m: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw so many places per legal unit among its cells, by people to a power, apart where room allows."""
    tables = []
    for unit, count in counts.items():
        cells = ground.cells[ground.cells["unit"] == unit]
        if count == 0 or cells.empty:
            continue
        weight = cells["people"].to_numpy(dtype=float) ** power
        order = rng.choice(len(cells), size=len(cells), replace=False, p=weight / weight.sum())
        at = cells[["x_m", "y_m"]].to_numpy()
        chosen: list[int] = []
        for limit in (apart_m, apart_m / 2, 0):
            for n in order:
                far = not chosen or np.hypot(*(at[chosen] - at[n]).T).min() > limit
                if len(chosen) < count and n not in chosen and far:
                    chosen.append(n)
        while len(chosen) < count:
            chosen.append(order[rng.integers(len(order))])
        points = at[chosen] + rng.uniform(-40, 40, (len(chosen), 2))
        points = np.where((ground.places.unit_of(*points.T) == unit)[:, None], points, at[chosen])
        tables.append(pd.DataFrame(points, columns=["x_m", "y_m"]).assign(unit=unit))
    return pd.concat(tables, ignore_index=True)


def per_unit(
    ground: Ground, total: int, rates: dict[str, float], least: dict[str, int], rng: np.random.Generator
) -> dict[int, int]:
    """Split a total over the legal units by people times a rate of their kind; lived-in units get a least number."""
    units = ground.places.units
    lived = units["people"].to_numpy() > 1_000
    floor = np.where(lived, units["kind"].map(least), 0).astype(int)
    weight = units["people"] * units["kind"].map(rates) * rng.uniform(0.7, 1.3, len(units)) * lived
    parts = floor + whole_parts(total - int(floor.sum()), weight.to_numpy())
    return {n: int(part) for n, part in enumerate(parts)}


def numbered(ground: Ground, unit: np.ndarray, word: str) -> list[str]:
    """Name things after their legal unit and a running number: 고운동 도서관 1."""
    names = pd.Series(ground.column("name_ko", unit))
    return list(names + f" {word} " + (names.groupby(names).cumcount() + 1).astype(str))


def located(table: pd.DataFrame, prefix: str, keep: list[str]) -> pd.DataFrame:
    """Finish a table: key, longitude, latitude and the columns to keep."""
    lon, lat = to_degrees(table["x_m"].to_numpy(), table["y_m"].to_numpy())
    key = [f"{prefix}{n:05d}" for n in range(1, len(table) + 1)]
    return pd.concat([pd.DataFrame({"id": key, "lon": lon, "lat": lat}), table[keep].reset_index(drop=True)], axis=1)


def bus_stops(ground: Ground) -> pd.DataFrame:
    """Set stops along main and collector streets in towns and at hamlets in the country, mostly one on each side."""
    rng, edges = chance("bus_stops"), ground.streets.edges
    kind = ground.column("kind", edges["unit"])
    served = edges[(edges["rank"] != "local") & (ground.column("zone_id", edges["unit"]) != "z05")]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(served.geometry.values, 0.5, normalized=True))
    town = (kind[served.index] != "rural") & (ground.column("zone_id", served["unit"]) != "zs")
    at = [middle[town][thin(middle[town], 260, rng)], middle[~town][thin(middle[~town], 1_150, rng)]]
    rural = ground.hamlets[ground.column("kind", ground.hamlets["unit"]) == "rural"]
    zones = ground.places.units["zone_id"].unique()
    served_share = dict(zip(zones, rng.uniform(0.34, 0.9, len(zones))))
    share = [served_share[z] for z in ground.column("zone_id", rural["unit"])]
    rural = rural[rng.random(len(rural)) < share]
    at.append(rural[["x_m", "y_m"]].to_numpy()[thin(rural[["x_m", "y_m"]].to_numpy(), 280, rng)])
    sites = np.vstack(at)
    sites = sites[thin(sites, 200, rng)]
    angle, both = rng.uniform(0, np.pi, len(sites)), rng.random(len(sites)) < 0.9
    side = 14 * np.column_stack([np.cos(angle), np.sin(angle)])
    pairs = np.vstack([sites + side, (sites - side + rng.normal(0, 8, side.shape))[both]])
    table = ground.inside(
        pd.DataFrame(pairs, columns=["x_m", "y_m"]).assign(site=np.r_[np.arange(len(sites)), np.nonzero(both)[0]])
    )
    table = table.sort_values("site", kind="stable").reset_index(drop=True)
    village = ground.places.villages
    nearest = cKDTree(village[["x_m", "y_m"]].to_numpy()).query(table[["x_m", "y_m"]].to_numpy())[1]
    place = np.where(
        ground.column("kind", table["unit"]) == "new_town",
        ground.column("name_ko", table["unit"]),
        village["name_ko"].to_numpy()[nearest],
    )
    number = table.groupby(place)["site"].transform(lambda site: pd.factorize(site)[0] + 1)
    table["name"] = [f"{p} 정류장 {n}" for p, n in zip(place, number)]
    table["shelter"] = yes(by_kind(ground, table["unit"], 0.85, 0.6, 0.4), rng, len(table))
    table["information_screen"] = yes(by_kind(ground, table["unit"], 0.72, 0.4, 0.14), rng, len(table))
    return located(table, "bs", ["name", "shelter", "information_screen"])


def crosswalks(ground: Ground) -> pd.DataFrame:
    """Mark crossings on the arms of junctions: most in towns, few in the country; signals fewer in the old town."""
    rng, streets = chance("crosswalks"), ground.streets
    node, degree = streets.nodes, streets.degree()
    rows = []
    for edge in streets.edges.itertuples():
        for end in (edge.from_node, edge.to_node):
            if degree[end] >= 3 and edge.length_m > 60:
                first = shapely.get_coordinates(edge.geometry)[0]
                near = np.hypot(first[0] - node["x_m"][end], first[1] - node["y_m"][end]) < 1
                point = edge.geometry.interpolate(16 if near else edge.length_m - 16)
                rows.append((point.x, point.y, edge.rank, edge.lanes))
    table = ground.inside(pd.DataFrame(rows, columns=["x_m", "y_m", "rank", "lanes"]))
    lived = cKDTree(ground.cells[["x_m", "y_m"]].to_numpy()).query(table[["x_m", "y_m"]].to_numpy())[0] < 260
    share = by_kind(ground, table["unit"], 0.8, 0.55, 0.16) * table["rank"].map(
        {"main": 1, "collector": 1, "local": 0.85}
    )
    table = table[(rng.random(len(table)) < share) & lived].reset_index(drop=True)
    main = table["rank"].map({"main": 1.25, "collector": 1.1, "local": 0.6}).to_numpy()
    table["signal"] = yes(main * by_kind(ground, table["unit"], 0.75, 0.45, 0.3), rng, len(table))
    table["lit"] = yes(by_kind(ground, table["unit"], 0.8, 0.42, 0.28), rng, len(table))
    return located(table, "cw", ["lanes", "signal", "lit"])


def school_zones(ground: Ground) -> pd.DataFrame:
    """Set the child protection zones near where people live, with or without an enforcement camera."""
    rng = chance("school_zones")
    counts = per_unit(
        ground, 76, {"new_town": 1.0, "old_town": 0.8, "rural": 0.7}, {"new_town": 1, "old_town": 4, "rural": 1}, rng
    )
    table = drawn_cells(ground, counts, 0.7, 350, rng)
    kinds = np.array(["초등학교"] * 53 + ["어린이집"] * 11 + ["유치원"] * 10 + ["특수학교"] * 2)
    first = ~table.duplicated("unit")
    table["facility_type"] = ""
    table.loc[first, "facility_type"] = "초등학교"
    table.loc[~first, "facility_type"] = rng.permutation(kinds[first.sum() :])
    names = pd.Series(ground.column("name_ko", table["unit"])) + " " + table["facility_type"]
    table["name"] = names + " " + (names.groupby(names).cumcount() + 1).astype(str)
    table["camera"] = yes(by_kind(ground, table["unit"], 0.8, 0.45, 0.4), rng, len(table))
    return located(table, "sz", ["name", "facility_type", "camera"])


def schools(ground: Ground, zones: pd.DataFrame) -> pd.DataFrame:
    """Take the primary schools of the protection zones and add middle and high schools and three universities."""
    rng = chance("schools")
    primary = zones[zones["facility_type"] == "초등학교"].rename(columns={"facility_type": "level"})
    tables = [primary[["lon", "lat", "name", "level"]]]
    even, least = {"new_town": 1.0, "old_town": 1.0, "rural": 0.8}, {"new_town": 0, "old_town": 1, "rural": 0}
    for level, total in (("중학교", 28), ("고등학교", 21), ("대학교", 3)):
        table = drawn_cells(ground, per_unit(ground, total, even, least, rng), 0.6, 500, rng)
        table["name"], table["level"] = numbered(ground, table["unit"], level), level
        tables.append(located(table, "", ["name", "level"])[["lon", "lat", "name", "level"]])
    table = pd.concat(tables, ignore_index=True)
    table.insert(0, "id", [f"sc{n:05d}" for n in range(1, len(table) + 1)])
    return table


def cctv(ground: Ground, zones: pd.DataFrame) -> pd.DataFrame:
    """Set the cameras: by people and zone, at junctions, older ones coarser; enforcement cameras at school zones."""
    rng, units, node = chance("cctv"), ground.places.units, ground.streets.nodes
    kinds = {"new_town": 6.2, "old_town": 4.0, "rural": 5.0}
    wealth = dict(zip(zones_of := list(dict.fromkeys(units["zone_id"])), rng.uniform(0.62, 1.28, len(zones_of))))
    tree = cKDTree(ground.cells[["x_m", "y_m"]].to_numpy())
    people = np.array(
        [
            ground.cells["people"].to_numpy()[near].sum()
            for near in tree.query_ball_point(node[["x_m", "y_m"]].to_numpy(), 200)
        ]
    )
    tables = []
    for i, unit in units.iterrows():
        here = node[(node["unit"] == i).to_numpy()]
        count = rng.poisson(
            unit["people"] / 1000 * kinds[unit["kind"]] * wealth[unit["zone_id"]] + 0.4 * unit.geometry.area / 1e6
        )
        weight = (people[here.index] + 5.0) ** 0.7
        chosen = rng.choice(here.index, size=count, p=weight / weight.sum())
        spots = node.loc[chosen, ["x_m", "y_m"]].to_numpy() + rng.normal(0, 14, (count, 2))
        kind = rng.choice(["방범", "교통", "주정차단속", "공원", "재난"], size=count, p=[0.66, 0.12, 0.1, 0.06, 0.06])
        tables.append(pd.DataFrame(spots, columns=["x_m", "y_m"]).assign(kind=kind))
    table = ground.inside(pd.concat(tables, ignore_index=True))
    zone = ground.column("zone_id", table["unit"])
    first = np.array([BUILT_YEARS.get(z, (2009, 2023))[0] for z in zone])
    last = np.array([BUILT_YEARS.get(z, (2009, 2023))[1] for z in zone])
    table["installed_year"] = rng.integers(first, last + 1)
    renewed = (table["installed_year"] < 2015) & (
        rng.random(len(table)) < by_kind(ground, table["unit"], 0.35, 0.2, 0.12)
    )
    table.loc[renewed, "installed_year"] = rng.integers(2019, 2025, int(renewed.sum()))
    table["resolution_mp"] = np.select(
        [table["installed_year"] < 2014, table["installed_year"] < 2019], [1.3, 2.0], 4.0
    )
    table["analytics"] = yes(np.where(table["installed_year"] >= 2020, 0.45, 0.04), rng, len(table))
    table["network"] = np.where(
        rng.random(len(table)) < by_kind(ground, table["unit"], 0.92, 0.5, 0.12), "own", "leased"
    )
    table["owner"] = np.where(np.isin(zone, NOT_HANDED_OVER), "naacc", "sejong")
    keep = ["kind", "installed_year", "resolution_mp", "analytics", "network", "owner"]
    enforced = zones[zones["camera"] == "Y"]
    count = len(enforced)
    year = rng.integers(2016, 2024, count)
    school = pd.DataFrame(
        {
            "lon": (enforced["lon"] + rng.normal(0, 2e-4, count)).round(6),
            "lat": (enforced["lat"] + rng.normal(0, 2e-4, count)).round(6),
            "kind": "어린이보호",
            "installed_year": year,
            "resolution_mp": np.where(year < 2019, 2.0, 4.0),
            "analytics": "N",
            "network": "own",
            "owner": "sejong",
        }
    )
    whole = pd.concat([located(table, "", keep).drop(columns="id"), school], ignore_index=True)
    whole.insert(0, "id", [f"cc{n:05d}" for n in range(1, len(whole) + 1)])
    return whole


def car_parks(ground: Ground) -> pd.DataFrame:
    """Set the public car parks: most of them small ones in the old town, a few large ones in the new town."""
    rng = chance("car_parks")
    counts = per_unit(
        ground, 60, {"new_town": 0.5, "old_town": 3.4, "rural": 3.2}, {"new_town": 0, "old_town": 15, "rural": 0}, rng
    )
    table = drawn_cells(ground, counts, 0.5, 150, rng)
    table["name"] = numbered(ground, table["unit"], "공영주차장")
    table["spaces"] = np.round(rng.lognormal(np.log(by_kind(ground, table["unit"], 140, 42, 38)), 0.5)).astype(int)
    table["sensors"] = yes(by_kind(ground, table["unit"], 0.45, 0.12, 0.0), rng, len(table))
    due = np.where(table["spaces"] >= 50, table["spaces"] * rng.choice([0.0, 0.02, 0.05, 0.06], len(table), p=[0.25, 0.3, 0.25, 0.2]), 0)
    table["ev_bays"] = np.ceil(due).astype(int)
    table["owner"] = "public"
    table["permit"] = [f"{year}-06-30" for year in rng.integers(2009, 2025, len(table))]
    return located(table, "cp", ["name", "spaces", "sensors", "ev_bays", "permit", "owner"])


def libraries(ground: Ground) -> pd.DataFrame:
    """Set the libraries: a public one in most dong, small ones in the old town and some myeon."""
    rng = chance("libraries")
    units = ground.places.units
    counts = {i: int(u["people"] > 9_000) for i, u in units.iterrows()}
    for i in units.index[units["kind"] == "rural"]:
        counts[i] = int(rng.random() < 0.6)
    counts[int(units["people"].idxmax())] = 3
    spare = 24 - sum(counts.values())
    for i in rng.permutation(units.index[(units["kind"] == "new_town") & (units["people"] > 20_000)])[: max(spare, 0)]:
        counts[int(i)] += 1
    table = drawn_cells(ground, counts, 0.5, 400, rng)
    small = by_kind(ground, table["unit"], 0.15, 0.7, 1.0) > rng.random(len(table))
    table["type"] = np.where(small, "작은도서관", "공공도서관")
    table["name"] = numbered(ground, table["unit"], "도서관")
    table["seats"] = np.where(small, rng.integers(15, 45, len(table)), rng.integers(110, 240, len(table)))
    table["books"] = np.where(small, rng.integers(2_000, 14_000, len(table)), rng.integers(28_000, 66_000, len(table)))
    return located(table, "li", ["name", "type", "seats", "books"])


def ev_chargers(ground: Ground) -> pd.DataFrame:
    """Set sites of public chargers: at homes and offices in the new town, few elsewhere."""
    rng = chance("ev_chargers")
    counts = per_unit(
        ground, 420, {"new_town": 1.1, "old_town": 0.55, "rural": 0.9}, {"new_town": 4, "old_town": 8, "rural": 2}, rng
    )
    table = drawn_cells(ground, counts, 0.6, 120, rng)
    fast = rng.random(len(table)) < by_kind(ground, table["unit"], 0.3, 0.4, 0.5)
    table["kind"] = np.where(fast, "급속", "완속")
    table["chargers"] = np.where(fast, rng.integers(1, 5, len(table)), rng.integers(2, 13, len(table)))
    table["power_kw"] = np.where(fast, rng.choice([50, 100, 200], len(table)), 7)
    return located(table, "ev", ["kind", "chargers", "power_kw"])


def street_lights(ground: Ground) -> pd.DataFrame:
    """Set lighting circuits, one row for several lamps: along all town streets, along some of the country's."""
    rng, edges = chance("street_lights"), ground.streets.edges
    kind = ground.column("kind", edges["unit"])
    lit = np.select(
        [kind == "new_town", kind == "old_town"], [0.98, 0.85], np.where(edges["rank"] == "local", 0.3, 0.72)
    )
    rows = []
    for edge, share in zip(edges.itertuples(), lit):
        spacing = {"main": 38, "collector": 42, "local": 48}[edge.rank] * (1.0 if share > 0.8 else 1.5)
        for part in range(max(1, round(edge.length_m / 360))):
            if rng.random() < share:
                step = edge.length_m / max(1, round(edge.length_m / 360))
                point = edge.geometry.interpolate((part + 0.5) * step)
                lamps = max(1, round(step / spacing)) * (2 if edge.rank == "main" else 1)
                rows.append((point.x, point.y, lamps, round(spacing), 10 if edge.rank != "local" else 7))
    table = ground.inside(pd.DataFrame(rows, columns=["x_m", "y_m", "lamps", "spacing_m", "pole_height_m"]))
    table["lamp_type"] = np.where(
        rng.random(len(table)) < by_kind(ground, table["unit"], 0.82, 0.55, 0.45), "LED", "나트륨"
    )
    table["remote_control"] = yes(by_kind(ground, table["unit"], 0.6, 0.25, 0.08), rng, len(table))
    zone = ground.column("zone_id", table["unit"])
    spans = [BUILT_YEARS.get(z, (2005, 2022)) for z in zone]
    table["installed_year"] = [int(rng.integers(a, b + 1)) for a, b in spans]
    table["owner"] = np.where(np.isin(zone, NOT_HANDED_OVER), "naacc", "sejong")
    table[["x_m", "y_m"]] = table[["x_m", "y_m"]].round().astype(int)
    table.insert(0, "id", [f"sl{n:05d}" for n in range(1, len(table) + 1)])
    return table.drop(columns="unit")


def air_sensors(ground: Ground) -> pd.DataFrame:
    """Set four official air stations and eleven simple sensors; most myeon have none."""
    rng, units = chance("air_sensors"), ground.places.units
    named = {name: i for i, name in enumerate(units["name_ko"])}
    wanted = ["아름동", "보람동", "조치원읍", "부강면", "조치원읍", "고운동", "새롬동", "어진동", "나성동", "소담동"]
    wanted += ["반곡동", "해밀동", "종촌동", "도담동", "전의면"]
    counts = {named[name]: wanted.count(name) for name in dict.fromkeys(wanted)}
    table = drawn_cells(ground, counts, 0.5, 400, rng)
    official = [named[name] for name in wanted[:4]]
    table["kind"] = np.where(table["unit"].isin(official) & ~table.duplicated("unit"), "도시대기측정소", "간이측정기")
    table["name"] = numbered(ground, table["unit"], "대기측정")
    table["installed_year"] = rng.integers(2013, 2024, len(table))
    return located(table, "as", ["name", "kind", "installed_year"])


def public_wifi(ground: Ground) -> pd.DataFrame:
    """Set 60 public wireless access points."""
    rng = chance("public_wifi")
    counts = per_unit(
        ground, 60, {"new_town": 1.0, "old_town": 1.5, "rural": 0.5}, {"new_town": 0, "old_town": 4, "rural": 0}, rng
    )
    table = drawn_cells(ground, counts, 0.4, 250, rng)
    table["name"] = numbered(ground, table["unit"], "공공와이파이")
    table["place"] = rng.choice(
        ["정류장", "공원", "도서관", "전통시장", "복지시설"], len(table), p=[0.35, 0.25, 0.15, 0.1, 0.15]
    )
    table["installed_year"] = rng.integers(2014, 2024, len(table))
    return located(table, "wf", ["name", "place", "installed_year"])


def senior_centres(ground: Ground) -> pd.DataFrame:
    """Set 300 senior centres: at most hamlets in the country, by people in towns."""
    rng = chance("senior_centres")
    rural = ground.hamlets[ground.column("kind", ground.hamlets["unit"]) == "rural"].reset_index(drop=True)
    rural = rural.iloc[thin(rural[["x_m", "y_m"]].to_numpy(), 480, rng)]
    rural = rural.iloc[np.sort(rng.permutation(len(rural))[:190])]
    spots = rural[["x_m", "y_m"]] + rng.uniform(-40, 40, (len(rural), 2))
    counts = per_unit(
        ground,
        300 - len(rural),
        {"new_town": 1.0, "old_town": 2.6, "rural": 0.0},
        {"new_town": 2, "old_town": 15, "rural": 0},
        rng,
    )
    table = ground.inside(pd.concat([drawn_cells(ground, counts, 0.8, 250, rng), spots], ignore_index=True))
    table = table.sort_values(["unit", "y_m", "x_m"]).reset_index(drop=True)
    table["name"] = numbered(ground, table["unit"], "경로당")
    table["members"] = rng.integers(12, 70, len(table))
    table["smart_equipment"] = yes(by_kind(ground, table["unit"], 0.22, 0.1, 0.03), rng, len(table))
    return located(table, "sn", ["name", "members", "smart_equipment"])


def health_centres(ground: Ground) -> pd.DataFrame:
    """Set the health centre and its branches at the seats, village posts in the country, and five welfare centres."""
    rng, units = chance("health_centres"), ground.places.units
    seats = ground.hamlets[ground.hamlets["seat"]]
    tables = [
        pd.DataFrame({"x_m": seats["x_m"] + 60, "y_m": seats["y_m"] - 45, "unit": seats["unit"], "kind": "보건지소"})
    ]
    named = {name: i for i, name in enumerate(units["name_ko"])}
    for kind, names in (
        ("보건소", ["조치원읍"]),
        ("보건지소", ["보람동"]),
        ("복지관", ["조치원읍", "종촌동", "새롬동", "고운동", "반곡동"]),
    ):
        table = drawn_cells(ground, {named[name]: 1 for name in names}, 0.6, 0, rng)
        tables.append(table.assign(kind=kind))
    posts = ground.hamlets[(ground.column("kind", ground.hamlets["unit"]) == "rural") & ~ground.hamlets["seat"]]
    posts = posts.groupby("unit").sample(1, random_state=np.random.default_rng(rng.integers(2**32))).iloc[:7]
    tables.append(posts[["x_m", "y_m", "unit"]].assign(kind="보건진료소"))
    table = pd.concat(tables, ignore_index=True).sort_values(["unit", "kind"]).reset_index(drop=True)
    table["name"] = pd.Series(ground.column("name_ko", table["unit"])) + " " + table["kind"]
    return located(table, "hc", ["name", "kind"])


def manholes(ground: Ground) -> pd.DataFrame:
    """Set handholes along the ducts of main and collector streets; the older ducts are wider spaced and shallower."""
    rng, streets = chance("manholes"), ground.streets
    edges = streets.edges.assign(kind=ground.column("kind", streets.edges["unit"]))
    share = {
        ("new_town", "main"): 0.97,
        ("new_town", "collector"): 0.9,
        ("new_town", "local"): 0.12,
        ("old_town", "main"): 0.8,
    }
    share |= {("old_town", "collector"): 0.45, ("rural", "main"): 0.25}
    ducts = edges[[rng.random() < share.get((k, r), 0.0) for k, r in zip(edges["kind"], edges["rank"])]]
    rows: list[tuple[str, float, float, float]] = []
    at_node: dict[int, tuple[str, float]] = {}
    for duct in ducts.itertuples():
        limit = 215 if duct.kind == "new_town" else 300
        parts = max(1, int(np.ceil(duct.length_m / (limit * rng.uniform(0.85, 1.25)))))
        spacing = duct.length_m / parts
        for part in range(1, parts):
            point = duct.geometry.interpolate(part * spacing)
            rows.append((duct.street_id, point.x, point.y, spacing))
        for node in (duct.from_node, duct.to_node):
            before = at_node.get(node)
            at_node[node] = (duct.street_id, spacing) if before is None else (before[0], max(before[1], spacing))
    for node, (street, spacing) in at_node.items():
        rows.append((street, streets.nodes["x_m"][node], streets.nodes["y_m"][node], spacing))
    table = ground.inside(pd.DataFrame(rows, columns=["street_id", "x_m", "y_m", "spacing_m"]))
    table = table.sort_values(["street_id", "x_m"], kind="stable").reset_index(drop=True)
    count, zone = len(table), ground.column("zone_id", table["unit"])
    table["spacing_m"] = table["spacing_m"].round(1)
    table["cover_m"] = np.clip(rng.normal(by_kind(ground, table["unit"], 0.98, 0.8, 0.78), 0.12), 0.3, 1.6).round(2)
    table["ducts"] = rng.choice([2, 4, 6, 8], count, p=[0.15, 0.4, 0.3, 0.15])
    table["ducts_used"] = np.minimum(
        table["ducts"], rng.binomial(table["ducts"], by_kind(ground, table["unit"], 0.5, 0.8, 0.7))
    )
    table["installed_year"] = [int(rng.integers(*np.add(BUILT_YEARS.get(z, (2006, 2018)), (0, 1)))) for z in zone]
    table["owner"] = np.where(np.isin(zone, NOT_HANDED_OVER), "naacc", "sejong")
    table[["x_m", "y_m"]] = table[["x_m", "y_m"]].round(1)
    table.insert(0, "id", [f"mh{n:05d}" for n in range(1, count + 1)])
    return table.drop(columns="unit")


def operation_centre(ground: Ground) -> pd.DataFrame:
    """Set the one city operation centre, with the figures a standard for such a centre asks about."""
    rng, units = chance("operation_centre"), ground.places.units
    table = drawn_cells(ground, {int(units.index[units["name_ko"] == "보람동"][0]): 1}, 0.5, 0, rng)
    figures = {"floor_area_m2": 1_850, "server_room_m2": 310, "operators_per_shift": 9, "power_backup_min": 30}
    table = table.assign(
        name="도시통합정보센터", **figures, generator="Y", second_site="N", critical_infrastructure="Y", opened_year=2012, owner="sejong"
    )
    keep = ["name", *figures, "generator", "second_site", "critical_infrastructure", "opened_year", "owner"]
    return located(table, "oc", keep)


def bikeshare(ground: Ground) -> pd.DataFrame:
    """Set the bicycle stations: close in the new town, few in the old town, none in the country."""
    rng, node = chance("bikeshare"), ground.streets.nodes
    units = ground.places.units
    built = (units["kind"] == "new_town") & (units["density_per_ha"] >= BUILT_PER_HA)
    at = node[built.to_numpy()[node["unit"]]][["x_m", "y_m"]].to_numpy()
    town = at[thin(at, 180, rng)] + rng.normal(0, 15, (1, 2))
    named = {name: i for i, name in enumerate(units["name_ko"])}
    others = drawn_cells(ground, {named["조치원읍"]: 15}, 0.6, 250, rng)[["x_m", "y_m"]].to_numpy()
    table = ground.inside(pd.DataFrame(np.vstack([town, others]), columns=["x_m", "y_m"]))
    table["name"] = numbered(ground, table["unit"], "대여소")
    table["docks"] = rng.integers(6, 21, len(table))
    return located(table, "bk", ["name", "docks"])


def accidents(ground: Ground) -> pd.DataFrame:
    """Draw three years of reported accidents by legal unit: by people, streets and business, known to the unit only."""
    rng, units, edges = chance("accidents"), ground.places.units, ground.streets.edges
    rate = units["kind"].map({"new_town": 4.0, "old_town": 8.6, "rural": 8.0}).to_numpy(dtype=float, copy=True)
    rate[units["name_ko"].isin(["나성동", "어진동"])] = 11.5
    busy = np.where(edges["rank"] == "local", 0.1, 0.9) * edges["length_m"] / 1000
    km = np.bincount(edges["unit"], busy, len(units))
    expected = (units["people"] / 1000 * rate + 1.1 * km) * rng.lognormal(0, 0.28, len(units))
    unit = np.repeat(np.arange(len(units)), rng.poisson(expected))
    days = pd.date_range("2021-01-01", "2023-12-31")
    growth = np.array([0.9, 1.0, 1.1])[days.year - 2021] * np.where(days.dayofweek < 5, 1.06, 0.86)
    rural = ground.column("kind", unit) != "new_town"
    severity = np.where(
        rural,
        rng.choice(["사망사고", "중상사고", "경상사고", "부상신고사고"], len(unit), p=[0.03, 0.33, 0.54, 0.10]),
        rng.choice(["사망사고", "중상사고", "경상사고", "부상신고사고"], len(unit), p=[0.008, 0.212, 0.56, 0.22]),
    )
    walking = rng.random(len(unit)) < np.where(rural, 0.17, 0.21)
    table = pd.DataFrame(
        {
            "date": rng.choice(days.to_numpy(), len(unit), p=growth / growth.sum()),
            "unit": ground.column("name_ko", unit),
            "severity": severity,
            "type": np.where(walking, "차대사람", rng.choice(["차대차", "차량단독"], len(unit), p=[0.92, 0.08])),
        }
    ).sort_values(["date", "unit"], kind="stable")
    table.insert(0, "id", [f"ac{n:05d}" for n in range(1, len(table) + 1)])
    return table.assign(date=table["date"].dt.strftime("%Y-%m-%d"))
