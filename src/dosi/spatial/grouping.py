"""Group living zones into service zones (권역), with alternatives and what each would cost in travel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.findings import People
from dosi.model.rows import Centres, Decisions, RegionSettings, Zones
from dosi.model.spatial import RegionPlans, Regions, RegionZones, Touching, Travel, ZoneCentres
from dosi.model.table import Choice
from dosi.spatial.deciding import Wanted, explain_clash, wanted
from dosi.spatial.districting import MODEL, Division, Ground, divide
from dosi.spatial.reasons import Placed, reason

MINUTES_SAID = {
    "zone": "이 생활권에서 권역의 중심까지 평균 {mean_min|minutes}{이다}.",
    "region": "{zone_count|count}의 생활권을 묶었다. 중심까지 평균 {mean_min|minutes}, 인구는 권역 평균과 {deviation_share|percent} 다르다.",
    "plan": "권역 {regions|count}, 인구의 가장 큰 차이 {deviation_share|percent}, 중심까지 평균 {mean_min|minutes}{이다}.",
}
"""words of a row whose minutes are known; of others the words of the table"""
WAYS: tuple[str, ...] = ("along_share", "mean_min", "worst_min", "mean_m", "worst_m")
MOST_CENTRES = 30
"""zones considered as a region's centre; more would not be solved to the end in a city of hundreds of zones"""


def group(
    zones: Zones, people: People, touching: Touching, centres: Centres, zone_centres: ZoneCentres, travel: Travel, settings: RegionSettings, decisions: Decisions,
) -> tuple[Regions, RegionZones, RegionPlans]:  # fmt: skip
    """Divide the living zones into contiguous regions around centres with the least travel within the balance, and set alternatives beside it.

    Travel is in minutes where streets are laid for the mode that regions are divided by, else in metres of a straight line.
    A region's centre lies in a zone with at least as many kinds of facility as the middle zone has (median), or which the city names. Decisions of
    people (`together`) hold in every division but `computed`, which shows what they cost.
    """
    order = list(zones.rows.sort_values(["map_order", "zone"])["zone"])
    held = people.known()
    names = [z for z in order if z in set(zone_centres.rows["zone"])]
    if any(z not in held for z in names) or sum(held[z] for z in names) == 0:  # regions cannot be balanced as long as the people of a zone are not known
        return Regions(), RegionZones(), RegionPlans()
    faults = Faults()
    want = wanted(names, centres, settings, decisions, faults)
    faults.raise_any()
    ground = _ground(names, held, touching, centres, zone_centres, travel, want)
    made = _divisions(ground, want)
    if "chosen" not in made:
        explain_clash(ground, names, want, faults)
        faults.raise_any()
    placed = {plan: _placed(plan, division, ground, names, want, travel) for plan, division in made.items()}
    chosen = made["chosen"]
    gap = {plan: round((d.mean - d.bound) / d.mean, 6) if d.mean > 0 else 0.0 for plan, d in made.items()}
    how = Choice(MODEL, tuple(f"rows/region_settings/{s['setting']}/value" for s in settings.records()), round(chosen.mean, 3), round(chosen.bound, 3), gap["chosen"])
    plans = _plans(made, placed, gap)
    return (
        Regions(_regions(placed["chosen"], names, zones, want, centres, touching), choice=how),
        RegionZones(pd.DataFrame([vars(p) for rows in placed.values() for p in rows], columns=[*RegionZones.columns, "because"]), choice=how),
        RegionPlans(pd.DataFrame(plans, columns=[*RegionPlans.columns, "because"]), choice=how),
    )


def _ground(names: list[str], held: dict[str, int], touching: Touching, centres: Centres, zone_centres: ZoneCentres, travel: Travel, want: Wanted) -> Ground:
    at = {z: i for i, z in enumerate(names)}
    measured = "mean_min" if travel.rows["mean_min"].notna().all() else "mean_m"
    cost = travel.rows.pivot(index="zone", columns="centre", values=measured).loc[names, names].to_numpy(float)
    pairs = tuple((at[a], at[b]) for a, b in zip(touching.rows["zone"], touching.rows["other"], strict=True) if a in at and b in at)
    kinds = dict(zip(zone_centres.rows["zone"], zone_centres.rows["facility_kinds"], strict=True))
    named = set(centres.rows["zone"])
    middle = float(np.median([kinds[z] for z in names]))
    ranked = sorted(names, key=lambda z: (z not in named, -int(kinds[z]), -held[z], at[z]))
    central = [z for n, z in enumerate(ranked) if n <= want.regions or z in named or kinds[z] >= middle][:MOST_CENTRES]
    return Ground(np.array([held[z] for z in names]), cost, pairs, tuple(sorted(at[z] for z in {*central, *want.must})),
                  tuple(at[z] for z in want.must), tuple((at[a], at[b]) for a, b in want.together))  # fmt: skip


