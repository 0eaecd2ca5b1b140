"""The reference, made from what the program itself reads: commands, table declarations, catalogue rows, registries, the JSON Schema.

Nothing is listed here: every page walks a registry or a folder, so that what is added to the program appears by itself.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import typer

from docs.page import Page, Writer, docstring, inline
from dosi.document import render
from dosi.document.composing import known_blocks
from dosi.evidence.asking import asked, taken
from dosi.evidence.measuring import known_shapes
from dosi.infrastructure.checking import known_kinds
from dosi.model.city import City, Shelf
from dosi.model.table import Column, Table, split
from dosi.model.texts import Forms
from dosi.model.units import FORMATS, write
from dosi.portfolio.modelling import known_constraints
from dosi.services.matching import known_gates
from dosi.services.ranking_models import known_facts
from dosi.sources import city as city_folder
from dosi.sources.vectors import READERS
from dosi.workbench import planfile
from dosi.workbench.chain import CHAIN
from dosi.workbench.cli import app
from dosi.workbench.store import declared_tables

ROOT = Path(__file__).resolve().parent.parent.parent
GROUP = "참고"
ROWS = "참고: 목록"
WIDEST = 11
"""columns of a table; wider rows are shown one under the other"""
FOLDERS = {"rows": "사람이 채우는 표 (rows people fill in)", "texts": "글과 서식 (texts and forms)", "layers": "자료에서 읽은 표 (read from data layers)"}
"""first part of a table's name and what such tables are; tables of other parts are made by a stage"""
COMMON = "reference/"
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def pages() -> list[Page]:
    """Every page of the reference."""
    return [commands(), city_files(), *tables(), *kinds(), *catalogue(), plan_json()]


# commands ------------------------------------------------------------------------------------------------------------


def commands() -> Page:
    """Every command with its arguments and options, as the command line declares them."""
    page = Writer()
    page.heading(1, "명령 (commands)", "commands")
    page.words("끝난 상태: 0 됨, 1 답이 “아니오”(check), 2 입력이 잘못됨. 답하는 명령은 모두 `--json`을 받습니다.")
    page.words("Exit status: 0 done, 1 the answer is “no” (check), 2 the input is at fault. Every command that answers takes `--json`.", "muted")
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        page.heading(2, f"dosi {name}", name)
        page.words(command.help or "")
        rows = []
        usage = []
        for p in command.params:
            is_option = p.param_type_name == "option"
            given = ", ".join(p.opts) if is_option else str(p.name).upper()
            usage.append(f"[{p.opts[0]}{'' if getattr(p, 'is_flag', False) else ' …'}]" if is_option and not p.required else f"{p.opts[0]} …" if is_option else given if p.required else f"[{given}]")
            default = p.default if isinstance(p.default, (str, int, Path)) and not isinstance(p.default, bool) else None
            rows.append((f"`{given}`", "필요 (required)" if p.required else str(default) if default not in (None, "", 0) else "", getattr(p, "help", "") or ""))
        page.code(f"dosi {name} {' '.join(usage)}")
        page.table(("인자·옵션", "기본값", "뜻"), rows, [f"{name}-{p.name}" for p in command.params])
    return page.page(f"{COMMON}commands.html", "명령", GROUP)


# the city folder -----------------------------------------------------------------------------------------------------


