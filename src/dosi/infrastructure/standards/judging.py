"""What every kind of requirement works with: the subjects, their attributes, and a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dosi.model.table import split

Where = Mapping[str, str]
"""conditions on a subject's attributes for a requirement to hold"""


@dataclass(frozen=True)
class Stock:
    """What stands in the city: places of the requirement's role, with coordinates, and where people live."""

    places: pd.DataFrame
    """layer, place, zone, attributes, x_m, y_m"""
    cells: pd.DataFrame
    """cell, zone, people, x_m, y_m"""
    zones: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """One subject judged; `covered` and `people` only where people were counted."""

    subject: str
    zone: str
    state: str
    measured: float | None = None
    measured_text: str | None = None
    limit: float | None = None
    layer: str | None = None
    covered: int | None = None
    people: int | None = None


def attributes(text: object) -> dict[str, str]:
    """Attributes `name=value;...` as a mapping.

    >>> attributes("spaces=120;ev_bays=3")
    {'spaces': '120', 'ev_bays': '3'}
    """
    return dict(part.split("=", 1) for part in split(text) if "=" in part)


def number(held: Mapping[str, str], name: str) -> float | None:
    """A numeric attribute; None when it is absent or no number."""
    try:
        return float(held[name].replace(",", ""))
    except (KeyError, ValueError):
        return None


def applies(held: Mapping[str, str], where: Mapping[str, str]) -> bool | None:
    """Whether the conditions of a requirement hold for a subject: name_min, name_max or name = value; None if unknown.

    >>> applies({"spaces": "60"}, {"spaces_min": "50"}), applies({}, {"spaces_min": "50"})
    (True, None)
    """
    for name, wanted in where.items():
        base, _, bound = name.rpartition("_")
        if bound in ("min", "max", "before", "from"):
            found_text = held.get(base)
            if found_text is None:
                return None
            if bound in ("before", "from"):
                if (found_text < wanted) != (bound == "before"):
                    return False
                continue
            found = number(held, base)
            if found is None:
                return None
            if found < float(wanted) if bound == "min" else found > float(wanted):
                return False
        else:
            if name not in held:
                return None
            if held[name] != wanted:
                return False
    return True
