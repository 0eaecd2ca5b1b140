"""Check today's stock against the standards, and sum up what every zone lacks."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from dosi.infrastructure import standards as kinds
from dosi.infrastructure.standards.judging import Stock
from dosi.model.errors import Fault, InputFault, nearest
from dosi.model.findings import CoveredCells, Gaps, Located, LocatedCells, StandardVerdicts
from dosi.model.rows import Zones
from dosi.model.table import split
from dosi.model.texts import Standards

STATES = ("passed", "failed", "cannot_tell", "not_applicable")


def check(zones: Zones, standards: Standards, located: Located, located_cells: LocatedCells) -> tuple[StandardVerdicts, Gaps, CoveredCells]:
    """Judge every subject of every requirement: pass, fail, cannot tell (data missing is never a pass), not applicable."""
    verdicts: list[dict[str, Any]] = []
    covered: list[dict[str, Any]] = []
    for one in standards.records():
        mine = located.rows[located.rows["role"] == one["role"]]
        stock = Stock(mine, located_cells.rows, tuple(zones.rows["zone"]))
        for found in _kind(one["kind"])(_pairs(one["parameters"]), _pairs(one["applies_where"]), stock):
            verdicts.append({
                "standard": one["standard"], "requirement": one["requirement"], "subject": found.subject, "role": one["role"], "layer": found.layer, "zone": found.zone,
                "state": found.state, "measured": found.measured, "measured_text": found.measured_text, "limit": found.limit,
                "severity": one["severity"], "layer_kind": "place" if found.layer else "zone",
            })  # fmt: skip
            if found.people is not None:
                covered.append({"standard": one["standard"], "requirement": one["requirement"], "zone": found.zone, "role": one["role"], "people": found.people, "covered": found.covered})
    frame = pd.DataFrame(verdicts, columns=list(StandardVerdicts.columns))
    return StandardVerdicts(frame), _gaps(frame), CoveredCells(pd.DataFrame(covered, columns=list(CoveredCells.columns)))


def _gaps(verdicts: pd.DataFrame) -> Gaps:
    key = ["standard", "requirement", "zone"]
    counted = verdicts.assign(
        passed=verdicts["state"] == "pass", failed=verdicts["state"] == "fail",
        cannot_tell=verdicts["state"] == "cannot_tell", not_applicable=verdicts["state"] == "not_applicable",
    ).dropna(subset=["zone"])  # fmt: skip
    if counted.empty:
        return Gaps(pd.DataFrame(columns=list(Gaps.columns)))
    sums = counted.groupby(key, sort=False)[list(STATES)].sum()
    sums["subjects"] = sums.sum(axis=1)
    sums["severity"] = counted.groupby(key, sort=False)["severity"].first()
    return Gaps(sums.reset_index())


@cache
def known_kinds() -> dict[str, Callable[..., Any]]:
    """The kinds of requirement there are: one file each in infrastructure/standards with a function of the same name."""
    found = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        made = importlib.import_module(f"{kinds.__name__}.{module.name}")
        if hasattr(made, module.name):
            found[module.name] = getattr(made, module.name)
    return found


def _kind(name: str) -> Callable[..., Any]:
    if name not in known_kinds():
        raise InputFault([Fault(f'Kind of requirement "{name}": is not known', "standards/*.toml, kind", repr(name), ", ".join(sorted(known_kinds())),
                                nearest(name, known_kinds()) or "use one of the kinds")])  # fmt: skip
    return known_kinds()[name]


def _pairs(text: object) -> dict[str, str]:
    return dict(p.split("=", 1) for p in split(text))
