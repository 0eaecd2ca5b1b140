"""Write the departments' forms: one Excel workbook per department, one sheet per table, with its legal basis, choices and checks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from dosi.model.city import City, Shelf
from dosi.sources import files, questionnaire
from dosi.sources import forms as declared
from dosi.sources.forms import EXAMPLE_MARK, GUIDE_MARK, HEAD_MARK, TABLE_MARK, Form, FormColumn
from dosi.workbench import printed

GUIDE, CHOICES = "안내", "목록"
KINDS = {
    "text": "글", "list": "여럿은 ; 로 나눔", "date": "날짜, 예: 2025-03-31", "int": "정수", "year": "연도, 예: 2027", "won": "원 단위 정수", "number": "수",
    "share": "0에서 1, 예: 0.25", "bool": "예 또는 아니오",
}  # fmt: skip
"""what a cell of each type takes"""
WIDTHS = {"text": 34, "list": 26, "date": 14, "int": 12, "year": 12, "won": 18, "number": 12, "share": 12, "bool": 12}
FORMATS = {"won": "#,##0", "int": "#,##0", "year": "0", "number": "General", "share": "General"}
"""others are text, so that 2025-03 and 007 stay what they are"""
HEAD = {"fill": PatternFill("solid", fgColor="1F4E79"), "font": Font(bold=True, color="FFFFFF")}
SOFT = {"fill": PatternFill("solid", fgColor="E8EEF4"), "font": Font(color="44546A", size=9)}
EXAMPLE = {"fill": PatternFill("solid", fgColor="F5F5F5"), "font": Font(color="7F7F7F", italic=True, size=9)}
LINE = Side(style="thin", color="BFBFBF")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRAPPED = Alignment(wrap_text=True, vertical="top")
POINTS_PER_LINE = 14
LONGEST_PROMPT = 250
"""characters that Excel shows beside a cell"""
LONGEST_DATE = 14
"""characters of 2025년 12월 31일, with blanks"""


def write(folder: Path, city: City, where: files.Roots, shelf: Shelf, filled: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> tuple[str, ...]:
    """Write the workbooks of all departments; `filled`: rows to show in the forms, by table."""
    by_department: dict[str, list[Form]] = {}
    for form in declared.declared(where, shelf):
        for department in form.departments:
            by_department.setdefault(department, []).append(form)
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for department, forms in by_department.items():
        book = Workbook()
        guide = book.active
        lists = book.create_sheet(CHOICES)
        ranges: dict[tuple[str, ...], str] = {}
        titles = [_sheet(book, form, ranges, lists, (filled or {}).get(form.kind.name, ())) for form in forms]
        _guide(guide, city, department, forms, titles)
        _protect(lists)
        book.move_sheet(lists, len(forms))
        if questionnaire.NAME in {form.kind.name for form in forms}:
            printed.add(book, city, questionnaire.questions(shelf), shelf)
        names.append(f"{department}.xlsx")
        book.save(folder / names[-1])
    return tuple(names)


def _guide(sheet: Any, city: City, department: str, forms: Sequence[Form], titles: Sequence[str]) -> None:
    """First sheet: who sends it, how to fill it in, and what each sheet asks on which legal basis."""
    sheet.title = GUIDE
    sheet["A1"] = GUIDE_MARK
    sheet["B1"] = f"{city.title} 작성 서식: {department}"
    sheet["B1"].font = Font(bold=True, size=15)
    sheet.merge_cells("B1:E1")
    sheet.row_dimensions[1].height = 24
    for row, (id, label, value) in enumerate((("department", "부서", department), ("sender", "작성자", ""), ("date", "작성일", "")), start=3):
        for letter, text in (("A", id), ("B", label), ("C", value)):
            sheet[f"{letter}{row}"] = text
            sheet[f"{letter}{row}"].border = BOX
        sheet[f"B{row}"].font = Font(bold=True)
        sheet[f"C{row}"].number_format = "@"
        sheet[f"C{row}"].protection = Protection(locked=False)
    how = (
        "작성자와 작성일(예: 2025-03-31)을 위에 쓰고, 시트마다 보기 아래의 빈 줄을 채우십시오. 해당하지 않는 시트는 비워 두십시오.",
        "고르는 칸은 칸을 누르면 목록이 나옵니다. 여럿을 쓰는 칸은 목록 시트의 이름을 ; 로 나누어 씁니다. 회색 보기는 지어낸 것이고 읽히지 않습니다.",
        "파일 이름은 바꾸어도 됩니다. 개인정보(주민번호, 전화번호, 전자우편)는 쓰지 마십시오.",
    )
    for row, words in enumerate(how, start=7):
        sheet[f"B{row}"] = words
        sheet.merge_cells(f"B{row}:E{row}")
        sheet[f"B{row}"].alignment = WRAPPED
        sheet.row_dimensions[row].height = 2 * POINTS_PER_LINE + 4
    for letter, text in zip("BCDE", ("시트", "무엇을 쓰나", "법적 근거", "채울 줄"), strict=True):
        _styled(sheet[f"{letter}11"], text, HEAD)
    for row, (form, title) in enumerate(zip(forms, titles, strict=True), start=12):
        for letter, text in zip("BCDE", (title, form.ask_ko, form.citation_ko, f"{len(form.prefilled)}줄" if form.prefilled else "있는 만큼"), strict=True):
            sheet[f"{letter}{row}"] = text
            sheet[f"{letter}{row}"].border = BOX
            sheet[f"{letter}{row}"].alignment = WRAPPED
        sheet[f"B{row}"].hyperlink = f"#'{title}'!B8"
        sheet[f"B{row}"].font = Font(color="1F4E79", underline="single")
        sheet.row_dimensions[row].height = _height((title, 30), (form.ask_ko, 60), (form.citation_ko, 32))
    for letter, width in zip("ABCDE", (4, 30, 60, 32, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "B12"
    _protect(sheet)


def _sheet(book: Workbook, form: Form, ranges: dict[tuple[str, ...], str], lists: Any, filled: Sequence[Mapping[str, Any]]) -> str:
    """One form: hidden ids, title and legal basis, what is asked, header, kinds, example, then the rows to fill in."""
    sheet = book.create_sheet(_sheet_name(form.kind.ko, book.sheetnames))
    columns = list(form.columns.items())
    last = get_column_letter(len(columns) + 1)
    sheet["A1"] = f"{TABLE_MARK}{form.kind.name}"
    for no, (name, _) in enumerate(columns, start=2):
        sheet.cell(1, no, name)
    sheet.row_dimensions[1].hidden = True
    sheet["B2"] = f"{form.kind.ko}  ({form.citation_ko})" if form.citation_ko else form.kind.ko
    sheet["B2"].font = Font(bold=True, size=13)
    sheet["B3"] = form.ask_ko
    for row in (2, 3):
        sheet.merge_cells(f"B{row}:{last}{row}") if len(columns) > 1 else None
        sheet[f"B{row}"].alignment = Alignment(wrap_text=True, vertical="center")
    widths = [max(WIDTHS[c.column.type], 2 * len(c.column.ko) + 4, min(30, max((2 * len(t) for t in c.choices.values()), default=0) + 4)) for _, c in columns]
    sheet.row_dimensions[2].height = 24
    sheet.row_dimensions[3].height = _height((form.ask_ko, sum(widths)))
    for row, label in ((4, HEAD_MARK), (5, "쓰는 법"), (6, EXAMPLE_MARK)):
        _styled(sheet.cell(row, 1), label, SOFT)
    for no, (name, column) in enumerate(columns, start=2):
        about = [_how(column, ranges, lists), "비워도 됨" if column.column.optional else "꼭 씀"]
        _styled(sheet.cell(4, no), column.column.ko, HEAD)
        _styled(sheet.cell(5, no), " · ".join(about), SOFT)
        _styled(sheet.cell(6, no), _example(column), EXAMPLE)
        sheet.cell(4, no).comment = Comment(f"{column.column.en} ({name})", "dosi")
        sheet.column_dimensions[get_column_letter(no)].width = widths[no - 2]
    sheet.row_dimensions[5].height = _height(*((str(sheet.cell(5, no).value), widths[no - 2]) for no in range(2, len(columns) + 2)))
    sheet.row_dimensions[6].height = _height(*((str(sheet.cell(6, no).value), widths[no - 2]) for no in range(2, len(columns) + 2)))
    rows = [{n: c.shown(declared.text_of(row.get(n))) for n, c in columns} for row in filled]
    rows += [{form.kind.key[0]: label} for value, label in form.prefilled.items() if value not in {r.get(form.kind.key[0]) for r in filled}]
    count = max(len(rows) + 10, form.empty_rows)
    for no in range(count):
        number = 7 + no
        _styled(sheet.cell(number, 1), no + 1, SOFT)
        for at, (name, column) in enumerate(columns, start=2):
            cell = sheet.cell(number, at)
            cell.number_format = FORMATS.get(column.column.type, "@")
            cell.alignment = WRAPPED
            cell.border = BOX
            cell.protection = Protection(locked=False)
            text = rows[no].get(name, "") if no < len(rows) else ""
            if text:
                cell.value = _number(text) if column.column.type in FORMATS else text
    for at, (_, column) in enumerate(columns, start=2):
        check = _check(column, ranges, lists)
        check.add(f"{get_column_letter(at)}7:{get_column_letter(at)}{6 + count}")
        sheet.add_data_validation(check)
    sheet.column_dimensions["A"].width = 9
    sheet.freeze_panes = "C7"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:5"
    _protect(sheet)
    return str(sheet.title)


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    name = "".join(" " if c in "[]:*?/\\'" else c for c in title)[:31].strip()
    return name if name not in taken else f"{name[:27]} ({sum(t.startswith(name[:27]) for t in taken) + 1})"


def _how(column: FormColumn, ranges: dict[tuple[str, ...], str], lists: Any) -> str:
    """What a cell of this column takes, and where its values are listed."""
    if column.column.type == "list":
        return KINDS["list"] + (f", 이름은 {CHOICES} 시트의 {_letter(column, ranges, lists)}열" if column.choices else "")
    return "목록에서 고름" if column.choices else KINDS[column.column.type]


def _example(column: FormColumn) -> str:
    """The filled cell that shows how: of a list two values, so that the mark between them is seen."""
    first = list(column.choices.values())[: 2 if column.column.type == "list" else 1]
    return column.shown(column.example) or ";".join(first)


def _check(column: FormColumn, ranges: dict[tuple[str, ...], str], lists: Any) -> DataValidation:
    """What Excel asks about when a cell of this column holds something else; every cell says what it takes.

    It warns and does not refuse: an id, 2027년 or 1,200백만원 are read as well.
    """
    kind = column.column.type
    if column.choices and kind != "list":
        check = DataValidation(type="list", formula1=_range(column, ranges, lists), allow_blank=True)
        check.showErrorMessage = not column.joins  # keys that other forms bring may be written too
    elif kind in ("int", "won"):
        check = DataValidation(type="whole", operator="between", formula1="-999999999999999", formula2="999999999999999", allow_blank=True, showErrorMessage=True)
    elif kind == "year":
        check = DataValidation(type="whole", operator="between", formula1="1900", formula2="2200", allow_blank=True, showErrorMessage=True)
    elif kind in ("number", "share"):
        low, high = ("0", "1") if kind == "share" else ("-1E+15", "1E+15")
        check = DataValidation(type="decimal", operator="between", formula1=low, formula2=high, allow_blank=True, showErrorMessage=True)
    elif kind == "date":
        check = DataValidation(type="textLength", operator="between", formula1="4", formula2=str(LONGEST_DATE), allow_blank=True, showErrorMessage=True)
    else:
        check = DataValidation(allow_blank=True)
    check.errorStyle = "warning"
    check.promptTitle = column.column.ko[:32]
    check.prompt = _prompt(column, ranges, lists)
    check.showInputMessage = True
    check.errorTitle, check.error = column.column.ko[:32], f"{KINDS[kind]}(으)로 쓰십시오. 그대로 두려면 예를 누르십시오." if not column.choices else "목록에서 고르십시오. 그대로 두려면 예를 누르십시오."
    return check


def _prompt(column: FormColumn, ranges: dict[tuple[str, ...], str], lists: Any) -> str:
    """The message beside a cell: of a list how values are separated, where they stand, and all of them where there is room."""
    if column.column.type != "list":
        return KINDS[column.column.type]
    words = "여럿은 ; 로 나누어 씁니다" + (f", 예: {_example(column)}" if _example(column) else "") + "."
    if not column.choices:
        return words[:LONGEST_PROMPT]
    where = f" 쓸 수 있는 이름은 {CHOICES} 시트의 {_letter(column, ranges, lists)}열에 있습니다."
    names = f": {', '.join(column.choices.values())}"
    return next((w for w in (words + where[:-1] + names, words + where) if len(w) <= LONGEST_PROMPT), KINDS["list"] + "." + where)


def _letter(column: FormColumn, ranges: dict[tuple[str, ...], str], lists: Any) -> str:
    """The column of the sheet of choices that holds this column's."""
    return _range(column, ranges, lists).split("$")[1]


