"""Blocks on people: how sure the grid is, who lives where, when they are there, and how many they will be."""

from __future__ import annotations

from typing import Any

from dosi.document.plan import Plan
from dosi.model.blocks import Block, FactRef, Paragraph, Runs, Text
from dosi.model.findings import PeopleCells, PeopleCompared, PopulationError

CITY_ERROR = f"{PopulationError.name}/city~"


def population_grid(plan: Plan) -> list[Block]:
    """Where the grid of people comes from, and how far people divided over cells miss what is known."""
    made: list[Block] = []
    if len(plan[PeopleCompared]):
        sums = f"{PeopleCompared.name}/*"
        made.append(Paragraph(plan.sentence(f"인구 격자는 받은 그대로 쓴다. 세는 날과 방법이 달라 행정동 수치에 맞추어 늘리거나 줄이지 않고 견주기만 한다. 격자의 합은 "
                                            f"{{fact {sums}/in_cells|people}}, 행정동의 공표 인구는 {{fact {sums}/official|people}}{{이다}}."), "population_grid"))  # fmt: skip
    elif len(plan[PeopleCells]):
        made.append(Paragraph(plan.sentence(f"받은 인구 격자가 없어 행정동의 공표 인구를 땅의 쓰임에 따라 격자 {{fact {PeopleCells.name}/*/rows|count}}에 나누었다(모형값). "
                                            f"행정동마다의 합은 공표 수치와 같다."), "population_grid", modelled=True))  # fmt: skip
    else:
        return [Paragraph((Text("인구 격자도, 인구를 격자에 나눌 땅의 쓰임 자료도 없다(자료 없음)."),), "population_grid")]
    if not len(plan[PopulationError]):
        return [*made, Paragraph((Text("땅의 쓰임 자료가 없어(자료 없음) 격자로 나눈 인구의 오차는 재지 못하였다."),), style="note")]
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
    return [*made, Paragraph(plan.sentence(said)), *plan.table("population_error", "격자로 나눈 인구를 행정동으로 되짚은 오차", cells, units, of=PopulationError)]