def city_files() -> Page:
    """Every file a city folder may hold: settings and layers as `dosi new` proposes them, tables with their columns."""
    page = Writer()
    page.heading(1, "도시 폴더 (the city folder)", "city-folder")
    page.words("도시 하나는 폴더 하나입니다. 표는 CSV나 Excel(.xlsx)로 두고, 아래 이름을 그대로 씁니다. 없는 파일은 빈칸이 되고, 있는데 틀린 칸은 파일·행·열과 함께 모두 알려 줍니다.")
    page.words("A city is a folder. What is absent is a gap in the draft; what is there but wrong is told with file, row and column.", "muted")
    page.heading(2, "파일 (files)", "files")
    people = city_folder.kinds()
    listed = [
        ("`city.toml`", "이름, 계획기간, 가격 기준 연도, 좌표계, 지정 사항", "[city.toml](#city-toml)"),
        ("`layers.toml`", "자료 파일의 목록: 무엇을 어디서 어떤 열로 읽는가", "[layers.toml](#layers-toml)"),
        *((f"`{_place(k)}`", k.ko, f"[열](tables.html#{_anchor(k.name)})") for k in people),
        *((f"`rows/registers/{r}.csv`", title, f"[열](registers-{country}.html#{r})") for country in countries() for r, title in _register_titles(country).items()),
        ("`text/*.md`", "사람이 쓰는 글. 무엇을 어느 파일에 쓰는지는 `dosi new`가 만든 `text/README.txt`에 있다.", ""),
        ("`data/`", "자료 파일. 이름은 `layers.toml`에서 정한다.", ""),
        ("`plan/`", "dosi가 쓴다: 단계마다 표 하나, `plan.json`, `document/`", "[plan.json](plan-json.html)"),
        ("`versions/`", "`dosi seal`이 봉인한 판. 읽기만 한다.", "[dosi seal](commands.html#seal)"),
    ]
    page.html(_linked_table(("파일", "담는 것", "자세히"), listed))
    page.heading(2, "city.toml", "city-toml")
    page.words("설정의 이름과 뜻입니다. 아래는 `dosi new`가 처음 쓰는 모습입니다.")
    page.table(("설정", "종류"), [(f"`{n}`", _type_words(t)) for n, t in City.__annotations__.items()], [f"city-toml-{n}" for n in City.__annotations__])
    for country in countries():
        folder = city_folder.CATALOGUE / country / city_folder.START
        if folder.is_dir():
            page.code((folder / "city.toml").read_text(encoding="utf-8"))
    page.heading(2, "layers.toml", "layers-toml")
    page.words("자료(layer)마다 후보 파일을 차례로 찾아 처음 있는 것을 씁니다. `dosi new`는 지표·서비스·기준이 쓰는 자료를 모두 주석으로 적어 주므로 #을 지우고 고치면 됩니다.")
    for country in countries():
        folder = city_folder.CATALOGUE / country / city_folder.START
        if folder.is_dir():
            page.code((folder / "layers.toml").read_text(encoding="utf-8"))
    page.heading(3, "읽는 파일 형식 (formats read)", "formats-read")
    endings = ["CSV (.csv, .csv.gz)", "Excel (.xlsx)", *READERS]
    page.words(", ".join(f"`{e}`" for e in endings))
    return page.page(f"{COMMON}city-folder.html", "도시 폴더", GROUP)


def _place(kind: type[Table]) -> str:
    return f"{'voice' if kind in city_folder.IN_VOICE else 'rows'}/{kind.name.partition('/')[2]}.csv"


def _register_titles(country: str) -> dict[str, str]:
    rows = shelf_of(country)[Forms].rows
    return dict(zip(rows["register"], rows["title_ko"], strict=True))


def _type_words(type: Any) -> str:
    return {"str": "글", "int": "정수", "tuple[str, ...]": "[designations]의 true인 이름"}.get(str(type), str(type))


