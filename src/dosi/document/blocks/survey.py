"""Blocks on the survey: how it was taken, and what it says topic by topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dosi.document.plan import EMPTY, Cell, Plan
from dosi.model.blocks import Block, FactRef, Runs, Text
from dosi.model.city import CITY
from dosi.model.findings import SurveyShares
from dosi.model.rows import Survey, SurveyQuestions, SurveyTotals, Zones
from dosi.model.surveys import TOTALS, UNWEIGHTED, WEIGHTED, Respondents, answers_of

COMPARED = {"one": "꼽은 비율", "several": "꼽은 비율", "satisfaction_5": "만족 비율", "intention_5": "이용 의사 비율", "rank_3": "세 자리에 든 비율"}
"""head of the share by which items are compared"""
UNEASY = ("satisfaction_5",)
"""scales whose lowest shares come first"""
BASIS = {WEIGHTED: "사람마다의 답(인구에 맞춤)", UNWEIGHTED: "사람마다의 답", TOTALS: "합계(무게 없음)"}
FIRST_PLACE = "1"
MOST_TIES = 2


def survey_method(plan: Plan) -> list[Block]:
    """How the survey was taken: when, by which channels, how many answered, and whether the answers are weighed by the people."""
    bases = {r["basis"] for r in plan.records(SurveyShares)}
    rows: list[dict[str, Any]] = []
    for channel, own in _by(plan.records(Respondents), lambda r: r["channel"]):
        voices = FactRef(f"{Respondents.name}/*?channel={channel}/rows", "people", False)
        rows.append({"_key": f"persons~{channel}", "survey": "", "channel": channel, "dates": [r["on_date"] for r in own], "voices": voices, "basis": WEIGHTED if WEIGHTED in bases else UNWEIGHTED})
    both = [(Survey, "theme", "topic_no", r) for r in plan.records(Survey)] + [(SurveyTotals, "item", "question", r) for r in plan.records(SurveyTotals)]
    for survey, told in _by(both, lambda one: one[3]["survey"]):
        kind, item, question, _ = told[0]
        asked: dict[tuple[Any, ...], int] = {}
        for of, _, _, r in told:
            if of is kind:
                key = (r[question], r[item], r.get("answer"))
                asked[key] = asked.get(key, 0) + r["respondents"]
        most = max(asked, key=lambda key: asked[key])
        answer = f"&answer={most[2]}" if most[2] else ""
        voices = FactRef(f"{kind.name}/*?survey={survey}&{question}={most[0]}&{item}={most[1]}{answer}/respondents", "people", False)
        channels = dict.fromkeys(r.get("channel") for _, _, _, r in told if r.get("channel"))
        rows.append({"_key": f"totals~{survey}", "survey": survey, "channel": ", ".join(channels), "dates": [r["on_date"] for _, _, _, r in told], "voices": voices, "basis": TOTALS})
    cells = [
        plan.made("survey", "설문", lambda r: r["survey"]),
        plan.made("first_date", "처음", lambda r: min(r["dates"])),
        plan.made("last_date", "마지막", lambda r: max(r["dates"])),
        plan.made("channel", "경로", lambda r: r["channel"]),
        plan.made("voices", "답한 사람", lambda r: (r["voices"],), "명", "right"),
        plan.made("basis", "셈한 바탕", lambda r: BASIS[r["basis"]]),
    ]
    note = "사람마다의 답이 있는 질문은 그것만으로, 없는 질문은 합계로 셈하였다." if {TOTALS} < bases else ""
    return plan.table("survey_method", "설문의 방법", cells, rows, of=SurveyShares, note=note)


def survey_topic(plan: Plan, no: str, most: str = "3") -> list[Block]:
    """One topic of the survey: per item the share of those who gave it with its 95 % interval, where it is highest and lowest, and of how many zones too little is known."""
    shares = {r["_key"]: r for r in plan.records(SurveyShares, lambda r: str(r["topic_no"]) == no)}
    told = {r["question"] for r in shares.values()}
    asked = [q for q in sorted(plan.records(SurveyQuestions), key=lambda q: (q["no"], q["question"])) if q["question"] in told]
    titles = _titles(plan)
    topic = next((r["title_ko"] for r in plan.shelf.named("rows/lists").records() if r["list"] == "survey_topics" and str(r["no"]) == no), "설문 항목")
    plan.captions["survey_topic"] = f"설문 결과: {topic}"
    if not asked:
        return []
    main, *others = asked
    answer = answers_of(main["scale"])[-1]
    rows = [r | {"_key": r["item"]} for r in shares.values() if (r["question"], r["answer"], r["zone"]) == (main["question"], answer, CITY)]
    rows.sort(key=lambda r: ((r["share"] is None), (r["share"] or 0) * (1 if main["scale"] in UNEASY else -1), r["item"]))
    beside = [(q, answers_of(q["scale"])[-1], COMPARED[q["scale"]]) for q in others if q["of"] == main["of"]]
    beside += [(main, FIRST_PLACE, "첫째로 꼽은 비율")] if main["scale"] == "rank_3" else []
    ends = {r["item"]: _ends(plan, shares, main["question"], r["item"], answer) for r in rows}
    cells = [
        plan.made("item", "항목", lambda r: titles.get(r["item"], r["item"])),
        _share(shares, "share", COMPARED[main["scale"]], main["question"], answer),
        *(_share(shares, f"share_{n}", head, q["question"], a) for n, (q, a, head) in enumerate(beside, start=2)),
        plan.made("highest", "높은 곳", lambda r: ends[r["item"]][0]),
        plan.made("lowest", "낮은 곳", lambda r: ends[r["item"]][1]),
        plan.made("unknown", "모름", lambda r: (FactRef(f"{SurveyShares.name}/{main['question']}~{r['item']}~{answer}~*?level=zone&state=unknown/rows", "count", False),), "곳", "right"),
    ]
    return plan.table(f"survey_topic_{no}", plan.captions["survey_topic"], cells, rows[: int(most)], of=SurveyShares)


def _share(shares: dict[str, dict[str, Any]], id: str, head: str, question: str, answer: str) -> Cell:
    """A share with its interval, in percent."""

    def runs(row: dict[str, Any]) -> Runs:
        key = f"{question}~{row['item']}~{answer}~{CITY}"
        if key not in shares or shares[key]["share"] is None:
            return EMPTY
        at = f"{SurveyShares.name}/{key}"
        part = {name: FactRef(f"{at}/{name}", "percent", False) for name in ("share", "share_low", "share_high")}
        return (part["share"], Text(" ("), part["share_low"], Text("–"), part["share_high"], Text(")"))

    return Cell(id, head, runs, "%", "right")


def _ends(plan: Plan, shares: dict[str, dict[str, Any]], question: str, item: str, answer: str) -> tuple[Runs, Runs]:
    """The zones with the highest and the lowest known share, each with it; zones of the same share together."""
    order = {z["zone"]: (z["map_order"], z["zone"]) for z in plan.records(Zones)}
    known = [r for z in sorted(order, key=lambda z: order[z]) if (r := shares.get(f"{question}~{item}~{answer}~{z}")) and r["share"] is not None]
    if len(known) < MOST_TIES:
        return (EMPTY, EMPTY)

    def said(value: float) -> Runs:
        tied = [r for r in known if r["share"] == value]
        names = ", ".join(plan.title("rows/zones", r["zone"]) for r in tied[:MOST_TIES]) + (" 등" if len(tied) > MOST_TIES else "")
        return (*plan.says(names), Text(" "), FactRef(f"{SurveyShares.name}/{tied[0]['_key']}/share", "percent"))

    return said(max(r["share"] for r in known)), said(min(r["share"] for r in known))


def _titles(plan: Plan) -> dict[str, str]:
    """What items are called: items of lists, themes and services."""
    found = {r["item"]: r["title_ko"] for r in plan.shelf.named("rows/lists").records()}
    return found | {r[key]: r["title_ko"] for table, key in (("rows/services", "service"), ("rows/themes", "theme")) for r in plan.shelf.named(table).records()}


def _by(rows: Iterable[Any], of: Callable[[Any], Any]) -> list[tuple[Any, list[Any]]]:
    """Rows in groups, in the order in which these first stand."""
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(of(row), []).append(row)
    return list(found.items())
