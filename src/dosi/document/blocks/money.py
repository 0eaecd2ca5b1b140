"""Blocks on money: by year, phase, fund, body and service; ceilings; contests."""

from __future__ import annotations

from typing import Any

from dosi.document.drawing.charts import Stack, stacked_bars
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Figure, Runs
from dosi.model.choices import CeilingUse, Chosen, ContestFit, Finance, Obligations, Payments
from dosi.model.rows import Authorities, Contests, FundingShares, FundingSources, Phases, Services
from dosi.model.table import split
from dosi.model.units import write

PURPOSES = {"capital": "구축비", "operating": "운영비"}
KINDS = {"law": "법령", "published": "공표", "estimate": "추정"}


def _won(id: str, format: str = "million_won") -> Runs:
    return (FactRef(id, format, False),)


def _years(plan: Plan) -> list[int]:
    return sorted({*plan.city.years, *(r["year"] for r in plan.records(Finance))})


def finance_by_year(plan: Plan) -> list[Block]:
    """Money by year: one column per fund, then capital, operating and total."""
    funds = [f for f in plan.records(FundingSources) if (plan[Finance].rows["fund"] == f["fund"]).any()]
    if not funds:  # no money planned yet is unknown, not zero
        return []
    years = plan.city.years
    cells = [plan.made("year", "연도", lambda r: named(str(r["year"])))]
    for f in funds:
        cells.append(plan.made(f["fund"], f["title_ko"], lambda r, f=f: _won(f"{Finance.name}/{r['year']}~{f['fund']}~*/won"), "백만원", "right"))  # type: ignore[misc]
    cells += [
        plan.made("capital", "구축비", lambda r: _won(f"{Finance.name}/{r['year']}~*~capital/won"), "백만원", "right"),
        plan.made("operating", "운영비", lambda r: _won(f"{Finance.name}/{r['year']}~*~operating/won"), "백만원", "right"),
        plan.made("total", "합계", lambda r: _won(f"{Finance.name}/{r['year']}~*~*/won"), "백만원", "right"),
    ]
    later = [y for y in _years(plan) if y not in years]
    rows = [{"_key": str(y), "year": y} for y in [*years, *later]]
    total = (named("합계"), *(_won(f"{Finance.name}/*~{f['fund']}~*/won") for f in funds), _won(f"{Finance.name}/*~*~capital/won"), _won(f"{Finance.name}/*~*~operating/won"), _won(f"{Finance.name}/*/won"))
    note = "재원은 시행 기관마다 정한 분담 비율로 나눈다. 계획기간이 끝난 뒤의 해는 선정된 사업의 운영비이다. 내용연수가 지난 장치를 바꾸는 돈은 부록에 따로 있다." if later else ""
    return plan.table("finance_by_year", "연도별 재원", cells, rows, of=Finance, total=total, note=note)


def finance_by_phase(plan: Plan) -> list[Block]:
    """Money by phase."""
    rows = plan.records(Phases) if len(plan[Finance]) else []
    cells = [
        plan.made("phase", "단계", lambda r: r["title_ko"]),
        plan.made("years", "기간", lambda r: f"{r['from_year']}–{r['to_year']}" if r["from_year"] < r["to_year"] else str(r["from_year"])),
        plan.made("capital", "구축비", lambda r: _won(f"{Finance.name}/*~*~capital?phase={r['phase']}/won"), "백만원", "right"),
        plan.made("operating", "운영비", lambda r: _won(f"{Finance.name}/*~*~operating?phase={r['phase']}/won"), "백만원", "right"),
        plan.made("total", "합계", lambda r: _won(f"{Finance.name}/*~*~*?phase={r['phase']}/won"), "백만원", "right"),
    ]
    return plan.table("finance_by_phase", "단계별 재원", cells, rows, of=Finance)