def _linked_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table whose cells may hold Markdown links of ours."""
    writer = Writer()
    writer.table(list(heads), [list(r) for r in rows])
    return LINK.sub(r'<a href="\2">\1</a>', writer.parts[0])


# tables --------------------------------------------------------------------------------------------------------------


def tables() -> list[Page]:
    """The data dictionary: every table and column as its declaration says, by what makes the table."""
    made_by = {kind.name: stage for stage in CHAIN for kind in stage.makes}
    groups: dict[str, list[type[Table]]] = {}
    for kind in declared_tables().values():
        groups.setdefault("people" if kind.name.partition("/")[0] in FOLDERS else "stages", []).append(kind)
    titles = {"people": ("tables", "표와 열: 입력", "읽는 표 (tables read)"), "stages": ("stage-tables", "표와 열: 계산", "계산한 표 (tables computed)")}
    made = []
    for group, (path, short, title) in titles.items():
        page = Writer()
        page.heading(1, title, path)
        page.words("표의 선언이 곧 자료 사전입니다. 열마다 종류, 단위, 뜻이 있고, 종류에 맞지 않는 칸은 읽을 때 알려 줍니다. `*`은 기본 열(key)입니다.")
        page.words("The declaration of a table is its data dictionary: type, unit and meaning of each column; `*` marks the key.", "muted")
        for kind in groups[group]:
            page.heading(2, f"{kind.ko} `{kind.name}`", _anchor(kind.name))
            page.docstring(kind)
            if kind.name in made_by:
                stage = made_by[kind.name]
                page.words(f"만드는 단계: `--to {stage.name}`, 함수 `{stage.label}`")
            if kind in city_folder.kinds():
                page.words(f"파일: `{_place(kind)}` (같은 이름의 Excel도 됨)")
            if kind.because:
                page.words(f"행마다 붙는 까닭: {kind.because}")
            page.table(("열", "종류", "단위", "뜻", "meaning", "비고"), [_column_row(n, c, kind) for n, c in kind.columns.items()], [f"{_anchor(kind.name)}-{n}" for n in kind.columns])
        made.append(page.page(f"{COMMON}{path}.html", short, GROUP))
    return made


def _anchor(name: str) -> str:
    return name.replace("/", "-")


def _column_row(name: str, col: Column, kind: type[Table]) -> tuple[str, ...]:
    notes = [
        *(["비워도 됨"] if col.optional else []),
        *([f"목록 {col.listed}"] if col.listed else []),
        *([f"다음 가운데 하나: {', '.join(f'`{c}`' if label == c else f'`{c}` {label}' for c, label in col.choices.items())}"] if col.choices else []),
        *([f"범위: `{col.low}` ~ `{col.high}`"] if col.low else []),
        *(["최적화 모형이 고름"] if col.chosen else []),
        *([f"만든 곳: {', '.join(dict.fromkeys(f'`{r.table}`' for r in col.reads))}"] if col.reads else []),
        *(f"규칙: {rule.expected}" for rule in kind.rules if rule.columns[0] == name),
    ]
    unit = FORMATS[col.unit].unit_ko or col.unit if col.unit else {"won": "원", "share": "0~1", "year": "년"}.get(col.type, "")
    return (f"`{name}`{'*' if name in kind.key else ''}", col.type, unit, col.ko, col.en, "; ".join(notes))


# kinds: what code adds -----------------------------------------------------------------------------------------------


def kinds() -> list[Page]:
    """Stages, indicator shapes, gates, kinds of requirement, limits, blocks, formats: each as its function says."""
    page = Writer()
    page.heading(1, "코드에 있는 종류 (kinds)", "kinds")
    page.words("행(row)이 이름으로 부르는 것들입니다. 설명은 코드의 문서(docstring)를 그대로 옮깁니다.")
    page.words("What rows call by name. The words are those of the code.", "muted")
    page.heading(2, "단계 (stages)", "stages")
    page.table(("`--to`", "함수", "읽는 표", "만드는 표"), [
        (f"`{s.name}`", f"`{s.label}`", ", ".join(f"`{getattr(k, 'name', 'city.toml')}`" if issubclass(k, Table) else "`city.toml`" for k in s.reads), ", ".join(f"`{k.name}`" for k in s.makes)) for s in CHAIN
    ])  # fmt: skip
    for s in CHAIN:
        page.heading(3, s.label, f"stage-{s.function.__name__}")
        page.docstring(s.function)
    _functions(page, "지표의 산식 형태 (indicator shapes)", "shape", "`indicators.csv`의 `shape` 열", known_shapes().items(), _columns_taken)
    _functions(page, "선정 단계 (gates)", "gate", "`gates.csv`의 `gate` 열", known_gates().items())
    _functions(page, "서비스 평가 기준이 재는 것 (facts of criteria)", "fact", "`criteria.csv`의 `fact` 열", known_facts().items())
    _functions(page, "기준의 검사 방법 (kinds of requirement)", "requirement", "기준 TOML의 `kind`; 키워드 인자가 `value`의 이름입니다.", known_kinds().items())
    _functions(page, "예산 선택의 제약 (limits on the portfolio)", "constraint", "설명이 곧 부등식입니다. 단위는 천원입니다.", ((f.__name__, f) for f in known_constraints()))
    page.heading(2, "표기 단위 (formats of values)", "formats")
    page.words("`indicators.csv`의 `unit` 열과 문장의 `{fact ...|format}`에 쓰는 이름입니다.")
    page.table(("이름", "0.4567을 쓰면", "1,234,567을 쓰면"), [(f"`{n}`", write(0.4567, n), write(1_234_567, n)) for n in FORMATS], [f"format-{n}" for n in FORMATS])
    page.heading(2, "문서 형식 (document formats)", "renders")
    renders = {m.name: importlib.import_module(f"{render.__name__}.{m.name}") for m in pkgutil.iter_modules(render.__path__)}
    page.table(("이름", "설명"), [(f"`{n}`", inspect.getdoc(m) or "") for n, m in renders.items() if hasattr(m, "render")])
    blocks = Writer()
    blocks.heading(1, "표와 그림의 종류 (blocks)", "blocks")
    blocks.words("절(section)의 본문에서 `{block 이름 인자=값}`으로 부릅니다. 보일 것이 없으면 “작성 필요” 상자가 대신 섭니다.")
    blocks.words("Called from a section's text as `{block name argument=value}`; a block with nothing to show becomes a gap.", "muted")
    by_module: dict[str, list[tuple[str, Callable[..., Any]]]] = {}
    for name, function in sorted(known_blocks().items()):
        by_module.setdefault(function.__module__.rpartition(".")[2], []).append((name, function))
    for module, functions in by_module.items():
        first = functions[0][1]
        blocks.heading(2, f"`document/blocks/{module}.py`", f"blocks-{module}")
        blocks.words((inspect.getdoc(inspect.getmodule(first)) or "").partition("\n")[0])
        for name, function in functions:
            blocks.heading(3, name, f"block-{name}")
            arguments = [str(p) for n, p in inspect.signature(function).parameters.items() if n != "plan"]
            blocks.code("{block " + " ".join([name, *(a.replace("'", '"') for a in arguments)]) + "}")
            blocks.docstring(function)
    return [page.page(f"{COMMON}kinds.html", "코드에 있는 종류", GROUP), blocks.page(f"{COMMON}blocks.html", "표와 그림", GROUP)]


def _functions(page: Writer, title: str, mark: str, where: str, functions: Iterable[tuple[str, Callable[..., Any]]], more: Callable[[Writer], None] = lambda _: None) -> None:
    page.heading(2, title, f"{mark}s")
    page.words(f"쓰이는 곳: {where}")
    more(page)
    for name, function in functions:
        page.heading(3, name, f"{mark}-{name}")
        page.html(docstring(function))
        asked = {n: p for n, p in inspect.signature(function).parameters.items() if p.kind is p.KEYWORD_ONLY}
        if asked:
            page.table(("값", "종류", "기본값"), [(f"`{n}`", str(p.annotation), "필요" if p.default is p.empty else str(p.default)) for n, p in asked.items()])


def _columns_taken(page: Writer) -> None:
    """Which columns of a row each shape needs, and which it may have."""
    page.words("모든 산식은 `role`을 읽습니다. 그 밖에 꼭 채울 열은 ●, 채워도 되는 열은 ○이며, 빈칸인 열을 채우면 오류로 알립니다.")
    rows = [(f"`{name}`", *("●" if c in takes.needs else "○" if c in takes.may else "" for c in asked())) for name, takes in sorted(taken().items())]
    page.table(("산식", *(f"`{c}`" for c in asked())), rows, [f"takes-{name}" for name in sorted(taken())])


# the catalogue -------------------------------------------------------------------------------------------------------


def countries() -> list[str]:
    """The countries whose catalogue is shipped."""
    return city_folder.countries()


@cache
def shelf_of(country: str) -> Shelf:
    """All tables of a country's catalogue, read as a build reads them, for a city that has given nothing."""
    start = city_folder.CATALOGUE / country / city_folder.START
    settings = {"name": "도시", "country": country, "first_year": 2025, "last_year": 2029, "price_year": 2024, "designations": ""}
    with tempfile.TemporaryDirectory() as folder:
        city = Path(folder)
        (city / "city.toml").write_text(Template((start / "city.toml").read_text(encoding="utf-8")).substitute(settings), encoding="utf-8")
        (city / "layers.toml").write_text("", encoding="utf-8")
        return city_folder.read(city_folder.roots(city))[1]


