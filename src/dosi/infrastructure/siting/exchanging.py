"""Exchanges of one open for one closed site over lists of near sites, and shaking: a few wrong exchanges, repaired around them, kept where they gain.

Whitaker, "A fast algorithm for the greedy interchange for large-scale clustering and median location problems", INFOR 21 (1983): for a site that opens, the best one to
close is found from the points near it alone. Hansen and Mladenovic, "Variable neighborhood search for the p-median", Location Science 5 (1997).
"""

from __future__ import annotations

import numpy as np

from dosi.infrastructure.siting.compiled import compiled
from dosi.infrastructure.siting.nearby import Nearby

Array = np.ndarray
MOST_MOVES = 4096
"""exchanges that one shake may take before it is undone"""


@compiled
def find_two(start: Array, site: Array, cost: Array, worst: Array, opened: Array, j: int, first: Array, least: Array, second: Array, next_least: Array) -> None:
    """The two cheapest open sites of point j; -1 and the worst cost where its list holds none."""
    first[j] = second[j] = -1
    least[j] = next_least[j] = worst[j]
    for e in range(start[j], start[j + 1]):
        if opened[site[e]]:
            if first[j] < 0:
                first[j], least[j] = site[e], cost[e]
            else:
                second[j], next_least[j] = site[e], cost[e]
                return


@compiled
def settle(start: Array, site: Array, cost: Array, worst: Array, opened: Array, first: Array, least: Array, second: Array, next_least: Array, loss: Array) -> None:
    """The two cheapest open sites of every point, and what each open site's closing would lose."""
    loss[:] = 0.0
    for j in range(len(start) - 1):
        find_two(start, site, cost, worst, opened, j, first, least, second, next_least)
        if first[j] >= 0:
            loss[first[j]] += next_least[j] - least[j]


@compiled
def ask_around(start: Array, site: Array, cost: Array, j: int, next_least: Array, may_open: Array, asked: Array, stamp: int, queue: Array, waiting: int) -> int:
    """Put the sites whose opening would serve point j anew on the queue."""
    for e in range(start[j], start[j + 1]):
        if cost[e] >= next_least[j]:
            break
        if asked[site[e]] != stamp and may_open[site[e]]:
            asked[site[e]] = stamp
            queue[waiting] = site[e]
            waiting += 1
    return waiting


@compiled
def move(start: Array, site: Array, cost: Array, worst: Array, site_start: Array, point: Array, site_cost: Array, opened: Array, slots: Array, slot: Array, first: Array, least: Array, second: Array, next_least: Array, loss: Array, i: int, r: int, may_open: Array, asked: Array, stamp: int, queue: Array, waiting: int) -> int:
    """Open i, close r; with a `stamp` above zero, sites around the change go on the queue. Returns how many wait."""
    opened[i], opened[r] = True, False
    slots[slot[r]] = i
    slot[i], slot[r] = slot[r], -1
    loss[i] = 0.0
    for e in range(site_start[i], site_start[i + 1]):
        j, c = point[e], site_cost[e]
        if c < next_least[j]:
            if first[j] >= 0:
                loss[first[j]] -= next_least[j] - least[j]
            if c < least[j]:
                second[j], next_least[j] = first[j], least[j]
                first[j], least[j] = i, c
            else:
                second[j], next_least[j] = i, c
            loss[first[j]] += next_least[j] - least[j]
            if stamp > 0:
                waiting = ask_around(start, site, cost, j, next_least, may_open, asked, stamp, queue, waiting)
    for e in range(site_start[r], site_start[r + 1]):
        j = point[e]
        if first[j] == r or second[j] == r:
            loss[first[j]] -= next_least[j] - least[j]
            find_two(start, site, cost, worst, opened, j, first, least, second, next_least)
            if first[j] >= 0:
                loss[first[j]] += next_least[j] - least[j]
            if stamp > 0:
                waiting = ask_around(start, site, cost, j, next_least, may_open, asked, stamp, queue, waiting)
    return waiting


