"""Which unit a label of a file means: by its id, its name or its code, as people and spreadsheets write them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dosi.model.errors import nearest

SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")
CODE_IN_BRACKETS = re.compile(r"[(\[]\s*(\d[\d ]{3,})\s*[)\]]\s*$")
READ = {"blanks": "빈칸을 뗌", "point": ".0을 뗌", "zeros": "앞자리 0을 되살림", "short": "8자리와 10자리를 맞춤", "scientific": "지수로 적힌 수를 폄",
        "bracket": "괄호 안의 코드로 읽음", "address": "앞의 시·도와 시·군·구를 뗌"}  # fmt: skip
"""how a label was read that is neither an id nor a name as it stands"""


@dataclass(frozen=True)
class Meaning:
    """What a label means: a unit and how it was read; or no unit, with those it may mean."""

    unit: str = ""
    how: str = ""
    may_be: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """The units that labels may mean."""

    names: Mapping[str, frozenset[str]]
    """units by tight name; equal names are told apart by code only"""
    codes: Mapping[str, str]
    """unit by code, ids among them"""
    titles: Mapping[str, str]
    """name for people by unit"""

    def meaning(self, label: object) -> Meaning:
        """What a label means.

        >>> register(["u1"], ["한솔동"], ["3611051000"]).meaning("36110510")
        Meaning(unit='u1', how='short', may_be=())
        """
        text = "" if label is None or label != label else str(label).strip()
        if text in self.titles:
            return Meaning(text)
        if held := self.names.get(tight(text)):
            return Meaning(next(iter(held))) if len(held) == 1 else Meaning(may_be=tuple(sorted(held)))
        if (coded := self._coded(text)).unit or coded.may_be:
            return coded
        if match := CODE_IN_BRACKETS.search(text):
            coded = self._coded(match[1])
            return Meaning(coded.unit, "bracket") if coded.unit else self.meaning(text[: match.start()])
        words = text.split()
        for at in range(1, len(words)):
            if held := self.names.get(tight(" ".join(words[at:]))):
                return Meaning(next(iter(held)), "address") if len(held) == 1 else Meaning(may_be=tuple(sorted(held)))
        return Meaning()

    def _coded(self, text: str) -> Meaning:
        plain = re.sub(r"\s+", "", text).lstrip("'")
        blanks = "blanks" if plain != text else ""
        if SCIENTIFIC.fullmatch(plain):
            digits = len(plain.lower().partition("e")[0].replace(".", ""))
            value = Decimal(plain)
            fits = {unit for code, unit in self.codes.items() if code.isdigit() and _rounded(code, digits) == value}
            return Meaning(next(iter(fits)), "scientific") if len(fits) == 1 else Meaning(may_be=tuple(sorted(fits)) or (plain,))
        cut = re.sub(r"\.0+$", "", plain)
        how = "point" if cut != plain else blanks
        if re.fullmatch(r"\d{1,3}(,\d{3})+", cut):
            cut, how = cut.replace(",", ""), how or "blanks"
        if not cut.isascii() or not cut.isdigit():
            return Meaning()
        if cut in self.codes:
            return Meaning(self.codes[cut], how)
        short = {unit for code, unit in self.codes.items() if code.isdigit() and {len(code), len(cut)} == {8, 10} and f"{min(code, cut, key=len)}00" == max(code, cut, key=len)}
        zeros = {unit for code, unit in self.codes.items() if code.isdigit() and code.startswith("0") and code.lstrip("0") == cut.lstrip("0")}
        for found, way in ((short, "short"), (zeros, "zeros")):
            if found:
                return Meaning(next(iter(found)), way) if len(found) == 1 else Meaning(may_be=tuple(sorted(found)))
        return Meaning()

    def fix(self, label: object) -> str:
        """The nearest known name, as a hint."""
        return nearest(tight(str(label)), self.names)


def _rounded(code: str, digits: int) -> Decimal:
    """A code as a spreadsheet shows it with so many digits."""
    value = Decimal(code)
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1)) if value else value


def tight(name: str) -> str:
    """A name as names are compared: no blanks, full-width as ordinary, one kind of middle dot, 제 before a number left out.

    >>> tight("상 대원 제1동") == tight("상대원1동")
    True
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"제(?=\d)", "", re.sub(r"[·ㆍ‧・.]", "·", plain))


def register(units: Iterable[str], names: Iterable[str], codes: Iterable[object] = ()) -> Register:
    """The register of units with their names and, where there are any, codes."""
    ids, called = list(units), list(names)
    by_name: dict[str, set[str]] = {}
    for unit, name in zip(ids, called, strict=True):
        by_name.setdefault(tight(name), set()).add(unit)
    coded = {unit: unit for unit in ids} | {str(code): unit for unit, code in zip(ids, codes, strict=False) if isinstance(code, str) and code}
    return Register({name: frozenset(held) for name, held in by_name.items()}, coded, dict(zip(ids, called, strict=True)))


def told(hows: Iterable[str]) -> tuple[str, ...]:
    """One line for the labels that were read otherwise than they stand; none when there is none."""
    counted = Counter(how for how in hows if how)
    parts = [f"{READ[how]} {number}개" for how, number in sorted(counted.items())]
    return (f"코드와 이름을 도시의 단위에 맞추어 읽었다: {', '.join(parts)}",) if parts else ()
