"""How well opinions are placed, on opinions written without sight of the seed sentences (tests/opinions_said.py), against the rule of words.

    python bench/placing.py            # the halves: every second opinion chose the two thresholds, the others did not
    python bench/placing.py --misses   # and every miss of the half that chose nothing
    python bench/placing.py --petitions ../shared/data/petitions_kr/petitions.csv.gz   # titles of national petitions, real posts of which most are no city's problem
    python bench/placing.py --without national_affairs,private_matters,media_and_sport   # as before these seed sentences
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from opinions_said import SAID, SAID_EN, SAID_LATER

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


FIELDS = {"교통/건축/국토": ("svc-02", "svc-06", "svc-11"), "육아/교육": ("svc-07", "svc-05", "svc-03"), "보건복지": ("svc-03",), "일자리": ("svc-10",), "문화/예술/체육/언론": ("svc-08",), "행정": ("svc-01",),
          "안전/환경": ("svc-04", "svc-05", "svc-06", "svc-02")}  # fmt: skip
"""categories of petitions, and the statutory fields that a problem of them may lie in"""
NO_CITYS = ("외교/통일/국방", "정치개혁", "인권/성평등", "경제민주화")
"""categories that hold hardly any city's problem"""


def petitions(path: Path, seeds: Seeds) -> None:
    """Print how petitions, of which nobody says the problem, are placed, by their category."""
    rows = pd.read_csv(path).dropna(subset=["category", "title"])
    field = shipped("kr", Themes).rows.set_index("theme")["field"]
    found = [f[0] if f else "" for f in told([("", title) for title in rows["title"]], seeds)]
    of = [(category, field.get(theme)) for category, theme in zip(rows["category"], found, strict=True)]
    near, far = [(c, f) for c, f in of if c in FIELDS], [f for c, f in of if c in NO_CITYS]
    placed = [f in FIELDS[c] for c, f in near if f]
    print(f"{len(near)} titles of categories near a city's fields: {len(placed) / len(near):.3f} placed, {np.mean(placed):.3f} of those in a field of the category")
    print(f"{len(far)} titles of politics, law, foreign affairs: {np.mean([f is None for f in far]):.3f} left to people")


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--misses", action="store_true")
    asked.add_argument("--petitions", type=Path)
    asked.add_argument("--without", default="", help="issues, apart by commas, whose seed sentences are left out")
    given = asked.parse_args()
    misses, every = given.misses, shipped("kr", Seeds)
    seeds = Seeds(every.rows[~every.rows["issue"].isin(given.without.split(","))].reset_index(drop=True))
    if given.petitions:
        petitions(given.petitions, seeds)
        return
    none = Seeds(seeds.rows.iloc[:0])
    rows = {}
    for name, said in (("Korean, chose thresholds", SAID[::2]), ("Korean, chose nothing", SAID[1::2]), ("later author", SAID_LATER), ("English", SAID_EN)):
        rows[f"{name}: words of themes"] = measured(said, told(said, none))
        rows[f"{name}: seed sentences"] = measured(said, told(said, seeds))
    print(pd.DataFrame.from_dict(rows, orient="index").round(3).to_string())
    if misses:
        for (themes, text), found in zip(SAID[1::2], told(SAID[1::2], seeds), strict=True):
            if (found[0] if found else "") not in themes.split(";"):
                print(f"{themes or 'none'} <- {';'.join(found) or 'none'}: {text}")


if __name__ == "__main__":
    main()