@compiled
def cheapest(slots: Array, may_close: Array, loss: Array) -> int:
    """The open site whose closing loses least, the first of equal ones; -1 where none may close."""
    found, lost = -1, np.inf
    for s in slots:
        if may_close[s] and (loss[s] < lost or (loss[s] == lost and s < found)):
            found, lost = s, loss[s]
    return found


@compiled
def partner(site_start: Array, point: Array, site_cost: Array, slots: Array, first: Array, least: Array, next_least: Array, loss: Array, may_close: Array, i: int, cheap: int, extra: Array, touched: Array) -> tuple[float, int]:
    """What the sum falls by when i opens and the best partner closes, and that partner; ties go to the site that stands first."""
    gain, many = 0.0, 0
    for e in range(site_start[i], site_start[i + 1]):
        j, c = point[e], site_cost[e]
        if c < next_least[j]:
            saved = next_least[j] - c
            if c < least[j]:
                gain += least[j] - c
                saved = next_least[j] - least[j]
            s = first[j]
            if s >= 0:
                if extra[s] < 0.0:
                    extra[s] = 0.0
                    touched[many] = s
                    many += 1
                extra[s] += saved
    found, lost = -1, np.inf
    if extra[cheap] < 0.0:
        found, lost = cheap, loss[cheap]
    else:
        for s in slots:
            if may_close[s] and extra[s] < 0.0 and (loss[s] < lost or (loss[s] == lost and s < found)):
                found, lost = s, loss[s]
    for n in range(many):
        s = touched[n]
        if may_close[s]:
            worth = loss[s] - extra[s]
            if worth < lost or (worth == lost and s < found):
                found, lost = s, worth
    for n in range(many):
        extra[touched[n]] = -1.0
    return gain - lost, found


@compiled
def descend(may_open: Array, may_close: Array, enough: float, start: Array, site: Array, cost: Array, worst: Array, site_start: Array, point: Array, site_cost: Array, opened: Array, slots: Array, slot: Array, first: Array, least: Array, second: Array, next_least: Array, loss: Array) -> int:
    """Exchange until no site that may open gains more than `enough`; sites are asked in their order, round and round. Returns the exchanges made."""
    sites = len(opened)
    extra, touched = np.full(sites, -1.0), np.empty(sites, np.int64)
    asked, queue = np.zeros(0, np.int64), np.zeros(0, np.int64)
    cheap = cheapest(slots, may_close, loss)
    made, since, i = 0, 0, 0
    while cheap >= 0 and since < sites:
        since += 1
        if may_open[i] and not opened[i]:
            profit, r = partner(site_start, point, site_cost, slots, first, least, next_least, loss, may_close, i, cheap, extra, touched)
            if profit > enough:
                move(start, site, cost, worst, site_start, point, site_cost, opened, slots, slot, first, least, second, next_least, loss, i, r, may_open, asked, 0, queue, 0)
                cheap = cheapest(slots, may_close, loss)
                made, since = made + 1, 0
        i = i + 1 if i + 1 < sites else 0
    return made


