"""Opinions end to end: read, masked, copies, placed, issues. Generated short opinions, each size in a process of its own.

    python bench/issues_time.py 10000 100000 1000000

A third of the opinions are written ones, the others words drawn from them; 1 % hold a telephone number, 1 % are copies with another ending.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from opinions_said import SAID


def generate(path: Path, count: int) -> None:
    """Opinions of three zones and two channels."""
    chance = random.Random(1)
    texts = [text for _, text in SAID]
    words = [word for text in texts for word in text.split()]
    with path.open("w", encoding="utf-8", newline="") as file:
        pen = csv.writer(file)
        pen.writerow(["접수번호", "날짜", "경로", "생활권", "연령대", "의견"])
        for n in range(count):
            text = chance.choice(texts) if chance.random() < 1 / 3 else " ".join(chance.choices(words, k=chance.randint(4, 14)))
            kind = chance.random()
            text += f" 010-{chance.randint(0, 9999):04}-{chance.randint(0, 9999):04}" if kind < 0.01 else " 꼭 부탁드립니다" if kind < 0.02 else ""
            pen.writerow([f"o{n}", f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", chance.choice(["온라인", "우편"]), chance.choice(["z1", "z2", "z3"]), chance.choice(["30대", "40대", ""]), text])


def run(path: Path, pipe: Connection) -> None:
    """All steps of `dosi voice issues` with their times."""
    from dosi.model.rows import Issues, Seeds, Themes
    from dosi.sources.city import shipped
    from dosi.sources.opinions import read_opinions
    from dosi.voice.hearing import counted, placed
    from dosi.voice.raising import gather_issues
    from dosi.voice.speaking import unweighted

    clock, times = time.perf_counter(), {}

    def lap(name: str) -> None:
        nonlocal clock
        times[name], clock = time.perf_counter() - clock, time.perf_counter()

    themes, issues, seeds = shipped("kr", Themes), shipped("kr", Issues), shipped("kr", Seeds)
    lap("catalogue")
    opinions = read_opinions([path]).opinions
    lap("read, mask")
    voices = counted(opinions, "one")
    lap("copies")
    mentions = placed(opinions, themes, issues, seeds)
    lap("place")
    raised, _ = gather_issues(issues, themes, opinions, mentions, voices, unweighted(opinions, voices))
    lap("issues")
    pipe.send((times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, len(raised.rows), float(voices.rows["counted"].sum())))


def main() -> None:
    """Print one line per size."""
    asked = argparse.ArgumentParser()
    asked.add_argument("sizes", type=int, nargs="+")
    for size in asked.parse_args().sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "opinions.csv"
            generate(path, size)
            mine, theirs = multiprocessing.Pipe()
            worker = multiprocessing.get_context("spawn").Process(target=run, args=(path, theirs))
            worker.start()
            times, peak, found, voices = mine.recv()
            worker.join()
            print(f"{size:>9,} opinions: {sum(times.values()):7.1f} s ({', '.join(f'{k} {v:.1f}' for k, v in times.items())}), peak {peak:.2f} GiB, {found} issues, {voices:,.0f} voices", flush=True)


if __name__ == "__main__":
    main()
