"""Time whole builds of the example city: cold, unchanged, one ceiling changed; and `dosi --help`. Medians of several runs, peak memory.

    python bench/build_time.py [--data ../shared/data/sejong] [--runs 3]
"""

from __future__ import annotations

import argparse
import csv
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOSI = [sys.executable, "-c", "from dosi.workbench.cli import main; main()"]
MEASURED = "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"


def run(*words: str) -> tuple[float, float]:
    """Seconds of wall-clock and peak memory in MB of one command."""
    begun = time.perf_counter()
    said = subprocess.run([sys.executable, "-c", MEASURED, *DOSI, *words], check=True, capture_output=True, text=True)
    return time.perf_counter() - begun, int(said.stdout.split()[-1]) / 1024


def lower_first_ceiling(city: Path, times: int) -> None:
    """Lower the largest capital ceiling by `times` per cent of itself."""
    path = city / "rows" / "ceilings.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    row = max((r for r in rows if r["purpose"] == "capital"), key=lambda r: int(r["ceiling_won"]))
    row["ceiling_won"] = str(int(row["ceiling_won"]) * (100 - times) // 100)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Print a table of medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    data = ["--data", str(given.data)] if given.data else []
    times: dict[str, list[tuple[float, float]]] = {"help": [], "cold": [], "unchanged": [], "one ceiling changed": []}
    with tempfile.TemporaryDirectory() as folder:
        for n in range(given.runs):
            city, out = Path(folder) / f"city{n}", Path(folder) / f"out{n}"
            shutil.copytree(ROOT / "examples" / "sejong", city, ignore=shutil.ignore_patterns("plan", ".cache", "plan.*"))
            times["help"].append(run("--help"))
            times["cold"].append(run("build", str(city), *data, "--out", str(out)))
            times["unchanged"].append(run("build", str(city), *data, "--out", str(out)))
            lower_first_ceiling(city, 10)
            times["one ceiling changed"].append(run("build", str(city), *data, "--out", str(out)))
    print(f"{'build of Sejong':22} {'median s':>9} {'min':>7} {'max':>7} {'peak MB':>8}   ({given.runs} runs, {'real data' if given.data else 'shipped data'})")
    for name, runs in times.items():
        seconds = [s for s, _ in runs]
        print(f"{name:22} {statistics.median(seconds):9.2f} {min(seconds):7.2f} {max(seconds):7.2f} {max(m for _, m in runs):8.0f}")


if __name__ == "__main__":
    main()
