"""What the ledger asks of the rows of bodies' opinions: told with all other faults of the input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dosi.model.errors import Misfit
from dosi.model.rows import Opinions, Received
from dosi.model.rows.kinds import ANSWERS

FULL_DAY = 10
"""characters of a date with its day"""
OF_AN_ANSWER = ("service", "done_ko", "why_ko", "by_body", "on_answer")
"""cells that say something only beside an outcome"""


def ask(opinions: Opinions, received: Received) -> list[Misfit]:
    """Faults of bodies' opinions: a receipt number that a citizen's opinion has, a day without which no period can be counted, half an answer."""
    citizens = set(opinions.rows["opinion"])
    return [misfit for row in received.records() for misfit in _of(row, citizens)]


def _of(row: dict[str, Any], citizens: set[str]) -> Iterator[Misfit]:
    def misfit(column: str, what: str, found: object, expected: str, fix: str) -> Misfit:
        return Misfit(Received.name, row["opinion"], column, f'Opinion "{row["opinion"]}" of {row["body"]}: {what}', repr(found) if isinstance(found, str) else "nothing", expected, fix)

    if row["opinion"] in citizens:
        yield misfit("opinion", "a citizen's opinion has this receipt number", row["opinion"], "one ledger, every receipt number once", "give the body's opinion another number, e.g. r1")
    for column in ("on_date", "due_on", "on_answer"):
        if row[column] and len(row[column]) < FULL_DAY:
            yield misfit(column, "the day is missing", row[column], "a whole date, e.g. 2025-03-31, since periods are counted in days", "write the day")
    words = ", ".join(f"{label} ({id})" for id, label in ANSWERS.items())
    if row["outcome"] is None:
        filled = [c for c in OF_AN_ANSWER if row[c]]
        if filled:
            yield misfit("outcome", "is answered, but nothing says how it ended", None, words, f"write the outcome, or empty {', '.join(filled)} until there is an answer")
        return
    wanted = {"by_body": "who answered", "on_answer": "when", **({"done_ko": "what was done"} if row["outcome"] in ("adopted", "partly") else {"why_ko": "why not, or not now"})}
    for column, meaning in wanted.items():
        if not row[column]:
            yield misfit(column, f'ends as "{ANSWERS[row["outcome"]]}", but does not say {meaning}', None, meaning, "write it, or empty the outcome until there is an answer")
