"""The plan as HTML and as HWPX: same numbers, same headings, same bytes twice."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import unhwp
from hwpx import HwpxDocument
from hypothesis import given
from hypothesis import strategies as st

from dosi.document.drawing import charts, looks, maps
from dosi.document.render import columns, html, hwpx, paper
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


def make_map(prefix: str) -> looks.Drawing:
    shapes = [maps.Shape(z, shapely.box(i * 3000, i % 2 * 900, i * 3000 + 3000, 6000), name) for i, (z, name) in enumerate(ZONES.items())]
    values = {"z01": 0.12, "z02": 0.46, "z03": 0.80, "z04": None}
    sites = maps.PointGroup("설치 위치", ((1500, 3000), (4200, 2500)))
    classes = maps.quantile_classes(values.values(), lambda v: f"{v * 100:.1f}%")
    return maps.choropleth(shapes, values, classes, prefix=prefix, legend_title="기준 밖 인구 비율", points=[sites])


def make_table(number: int, rows: int = 4, extra: int = 0) -> TableBlock:
    columns = (
        TableColumn("zone", "생활권"), TableColumn("people", "인구", "명", "right"), TableColumn("lag", "기준 밖 비율", "%", "right"),
        TableColumn("won", "사업비", "백만원", "right"), TableColumn("because", "선정 사유"),
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
        f"t{number}", (Text("생활권별 인구와 사업비"),), columns, tuple(made), f"table-{number}", f"표 1-{number}", True,
        answers=("art-8",), modelled=number % 2 == 1, note=(Text("자료: 통계청 "), Ref("date", "2024"), Text(", 세종특별자치시")),
    )  # fmt: skip


def make_document(parts: int = 1, rows: int = 4) -> Document:
    blocks: list[Block] = []
    for part in range(1, parts + 1):
        zone = FactRef("problems/lags/z02/lag")
        people, won = FactRef("data/stock/z01/people"), FactRef("portfolio/chosen/*/capital_won", "eok_won")
        drawing, chart = make_map(f"m{part}"), charts.bars(
            [charts.Bar("보행 안전", 0.82, "0.820"), charts.Bar("대중교통 접근", 0.61, "0.610"), charts.Bar("침수", None)],
            prefix=f"b{part}", value_title="문제 점수",
        )  # fmt: skip
        n = part * 10
        blocks += [
            Heading(1, (Text("지역적 특성과 현황"),), f"part-{part}", str(part)),
            Paragraph((Text("이 장은 도시의 현황을 생활권별로 살펴, 무엇이 어디에서 얼마나 모자라는지를 밝힙니다."),), style="lead"),
            Heading(2, (Text("인구와 생활권"),), f"chapter-{part}", f"{part}.1", ("art-8-1",)),
            Paragraph(
                (
                    Ref("article", "「스마트도시 조성 및 산업진흥 등에 관한 법률」 제8조제1항", "chapter-1"),
                    Text("에 따라 살핀 결과, 행복생활권에는 "),
                    people,
                    Text("이 살고, 조치원에서는 주민의 "),
                    zone,
                    Text("가 기준 밖에 있습니다. 소정의 값은 "),
                    FactRef("problems/lags/z04/lag"),
                    Text("(자료 없음)이며 영으로 보지 않았습니다. 선정한 사업의 사업비는 모두 "),
                    won,
                    Text("입니다."),
                ),
                f"p-{part}",
                "body",
                ("art-8",),
                True,
            ),
            Paragraph((Text("보행 안전: 통학로와 횡단보도 & <신호>"),), style="bullet"),
            Paragraph((Text("대중교통: 정류장까지 걷는 길이 먼 생활권 "), Ref("name", "3곳")), style="bullet"),
            make_table(n + 1, rows),
            Paragraph((Text("값은 자료의 시점에 따라 다를 수 있습니다."),), style="note"),
            Heading(3, (Text("공간 분포"),), f"section-{part}", f"{part}.1.1"),
            Figure(
                f"f{n}",
                "map",
                drawing.svg,
                drawing.width_px,
                drawing.height_px,
                "생활권별 기준 밖 인구 비율 지도",
                (Text("기준 밖 인구 비율"),),
                f"figure-{n}",
                f"그림 {part}.1-1",
                ("problems/lags/z01/lag", "problems/lags/z02/lag"),
                (),
                True,
                (Text("자료: 통계청"),),
            ),
            Figure(
                f"f{n + 1}",
                "chart",
                chart.svg,
                chart.width_px,
                chart.height_px,
                "문제 점수 막대그림",
                (Text("생활권의 문제 점수"),),
                f"figure-{n + 1}",
                f"그림 {part}.1-2",
            ),
            Heading(4, (Text("작성할 내용"),), f"sub-{part}", f"{part}.1.1.1"),
            Paragraph(
                (Ref("written", "시는 2029년까지 모든 통학로를 정비한다."),), f"w-{part}", "body", (), False, "text/goals.md", "스마트도시과", "2025-11-03"
            ),
            Gap("제8조제1항제5호 재원", "연차별 재원 조달 방안을 적으십시오 (text/finance.md).", f"gap-{part}", ("art-8-5",)),
            Heading(2, (Text("연차별 사업비"),), f"money-{part}", f"{part}.2"),
            make_table(n + 2, rows, extra=5),
        ]
    return Document("시범시 스마트도시계획", "2025–2029", "시범시", "예시, 공식 계획 아님", "2025-11-30", tuple(blocks))


# HTML


class Page(HTMLParser):
    """What a test asks of a page: elements with their attributes, and the text in facts and outside of marked words."""

    VOID = frozenset({"meta", "link", "col", "br", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.facts: list[tuple[str, str]] = []
        self.bare: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {k: v or "" for k, v in attrs}
        self.found.append((tag, said))
        if tag not in self.VOID:
            self._open.append((tag, said))
        if "data-fact" in said:
            self.facts.append((said["data-fact"], ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any("data-fact" in a for _, a in self._open):
            self.facts[-1] = (self.facts[-1][0], self.facts[-1][1] + data)
        elif not any("data-ref" in a or t in ("svg", "style", "script", "title", "nav") for t, a in self._open):
            self.bare.append(data)

    def all(self, tag: str, class_name: str = "") -> list[dict[str, str]]:
        return [a for t, a in self.found if t == tag and class_name in ["", *a.get("class", "").split()]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("html")
    html.render(make_document(2), make_facts(), path)
    return path


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page((folder / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def explained(folder: Path) -> dict[str, Any]:
    script = (folder / "assets" / "facts.js").read_text(encoding="utf-8")
    said, _, read = script.removeprefix("window.dosiFacts=").rstrip().rstrip(";").partition(";\nwindow.dosiReads=")
    found: dict[str, Any] = json.loads(said)
    reads = json.loads(read)
    for fact in found.values():
        if "reads" in fact.get("origin", {}):
            fact["origin"]["reads"] = [reads[no] for no in fact["origin"]["reads"]]
    return found


def shown_facts(document: Document, facts: Facts) -> list[str]:
    return [facts.text(run) for block in document.blocks for runs in html._runs_of(block) for run in runs if isinstance(run, FactRef)]


def test_every_kind_of_block_is_on_the_page(page: Page) -> None:
    document = make_document(2)
    assert len([t for t, a in page.found if re.fullmatch("h[2-5]", t)]) == sum(isinstance(b, Heading) for b in document.blocks)
    assert len(page.all("figure", "table-block")) == sum(isinstance(b, TableBlock) for b in document.blocks)
    assert len(page.all("figure", "picture")) == sum(isinstance(b, Figure) for b in document.blocks)
    assert len(page.all("div", "gap")) == sum(isinstance(b, Gap) for b in document.blocks)
    assert len(page.all("li", "")) > sum(isinstance(b, Paragraph) and b.style == "bullet" for b in document.blocks)


def test_every_fact_is_a_link_with_its_text_and_an_explanation(page: Page, explained: dict[str, Any]) -> None:
    document, facts = make_document(2), make_facts()
    in_text = [text for _, text in page.facts]
    for text in shown_facts(document, facts):
        assert text in in_text
    assert {id for id, _ in page.facts} == set(explained) == set(html.facts_shown(document))
    for attributes in page.all("a", "fact"):
        assert attributes["href"] == "#"


def test_no_digit_stands_outside_a_fact_or_a_marked_reference(page: Page) -> None:
    assert [text for text in page.bare if re.search(r"[0-9]", text)] == []


def test_modelled_is_marked_once_per_block(page: Page) -> None:
    assert len(page.all("span", "modelled")) == sum(b.modelled for b in make_document(2).blocks)


def test_links_within_the_page_lead_somewhere(page: Page) -> None:
    ids = [a["id"] for _, a in page.found if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a in page.all("a") if a.get("href", "").startswith("#") and a["href"] != "#"}
    assert targets <= set(ids)


def test_the_page_asks_nothing_of_a_server(folder: Path) -> None:
    for file in (folder / "index.html", *folder.glob("assets/*.*")):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//|@import|fetch\(|url\(["']?https?:""", text), file.name
    for name in re.findall(r'(?:src|href)="(assets/[^"]+)"', (folder / "index.html").read_text(encoding="utf-8")):
        assert (folder / name).exists()
    assert (folder / "assets/fonts/LICENSE.txt").exists()


