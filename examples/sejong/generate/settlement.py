"""Where people live, invented: apartment blocks in the new town, a core in the old town, hamlets in the country."""

from __future__ import annotations

import numpy as np
import pandas as pd
from places import CELL_M, Places, chance, smooth_noise, whole_parts
from scipy.ndimage import distance_transform_edt

MOST_PER_CELL = {"new_town": 900, "old_town": 380, "rural": 150}
BUILT_PER_HA = 5.0
"""A new-town unit below this density over its whole area counts as not yet built."""
SEAT_SHARE = 0.3
"""Part of a myeon's people who live around its seat."""
SEATS = {
    "연기면": "연기리",
    "연동면": "내판리",
    "부강면": "부강리",
    "금남면": "용포리",
    "장군면": "봉안리",
    "연서면": "봉암리",
    "전의면": "읍내리",
    "전동면": "노장리",
    "소정면": "소정리",
}
"""The village around which most people of a myeon live in this example."""
GRID_LETTERS = "가나다라마바사아"


def grid_id(x_m: float, y_m: float) -> str:
    """Name a 100 m cell as the national grid does: two letters for the 100 km square, three digits each way."""
    east, north = int(x_m // CELL_M), int(y_m // CELL_M)
    letters = GRID_LETTERS[east // 1000 - 7] + GRID_LETTERS[north // 1000 - 13]
    return f"{letters}{east % 1000:03d}{north % 1000:03d}"


def hamlets(places: Places) -> pd.DataFrame:
    """Invent the hamlets of the country and of the new-town units not yet built: middle, weight, village name."""
    rng, raster, rows = chance("hamlets"), places.raster, []
    for i, unit in places.units.iterrows():
        if unit["kind"] == "old_town" or (unit["kind"] == "new_town" and unit["density_per_ha"] >= BUILT_PER_HA):
            continue
        inner = distance_transform_edt(raster.unit == i)
        row, column = np.nonzero((raster.unit == i) & (inner > 1.5))
        x_m, y_m, hill = raster.x_m[column], raster.y_m[row], raster.hill[row, column]
        villages = places.villages[places.villages["legal_unit"] == unit["legal_unit"]]
        if villages.empty:
            middle = unit.geometry.representative_point()
            villages = pd.DataFrame(
                {"name_ko": [unit["name_ko"]], "x_m": middle.x, "y_m": middle.y, "area_km2": unit.geometry.area / 1e6}
            )
        for village in villages.itertuples():
            seat = village.name_ko == SEATS.get(unit["name_ko"])
            spread = 450 * np.sqrt(village.area_km2)
            pull = np.exp(-((x_m - village.x_m) ** 2 + (y_m - village.y_m) ** 2) / (2 * spread**2)) * (1.02 - hill) ** 3
            most = max(1, int(unit["people"] / 15))
            count = min(most, 2 + rng.poisson(0.9 * village.area_km2)) if unit["kind"] == "rural" else min(most, 7)
            for at in rng.choice(len(pull), size=min(count, len(pull)), replace=False, p=pull / pull.sum()):
                shift = rng.uniform(-40, 40, 2)
                rows.append((i, village.name_ko, x_m[at] + shift[0], y_m[at] + shift[1], rng.lognormal(0, 0.7), False))
            if seat:
                rows.append((i, village.name_ko, float(village.x_m), float(village.y_m), np.nan, True))
    table = pd.DataFrame(rows, columns=["unit", "village", "x_m", "y_m", "weight", "seat"])
    for _, rows_of_unit in table.groupby("unit"):
        others = rows_of_unit["weight"].sum()
        table.loc[rows_of_unit.index[rows_of_unit["seat"]], "weight"] = others * SEAT_SHARE / (1 - SEAT_SHARE)
    return table


def attraction(places: Places, around: pd.DataFrame) -> np.ndarray:
    """Say how strongly each cell draws people of its unit; zero where nobody lives."""
    rng, raster, units = chance("settlement"), places.raster, places.units
    fine, blocks = smooth_noise(raster.unit.shape, 0.7, rng), smooth_noise(raster.unit.shape, 1.6, rng)
    draw = np.zeros(raster.unit.shape)
    xs, ys = np.meshgrid(raster.x_m, raster.y_m)
    for i, unit in units.iterrows():
        here = raster.unit == i
        if unit["kind"] == "new_town" and unit["density_per_ha"] >= BUILT_PER_HA:
            inner = np.minimum(distance_transform_edt(here), 4) / 4
            score = np.where(here, blocks + 0.8 * inner - 1.5 * np.maximum(raster.hill - 0.6, 0), -np.inf)
            cells = int(np.clip(unit["people"] / 140, 0.15 * here.sum(), 0.6 * here.sum()))
            chosen = here & (score >= np.sort(score[here])[-cells])
            draw[chosen] = np.exp(0.65 * fine[chosen] + 0.3 * blocks[chosen])
        elif unit["kind"] == "old_town":
            small = places.villages[(places.villages["legal_unit"] == unit["legal_unit"])]
            core = small[small["area_km2"] < 0.5]
            far = np.hypot(xs - core["x_m"].mean(), ys - core["y_m"].mean())
            value = np.exp(-far / 800 + 0.6 * fine + 0.5 * blocks) * (1.05 - raster.hill)
            for village in small.itertuples():
                near = np.hypot(xs - village.x_m, ys - village.y_m)
                value += 0.5 * np.exp(-near / 220 + 0.6 * fine)
            draw[here] = value[here]
            draw[here & (draw < np.quantile(draw[here], 0.35))] = 0
        else:
            for place in around[around["unit"] == i].itertuples():
                reach = 230 if place.seat else 85
                near = np.exp(-((xs - place.x_m) ** 2 + (ys - place.y_m) ** 2) / (2 * reach**2))
                near = np.where(here, near * np.exp(0.7 * fine), 0)
                if near.sum() > 0:
                    draw += place.weight * near / near.sum()
            draw[here & (draw < 1e-6 * draw[here].sum())] = 0
    return draw


def settle(places: Places) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every person a cell: cells with people (exact by legal unit) and the hamlets they gather in."""
    around = hamlets(places)
    draw, raster, tables = attraction(places, around), places.raster, []
    for i, unit in places.units.iterrows():
        row, column = np.nonzero((raster.unit == i) & (draw > 0))
        most = np.full(len(row), MOST_PER_CELL[unit["kind"]])
        people = whole_parts(int(unit["people"]), draw[row, column], most)
        cells = pd.DataFrame({"x_m": raster.x_m[column], "y_m": raster.y_m[row], "people": people})
        tables.append(cells.assign(unit=i, legal_unit=unit["legal_unit"])[cells["people"] > 0])
    cells = pd.concat(tables, ignore_index=True)
    cells.insert(0, "cell_id", [grid_id(x, y) for x, y in zip(cells["x_m"], cells["y_m"])])
    return cells.sort_values("cell_id").reset_index(drop=True), around
