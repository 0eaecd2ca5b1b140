"""Blocks on what citizens say: how they were heard, the issues they raise, and who is missing."""

from __future__ import annotations

from typing import Any

from dosi.document.drawing.maps import choropleth, quantile_classes
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Figure, Paragraph, Run, Runs, Text
from dosi.model.choices import OUTCOMES, Ledger
from dosi.model.city import CITY
from dosi.model.findings import Heard, Masked, Mentions, Missing, Raised, RaisedBy, Voices, Weighted
from dosi.model.rows import Issues, Opinions
from dosi.model.sexes import CALLED
from dosi.model.table import split
from dosi.model.units import write

COPIES_SHOWN = 5
MAP_HEIGHT_PX = 280
"""half a page: one value per zone needs no more"""
FEW = 50
"""opinions under which shares tell little"""


def voice_summary(plan: Plan) -> list[Block]:
    """Opinions by channel with dates, then what was masked, how copies count, and how voices weigh."""
    found: dict[str, list[str]] = {}
    for o in plan.records(Opinions):
        found.setdefault(o["channel"], []).append(o["on_date"])
    cells = [
        plan.words("channel", "경로"),
        plan.made("opinions", "의견", lambda r: (FactRef(f"{Opinions.name}/*?channel={r['channel']}/rows", "cases", False),), "건", "right"),
        plan.made("first_date", "처음", lambda r: min(found[r["channel"]])),
        plan.made("last_date", "마지막", lambda r: max(found[r["channel"]])),
    ]
    rows = [{"_key": c, "channel": c} for c in sorted(found)]
    total = (named("합계"), (FactRef(f"{Opinions.name}/*/rows", "cases", False),), (), ())
    return [*plan.table("voice_summary", "의견을 들은 경로", cells, rows, of=Opinions, total=total), *_how_heard(plan)]


def _how_heard(plan: Plan) -> list[Block]:
    """In sentences: personal data masked, opinions placed, copies, weights."""
    if not plan.records(Opinions):
        return []
    runs: list[Run] = []
    masked = plan.records(Masked, lambda r: r["table"] == Opinions.name.partition("/")[2])
    if masked:
        runs.append(Text("읽기에 앞서 개인정보를 가렸다("))
        for n, r in enumerate(masked):
            runs += [Text(", " * bool(n) + f"{r['title_ko']} "), FactRef(f"{Masked.name}/{r['_key']}/pieces", "cases")]
        runs.append(Text("). "))
    if any(m["issue"] for m in plan.records(Mentions)):
        runs += [Text("의견이 말하는 도시문제는 예문에서 배운 모형이 나누었고, 모형이 확신하지 못한 의견은 사람이 읽는다. ")]
    copied = plan.records(Voices, lambda r: r["first"] == r["opinion"] and r["copies"] > 1)
    if copied:
        each = "한 건마다 따로" if plan.city.copies == "each" else "모두 합쳐 한 목소리로"
        runs.append(Text(f"같은 글을 여럿이 낸 의견은 {each} 센다("))
        for n, r in enumerate(sorted(copied, key=lambda r: (-r["copies"], r["opinion"]))[:COPIES_SHOWN]):
            runs += [Text(", " * bool(n)), *named(r["opinion"]), Text("의 글 "), FactRef(f"{Voices.name}/{r['_key']}/copies", "cases")]
        runs.append(Text("). "))
    if len(plan.records(Opinions)) < FEW:
        runs.append(Text("의견이 적어 비율의 구간이 넓고, 이슈의 순서는 말하기 어렵다. "))
    if plan.records(Weighted):
        told = {r["part"] for r in plan.records(Missing)}
        by = "·".join(words for part, words in (("zone", "생활권"), ("age_group", "나이"), ("sex", "성별")) if part in told)
        runs.append(Text(f"목소리는 {by}마다 사는 사람의 몫에 맞추어 무게를 달리하였으며, 누가 빠졌는지는 부록에 있다."))
    return [Paragraph(tuple(runs), "voice_how", modelled=plan.modelled(Opinions.name))]


def voice_by_theme(plan: Plan, count: str = "") -> list[Block]:
    """Share of voices that raise each theme, for the whole city, with its interval; `count`: only so many, most raised first."""
    rows = sorted(plan.records(Heard, lambda r: r["zone"] == CITY), key=lambda r: (-(r["voice_share"] or 0), r["theme"]))
    cells = [
        plan.named("theme", "도시문제", "rows/themes"),
        plan.fact(Heard, "respondents", "의견 수", id="voices"),
        plan.fact(Heard, "raised", "이 문제를 말한 수"),
        plan.fact(Heard, "voice_share", "비율", id="share"),
        plan.fact(Heard, "share_low", "신뢰구간 하한", id="interval_low"),
        plan.fact(Heard, "share_high", "신뢰구간 상한", id="interval_high"),
    ]
    note = "의견 수는 글로 받은 의견과, 먼저 풀 과제를 물은 설문의 응답자를 더한 수이다. 비율은 사는 사람의 몫에 맞춘 목소리의 것이다."
    if count and len(rows) > int(count):
        rows, note = rows[: int(count)], note + " 많이 말한 문제부터 앞의 것만 싣는다."
    return plan.table("voice_by_theme", "도시문제별 의견 비율", cells, rows, of=Heard, note=note)


