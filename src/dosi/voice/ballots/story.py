"""Why a project won or lost, and how much more it needed, in sentences for citizens."""

from __future__ import annotations

from fractions import Fraction

from dosi.model.ballots import Because, Fallen, Outcome, Round
from dosi.model.errors import Fault, InputFault, nearest
from dosi.model.units import particle, write

REASONS = {
    "above_budget": ("사업비가 쓸 수 있는 돈보다 {money} 많았다.", "It costs {money} more than there was to spend."),
    "no_money_at_turn": ("{no}번째 선정 차례에 남은 돈이 {money} 모자랐다.", "When its turn came (choice {no}), {money} was lacking."),
    "too_few_supporters": ("이 사업을 고른 사람들의 몫을 모두 합쳐도 사업비에 {money} 모자랐다.", "All shares of its supporters together are {money} less than it costs."),
    "supporters_out_of_money": ("{no}번째 선정에서 차례가 왔을 때, 이 사업을 고른 사람들에게 남은 몫이 사업비보다 {money} 적었다.",
                                "When its turn came (choice {no}), its supporters' shares had {money} less left than it costs."),
    "stopped_by": ("{no}번째 선정에서 {other}의 차례가 왔으나 돈이 모자라 규칙이 여기서 멈췄다.", "The rule stopped at choice {no}, where it was the turn of {other}, which did not fit."),
    "no_support": ("아무도 고르지 않았다.", "Nobody voted for it."),
    "free_of_cost": ("사업비가 0이라 비용으로 견줄 것이 없다.", "It costs nothing, so there is no cost to count."),
    "too_little_support": ("정해진 최소 지지에 {supporters}명 모자랐다.", "It missed the minimum support by {supporters}."),
    "incompatible": ("함께할 수 없는 {other}{eul} 먼저 골랐다.", "{other}, which excludes it, was chosen first."),
    "over_cap": ("{other}에 쓸 수 있는 한도가 남지 않았다.", "The limit on {other} was used up."),
}
"""reason of `Fallen`: sentence in both languages"""
MORE = {
    "supporters": ("지지자가 약 {supporters}명 더 있었으면 뽑혔다.", "About {supporters} more supporters would have carried it."),
    "ahead": ("{other}보다 앞서려면 지지가 {supporters} 더 필요했다.", "It needed {supporters} more in support to come before {other}."),
}
WON = {
    "greedy": ("지지 {score}{josa} {no}번째로 뽑혔다.", "Chosen as number {no} with support of {score}."),
    "greedy-cardinality": ("돈에 견준 지지가 남은 사업 가운데 가장 커서 {no}번째로 뽑혔다.", "Chosen as number {no}: most support for its money."),
    "mes": ("지지자 {supporters}명이 자기 몫에서 한 사람이 많아야 {price}씩 내어 {no}번째로 뽑혔다.", "Chosen as number {no}: its {supporters} supporters pay at most {price} each out of their shares."),
    "points": ("지지자 {supporters}명이 자기 몫에서 점수 1점에 많아야 {price}씩 내어 {no}번째로 뽑혔다.", "Chosen as number {no}: its {supporters} supporters pay at most {price} a point out of their shares."),
    "phragmen": ("지지자 {supporters}명이 사업비를 가장 먼저 모아 {no}번째로 뽑혔다.", "Chosen as number {no}: its {supporters} supporters were the first to have its cost."),
    "completion": ("규칙이 남긴 돈으로, 지지가 많은 순서에 따라 {no}번째로 뽑혔다.", "Chosen as number {no} with the money the rule left, by support."),
    "part": ("남은 돈으로 {share}만 지원한다.", "Funded in part, {share} of it, with the money left."),
}
"""what is said of a choice, by the rule that made it"""


def why(outcome: Outcome, project: str) -> Because:
    """Why a project won or lost, and how much more it needed, in money or supporters.

    Supporters are estimated for equal shares: each new one brings a share of which nothing is spent.
    """
    known = {r.project: (no, r) for no, r in enumerate(outcome.rounds, start=1)}
    if project in known:
        return _won(outcome, *known[project])
    lost = next((f for f in outcome.fallen if f.project == project), None)
    if lost is None:
        names = [*known, *(f.project for f in outcome.fallen)]
        raise InputFault([Fault(f'Project "{project}": is not in this election', "project", repr(project), "an id of a project", nearest(project, names) or "use an id of the file")])
    return _lost(outcome, lost)


def _won(outcome: Outcome, no: int, made: Round) -> Because:
    kind = "part" if made.share < 1 else made.by if made.by in WON else "completion" if made.price is None else "points" if outcome.with_points else "mes"
    score = f"{float(made.score):g}"
    return _said(WON[kind], no=str(no), score=score, josa=particle(score, "으로"), supporters=f"{made.supporters:,}", price=_money(outcome, made.price),
                 share=write(float(made.share), "percent"))  # fmt: skip


def _lost(outcome: Outcome, lost: Fallen) -> Because:
    short = f"{lost.supporters_short:,}" if lost.supporters_short is not None else ""
    said = _said(REASONS[lost.reason], no=str(lost.round_no), money=_money(outcome, lost.money_short), supporters=short, other=lost.other, eul=particle(lost.other, "을"))
    if not short or lost.reason == "too_little_support":
        return said
    more = _said(MORE["ahead" if lost.other else "supporters"], supporters=short, other=lost.other)
    return Because(f"{said.ko} {more.ko}", f"{said.en} {more.en}")


def _said(both: tuple[str, str], **words: str) -> Because:
    return Because(both[0].format(**words), both[1].format(**words))


def _money(outcome: Outcome, steps: int | Fraction | None) -> str:
    if steps is None:
        return ""
    amount = outcome.money(steps)
    return (f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}") + (f" {outcome.currency}" if outcome.currency else "")
