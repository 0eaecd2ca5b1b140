"""Open the file taken for a layer: its columns named, its filter applied, rows without a place told."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import shapely

from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.sources.layers import counting
from dosi.sources.layers.columns import at
from dosi.sources.layers.declared import LISTED, Candidate, Layer
from dosi.sources.rows import grid_of, text_rows
from dosi.sources.sheets import Wanted
from dosi.sources.vectors import Frame, open_shapes

ANY = "*"
"""in a filter: rows whose cell says anything at all"""
COUNTED = {"value", "people"}
"""columns that may be counted in thousands"""


def opened(layer: Layer, taken: Candidate) -> Frame:
    """All rows of the file: shapes, or a table as offices keep it."""
    shapes = open_shapes(taken.path, taken.id, layer.geometry, taken.named, taken.part)
    if shapes is not None:
        return shapes
    if taken.part:
        raise InputFault([Fault(f'File "{taken.id}": has no parts', f"layers.toml, {taken.id}, part", repr(taken.part), "no part", "remove part from the candidate")])
    sheet = text_rows(taken.path, taken.id, {name: Wanted(()) for name in [*taken.columns.values(), *taken.filter]})
    counts = bool(COUNTED & set(taken.columns))
    titles, line = counting.titles_and_line(grid_of(taken.path, taken.id), sheet.head_row, sheet.header) if counts else ({}, "")
    cells = pd.DataFrame([cells for _, cells in sheet.rows], columns=sheet.header, index=[n for n, _ in sheet.rows], dtype="str")
    return Frame(cells, understood=tuple(sheet.understood), titles=titles, unit_line=line)


def filtered(layer: Layer, taken: Candidate, frame: Frame) -> Frame:
    """The rows that the candidate's filter takes; a named column that is not there, or a filter that leaves nothing, is a fault."""
    faults = Faults()
    for name in taken.named:
        if name not in frame.rows.columns and not (name == "geometry" and frame.shapes is not None):
            faults.add(f'File "{taken.id}": column "{name}" is not there', f"{taken.id}, row 1", ", ".join(map(str, frame.rows.columns)),
                       name, nearest(name, map(str, frame.rows.columns)) or "correct layers.toml or the file")  # fmt: skip
    faults.raise_any()
    keep = pd.Series(True, index=frame.rows.index)
    for name, wanted in taken.filter.items():
        held = frame.rows[name]
        values = [str(w) for w in wanted] if isinstance(wanted, list | tuple) else [str(wanted)]
        keep &= held.notna() & (held.astype("str").str.strip() != "") if values == [ANY] else held.astype("str").isin(values)
        if len(held) and not keep.any() and layer.empty != "none_exist":
            there = sorted({str(v) for v in held.dropna().unique()[:500]})
            faults.add(f'Layer "{layer.id}": the filter leaves no row', f"layers.toml, {taken.id}, filter, {name}", ", ".join(values),
                       f"a value of column {name}, e.g. {', '.join(there[:5])}", nearest(values[0], there) if values else "name a value")  # fmt: skip
            if not faults.found[-1].fix:
                faults.found[-1] = replace(faults.found[-1], fix='correct the filter, or declare empty = "none_exist"')
            break
    faults.raise_any()
    return replace(frame, rows=frame.rows[keep], shapes=frame.shapes[keep.to_numpy()] if frame.shapes is not None else None)


def with_a_place(layer: Layer, taken: Candidate, frame: Frame) -> Frame:
    """The rows that have a shape; those without are told, or are a fault where the layer asks for it."""
    if frame.shapes is None or layer.geometry not in ("point", "line", "cells"):
        return frame
    without = shapely.is_missing(frame.shapes) | shapely.is_empty(frame.shapes)
    if not without.any():
        return frame
    column = taken.columns.get("name") or taken.columns.get("key")
    names = [f"{at(frame, n)}{f' {frame.rows.loc[n, column]}' if column and column != 'geometry' else ''}" for n in frame.rows.index[without]]
    if layer.outside == "fault":
        raise InputFault([Fault(f'File "{taken.id}": a row has no place', f"{taken.id}, {name}", "no geometry", "a point, a line or an area",
                                'give its coordinates, remove it, or write outside = "list"') for name in names[:LISTED]])  # fmt: skip
    told = f"자리가 없는 {len(names)}건을 뺐다: {', '.join(names[:5])}" + (" 등" if len(names) > 5 else "")
    return replace(frame, rows=frame.rows[~without], shapes=frame.shapes[~without], understood=(*frame.understood, told))
