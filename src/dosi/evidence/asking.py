"""Hold the rows of indicators against what their shapes ask of them, before anything is measured."""

from __future__ import annotations

import importlib
from functools import cache

import pandas as pd

from dosi.evidence.indicators.counting import Takes
from dosi.evidence.measuring import known_shapes
from dosi.model.errors import Misfit, nearest
from dosi.model.rows import Indicators
from dosi.model.units import write


def ask(indicators: Indicators) -> list[Misfit]:
    """Rows of no known shape, cells that the row's shape needs and that are empty, and filled cells of other shapes, which it would pass over in silence.

    A shape that declares nothing (`TAKES`) is not judged.
    """
    found = []
    for row in indicators.records():
        key, shape, title = row["indicator"], row["shape"], f'{Indicators.ko} "{row["indicator"]}"'
        if shape not in known_shapes():
            found.append(Misfit(Indicators.name, key, "shape", f"{title}: there is no such shape", shape, ", ".join(sorted(known_shapes())),
                                nearest(shape, known_shapes()) or "use one of the shapes, or add a file to evidence/indicators"))  # fmt: skip
            continue
        takes = taken().get(shape)
        if takes is None:
            continue
        filled = {name: _written(row[name]) for name in asked() if not pd.isna(row[name]) and row[name] != ""}
        for name in (n for n in takes.needs if n not in filled):
            found.append(Misfit(Indicators.name, key, name, f"{title}: {name} is empty, and {shape} measures nothing without it", "",
                                _meaning(name), "fill in the cell, or choose another shape"))  # fmt: skip
        for name in (n for n in filled if n not in takes.needs + takes.may):
            users = [s for s, other in taken().items() if name in other.needs + other.may]
            found.append(Misfit(Indicators.name, key, name, f"{title}: {name} is filled in, and {shape} does not use it", filled[name],
                                f"an empty cell; {shape} uses {', '.join(takes.needs + takes.may) or 'role only'}", f"empty the cell, or choose a shape that uses it: {', '.join(users)}"))  # fmt: skip
    return found


@cache
def taken() -> dict[str, Takes]:
    """What each shape takes, as its own file declares it."""
    declared = {name: getattr(importlib.import_module(shape.__module__), "TAKES", None) for name, shape in known_shapes().items()}
    return {name: takes for name, takes in declared.items() if takes is not None}


@cache
def asked() -> tuple[str, ...]:
    """The columns that some shape takes and others do not, in the order of the table."""
    some = {name for takes in taken().values() for name in takes.needs + takes.may}
    return tuple(name for name in Indicators.columns if name in some)


def _written(value: object) -> str:
    return value if isinstance(value, str) else write(value, "plain")


def _meaning(name: str) -> str:
    column = Indicators.columns[name]
    return f"{column.ko}: {column.en}"
