"""Blocks on people: how sure the grid is, who lives where, when they are there, and how many they will be."""

from __future__ import annotations

from typing import Any

from dosi.document.errors import GRID, assumed_grid
from dosi.document.group_columns import MOST_IN_PROFILE, group_cells, group_totals, supplied
from dosi.document.plan import EMPTY, Plan, named
from dosi.model.blocks import Block, FactRef, Paragraph, Ref, Runs, Text
from dosi.model.city import CITY
from dosi.model.findings import ForecastBacktest, ForecastErrors, PeopleCells, PeopleCompared, PeopleForecast, PeopleGroups, PeopleHours, PopulationError
from dosi.model.layers import Ages, Layers, PlannedHousing, Series
from dosi.model.rows import ForecastAssumptions, PlanningAreas, PopulationGroups, Zones

TOLD_FROM_SHARE = 0.1
"""of the official people of a part of a unit: what a supplied grid differs less is not worth a sentence"""
CITY_ERROR = f"{PopulationError.name}/city~"


def population_grid(plan: Plan) -> list[Block]:
    """Where the grid of people comes from, and how far people divided over cells miss what is known."""
    made: list[Block] = []
    if len(plan[PeopleCompared]):
        sums = f"{PeopleCompared.name}/*"
        worst = max(plan.records(PeopleCompared), key=lambda r: abs(r["difference"]))
        at = f"{PeopleCompared.name}/{worst['_key']}"
        made.append(Paragraph(plan.sentence(f"받은 인구 격자의 합은 {{fact {sums}/in_cells|people}}, 행정동의 공표 인구는 {{fact {sums}/official|people}}{{이다}}. "
                                            f"세는 날과 방법이 다르므로, 행정동에서 생활권마다 나눈 공표 인구와 같아지도록 격자의 인구를 비율대로 늘리거나 줄여 썼다."), "population_grid"))  # fmt: skip
        if abs(worst["difference"]) > TOLD_FROM_SHARE * worst["official"]:
            where = (*plan.name("rows/reporting_units", worst["unit"]), Text("에서 "), *plan.name("rows/zones", worst["zone"]))
            counted = plan.sentence(f"에 드는 몫이 가장 크게 달랐다: 받은 격자는 {{fact {at}/in_cells|people}}, 공표 인구를 나눈 수는 {{fact {at}/official|people}}{{이다}}.")
            made.append(Paragraph((*where, *counted), style="note"))
    elif len(plan[PeopleCells]):
        made.append(Paragraph(plan.sentence(f"받은 인구 격자가 없어 행정동의 공표 인구를 땅의 쓰임에 따라 격자 {{fact {PeopleCells.name}/*/rows|count}}에 나누었다(모형값). "
                                            f"행정동마다의 합은 공표 수치와 같다."), "population_grid", modelled=True))  # fmt: skip
    else:
        return [Paragraph((Text("인구 격자도, 인구를 격자에 나눌 땅의 쓰임 자료도 없다(자료 없음)."),), "population_grid")]
    grids = [r for r in plan.records(Layers) if r["role"] == GRID and r["file"]]
    if grids and all(r["kind"] == "observed" for r in grids):
        return [*made, Paragraph((Text("받은 인구 격자는 센 값이어서 오차가 없는 것으로 본다."),), style="note")]
    if not len(plan[PopulationError]):
        said = "땅의 쓰임 자료가 없어(자료 없음) 격자 인구의 오차는 재지 못하였다. "
        held = "그 격자로 잰 지표의 구간에는 가정한 오차를 쓴다. " if assumed_grid(plan) else "가정한 오차도 없어, 그 격자로 잰 지표에는 구간이 없다(오차를 모름)."
        return [*made, Paragraph((Text(said + held), *assumed_grid(plan)), style="note")]
    units = plan.records(PopulationError, lambda r: r["level"] == "unit" and r["method"] == "dasymetric")
    said = (f"오차는 성격이 같은 이웃 행정동까지 더한 인구를 격자에 나누었다가 행정동으로 되짚어 잰다. 땅의 쓰임으로 나누면 평균 {{fact {CITY_ERROR}dasymetric/error_share|percent}}"
            f"(변동계수 {{fact {CITY_ERROR}dasymetric/variation|number}}), 면적으로만 나누면 평균 {{fact {CITY_ERROR}areal/error_share|percent}}"
            f"(변동계수 {{fact {CITY_ERROR}areal/variation|number}}) 어긋난다.")  # fmt: skip

    def areal(row: dict[str, Any]) -> Runs:
        return (FactRef(f"{PopulationError.name}/{row['place']}~areal/error_share", "percent", False),)

    cells = [
        plan.named("place", "행정동·읍·면", "rows/reporting_units"),
        plan.fact(PopulationError, "official"),
        plan.fact(PopulationError, "predicted"),
        plan.fact(PopulationError, "error_share", "땅의 쓰임으로 나눈 오차", "percent"),
        plan.made("areal", "면적으로 나눈 오차", areal, "%", "right"),
    ]
    if len(plan[PeopleCompared]):  # the cells are not those that were measured: what the city comes to is enough
        said += " 받은 격자 자체가 행정동 안에서 얼마나 어긋나는지는 알려지지 않아, 그 격자로 잰 지표의 구간에는 땅의 쓰임으로 나눈 이 변동계수를 대신 쓴다."
        return [*made, Paragraph(plan.sentence(said))]
    return [*made, Paragraph(plan.sentence(said)), *plan.table("population_error", "격자로 나눈 인구를 행정동으로 되짚은 오차", cells, units, of=PopulationError)]


