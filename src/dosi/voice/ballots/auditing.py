"""The proportionality audit of an election's outcome: ballots as plain arrays, voters by zone and age group."""

from __future__ import annotations

import re

from dosi.fairness import Audit, audit
from dosi.model.ballots import Election, Labels, Outcome
from dosi.voice.ballots.votes import kept

PARTS = {"zone": ("district", "zone", "neighborhood", "neighbourhood", "subdistrict"), "age": ("age",), "sex": ("sex",), "channel": ("voting_method",), "origin": ("origin",)}
"""what voters are parted by, and the columns of VOTES that hold it, the first one present"""
BAND_YEARS = 10


def audit_of(election: Election, outcome: Outcome) -> Audit:
    """Audit an outcome: a voter approves what the ballot lists with points above 0; ages are put together by ten years."""
    start, listed = election.start, election.listed
    if election.points is not None and not (election.points > 0).all():
        start, listed = kept(start, listed, election.points > 0)
    place = {id: p for p, id in enumerate(election.projects.ids)}
    parts = {}
    for name, columns in PARTS.items():
        if column := next((c for c in columns if c in election.voters.columns), None):
            labels = election.voters.columns[column]
            parts[name] = _banded(labels) if name == "age" else labels.as_written()
    return audit(start, listed, [int(c) for c in election.projects.cost], [place[w] for w in outcome.winners], outcome.budget, parts)


def _banded(ages: Labels) -> list[str]:
    return Labels(tuple(_band(w) for w in ages.words), ages.code).as_written()


def _band(age: str) -> str:
    """Ten years of age, e.g. 30-39; a written group stays as it is, an unknown age is empty.

    >>> _band("34"), _band("18-25"), _band("0")
    ('30-39', '18-25', '')
    """
    if not re.fullmatch(r"\d{1,3}(\.0+)?", age):
        return "" if age.casefold() in ("none", "na", "nan", "null") else age
    years = int(float(age))
    return f"{years // BAND_YEARS * BAND_YEARS}-{years // BAND_YEARS * BAND_YEARS + BAND_YEARS - 1}" if years else ""


def as_json(election: Election, checked: Audit) -> dict[str, object]:
    """The audit for answers: money in currency units."""
    def part(figures: dict[str, object]) -> dict[str, object]:
        money = figures["mean_money"]
        return figures | {"mean_money": round(money / election.steps_per_unit, 6) if isinstance(money, float) else None}

    return {
        **part(checked.all.as_json()),
        "by": {name: {word: part(p.as_json()) for word, p in words.items()} for name, words in checked.by.items()},
        "ejr_plus_up_to_one": {"holds": not checked.claims,
                               "claims": [{"project": election.projects.ids[c.thing], "people": c.people, "entitled": election.money(c.entitled), "received": election.money(c.received)}
                                          for c in checked.claims]},
    }  # fmt: skip
