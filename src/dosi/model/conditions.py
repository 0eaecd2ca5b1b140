"""Conditions on a place's attributes, as rows write them: name=value, name!=value, several joined by ;."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.table import split


def meets(attributes: object, condition: object) -> bool:
    """Whether attributes `name=value;...` meet a condition; an empty condition is always met.

    >>> meets("camera=Y;kind=school", "camera=Y"), meets("", "camera=Y"), meets("", None), meets("camera=N", "camera!=Y")
    (True, False, True, True)
    """
    held = set(split(attributes))
    return all(p.replace("!=", "=") not in held if "!=" in p else p in held for p in split(condition))


def meeting(places: pd.DataFrame, condition: object) -> pd.DataFrame:
    """The rows whose `attributes` meet the condition."""
    if not split(condition):
        return places
    return places[np.array([meets(a, condition) for a in places["attributes"]], dtype=bool)]
