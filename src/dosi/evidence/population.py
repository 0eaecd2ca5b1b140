"""People of reporting units, zones and the city: official figures, divided over the crosswalk in whole people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.city import CITY, City
from dosi.model.findings import People, PeopleShares
from dosi.model.layers import UnitFigures, Units
from dosi.model.rows import Crosswalk, ReportingUnits, Zones

MEASURE = "population"


def count_people(city: City, zones: Zones, reporting: ReportingUnits, crosswalk: Crosswalk, units: Units, figures: UnitFigures) -> tuple[People, PeopleShares]:
    """Divide each unit's people among its zones by the crosswalk's shares (largest remainder), so that sums stay exact."""
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
    rows = [
        {"place": u, "level": "unit", "name_ko": n, "people": int(official[u]), "area_m2": ground.loc[ground["unit"] == u, "area_m2"].sum(),
         "basis_ko": "다른 해의 행정동 수치를 나누거나 합한" if u in changed else "공표된"}
        for u, n in zip(reporting.rows["unit"], reporting.rows["name_ko"], strict=True) if u in official.index
    ] + [
        {"place": z, "level": "zone", "name_ko": n, "people": int(zone_people.get(z, 0)), "area_m2": ground.loc[ground["zone"] == z, "area_m2"].sum(),
         "basis_ko": "행정동 인구를 배분한" if z in split_zones else "행정동 인구를 합한"}
        for z, n in zip(zones.rows["zone"], zones.rows["name_ko"], strict=True)
    ] + [{"place": CITY, "level": "city", "name_ko": city.name, "people": int(official.sum()), "area_m2": ground["area_m2"].sum(), "basis_ko": "공표된 행정동 인구를 합한"}]  # fmt: skip
    return People(pd.DataFrame(rows, columns=list(People.columns))), by_zone


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
