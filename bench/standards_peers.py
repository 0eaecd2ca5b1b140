"""The check of assets beside geopandas by hand, DuckDB spatial by hand and pySHACL, in one run.

    sh tools/environment.sh python3 .venv-peers bench/peers.lock
    .venv-peers/bin/python bench/standards_peers.py [--assets N] [--rounds N] [--patience SECONDS]

The assets, the standards and the hand in geopandas are those of standards_time.py. DuckDB gets the same columns as tables in memory, filled before anything is timed and timed apart, and one query per requirement, as
somebody fluent in SQL writes it; a query that takes longer than --patience seconds is ended, and the requirement is then left out of the totals of all three. Every requirement's counts of the four
verdicts must agree. DuckDB is timed with the counts as its only answer, and with the verdict of each subject kept, as dosi and geopandas have it (dosi has the value measured and the limit too). In each round all take their turn; the median of the rounds is printed with the fastest and the slowest, and the median of the
CPU seconds of all threads, which says more than the clock where others use the machine.

pySHACL holds 50,000 assets to four rules on attributes (a range, a list, a word, a range under a condition), a process of its own each and once (it is slow), from the same columns in a file; what it calls a violation must be what dosi
says fails. Its graph is made before anything is timed, timed apart. Memory is the largest of the process.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb
import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import shapely
from standards_time import ByHand, drawn, standards

from dosi.infrastructure.checking import judge, limits, zone_kinds
from dosi.infrastructure.ground import Ground
from dosi.model.assets import Assets
from dosi.model.table import split
from dosi.model.texts import Standards

PASS, FAIL, CANNOT_TELL, NOT_APPLICABLE = range(4)


# the same by hand in SQL --------------------------------------------------------------------------------------------------


class InSql:
    """The same requirements as somebody fluent in SQL writes them for DuckDB with its spatial extension: conditions of three values, spatial joins, groups, windows."""

    def __init__(self, assets: Assets, ground: Ground, shape: np.ndarray) -> None:
        self.db = duckdb.connect(config={"threads": os.cpu_count() or 1})
        place = importlib.util.find_spec("duckdb_extension_spatial")
        assert place is not None and place.submodule_search_locations is not None
        (binary,) = Path(place.submodule_search_locations[0]).rglob("spatial.duckdb_extension")
        self.db.load_extension(str(binary))
        columns = pa.Table.from_pandas(assets.frame.assign(i=np.arange(len(assets)), role=assets.role, zone=assets.zone, x=assets.x_m, y=assets.y_m, wkb=shapely.to_wkb(shape)), preserve_index=False)
        self.db.register("columns", columns)
        self.db.execute("CREATE TABLE assets AS SELECT * EXCLUDE (x, y, wkb), CASE WHEN wkb IS NULL THEN ST_Point(x, y) ELSE ST_GeomFromWKB(wkb) END AS geometry FROM columns")
        self.db.unregister("columns")
        demand = ground.demand
        self.db.register("columns", pa.table({"i": np.arange(len(demand.zone)), "zone": demand.zone, "people": demand.people, "x": demand.x_m, "y": demand.y_m}))
        self.db.execute("CREATE TABLE cells AS SELECT i, zone, people, ST_Point(x, y) AS geometry FROM columns")
        self.db.unregister("columns")
        zones = ground.zones
        self.db.register("columns", pa.table({"zone": np.arange(len(zones.ids)), "kind": pa.array(zones.kinds), "area_km2": zones.area_km2}))
        self.db.execute("CREATE TABLE zones AS SELECT * FROM columns")
        self.db.unregister("columns")

    def counts(self, one: dict[str, Any], given: dict[str, Any], keep: bool = False) -> list[int]:
        """How many subjects of a requirement pass, fail, cannot be told, are not concerned; with keep the verdict of each is kept as a table first."""
        found, query = [0, 0, 0, 0], f"({self.query(one, given)})"
        if keep:
            self.db.execute(f"CREATE OR REPLACE TEMP TABLE verdicts AS {query}")
        for state, number in self.db.execute(f"SELECT state, count(*) FROM {'verdicts' if keep else query} GROUP BY state").fetchall():
            found[state] = number
        return found

    def query(self, one: dict[str, Any], given: dict[str, Any]) -> str:
        """One query for the state of every subject of a requirement."""
        where, exempt = (dict(p.split("=", 1) for p in split(one[c])) for c in ("applies_where", "exempt_where"))
        holds = " AND ".join(self._condition(*pair) for pair in where.items()) or "TRUE"
        asked = ", ".join(f"'{kind}'" for kind in split(one["zone_kinds"]))
        mine = f"mine AS (SELECT * FROM assets WHERE role = '{one['role']}')"
        measure: Callable[..., tuple[str, str, str]] = getattr(self, one["kind"])
        if one["kind"] in zone_kinds():
            more, joined, good = measure(**given)
            if where:
                mine = f"mine AS (SELECT * FROM assets WHERE role = '{one['role']}' AND {holds})"
            state = f"CASE {f'WHEN kind NOT IN ({asked}) THEN 3' if asked else ''} WHEN NOT EXISTS (FROM mine) OR ({good}) IS NULL THEN 2 WHEN {good} THEN 0 ELSE 1 END"
            return f"WITH {mine}{more} SELECT zone AS subject, {state} AS state FROM zones {joined}"
        more, joined, good = measure(**given)
        excepted = [self._condition(*pair) for pair in exempt.items()]
        cases = [
            *([f"WHEN kind NOT IN ({asked}) THEN 3"] if asked else []), *([f"WHEN ({holds}) = FALSE THEN 3"] if where else []), *(f"WHEN {e} THEN 3" for e in excepted),
            *([f"WHEN ({holds}) IS NULL THEN 2"] if where else []), *([f"WHEN {self.left_out} THEN 3"] if self.left_out else []),
            f"WHEN ({good}) IS NULL THEN 2", f"WHEN {good} THEN 0", *(f"WHEN ({e}) IS NULL THEN 2" for e in excepted), "ELSE 1",
        ]  # fmt: skip
        self.left_out = ""
        zones = "JOIN zones USING (zone)" if asked else ""
        return f"WITH {mine}{more} SELECT mine.i AS subject, CASE {' '.join(cases)} END AS state FROM mine {zones} {joined}"

    left_out = ""
    """condition under which a subject of the requirement asked last is not concerned"""

    def _condition(self, name: str, wanted: str) -> str:
        base, _, bound = name.rpartition("_")
        if bound in ("min", "max"):
            return f"{base} {'>=' if bound == 'min' else '<='} {wanted}"
        if bound in ("before", "from"):
            return f"{base} {'<' if bound == 'before' else '>='} '{wanted}'"
        return f"{name} IN ({', '.join(repr(w) for w in wanted.split('|'))})"

    def attribute(self, attribute: str, min: float | None = None, max: float | None = None, equals: str | None = None, one_of: Any = None) -> tuple[str, str, str]:
        """Values in a range or a list."""
        if equals or one_of:
            return "", "", f"{attribute} IN ({', '.join(repr(w) for w in ([equals] if equals else one_of))})"
        return "", "", " AND ".join([*([f"{attribute} >= {min}"] if min is not None else []), *([f"{attribute} <= {max}"] if max is not None else [])])

    def ratio(self, numerator: str, denominator: str, min_share: float) -> tuple[str, str, str]:
        """One column over another."""
        return "", "", f"CASE WHEN {denominator} > 0 THEN round({numerator} / {denominator}, 6) >= {min_share} END"

    def capacity(self, holds: str, units: str, per_unit: float, reserve_share: float = 0.0) -> tuple[str, str, str]:
        """What is there over what is needed."""
        return "", "", f"CASE WHEN {units} * {per_unit} > 0 THEN round({holds} / ({units} * {per_unit}), 6) >= {round(1 + reserve_share, 12)} END"

    def document(self, document: str, dated: str = "", before: str = "") -> tuple[str, str, str]:
        """A document that is there, and in time."""
        return "", "", f"{document} <> 'N'" + (f" AND CASE WHEN {document} IS NOT NULL THEN {dated} <= {before} END" if dated else "")

    def burial_depth(self, depth: str, under: str, min_m: dict[str, float]) -> tuple[str, str, str]:
        """Depth by what lies above."""
        self.left_out = f"{under} NOT IN ({', '.join(repr(u) for u in min_m)})"
        limit = " ".join(f"WHEN {u!r} THEN {m}" for u, m in min_m.items())
        deep = f"round({depth}, 6)"
        strictest, mildest = max(min_m.values()), min(min_m.values())
        return "", "", f"CASE WHEN {under} IS NOT NULL THEN {deep} >= CASE {under} {limit} END WHEN {deep} >= {strictest} THEN TRUE WHEN {deep} < {mildest} THEN FALSE END"

    def coverage(self, radius_m: float, min_share: float, demand: str = "people") -> tuple[str, str, str]:
        """Share of cells near an asset, by zone."""
        there = "cells" if demand == "people" else f"(SELECT *, 1 AS people FROM assets WHERE role = '{demand}')"
        return (f", reached AS (SELECT DISTINCT c.i FROM {there} c JOIN mine ON ST_DWithin(c.geometry, mine.geometry, {radius_m})),"
                f" shares AS (SELECT zone, round(sum(people) FILTER (WHERE reached.i IS NOT NULL) / sum(people), 6) AS share FROM {there} c LEFT JOIN reached USING (i) GROUP BY zone)",
                "LEFT JOIN shares USING (zone)", f"CASE WHEN shares.zone IS NOT NULL THEN coalesce(share, 0) >= {min_share} END")  # fmt: skip

    def count_per(self, per: str, amount: float, min_count: float) -> tuple[str, str, str]:
        """Assets per people, area or places, by zone."""
        if per == "people":
            base = "SELECT zone, sum(people) AS amount FROM cells GROUP BY zone"
        elif per == "area_km2":
            base = "SELECT zone, area_km2 AS amount FROM zones"
        elif per.startswith("length_km:"):
            base = f"SELECT zone, sum(ST_Length(geometry)) / 1000 AS amount FROM assets WHERE role = '{per.removeprefix('length_km:')}' GROUP BY zone"
        else:
            base = f"SELECT zone, count(*) AS amount FROM assets WHERE role = '{per}' GROUP BY zone"
        return (f", bases AS ({base}), numbers AS (SELECT zone, count(*) AS number FROM mine GROUP BY zone)",
                "LEFT JOIN bases USING (zone) LEFT JOIN numbers USING (zone)", f"CASE WHEN bases.amount > 0 THEN round(coalesce(number, 0) / bases.amount * {amount}, 6) >= {min_count} END")  # fmt: skip

    def presence(self, near: str, within_m: float, min_count: float = 1) -> tuple[str, str, str]:
        """Enough of a role near each."""
        return (f", theirs AS (SELECT * FROM assets WHERE role = '{near}'), near AS (SELECT mine.i, count(*) AS number FROM mine JOIN theirs ON ST_DWithin(mine.geometry, theirs.geometry, {within_m}) GROUP BY mine.i)",
                "LEFT JOIN near USING (i)", f"CASE WHEN EXISTS (FROM theirs) THEN coalesce(number, 0) >= {min_count} END")  # fmt: skip

    def redundancy(self, by: str, radius_m: float, sites: float, differ: str) -> tuple[str, str, str]:
        """Enough distinct sites near each."""
        return (f", theirs AS (SELECT * FROM assets WHERE role = '{by}'), near AS (SELECT mine.i, count(DISTINCT theirs.{differ}) AS number, count(*) - count(theirs.{differ}) AS untold"
                f" FROM mine JOIN theirs ON ST_DWithin(mine.geometry, theirs.geometry, {radius_m}) GROUP BY mine.i)",
                "LEFT JOIN near USING (i)", f"CASE WHEN NOT EXISTS (FROM theirs) THEN NULL WHEN coalesce(number, 0) >= {sites} THEN TRUE WHEN coalesce(number + untold, 0) < {sites} THEN FALSE END")  # fmt: skip

    def clearance(self, to: str, min_m: float) -> tuple[str, str, str]:
        """Nothing of a role too near. An asset's pair with itself is left out after the join: beside it, i <> i makes DuckDB drop the spatial join for a nested loop."""
        return (f", theirs AS (SELECT * FROM assets WHERE role = '{to}'), near AS (SELECT mine.i, round(min(ST_Distance(mine.geometry, theirs.geometry)) FILTER (WHERE mine.i <> theirs.i), 6) AS metres"
                f" FROM mine JOIN theirs ON ST_DWithin(mine.geometry, theirs.geometry, {min_m}) GROUP BY mine.i)",
                "LEFT JOIN near USING (i)", f"CASE WHEN EXISTS (FROM theirs) THEN coalesce(metres >= {min_m}, TRUE) END")  # fmt: skip

    def spacing(self, along: str, max_m: float, beside_m: float = 20.0) -> tuple[str, str, str]:
        """The next one along the same line."""
        self.left_out = "gaps.i IS NOT NULL AND gap IS NULL"
        return (f", lines AS (SELECT * FROM assets WHERE role = '{along}'),"
                " held AS (SELECT mine.i, lines.i AS line, mine.geometry AS point, lines.geometry AS geometry FROM mine JOIN lines"
                f" ON ST_DWithin(mine.geometry, lines.geometry, {beside_m}) QUALIFY row_number() OVER (PARTITION BY mine.i ORDER BY ST_Distance(mine.geometry, lines.geometry), lines.i) = 1),"
                " stood AS (SELECT i, line, ST_LineLocatePoint(geometry, point) * ST_Length(geometry) AS metres FROM held),"
                " gaps AS (SELECT i, round(lead(metres) OVER (PARTITION BY line ORDER BY metres, i) - metres, 6) AS gap FROM stood)",
                "LEFT JOIN gaps USING (i)", f"gap <= {max_m}")  # fmt: skip

    def inside_zone(self, area: str, wanted: str = "inside") -> tuple[str, str, str]:
        """Inside or outside areas."""
        return (f", areas AS (SELECT * FROM assets WHERE role = '{area}'), held AS (SELECT DISTINCT mine.i FROM mine JOIN areas ON ST_Intersects(mine.geometry, areas.geometry))",
                "LEFT JOIN held USING (i)", f"CASE WHEN EXISTS (FROM areas) THEN held.i IS {'NOT' if wanted == 'inside' else ''} NULL END")  # fmt: skip


