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

MOST_CENTRES = 30
"""zones considered as a region's centre; more would not be solved to the end in a city of hundreds of zones"""


def group(
    zones: Zones, people: People, touching: Touching, centres: Centres, zone_centres: ZoneCentres, travel: Travel, settings: RegionSettings, decisions: Decisions,
) -> tuple[Regions, RegionZones, RegionPlans]:  # fmt: skip
    """Divide the living zones into contiguous regions around centres with the least travel within the balance, and set alternatives beside it.

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
    gap = {plan: round((d.mean_m - d.bound_m) / d.mean_m, 6) if d.mean_m > 0 else 0.0 for plan, d in made.items()}
    how = Choice(MODEL, tuple(f"rows/region_settings/{s['setting']}/value" for s in settings.records()), round(chosen.mean_m, 3), round(chosen.bound_m, 3), gap["chosen"])
    plans = _plans(made, placed, gap)
    return (
        Regions(_regions(placed["chosen"], names, zones, want, centres, touching), choice=how),
        RegionZones(pd.DataFrame([vars(p) for rows in placed.values() for p in rows], columns=list(RegionZones.columns)), choice=how),
        RegionPlans(pd.DataFrame(plans, columns=list(RegionPlans.columns)), choice=how),
    )


def _ground(names: list[str], held: dict[str, int], touching: Touching, centres: Centres, zone_centres: ZoneCentres, travel: Travel, want: Wanted) -> Ground:
    at = {z: i for i, z in enumerate(names)}
    metres = travel.rows.pivot(index="zone", columns="centre", values="mean_m").loc[names, names].to_numpy(float)
    pairs = tuple((at[a], at[b]) for a, b in zip(touching.rows["zone"], touching.rows["other"], strict=True) if a in at and b in at)
    kinds = dict(zip(zone_centres.rows["zone"], zone_centres.rows["facility_kinds"], strict=True))
    named = set(centres.rows["zone"])
    middle = float(np.median([kinds[z] for z in names]))
    ranked = sorted(names, key=lambda z: (z not in named, -int(kinds[z]), -held[z], at[z]))
    central = [z for n, z in enumerate(ranked) if n <= want.regions or z in named or kinds[z] >= middle][:MOST_CENTRES]
    return Ground(np.array([held[z] for z in names]), metres, pairs, tuple(sorted(at[z] for z in {*central, *want.must})),
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
    worst = dict(zip(zip(travel.rows["zone"], travel.rows["centre"], strict=True), travel.rows["worst_m"], strict=True))
    opened = sorted(set(division.centre_of))
    decided = {a for a, _ in want.together} if plan != "computed" else set()
    made = []
    for zone, centre in enumerate(division.centre_of):
        own = min(opened, key=lambda c: (ground.metres[zone, c], c))
        beside = {division.centre_of[b] for a, b in ground.touching if a == zone}
        why = "decision" if names[zone] in decided else "nearest" if ground.metres[zone, centre] <= ground.metres[zone, own] else \
              "balance" if own in beside else "contiguity"  # fmt: skip
        made.append(Placed(plan, names[zone], names[centre], names[own], why, int(ground.people[zone]), float(ground.metres[zone, centre]),
                           float(worst[names[zone], names[centre]])))  # fmt: skip
    return made


def _mean(rows: list[Placed]) -> float:
    """People-weighted mean distance to the centre; of zones without people the plain mean."""
    people = np.array([p.people for p in rows], float)
    return round(float(np.average([p.mean_m for p in rows], weights=people if people.sum() else None)), 6)


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
            "people": sum(p.people for p in mine), "deviation_share": strays[region], "mean_m": _mean(mine), "worst_m": max(p.worst_m for p in mine),
            "reason_ko": reason(region, mine, strays[region], title, want, centres, touching),
        })  # fmt: skip
    return pd.DataFrame(made, columns=list(Regions.columns))


def _plans(made: dict[str, Division], placed: dict[str, list[Placed]], gap: dict[str, float]) -> list[dict[str, Any]]:
    before = {p.zone: p.region for p in placed["chosen"]}
    mean = {plan: _mean(rows) for plan, rows in placed.items()}
    return [
        {"plan": plan, "regions": len(set(made[plan].centre_of)), "limit_share": made[plan].limit_share,
         "deviation_share": max(map(abs, _deviations(rows).values())), "mean_m": mean[plan], "worst_m": max(p.worst_m for p in rows),
         "extra_m": round(mean[plan] - mean["chosen"], 6), "extra_person_km": round((mean[plan] - mean["chosen"]) * sum(p.people for p in rows) / 1000),
         "moved_people": sum(p.people for p in rows if p.region != before[p.zone]), "gap_share": gap[plan]}
        for plan, rows in placed.items()
    ]  # fmt: skip