def people_groups(plan: Plan) -> list[Block]:
    """Groups of people by zone, unless the profile of the zones has room for them; what no file says; and the fullest and emptiest hour."""
    groups = plan.records(PopulationGroups)
    lacking = [g["title_ko"] for g in groups if g not in supplied(plan)]
    note = f"인구 집단의 자료 없음: {', '.join(lacking)}." if lacking else ""
    made: list[Block] = []
    if len(supplied(plan)) > MOST_IN_PROFILE:
        zones = sorted(plan.records(Zones), key=lambda z: (z["map_order"], z["zone"]))
        cells = [plan.named("zone", "생활권", "rows/zones"), *group_cells(plan)]
        made += plan.table("people_groups", "생활권의 인구 집단", cells, zones, of=PeopleGroups, total=[named("시 전체"), *group_totals(plan)], note=note)
    elif note:
        made.append(Paragraph(plan.says(note), "people_groups", "note"))
    return [*made, *_hours(plan)] if groups else made


def _hours(plan: Plan) -> list[Block]:
    """The hours with most and fewest people in the city, and what is not supplied."""
    rows = plan.records(PeopleHours, lambda r: r["place"] == CITY)
    if not rows:
        return [Paragraph((Text("시간대별 인구 자료 없음: 생활권도, 시 전체도 받은 자료가 없다."),), "people_hours", "note")]
    most, least = max(rows, key=lambda r: (r["people"], -r["hour"])), min(rows, key=lambda r: (r["people"], r["hour"]))
    said = (f"시 안에 있는 사람(생활인구)은 {{fact {PeopleHours.name}/{most['_key']}/hour|plain}}시에 가장 많아 {{fact {PeopleHours.name}/{most['_key']}/people|people}}, "
            f"{{fact {PeopleHours.name}/{least['_key']}/hour|plain}}시에 가장 적어 {{fact {PeopleHours.name}/{least['_key']}/people|people}}{{이다}}(날마다의 중앙값). "
            f"생활권별 시간대 자료는 없다(자료 없음).")  # fmt: skip
    return [Paragraph(plan.sentence(said), "people_hours")]


def people_forecast(plan: Plan) -> list[Block]:
    """People of zones in the last year of the plan, low, middle and high, and how such forecasts did before."""
    rows = plan.records(PeopleForecast)
    if not rows:
        return []
    last = max(r["year"] for r in rows)
    zones = [z["zone"] for z in sorted(plan.records(Zones), key=lambda z: (z["map_order"], z["zone"]))]

    def about(place: str, variant: str, column: str) -> Runs:
        key = f"{place}~{last}~{variant}"
        return (FactRef(f"{PeopleForecast.name}/{key}/{column}", "people", False),) if plan[PeopleForecast].at(key, column) is not None else EMPTY

    if not len(plan[Series]) and not len(plan[PlannedHousing]) and not len(plan[Ages]) and plan[PeopleForecast].position(f"{CITY}~{last}~mid") is not None:
        low, mid, high = (f"{{fact {PeopleForecast.name}/{CITY}~{last}~{v}/people|people}}" for v in ("low", "mid", "high"))
        said = f"계획의 마지막 해 말 시 인구는 {mid}, 낮으면 {low}, 높으면 {high}{{으로}} 본다. 추세를 잴 시계열도, 나이별 인구도, 주택 공급 일정도 받지 못해(자료 없음) 지금 인구에 오차만 더한 값이다."
        return [Paragraph(plan.sentence(said), "people_forecast", modelled=plan.modelled(PeopleForecast.name))]

    columns = (("base", "지금 인구", "mid"), ("change", "증감", "mid"), ("move_in", "입주", "mid"), ("move_out", "옮겨 감", "mid"),
               ("people", "중간", "mid"), ("people", "낮음", "low"), ("people", "높음", "high"))  # fmt: skip
    cells = [plan.made("place", "생활권", lambda r: plan.name("rows/zones", r["place"]))]
    for column, title, variant in columns:
        cells.append(plan.made(f"{column}_{variant}", title, lambda r, c=column, v=variant: about(r["place"], v, c), "명", "right"))  # type: ignore[misc]
    cells.append(plan.made("method", "방법", lambda r: r["method_ko"]))
    listed = sorted((r for r in rows if r["year"] == last and r["variant"] == "mid" and r["level"] == "zone"), key=lambda r: zones.index(r["place"]))
    total = [named("시 전체"), *(about(CITY, v, c) for c, _, v in columns), ()]
    caption: Runs = (Text("생활권 인구 전망, "), Ref("date", f"{last}년 말"))
    note = ("중간 = 지금 인구 + 증감 + 입주 - 옮겨 감. 옮겨 감은 다른 생활권의 새 주택으로 가는 사람이다. 낮음과 높음 사이에 열에 여덟이 들도록 잡았다. "
            "생활권의 오차가 한쪽으로만 쏠리지는 않으므로 시 전체의 폭은 생활권의 폭을 더한 것보다 좁다.")  # fmt: skip
    if len(plan[PlannedHousing]) and not len(plan[PlanningAreas]):
        note += " 주택 공급 목록의 구역이 어느 생활권인지 적은 표(rows/planning_areas)가 없어 새 주택의 입주는 더하지 못하였다."
    return [*plan.table("people_forecast", caption, cells, listed, of=PeopleForecast, total=total, note=note), Paragraph(_judged(plan), "forecast_backtest", "note")]


