"""Turn what the user asks for, in the file's own ids, into limits by position."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dosi.model.errors import Faults, nearest
from dosi.model.siting import Limits, SitePoints


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    p: int | None = None
    existing: str = ""
    required: str = ""
    forbidden: str = ""
    """ids, separated by commas"""
    budget: int | None = None
    backup: int = 1
    cover_share: float = 1.0
    zone_floor_share: float = 0.0


def limits_of(asked: Asked, ids: np.ndarray, faults: Faults, sites: SitePoints | None = None, zone: np.ndarray | None = None, zones: tuple[str, ...] = (), needs_p: bool = True) -> Limits:
    """The limits; what clashes by itself (more sites asked than exist, a site both required and forbidden) is a fault."""
    place = {str(i): n for n, i in enumerate(ids)}
    roles: dict[str, list[int]] = {}
    for role in ("existing", "required", "forbidden"):
        named = [w.strip() for w in getattr(asked, role).split(",") if w.strip()]
        for word in (w for w in named if w not in place):
            faults.add(f'Site "{word}": is not known', f"--{role}", word, "ids of sites", nearest(word, place) or "use ids of the file of sites")
        held = {place[w] for w in named if w in place}
        if sites is not None and sites.state is not None:
            held |= set(np.flatnonzero(sites.state.astype(str) == role).tolist())
        roles[role] = sorted(held)
    for one, other in (("existing", "required"), ("existing", "forbidden"), ("required", "forbidden")):
        for s in sorted(set(roles[one]) & set(roles[other])):
            faults.add(f'Site "{ids[s]}": is both {one} and {other}', f"--{one}, --{other} or column state", str(ids[s]), "one of these", "decide which")
    free = len(ids) - len(roles["existing"]) - len(roles["forbidden"])
    if asked.p is None and needs_p and asked.budget is None:
        faults.add("p: is not given", "-p", "nothing", "a number of new sites" + (", or --budget" if sites is not None else ""), "add -p")
    if asked.p is not None and not 1 <= asked.p <= free:
        faults.add("p: more sites asked than can be chosen, or fewer than one", "-p", asked.p, f"1 to {free}", "give another -p")
    if asked.p is not None and len(roles["required"]) > asked.p:
        faults.add("p: fewer than the required sites", "-p", asked.p, f"at least {len(roles['required'])}", "raise -p, or require fewer sites")
    if asked.budget is not None and (sites is None or sites.cost is None):
        faults.add("Budget: the sites have no cost", "--budget", asked.budget, "a column cost in the table of sites", "add the column")
    if asked.zone_floor_share and zone is None:
        faults.add("Zone floor: the demand points have no zone", "--zone-floor", asked.zone_floor_share, "a column zone in the table of demand", "add the column")
    if asked.backup > 1 and sites is not None and sites.capacity is not None:
        faults.add("Backup: cannot be asked where sites have capacities, since each demand point then belongs to one site", "--backup", asked.backup, "backup 1, or no column capacity", "leave one of them out")
    limits = Limits(asked.p, tuple(roles["existing"]), tuple(roles["required"]), tuple(roles["forbidden"]), budget=asked.budget, backup=asked.backup, cover_share=asked.cover_share,
                    zone=zone if asked.zone_floor_share else None, zones=zones if asked.zone_floor_share else (), zone_floor_share=asked.zone_floor_share)  # fmt: skip
    return limits if sites is None else replace(limits, site_cost=sites.cost, capacity=sites.capacity)
