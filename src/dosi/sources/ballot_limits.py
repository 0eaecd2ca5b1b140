"""Read what a city asks for beside the rule of a participatory budget: a TOML file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from dosi.model.ballots import Earmark, Election, Limits
from dosi.model.errors import Faults, nearest
from dosi.sources.files import wanted
from dosi.sources.texts import toml

KEYS = ("minimum_support", "tolerance", "incompatible", "part_funding", "earmark")
EARMARK_KEYS = ("column", "value", "least", "most", "returns")


def read_limits(path: Path, election: Election) -> Limits:
    """The limits of an election; amounts in currency units. All faults together.

    minimum_support = 50; tolerance = 1000; incompatible = [["3", "8"]]; part_funding = {"8" = 0.5};
    [[earmark]] column = "district", value = "North", least = 5000, most = 9000, returns = true
    """
    wanted(path, "a TOML file of limits")
    faults = Faults()
    held = toml(path, path.name, faults)
    faults.raise_any()
    for key in held:
        if key not in KEYS:
            faults.add(f'Limit "{key}": is not known', path.name, key, ", ".join(KEYS), nearest(key, KEYS) or "use one of these")
    reading = _Reading(path.name, faults, election)
    least = held.get("minimum_support", 0)
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        faults.add("minimum_support: is not a number of voters", f"{path.name}, minimum_support", least, "a whole number from 0", "write a number of voters")
        least = 0
    apart = held.get("incompatible", [])
    if not isinstance(apart, list) or not all(isinstance(g, list) and len(g) > 1 for g in apart):
        faults.add("incompatible: is not a list of sets", f"{path.name}, incompatible", apart, '[["3", "8"], ["1", "2", "5"]]', "write each set of project ids in brackets")
        apart = []
    parts = held.get("part_funding", {})
    if not isinstance(parts, dict):
        faults.add("part_funding: does not say the least part of each project", f"{path.name}, part_funding", parts, '{"8" = 0.5}', "write project = least part")
        parts = {}
    earmarks = held.get("earmark", [])
    if not isinstance(earmarks, list) or not all(isinstance(e, dict) for e in earmarks):
        faults.add("earmark: is not a table", f"{path.name}, earmark", earmarks, "[[earmark]] with column and value", "begin each with [[earmark]]")
        earmarks = []
    limits = Limits(least, reading.money("tolerance", held.get("tolerance", 0)), tuple(frozenset(reading.project("incompatible", id) for id in g) for g in apart),
                    {reading.project("part_funding", id): reading.share(id, least) for id, least in parts.items()}, tuple(reading.earmark(e) for e in earmarks))  # fmt: skip
    faults.raise_any()
    return limits


class _Reading:
    """Checks of single cells against the election."""

    def __init__(self, name: str, faults: Faults, election: Election) -> None:
        self.name, self.faults, self.election = name, faults, election

    def money(self, key: str, amount: object) -> int:
        """An amount in steps."""
        if isinstance(amount, (int, float)) and not isinstance(amount, bool) and amount >= 0:
            steps = Fraction(str(amount)) * self.election.steps_per_unit if amount != float("inf") else Fraction(1, 3)
            if steps.denominator == 1:
                return int(steps)
        self.faults.add(f"{key}: is not an amount of money", f"{self.name}, {key}", amount, "an amount from 0 in whole steps of the file's smallest amount", "write the amount as a number")
        return 0

    def project(self, key: str, id: object) -> str:
        """The id of a project that is there."""
        if str(id) not in self.election.projects.ids:
            self.faults.add(f'Project "{id}": is not in the election', f"{self.name}, {key}", str(id), "an id of the section PROJECTS",
                            nearest(str(id), self.election.projects.ids) or "use an id of the file")  # fmt: skip
        return str(id)

    def share(self, id: str, least: object) -> Fraction:
        """A part between 0 and 1."""
        if isinstance(least, (int, float)) and not isinstance(least, bool) and 0 <= least <= 1:
            return Fraction(str(least))
        self.faults.add(f'part_funding of "{id}": is not a part', f"{self.name}, part_funding", least, "a number from 0 to 1", "write the least part, e.g. 0.5")
        return Fraction(1)

    def earmark(self, said: dict[str, Any]) -> Earmark:
        """One earmark."""
        for key in said:
            if key not in EARMARK_KEYS:
                self.faults.add(f'Earmark: "{key}" is not known', f"{self.name}, earmark", key, ", ".join(EARMARK_KEYS), nearest(key, EARMARK_KEYS) or "use one of these")
        columns = self.election.projects.columns
        column, value = str(said.get("column", "")), str(said.get("value", ""))
        if column not in columns:
            self.faults.add(f'Earmark: column "{column}" is not in PROJECTS', f"{self.name}, earmark", column, ", ".join(columns) or "a column of PROJECTS", nearest(column, columns) or "use one of these")
        elif value not in columns[column]:
            self.faults.add(f'Earmark: no project has {column} "{value}"', f"{self.name}, earmark", value, ", ".join(sorted(set(columns[column]))[:12]), nearest(value, set(columns[column])) or "use one of these")
        least, most = self.money("earmark least", said.get("least", 0)), self.money("earmark most", said["most"]) if "most" in said else None
        if most is not None and least > most:
            self.faults.add(f'Earmark {column} "{value}": least is above most', f"{self.name}, earmark", said.get("least"), f"at most {said['most']}", "correct one of the two")
        return Earmark(column, value, least, most, bool(said.get("returns", True)))