def catalogue() -> list[Page]:
    """Every row of every catalogue table, and every form a city fills in."""
    made = []
    for country in countries():
        for table in shelf_of(country):
            if table.name.startswith("registers/") or not any(s.startswith("catalogue:") for s in table.sources):
                continue
            made.append(registers(country, table) if table.name == Forms.name else rows_page(country, table))
    return made


def rows_page(country: str, table: Table) -> Page:
    """A catalogue table with all its rows; columns that no row fills are left out."""
    page = Writer()
    name = table.name.partition("/")[2]
    page.heading(1, f"{table.ko} ({country})", name)
    page.docstring(type(table))
    files = sorted({s.removeprefix("catalogue:") for s in table.sources})
    shown = files if len(files) == 1 else [f"{files[0].partition('/')[0]}/"]
    page.html(_linked(f"파일: `src/dosi/catalogue/{country}/{shown[0]}`, {len(table)}행. 열의 뜻은 [표와 열](tables.html#{_anchor(table.name)})에 있습니다. 도시의 `rows/`에 같은 열쇠의 행을 두면 그 행이 대신합니다."))
    records = table.records()
    held = [n for n in table.columns if n not in ("file", "body") and any(r[n] not in (None, "") for r in records)]
    anchors = [f"{name}-{key}" for key in list(table.keys())]
    columns = table.columns
    if len(held) <= WIDEST:
        page.table([columns[n].ko for n in held], [[_shown(n, r[n], columns[n], n in table.key) for n in held] for r in records], anchors)
    else:
        title = next((n for n in held if n.startswith("title_ko") or n.startswith("text_ko")), held[0])
        for row, key, anchor in zip(records, table.keys(), anchors, strict=True):
            page.heading(3, f"{row[title]} `{key}`", anchor)
            page.facts((columns[n].ko, _shown(n, row[n], columns[n], n in table.key)) for n in held if n != title and row[n] not in (None, ""))
    return page.page(f"{COMMON}{name}-{country}.html", table.ko, ROWS)


