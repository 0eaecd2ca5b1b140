"""Read the tables of a rollout: periods with their money, types of device, places with their poles, demand by type and period, devices that stand already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.model.rollout import FATES, NEVER, DeviceTypes, Periods, Poles, Standing, Supply
from dosi.sources.siting.columns import LARGEST, MOST_ROWS_TOLD, ids, numbers, read_frame

SUPPLIES = (("power_w", "power_more_w", "power_cost"), ("backhaul_mbps", "backhaul_more_mbps", "backhaul_cost"))
"""what a device draws and a pole has, what may be built onto it, and for how much"""
EACH = "."
"""between a column's name and the type or period it is of: cost.camera, weight.camera.2028"""


@dataclass(frozen=True)
class Tables:
    """What the tables say; demand points not yet beside places."""

    periods: Periods
    types: DeviceTypes
    poles: Poles
    standing: Standing
    demand: np.ndarray
    demand_xy: np.ndarray | None
    weight: np.ndarray
    """shape (types, demand points, periods)"""
    zone: np.ndarray | None
    zones: tuple[str, ...]


def read_tables(periods: Path, types: Path, sites: Path, demand: Path, standing: Path | None, carried: bool, by_distance: bool, notes: list[str]) -> Tables:
    """All tables of a rollout; the faults of all of them together. `by_distance`: a table of distances is given, so demand points need no x and y."""
    faults = Faults()
    of_periods = _tried(faults, lambda: _periods(periods, carried, faults, notes))
    of_types = _tried(faults, lambda: _types(types, faults, notes))
    when = [] if of_periods is None else [str(i) for i in of_periods.ids]
    kinds = [] if of_types is None else [str(i) for i in of_types[0].ids]
    known = of_periods is not None and of_types is not None
    of_sites = _tried(faults, lambda: _sites(sites, of_types, when, known, faults, notes))
    of_demand = _tried(faults, lambda: _demand(demand, kinds, when, known, by_distance, faults, notes))
    of_standing = _tried(faults, lambda: _standing(standing, of_types, of_sites, when, known, faults, notes))
    faults.raise_any()
    assert of_periods is not None and of_types is not None and of_sites is not None and of_demand is not None and of_standing is not None
    return Tables(of_periods, of_types[0], of_sites, of_standing, *of_demand)


def _tried(faults: Faults, read: Any) -> Any:
    """What is read; a table that cannot be read at all does not hide the faults of the others."""
    try:
        return read()
    except InputFault as fault:
        faults.extend(fault)
        return None


def _money(frame: pd.DataFrame, column: str, name: str, faults: Faults, least: float = 0, empty: int | None = None) -> np.ndarray:
    """Whole currency units, int64; `empty` stands where the cell is empty, else an empty cell is a fault."""
    found = _numbers(frame, column, name, faults, least, empty)
    for row in np.flatnonzero(np.isfinite(found) & (found != np.floor(found)))[:MOST_ROWS_TOLD].tolist():
        faults.add(f'Column "{column}": a value is not a whole number', f"{name}, row {row + 2}, column {column}", str(frame[column].iloc[row]), "whole currency units", "write the amount as a whole number")
    return np.where(np.isfinite(found), found, 0).astype(np.int64)


def _numbers(frame: pd.DataFrame, column: str, name: str, faults: Faults, least: float, empty: float | None = None) -> np.ndarray:
    """Numbers; `empty` stands where the cell is empty."""
    values = frame[column]
    blank = (values.isna() | (values.astype(str).str.strip() == "")).to_numpy()
    if empty is None or not blank.any():
        return numbers(frame, column, name, faults, least).astype(float)
    filled = frame.copy()
    filled[column] = values.astype(object).where(~blank, str(max(least, 0)))
    out = numbers(filled, column, name, faults, least).astype(float)
    out[blank] = empty
    return out


def _periods(path: Path, carried: bool, faults: Faults, notes: list[str]) -> Periods:
    frame = read_frame(path, ("period", "budget"), ("weight",))
    weight = numbers(frame, "weight", path.name, faults, 0) if "weight" in frame else np.ones(len(frame), np.int64)
    if "weight" not in frame:
        notes.append(f"{path.name}: weight 열이 없어 기간마다 1로 셈 (each period counts one)")
    return Periods(ids(frame, "period", path.name, faults), _money(frame, "budget", path.name, faults), weight, carried)