@compiled
def shake(may_open: Array, may_close: Array, enough: float, draws: Array, most: int, start: Array, site: Array, cost: Array, worst: Array, site_start: Array, point: Array, site_cost: Array, opened: Array, slots: Array, slot: Array, first: Array, least: Array, second: Array, next_least: Array, loss: Array) -> float:
    """For each row of `draws`: some exchanges around a place, then the best around them; undone where the sum has risen. Returns what the sum fell by.

    A row of `draws` holds the slot of an open site, and for each wrong exchange a point near it, which of its two sites closes, and which near site opens.
    """
    sites = len(opened)
    extra, touched = np.full(sites, -1.0), np.empty(sites, np.int64)
    asked, queue = np.zeros(sites, np.int64), np.empty(sites, np.int64)
    came, went = np.empty(most, np.int64), np.empty(most, np.int64)
    fallen = 0.0
    for stamp in range(1, len(draws) + 1):
        row, waiting, many, change = draws[stamp - 1], 0, 0, 0.0
        middle = slots[row[0] % len(slots)]
        around = site_start[middle + 1] - site_start[middle]
        for at in range(1, len(row), 3):
            if around == 0:
                break
            j = point[site_start[middle] + row[at] % around]
            r = first[j] if row[at + 1] % 2 == 0 or second[j] < 0 else second[j]
            near = 0
            while start[j] + near < start[j + 1] and cost[start[j] + near] < next_least[j]:
                near += 1
            if r < 0 or near == 0 or not may_close[r]:
                continue
            i = site[start[j] + row[at + 2] % near]
            if opened[i] or not may_open[i]:
                continue
            change -= loss[r]
            for e in range(site_start[i], site_start[i + 1]):
                k, c = point[e], site_cost[e]
                if c < least[k]:
                    change += least[k] - c
                    if first[k] == r:
                        change += next_least[k] - least[k]
                elif c < next_least[k] and first[k] == r:
                    change += next_least[k] - c
            waiting = move(start, site, cost, worst, site_start, point, site_cost, opened, slots, slot, first, least, second, next_least, loss, i, r, may_open, asked, stamp, queue, waiting)
            came[many], went[many] = i, r
            many += 1
        if many == 0:
            continue
        cheap = cheapest(slots, may_close, loss)
        again = True
        while again and many < most:
            again, head = False, 0
            while head < waiting and many < most:
                i = queue[head]
                head += 1
                if opened[i]:
                    continue
                profit, r = partner(site_start, point, site_cost, slots, first, least, next_least, loss, may_close, i, cheap, extra, touched)
                if profit > enough:
                    waiting = move(start, site, cost, worst, site_start, point, site_cost, opened, slots, slot, first, least, second, next_least, loss, i, r, may_open, asked, stamp, queue, waiting)
                    cheap = cheapest(slots, may_close, loss)
                    came[many], went[many] = i, r
                    many, change, again = many + 1, change + profit, True
        if change < -enough:
            for n in range(many - 1, -1, -1):
                move(start, site, cost, worst, site_start, point, site_cost, opened, slots, slot, first, least, second, next_least, loss, went[n], came[n], may_open, asked, 0, queue, 0)
        else:
            fallen += change
    return fallen


class Standing:
    """Open sites, and the two cheapest of them for every point."""

    def __init__(self, near: Nearby, opened: np.ndarray, may_open: np.ndarray, may_close: np.ndarray, enough: float) -> None:
        """`enough`: what an exchange must gain at least, to be made."""
        points = len(near.beyond)
        self.near, self.may_open, self.may_close, self.enough = near, may_open, may_close, enough
        self.opened = np.zeros(near.sites, np.bool_)
        self.opened[opened] = True
        self.slots = np.sort(opened).astype(np.int64)
        self.slot = np.full(near.sites, -1, np.int64)
        self.slot[self.slots] = np.arange(len(self.slots))
        self.first, self.second = np.empty(points, np.int64), np.empty(points, np.int64)
        self.least, self.next_least, self.loss = np.empty(points), np.empty(points), np.zeros(near.sites)
        settle(near.start, near.site, near.cost, near.worst, self.opened, self.first, self.least, self.second, self.next_least, self.loss)

    @property
    def sites(self) -> np.ndarray:
        """The open sites, rising."""
        return np.flatnonzero(self.opened)

    @property
    def value(self) -> float:
        """Sum of the least costs, never below what it is; where a list holds no open site, the point's worst cost stands."""
        return float(self.least.sum())

    def descend(self) -> None:
        """Exchange until nothing gains."""
        descend(self.may_open, self.may_close, self.enough, *self._arrays())

    def shake(self, rng: np.random.Generator, times: int, wrong: int) -> float:
        """Shake so many times, with so many wrong exchanges each; what the sum fell by."""
        return float(shake(self.may_open, self.may_close, self.enough, rng.integers(0, 1 << 40, (times, 1 + 3 * wrong)), MOST_MOVES, *self._arrays()))

    def _arrays(self) -> tuple[np.ndarray, ...]:
        near = self.near
        return (near.start, near.site, near.cost, near.worst, near.site_start, near.point, near.site_cost,
                self.opened, self.slots, self.slot, self.first, self.least, self.second, self.next_least, self.loss)  # fmt: skip