def _judged(plan: Plan) -> Runs:
    """How such forecasts did before, or why that is not known, and where the band comes from."""
    if len(plan[ForecastBacktest]):
        ahead = max(r["months"] for r in plan.records(ForecastBacktest))
        at = f"{ForecastBacktest.name}/{{}}~{ahead}/mean_share"
        said = plan.sentence(f"지난 {{fact {at.format('kept_growth').replace('mean_share', 'origins')}|count}} 시점에서 {{fact {at.format('kept_growth').replace('mean_share', 'months')}|plain}}개월 뒤의 행정동 인구를 "
                             f"되짚으면 이 방법은 평균 {{fact {at.format('kept_growth')}|percent}}, 그대로 두면 {{fact {at.format('no_change')}|percent}}, "
                             f"지난 한 해의 증감을 모두 이으면 {{fact {at.format('same_growth')}|percent}} 어긋난다.")  # fmt: skip
        return said + (_covered(plan) if len(plan[ForecastErrors]) else _borrowed(plan))
    dates = sorted({str(d) for d in plan[Series].rows["on_date"]})
    if not dates:
        return (Text("지난 인구의 시계열이 없어(자료 없음) 전망이 얼마나 맞는지 되짚지 못하였다."), *_borrowed(plan))
    return (Text("지난 인구의 시계열이 "), Ref("date", dates[0]), Text("부터 "), Ref("date", dates[-1]), Text("까지뿐이라 전망이 얼마나 맞는지 되짚지 못하였다."), *_borrowed(plan))


def _covered(plan: Plan) -> Runs:
    """How much of the past lay inside the band, what was left out for that, and what was not."""
    rows = sorted(plan.records(ForecastErrors), key=lambda r: int(r["months"]))
    first, last = (f"{ForecastErrors.name}/{r['_key']}" for r in (rows[0], rows[-1]))
    said = (f" 폭은 이 되짚기에서 열에 여덟의 오차가 든 만큼이며(행정동은 {{fact {first}/months|plain}}개월 뒤 {{fact {first}/unit_share|percent}}, 시 전체는 {{fact {first}/city_share|percent}}), "
            f"{{fact {last}/months|plain}}개월보다 먼 해에는 달수에 비례하여 넓혔다.")  # fmt: skip
    if rows[0]["covered_share"] is not None:
        said += f" 다른 생활권의 행정동에서만 얻은 폭에는 생활권 오차의 {{fact {first}/covered_share|percent}}{{이}} 들었다."
    if rows[0]["covered_later_share"] is not None:
        said += f" 앞선 달에서만 얻은 폭에는 나중 달 행정동 오차의 {{fact {first}/covered_later_share|percent}}{{이}} 들었다."
    return plan.sentence(said + " 시 전체의 오차는 따로 떼어 시험하지 못하였다.") + _basis(plan, "증감이 이어지는 비율의 근거", "growth_kept_share")


def _borrowed(plan: Plan) -> Runs:
    """Where the band comes from that the city's own past cannot tell."""
    return (Text(" 폭은 이 시의 지난 오차가 아니라 가정이다."), *_basis(plan, "행정동마다의 오차", "error_per_year_share"), *_basis(plan, "시 전체의 오차", "city_error_per_year_share"))


def _basis(plan: Plan, title: str, assumption: str) -> Runs:
    """What the row of an assumption says of its origin."""
    return tuple(run for row in plan.records(ForecastAssumptions, lambda r: r["assumption"] == assumption) for run in (Text(f" {title}: "), *plan.says(row["basis"]), Text(".")))
