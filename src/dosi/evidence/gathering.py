"""Gather who lives, works and passes where: groups of people by place, and people by hour of the day."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dosi.evidence.population import whole_parts
from dosi.model.city import CITY
from dosi.model.findings import PeopleGroups, PeopleHours
from dosi.model.layers import HourFigures, UnitFigures
from dosi.model.rows import Crosswalk, PopulationGroups, ReportingUnits, Zones

NOT_SUPPLIED = "자료 없음"
BASIS = {"unit": "행정동의 수치", "zone": "행정동의 수치를 연결표의 인구 비율로 나누어 더한 값", "city": "행정동의 수치를 더한 값"}


def gather(zones: Zones, reporting: ReportingUnits, crosswalk: Crosswalk, groups: PopulationGroups, figures: UnitFigures, hours: HourFigures) -> tuple[PeopleGroups, PeopleHours]:
    """Every group in every unit, zone and the city, and the median day by hour.

    A unit's figure is divided among its zones by the crosswalk's shares of people in whole people (largest remainder). A zone with a unit that has no figure
    is missing; the city is the sum of the units that have one, and says of how many. A group that no file counts is missing everywhere: not supplied.
    """
    shares = crosswalk.rows.groupby(["unit", "zone"], sort=True)["people_share"].sum().reset_index()
    rows: list[dict[str, Any]] = []
    for group in groups.records():
        known = figures.rows[figures.rows["role"] == group["role"]].set_index("unit")["value"]
        known = known[~known.index.duplicated()].round().astype(int)
        held: dict[str, list[int | None]] = {}
        for unit, part in shares.groupby("unit", sort=True):
            split = whole_parts(int(known[unit]), part["people_share"].to_numpy(float)) if unit in known.index else [None] * len(part)
            for zone, people in zip(part["zone"], split, strict=True):
                held.setdefault(zone, []).append(people)
        places: list[tuple[str, str, int | None, str]] = [(u, "unit", int(known[u]) if u in known.index else None, "") for u in reporting.rows["unit"]]
        for zone in zones.rows["zone"]:
            parts = held.get(zone, [None])
            places.append((zone, "zone", None if None in parts else sum(p for p in parts if p is not None), ""))
        units = [u for u in reporting.rows["unit"] if u in known.index]
        some = f" (행정동 {len(reporting)}곳 가운데 {len(units)}곳)" if len(units) < len(reporting) else ""
        places.append((CITY, "city", int(known[units].sum()) if units else None, some))
        rows += [{"place": place, "group": group["group"], "role": group["role"], "level": level, "people": people, "basis_ko": NOT_SUPPLIED if people is None else BASIS[level] + more}
                 for place, level, people, more in places]  # fmt: skip
    by_hour = hours.rows.groupby(["measure", "place", "hour"], sort=True)["value"]
    day = by_hour.quantile([0.1, 0.5, 0.9]).unstack().round().astype(int) if len(hours.rows) else pd.DataFrame(columns=[0.1, 0.5, 0.9])
    day = day.assign(days=by_hour.size()).rename(columns={0.1: "people_low", 0.5: "people", 0.9: "people_high"}).reset_index() if len(day) else pd.DataFrame(columns=list(PeopleHours.columns))
    return PeopleGroups(pd.DataFrame(rows, columns=list(PeopleGroups.columns))), PeopleHours(day)
