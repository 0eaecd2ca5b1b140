"""`dosi voice issues`: what opinions in free text speak of."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import JsonOption, said, saying

if TYPE_CHECKING:
    import pandas as pd

    from dosi.model.findings import Mentions, Raised, RaisedBy, Voices
    from dosi.model.rows import Issues, Themes
    from dosi.sources.opinions import Said
    from dosi.voice.opinions.proposing import Proposals



class CopiesCount(StrEnum):
    """How copies of one text count."""

    one = "one"
    each = "each"


SHOWN, COPIES_SHOWN = 15, 10
ONE_LINE = 90
FEW = 50
"""opinions under which shares tell little"""


def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="opinions (CSV, Excel), a row each: a column 의견 (text), and where known date, zone, age group, sex, channel")],
    country: Annotated[str, typer.Option("--country", help="catalogue whose themes, issues and seed sentences are used")] = "kr",
    copies: Annotated[CopiesCount, typer.Option("--copies", help="how copies of one text count: all together one voice, or each a voice")] = CopiesCount.one,
    labelled: Annotated[Path | None, typer.Option("--labelled", help="texts with a column 분류 (label) by people: the opinions are then told by these labels too")] = None,
    json_: JsonOption = False,
) -> None:
    """Tell which issues opinions raise, how many voices each has, from where and when, with typical sentences, and what could not be placed."""
    from dosi.model.rows import Issues, Seeds, Themes
    from dosi.sources.city import shipped
    from dosi.sources.labels import read_labelled
    from dosi.sources.opinions import read_opinions
    from dosi.voice.hearing import counted, placed
    from dosi.voice.opinions.learning import Labels
    from dosi.voice.opinions.proposing import propose
    from dosi.voice.raising import gather_issues
    from dosi.voice.speaking import unweighted

    say = saying()
    themes, issues, seeds = shipped(country, Themes), shipped(country, Issues), shipped(country, Seeds)
    examples = read_labelled(labelled) if labelled else None
    given = read_opinions(files, say)
    opinions = given.opinions
    say(f"같은 글 찾는 중 ({len(opinions.rows):,}건)")
    voices = counted(opinions, copies.value)
    mentions = placed(opinions, themes, issues, seeds, say)
    say("이슈 묶는 중")
    raised, parts = gather_issues(issues, themes, opinions, mentions, voices, unweighted(opinions, voices))
    left = _left(opinions.rows, voices, mentions)
    say("자리를 못 찾은 글에서 새 이슈 찾는 중")
    proposals = propose(left)
    labels = Labels(*examples).of(opinions.rows["text"]) if examples else []
    answer = as_json(given, voices, raised, parts, mentions, proposals, left, issues, themes, labels)
    said()
    print(json.dumps(answer, ensure_ascii=False) if json_ else as_text(answer))


def _left(rows: pd.DataFrame, voices: Voices, mentions: Mentions) -> list[str]:
    """The texts that could not be placed, each text once."""
    first = voices.rows["opinion"] == voices.rows["first"]
    return [*rows["text"][(first & ~voices.rows["opinion"].isin(mentions.rows["opinion"])).to_numpy()]]


def as_json(
    given: Said, voices: Voices, raised: Raised, parts: RaisedBy, mentions: Mentions, proposals: Proposals, left: list[str], issues: Issues, themes: Themes, labels: list[str],
) -> dict[str, Any]:  # fmt: skip
    """The documented object: opinions, masked, issues with sentences, unplaced, copies, proposals."""
    from collections import Counter

    from dosi.model.table import split

    rows = given.opinions.rows
    text = dict(zip(rows["opinion"], rows["text"], strict=True))
    title = {i["issue"]: i["title_ko"] for i in issues.records()}
    theme = {t["theme"]: t["title_ko"] for t in themes.records()}
    by: dict[str, dict[str, dict[str, int]]] = {}
    for p in parts.records():
        by.setdefault(p["issue"], {}).setdefault(p["part"], {})[p["value"]] = p["opinions"]
    told = [{"id": r["issue"], "title": title[r["issue"]], "size": r["opinions"], "voices": r["voices"], "share": r["voice_share"], "share_low": r["share_low"], "share_high": r["share_high"],
             "theme": r["theme"], "theme_title": theme[r["theme"]], "field": r["field"], **{f"{part}s": by.get(r["issue"], {}).get(part, {}) for part in ("zone", "month", "channel")},
             "first_on": r["first_on"] or None, "last_on": r["last_on"] or None, "sentences": [text[o] for o in split(r["typical"])]} for r in raised.records()]  # fmt: skip
    groups = voices.rows[voices.rows["copies"] > 1].groupby("first")["copies"].first().sort_values(ascending=False, kind="stable")
    placed = mentions.rows["opinion"].nunique()
    unplaced = rows[~rows["opinion"].isin(mentions.rows["opinion"])]
    return {
        "opinions": len(rows), "voices": round(float(voices.rows["counted"].sum()), 3), "masked": dict(sorted(given.masked.items())), "issues": told, "placed": placed, "unplaced": len(unplaced),
        "unplaced_opinions": [*unplaced["opinion"]], "copies": [{"sentence": text[first], "times": int(n)} for first, n in groups.items()],
        "proposals": {"stability": proposals.stability, "stable": proposals.stable,
                      "groups": [{"words": [*g.words], "size": g.size, "sentences": [left[i] for i in g.typical]} for g in proposals.groups]},
        "labels": dict(Counter(labels).most_common()), "understood": [*given.understood],
    }  # fmt: skip


def as_text(answer: dict[str, Any]) -> str:
    """A summary that a planner reads."""
    from dosi.sources.masking import known_kinds

    n, called = answer["opinions"], {name: kind.KO for name, kind in known_kinds()}
    lines = [f"의견 {n:,}건, 목소리 {answer['voices']:,.0f}, 자리를 찾은 의견 {answer['placed']:,}건, 사람이 읽어야 할 의견 {answer['unplaced']:,}건", *(f"  읽음 {words}" for words in answer["understood"])]
    if answer["masked"]:
        lines.append("  가린 개인정보: " + ", ".join(f"{called[kind]} {count:,}" for kind, count in answer["masked"].items()))
    if 0 < n < FEW:
        lines.append(f"  의견이 {FEW}건보다 적다: 비율의 구간이 넓어 이슈의 순서를 말하기 어렵다.")
    for issue in answer["issues"][:SHOWN]:
        lines += ["", f"{issue['title']} ({issue['theme_title']}): 의견 {issue['size']:,}건, 목소리의 {issue['share']:.1%} ({issue['share_low']:.1%}–{issue['share_high']:.1%})"]
        if zones := issue["zones"]:
            lines.append("  " + ", ".join(f"{zone} {count:,}" for zone, count in sorted(zones.items(), key=lambda z: (-z[1], z[0]))[:6]))
        lines += [f"  “{_short(sentence)}”" for sentence in issue["sentences"][:2]]
    if len(answer["issues"]) > SHOWN:
        lines += ["", f"그 밖의 이슈 {len(answer['issues']) - SHOWN}개 (--json에 모두 있음)"]
    if answer["copies"]:
        lines += ["", "같은 글을 여럿이 낸 의견", *(f"  {c['times']:,}건: “{_short(c['sentence'])}”" for c in answer["copies"][:COPIES_SHOWN])]
    proposals = answer["proposals"]
    if proposals["groups"]:
        lines += ["", f"자리를 못 찾은 의견의 묶음 (다시 뽑아도 같은 정도 {proposals['stability']:.2f}, " + ("쓸 만함" if proposals["stable"] else "불안정: 참고만 할 것") + ")"]
        lines += [f"  {g['size']:,}건: {', '.join(g['words'])}" for g in proposals["groups"]]
    elif answer["unplaced"]:
        lines += ["", "자리를 못 찾은 의견이 적어 새 이슈를 묶어 보지 않았다."]
    if answer["labels"]:
        lines += ["", "분류(사람이 단 분류에서 배움)", *(f"  {label}: {count:,}" for label, count in answer["labels"].items())]
    return "\n".join(lines)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= ONE_LINE else words[:ONE_LINE] + "…"
