"""Ballots against pabutools: the same winners on every election, the time of equal shares, and a million ballots.

    sh tools/environment.sh python3 .venv-peers bench/peers.lock
    .venv-peers/bin/python bench/ballots_time.py agree FOLDER     # FOLDER of .pb or .pb.gz files
    .venv-peers/bin/python bench/ballots_time.py time FOLDER
    .venv/bin/python bench/ballots_time.py large --ballots 1000000 --projects 500

add1 takes pabutools a run for every currency unit: where that is not done within --patience seconds, pabutools is run at the last share and the one
after it only, and must choose what dosi chose there, and what ends add1.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from dosi.model.ballots import Election, Projects, Voters
from dosi.sources.pabulib import read_election
from dosi.voice.ballots.auditing import audit_of
from dosi.voice.ballots.deciding import decide
from dosi.voice.ballots.votes import votes_of
from dosi.voice.ballots.writing import written

MES = ("mes-cost", "mes-cardinality")
CASES = [("greedy", "none"), ("greedy-cardinality", "none"), ("phragmen", "none"), ("phragmen", "add1"), ("phragmen", "utilitarian"),
         *((rule, completion) for rule in MES for completion in ("none", "utilitarian", "add1", "add1u", "add1-last"))]  # fmt: skip


class OutOfPatience(Exception):
    """pabutools took too long."""


class Peer:
    """One election in pabutools."""

    def __init__(self, path: Path, as_approval: bool) -> None:
        import pabutools.election as elections
        import pabutools.rules as rules
        from pabutools.election.pabulib import parse_pabulib_from_string
        from pabutools.election.satisfaction.additivesatisfaction import AdditiveSatisfaction
        from pabutools.election.satisfaction.positionalsatisfaction import PositionalSatisfaction, borda_sat_func

        class PointsTimesCost(AdditiveSatisfaction):
            def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
                super().__init__(instance, profile, ballot, lambda i, p, b, project, v: b.get(project, 0) * project.cost)

        class BordaTimesCost(PositionalSatisfaction):
            def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
                super().__init__(instance, profile, ballot, lambda b, project: borda_sat_func(b, project) * project.cost, sum)

        raw = path.read_bytes()
        self.instance, self.profile = parse_pabulib_from_string((gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig"))
        kind = self.instance.meta["vote_type"]
        plain = as_approval or kind in ("approval", "choose-1")
        approvals = kind in ("approval", "choose-1")
        self.approvals = self.profile if approvals else elections.ApprovalProfile([elections.ApprovalBallot(list(b)) for b in self.profile])
        self.cost_of_approvals = elections.Cost_Sat
        self.cost = elections.Cost_Sat if plain else BordaTimesCost if kind == "ordinal" else PointsTimesCost
        self.cardinality = elections.Cardinality_Sat if plain else elections.Additive_Borda_Sat if kind == "ordinal" else elections.Additive_Cardinal_Sat
        self.rules = rules
        self.budget = self.instance.budget_limit
        self.known: dict[tuple[str, str], Any] = {}
        """what was worked out, or that it took too long"""

    def winners(self, rule: str, completion: str) -> list[str]:
        """What pabutools chooses."""
        made: Any
        sat = self.cost if rule in ("greedy", "mes-cost") else self.cardinality
        if rule.startswith("greedy"):
            made = self._greedy(sat, None, self.profile)
        elif rule == "phragmen":
            made = self.rules.sequential_phragmen(self.instance, self.approvals)
            if completion == "add1":
                made = self.rules.exhaustion_by_budget_increase(self.instance, self.approvals, self.rules.sequential_phragmen, budget_step=self.profile.num_ballots(), budget_bound=10**30)
        elif completion == "add1-last":
            made = self.rules.exhaustion_by_budget_increase(self.instance, self.profile, self.rules.method_of_equal_shares, {"sat_class": sat}, exhaustive_stop=False,
                                                            budget_step=self.profile.num_ballots(), budget_bound=10**30)  # fmt: skip
        else:
            made = self._shares(rule, sat, "add1" if completion.startswith("add1") else "none")
        if completion in ("utilitarian", "add1u"):
            made = self._greedy(self.cost, made, self.profile) if rule in MES else self._greedy(self.cost_of_approvals, made, self.approvals)
        return [p.name for p in made]

    def _shares(self, rule: str, sat: Any, completion: str) -> Any:
        if (rule, completion) not in self.known:
            self.known[rule, completion] = OutOfPatience()
            self.known[rule, completion] = self.rules.method_of_equal_shares(self.instance, self.profile, sat_class=sat, voter_budget_increment=1 if completion == "add1" else None)
        if isinstance(made := self.known[rule, completion], OutOfPatience):
            raise made
        return made

    def raised(self, rule: str, units: int) -> tuple[list[str], bool, bool, bool]:
        """Equal shares raised by some units: winners, whether they keep to the budget, whether they leave no room, whether they are all."""
        if (rule, str(units)) in self.known:
            return self.known[rule, str(units)]
        self.instance.budget_limit = self.budget + units * self.profile.num_ballots()
        made = self.rules.method_of_equal_shares(self.instance, self.profile, sat_class=self.cost if rule == "mes-cost" else self.cardinality)
        self.instance.budget_limit = self.budget
        backed = [p for p in self.instance if any(p in b for b in self.profile)]
        self.known[rule, str(units)] = [p.name for p in made], self.instance.is_feasible(made), self.instance.is_exhaustive(made, available_projects=backed), len(made) >= len(backed)
        return self.known[rule, str(units)]

    def _greedy(self, sat: Any, held: Any, profile: Any) -> Any:
        return self.rules.greedy_utilitarian_welfare(self.instance, profile, sat_class=sat, is_sat_additive=True, initial_budget_allocation=held)


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """Do something, but not for longer than this."""

    def stop(*_: object) -> None:
        raise OutOfPatience

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.pb"), *folder.glob("*.pb.gz")])


def agree(folder: Path, patience: float, as_approval: bool, completions: list[str], end_only: bool) -> None:
    """Print, per rule and completion, on how many elections the winners are those of pabutools; every difference in full. Small files first; Ctrl-C or a kill ends it with what is compared by then."""
    counts: Counter[tuple[str, str, str]] = Counter()
    cases = [c for c in CASES if c[1] in completions]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        compare(folder, patience, as_approval, cases, counts, end_only)
    except KeyboardInterrupt:
        print("stopped early")
    print("\r" + " " * 70, file=sys.stderr)
    kinds = ("same", "same at the last share", "not run", "different")
    print("| rule | completion | " + " | ".join(kinds) + " |\n|---|---|" + "---|" * len(kinds))
    for rule, completion in cases:
        print(f"| {rule} | {completion} | " + " | ".join(str(counts[rule, completion, k]) for k in kinds) + " |")


def compare(folder: Path, patience: float, as_approval: bool, cases: list[tuple[str, str]], counts: Counter[tuple[str, str, str]], end_only: bool) -> None:
    """Compare every case on every file; with `end_only` pabutools is not asked to go all the way of add1."""
    for no, path in enumerate(sorted(files(folder), key=lambda p: p.stat().st_size), start=1):
        print(f"\r{no} {path.name[:60]:60}", end="", file=sys.stderr, flush=True)
        election, peer = read_election(path), Peer(path, as_approval)
        for rule, completion in cases:
            mine = decide(election, rule, completion, as_approval)
            try:
                if end_only and "add1" in completion:
                    raise OutOfPatience
                peer_says = within(patience if "add1" in completion else patience * 60, lambda: peer.winners(rule, completion))  # noqa: B023
                how = "same" if (sorted(peer_says) == sorted(mine.winners) if rule == "phragmen" else peer_says == list(mine.winners)) else "different"
                if how == "different":
                    print(f"\n{path.name} {rule} {completion}: {mine.winners} {peer_says}", flush=True)
            except OutOfPatience:
                peer.instance.budget_limit = peer.budget
                how = last_share(peer, election, rule, completion, mine, patience * 15)
                if how == "different":
                    print(f"\n{path.name} {rule} {completion} at the last share: {mine.winners}", flush=True)
            counts[rule, completion, how] += 1


def last_share(peer: Peer, election: Election, rule: str, completion: str, mine: Any, patience: float) -> str:
    """Check the end of add1 where pabutools cannot go all the way."""
    if rule not in MES:
        return "not run"
    units = mine.raised // election.steps_per_unit
    shares = [r.project for r in mine.rounds if r.by == rule]
    try:
        now, keeps, full, everything = within(patience, lambda: peer.raised(rule, units))
        _, next_keeps, *_ = within(patience, lambda: peer.raised(rule, units + 1))
    except OutOfPatience:
        peer.instance.budget_limit = peer.budget
        return "not run"
    ends = not next_keeps or everything or (full and completion != "add1-last")
    return "same at the last share" if now == shares and keeps and ends else "different"


def timed(folder: Path, least: int) -> None:
    """Print the time of equal shares on every election with more than `least` ballots, grouping of ballots included, and the median of how much faster.

    Both are timed three times (pabutools once where it takes more than a second), and the middle is taken.
    """
    faster: dict[str, list[float]] = {rule: [] for rule in MES}
    print(f"load before: {os.getloadavg()[0]:.1f}\n| election | ballots | projects | " + " | ".join(f"{r}: pabutools s | dosi s | times" for r in MES) + " |\n|---|---|---|" + "---|" * 6)
    for path in files(folder):
        election = read_election(path)
        if len(election.voters.ids) <= least:
            continue
        peer, cells = Peer(path, False), []
        for rule in MES:
            theirs, peer_s = middle(lambda: (peer.known.clear(), peer.winners(rule, "none"))[1])  # noqa: B023
            mine, mine_s = middle(lambda: list(decide(election, rule).winners))  # noqa: B023
            assert theirs == mine, path.name
            faster[rule].append(peer_s / mine_s)
            cells.append(f"{peer_s:.3f} | {mine_s:.4f} | {faster[rule][-1]:.0f}")
        print(f"| {path.name.split('.')[0]} | {len(election.voters.ids):,} | {len(election.projects.ids)} | " + " | ".join(cells) + " |", flush=True)
    for rule, ratios in faster.items():
        print(f"{rule}: {len(ratios)} elections, faster by a median of {statistics.median(ratios):.0f} times (least {min(ratios):.0f}, most {max(ratios):.0f})")
    print(f"load after: {os.getloadavg()[0]:.1f}")


def middle(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the middle of three times; one time where it takes more than a second."""
    times: list[float] = []
    while len(times) < 3 and sum(times) < 1:
        begin = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - begin)
    return made, statistics.median(times)


