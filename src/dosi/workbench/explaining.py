"""Explain a fact: follow its origins to the files it was copied from, or to the model that chose it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from dosi.model.facts import Fact, Facts
from dosi.model.units import write

SHOWN_BELOW = 5
"""cells followed per fact when it was made from many"""


@dataclass(frozen=True)
class Step:
    """One fact on the way down."""

    depth: int
    fact: Fact
    ends: str
    """file or model where the way ends; empty when it goes on"""


def trace(facts: Facts, id: str, most: int = SHOWN_BELOW) -> Iterator[Step]:
    """The fact and, depth first, up to `most` cells of each read that it was made from; each once."""
    seen: set[str] = set()

    def walk(id: str, depth: int) -> Iterator[Step]:
        if id in seen:
            return
        seen.add(id)
        fact = facts.get(id)
        (way, origin), *_ = fact.origin.items()
        ends = origin["file"] if way == "copied" else origin["model"] if way == "chosen" else ""
        below = list(islice(_spread(facts, id), most)) if way != "copied" else []
        yield Step(depth, fact, ends or ("" if below else origin["function"]))
        for other in below:
            yield from walk(other, depth + 1)

    yield from walk(id, 0)


def _spread(facts: Facts, id: str) -> Iterator[str]:
    """Cells below, one of each read first, so that every kind of input is met."""
    per_read: dict[tuple[str, str], list[str]] = {}
    for other in facts.below(id, SHOWN_BELOW):
        stage, table, _, column = other.split("/")
        group = per_read.setdefault((f"{stage}/{table}", column), [])
        if len(group) < SHOWN_BELOW:
            group.append(other)
    for round in range(SHOWN_BELOW):
        for group in per_read.values():
            if round < len(group):
                yield group[round]


def as_text(facts: Facts, id: str) -> str:
    """The way down as indented lines for people."""
    lines = []
    for step in trace(facts, id):
        fact = step.fact
        pad = "  " * step.depth
        lines.append(f"{pad}{fact.label['ko']} = {write(fact.value, fact.unit)}   [{fact.id}]")
        if fact.because.get("ko"):
            lines.append(f"{pad}  까닭: {fact.because['ko']}")
        (way, origin), *_ = fact.origin.items()
        if way == "copied":
            lines.append(f"{pad}  출처: {origin['file']}, 행 {origin['row']}, 열 {origin['column']}" + (f", 기준일 {origin['vintage']}" if origin["vintage"] else ""))
        elif way == "computed":
            reads = "; ".join(f"{r['table']}{_where(r['where'])} {r['rows']}행" for r in origin["reads"])
            lines.append(f"{pad}  계산: {origin['function']}" + (f" ← {reads}" if reads else ""))
        else:
            lines.append(f"{pad}  선택: {origin['model']}; 값 {origin['value']:,}, 상한 {origin['bound']:,}, 차이 {origin['gap']:.4%}")
    return "\n".join(lines)


def _where(where: dict[str, str]) -> str:
    return "[" + ", ".join(f"{k}={v}" for k, v in where.items()) + "]" if where else ""


def as_json(facts: Facts, id: str) -> list[dict[str, Any]]:
    """The way down as data."""
    return [step.fact.as_json() | {"depth": step.depth, "ends": step.ends} for step in trace(facts, id)]
