"""Check what stands, or is designed, against the standards, and sum up what every zone lacks."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from dosi.infrastructure import standards as kinds
from dosi.infrastructure.ground import Ground, demand_of, grounds_of, standing_of, streets_of
from dosi.infrastructure.standards.distances import AlongStreets, Straight
from dosi.infrastructure.standards.judging import CANNOT_TELL, FAIL, NOT_APPLICABLE, STATES, Grounds, Judged, Stock, applies
from dosi.model.assets import Assets
from dosi.model.errors import Faults, nearest
from dosi.model.findings import CoveredCells, Gaps, Located, LocatedCells, LocatedLines, StandardVerdicts
from dosi.model.layers import Lines, Units
from dosi.model.rows import Crosswalk, TravelModes, Zones
from dosi.model.table import split
from dosi.model.texts import Standards

ZONES = "zones"
"""stands for the layer of a subject that is a zone"""
COUNTED = {"pass": "passed", "fail": "failed", "cannot_tell": "cannot_tell", "not_applicable": "not_applicable"}
ALONG_STREETS = "network"
MANY = 100_000
"""assets from which requirements are judged beside each other, a thread for each core; most of the work is in numpy and GEOS, which let other threads run"""
LOOKED_AROUND = 10
"""how many assets that are only looked at take as long as one whose surroundings are searched, roughly"""
LENGTH = "length_km:"
"""before a role whose lines are measured"""
PLACES = ("facility:", "spot:")
"""roles of layers that are points; any other may be lines"""


@dataclass(frozen=True)
class Checked:
    """One requirement, judged over all its subjects."""

    row: dict[str, Any]
    """of rows/standards"""
    given: dict[str, Any]
    """its values, as its kind takes them"""
    stock: Stock
    """what was looked at; its places are the subjects, where these are places"""
    judged: Judged

    @property
    def places(self) -> Assets:
        """Its subjects, where they are places; of a zone's requirement what is counted in it."""
        return self.stock.places


def check(
    zones: Zones, units: Units, crosswalk: Crosswalk, standards: Standards, located: Located, located_cells: LocatedCells, lines: Lines, located_lines: LocatedLines, modes: TravelModes,
) -> tuple[StandardVerdicts, Gaps, CoveredCells]:  # fmt: skip
    """Judge every subject of every requirement: pass, fail, cannot tell (data missing is never a pass), not applicable."""
    assets, ground = today(zones, units, crosswalk, standards, located, located_cells, lines, located_lines, modes)
    ids = ground.zones.ids
    found = judge(assets, ground, standards)
    frame = verdicts_of(found, ids)
    covered = [
        pd.DataFrame({"standard": one.row["standard"], "requirement": one.row["requirement"], "zone": ids, "role": one.row["role"], "looks_at": looks_at(one.row, one.given), "people": one.judged.people, "covered": one.judged.covered})[
            one.judged.state < CANNOT_TELL
        ]
        for one in found if one.judged.people is not None
    ]  # fmt: skip
    held = pd.concat(covered, ignore_index=True) if covered else pd.DataFrame(columns=list(CoveredCells.columns))
    return StandardVerdicts(frame), _gaps(frame), CoveredCells(held)


def today(
    zones: Zones, units: Units, crosswalk: Crosswalk, standards: Standards, located: Located, located_cells: LocatedCells, lines: Lines, located_lines: LocatedLines, modes: TravelModes,
) -> tuple[Assets, Ground]:  # fmt: skip
    """What stands in the city that any requirement speaks of, and the ground it is judged on."""
    asked = limits(standards)
    grounds = grounds_of(zones, units, crosswalk)
    named = {r for one, given in asked for r in (one["role"], *roles_of(one["kind"], given))}
    streets = streets_of(lines, modes) if any(one["distance"] == ALONG_STREETS for one, _ in asked) else None
    return standing_of(located, lines, located_lines, grounds.ids, named), Ground(grounds, demand_of(located_cells, grounds.ids), streets=streets)


