"""Official figures by reporting unit, turned into the units the city has today."""

from __future__ import annotations

import pandas as pd

from dosi.model.errors import Fault, Faults, InputFault
from dosi.model.layers import UnitFigures
from dosi.model.rows import UnitChanges
from dosi.sources import unit_changes
from dosi.sources.dividing import OFFICIAL
from dosi.sources.layers.columns import column, numbers
from dosi.sources.layers.counting import factor_of
from dosi.sources.layers.declared import LISTED, Candidate, Layer, Notes, Town
from dosi.sources.layers.labels import unit_ids
from dosi.sources.unit_changes import Eras
from dosi.sources.vectors import Frame

HOLDS = UnitFigures
NEEDS = ("unit", "value",)
"""columns that the file cannot do without"""



def figures(layer: Layer, taken: Candidate, frame: Frame, town: Town, notes: Notes) -> pd.DataFrame:
    """Figures of the city's own units; rows declared as totals are checked against the sum and left out."""
    faults = Faults()
    labels = column(frame, taken, "unit")
    factor = factor_of(layer, taken, frame, "value", layer.role == OFFICIAL, notes, faults)
    values = numbers(frame, taken, "value", faults, factor)
    is_total = labels.isin(taken.totals)
    dated = taken.units_on or _dated(frame, taken) or _date(taken.source.vintage)
    if taken.units_on and not _date(taken.units_on):
        faults.add(f'Layer "{layer.id}": units_on is no date', f"layers.toml, {taken.id}, units_on", taken.units_on, "a date, e.g. 2023-04-01", "write the date of the file's set of units")
    row = f"{dated or 'DATE'},renamed|split|merged,{{label}},{{other}},SHARE,,modelled,BASIS,"
    ids = unit_ids(frame, taken, labels[~is_total], town.eras.units, ("a unit", "rows/reporting_units.csv"), notes, faults, town.eras.sets[town.eras.own], row)
    parts, slack = values[~is_total].sum(), _rounding(frame.rows.loc[~is_total, taken.columns["value"]], factor)
    for number in labels.index[is_total]:
        if abs(values[number] - parts) > max(slack, 0.5):
            faults.add(f'File "{taken.id}": the total does not equal its parts', f"{taken.id}, row {number}", f"{values[number]:,.0f}",
                       f"{parts:,.0f}, the sum of the rows", "correct the total or the rows")  # fmt: skip
        elif abs(values[number] - parts) > 0.5:
            notes.lines.append(f"합계 {values[number]:,.0f}과 행의 합 {parts:,.0f}이 반올림만큼 다르다")
    for unit in ids[ids.notna() & ids.duplicated()].unique()[:LISTED]:
        faults.add(f'File "{taken.id}": the unit {town.eras.units.titles[unit]} stands twice', f"{taken.id}, rows {', '.join(str(i) for i in ids.index[ids == unit][:4])}",
                   town.eras.units.titles[unit], "every unit once", "remove one of the rows, or take one month or group by a filter in layers.toml")  # fmt: skip
    broken = values.index[values.notna() & (values % 1 != 0)] if layer.role == OFFICIAL and taken.adds else []
    for number in list(broken)[:LISTED]:
        faults.add(f'File "{taken.id}": people are no whole number', f"{taken.id}, row {number}, column {taken.columns['value']}", f"{values[number]:g}", "whole people",
                   f"{values[number] / factor:g} x {factor:,} is no whole number: write the people themselves" if factor > 1 else
                   'if the file counts in thousands, write counted_in = "천명" into the candidate in layers.toml, or (단위: 천명) above the header; else write the people themselves')  # fmt: skip
    faults.raise_any()
    return _of_own_units(layer, taken, list(zip(ids, values[~is_total], strict=True)), dated, town.eras, notes)


def _rounding(cells: pd.Series, factor: int) -> float:
    """By how much a total of figures counted in thousands may differ from their sum: half the last place of each, and of itself."""
    places = max((len(str(cell).strip().partition(".")[2]) for cell in cells), default=0)
    return 0.5 * factor / 10**places * (len(cells) + 1) if factor > 1 else 0.0


def _dated(frame: Frame, taken: Candidate) -> str:
    """The one date that all rows of a file bear, if they do."""
    dates = {str(d).strip() for d in frame.rows[taken.columns["date"]].dropna()} if "date" in taken.columns else set()
    return _date(dates.pop()) if len(dates) == 1 else ""


def _date(text: str) -> str:
    """A date that may be a year or a month only; empty when it is none."""
    try:
        return str(UnitChanges.columns["on_date"].parse(text))
    except ValueError:
        return ""


def _of_own_units(layer: Layer, taken: Candidate, figures: list[tuple[str, float]], dated: str, eras: Eras, notes: Notes) -> pd.DataFrame:
    """Figures as rows of the city's own units, turned into them where the file is of an older or newer set."""
    found = frozenset(unit for unit, _ in figures)
    era, doubt = unit_changes.era_on(found, _date(taken.units_on), eras) if taken.units_on else unit_changes.era_of(found, dated, eras)
    titles = eras.units.titles
    if era is None:
        several = "; ".join(f"{eras.title(n)}: {len(found & units)}" for n, units in enumerate(eras.sets))
        best = max(range(len(eras.sets)), key=lambda n: (len(found & eras.sets[n]), n == eras.own))
        strange = sorted(titles[u] for u in found - eras.sets[best])
        about = {"mixed": ("its units are of several years", f"{', '.join(strange)} beside units of {eras.title(best)}", "units of one date",
                           f"correct the names, or write the change that is missing into {unit_changes.ROWS}"),
                 "date": ("its units are not those of its date", f"{dated}; {several}", "units of one date", 'write the date of its units into the candidate in layers.toml: units_on = "YYYY-MM-DD"'),
                 "part": ("which year's units it holds cannot be told", f"{dated or 'no date'}; {several}", "all units of one year, or a date",
                          'write the date of its units into the candidate in layers.toml: units_on = "YYYY-MM-DD"')}[doubt]  # fmt: skip
        raise InputFault([Fault(f'File "{taken.id}": {about[0]}', f"{taken.id}, layer {layer.id}", *about[1:])])
    measure = layer.role.partition(":")[2]
    try:
        if era == eras.own or all(eras.parts(u, era) == {u: 1} for u in found):
            if eras.steps:
                notes.lines.append(eras.title(era))
            return pd.DataFrame({"measure": measure, "unit": [u for u, _ in figures], "role": layer.role, "value": [v for _, v in figures]})
        made = unit_changes.converted(figures, era, eras) if taken.adds else unit_changes.carried(figures, era, eras)
        notes.lines.append(unit_changes.told(found, era, eras))
    except unit_changes.UndecidedError as trouble:
        raise InputFault([Fault(f'File "{taken.id}": cannot be turned into the city\'s units', f"{unit_changes.ROWS}, {trouble}", f"figures of {eras.title(era)}",
                                "a share for what was divided or merged", "write the share into this row; by people, households or area it is share_kind modelled")]) from None  # fmt: skip
    notes.modelled |= any(shared for _, shared in made.values())
    words = {True: f"{eras.title(era)} 수치를 비율로 나눈 모형값이다.", False: f"{eras.title(era)} 수치를 합하거나 이름을 바꾸어 읽었다."}
    because = [words[shared] if shared or not any(u == unit and v == value for u, v in figures) else "" for unit, (value, shared) in made.items()]
    return pd.DataFrame({"measure": measure, "unit": list(made), "role": layer.role, "value": [v for v, _ in made.values()],
                         "divided": ["yes" if shared else None for _, shared in made.values()], "because": because})  # fmt: skip