def _shown(name: str, value: Any, column: Column, is_key: bool) -> Any:
    if value is None:
        return None
    if column.type == "share":
        return write(value, "percent")
    if column.type == "won":
        return f"{value:,}원"
    if column.type == "year":
        return str(value)
    if column.type == "list":
        return ", ".join(split(value))
    return f"`{value}`" if is_key and column.type == "text" else value


def registers(country: str, forms: Table) -> Page:
    """The registers a city fills in: what is asked, its legal basis, its columns."""
    page = Writer()
    page.heading(1, f"작성 서식 ({country})", "registers")
    page.words(f"`rows/registers/`의 표입니다. `dosi new`가 부서마다 Excel로 만들어 주고 `dosi collect`가 거두어 옵니다. 선언은 `src/dosi/catalogue/{country}/registers.toml`에 있습니다.")
    by_register: dict[str, list[dict[str, Any]]] = {}
    for row in forms.records():
        by_register.setdefault(row["register"], []).append(row)
    for register, columns in by_register.items():
        first = columns[0]
        page.heading(2, f"{first['title_ko']} `{register}`", register)
        page.words(" · ".join(filter(None, [first["ask_ko"], first["citation_ko"], f"작성 부서: {', '.join(split(first['departments']))}" if first["departments"] else "",
                                           "같은 구분을 여러 행 쓸 수 있음(번호는 비워도 됨)" if first["several"] else ""])))
        page.table(("열", "종류", "뜻", "값의 목록", "작성 보기", "비고"), [
            (f"`{c['form_column']}`{'*' if c['is_key'] else ''}", c["type"], c["column_ko"], c["joins"], c["example"], "비워도 됨" if c["is_optional"] else "") for c in columns
        ], [f"{register}-{c['form_column']}" for c in columns])  # fmt: skip
    return page.page(f"{COMMON}registers-{country}.html", "작성 서식", ROWS)


