"""Check today's stock against the standards, and sum up what every zone lacks."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from dosi.infrastructure import standards as kinds
from dosi.infrastructure.standards.judging import Stock
from dosi.model.errors import Faults, nearest
from dosi.model.findings import CoveredCells, Gaps, Located, LocatedCells, StandardVerdicts
from dosi.model.rows import Zones
from dosi.model.table import split
from dosi.model.texts import Standards

ZONES = "zones"
"""stands for the layer of a subject that is a zone"""
STATES = ("passed", "failed", "cannot_tell", "not_applicable")


def check(zones: Zones, standards: Standards, located: Located, located_cells: LocatedCells) -> tuple[StandardVerdicts, Gaps, CoveredCells]:
    """Judge every subject of every requirement: pass, fail, cannot tell (data missing is never a pass), not applicable."""
    verdicts: list[dict[str, Any]] = []
    covered: list[dict[str, Any]] = []
    asked = _asked(standards)
    for one in standards.records():
        mine = located.rows[located.rows["role"] == one["role"]]
        stock = Stock(mine, located_cells.rows, tuple(zones.rows["zone"]))
        for found in known_kinds()[one["kind"]](stock, _pairs(one["applies_where"]), **asked[one["standard"], one["requirement"]]):
            verdicts.append({
                "standard": one["standard"], "requirement": one["requirement"], "subject": found.subject, "role": one["role"], "layer": found.layer or ZONES, "zone": found.zone,
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


def _asked(standards: Standards) -> dict[tuple[str, str], dict[str, Any]]:
    """The limits of every requirement as its kind takes them; all that do not fit are faults, together."""
    faults = Faults()
    made = {}
    for one in standards.records():
        where = f"standards/{one['standard']}.toml, requirement {one['requirement']}"
        if one["kind"] not in known_kinds():
            faults.add(f'Kind of requirement "{one["kind"]}": is not known', where, one["kind"], ", ".join(sorted(known_kinds())), nearest(one["kind"], known_kinds()) or "use one of the kinds")
            continue
        takes = {n: p for n, p in inspect.signature(known_kinds()[one["kind"]], eval_str=True).parameters.items() if p.kind is p.KEYWORD_ONLY}
        given: dict[str, Any] = dict(_pairs(one["parameters"]))
        for name in [n for n in given if n not in takes]:
            faults.add(f'Standard "{one["standard"]}": value {name} is not known', where, name, ", ".join(takes), nearest(name, takes) or "remove it")
            del given[name]
        for name, parameter in takes.items():
            if name not in given:
                if parameter.default is parameter.empty:
                    faults.add(f'Standard "{one["standard"]}": value {name} is missing', where, one["parameters"], name, f"add {name} = ... to value")
            elif parameter.annotation in (float, float | None):
                try:
                    given[name] = float(given[name])
                except ValueError:
                    faults.add(f'Standard "{one["standard"]}": {name} is not a number', where, given[name], "a number", "write the limit as a number")
        made[one["standard"], one["requirement"]] = given
    faults.raise_any()
    return made


def _pairs(text: object) -> dict[str, str]:
    return dict(p.split("=", 1) for p in split(text))