def test_words_are_escaped_and_the_status_stands_on_cover_and_bar(folder: Path) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "횡단보도 &amp; &lt;신호&gt;" in text
    assert text.count("예시, 공식 계획 아님") >= 3


def test_an_explanation_says_its_origin_and_walks_to_what_it_is_made_of(explained: dict[str, Any]) -> None:
    copied, computed, chosen = (explained[i] for i in ("data/stock/z01/people", "problems/lags/z02/lag", "portfolio/chosen/z02/capital_won"))
    assert copied["way"] == "copied"
    assert (copied["origin"]["file"], copied["origin"]["row"], copied["origin"]["column"]) == ("data:population/stock_2024.csv", "z01", "people")
    assert (copied["origin"]["vintage"], copied["origin"]["licence"], copied["kind"]) == ("2024", "공공누리", "관측")
    assert computed["range"] == ["35.7%", "55.7%"]
    assert computed["because"] == "인구 43,905명 가운데 기준 밖에 사는 비율입니다."
    assert computed["origin"]["reads"][0]["rows"] == 1
    assert computed["origin"]["reads"][0]["title"] == "시설 현황"
    assert computed["made_of"] == ["data/stock/z02/people"]
    assert chosen["way"] == "chosen"
    assert chosen["made_of"] == ["data/stock/z01/people", "problems/lags/z02/lag"]
    assert chosen["origin"]["bound"] == 1240.0
    assert explained["problems/lags/z04/lag"]["text"] == "—"


