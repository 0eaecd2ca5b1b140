"""Compose the standards book: every standard with what it asks, why, how it is checked, and pictures of what passes and what fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dosi.document.blocks.infrastructure import FORCE, SEVERITY
from dosi.document.composing import numbered
from dosi.document.drawing.cases import worked_pairs
from dosi.document.plan import Plan, named
from dosi.model.blocks import Block, Document, Figure, Heading, Paragraph, TableBlock
from dosi.model.city import City, Shelf
from dosi.model.markup import plain_runs
from dosi.model.standard_cases import Worked
from dosi.model.table import split
from dosi.model.texts import Standards

TITLE, SUBTITLE, ID = "스마트기반시설 기준서", "기준, 까닭, 확인 방법과 보기 그림", "standards"
STATES_KO = {"pass": "적합", "fail": "미달", "cannot_tell": "확인 불가", "not_applicable": "해당 없음"}
HOW_TO_READ = (
    "기준마다 요구사항이 있고, 요구사항마다 한계값, 의무인지 권고인지, 법령과 지침에서 왔는지 시가 정했는지를 적는다.",
    "판정은 넷이다. 적합, 미달, 확인 불가, 해당 없음. 자료가 없는 것은 적합이 아니라 확인 불가다.",
    "시가 정한 값에는 까닭과 정할 수 있는 범위를 함께 적는다. 시는 나라의 의무를 더 엄하게 할 수 있으나 느슨하게 할 수 없다.",
    "그림은 시험에 쓰는 사례를 그대로 그린 것이다. 왼쪽은 맞는 것, 오른쪽은 어긋나는 것이다. 그 밖의 판정은 표에 문장으로 싣는다.",
)
MOST_ROWS = 5
"""rows of pictures in one figure, so that it fits on a page"""


Words = Mapping[str, Mapping[str, str]]
"""what the values of each kind of requirement are called: kind, value = title"""


def compose_book(city: City, shelf: Shelf, worked: Sequence[Worked], words: Words) -> Document:
    """The book of all standards on the shelf, by kind of infrastructure."""
    plan = Plan(city, shelf)
    rows = plan.records(Standards)
    made: list[Block] = [Heading(1, named("이 기준서를 읽는 법"), "reading"), *(Paragraph(plan.says(words), style="bullet") for words in HOW_TO_READ), *_overview(plan, rows)]
    kinds = sorted((r for r in shelf.named("rows/lists").records() if r["list"] == "infrastructure_kinds"), key=lambda r: r["no"]) if "rows/lists" in shelf else []
    for kind in kinds:
        mine = [r for r in rows if r["infrastructure_kind"] == kind["item"]]
        if mine:
            made.append(Heading(1, plain_runs(kind["title_ko"], written=True), kind["item"]))
            for standard in dict.fromkeys(r["standard"] for r in mine):
                made += _standard(plan, [r for r in mine if r["standard"] == standard], [w for w in worked if w.case.standard == standard], words)
    if plan.addresses:
        made += [Heading(1, named("출처의 주소"), "addresses"), *(Paragraph(plain_runs(f"[{number}] {address}", written=True), style="source") for address, number in plan.addresses.items())]
    return Document(TITLE, SUBTITLE, city.name, city.status, city.as_of, tuple(numbered(made)), ID)


def _overview(plan: Plan, rows: list[dict[str, Any]]) -> list[Block]:
    first = {r["standard"]: r for r in reversed(rows)}
    cells = [
        plan.made("kind", "기반시설", lambda r: plan.title("rows/lists", r["infrastructure_kind"]) if "rows/lists" in plan.shelf else r["infrastructure_kind"]),
        plan.made("standard", "기준", lambda r: r["title_ko"]),
        plan.made("must", "의무", lambda r: _count(rows, r["standard"], "severity", "must"), "가지", "right"),
        plan.made("should", "권고", lambda r: _count(rows, r["standard"], "severity", "should"), "가지", "right"),
        plan.made("city", "시가 정한 것", lambda r: _count(rows, r["standard"], "force", "city"), "가지", "right"),
        plan.words("edition", "판", "edition"),
    ]
    order = sorted(first.values(), key=lambda r: (r["infrastructure_kind"], r["title_ko"]))
    return plan.table("standards_overview", "기준의 목록과 요구사항의 수", cells, order, key=lambda r: str(r["standard"]))


def _count(rows: list[dict[str, Any]], standard: str, column: str, value: str) -> str:
    return str(sum(r["standard"] == standard and r[column] == value for r in rows))


def _standard(plan: Plan, rows: list[dict[str, Any]], worked: list[Worked], words: Words) -> list[Block]:
    one = rows[0]
    name = one["standard"]
    made: list[Block] = [Heading(2, plain_runs(one["title_ko"], written=True), name), Paragraph(plan.says(f"{one['title_en']}. 판 {one['edition']}. 출처: {one['citation']}"), style="source")]
    cells = [
        plan.words("sentence", "내용", "sentence_ko"),
        plan.made("limit", "한계값", lambda r: _values(r, words[r["kind"]])),
        plan.made("severity", "의무", lambda r: SEVERITY[r["severity"]]),
        plan.made("force", "효력", lambda r: FORCE[r["force"]]),
        plan.made("reason", "까닭", lambda r: r["reason_ko"] or ""),
        plan.made("range", "정할 수 있는 범위", lambda r: _ranges(r, words[r["kind"]])),
        plan.words("exceptions", "예외", "exceptions_ko"),
        plan.words("verify", "확인 방법", "verify_ko"),
    ]
    made += plan.table(f"book_{name}", plain_runs(f"{one['title_ko']}의 요구사항", written=True), cells, rows)
    pairs = [(_of(worked, r["requirement"], "pass"), _of(worked, r["requirement"], "fail")) for r in rows]
    drawn = [(good, bad) for good, bad in pairs if good and bad]
    for start in range(0, len(drawn), MOST_ROWS):
        some = drawn[start : start + MOST_ROWS]
        picture = worked_pairs(some, prefix=f"case-{name}-{start}")
        alt = " ".join(f"{w.case.ko} {w.because_ko}." for pair in some for w in pair)
        made.append(Figure(f"cases_{name}", "chart", picture.svg, picture.width_px, picture.height_px, alt, plain_runs(f"{one['title_ko']}: 맞는 것과 어긋나는 것", written=True), f"cases-{name}"))
    shown = {id(w) for pair in drawn for w in pair}
    rest = [w for w in worked if id(w) not in shown]
    return made + _others(plan, name, rows, rest)


def _others(plan: Plan, standard: str, rows: list[dict[str, Any]], worked: list[Worked]) -> list[TableBlock]:
    """Cases that are told in words: what cannot be told, what is not concerned, and further ones."""
    sentence = {r["requirement"]: r["sentence_ko"] for r in rows}
    listed = [{"_key": f"{w.case.requirement}~{n}", "asks": sentence[w.case.requirement], "case": w.case.ko, "state": STATES_KO[w.case.state], "because": w.because_ko} for n, w in enumerate(worked)]
    cells = [plan.words("case", "사례"), plan.words("state", "판정"), plan.words("because", "까닭")]
    return plan.table(f"cases_{standard}_more", "그 밖의 판정", cells, listed)


def _of(worked: list[Worked], requirement: str, state: str) -> Worked | None:
    return next((w for w in worked if w.case.requirement == requirement and w.case.state == state), None)


def _values(row: dict[str, Any], words: Mapping[str, str]) -> str:
    """The limits in words: values, attributes and roles by their titles."""
    titles = dict(part.split("=", 1) for part in split(row["titles"])) | PER
    given = dict(part.split("=", 1) for part in split(row["parameters"]))

    def said(value: str) -> str:
        head, _, rest = value.partition(":")
        named = titles.get(f"{given.get('attribute') or given.get('under')}.{head}") or titles.get(value) or titles.get(value.removeprefix("length_km:"), head if rest else value)
        return f"{named} {rest}" if rest and value not in titles and "length_km:" not in value else named

    listed = [f"{words[name]} {' / '.join(said(v) for v in value.split('|'))}" for name, value in given.items()]
    return ", ".join(listed) + (" (길을 따라)" if row["distance"] == "network" else "")


PER = {"people": "주민(명)", "area_km2": "면적(km²)", "inside": "안", "outside": "밖", "Y": "있음", "N": "없음"}


def _ranges(row: dict[str, Any], words: Mapping[str, str]) -> str:
    titles = dict(part.split("=", 1) for part in split(row["titles"]))
    named = {name: words.get(name) or titles.get(name) or titles.get(name.rpartition("_")[0], name) for name in (part.partition("=")[0] for part in split(row["ranges"]))}
    return ", ".join(f"{named[name]} {span.replace('..', '–')}" for name, _, span in (part.partition("=") for part in split(row["ranges"])))
