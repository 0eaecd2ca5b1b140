"""What every `dosi site` command shares: options, and the answer as JSON and as lines."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import said, saying

if TYPE_CHECKING:
    from dosi.model.siting import Answer, Effort, Instance

GapOption = Annotated[float, typer.Option("--gap", min=0.0, max=1.0, help="stop when value and bound differ by no more than this share; default 0: prove the best")]
NodesOption = Annotated[int | None, typer.Option("--nodes", min=1, help="most nodes of the tree (a stop that is the same on every machine)")]
TimeOption = Annotated[float | None, typer.Option("--time-limit", min=0.0, help="stop after so many seconds; the answer may then differ from run to run")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="seed of the search; the proof does not depend on it")]

STATUS_KO = {"optimal": "증명된 최적", "feasible": "증명되지 않음", "infeasible": "가능한 답 없음", "unknown": "답을 찾지 못함"}


def tell(instance: Instance, effort: Effort, solve: Callable[[Instance, Effort, Callable[[str], None]], Answer], started: float, json_: bool, notes: tuple[str, ...] = ()) -> None:
    """Solve, print the answer, end with 1 when there is none."""
    answer = solve(instance, effort, saying())
    said()
    shown = as_json(instance, answer, time.monotonic() - started)
    print(json.dumps(shown | ({"notes": list(notes)} if notes else {}), ensure_ascii=False, allow_nan=False) if json_ else "\n".join([*as_lines(shown), *(f"읽음 {n}" for n in notes)]))
    if answer.value is None:
        raise typer.Exit(1)


def as_json(instance: Instance, answer: Answer, seconds: float) -> dict[str, Any]:
    """The documented object; sites by the file's own ids."""
    return {"problem": answer.problem, "status": answer.status, "value": _plain(answer.value), "bound": _plain(answer.bound), "gap": answer.gap if answer.gap is None else float(answer.gap),
            "sites": [instance.sites[s].item() if hasattr(instance.sites[s], "item") else instance.sites[s] for s in answer.sites], "seconds": round(seconds, 3), "because": answer.because}  # fmt: skip


def _plain(value: Any) -> Any:
    return None if value is None or value != value or abs(value) == float("inf") else value.item() if hasattr(value, "item") else value


def as_lines(shown: dict[str, Any]) -> list[str]:
    """The answer as a person reads it."""
    lines = [f"{shown['problem']}: {STATUS_KO[shown['status']]} ({shown['status']})"]
    if shown["value"] is not None:
        gap = "" if shown["gap"] is None else f", 차이 {shown['gap'] * 100:.4g}%"
        lines += [f"  값 {shown['value']:,}" + ("" if shown["bound"] is None else f", 증명된 한계 {shown['bound']:,}{gap}"), f"  자리 {len(shown['sites'])}곳: {', '.join(map(str, shown['sites']))}"]
    return [*lines, f"  까닭: {shown['because']}", f"  {shown['seconds']:.2f}초"]