def _range(column: FormColumn, ranges: dict[tuple[str, ...], str], lists: Any) -> str:
    """The cells of the sheet of choices that hold this column's; the same choices stand once."""
    shown = tuple(column.choices.values())
    if shown not in ranges:
        at = len(ranges) + 1
        letter = get_column_letter(at)
        _styled(lists.cell(1, at), column.column.ko, HEAD)
        for row, label in enumerate(shown, start=2):
            lists.cell(row, at, label)
        lists.column_dimensions[letter].width = min(60, max(2 * len(t) for t in (*shown, column.column.ko)) + 4)
        ranges[shown] = f"'{CHOICES}'!${letter}$2:${letter}${len(shown) + 1}"
    return ranges[shown]


def _styled(cell: Any, value: Any, style: Mapping[str, Any]) -> None:
    cell.value = value
    cell.fill, cell.font = style["fill"], style["font"]
    cell.alignment, cell.border = WRAPPED, BOX


def _height(*texts: tuple[str, float]) -> float:
    """Row height for the longest of the texts, each in a column of this width (a Hangul letter takes two)."""
    lines = max(math.ceil(sum(2 if ord(c) > 0x2E7F else 1 for c in text) * 1.1 / max(width, 1)) for text, width in texts)
    return max(lines, 1) * POINTS_PER_LINE + 4


def _number(text: str) -> int | float | str:
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value == int(value) else value


def _protect(sheet: Any) -> None:
    """Lock headers and ids, without a password; rows may be added and columns widened."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.insertRows = sheet.protection.sort = False