def side_by_side(number: int, rounds: int, patience_s: float) -> None:
    """Draw, let the three take turns, compare every requirement, print."""
    rows = standards()
    assets, ground, shape = drawn(number, rows)
    print(f"{len(assets):,} assets, {rows.rows['standard'].nunique()} standards, {len(rows)} requirements, {rounds} rounds, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}", flush=True)
    start = time.perf_counter()
    sql = InSql(assets, ground, shape)
    loading = time.perf_counter() - start
    asked = limits(rows)
    within = _within_patience(sql, asked, patience_s)
    kept = [pair for pair, good in zip(asked, within, strict=True) if good]
    rows = Standards(rows.rows[np.array(within)], list(rows.sources.values()))
    took: dict[str, list[float]] = {"dosi": [], "geopandas": [], "counts": [], "verdicts": []}
    cpu: dict[str, list[float]] = {name: [] for name in took}
    by_kind: dict[str, dict[str, list[float]]] = {"geopandas": {}, "counts": {}, "verdicts": {}}
    differing: set[str] = set()
    verdicts = 0
    for _ in range(rounds):
        start, busy = time.perf_counter(), time.process_time()
        found = judge(assets, ground, rows)
        took["dosi"].append(time.perf_counter() - start)
        cpu["dosi"].append(time.process_time() - busy)
        counts = [np.bincount(one.judged.state, minlength=4).tolist() for one in found]
        verdicts = sum(map(sum, counts))
        start, busy = time.perf_counter(), time.process_time()
        hands: dict[str, Callable[..., list[int]]] = {"geopandas": ByHand(assets, ground, shape).counts}
        prepared, prepared_cpu = time.perf_counter() - start, time.process_time() - busy
        hands |= {"counts": sql.counts, "verdicts": partial(sql.counts, keep=True)}
        for name, hand in hands.items():
            spent: dict[str, float] = {}
            busy = time.process_time()
            for (one, given), mine in zip(kept, counts, strict=True):
                begun = time.perf_counter()
                theirs = hand(one, given)
                spent[one["kind"]] = spent.get(one["kind"], 0) + time.perf_counter() - begun
                if theirs != mine:
                    differing.add(f"{one['standard']}#{one['requirement']}: dosi {mine}, {name} {theirs}")
            cpu[name].append(time.process_time() - busy + (prepared_cpu if name == "geopandas" else 0))
            took[name].append(sum(spent.values()) + (prepared if name == "geopandas" else 0))
            for kind, seconds in spent.items():
                by_kind[name].setdefault(kind, []).append(seconds)
        del hands
    threads = sql.db.execute("SELECT current_setting('threads')").fetchall()[0][0]
    in_sql = f"by hand in DuckDB {duckdb.__version__} with spatial, {threads} threads"
    titles = {"dosi": "dosi", "geopandas": f"by hand in geopandas {geopandas.__version__}", "counts": f"{in_sql}, counts only", "verdicts": f"{in_sql}, a verdict kept for each subject"}
    ours = statistics.median(took["dosi"])
    print(f"{len(kept)} requirements, {verdicts:,} verdicts; tables of DuckDB filled before in {loading:.1f} s")
    for name, seconds in took.items():
        middle = statistics.median(seconds)
        kinds = "; " + ", ".join(f"{k} {s:.2f}" for k, s in sorted(((k, statistics.median(s)) for k, s in by_kind.get(name, {}).items()), key=lambda kv: -kv[1])) if name in by_kind else ""
        print(f"{titles[name]}: {middle:.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), {middle / ours:.2f} times dosi's, CPU {statistics.median(cpu[name]):.2f} s ({statistics.median(cpu[name]) / statistics.median(cpu['dosi']):.2f} times){kinds}")
    print(f"requirements whose counts differ: {len(differing)}, load after {os.getloadavg()[0]:.1f}")
    print("\n".join(sorted(differing)), flush=True)


