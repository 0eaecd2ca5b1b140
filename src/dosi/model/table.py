"""Tables that declare their columns: type, unit, meaning, and where each value comes from.

A stage takes tables and returns tables. The declaration checks the data, prints the data dictionary and the annex,
and lets `model.facts` follow any cell to the rows it was made from.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from dosi.model.errors import Faults

KEY_JOIN = "~"
ALL_AT_ONCE = 20_000
"""rows up to which a table is held as plain dictionaries as soon as one of them is asked for"""
TYPES: dict[str, str] = {
    "text": "str",
    "list": "str",
    "date": "str",
    "int": "Int64",
    "year": "Int64",
    "won": "Int64",
    "number": "float64",
    "share": "float64",
    "bool": "boolean",
    "shape": "object",
}
"""column type -> how it is held; list is text with ';', share is 0..1, won is whole won, shape is WKB"""


@dataclass(frozen=True)
class Read:
    """The rows and columns of another table that a value is made from."""

    table: str
    on: tuple[tuple[str, str, str], ...]
    """(their column, our column, constant): our column is empty when a constant is meant"""
    columns: tuple[str, ...]
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """our column and the values for which this read applies"""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `table[their=ours, same, their='constant'].column,column when ours=a|b`; an empty bracket: the whole table.

        >>> Read.parse("evidence/places[place=zone, theme].value").on
        (('place', 'zone', ''), ('theme', 'theme', ''))
        """
        text, _, asked = text.partition(" when ")
        match = re.fullmatch(r"([\w/]+)\[(.*?)\]\.([\w,]+)", text.replace(" ", ""))
        if not match:
            raise ValueError(f"cannot read {text!r}: write table[their=ours].column,column")
        on = []
        for part in filter(None, match[2].split(",")):
            theirs, _, ours = part.partition("=")
            constant = ours[1:-1] if ours.startswith("'") else ""
            on.append((theirs, "" if constant else (ours or theirs), constant))
        when = tuple((c.strip(), tuple(v.strip().split("|"))) for c, _, v in (p.partition("=") for p in asked.split(",") if p))
        return cls(match[1], tuple(on), tuple(match[3].split(",")), when)


@dataclass(frozen=True)
class Column:
    """One declared column."""

    type: str
    ko: str
    en: str
    unit: str = ""
    """format of model.units; empty: by type"""
    reads: tuple[Read, ...] = ()
    chosen: bool = False
    """set by an optimisation model rather than computed"""
    optional: bool = False
    """may be missing (unknown is not zero)"""
    low: str = ""
    high: str = ""
    """columns that hold the range of this value"""
    choices: Mapping[str, str] = field(default_factory=dict)
    """the values it may hold, each with the label that people see"""
    also: tuple[str, ...] = ()
    """other words that people write over the column"""
    listed: str = ""
    """list of rows/lists whose items it holds"""

    def parse(self, text: str) -> Any:
        """Turn the text of a cell into a value; ValueError says what was expected."""
        return _PARSE[self.type](text)


@dataclass(frozen=True)
class Rule:
    """What must hold between the cells of a row that a person fills in; a row that lacks one of them is left alone."""

    columns: tuple[str, ...]
    """given to `holds` in this order; the first is named in the fault"""
    holds: Callable[..., bool]
    expected: str


def rising(*columns: str) -> Rule:
    """No cell is less than the one before."""
    return Rule(columns, lambda *values: list(values) == sorted(values), f"{' <= '.join(columns)}")


def column(
    type: str, ko: str, en: str, unit: str = "", reads: Iterable[str] = (), chosen: bool = False,
    optional: bool = False, range: tuple[str, str] = ("", ""), choices: Iterable[str] | Mapping[str, object] = (), also: Iterable[str] = (), listed: str = "",
) -> Any:  # fmt: skip
    """Declare a column of a table; typed Any so that it can stand as a class attribute. Choices without labels are shown as they are."""
    labels: Mapping[str, object] = choices if isinstance(choices, Mapping) else {}
    shown = {c: str(label) if isinstance(label := labels.get(c), str) else c for c in choices}  # a registry's entries are no labels
    return Column(type, ko, en, unit, tuple(Read.parse(r) for r in reads), chosen, optional, *range, shown, tuple(also), listed)


