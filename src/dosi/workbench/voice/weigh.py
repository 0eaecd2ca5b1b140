"""`dosi voice weigh`: answers of a survey, or opinions, weighed by the people of a census."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import JsonOption, said, saying

if TYPE_CHECKING:
    from dosi.model.samples import Absent, Margin, Sample, Share, Step, Weights

SEX_KO = {"f": "여", "m": "남"}
SHOWN = 12


def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="answers of a survey or opinions, a row per person (CSV, Excel): zone, age_group, sex, channel, and a column per question")],
    margins: Annotated[Path, typer.Option("--margins", help="people of the census (CSV, Excel): a column per variable and people; a blank means all")],
    answers: Annotated[list[str] | None, typer.Option("--answers", help="column that is a question; may be repeated; default: every column that is not free text")] = None,
    by: Annotated[str, typer.Option("--by", help="column by which shares are told as well")] = "zone",
    least: Annotated[float, typer.Option("--least", help="least weight of a voice, as a multiple of the mean; 0: no bound")] = 0.2,
    most: Annotated[float, typer.Option("--most", help="most weight of a voice, as a multiple of the mean; 0: no bound")] = 5.0,
    fewest: Annotated[float, typer.Option("--fewest", min=1, help="effective voices below which a share is unknown")] = 30,
    out: Annotated[Path | None, typer.Option("--out", help="CSV to write: file, row and weight of every voice")] = None,
    json_: JsonOption = False,
) -> None:
    """Weigh voices so that they speak for the people of the census, and tell shares with their intervals, and who is missing."""
    from dosi.model.errors import Faults, InputFault
    from dosi.sources.answers import read_sample
    from dosi.sources.margins import read_margins
    from dosi.voice.weighing import shares, weigh, who_is_missing

    say = saying()
    faults = Faults()
    census: tuple[Margin, ...] = ()
    said_of_census: tuple[str, ...] = ()
    try:
        census, said_of_census = read_margins(margins)
    except InputFault as fault:
        faults.extend(fault)
    try:
        sample = read_sample(files, census, answers or (), say)
    except InputFault as fault:
        faults.extend(fault)
        faults.raise_any()
        raise  # never reached: a fault was noted
    if by not in ("", "zone") and by not in sample.rows:
        faults.add(f'Column "{by}": is not there to tell shares by', "files of answers", by, ", ".join(c for c in sample.rows if c != "row"), "name one of these")
    faults.raise_any()
    say("가중치 맞추는 중")
    weights = weigh(sample.rows, sample.margins, sample.base, (least, most or float("inf")), say)
    say("비율과 구간 계산 중")
    told = shares(sample.rows, weights, sample.questions, ("", by) if by else ("",), fewest)
    missing = who_is_missing(sample.rows, sample.margins)
    understood = [*said_of_census, *sample.understood, *weights.design.notes]
    if out:
        write_weights(out, sample, weights)
    said()
    print(json.dumps(as_json(sample, weights, told, missing, understood), ensure_ascii=False) if json_ else as_text(sample, weights, told, missing, understood, fewest))


def write_weights(out: Path, sample: Sample, weights: Weights) -> None:
    """File, row and weight of every voice; nothing of what was said."""
    with out.open("w", encoding="utf-8", newline="") as stream:
        pen = csv.writer(stream, lineterminator="\n")
        pen.writerow(["file", "row", "weight"])
        pen.writerows(zip(sample.rows["origin"], sample.rows["row"], (f"{w:.6f}" for w in weights.weight), strict=True))


def as_json(sample: Sample, weights: Weights, told: list[Share], missing: list[Absent], understood: list[str]) -> dict[str, Any]:
    """The documented object: voices, files, weights, margins before and after, shares, who is missing, how the files were read."""
    counted = sample.rows["origin"].value_counts(sort=False)
    about = {"effective": weights.effective, "design_effect": weights.design_effect, "rounds": weights.rounds, "converged": weights.converged, "gap": weights.gap,
             "cannot": weights.cannot or None, "bounds": [weights.bounds[0], weights.bounds[1] if weights.bounds[1] < float("inf") else None], "raised_to_least": weights.at_least,
             "cut_to_most": weights.at_most, "least": float(weights.weight.min()), "most": float(weights.weight.max()), "most_without_bounds": weights.unbounded_most,
             "people_spoken_for_share": represented(weights)}  # fmt: skip
    return {"voices": len(sample.rows), "files": [{"file": str(f), "voices": int(n)} for f, n in counted.items()], "weights": about,
            "margins": [{"name": step.name, "not_known": int((weights.design.count[step.cell == len(step.share)]).sum()), "cells": cells_of(step, weights)} for step in weights.design.steps],
            "shares": [vars(s) | {"state": "unknown" if s.share is None else "known"} for s in told],
            "missing": [vars(a) | {"state": a.state} for a in missing], "understood": understood}  # fmt: skip


def represented(weights: Weights) -> float:
    """The part of the people that the voices speak for: least over the margins, 0..1."""
    parts = [float(s.people[s.stands_in >= 0].sum() / s.people.sum()) for s in weights.design.steps if not s.given]
    return min(parts, default=1.0)


def cells_of(step: Step, weights: Weights) -> list[dict[str, Any]]:
    """Each cell of a margin: people, voices, shares within its stratum as they should be, before and after, and the cell it is counted with."""
    from dosi.voice.weighing.cells import reached

    return reached(step, weights)


def as_text(sample: Sample, weights: Weights, told: list[Share], missing: list[Absent], understood: list[str], fewest: float) -> str:
    """A summary that a planner reads."""
    n = len(sample.rows)
    lines = [f"응답자 {n:,}명" + (f" (파일 {sample.rows['origin'].nunique()}개)" if sample.rows["origin"].nunique() > 1 else ""), *(f"  읽음 {words}" for words in understood), "", *_weights(weights, n), *_margins(weights)]
    for question in sample.questions:
        lines += ["", f"{question}: 가중 비율과 95 % 구간", *_shares([s for s in told if s.question == question], fewest)]
    return "\n".join([*lines, "", "누가 빠졌는가 (사람의 몫과 목소리의 몫)", *_missing(missing)])


def _weights(weights: Weights, n: int) -> list[str]:
    low, high = weights.bounds
    bounds = f"평균의 {low:g}배에서 {high:g}배" if high < float("inf") else f"평균의 {low:g}배부터"
    lines = [f"가중치: {float(weights.weight.min()):.2f}에서 {float(weights.weight.max()):.2f} (평균 1; 허용한 범위 {bounds}), 범위에 맞추어 올린 사람 {weights.at_least:,}명, 내린 사람 {weights.at_most:,}명",
             f"유효 표본 수 {weights.effective:,.1f}명 (설계효과 {weights.design_effect:.2f})" + (f": 가중치가 고르지 않아 {n:,}명의 답이 {weights.effective:,.0f}명의 답만큼 확실하다" if weights.design_effect > 1.005 else "")]  # fmt: skip
    if not weights.design.steps:
        lines.append("맞춘 기준이 없다: 누구나 처음의 무게 그대로다")
    elif weights.converged:
        lines.append(f"기준을 모두 맞추었다 ({weights.rounds}번 반복)")
    elif weights.cannot == "bounds":
        lines.append(f"기준과 가중치의 범위를 함께 맞출 수 없다: 범위를 지켰고, 기준과 가장 크게 {weights.gap * 100:.1f}%p 어긋난다. 범위가 없으면 가장 큰 가중치가 {weights.unbounded_most or 0:.1f}배가 된다")
    else:
        lines.append(f"기준들을 함께 맞출 수 없다: 가장 크게 {weights.gap * 100:.1f}%p 어긋난다. 기준끼리 어긋나거나, 한 칸의 사람이 모두 다른 칸에도 든다")
    if (part := represented(weights)) < 1:
        lines.append(f"목소리가 없어 뺀 칸이 있다: 결과는 사람의 {part * 100:.1f} %만 말한다")
    return lines


def _margins(weights: Weights) -> list[str]:
    from dosi.model.samples import called

    lines = []
    for step in weights.design.steps:
        cells = cells_of(step, weights)
        unknown = int(weights.design.count[step.cell == len(step.share)].sum())
        before, after = (max((abs(c[k] - c["target_share"]) for c in cells if c[k] is not None and c["target_share"] is not None), default=0.0) for k in ("share_before", "share_after"))
        lines.append(f"  기준 {called(step.name)}: 가장 큰 차이 {before * 100:.1f}%p에서 {after * 100:.1f}%p로" + (f"; 모름 {unknown:,}명은 이 기준에서 움직이지 않는다" if unknown else ""))
        gone = [c for c in cells if c["voices"] == 0 and c["people"]]
        for c in sorted(gone, key=lambda c: -c["people"])[:SHOWN]:
            lines.append(f"    목소리 없음: {_cell(c['cell'])} {c['people']:,.0f}명, " + (f"{_cell(c['counted_with'])}의 답으로 대신했다" if c["counted_with"] else "결과에서 뺐다"))
        if len(gone) > SHOWN:
            lines.append(f"    그 밖에 목소리 없는 칸 {len(gone) - SHOWN}개 (--json에 모두)")
    return lines


def _shares(told: list[Share], fewest: float) -> list[str]:
    from dosi.model.samples import called
    from dosi.model.units import write

    lines = []
    for domain in dict.fromkeys((s.by, s.domain) for s in told):
        here = [s for s in told if (s.by, s.domain) == domain]
        title = f"{called(domain[0])} {_cell([domain[1]])}" if domain[0] else "전체"
        if here[0].share is None:
            lines.append(f"  {title}: 모름 (답한 사람 {here[0].voices:,}명, 유효 {here[0].effective:.1f}명: {fewest:g}명이 안 된다)")
            continue
        lines.append(f"  {title} (답한 사람 {here[0].voices:,}명)")
        lines += [f"    {write(s.share, 'percent'):>7} ({write(s.low, 'percent')}-{write(s.high, 'percent')})  {s.answer}" for s in sorted(here, key=lambda s: -(s.share or 0))]
    return lines


def _missing(missing: list[Absent]) -> list[str]:
    from dosi.model.samples import called

    lines = []
    for variable in dict.fromkeys(a.variable for a in missing):
        here = [a for a in missing if a.variable == variable]
        if " x " in variable:
            gone = sorted((a for a in here if a.state == "absent"), key=lambda a: -(a.people or 0))
            lines += [_group(a) for a in gone[:SHOWN]] + ([f"  {called(variable)}: 목소리 없는 칸 {len(gone) - SHOWN}개 더 (--json에 모두)"] if len(gone) > SHOWN else [])
        else:
            lines += [_group(a) for a in here]
    return lines


def _group(group: Absent) -> str:
    from dosi.model.samples import called
    from dosi.model.units import write

    words = {"absent": "  목소리 없음", "under": "  적게 들렸다", "over": "  많이 들렸다"}
    title = _wide(f"{called(group.variable)} {_cell(group.group.split(', '))}", 20)
    people = "" if group.people is None else f"{write(group.people, 'people'):>10} {write(group.people_share, 'percent'):>6}  "
    return f"  {title} {people}목소리 {group.voices:,}명 {write(group.voice_share, 'percent')}{words.get(group.state, '')}"


def _cell(cell: list[str] | tuple[str, ...]) -> str:
    return "·".join(SEX_KO.get(word, word) for word in cell)


def _wide(text: str, columns: int) -> str:
    """A text filled up with blanks; letters that take two columns of a terminal count as two."""
    return text + " " * max(0, columns - sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text))
