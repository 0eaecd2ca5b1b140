"""Lay voices and margins side by side: patterns of voices, the cells of each margin, and what is done with cells that nobody speaks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dosi.model.errors import Faults, nearest
from dosi.model.samples import Design, Floats, Ints, Margin, Step, Weights, called

UNLIKE = 0.1
"""margins whose people differ by more than this part do not count the same people"""
NOTED = 0.001
"""differences from here on are said"""


def lay_out(voices: pd.DataFrame, margins: Sequence[Margin]) -> Design:
    """Put voices and margins into cells; labels that no margin knows, cells of no people with voices, and margins of other people are faults, told together.

    A variable that no voice answers is summed out of the margins; a margin that a more detailed one holds already is left out. Where some voices answer only a part of
    a crossed margin's variables, the cross is set one variable after the other (zone; age group within each zone), so that each voice counts as far as it is known.
    """
    notes: list[str] = []
    kept = _usable(voices, margins, notes)
    values = {v: list(dict.fromkeys(cell[m.variables.index(v)] for m in kept for cell in m.cells if v in m.variables)) for m in kept for v in m.variables}
    code = {v: _codes(voices[v], known) for v, known in values.items()}  # a blank is not known either
    faults = Faults()
    for variable, known in values.items():
        strange = voices[variable][voices[variable].notna() & (voices[variable] != "") & (code[variable] < 0)]
        for label, count in strange.value_counts().sort_index().items():
            faults.add(f'{variable} "{label}": no margin knows it', f"{variable}, {count} voices", str(label), ", ".join(known[:12]), nearest(str(label), known) or "write a value of the margins")
    _same_people(kept, faults, notes)
    pattern, first = _patterns([code[v] for v in values], len(voices))
    count = np.bincount(pattern, minlength=len(first)).astype(np.int64)
    by_pattern = {v: c[first] for v, c in code.items()}
    steps = tuple(step for margin in kept for step in _steps(margin, values, by_pattern, count, faults))
    faults.raise_any()
    return Design(pattern, count, steps, tuple(notes))


def _usable(voices: pd.DataFrame, margins: Sequence[Margin], notes: list[str]) -> list[Margin]:
    """Margins over what voices answer, the most detailed ones only."""
    heard = {v for m in margins for v in m.variables if v in voices and voices[v].notna().any()}
    reduced: dict[tuple[str, ...], Margin] = {}
    for margin in margins:
        left = tuple(v for v in margin.variables if v in heard)
        if left != margin.variables:
            lost = ", ".join(called(v) for v in margin.variables if v not in heard)
            notes.append(f"{lost}: 답한 사람이 없어 기준 {called(margin.name)}에서 " + ("합쳐 없앴다" if left else "맞출 것이 없다"))
        if left:
            reduced.setdefault(left, margin.over(left))
    made = []
    for variables, margin in reduced.items():
        finer = next((o for o in reduced if set(variables) < set(o)), None)
        if finer is None:
            made.append(margin)
            continue
        notes.append(f"기준 {called(margin.name)}: 더 자세한 기준 {called(' x '.join(finer))}에 들어 있어 따로 맞추지 않았다")
        inside = _shares(reduced[finer].over(variables))
        apart = max((abs(share - inside.get(cell, 0.0)) for cell, share in _shares(margin).items()), default=0.0)
        if apart > NOTED:
            notes.append(f"기준 {called(margin.name)}, {called(' x '.join(finer))}: 몫이 {apart * 100:.1f}%p까지 다르다: 더 자세한 쪽을 따랐다")
    return made


def _shares(margin: Margin) -> dict[tuple[str, ...], float]:
    total = float(margin.people.sum())
    return {cell: float(n) / total for cell, n in zip(margin.cells, margin.people, strict=True)} if total else {}


def _same_people(margins: Sequence[Margin], faults: Faults, notes: list[str]) -> None:
    totals = {m.name: float(m.people.sum()) for m in margins}
    for name, total in totals.items():
        if not total > 0:
            faults.add(f"Margin {name}: holds no people", f"margin {name}", f"{total:,.0f} people", "more than 0 people", "fill in the people of the margin")
    if totals and min(totals.values()) > 0 and (most := max(totals.values())) / (least := min(totals.values())) - 1 > NOTED:
        told = ", ".join(f"{called(name)} {total:,.0f}명" for name, total in totals.items())
        if most / least - 1 > UNLIKE:
            faults.add("Margins: do not count the same people", "people of the margins", told, f"totals that differ by at most {UNLIKE:.0%}",
                       "count the same people in every margin (the same ages, the same places); fill the cell that is left blank by mistake")  # fmt: skip
        else:
            notes.append(f"기준마다 사람 수가 조금 다르다({told}): 몫으로 맞추었다")


def _codes(column: pd.Series, known: Sequence[str]) -> Ints:
    """Position of each value among the known ones; -1 where missing or not known."""
    return np.asarray(pd.Index(known).get_indexer(pd.Index(column)), dtype=np.int64) if len(known) else np.full(len(column), -1, np.int64)


def _patterns(codes: Sequence[Ints], voices: int) -> tuple[Ints, Ints]:
    """Number of the pattern of each voice, and one voice of each; patterns stand in the order of their values, whatever the order of voices."""
    number = np.zeros(voices, np.int64)
    for code in codes:
        pair = number * (int(code.max(initial=0)) + 2) + code + 1
        number, _ = pd.factorize(pair, sort=True)
    patterns = int(number.max(initial=-1)) + 1
    first = np.zeros(patterns, np.int64)
    first[number[::-1]] = np.arange(voices - 1, -1, -1)
    return number.astype(np.int64), first


def _steps(margin: Margin, values: Mapping[str, Sequence[str]], code: Mapping[str, Ints], count: Ints, faults: Faults) -> list[Step]:
    """The steps of one margin: one for all its variables, or one after the other where some voices answer only a part of them."""
    known = np.array([code[v] >= 0 for v in margin.variables])
    partly = bool(((known.any(axis=0)) & ~known.all(axis=0) & (count > 0)).any())
    depths = [(j, j + 1) for j in range(len(margin.variables))] if partly else [(0, len(margin.variables))]
    made = [_step(margin.over(margin.variables[:upto]) if partly else margin, given, values, code, count, faults) for given, upto in depths]
    return [step for step in made if len(step.share)]


def _step(margin: Margin, given: int, values: Mapping[str, Sequence[str]], code: Mapping[str, Ints], count: Ints, faults: Faults) -> Step:
    place = np.array([[values[v].index(c) for v, c in zip(margin.variables, cell, strict=True)] for cell in margin.cells], dtype=np.int64).reshape(len(margin.cells), -1)
    sizes = [len(values[v]) for v in margin.variables]
    lies_in = np.full(int(np.prod(sizes)), -1, np.int64)
    lies_in[np.ravel_multi_index(tuple(place.T), sizes)] = np.arange(len(place))
    answers = np.array([code[v] for v in margin.variables])
    known = (answers >= 0).all(axis=0)
    cell = np.where(known, lies_in[np.ravel_multi_index(tuple(np.where(known, answers, 0)), sizes)], -1)
    for at in np.unique(answers[:, known & (cell < 0)], axis=1).T:
        words = ", ".join(values[v][i] for v, i in zip(margin.variables, at, strict=True))
        faults.add(f'Margin {margin.name}: "{words}" is not there, but has voices', f"margin {margin.name}", words, "a cell for every combination that voices come from", "add the row to the margins")
    voices = np.bincount(cell[cell >= 0], weights=count[cell >= 0], minlength=len(place)).astype(np.int64)
    for at in np.flatnonzero((margin.people <= 0) & (voices > 0)):
        words = ", ".join(margin.cells[at])
        faults.add(f'Margin {margin.name}: "{words}" has no people, but {voices[at]} voices', f"margin {margin.name}, {words}", f"{margin.people[at]:g} people", "more than 0 people",
                   "correct the people of the margin, or where these voices come from")  # fmt: skip
    stands_in = neighbours(place, voices > 0, max(given, 1))
    stands_in[(margin.people <= 0) & (voices == 0)] = -1
    raked, number = np.unique(stands_in[stands_in >= 0], return_inverse=True)
    people = np.bincount(number, weights=margin.people[stands_in >= 0], minlength=len(raked))
    stratum = _patterns([place[raked, i] for i in range(given)], len(raked))[0]
    share = people / np.maximum(np.bincount(stratum, weights=people, minlength=1)[stratum], 1e-300)
    renumbered = np.full(len(place) + 1, len(raked), np.int64)
    renumbered[raked] = np.arange(len(raked))
    own = np.where(cell >= 0, renumbered[cell], len(raked))
    name = f"{margin.variables[-1]} | {' x '.join(margin.variables[:given])}" if given else margin.name
    return Step(name, margin.variables, given, margin.cells, margin.people, np.where(stands_in >= 0, renumbered[stands_in], -1), raked, own, share, stratum)


def neighbours(place: Ints, heard: np.ndarray, shared: int) -> Ints:
    """The cell that each cell is counted with: itself where it is heard, else the nearest heard one, else -1.

    Near are cells that share the first variables (at least `shared`, at best all but the last), then those whose values stand nearest in the margin's order; of two as near the
    earlier one (Kalton and Flores-Cervantes 2003 call this collapsing). A margin of one variable has no neighbours: who is not heard there is left out.

    >>> neighbours(np.array([[0, 0], [0, 1], [0, 2], [1, 0]]), np.array([True, True, False, False]), 1).tolist()
    [0, 1, 1, -1]
    """
    made = np.where(heard, np.arange(len(place)), -1)
    width = place.shape[1]
    for length in range(width - 1, max(shared, 1) - 1, -1):
        alike: dict[tuple[int, ...], list[int]] = {}
        for at in np.flatnonzero(heard):
            alike.setdefault(tuple(place[at, :length].tolist()), []).append(int(at))
        for at in np.flatnonzero(made < 0):
            near = alike.get(tuple(place[at, :length].tolist()))
            if near:
                away = np.abs(place[near][:, length:] - place[at, length:])
                made[at] = near[min(range(len(near)), key=lambda i: (*away[i].tolist(), near[i]))]
    return made


def totals(step: Step, weight: Floats) -> Floats:
    """Sum of some weights of patterns by raked cell, the last for those not known."""
    return np.asarray(np.bincount(step.cell, weights=weight, minlength=len(step.share) + 1), dtype=float)


def reached(step: Step, weights: Weights) -> list[dict[str, Any]]:
    """Every cell of a margin: its people, voices, the share it should have within its stratum (with the cells it stands in for), the shares before and after, and what it is counted with.

    A cell without voices has no share of its own: `counted_with` names the cell whose voices stand in for it, or nothing where it is left out.
    """
    design = weights.design
    of_pattern = (np.bincount(design.pattern, weights=w, minlength=len(design.count)) for w in (weights.base, weights.weight))
    before, after = (_within(step, totals(step, np.asarray(w, dtype=float))) for w in of_pattern)
    count = totals(step, design.count.astype(float))
    made = []
    for at, (cell, people) in enumerate(zip(step.labels, step.people, strict=True)):
        held = int(step.stands_in[at])
        itself = held >= 0 and step.heard[held] == at
        with_ = step.labels[step.heard[held]] if held >= 0 and not itself else None
        made.append({"cell": list(cell), "people": float(people), "voices": int(count[held]) if itself else 0, "target_share": float(step.share[held]) if itself else None,
                     "share_before": float(before[held]) if itself else None, "share_after": float(after[held]) if itself else None, "counted_with": list(with_) if with_ else None})  # fmt: skip
    return made


def _within(step: Step, sums: Floats) -> Floats:
    """Shares of raked cells within their strata."""
    cells = sums[:-1]
    whole = np.bincount(step.stratum, weights=cells, minlength=1)[step.stratum]
    return np.asarray(np.divide(cells, whole, out=np.zeros(len(cells)), where=whole > 0), dtype=float)