def _linked(text: str) -> str:
    return "<p>" + LINK.sub(r'<a href="\2">\1</a>', inline(text)) + "</p>"


# plan.json -----------------------------------------------------------------------------------------------------------


def plan_json() -> Page:
    """The JSON Schema of plan.json: every name with its type and description."""
    page = Writer()
    page.heading(1, "plan.json의 JSON Schema", "plan-json")
    page.docstring(planfile)
    page.words("짓는 때마다 `plan/plan.schema.json`으로 함께 나옵니다. JSON Schema 2020-12입니다.")
    page.heading(2, "이름과 뜻 (names)", "names")
    rows = list(_schema_rows(planfile.SCHEMA, ""))
    page.table(("이름", "종류", "필요", "뜻"), [(f"`{path}`", kind, "필요" if needed else "", about) for path, kind, needed, about in rows], [f"schema-{path}" for path, *_ in rows])
    page.heading(2, "전문 (full text)", "schema")
    page.code(json.dumps(planfile.SCHEMA, ensure_ascii=False, indent=1))
    return page.page(f"{COMMON}plan-json.html", "plan.json", GROUP)


def _schema_rows(schema: dict[str, Any], path: str) -> Iterable[tuple[str, str, bool, str]]:
    """Every named part of a schema: path, kind, whether required, description; references are followed."""
    if "$ref" in schema:
        schema = {**planfile.SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], **{k: v for k, v in schema.items() if k != "$ref"}}
    for name, inner in schema.get("properties", {}).items():
        here = f"{path}{name}"
        full = {**planfile.SCHEMA["$defs"][inner["$ref"].rpartition("/")[2]], **inner} if "$ref" in inner else inner
        kind = full.get("type") or ("const " + json.dumps(full["const"]) if "const" in full else " | ".join(map(str, full["enum"])) if "enum" in full else "any")
        yield here, " | ".join(kind) if isinstance(kind, list) else kind, name in schema.get("required", ()), inner.get("description") or full.get("description", "")
        yield from _schema_rows(full, here + ".")
    for name, inner in (("<id>", schema.get("additionalProperties")), ("[]", schema.get("items"))):
        if isinstance(inner, dict):
            joined = f"{path.removesuffix('.')}{'.' if name == '<id>' and path else ''}{name}"
            full = {**planfile.SCHEMA["$defs"][inner["$ref"].rpartition("/")[2]], **inner} if "$ref" in inner else inner
            yield joined, str(full.get("type", "any")), False, inner.get("description") or full.get("description", "")
            yield from _schema_rows(full, joined + ".")
