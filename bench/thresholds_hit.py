"""How often a threshold of the choice is right: the choice made again with a candidate's points just above and just below it.

    python bench/thresholds_hit.py examples/sejong [--data FOLDER] [--out FOLDER] [--candidates N] [--step SHARE]

A threshold is right when the candidate starts with its points a step above and does not with them a step below, everything else as it is. Candidates are drawn (seeded) from those whose
step weighs at least twice what the choice leaves unproven; what weighs less no choice could tell apart, and their number is printed too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from dosi.model.choices import Outcome, Thresholds
from dosi.portfolio.modelling import limits_of
from dosi.portfolio.options import Given, gather
from dosi.portfolio.solving import solve
from dosi.workbench import building
from dosi.workbench.chain import given_by

GAP = 5e-4


def main() -> None:
    """Print the hits."""
    asked = argparse.ArgumentParser()
    asked.add_argument("city", type=Path)
    asked.add_argument("--data", type=Path)
    asked.add_argument("--out", type=Path)
    asked.add_argument("--candidates", type=int, default=12)
    asked.add_argument("--step", type=float, default=0.25)
    given = asked.parse_args()
    made = building.make(given.city, given.data, to="portfolio", home=given.out)
    choice = gather(given_by(made.city, made.shelf)(Given))
    limits, points = limits_of(choice), choice.of_offer("points")
    effect = {s: row["effect_mid_share"] for s, row in choice.model.items()}
    unproven = GAP * made.shelf[Outcome].at("points", "bound")
    asked_for, small, untold = [], 0, 0
    for row in made.shelf[Thresholds].records():
        mine = choice.candidate == choice.place[row["service"], row["zone"]]
        if row["effect_share"] is None:
            untold += 1
            continue
        factor = row["effect_share"] / effect[row["service"]]
        if points[mine].max() * factor * given.step < 2 * unproven:
            small += 1
        else:
            asked_for.append((row, mine, factor))
    rng = np.random.default_rng(0)
    hits = [0, 0]
    drawn = [asked_for[n] for n in rng.permutation(len(asked_for))[: given.candidates]]
    for row, mine, factor in drawn:
        starts = []
        for step in (1 + given.step, 1 - given.step):
            other = np.where(mine, points * factor * step, points)
            answer = solve(choice, limits, other, GAP)
            starts.append(answer is not None and bool(mine[answer.taken].any()))
        hits[0] += starts[0]
        hits[1] += not starts[1]
        print(f"{row['service']}~{row['zone']} {'in' if row['chosen'] else 'out'} threshold {factor:.3f} of its points: above {'in' if starts[0] else 'OUT'}, below {'IN' if starts[1] else 'out'}", flush=True)
    print(f"{len(drawn)} of {len(asked_for)} candidates asked, step {given.step:.0%}: above it {hits[0]} start, below it {hits[1]} do not; {small} too small for the gap to tell, {untold} without a threshold")


if __name__ == "__main__":
    main()
