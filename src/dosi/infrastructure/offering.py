"""For each candidate, zone and scale step: which sites, what they cost, whom they serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from dosi.infrastructure.siting.nested_cover import nested_cover
from dosi.model.choices import Candidates, OfferedSites, Offers
from dosi.model.city import CITY
from dosi.model.conditions import meeting
from dosi.model.findings import Located, LocatedCells, People
from dosi.model.rows import Services
from dosi.model.table import split


def offer(candidates: Candidates, services: Services, located: Located, located_cells: LocatedCells, people: People) -> tuple[Offers, OfferedSites]:
    """Sites are nested from step to step, and each step says the most that so many sites could reach without that (nested_cover).

    People served: those whom the sites reach within the service's distance and whom no standing device of the same kind
    reaches yet; for a service without sites, units x the people one unit serves (never more than live there), or the zone's
    people x units / units of its largest step where its row does not say. Points = problem score x effect x people served.
    Where only the zone's people could tell how many are served and they are not known, there is no offer: nobody knows what it is worth.
    """
    standing = located.rows.sort_values(["layer", "place"])
    homes = located_cells.rows
    who = people.known()
    model = {s["service"]: s for s in services.records()}
    reaches: dict[str, Reach] = {}
    offers: list[dict[str, Any]] = []
    sited: list[dict[str, Any]] = []
    for candidate in candidates.records():
        if not candidate["shortlisted"]:
            continue
        service = model[candidate["service"]]
        zone = candidate["zone"]
        steps = [int(s) for s in split(service["scales"])]
        if service["site_role"]:
            if service["service"] not in reaches:
                reaches[service["service"]] = Reach.of(service, standing, homes)
            order, most = reaches[service["service"]].order(zone, service["radius_m"] or None, steps)
            sited += _sites(service, zone, order, most, steps)
            reached = np.cumsum([0, *(gain for *_, gain in order)])
        for scale, units in enumerate(steps, start=1):
            possible = None
            if service["site_role"]:
                held = min(units, len(order))
                if not held or (scale > 1 and held == min(steps[scale - 2], len(order))):
                    continue
                if not service["radius_m"] and zone not in who:
                    continue
                served = int(reached[held]) if service["radius_m"] else who[zone] * held // max(steps)
                possible = most[scale - 1]
                ids = ";".join(_site_id(service["service"], zone, n) for n in range(1, held + 1))
            else:
                if zone not in who:
                    continue
                held, ids = units, None
                served = _served(who[zone], units, max(steps), service["people_per_unit"])
            offers.append(_offer(candidate, service, scale, held, ids, served, possible))
    return (
        Offers(pd.DataFrame(offers, columns=list(Offers.columns))),
        OfferedSites(pd.DataFrame(sited, columns=list(OfferedSites.columns))),
    )


def _served(people: int, units: int, most: int, per_unit: float | None) -> int:
    """People a service without sites serves.

    >>> _served(1000, 5, 10, None), _served(1000, 5, 10, 30.0), _served(100, 5, 10, 30.0)
    (500, 150, 100)
    """
    return people * units // most if per_unit is None else min(people, round(units * per_unit))


@dataclass(frozen=True)
class Reach:
    """Where a service can stand, and the cells of people whom it could newly reach: by zone, and for the city."""

    spots: dict[str, pd.DataFrame]
    homes: dict[str, pd.DataFrame]

    @classmethod
    def of(cls, service: dict[str, Any], standing: pd.DataFrame, homes: pd.DataFrame) -> Self:
        """The reach of a service among the located places and the cells of people."""
        spots = meeting(standing[standing["role"] == service["site_role"]], service["site_condition"])
        return cls(_by_zone(spots), _by_zone(_unserved(service, standing, homes)))

    def order(self, zone: str, radius_m: float | None, steps: list[int]) -> tuple[list[tuple[Any, int]], list[int | None]]:
        """Places in the order they are best added, each with the people it newly reaches, and the most that each step could reach; as they stand in their layer where no distance is set."""
        where, homes = self.spots.get(zone), self.homes.get(zone)
        if where is None or radius_m is None:
            return [(row, 0) for row in where.itertuples()][: max(steps)] if where is not None else [], [None] * len(steps)
        at = np.empty((0, 2)) if homes is None else homes[["x_m", "y_m"]].to_numpy(float)
        people = np.empty(0, int) if homes is None else homes["people"].to_numpy(int)
        nested = nested_cover(where[["x_m", "y_m"]].to_numpy(float), at, people, radius_m, steps)
        rows = list(where.itertuples())
        return [(rows[i], gain) for i, gain in nested.order], [*nested.most]


def _by_zone(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {CITY: rows} | {str(zone): part for zone, part in rows.groupby("zone", sort=False)}


def _unserved(service: dict[str, Any], standing: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """Cells that no standing device of the kind the service provides reaches yet: what exists nearby is not built twice."""
    if not service["provides_role"] or not service["radius_m"]:
        return homes
    there = meeting(standing[standing["role"] == service["provides_role"]], service["provides_condition"])
    if there.empty or homes.empty:
        return homes
    distance, _ = cKDTree(there[["x_m", "y_m"]].to_numpy(float)).query(homes[["x_m", "y_m"]].to_numpy(float))
    return homes[distance > service["radius_m"]]


def _site_id(service: str, zone: str, no: int) -> str:
    return f"{service}.{zone}.{no:03d}"


def _sites(service: dict[str, Any], zone: str, order: list[tuple[Any, int]], most: list[int | None], steps: list[int]) -> list[dict[str, Any]]:
    first = [next(i for i, units in enumerate(steps, start=1) if no <= units) for no in range(1, len(order) + 1)]
    return [
        {"site": _site_id(service["service"], zone, no), "service": service["service"], "zone": zone, "no": no,
         "first_scale": first[no - 1], "role": service["site_role"], "provides": service["provides_role"],
         "level": "city" if zone == CITY else "zone", "layer": spot.layer, "place": spot.place,
         "x_m": spot.x_m, "y_m": spot.y_m, "people_added": gain, "people_possible": most[first[no - 1] - 1]}
        for no, (spot, gain) in enumerate(order, start=1)
    ]  # fmt: skip


def _offer(candidate: dict[str, Any], service: dict[str, Any], scale: int, units: int, ids: str | None, served: int, possible: int | None) -> dict[str, Any]:
    return {
        "service": service["service"], "zone": candidate["zone"], "scale": scale, "basis": "sites" if service["site_role"] and service["radius_m"] else "zone", "units": units, "site_ids": ids,
        "capital_won_low": units * service["capital_won_low"], "capital_won": units * service["capital_won_mid"],
        "capital_won_high": units * service["capital_won_high"],
        "operating_won_per_year_low": units * service["operating_won_per_year_low"],
        "operating_won_per_year": units * service["operating_won_per_year_mid"],
        "operating_won_per_year_high": units * service["operating_won_per_year_high"],
        "people_served": served, "people_possible": possible, "points": round(float(candidate["score"] or 0) * service["effect_mid_share"] * served, 3),
    }  # fmt: skip
