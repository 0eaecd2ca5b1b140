"""Verdicts as a GeoPackage: a layer of verdicts with their places, one of findings, and tables of counts."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from dosi.workbench.checked import Result


def write(result: Result, folder: Path) -> Path:
    """Layers verdicts (points; the asset's own line or area where it has one is in the file it came from), findings (points), zones (areas with counts)."""
    path = folder / "verdicts.gpkg"
    path.unlink(missing_ok=True)
    crs = result.city.city.crs
    rows = result.verdicts()
    _layer(rows.assign(passed=rows["passed"].map({True: 1, False: 0}).astype("Int8")).drop(columns=["x_m", "y_m"]), _points(rows), crs, path, "verdicts")
    found = pd.DataFrame([vars(f) | {"examples": ", ".join(f.examples), "sentence_ko": result.sentence(f.standard, f.requirement)} for f in result.findings])
    if len(found):
        _layer(found.drop(columns=["x_m", "y_m"]), _points(found), crs, path, "findings")
    zones = result.by_zone.pivot(index="zone", columns="severity", values=["pass", "fail", "cannot_tell"])
    zones.columns = [f"{severity}_{state}" for state, severity in zones.columns]
    zones = zones.reset_index()
    zones = zones[zones["zone"].isin(list(result.city.shapes))]
    _layer(zones.assign(name_ko=[result.zone_title(z) for z in zones["zone"]]), np.array([result.city.shapes[z] for z in zones["zone"]], dtype=object), crs, path, "zones")
    return path


def _points(rows: pd.DataFrame) -> np.ndarray:
    x, y = rows["x_m"].to_numpy(float), rows["y_m"].to_numpy(float)
    known = np.isfinite(x) & np.isfinite(y)
    made = np.full(len(rows), None, dtype=object)
    made[known] = shapely.points(x[known], y[known])
    return made


def _layer(rows: pd.DataFrame, shapes: np.ndarray, crs: str, path: Path, layer: str) -> None:
    geopandas.GeoDataFrame(rows, geometry=geopandas.GeoSeries(shapes, index=rows.index, crs=crs)).to_file(path, layer=layer, driver="GPKG", engine="pyogrio")
