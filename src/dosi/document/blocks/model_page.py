"""Blocks of the page on a service model: where it came from, what the criteria say of it, which gates it passed."""

from __future__ import annotations

from functools import partial
from typing import Any

from dosi.document.plan import EMPTY, Plan
from dosi.model.blocks import Block, FactRef, Runs, Text
from dosi.model.choices import (
    CentralWeights,
    Consistency,
    CriteriaWeights,
    CriterionValues,
    Locality,
    Maturity,
    MixBeside,
    ModelRanks,
    OriginFunnel,
    Screened,
    ServiceThresholds,
    Thresholds,
)
from dosi.model.rows import Criteria, ExistingServices, Gates, ProposalScores, SelfChecks, Services, UsualMix, Weights
from dosi.model.rows.services import ORIGINS

UNKNOWN: Runs = (Text("모름"),)
TOGETHER = "all"
"""the groups taken together"""
RANKED = (
    ("rank", "순위", "rank", "모든 집단의 가중치로 낸 순위"),
    ("merit", "가치", "score", "기준마다 견준 값의 가중 평균. 모르는 값은 빼고 평균한다"),
    ("rank_low", "순위 범위, 가장 높을 때", "rank", "집단의 가중치와 값의 범위를 바꾸어 거듭 뽑을 때"),
    ("rank_high", "순위 범위, 가장 낮을 때", "rank", "집단의 가중치와 값의 범위를 바꾸어 거듭 뽑을 때"),
    ("half_share", "나은 절반에 들 확률", "probability", "뽑기 가운데 모델의 나은 절반에 든 몫"),
    ("first_share", "첫째일 확률", "probability", "뽑기 가운데 첫째인 몫"),
    ("confidence_share", "신뢰도", "probability", "첫째로 만드는 가중치를 그대로 둘 때 첫째인 몫. 첫째인 적이 없으면 모른다"),
)
"""figures of a model: column, title, format, meaning"""


def model_origin(plan: Plan, service: str) -> list[Block]:
    """Who proposed a model and when; for a firm's proposal the score of every criterion."""
    s = plan[Services].row(plan[Services].position(service))  # type: ignore[arg-type]
    rows = [{"_key": "origin", "title": "제안한 곳", "says": ORIGINS[s["origin"] or "catalogue"]}, {"_key": "proposer", "title": "제안자", "says": s["proposer_ko"] or ""}]
    told = [plan.made("item", "항목", lambda r: r["title"]), plan.made("says", "내용", lambda r: plan.says(r["says"]) if r["says"] else EMPTY)]
    made = plan.table("model_origin", "제안한 곳", told, [r for r in rows if r["says"]], of=Services)
    scores = plan.records(ProposalScores, lambda r: r["service"] == service)
    cells = [plan.named("criterion", "평가 기준", "rows/lists"), plan.fact(ProposalScores, "score", "점수"), plan.words("body", "평가 기구", "body_ko"), plan.words("why", "이유", "why_ko")]
    return made + (plan.table("model_scores", "민간 제안의 평가", cells, scores, of=ProposalScores) if scores else [])


