"""Texts of the plan: the catalogue's sections, what only people can write, and the forms a city fills in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dosi.model.table import Table, column


@dataclass(frozen=True)
class Printed:
    """A paragraph or a bullet of what people wrote, as the plan prints it."""

    words: str
    bullet: bool
    raw: str
    """as it stands in the file"""
    gap: str
    """blanks after it"""


def printed(body: str) -> list[Printed]:
    """The paragraphs of a body: blank lines part them; in one that begins with "- ", every line is one of its own."""
    made: list[Printed] = []
    parts = re.split(r"(\n\s*\n)", body.strip())
    for part, gap in zip(parts[::2], [*parts[1::2], "\n"], strict=True):
        words = part.strip()
        lines = words.split("\n") if words.startswith("- ") else [words] if words else []
        for no, line in enumerate(lines, start=1):
            made.append(Printed(line.removeprefix("- ").replace("\n", " "), line.startswith("- "), line, "\n" if no < len(lines) else gap))
    return made


class Sections(Table):
    """Sections of the plan document, in order."""

    name, key, ko = "texts/sections", ("section",), "계획서 구성"
    section = column("text", "기호", "section")
    no = column("int", "순서", "order")
    level = column("int", "수준", "heading level")
    title_ko = column("text", "제목", "title")
    title_en = column("text", "영문", "English")
    follows = column("bool", "이어 씀", "whether a part goes on where the one before it ends, instead of a page of its own")
    text = column("text", "작성 파일", "file people write", optional=True)
    body = column("text", "본문", "body with marks", optional=True)
    file = column("text", "파일", "file")


class Shorts(Table):
    """Short documents on the plan, from the same facts: a summary, a leaflet."""

    name, key, ko = "texts/shorts", ("short",), "짧은 문서"
    short = column("text", "기호", "id: name of its files")
    no = column("int", "순서", "order")
    title_ko = column("text", "제목", "title")
    title_en = column("text", "영문", "English")
    form = column("text", "모양", "layout", choices=("summary", "leaflet"))
    most_pages = column("int", "쪽 수 한도", "pages it may take")
    formats = column("list", "형식", "formats it is written in")
    text = column("text", "작성 파일", "file people write", optional=True)
    body = column("text", "본문", "body with marks", optional=True)
    file = column("text", "파일", "file")


class Pages(Table):
    """Pages beside the plan, one for each row of a table: a problem, an indicator."""

    name, key, ko = "texts/pages", ("page",), "낱장"
    page = column("text", "기호", "id: folder of its files")
    no = column("int", "순서", "order")
    title_ko = column("text", "제목", "title")
    title_en = column("text", "영문", "English")
    each = column("text", "행마다 한 장", "table that has a page for each row")
    where = column("list", "조건", "column=value that a row must have", optional=True)
    per = column("text", "나누는 열", "column whose every value has its own first rows", optional=True)
    first = column("int", "앞의 몇 행", "how many rows of each value have a page; empty: all", unit="plain", optional=True)
    formats = column("list", "형식", "formats it is written in")
    text = column("text", "작성 파일", "file people write", optional=True)
    body = column("text", "본문", "body with marks; $column stands for the row's cell, $key for its key", optional=True)
    file = column("text", "파일", "file")


class Written(Table):
    """What people wrote, by section file and anchor; signed or awaiting a signature."""

    name, key, ko = "texts/written", ("text", "anchor"), "작성한 글"
    text = column("text", "파일", "text file")
    anchor = column("text", "자리", "anchor")
    body = column("text", "글", "body")
    body_sha256 = column("text", "지문", "hash of the body")
    signed_role = column("text", "서명자", "signed by (role)", optional=True)
    signed_on = column("date", "서명일", "signed on", optional=True)
    file = column("text", "파일", "file")


class Forms(Table):
    """The registers a city fills in: one row per column, as the catalogue's registers.toml declares them."""

    name, key, ko = "texts/forms", ("register", "form_column"), "작성 서식"
    register = column("text", "서식", "register")
    title_ko = column("text", "제목", "title")
    citation_ko = column("text", "근거", "citation", optional=True)
    ask_ko = column("text", "작성 안내", "what to fill in", optional=True)
    form_column = column("text", "열", "column")
    no = column("int", "순서", "order")
    column_ko = column("text", "열 이름", "column title")
    column_en = column("text", "영문 열 이름", "English column title")
    is_optional = column("bool", "비워도 됨", "may be empty")
    type = column("text", "종류", "type")
    is_key = column("bool", "기본 열", "part of the key")
    several = column("bool", "여러 행", "several rows may have the same key, told apart by a number")
    joins = column("text", "값의 목록", "what its values must be: list name, zone, service, authority", optional=True)
    departments = column("list", "작성 부서", "departments whose workbook holds the form", optional=True)
    example = column("text", "작성 보기", "an invented filled cell", optional=True)
    given = column("bool", "작성됨", "whether the city has filled in the register")


class Standards(Table):
    """Requirements of smart infrastructure standards, one row each, as standards/*.toml declare them."""

    name, key, ko = "rows/standards", ("standard", "requirement"), "스마트기반시설 기준"
    standard = column("text", "기준", "standard")
    requirement = column("text", "요구사항", "requirement")
    title_ko = column("text", "기준", "standard title")
    title_en = column("text", "영문", "English")
    infrastructure_kind = column("text", "기반시설 종류", "infrastructure kind")
    edition = column("text", "판", "edition")
    role = column("text", "대상", "role of the layer it applies to")
    applies_where = column("list", "대상 조건", "attribute conditions, e.g. spaces_min=50", optional=True)
    exempt_where = column("list", "예외 조건", "attribute conditions each of which alone excepts, e.g. fibre_only=Y", optional=True)
    zone_kinds = column("list", "생활권 구분", "kinds of zone it applies in; empty: all", optional=True)
    kind = column("text", "검사 방법", "kind of requirement")
    parameters = column("list", "한계값", "limit values as name=value")
    distance = column("text", "거리 재는 법", "straight | network", optional=True)
    severity = column("text", "의무", "severity", choices=("must", "should"))
    force = column("text", "효력", "legal force", choices=("law", "guideline", "city"))
    reason_ko = column("text", "이유", "reason of a city choice", optional=True)
    ranges = column("list", "정할 수 있는 범위", "range within which a city may choose a limit, as name=low..high", optional=True)
    exceptions_ko = column("text", "예외", "exceptions", optional=True)
    national = column("list", "나라의 한계값", "limit values of the national requirement that the city's edition replaces", optional=True)
    national_severity = column("text", "나라의 의무", "its severity", optional=True)
    titles = column("list", "속성 이름", "what its attributes, their values (name.value) and roles are called, as name=title", optional=True)
    sentence_ko = column("text", "문장", "sentence")
    sentence_en = column("text", "영문 문장", "English sentence")
    met_by = column("text", "채우는 서비스", "service whose units make good what is lacking", optional=True)
    met_each = column("number", "서비스 하나가 채우는 수", "lacking units that one unit of that service makes good", optional=True)
    verify_ko = column("text", "확인 방법", "how to verify", optional=True)
    source_kind = column("text", "출처의 성격", "kind of source")
    citation = column("text", "출처", "citation")
    address = column("text", "주소", "address", optional=True)
    on_date = column("date", "기준일", "date", optional=True)
