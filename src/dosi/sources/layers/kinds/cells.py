"""A grid of people, or of weights over which the people of a unit are divided."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import Cells
from dosi.sources.layers.columns import keys_of, numbers
from dosi.sources.layers.counting import factor_of
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import xy
from dosi.sources.vectors import Frame

HOLDS = Cells
NEEDS = ("people",)
"""columns that the file cannot do without"""
NAMED = "cell"
"""the column that names a row in the list of those outside the city"""


def cells(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Cells where people live, in whole people, by their centre in projected metres; weights stay as they are until people are divided over them."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    x, y = xy(layer, taken, frame, town, faults)
    if layer.by_weight:
        weights = numbers(frame, taken, "weight", faults)
        faults.raise_any()
        return pd.DataFrame({"cell": keys, "x_m": np.round(x, 2), "y_m": np.round(y, 2), "weight": weights})[weights > 0]
    people = numbers(frame, taken, "people", faults, factor_of(layer, taken, frame, "people", True, notes, faults))
    faults.raise_any()
    whole = pd.DataFrame({"cell": keys, "x_m": np.round(x, 2), "y_m": np.round(y, 2), "people": people.round().astype("int64")})
    return whole[whole["people"] > 0]