def model_thresholds(plan: Plan, service: str) -> list[Block]:
    """Where a service stands at the border of the choice: the service as a whole, then zone by zone what would bring it in or throw it out."""
    at = f"{service}"
    made: list[Block] = []
    if plan[ServiceThresholds].position(at) is not None:
        row = {"_key": at, **plan[ServiceThresholds].row(plan[ServiceThresholds].position(at))}  # type: ignore[arg-type]
        whole = [plan.fact(ServiceThresholds, "net_points", "남는 점수", id="net"), plan.fact(ServiceThresholds, "bar_points", "한 자리의 값", id="bar"),
                 plan.fact(ServiceThresholds, "effect_factor", "경계의 효과(지금의 배)", id="effect"), plan.fact(ServiceThresholds, "cost_factor", "경계의 비용(지금의 배)", id="cost")]  # fmt: skip
        note = "시작하는 서비스의 수가 정해져 있어, 생활권을 모두 더한 남는 점수가 한 자리의 값에 이르러야 한다."
        made += plan.table("service_thresholds", "서비스 전체의 경계", whole, [row], of=ServiceThresholds, note=note)
    rows = plan.records(Thresholds, lambda r: r["service"] == service)
    cells = [
        plan.named("zone", "생활권", "rows/zones"),
        plan.made("chosen", "선정", lambda r: "시작" if r["chosen"] else "시작 안 함"),
        plan.fact(Thresholds, "points", "점수"),
        plan.fact(Thresholds, "price_points", "그 돈과 한도의 값", id="price"),
        plan.fact(Thresholds, "net_points", "남는 점수", id="net"),
        plan.fact(Thresholds, "effect_share", "경계의 효과", id="effect"),
        plan.fact(Thresholds, "cost_factor", "경계의 비용(지금의 배)", id="cost"),
    ]
    note = ("값은 그 돈과 한도로 다른 사업이 얻을 점수이다. 시작하는 사업은 효과가 경계보다 낮아지거나 비용이 경계보다 높아지면 밀려나고, 시작하지 않는 사업은 그 반대일 때 든다. "
            "나머지가 그대로일 때의 어림이며, 선정의 차이보다 작은 것은 가리지 못한다. 비어 있으면 효과나 비용만으로는 들 수 없다.")  # fmt: skip
    return made + plan.table("model_thresholds", "들고 나는 경계", cells, rows, of=Thresholds, note=note)


def model_rank(plan: Plan, service: str) -> list[Block]:
    """Rank and merit of a model by the weighed criteria, and how surely."""
    at = plan[ModelRanks].position(service)
    if at is None:
        return []
    row = plan[ModelRanks].row(at)

    def value(r: dict[str, Any]) -> Runs:
        return UNKNOWN if row[r["column"]] is None else (FactRef(f"{ModelRanks.name}/{service}/{r['column']}", r["format"]),)

    listed = [{"_key": column, "column": column, "title": title, "format": format, "why": why} for column, title, format, why in RANKED]
    cells = [plan.made("measure", "항목", lambda r: r["title"]), plan.made("value", "값", value, align="right"), plan.made("meaning", "뜻", lambda r: r["why"])]
    return plan.table("model_rank", "기준으로 견준 순위", cells, listed, of=ModelRanks)


def model_criteria(plan: Plan, service: str) -> list[Block]:
    """What each criterion says of a model, beside its weight and the weights at which the model would be the first."""
    rows = plan.records(Criteria)
    values = {r["criterion"]: r for r in plan.records(CriterionValues, lambda r: r["service"] == service)}
    weighed = {r["criterion"] for r in plan.records(CriteriaWeights, lambda r: r["group"] == TOGETHER)}
    first = {r["criterion"] for r in plan.records(CentralWeights, lambda r: r["service"] == service)}

    def measured(r: dict[str, Any], column: str, format: str) -> Runs:
        one = values.get(r["criterion"])
        return (FactRef(f"{CriterionValues.name}/{service}~{r['criterion']}/{column}", format),) if one and one[column] is not None else UNKNOWN

    cells = [
        plan.made("criterion", "기준", lambda r: r["title_ko"]),
        plan.words("basis", "재는 것", "basis_ko"),
        plan.made("value", "값", lambda r: measured(r, "value", "number"), align="right"),
        plan.made("share", "견준 값", lambda r: measured(r, "share", "percent"), align="right"),
        plan.made("weight", "가중치", lambda r: (FactRef(f"{CriteriaWeights.name}/{TOGETHER}~{r['criterion']}/weight", "percent"),) if r["criterion"] in weighed else UNKNOWN, align="right"),
        plan.made("central", "첫째로 만드는 가중치", lambda r: (FactRef(f"{CentralWeights.name}/{service}~{r['criterion']}/weight", "percent"),) if r["criterion"] in first else EMPTY, align="right"),
    ]
    note = "견준 값은 모든 모델 가운데 가장 못한 것을 영, 가장 나은 것을 일로 본 값이다."
    return plan.table("model_criteria", "기준마다의 값", cells, rows, of=CriterionValues, note=note) if values else []


