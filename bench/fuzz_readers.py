"""Spoil the tiny city's files at random and read them: a reader may refuse with faults that say what to do, and may do nothing else.

    python bench/fuzz_readers.py [--minutes 10] [--seed 0]

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
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from dosi.model.errors import InputFault
from dosi.sources import city as city_folder

TINY = Path(__file__).resolve().parent.parent / "tests" / "tiny_city"
NASTY = (
    "", " ", "-", "△", "(", ")", "()", "1e999", "-1", "0", "99999999999999999999999", "NaN", "inf", "합계", "소계", "※ 주", "１２３", "1,2,3", "2025-13-45", "2025.3.31.", ";",
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


def once(seed: int, home: Path) -> str:
    """Spoil one to three files as the seed says and read the folder: read, refused, or what went wrong."""
    dice = random.Random(seed)
    city = home / "city"
    shutil.rmtree(city, ignore_errors=True)
    shutil.copytree(TINY, city, ignore=shutil.ignore_patterns("plan", ".cache", "__pycache__"))
    inputs = sorted(p for p in city.rglob("*") if p.is_file() and p.suffix != ".md")
    told = []
    for path in dice.sample(inputs, dice.randint(1, 3)):
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
