"""Put ballots of several files together, e.g. paper ballots entered later; where each came from is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import lcm

import numpy as np

from dosi.model.ballots import Election, Labels, Voters
from dosi.model.errors import Faults


def merged(elections: Sequence[tuple[str, Election]]) -> Election:
    """One election of all ballots; voters get a column `origin`, the file (or channel) their ballot came from.

    The files must agree on projects, costs, budget and kind of ballots; every difference is told.
    """
    (first_name, first), *others = elections
    if not others:
        return first
    faults = Faults()
    for name, other in others:
        _agree(faults, first_name, first, name, other)
    faults.raise_any()
    together = [other for _, other in elections]
    place = {id: p for p, id in enumerate(first.projects.ids)}
    listed = [np.array([place[id] for id in e.projects.ids], np.int32)[e.listed] if len(e.listed) else e.listed for e in together]
    finest = lcm(*(e.points_per_unit for e in together))
    points = None if first.points is None else np.concatenate([e.points * (finest // e.points_per_unit) for e in together if e.points is not None])
    start = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(e.start) for e in together]))]).astype(np.int64)
    ids = tuple(id for e in together for id in e.voters.ids)
    words = dict.fromkeys(c for e in together for c in e.voters.columns)
    columns = {c: _column([e.voters.columns[c].as_written() if c in e.voters.columns else [""] * len(e.voters.ids) for e in together]) for c in words if c != "origin"}
    columns["origin"] = _column([e.voters.columns["origin"].as_written() if "origin" in e.voters.columns else [name] * len(e.voters.ids) for name, e in elections])
    notes = [note for e in together for note in e.notes]
    if again := len(ids) - len(set(ids)) - sum(len(e.voters.ids) - len(set(e.voters.ids)) for e in together):
        notes.append(f"여러 파일에 같은 투표자 번호 {again}건, 모두 셈 (voter_id in more than one file; all counted: check for double votes)")
    meta = dict(first.meta) | {"num_votes": str(len(ids))}
    return replace(first, meta=meta, voters=Voters(ids, columns), start=start, listed=np.concatenate(listed), points=points, points_per_unit=finest, notes=tuple(notes))


def _column(parts: list[list[str]]) -> Labels:
    words: dict[str, int] = {}
    code = np.array([words.setdefault(w, len(words)) for part in parts for w in part], np.int32)
    return Labels(tuple(words), code)


def _agree(faults: Faults, first_name: str, first: Election, name: str, other: Election) -> None:
    fix = "put together files of one election only, or correct the file"
    if first.kind != other.kind:
        faults.add(f"Ballots: {name} has another kind than {first_name}", f"{name}, META, vote_type", other.kind, first.kind, fix)
    if first.money(first.budget) != other.money(other.budget):
        faults.add(f"Budget: {name} has another than {first_name}", f"{name}, META, budget", other.money(other.budget), str(first.money(first.budget)), fix)
    mine = {id: first.money(int(c)) for id, c in zip(first.projects.ids, first.projects.cost, strict=True)}
    theirs = {id: other.money(int(c)) for id, c in zip(other.projects.ids, other.projects.cost, strict=True)}
    for id in sorted(mine.keys() | theirs.keys()):
        if mine.get(id) != theirs.get(id):
            faults.add(f'Project "{id}": {name} and {first_name} do not agree', f"{name}, PROJECTS, {id}", theirs.get(id, "not there"), str(mine.get(id, "not there")), fix)
