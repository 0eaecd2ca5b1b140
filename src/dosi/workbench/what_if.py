"""What would change if a row were another: the plan chosen again in memory, and what became of each project, with why."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dosi.model.choices import OUTCOMES, REASONS, Chosen, Finance, Ledger, LeftOut, Outcome, Prices, SolvedGoals, Thresholds
from dosi.model.city import City, Shelf
from dosi.model.errors import Faults, nearest
from dosi.model.facts import TITLES
from dosi.model.rows import Services
from dosi.model.table import Table
from dosi.model.units import write
from dosi.sources import city as city_folder
from dosi.workbench import building, store
from dosi.workbench.chain import leading_to

COMPARED = (Chosen, LeftOut, Outcome, Prices, Thresholds, Finance, SolvedGoals, Ledger)
"""tables that are held against each other; nothing else is made"""
HIDDEN = 1e-3
"""points; a price below it says nothing"""
KINDS = {"out": "빠짐 (out)", "in": "들어옴 (in)", "later": "늦어짐 (later)", "earlier": "당겨짐 (earlier)", "smaller": "작아짐 (smaller)", "larger": "커짐 (larger)"}


@dataclass(frozen=True)
class Edit:
    """One cell of a row, as it is and as it would be."""

    fact: str
    was: Any
    now: Any


@dataclass(frozen=True)
class Move:
    """What became of a project."""

    kind: str
    """one of KINDS"""
    service: str
    zone: str
    title: str
    was: str
    now: str
    capital_won: int
    """by how much its capital changes"""
    points: float
    """by how many points"""
    why: str


@dataclass(frozen=True)
class Measure:
    """One figure before and after."""

    name: str
    was: Any
    now: Any
    format: str


@dataclass(frozen=True)
class WhatIf:
    """The answer."""

    edits: list[Edit]
    whole: list[Measure]
    moves: list[Move]
    money: list[Measure]
    """by year and fund, where it differs"""
    limits: list[Measure]
    """what one more million won of a limit would be worth, where that differs"""

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def what_if(folder: Path, wishes: Iterable[str], data: Path | None, as_of: str, home: Path, say: Callable[[str], None]) -> WhatIf:
    """Compare the plan with the one in which the wished cells are changed; without wishes, the last plan built with what the rows say now.

    wishes: FACT=VALUE, where FACT is the id of a cell of a row (rows/TABLE/KEY/COLUMN; * in the key for all) and VALUE is what it would hold, or *FACTOR. Nothing is written but kept answers of stages.
    """
    asked = list(wishes)
    city, shelf = building.read(folder, data, as_of, say)
    after = Shelf({t.name: t for t in shelf})
    edits = _edit(after, asked) if asked else []
    building.run(city, after, leading_to(COMPARED), home, say)
    if asked:
        before = Shelf({t.name: t for t in shelf})
        building.run(city, before, leading_to(COMPARED), home, say)
    else:
        before = _last_plan(home)
        edits = _edited(before, shelf)
    return _compared(city, before, after, edits)


def _last_plan(home: Path) -> Shelf:
    place = home / "plan" / "tables"
    faults = Faults()
    if not (place / store.INDEX).is_file():
        faults.add("There is no plan to compare with", home.name, "no plan", "a built plan, or a change to try", "run dosi build first, or name a change with --set")
    faults.raise_any()
    return store.load(place)


def _edit(shelf: Shelf, wishes: list[str]) -> list[Edit]:
    faults, edits = Faults(), list[Edit]()
    joined = {(table, column) for table, column, _ in city_folder.JOINS}
    for wish in wishes:
        fact, mark, value = wish.partition("=")
        try:
            name, key, column = fact.rsplit("/", 2)
        except ValueError:
            name = key = column = ""
        if not mark or not column:
            faults.add(f'Change "{wish}": cannot be read', "--set", wish, "rows/TABLE/KEY/COLUMN=VALUE, e.g. rows/ceilings/city_general~capital~2027/ceiling_won=*0.5", "write it so")
            continue
        if name not in shelf or not name.startswith("rows/"):
            faults.add(f'Change "{fact}": there is no such table of rows', "--set", name, "a table of rows", nearest(name, [n for n in shelf.names() if n.startswith("rows/")]) or "see dosi explain")
            continue
        table = shelf.named(name)
        known = table.keys()
        keys = [k for k in known if fnmatch.fnmatchcase(k, key)]
        if column not in table.columns or column in table.key or (name, column) in joined:
            able = [c for c in table.columns if c not in table.key and (name, c) not in joined]
            faults.add(f'Change "{fact}": this column cannot be changed here', "--set", column, ", ".join(able), nearest(column, able) or "change the row in its file and run dosi what-if without --set")
        elif not keys:
            faults.add(f'Change "{fact}": no row has this key', "--set", key, f"a key of {name}, * for any part", nearest(key, known) or "name a row")
        else:
            _apply(shelf, table, keys, column, value, edits, faults)
    faults.raise_any()
    return edits


def _apply(shelf: Shelf, table: Table, keys: list[str], column: str, value: str, edits: list[Edit], faults: Faults) -> None:
    declared = table.columns[column]
    rows = table.rows.copy()
    before = len(faults.found)
    for key in keys:
        at = table.position(key)
        was = table.row(at)[column] if at is not None else None
        try:
            if value.startswith("*"):
                product = float(value[1:]) * float(was)  # type: ignore[arg-type]
                now: Any = declared.parse(str(round(product) if declared.type in ("won", "int", "year") else product))
            else:
                now = declared.parse(value)
        except (ValueError, TypeError) as wrong:
            faults.add(f'Change "{table.name}/{key}/{column}": cannot be made', "--set", value, str(wrong) if not value.startswith("*") else "a factor, and a number to take it of", "give a value that the column can hold")
            return
        rows.loc[at, column] = now
        held = rows.loc[at].to_dict()
        for rule in table.rules:
            cells = [held[c] for c in rule.columns]
            if column in rule.columns and not any(c is None or c != c for c in cells) and not rule.holds(*cells):
                faults.add(f'Change "{table.name}/{key}/{column}": does not fit its row', "--set", value, rule.expected, "change the other cell too, or give another value")
        edits.append(Edit(f"{table.name}/{key}/{column}", was, now))
    if len(faults.found) == before:
        shelf.put(type(table)(rows, table.sources.values()), instead=True)


def _edited(before: Shelf, now: Shelf) -> list[Edit]:
    """Cells of rows that differ from those of the last plan; a row that is new or gone as a whole."""
    found = []
    for table in now:
        if not table.name.startswith("rows/") or table.name not in before or table.content_sha256() == before.named(table.name).content_sha256():
            continue
        old = dict(zip(before.named(table.name).keys(), before.named(table.name).records(), strict=True))
        new = dict(zip(table.keys(), table.records(), strict=True))
        for key in [*old, *(k for k in new if k not in old)]:
            if key not in old or key not in new:
                found.append(Edit(f"{table.name}/{key}", "있음" if key in old else None, "있음" if key in new else None))
            else:
                found += [Edit(f"{table.name}/{key}/{c}", old[key].get(c), new[key][c]) for c in table.columns if old[key].get(c) != new[key][c]]
    return found


def _compared(city: City, before: Shelf, after: Shelf, edits: list[Edit]) -> WhatIf:
    chosen = [{(c["service"], c["zone"]): c for c in s[Chosen].records()} for s in (before, after)]
    both = (before, after)

    def total(column: str) -> tuple[int, int]:
        return int(before[Chosen].rows[column].sum()), int(after[Chosen].rows[column].sum())

    points = [s[Outcome].at("points", "value") if len(s[Outcome]) else 0.0 for s in both]
    whole = [Measure("점수 (points)", points[0], points[1], "number"), Measure("사업 (projects)", len(chosen[0]), len(chosen[1]), "count"),
             Measure("서비스 (services)", len({s for s, _ in chosen[0]}), len({s for s, _ in chosen[1]}), "count"), Measure("구축비 (capital)", *total("capital_won"), "eok_won"),
             Measure("연 운영비 (operating per year)", *total("operating_won_per_year"), "eok_won")]  # fmt: skip
    goals = [{(g["goal"], g["phase"]): g["solved_share"] for g in s[SolvedGoals].records()} for s in both]
    last = max((k[1] for k in goals[0]), default="")
    whole += [Measure(f"목표 {_title(after, 'rows/goals', g)} (goal)", goals[0].get((g, p)), goals[1].get((g, p)), "percent") for g, p in goals[0] if p == last and goals[0].get((g, p)) != goals[1].get((g, p))]
    answers = [s[Ledger].rows["outcome"].value_counts() for s in both]
    whole += [Measure(f"의견 {KO} (opinions)", int(answers[0].get(o, 0)), int(answers[1].get(o, 0)), "cases") for o, KO in OUTCOMES.items() if answers[0].get(o, 0) != answers[1].get(o, 0)]
    money = [{(f["year"], f["fund"], f["purpose"]): f["won"] for f in s[Finance].records()} for s in both]
    shown = [Measure(f"{y} {_title(after, 'rows/funding_sources', f)} {'구축' if p == 'capital' else '운영'}", money[0].get((y, f, p), 0), money[1].get((y, f, p), 0), "million_won")
             for y, f, p in sorted({*money[0], *money[1]}) if money[0].get((y, f, p), 0) != money[1].get((y, f, p), 0)]  # fmt: skip
    prices = [{p["limit"]: p["price_points"] for p in s[Prices].records()} if Prices.name in s else {} for s in both]
    limits = [Measure(name, prices[0].get(name, 0.0), prices[1].get(name, 0.0), "number") for name in sorted({*prices[0], *prices[1]}) if abs(prices[0].get(name, 0.0) - prices[1].get(name, 0.0)) > HIDDEN]
    return WhatIf(edits, whole, _moves(before, after, chosen), shown, limits)


def _moves(before: Shelf, after: Shelf, chosen: list[dict[tuple[str, str], dict[str, Any]]]) -> list[Move]:
    left = {(r["service"], r["zone"]): r["reason"] for r in after[LeftOut].records()}
    net = [{(t["service"], t["zone"]): t for t in s[Thresholds].records()} if Thresholds.name in s else {} for s in (before, after)]
    found = []
    for key in [*chosen[0], *(k for k in chosen[1] if k not in chosen[0])]:
        was, now = chosen[0].get(key), chosen[1].get(key)
        if was and now and (was["scale"], was["start_year"]) == (now["scale"], now["start_year"]):
            continue
        kind = ("out" if not now else "in" if not was else "larger" if now["scale"] > was["scale"] else "smaller" if now["scale"] < was["scale"]
                else "later" if now["start_year"] > was["start_year"] else "earlier")  # fmt: skip
        title = f"{_title(after, Services.name, key[0])}, {_title(after, 'rows/zones', key[1])}"
        found.append(Move(kind, *key, title, _as(was), _as(now), (now or {}).get("capital_won", 0) - (was or {}).get("capital_won", 0),
                          round((now or {}).get("points", 0.0) - (was or {}).get("points", 0.0), 3), _why(kind, key, left, net)))  # fmt: skip
    return sorted(found, key=lambda m: ([*KINDS].index(m.kind), -abs(m.points), m.service, m.zone))


def _why(kind: str, key: tuple[str, str], left: dict[tuple[str, str], str], net: list[dict[tuple[str, str], dict[str, Any]]]) -> str:
    level = net[1].get(key)
    said = f"제 점수 {write(level['points'], 'number')}, 그 돈과 한도로 다른 사업이 얻을 점수 {write(level['price_points'], 'number')}" if level else ""
    if kind == "out":
        return ". ".join(filter(None, [REASONS[left[key]].sentence.rstrip(".") if key in left else "", said]))
    if kind in ("later", "earlier"):
        return "점수는 같고, 그 해에 낼 수 있는 돈이 달라졌다"
    return said


def _as(row: dict[str, Any] | None) -> str:
    return f"{row['start_year']} 규모 {row['scale']} {write(row['capital_won'], 'million_won')}" if row else "—"


def _title(shelf: Shelf, table: str, key: str) -> str:
    named = shelf.named(table)
    column = next((n for n in TITLES if n in named.columns), None)
    return str(named.at(key, column)) if column and named.position(key) is not None else "시 전체" if key == "city" else key


def as_text(answer: WhatIf, most: int = 40) -> str:
    """For people: what was changed, the whole, the projects, the money by year, and where it pinches."""
    lines = ["바꾼 것 (changed)"]
    lines += [f"  {e.fact}: {_value(e.was)} → {_value(e.now)}" for e in answer.edits[:most]] or ["  없음: 마지막 계획과 같은 행이다 (nothing)"]
    lines += [f"  그 밖에 {len(answer.edits) - most}곳"] if len(answer.edits) > most else []
    lines += ["", "전체 (the whole)"]
    lines += [f"  {m.name}: {_shown(m.was, m.format)} → {_shown(m.now, m.format)}{_change(m)}" for m in answer.whole]
    for kind, ko in KINDS.items():
        mine = [m for m in answer.moves if m.kind == kind]
        if mine:
            lines += ["", f"{ko}: {len(mine)}건"]
            lines += [f"  {m.title}: {m.was} → {m.now} ({m.points:+,.1f}점){'. ' + m.why if m.why else ''}" for m in mine[:most]]
            lines += [f"  그 밖에 {len(mine) - most}건 (--json)"] if len(mine) > most else []
    if answer.money:
        lines += ["", "달라진 돈 (money by year and fund)"]
        lines += [f"  {m.name}: {_shown(m.was, m.format)} → {_shown(m.now, m.format)}{_change(m)}" for m in answer.money]
    if answer.limits:
        lines += ["", "빠듯한 곳 (what one more million won, or one more of it, would add in points)"]
        lines += [f"  {m.name}: {m.was:,.3f} → {m.now:,.3f}" for m in answer.limits]
    if not answer.moves:
        lines += ["", "고른 사업은 그대로다 (the choice stays)"]
    return "\n".join(lines)


def _shown(value: Any, format: str) -> str:
    return "—" if value is None else write(value, format)


def _change(m: Measure) -> str:
    return f" ({(m.now - m.was) / m.was:+.1%})" if isinstance(m.was, (int, float)) and isinstance(m.now, (int, float)) and m.was else ""


def _value(value: Any) -> str:
    return "—" if value is None else f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) and value > 9999 else str(value)


