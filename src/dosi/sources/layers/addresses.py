"""Put bare addresses into the legal unit they name."""

from __future__ import annotations

import numpy as np

from dosi.model.errors import Faults, nearest
from dosi.sources.layers.declared import Candidate, Town
from dosi.sources.vectors import Frame

PLACED = "주소만 있는 곳을 그 법정동 안의 한 점에 놓았다(모형값)"


def addressed(taken: Candidate, frame: Frame, town: Town, faults: Faults) -> tuple[np.ndarray, np.ndarray]:
    """Places by the legal unit that their address names; the longest name counts, and an address that names none or two is a fault."""
    made = []
    for number, text in zip(frame.rows.index, frame.rows[taken.columns["address"]].astype("str"), strict=True):
        words = text.replace(" ", "")
        found = [name for name in town.points if name in words]
        found = [name for name in found if not any(name != other and name in other for other in found)]
        if len(found) != 1:
            faults.add(f'File "{taken.id}": the address names {"no legal unit" if not found else "several legal units"}',
                       f"{taken.id}, row {number}, column {taken.columns['address']}", text, "one name of a legal unit of rows/crosswalk.csv",
                       f"is it one of {', '.join(found)}?" if found else nearest(words, town.points) or "add the 읍, 면 or 동 to the address")  # fmt: skip
        made.append(town.points[found[0]] if found else (np.nan, np.nan))
    spots = np.array(made, dtype=float).reshape(-1, 2)
    return spots[:, 0], spots[:, 1]