def test_html_is_the_same_twice(folder: Path, tmp_path: Path) -> None:
    html.render(make_document(2), make_facts(), tmp_path)
    files = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    for name in files:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()


# HWPX


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hwpx") / "plan.hwpx"
    hwpx.render(make_document(2), make_facts(), path)
    return path


def outline(path: Path) -> list[tuple[int, str]]:
    """Headings as a second reader finds them."""
    found: list[tuple[int, str]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            head = (node.get("Paragraph") or {}).get("style", {}).get("head") or {}
            if head.get("kind") == "Outline":
                found.append((head["level"] + 1, "".join(c["Text"]["text"] for c in node["Paragraph"]["content"] if "Text" in c)))
            node = list(node.values())
        if isinstance(node, list):
            for below in node:
                walk(below)

    walk(json.loads(unhwp.parse(str(path)).json)["sections"])
    return found


def test_hwpx_keeps_to_the_format(office: Path) -> None:
    report = HwpxDocument.open(str(office)).validate()
    assert report.ok, list(report.issues)


def test_a_second_reader_finds_the_same_headings_tables_and_figures(office: Path) -> None:
    document, read = make_document(2), unhwp.parse(str(office))
    headings = [(b.level, f"{b.number}  {b.runs[0].text}") for b in document.blocks if isinstance(b, Heading)]  # type: ignore[union-attr]
    assert outline(office) == headings
    assert len(read.get_tables()) == sum(isinstance(b, TableBlock) for b in document.blocks)
    assert read.image_count == sum(isinstance(b, Figure) for b in document.blocks)


def test_the_numbers_are_those_of_the_page(office: Path) -> None:
    text = unhwp.parse(str(office)).plain_text
    document, facts = make_document(2), make_facts()
    wanted: dict[str, int] = {}
    for shown in shown_facts(document, facts):
        wanted[shown] = wanted.get(shown, 0) + 1
    for shown, times in wanted.items():
        assert text.count(shown) >= times, shown
    assert text.count("모형값 (modelled)") == sum(b.modelled for b in document.blocks)
    assert text.count("작성 필요") == sum(isinstance(b, Gap) for b in document.blocks)


def test_hwpx_is_the_same_twice(office: Path, tmp_path: Path) -> None:
    hwpx.render(make_document(2), make_facts(), tmp_path / "again.hwpx")
    assert office.read_bytes() == (tmp_path / "again.hwpx").read_bytes()


def test_landscape_tables_lie_on_landscape_pages_with_their_heading(office: Path) -> None:
    file = HwpxDocument.open(str(office))
    lies = [next(e.get("landscape") for e in s.element.iter() if str(e.tag).endswith("}pagePr")) for s in file.sections]
    assert lies == ["WIDELY", "NARROWLY", "WIDELY", "NARROWLY"]
    assert [(lies, len(blocks)) for lies, blocks in paper.stretches(make_document(1).blocks)] == [(False, 14), (True, 2)]
    assert next(p.text for p in file.sections[1].paragraphs if p.text) == "1.2  연차별 사업비"


def test_hwpx_says_its_status_on_every_page_and_no_date_of_the_clock(office: Path) -> None:
    file = HwpxDocument.open(str(office))
    for section in file.sections:
        heads = [e for e in section.element.iter() if str(e.tag).endswith("}header")]
        assert any("예시, 공식 계획 아님" in "".join(h.itertext()) for h in heads)
    described = file.parts.metadata
    assert described is not None
    assert "2025-11-30T00:00:00Z" in str(described)


def test_signs_that_xml_cannot_hold_do_not_stop_the_plan(tmp_path: Path) -> None:
    odd = Document("도시", "", "도시", "초안", "2025", (Paragraph((Text("시민의 말\x0b\x00 끝"),)),))
    hwpx.render(odd, make_facts(), tmp_path / "odd.hwpx")
    assert "시민의 말 끝" in unhwp.parse(str(tmp_path / "odd.hwpx")).plain_text


def only(*blocks: Block) -> Document:
    return Document("시범시 스마트도시계획", "2025–2029", "시범시", "예시, 공식 계획 아님", "2025-11-30", blocks)


def test_what_every_row_says_alike_stands_once_under_the_table(tmp_path: Path) -> None:
    table = replace(make_table(1), once=(4,))
    words = "기준 밖에 사는 주민이 많고 횡단보도 정비 요구가 잦은 곳입니다."
    html.render(only(table), make_facts(), tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count(words) == 1 and f"선정 사유: {words}" in re.sub(r"<[^>]*>", "", page)
    hwpx.render(only(table), make_facts(), tmp_path / "plan.hwpx")
    assert unhwp.parse(str(tmp_path / "plan.hwpx")).plain_text.count(words) == 1


def test_a_signature_stands_once_at_the_end_of_what_was_signed(tmp_path: Path) -> None:
    first = Paragraph((Text("첫 문단입니다."),), "w", "body", (), False, "text/goals.md", "스마트도시과", "2025-11-03", closes=False)
    document = only(first, replace(first, runs=(Text("끝 문단입니다."),), closes=True))
    html.render(document, make_facts(), tmp_path)
    hwpx.render(document, make_facts(), tmp_path / "plan.hwpx")
    for said in ((tmp_path / "index.html").read_text(encoding="utf-8"), unhwp.parse(str(tmp_path / "plan.hwpx")).plain_text):
        assert said.count("2025-11-03") == 1 and said.index("끝 문단") < said.index("2025-11-03")


texts = st.lists(st.sampled_from(["보행", "안전", "smart", "12,345", "국가시범도시", "횡단보도"]), max_size=8).map(" ".join)


@given(st.integers(2, 7).flatmap(lambda n: st.lists(st.lists(texts, min_size=n, max_size=n), min_size=1, max_size=6)), st.floats(20, 80))
def test_columns_fill_the_room_and_take_no_more_lines_than_equal_ones(cells: list[list[str]], room: float) -> None:
    widths = columns.share(cells, room)
    assert widths.sum() == pytest.approx(room) and (widths > 0).all()
    runs = np.array([[columns.ems(text) for text in row] for row in cells])
    assert np.maximum(runs / widths, 1).max(axis=1).sum() <= np.maximum(runs / (room / len(widths)), 1).max(axis=1).sum() + len(cells)


def test_the_column_that_says_most_gets_most_room() -> None:
    rows = [["곳", "수", "까닭"], *[["조치원", "12", "통학로와 횡단보도가 어둡고 차가 빨라 어린이가 다치는 일이 잦다"]] * 5]
    widths = columns.share(rows, 30)
    assert widths[2] > 3 * max(widths[0], widths[1]) and columns.lines(rows, widths) == [1, 2, 2, 2, 2, 2]