def _within_patience(sql: InSql, asked: list[tuple[dict[str, Any], dict[str, Any]]], patience_s: float) -> list[bool]:
    """Ask every query once, and which of them ended within the time; this also warms DuckDB."""
    within = []
    for one, given in asked:
        clock = threading.Timer(patience_s, sql.db.interrupt)
        clock.start()
        try:
            sql.counts(one, given)
            within.append(True)
        except duckdb.InterruptException:
            print(f"{one['standard']}#{one['requirement']} ({one['kind']}): ended in DuckDB after {patience_s:.0f} s, left out of all totals", flush=True)
            within.append(False)
        finally:
            clock.cancel()
    return within


# four rules beside SHACL --------------------------------------------------------------------------------------------------

RULES = ("smart_pole#height", "cctv_device#protocol", "cctv_device#notice", "cctv_device#resolution")
"""a range, a list, a word, a range under a condition; all put to one role"""
RULED, ROLE, SHARE = 50_000, "facility:cctv", 0.12
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
SHAPES = f"""{PREFIXES}
ex:Height a sh:NodeShape ; sh:targetClass ex:Asset ; sh:property ex:height .
ex:height sh:path ex:height_m ; sh:minInclusive 4.0 ; sh:maxInclusive 12.0 .
ex:Protocol a sh:NodeShape ; sh:targetClass ex:Asset ; sh:property ex:protocols .
ex:protocols sh:path ex:protocol ; sh:in ( "ONVIF-S" "ONVIF-T" ) .
ex:Notice a sh:NodeShape ; sh:targetClass ex:Asset ; sh:property ex:notice .
ex:notice sh:path ex:notice_board ; sh:in ( "Y" ) .
ex:Resolution a sh:NodeShape ; sh:targetClass ex:Asset ;
    sh:or ( [ sh:not [ sh:path ex:build ; sh:hasValue "new" ] ] [ sh:path ex:resolution_mp ; sh:minInclusive 2.0 ] ) .
"""
"""a missing value breaks none of them, as in dosi it cannot be told; each of them breaks at most once for an asset"""
BREAKS = {"smart_pole#height": "height", "cctv_device#protocol": "protocols", "cctv_device#notice": "notice", "cctv_device#resolution": "Resolution"}
"""the shape that says a rule is broken"""
COLUMNS = ("height_m", "protocol", "notice_board", "resolution_mp", "build")


