"""Try a worked case of a standard: what the requirement says of a few assets drawn by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dosi.infrastructure.checking import Checked, judge
from dosi.infrastructure.ground import Ground
from dosi.infrastructure.standards.judging import STATES, Demand, Grounds
from dosi.model.assets import Assets
from dosi.model.standard_cases import Case
from dosi.model.texts import Standards
from dosi.network import LinesTaken

ZONE = "z"
OWN = ("id", "role", "x", "y", "line", "area")


def try_case(case: Case, standards: Standards) -> Checked:
    """Judge the one requirement that a case is about, on its own ground: one zone that holds everything."""
    mine = standards.rows[(standards.rows["standard"] == case.standard) & (standards.rows["requirement"] == case.requirement)]
    xyn = np.array(case.people, dtype=float).reshape(-1, 3)
    demand = Demand(xyn[:, 0], xyn[:, 1], xyn[:, 2], np.zeros(len(xyn), dtype=int))
    streets = LinesTaken(np.array([shapely.LineString(line) for line in case.streets], dtype=object)) if case.streets else None
    ground = Ground(Grounds((ZONE,), (case.zone_kind,), np.array([np.nan if case.area_km2 is None else case.area_km2])), demand, None, streets)
    (found,) = judge(assets_of_case(case), ground, Standards(mine, list(standards.sources.values())))
    return found


def state_of(found: Checked) -> str:
    """The verdict that a case speaks of: on its zone, or on its first asset."""
    return STATES[found.judged.state[0]]


def assets_of_case(case: Case) -> Assets:
    """The assets of a case; those without x and y stand nowhere."""
    shapes = [_shape(a) for a in case.assets]
    middle = [None if s is None else shapely.line_interpolate_point(s, 0.5, normalized=True) if s.geom_type == "LineString" else shapely.centroid(s) for s in shapes]
    x, y = (np.array([a.get(c, np.nan) if m is None else getattr(m, c) for a, m in zip(case.assets, middle, strict=True)], dtype=float) for c in "xy")
    names = dict.fromkeys(name for a in case.assets for name in a if name not in OWN)
    frame = pd.DataFrame({n: pd.Series([a.get(n) for a in case.assets], dtype=object) for n in names}, index=range(len(case.assets)))
    shape = np.array(shapes, dtype=object) if any(s is not None for s in shapes) else None
    return Assets(frame, np.array([a["id"] for a in case.assets], dtype=object), np.array([a["role"] for a in case.assets], dtype=object), np.full(len(case.assets), "case", dtype=object), np.zeros(len(case.assets), dtype=int), x, y, shape)


def _shape(asset: Mapping[str, Any]) -> Any:
    return shapely.LineString(asset["line"]) if "line" in asset else shapely.Polygon(asset["area"]) if "area" in asset else None
