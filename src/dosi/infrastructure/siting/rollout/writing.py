"""A rollout written out for HiGHS. Each function below is one kind of limit; its docstring is the row.

Beside the columns of `columns.py` each merged demand point j has z[j], whether it is covered; what is made most is the sum of weight[j] * z[j].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from math import gcd

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from dosi.infrastructure.siting.rollout.columns import ABSENT, Columns
from dosi.infrastructure.siting.solver import Programme
from dosi.model.rollout import NEVER, Acts, Rollout
from dosi.model.siting import Instance

MOST_TYPES = 6
"""types up to which sets of them are looked through"""


@dataclass(frozen=True)
class Block:
    """Rows of one kind: lower <= A x <= upper, each with what it is of (a period, a place, a zone)."""

    matrix: csr_array
    lower: np.ndarray
    upper: np.ndarray
    of: np.ndarray


class Rows:
    """Rows of one kind, gathered entry by entry."""

    def __init__(self, width: int) -> None:
        self.width, self.count = width, 0
        self.entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.lower: list[np.ndarray] = []
        self.upper: list[np.ndarray] = []
        self.of: list[np.ndarray] = []

    def add(self, terms: Sequence[tuple[np.ndarray, np.ndarray | float]], lower: np.ndarray | float = -np.inf, upper: np.ndarray | float = np.inf, of: np.ndarray | int = 0) -> None:
        """Rows beside each other: each term is a column per row (ABSENT: no entry) and its coefficient."""
        many = len(terms[0][0])
        for column, value in terms:
            self.more(np.arange(many), column, value)
        self.close(many, lower, upper, of)

    def more(self, row: np.ndarray, column: np.ndarray, value: np.ndarray | float) -> None:
        """Entries of the rows that are gathered, before they are closed."""
        there = column != ABSENT
        self.entries.append((self.count + row[there], column[there], np.broadcast_to(np.asarray(value, float), len(column))[there]))

    def close(self, many: int, lower: np.ndarray | float, upper: np.ndarray | float, of: np.ndarray | int = 0) -> None:
        """The sides of so many rows."""
        self.count += many
        for held, side in ((self.lower, lower), (self.upper, upper), (self.of, of)):
            held.append(np.broadcast_to(np.asarray(side, float), many))

    def block(self) -> Block:
        """The rows, entries of one place added together; rows without entries that hold by themselves are left out."""
        none = np.zeros(0)
        row, column, value = (np.concatenate([none, *part]) for part in zip(*self.entries, strict=True)) if self.entries else (none, none, none)
        matrix = csr_array(coo_array((value, (row.astype(np.int64), column.astype(np.int64))), shape=(self.count, self.width)))
        lower, upper, of = (np.concatenate([none, *part]) for part in (self.lower, self.upper, self.of))
        keep = (np.diff(matrix.indptr) > 0) | (lower > 0) | (upper < 0)
        return Block(csr_array(matrix[keep]), lower[keep], upper[keep], of[keep].astype(np.int64))


@dataclass(frozen=True)
class Flat:
    """A rollout with its columns and merged demand."""

    rollout: Rollout
    columns: Columns
    cover: Instance
    """demand points merged by cover, type and period; `sites` are the columns"""
    period: np.ndarray
    """of each merged point"""
    kind: np.ndarray
    zone: np.ndarray
    """zone of each merged point; 0 where there are none"""
    plain: np.ndarray
    """weight of each merged point, not multiplied by what its period counts for"""

    @property
    def width(self) -> int:
        """Columns and z."""
        return self.columns.count + len(self.cover.demand)


def flat(rollout: Rollout) -> Flat:
    """Merge the demand points that the same places serve (and that lie in one zone, where zones have floors), by type; then one point per period with its columns."""
    columns = Columns(rollout)
    kinds, places, end = rollout.shape
    floors = rollout.zone is not None and rollout.zone_floor_share > 0
    zone = rollout.zone if floors and rollout.zone is not None else np.zeros(len(rollout.demand), np.int64)
    marks = np.random.default_rng(7).integers(1, 1 << 63, (2, places + int(zone.max(initial=0)) + 1), dtype=np.int64).astype(np.uint64)
    owner, parts = rollout.owner, []
    points = 0
    for kind in range(kinds):
        place, period, column = columns.at(kind)
        used = np.zeros(places, bool)
        used[place] = True
        near = np.flatnonzero((rollout.distance <= rollout.types.radius[kind]) & used[rollout.place])
        mark = marks[:, places + zone].copy()
        np.add.at(mark[0], owner[near], marks[0, rollout.place[near]])
        np.add.at(mark[1], owner[near], marks[1, rollout.place[near]])
        _, lead, group = np.unique(mark[0], return_index=True, return_inverse=True)
        assert (mark[1][lead[group]] == mark[1]).all(), "two covers have one mark"
        weight = np.zeros((len(lead), end), rollout.weight.dtype)
        np.add.at(weight, group, rollout.weight[kind])
        leads = np.zeros(len(rollout.demand), bool)
        leads[lead] = True
        own = near[leads[owner[near]]]
        served = csr_array((np.ones(len(own)), (group[owner[own]], rollout.place[own])), shape=(len(lead), places))
        for t in range(end):
            here = period == t
            stand = csr_array((np.ones(int(here.sum())), (place[here], column[here])), shape=(places, columns.count))
            counts = np.flatnonzero(weight[:, t] > 0)
            parts.append((csr_array(served[counts] @ stand), weight[counts, t], np.full(len(counts), t), np.full(len(counts), kind), zone[lead[counts]]))
            points += len(counts)
    reach = csr_array(vstack([p[0] for p in parts], format="csr"))
    reach.sort_indices()
    plain, period, kind_of, zones = (np.concatenate([p[n] for p in parts]) for n in (1, 2, 3, 4))
    cover = Instance("rollout", np.arange(points), np.arange(columns.count), plain * rollout.periods.weight[period], reach.indptr.astype(np.int64), reach.indices.astype(np.int32), None)
    return Flat(rollout, columns, cover, period, kind_of, zones, plain)


def staying(f: Flat) -> Block:
    """What is put up stays: new[t - 1] <= new[t], and so for into, pole, more and out; what went does not come back: keep[t] <= keep[t - 1] and keep + out does not rise."""
    made, c = Rows(f.width), f.columns
    for table in (c.new, c.into, c.pole, c.more, c.out):
        before, after = table[..., :-1].ravel(), table[..., 1:].ravel()
        both = (before != ABSENT) & (after != ABSENT)
        made.add([(before[both], 1.0), (after[both], -1.0)], upper=0.0)
    for t in range(1, c.keep.shape[1]):
        e = np.flatnonzero(c.keep[:, t] != ABSENT)
        made.add([(c.keep[e, t], 1.0), (c.keep[e, t - 1], -1.0)], upper=0.0)
        o = e[c.out[e, t] != ABSENT]
        made.add([(c.keep[o, t], 1.0), (c.out[o, t], 1.0), (c.keep[o, t - 1], -1.0), (c.out[o, t - 1], -1.0)], upper=0.0)
    e, when = np.nonzero(c.out != ABSENT)
    made.add([(c.keep[e, when], 1.0), (c.out[e, when], 1.0)], upper=1.0)
    return made.block()


def moving(f: Flat) -> Block:
    """In each period as many devices of a class come to new places as leave their homes; none comes to its own: into[c, i, t] - into[c, i, t - 1] <= those that leave other homes in t.

    A device that has been moved stays to the end of its lifetime.
    """
    made, c = Rows(f.width), f.columns
    home = f.rollout.standing.place
    for n, (_, last) in enumerate(c.classes.tolist()):
        own = np.flatnonzero(c.class_of == n)
        for t in range(min(last + 1, c.out.shape[1])):
            to = c.into[n, :, t]
            made.more(np.zeros(len(to), np.int64), to, 1.0)
            made.more(np.zeros(len(own), np.int64), c.out[own, t], -1.0)
            made.close(1, 0.0, 0.0)
            for i in np.unique(home[own]).tolist():
                if to[i] == ABSENT:
                    continue
                other = own[home[own] != i]
                for when, sign in ((t, 1.0), (t - 1, -1.0)):
                    if when >= 0:
                        made.more(np.zeros(1, np.int64), c.into[n, i, [when]], sign)
                        made.more(np.zeros(len(other), np.int64), c.out[other, when], -sign)
                made.close(1, -np.inf, 0.0)
    return made.block()


def standing(f: Flat) -> Block:
    """What stands has been put up there: stand[k, i, t] = new[k, i, t] + sum of into[c, i, t] over the classes of type k."""
    made, c = Rows(f.width), f.columns
    for kind in range(f.rollout.shape[0]):
        own = c.stand[kind] != c.new[kind]
        made.add([(c.new[kind][own], 1.0), *((c.into[n][own], 1.0) for n in np.flatnonzero(c.classes[:, 0] == kind)), (c.stand[kind][own], -1.0)], 0.0, 0.0)
    return made.block()


def single(f: Flat) -> Block:
    """One device of a type at a place: stand[k, i, t] <= pole[i, t]; and stand[k, i, t] + keep[e, t] <= 1 for each standing device e there."""
    made, c = Rows(f.width), f.columns
    k, i, t = np.nonzero((c.stand != ABSENT) & (f.rollout.poles.cost > 0)[None, :, None])
    made.add([(c.stand[k, i, t], 1.0), (c.pole[i, t], -1.0)], upper=0.0, of=i)
    e, t = np.nonzero(c.keep != ABSENT)
    there = c.stand[f.rollout.standing.type[e], f.rollout.standing.place[e], t]
    both = there != ABSENT
    made.add([(there[both], 1.0), (c.keep[e, t][both], 1.0)], upper=1.0, of=f.rollout.standing.place[e][both])
    return made.block()


def _at_places(f: Flat, each: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Place, period, column and `each` (per type) of everything that can stand."""
    held = [(*f.columns.at(kind), each[kind]) for kind in range(len(each)) if each[kind]]
    if not held:
        return (np.zeros(0, np.int64),) * 4
    return (*(np.concatenate([h[n] for h in held]) for n in range(3)), np.concatenate([np.full(len(h[0]), float(h[3])) for h in held]))  # type: ignore[return-value]


