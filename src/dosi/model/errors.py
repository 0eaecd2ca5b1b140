"""Faults a planner can act on: what, where, found, expected, fix; all faults of a step together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input."""

    what: str
    """one sentence: the thing and what is wrong with it"""
    where: str
    """file, row as the file counts it (1 = the header), column"""
    found: str
    expected: str
    fix: str

    def __str__(self) -> str:
        return (
            f"{self.what}\n"
            f"  where:    {self.where}\n"
            f"  found:    {self.found}\n"
            f"  expected: {self.expected}\n"
            f"  fix:      {self.fix}"
        )


@dataclass(frozen=True)
class Misfit:
    """A cell of people's rows that a stage cannot work with; who read the rows knows the file and the row it stands in."""

    table: str
    key: str
    column: str
    what: str
    found: str
    expected: str
    fix: str


class InputFault(Exception):
    """The input is at fault; carries every fault of the step (exit status 2)."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))  # what two checks find alike is told once
        super().__init__("\n\n".join(str(f) for f in self.faults))


@dataclass
class Faults:
    """Collects the faults of a step, then raises them together."""

    found: list[Fault] = field(default_factory=list)

    def add(self, what: str, where: str, found: object, expected: str, fix: str) -> None:
        """Note one fault; the step goes on to find the rest."""
        self.found.append(Fault(what, where, repr(found) if isinstance(found, str) else str(found), expected, fix))

    def extend(self, fault: InputFault) -> None:
        """Take over the faults of a smaller step."""
        self.found.extend(fault.faults)

    def raise_any(self) -> None:
        """Raise all faults noted so far, if there are any."""
        if self.found:
            raise InputFault(self.found)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name closest to a misspelt one, as a hint for `fix`; empty when none is close.

    >>> nearest("crosing", ["crossing", "lamp"])
    'did you mean "crossing"?'
    """
    match = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f'did you mean "{match[0]}"?' if match else ""