def _types(path: Path, faults: Faults, notes: list[str]) -> tuple[DeviceTypes, np.ndarray, dict[str, np.ndarray]]:
    """Types, what a new device costs where the place does not say, and what it draws."""
    frame = read_frame(path, ("type", "radius"), ("cost", "operating", "most", "floor", *(s[0] for s in SUPPLIES)))
    name, none = path.name, np.zeros(len(frame))
    floor = _numbers(frame, "floor", name, faults, 0, 0.0) if "floor" in frame else none
    for row in np.flatnonzero(floor > 1).tolist():
        faults.add('Column "floor": a share is larger than 1', f"{name}, row {row + 2}, column floor", floor[row], "0 to 1", "write a share, e.g. 0.6")
    kinds = DeviceTypes(ids(frame, "type", name, faults), numbers(frame, "radius", name, faults, 0).astype(float),
                        _money(frame, "operating", name, faults) if "operating" in frame else none.astype(np.int64),
                        _money(frame, "most", name, faults, 0, NEVER) if "most" in frame else np.full(len(frame), NEVER), floor)  # fmt: skip
    if "operating" not in frame:
        notes.append(f"{name}: operating 열이 없어 운영비를 세지 않음 (operating costs are not counted)")
    cost = _money(frame, "cost", name, faults) if "cost" in frame else np.full(len(frame), NEVER)
    return kinds, cost, {s[0]: numbers(frame, s[0], name, faults, 0).astype(float) for s in SUPPLIES if s[0] in frame}


def _sites(path: Path, of_types: tuple[DeviceTypes, np.ndarray, dict[str, np.ndarray]] | None, when: list[str], known: bool, faults: Faults, notes: list[str]) -> Poles:
    frame = read_frame(path, ("x", "y"), ("id", "pole_cost", "room", "from", *(c for s in SUPPLIES for c in s)), EACH)
    name, many = path.name, len(frame)
    places = ids(frame, "id", name, faults) if "id" in frame else np.arange(1, many + 1)
    xy = np.c_[numbers(frame, "x", name, faults), numbers(frame, "y", name, faults)].astype(float)
    pole = _money(frame, "pole_cost", name, faults) if "pole_cost" in frame else np.zeros(many, np.int64)
    if "pole_cost" not in frame:
        notes.append(f"{name}: pole_cost 열이 없어 기둥이 모두 서 있다고 봄 (every place has its pole)")
    room = _money(frame, "room", name, faults, 0, NEVER) if "room" in frame else np.full(many, NEVER)
    first = _looked_up(frame, "from", name, when, "periods", faults, 0) if "from" in frame and known else np.zeros(many, np.int64)
    kinds, usual, draws = of_types if of_types is not None else (None, np.zeros(0, np.int64), {})
    names = [] if kinds is None else [str(i) for i in kinds.ids]
    device = np.repeat(usual[:, None], many, axis=1)
    for column in (c for c in frame.columns if c.startswith("cost" + EACH)):
        of = column.removeprefix("cost" + EACH)
        if kinds is not None and of not in [n.casefold() for n in names]:
            faults.add(f'Column "{column}": is of no type', f"{name}, row 1", of, "cost." + ", cost.".join(names), nearest(of, names) or "use a type of the table of types")
        elif kinds is not None:
            device[[n.casefold() for n in names].index(of)] = _money(frame, column, name, faults, 0, NEVER)
    for kind, own in enumerate(names):
        if usual[kind] == NEVER and "cost" + EACH + own.casefold() not in frame.columns:
            faults.add(f'Type "{own}": has no cost', f"the table of types, or {name}", own, f"a column cost there, or cost.{own} here", "add the column")
    supplies = []
    for base, more, cost in SUPPLIES:
        if base not in frame:
            if base in draws:
                notes.append(f"{name}: {base} 열이 없어 따지지 않음 (not a limit)")
            for column in (c for c in (more, cost) if c in frame):
                faults.add(f'Column "{column}": stands without {base}', f"{name}, row 1", column, base, f"add the column {base}, or remove this one")
            continue
        if kinds is not None and base not in draws:
            faults.add(f'Column "{base}": the types do not say what they need of it', f"the table of types, beside {name}", "nothing", f"a column {base}", f"add the column {base} to the types")
        if (more in frame) != (cost in frame):
            faults.add(f'Column "{more if cost in frame else cost}": is missing', f"{name}, row 1", ", ".join(frame.columns)[:200], f"{more} and {cost} together", "add it, or remove the other")
        extra = _numbers(frame, more, name, faults, 0, 0.0) if more in frame else np.zeros(many)
        paid = _money(frame, cost, name, faults, 0, 0) if cost in frame else np.zeros(many, np.int64)
        if more in frame and cost in frame:
            blank = (frame[cost].astype(str).str.strip().isin(("", "nan", "None"))).to_numpy() & (extra > 0)
            _told(blank, frame, cost, name, faults, "is empty where more can be built", "what building it costs")
        supplies.append(Supply(base, draws.get(base, np.zeros(len(names))), numbers(frame, base, name, faults, 0).astype(float), extra, paid))
    return Poles(places, xy, pole, first, room, device, tuple(supplies))