def four_rules(rounds: int) -> None:
    """Draw 50,000 assets, ask both in processes of their own, compare what breaks, print."""
    assets, _, _ = drawn(round(RULED / SHARE) + 1, standards())
    mine = np.flatnonzero(assets.role == ROLE)[:RULED]
    assert len(mine) == RULED, len(mine)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "assets.parquet"
        pyarrow.parquet.write_table(pa.Table.from_pandas(assets.frame[[*COLUMNS]].take(mine).assign(id=assets.id[mine]), preserve_index=False), file)
        print(f"{RULED:,} assets, 4 rules on attributes, load {os.getloadavg()[0]:.1f}", flush=True)
        said: dict[str, list[Any]] = {"dosi": [], "pySHACL": []}
        said["dosi"] += [_apart(ruled, file) for _ in range(rounds)]
        said["pySHACL"].append(_apart(shacl, file))
    ours = statistics.median(s[1] for s in said["dosi"])
    for name, runs in said.items():
        seconds = sorted(s[1] for s in runs)
        middle = statistics.median(seconds)
        print(f"{name}{runs[0][4]}: {middle:.4f} s ({seconds[0]:.4f} to {seconds[-1]:.4f}), {middle / ours:,.0f} times dosi's, made ready before in {statistics.median(s[0] for s in runs):.1f} s, memory {statistics.median(s[2] for s in runs):,.0f} MB")
        print(f"  broken: {', '.join(f'{rule} {runs[0][3][rule]:,}' for rule in RULES)}")
    print(f"what is broken is the same: {all(s[3] == said['dosi'][0][3] for runs in said.values() for s in runs)}, load after {os.getloadavg()[0]:.1f}")


