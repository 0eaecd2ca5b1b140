"""`dosi voice ballots`: decide a participatory budget from Pabulib files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import JsonOption, said, saying

if TYPE_CHECKING:
    from dosi.model.ballots import Election, Outcome


def _names(kind: str) -> str:
    """The kinds there are, as the folder that holds them says, without opening any."""
    return ", ".join(sorted(p.stem.replace("_", "-") for p in (Path(__file__).parents[2] / "voice" / "ballots" / kind).glob("[a-z]*.py")))


def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="elections in the Pabulib format (.pb, .pb.gz); several are put together, e.g. paper ballots (also .csv with the columns of VOTES)")],
    rule: Annotated[str, typer.Option("--rule", help=_names("rules"))] = "mes-cost",
    completion: Annotated[str, typer.Option("--completion", help=f"what is done with money the rule leaves: {_names('completions')}")] = "none",
    limits: Annotated[Path | None, typer.Option("--limits", help="TOML file of what the city asks for: minimum support, incompatible projects, tolerance, part funding, earmarks")] = None,
    as_approval: Annotated[bool, typer.Option("--as-approval", help="read points and ranks as plain approvals")] = False,
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """Decide a participatory budget by a named rule, tell the story of every project, and audit who is left with nothing."""
    from dosi.model.ballots import Limits
    from dosi.sources.ballot_limits import read_limits
    from dosi.sources.pabulib import read_ballots, read_election
    from dosi.voice.ballots import decide
    from dosi.voice.ballots.auditing import as_json, audit_of
    from dosi.voice.ballots.merging import merged

    say = saying()
    say("투표 파일 읽는 중 (reading ballots)")
    first = read_election(files[0])
    election = merged([(files[0].name, first), *((f.name, read_ballots(f, first) if f.suffix == ".csv" else read_election(f)) for f in files[1:])])
    asked = read_limits(limits, election) if limits else Limits()
    say(f"{len(election.voters.ids):,}표 계산 중 (deciding)")
    outcome = decide(election, rule, completion, as_approval, asked)
    say("공평성 점검 중 (auditing)")
    checked = as_json(election, audit_of(election, outcome))
    said()
    print(json.dumps(answer(election, outcome, checked), ensure_ascii=False) if json_ else as_text(election, outcome, checked))


def answer(election: Election, outcome: Outcome, checked: dict[str, Any]) -> dict[str, Any]:
    """The answer as JSON: rule, budget, cost, winners in order of choice, rounds, audit; the audit also holds why each other project fell."""
    from dosi.voice.ballots import why

    rounds = [{"project": r.project, "by": r.by, "cost": election.money(r.cost), "left": election.money(r.left), "supporters": r.supporters, "score": float(r.score),
               "price": None if r.price is None else float(r.price / election.steps_per_unit), "share": float(r.share), "because": vars(why(outcome, r.project))} for r in outcome.rounds]  # fmt: skip
    fallen = [{"project": f.project, "reason": f.reason, "round": f.round_no, "money_short": None if f.money_short is None else election.money(f.money_short),
               "supporters_short": f.supporters_short, "other": f.other, "because": vars(why(outcome, f.project))} for f in outcome.fallen]  # fmt: skip
    more = {"completion": outcome.completion, "ballots": len(election.voters.ids), "share_raised": election.money(outcome.raised), "not_chosen": fallen, "notes": list(election.notes)}
    return {"rule": outcome.rule, "budget": election.money(outcome.budget), "cost": election.money(outcome.cost), "winners": list(outcome.winners), "rounds": rounds, "audit": checked | more}


def as_text(election: Election, outcome: Outcome, checked: dict[str, Any]) -> str:
    """The answer as a Korean table."""
    from dosi.voice.ballots import why

    unit = f" {outcome.currency}" if outcome.currency else ""
    name = election.projects.columns.get("name", election.projects.ids)
    title = dict(zip(election.projects.ids, name, strict=True))
    lines = [f"규칙 {outcome.rule}, 보완 {outcome.completion}: {len(election.voters.ids):,}표, 사업 {len(election.projects.ids)}개 가운데 {len(outcome.winners)}개 선정",
             f"예산 {election.money(outcome.budget):,}{unit}, 쓴 돈 {election.money(outcome.cost):,}{unit}, 남은 돈 {election.money(outcome.left):,}{unit}", "", "선정된 사업"]  # fmt: skip
    lines += [f"{no:4} {r.project:12} {election.money(r.cost):>16,}{unit}  지지 {r.supporters:,}명  {title[r.project]}\n     {why(outcome, r.project).ko}" for no, r in enumerate(outcome.rounds, start=1)]
    if outcome.fallen:
        lines += ["", "선정되지 않은 사업"]
        lines += [f"     {f.project:12} {title[f.project]}\n     {why(outcome, f.project).ko}" for f in outcome.fallen]
    claims = checked["ejr_plus_up_to_one"]["claims"]
    lines += ["", f"뽑힌 사업을 하나도 고르지 않은 사람 {_percent(checked['exclusion_share'])}, 만족의 지니계수 {checked['gini']:.3f}, 한 사람이 고른 것 가운데 평균 {checked['mean_projects']:.2f}개 선정"
              if checked["people"] else "표가 없다",
              "비례성(EJR+ 한 사업까지): " + ("지켜짐" if not claims else "몫을 주장할 수 있는 집단 " + ", ".join(f"{c['project']}({c['people']:,}명)" for c in claims))]  # fmt: skip
    for part, words in checked["by"].items():
        lines += [f"  {PARTS_KO.get(part, part)} {word:16} {p['people']:>9,}명  못 얻은 사람 {_percent(p['exclusion_share'])}  돈의 몫 {_percent(p['money_share'])}" for word, p in words.items()]
    return "\n".join([*lines, *(f"읽음 {n}" for n in election.notes)])


PARTS_KO = {"zone": "구역", "age": "나이", "sex": "성별", "channel": "투표 방법", "origin": "출처"}


def _percent(share: float | None) -> str:
    from dosi.model.units import write

    return write(share, "percent")
