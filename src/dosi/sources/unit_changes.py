"""Figures of an older or newer set of units, turned into the city's own: split by shares, merged by sums, renamed as they are.

A city's units change over the years; each set of units is an era. The changes between two eras run both ways: forward, what
came of a unit, and back, what it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dosi.model.errors import Faults, nearest
from dosi.model.rows import ReportingUnits, UnitChanges
from dosi.sources.unit_names import Register, register, tight

Parts = Mapping[str, Fraction | None]
"""share by unit; None where nobody wrote it down"""
ROWS = "rows/unit_changes.csv"


class UndecidedError(Exception):
    """A share that is needed and not written down."""


@dataclass(frozen=True)
class Step:
    """What changed on one day."""

    on_date: str
    forward: Mapping[str, Parts]
    """what came of each unit that changed"""
    back: Mapping[str, Parts]
    """what each unit after the change came from"""
    born: frozenset[str]
    ended: frozenset[str]
    there: frozenset[str]
    """units that must be there before and after: they gave or received parts"""

    def after(self, units: frozenset[str]) -> frozenset[str] | None:
        """The set of units after the change; None when it cannot follow on these."""
        return units - self.ended | self.born if self.ended | self.there <= units and not self.born & units else None

    def before(self, units: frozenset[str]) -> frozenset[str] | None:
        """The set of units before the change; None when it cannot lead to these."""
        return units - self.born | self.ended if self.born | self.there <= units and not self.ended & units else None


@dataclass(frozen=True)
class Eras:
    """The sets of units that were valid one after another, and which is the city's own."""

    steps: tuple[Step, ...]
    sets: tuple[frozenset[str], ...]
    """one more than there are steps"""
    own: int
    units: Register
    """every unit of any era"""

    def since(self, era: int) -> str:
        """From when an era's units are valid; empty for the oldest."""
        return self.steps[era - 1].on_date if era else ""

    def title(self, era: int) -> str:
        """An era in words: how many units, and from when to when."""
        when = f"{self.since(era)} 기준" if era else (f"{self.steps[0].on_date} 이전" if self.steps else "")
        return f"{len(self.sets[era])}개 읍면동({when})" if when else f"{len(self.sets[era])}개 읍면동"

    def parts(self, unit: str, era: int) -> dict[str, Fraction]:
        """The city's own units that a unit of an era stands for, with the share of it that each takes."""
        held = {unit: Fraction(1)}
        steps = [(s.forward, s) for s in self.steps[era : self.own]] if era < self.own else [(s.back, s) for s in reversed(self.steps[self.own : era])]
        for ways, step in steps:
            made: dict[str, Fraction] = {}
            for one, share in held.items():
                for other, part in ways.get(one, {one: Fraction(1)}).items():
                    if part is None:
                        raise UndecidedError(f"{step.on_date}, {self.units.titles[one]} → {self.units.titles[other]}, {'share' if ways is step.forward else 'share_back'}")
                    made[other] = made.get(other, Fraction(0)) + share * part
            held = {one: share for one, share in made.items() if share}
        return held


def eras(changes: UnitChanges, units: ReportingUnits, faults: Faults) -> Eras:
    """The eras of a city's units; changes that do not fit the city's units, or each other, are faults."""
    now = register(units.rows["unit"], units.rows["name_ko"], units.rows["code"])
    found = len(faults.found)
    titles = dict(now.titles)
    rows: dict[str, list[dict[str, object]]] = {}
    for row in changes.records():
        ends = []
        for name in ("from_unit", "to_unit"):
            meant = now.meaning(row[name])
            if meant.may_be:
                faults.add(f'행정동 변경 "{row[name]}": may mean several units', f"{ROWS}, {row['on_date']}, column {name}", row[name], "one unit", f"write one of the ids {', '.join(meant.may_be)}")
            ends.append(meant.unit or tight(row[name]))
            titles.setdefault(ends[-1], row[name])
        rows.setdefault(_day(row["on_date"]), []).append({**row, "from": ends[0], "to": ends[1]})
    whole = register(titles, titles.values())
    whole = Register(whole.names, {**whole.codes, **now.codes}, whole.titles)
    steps = [_step(day, held, titles, faults) for day, held in sorted(rows.items())]
    known = frozenset(now.titles)
    if len(faults.found) > found:
        return Eras((), (known,), 0, now)
    asof = max((_day(v) for v in units.rows["valid_from"].dropna()), default="9999")
    by_date = sum(s.on_date <= asof for s in steps)
    for own in dict.fromkeys([by_date, *range(len(steps), -1, -1)]):
        if sets := _sets(steps, own, known):
            return Eras(tuple(steps), sets, own, whole)
    about = _misfit(steps, by_date, known)
    for step, unit, told in about:
        faults.add(f'행정동 변경 "{titles[unit]}": does not fit the city\'s units', f"{ROWS}, {step.on_date}", f"{titles[unit]} {told}", "changes that lead to rows/reporting_units.csv",
                   nearest(titles[unit], [t for u, t in titles.items() if u != unit]) or "correct the row, or add the change that is missing between")  # fmt: skip
    return Eras((), (known,), 0, now)