def _divisions(ground: Ground, want: Wanted) -> dict[str, Division]:
    """The division taken and its alternatives, as far as they are possible."""
    asked = {"chosen": (ground, want.regions, want.limit_share)}
    if want.together:
        asked["computed"] = (replace(ground, together=()), want.regions, want.limit_share)
    if want.regions > max(1, len(ground.must)):
        asked["fewer"] = (ground, want.regions - 1, want.limit_share)
    if want.regions < len(ground.centres):
        asked["more"] = (ground, want.regions + 1, want.limit_share)
    if 1 < want.regions < len(ground.people):
        asked["even"] = (ground, want.regions, want.limit_share / 2)
    return {plan: made for plan, one in asked.items() if (made := divide(*one)) is not None}


def _placed(plan: str, division: Division, ground: Ground, names: list[str], want: Wanted, travel: Travel) -> list[Placed]:
    """Each zone with its region, the nearest centre of the division, and why it is not there."""
    ways = {(way["zone"], way["centre"]): way for way in travel.records()}
    opened = sorted(set(division.centre_of))
    decided = {a for a, _ in want.together} if plan != "computed" else set()
    made = []
    for zone, centre in enumerate(division.centre_of):
        own = min(opened, key=lambda c: (ground.cost[zone, c], c))
        beside = {division.centre_of[b] for a, b in ground.touching if a == zone}
        why = "decision" if names[zone] in decided else "nearest" if ground.cost[zone, centre] <= ground.cost[zone, own] else \
              "balance" if own in beside else "contiguity"  # fmt: skip
        way = ways[names[zone], names[centre]]
        known = {c: way[c] for c in WAYS}
        made.append(Placed(plan, names[zone], names[centre], names[own], why, int(ground.people[zone]), **known, because=_said("zone", way["mean_min"])))
    return made


def _mean(rows: list[Placed], column: str) -> float | None:
    """People-weighted mean of a column; of zones without people the plain mean; None where it is not known."""
    people = np.array([p.people for p in rows], float)
    values = [getattr(p, column) for p in rows]
    return None if None in values else round(float(np.average(values, weights=people if people.sum() else None)), 6)


def _ways(rows: list[Placed]) -> dict[str, float | None]:
    """Mean and worst way of some zones to their centres."""
    worst = {c: None if any(getattr(p, c) is None for p in rows) else max(getattr(p, c) for p in rows) for c in ("worst_min", "worst_m")}
    return {c: _mean(rows, c) for c in ("mean_min", "mean_m")} | worst


def _said(what: str, mean_min: float | None) -> str:
    return "" if mean_min is None else MINUTES_SAID[what]


def _deviations(rows: list[Placed]) -> dict[str, float]:
    """How far the people of each region stray from the mean region, as a share of it."""
    regions = dict.fromkeys(p.region for p in rows)
    mean = sum(p.people for p in rows) / len(regions)
    return {r: round(sum(p.people for p in rows if p.region == r) / mean - 1, 6) for r in regions}


def _regions(rows: list[Placed], names: list[str], zones: Zones, want: Wanted, centres: Centres, touching: Touching) -> pd.DataFrame:
    strays = _deviations(rows)
    title = dict(zip(zones.rows["zone"], zones.rows["name_ko"], strict=True))
    made = []
    for region in sorted(strays, key=names.index):
        mine = [p for p in rows if p.region == region]
        made.append({
            "region": region, "name_ko": f"{title[region]} 권역", "zones": ";".join(p.zone for p in mine), "zone_count": len(mine),
            "people": sum(p.people for p in mine), "deviation_share": strays[region], **(ways := _ways(mine)),
            "reason_ko": reason(region, mine, strays[region], title, want, centres, touching), "because": _said("region", ways["mean_min"]),
        })  # fmt: skip
    return pd.DataFrame(made, columns=[*Regions.columns, "because"])


def _plans(made: dict[str, Division], placed: dict[str, list[Placed]], gap: dict[str, float]) -> list[dict[str, Any]]:
    before = {p.zone: p.region for p in placed["chosen"]}
    ways = {plan: _ways(rows) for plan, rows in placed.items()}
    return [
        {"plan": plan, "regions": len(set(made[plan].centre_of)), "limit_share": made[plan].limit_share,
         "deviation_share": max(map(abs, _deviations(rows).values())), "along_share": _mean(rows, "along_share"), **ways[plan],
         **_extra("min", 60, "person_hours", ways[plan], ways["chosen"], rows), **_extra("m", 1000, "person_km", ways[plan], ways["chosen"], rows),
         "moved_people": sum(p.people for p in rows if p.region != before[p.zone]), "gap_share": gap[plan], "because": _said("plan", ways[plan]["mean_min"])}
        for plan, rows in placed.items()
    ]  # fmt: skip


def _extra(unit: str, many: int, of_all: str, here: dict[str, float | None], chosen: dict[str, float | None], rows: list[Placed]) -> dict[str, float | None]:
    """Mean way longer than in the division taken, and that for all people together (in hours, kilometres)."""
    mean, before = here[f"mean_{unit}"], chosen[f"mean_{unit}"]
    if mean is None or before is None:
        return {f"extra_{unit}": None, f"extra_{of_all}": None}
    return {f"extra_{unit}": round(mean - before, 6), f"extra_{of_all}": float(round((mean - before) * sum(p.people for p in rows) / many))}
