"""The forms that departments fill in: what each asks, from the catalogue's rows, and the filled workbooks as rows of text.

A form is a sheet of a department's workbook. A hidden row holds the ids of its columns, so that titles may change and
columns may move; the cell before them names the table. The rows below the example are the department's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dosi.model.city import CITY, Shelf
from dosi.model.errors import Faults, InputFault, nearest
from dosi.model.rows import Lists
from dosi.model.table import Column, Table, split
from dosi.model.texts import Forms
from dosi.sources import files, questionnaire, texts
from dosi.sources.cells import IN_BRACKETS, MONEY, PERCENT, YES_NO, Head, Wanted, meant, tight, units
from dosi.sources.city import JOINS, START, kinds
from dosi.sources.rows import cell_text, sheet_grid
from dosi.sources.sheets import Sheet, below, narrowed, unit_line
from dosi.sources.titles import REGISTER_JOINS, TITLES

TABLE_MARK = "dosi:"
"""begins the hidden cell that names a sheet's table"""
GUIDE_MARK = "dosi-guide"
"""hidden cell of the first sheet; below it the ids of what the sender fills in"""
HEAD_MARK = "열"
EXAMPLE_MARK = "보기"
"""in the first column: the row of the example, above the rows to fill in"""

EVERYBODY = "공통"
"""workbook of forms that name no department"""


@dataclass(frozen=True)
class FormColumn:
    """A column of a form."""

    column: Column
    choices: Mapping[str, str] = field(default_factory=dict)
    """value -> as shown; empty: free"""
    joins: str = ""
    """table whose keys it takes: more may come back with the forms"""
    example: str = ""
    prefilled: bool = False
    """the forms come with a row for every choice"""

    def value(self, shown: str, more: Mapping[str, str] | None = None) -> str:
        """The value that a cell stands for: what is shown, or the value itself; anything else is left for its fault.

        `more`: title -> key of rows that come back with the other forms.
        """
        parts = [p.strip() for p in shown.split(";")] if self.column.type == "list" else [shown.strip()]
        titles = {key: title for title, key in (more or {}).items()}
        values = [(p, meant(p, self.choices)) for p in parts if p]
        return ";".join(value if value in self.choices else meant(p, titles) for p, value in values)

    def shown(self, value: str) -> str:
        """A value as the form shows it."""
        parts = split(value) if self.column.type == "list" else [value]
        return ";".join(self.choices.get(p, p) for p in parts)


@dataclass(frozen=True)
class Form:
    """A table as a form."""

    kind: type[Table]
    departments: tuple[str, ...]
    citation_ko: str
    ask_ko: str
    columns: Mapping[str, FormColumn]
    may_be_empty: bool = False
    """a city that leaves it empty misses nothing"""
    empty_rows: int = 40
    """rows to fill in that it comes with, at least"""

    @property
    def prefilled(self) -> dict[str, str]:
        """The choices of its one key, each a row that waits to be filled: value -> as shown."""
        key = self.columns[self.kind.key[0]]
        return dict(key.choices) if key.prefilled else {}


def declared(where: files.Roots, shelf: Shelf) -> list[Form]:
    """Every form of a city: the registers', then the tables of rows/ that departments fill in."""
    faults = Faults()
    path = where.find(f"catalogue:{START}/forms.toml")
    plain = texts.toml(path, f"catalogue:{START}/forms.toml", faults) if path else {}
    faults.raise_any()
    made = []
    asked = shelf[Forms] if Forms.name in shelf else Forms()
    for register in dict.fromkeys(asked.rows["register"]):
        mine = [r for r in asked.records() if r["register"] == register]
        kind = texts.register_table(register, asked, texts.declared_columns(asked, register))
        columns = {}
        for r in mine:
            joined = REGISTER_JOINS.get(r["joins"] or "", "")
            listed = "" if joined else r["joins"] or ""
            columns[r["form_column"]] = FormColumn(kind.columns[r["form_column"]], _choices(shelf, joined, listed), joined, r["example"] or "",
                                                   bool(listed) and kind.key[0] == r["form_column"] and set(kind.key[1:]) <= {kind.numbered_by})  # fmt: skip
        if kind.numbered_by:
            columns[kind.numbered_by] = FormColumn(kind.columns[kind.numbered_by])
        made.append(Form(kind, tuple(split(mine[0]["departments"])) or (EVERYBODY,), mine[0]["citation_ko"] or "", mine[0]["ask_ko"] or "", columns))
    by_name = {k.name: k for k in kinds()}
    joins = {(table, column): other for table, column, other in JOINS}
    for name, form in plain.items():
        if name == questionnaire.NAME.partition("/")[2]:
            made += _survey(form, shelf)
            continue
        kind = by_name[f"rows/{name}"]
        columns = {}
        for column_name, column in kind.columns.items():
            more = form.get("columns", {}).get(column_name, {})
            joined = joins.get((kind.name, column_name), "")
            choices = column.choices or _choices(shelf, joined, column.listed)
            columns[column_name] = FormColumn(column, choices, joined, more.get("example", ""))
        made.append(Form(kind, tuple(form.get("departments", [])) or (EVERYBODY,), form.get("citation_ko", ""), form.get("ask_ko", ""), columns,
                         bool(form.get("may_be_empty"))))  # fmt: skip
    return [_with_yes_no(f) for f in made]


