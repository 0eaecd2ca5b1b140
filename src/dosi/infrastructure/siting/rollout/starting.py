"""A rollout to begin with: period by period, what covers most more for its money is put up next."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from dosi.infrastructure.siting.rollout.counting import left, spent, stands
from dosi.infrastructure.siting.rollout.writing import Flat
from dosi.model.rollout import NEVER, Acts


def untouched(f: Flat) -> Acts:
    """Nothing new: what stands is taken away at the end of its lifetime, or at the last moment where it is to be."""
    standing, end = f.rollout.standing, f.rollout.shape[2]
    last = np.where(standing.fate.astype(str) == "retired", np.minimum(standing.last, end - 2), standing.last)
    gone = np.flatnonzero(last < end - 1)
    return Acts(retired=np.c_[gone, last[gone] + 1].astype(np.int64).reshape(-1, 2))


def greedy(f: Flat) -> Acts:
    """Devices put up one after the other, by covered weight per money, as long as the money of the period and of those after it allows; poles and supplies are built where they are needed.

    Ties go to the type and place that stand first.
    """
    rollout, c = f.rollout, f.columns
    kinds, places, end = rollout.shape
    poles = rollout.poles
    acts = untouched(f)
    many = stands(rollout, acts)
    rest = left(rollout, spent(rollout, acts)).astype(np.int64)
    if (rest < 0).any():
        return acts
    taken = c.taken(acts)
    count = np.bincount(f.cover.owner, taken[f.cover.site], len(f.cover.demand))
    up = np.repeat((poles.cost == 0)[:, None], end, axis=1)
    has = [np.repeat(s.has[:, None].astype(float), end, axis=1) for s in poles.supplies]
    extended = [np.zeros(places, bool) for _ in poles.supplies]
    number = np.zeros(kinds, np.int64)
    tables = []
    for kind in range(kinds):
        own = np.flatnonzero(f.kind == kind)
        place, _, column = c.at(kind)
        at = np.full(c.count, -1)
        at[column] = place
        inside = f.kind[f.cover.owner] == kind
        row, site = f.cover.owner[inside], at[f.cover.site[inside]]
        table = csr_array((np.ones(len(row)), (row, site)), shape=(len(f.cover.demand), places))
        table.data[:] = 1.0
        tables.append((own, csr_array(table[own].T), csr_array(table[own])))
    new, built, put = [], [], []
    weight = f.cover.weight.astype(float)
    for t in range(end):
        later = np.arange(end) >= t
        gain = np.full((kinds, places), np.nan)
        while True:
            for kind in np.flatnonzero(np.isnan(gain[:, 0])).tolist():
                own, by_place, _ = tables[kind]
                gain[kind] = by_place @ np.where((count[own] == 0) & (f.period[own] >= t), weight[own], 0.0)
            drawn = [np.tensordot(s.need.astype(float), many, 1) for s in poles.supplies]
            price = np.where(poles.device_cost == NEVER, 0, poles.device_cost) + np.where(up[:, t], 0, poles.cost)[None, :]
            can = (c.new[:, :, t] >= 0) & (many[:, :, t:].max(axis=2) == 0) & (gain > 0)
            can &= ((poles.room == NEVER) | (many.sum(axis=0)[:, t:].max(axis=1) < poles.room))[None, :]
            can &= ((rollout.types.most == NEVER) | (number < rollout.types.most))[:, None]
            for s, supply in enumerate(poles.supplies):
                short = (drawn[s] - has[s])[:, t:].max(axis=1)[None, :] + supply.need.astype(float)[:, None]
                helped = (short > 0) & (short <= supply.more[None, :]) & ~extended[s][None, :] & (supply.need[:, None] > 0)
                can &= (short <= 0) | helped | (supply.need[:, None] == 0)
                price = price + np.where(helped, supply.cost[None, :], 0)
            for s in range(t, end):
                runs = rollout.types.operating[:, None] * ((s - t + 1) if rollout.periods.carried else 1)
                can &= (price if s == t or rollout.periods.carried else 0) + runs <= rest[s]
            if not can.any():
                break
            whole = price + rollout.types.operating[:, None] * (end - t)
            ratio = np.where(can, gain / np.maximum(whole, 1e-9), -1.0)
            kind, i = divmod(int(ratio.argmax()), places)
            for s, supply in enumerate(poles.supplies):
                if supply.need[kind] > 0 and (drawn[s] - has[s])[i, t:].max() + supply.need[kind] > 0:
                    extended[s][i] = True
                    has[s][i, t:] += supply.more[i]
                    built.append((s, i, t))
            if not up[i, t]:
                up[i, t:] = True
                put.append((i, t))
            new.append((kind, i, t))
            number[kind] += 1
            many[kind, i, t:] += 1
            rest[t:] -= np.int64(price[kind, i]) if rollout.periods.carried else np.where(np.arange(t, end) == t, np.int64(price[kind, i]), 0)
            rest[t:] -= rollout.types.operating[kind] * (np.arange(1, end - t + 1) if rollout.periods.carried else 1)
            own, by_place, _ = tables[kind]
            reached = own[by_place[[i]].indices]
            count[reached[later[f.period[reached]]]] += 1
            gain[kind] = np.nan
    return Acts(np.array(sorted(new), np.int64).reshape(-1, 3), np.array(sorted(put), np.int64).reshape(-1, 2), np.array(sorted(built), np.int64).reshape(-1, 3), acts.moved, acts.retired)