def _demand(path: Path, kinds: list[str], when: list[str], known: bool, by_distance: bool, faults: Faults, notes: list[str]) -> tuple[np.ndarray, np.ndarray | None, np.ndarray, np.ndarray | None, tuple[str, ...]]:
    frame = read_frame(path, ("id",) if by_distance else ("x", "y"), ("id", "x", "y", "weight", "zone"), EACH)
    name, many = path.name, len(frame)
    points = ids(frame, "id", name, faults) if "id" in frame else np.arange(1, many + 1)
    xy = None if by_distance else np.c_[numbers(frame, "x", name, faults), numbers(frame, "y", name, faults)].astype(float)
    held = {c: numbers(frame, c, name, faults, 0) for c in frame.columns if c == "weight" or c.startswith("weight" + EACH)}
    used = set[str]()
    rows: list[list[np.ndarray]] = []
    for kind in kinds:
        rows.append([])
        for period in when:
            options = [EACH.join(("weight", *of)).casefold() for of in ((kind, period), (kind,), (period,), ())]
            found = next((o for o in options if o in held), None)
            used |= {o for o in options if o in held}
            rows[-1].append(held[found] if found else np.ones(many, np.int64))
            if held and found is None:
                faults.add(f'Type "{kind}", period "{period}": has no weight', f"{name}, row 1", ", ".join(held), " or ".join(options), "add one of these columns")
    if not held:
        notes.append(f"{name}: weight 열이 없어 점마다 1로 셈 (each point weighs one)")
    for column in (c for c in held if known and c not in used):
        faults.add(f'Column "{column}": is of no type or period', f"{name}, row 1", column, "weight, weight.TYPE, weight.PERIOD or weight.TYPE.PERIOD", nearest(column, [f"weight.{k}" for k in kinds] + [f"weight.{t}" for t in when]) or "use types and periods of the other tables")
    weight = np.array(rows) if rows and rows[0] else np.zeros((0, many, 0), np.int64)
    weight = weight.transpose(0, 2, 1) if weight.ndim == 3 and weight.size else weight
    if float(weight.astype(float).sum()) > LARGEST:
        faults.add("Weights: their sum overflows", name, f"{float(weight.astype(float).sum()):g}", f"at most {LARGEST:.0f}", "give the weights in a larger unit")
    if "zone" not in frame:
        return points, xy, weight, None, ()
    codes, zones = pd.factorize(frame["zone"].astype(str).str.strip(), sort=True)
    return points, xy, weight, codes.astype(np.int64), tuple(map(str, zones))