def room(f: Flat) -> Block:
    """Sum of the devices at place i in period t <= room[i], times pole[i, t] where there is none yet."""
    most = np.where(f.rollout.poles.room == NEVER, np.inf, f.rollout.poles.room)
    return _drawn(f, np.ones(f.rollout.shape[0]), most, np.full((f.rollout.shape[1], f.rollout.shape[2]), ABSENT), np.zeros(f.rollout.shape[1]))


def supplied(f: Flat, s: int) -> Block:
    """Sum over devices at place i in period t of need[type] <= has[i] (times pole[i, t] where there is none yet) + more[i] * more[s, i, t]; and, so that the relaxation sees it too,
    of types that together need more than has[i], all but one may stand, or all where more is built: sum of stand over them <= their number - 1 + more[s, i, t]."""
    supply = f.rollout.poles.supplies[s]
    own = _drawn(f, supply.need.astype(float), supply.has.astype(float), f.columns.more[s], supply.more.astype(float))
    kinds, _, end = f.rollout.shape
    covers = Rows(f.width)
    if kinds <= MOST_TYPES:
        for held in (h for many in range(1, kinds + 1) for h in combinations(np.flatnonzero(supply.need > 0).tolist(), many)):
            need = float(supply.need[list(held)].sum())
            tight = (need > supply.has * (1 + 1e-9) + 1e-9) & (need - float(supply.need[list(held)].min()) <= supply.has) & (supply.more > 0)
            i, t = np.nonzero(tight[:, None] & np.all(f.columns.stand[list(held)] != ABSENT, axis=0))
            covers.add([*((f.columns.stand[k, i, t], 1.0) for k in held), (f.columns.more[s, i, t], -1.0)], upper=len(held) - 1.0, of=i * end + t)
    return _both(own, covers.block())


