"""Read opinions in free text from CSV or Excel files, masked before anything else sees them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from dosi.model.errors import Faults, InputFault
from dosi.model.rows import Opinions
from dosi.sources import files
from dosi.sources.masking import masked, of_faults
from dosi.sources.rows import text_rows, wanted_of

WANTED = {name: replace(wanted, required=name == "text", also=(*wanted.also, *more)) for (name, wanted), more in zip(
    wanted_of(Opinions).items(), ({"opinion": ("id", "no"), "on_date": ("date",), "text": ("의견 본문", "본문", "opinion text", "comment")}.get(n, ()) for n in Opinions.columns), strict=True)}  # fmt: skip
"""columns of opinions; only the text has to be there"""
OPTIONAL = [name for name, column in Opinions.columns.items() if column.optional]
MOST_TOLD = 30


@dataclass(frozen=True)
class Said:
    """Opinions of several files, with what was masked in them."""

    opinions: Opinions
    masked: Counter[str]
    """pieces of personal data by kind"""
    understood: tuple[str, ...]


def read_opinions(paths: Sequence[Path], say: Callable[[str], None] = lambda _: None) -> Said:
    """Opinions of several files together. An opinion without a number is numbered by its
    file's row, one without a channel came by its file; a row without text is left out and said. All faults of all files come together.
    """
    faults, understood, counts = Faults(), list[str](), Counter[str]()
    parts = []
    for path in paths:
        say(f"{path.name} 읽는 중 (reading)")
        try:
            parts.append(_rows(path, understood, counts, faults, len(paths) > 1))
        except InputFault as fault:
            faults.extend(fault)
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*Opinions.columns, "at"])
    for number, rows in list(frame[frame["opinion"].duplicated(keep=False)].groupby("opinion", sort=False)["at"])[:MOST_TOLD]:
        faults.add(f'Opinion "{number}": stands there more than once', "; ".join(rows[:4]), f"{len(rows)} rows", "one row per opinion", "give each opinion its own receipt number")
    Faults(of_faults(faults.found)).raise_any()
    for name in OPTIONAL:
        frame[name] = frame[name].where(frame[name].str.strip() != "")
    return Said(Opinions(frame[[*Opinions.columns]]), counts, tuple(understood))


def _rows(path: Path, understood: list[str], counts: Counter[str], faults: Faults, several: bool) -> pd.DataFrame:
    files.wanted(path, "a CSV or Excel file of opinions")
    sheet = text_rows(path, path.name, WANTED)
    understood += [f"{path.name}: {words}" for words in sheet.understood]
    if "text" not in sheet.header:
        faults.add(f'File "{path.name}": no column holds opinions', f"{path.name}, row {sheet.head_row}", ", ".join(h for h in sheet.header if h)[:120], "a column 의견 (text)",
                   "name the column of the opinions 의견 or text")  # fmt: skip
        return pd.DataFrame(columns=[*Opinions.columns, "at"])
    frame = pd.DataFrame([row for _, row in sheet.rows]).reindex(columns=[*Opinions.columns]).fillna("").astype("str")
    frame["at"] = [f"{path.name}, row {no}" for no, _ in sheet.rows]
    blank = frame["text"].str.strip() == ""
    if blank.any():
        understood.append(f"{path.name}: 글이 없는 {int(blank.sum()):,}행을 뺐다")
    frame = frame[~blank]
    texts = []
    for text in frame["text"]:
        made, found = masked(text)
        counts.update(found)
        texts.append(made)
    numbered = pd.Series([f"{path.stem}-{at.rpartition(' ')[2]}" for at in frame["at"]], index=frame.index, dtype="str")
    plain = frame["opinion"] == ""
    for date, rows in list(frame[frame["on_date"] != ""].groupby("on_date", sort=False)["at"]):
        if not _is_date(date):
            faults.add("Opinion: its date is no date", rows.iloc[0], date, "a date, e.g. 2024-05-31", "correct the date, or leave it empty")
    frame = frame.assign(text=pd.Series(texts, index=frame.index, dtype="str"), opinion=frame["opinion"].mask(plain, numbered))
    if not several or "channel" in sheet.header:
        return frame
    return frame.assign(channel=path.stem)


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
