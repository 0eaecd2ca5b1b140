"""Invented figures by reporting unit that no shipped source gives: older people, children, people at work."""

from __future__ import annotations

import numpy as np
import pandas as pd
from places import Places, chance

SHARES = {"new_town": (0.07, 0.24, 0.32), "old_town": (0.19, 0.14, 0.44), "rural": (0.34, 0.08, 0.85)}
"""kind of zone -> older people (65 and more), children (under 19) and workers, each per resident (author's judgement, 작성자 판단)"""


def by_unit(places: Places) -> pd.DataFrame:
    """One row per reporting unit: unit, older, children, workers, in whole people."""
    rng = chance("groups")
    people = places.units.groupby("reporting_unit").agg(people=("people", "sum"), kind=("kind", "first")).reset_index()
    shares = np.array([SHARES[k] for k in people["kind"]]) * rng.lognormal(0, 0.15, (len(people), 3))
    counts = np.minimum(np.round(shares * people[["people"]].to_numpy()), [[0.6, 0.5, 3.0]] * people[["people"]].to_numpy()).astype(int)
    return pd.DataFrame({"unit": people["reporting_unit"], "older": counts[:, 0], "children": counts[:, 1], "workers": counts[:, 2]})
