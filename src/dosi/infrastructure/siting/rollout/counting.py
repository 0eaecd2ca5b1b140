"""What acts come to, counted from the acts alone: who stands where when, the money, the covered weight, and every limit they break. The last word on every answer."""

from __future__ import annotations

import numpy as np

from dosi.model.rollout import NEVER, Acts, Rollout

ROUNDING = 1e-9


def stands(rollout: Rollout, acts: Acts) -> np.ndarray:
    """Devices of each type at each place in each period, shape (types, places, periods)."""
    many = np.zeros((*rollout.shape[:2], rollout.shape[2] + 1), np.int64)
    end = rollout.shape[2]

    def add(kind: int, place: int, first: int, after: int) -> None:
        many[kind, place, first:after] += 1

    for kind, place, period in acts.new.tolist():
        add(kind, place, period, end)
    gone, moved = _gone(rollout, acts), {e: (to, t) for e, to, t in acts.moved.tolist()}
    for e, (kind, home) in enumerate(zip(rollout.standing.type.tolist(), rollout.standing.place.tolist(), strict=True)):
        to, when = moved.get(e, (home, gone[e]))
        add(kind, home, 0, min(when, gone[e]))
        add(kind, to, when, gone[e])
    return many[:, :, :end]


def _gone(rollout: Rollout, acts: Acts) -> list[int]:
    """First period without each standing device."""
    gone = [rollout.shape[2]] * len(rollout.standing.ids)
    for e, t in acts.retired.tolist():
        gone[e] = t
    return gone


def spent(rollout: Rollout, acts: Acts) -> np.ndarray:
    """Money of each period: devices, poles, what is built onto them, moves, taking away, and operating of what stands; int64."""
    poles, standing, end = rollout.poles, rollout.standing, rollout.shape[2]
    money = np.zeros(end, np.int64)
    for kind, place, t in acts.new.tolist():
        money[t] += poles.device_cost[kind, place]
        money[t:] += rollout.types.operating[kind]
    for place, t in acts.poles.tolist():
        money[t] += poles.cost[place]
    for supply, place, t in acts.built.tolist():
        money[t] += poles.supplies[supply].cost[place]
    for e, _, t in acts.moved.tolist():
        money[t] += standing.move_cost[e]
    for e, t in acts.retired.tolist():
        money[t] += standing.retire_cost[e]
    for e, gone in enumerate(_gone(rollout, acts)):
        money[:gone] += standing.operating[e]
    return money


def left(rollout: Rollout, money: np.ndarray) -> np.ndarray:
    """Money left in each period; what came over from earlier ones with it, where it is carried."""
    rest = rollout.periods.budget - money
    return np.cumsum(rest) if rollout.periods.carried else rest


def reached(rollout: Rollout, many: np.ndarray) -> np.ndarray:
    """Which demand points are covered, shape (types, demand points, periods)."""
    kinds, _, end = rollout.shape
    owner = rollout.owner
    out = np.zeros((kinds, len(rollout.demand), end), bool)
    for kind in range(kinds):
        near = rollout.distance <= rollout.types.radius[kind]
        for t in range(end):
            hit = near & (many[kind, :, t] > 0)[rollout.place]
            out[kind, owner[hit], t] = True
    return out


def serving(rollout: Rollout, many: np.ndarray) -> np.ndarray:
    """The nearest place that serves each demand point in the last period, by type, shape (types, demand points); -1 where none does. Ties go to the place that stands first."""
    kinds = rollout.shape[0]
    owner = rollout.owner
    out = np.full((kinds, len(rollout.demand)), -1, np.int64)
    for kind in range(kinds):
        at = np.flatnonzero((rollout.distance <= rollout.types.radius[kind]) & (many[kind, :, -1] > 0)[rollout.place])
        at = at[np.lexsort((rollout.place[at], rollout.distance[at], owner[at]))]
        first = at[np.r_[True, owner[at][1:] != owner[at][:-1]]] if len(at) else at
        out[kind, owner[first]] = rollout.place[first]
    return out


def covered(rollout: Rollout, is_reached: np.ndarray) -> np.ndarray:
    """Weight covered, shape (types, periods)."""
    return np.where(is_reached, rollout.weight, 0).sum(axis=1)


