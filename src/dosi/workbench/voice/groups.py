"""`dosi voice groups`: the opinion groups of a Polis export folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import JsonOption, said, saying

if TYPE_CHECKING:
    from dosi.model.votes import Groups
    from dosi.sources.polis import Export

FOUND_BELOW = 0.05
KO = {"agree": "찬성", "disagree": "반대"}


def run(
    folder: Annotated[Path, typer.Argument(help="Polis export folder: comments.csv, votes.csv and/or participants-votes.csv, also .csv.gz")],
    groups: Annotated[int, typer.Option("--groups", min=0, max=5, help="number of groups; default: found by silhouette")] = 0,
    json_: JsonOption = False,
) -> None:
    """Find who answers alike, what each group says, what all share, and whether there are groups at all."""
    from dosi.sources.polis import read_export
    from dosi.voice.groups import count, find_groups

    say = saying()
    export = read_export(folder, say)
    say("문장의 짝마다 세는 중")
    found = find_groups(count(export.votes), groups, say=say)
    said()
    if json_:
        print(json.dumps(as_json(found, export), ensure_ascii=False))
    else:
        print(as_text(found, export))


def as_json(found: Groups, export: Export) -> dict[str, Any]:
    """The documented object: counts, groups, who is in which, what all share, structure."""
    structure = {**vars(found.structure), "silhouette_by_count": {str(k): s for k, s in found.structure.silhouette_by_count}, "found": _structured(found)}
    return {
        "participants": len(found.participants), "statements": found.statements, "statements_counted": found.statements_counted, "votes": found.votes,
        "groups": [{"id": g.id, "size": g.size, "firm": g.firm, "representative": [vars(s) for s in g.representative]} for g in found.groups],
        "assignment": {p: int(g) for p, g in zip(found.participants, found.assignment, strict=True) if g >= 0},
        "consensus": [vars(s) for s in found.consensus], "next": [vars(n) for n in found.next], "structure": structure, "understood": list(export.understood),
    }  # fmt: skip


def as_text(found: Groups, export: Export) -> str:
    """A summary that a planner reads."""
    placed = int((found.assignment >= 0).sum())
    lines = [f"참여자 {len(found.participants):,}명, 문장 {found.statements:,}개 (센 문장 {found.statements_counted:,}개), 표 {found.votes:,}건, 그룹에 놓인 참여자 {placed:,}명"]
    lines += [f"  읽음 {words}" for words in export.understood]
    s = found.structure
    if s.p_value is None:
        lines.append("그룹이 있는지 말할 수 없습니다: 표가 너무 적습니다.")
    elif not _structured(found):
        lines.append(f"뚜렷한 그룹이 없습니다 (p = {s.p_value:.3f}): 아래의 나눔은 섞은 표에서도 나올 만합니다.")
    else:
        lines.append(f"의견이 우연보다 함께 움직입니다 (p = {s.p_value:.3f}; 두 축이 분산의 {s.explained_share:.0%}, 섞은 표는 {s.chance_share:.0%}).")
    if s.silhouette is not None:
        lines.append(f"  실루엣 {s.silhouette:.2f}" + (": 그룹의 경계가 흐립니다. 갈라진 진영이 아니라 이어진 의견일 수 있습니다." if s.silhouette < 0.5 else ""))
    for group in found.groups:
        lines += ["", f"그룹 {group.id}: {group.size:,}명 (표가 넉넉한 {group.firm:,}명)"]
        lines += [f"  {KO[t.says]} {t.said}/{t.voted}: {_one_line(t.text) or t.statement}" + ("" if t.significant else " (우연일 수 있음)") for t in group.representative]
    lines += ["", "모든 그룹이 함께 말하는 것" if found.consensus else "모든 그룹이 함께 말하는 것: 없음"]
    lines += [f"  {KO[c.says]} {c.share:.0%} (그룹마다 {', '.join(f'{x:.0%}' for x in c.share_by_group)}): {_one_line(c.text) or c.statement}" for c in found.consensus]
    return "\n".join(lines)


def _structured(found: Groups) -> bool | None:
    return None if found.structure.p_value is None else found.structure.p_value <= FOUND_BELOW


def _one_line(text: str) -> str:
    return " ".join(text.split())
