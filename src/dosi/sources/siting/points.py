"""Read demand points and sites from tables with x and y."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.siting import DemandPoints, SitePoints
from dosi.sources.siting.columns import ids, numbers, read_frame

STATES = ("", "existing", "required", "forbidden")


def read_demand(path: Path, faults: Faults) -> tuple[DemandPoints, list[str]]:
    """Demand points: x, y; also id, weight, zone. Without ids the rows are numbered from 1, without weights each point weighs one; both are told."""
    frame = read_frame(path, ("x", "y"), ("id", "weight", "zone"))
    name, notes = path.name, list[str]()
    point_ids = _ids(frame, name, faults, notes)
    xy = np.c_[numbers(frame, "x", name, faults), numbers(frame, "y", name, faults)].astype(float)
    weight = numbers(frame, "weight", name, faults, 0) if "weight" in frame else np.ones(len(frame), np.int64)
    if "weight" not in frame:
        notes.append(f"{name}: weight 열이 없어 점마다 1로 셈 (each point weighs one)")
    faults_of_sum(weight, name, faults)
    points = DemandPoints(point_ids, xy, weight)
    if "zone" in frame:
        codes, names = pd.factorize(frame["zone"].astype(str).str.strip(), sort=True)
        points = replace(points, zone=codes.astype(np.int64), zones=tuple(map(str, names)))
    return points, notes


def read_sites(path: Path, radius: float | None, faults: Faults) -> tuple[SitePoints, list[str]]:
    """Sites: x, y; also id, radius (where none is given for all), cost, capacity, state (existing, required, forbidden)."""
    frame = read_frame(path, ("x", "y", *(("radius",) if radius is None else ())), ("id", "cost", "capacity", "state"))
    name, notes = path.name, list[str]()
    site_ids = _ids(frame, name, faults, notes)
    xy = np.c_[numbers(frame, "x", name, faults), numbers(frame, "y", name, faults)].astype(float)
    reach = numbers(frame, "radius", name, faults, 0).astype(float) if radius is None else np.full(len(frame), float(radius))
    cost, capacity = (numbers(frame, c, name, faults, 0) if c in frame else None for c in ("cost", "capacity"))
    state = None
    if "state" in frame:
        state = frame["state"].fillna("").astype(str).str.strip().str.casefold().to_numpy(dtype=object)
        for row in np.flatnonzero(~np.isin(state.astype(str), STATES))[:10].tolist():
            faults.add(f'State "{state[row]}": is not known', f"{name}, row {row + 2}, column state", str(state[row]), "existing, required, forbidden or empty", "use one of these")
    return SitePoints(site_ids, xy, reach, cost, capacity, state), notes


def faults_of_sum(values: np.ndarray, name: str, faults: Faults) -> None:
    """Sums must stay exact."""
    total = float(np.nansum(values.astype(float)))
    if total > float(1 << 53):
        faults.add("Weights: their sum overflows", name, f"{total:g}", f"at most {1 << 53}", "give the weights in a larger unit")


def _ids(frame: pd.DataFrame, name: str, faults: Faults, notes: list[str]) -> np.ndarray:
    if "id" in frame:
        return ids(frame, "id", name, faults)
    notes.append(f"{name}: id 열이 없어 행을 1부터 셈 (rows are numbered from 1)")
    return np.arange(1, len(frame) + 1)