def ruled(file: Path) -> tuple[float, float, dict[str, int], str]:
    """Seconds to make ready, seconds to judge, what fails, which version."""
    start = time.perf_counter()
    rows = standards()
    named = (rows.rows["standard"] + "#" + rows.rows["requirement"]).to_numpy()
    rows = Standards(rows.rows[np.isin(named, RULES)].assign(role=ROLE), list(rows.sources.values()))
    frame = pd.read_parquet(file)
    n = len(frame)
    none = np.zeros(0)
    assets = Assets(frame, frame["id"].to_numpy(object), np.full(n, ROLE, dtype=object), np.full(n, "drawn", dtype=object), np.zeros(n, dtype=int), np.zeros(n), np.zeros(n))
    ground = _bare_ground(none)
    ready = time.perf_counter()
    found = judge(assets, ground, rows)
    broken = {f"{one.row['standard']}#{one.row['requirement']}": int((one.judged.state == FAIL).sum()) for one in found}
    return ready - start, time.perf_counter() - ready, broken, ""


def _bare_ground(none: np.ndarray) -> Ground:
    from dosi.infrastructure.standards.judging import Demand, Grounds

    return Ground(Grounds(("z",), ("new_town",), np.ones(1)), Demand(none, none, none, none.astype(int)))


def shacl(file: Path) -> tuple[float, float, dict[str, int], str]:
    """Seconds to make the graph, seconds to validate it, what is violated, which version."""
    import pyshacl
    from rdflib import RDF, Graph, Literal, Namespace

    start = time.perf_counter()
    ex, sh = Namespace("http://example.org/"), Namespace("http://www.w3.org/ns/shacl#")
    frame = pd.read_parquet(file)
    data = Graph()
    subjects = [ex[name] for name in frame["id"]]
    data.addN((s, RDF.type, ex.Asset, data) for s in subjects)
    for column in COLUMNS:
        data.addN((s, ex[column], Literal(value), data) for s, value in zip(subjects, frame[column].tolist(), strict=True) if value is not None and value == value)
    shapes = Graph().parse(data=SHAPES, format="turtle")
    ready = time.perf_counter()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    took = time.perf_counter() - ready
    return ready - start, took, {rule: sum(1 for _ in report.subjects(sh.sourceShape, ex[shape])) for rule, shape in BREAKS.items()}, f" {pyshacl.__version__}"


def _apart(run: Callable[[Path], tuple[float, float, dict[str, int], str]], file: Path) -> tuple[float, float, float, dict[str, int], str]:
    """A process of its own, and its largest memory in MB."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_told, args=(run, file, theirs))
    process.start()
    theirs.close()
    ready, took, memory, broken, version = ours.recv()
    process.join()
    return ready, took, memory, broken, version


def _told(run: Callable[[Path], tuple[float, float, dict[str, int], str]], file: Path, to: Connection) -> None:
    ready, took, broken, version = run(file)
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))  # ru_maxrss would hold the largest of the parent too
    to.send((ready, took, int(peak.split()[1]) / 1024, broken, version))


def main() -> None:
    """All in one run."""
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("--assets", type=int, default=1_000_000)
    asks.add_argument("--rounds", type=int, default=5)
    asks.add_argument("--patience", type=float, default=300.0)
    asked = asks.parse_args()
    side_by_side(asked.assets, asked.rounds, asked.patience)
    four_rules(asked.rounds)


if __name__ == "__main__":
    main()
