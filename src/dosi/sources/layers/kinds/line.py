"""Lines, e.g. streets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from dosi.model.errors import Faults
from dosi.model.layers import Lines
from dosi.sources.layers.columns import attributes, column, keys_of, numbers
from dosi.sources.layers.declared import Candidate, Layer, Notes, Town
from dosi.sources.layers.ground import shapes_of
from dosi.sources.vectors import Frame

HOLDS = Lines
NAMED = "line"
"""the column that names a row in the list of those outside the city"""
OWN = {"from": "from_node", "to": "to_node", "length": "length_m", "speed": "speed_km_per_h", "permitted": "permitted_km_per_h", "one_way": "one_way", "level": "level"}
"""what layers.toml calls a column of lines, and the table's column"""
NUMBERS = ("length", "speed", "permitted")
YES, BACK = ("yes", "y", "true", "1", "일방통행", "일방"), ("-1", "reverse")
"""what files write for a street of one direction, as drawn and against it"""


def line(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Lines in projected metres, with what is known of them as streets, attributes and further columns."""
    faults = Faults()
    keys = keys_of(frame, taken, faults)
    shapes = shapes_of(layer, taken, frame, town, faults)
    meets = taken.meets or ("nodes" if {"from", "to"} <= set(taken.columns) else "vertices" if ".osm" in taken.id.casefold() else "crossings")
    if meets not in (known := Lines.columns["meets"].choices):
        faults.add(f'Layer "{layer.id}": meets is not known', f"layers.toml, {taken.id}", meets, ", ".join(known), "write one of them, or leave it out")
    if meets == "nodes" and not {"from", "to"} <= set(taken.columns):
        faults.add(f'Layer "{layer.id}": lines that meet at named ends need their names', f"layers.toml, {taken.id}, columns", ", ".join(taken.columns), "from, to",
                   'name the two columns, or write meets = "crossings"')  # fmt: skip
    for name in NUMBERS:
        if name in taken.columns:
            values = frame.rows[taken.columns[name]]
            filled = values.notna() & (values.astype("str").str.strip() != "")
            numbers(Frame(frame.rows[filled], None), taken, name, faults)
    faults.raise_any()
    named = dict.fromkeys([*taken.attributes, *(c for c in taken.columns if c not in ("key", "name", "geometry", *OWN))])
    way = column(frame, taken, "one_way")
    said = pd.Series("", index=frame.rows.index) if way is None else way.astype("str").str.casefold()
    shapes = np.where(said.isin(BACK), shapely.reverse(shapes), shapes)
    street = {ours: _numbers(frame, taken, theirs) if theirs in NUMBERS else column(frame, taken, theirs) for theirs, ours in OWN.items() if theirs != "one_way"}
    return pd.DataFrame({"layer": layer.id, "line": keys, "role": layer.role, "name_ko": column(frame, taken, "name"), "attributes": attributes(taken, frame, named) or None,
                         "shape": [bytes(s) for s in shapely.to_wkb(shapes)], "meets": meets, **street,
                         "one_way": np.where(said.isin([*YES, *BACK]) | taken.directed, "yes", "no")})  # fmt: skip


def _numbers(frame: Frame, taken: Candidate, role: str) -> pd.Series:
    """A column of numbers that may have empty cells."""
    if role not in taken.columns:
        return pd.Series(np.nan, index=frame.rows.index)
    return pd.to_numeric(frame.rows[taken.columns[role]].astype("str").str.replace(",", ""), errors="coerce").astype(float)