def voice_issues(plan: Plan, count: str = "10") -> list[Block]:
    """The issues most voices raise: how many, from how many zones, and a typical opinion quoted whole."""
    title = {i["issue"]: i["title_ko"] for i in plan.records(Issues)}
    text = {o["opinion"]: o["text"] for o in plan.records(Opinions)}
    rows = plan.records(Raised)
    shown = rows if count == "all" else rows[: int(count)]

    def quoted(r: dict[str, Any]) -> Runs:
        held = split(r["typical"])
        return (Text("“"), *plan.says(text[held[0]]), Text("”")) if held else EMPTY

    def interval(r: dict[str, Any]) -> Runs:
        key = f"{Raised.name}/{r['_key']}"
        return (FactRef(f"{key}/voice_share", "percent"), Text(" ("), FactRef(f"{key}/share_low", "percent", False), Text("–"), FactRef(f"{key}/share_high", "percent"), Text(")"))

    became = plan[Ledger].rows.groupby(["issue", "outcome"]).size() if plan.records(Ledger) else {}

    def answered(r: dict[str, Any]) -> Runs:
        held = [(outcome, words) for outcome, words in OUTCOMES.items() if (r["issue"], outcome) in became]
        return tuple(run for n, (outcome, words) in enumerate(held)
                     for run in (Text(", " * bool(n) + words + " "), FactRef(f"{Ledger.name}/*?issue={r['issue']}&outcome={outcome}/rows", "plain")))  # fmt: skip

    cells = [
        plan.made("issue", "이슈", lambda r: named(title[r["issue"]])),
        plan.named("theme", "도시문제", "rows/themes"),
        plan.fact(Raised, "opinions", "의견"),
        plan.made("share", "목소리의 비율", interval, align="right"),
        plan.fact(Raised, "zones", "생활권"),
        plan.made("answer", "처리", answered),
        plan.made("typical", "대표 의견", quoted),
    ]
    return plan.table("voice_issues", "시민이 많이 말한 이슈" if count != "all" else "시민이 말한 이슈", cells, shown, of=Raised)


def problem_issues(plan: Plan, zone: str, theme: str) -> list[Block]:
    """The issues of a problem that people of a zone raise, with how many opinions and one quoted whole."""
    title = {i["issue"]: i["title_ko"] for i in plan.records(Issues)}
    about = {r["issue"]: r for r in plan.records(Raised)}
    here = {m["opinion"] for m in plan.records(Mentions, lambda m: m["zone"] == zone and m["theme"] == theme)}
    said = {o["opinion"]: o["text"] for o in plan.records(Opinions) if o["opinion"] in here}
    read = {o["opinion"] for o in plan.records(Opinions) if o["theme"]}
    rows = plan.records(RaisedBy, lambda r: r["part"] == "zone" and r["value"] == zone and about[r["issue"]]["theme"] == theme)
    of = {m["opinion"]: m["issue"] for m in sorted(plan.records(Mentions, lambda m: m["opinion"] in said), key=lambda m: (m["opinion"] not in read, m["sure"], m["opinion"])) if m["theme"] == theme}

    def quoted(r: dict[str, Any]) -> Runs:
        typical = [o for o in reversed(of) if of[o] == r["issue"]]
        return (Text("“"), *plan.says(said[typical[0]]), Text("”")) if typical else EMPTY

    cells = [
        plan.made("issue", "이슈", lambda r: named(title[r["issue"]])),
        plan.fact(RaisedBy, "opinions", "의견"),
        plan.made("typical", "대표 의견", quoted),
    ]
    return plan.table("problem_issues", "이 생활권에서 말한 이슈", cells, sorted(rows, key=lambda r: (-r["opinions"], r["issue"])), of=RaisedBy)


def voices_missing(plan: Plan) -> list[Block]:
    """People beside the voices heard from them, by zone and age: a table of who is missing or heard too much."""
    rows = plan.records(Missing, lambda r: r["part"] != "channel" and r["state"] != "fair")
    part = Missing.columns["part"].choices
    cells = [
        plan.made("part", "나눔", lambda r: part[r["part"]]),
        plan.made("value", "누구", lambda r: plan.name("rows/zones", r["value"]) if r["part"] == "zone" else named(CALLED.get(r["value"], f"{r['value']}세부터"))),
        plan.fact(Missing, "people"),
        plan.fact(Missing, "voices"),
        plan.fact(Missing, "people_share"),
        plan.fact(Missing, "voice_share"),
        plan.made("state", "상태", lambda r: Missing.columns["state"].choices[r["state"]]),
    ]
    return plan.table("voices_missing", "목소리가 모자라거나 넘치는 사람", cells, rows, of=Missing)


def voices_missing_map(plan: Plan) -> list[Block]:
    """Map of voices per people by zone: where the plan hears few."""
    ratio = {r["value"]: r["ratio"] for r in plan.records(Missing, lambda r: r["part"] == "zone")}
    if not ratio or not plan.zone_shapes:
        return []
    drawing = choropleth(plan.zone_shapes, ratio, quantile_classes([v for v in ratio.values() if v is not None], lambda v: write(v, "number", "ko", False)),
                         prefix="voices-missing", legend_title="목소리의 몫 ÷ 사람의 몫", height_px=MAP_HEIGHT_PX)  # fmt: skip
    facts = tuple(f"{Missing.name}/zone~{z}/ratio" for z in ratio)
    return [Figure("voices_missing_map", "map", drawing.svg, drawing.width_px, drawing.height_px, "생활권마다 목소리의 몫을 사람의 몫으로 나눈 값을 색으로 나타낸 지도",
                   named("생활권마다 사람의 몫에 견준 목소리의 몫"), "voices_missing_map", facts=facts, modelled=plan.modelled(Missing.name))]  # fmt: skip