def finance_by_fund(plan: Plan) -> list[Block]:
    """Money by fund against its ceiling over the plan."""
    rows = plan.records(FundingSources) if len(plan[Finance]) else []
    cells = [
        plan.made("fund", "재원", lambda r: r["title_ko"]),
        plan.named("authority", "기관", "rows/authorities"),
        plan.made("capital", "구축비", lambda r: _won(f"{Finance.name}/*~{r['fund']}~capital/won"), "백만원", "right"),
        plan.made("operating", "운영비", lambda r: _won(f"{Finance.name}/*~{r['fund']}~operating/won"), "백만원", "right"),
        plan.made("ceiling", "구축비 한도", lambda r: _won(f"{CeilingUse.name}/{r['fund']}~capital~*/ceiling_won"), "백만원", "right"),
        plan.made("left", "구축비 한도 잔액", lambda r: _won(f"{CeilingUse.name}/{r['fund']}~capital~*/left_won"), "백만원", "right"),
    ]
    total = (named("합계"), (), _won(f"{Finance.name}/*~*~capital/won"), _won(f"{Finance.name}/*~*~operating/won"),
             _won(f"{CeilingUse.name}/*~capital~*/ceiling_won"), _won(f"{CeilingUse.name}/*~capital~*/left_won"))  # fmt: skip
    return plan.table("finance_by_fund", "재원별 금액과 한도", cells, rows, of=Finance, total=total)


def funding_shares(plan: Plan) -> list[Block]:
    """The shares by which each building or running body's money is divided among funds, and on what basis."""
    cells = [
        plan.named("builder", "시행·관리 기관", "rows/authorities"),
        plan.made("purpose", "용도", lambda r: PURPOSES[r["purpose"]]),
        plan.named("fund", "재원", "rows/funding_sources"),
        plan.fact(FundingShares, "share", "분담 비율"),
        plan.words("basis", "근거"),
    ]
    return plan.table("funding_shares", "재원의 분담 비율", cells, plan.records(FundingShares), note="사업마다 낼 곳을 따로 약속한 것이 아니라 기관과 용도마다 정한 비율로 나눈 금액이다.")


def finance_by_service(plan: Plan) -> list[Block]:
    """Money by chosen service over all years, by fund and purpose."""
    funds = [f for f in plan.records(FundingSources) if (plan[Payments].rows["fund"] == f["fund"]).any()]
    rows = [{"_key": s, "service": s} for s in dict.fromkeys(c["service"] for c in plan.records(Chosen))]
    cells = [
        plan.named("service", "서비스", "rows/services"),
        *(plan.made(f["fund"], f["title_ko"], lambda r, f=f: _won(f"{Payments.name}/{r['service']}~*~{f['fund']}~*~*/won"), "백만원", "right") for f in funds),  # type: ignore[misc]
        plan.made("capital", "구축비", lambda r: _won(f"{Payments.name}/{r['service']}~*~*~capital~*/won"), "백만원", "right"),
        plan.made("operating", "운영비", lambda r: _won(f"{Payments.name}/{r['service']}~*~*~operating~*/won"), "백만원", "right"),
        plan.made("total", "합계", lambda r: _won(f"{Payments.name}/{r['service']}~*~*~*~*/won"), "백만원", "right"),
    ]
    total = (named("합계"), *(_won(f"{Payments.name}/*~*~{f['fund']}~*~*/won") for f in funds),
             _won(f"{Payments.name}/*~*~*~capital~*/won"), _won(f"{Payments.name}/*~*~*~operating~*/won"), _won(f"{Payments.name}/*/won"))  # fmt: skip
    return plan.table("finance_by_service", "서비스별 금액", cells, rows, of=Payments, total=total)


def finance_by_authority(plan: Plan) -> list[Block]:
    """Money by the body that pays."""
    payers = set(plan[Payments].rows["payer"])
    rows = plan.records(Authorities, lambda a: a["authority"] in payers)
    cells = [
        plan.made("authority", "부담 기관", lambda r: r["name_ko"]),
        plan.made("capital", "구축비", lambda r: _won(f"{Payments.name}/*~*~*~capital~*?payer={r['authority']}/won"), "백만원", "right"),
        plan.made("operating", "운영비", lambda r: _won(f"{Payments.name}/*~*~*~operating~*?payer={r['authority']}/won"), "백만원", "right"),
        plan.made("after_state", "국비가 끝난 뒤의 운영비", lambda r: _won(f"{Obligations.name}/{r['authority']}~*?after_state=True/operating_won"), "백만원", "right"),
        plan.made("renewal", "교체비", lambda r: _won(f"{Obligations.name}/{r['authority']}~*/renewal_won"), "백만원", "right"),
    ]
    total = (named("합계"), _won(f"{Payments.name}/*~*~*~capital~*/won"), _won(f"{Payments.name}/*~*~*~operating~*/won"), _won(f"{Obligations.name}/*~*?after_state=True/operating_won"),
             _won(f"{Obligations.name}/*~*/renewal_won"))  # fmt: skip
    return plan.table("finance_by_authority", "기관별 부담", cells, rows, of=Payments, total=total)