def made_up(ballots: int, projects: int, seed: int = 1) -> Election:
    """An election in which project p is popular as 1 / (p + 5), each ballot lists some ten projects, and the budget pays for a fifth of all."""
    chance = np.random.default_rng(seed)
    popular = 1 / (np.arange(projects) + 5)
    drawn = chance.choice(projects, (ballots, 14), p=popular / popular.sum()).astype(np.int32)
    drawn.sort(axis=1)
    keep = np.ones(drawn.shape, bool)
    keep[:, 1:] = drawn[:, 1:] != drawn[:, :-1]
    cost = chance.integers(50, 2000, projects) * 100_000
    return Election("approval", {"vote_type": "approval", "currency": "KRW"}, 1, int(cost.sum() // 5), Projects(tuple(str(p) for p in range(projects)), cost.astype(np.int64), {}),
                    Voters(tuple(map(str, range(ballots))), {}), np.concatenate([[0], np.cumsum(keep.sum(axis=1))]).astype(np.int64), drawn[keep], None)  # fmt: skip


def large(ballots: int, projects: int, completions: list[tuple[str, str]]) -> None:
    """Print the time of each step on a made-up election, and the most memory."""
    print(f"load before: {os.getloadavg()[0]:.1f}; {ballots:,} ballots, {projects} projects")

    def step(name: str, work: Callable[[], Any]) -> Any:
        begin = time.perf_counter()
        made = work()
        print(f"| {name} | {time.perf_counter() - begin:.1f} s | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB |", flush=True)
        return made

    election = step("make up", lambda: made_up(ballots, projects))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.pb"

        def write() -> None:
            with path.open("w", encoding="utf-8") as out:
                out.writelines(written(election))

        step("write .pb", write)
        print(f"  {path.stat().st_size / 1e6:.0f} MB, {len(election.listed):,} approvals")
        del election
        election = step("read .pb", lambda: read_election(path))
    step("group equal ballots", lambda: votes_of(election))
    for rule, completion in [("greedy", "none"), ("phragmen", "none"), ("mes-cardinality", "none"), ("mes-cost", "none"), ("mes-cost", "utilitarian"), *completions]:
        outcome = step(f"{rule}, {completion}", lambda: decide(election, rule, completion))  # noqa: B023
        print(f"  {len(outcome.winners)} projects, {outcome.cost / outcome.budget:.1%} of the budget, shares raised by {outcome.raised}")
        if (rule, completion) == ("mes-cost", "utilitarian"):
            step("audit of it", lambda: audit_of(election, outcome))  # noqa: B023
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=("agree", "time", "large"))
    asked.add_argument("folder", nargs="?", type=Path)
    asked.add_argument("--patience", type=float, default=10, help="seconds for one case of pabutools")
    asked.add_argument("--completions", default="none,utilitarian,add1,add1u,add1-last", help="those compared")
    asked.add_argument("--end-only", action="store_true", help="of add1 compare the last share and the one after it only")
    asked.add_argument("--as-approval", action="store_true", help="points and ranks as plain approvals, in both")
    asked.add_argument("--more-than", type=int, default=1000, help="time elections with more ballots than this")
    asked.add_argument("--ballots", type=int, default=1_000_000)
    asked.add_argument("--projects", type=int, default=500)
    asked.add_argument("--add1", action="store_true", help="of the large election also add1u, which takes hours")
    given = asked.parse_args()
    sys.setrecursionlimit(100_000)  # pabutools calls itself once for each project it buys
    if given.what == "agree":
        agree(given.folder, given.patience, given.as_approval, given.completions.split(","), given.end_only)
    elif given.what == "time":
        timed(given.folder, given.more_than)
    else:
        large(given.ballots, given.projects, [("mes-cost", "add1u")] if given.add1 else [])
