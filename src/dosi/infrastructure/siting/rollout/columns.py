"""A rollout as yes-or-no columns: what stands where in which period, and back from columns to acts.

new[k, i, t]   a new device of type k stands at place i in period t (once there, it stays)
keep[e, t]     the standing device e stands where it stood
out[e, t]      it has been moved; into[c, i, t]: one of class c (type and end of lifetime, within which devices are alike) has been moved to place i
stand[k, i, t] a device of type k has been put up at place i, new or moved there; the same column as new where nothing can be moved to
pole[i, t]     the pole stands; more[s, i, t]: supply s has been built onto it
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from dosi.model.rollout import NEVER, Acts, Rollout

ABSENT = -1


class Columns:
    """The position of every column; ABSENT where the thing cannot be."""

    def __init__(self, rollout: Rollout) -> None:
        kinds, places, end = rollout.shape
        poles, standing, types = rollout.poles, rollout.standing, rollout.types
        self.rollout, self.count = rollout, 0
        period = np.arange(end)
        later = period[None, :] >= poles.first[:, None]
        serves = np.zeros((kinds, places), bool)
        for kind in range(kinds):
            serves[kind, rollout.place[rollout.distance <= types.radius[kind]]] = True
        can = (poles.device_cost != NEVER)[:, :, None] & later
        self.new = self._numbered(can & serves[:, :, None])
        inside = period[None, :] <= standing.last[:, None]
        self.keep = self._numbered(inside)
        movable = (standing.move_cost != NEVER) & ~np.isin(standing.fate.astype(str), ("kept", "retired"))
        self.out = self._numbered(inside & movable[:, None])
        alike = sorted({(int(k), int(last)) for k, last in zip(standing.type[movable], standing.last[movable], strict=True)})
        self.classes = np.array(alike, np.int64).reshape(-1, 2)
        """type and last period of each class of devices that can be moved"""
        number = {c: n for n, c in enumerate(alike)}
        self.class_of = np.array([number[int(k), int(last)] if m else ABSENT for k, last, m in zip(standing.type, standing.last, movable, strict=True)], np.int64)
        self.into = self._numbered(can[self.classes[:, 0]] & (period <= self.classes[:, 1:])[:, None, :])
        moved = np.zeros(self.new.shape, bool)
        for n, kind in enumerate(self.classes[:, 0]):
            moved[kind] |= self.into[n] != ABSENT
        self.stand = np.where(moved, self._numbered(moved), self.new)
        self.pole = self._numbered((poles.cost > 0)[:, None] & later)
        self.more = self._numbered(np.array([(s.more > 0)[:, None] & later for s in poles.supplies], bool).reshape(-1, places, end))

    def _numbered(self, there: np.ndarray) -> np.ndarray:
        out = np.full(there.shape, ABSENT, np.int64)
        many = int(there.sum())
        out[there] = self.count + np.arange(many)
        self.count += many
        return out

    def at(self, kind: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Place, period and column of everything that may stand somewhere as a device of the type."""
        i, t = np.nonzero(self.stand[kind] != ABSENT)
        e, when = np.nonzero((self.keep != ABSENT) & (self.rollout.standing.type == kind)[:, None])
        return np.r_[i, self.rollout.standing.place[e]], np.r_[t, when], np.r_[self.stand[kind, i, t], self.keep[e, when]]

    def taken(self, acts: Acts) -> np.ndarray:
        """The columns that acts amount to, 0 or 1."""
        end = self.rollout.shape[2]
        x = np.zeros(self.count + 1)  # the last one takes what is ABSENT

        def on(table: np.ndarray, first: int, after: int = end) -> None:
            x[table[first:after]] = 1

        for kind, i, t in acts.new.tolist():
            on(self.new[kind, i], t)
            on(self.stand[kind, i], t)
        gone, moved = dict(acts.retired.tolist()), {e: (i, t) for e, i, t in acts.moved.tolist()}
        for e in range(len(self.keep)):
            i, when = moved.get(e, (0, gone.get(e, end)))
            on(self.keep[e], 0, when)
            if e in moved:
                on(self.out[e], when, gone.get(e, end))
                on(self.into[self.class_of[e], i], when, gone.get(e, end))
                on(self.stand[self.classes[self.class_of[e], 0], i], when, gone.get(e, end))
        for i, t in acts.poles.tolist():
            on(self.pole[i], t)
        for s, i, t in acts.built.tolist():
            on(self.more[s, i], t)
        return x[:-1]

    def acts(self, x: np.ndarray) -> Acts:
        """The acts of columns, 0 or 1. Among devices that are alike the moves are paired so that they are shortest together; ties go to what stands first."""
        end = self.rollout.shape[2]
        on = np.r_[x > 0.5, False]
        standing = self.rollout.standing
        new, poles, built = (_first(on[table]) for table in (self.new, self.pole, self.more))
        retired, moved = [], []
        start_out = dict(_first(on[self.out]).tolist())
        for e in range(len(self.keep)):
            stays = on[self.keep[e]] | on[self.out[e]]
            if not stays.all():
                retired.append((e, int(np.argmin(stays))))
        for c, t in sorted({(int(self.class_of[e]), t) for e, t in start_out.items()}):
            who = np.array([e for e, when in start_out.items() if when == t and self.class_of[e] == c])
            to = np.flatnonzero(on[self.into[c, :, t]] & ~(on[self.into[c, :, t - 1]] if t else np.zeros(self.into.shape[1], bool)))
            far = _apart(self.rollout, standing.place[who], to)
            row, column = linear_sum_assignment(far)
            moved += [(int(who[a]), int(to[b]), t) for a, b in zip(row, column, strict=True)]
        return Acts(new, poles, built, np.array(sorted(moved), np.int64).reshape(-1, 3), np.array(sorted(r for r in retired if r[1] < end), np.int64).reshape(-1, 2))


def _first(on: np.ndarray) -> np.ndarray:
    """Where something begins in time (the last axis): its position and its first period, as rows."""
    begins = on.copy()
    begins[..., 1:] &= ~on[..., :-1]
    return np.argwhere(begins).astype(np.int64)


def _apart(rollout: Rollout, home: np.ndarray, to: np.ndarray) -> np.ndarray:
    """Distance from homes to new places; no device is moved to where it stood."""
    xy = rollout.poles.xy
    far = np.hypot(*(xy[home][:, None] - xy[to][None]).transpose(2, 0, 1))
    return np.where(home[:, None] == to[None], 1e15, far)