def _day(date: object) -> str:
    """A date that may be a year or a month only, as its first day."""
    text = str(date)
    return (text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10]


def _last_day(date: str) -> str:
    return f"{date}-12-31" if len(date) == 4 else f"{date}-31" if len(date) == 7 else date


def _step(day: str, rows: Sequence[Mapping[str, object]], titles: Mapping[str, str], faults: Faults) -> Step:
    forward: dict[str, dict[str, Fraction | None]] = {}
    origins: dict[str, dict[str, Fraction | None]] = {}
    ends_itself, arrivals = set(), set()
    merged: dict[str, int] = {}
    for row in rows:
        one, other, kind = str(row["from"]), str(row["to"]), row["kind"]
        share = Fraction(str(row["share"])) if row["share"] is not None else (Fraction(1) if kind in ("renamed", "merged") else None)
        forward.setdefault(one, {})[other] = share
        origins.setdefault(other, {})[one] = Fraction(str(row["share_back"])) if row["share_back"] is not None else None
        if kind in ("renamed", "merged"):
            ends_itself.add(one)
        if kind == "merged":
            merged[other] = merged.get(other, 0) + 1
        if kind == "moved" and other != one:
            arrivals.add(other)
    for one, parts in forward.items():
        known = sum((p for p in parts.values() if p is not None), Fraction(0))
        blank = [u for u, p in parts.items() if p is None]
        told = " + ".join(f"{titles[u]} {'?' if p is None else float(p):g}" if p is not None else f"{titles[u]} ?" for u, p in parts.items())
        if known > 1 or (one in parts and not blank and known != 1) or (one in ends_itself and known != 1):
            faults.add(f'행정동 변경 "{titles[one]}": its shares do not add up', f"{ROWS}, {day}, column share", f"{told} = {float(known):g}", "shares that add up to 1", "correct the shares")
        if len(blank) == 1 and one in parts:
            parts[blank[0]] = 1 - known
        elif one not in parts and one not in ends_itself and (known < 1 or blank):
            parts[one] = None if blank else 1 - known  # what no row takes away stays
    for other, number in merged.items():
        if number == 1 and other not in forward:  # one unit joins another that was there before
            arrivals.add(other)
    born = frozenset(u for parts in forward.values() for u in parts) - frozenset(forward) - arrivals
    staying = frozenset(u for u, parts in forward.items() if u in parts)
    for other in {u for parts in forward.values() for u in parts}:
        held = origins.setdefault(other, {})
        if other in staying or other in arrivals:
            held.setdefault(other, None)
        blank = [u for u, p in held.items() if p is None]
        if len(blank) == 1:  # the only one, or what the others leave
            held[blank[0]] = 1 - sum((p for p in held.values() if p is not None), Fraction(0))
        if None not in held.values() and sum((p for p in held.values() if p is not None), Fraction(0)) != 1:
            faults.add(f'행정동 변경 "{titles[other]}": its shares back do not add up', f"{ROWS}, {day}, column share_back", titles[other], "shares that add up to 1", "correct the shares")
    return Step(day, forward, origins, born, frozenset(forward) - staying - born, (staying | arrivals) - born)


