"""Build many cities: each city is a task, on processes of this machine or on a Dask cluster, by the same call.

A city's answer depends on its folder alone, so the bytes do not depend on who builds it. What is finished stays: a run that was cut short goes on where it stopped.
"""

from __future__ import annotations

import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dosi.model.errors import Fault, InputFault
from dosi.sources.city import NOT_INPUT
from dosi.workbench import building

MARKS = ("city.toml", "layers.toml", "rows")
"""a folder that holds one of these is meant as a city; without city.toml it is a broken one, not one to overlook"""
TOGETHER = 2
"""times a city may be under way beside others when a worker ends; afterwards it is built alone, so that it can take no other with it"""
BUILT, UNCHANGED, BROKEN = "built", "unchanged", "broken"
KO = {BUILT: "만듦", UNCHANGED: "바뀐 것 없음", BROKEN: "잘못됨"}
"""how a city ended, and the words for it"""


@dataclass(frozen=True)
class Task:
    """One city to build."""

    name: str
    """of its folder"""
    folder: Path
    out: Path
    """where its plan and cache go"""


@dataclass(frozen=True)
class Wish:
    """What is wanted of every city, as `building.build` takes it."""

    data: Path | None = None
    as_of: str = ""
    to: str = "document"
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How the build of a city ended."""

    city: str
    state: str
    """built | unchanged | broken"""
    seconds: float
    cells: int = 0
    people: int = 0
    gaps: int = 0
    processor_seconds: float = 0.0
    """of the process which built it, without its start"""
    memory_mb: int = 0
    """most memory that this process has held so far"""
    faults: tuple[Fault, ...] = field(default=())


Told = Callable[[Outcome, int, int], None]
"""told of each city that ended, how many did, and of how many"""


def tasks(folder: Path, out: Path | None = None) -> list[Task]:
    """The cities of a folder, by name: its sub-folders that are cities; empty when the folder is a city itself, or holds none."""
    if (folder / "city.toml").is_file() or not folder.is_dir():
        return []
    found = sorted(p for p in folder.iterdir() if p.is_dir() and any((p / mark).exists() for mark in MARKS))
    if not any((p / "city.toml").is_file() for p in found):
        return []
    return [Task(p.name, p.resolve(), (out / p.name if out else p).resolve()) for p in found]  # workers may stand elsewhere


def build_all(todo: Iterable[Task], wish: Wish, workers: int = 1, scheduler: str = "", told: Told = lambda *_: None) -> list[Outcome]:
    """Build every city, the largest first, and say how each ended, by name; a broken one does not stop the others."""
    waiting = {task.name: task for task in sorted(todo, key=lambda t: (-_bytes(t.folder), t.name))}
    tried = dict.fromkeys(waiting, 0)
    ended: dict[str, Outcome] = {}

    def take(outcome: Outcome) -> None:
        ended[outcome.city] = outcome
        del waiting[outcome.city]
        told(outcome, len(ended), len(tried))

    with _workers(workers, scheduler) as (parallel, lost):
        while waiting:
            together = [task for task in waiting.values() if tried[task.name] < TOGETHER]
            batch = together or [next(iter(waiting.values()))]
            handed: set[str] = set()
            try:
                for outcome in parallel(_handing(batch, wish, handed)):
                    take(outcome)
            except lost as trouble:
                if not together:
                    take(Outcome(batch[0].name, BROKEN, 0.0, faults=(_ended(batch[0].name, trouble),)))
                for name in handed & set(waiting):
                    tried[name] += 1
    return [ended[name] for name in sorted(ended)]


def build_one(task: Task, wish: Wish) -> Outcome:
    """Build one city; what goes wrong is its outcome, never an exception that would stop the others."""
    begun, worked = time.monotonic(), time.process_time()

    def ended(state: str, **about: Any) -> Outcome:
        return Outcome(task.name, state, round(time.monotonic() - begun, 3), processor_seconds=round(time.process_time() - worked, 3), memory_mb=_memory_mb(), **about)

    try:
        made = building.build(task.folder, wish.data, wish.as_of, wish.to, wish.formats, task.out)
    except InputFault as trouble:
        return ended(BROKEN, faults=trouble.faults)
    except Exception as trouble:  # a fault of ours in one city is no reason to leave the others undone
        return ended(BROKEN, faults=(_own(task.name, trouble),))
    return ended(UNCHANGED if made.unchanged else BUILT, cells=made.cells, people=made.people, gaps=made.gaps)


def _handing(batch: list[Task], wish: Wish, handed: set[str]) -> Iterator[Any]:
    """The calls to make, noting which were handed to a worker."""
    from joblib import delayed

    for task in batch:
        handed.add(task.name)
        yield delayed(build_one)(task, wish)


@contextmanager
def _workers(count: int, scheduler: str) -> Iterator[tuple[Callable[[Iterable[Any]], Iterator[Outcome]], tuple[type[BaseException], ...]]]:
    """What makes calls on workers and yields their answers as they come, and the exceptions that say a worker was lost."""
    from joblib import Parallel, parallel_config

    if not scheduler:
        with parallel_config(backend="loky", n_jobs=count, inner_max_num_threads=1):
            yield lambda calls: Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch="n_jobs")(calls), (BrokenExecutor,)
        return
    client, lost = _cluster(scheduler)
    with client, parallel_config(backend="dask", wait_for_workers_timeout=30):
        yield lambda calls: Parallel(return_as="generator_unordered", batch_size=1)(calls), (lost,)


def _cluster(scheduler: str) -> tuple[Any, type[BaseException]]:
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise InputFault([Fault("Scheduler: Dask is not installed here", "--scheduler", scheduler, "the extra dask", "pip install 'dosi[dask]', or leave --scheduler out")]) from None
    try:
        return Client(scheduler, timeout=10), KilledWorker
    except (OSError, ValueError) as trouble:
        raise InputFault([Fault("Scheduler: does not answer", "--scheduler", scheduler, "the address of a running Dask scheduler, e.g. tcp://10.0.0.1:8786",
                                f"start it, or correct the address ({str(trouble)[:120]})")]) from None  # fmt: skip


def _bytes(folder: Path) -> int:
    """How much a city's input weighs."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).parts[0] not in NOT_INPUT)


