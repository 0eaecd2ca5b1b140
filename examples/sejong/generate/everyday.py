"""What everyday errands and homes need, invented: lockers, desks for papers, housing complexes, vacant homes, recycling points."""

from __future__ import annotations

import numpy as np
import pandas as pd
from facilities import Ground, by_kind, drawn_cells, located, numbered, per_unit, thin, yes
from places import chance


def parcel_lockers(ground: Ground) -> pd.DataFrame:
    """Set 30 public parcel lockers, open to everybody (those inside complexes of flats are not counted): in towns, hardly any in the country."""
    rng = chance("parcel_lockers")
    counts = per_unit(ground, 30, {"new_town": 1.0, "old_town": 0.8, "rural": 0.2}, {"new_town": 1, "old_town": 3, "rural": 0}, rng)
    table = drawn_cells(ground, counts, 0.7, 300, rng)
    table["name"] = numbered(ground, table["unit"], "무인택배함")
    table["boxes"] = 4 * rng.integers(3, 13, len(table))
    return located(table, "pl", ["name", "boxes"])


def civil_desks(ground: Ground) -> pd.DataFrame:
    """Set the desks where civil papers are issued: one service centre per reporting unit, and machines where many people pass."""
    rng, units = chance("civil_desks"), ground.places.units
    seats = units.sort_values("people", kind="stable").groupby("reporting_unit").tail(1).index.sort_values()
    centres = drawn_cells(ground, {int(n): 1 for n in seats}, 1.0, 0, rng)
    centres["name"], centres["kind"] = pd.Series(ground.column("name_ko", centres["unit"])) + " 행정복지센터", "행정복지센터"
    counts = per_unit(ground, 46, {"new_town": 1.0, "old_town": 1.6, "rural": 1.2}, {"new_town": 1, "old_town": 4, "rural": 0}, rng)
    machines = drawn_cells(ground, counts, 0.6, 500, rng)
    machines["name"], machines["kind"] = numbered(ground, machines["unit"], "무인민원발급기"), "무인민원발급기"
    table = pd.concat([centres, machines], ignore_index=True)
    open_share = np.where(table["kind"] == "무인민원발급기", by_kind(ground, table["unit"], 0.6, 0.5, 0.25), 0.0)
    table["all_hours"] = yes(open_share, rng, len(table))
    return located(table, "cd", ["name", "kind", "all_hours"])


def housing_complexes(ground: Ground) -> pd.DataFrame:
    """Set 210 complexes of flats: large and new in the new town, small and old elsewhere; newer ones more often report fire by themselves."""
    rng = chance("housing_complexes")
    counts = per_unit(ground, 210, {"new_town": 1.0, "old_town": 1.9, "rural": 1.1}, {"new_town": 2, "old_town": 20, "rural": 1}, rng)
    table = drawn_cells(ground, counts, 0.9, 200, rng)
    table["name"] = numbered(ground, table["unit"], "공동주택")
    table["homes"] = np.round(rng.lognormal(np.log(by_kind(ground, table["unit"], 560, 190, 110)), 0.4)).astype(int)
    first, last = by_kind(ground, table["unit"], 2011, 1988, 1986), by_kind(ground, table["unit"], 2024, 2020, 2014)
    table["built_year"] = rng.integers(first.astype(int), last.astype(int) + 1)
    table["fire_link"] = yes(np.clip((table["built_year"].to_numpy() - 1995) / 40, 0.03, 0.75), rng, len(table))
    return located(table, "hc", ["name", "homes", "built_year", "fire_link"])


def vacant_homes(ground: Ground) -> pd.DataFrame:
    """Set 380 homes that stand empty for more than a year: in villages and in the lanes of the old town, hardly any in the new town."""
    rng = chance("vacant_homes")
    counts = per_unit(ground, 380, {"new_town": 0.02, "old_town": 1.6, "rural": 6.0}, {"new_town": 0, "old_town": 20, "rural": 6}, rng)
    table = drawn_cells(ground, counts, 0.3, 60, rng)
    table["kind"] = np.where(by_kind(ground, table["unit"], 0.9, 0.4, 0.05) > rng.random(len(table)), "공동주택", "단독주택")
    table["grade"] = rng.choice([1, 2, 3, 4], len(table), p=[0.3, 0.35, 0.25, 0.1])
    return located(table, "vh", ["kind", "grade"])


def recycling_points(ground: Ground) -> pd.DataFrame:
    """Set the points where households hand in sorted waste: by people in towns, at every second hamlet or so in the country."""
    rng = chance("recycling_points")
    hamlets = ground.hamlets[ground.column("kind", ground.hamlets["unit"]) == "rural"].reset_index(drop=True)
    hamlets = hamlets.iloc[thin(hamlets[["x_m", "y_m"]].to_numpy(), 500, rng)]
    hamlets = hamlets.iloc[np.sort(rng.permutation(len(hamlets))[:130])]
    counts = per_unit(ground, 330, {"new_town": 1.0, "old_town": 1.1, "rural": 0.0}, {"new_town": 3, "old_town": 30, "rural": 0}, rng)
    spots = hamlets[["x_m", "y_m"]] + rng.uniform(-60, 60, (len(hamlets), 2))
    table = ground.inside(pd.concat([drawn_cells(ground, counts, 0.8, 150, rng), spots], ignore_index=True))
    table = table.sort_values(["unit", "y_m", "x_m"]).reset_index(drop=True)
    table["name"] = numbered(ground, table["unit"], "분리배출 거점")
    table["smart"] = yes(by_kind(ground, table["unit"], 0.08, 0.03, 0.0), rng, len(table))
    return located(table, "rc", ["name", "smart"])