def judge(assets: Assets, ground: Ground, standards: Standards) -> list[Checked]:
    """Judge assets against every requirement of the standards, each over all subjects at once."""
    codes, roles = pd.factorize(assets.role)
    rows_of = dict(zip(roles, np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes, minlength=len(roles)))[:-1]), strict=True)) if len(roles) else {}
    none = np.zeros(0, dtype=int)
    own: dict[str, Assets] = {}
    others: dict[str, Assets] = {}

    def mine(role: str) -> Assets:
        if role not in own:
            own[role] = assets.taken(rows_of.get(role, none))
        return own[role]

    def of_role(role: str) -> Assets:
        found = mine(role)
        if ground.standing is None or (len(found) and not ground.together):
            return found
        if role not in others:
            others[role] = ground.standing.taken(ground.standing.role == role)
        return others[role]

    def checked(one: dict[str, Any], given: dict[str, Any]) -> Checked:
        where, exempt = pairs(one["applies_where"]), pairs(one["exempt_where"])
        away = Straight() if one["distance"] != ALONG_STREETS else AlongStreets(ground.streets) if ground.streets is not None else None
        kind, of_zones = known_kinds()[one["kind"]], one["kind"] in zone_kinds()
        places = of_role(one["role"]) if of_zones else mine(one["role"])
        holds, settled = applies(places, where)
        stock = Stock(places.taken(holds) if of_zones and where else places, of_role, ground.demand, ground.zones, away)
        judged = kind(stock, **given)
        if of_zones:
            judged = _in_zones(judged, split(one["zone_kinds"]), ground.zones)
        else:
            judged = _where_it_applies(judged, places, holds, settled, exempt, split(one["zone_kinds"]), ground.zones)
        return Checked(one, given, stock, judged)

    asked = limits(standards)
    if len(assets) < MANY:
        return [checked(one, given) for one, given in asked]
    for role in {role for one, given in asked for role in (one["role"], *roles_of(one["kind"], given))}:
        of_role(role)  # taken once, before several threads ask for them

    def work(n: int) -> int:
        one, given = asked[n]
        return len(mine(one["role"])) * (LOOKED_AROUND if roles_of(one["kind"], given) else 1)

    longest_first = sorted(range(len(asked)), key=work, reverse=True)  # so that no thread is left alone with a long one at the end
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        done = dict(zip(longest_first, threads.map(lambda n: checked(*asked[n]), longest_first), strict=True))
    return [done[n] for n in range(len(asked))]


def _in_zones(judged: Judged, kinds_asked: list[str], zones: Grounds) -> Judged:
    return _put(judged, NOT_APPLICABLE, ~np.isin(np.array(zones.kinds, dtype="U"), kinds_asked)) if kinds_asked else judged


def _where_it_applies(judged: Judged, places: Assets, holds: np.ndarray, settled: np.ndarray, exempt: Mapping[str, str], kinds_asked: list[str], zones: Grounds) -> Judged:
    """Places for which a condition does not hold are not applicable; where that is not known nothing can be told. A possible exception makes a failure untold."""
    judged = _put(judged, CANNOT_TELL, ~settled)
    for name, value in exempt.items():
        excepted, known = applies(places, {name: value})
        judged = _put(judged, NOT_APPLICABLE, excepted)
        judged = _put(judged, CANNOT_TELL, ~known & (judged.state == FAIL))
    judged = _put(judged, NOT_APPLICABLE, settled & ~holds)
    if kinds_asked:
        kind = np.array([*zones.kinds, ""], dtype="U")[places.zone]
        judged = _put(_put(judged, NOT_APPLICABLE, (kind != "") & ~np.isin(kind, kinds_asked)), CANNOT_TELL, (kind == "") & (judged.state != NOT_APPLICABLE))
    return judged


def _put(judged: Judged, state: int, which: np.ndarray) -> Judged:
    if not which.any():
        return judged
    return replace(judged, state=np.where(which, np.int8(state), judged.state), measured=np.where(which, np.nan, judged.measured), limit=np.where(which, np.nan, judged.limit) if state == NOT_APPLICABLE else judged.limit)


def verdicts_of(found: Iterable[Checked], zones: tuple[str, ...]) -> pd.DataFrame:
    """All verdicts, one row each, with the columns of the plan's table of verdicts."""
    zone_of = np.array([*zones, None], dtype=object)
    parts = []
    for one in found:
        of_zones = one.judged.of == "zone"
        parts.append(pd.DataFrame({
            "standard": one.row["standard"], "requirement": one.row["requirement"], "subject": np.array(zones, dtype=object) if of_zones else one.places.id, "role": one.row["role"],
            "layer": ZONES if of_zones else one.places.layer, "zone": np.array(zones, dtype=object) if of_zones else zone_of[one.places.zone],
            "state": np.array(STATES, dtype=object)[one.judged.state], "measured": one.judged.measured,
            "measured_text": None if one.judged.said is None else pd.Series(one.judged.said, dtype=object).where(one.judged.state < CANNOT_TELL, None), "limit": one.judged.limit,
            "severity": one.row["severity"], "layer_kind": "zone" if of_zones else "place" if one.places.shape is None else np.where(one.places.shape == None, "place", "line"),  # noqa: E711 - element by element
            "looks_at": looks_at(one.row, one.given),
        }))  # fmt: skip
    kept = [p.astype(object) for p in parts if len(p)]
    frame = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(StandardVerdicts.columns))
    return frame.astype({"measured": float, "limit": float})


def _gaps(verdicts: pd.DataFrame) -> Gaps:
    key = ["standard", "requirement", "zone"]
    counted = verdicts.assign(**{column: verdicts["state"] == state for state, column in COUNTED.items()}).dropna(subset=["zone"])
    if counted.empty:
        return Gaps(pd.DataFrame(columns=list(Gaps.columns)))
    sums = counted.groupby(key, sort=False)[list(COUNTED.values())].sum()
    sums["subjects"] = sums.sum(axis=1)
    sums["severity"] = counted.groupby(key, sort=False)["severity"].first()
    return Gaps(sums.reset_index())


# the kinds, and what they ask ---------------------------------------------------------------------------------------------


