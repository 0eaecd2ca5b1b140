"""Opinion groups against red-dwarf and against the groups that Polis exports hold: agreement per conversation, time in one run, a million participants.

    sh tools/environment.sh python3 .venv-peers bench/peers.lock
    .venv-peers/bin/python bench/groups_time.py --exports ../shared/data/polis
    .venv-peers/bin/python bench/groups_time.py --people 10000 --statements 500 --fill 0.1
    .venv-peers/bin/python bench/groups_time.py --people 1000000 --statements 1000 --fill 0.03 --only dosi

red-dwarf states no licence: it lives in the peers' environment only. Every contender starts from the same CSV files and runs in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

PLANTED = 3
BLOCK = 100_000


def generate(folder: Path, people: int, statements: int, fill: float) -> None:
    """An export of three planted groups: on a third of the statements the groups differ, on the others all lean alike; 10 % pass."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    chance = np.random.default_rng(1)
    lean = np.where(np.arange(statements)[None, :] % 3 == 0, chance.choice([0.15, 0.85], (PLANTED, statements)), chance.choice([0.3, 0.5, 0.7], statements)[None, :])
    (folder / "comments.csv").write_text("comment-id,comment-body\n" + "".join(f"{s},statement {s}\n" for s in range(statements)), encoding="utf-8")
    schema = pa.schema([("timestamp", pa.int64()), ("comment-id", pa.int64()), ("voter-id", pa.int64()), ("vote", pa.int64())])
    with arrow_csv.CSVWriter(folder / "votes.csv", schema, write_options=arrow_csv.WriteOptions(quoting_header="none")) as file:
        for first in range(0, people, BLOCK):
            here = min(BLOCK, people - first)
            count = np.maximum(1, chance.binomial(statements, fill, here))
            person = np.repeat(np.arange(first, first + here), count)
            statement = chance.integers(0, statements, len(person))
            cell = np.unique(person * statements + statement)
            person, statement = cell // statements, cell % statements
            roll = chance.random(len(cell))
            vote = np.where(chance.random(len(cell)) < 0.1, 0, np.where(roll < lean[person % PLANTED, statement], 1, -1))
            file.write_table(pa.table({"timestamp": np.full(len(cell), 1_700_000_000_000), "comment-id": statement, "voter-id": person, "vote": vote}, schema=schema))


def run_dosi(folder: Path, clock: Callable[[str], None]) -> dict[str, int]:
    """Ours: all that `dosi voice groups` does, the test of structure included."""
    from dosi.sources.polis import read_export
    from dosi.voice.groups import count, find_groups

    clock("import")
    votes = read_export(folder).votes
    clock("read")
    counts = count(votes)
    clock("count")
    found = find_groups(counts)
    clock("find")
    return {p: int(g) for p, g in zip(found.participants, found.assignment, strict=True) if g >= 0}


def run_red_dwarf(folder: Path, clock: Callable[[str], None], moderated: bool = True) -> dict[str, int]:
    """red-dwarf's Polis pipeline, with its defaults; of several votes of a participant on a statement the last (it takes no doubles)."""
    import pandas as pd
    from reddwarf.implementations.polis import run_pipeline

    clock("import")
    comments = pd.read_csv(_file(folder, "comments"))
    out = comments.loc[comments["moderated"] == -1, "comment-id"].tolist() if moderated and "moderated" in comments else []
    if path := _file(folder, "votes"):
        votes = pd.read_csv(path).sort_values("timestamp", kind="stable").drop_duplicates(["voter-id", "comment-id"], keep="last")
        votes = votes.rename(columns={"voter-id": "participant_id", "comment-id": "statement_id"})
    else:
        wide = pd.read_csv(_file(folder, "participants-votes")).set_index("participant")
        votes = wide[[c for c in wide if c.isdigit()]].stack().dropna().rename("vote").reset_index().rename(columns={"participant": "participant_id", "level_1": "statement_id"})
        votes = votes.astype({"statement_id": int, "vote": int})
    records = votes[["participant_id", "statement_id", "vote"]].to_dict("records")
    clock("read")
    found = run_pipeline(votes=records, mod_out_statement_ids=out, random_state=0)
    clock("find")
    return {str(p): int(g) for p, g in found.participants_df["cluster_id"].dropna().items()}


def run_red_dwarf_all(folder: Path, clock: Callable[[str], None]) -> dict[str, int]:
    """The same with the statements that moderators took out."""
    return run_red_dwarf(folder, clock, moderated=False)


CONTENDERS = {"dosi": run_dosi, "red-dwarf": run_red_dwarf, "red-dwarf, moderated-out statements kept": run_red_dwarf_all}


