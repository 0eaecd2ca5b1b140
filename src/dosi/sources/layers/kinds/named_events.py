"""Events known by the name of the place where they happened."""

from __future__ import annotations

import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import NamedEvents
from dosi.sources.layers.columns import column, keys_of
from dosi.sources.layers.dates import dated
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.vectors import Frame

HOLDS = NamedEvents
NEEDS = ("name",)
"""columns that the file cannot do without"""


def named_events(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Events with the name of their place as the file writes it, and the day where it says one."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    days = dated(frame, taken, "date", faults) if "date" in taken.columns else None
    faults.raise_any()
    return pd.DataFrame({"layer": layer.id, "event": keys, "role": layer.role, "place_name": column(frame, taken, "name"), "on_date": days})
