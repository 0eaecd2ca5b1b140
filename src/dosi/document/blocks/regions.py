"""Blocks on service zones (권역): the map, the zones of each, the alternatives, and the neighbours each is linked to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dosi.document.drawing.maps import Grouping, grouped_map
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Figure, Runs
from dosi.model.rows import TravelModes
from dosi.model.spatial import RegionPlans, Regions, RegionZones, Travel, ZoneCentres
from dosi.model.table import split
from dosi.model.units import FORMATS, particle

TITLES = {"chosen": "이 계획", "computed": "결정이 없을 때", "fewer": "권역 하나 적게", "more": "권역 하나 많게", "even": "인구를 더 고르게"}


def regions_map(plan: Plan) -> list[Block]:
    """Map of the regions with the alternatives beside it."""
    rows = plan.records(RegionZones)
    if not rows:
        return []
    spots = {c["zone"]: (c["x_m"], c["y_m"]) for c in plan.records(ZoneCentres)}

    def grouping(which: str) -> Grouping:
        mine = [r for r in rows if r["plan"] == which]
        centres = dict.fromkeys(r["region"] for r in mine)
        return Grouping(TITLES[which], {r["zone"]: r["region"] for r in mine}, [spots[c] for c in centres], {r["region"]: r["name_ko"] for r in plan.records(Regions)})

    plans = list(dict.fromkeys(r["plan"] for r in rows))
    drawing = grouped_map(plan.zone_shapes, grouping("chosen"), [grouping(p) for p in plans if p != "chosen"], prefix="regions", legend_title="이 계획의 권역", mark_label="권역의 중심")
    return [Figure("regions_map", "map", drawing.svg, drawing.width_px, drawing.height_px, "생활권을 묶은 권역과 그 중심을 보이고, 다르게 나눈 대안을 작게 곁들인 지도",
                   named("권역과 그 대안"), "regions_map", facts=tuple(f"{Regions.name}/{r['_key']}/zones" for r in plan.records(Regions)), modelled=plan.modelled(Regions.name))]  # fmt: skip


def regions_table(plan: Plan) -> list[Block]:
    """Each region with its living zones, people, balance, travel and the reason."""
    rows, way = plan.records(Regions), _way(plan)
    cells = [
        plan.made("region", "권역", lambda r: r["name_ko"]),
        plan.named("zones", "생활권", "rows/zones"),
        plan.fact(Regions, "people", "인구"),
        plan.fact(Regions, "deviation_share"),
        plan.fact(Regions, way.mean, "중심까지 평균", way.format, id="mean_travel"),
        plan.fact(Regions, way.worst, "가장 먼 곳", way.format, id="worst_travel"),
        plan.words("reason", "정한 이유", "reason_ko"),
    ]
    whole = [(FactRef(f"{RegionPlans.name}/chosen/{c}", way.format, False),) for c in (way.mean, way.worst)]
    total = (named("합계"), (), plan.total(Regions, "*", "people"), (), *whole, ())
    return plan.table("regions_table", "권역의 생활권과 정한 이유", cells, rows, of=Regions, total=total, note=plan.sentence(f"{way.measured_ko} 차이는 권역 인구의 평균과 견준 것이다."))


def region_plans(plan: Plan) -> list[Block]:
    """The division taken beside its alternatives, with what each would cost in travel."""
    way = _way(plan)
    cells = [
        plan.made("plan", "안", lambda r: TITLES[r["plan"]]),
        plan.fact(RegionPlans, "regions", "권역"),
        plan.fact(RegionPlans, "deviation_share"),
        plan.fact(RegionPlans, way.mean, "중심까지 평균", way.format, id="mean_travel"),
        plan.made("extra_travel", "평균의 증감", lambda r: _against(r, way.extra, way.extra_format), FORMATS[way.extra_format].unit_ko, "right"),
        plan.made("extra_of_all", "이동의 증감", lambda r: _against(r, way.of_all, "plain"), way.of_all_ko, "right"),
        plan.made("moved_people", "중심이 바뀌는 사람", lambda r: _against(r, "moved_people", "people"), "명", "right"),
    ]
    note = f"이동은 모두가 중심까지 한 번 가는 {way.what_ko}의 합이다. 안마다 땅이 이어지고 인구 차이의 한도를 지키는(못 지키면 가장 조금 넓힌) 것 가운데 {way.what_ko}{particle(way.what_ko, '이')} 가장 짧다."
    return plan.table("region_plans", "권역을 다르게 나눌 때", cells, plan.records(RegionPlans), of=RegionPlans, note=note)


@dataclass(frozen=True)
class _Way:
    """How travel is told: the columns and formats that hold it, and the sentence that says how it was measured."""

    mean: str
    worst: str
    extra: str
    of_all: str
    format: str
    extra_format: str
    of_all_ko: str
    what_ko: str
    measured_ko: str


def _way(plan: Plan) -> _Way:
    """Minutes by the mode that regions were divided by where its streets are laid, else kilometres of the straight line."""
    mode = next((r["mode"] for r in plan.records(Travel) if r["mode"]), None)
    if mode is None:
        return _Way("mean_m", "worst_m", "extra_m", "extra_person_km", "km", "metre", "인·km", "거리", "거리는 집에서 중심까지의 직선이다.")
    title = next(m["title_ko"] for m in plan.records(TravelModes) if m["mode"] == mode)
    partly = any(r["along_share"] < 1 for r in plan.records(RegionZones) if r["plan"] == "chosen")
    apart = f" 길을 따라 잰 인구는 {{fact {RegionPlans.name}/chosen/along_share|percent}}이고, 길이 닿지 않는 나머지는 직선거리를 {title}의 속도로 나누었다." if partly else ""
    told = f"시간은 집에서 중심까지 길을 따라 {title}{particle(title, '으로')} 가는 시간이다.{apart}"
    return _Way("mean_min", "worst_min", "extra_min", "extra_person_hours", "minutes", "minutes", "인·시간", "시간", told)


def _against(row: dict[str, Any], column: str, format: str) -> Runs:
    return EMPTY if row["plan"] == "chosen" else (FactRef(f"{RegionPlans.name}/{row['_key']}/{column}", format, False),)


def neighbours_by_region(plan: Plan, id: str) -> list[Block]:
    """Neighbouring cities and projects of a register: the regions they touch, what leads there, and which services are shared."""
    table = plan.shelf.named(f"registers/{id}")
    region_of = {r["zone"]: r["region"] for r in plan.records(RegionZones) if r["plan"] == "chosen"}
    rows = [row | {"_key": key} for key, row in zip(table.keys(), table.records(), strict=True)]

    def where(row: dict[str, Any]) -> Runs:
        touched = dict.fromkeys(region_of[z] for z in split(row["zones"]) if z in region_of)
        return plan.name(Regions.name, ";".join(touched)) if touched else EMPTY

    cells = [
        plan.words("neighbour", "이웃"),
        plan.words("kind", "구분", "kind_ko"),
        plan.made("region", "닿는 권역", where),
        plan.words("road", "잇는 길·대중교통", "road_ko"),
        plan.words("shared", "함께 쓰는 서비스", "shared_ko"),
        plan.words("source", "자료", "source_ko"),
    ]
    return plan.table("neighbours_by_region", "이웃 도시·사업과 권역의 이음", cells, rows)
