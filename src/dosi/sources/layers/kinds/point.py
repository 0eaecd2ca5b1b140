"""Places: facilities and devices as points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import Places
from dosi.sources.layers.columns import attributes, column, keys_of
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import xy
from dosi.sources.vectors import Frame

HOLDS = Places
NAMED = "name_ko"
"""the column that names a row in the list of those outside the city"""



def point(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Places in projected metres, with the attributes that layers.toml asks for."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    x, y = xy(layer, taken, frame, town, faults)
    faults.raise_any()
    return pd.DataFrame({"layer": layer.id, "place": keys, "role": layer.role, "name_ko": column(frame, taken, "name", keys),
                                 "x_m": np.round(x, 2), "y_m": np.round(y, 2), "attributes": attributes(taken, frame, taken.attributes)})  # fmt: skip
