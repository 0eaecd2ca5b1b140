"""Blocks on services: models, gates, candidates, what was chosen and what was left out."""

from __future__ import annotations

from typing import Any

from dosi.document.drawing.maps import PointGroup, choropleth, panels_map, points_map, quantile_classes
from dosi.document.plan import EMPTY, Cell, Plan, named
from dosi.model.blocks import BESIDE, Block, FactRef, Figure, Paragraph, Runs, TableBlock, TableColumn, TableRow, Text
from dosi.model.choices import REASONS, Chosen, Funnel, LeftOut, Projects, SitedServices, Sites
from dosi.model.findings import Located, Problems
from dosi.model.rows import ExistingServices, Gates, Services
from dosi.model.table import split
from dosi.model.units import write

DECISIONS = {"keep": "유지", "improve": "개선", "merge": "통합", "end": "종료"}
FEW_ZONES = 3
"""zones that a sentence names one by one"""
SANDBOX = {"none": "필요 없음", "possible": "확인 필요", "needed": "실증특례 필요"}
COST_KINDS = {"law": "법령", "published": "공표", "estimate": "추정"}
ABREAST = 2
"""sheets of services that stand side by side"""
NAMED_SITES = 8
"""sites of a service in a zone that are named; the number tells the rest"""


def existing_services_evaluation(plan: Plan) -> list[Block]:
    """Existing services judged: maturity, what came of them, and what is done."""
    cells = [
        plan.words("title", "기존 서비스", "title_ko"),
        plan.named("field", "분야", "rows/lists"),
        plan.named("zones", "생활권", "rows/zones"),
        plan.fact(ExistingServices, "maturity", "수준(다섯 단계)"),
        plan.words("result_ko", "성과와 문제"),
        plan.made("decision", "조치", lambda r: DECISIONS[r["decision"]]),
        plan.words("improvement", "개선 방안", "improvement_ko"),
    ]
    return plan.table("existing_services_evaluation", "기존 서비스의 평가와 조치", cells, plan.records(ExistingServices), of=ExistingServices)


def existing_by_field(plan: Plan) -> list[Block]:
    """Number of existing services in each field of the Decree, with what is done."""
    fields = sorted((r for r in plan.shelf.named("rows/lists").records() if r["list"] == "service_fields"), key=lambda r: r["no"])
    rows = [{"_key": f["item"], **f} for f in fields]
    held = plan.records(ExistingServices)
    if not held:  # nothing listed is unknown, not none
        return []

    def what(field: str) -> str:
        mine = [f"{e['title_ko']}({DECISIONS[e['decision']]})" for e in held if e["field"] == field]
        return ", ".join(mine) or "운영 중인 서비스 없음"

    cells = [
        plan.made("field", "분야", lambda r: r["title_ko"]),
        plan.made("count", "서비스", lambda r: (FactRef(f"{ExistingServices.name}/*?field={r['item']}/rows", "count", False),), "개", "right"),
        plan.made("decision", "서비스와 조치", lambda r: what(r["item"])),
    ]
    return plan.table("existing_by_field", "분야별 기존 서비스", cells, rows)


