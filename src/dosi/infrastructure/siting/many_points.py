"""The p-median of many points, over lists of near sites: prices and exchanges as in `dual` and `swapping`, without a table of all pairs.

Beside a bound, prices rule sites out (Beasley 1993); what is left becomes small enough for the tree, or the answer is told with its gap.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from dosi.infrastructure.siting.exchanging import Standing
from dosi.infrastructure.siting.nearby import Costs, lists
from dosi.infrastructure.siting.pricing import Climb, least, proven
from dosi.infrastructure.siting.tables import states
from dosi.model.siting import Effort, Instance

RANK = 4
"""lists reach to this open site of a good choice: points are served by their first, and prices stay below their fourth"""
WIDER = 1.25
"""lists grow by this much where prices meet their end"""
ROUNDS = 4000
"""steps of prices in one climb"""
OFFERED, SETTLED = 200, 50
"""rounds between two choices that prices favour and that are improved by exchanges; between two looks at what can be ruled out"""
PROMISING = 1.02
"""a choice this much worse than the best known is still worth improving"""
WORK = 4e8
"""entries that are looked at between two looks at the clock"""
SHAKES, FRUITLESS = 2000, 4
"""shakes in one go; goes without gain after which the search ends"""


class Search:
    """What is known so far."""

    def __init__(self, instance: Instance, effort: Effort, until: float | None, say: Callable[[str], None]) -> None:
        limits = instance.limits
        assert limits.p is not None
        self.effort, self.until, self.say = effort, until, say
        self.costs = Costs(instance)
        low, high = states(limits, len(instance.sites))
        self.closed = high == 0
        self.may_close = low < high
        self.fixed, self.free = np.flatnonzero(low), np.flatnonzero(low < high)
        self.left = min(limits.p - len(limits.required), len(self.free))
        self.step = 1.0 if self.costs.whole else 0.0
        self.rng = np.random.default_rng(effort.seed)
        self.bound: float | int = 0 if self.costs.whole else 0.0
        self.opened = np.sort(np.r_[self.fixed, self.rng.choice(self.free, self.left, replace=False)]).astype(np.int64)
        self.value, self.settled = np.inf, False
        say("가까운 후보지를 적는 중 (listing near sites)")
        self.reach = self.costs.reach(self.opened, RANK)
        self.near = lists(self.costs, self.reach, self.closed)
        self.price = np.zeros(len(self.costs.points))

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self.until is not None and time.monotonic() > self.until

    @property
    def done(self) -> bool:
        """Whether nothing better is left."""
        room = self.step - 0.5 if self.costs.whole else 1e-10 * abs(self.value)
        return self.settled or self.value - self.bound <= room

    @property
    def near_enough(self) -> bool:
        """Whether the asked gap is reached."""
        return self.done or self.value - self.bound <= self.effort.gap * abs(self.value)

    def standing(self, opened: np.ndarray) -> Standing:
        """Open sites to be improved with those that are still in question."""
        may_open = np.zeros(self.near.sites, np.bool_)
        may_open[self.free] = True
        return Standing(self.near, opened, may_open, self.may_close, 0.5 if self.costs.whole else 1e-9 * max(1e-9, abs(self.value) if np.isfinite(self.value) else 1e-9))

    def take(self, standing: Standing) -> None:
        """Keep a choice that is better."""
        if standing.value < self.value:
            self.value, self.opened = standing.value, standing.sites

    def improve(self, opened: np.ndarray) -> None:
        """Exchange from a choice."""
        standing = self.standing(opened)
        standing.descend()
        self.take(standing)

    def widen(self) -> None:
        """Lists anew, as far as the best choice and the prices ask."""
        self.near = lists(self.costs, self.reach, self._unlisted())

    def _unlisted(self) -> np.ndarray:
        unlisted = np.ones(self.near.sites, np.bool_)
        unlisted[self.fixed] = unlisted[self.free] = unlisted[self.opened] = False
        return unlisted

    def rule_out(self, price: np.ndarray) -> None:
        """Take the proven bound of some prices, and out of question what they settle."""
        bound, unrounded, rho = proven(self.near, price, self.fixed, self.free, self.left, self.costs.whole)
        if bound > self.bound:
            self.bound, self.price = bound, price
        if self.left >= len(self.free) or not self.left:
            self.only_one()
            return
        slack = self.value - self.step + 1e-6 + 1e-9 * abs(self.value)  # nothing is ruled out for what rounding may hide
        if unrounded > slack:
            return
        own = rho[self.free]
        inside = np.isin(self.free, least(rho, self.free, self.left), assume_unique=True)
        last_in, first_out = own[inside].max(), own[~inside].min()
        must = inside & (unrounded - own + first_out > slack)
        never = ~inside & (unrounded + own - last_in > slack)
        if not (must | never).any():
            return
        self.fixed = np.sort(np.r_[self.fixed, self.free[must]])
        self.free = self.free[~must & ~never]
        self.left -= int(must.sum())
        self.near = self.near.without(self._unlisted())
        if self.left >= len(self.free) or not self.left:
            self.only_one()

    def only_one(self) -> None:
        """All that is in question must be open, or nothing of it: of the better choices one is left."""
        opened = np.r_[self.fixed, self.free] if self.left else self.fixed
        value = float(self.costs.reach(opened, 1).sum())
        if value < self.value:
            self.value, self.opened = value, np.sort(opened)
        self.bound, self.settled = int(self.value) if self.costs.whole else self.value, True

    def offer(self, opened: np.ndarray) -> float:
        """Improve a choice that is promising, keep it if it is better; the value of the best."""
        standing = self.standing(opened)
        if standing.value < self.value * PROMISING:
            standing.descend()
            self.take(standing)
        return self.value

    def climb(self, price: np.ndarray) -> None:
        """Raise prices as far as they go, telling the exchanges what they favour."""
        climb = Climb(self.near, price, self.fixed, self.free, self.left)
        while climb.rounds < ROUNDS and not climb.ended and not self.over:
            climb.step(self.value)
            if climb.rounds % OFFERED == 0:
                self.improve(climb.chosen)
            if climb.rounds % SETTLED == 0:
                self.rule_out(climb.best_price)
                if self.near_enough:
                    return
                climb.narrow(self.near, self.fixed, self.free, self.left)
        self.rule_out(climb.best_price)
        if not self.near_enough and not self.over:
            self.improve(climb.chosen)
            short = climb.at_end_of_list
            if short.any():
                self.reach = np.where(short, self.reach * WIDER, self.reach)
                self.widen()

    def shake(self) -> None:
        """Shake the best choice until it stays, one, two and three wrong exchanges at a time."""
        standing = self.standing(self.opened)
        per_site = len(self.near.site) / max(len(self.free), 1)
        times = int(np.clip(WORK / (40 * per_site * per_site + 1), 3, SHAKES))
        fruitless, wrong = 0, 1
        while fruitless < FRUITLESS and not self.over and not self.near_enough:
            before = self.value
            standing.shake(self.rng, times, wrong)
            self.take(standing)
            self.say(f"흔들어 나은 답을 찾는 중: 값 {self.value:,.0f}, 한계 {self.bound:,.0f} (shaking)")
            fruitless = 0 if self.value < before * (1 - 1e-6) else fruitless + 1
            wrong = wrong % 3 + 1


def search(instance: Instance, effort: Effort, until: float | None, say: Callable[[str], None] = lambda _: None) -> Search:
    """A choice of p sites and a bound, by prices and exchanges alone."""
    s = Search(instance, effort, until, say)
    say("후보지를 바꾸어 가며 나은 답을 찾는 중 (exchanging)")
    s.improve(s.opened)
    if s.left >= len(s.free):
        s.only_one()
        return s
    s.reach = s.costs.reach(s.opened, RANK)
    s.widen()
    say("증명할 값을 올리는 중 (raising the bound)")
    first = s.standing(s.opened)
    price = (first.least + first.next_least) / 2.0
    for _ in range(2):
        before = s.value
        s.climb(price)
        if s.near_enough or s.over:
            break
        s.shake()
        if s.near_enough or s.over:
            break
        s.rule_out(s.price)
        price = s.price
        if s.value >= before:
            break
    return s