def _standing(path: Path | None, of_types: tuple[DeviceTypes, np.ndarray, dict[str, np.ndarray]] | None, poles: Poles | None, when: list[str], known: bool, faults: Faults, notes: list[str]) -> Standing:
    whole = np.zeros(0, np.int64)
    if path is None:
        return Standing(whole, whole, whole, whole, whole, whole, whole, np.zeros(0, object))
    frame = read_frame(path, ("type", "site"), ("id", "until", "operating", "move_cost", "retire_cost", "state"))
    name, many = path.name, len(frame)
    devices = ids(frame, "id", name, faults) if "id" in frame else np.arange(1, many + 1)
    types = None if of_types is None else of_types[0]
    kind = _looked_up(frame, "type", name, [str(i) for i in types.ids], "types", faults) if types is not None else np.zeros(many, np.int64)
    place = _looked_up(frame, "site", name, [str(i) for i in poles.ids], "sites", faults) if poles is not None else np.zeros(many, np.int64)
    last = _looked_up(frame, "until", name, when, "periods", faults, len(when)) if "until" in frame and known else np.full(many, len(when))
    operating = _money(frame, "operating", name, faults) if "operating" in frame else (types.operating[np.maximum(kind, 0)] if types is not None else np.zeros(many, np.int64))
    move = _money(frame, "move_cost", name, faults, 0, NEVER) if "move_cost" in frame else np.full(many, NEVER)
    away = _money(frame, "retire_cost", name, faults, -LARGEST) if "retire_cost" in frame else np.zeros(many, np.int64)
    for column, words in (("until", "수명이 기간을 넘는다고 봄 (they outlive the periods)"), ("move_cost", "옮길 수 없다고 봄 (they cannot be moved)"), ("retire_cost", "없애는 데 돈이 들지 않는다고 봄 (taking them away costs nothing)")):
        if column not in frame:
            notes.append(f"{name}: {column} 열이 없어 {words}")
    fate = frame["state"].fillna("").astype(str).str.strip().str.casefold().to_numpy(dtype=object) if "state" in frame else np.full(many, "", object)
    _told(~np.isin(fate.astype(str), FATES), frame, "state", name, faults, "is not known", "kept, moved, retired or empty")
    _told((fate == "moved") & (move == NEVER), frame, "state", name, faults, "says moved, but it cannot be moved", "a move_cost, or another state")
    if "until" in frame and known:
        _told((fate == "retired") & (last < len(when) - 1), frame, "state", name, faults, "says retired, but its lifetime ends anyway", "an empty state, or a later until")
    if poles is not None:
        _told((place >= 0) & (poles.cost[np.maximum(place, 0)] > 0), frame, "site", name, faults, "is a place without a pole (its pole_cost is not 0)", "a place with a pole, pole_cost 0")
    return Standing(devices, kind, place, last, operating, move, away, fate)


def _looked_up(frame: pd.DataFrame, column: str, name: str, known: list[str], what: str, faults: Faults, empty: int | None = None) -> np.ndarray:
    """The position of each value among those known; `empty` where the cell is empty."""
    words = frame[column].fillna("").astype(str).str.strip()
    if frame[column].dtype.kind == "f":
        words = words.str.removesuffix(".0")  # whole numbers beside empty cells
    place = {k: n for n, k in enumerate(known)}
    out = words.map(place).fillna(-1).astype(np.int64).to_numpy(copy=True)
    blank = (words == "").to_numpy()
    if empty is not None:
        out[blank] = empty
    for row in np.flatnonzero((out < 0) if empty is None else (out < 0) & ~blank)[:MOST_ROWS_TOLD].tolist():
        faults.add(f'Column "{column}": a value is not among the {what}', f"{name}, row {row + 2}, column {column}", words.iloc[row], ", ".join(known)[:200], nearest(words.iloc[row], known) or f"use one of the {what}")
    return out


def _told(bad: np.ndarray, frame: pd.DataFrame, column: str, name: str, faults: Faults, what: str, expected: str) -> None:
    for row in np.flatnonzero(bad)[:MOST_ROWS_TOLD].tolist():
        faults.add(f'Column "{column}": a value {what}', f"{name}, row {row + 2}, column {column}", str(frame[column].iloc[row]), expected, "correct the value or remove the row")


def read_distances(path: Path, demand: np.ndarray, sites: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distances (along streets, say) from a table demand, site, cost, as start, place and distance per demand point; pairs that are left out do not reach each other."""
    frame = read_frame(path, ("demand", "site", "cost"))
    name, faults = path.name, Faults()
    owner = _looked_up(frame, "demand", name, [str(i) for i in demand], "demand points", faults)
    place = _looked_up(frame, "site", name, [str(i) for i in sites], "sites", faults)
    far = numbers(frame, "cost", name, faults, 0).astype(float)
    faults.raise_any()
    twice = np.flatnonzero(pd.Series(owner * len(sites) + place).duplicated())
    if len(twice):
        raise InputFault([Fault("Pair: stands twice", f"{name}, row {row + 2}", f"{demand[owner[row]]}, {sites[place[row]]}", "each pair of demand and site once", "remove the row") for row in twice[:MOST_ROWS_TOLD].tolist()])
    order = np.lexsort((place, owner))
    return np.r_[0, np.cumsum(np.bincount(owner, minlength=len(demand)))].astype(np.int64), place[order], far[order]
