"""Time each format of the plan: seconds and peak memory of writing it, each in a process of its own that first takes the plan from the cache.

    python bench/formats_time.py CITY OUT [--data FOLDER] [--runs 3]
"""

from __future__ import annotations

import argparse
import importlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dosi.workbench.formats import formats


def peak_mb() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(name: str, city: Path, out: Path, data: Path | None) -> None:
    """Write one format of the plan and its short documents; print seconds, seconds of the processor, and peak MB before and after."""
    from dosi.workbench import building  # not above: a process begins with the peak memory of the one that starts it

    made = building.make(city, data, home=out)
    assert made.document
    before, facts = peak_mb(), made.facts
    with tempfile.TemporaryDirectory() as folder:
        begun, cpu = time.perf_counter(), time.process_time()
        render = importlib.import_module(f"dosi.document.render.{name}").render
        for document in (made.document, *(d for d in made.shorts if name in made.formats_of(d))):
            render(document, facts, Path(folder) / formats()[name].format(document.id))
        print(time.perf_counter() - begun, time.process_time() - cpu, before, peak_mb())


def main() -> None:
    """Print a table of medians, one row per format."""
    parser = argparse.ArgumentParser()
    parser.add_argument("city", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    if given.only:
        write(given.only, given.city, given.out, given.data)
        return
    data = ["--data", str(given.data)] if given.data else []
    subprocess.run([sys.executable, "-c", "from dosi.workbench.cli import main; main()", "build", str(given.city), *data, "--out", str(given.out)], check=True, stdout=subprocess.DEVNULL)
    print(f"{'format':8} {'median s':>9} {'CPU s':>7} {'peak MB':>8} {'of which for writing':>21}")
    for name in formats():
        runs = [subprocess.run([sys.executable, __file__, str(given.city), str(given.out), *data, "--only", name], check=True, capture_output=True, text=True).stdout for _ in range(given.runs)]
        seconds, cpu, before, after = zip(*([float(x) for x in run.split()] for run in runs), strict=True)
        print(f"{name:8} {statistics.median(seconds):9.2f} {statistics.median(cpu):7.2f} {max(after):8.0f} {max(after) - max(before):21.0f}")


if __name__ == "__main__":
    main()