SEXES = {"여": "여", "남": "남", "그 밖": "그 밖"}
ROWS_OF_A_SURVEY = 300


def _survey(form: Mapping[str, Any], shelf: Shelf) -> list[Form]:
    """The survey's table as a form, a row per person; none where the catalogue asks no questions."""
    asked = questionnaire.questions(shelf)
    if not asked:
        return []
    kind = questionnaire.table_of(asked)
    zones = {zone: title for zone, title in _choices(shelf, REGISTER_JOINS["zone"], "").items() if zone != CITY}
    items = {q.id: q.items for q in asked if q.row["scale"] == "several"}
    given = {"zone": zones, "sex": SEXES} | {name: {i: t.replace(";", ",") for i, t in titles.items()} for name, titles in items.items()}
    examples = {name: str(more.get("example", "")) for name, more in form.get("columns", {}).items()}
    columns = {name: FormColumn(c, given.get(name, c.choices), "", examples.get(name, "")) for name, c in kind.columns.items()}
    return [Form(kind, tuple(form.get("departments", [])) or (EVERYBODY,), form.get("citation_ko", ""), form.get("ask_ko", ""), columns, bool(form.get("may_be_empty")), ROWS_OF_A_SURVEY)]


def _with_yes_no(form: Form) -> Form:
    return replace(form, columns={n: replace(c, choices=YES_NO) if c.column.type == "bool" else c for n, c in form.columns.items()})


def _choices(shelf: Shelf, joined: str, listed: str) -> dict[str, str]:
    """Known values of a joined table or a list, each as it is shown: by its title, with its id where two have the same."""
    if joined and joined in shelf:
        table = shelf.named(joined)
        title = next((c for c in TITLES if c in table.columns), table.key[0])
        titles = {r[table.key[0]]: r[title] for r in table.records()}
        if titles and joined == REGISTER_JOINS["zone"]:
            titles[CITY] = "도시 전체"
    elif listed and Lists.name in shelf:
        titles = {r["item"]: r["title_ko"] for r in sorted(shelf[Lists].records(), key=lambda r: r["no"]) if r["list"] == listed}
    else:
        return {}
    clean = {value: title.replace(";", ",") for value, title in titles.items()}
    return {v: t if list(clean.values()).count(t) == 1 and (t == v or t not in clean) else f"{t} ({v})" for v, t in clean.items()}


