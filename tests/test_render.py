"""The plan as HTML and as HWPX: same numbers, same headings, same bytes twice."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import shapely

from dosi.document import draw
from dosi.document.render import html
from dosi.model.blocks import (
    Block,
    Document,
    FactRef,
    Figure,
    Gap,
    Heading,
    Paragraph,
    Ref,
    TableBlock,
    TableColumn,
    TableRow,
    Text,
)
from dosi.model.city import Shelf
from dosi.model.facts import Facts
from dosi.model.table import Choice, Source, Table, column

ZONES = {"z01": "행복생활권", "z02": "조치원", "z03": "연서", "z04": "소정"}


class Stock(Table):
    name, key, ko = "data/stock", ("zone",), "시설 현황"
    zone = column("text", "생활권", "zone")
    people = column("int", "인구", "people", unit="people")


class Lags(Table):
    name, key, ko = "problems/lags", ("zone",), "생활권별 격차"
    because, because_en = "인구 {people|people} 가운데 기준 밖에 사는 비율입니다.", "share of people beyond the standard"
    zone = column("text", "생활권", "zone")
    people = column("int", "인구", "people", unit="people", reads=["data/stock[zone].people"])
    lag = column("share", "기준 밖 인구 비율", "share beyond", optional=True, reads=["data/stock[zone].people"], range=("lag_low", "lag_high"))
    lag_low = column("share", "하한", "low", optional=True)
    lag_high = column("share", "상한", "high", optional=True)


class Chosen(Table):
    name, key, ko = "portfolio/chosen", ("zone",), "선택한 사업"
    zone = column("text", "생활권", "zone")
    capital_won = column("won", "사업비", "capital", chosen=True, reads=["problems/lags[zone].lag"])


def make_facts() -> Facts:
    people = {"z01": 84_210, "z02": 43_905, "z03": 7_480, "z04": 2_611}
    lag = {"z01": 0.1234, "z02": 0.4567, "z03": 0.801, "z04": None}
    file = Source("data:population/stock_2024.csv", "ab" * 32, "2024", "통계청", "https://example.org", "공공누리", "observed")
    stock = Stock([{"zone": z, "people": n} for z, n in people.items()], [file])
    lags = Lags(
        [{"zone": z, "people": people[z], "lag": v, "lag_low": v and v - 0.1, "lag_high": v and v + 0.1} for z, v in lag.items()],
        made_by="dosi.problems.lags",
    )
    limit = Choice("portfolio", ("data/stock/z01/people",), 1234.5, 1240.0, 0.0044)
    chosen = Chosen([{"zone": z, "capital_won": 42_000_000 * (i + 1)} for i, z in enumerate(ZONES)], made_by="portfolio.choose", choice=limit)
    return Facts(Shelf({t.name: t for t in (stock, lags, chosen)}), 2025)


def make_map(prefix: str) -> draw.Drawing:
    shapes = [draw.Shape(z, shapely.box(i * 3000, i % 2 * 900, i * 3000 + 3000, 6000), name) for i, (z, name) in enumerate(ZONES.items())]
    values = {"z01": 0.12, "z02": 0.46, "z03": 0.80, "z04": None}
    sites = draw.PointGroup("설치 위치", ((1500, 3000), (4200, 2500)))
    classes = draw.quantile_classes(values.values(), lambda v: f"{v * 100:.1f}%")
    return draw.choropleth(shapes, values, classes, prefix=prefix, legend_title="기준 밖 인구 비율", points=[sites])


def make_table(number: int, rows: int = 4, landscape: bool = False, extra: int = 0) -> TableBlock:
    columns = (
        TableColumn("zone", "생활권", width=1.4), TableColumn("people", "인구", "명", "right"), TableColumn("lag", "기준 밖 비율", "%", "right"),
        TableColumn("won", "사업비", "백만원", "right"), TableColumn("because", "선정 사유", width=2.6),
        *(TableColumn(f"more{i}", f"{2025 + i}년", "백만원", "right") for i in range(extra)),
    )  # fmt: skip
    made = []
    for at in range(rows):
        zone = list(ZONES)[at % 4]
        money = FactRef(f"portfolio/chosen/{zone}/capital_won", with_unit=False)
        made.append(
            TableRow(
                f"{zone}-{at}",
                (
                    (Text(ZONES[zone]),), (FactRef(f"data/stock/{zone}/people", with_unit=False),),
                    (FactRef(f"problems/lags/{zone}/lag", with_unit=False),), (money,),
                    (Text("기준 밖에 사는 주민이 많고 횡단보도 정비 요구가 잦은 곳입니다."),), *(((money,),) * extra),
                ),
            )
        )  # fmt: skip
    total = FactRef("portfolio/chosen/*/capital_won", with_unit=False)
    last = ((Text("합계"),), (FactRef("data/stock/*/people", with_unit=False),), (Text("—"),), (total,), (Text(""),), *(((total,),) * extra))
    made.append(TableRow("total", last))
    return TableBlock(
        f"t{number}", (Text("생활권별 인구와 사업비"),), columns, tuple(made), f"table-{number}", f"표 1-{number}", True, landscape,
        ("art-8",), number % 2 == 1, (Text("자료: 통계청 "), Ref("date", "2024"), Text(", 세종특별자치시")),
    )  # fmt: skip


def make_document(parts: int = 1, rows: int = 4) -> Document:
    blocks: list[Block] = []
    for part in range(1, parts + 1):
        zone = FactRef("problems/lags/z02/lag")
        people, won = FactRef("data/stock/z01/people"), FactRef("portfolio/chosen/*/capital_won", "eok_won")
        drawing, chart = make_map(f"m{part}"), draw.bars(
            [draw.Bar("보행 안전", 0.82, "0.820"), draw.Bar("대중교통 접근", 0.61, "0.610"), draw.Bar("침수", None)],
            prefix=f"b{part}", value_title="문제 점수",
        )  # fmt: skip
        n = part * 10
        blocks += [
            Heading(1, (Text("지역적 특성과 현황"),), f"part-{part}", str(part)),
            Paragraph((Text("이 장은 도시의 현황을 생활권별로 살펴, 무엇이 어디에서 얼마나 모자라는지를 밝힙니다."),), style="lead"),
            Heading(2, (Text("인구와 생활권"),), f"chapter-{part}", f"{part}.1", ("art-8-1",)),
            Paragraph(
                (
                    Ref("article", "「스마트도시 조성 및 산업진흥 등에 관한 법률」 제8조제1항", "chapter-1"), Text("에 따라 살핀 결과, 행복생활권에는 "), people,
                    Text("이 살고, 조치원에서는 주민의 "), zone, Text("가 기준 밖에 있습니다. 소정의 값은 "), FactRef("problems/lags/z04/lag"),
                    Text("(자료 없음)이며 영으로 보지 않았습니다. 선정한 사업의 사업비는 모두 "), won, Text("입니다."),
                ),
                f"p-{part}", "body", ("art-8",), True,
            ),  # fmt: skip
            Paragraph((Text("보행 안전: 통학로와 횡단보도 & <신호>"),), style="bullet"),
            Paragraph((Text("대중교통: 정류장까지 걷는 길이 먼 생활권 "), Ref("name", "3곳")), style="bullet"),
            make_table(n + 1, rows),
            Paragraph((Text("값은 자료의 시점에 따라 다를 수 있습니다."),), style="note"),
            Heading(3, (Text("공간 분포"),), f"section-{part}", f"{part}.1.1"),
            Figure(f"f{n}", "map", drawing.svg, drawing.width_px, drawing.height_px, "생활권별 기준 밖 인구 비율 지도", (Text("기준 밖 인구 비율"),),
                   f"figure-{n}", f"그림 {part}.1-1", ("problems/lags/z01/lag", "problems/lags/z02/lag"), (), True, (Text("자료: 통계청"),)),
            Figure(f"f{n + 1}", "chart", chart.svg, chart.width_px, chart.height_px, "문제 점수 막대그림", (Text("생활권의 문제 점수"),), f"figure-{n + 1}", f"그림 {part}.1-2"),
            Heading(4, (Text("작성할 내용"),), f"sub-{part}", f"{part}.1.1.1"),
            Paragraph((Ref("written", "시는 2029년까지 모든 통학로를 정비한다."),), f"w-{part}", "body", (), False, "text/goals.md", "스마트도시과", "2025-11-03"),
            Gap("제8조제1항제5호 재원", "연차별 재원 조달 방안을 적으십시오 (text/finance.md).", f"gap-{part}", ("art-8-5",)),
            Heading(2, (Text("연차별 사업비"),), f"money-{part}", f"{part}.2"),
            make_table(n + 2, rows, landscape=True, extra=5),
        ]  # fmt: skip
    return Document("시범시 스마트도시계획", "2025–2029", "시범시", "예시, 공식 계획 아님", "2025-11-30", tuple(blocks))
