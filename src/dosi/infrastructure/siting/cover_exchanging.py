"""Maximal covering by exchanges with a memory, as in `cover_swapping`, with the worth of every exchange kept up to date instead of added up anew: many times as many exchanges.

Worth of opening i and closing r: gain[i], the weight that i would newly reach, less alone[r, r], the weight that r alone reaches, plus alone[r, i], what of it i reaches too.
"""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.siting.compiled import compiled
from dosi.infrastructure.siting.cover_swapping import Cover

Array = np.ndarray


@compiled
def enter(start: Array, site: Array, by_site: Array, site_start: Array, weight: Array, slot: Array, count: Array, gain: Array, alone: Array, s: int, at: int) -> None:
    """Open site s in slot `at`."""
    slot[s] = at
    for e in range(site_start[s], site_start[s + 1]):
        j = by_site[e]
        count[j] += 1
        if count[j] == 1:
            for f in range(start[j], start[j + 1]):
                gain[site[f]] -= weight[j]
                alone[at, site[f]] += weight[j]
        elif count[j] == 2:
            for f in range(start[j], start[j + 1]):
                if slot[site[f]] >= 0 and site[f] != s:
                    other = slot[site[f]]
                    for g in range(start[j], start[j + 1]):
                        alone[other, site[g]] -= weight[j]
                    break


@compiled
def leave(start: Array, site: Array, by_site: Array, site_start: Array, weight: Array, slot: Array, count: Array, gain: Array, alone: Array, s: int) -> None:
    """Close site s; its slot becomes free."""
    at = slot[s]
    slot[s] = -1
    for e in range(site_start[s], site_start[s + 1]):
        j = by_site[e]
        count[j] -= 1
        if count[j] == 0:
            for f in range(start[j], start[j + 1]):
                gain[site[f]] += weight[j]
        elif count[j] == 1:
            for f in range(start[j], start[j + 1]):
                if slot[site[f]] >= 0:
                    other = slot[site[f]]
                    for g in range(start[j], start[j + 1]):
                        alone[other, site[g]] += weight[j]
                    break
    alone[at, :] = 0.0


@compiled
def roam(start: Array, site: Array, by_site: Array, site_start: Array, weight: Array, free: Array, opened: Array, draws: Array, rest: int, value: float, best: Array) -> float:
    """Make the best exchange again and again; `best` (marks of sites) becomes the best choice met, its worth is returned. A row of `draws` is one exchange's rests."""
    sites = len(free)
    slot, count = np.full(sites, -1, np.int64), np.zeros(len(weight), np.int64)
    gain, alone = np.zeros(sites), np.zeros((len(opened), sites))
    for j in range(len(weight)):
        for e in range(start[j], start[j + 1]):
            gain[site[e]] += weight[j]
    for at in range(len(opened)):
        enter(start, site, by_site, site_start, weight, slot, count, gain, alone, opened[at], at)
    holds, until, most = opened.copy(), np.zeros(sites, np.int64), value
    for move in range(1, len(draws) + 1):
        top, out, came = -np.inf, -1, -1
        for at in range(len(holds)):
            r = holds[at]
            if not free[r]:
                continue
            lost, waits = alone[at, r], until[r] > move
            for i in range(sites):
                profit = gain[i] - lost + alone[at, i]
                if profit > top and free[i] and slot[i] < 0 and (value + profit > most + 1e-9 or not (waits or until[i] > move)):
                    top, out, came = profit, at, i
        if out < 0:
            until[:] = 0
            continue
        gone = holds[out]
        leave(start, site, by_site, site_start, weight, slot, count, gain, alone, gone)
        enter(start, site, by_site, site_start, weight, slot, count, gain, alone, came, out)
        holds[out] = came
        value += top
        until[gone] = move + rest + draws[move - 1, 0]
        until[came] = move + rest // 2 + draws[move - 1, 1]
        if value > most + 1e-9:
            most = value
            best[:] = slot >= 0
    return most


def tabu(cover: Cover, opened: np.ndarray, free: np.ndarray, moves: int, seed: int, rest: int = 10) -> np.ndarray:
    """The best choice met in `moves` exchanges from `opened`; the same as `cover_swapping.tabu`, but of equal exchanges the one of the slot first filled comes first."""
    opened = np.sort(opened)
    inside = np.zeros(cover.sites, np.bool_)
    inside[opened] = True
    if not free[opened].any() or not (free & ~inside).any():
        return opened
    draws = np.random.default_rng(seed).integers(0, rest, (moves, 2))
    roam(cover.start, cover.site, cover.by_site, cover.site_start, cover.weight.astype(float), free, opened, draws, rest, float(cover.worth(opened)), inside)
    return np.flatnonzero(inside)
