"""Write voice/survey.csv and voice/survey_totals.csv: an invented survey on the five topics of the guideline, by living zone.

No such survey was taken. Run: python examples/sejong/generate/survey.py
"""

from __future__ import annotations

import csv
import random

from opinions import CITY, THEME_WEIGHTS, places

SEED = 20240219
ON_DATE = "2024-03-08"
CHANNEL = "온라인·방문"
RESPONDENTS = {
    "z01": 402, "z02": 285, "z03": 176, "z04": 118, "z05": 6, "z06": 74, "z07": 203, "z08": 21, "z09": 24,
    "z10": 41, "z11": 58, "z12": 49, "z13": 47, "z14": 39, "z15": 25, "z16": 18,
}  # fmt: skip
"""Invented; nobody of S answered."""
NAMED_ON_AVERAGE = 2.4
"""Themes that a respondent names to topic 1."""
CONTENT = {"new_town": 3.5, "old_town": 3.1, "rural": 2.9}
"""Kind of zone -> middle of the five steps of satisfaction there."""
LIVING = {"env-safety": 0.3, "env-traffic": -0.7, "env-nature": 0.5, "env-care": -0.4, "env-learning": 0.2, "env-leisure": -0.3, "env-homes": 0.1, "env-work": -0.5}
FIELDS = {"svc-01": 0.3, "svc-02": -0.6, "svc-03": -0.3, "svc-04": 0.2, "svc-05": 0.1, "svc-06": 0.0, "svc-07": 0.2, "svc-08": -0.3, "svc-09": 0.0, "svc-10": -0.5, "svc-11": 0.1}
"""Item -> how much more content people are with it than with the whole."""
STEPS = "12345"
PLACES = "123"


def raised(people: int, chance: float, rng: random.Random) -> int:
    """Count how many of so many people name a theme."""
    return sum(rng.random() < chance for _ in range(people))


def satisfied(people: int, middle: float, rng: random.Random) -> list[int]:
    """Count how many of so many people take each of the five steps, around a middle."""
    taken = [min(5, max(1, round(rng.gauss(middle, 1.0)))) for _ in range(people)]
    return [taken.count(int(step)) for step in STEPS]


def ranked(people: int, wanted: dict[str, float], rng: random.Random) -> dict[tuple[str, str], int]:
    """Count how many put each item first, second and third, the likelier the more it is wanted."""
    count = {(item, place): 0 for item in wanted for place in PLACES}
    for _ in range(people):
        left = dict(wanted)
        for place in PLACES:
            item = rng.choices(list(left), list(left.values()))[0]
            count[item, place] += 1
            del left[item]
    return count


def themes(kind: dict[str, str]) -> list[tuple[object, ...]]:
    """Topic 1: who names which theme."""
    rng = random.Random(SEED)
    made: list[tuple[object, ...]] = []
    for zone, people in RESPONDENTS.items():
        weights = THEME_WEIGHTS[kind[zone]]
        total = sum(weights.values())
        for theme, weight in weights.items():
            taste = rng.lognormvariate(0, 0.3)  # every zone differs a little from its kind
            chance = min(0.75, NAMED_ON_AVERAGE * weight / total * taste)
            made.append(("s2024", ON_DATE, 1, zone, theme, people, raised(people, chance, rng)))
    return made


def others(kind: dict[str, str]) -> list[tuple[object, ...]]:
    """Topics 2 to 5: the less content people are with something, the more of them want it better, new and first."""
    rng = random.Random(SEED + 1)
    made: list[tuple[object, ...]] = []

    def add(question: str, zone: str, item: str, answer: str, gave: int) -> None:
        made.append(("s2024", ON_DATE, CHANNEL, question, zone, item, answer, RESPONDENTS[zone], gave))

    for zone, people in RESPONDENTS.items():
        middle = CONTENT[kind[zone]]
        for content, picked, items in (("q2a", "q2b", LIVING), ("q3a", "q3b", FIELDS)):
            for item, more in items.items():
                felt = middle + more + rng.gauss(0, 0.2)
                for step, gave in zip(STEPS, satisfied(people, felt, rng), strict=True):
                    add(content, zone, item, step, gave)
                add(picked, zone, item, "chosen", raised(people, min(0.8, max(0.05, 0.9 - felt * 0.18)), rng))
        for item, more in FIELDS.items():
            add("q4a", zone, item, "chosen", raised(people, min(0.7, max(0.05, 0.3 - more * 0.3)), rng))
            for step, gave in zip(STEPS, satisfied(people, 3.4 - more * 0.6, rng), strict=True):
                add("q4b", zone, item, step, gave)
        for (item, place), gave in ranked(people, {i: 2.0 ** (-3 * more) for i, more in FIELDS.items()}, rng).items():
            add("q5", zone, item, place, gave)
    return made


def write(name: str, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Write a table of voice/."""
    with (CITY / "voice" / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def main() -> None:
    """Write both tables."""
    kind, _ = places()
    write("survey.csv", ("survey", "on_date", "topic_no", "zone", "theme", "respondents", "raised"), themes(kind))
    write("survey_totals.csv", ("survey", "on_date", "channel", "question", "zone", "item", "answer", "respondents", "gave"), others(kind))


if __name__ == "__main__":
    main()
