"""People of reporting units, zones and the city: official figures, divided over the crosswalk in whole people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.model.city import CITY, City
from dosi.model.findings import People, PeopleShares
from dosi.model.layers import UnitFigures, Units
from dosi.model.rows import Crosswalk, ReportingUnits, Zones

MEASURE = "population"
UNKNOWN = "공표된 인구를 모른다: {basis_ko}."
NO_FIGURE = "인구 자료에 이 행정동이 없음"


def count_people(city: City, zones: Zones, reporting: ReportingUnits, crosswalk: Crosswalk, units: Units, figures: UnitFigures) -> tuple[People, PeopleShares]:
    """Divide each unit's people among its zones by the crosswalk's shares (largest remainder), so that sums stay exact.

    A unit without a figure is unknown, and so is every zone it belongs to: the rest of the zone would pass for the whole.
    The city is the sum of the units that are known, and says how many of them are.
    """
    counted = figures.rows[figures.rows["measure"] == MEASURE].set_index("unit")
    official = counted["value"]
    changed = set(counted.index[counted["because"] != ""]) if "because" in counted else set()
    shares = crosswalk.rows.groupby(["unit", "zone"], sort=True)["people_share"].sum().reset_index()
    divided = [
        {"unit": unit, "zone": zone, "people": people}
        for unit, part in shares.groupby("unit", sort=True)
        if unit in official.index
        for zone, people in zip(part["zone"], whole_parts(int(official[unit]), part["people_share"].to_numpy(float)), strict=True)
    ]
    by_zone = PeopleShares(pd.DataFrame(divided, columns=["unit", "zone", "people"]))
    area = units.rows.set_index("legal_unit")["area_m2"]
    ground = crosswalk.rows.assign(area_m2=area.reindex(crosswalk.rows["legal_unit"]).to_numpy(float))  # numbers even where there is no row
    zone_people = by_zone.rows.groupby("zone")["people"].sum()
    spans = by_zone.rows.groupby("unit")["zone"].nunique()
    split_zones = set(by_zone.rows.loc[by_zone.rows["unit"].map(spans) > 1, "zone"])
    units_of = shares.groupby("zone")["unit"].agg(list).to_dict()
    lacking = {zone: [u for u in held if u not in official.index] for zone, held in units_of.items()}
    names = list(zip(reporting.rows["unit"], reporting.rows["name_ko"], strict=True))
    known = sum(unit in official.index for unit, _ in names)
    rows: list[dict[str, Any]] = [
        {"place": u, "level": "unit", "name_ko": n, "people": int(official[u]) if u in official.index else None, "area_m2": ground.loc[ground["unit"] == u, "area_m2"].sum(),
         "basis_ko": NO_FIGURE if u not in official.index else "다른 해의 행정동 수치를 나누거나 합한" if u in changed else "공표된"}
        for u, n in names
    ] + [
        {"place": z, "level": "zone", "name_ko": n, "people": None if lacking.get(z, True) else int(zone_people.get(z, 0)), "area_m2": ground.loc[ground["zone"] == z, "area_m2"].sum(),
         "basis_ko": _zone_basis(units_of.get(z, []), lacking.get(z, []), z in split_zones)}
        for z, n in zip(zones.rows["zone"], zones.rows["name_ko"], strict=True)
    ] + [{"place": CITY, "level": "city", "name_ko": city.name, "people": int(official.sum()) if len(official) else None, "area_m2": ground["area_m2"].sum(),
          "basis_ko": f"행정동 {len(names)}곳 가운데 인구를 아는 {known}곳을 합한" if known < len(names) else "공표된 행정동 인구를 합한"}]  # fmt: skip
    because = [UNKNOWN if row["people"] is None else "" for row in rows]
    return People(pd.DataFrame([row | {"because": why} for row, why in zip(rows, because, strict=True)], columns=[*People.columns, "because"])), by_zone


def _zone_basis(held: list[str], lacking: list[str], split: bool) -> str:
    if not held:
        return "연결표에 이 생활권의 행정동이 없음"
    if lacking:
        return f"이 생활권의 행정동 {len(held)}곳 가운데 {len(lacking)}곳의 인구 자료가 없음"
    return "행정동 인구를 배분한" if split else "행정동 인구를 합한"


def whole_parts(total: int, shares: np.ndarray) -> list[int]:
    """Divide a whole number by shares into whole parts that add up exactly (largest remainder; ties to the first).

    >>> whole_parts(10, np.array([1, 1, 1]))
    [4, 3, 3]
    """
    exact = total * shares / shares.sum()
    parts = np.floor(exact + 1e-9).astype(int)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return [int(p) for p in parts]