def criteria_consistency(plan: Plan) -> list[Block]:
    """Each group's weights of the criteria, how consistent its comparisons are, and the comparison to look at again."""
    criteria = plan.records(Criteria)
    titles = {c["criterion"]: c["title_ko"] for c in criteria}
    called = {w["group"]: w["title_ko"] for w in plan.records(Weights)} | {TOGETHER: "모두 함께"}
    weighed = {(r["group"], r["criterion"]) for r in plan.records(CriteriaWeights)}
    rows = plan.records(Consistency)

    def weight(criterion: str, r: dict[str, Any]) -> Runs:
        return (FactRef(f"{CriteriaWeights.name}/{r['group']}~{criterion}/weight", "percent"),) if (r["group"], criterion) in weighed else UNKNOWN

    def hint(r: dict[str, Any]) -> Runs:
        if r["lacking"]:
            return plan.says("빠진 비교가 있어 쓰지 않는다")
        if r["criterion"] is None or r["consistent"]:
            return EMPTY
        key = f"{Consistency.name}/{r['group']}"
        return (*plan.says(f"{titles[r['criterion']]}은(는) {titles[r['other']]}의 "), FactRef(f"{key}/stated", "number"), Text("배라고 했으나 다른 비교로는 "), FactRef(f"{key}/mended", "number"), Text("배"))

    cells = [
        plan.made("group", "집단", lambda r: plan.says(called.get(r["group"], r["group"]))),
        *(plan.made(c["criterion"], c["title_ko"], partial(weight, c["criterion"]), align="right") for c in criteria),
        plan.made("ratio", "일관성 비율", lambda r: (FactRef(f"{Consistency.name}/{r['group']}/ratio", "score"),) if r["ratio"] is not None else EMPTY, align="right"),
        plan.made("hint", "다시 볼 비교", hint),
    ]
    note = "모두 함께는 집단의 판단을 기하평균한 것이다(집단마다 같은 무게). 일관성 비율이 십분의 일을 넘으면 다시 볼 비교를 적는다."
    return plan.table("criteria_consistency", "집단마다 본 기준의 가중치", cells, rows, of=Consistency, note=note) if rows else []


def model_gates(plan: Plan, service: str) -> list[Block]:
    """Every gate with body, date and criterion, and how many of a model's candidates reached and passed it."""
    reached = {r["gate"] for r in plan.records(Screened, lambda r: r["service"] == service)}
    passed = {r["gate"] for r in plan.records(Screened, lambda r: r["service"] == service and r["passed"])}

    def count(r: dict[str, Any], held: set[str], where: str) -> Runs:
        return (FactRef(f"{Screened.name}/{service}~*~{r['gate']}{where}/rows", "count"),) if r["gate"] in held else (Text("없음"),)

    cells = [
        plan.made("gate", "단계", lambda r: r["title_ko"]),
        plan.words("body", "판단 기구", "body_ko"),
        plan.fact(Gates, "on_date", "판단일"),
        plan.words("criterion", "기준", "criterion_ko"),
        plan.made("reached", "온 후보", lambda r: count(r, reached, ""), align="right"),
        plan.made("passed", "통과한 후보", lambda r: count(r, passed, "?passed=True"), align="right"),
    ]
    return plan.table("model_gates", "선정 단계마다의 판단", cells, sorted(plan.records(Gates), key=lambda g: g["no"]), of=Screened)