def _sets(steps: Sequence[Step], own: int, units: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The sets of units of every era when the city's own is the one after `own` steps; empty when that cannot be."""
    made = [units]
    for step in reversed(steps[:own]):
        earlier = step.before(made[0])
        if earlier is None:
            return ()
        made.insert(0, earlier)
    for step in steps[own:]:
        later = step.after(made[-1])
        if later is None:
            return ()
        made.append(later)
    return tuple(made)


def _misfit(steps: Sequence[Step], own: int, units: frozenset[str]) -> list[tuple[Step, str, str]]:
    """The units that keep the first step that does not fit from fitting."""
    held = units
    for step in reversed(steps[:own]):
        if (earlier := step.before(held)) is None:
            return [(step, u, "is no unit after it") for u in sorted(step.born | step.there) if u not in held] + [(step, u, "is still a unit after it") for u in sorted(step.ended & held)]
        held = earlier
    held = units
    for step in steps[own:]:
        if (later := step.after(held)) is None:
            return [(step, u, "is no unit before it") for u in sorted(step.ended | step.there) if u not in held] + [(step, u, "is a unit before it") for u in sorted(step.born & held)]
        held = later
    return []


# The era of a file


def era_of(found: frozenset[str], dated: str, known: Eras) -> tuple[int | None, str]:
    """The era whose units a file holds, by its units and its date; None with the reason when it cannot be told.

    All units of one era tell it; some of them tell it where only one era of the file's date has them, or where all eras read them alike.
    """
    eras_of = [n for n, units in enumerate(known.sets) if found <= units]
    if not eras_of:
        return None, "mixed"
    if dated:
        first, last = _day(dated), _last_day(dated)
        until = [known.steps[n].on_date if n < len(known.steps) else "9999" for n in range(len(known.sets))]
        of_date = [n for n in eras_of if known.since(n) <= last and until[n] > first]
    else:
        of_date = eras_of
    whole = [n for n in eras_of if known.sets[n] == found]
    for some in ([n for n in whole if n in of_date], [] if whole and dated else whole, [] if whole else of_date):
        if some and _read_alike(found, some, known):
            return (known.own if known.own in some else some[-1]), ""
    return None, "date" if whole else "part"


def era_on(found: frozenset[str], date: str, known: Eras) -> tuple[int | None, str]:
    """The era of a date that someone wrote down; None when the units found are not of it."""
    era = max(n for n in range(len(known.sets)) if known.since(n) <= _day(date))
    return (era, "") if found <= known.sets[era] else (None, "mixed")


def _read_alike(found: frozenset[str], some: Sequence[int], known: Eras) -> bool:
    def read(unit: str, era: int) -> object:
        try:
            return known.parts(unit, era)
        except UndecidedError as trouble:
            return str(trouble)

    return all(read(unit, some[0]) == read(unit, era) for unit in found for era in some[1:])


# Dividing figures


def divided(total: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """A whole number in whole parts by shares, that add up exactly (largest remainder; ties to the first).

    >>> divided(10, {"a": Fraction(1, 3), "b": Fraction(2, 3)})
    {'a': 3, 'b': 7}
    """
    whole = sum(shares.values())
    exact = {unit: total * share / whole for unit, share in shares.items()}
    parts = {unit: value.numerator // value.denominator for unit, value in exact.items()}
    for unit in sorted(parts, key=lambda u: parts[u] - exact[u])[: total - sum(parts.values())]:
        parts[unit] += 1
    return parts


def converted(figures: Iterable[tuple[str, float]], era: int, known: Eras) -> dict[str, tuple[float, bool]]:
    """Figures of an era's units as figures of the city's own: value, and whether a share went into it.

    Parts keep as many decimals as the figures have, so that their sum stays what it was, exactly.
    """
    held = [(unit, Decimal(repr(float(value)))) for unit, value in figures]
    places = max((-int(value.as_tuple().exponent) for _, value in held if value == value and value != value.to_integral_value()), default=0)
    sums: dict[str, int] = {}
    shared: set[str] = set()
    for unit, value in held:
        parts = known.parts(unit, era)
        for own, part in divided(int(value.scaleb(places)), parts).items():
            sums[own] = sums.get(own, 0) + part
            if len(parts) > 1:
                shared.add(own)
    return {unit: (float(Decimal(total).scaleb(-places)), unit in shared) for unit, total in sums.items()}


def carried(figures: Iterable[tuple[str, float]], era: int, known: Eras) -> dict[str, tuple[float, bool]]:
    """Figures that do not add up (rates, averages): the parts of a unit take its figure; of merged units there is none to take."""
    made: dict[str, tuple[float, bool]] = {}
    for unit, value in figures:
        parts = known.parts(unit, era)
        for own in parts:
            if own in made:
                raise UndecidedError(f"{known.units.titles[own]}: a rate or an average of merged units is not their sum")
            made[own] = (value, len(parts) > 1)
    return made


def told(found: Iterable[str], era: int, known: Eras) -> str:
    """One line of what was done with a file's units."""
    titles = known.units.titles
    parts = {unit: known.parts(unit, era) for unit in sorted(found, key=lambda u: titles[u])}
    split = [f"{titles[u]}→{'·'.join(titles[p] for p in sorted(held, key=lambda p: p != u))}" for u, held in parts.items() if len(held) > 1]
    into: dict[str, list[str]] = {}
    for unit, held in parts.items():
        for own in held:
            into.setdefault(own, []).append(unit)
    merged = [f"{'·'.join(titles[u] for u in units)}→{titles[own]}" for own, units in into.items() if len(units) > 1]
    renamed = [f"{titles[u]}→{titles[next(iter(held))]}" for u, held in parts.items() if len(held) == 1 and u not in held and len(into[next(iter(held))]) == 1]
    done = [f"{len(some)}개를 {words}: {', '.join(some)}" for some, words in ((split, "나눔(모형값)"), (merged, "합함"), (renamed, "새 이름으로 읽음")) if some]
    return ", ".join([known.title(era), *done])