LONGEST_NUMBER = 40
"""characters; more is no figure of a city"""
MINUS = "△▲−–"
"""signs that Korean accounts and typesetters write for minus"""


def plain_number(text: str) -> str:
    """A number as people write it, as digits that Python reads: grouping commas, △ or brackets for minus.

    >>> plain_number("△1,200"), plain_number("(3,400.5)"), plain_number("12")
    ('-1200', '-3400.5', '12')
    """
    plain = text.strip()
    if match := re.fullmatch(r"\((.+)\)", plain):
        plain = "-" + match[1].strip()
    elif plain[:1] in MINUS and plain:
        plain = "-" + plain[1:].strip()
    whole = r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d{1,2})?"
    if not re.fullmatch(whole, plain) or not re.match(r"[+-]?\.?\d", plain) or len(plain) > LONGEST_NUMBER:
        raise ValueError("a number, e.g. 12.5 (grouping commas are fine)")
    return plain.replace(",", "")


def _number(text: str) -> float:
    return float(plain_number(text))


def _whole(text: str) -> int:
    return _exact(text, "a whole number, e.g. 1,200")


def _won(text: str) -> int:
    return _exact(text, "whole currency units, e.g. 42000000 (grouping commas are fine)")


def _exact(text: str, expected: str) -> int:
    """A whole number, exactly, that fits into 64 bits."""
    try:
        value = Decimal(plain_number(text))
    except ValueError:
        raise ValueError(expected) from None
    if value != value.to_integral_value() or abs(value) >= 2**63:
        raise ValueError(expected)
    return int(value)


def _share(text: str) -> float:
    value = _number(text)
    if not 0 <= value <= 1:
        raise ValueError("a share from 0 to 1, e.g. 0.25")
    return value


