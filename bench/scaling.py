"""How the time grows with the cells: made-up countries of 229 cities, built to the ranked problems; a table, and the plot of docs/scaling.md.

    python bench/scaling.py FOLDER [--cells 1000000 2500000 5000000 10000000] [--cities 229] [--workers 2] [--plot docs/pictures/scaling.svg]

Each country is made once and each run begins from nothing. What was measured stays in FOLDER/scaling.json, so that sizes may be run one at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import many_cities
import numpy as np
import vl_convert

DOSI = [sys.executable, "-c", "from dosi.workbench.cli import main; main()"]


def run(folder: Path, out: Path, workers: int) -> dict[str, Any]:
    """Build all cities from nothing: wall-clock, processor seconds of all cities, largest process, and the load that others put on the machine before."""
    shutil.rmtree(out, ignore_errors=True)
    load, begun = os.getloadavg()[0], time.perf_counter()
    said = subprocess.run([*DOSI, "build", str(folder), "--to", "problems", "--workers", str(workers), "--out", str(out), "--json"], stdout=subprocess.PIPE, text=True, check=False)
    cities = json.loads(said.stdout)["cities"]
    return {
        "cities": len(cities), "cells": sum(c["cells"] for c in cities), "workers": workers, "seconds": round(time.perf_counter() - begun, 1),
        "processor_seconds": round(sum(c["processor_seconds"] for c in cities), 1), "memory_mb": max(c["memory_mb"] for c in cities),
        "broken": sum(c["state"] == "broken" for c in cities), "disk_mb": sum(p.stat().st_size for p in out.rglob("*") if p.is_file()) >> 20, "load_before": round(load, 1),
    }  # fmt: skip


def line(runs: list[dict[str, Any]]) -> tuple[float, float]:
    """Fixed seconds and seconds per million cells of the straight line through the runs (least squares)."""
    if len(runs) < 2:
        return 0.0, runs[0]["processor_seconds"] / runs[0]["cells"] * 1e6
    slope, fixed = np.polyfit([r["cells"] / 1e6 for r in runs], [r["processor_seconds"] for r in runs], 1)
    return float(fixed), float(slope)


def plot(runs: list[dict[str, Any]]) -> str:
    """The runs and their straight line as SVG."""
    fixed, slope = line(runs)
    most = max(r["cells"] for r in runs) / 1e6
    points = [{"cells": r["cells"] / 1e6, "minutes": r["processor_seconds"] / 60, "what": "measured"} for r in runs]
    ends = [{"cells": x, "minutes": (fixed + slope * x) / 60, "what": "straight line"} for x in (0, most)]
    encoding = {"x": {"field": "cells", "type": "quantitative", "title": "million inhabited 100 m cells, 229 cities"},
                "y": {"field": "minutes", "type": "quantitative", "title": "processor minutes, all cities"}}  # fmt: skip
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 520, "height": 280, "config": {"font": "sans-serif"}, "layer": [
        {"data": {"values": ends}, "mark": {"type": "line", "color": "#9aa5b1"}, "encoding": encoding},
        {"data": {"values": points}, "mark": {"type": "point", "filled": True, "size": 80, "color": "#1f5a8a"}, "encoding": encoding},
    ]}  # fmt: skip
    return vl_convert.vegalite_to_svg(spec)


def main() -> None:
    """Run the sizes, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cells", type=int, nargs="*", default=[1_000_000, 2_500_000, 5_000_000, 10_000_000])
    parser.add_argument("--cities", type=int, default=229)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    kept = given.folder / "scaling.json"
    runs = {r["cells"]: r for r in (json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else [])}
    for cells in given.cells:
        country = given.folder / f"{given.cities}-{cells}"
        if not country.is_dir():
            many_cities.make(country, given.cities, cells)
        made = run(country, given.folder / "out", given.workers)
        runs[made["cells"]] = made
        kept.write_text(json.dumps([runs[n] for n in sorted(runs)], indent=1) + "\n", encoding="utf-8")
    table = [runs[n] for n in sorted(runs)]
    print("| cities | cells | workers | wall-clock s | processor s | µs per cell | largest process MB | on disk MB | broken | load before |\n|---|---|---|---|---|---|---|---|---|---|")
    for r in table:
        print(f"| {r['cities']} | {r['cells']:,} | {r['workers']} | {r['seconds']:,.0f} | {r['processor_seconds']:,.0f} | {r['processor_seconds'] / r['cells'] * 1e6:,.0f} "
              f"| {r['memory_mb']:,} | {r['disk_mb']:,} | {r['broken']} | {r['load_before']} |")  # fmt: skip
    fixed, slope = line(table)
    print(f"\nprocessor seconds = {fixed:,.0f} + {slope:,.0f} per million cells")
    if given.plot:
        given.plot.write_text(plot(table), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
