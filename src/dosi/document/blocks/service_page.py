"""Blocks of the page on a service's places: what speaks for them together, and for each of them."""

from __future__ import annotations

from typing import Any

from dosi.document.plan import EMPTY, Cell, Plan
from dosi.model.blocks import Block, FactRef, Runs, Text
from dosi.model.choices import SitedServices, SiteEvidence, Sites, SiteSurroundings
from dosi.model.findings import Located
from dosi.model.table import split

FIGURES = (
    ("sites", "장소", "count", "고른 장소의 수"),
    ("people_now", "둘레의 인구", "people", "서비스의 거리(정한 것이 없으면 300 m) 안에 사는 사람, 한가운데 값"),
    ("people_ahead", "계획 끝 해의 둘레 인구", "people", "그 사람에 생활권의 인구 전망을 곱한 값, 한가운데 값"),
    ("floating", "유동 인구", "people", "장소가 있는 행정동의 유동 인구, 한가운데 값"),
    ("street_km_per_h", "길의 속도(km/h)", "number", "백 m 안의 가장 가까운 길에서 잰 속도, 한가운데 값"),
    ("at_spots", "사고다발지 곁의 장소", "count", "300 m 안에 사고다발지가 있는 장소"),
    ("standing_m", "기존 장치까지", "metre", "같은 장치 가운데 가장 가까운 것까지의 거리, 한가운데 값"),
    ("people_reached", "모두 닿는 인구", "people", "고른 장소가 모두 함께 새로 닿는 사람"),
    ("people_possible", "가장 많이 닿을 수 있는 인구", "people", "생활권마다 같은 수의 다른 어떤 장소를 골라도 이보다 많이 닿을 수 없다(증명된 값). 모두 닿는 인구와의 차이는 작은 규모의 장소가 큰 규모에도 그대로 있게 한 값이다"),
    ("people_alone", "이곳만 닿는 인구", "people", "다른 장소와 기존 장치가 닿지 않는 사람, 한가운데 값"),
    ("lost_people", "바꾸면 잃는 인구", "people", "가장 나은 다른 곳으로 바꿀 때 못 닿게 되는 사람, 한가운데 값"),
    ("bettered", "바꾸면 나아지는 장소", "count", "한 곳만 바꾸어도 더 많은 사람에게 닿는 장소. 작은 규모의 장소가 큰 규모에도 그대로 있게 하므로 생긴다"),
)
"""figures of a service's places: column, title, format, meaning"""


def service_figures(plan: Plan, service: str) -> list[Block]:
    """The evidence of one service's places together, with what each figure means; what is not known says so."""
    row = plan[SitedServices].row(plan[SitedServices].position(service))  # type: ignore[arg-type]

    def value(r: dict[str, Any]) -> Runs:
        return (Text("자료 없음"),) if row[r["column"]] is None else (FactRef(f"{SitedServices.name}/{service}/{r['column']}", r["format"]),)

    cells = [plan.made("measure", "항목", lambda r: r["title"]), plan.made("value", "값", value, align="right"), plan.made("meaning", "뜻", lambda r: r["why"])]
    listed = [{"_key": column, "column": column, "title": title, "format": format, "why": why} for column, title, format, why in FIGURES]
    return plan.table("service_figures", "설치 장소의 근거", cells, listed, of=SitedServices)


def service_places(plan: Plan, service: str) -> list[Block]:
    """Every place of one service: where, from when, and what a survey on the spot begins with."""
    names = {(p["layer"], p["place"]): p["name_ko"] or p["place"] for p in plan.records(Located)}
    why, around = ({r["site"]: r for r in plan.records(kind)} for kind in (SiteEvidence, SiteSurroundings))
    rows = [r for r in plan.records(Sites) if r["service"] == service]

    def known(kind: type[SiteEvidence] | type[SiteSurroundings], column: str, title: str, unit: str, format: str = "plain") -> Cell:
        held = why if kind is SiteEvidence else around
        return plan.made(column, title, lambda r: (FactRef(f"{kind.name}/{r['site']}/{column}", format, False),) if held.get(r["site"], {}).get(column) is not None else EMPTY, unit, "right")

    def other(r: dict[str, Any]) -> Runs:
        one = why.get(r["site"])
        return plan.says(names.get((one["other_layer"], one["other_place"]), one["other_place"])) if one and one["other_place"] else EMPTY

    def facilities(r: dict[str, Any]) -> Runs:
        counts = dict(part.split("=") for part in split(around[r["site"]]["around"]))
        return plan.says(", ".join(f"{plan.title('rows/lists', role)} {count}" for role, count in counts.items()))

    cells = [
        plan.made("place", "장소", lambda r: plan.says(names[r["layer"], r["place"]])),
        plan.named("zone", "생활권", "rows/zones"),
        plan.fact(Sites, "start_year", "시작"),
        known(SiteSurroundings, "people_now", "둘레 인구", "명"),
        known(SiteSurroundings, "people_ahead", "계획 끝 해", "명"),
        known(SiteSurroundings, "floating", "유동 인구", "명"),
        plan.made("street_ko", "길", lambda r: plan.says(around[r["site"]]["street_ko"])),
        known(SiteSurroundings, "street_km_per_h", "속도", "km/h", "number"),
        known(SiteSurroundings, "spots_near", "사고다발지", "곳"),
        known(SiteEvidence, "standing_m", "기존 장치까지", "m", "metre"),
        known(SiteEvidence, "people_alone", "이곳만 닿음", "명"),
        plan.made("other", "다음으로 나은 곳", other),
        known(SiteEvidence, "lost_people", "바꾸면 잃음", "명"),
        plan.made("around", "둘레의 시설", facilities),
    ]
    return plan.table("service_places", "장소마다의 근거", cells, rows, of=Sites, note="둘레의 시설은 300 m 안에 있는 다른 시설이다. 빈칸은 자료가 없거나 해당하지 않는 것이다.")