def _both(one: Block, other: Block) -> Block:
    return Block(csr_array(vstack([one.matrix, other.matrix], format="csr")), np.r_[one.lower, other.lower], np.r_[one.upper, other.upper], np.r_[one.of, other.of])


def _drawn(f: Flat, need: np.ndarray, has: np.ndarray, extra: np.ndarray, more: np.ndarray) -> Block:
    """Rows per place and period, where what can stand could draw more than there is."""
    kinds, places, end = f.rollout.shape
    held = [(*f.columns.at(kind), need[kind]) for kind in range(kinds)]
    place, period, column = (np.concatenate([h[n] for h in held]) for n in range(3))
    each = np.concatenate([np.full(len(h[0]), float(h[3])) for h in held])
    cell = place * end + period
    most = np.bincount(cell, each, places * end)
    bites = np.flatnonzero((most > np.repeat(has, end)) & (most > 0))
    row = np.full(places * end, -1)
    row[bites] = np.arange(len(bites))
    made = Rows(f.width)
    inside = (row[cell] >= 0) & (each > 0)
    made.more(row[cell[inside]], column[inside], each[inside])
    at, when = bites // end, bites % end
    pole = f.columns.pole[at, when]
    made.more(np.arange(len(bites)), pole, -has[at])
    made.more(np.arange(len(bites)), extra[at, when], -more[at])
    made.close(len(bites), -np.inf, np.where(pole == ABSENT, has[at], 0.0), bites)
    return made.block()