def _memory_mb() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> 20 if sys.platform == "darwin" else most >> 10


def _own(name: str, trouble: Exception) -> Fault:
    at = traceback.extract_tb(trouble.__traceback__)[-1]
    return Fault(f'City "{name}": could not be built', f"{Path(at.filename).name}, line {at.lineno}, {at.name}", f"{type(trouble).__name__}: {str(trouble)[:300]}",
                 "a plan", "its input passed every check: report this line to those who keep dosi; the other cities are not touched by it")  # fmt: skip


def _ended(name: str, trouble: BaseException) -> Fault:
    return Fault(f'City "{name}": the worker that built it ended', name, str(trouble).splitlines()[0][:200] if str(trouble) else type(trouble).__name__,
                 "a worker that lives to the end", "most often memory ran out: give fewer workers (--workers 1) or a larger machine, then build again; finished cities are kept")  # fmt: skip


def as_text(outcomes: list[Outcome]) -> str:
    """A table of how each city ended, its sums, and the faults of the broken ones."""
    wide = max([len(o.city) for o in outcomes] + [4])
    lines = [f"{'도시':{wide}} {'초':>8} {'격자':>12} {'사람':>14} {'잘못':>6}  상태"]
    lines += [f"{o.city:{wide}} {o.seconds:9.1f} {o.cells:14,} {o.people:16,} {len(o.faults):8}  {KO[o.state]}" for o in outcomes]
    counts = {state: sum(o.state == state for o in outcomes) for state in KO}
    lines.append(f"도시 {len(outcomes)}곳: " + ", ".join(f"{KO[state]} {n}" for state, n in counts.items() if n)
                 + f"; 격자 {sum(o.cells for o in outcomes):,}개, 사람 {sum(o.people for o in outcomes):,}명")  # fmt: skip
    for o in outcomes:
        if o.faults:
            lines += ["", f"{o.city}: 잘못된 입력 {len(o.faults)}건 (faults found: {len(o.faults)})", *(str(f) for f in o.faults)]
    return "\n".join(lines)


def as_json(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """How each city ended, for programs."""
    return [{**vars(o), "faults": [vars(f) for f in o.faults]} for o in outcomes]
