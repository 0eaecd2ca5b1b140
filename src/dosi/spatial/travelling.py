"""How far the people of every living zone go to every centre: along the streets where there are any, and in a straight line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dosi.model.findings import LocatedCells
from dosi.model.layers import GroundCells, Lines
from dosi.model.rows import TravelModes
from dosi.model.spatial import Travel, ZoneCentres
from dosi.network import travelling

SAID = {
    "streets": "사는 사람으로 무게를 준 시간의 평균이 길을 따라 {mean_min|minutes}, 가장 먼 격자가 {worst_min|minutes}{이다}. 직선거리의 평균은 {mean_m|metre}{이다}.",
    "partly": "사는 사람으로 무게를 준 시간의 평균이 {mean_min|minutes}, 가장 먼 격자가 {worst_min|minutes}{이다}. 길을 따라 잰 사람은 {along_share|percent}이고, "
              "길이 닿지 않는 나머지는 직선거리를 이동 수단의 속도로 나누었다.",
    "straight": "길이 닿지 않아 직선거리(평균 {mean_m|metre})를 이동 수단의 속도로 나눈 시간의 평균이 {mean_min|minutes}, 가장 먼 격자가 {worst_min|minutes}{이다}.",
    "unlaid": "",  # as the table says
}  # fmt: skip


def travel(centres: ZoneCentres, cells: LocatedCells, modes: TravelModes, lines: Lines, surface: GroundCells) -> Travel:
    """Measure how far the people of each zone go to every centre: minutes along the streets, and metres in a straight line.

    Minutes are by the first mode of rows/travel_modes that is marked `for_regions` and whose streets join a cell or a centre; without one there are
    metres only. From cells that no street joins, or leads from to the centre, the straight line is gone at the mode's speed, and the row says for how
    many people that is so. The mean weighs cells by their people; a zone in which no cell is populated is as far as its own centre.
    """
    ends, points = centres.rows.reset_index(drop=True), cells.rows.reset_index(drop=True)
    points = points[points["zone"].isin(ends["zone"])].reset_index(drop=True)
    by = _laid(modes, lines, points, ends, surface)
    xy, spots = (frame[["x_m", "y_m"]].to_numpy(float) for frame in (pd.concat([points, ends]), ends))
    people = np.concatenate([points["people"].to_numpy(float), np.ones(len(ends))])
    held = points.groupby("zone").indices
    mine = {zone: held.get(zone, np.array([len(points) + at])) for at, zone in enumerate(ends["zone"])}
    rows = []
    for at, centre in enumerate(ends["zone"]):
        metres = np.hypot(*(xy - spots[at]).T)
        minutes, along = (None, np.zeros(len(xy), bool)) if by is None else _minutes(by, at, metres)
        for zone, own in mine.items():
            rows.append({"zone": zone, "centre": centre, **_told(own, people, metres, minutes, along), "mode": by.mode["mode"] if by else None})
    order = {zone: at for at, zone in enumerate(ends["zone"])}
    made = pd.DataFrame(rows, columns=[*Travel.columns, "because"])
    return Travel(made.sort_values(["zone", "centre"], key=lambda zone: zone.map(order), kind="stable", ignore_index=True))


def _laid(modes: TravelModes, lines: Lines, points: pd.DataFrame, ends: pd.DataFrame, surface: GroundCells) -> travelling.Travel | None:
    """Travel by the mode that regions are divided by; None where it has no streets."""
    for mode in modes.records():
        by = travelling.laid(mode, lines, points, ends, surface) if mode["for_regions"] == "yes" and len(ends) else None
        if by and len(by.streets.not_joined) < by.streets.points:
            return by
    return None


def _minutes(by: travelling.Travel, at: int, metres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Minutes from every point to a centre, and where they are along the streets: nobody goes out to the street to come back to where he stands."""
    found = by.minutes_to(at)
    along = np.isfinite(found)
    straight = metres / (by.mode["speed_km_per_h"] * 1000 / 60)
    return np.where(metres == 0, 0.0, np.where(along, found, straight)), along


def _told(own: np.ndarray, people: np.ndarray, metres: np.ndarray, minutes: np.ndarray | None, along: np.ndarray) -> dict[str, Any]:
    """Mean and worst way of some points, how it was measured, and the words that say so."""
    way = "unlaid" if minutes is None else "streets" if along[own].all() else "partly" if along[own].any() else "straight"

    def over(values: np.ndarray, digits: int) -> tuple[float, float]:
        return round(float(np.average(values[own], weights=people[own])), digits), round(float(values[own].max()), digits)

    row: dict[str, Any] = dict(zip(("mean_m", "worst_m"), over(metres, 1), strict=True)) | {"way": way, "along_share": over(along.astype(float), 6)[0], "because": SAID[way]}
    return row if minutes is None else row | dict(zip(("mean_min", "worst_min"), over(minutes, 2), strict=True))