def long_list(plan: Plan) -> list[Block]:
    """Every service model of the catalogue with unit cost, effect and readiness, what starts, and why the rest does not."""
    left: dict[str, dict[tuple[str, str], int]] = {}
    for row in plan.records(LeftOut):
        reasons = left.setdefault(row["service"], {})
        key = (row["reason"], row["gate"] or "")
        reasons[key] = reasons.get(key, 0) + 1
    started = _by_service(plan)

    def why(r: dict[str, Any]) -> Runs:
        runs: list[Any] = []
        reasons = left.get(r["service"], {})
        for reason, gate in sorted(reasons, key=lambda k: (-reasons[k], k)):
            where = f"reason={reason}{'&gate=' + gate if gate else ''}"
            stood = plan.title("rows/gates", gate) if gate else REASONS[reason].short
            runs += [*([Text(", ")] if runs else []), *named(stood), Text(" "), FactRef(f"{LeftOut.name}/{r['service']}~*?{where}/rows", "count")]
        return tuple(runs)

    cells = [
        plan.made("service", "서비스 모델", lambda r: r["title_ko"]),
        plan.named("field", "분야", "rows/lists"),
        plan.fact(Services, "capital_won_mid", "단위 구축비", "thousand_won", id="capital"),
        plan.fact(Services, "operating_won_per_year_mid", "단위 연 운영비", "thousand_won", id="operating"),
        plan.made("cost_kind", "비용 성격", lambda r: COST_KINDS[r["cost_kind"]]),
        plan.fact(Services, "effect_mid_share", "효과", id="effect"),
        plan.fact(Services, "readiness_trl", "성숙도", "plain", id="readiness"),
        plan.made("started", "시작", lambda r: (FactRef(f"{Chosen.name}/{r['service']}~*/rows", "count", False),) if r["service"] in started else EMPTY, "개", "right"),
        plan.made("reason", "시작하지 않는 후보와 사유", why),
    ]
    note = "후보는 서비스 모델과 생활권의 짝이다. 생활권마다의 사유는 계획 폴더의 고르지 않은 후보 표(portfolio/left_out)에 있다."
    return plan.table("long_list", "검토한 서비스 모델", cells, plan.records(Services), note=note)


def gates_funnel(plan: Plan) -> list[Block]:
    """The gates with body, criterion and how many candidates pass."""
    cells = [
        plan.made("gate", "단계", lambda r: r["title_ko"]),
        plan.words("body", "판단 기구", "body_ko"),
        plan.words("criterion", "기준", "criterion_ko"),
        plan.made("limit", "한계값", lambda r: (FactRef(f"{Gates.name}/{r['gate']}/limit", r["limit_format"] or "number"),), align="right"),
        plan.made("candidates_in", "들어온 후보", lambda r: (FactRef(f"{Funnel.name}/{r['gate']}/candidates_in", "count", False),), "개", "right"),
        plan.made("candidates_out", "통과한 후보", lambda r: (FactRef(f"{Funnel.name}/{r['gate']}/candidates_out", "count", False),), "개", "right"),
    ]
    note = "단계를 모두 지난 후보가 재원의 한도 안에서 겨룬다. 기관이 넣기로 결정한 후보는 지나지 못한 단계 다음부터 다시 들어온다."
    return plan.table("gates_funnel", "후보의 선정 단계", cells, sorted(plan.records(Gates), key=lambda g: g["no"]), of=Funnel, note=note)