def origins_funnel(plan: Plan) -> list[Block]:
    """From the long list to the choice, by who proposed the models."""

    def column(name: str, title: str) -> Any:
        return plan.made(name, title, lambda r: (FactRef(f"{OriginFunnel.name}/{r['origin']}/{name}", "count", False),), "개", "right")

    cells = [plan.made("origin", "제안한 곳", lambda r: ORIGINS[r["origin"]]), column("models", "모델"), column("candidates", "전체 목록"), column("eligible", "적격"),
             column("shortlisted", "후보"), column("chosen", "선정")]  # fmt: skip
    return plan.table("origins_funnel", "제안한 곳마다의 후보", cells, plan.records(OriginFunnel), of=OriginFunnel)


def model_locality(plan: Plan, service: str) -> list[Block]:
    """How specific a model is to one zone's problems."""
    rows = plan.records(Locality, lambda r: r["service"] == service and r["quotient"] is not None)
    cells = [
        plan.made("zone", "생활권", lambda r: plan.name("rows/zones", r["zone"]) if r["zone"] else "도시 전체"),
        plan.made("theme", "도시문제", lambda r: plan.name("rows/themes", r["theme"]) if r["theme"] else EMPTY),
        plan.fact(Locality, "quotient", "입지계수", "number"),
    ]
    note = "입지계수가 하나보다 크면 그 생활권이 도시보다 이 문제를 더 겪는다. 도시 전체에 하는 서비스는 하나로 본다."
    return plan.table("model_locality", "생활권의 문제에 맞춘 정도", cells, rows, of=Locality, note=note)


def mix_beside(plan: Plan) -> list[Block]:
    """The plan's share of services in the usual fields beside the usual mix."""
    told = {m["mix"]: m for m in plan.records(UsualMix)}
    cells = [
        plan.made("mix", "견주는 것", lambda r: plan.says(told[r["mix"]]["title_ko"])),
        plan.made("fields", "분야", lambda r: plan.name("rows/lists", told[r["mix"]]["fields"])),
        plan.fact(MixBeside, "usual_share", "흔한 몫"),
        plan.fact(MixBeside, "share", "이 계획의 몫"),
        plan.made("source", "출처", lambda r: plan.says(told[r["mix"]]["source_ko"])),
    ]
    return plan.table("mix_beside", "흔한 구성과 나란히", cells, plan.records(MixBeside), of=MixBeside)


def existing_maturity(plan: Plan, existing: str) -> list[Block]:
    """The level of a running service, what a stated rule proposes, the decision taken, and whether they differ."""
    labels = Maturity.columns["proposed"].choices
    taken = {e["existing"]: e for e in plan.records(ExistingServices)}
    cells = [
        plan.fact(Maturity, "level", "수준", "number"),
        plan.made("way", "수준의 근거", lambda r: Maturity.columns["way"].choices[r["way"]]),
        plan.made("proposed", "규칙의 제안", lambda r: labels[r["proposed"]]),
        plan.made("decision", "결정", lambda r: labels[taken[r["existing"]]["decision"]]),
        plan.made("contradicts", "견줌", lambda r: "결정이 제안과 다르다. 이유를 적는다." if r["contradicts"] else "같다"),
        plan.made("improvement", "개선 방안", lambda r: plan.says(taken[r["existing"]]["improvement_ko"])),
    ]
    note = "네 점 이상 유지, 두 점 미만 종료, 그 사이는 개선, 같은 모델이 같은 생활권에 더 나은 수준으로 있으면 통합(자체 점검의 규칙, 작성자 판단)."
    return plan.table("existing_maturity", "수준과 조치", cells, plan.records(Maturity, lambda r: r["existing"] == existing), of=Maturity, note=note)


def existing_checks(plan: Plan, existing: str) -> list[Block]:
    """The self-diagnosis of a running service, area by area."""
    cells = [plan.named("area", "영역", "rows/lists"), plan.fact(SelfChecks, "level", "수준"), plan.words("why", "이유", "why_ko")]
    return plan.table("existing_checks", "자체 점검", cells, plan.records(SelfChecks, lambda r: r["existing"] == existing), of=SelfChecks)
