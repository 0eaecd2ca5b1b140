"""Why a device stands here and not there: each chosen place beside the next best one and the nearest standing device."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.spatial import cKDTree

from dosi.infrastructure.offering import Reach
from dosi.model.choices import SiteEvidence, Sites
from dosi.model.conditions import meeting
from dosi.model.findings import Located, LocatedCells
from dosi.model.rows import Services


def compare_places(sites: Sites, services: Services, located: Located, located_cells: LocatedCells) -> SiteEvidence:
    """Every chosen site of a service that works within a distance: people whom no other chosen site of the service and zone reaches, the nearest standing device of the
    same kind, and the place that would do best in its stead if all other sites stay (an exchange of one, as in Teitz and Bart 1968). Nothing is lost by an exchange where the other
    place would reach as many: then `lost_people` is 0 or less, and says so.
    """
    model = {s["service"]: s for s in services.records()}
    standing = located.rows.sort_values(["layer", "place"])
    everybody = located_cells.rows
    reaches: dict[str, Reach] = {}
    made: list[dict[str, Any]] = []
    for (service, zone), rows in sites.rows.groupby(["service", "zone"], sort=False):
        about = model[str(service)]
        if not about["radius_m"] or not len(everybody):
            continue
        reach = reaches.setdefault(str(service), Reach.of(about, standing, everybody))
        radius = float(about["radius_m"])
        there = _there(about, standing)
        at = rows[["x_m", "y_m"]].to_numpy(float)
        away = cKDTree(there).query(at)[0] if len(there) else np.full(len(at), np.nan)
        for site, metres, other in zip(rows["site"], away, _others(rows, reach, str(zone), radius), strict=True):
            made.append({"site": site, "service": service, "zone": zone, "standing_m": round(float(metres), 1), **other})
    frame = pd.DataFrame(made, columns=[*SiteEvidence.columns])
    return SiteEvidence(frame.astype({"standing_m": float, "other_layer": "str", "other_place": "str"}) if made else frame)


def _there(about: dict[str, Any], standing: pd.DataFrame) -> np.ndarray:
    """Coordinates of the standing devices that do what the service provides."""
    if not about["provides_role"]:
        return np.empty((0, 2))
    return meeting(standing[standing["role"] == about["provides_role"]], about["provides_condition"])[["x_m", "y_m"]].to_numpy(float)


def _others(rows: pd.DataFrame, reach: Reach, zone: str, radius_m: float) -> Iterator[dict[str, Any]]:
    """For each of a zone's chosen sites: people whom it alone reaches, and the best place not chosen with the people it would reach in its stead."""
    spots, homes = reach.spots[zone].reset_index(drop=True), reach.homes.get(zone)
    number = {key: n for n, key in enumerate(zip(spots["layer"], spots["place"], strict=True))}
    chosen = np.array([number[key] for key in zip(rows["layer"], rows["place"], strict=True)])
    free = np.setdiff1d(np.arange(len(spots)), chosen)
    if homes is None or not len(homes):
        covers, people = sp.csr_matrix((len(spots), 0)), np.zeros(0)
    else:
        within = cKDTree(spots[["x_m", "y_m"]].to_numpy(float)).query_ball_point(homes[["x_m", "y_m"]].to_numpy(float), radius_m)
        place = np.concatenate([np.asarray(w, np.int64) for w in within])
        cell = np.repeat(np.arange(len(homes)), [len(w) for w in within])
        covers, people = sp.csr_matrix((np.ones(len(place)), (place, cell)), shape=(len(spots), len(homes))), homes["people"].to_numpy(float)
    times = np.asarray(covers[chosen].sum(axis=0)).ravel()
    beyond = covers[free] @ (people * (times == 0))  # whom a place would add to all of the chosen
    alone = covers[chosen].multiply(people * (times == 1)).tocsr()
    instead = beyond[:, None] + (covers[free] @ alone.T).toarray()
    best = instead.argmax(axis=0) if len(free) else np.zeros(len(chosen), int)
    for n, only in enumerate(np.asarray(alone.sum(axis=1)).ravel().astype(int).tolist()):
        if not len(free):
            yield {"people_alone": only, "other_layer": None, "other_place": None, "other_people": None, "lost_people": None}
            continue
        other, served = spots.iloc[free[best[n]]], int(instead[best[n], n])
        yield {"people_alone": only, "other_layer": other["layer"], "other_place": other["place"], "other_people": served, "lost_people": only - served}
