"""Fair weights against published packages on the same generated data: largest difference of weights, time and memory of raking to three margins.

    python -m venv balance && balance/bin/pip install balance
    python -m venv samplics && samplics/bin/pip install samplics
    .venv/bin/python bench/weigh_time.py --balance balance/bin/python --samplics samplics/bin/python

The packages need other versions of what dosi needs, and of each other: each lives in an environment of its own and runs in a process of its own; one that is not there is skipped
with the reason. All start from the same arrays in memory, without bounds and to a distance of a billionth of the voices (dosi also with its usual bounds).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

NEAR = 1e-9
CELLS = {"zone": 17, "age_group": 7, "sex": 2}


def generate(folder: Path, voices: int) -> None:
    """Voices that hear some zones, ages and sexes up to four times more than others, and the people of each."""
    chance = np.random.default_rng(1)
    heard = {name: chance.uniform(1, 4, cells) for name, cells in CELLS.items()}
    np.savez(folder / "voices.npz", **{name: chance.choice(len(h), voices, p=h / h.sum()) for name, h in heard.items()})
    people = {name: chance.uniform(0.5, 1.5, cells) for name, cells in CELLS.items()}
    np.savez(folder / "people.npz", **{name: p / p.sum() * voices for name, p in people.items()})


def read(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Categories of the voices as words, and people by category."""
    with np.load(folder / "voices.npz") as voices, np.load(folder / "people.npz") as people:
        return {n: np.char.add("c", voices[n].astype(str)).astype(object) for n in CELLS}, {n: people[n] for n in CELLS}


def run_dosi(folder: Path, bounds: tuple[float, float] = (0.0, float("inf"))) -> tuple[float, np.ndarray, str]:
    """Ours."""
    import pandas as pd

    from dosi.model.samples import margin_of
    from dosi.voice.weighing import weigh

    voices, people = read(folder)
    frame = pd.DataFrame(voices)
    margins = [margin_of(pd.DataFrame({n: [f"c{i}" for i in range(len(p))], "people": p}), (n,)) for n, p in people.items()]
    start = time.perf_counter()
    found = weigh(frame, margins, bounds=bounds)
    return time.perf_counter() - start, found.weight, f"rounds {found.rounds}, largest distance {found.gap:.1e}" + ("" if found.converged else ", not converged")


def run_dosi_bounded(folder: Path) -> tuple[float, np.ndarray, str]:
    """Ours with the usual bounds."""
    return run_dosi(folder, (0.2, 5.0))


def run_samplics(folder: Path) -> tuple[float, np.ndarray, str]:
    """samplics' SampleWeight.rake."""
    import samplics
    from samplics.weighting import SampleWeight

    voices, people = read(folder)
    control = {n: {f"c{i}": float(x) for i, x in enumerate(p)} for n, p in people.items()}
    n = len(next(iter(voices.values())))
    start = time.perf_counter()
    weight = SampleWeight().rake(np.ones(n), voices, control, tol=NEAR, ctrl_tol=NEAR, max_iter=2000)
    return time.perf_counter() - start, np.asarray(weight, dtype=float), f"samplics {samplics.__version__}"


def run_balance(folder: Path) -> tuple[float, np.ndarray, str]:
    """balance's rake with margins; the words as they stand, no trimming."""
    import logging

    import balance
    import pandas as pd
    from balance.weighting_methods.rake import rake

    logging.disable(logging.CRITICAL)
    voices, people = read(folder)
    frame = pd.DataFrame(voices)
    joint = pd.MultiIndex.from_product([[f"c{i}" for i in range(k)] for k in CELLS.values()], names=list(CELLS)).to_frame(index=False)
    weight = np.prod([people[n][joint[n].str[1:].astype(int)] / people[n].sum() for n in CELLS], axis=0)
    start = time.perf_counter()
    found = rake(frame, pd.Series(np.ones(len(frame))), joint, pd.Series(weight * len(frame)), variables=list(CELLS), transformations=None, max_iteration=2000, convergence_rate=NEAR, rate_tolerance=0)
    return time.perf_counter() - start, found["weight"].to_numpy(float), f"balance {balance.__version__}"


CONTENDERS = {"dosi": run_dosi, "dosi, bounds 0.2 to 5": run_dosi_bounded, "balance": run_balance, "samplics": run_samplics}


def contend(name: str, python: str, folder: Path) -> tuple[dict[str, object] | None, np.ndarray | None]:
    """What a contender reports, and its weights, from a process of the Python that has it; nothing, said, where it has not."""
    done = subprocess.run([python, __file__, "--contender", name, "--folder", str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: skipped ({done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'it failed without a word'})", flush=True)
        return None, None
    return json.loads(done.stdout.strip().splitlines()[-1]), np.load(folder / "weights.npy")


def compare(voices: int, pythons: dict[str, str], runs: int) -> None:
    """A row of the table per contender: seconds (median of the runs), memory, and the largest difference to ours, as a part of the weight."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, voices)
        ours: np.ndarray | None = None
        for contender in CONTENDERS:
            done = [contend(contender, pythons.get(contender.partition(",")[0], sys.executable), folder) for _ in range(runs)]
            reports = [r for r, _ in done if r is not None]
            weight = done[0][1]
            if not reports or weight is None:
                continue
            weight = weight / weight.mean()
            ours = weight if ours is None else ours
            apart = float(np.max(np.abs(weight - ours) / ours))
            seconds, memory = float(np.median([r["seconds"] for r in reports])), max(r["mib"] for r in reports)
            print(f"| {voices:,} | {contender} | {seconds:.3f} | {memory:,.0f} | {apart:.1e} | {reports[0]['about']} |", flush=True)


def main() -> None:
    """Print the table, or run one contender."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--voices", type=int, action="append")
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--balance", help="a Python that has balance", default=sys.executable)
    ask.add_argument("--samplics", help="a Python that has samplics", default=sys.executable)
    ask.add_argument("--contender", choices=tuple(CONTENDERS), help=argparse.SUPPRESS)
    ask.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.contender:
        warnings.simplefilter("ignore")
        seconds, weight, about = CONTENDERS[given.contender](given.folder)
        np.save(given.folder / "weights.npy", weight)
        print(json.dumps({"seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "about": about}))
        return
    print("| voices | contender | s | MiB | largest difference to dosi | |\n|---|---|---|---|---|---|")
    for voices in given.voices or (1_000, 100_000, 1_000_000):
        compare(voices, {"balance": given.balance, "samplics": given.samplics}, given.runs)


if __name__ == "__main__":
    main()
