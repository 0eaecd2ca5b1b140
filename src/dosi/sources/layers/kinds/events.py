"""Events placed by legal unit, e.g. accidents."""

from __future__ import annotations

import pandas as pd

from dosi.model.errors import Faults
from dosi.model.layers import Events
from dosi.sources.layers.columns import attributes, column, keys_of
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.layers.labels import unit_ids
from dosi.sources.vectors import Frame

HOLDS = Events
NEEDS = ("unit",)
"""columns that the file cannot do without"""


def events(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Events with the legal unit that each label or code means, and the day where the file says one."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    ids = unit_ids(frame, taken, column(frame, taken, "unit"), town.legal, ("a legal unit", "rows/crosswalk.csv"), notes, faults)
    faults.raise_any()
    dates = column(frame, taken, "date")
    return pd.DataFrame({"layer": layer.id, "event": keys, "role": layer.role, "legal_unit": ids,
                                 "on_date": dates.str.slice(0, 10) if dates is not None else None, "attributes": attributes(taken, frame, taken.attributes)})  # fmt: skip
