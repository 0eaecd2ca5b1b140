"""What people settled about the regions: how many, how balanced, which centres, and which zones belong together."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from dosi.model.errors import Faults, nearest
from dosi.model.rows import Centres, Decisions, RegionSettings
from dosi.model.table import split
from dosi.spatial.districting import Ground, divide

LARGEST_DEVIATION_SHARE = 0.5
"""author's judgement: services and their centres bear half more or less than the mean; rows/region_settings says otherwise"""


@dataclass(frozen=True)
class Wanted:
    """Settled by people, else by size."""

    regions: int
    limit_share: float
    must: tuple[str, ...]
    """zones that hold a region's centre"""
    together: dict[tuple[str, str], dict[str, object]]
    """zone and the zone whose region it belongs to, with the decision that says so"""


def wanted(zones: list[str], centres: Centres, settings: RegionSettings, decisions: Decisions, faults: Faults) -> Wanted:
    """Read the rows that overrule the computation; without a number of regions it is the square root of the number of zones, rounded."""
    given = {s["setting"]: s["value"] for s in settings.records()}
    regions = given.get("regions", max(1, round(sqrt(len(zones)))))
    if regions != int(regions) or not 1 <= regions <= len(zones):
        faults.add("Regions: their number cannot be made", "rows/region_settings.csv, row regions, column value", f"{regions:g}",
                   f"a whole number from 1 to {len(zones)}, the number of living zones", "correct the number, or leave the row out")  # fmt: skip
        regions = max(1, min(int(regions), len(zones)))
    must = tuple(dict.fromkeys(c["zone"] for c in centres.records() if c["must"]))
    if len(must) > regions:
        faults.add("Regions: more zones must hold a centre than there are regions", "rows/centres.csv, column must", ", ".join(must),
                   f"at most {int(regions)} zones", "set must to no for some of them, or raise regions in rows/region_settings.csv")  # fmt: skip
    return Wanted(int(regions), given.get("largest_deviation_share", LARGEST_DEVIATION_SHARE), must, _together(zones, decisions, faults))


def _together(zones: list[str], decisions: Decisions, faults: Faults) -> dict[tuple[str, str], dict[str, object]]:
    found: dict[tuple[str, str], dict[str, object]] = {}
    for decision in decisions.records():
        for pair in split(decision["touches"]) if decision["effect"] == "together" else []:
            zone, _, other = pair.partition("~")
            unknown = [z for z in (zone, other) if z not in zones]
            if unknown or zone == other:
                hint = next((h for z in unknown if (h := nearest(z, zones))), "")
                faults.add(f'Decision "{decision["decision"]}": puts a zone into no region', f"rows/decisions.csv, row {decision['decision']}, column touches", pair,
                           "zone~zone: a living zone, and one whose region it shall belong to", hint or "name two living zones of rows/zones.csv")  # fmt: skip
            else:
                found[zone, other] = decision
    return found


def explain_clash(ground: Ground, zones: list[str], want: Wanted, faults: Faults) -> None:
    """Name the decisions without which a division is possible: the smallest set that cannot hold together (deletion filter)."""
    kept = list(want.together)
    for pair in list(kept):
        rest = [p for p in kept if p != pair]
        if divide(_with(ground, zones, rest), want.regions, None) is None:
            kept = rest
    named = "; ".join(f"{want.together[p]['decision']} ({'~'.join(p)})" for p in kept)
    faults.add("Regions: no division keeps all decisions", "rows/decisions.csv, column touches" if kept else "rows/centres.csv and rows/region_settings.csv",
               named or f"{want.regions} regions, centres in {', '.join(want.must) or 'no zone that must hold one'}",
               f"{want.regions} regions that each hang together", "withdraw one of these, lower regions in rows/region_settings.csv, or free a centre (must: no)")  # fmt: skip


def _with(ground: Ground, zones: list[str], pairs: list[tuple[str, str]]) -> Ground:
    at = {z: i for i, z in enumerate(zones)}
    return Ground(ground.people, ground.cost, ground.touching, ground.centres, ground.must, tuple((at[a], at[b]) for a, b in pairs))
