"""Who is missing: people of the census beside the voices heard, group by group."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dosi.model.samples import Absent, Margin


def who_is_missing(voices: pd.DataFrame, margins: Sequence[Margin], also: Sequence[str] = ("channel", "origin")) -> list[Absent]:
    """People and voices by every variable of the margins and by every crossed margin; by the columns `also`, of which no census tells, voices alone.

    ratio = share of the voices (whose group is known) / share of the people: 1 where as many are heard as there should be, 0 where nobody is.
    """
    made = []
    for margin in _by_each(margins):
        held = voices[list(margin.variables)].dropna() if all(v in voices for v in margin.variables) else pd.DataFrame(columns=list(margin.variables))
        heard = held.value_counts(list(margin.variables))
        total, people = len(held), float(margin.people.sum())
        for cell, n in zip(margin.cells, margin.people, strict=True):
            here = int(heard.get(cell, 0))
            share, voice_share = (float(n) / people if people else None), (here / total if total else None)
            made.append(Absent(margin.name, ", ".join(cell), float(n), share, here, voice_share, voice_share / share if share and voice_share is not None else None))
    for column in also:
        if column in voices:
            counted = voices[column].value_counts().sort_index()
            made += [Absent(column, str(word), None, None, int(n), int(n) / int(counted.sum()), None) for word, n in counted.items()]
    return made


def _by_each(margins: Sequence[Margin]) -> list[Margin]:
    """A margin of every variable alone, then the crossed ones."""
    alone: dict[str, Margin] = {}
    for margin in sorted(margins, key=lambda m: len(m.variables)):
        for variable in margin.variables:
            alone.setdefault(variable, margin.over((variable,)))
    return [*alone.values(), *(m for m in margins if len(m.variables) > 1)]