def unit_of_money(rollout: Rollout) -> int:
    """The largest sum of which all costs are whole multiples: the solver counts in it, and loses nothing."""
    poles, devices = rollout.poles, rollout.standing
    amounts = [rollout.types.operating, poles.cost, poles.device_cost[poles.device_cost != NEVER], *(s.cost for s in poles.supplies), devices.operating,
               devices.move_cost[devices.move_cost != NEVER], devices.retire_cost]  # fmt: skip
    return max(reduce(gcd, np.unique(np.abs(np.concatenate([a.ravel() for a in amounts]).astype(np.int64))).tolist(), 0), 1)


def money(f: Flat) -> Block:
    """What is spent in period t <= budget[t]; where money is carried, what is spent up to t <= the budgets up to t."""
    rollout, c, made = f.rollout, f.columns, Rows(f.width)
    poles, devices, end = rollout.poles, rollout.standing, rollout.shape[2]
    fixed = np.zeros(end)
    unit = unit_of_money(rollout)

    def first_cost(table: np.ndarray, cost: np.ndarray, running: np.ndarray | float = 0.0) -> None:
        """Paid in the period in which it begins, and `running` in every one: the columns' last axis is time."""
        flat_table, once, each = table.reshape(-1, end), np.broadcast_to(cost, table.shape[:-1]).ravel() / unit, np.broadcast_to(running, table.shape[:-1]).ravel() / unit
        for t in range(end):
            made.more(np.full(len(flat_table), t), flat_table[:, t], once + each)
            if t:
                made.more(np.full(len(flat_table), t), np.where(flat_table[:, t] == ABSENT, ABSENT, flat_table[:, t - 1]), -once)

    first_cost(c.new, poles.device_cost, rollout.types.operating[:, None])
    first_cost(c.pole, poles.cost)
    for s, supply in enumerate(poles.supplies):
        first_cost(c.more[s], supply.cost)
    first_cost(c.out, devices.move_cost, devices.operating)
    for e, last in enumerate(devices.last.tolist()):
        away, runs = devices.retire_cost[e] / unit, devices.operating[e] / unit
        fixed[0] += away
        for t in range(min(last + 1, end)):
            made.more(np.array([t]), c.keep[e, [t]], runs)
            for column in (c.keep[e, [t]], c.out[e, [t]]):
                made.more(np.array([t]), column, -away)
                if t + 1 < end:
                    made.more(np.array([t + 1]), column, away)
    budget = rollout.periods.budget // unit
    made.close(end, -np.inf, 0.0, np.arange(end))
    matrix = csr_array(coo_array((np.concatenate([v for *_, v in made.entries]), (np.concatenate([r for r, *_ in made.entries]).astype(np.int64), np.concatenate([k for _, k, _ in made.entries]))), shape=(end, f.width)))
    if rollout.periods.carried:
        matrix, fixed, budget = csr_array(csr_array(np.tril(np.ones((end, end)))) @ matrix), np.cumsum(fixed), np.cumsum(rollout.periods.budget) // unit
    matrix.eliminate_zeros()
    return Block(matrix, np.full(end, -np.inf), budget - fixed, np.arange(end))


def number(f: Flat) -> Block:
    """Sum of new[k, i, last period] <= most[k]."""
    made = Rows(f.width)
    for kind in np.flatnonzero(f.rollout.types.most != NEVER).tolist():
        last = f.columns.new[kind, :, -1]
        made.more(np.zeros(len(last), np.int64), last, 1.0)
        made.close(1, -np.inf, float(f.rollout.types.most[kind]), kind)
    return made.block()


def floors(f: Flat) -> Block:
    """In the last period, sum of weight[j] * z[j] over the points of a type (and zone) >= share * their weight."""
    made, last = Rows(f.width), f.period == f.rollout.shape[2] - 1
    z = f.columns.count + np.arange(len(f.cover.demand))
    many = len(f.rollout.zones)

    def floor(inside: np.ndarray, share: float, of: int) -> None:
        at = np.flatnonzero(inside)
        weight = f.plain[at].astype(float)
        if share > 0 and len(at):
            made.more(np.zeros(len(at), np.int64), z[at], weight)
            made.close(1, share * float(weight.sum()) * (1 - 1e-12), np.inf, of)

    for kind in range(f.rollout.shape[0]):
        floor(last & (f.kind == kind), float(f.rollout.types.floor_share[kind]), kind * (many + 1) + many)
        if f.rollout.zone is not None:
            for zone in range(many):
                floor(last & (f.kind == kind) & (f.zone == zone), f.rollout.zone_floor_share, kind * (many + 1) + zone)
    return made.block()


