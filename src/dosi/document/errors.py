"""What the plan says of errors: in words for each kind, the same on every page that shows an interval."""

from __future__ import annotations

from collections.abc import Iterable

from dosi.document.plan import Plan
from dosi.model.blocks import Runs, Text
from dosi.model.findings import Measured
from dosi.model.layers import Layers
from dosi.model.rows import ErrorAssumptions

ERRORS = {
    "sampling": "표본 오차: 일어난 일의 수가 달랐을 수 있다",
    "model": "모형 오차: 사람이 어느 격자에 사는지 나누어 셈하였다",
    "borrowed": "빌린 모형 오차: 받은 인구 격자의 오차는 알려지지 않아, 이 도시의 인구를 땅의 쓰임으로 나누어 본 오차를 대신 쓴다",
    "assumed": "가정한 오차: 인구 격자의 오차를 잴 땅의 쓰임 자료가 없어, 가정한 오차를 쓴다",
    "divided": "나누어 옮긴 값: 수치를 행정동이나 생활권에 비율로 나눈 곳이 있으며 그 오차는 모른다",
    "modelled": "지어내거나 추정한 자료: 오차를 모른다",
    "none": "없음: 빠짐없이 센 값이다",
}
"""in a sentence"""
SHORT = {name: words.partition(":")[0] for name, words in ERRORS.items()} | {
    "none": "없음",
    "divided": "모름(나누어 옮김)",
    "modelled": "모름(지어내거나 추정한 자료)",
}
"""in a cell"""
WITH_ENDS = ("sampling", "model", "borrowed", "assumed")
"""kinds that give a value an interval"""
WITHOUT = "빠짐없이 센 값과 오차를 모르는 값(나누어 옮긴 값, 지어내거나 추정한 자료에서 나온 값)에는 없다"
"""which values have no interval"""
GRID, GRID_ASSUMPTION = "population:cells", "population_grid"
"""role of the grid of people, whose error stands in the intervals; the row that assumes it"""


def kinds_told(plan: Plan, indicators: Iterable[str] | None = None) -> list[str]:
    """The kinds of error of some indicators' values, or of all, in the order in which they are told."""
    wanted = None if indicators is None else set(indicators)
    found = {m["error_kind"] for m in plan.records(Measured) if m["value"] is not None and (wanted is None or m["indicator"] in wanted)}
    return [kind for kind in ERRORS if kind in found]


def assumed_grid(plan: Plan) -> Runs:
    """How large the assumed error of the population grid is, and where that comes from; nothing where no row assumes one."""
    for row in plan.records(ErrorAssumptions, lambda r: r["assumption"] == GRID_ASSUMPTION):
        return (*plan.sentence(f"가정한 오차의 변동계수는 {{fact {ErrorAssumptions.name}/{row['_key']}/value|number}}{{이다}}. 근거: "), *plan.says(row["basis"]), Text("."))
    return ()


def of_intervals(plan: Plan, indicators: Iterable[str] | None = None) -> Runs:
    """What stands under a table of intervals: what they hold, which values have none, and where the error is assumed."""
    listed = None if indicators is None else [*indicators]
    of_grid = f"인구 격자의 가정한 오차(변동계수 {{fact {ErrorAssumptions.name}/{GRID_ASSUMPTION}/value|number}})" if "assumed" in kinds_told(plan, listed) else "인구 격자의 오차"
    runs: Runs = (*plan.says("값의 범위는 100번에 95번 드는 범위로, 사건의 표본 오차나 "), *plan.sentence(f"{of_grid}에서 온다."), Text(f" {WITHOUT}."))
    if any(r["file"] and r["kind"] == "modelled" and r["role"] != GRID for r in plan.records(Layers)):
        runs = (*runs, Text(" 지어내거나 추정한 자료의 오차는 범위에 들어 있지 않다."))
    return runs


def rests_on_modelled(plan: Plan, roles: Iterable[str]) -> bool:
    """Whether a file of some roles (or roles that begin so) is invented or estimated."""
    wanted = tuple(roles)
    return any(r["file"] and r["kind"] == "modelled" and r["role"].startswith(wanted) for r in plan.records(Layers))
