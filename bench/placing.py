"""How well opinions are placed, on opinions written without sight of the seed sentences (tests/opinions_said.py), against the rule of words.

    python bench/placing.py            # the halves: every second opinion chose the two thresholds, the others did not
    python bench/placing.py --misses   # and every miss of the half that chose nothing
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from opinions_said import SAID, SAID_EN

from dosi.model.rows import Issues, Opinions, Seeds, Themes
from dosi.sources.city import shipped
from dosi.voice.hearing import placed

Said = Sequence[tuple[str, str]]


def told(said: Said, seeds: Seeds) -> list[list[str]]:
    """The themes each text is placed in, the surest first."""
    frame = pd.DataFrame({"opinion": [f"{n:04}" for n in range(len(said))], "on_date": "2024-01-01", "channel": "", "text": [text for _, text in said]})
    found = placed(Opinions(frame.reindex(columns=[*Opinions.columns])), shipped("kr", Themes), shipped("kr", Issues), seeds).rows.sort_values("sure", ascending=False, kind="stable")
    by = {opinion: [*rows["theme"]] for opinion, rows in found.groupby("opinion")}
    return [by.get(f"{n:04}", []) for n in range(len(said))]


def measured(said: Said, found: list[list[str]]) -> dict[str, float]:
    """Shares: main theme right (or rightly none), placed of those with a theme, right of those placed, left of those without a theme."""
    right = [themes.split(";") for themes, _ in said]
    first = [f[0] if f else "" for f in found]
    return {
        "opinions": len(said),
        "main theme right": np.mean([f == r[0] for f, r in zip(first, right, strict=True)]),
        "placed, of those with a theme": np.mean([f != "" for f, r in zip(first, right, strict=True) if r[0]]),
        "one of its themes, of those placed": np.mean([f in r for f, r in zip(first, right, strict=True) if f]),
        "left to people, of those without": np.mean([f == "" for f, r in zip(first, right, strict=True) if not r[0]]),
    }


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--misses", action="store_true")
    misses = asked.parse_args().misses
    seeds = shipped("kr", Seeds)
    none = Seeds(seeds.rows.iloc[:0])
    rows = {}
    for name, said in (("Korean, chose thresholds", SAID[::2]), ("Korean, chose nothing", SAID[1::2]), ("English", SAID_EN)):
        rows[f"{name}: words of themes"] = measured(said, told(said, none))
        rows[f"{name}: seed sentences"] = measured(said, told(said, seeds))
    print(pd.DataFrame.from_dict(rows, orient="index").round(3).to_string())
    if misses:
        for (themes, text), found in zip(SAID[1::2], told(SAID[1::2], seeds), strict=True):
            if (found[0] if found else "") not in themes.split(";"):
                print(f"{themes or 'none'} <- {';'.join(found) or 'none'}: {text}")


if __name__ == "__main__":
    main()