@cache
def kind_modules() -> dict[str, ModuleType]:
    """The kinds of requirement there are: one file each in infrastructure/standards with a function of the same name."""
    made = {m.name: importlib.import_module(f"{kinds.__name__}.{m.name}") for m in pkgutil.iter_modules(kinds.__path__)}
    return {name: module for name, module in made.items() if hasattr(module, name)}


@cache
def known_kinds() -> dict[str, Callable[..., Judged]]:
    """The function of each kind."""
    return {name: getattr(module, name) for name, module in kind_modules().items()}


@cache
def zone_kinds() -> frozenset[str]:
    """The kinds whose subjects are zones."""
    return frozenset(name for name, module in kind_modules().items() if getattr(module, "OF_ZONES", False))


def roles_of(kind: str, given: Mapping[str, Any]) -> list[str]:
    """The other roles a requirement looks at, named by the values that its kind calls ROLES."""
    named = [str(given.get(name, "")) for name in getattr(kind_modules()[kind], "ROLES", ())]
    return [role.removeprefix(LENGTH) for role in named if ":" in role]


def looks_at(one: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """What a requirement looks at beside its subjects themselves: nothing, other places, other lines too (or streets), or how large zones are."""
    named = [str(given.get(name, "")) for name in getattr(kind_modules()[one["kind"]], "ROLES", ())]
    if one["distance"] == ALONG_STREETS or any(name.startswith(LENGTH) for name in named):
        return "lines"
    return "lines" if (others := roles_of(one["kind"], given)) and not all(role.startswith(PLACES) for role in others) else "places" if others else "area" if "area_km2" in named else "itself"


def limits(standards: Standards) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every requirement with its limits as its kind takes them; all that do not fit, and all that loosen what must be kept nationally, are faults, together."""
    faults = Faults()
    made = []
    for one in standards.records():
        where = f"standards/{one['standard']}.toml, requirement {one['requirement']}"
        if one["kind"] not in known_kinds():
            faults.add(f'Kind of requirement "{one["kind"]}": is not known', where, one["kind"], ", ".join(sorted(known_kinds())), nearest(one["kind"], known_kinds()) or "use one of the kinds")
            continue
        made.append((one, _given(one, where, faults)))
        _tightens(one, where, faults)
    faults.raise_any()
    return made


def _given(one: dict[str, Any], where: str, faults: Faults) -> dict[str, Any]:
    takes = {n: p for n, p in inspect.signature(known_kinds()[one["kind"]], eval_str=True).parameters.items() if p.kind is p.KEYWORD_ONLY}
    given: dict[str, Any] = dict(pairs(one["parameters"]))
    for name in [n for n in given if n not in takes]:
        faults.add(f'Standard "{one["standard"]}": value {name} is not known', where, name, ", ".join(takes), nearest(name, takes) or "remove it")
        del given[name]
    for name, parameter in takes.items():
        if name not in given:
            if parameter.default is parameter.empty:
                faults.add(f'Standard "{one["standard"]}": value {name} is missing', where, one["parameters"], name, f"add {name} = ... to value")
            continue
        text = given[name]
        try:
            if parameter.annotation in (float, float | None):
                given[name] = float(text)
            elif parameter.annotation == Mapping[str, float]:
                given[name] = {key: float(value) for key, _, value in (part.partition(":") for part in text.split("|"))}
            elif parameter.annotation in (tuple[str, ...], tuple[str, ...] | None):
                given[name] = tuple(text.split("|"))
        except ValueError:
            faults.add(f'Standard "{one["standard"]}": {name} is not a number', where, text, "a number", "write the limit as a number")
    bounds = [n for n, p in takes.items() if p.default is None]
    if bounds and not any(n in given for n in bounds):
        faults.add(f'Standard "{one["standard"]}": no limit is given', where, one["parameters"], f"one of {', '.join(bounds)}", f"add {bounds[0]} = ... to value")
    return given


def _tightens(one: dict[str, Any], where: str, faults: Faults) -> None:
    """A city's own edition of a national requirement may tighten it, never loosen what must be kept."""
    if one["national_severity"] != "must":
        return
    before, now = pairs(one["national"]), pairs(one["parameters"])
    sense = getattr(kind_modules()[one["kind"]], "TIGHTER", {})
    if one["severity"] != "must":
        faults.add(f'Standard "{one["standard"]}": what must be kept nationally became a recommendation', f"{where}, severity", one["severity"], "must", 'write severity = "must"')
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name), now.get(name)
        if old == new or (old is None and name in sense):
            continue
        try:
            looser = new is None or old is None or name not in sense or (float(new) - float(old)) * sense[name] < 0
        except ValueError:
            looser = True
        if looser:
            faults.add(f'Standard "{one["standard"]}": {name} loosens a national requirement that must be kept', f"{where}, value", str(new or "nothing"), f"{old or 'nothing'}, or a stricter value",
                       f"write {name} = {old}, or a stricter value" if old else f"remove {name}")  # fmt: skip


def pairs(text: object) -> dict[str, str]:
    """A list cell of `name=value` as a mapping."""
    return dict(p.split("=", 1) for p in split(text))
