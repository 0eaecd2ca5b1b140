"""Make up a country's worth of cities: N folders that `dosi build` takes, of uneven size, with C inhabited 100 m cells in all. Seeded: same numbers, same bytes.

    python bench/many_cities.py FOLDER [--cities 229] [--cells 10000000] [--seed 7]

Everything is invented. A city is a sheet of square legal units of 4 km (each its own reporting unit), a living zone is five of them; every cell has people, which
is harder than a real country, where about a third of the cells have. Per cell there are as many streets and facilities as in the example city.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

METRES = "EPSG:5179"
CELL_M, UNIT_CELLS, UNITS_PER_ZONE, STREET_M = 100, 40, 5, 300
LEFT_M, FOOT_M = 920_000, 1_720_000
SPREAD = 0.8
"""of the logarithm of city sizes: the largest of 229 is about seven times the mean"""
PEOPLE = 5.2
"""per cell"""
EVENTS = 0.02
"""accidents per cell and three years"""
PLACES: dict[str, tuple[float, dict[str, tuple[str, ...]]]] = {
    "bus_stop": (0.03, {"information_screen": ("Y", "N")}),
    "crosswalk": (0.05, {"signal": ("Y", "N"), "lit": ("Y", "N")}),
    "cctv": (0.06, {"kind": ("방범", "재난"), "analytics": ("Y", "N")}),
    "street_light": (0.12, {"remote_control": ("Y", "N"), "lamp_type": ("LED", "나트륨")}),
    "public_wifi": (0.01, {}),
    "car_park": (0.004, {"spaces": ("20", "40", "120")}),
    "ev_charger": (0.006, {"kind": ("급속", "완속")}),
    "senior_centre": (0.01, {"smart_equipment": ("Y", "N")}),
    "school_zone": (0.003, {"camera": ("Y", "N")}),
    "school": (0.002, {}),
    "library": (0.0008, {"seats": ("40", "120", "400")}),
    "health_centre": (0.0006, {}),
    "air_sensor": (0.0003, {}),
    "bikeshare": (0.005, {}),
    "parcel_locker": (0.002, {"boxes": ("12", "24", "48")}),
    "civil_desk": (0.005, {"all_hours": ("Y", "N")}),
    "housing_complex": (0.015, {"fire_link": ("Y", "N")}),
    "vacant_home": (0.025, {}),
    "recycling_point": (0.03, {}),
}
"""facilities per cell, and what is known of each"""


@dataclass(frozen=True)
class Sheet:
    """The ground of a city: legal units in rows of `wide`, the last one filled only as far as cells are left."""

    cells: int

    @property
    def units(self) -> int:
        """How many legal units."""
        return -(-self.cells // UNIT_CELLS**2)

    @property
    def wide(self) -> int:
        """Units side by side."""
        return max(1, round(self.units**0.5))

    def corner(self, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lower left corner of units, in projected metres."""
        side = UNIT_CELLS * CELL_M
        return LEFT_M + unit % self.wide * side, FOOT_M + unit // self.wide * side

    def centres(self) -> tuple[np.ndarray, np.ndarray]:
        """Centres of the cells, unit by unit."""
        no = np.arange(self.cells)
        x, y = self.corner(no // UNIT_CELLS**2)
        inner = no % UNIT_CELLS**2
        return x + (inner % UNIT_CELLS + 0.5) * CELL_M, y + (inner // UNIT_CELLS + 0.5) * CELL_M


def sizes(cities: int, cells: int, rng: np.random.Generator) -> np.ndarray:
    """Uneven sizes (lognormal) that add up to `cells`, none below 100."""
    share = np.exp(rng.normal(0, SPREAD, cities))
    made = np.maximum(100, np.floor(share / share.sum() * (cells - 100 * cities)).astype(int))
    made[np.argmax(made)] += cells - made.sum()
    return made


def write_city(folder: Path, cells: int, rng: np.random.Generator) -> None:
    """One city folder."""
    sheet = Sheet(cells)
    for name in ("data", "rows"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    x, y = sheet.centres()
    people = 1 + np.floor(rng.exponential(PEOPLE - 0.5, cells)).astype("int64")
    unit_of = np.arange(cells) // UNIT_CELLS**2
    _save(folder, "cells", pd.DataFrame({"cell": [f"c{n}" for n in range(cells)], "x": x, "y": y, "people": people}))
    _save(folder, "population", pd.DataFrame({"unit": _names(sheet.units), "people": np.bincount(unit_of, people).astype(int)}))
    _save(folder, "groups", pd.DataFrame({"unit": _names(sheet.units), **{name: (np.bincount(unit_of, people) * share).astype(int) for name, share in (("older", 0.2), ("children", 0.16), ("workers", 0.45), ("households", 0.45))}}))
    at = sheet.corner(np.arange(sheet.units))
    boxes = shapely.box(*at, at[0] + UNIT_CELLS * CELL_M, at[1] + UNIT_CELLS * CELL_M)
    gpd.GeoDataFrame({"code": _codes(sheet.units), "name": _names(sheet.units)}, geometry=boxes, crs=METRES).to_parquet(folder / "data" / "units.parquet", compression="zstd")
    _streets(sheet, rng).to_parquet(folder / "data" / "streets.parquet", compression="zstd")
    for role, (rate, about) in PLACES.items():
        count = max(1, round(rate * cells))
        where = rng.integers(0, cells, count)
        spot = {axis: np.round(centre[where] + rng.uniform(-45, 45, count), 2) for axis, centre in (("x", x), ("y", y))}
        _save(folder, role, pd.DataFrame({"id": [f"{role}{n}" for n in range(count)], **spot, **{name: rng.choice(values, count) for name, values in about.items()}}))
    count = max(5, round(EVENTS * cells))
    day = np.datetime64("2021-01-01") + rng.integers(0, 1095, count)
    _save(folder, "accidents", pd.DataFrame({"id": [f"a{n}" for n in range(count)], "unit": np.array(_names(sheet.units))[rng.choice(unit_of, count)], "date": np.sort(day).astype(str),
                                             "severity": rng.choice(["사망사고", "중상사고", "경상사고"], count, p=[0.02, 0.28, 0.7]), "type": rng.choice(["차대사람", "차대차"], count)}))  # fmt: skip
    _rows(folder, sheet)
    (folder / "layers.toml").write_text(_layers(), encoding="utf-8", newline="\n")


def _names(units: int) -> list[str]:
    return [f"가{n}동" for n in range(units)]


def _codes(units: int) -> list[str]:
    return [f"u{n}" for n in range(units)]


def _save(folder: Path, name: str, table: pd.DataFrame) -> None:
    table.to_parquet(folder / "data" / f"{name}.parquet", compression="zstd", index=False)


def _streets(sheet: Sheet, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A shaken lattice of streets over the sheet, all joined, with names of their ends."""
    reach = UNIT_CELLS * CELL_M
    wide, high = (max(2, int(n * reach // STREET_M) + 1) for n in (sheet.wide, -(-sheet.units // sheet.wide)))
    no = np.arange(wide * high)
    x = LEFT_M + no % wide * STREET_M + rng.uniform(-60, 60, len(no))
    y = FOOT_M + no // wide * STREET_M + rng.uniform(-60, 60, len(no))
    start = np.concatenate([no[no % wide < wide - 1], no[no // wide < high - 1]])
    end = np.concatenate([no[no % wide < wide - 1] + 1, no[no // wide < high - 1] + wide])
    lines = shapely.linestrings(np.stack([np.column_stack([x[start], y[start]]), np.column_stack([x[end], y[end]])], axis=1))
    return gpd.GeoDataFrame({"id": [f"s{n}" for n in range(len(start))], "from": [f"n{n}" for n in start], "to": [f"n{n}" for n in end],
                             "speed": rng.choice([30, 50, 60], len(start))}, geometry=lines, crs=METRES)  # fmt: skip


def _rows(folder: Path, sheet: Sheet) -> None:
    zones = -(-sheet.units // UNITS_PER_ZONE)
    kinds = ("old_town", "new_town", "rural")
    tables: dict[str, tuple[str, Iterable[tuple[object, ...]]]] = {
        "zones": ("zone,name_ko,name_en,level,parent,kind,map_order", ((f"z{n}", f"{n}생활권", f"Zone {n}", "middle", kinds[n % 3], kinds[n % 3], n + 1) for n in range(zones))),
        "reporting_units": ("unit,name_ko,name_en", ((f"r{n}", name, f"Unit {n}") for n, name in enumerate(_names(sheet.units)))),
        "crosswalk": ("legal_unit,legal_name_ko,unit,zone,people_share,share_kind,share_basis",
                      ((code, name, f"r{n}", f"z{n // UNITS_PER_ZONE}", 1, "exact", "") for n, (code, name) in enumerate(zip(_codes(sheet.units), _names(sheet.units), strict=True)))),
        "authorities": ("authority,name_ko,name_en,kind", [("city", "도시", "City", "city")]),
        "jurisdiction": ("zone,from_year,to_year,builder,owner,basis", ((f"z{n}", 2025, 2029, "city", "city", "예시") for n in range(zones))),
    }  # fmt: skip
    for name, (head, rows) in tables.items():
        with (folder / "rows" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head.split(","))
            writer.writerows(rows)
    (folder / "city.toml").write_text(
        f'name = "{folder.name}"\nname_en = "{folder.name}"\ntitle = "{folder.name}"\ncountry = "kr"\nfirst_year = 2025\nlast_year = 2029\nprice_year = 2025\n'
        f'currency = "KRW"\ncrs = "{METRES}"\nstatus = "예시, 공식 계획 아님"\nas_of = "2024-12-31"\n', encoding="utf-8", newline="\n")  # fmt: skip


def _layers() -> str:
    def layer(id: str, role: str, geometry: str, file: str, columns: str, rest: str = "") -> str:
        return (f'[[layer]]\nid = "{id}"\nrole = "{role}"\ngeometry = "{geometry}"\ntitle_ko = "{id}"\n  [[layer.candidate]]\n  path = "city:data/{file}.parquet"\n'
                f'  columns = {{ {columns} }}\n  {rest}vintage = "2024-12-31"\n  kind = "modelled"\n\n')  # fmt: skip

    here = f'crs = "{METRES}"\n  '
    made = [layer("units", "place:legal_unit", "polygon", "units", 'key = "code", name = "name"', here),
            layer("cells", "population:cells", "cells", "cells", 'key = "cell", x = "x", y = "y", people = "people"', here),
            layer("population", "figures:population", "figures", "population", 'unit = "unit", value = "people"'),
            layer("streets", "network:street", "line", "streets", 'key = "id", from = "from", to = "to", permitted = "speed"', here),
            layer("accidents", "events:accident", "events", "accidents", 'key = "id", unit = "unit", date = "date"', 'attributes = ["severity", "type"]\n  ')]  # fmt: skip
    made += [layer(name, f"figures:{name}", "figures", "groups", f'unit = "unit", value = "{name}"') for name in ("older", "children", "workers", "households")]
    for role, (_, about) in PLACES.items():
        made.append(layer(role, f"facility:{role}", "point", role, 'key = "id", x = "x", y = "y"', f"{here}attributes = {list(about)}\n  ".replace("'", '"')))
    return "".join(made)


def make(folder: Path, cities: int = 229, cells: int = 10_000_000, seed: int = 7) -> np.ndarray:
    """Write the cities; the number of cells of each."""
    rng = np.random.default_rng(seed)
    each = sizes(cities, cells, rng)
    for no, (count, own) in enumerate(zip(each, rng.spawn(cities), strict=True)):
        write_city(folder / f"city{no:03d}", int(count), own)
    return each


def main() -> None:
    """Write the cities and say how large they came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cities", type=int, default=229)
    parser.add_argument("--cells", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    each = make(given.folder, given.cities, given.cells, given.seed)
    print(f"{len(each)} cities, {each.sum():,} cells: {each.min():,} to {each.max():,} (median {int(np.median(each)):,})")


if __name__ == "__main__":
    main()