def finance_chart(plan: Plan) -> list[Block]:
    """Chart of money by year and fund."""
    rows = plan.records(Finance)
    if not rows:
        return []
    sums: dict[tuple[int, str], int] = {}
    for r in rows:
        sums[r["year"], r["fund"]] = sums.get((r["year"], r["fund"]), 0) + r["won"]
    stacks = [Stack(str(y), plan.title("rows/funding_sources", f), won / 1e8) for (y, f), won in sorted(sums.items())]
    totals = {str(y): write(sum(w for (v, _), w in sums.items() if v == y), "eok_won", "ko", False) for y in {y for y, _ in sums}}
    drawing = stacked_bars(stacks, prefix="finance", value_title="억원", totals=totals)
    facts = tuple(f"{Finance.name}/{y}~{f}~*/won" for y, f in sorted(sums))
    return [Figure("finance_chart", "chart", drawing.svg, drawing.width_px, drawing.height_px, "연도별 금액을 재원별로 쌓은 막대 그림",
                   named("연도별·재원별 금액(억원)"), "finance_chart", facts=facts, modelled=plan.modelled(Finance.name))]  # fmt: skip


def ceilings_use(plan: Plan) -> list[Block]:
    """How far each ceiling is used."""
    cells = [
        plan.named("fund", "재원", "rows/funding_sources"),
        plan.made("purpose", "용도", lambda r: {"capital": "구축", "operating": "운영"}[r["purpose"]]),
        plan.made("year", "연도", lambda r: named(str(r["year"]))),
        plan.fact(CeilingUse, "ceiling_won", "한도", id="ceiling"),
        plan.fact(CeilingUse, "used_won", "사용", id="used"),
        plan.fact(CeilingUse, "left_won", "잔액", id="left"),
    ]
    return plan.table("ceilings_use", "재원 한도와 사용", cells, plan.records(CeilingUse), of=CeilingUse)


def contests_review(plan: Plan) -> list[Block]:
    """State contests: may the city apply, what fits, how much state money, what is decided."""
    about = {c["contest"]: c for c in plan.records(Contests)}
    field = {s["service"]: s["field"] for s in plan.records(Services)}

    def fields(r: dict[str, Any]) -> str:
        if not split(about[r["contest"]]["fields"]):
            return "모든 분야" if r["services"] else ""
        return ", ".join(dict.fromkeys(plan.title("rows/lists", field[s]) for s in split(r["services"])))

    cells = [
        plan.made("contest", "공모·지원사업", lambda r: about[r["contest"]]["title_ko"]),
        plan.made("year", "연도", lambda r: named(str(about[r["contest"]]["year"]))),
        plan.made("state_won", "국비", lambda r: _won(f"{Contests.name}/{r['contest']}/state_won", "eok_won") if about[r["contest"]]["state_won"] else EMPTY, "억원", "right"),
        plan.made("eligible", "자격", lambda r: "있음" if r["eligible"] else "없음"),
        plan.words("reason", "판단 이유", "reason_ko"),
        plan.made("services", "맞는 분야", lambda r: fields(r)),
        plan.words("decision", "조치", "decision_ko"),
    ]
    return plan.table("contests_review", "국가 공모·지원사업의 검토", cells, plan.records(ContestFit, lambda r: about[r["contest"]]["year"] >= plan.city.first_year), of=ContestFit)


def estimates_share(plan: Plan) -> list[Block]:
    """What share of the money rests on estimates."""
    rows = [{"_key": k, "kind": k, "title": t} for k, t in KINDS.items() if (plan[Chosen].rows["cost_kind"] == k).any()]
    cells = [
        plan.made("kind", "비용 근거의 성격", lambda r: r["title"]),
        plan.made("money", "구축비", lambda r: _won(f"{Chosen.name}/*?cost_kind={r['kind']}/capital_won"), "백만원", "right"),
    ]
    total = (named("합계"), _won(f"{Chosen.name}/*/capital_won"))
    return plan.table("estimates_share", "비용 근거의 성격별 금액", cells, rows, of=Chosen, total=total, note="운영비는 공표된 값이 있는 서비스에서도 추정이다.")

