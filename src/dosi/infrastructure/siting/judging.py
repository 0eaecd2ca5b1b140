"""Put value and bound of an answer beside each other: what may be called optimal."""

from __future__ import annotations

import math

import numpy as np

from dosi.infrastructure.siting.tree import ROUNDING, TOLERANCE
from dosi.model.siting import FEASIBLE, INFEASIBLE, OPTIMAL, UNKNOWN, Answer, Instance


def nothing(instance: Instance, proven: bool, because: str = "") -> Answer:
    """The answer where no choice keeps the limits, or where none was found."""
    words = because or ("이 조건을 모두 지키는 선택이 없다 (no choice keeps the limits)" if proven else "멈출 때까지 조건을 지키는 답을 찾지 못했다 (stopped before one was found)")
    return Answer(instance.problem, INFEASIBLE if proven else UNKNOWN, (), np.full(len(instance.demand), -1, np.int64), None, None, words)


def judged(instance: Instance, opened: np.ndarray, serves: np.ndarray, value: float | int, bound: float, because: str, least: bool, whole: bool | None = None, scale: float = 0.0) -> Answer:
    """The answer: `value` recomputed from the sites, `bound` rounded to the next value that a whole sum can take.

    Optimal is what equals its bound; where sums are not whole, or too large for a double to tell them apart, what differs by no more than 1e-9 of the value (of `scale`, if that is larger: where
    the search added up more than the value).
    """
    whole = instance.whole if whole is None else whole
    slack = 1e-6 + ROUNDING * abs(value)
    exact = whole and slack < 0.25
    sign = 1 if least else -1
    if not math.isfinite(bound):
        return Answer(instance.problem, FEASIBLE, tuple(int(s) for s in opened), serves, value, None, because + "; 증명된 한계 없음")
    if exact:
        shown: float | int = sign * math.ceil(sign * bound - slack)
        shown = sign * min(sign * shown, sign * value)
        proven = shown == value
    else:
        shown = sign * min(sign * bound, sign * float(value))
        proven = abs(float(value) - shown) <= TOLERANCE * max(abs(float(value)), scale)
        because += f" (허용 오차 값의 {TOLERANCE:g})" if proven else ""
    return Answer(instance.problem, OPTIMAL if proven else FEASIBLE, tuple(int(s) for s in opened), serves, value, shown, because if proven else because + "; 한계까지만 증명")
