"""Read answers of a survey or opinions, a row per person, from several files; zones, ages and sexes are put into the groups of the margins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from dosi.model.age_groups import coarsened, group_of, groups_of
from dosi.model.errors import Faults, InputFault, nearest
from dosi.model.samples import Margin, Sample, called
from dosi.model.sexes import sex_of
from dosi.sources import files
from dosi.sources.cells import Wanted, amount, tight
from dosi.sources.margins import VARIABLES
from dosi.sources.masking import mask, of_faults
from dosi.sources.rows import text_rows

ABOUT = {
    "person": Wanted(("응답 번호",), "", False, also=("응답번호", "번호", "연번", "순번", "접수번호", "의견 번호", "opinion", "id", "respondent", "no")),
    "on_date": Wanted(("날짜",), "", False, also=("접수일", "조사일", "일자", "응답일", "date")),
    "channel": Wanted(("경로",), "", False, also=("채널", "접수 경로", "의견 경로", "조사 방법", "방법", "mode")),
    "text": Wanted(("의견",), "", False, also=("의견 내용", "내용", "자유 의견")),
    "weight": Wanted(("가중치",), "", False, also=("설계 가중치", "기본 가중치", "base weight")),
}
"""columns about a row that are neither questions nor, without a margin, groups"""
NOT_KNOWN = {"", "모름", "무응답", "응답거부", "응답안함", "선택안함", "미상", "미기재", "비공개", "해당없음", "거절", "-", "n/a", "na", "unknown"}
"""what stands in a cell of a person's group where it is not known"""
NEITHER = {"기타", "그외", "other", "둘다아님", "논바이너리"}
"""sexes that a census does not count: kept, and not known for its margin"""
NO_ANSWER = {"", "무응답", "응답거부", "응답안함", "-"}
FREE_TEXT = (40, 0.2)
"""a column of more unlike answers than this, and than this part of all, is free text and no question"""
MOST_TOLD = 30


def read_sample(paths: Sequence[Path], margins: Sequence[Margin], questions: Sequence[str] = (), say: Callable[[str], None] = lambda _: None) -> Sample:
    """The answers of several files together, their origin kept; all faults of all files together.

    Columns of the margins' variables under any usual head; every other column is a question, but for free text (`questions` names those wanted instead). Personal data in answers
    is masked. An age that lies in no group of the margins, or in several, is not known; a zone or a word that no margin knows is a fault.
    """
    faults, understood = Faults(), list[str]()
    variables = list(dict.fromkeys(v for m in margins for v in m.variables))
    parts = []
    for path in paths:
        say(f"{path.name} 읽는 중")
        try:
            part = _rows(path, variables, understood)
        except InputFault as fault:
            faults.extend(fault)
            continue
        parts.append(part)
        _persons(part, faults)
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["origin", "row"])
    base = _weights(frame, parts, faults)
    if parts and variables and not any(v in frame for v in variables):
        faults.add("Answers: have none of the columns that the margins tell of", "files of answers", ", ".join(c for c in frame if c not in ("origin", "row")), ", ".join(variables),
                   "add a column such as zone (생활권) or age_group (연령대), or name it as in the margins")  # fmt: skip
    margins = _coarsened(frame, margins, understood)
    known = {v: tuple(dict.fromkeys(cell[m.variables.index(v)] for m in margins if v in m.variables for cell in m.cells)) for v in variables}
    for variable in [v for v in {**VARIABLES, **dict.fromkeys(known)} if v in frame]:
        frame[variable] = _grouped(frame, variable, known.get(variable, ()), faults, understood)
    asked = _questions(frame, [*variables, *VARIABLES, *ABOUT, "origin", "row"], questions, faults, understood)
    Faults(of_faults(faults.found)).raise_any()
    kept = [c for c in dict.fromkeys(["origin", "row", *VARIABLES, *variables, "channel"]) if c in frame]
    if "channel" in frame:
        frame["channel"] = _each(frame["channel"], lambda word: mask(word) if tight(word) not in NOT_KNOWN else None)
    for question in asked:
        frame[question] = _each(frame[question], lambda word: mask(word) if tight(word) not in NO_ANSWER else None)
    return Sample(frame[[*kept, *asked]].copy(), tuple(asked), base, tuple(margins), tuple(understood))


def _rows(path: Path, variables: Sequence[str], understood: list[str]) -> pd.DataFrame:
    """A file's rows under the columns' own names, with file and row."""
    files.wanted(path, "a CSV or Excel file of answers")
    faults = Faults()
    more = {v: Wanted((v,), "", False) for v in variables if v not in VARIABLES}
    sheet = text_rows(path, path.name, VARIABLES | ABOUT | more)
    understood += [f"{path.name}: {words}" for words in sheet.understood]
    if not sheet.rows:
        faults.add(f'File "{path.name}": holds no answers', path.name, "no rows", "a row per person", "the file may be cut: take it again")
        faults.raise_any()
    if path.suffix == ".csv" and path.read_bytes()[-1:] not in (b"\n", b"\r"):
        understood.append(f"{path.name}: 마지막 줄({sheet.rows[-1][0]}행)이 줄바꿈 없이 끝난다. 잘린 파일이 아닌지 보십시오")
    names = [h for h in sheet.header if h]
    columns = {name: [cells[name].strip() for _, cells in sheet.rows] for name in names}
    understood.append(f"{path.name}: {len(sheet.rows):,}명")
    return pd.DataFrame({"origin": path.name, "row": [number for number, _ in sheet.rows], **columns})


