"""Say each indicator's formula in words: the sentence of its shape, filled with the indicator's own roles, distances and modes."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dosi.evidence.indicators.counting import InWords
from dosi.evidence.measuring import known_shapes
from dosi.model.conditions import parts
from dosi.model.findings import Formulas
from dosi.model.layers import Layers
from dosi.model.markup import fill
from dosi.model.rows import Indicators, PopulationGroups, TravelModes
from dosi.model.table import split
from dosi.model.units import write

EVERYBODY, EVERYBODY_THEN = "사람", "자료 기간에 해마다 살던 사람의 합(인년)"
UNTOLD = InWords("분자", "분모", "산식 형태의 설명을 볼 것.")
"""for a shape that says nothing of itself"""


@dataclass(frozen=True)
class _Words:
    """What the marks of a shape's sentence stand for."""

    titles: dict[str, str]
    """role -> the title of its layer"""
    modes: dict[str, str]
    dated: set[str]
    """roles of events, whose layers say a period"""
    row: dict[str, Any]

    def shown(self, mark: str, how: str) -> str:
        """A mark: a word made here, else a cell of the indicator's row written in a format."""
        made = getattr(self, f"_{mark}", None)
        return made() if made else write(self.row[mark], how or "plain") if not isinstance(self.row[mark], str) else self.row[mark]

    def _title(self, column: str, condition: str = "") -> str:
        named = "·".join(self.titles.get(role, role) for role in split(self.row[column]))
        asked = self.row.get(condition) if condition else None
        return f"{named}({_asked(asked)})" if asked else named

    def _role(self) -> str:
        return self._title("role", "condition")

    def _any_role(self) -> str:
        return self._title("role")

    def _near_role(self) -> str:
        return self._title("near_role", "near_condition")

    def _group(self) -> str:
        return self._title("group")

    def _travel(self) -> str:
        return self.modes.get(self.row["travel"] or "", str(self.row["travel"]))

    def _amount(self) -> str:
        """What is added up: the places, or what each says of an attribute."""
        return f"{self._role()}의 {self.row['amount']} 합" if self.row["amount"] else f"{self._role()}의 수"

    def _years(self) -> str:
        """That events are counted per year; nothing where the role holds no events."""
        return " × 자료의 햇수" if self.row["role"] in self.dated else ""

    def _divisor(self) -> str:
        """What is divided by: people (while events were collected) or other figures, in units of the factor."""
        who = self._title("per") + self._years() if self.row["per"] else EVERYBODY_THEN if self.row["role"] in self.dated else EVERYBODY
        return f"{who} ÷ {write(self.row['factor'], 'plain')}" if self.row["factor"] else who


def _asked(condition: str) -> str:
    """A condition in words: what an attribute must say; the attribute's own name where it is asked for yes.

    >>> _asked("severity=사망|중상;camera=Y"), _asked("kind!=대학교")
    ('사망 또는 중상, camera', '대학교 아님')
    """
    said = []
    for name, how, values in parts(condition):
        said.append(name if values == ["Y"] and how == "=" else " 또는 ".join(values) + (" 아님" if how == "!=" else ""))
    return ", ".join(said)


def tell(indicators: Indicators, layers: Layers, modes: TravelModes, groups: PopulationGroups) -> Formulas:
    """Numerator, denominator and way of measuring of every indicator, in words a planner can check by hand."""
    titles = {g["role"]: g["title_ko"] for g in groups.records()}
    for layer in layers.records():
        if not layer["file"]:
            titles.setdefault(layer["role"], layer["title_ko"])
        else:
            titles[layer["role"]] = "·".join(dict.fromkeys([*([titles[layer["role"]]] if layer["role"] in titles else []), layer["title_ko"]]))
    dated = {layer["role"] for layer in layers.records() if layer["period_from"]}
    named = {m["mode"]: m["title_ko"] for m in modes.records()}
    rows = []
    for row in indicators.records():
        shape = known_shapes()[row["shape"]]
        told = getattr(importlib.import_module(shape.__module__), "IN_WORDS", UNTOLD)
        words = _Words(titles, named, dated, row)
        rows.append({"indicator": row["indicator"], **{name: fill(getattr(told, name), words.shown) for name in ("numerator_ko", "denominator_ko", "how_ko")}})
    return Formulas(pd.DataFrame(rows, columns=["indicator", "numerator_ko", "denominator_ko", "how_ko"]))