def reach(f: Flat) -> Block:
    """z[j] <= sum of the columns that serve j."""
    points, cover = len(f.cover.demand), f.cover
    made = Rows(f.width)
    made.more(np.arange(points), f.columns.count + np.arange(points), 1.0)
    made.more(cover.owner, cover.site.astype(np.int64), -1.0)
    made.close(points, -np.inf, 0.0, np.arange(points))
    return made.block()


Kind = Callable[[Flat], Block]
ALWAYS: tuple[Kind, ...] = (reach, staying, moving, standing, single)
"""what makes it a rollout"""


def limits(f: Flat) -> dict[str, Kind]:
    """The limits that people set, by name."""
    named: dict[str, Kind] = {"money": money, "number": number, "room": room, "floors": floors}
    for s, supply in enumerate(f.rollout.poles.supplies):
        named[supply.name] = lambda flat_, s=s: supplied(flat_, s)  # type: ignore[misc]
    return named


def sides(f: Flat, decided: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bound of each column: a kept device stays to its end, a moved one has left by its end or the last period, a retired one is not there then."""
    low, high = np.zeros(f.width), np.ones(f.width)
    devices, c, end = f.rollout.standing, f.columns, f.rollout.shape[2]
    for e, fate in enumerate(devices.fate.tolist() if decided else []):
        last = min(int(devices.last[e]), end - 1)
        if fate == "kept":
            low[c.keep[e, : last + 1]] = 1
        elif fate == "moved":
            low[c.out[e, last]] = 1
        elif fate == "retired" and devices.last[e] >= end - 1:
            high[c.keep[e, last]] = 0
    return low, high


def written(f: Flat, blocks: Sequence[Block], low: np.ndarray, high: np.ndarray) -> Programme:
    """The programme of these rows."""
    matrix = csr_array(vstack([b.matrix for b in blocks], format="csr"))
    cost = np.r_[np.zeros(f.columns.count), -f.cover.weight.astype(float)]
    whole = np.arange(f.width) < f.columns.count
    return Programme(cost, low, high, np.concatenate([b.lower for b in blocks]), np.concatenate([b.upper for b in blocks]), matrix.indptr, matrix.indices, matrix.data, whole)


def rows(f: Flat) -> list[Block]:
    """All rows."""
    return [kind(f) for kind in (*ALWAYS, *limits(f).values())]


def within_sides(f: Flat, low: np.ndarray, high: np.ndarray) -> tuple[Flat, Programme]:
    """The rollout with the columns between these sides, demand merged again, and its programme."""
    small = without(f, high == 0)
    points = len(small.cover.demand)
    return small, written(small, rows(small), np.r_[low, np.zeros(points)], np.r_[high, np.ones(points)])


def standing_at(f: Flat, acts: Acts) -> np.ndarray:
    """The columns of acts with the z that follow from them."""
    x = f.columns.taken(acts)
    return np.r_[x, np.bincount(f.cover.owner, x[f.cover.site], len(f.cover.demand)) > 0].astype(float)


def without(f: Flat, closed: np.ndarray) -> Flat:
    """The same with columns closed and the demand merged that then has the same cover."""
    open_ = ~closed[f.cover.site]
    owner, site = f.cover.owner[open_], f.cover.site[open_]
    key = (f.zone * f.rollout.shape[2] + f.period) * f.rollout.shape[0] + f.kind
    marks = np.random.default_rng(7).integers(1, 1 << 63, (2, f.columns.count), dtype=np.int64).astype(np.uint64)
    mark = np.zeros((2, len(f.cover.demand)), np.uint64)
    np.add.at(mark[0], owner, marks[0, site])
    np.add.at(mark[1], owner, marks[1, site])
    odd = np.uint64(0x9E3779B97F4A7C15)
    _, lead, group = np.unique(mark[0] + key.astype(np.uint64) * odd, return_index=True, return_inverse=True)
    assert (mark[1][lead[group]] == mark[1]).all() and (key[lead[group]] == key).all(), "two covers have one mark"
    weight, plain = np.zeros(len(lead), f.cover.weight.dtype), np.zeros(len(lead), f.plain.dtype)
    np.add.at(weight, group, f.cover.weight)
    np.add.at(plain, group, f.plain)
    table = csr_array((np.ones(len(owner)), (owner, site)), shape=(len(f.cover.demand), f.columns.count))[lead]
    table = csr_array(table)
    table.sort_indices()
    cover = replace(f.cover, demand=np.arange(len(lead)), weight=weight, start=table.indptr.astype(np.int64), site=table.indices.astype(np.int32))
    return replace(f, cover=cover, period=f.period[lead], kind=f.kind[lead], zone=f.zone[lead], plain=plain)
