"""How long the register takes with many standing devices: the stage itself, the open data, the page.

    python bench/register_time.py 10000 100000

The tiny city's tables with so many crossings scattered over it, each with a signal (a device) and one in fifty with three events in the hand-over record; one process, wall-clock.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from dosi.infrastructure import compare_handover, register
from dosi.model.city import Shelf
from dosi.model.devices import DeviceRegister, Differences
from dosi.model.findings import Located
from dosi.model.rows import Handover
from dosi.workbench import building
from dosi.workbench.chain import CHAIN
from dosi.workbench.public_register import inside, opened, page
from dosi.workbench.public_register.listing import notices, public

T = TypeVar("T")
TINY = Path(__file__).parent.parent / "tests/tiny_city"


def many(made: building.Made, number: int) -> Shelf:
    """The tables with so many devices more."""
    draw = np.random.default_rng(7)
    old = made.shelf[Located].rows
    like = old[old["layer"] == "crossings"].sample(number, replace=True, random_state=7)
    new = like.assign(place=[f"m{n:07}" for n in range(number)], name_ko=None, attributes="signal=Y;owner=tiny;installed_year=2019", x_m=980_000 + 5_000 * draw.random(number), y_m=1_830_000 + 1_000 * draw.random(number))
    events = [{"device": f"crossings.m{n:07}", "event": event, "on_date": f"2025-01-{day}", "body": "tiny"} for n in range(0, number, 50) for event, day in (("built", "05"), ("refused", "07"), ("accepted", "09"))]
    edited = {Located.name: Located(pd.concat([old, new], ignore_index=True)), Handover.name: Handover(pd.DataFrame(events).reindex(columns=[*Handover.columns]))}
    return Shelf({t.name: edited.get(t.name, t) for t in made.shelf if t.name not in (DeviceRegister.name, Differences.name)})


def timed(words: str, do: Callable[[], T]) -> T:
    """Run, and print what it took."""
    begun = time.perf_counter()
    made = do()
    print(f"  {words:34} {time.perf_counter() - begun:7.2f} s", flush=True)
    return made


def measure(made: building.Made, number: int, out: Path) -> None:
    """Print the times of one size."""
    shelf = many(made, number)
    stages = {stage.function: stage for stage in CHAIN}
    print(f"{number:,} standing devices")
    shelf.put(timed("register", lambda: stages[register].run(made.city, shelf))[0])
    shelf.put(timed("compare_handover", lambda: stages[compare_handover].run(made.city, shelf))[0])
    listed = timed("names, longitude and latitude", lambda: public(made.city, shelf))
    signs = timed("notices", lambda: notices(listed))
    timed("open data", lambda: opened.write(made.city, listed, signs, out))
    timed("page", lambda: page.write(made.city, shelf, listed, signs, out))
    timed("what stays inside", lambda: inside.write(made.city, shelf, out))
    print("  " + ", ".join(f"{p.name} {p.stat().st_size / 1e6:.1f} MB" for p in sorted(out.iterdir())))


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        made = building.make(TINY, to="sites", home=Path(folder))
        for number in map(int, sys.argv[1:] or ["10000"]):
            out = Path(folder) / str(number)
            out.mkdir()
            measure(made, number, out)


if __name__ == "__main__":
    main()