def _persons(part: pd.DataFrame, faults: Faults) -> None:
    """Somebody who stands twice in a file would count twice."""
    if "person" not in part:
        return
    named = part[part["person"] != ""]
    for person, rows in list(named[named["person"].duplicated(keep=False)].groupby("person", sort=False)["row"])[:MOST_TOLD]:
        name = part["origin"].iloc[0]
        faults.add(f'Answers of "{mask(str(person))}": stand twice', f"{name}, rows {', '.join(map(str, rows.iloc[:5]))}, column person", mask(str(person)), "every person once", "remove the copy, or number the persons anew")


def _weights(frame: pd.DataFrame, parts: Sequence[pd.DataFrame], faults: Faults) -> np.ndarray | None:
    held = [part for part in parts if "weight" in part]
    if not held:
        return None
    for part in parts:
        if "weight" not in part:
            faults.add("Base weights: a file has none", part["origin"].iloc[0], "no column weight (가중치)", f"the column in every file, as in {held[0]['origin'].iloc[0]}", "add the column, or take it out everywhere")
    read = [amount(text) if isinstance(text, str) else None for text in frame["weight"]]
    wrong = [i for i, n in enumerate(read) if n is None or not n.is_finite() or n <= 0]
    for i in [i for i in wrong if isinstance(frame["weight"].iloc[i], str)][:MOST_TOLD]:
        faults.add("Base weight: is not a number above 0", f"{frame['origin'].iloc[i]}, row {frame['row'].iloc[i]}, column weight", frame["weight"].iloc[i], "a number above 0", "correct the weight")
    return None if wrong else np.array([float(n or 0) for n in read])


def _coarsened(frame: pd.DataFrame, margins: Sequence[Margin], understood: list[str]) -> list[Margin]:
    """The margins with age groups as coarse as the answers are."""
    labels = dict.fromkeys(cell[m.variables.index("age_group")] for m in margins if "age_group" in m.variables for cell in m.cells)
    groups = groups_of(labels)
    if not groups or "age_group" not in frame:
        return list(margins)
    into = coarsened(groups, frame["age_group"].value_counts().to_dict())
    new = dict.fromkeys(into.values())
    if len(new) == len(into):
        return list(margins)
    understood.append(f"{called('age_group')}: 답에 맞추어 기준의 {len(into)}칸을 {len(new)}칸으로 합쳤다({', '.join(new)})")
    return [m.put_together("age_group", into) if "age_group" in m.variables else m for m in margins]


def _grouped(frame: pd.DataFrame, variable: str, known: Sequence[str], faults: Faults, understood: list[str]) -> pd.Series:
    """Cells of a variable as groups of the margins; missing where not known."""
    ages = groups_of(known) if variable == "age_group" else {}
    fits = {tight(label): label for label in known}
    strange: set[str] = set()
    unsure: set[str] = set()

    def one(word: str) -> str | None:
        if tight(word) in NOT_KNOWN:
            return None
        if not known:
            return mask(word)
        if tight(word) in fits:
            return fits[tight(word)]
        if variable == "sex":
            if sex_of(word) in known:
                return sex_of(word)
            if tight(word) in NEITHER:
                unsure.add(word)
                return None
        if ages and (group := group_of(word, ages)) is not None:
            if not group:
                unsure.add(word)
            return group or None
        strange.add(word)
        return None

    made = _each(frame[variable], one)
    for word in sorted(strange)[:MOST_TOLD]:
        rows = frame[frame[variable] == word]
        where = f"{rows['origin'].iloc[0]}, row {rows['row'].iloc[0]}, column {variable}" + (f" (and {len(rows) - 1} more)" if len(rows) > 1 else "")
        told = 'an age (34, 30대, 70대 이상) or "무응답"' if ages else ", ".join(known[:12])
        faults.add(f'Answer: {variable} "{mask(word)}" is not in the margins', where, mask(word), told, nearest(word, known) or "write it as in the margins, or 무응답 where it is not known")
    if len(strange) > MOST_TOLD:
        faults.add(f"Answer: {variable} holds {len(strange)} words that are not in the margins", f"column {variable}", f"{len(strange)} unlike words", "the words of the margins", "is it the right column?")
    if unsure:
        many = int(frame[variable].isin(list(unsure)).sum())
        understood.append(f"{called(variable)}: 기준의 어느 한 칸에 들지 않아 모름으로 둔 답 {many:,}건({', '.join(sorted(unsure)[:5])})")
    return made


def _questions(frame: pd.DataFrame, about: Sequence[str], wanted: Sequence[str], faults: Faults, understood: list[str]) -> list[str]:
    """The columns that are questions."""
    others = [c for c in frame if c not in about]
    for name in wanted:
        if name not in frame:
            faults.add(f'Question "{name}": no file has this column', "files of answers", name, ", ".join(others[:12]) or "a column of answers", nearest(name, others) or "name a column of the files")
    if wanted:
        return [name for name in wanted if name in frame]
    made = []
    for name in others:
        said = frame[name].dropna()
        said = said[said != ""]
        if said.nunique() > max(FREE_TEXT[0], FREE_TEXT[1] * len(said)):
            understood.append(f"{name}: 서로 다른 답이 {said.nunique():,}가지라 글로 보고 세지 않았다(세려면 --answers)")
        elif len(said):
            made.append(name)
    return made


def _each(column: pd.Series, change: Callable[[str], str | None]) -> pd.Series:
    """Every cell changed, each unlike one once."""
    code, unique = pd.factorize(column.astype("object"))
    made = np.array([*(change(str(word)) for word in unique), None], dtype=object)
    return pd.Series(made[code], index=column.index, dtype="object")