def agreement(first: dict[str, int], second: dict[str, int]) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985) over the participants whom both place."""
    both = [p for p in first if p in second]
    table = np.zeros((max(first.values()) + 1, max(second.values()) + 1))
    np.add.at(table, ([first[p] for p in both], [second[p] for p in both]), 1)
    pairs = [(t * (t - 1) / 2).sum() for t in (table, table.sum(axis=1), table.sum(axis=0), np.array(len(both)))]
    expected, most = pairs[1] * pairs[2] / pairs[3], (pairs[1] + pairs[2]) / 2
    return 1.0 if most == expected else float((pairs[0] - expected) / (most - expected))


def contend(name: str, folder: Path) -> tuple[dict[str, float], float, dict[str, int]]:
    """Laps in seconds, peak memory in MiB and the groups of a contender in a fresh process."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_one, args=(name, folder, there))
    process.start()
    there.close()
    got = here.recv()
    process.join()
    return got


def compare_with_exports(root: Path) -> None:
    """A table per conversation, as Markdown."""
    from dosi.sources.polis import read_export

    print("| conversation | groups in the export | dosi | ARI | ARI, 7 votes or more | placed | red-dwarf | ARI | placed | red-dwarf, all statements: ARI |\n|---|---|---|---|---|---|---|---|---|---|")
    scores = []
    for folder in sorted(p for p in root.iterdir() if p.is_dir()):
        export = read_export(folder)
        enough = {p: g for p, g in export.groups.items() if np.diff(export.votes.start)[export.votes.participants.index(p)] >= 7}
        ours, theirs, kept = (contend(name, folder)[2] for name in CONTENDERS)
        score = (agreement(export.groups, ours), agreement(enough, ours), agreement(export.groups, theirs), agreement(export.groups, kept))
        placed = [sum(p in a for p in export.groups) / len(export.groups) for a in (ours, theirs)]
        scores.append(score)
        print(f"| {folder.name} | {_sizes(export.groups)} | {_sizes({p: g for p, g in ours.items() if p in export.groups})} | {score[0]:.3f} | {score[1]:.3f} | {placed[0]:.1%} | "
              f"{_sizes({p: g for p, g in theirs.items() if p in export.groups})} | {score[2]:.3f} | {placed[1]:.1%} | {score[3]:.3f} |", flush=True)  # fmt: skip
    mean = np.mean(scores, axis=0)
    print(f"| mean | | | {mean[0]:.3f} | {mean[1]:.3f} | | | {mean[2]:.3f} | | {mean[3]:.3f} |")


def race(folder: Path, people: int, only: list[str], runs: int) -> None:
    """Time and memory of each contender on a generated export, and how well it finds the planted groups."""
    planted = {str(p): p % PLANTED for p in range(people)}
    totals = {}
    for name in only:
        done = [contend(name, folder) for _ in range(runs)]
        laps = {lap: float(np.median([d[0][lap] for d in done])) for lap in done[0][0]}
        totals[name] = sum(s for lap, s in laps.items() if lap != "import")
        print(f"{name}: {totals[name]:.2f} s, peak {max(d[1] for d in done):,.0f} MiB, ARI with the planted groups {agreement(planted, done[0][2]):.3f} · "
              + " · ".join(f"{lap} {s:.2f} s" for lap, s in laps.items()), flush=True)  # fmt: skip
    if len(totals) > 1:
        first, *others = totals
        for other in others:
            print(f"{other} / {first}: {totals[other] / totals[first]:.1f}")


def _sizes(groups: dict[str, int]) -> str:
    return " ".join(str(n) for n in sorted(np.bincount(list(groups.values())).tolist(), reverse=True) if n)


def _file(folder: Path, name: str) -> Path | None:
    return next((p for p in (folder / f"{name}.csv", folder / f"{name}.csv.gz") if p.is_file()), None)


def _one(name: str, folder: Path, pipe: Any) -> None:
    laps: dict[str, float] = {}
    last = [time.perf_counter()]

    def clock(lap: str) -> None:
        now = time.perf_counter()
        laps[lap], last[0] = now - last[0], now

    groups = CONTENDERS[name](folder, clock)
    pipe.send((laps, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, groups))


def main() -> None:
    """Print the table of agreement, or the times."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--exports", type=Path, help="folder of Polis export folders")
    ask.add_argument("--people", type=int, default=0)
    ask.add_argument("--statements", type=int, default=500)
    ask.add_argument("--fill", type=float, default=0.1)
    ask.add_argument("--runs", type=int, default=1)
    ask.add_argument("--only", choices=tuple(CONTENDERS), action="append")
    given = ask.parse_args()
    if given.exports:
        compare_with_exports(given.exports)
    if given.people:
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder), given.people, given.statements, given.fill)
            race(Path(folder), given.people, given.only or ["dosi", "red-dwarf"], given.runs)


if __name__ == "__main__":
    main()
