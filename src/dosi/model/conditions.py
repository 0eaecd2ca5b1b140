"""Conditions on attributes, as rows write them: name=value, name!=value, name~beginning, several joined by ;, alternatives by |."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from dosi.model.table import split

PART = re.compile(r"(?P<name>[^=!~]+)(?P<how>!=|=|~)(?P<values>.*)")


def meets(attributes: object, condition: object) -> bool:
    """Whether attributes `name=value;...` meet every part of a condition; an empty condition is always met.

    >>> meets("camera=Y;kind=school", "camera=Y"), meets("", "camera=Y"), meets("", None), meets("camera=N", "camera!=Y")
    (True, False, True, True)
    >>> meets("severity=fatal", "severity=fatal|serious"), meets("type=walker - crossing", "type~walker"), meets("kind=a", "kind!=a|b")
    (True, True, False)
    """
    held = dict(a.split("=", 1) for a in split(attributes) if "=" in a)
    return all(_met(held.get(name), how, values) for name, how, values in parts(condition))


def names(condition: object) -> set[str]:
    """The attributes a condition asks about.

    >>> sorted(names("camera=Y;kind~elementary"))
    ['camera', 'kind']
    """
    return {name for name, _, _ in parts(condition)}


def meeting(places: pd.DataFrame, condition: object) -> pd.DataFrame:
    """The rows whose `attributes` meet the condition."""
    if not split(condition):
        return places
    return places[which_meet(places["attributes"], condition)]


def which_meet(attributes: pd.Series, condition: object) -> np.ndarray:
    """Which rows meet the condition; rows that say the same are judged once, since millions of places say few different things.

    >>> which_meet(pd.Series(["lit=Y", "lit=N", "lit=Y"]), "lit=Y").tolist()
    [True, False, True]
    """
    which, said = pd.factorize(attributes, use_na_sentinel=False)
    return np.array([meets(one, condition) for one in said], dtype=bool)[which]


def parts(condition: object) -> list[tuple[str, str, list[str]]]:
    """A condition taken apart: name, how (=, != or ~) and the values, one of which must fit.

    >>> parts("severity=fatal|serious")
    [('severity', '=', ['fatal', 'serious'])]
    """
    found = [PART.fullmatch(p) for p in split(condition)]
    return [(f["name"], f["how"], f["values"].split("|")) for f in found if f]


def _met(value: str | None, how: str, wanted: list[str]) -> bool:
    if how == "~":
        return value is not None and value.startswith(tuple(wanted))
    return (value in wanted) == (how == "=")