def _bool(text: str) -> bool:
    known = {"true": True, "false": False, "yes": True, "no": False, "y": True, "n": False, "1": True, "0": False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError("yes or no") from None


def _date(text: str) -> str:
    found = next((m for pattern in DATES if (m := re.fullmatch(pattern, text.strip()))), None)
    if not found:
        raise ValueError("a date, e.g. 2025-03-31 (2025.3.31., 2025/3/31, 20250331 and 2025년 3월 31일 are fine)")
    parts = [int(p) for p in found.groups() if p]
    try:
        datetime.date(*[*parts, 1, 1][:3])
    except ValueError:
        raise ValueError("a day that the calendar has, e.g. 2025-03-31") from None
    return "-".join(f"{p:02d}" for p in parts)


DATES = (
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", r"(\d{4})\.\s*(\d{1,2})(?:\.\s*(\d{1,2}))?\.?", r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?",
    r"(\d{4})(\d{2})(\d{2})", r"(\d{4})년(?:\s*(\d{1,2})월)?(?:\s*(\d{1,2})일)?",
)  # fmt: skip
"""spellings of a year, month or day; two-digit years are not among them, since their century is not said"""


def _list(text: str) -> str:
    return ";".join(part.strip() for part in text.split(";") if part.strip())


_PARSE: dict[str, Any] = {
    "text": str.strip,
    "list": _list,
    "date": _date,
    "int": _whole,
    "year": _whole,
    "won": _won,
    "number": _number,
    "share": _share,
    "bool": _bool,
}


@dataclass(frozen=True)
class Source:
    """A file that rows were copied from."""

    id: str
    """data:..., city:... or catalogue:... path"""
    sha256: str
    vintage: str = ""
    publisher: str = ""
    address: str = ""
    licence: str = ""
    kind: str = ""
    """law | published | estimate | modelled | observed | decided"""
    understood: tuple[str, ...] = ()
    """what was converted or left out on reading, one line each"""
    doubts: tuple[str, ...] = ()
    """what a person should look at, one line each: it can be read, but may not be what was meant"""


@dataclass(frozen=True)
class Choice:
    """How an optimisation chose: its model, the limits it kept, the value reached and the proven bound."""

    model: str
    limits: tuple[str, ...]
    """ids of the facts that limited it"""
    value: float
    bound: float
    gap: float


class Table:
    """Rows under a declaration. Subclasses name the table, its key and its columns."""

    name: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ()
    ko: ClassVar[str] = ""
    """title as printed"""
    because: ClassVar[str] = ""
    """why a row is as it is: Korean words with {column|format} of the same row"""
    because_en: ClassVar[str] = ""
    because_for: ClassVar[tuple[str, ...]] = ()
    """columns that the because explains; empty: all of them"""
    columns: ClassVar[Mapping[str, Column]] = {}
    rules: ClassVar[tuple[Rule, ...]] = ()
    numbered_by: ClassVar[str] = ""
    """the column of the key that numbers rows which are otherwise of the same key; readers fill it in where people left it empty"""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {n: c for n, c in vars(cls).items() if isinstance(c, Column)}
        hidden = [n for n in own if n in vars(Table)]
        if hidden:
            raise TypeError(f"{cls.__name__}: columns may not be named {', '.join(hidden)}")
        if own:
            cls.columns = {**cls.columns, **own}

    def __init__(
        self,
        rows: pd.DataFrame | Iterable[Mapping[str, Any]] = (),
        sources: Iterable[Source] = (),
        made_by: str = "",
        choice: Choice | None = None,
    ) -> None:
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        self.sources = {s.id: s for s in sources}
        self.made_by = made_by
        self.choice = choice
        self.rows = self._held(frame)
        self._memo: dict[Any, Any] = {}

    def _held(self, frame: pd.DataFrame) -> pd.DataFrame:
        faults = Faults()
        held: dict[str, Any] = {}
        for name, col in self.columns.items():
            if name not in frame.columns:
                if len(frame) and not col.optional:
                    faults.add(f'Table "{self.name}": column {name} is absent', self.name, "no column",
                               f"{col.ko} ({col.type})", "give the column")  # fmt: skip
                held[name] = pd.Series([None] * len(frame), index=frame.index, dtype=TYPES[col.type])
                continue
            held[name] = frame[name].astype(TYPES[col.type]) if col.type != "shape" else frame[name]
            if not col.optional and held[name].isna().any():
                bad = frame.index[held[name].isna()][0]
                faults.add(f'Table "{self.name}": {name} is missing', f"{self.name}, row {bad}, column {name}",
                           "nothing", col.type, "give a value")  # fmt: skip
        if "source" in frame.columns and "source" not in held:
            held["source"] = frame["source"].astype("str")
        if "because" in frame.columns and "because" not in held:
            held["because"] = frame["because"].astype("str")
        out = pd.DataFrame(held).reset_index(drop=True)
        if self.key and len(out):
            doubled = out.duplicated(list(self.key), keep=False)
            if doubled.any():
                first = out.loc[doubled, list(self.key)].iloc[0].astype(str)
                faults.add(f'Table "{self.name}": the key {KEY_JOIN.join(first)} stands twice',
                           f"{self.name}, rows {', '.join(str(i + 1) for i in out.index[doubled][:4])}",
                           KEY_JOIN.join(first), "every key once", "remove or rename one of the rows")  # fmt: skip
        if faults.found and not self.sources:  # a stage broke its own declaration
            raise TypeError(str(faults.found[0]))
        faults.raise_any()
        return out

    def copy(self) -> Self:
        """The same table, to change without changing this one."""
        return type(self)(self.rows.copy(), self.sources.values(), self.made_by, self.choice)

    @property
    def is_source(self) -> bool:
        """Whether the rows were copied from files rather than computed."""
        return bool(self.sources)

    def __len__(self) -> int:
        return len(self.rows)

    def keys(self) -> pd.Series:
        """The key of every row as text, parts joined by ~."""
        if "keys" not in self._memo:
            parts = [self.rows[k].astype("str") for k in self.key]
            joined = parts[0] if parts else pd.Series([], dtype="str")
            for part in parts[1:]:
                joined = joined + KEY_JOIN + part
            self._memo["keys"] = joined
        return self._memo["keys"]

    def position(self, key: str) -> int | None:
        """Row number of a key, None when it is not there."""
        if "positions" not in self._memo:
            self._memo["positions"] = {k: i for i, k in enumerate(self.keys())}
        return self._memo["positions"].get(key)

    def at(self, key: str, column_name: str) -> Any:
        """One cell as a plain Python value; None when missing."""
        at = self.position(key)
        if at is None:
            raise KeyError(f"{self.name} has no row {key}")
        return self.row(at)[column_name]

    def row(self, at: int) -> Mapping[str, Any]:
        """One row as a plain dictionary, missing values as None; shared, so nobody writes into it."""
        if len(self) <= ALL_AT_ONCE:
            return self._records[at]
        rows = self._memo.setdefault("row", {})
        if at not in rows:
            rows[at] = {n: plain(v) for n, v in self.rows.iloc[at].items()}
        return rows[at]

    def records(self) -> list[dict[str, Any]]:
        """The rows as plain dictionaries, missing values as None."""
        return [dict(row) for row in self._records]

    @property
    def _records(self) -> list[dict[str, Any]]:
        if "records" not in self._memo:
            self._memo["records"] = [
                {n: plain(v) for n, v in zip(self.rows.columns, row, strict=True)}
                for row in self.rows.itertuples(index=False, name=None)
            ]
        return self._memo["records"]

    def fits(self, where: Mapping[str, str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which rows have these values in these columns, compared as text."""
        keep = np.ones(len(self.rows), dtype=bool)
        for name, wanted in where.items():
            if ("as text", name) not in self._memo:
                self._memo["as text", name] = self.rows[name].astype("str").to_numpy(object)
            keep &= self._memo["as text", name] == wanted
        return keep

    def content_sha256(self) -> str:
        """A hash of what the table says, for the cache."""
        if "sha" not in self._memo:
            digest = hashlib.sha256("|".join([self.name, *self.rows.columns, *map(str, self.rows.dtypes)]).encode())
            if len(self.rows):
                digest.update(_row_hashes(self.rows).tobytes())
            digest.update(repr((sorted(map(repr, self.sources.values())), self.choice, self.made_by)).encode())
            self._memo["sha"] = digest.hexdigest()
        return self._memo["sha"]

    def group_sha256(self, on: tuple[str, ...], columns: tuple[str, ...]) -> Mapping[tuple[str, ...], tuple[int, str]]:
        """For every value of the `on` columns: the number of rows and the hash of their key and `columns`, in whatever order they stand."""
        memo = ("group", on, columns)
        if memo not in self._memo:
            named = list(dict.fromkeys([*self.key, *columns]))
            hashes = _row_hashes(self.rows[named]) if len(self.rows) else np.array([], dtype=np.uint64)
            if not on:
                made = {(): (len(self.rows), hashlib.sha256(np.sort(hashes).tobytes()).hexdigest())}
            else:
                frame = pd.DataFrame({c: self.rows[c].astype("str") for c in on})
                groups = frame.groupby(list(on), sort=False).indices if len(frame) else {}
                made = {
                    (k if isinstance(k, tuple) else (k,)): (len(i), hashlib.sha256(np.sort(hashes[i]).tobytes()).hexdigest())
                    for k, i in groups.items()
                }
            self._memo[memo] = made
        return self._memo[memo]

    def with_made_by(self, function: str) -> Self:
        """The same table, marked with the function that made it."""
        self.made_by = function
        return self


def _row_hashes(frame: pd.DataFrame) -> np.ndarray:
    text = pd.DataFrame({c: frame[c] if frame[c].dtype != "boolean" else frame[c].astype("str") for c in frame})
    return np.asarray(pd.util.hash_pandas_object(text, index=False).to_numpy())


def plain(value: Any) -> Any:
    """A pandas or numpy scalar as a plain Python value; missing becomes None."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, np.generic):
        return value.item()
    return value


def split(text: object) -> list[str]:
    """The parts of a list cell."""
    return [p for p in str(text).split(";") if p] if isinstance(text, str) else []


__all__ = ["Choice", "Column", "Read", "Source", "Table", "column", "plain", "split"]