def broken(rollout: Rollout, acts: Acts) -> list[str]:
    """Every limit that the acts break, in words; empty when they keep all."""
    poles, standing, types, (kinds, places, end) = rollout.poles, rollout.standing, rollout.types, rollout.shape
    many, said = stands(rollout, acts), list[str]()
    up = np.where(poles.cost[:, None] > 0, 0, 1) * np.ones((1, end), np.int64)
    for place, t in acts.poles.tolist():
        up[place, t:] = 1
        said += [f"pole {place} before its first period"] if t < poles.first[place] else []
    said += [f"place {i}: no pole in period {t}" for i, t in np.argwhere((many.sum(axis=0) > 0) & (up == 0)).tolist()]
    said += [f"place {i}: room in period {t}" for i, t in np.argwhere((many.sum(axis=0) > poles.room[:, None]) & (poles.room[:, None] != NEVER)).tolist()]
    for s, supply in enumerate(poles.supplies):
        has = np.repeat(supply.has[:, None].astype(float), end, axis=1)
        for place, t in acts.built[acts.built[:, 0] == s, 1:].tolist():
            has[place, t:] += supply.more[place]
            said += [f"place {place}: {supply.name} built before its first period"] if t < poles.first[place] else []
        drawn = np.tensordot(supply.need.astype(float), many, 1)
        said += [f"place {i}: {supply.name} in period {t}" for i, t in np.argwhere(drawn > has * (1 + ROUNDING) + ROUNDING).tolist()]
    own = np.zeros((kinds, places, end), np.int64)
    gone, moved = _gone(rollout, acts), {e: (to, t) for e, to, t in acts.moved.tolist()}
    for e in range(len(standing.ids)):
        to, when = moved.get(e, (NEVER, end))
        own[standing.type[e], standing.place[e], : min(when, gone[e])] += 1
        if gone[e] > standing.last[e] + 1:
            said.append(f"standing {e}: beyond its lifetime")
        if e in moved and (standing.move_cost[e] == NEVER or poles.device_cost[standing.type[e], to] == NEVER or when < poles.first[to] or when >= gone[e] or to == standing.place[e]):
            said.append(f"standing {e}: cannot be moved so")
        early = gone[e] <= min(int(standing.last[e]), end - 1)
        fate = standing.fate[e]
        if (fate == "kept" and (e in moved or early)) or (fate == "moved" and e not in moved) or (fate == "retired" and (e in moved or gone[e] >= end)):
            said.append(f"standing {e}: is not {fate}")
        if e in moved and early:
            said.append(f"standing {e}: moved and taken away before its end")
    said += [f"type {k}, place {i}: more than one in period {t}" for k, i, t in np.argwhere((many > 1) & (many > own)).tolist()]
    for kind, place, t in acts.new.tolist():
        if poles.device_cost[kind, place] == NEVER or t < poles.first[place]:
            said.append(f"type {kind} cannot stand at place {place} from {t}")
    count = np.bincount(acts.new[:, 0], minlength=kinds)
    said += [f"type {k}: more than {types.most[k]} new" for k in np.flatnonzero((types.most != NEVER) & (count > types.most)).tolist()]
    said += [f"money of period {t}" for t in np.flatnonzero(left(rollout, spent(rollout, acts)) < 0).tolist()]
    hit = reached(rollout, many)[:, :, -1]
    weight = rollout.weight[:, :, -1]
    for kind in range(kinds):
        got = np.where(hit[kind], weight[kind], 0)
        if got.sum() < types.floor_share[kind] * weight[kind].sum() * (1 - ROUNDING):
            said.append(f"floor of type {kind}")
        if rollout.zone is not None and rollout.zone_floor_share:
            whole = np.bincount(rollout.zone, weight[kind], len(rollout.zones))
            short = np.bincount(rollout.zone, got, len(rollout.zones)) < rollout.zone_floor_share * whole * (1 - ROUNDING)
            said += [f"floor of type {kind} in zone {rollout.zones[z]}" for z in np.flatnonzero(short)]
    return said
