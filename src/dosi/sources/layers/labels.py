"""The units that a file's labels and codes mean."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dosi.model.errors import Faults
from dosi.sources import unit_changes
from dosi.sources.layers.columns import at
from dosi.sources.layers.declared import LISTED, Candidate, Notes
from dosi.sources.sheets import TOTALS
from dosi.sources.unit_names import Register, tight, told
from dosi.sources.vectors import Frame


def unit_ids(frame: Frame, taken: Candidate, labels: pd.Series, known: Register, what: tuple[str, str], notes: Notes, faults: Faults,
              own: Iterable[str] = (), row: str = "") -> pd.Series:  # fmt: skip
    """The unit that each label means, by its code where the file has one; what is unknown or ambiguous is a fault.

    `what`: the unit and its table; `own`: the units that the city has today; `row`: how a change of units would be written down.
    """
    codes = frame.rows.loc[labels.index, taken.columns["code"]] if "code" in taken.columns else labels
    meant = pd.Series([found if (found := known.meaning(code)).unit else known.meaning(label) for code, label in zip(codes, labels, strict=True)], index=labels.index, dtype=object)
    notes.lines += told(m.how for m in meant)
    there = {m.unit for m in meant}
    lacking = [title for unit, title in known.titles.items() if unit in own and unit not in there]
    wrong = [number for number, m in meant.items() if not m.unit]
    for number in wrong[:LISTED]:
        label, where = str(labels[number]), f"{taken.id}, {at(frame, number)}, column {taken.columns['unit']}"
        if meant[number].may_be and label in meant[number].may_be:
            faults.add(f'File "{taken.id}": the code {label} has lost its digits', where, label, f"all digits of a code of {what[1]}", "format the column as text in the spreadsheet, and write the codes again")
        elif meant[number].may_be:
            faults.add(f'File "{taken.id}": the label {label} may mean several units', where, label, f"one of {', '.join(meant[number].may_be)}",
                       'write the id or the whole code, or name the column of codes in layers.toml: columns = {code = "..."}')  # fmt: skip
        else:
            missing = f" (the file lacks {', '.join(lacking[:5])}{' ...' if len(lacking) > 5 else ''})" if lacking and there != {""} else ""
            other = lacking[0] if len(wrong) == 1 and len(lacking) == 1 else "?"
            write = f"; if the unit was changed, write it into {unit_changes.ROWS}: {row.format(label=label, other=other)}" if row and tight(label).casefold() not in TOTALS else ""
            faults.add(f'File "{taken.id}": the label {label} joins nowhere', where, label, f"{what[0]} of {what[1]}{missing}",
                       (known.fix(label) or "correct the label, or declare it in totals") + write)  # fmt: skip
    return meant.map(lambda m: m.unit or None)
