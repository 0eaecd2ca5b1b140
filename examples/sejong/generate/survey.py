"""Write voice/survey.csv: an invented survey on the five topics of the guideline, by living zone and theme.

No such survey was taken. Run: python examples/sejong/generate/survey.py
"""

from __future__ import annotations

import csv
import random

from opinions import CITY, THEME_WEIGHTS, places

SEED = 20240219
ON_DATE = "2024-03-08"
RESPONDENTS = {
    "z01": 402, "z02": 285, "z03": 176, "z04": 118, "z05": 6, "z06": 74, "z07": 203, "z08": 21, "z09": 24,
    "z10": 41, "z11": 58, "z12": 49, "z13": 47, "z14": 39, "z15": 25, "z16": 18,
}  # fmt: skip
"""Invented; nobody of S answered."""
TOPICS = {1: 2.4, 2: 2.1, 3: 1.6, 4: 3.1, 5: 2.0}
"""Topic of the survey -> how many themes a respondent names on average."""
SHIFTS = {
    3: {"transit_access": 1.5, "elderly_care": 1.4, "culture_access": 1.6, "education_access": 1.4, "parking": 0.7},
    4: {"transit_access": 1.3, "elderly_care": 1.3, "crime_safety": 1.2, "energy_ev": 1.3, "digital_inclusion": 1.2},
    5: {"child_safety": 1.5, "crime_safety": 1.4, "pedestrian_safety": 1.3, "disaster_response": 1.2},
}
"""Topic -> theme -> how much more often it is named there than elsewhere; other themes 1."""


def raised(people: int, chance: float, rng: random.Random) -> int:
    """Count how many of so many people name a theme."""
    return sum(rng.random() < chance for _ in range(people))


def main() -> None:
    """Write voice/survey.csv."""
    rng = random.Random(SEED)
    kind, _ = places()
    made = []
    for topic, named in TOPICS.items():
        for zone, people in RESPONDENTS.items():
            weights = {
                theme: weight * SHIFTS.get(topic, {}).get(theme, 1.0)
                for theme, weight in THEME_WEIGHTS[kind[zone]].items()
            }
            total = sum(weights.values())
            for theme, weight in weights.items():
                taste = rng.lognormvariate(0, 0.3)  # every zone differs a little from its kind
                chance = min(0.75, named * weight / total * taste)
                made.append(("s2024", ON_DATE, topic, zone, theme, people, raised(people, chance, rng)))
    with (CITY / "voice/survey.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("survey", "on_date", "topic_no", "zone", "theme", "respondents", "raised"))
        writer.writerows(made)


if __name__ == "__main__":
    main()
