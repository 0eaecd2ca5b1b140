"""Spoil the tiny city's files at random and read them: a reader may refuse with faults that say what to do, and may do nothing else.

    python bench/fuzz_readers.py [--minutes 10] [--seed 0]

The stops come as CSV, Shapefile (with all kinds of .cpg), zip of two Shapefiles, KML, OpenStreetMap, GeoJSON or GeoPackage; the figures by name, by code,
or by the names of another year with a table of what changed.

Prints how many folders were read, how many refused, and every other outcome with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from dosi.model.errors import InputFault
from dosi.sources import city as city_folder

TINY = Path(__file__).resolve().parent.parent / "tests" / "tiny_city"
NASTY = (
    "3.611E+09", "1001.0", "00001", "10 01", "가 동", "가동(1001)", "작은시 가동", "제1동", "split", "merged", "2021", "0.5", "", " ", "-", "△", "(", ")", "()", "1e999", "-1", "0", "99999999999999999999999", "NaN", "inf", "합계", "소계", "※ 주", "１２３", "1,2,3", "2025-13-45", "2025.3.31.", ";",
    "~", "a~b", "/", "?", "*", '"', "'", "\x00", "\ufeff", "é", "한글", "=1+1", "{", "}", "\t", "\u3000", "yes", "(단위: 백만원)", "🙂", "0.5%", "1;2;1", "\u2212" + "5",
)  # fmt: skip

Spoil = Callable[[random.Random, bytes], bytes]


def _lines(change: Callable[[random.Random, list[bytes]], list[bytes]]) -> Spoil:
    return lambda dice, raw: b"\n".join(change(dice, raw.split(b"\n")))


def _flip(dice: random.Random, raw: bytes) -> bytes:
    made = bytearray(raw)
    for _ in range(dice.randint(1, 8)):
        if made:
            made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def _cell(dice: random.Random, raw: bytes) -> bytes:
    rows = raw.split(b"\n")
    at = dice.randrange(len(rows))
    cells = rows[at].split(b",")
    cells[dice.randrange(len(cells))] = dice.choice(NASTY).encode()
    rows[at] = b",".join(cells)
    return b"\n".join(rows)


SPOILS: dict[str, Spoil] = {
    "flip bytes": _flip,
    "cut": lambda dice, raw: raw[: dice.randrange(len(raw) + 1)],
    "a nasty cell": _cell,
    "three nasty cells": lambda dice, raw: _cell(dice, _cell(dice, _cell(dice, raw))),
    "a row twice": _lines(lambda dice, rows: [*rows, dice.choice(rows)]),
    "a row less": _lines(lambda dice, rows: [r for r in rows if r is not rows[dice.randrange(len(rows))]]),
    "rows mixed": _lines(lambda dice, rows: dice.sample(rows, len(rows))),
    "a line above": _lines(lambda dice, rows: [dice.choice(NASTY).encode(), *rows]),
    "a line below": _lines(lambda dice, rows: [*rows, dice.choice(NASTY).encode()]),
    "a column less": _lines(lambda dice, rows: [b",".join(r.split(b",")[1:]) for r in rows]),
    "another encoding": lambda dice, raw: raw.decode("utf-8", "replace").encode(dice.choice(["cp949", "utf-16", "utf-8-sig", "latin-1"]), "replace"),
    "emptied": lambda dice, raw: b"",
}


CPG = (None, b"", b"UTF-8", b"CP949", b"EUC-KR", b"949", b"ISO-8859-1", b"UTF-16", b"no such", b"\xff\xfe", b"rot13", b"utf-8-sig")
NAMES = ("가 정류장", "뷁 정류장", "호", "é", "가" * 30, "stop")
CHANGES = b"on_date,kind,from_unit,to_unit,share,share_back,share_kind,basis,address\n"
MOVES = ("2023-04,split,가동,나동,0.3,,modelled,b,\n".encode(), "2022-01,renamed,옛동,다동,,,exact,b,\n".encode(),
         "2024-05,moved,가동,라동,0.1,0.2,modelled,b,\n".encode(), "2026-07-20,split,다동,새동,,,,b,\n".encode(), "2020,merged,아동,가동,,,exact,b,\n2020,merged,자동,가동,,,exact,b,\n".encode())  # fmt: skip
FIGURES = ("가동,100\n다동,100\n라동,400\n", "가동,100\n나동,200\n다동,100\n새동,9\n라동,400\n", "1001,1\n1002.0,2\n1003,3\n 1004,4\n", "아동,1\n자동,2\n옛동,3\n라동,4\n")


@cache
def _stops(form: str, encoding: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """The files of the stops in a form."""
    import geopandas
    import shapely

    held = geopandas.GeoDataFrame({"id": [f"s{n}" for n in range(len(names))], "name": list(names)}, geometry=[shapely.Point(980200 + 900 * n, 1830500) for n in range(len(names))], crs="EPSG:5179")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        if form in ("shp", "zip"):
            held.to_file(folder / "stops.shp", encoding=encoding)
            if form == "zip":
                held.to_file(folder / "other.shp", encoding=encoding)
        elif form in ("kml", "osm"):
            spots = held.to_crs("EPSG:4326").geometry
            marks = {"kml": '<Placemark id="p{n}"><name>{name}</name><ExtendedData><Data name="id"><value>s{n}</value></Data></ExtendedData><Point><coordinates>{x},{y}</coordinates></Point></Placemark>',
                     "osm": '<node id="{n}" lat="{y}" lon="{x}" version="1"><tag k="id" v="s{n}"/><tag k="name" v="{name}"/></node>'}[form]  # fmt: skip
            body = "\n".join(marks.format(n=n + 1, name=name, x=p.x, y=p.y) for n, (name, p) in enumerate(zip(names, spots, strict=True)))
            shell = {"kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n{}\n</Document></kml>', "osm": '<osm version="0.6">\n{}\n</osm>'}[form]
            (folder / f"stops.{form}").write_text(shell.format(body), encoding="utf-8")
        else:
            held.to_file(folder / f"stops.{form}")
        return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def vary(dice: random.Random, city: Path) -> list[str]:
    """Give the city its stops and figures in another form, and changes of its units; says what was done."""
    text = (city / "layers.toml").read_text(encoding="utf-8")
    told = []
    form = dice.choice(("csv", "shp", "zip", "kml", "osm", "geojson", "gpkg"))
    if form != "csv":
        held = dict(_stops(form, dice.choice(("CP949", "UTF-8")), tuple(dice.sample([n for n in NAMES if n != "é"], 3))))
        cpg = dice.choice(CPG)
        for name in [n for n in held if n.endswith(".cpg")]:
            held.pop(name)
            if cpg is not None:
                held[name] = cpg
        if form in ("shp", "zip") and dice.random() < 0.5:
            name = dice.choice(sorted(held))
            spoil = dice.choice(("flip bytes", "cut", "emptied"))
            held[name] = SPOILS[spoil](dice, held[name])
            told.append(f"{name}: {spoil}")
        if form == "zip":
            with zipfile.ZipFile(city / "data" / "stops.zip", "w") as out:
                for name, raw in held.items():
                    out.writestr(f"정류장/{name}" if dice.random() < 0.8 else name, raw)
        else:
            for name, raw in held.items():
                (city / "data" / name).write_bytes(raw)
        part = dice.choice(('  part = "stops"\n', "", '  part = "stop"\n')) if form == "zip" else dice.choice(("", "", "", '  part = "x"\n'))
        filter = dice.choice(("", "", '  filter = {name = "*"}\n', '  filter = {name = ["가 정류장", "호", "stop"]}\n'))
        text = text.replace('path = "city:data/stops.csv"\n  crs = "EPSG:5179"\n  columns = {key = "id", name = "name", x = "x", y = "y"}',
                            f'path = "city:data/stops.{form}"\n{part}{filter}  columns = {{key = "id", name = "name"}}')  # fmt: skip
        told.append(f"stops as {form}, .cpg {cpg!r}, {part.strip()} {filter.strip()}")
    if dice.random() < 0.5:
        (city / "data" / "population.csv").write_bytes(b"unit,people\n" + dice.choice(FIGURES).encode())
        units = "unit,name_ko,name_en,code\nA,가동,A,1001\nB,나동,B,1002\nC,다동,C,1003\nD,라동,D,1004\n"
        (city / "rows" / "reporting_units.csv").write_text(units, encoding="utf-8")
        (city / "rows" / "unit_changes.csv").write_bytes(CHANGES + b"".join(dice.sample(MOVES, dice.randint(1, len(MOVES)))))
        vintage = dice.choice(("2019", "2021-07", "2023", "2024-12-31", "2026-08", ""))
        at = text.index('columns = {unit = "unit", value = "people"}')
        units_on = dice.choice(("", "", '\n  units_on = "2021-01-01"', "\n  adds = false"))
        text = text[:at] + text[at:].replace('vintage = "2024-12-31"', f'vintage = "{vintage}"{units_on}', 1)
        told.append(f"figures of {vintage}{units_on.strip()}")
    (city / "layers.toml").write_text(text, encoding="utf-8")
    return told


def once(seed: int, home: Path) -> str:
    """Spoil one to three files as the seed says and read the folder: read, refused, or what went wrong."""
    dice = random.Random(seed)
    city = home / "city"
    shutil.rmtree(city, ignore_errors=True)
    shutil.copytree(TINY, city, ignore=shutil.ignore_patterns("plan", ".cache", "__pycache__"))
    told = vary(dice, city) if dice.random() < 0.7 else []
    inputs = sorted(p for p in city.rglob("*") if p.is_file() and p.suffix != ".md")
    for path in dice.sample(inputs, dice.randint(0 if told else 1, 3)):
        name = dice.choice(sorted(SPOILS))
        path.write_bytes(SPOILS[name](dice, path.read_bytes()))
        told.append(f"{path.relative_to(city)}: {name}")
    try:
        city_folder.read(city_folder.roots(city, None))
    except InputFault as fault:
        empty = [f for f in fault.faults if not (f.what and f.where and f.expected and f.fix)]
        return f"a fault that says nothing: {empty[0]} ({told})" if empty else "refused"
    except Exception:  # what the search is for
        return f"seed {seed}: {'; '.join(told)}\n{traceback.format_exc(limit=-3)}"
    return "read"


def main() -> int:
    """Run for some minutes; exit 1 when a reader failed otherwise than by faults."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--minutes", type=float, default=10.0)
    ask.add_argument("--seed", type=int, default=0)
    given = ask.parse_args()
    outcomes: Counter[str] = Counter()
    end = time.monotonic() + 60 * given.minutes
    seed = given.seed
    with tempfile.TemporaryDirectory() as home:
        while time.monotonic() < end:
            outcomes[once(seed, Path(home))] += 1
            seed += 1
    failed = {o: n for o, n in outcomes.items() if o not in ("read", "refused")}
    for outcome in failed:
        print(outcome)
    print(f"{seed - given.seed} folders in {given.minutes:g} minutes: {outcomes['read']} read, {outcomes['refused']} refused, {sum(failed.values())} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