# filled workbooks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filled:
    """One sheet that came back, as it stands: its cells below the example, and what stands over them."""

    workbook: str
    sheet: str
    table: str
    grid: list[list[str]]
    """the cells of the columns that have an id; empty above `start`"""
    start: int
    """the last row above those to fill in"""
    letters: Mapping[str, str]
    """column id -> letter of the sheet"""
    heads: Mapping[str, str]
    """what stands over each column, as people see it"""
    head_row: int
    unit: str
    """unit that a line above gives for the whole table"""
    said: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Workbook and sheet."""
        return f"{self.workbook}, sheet {self.sheet}"


@dataclass(frozen=True)
class Workbook:
    """A workbook that came back: who sent it, and its sheets."""

    name: str
    department: str
    sender: str
    date: str
    sheets: tuple[Filled, ...]


def workbooks(folder: Path) -> tuple[list[Workbook], list[str], Faults]:
    """The filled workbooks of a folder, the files that are none, and the faults of those that cannot be read."""
    faults = Faults()
    read, others = [], []
    if not folder.is_dir():
        faults.add("Forms: the folder is not there", str(folder), "no folder", "a folder with filled workbooks", "give the folder with the workbooks that came back")
        faults.raise_any()
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("~$", ".")) or path.is_dir():
            continue
        if path.suffix.lower() not in (".xlsx", ".xlsm"):
            others.append(path.name)
            continue
        try:
            book = _workbook(path)
        except InputFault as fault:
            faults.extend(fault)
            continue
        if book:
            read.append(book)
        else:
            others.append(path.name)
    return read, others, faults


def _workbook(path: Path) -> Workbook | None:
    files.check_zip(path, path.name)
    from openpyxl import load_workbook

    sheets = []
    sender: dict[str, str] = {}
    try:
        for sheet in load_workbook(path, data_only=True).worksheets:
            grid = sheet_grid(sheet)
            firsts = [row[0].strip() if row else "" for row in grid]
            if GUIDE_MARK in firsts[:1]:
                sender = {row[0].strip(): row[2].strip() for row in grid[1:] if len(row) > 2 and row[0].strip()}
            elif mark := next((f for f in firsts[:5] if f.startswith(TABLE_MARK)), ""):
                sheets.append(_sheet(path.name, sheet.title, mark, grid, firsts))
    except Exception as trouble:  # a damaged workbook can fail anywhere in the reader
        raise InputFault([files.cut(path.name, str(trouble).splitlines()[0][:160] if str(trouble) else type(trouble).__name__)]) from None
    if not sheets:
        return None
    return Workbook(path.name, sender.get("department", ""), sender.get("sender", ""), sender.get("date", ""), tuple(sheets))


def _sheet(workbook: str, title: str, mark: str, grid: list[list[str]], firsts: list[str]) -> Filled:
    from openpyxl.utils import get_column_letter

    at = firsts.index(mark)
    ids = {name.strip(): no for no, name in enumerate(grid[at]) if no and name.strip()}
    head_row = firsts.index(HEAD_MARK) if HEAD_MARK in firsts else at
    start = firsts.index(EXAMPLE_MARK) + 1 if EXAMPLE_MARK in firsts else head_row + 1
    said: list[str] = []
    cells = narrowed(grid[start:], said)
    said += [f"서식에 없는 열 {get_column_letter(no + 1)}{f'({over})' if (over := _cell(grid[head_row], no)) else ''}은 읽지 않았다" for no in _beside(cells, ids.values())]
    rows = [[_cell(row, no) for no in ids.values()] for row in cells]
    for row, full in zip(rows, cells, strict=True):
        first = _cell(full, 0)
        if row and not row[0] and first and not first.isdigit():  # 합계 or a note written over the row's number
            row[0] = first
    return Filled(workbook, title, mark.removeprefix(TABLE_MARK), [[] for _ in range(start)] + rows, start, {name: get_column_letter(no + 1) for name, no in ids.items()},
                  {name: _cell(grid[head_row], no) for name, no in ids.items()} if head_row != at else {}, head_row + 1, unit_line(grid[at + 1 : head_row]), tuple(said))  # fmt: skip


def _cell(row: list[str], no: int) -> str:
    return row[no].strip() if no < len(row) else ""


def _beside(cells: list[list[str]], columns: Iterable[int]) -> list[int]:
    """Columns without an id in which somebody has written; a cell merged over several columns says nothing of its own."""
    asked = {0, *columns}
    return sorted({no for row in cells for no, text in enumerate(row) if no not in asked and text and text not in {_cell(row, n) for n in asked}})


def understood(form: Form, filled: Filled, faults: Faults) -> Sheet:
    """The rows of a sheet as any table is read: merged cells, notes, totals, units; rows that hold only the choice they came with wait, and are left out."""
    columns = [name for name in filled.letters if name in form.columns]
    at = [list(filled.letters).index(name) for name in columns]
    waits = set(form.prefilled.values())
    rows = [[row[no] for no in at] if row else [] for row in filled.grid]
    key = columns.index(form.kind.key[0]) if form.kind.key[0] in columns else -1
    rows = [[] if key >= 0 and row and row[key] in waits and len([c for c in row if c]) == 1 else row for row in rows]
    wanted = {name: Wanted((form.columns[name].column.ko,), form.columns[name].column.type) for name in columns}
    head = Head(columns, [filled.heads.get(name, form.columns[name].column.ko) for name in columns], filled.unit)
    return below(rows, filled.start, head, wanted, form.kind.key, filled.where, list(filled.said), faults)


def head_holds(column: Column, head: str) -> bool:
    """Whether a column's head is still its own; only a unit that is understood may have been added."""
    if tight(head) == tight(column.ko):
        return True
    known = {"won": tuple(MONEY), "share": PERCENT}.get(column.type, ())
    inside = IN_BRACKETS.search(head)
    return inside is not None and tight(IN_BRACKETS.sub("", head)) == tight(column.ko) and bool(set(units(inside[1])) & set(known))


def unknown(column: FormColumn, value: str, more: set[str]) -> list[tuple[str, str]]:
    """Parts of a cell that are no choice, each with the nearest one; `more`: keys that come back with the other forms."""
    known = set(column.choices) | more
    if not known:
        return []
    return [(p, nearest(p, [*column.choices.values(), *column.choices, *more])) for p in (split(value) if column.column.type == "list" else [value]) if p and p not in known]


def text_of(value: object) -> str:
    """A value as the text of a cell; yes and no for truth."""
    return "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else cell_text(value)