def _by_service(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in plan.records(Chosen):
        found.setdefault(row["service"], []).append(row)
    return found


def _zones(plan: Plan, rows: list[dict[str, Any]]) -> Runs:
    return named(", ".join(plan.title("rows/zones", r["zone"]) for r in rows))


def _sum(service: str, column: str, format: str) -> Runs:
    return (FactRef(f"{Chosen.name}/{service}~*/{column}", format, False),)


def chosen_services(plan: Plan) -> list[Block]:
    """Each chosen service with its problem, zones, quantity, money and first year."""
    units = {s["service"]: s["unit_ko"] for s in plan.records(Services)}
    chosen = _by_service(plan)
    rows = [{"_key": s, "service": s, "rows": r} for s, r in chosen.items()]

    def problem(r: dict[str, Any]) -> Runs:
        themes = dict.fromkeys(x["theme"] for x in r["rows"] if x["theme"])
        return named(", ".join(plan.title("rows/themes", t) for t in themes))

    def start(r: dict[str, Any]) -> Runs:
        first = min(r["rows"], key=lambda x: (x["start_year"], x["zone"]))
        return (FactRef(f"{Chosen.name}/{first['_key']}/start_year", "year", False),)

    cells = [
        plan.made("service", "서비스", lambda r: plan.title("rows/services", r["service"])),
        plan.made("field", "분야", lambda r: plan.name("rows/lists", r["rows"][0]["field"])),
        plan.made("problem", "도시문제", problem),
        plan.made("zones", "생활권", lambda r: _zones(plan, r["rows"])),
        plan.made("units", "수량", lambda r: (*_sum(r["service"], "units", "count"), Text(" "), *plan.says(units[r["service"]])), "", "right"),
        plan.made("capital", "구축비", lambda r: _sum(r["service"], "capital_won", "million_won"), "백만원", "right"),
        plan.made("operating", "연 운영비", lambda r: _sum(r["service"], "operating_won_per_year", "million_won"), "백만원", "right"),
        plan.made("people", "가까이 사는 인구", lambda r: _sum(r["service"], "people_served", "people"), "명", "right"),
        plan.made("start_year", "시작", start, align="right"),
    ]
    total = (named("합계"), (), (), (), (), plan.total(Chosen, "*", "capital_won"), plan.total(Chosen, "*", "operating_won_per_year"), (), ())
    return plan.table("chosen_services", "선정한 서비스", cells, rows, of=Chosen, total=total)


def chosen_by_zone(plan: Plan) -> list[Block]:
    """What each zone gets."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in plan.records(Chosen):
        found.setdefault(row["zone"], []).append(row)
    order = [z["zone"] for z in sorted(plan.shelf.named("rows/zones").records(), key=lambda z: (z["map_order"], z["zone"]))]
    rows = [{"_key": z, "zone": z, "rows": found.get(z, [])} for z in [*order, "city"] if z in order or z in found] if found else []

    def money(r: dict[str, Any], column: str, format: str) -> Runs:
        return (FactRef(f"{Chosen.name}/*~{r['zone']}/{column}", format, False),)

    cells = [
        plan.named("zone", "생활권", "rows/zones"),
        plan.made("services", "서비스", lambda r: named(", ".join(plan.title("rows/services", x["service"]) for x in r["rows"])) if r["rows"] else (Text("이번 계획에서 새로 시작하는 사업 없음"),)),
        plan.made("units", "사업 수", lambda r: money(r, "rows", "count"), "개", "right"),
        plan.made("people", "이용 인구(사업별 합)", lambda r: money(r, "people_served", "people"), "명", "right"),
        plan.made("capital", "구축비", lambda r: money(r, "capital_won", "million_won"), "백만원", "right"),
    ]
    return plan.table("chosen_by_zone", "생활권별 서비스", cells, rows, of=Chosen, total=(named("합계"), (), (FactRef(f"{Chosen.name}/*/rows", "count", False),), (), plan.total(Chosen, "*", "capital_won")))


def starts_map(plan: Plan, width_px: str = "720", height_px: str = "700") -> list[Block]:
    """Map of how many of the chosen projects start in each zone."""
    if not len(plan[Chosen]):
        return []
    counts = plan[Chosen].rows.groupby("zone").size().to_dict()
    values = {shape.id: float(counts.get(shape.id, 0)) for shape in plan.zone_shapes}
    drawing = choropleth(plan.zone_shapes, values, quantile_classes(values.values(), lambda v: write(v, "count"), 4), prefix="starts", legend_title="시작하는 사업",
                         width_px=int(width_px), height_px=int(height_px))  # fmt: skip
    return [Figure("starts_map", "map", drawing.svg, drawing.width_px, drawing.height_px, "생활권마다 이 계획으로 시작하는 사업의 수를 색으로 나타낸 지도",
                   named("생활권마다 시작하는 사업의 수"), "starts_map", facts=tuple(f"{Chosen.name}/*~{zone}/rows" for zone in values), modelled=plan.modelled(Chosen.name))]  # fmt: skip


def starts_lines(plan: Plan, count: str = "6") -> list[Block]:
    """What people will see, in a sentence each: what it does, from when, where, for how much. Services with places first, by the people they reach."""
    model = {s["service"]: s for s in plan.records(Services)}
    found = _by_service(plan)
    placed = set(plan[Sites].rows["service"])
    reach = {s: sum(r["people_served"] or 0 for r in rows) for s, rows in found.items()}
    made: list[Block] = []
    for service in sorted(found, key=lambda s: (s not in placed, -reach[s], s))[: int(count)]:
        rows = found[service]
        first = min(rows, key=lambda x: (x["start_year"], x["zone"]))
        where: Runs = _zones(plan, rows) if len(rows) <= FEW_ZONES else (Text("생활권 "), FactRef(f"{Chosen.name}/{service}~*/rows", "count"))
        runs: Runs = (
            *plan.says(f"{model[service]['title_ko']}: {model[service]['description_ko']} "), FactRef(f"{Chosen.name}/{first['_key']}/start_year", "year"), Text("부터, "),
            *where, Text(", "), FactRef(f"{Chosen.name}/{service}~*/capital_won", "eok_won"), Text("."),
        )  # fmt: skip
        made.append(Paragraph(runs, f"starts_{service}", "bullet", modelled=not made and plan.modelled(Chosen.name)))
    return made


def service_order(plan: Plan) -> list[Block]:
    """Order of introduction: first year, what must come before, what waits for it."""
    chosen = _by_service(plan)
    needs = {s["service"]: split(s["requires"]) for s in plan.records(Services)}
    rows = [{"_key": s, "service": s, "rows": r} for s, r in sorted(chosen.items(), key=lambda i: (min(x["start_year"] for x in i[1]), i[0]))]

    def start(r: dict[str, Any], pick: Any) -> Runs:
        hit = pick(r["rows"], key=lambda x: (x["start_year"], x["zone"]))
        return (FactRef(f"{Chosen.name}/{hit['_key']}/start_year", "year", False),)

    cells = [
        plan.made("service", "서비스", lambda r: plan.title("rows/services", r["service"])),
        plan.made("start_year", "첫 시작", lambda r: start(r, min), align="right"),
        plan.made("last_year", "마지막 시작", lambda r: start(r, max), align="right"),
        plan.made("phase", "첫 단계", lambda r: plan.name("rows/phases", min(x["phase"] for x in r["rows"]))),
        plan.made("before", "먼저 있어야 할 서비스", lambda r: ", ".join(plan.title("rows/services", n) for n in needs[r["service"]]) or "없음"),
        plan.made("after", "뒤따르는 서비스", lambda r: ", ".join(plan.title("rows/services", s) for s in chosen if r["service"] in needs[s]) or "없음"),
    ]
    return plan.table("service_order", "서비스의 도입 순서", cells, rows, of=Chosen)


def regulatory_exceptions(plan: Plan) -> list[Block]:
    """Chosen services that may need a regulatory exception before they start, with the acts they touch."""
    model = {s["service"]: s for s in plan.records(Services)}
    chosen = _by_service(plan)
    rows = [{"_key": s, **model[s]} for s in chosen if model[s]["sandbox"] in ("possible", "needed")]
    if chosen and not rows:
        return [Paragraph((Text("선정한 서비스 가운데 규제특례를 먼저 확인할 것은 없다."),), "regulatory_exceptions")]
    cells = [
        plan.named("service", "서비스", "rows/services"),
        plan.made("sandbox", "규제특례", lambda r: SANDBOX[r["sandbox"]]),
        plan.made("laws", "관련 법률", lambda r: ", ".join(split(r["laws"]))),
        plan.made("responsible", "확인할 곳", lambda r: r["operator_role"]),
    ]
    return plan.table("regulatory_exceptions", "규제를 먼저 확인할 서비스", cells, sorted(rows, key=lambda r: (r["sandbox"], r["_key"])), of=Chosen)


def service_sheets(plan: Plan) -> list[Block]:
    """A sheet per chosen service, two side by side: problem, demand, where, how much, who, what it needs, on what basis."""
    model = {s["service"]: s for s in plan.records(Services)}
    sheets = [(model[service], _sheet(plan, model[service], rows)) for service, rows in _by_service(plan).items()]
    made: list[Block] = []
    for first in range(0, len(sheets), ABREAST):
        beside = sheets[first : first + ABREAST]
        ids = "~".join(s["service"] for s, _ in beside)
        columns = (TableColumn("line", "항목"), *(TableColumn(s["service"], s["title_ko"]) for s, _ in beside))
        body = tuple(TableRow(BESIDE.join(f"{s['service']}~{id}" for s, _ in beside), (named(title), *(lines[id][1] for _, lines in beside))) for id, (title, _) in beside[0][1].items())
        made.append(TableBlock(f"service_sheet_{ids}", named(", ".join(s["title_ko"] for s, _ in beside)), columns, body, f"service_sheet_{ids}", modelled=plan.modelled(Chosen.name)))
    return made


def _sheet(plan: Plan, s: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, tuple[str, Runs]]:
    """The lines of one service's sheet: id -> what it is called, what it says."""
    key = s["service"]
    sites = [x for x in plan.records(Sites) if x["service"] == key]
    scores = {(p["zone"], p["theme"]): p["score"] or 0.0 for p in plan.records(Problems)}
    worst = max(rows, key=lambda r: (scores.get((r["zone"], r["theme"]), 0.0), r["zone"]))
    problem = f"{Problems.name}/{worst['zone']}~{worst['theme']}"

    def own(column: str, format: str = "") -> Runs:
        return (FactRef(f"{Services.name}/{key}/{column}", format),)

    def span(column: str, format: str) -> Runs:
        return (*own(f"{column}_mid", format), Text(" (범위 "), *own(f"{column}_low", format), Text("–"), *own(f"{column}_high", format), Text(")"))

    demand: Runs = (*plan.name("rows/zones", worst["zone"]), Text(": 문제 점수 "), FactRef(f"{problem}/score", "score"), Text(", 의견 비율 "), FactRef(f"{problem}/voice_share", "percent"))
    years = sorted({r["start_year"] for r in rows})
    first = next(r for r in rows if r["start_year"] == years[0])
    last = next(r for r in rows if r["start_year"] == years[-1])
    where: Runs = (FactRef(f"{Sites.name}/*?service={key}/rows", "count"), Text(" 장소(부록의 설치 장소 표)")) if sites else (Text("정해진 장소 없이 운영"),)
    begin: Runs = (FactRef(f"{Chosen.name}/{first['_key']}/start_year", "year"),)
    if len(years) > 1:
        begin = (*begin, Text("부터 "), FactRef(f"{Chosen.name}/{last['_key']}/start_year", "year"), Text("까지 차례로"))
    before = plan.name("rows/services", s["requires"]) if s["requires"] else (Text("없음"),)
    staff: Runs = (Text(", "), FactRef(f"{Chosen.name}/{key}~*/staff_persons", "persons")) if s["staff_per_unit"] is not None else ()
    lines: list[tuple[str, str, Runs]] = [
        ("what", "내용", plan.says(s["description_ko"])),
        ("problem", "다루는 도시문제", plan.name("rows/themes", s["themes"])),
        ("demand", "수요가 가장 큰 곳", demand if worst["theme"] else EMPTY),
        ("zones", "생활권", _zones(plan, rows)),
        ("units", "수량과 장소", (*_sum(key, "units", "plain"), Text(" "), *plan.says(s["unit_ko"]), Text(", "), *where)),
        ("capital", "구축비", (FactRef(f"{Chosen.name}/{key}~*/capital_won", "million_won"), Text(", 단위 "), *span("capital_won", "thousand_won"))),
        ("operating", "연 운영비", (FactRef(f"{Chosen.name}/{key}~*/operating_won_per_year", "million_won"), Text(", 단위 "), *span("operating_won_per_year", "thousand_won"))),
        ("start", "시작 / 운영", (*begin, Text(", 내용연수 "), *own("lifetime_year", "years"), Text(" / "), *plan.says(s["operator_role"]), *staff)),
        ("prerequisites", "선행, 기반시설", (*before, Text(" / "), *plan.name("rows/lists", s["infrastructure_kinds"]))),
        ("links", "연계하는 정보", plan.says(", ".join(split(s["data_links"]))) or EMPTY),
        ("laws", "관련 법률, 규제특례", (*plan.says(", ".join(split(s["laws"]))), Text(f" / {SANDBOX[s['sandbox'] or 'none']}")) if s["laws"] else EMPTY),
        ("effect", "기대 효과", (own("effect_mid_share")[0], Text(" (범위 "), own("effect_low_share")[0], Text("–"), own("effect_high_share")[0], Text(") — 이용하는 사람에게서 문제가 줄어드는 비율"))),
        ("basis", "비용과 효과의 근거", plan.says(f"비용: {COST_KINDS[s['cost_kind']]} ({s['cost_basis']}) / 효과: {COST_KINDS[s['effect_kind']]} ({s['effect_basis']})")),
    ]  # fmt: skip
    return {id: (title, runs) for id, title, runs in lines}


def all_sites_map(plan: Plan) -> list[Block]:
    """Maps of every site, one per field of service."""
    rows = plan.records(Sites)
    if not rows:
        return []
    field = {s["service"]: s["field"] for s in plan.records(Services)}
    spots: dict[str, list[tuple[float, float]]] = {}
    for r in rows:
        spots.setdefault(r["service"], []).append((r["x_m"], r["y_m"]))
    panels: dict[str, list[PointGroup]] = {}
    for service, xy in spots.items():
        panels.setdefault(plan.title("rows/lists", field[service]), []).append(PointGroup(plan.title("rows/services", service), tuple(xy), 2.4))
    drawing = panels_map(plan.zone_shapes, list(panels.items()), prefix="all-sites")
    facts = tuple(f"{Sites.name}/*?service={service}/rows" for service in spots)
    return [Figure("all_sites_map", "map", drawing.svg, drawing.width_px, drawing.height_px, "분야마다 한 장씩, 선정된 서비스의 설치 장소를 점으로 나타낸 지도",
                   named("선정한 서비스의 설치 장소, 분야별"), "all_sites_map", facts=facts, modelled=plan.modelled(Sites.name))]  # fmt: skip


def service_map(plan: Plan, service: str) -> list[Block]:
    """Map of one service's sites."""
    rows = [r for r in plan.records(Sites) if r["service"] == service]
    if not rows:
        return []
    title = plan.title("rows/services", service)
    drawing = points_map(plan.zone_shapes, [PointGroup(title, tuple((r["x_m"], r["y_m"]) for r in rows), 3.0)], prefix=f"sites-{service}", lines=plan.streets)
    return [Figure(f"service_map_{service}", "map", drawing.svg, drawing.width_px, drawing.height_px, f"{title}의 설치 장소 지도",
                   named(f"{title}의 설치 장소"), f"service_map_{service}", facts=(f"{Sites.name}/*?service={service}/rows",), modelled=plan.modelled(Sites.name))]  # fmt: skip


def sites_table(plan: Plan) -> list[Block]:
    """Every site with the place it stands on, by service and zone."""
    names = {(p["layer"], p["place"]): p["name_ko"] for p in plan.records(Located)}
    model = {s["service"]: s for s in plan.records(Services)}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for r in plan.records(Sites):
        found.setdefault((r["service"], r["zone"]), []).append(r)
    rows = [{"_key": "~".join(k), "service": k[0], "zone": k[1], "rows": r} for k, r in found.items()]

    def places(r: dict[str, Any]) -> Runs:
        own = [names[x["layer"], x["place"]] for x in r["rows"] if names.get((x["layer"], x["place"])) not in (None, x["place"])]
        role = plan.title("rows/lists", model[r["service"]]["site_role"])
        return plan.says(", ".join(own[:NAMED_SITES]) + (" 등" if len(own) > NAMED_SITES else "")) if own else plan.says(f"{role} (이름 없는 자리)")

    cells = [
        plan.made("service", "서비스", lambda r: plan.leading(f"places/{r['service']}", plan.name("rows/services", r["service"]))),
        plan.named("zone", "생활권", "rows/zones"),
        plan.made("count", "장소", lambda r: (FactRef(f"{Sites.name}/*?service={r['service']}&zone={r['zone']}/rows", "count", False),), "개", "right"),
        plan.made("people_served", "담당 인구", lambda r: (FactRef(f"{Sites.name}/*?service={r['service']}&zone={r['zone']}/people_added", "people", False),), "명", "right"),
        plan.made("source_place", "설치 장소", places),
    ]
    return plan.table("sites_table", "설치 장소", cells, rows, of=Sites, note="모든 자리의 좌표와 근거(둘레의 인구, 이곳만 닿는 인구, 다음으로 나은 장소)는 계획 폴더의 sites.gpkg에 있다.")


def siting_evidence(plan: Plan) -> list[Block]:
    """Why the sites of each service are where they are: people near a place now and foreseen, floating population, street, dangerous spots, what stands there already, the next best place."""
    model = {s["service"]: s for s in plan.records(Services)}
    rows = [r | {"_key": r["service"]} for r in plan.records(SitedServices)]

    def column(name: str, title: str, unit: str, format: str) -> Cell:
        return plan.made(name, title, lambda r: (FactRef(f"{SitedServices.name}/{r['service']}/{name}", format, False),) if r[name] is not None else EMPTY, unit, "right")

    cells = [
        plan.made("service", "서비스", lambda r: plan.leading(f"places/{r['service']}", plan.name("rows/services", r["service"]))),
        plan.made("surroundings", "설치하는 자리", lambda r: plan.title("rows/lists", model[r["service"]]["site_role"])),
        column("people_now", "둘레 인구", "명", "people"),
        column("people_ahead", "계획 끝 해", "명", "people"),
        column("floating", "유동 인구", "명", "people"),
        column("at_spots", "사고다발지 곁", "개", "count"),
        plan.made("standing_m", "기존 장치까지", lambda r: (FactRef(f"{SitedServices.name}/{r['service']}/standing_m", "metre", False),) if r["standing_m"] is not None else (Text("없음"),), "m", "right"),
        column("lost_people", "바꾸면 잃음", "명", "people"),
    ]
    note = ("장소마다 잰 값의 한가운데 값이다. 유동 인구는 장소가 있는 행정동의 것이다. 바꾸면 잃음은 다른 장소를 모두 두고 한 곳을 가장 나은 다른 곳으로 바꿀 때 못 닿게 되는 사람이다. "
            "새 장소는 같은 시설이 이미 닿는 사람을 빼고 골랐다. 시 전역 서비스에는 정해진 장소가 없다.")  # fmt: skip
    return plan.table("siting_evidence", "설치 장소의 근거", cells, rows, of=SitedServices, note=note)


def roles_table(plan: Plan) -> list[Block]:
    """Who builds, owns and runs each chosen service."""
    found: dict[str, list[dict[str, Any]]] = {}
    for r in plan.records(Projects):
        found.setdefault(r["service"], []).append(r)
    rows = [{"_key": s, "service": s, "rows": r} for s, r in found.items()]

    def bodies(r: dict[str, Any], part: str) -> str:
        return ", ".join(dict.fromkeys(plan.title("rows/authorities", x[part]) for x in r["rows"]))

    cells = [
        plan.named("service", "서비스", "rows/services"),
        plan.made("responsible", "담당", lambda r: r["rows"][0]["operator_role"]),
        plan.made("builder", "짓는 기관", lambda r: bodies(r, "builder")),
        plan.made("owner", "인계받아 관리하는 기관", lambda r: bodies(r, "owner")),
        plan.made("operator", "운영", lambda r: r["rows"][0]["operator_role"]),
    ]
    return plan.table("roles_table", "서비스별 역할", cells, rows)


