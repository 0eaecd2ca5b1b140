"""Change one input: exactly the facts that depend on it move, and no others.

What must move is computed from the reads that the tables declare, evaluated in the plan before and after the change: a
fact is expected to move when a cell it reads has another value, has appeared or has gone, or when it now reads other
rows. A fact moves when its value or its hash changes. Three things must hold for every cell of every table:

- a value changes only where a read changed (else a read is missing from the declaration),
- a hash changes only where a read changed (else the hash covers more than what is read),
- a hash changes wherever a read changed (else an explanation would hide a change).

A fact that appears or goes does so with its row, and then a cell of that row must have read something that changed.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from conftest import TINY, copy_of
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as some

from dosi.model.city import City, Shelf
from dosi.model.errors import InputFault
from dosi.model.facts import ADDITIVE, Facts
from dosi.model.table import Read, Table, plain
from dosi.workbench import building
from dosi.workbench.building import Made
from dosi.workbench.chain import CHAIN

EXAMPLES = int(os.environ.get("DOSI_EXAMPLES", "6"))
"""random changes of each kind; 60 and more for a thorough run"""
random_changes = settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
HASHES_OF = 6
"""hashes are looked at for one fact in so many, others in every example; values for all of them"""
STAGE_TABLES = tuple(kind for stage in CHAIN for kind in stage.makes)
Where = tuple[tuple[str, str], ...]
Contents = Mapping[tuple[str, ...], frozenset[tuple[Any, ...]]]


# the plan again, with one cell changed ----------------------------------------------------------------------------------


def changed(table: Table, key: str, column: str, value: object) -> Table:
    """The table with another value in one cell."""
    rows = table.rows.copy()
    rows.loc[table.position(key), column] = value
    return type(table)(rows, table.sources.values())


def again(city: City, before: Shelf, edited: Table) -> Shelf:
    """Every stage run once more with an edited table; tables that come out the same are kept as the same objects."""
    after = Shelf({t.name: t for t in before if t.is_source} | {edited.name: edited})
    for stage in CHAIN:
        old = [before[kind] for kind in stage.makes]
        touched = any(kind is not City and after[kind] is not before[kind] for kind in stage.reads)
        for was, now in zip(old, stage.run(city, after) if touched else old, strict=True):
            after.put(was if now.rows.equals(was.rows) and now.choice == was.choice else now)
    return after


# what must move --------------------------------------------------------------------------------------------------------


def contents(table: Table, on: tuple[str, ...], columns: tuple[str, ...]) -> Contents:
    """For every value of the `on` columns the rows there are: their keys and the values of `columns`."""
    found: dict[tuple[str, ...], set[tuple[Any, ...]]] = {}
    for key, row in zip(table.keys(), records(table), strict=True):
        if all(row[name] is not None for name in on):
            found.setdefault(tuple(str(row[name]) for name in on), set()).add((key, *(row[name] for name in columns)))
    return {where: frozenset(rows) for where, rows in found.items()}


@cache
def records(table: Table) -> list[dict[str, Any]]:
    """The rows as plain values."""
    return table.records()


@cache
def altered(before: Table, after: Table, on: tuple[str, ...], columns: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """The values of the `on` columns whose rows differ between two tables."""
    if before is after:
        return frozenset()
    old, new = contents(before, on, columns), contents(after, on, columns)
    return frozenset(where for where in {*old, *new} if old.get(where) != new.get(where))


def asked(read: Read, row: Mapping[str, Any]) -> Where | None:
    """The rows a read names for a row of ours; None when it does not apply to it."""
    if any(str(row[ours]) not in wanted for ours, wanted in read.when):
        return None
    return tuple((theirs, constant or str(row[ours])) for theirs, ours, constant in read.on)


@dataclass(frozen=True)
class Change:
    """Two plans that differ in one cell of one table."""

    before: Shelf
    after: Shelf
    edited: str
    seed: str
    """which facts' hashes are looked at"""

    def differs(self, read: Read, where: Where) -> bool:
        """Whether the rows that a read names differ between the two plans."""
        on = tuple(name for name, _ in where)
        return tuple(value for _, value in where) in altered(self.before.named(read.table), self.after.named(read.table), on, read.columns)

    def depends(self, table: str, column: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> bool:
        """Whether anything that a cell reads has changed; a row that is there in one plan only is judged by what it reads there."""
        for read in self.before.named(table).columns[column].reads:
            wheres = {asked(read, row) for row in (old, new) if row is not None}
            if len(wheres) > 1 or any(where is not None and self.differs(read, where) for where in wheres):
                return True
        return False

    def tables(self) -> Iterator[tuple[Table, Table]]:
        """The tables that could differ: the edited one, and those that are, or read, a table that came out differently."""
        new = {t.name for t in self.after if t is not self.before.named(t.name)}
        for kind in STAGE_TABLES:
            if kind.name in new or {r.table for c in kind.columns.values() for r in c.reads} & new:
                yield self.before[kind], self.after[kind]


def moved(change: Change, old_facts: Facts, new_facts: Facts, one_of: int) -> dict[str, list[str]]:
    """Facts that broke one of the three rules, by rule, and those that moved and stayed; hashes are looked at for one of so many facts."""
    said: dict[str, list[str]] = {"moved": [], "stayed": [], "value without a read": [], "hash without a read": [], "read without a hash": [], "row without a read": []}
    edited = change.before.named(change.edited), change.after.named(change.edited)
    for was, now in [*change.tables(), edited]:
        rows = [dict(zip(t.keys(), records(t), strict=True)) for t in (was, now)]
        for key in dict.fromkeys([*rows[0], *rows[1]]):
            old, new = rows[0].get(key), rows[1].get(key)
            if old is None or new is None:
                good = any(change.depends(was.name, column, old, new) for column in was.columns)
                said["moved" if good else "row without a read"].append(f"{was.name}/{key}")
                continue
            for column in was.columns:
                id = f"{was.name}/{key}/{column}"
                expected = old[column] != new[column] if was.is_source else change.depends(was.name, column, old, new)
                looked_at = one_of == 1 or zlib.crc32(f"{change.seed}{id}".encode()) % one_of == 0
                hash = old_facts.get(id).hash != new_facts.get(id).hash if looked_at else expected
                _judge(said, id, expected, old[column] != new[column], hash)
        for column, about in was.columns.items():
            if about.type in ADDITIVE and not was.is_source:
                id = f"{was.name}/*/{column}"
                if zlib.crc32(f"{change.seed}{id}".encode()) % one_of:
                    continue
                totals = old_facts.get(id), new_facts.get(id)
                _judge(said, id, bool(altered(was, now, (), (column,))), totals[0].value != totals[1].value, totals[0].hash != totals[1].hash)
    return said


def _judge(said: dict[str, list[str]], id: str, expected: bool, value: bool, hash: bool) -> None:
    said["moved" if expected else "stayed"].append(id)
    if value and not expected:
        said["value without a read"].append(id)
    elif hash and not expected:
        said["hash without a read"].append(id)
    if expected and not hash:
        said["read without a hash"].append(id)


@cache
def facts_of(made: Made) -> Facts:
    """The facts of the unchanged plan, each made once."""
    return made.facts


def check_change(tiny: Made, table: type[Table] | str, key: str, column: str, value: object, one_of: int = HASHES_OF) -> dict[str, list[str]]:
    """Change one cell, run the plan again, and hold the three rules against every fact."""
    name = table if isinstance(table, str) else table.name
    before = tiny.shelf.named(name)
    edited = changed(before, key, column, value)
    after = again(tiny.city, tiny.shelf, edited)
    change = Change(tiny.shelf, after, name, f"{key}{column}{value}")
    said = moved(change, facts_of(tiny), Facts(after, tiny.city.price_year), one_of)
    broken = {rule: ids for rule, ids in said.items() if ids and rule not in ("moved", "stayed")}
    assert not broken, f"{name}/{key}/{column} := {value!r}: {broken}"
    return said


# the declarations themselves ---------------------------------------------------------------------------------------------


def test_every_computed_column_says_what_it_reads() -> None:
    constant = {"voice/heard": {"zone_known"}, "problems/ranked": {"level"}, "infrastructure/offered_sites": {"service", "zone", "no"},
                "infrastructure/sites": {"service", "zone"}, "infrastructure/register": {"service", "layer", "place"}}  # fmt: skip
    silent = {t.name: {n for n, c in t.columns.items() if not c.reads and n not in t.key} - constant.get(t.name, set()) for t in STAGE_TABLES}
    assert {table: columns for table, columns in silent.items() if columns} == {}


def test_every_read_names_tables_and_columns_that_there_are(tiny: Made) -> None:
    for kind in STAGE_TABLES:
        for name, about in kind.columns.items():
            for read in about.reads:
                theirs = tiny.shelf.named(read.table)
                where = f"{kind.name}.{name} reads {read}"
                assert {t for t, _, _ in read.on} | set(read.columns) <= set(theirs.columns), where
                assert {o for _, o, constant in read.on if not constant} | {o for o, _ in read.when} <= set(kind.columns), where


def test_no_column_is_explained_by_itself_however_far_around() -> None:
    """A ring of reads, or a read whose rows are named by the very column it explains, would explain nothing."""
    declared = {t.name: t for t in STAGE_TABLES}
    done: set[tuple[str, str]] = set()

    def walk(cell: tuple[str, str], path: tuple[tuple[str, str], ...]) -> None:
        assert cell not in path, " <- ".join(".".join(c) for c in [*path[path.index(cell) :], cell])
        if cell in done or cell[0] not in declared:
            return
        kind = declared[cell[0]]
        for read in kind.columns[cell[1]].reads:
            named_by = {o for _, o, constant in read.on if not constant} | {o for o, _ in read.when}
            for other in [*((read.table, c) for c in read.columns), *((kind.name, o) for o in named_by - set(kind.key))]:
                walk(other, (*path, cell))
        done.add(cell)

    for table, kind in declared.items():
        for name in kind.columns:
            walk((table, name), ())


def test_doubling_the_cost_of_crossings_moves_their_money_and_leaves_evidence_and_voice_alone(tiny: Made) -> None:
    said = check_change(tiny, "rows/services", "smart_crossing", "capital_won_mid", 80_000_000, one_of=1)
    assert {"infrastructure/offers/smart_crossing~a~1/capital_won", "portfolio/chosen/*/capital_won", "portfolio/ceiling_use/city~capital~2027/used_won"} <= set(said["moved"])
    assert "infrastructure/offers/stop_display~b~1/capital_won" in said["stayed"]
    assert not [id for id in said["moved"] if id.startswith(("evidence/", "voice/heard", "voice/mentions", "problems/", "infrastructure/verdicts"))]


def test_moving_a_crossing_leaves_the_sites_of_other_zones_and_the_reach_of_stops_alone(tiny: Made) -> None:
    said = check_change(tiny, "layers/places", "crossings~k2", "x_m", 980_700.0, one_of=1)
    assert "infrastructure/offered_sites/smart_crossing.a.002/people_added" in said["moved"]
    assert not [id for id in said["moved"] if id.startswith(("evidence/cells/", "evidence/places/", "infrastructure/offered_sites/smart_crossing.b", "problems/"))]


def test_an_opinion_about_parks_moves_no_money(tiny: Made) -> None:
    said = check_change(tiny, "rows/opinions", "o9", "text", "공원이 넓어 좋습니다", one_of=1)
    assert not [id for id in said["moved"] if not id.startswith(("rows/opinions/", "voice/"))]


# one change of each kind -----------------------------------------------------------------------------------------------

COSTS = [f"{what}_{end}" for what in ("capital_won", "operating_won_per_year") for end in ("low", "mid", "high")]
WORDS = ["횡단보도", "사고", "버스", "정류장", "먼지", "공원", "조용해요", "횡단보도와 버스", "위험한 정류장", ""]
won = some.integers(0, 300).map(lambda millions: millions * 1_000_000) | some.integers(0, 300_000_000)
share = some.integers(0, 100).map(lambda percent: percent / 100)


def keys(tiny: Made, name: str) -> list[str]:
    """The keys of a table of the tiny city."""
    return list(tiny.shelf.named(name).keys())


@random_changes
@given(some.data())
def test_a_changed_cost_moves_exactly_the_facts_that_depend_on_it(tiny: Made, data: some.DataObject) -> None:
    check_change(tiny, "rows/services", data.draw(some.sampled_from(keys(tiny, "rows/services"))), data.draw(some.sampled_from(COSTS)), data.draw(won))


@random_changes
@given(some.data())
def test_a_changed_opinion_moves_exactly_the_facts_that_depend_on_it(tiny: Made, data: some.DataObject) -> None:
    said = data.draw(some.lists(some.sampled_from(WORDS), max_size=3).map(" ".join))
    check_change(tiny, "rows/opinions", data.draw(some.sampled_from(keys(tiny, "rows/opinions"))), "text", said)


@random_changes
@given(some.data())
def test_a_moved_facility_moves_exactly_the_facts_that_depend_on_it(tiny: Made, data: some.DataObject) -> None:
    column, low, high = data.draw(some.sampled_from([("x_m", 979_900, 985_100), ("y_m", 1_829_950, 1_831_050)]))
    metres = data.draw(some.integers(low, high))
    check_change(tiny, "layers/places", data.draw(some.sampled_from(keys(tiny, "layers/places"))), column, float(metres))


@random_changes
@given(some.data())
def test_a_changed_ceiling_moves_exactly_the_facts_that_depend_on_it(tiny: Made, data: some.DataObject) -> None:
    check_change(tiny, "rows/ceilings", data.draw(some.sampled_from(keys(tiny, "rows/ceilings"))), "ceiling_won", data.draw(won))


@random_changes
@given(some.data())
def test_a_changed_weight_moves_exactly_the_facts_that_depend_on_it(tiny: Made, data: some.DataObject) -> None:
    column = data.draw(some.sampled_from(["gap_weight", "voice_weight", "people_weight"]))
    check_change(tiny, "rows/weights", data.draw(some.sampled_from(keys(tiny, "rows/weights"))), column, data.draw(share))


@random_changes
@given(some.data())
def test_a_changed_population_moves_exactly_the_facts_that_depend_on_it(tiny: Made, data: some.DataObject) -> None:
    table, column = data.draw(some.sampled_from([("layers/figures", "value"), ("layers/cells", "people")]))
    people = data.draw(some.integers(1, 900))
    check_change(tiny, table, data.draw(some.sampled_from(keys(tiny, table))), column, float(people) if column == "value" else people)


STREET = {("layers/lines", "streets~s1"): {"length_m": 9000.0, "speed_km_per_h": 20.0, "name_ko": "큰길"},
          ("rows/travel_modes", "ride"): {"speed_km_per_h": 20.0, "join_m": 50.0, "for_regions": "no", "roles": "network:path", "title_ko": "수레"},
          ("layers/cells", "c7"): {"x_m": 983_450.0, "y_m": 1_830_550.0}}  # fmt: skip
STREET_CHANGES = [(*where, column, value) for where, columns in STREET.items() for column, value in columns.items()]


@pytest.mark.parametrize(("table", "key", "column", "value"), STREET_CHANGES, ids=lambda v: str(v))
def test_a_changed_street_or_mode_moves_exactly_the_facts_that_depend_on_it(tiny_with_street: Made, table: str, key: str, column: str, value: object) -> None:
    said = check_change(tiny_with_street, table, key, column, value, one_of=1)
    minutes = "spatial/travel/c~d/mean_min" in said["moved"]
    assert minutes == (column not in ("name_ko", "title_ko"))


RATE_OF = "evidence/places/{}~accident_rate/{}"
GREW = [("layers/series", "population~A~2023-12", "value", 60.0, RATE_OF.format("a", "value")), ("layers/housing", "housing~r2", "households", 20.0, RATE_OF.format("d", "value")),
        ("layers/housing", "housing~r2", "on_date", "2023-11-01", RATE_OF.format("d", "value")), ("rows/planning_areas", "라지구", "unit", None, RATE_OF.format("D", "people_basis")),
        ("rows/forecast_assumptions", "occupied_share", "mid", 0.85, RATE_OF.format("d", "value")), ("rows/forecast_assumptions", "occupied_share", "high", 0.95, RATE_OF.format("d", "value_high")),
        ("layers/taken", "accidents", "period_from", "2022-07-01", RATE_OF.format("b", "value")), ("layers/taken", "population", "vintage", "2024-11-30", RATE_OF.format("a", "value"))]  # fmt: skip


@pytest.fixture(scope="module")
def tiny_that_grew(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The tiny city with accidents counted over three years, in the midst of which homes of unit D were moved into."""
    city = copy_of(TINY, tmp_path_factory.mktemp("grew") / "city")
    for name, old, new in (("layers.toml", 'period = ["2024-01-01", "2024-12-31"]', 'period = ["2022-01-01", "2024-12-31"]'),
                           ("data/housing.csv", "2026-02", "2023-02-01"), ("rows/planning_areas.csv", "area,zone\n라지구,d", "area,zone,unit\n라지구,d,D")):  # fmt: skip
        text = (city / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (city / name).write_text(text.replace(old, new), encoding="utf-8")
    return building.make(city)


@pytest.mark.parametrize(("table", "key", "column", "value", "moving"), GREW, ids=lambda v: "+".join(sorted(v)) if isinstance(v, set) else str(v))
def test_what_tells_how_people_changed_moves_exactly_the_facts_that_depend_on_it(tiny_that_grew: Made, table: str, key: str, column: str, value: object, moving: str) -> None:
    said = check_change(tiny_that_grew, table, key, column, value, one_of=1)
    assert moving in said["moved"] and "evidence/places/d~stop_access/value" in said["stayed"]


ANSWERED = [("rows/received", "r4", "outcome", None, {"outcome", "standing"}), ("rows/received", "r4", "on_date", "2025-01-03", {"on_date", "due_on"}),
            ("rows/procedure", "p04", "days", 20, {"due_on"}), ("rows/procedure", "p04", "counted", None, {"due_on"}), ("rows/received", "r1", "service", "stop_display", {"service", "start_year", "standing"}),
            ("rows/received", "r3", "body", "환경과", {"body"}), ("rows/received", "r2", "themes", "air", {"theme"}), ("rows/received", "r2", "by_body", "시장실", {"by_body", "standing"})]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "column", "value", "moving"), ANSWERED, ids=lambda v: "+".join(sorted(v)) if isinstance(v, set) else str(v))
def test_a_changed_answer_moves_its_own_row_of_the_ledger(tiny: Made, table: str, key: str, column: str, value: object, moving: set[str]) -> None:
    said = check_change(tiny, table, key, column, value, one_of=1)
    of = key if table == "rows/received" else "r4"
    assert {f"voice/ledger/{of}/{name}" for name in moving} <= set(said["moved"])
    assert not [id for id in said["moved"] if id.startswith("voice/ledger/") and not id.startswith((f"voice/ledger/{of}/", "voice/ledger/*"))]
    assert not [id for id in said["moved"] if id.startswith(("portfolio/", "problems/", "evidence/"))]


def test_a_decision_on_a_theme_confirms_its_opinions_and_moves_no_other_answer(tiny: Made) -> None:
    said = check_change(tiny, "rows/decisions", "d9", "touches", "transit", one_of=1)
    assert "voice/ledger/o9/outcome" in said["moved"] and "voice/ledger/o2/by_body" in said["moved"]
    assert {"voice/ledger/o2/outcome", "voice/ledger/o2/why", "voice/ledger/r2/by_body", "voice/ledger/r1/why"} <= set(said["stayed"])


# any other input ---------------------------------------------------------------------------------------------------------

OTHERS: Mapping[str, tuple[str, ...]] = {
    "rows/services": ("themes", "radius_m", "scales", "effect_mid_share", "requires", "build_year", "lifetime_year", "infrastructure_kinds", "standards",
                      "site_role", "field", "operator_role", "cost_kind", "title_ko"),
    "rows/indicators": ("theme", "condition", "radius_m", "factor", "target", "worst", "better", "least_people"),
    "rows/crosswalk": ("unit", "zone", "people_share"),
    "rows/existing_services": ("twin", "zones", "decision"),
    "rows/decisions": ("touches", "effect", "body", "on_date", "what"),
    "rows/received": ("on_date", "giver", "body", "step", "themes", "due_on", "outcome", "service", "done_ko", "why_ko", "by_body", "on_answer"),
    "rows/procedure": ("days", "counted", "title_ko"),
    "rows/gates": ("limit", "no", "title_ko"),
    "rows/criteria": ("fact", "better", "no"),
    "rows/comparisons": ("times",),
    "rows/self_checks": ("level",),
    "rows/usual_mix": ("fields", "share"),
    "rows/direct_weights": ("weight",),
    "rows/funding_shares": ("share",),
    "rows/funding_sources": ("authority",),
    "rows/jurisdiction": ("builder", "owner"),
    "rows/strategies": ("goal", "themes", "services"),
    "rows/kpis": ("indicator",),
    "rows/themes": ("words", "title_ko"),
    "rows/opinions": ("zone", "channel", "on_date"),
    "rows/survey": ("respondents", "raised"),
    "rows/survey_totals": ("respondents", "gave"),
    "rows/survey_questions": ("topic_no", "scale", "title_ko"),
    "rows/zones": ("name_ko", "kind"),
    "rows/reporting_units": ("name_ko",),
    "rows/standards": ("severity", "role"),
    "rows/contests": ("fields", "people_at_most", "people_at_least", "year"),
    "layers/places": ("attributes", "role", "name_ko"),
    "layers/cells": ("x_m",),
    "layers/events": ("legal_unit", "role"),
    "layers/units": ("area_m2", "shape"),
    "layers/taken": ("covers_kind",),
}  # fmt: skip
"""columns that stages read beside those of the tests above; a value is taken from another row of the column, or nudged"""
PAIRS = tuple((table, column) for table, columns in OTHERS.items() for column in columns)


@settings(random_changes, max_examples=2 * EXAMPLES)
@given(some.data())
def test_any_other_changed_input_moves_exactly_the_facts_that_depend_on_it(tiny: Made, data: some.DataObject) -> None:
    name, column = data.draw(some.sampled_from(PAIRS))
    key = data.draw(some.sampled_from(keys(tiny, name)))
    table = tiny.shelf.named(name)
    values = other_values(table, key, column)
    assume(values)
    value = data.draw(some.sampled_from(values))
    assume((column, value) != ("requires", key))  # a service that needs itself is refused at reading
    try:
        check_change(tiny, name, key, column, value)
    except InputFault:  # no plan, so nothing to compare
        assume(False)


def other_values(table: Table, key: str, column: str) -> list[Any]:
    """Values that a cell could have instead: those of other rows, the known choices, and some numbers."""
    about = table.columns[column]
    numbers = {"share": [0.0, 0.4, 1.0], "number": [0.0, 2.0, 250.0, 900.0], "int": [0, 1, 3, 900]}.get(about.type, [])
    pool = [*(plain(v) for v in table.rows[column]), *about.choices, *numbers, *([None] if about.optional else [])]
    return [v for v in dict.fromkeys(pool) if v != table.at(key, column)]
