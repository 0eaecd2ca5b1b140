"""The questionnaire as a sheet to print and hand out: every question of the survey with boxes to tick."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from dosi.model.city import City, Shelf
from dosi.model.rows import Zones
from dosi.model.surveys import PLACES, STEPS
from dosi.sources.questionnaire import Question

TITLE = "설문지"
BOX = "☐"
COLUMNS = 6
"""the item, then up to five steps"""
WIDTHS = (30, 13, 13, 13, 13, 13)
BOXES_A_ROW = 3
AGES = ("10대 이하", "20대", "30대", "40대", "50대", "60대", "70대 이상")
LINE = Side(style="thin", color="BFBFBF")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
SOFT = PatternFill("solid", fgColor="E8EEF4")
POINTS_PER_LINE = 15
HOW = {"one": "하나만 고르십시오.", "several": "해당하는 것을 모두 고르십시오.", "satisfaction_5": "줄마다 하나를 고르십시오.", "intention_5": "줄마다 하나를 고르십시오.", "rank_3": "아래에서 골라 빈칸에 쓰십시오."}


def add(book: Workbook, city: City, asked: Sequence[Question], shelf: Shelf) -> None:
    """Add the printed questionnaire to a workbook, after its guide."""
    sheet: Any = book.create_sheet(TITLE, 1)
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _line(sheet, f"{city.title} 시민 설문", Font(bold=True, size=15))
    _line(sheet, "답은 계획을 세우는 데만 쓰며, 이름과 전화번호는 받지 않습니다. 답하고 싶지 않은 질문은 비워 두셔도 됩니다.")
    _line(sheet, "응답 번호: ______   날짜: ________________   경로: ________________", Font(color="7F7F7F", size=9))
    zones = sorted(shelf[Zones].records(), key=lambda z: (z["map_order"], z["zone"]))
    for title, words in (("사는 곳", [z["name_ko"] for z in zones]), ("나이", AGES), ("성별", ("여", "남", "그 밖"))):
        _line(sheet, title, Font(bold=True))
        _boxes(sheet, words, COLUMNS)
    for q in asked:
        _line(sheet, "")
        _line(sheet, f"{q.row['no']}. {q.row['title_ko']}", Font(bold=True))
        _line(sheet, HOW[q.row["scale"]], Font(color="7F7F7F", size=9))
        if q.row["scale"] in STEPS:
            _steps(sheet, q.items, STEPS[q.row["scale"]])
            continue
        if q.row["scale"] == "rank_3":
            _line(sheet, "     ".join(f"{place}순위: ____________________" for place in PLACES))
        _boxes(sheet, list(q.items.values()), BOXES_A_ROW, "· " if q.row["scale"] == "rank_3" else f"{BOX} ")
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:F{sheet.max_row}"


def _line(sheet: Any, words: str, font: Font | None = None) -> None:
    """A line over the whole width, as high as its words need."""
    row = sheet.max_row + (sheet.max_row > 1 or sheet["A1"].value is not None)
    sheet.cell(row, 1, words or " ").alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=COLUMNS)
    if font:
        sheet.cell(row, 1).font = font
    wide = sum(2 if ord(c) > 0x2E7F else 1 for c in words) * float(font.size or 11 if font else 11) / 11
    sheet.row_dimensions[row].height = POINTS_PER_LINE * max(1, math.ceil(wide / sum(WIDTHS))) * (1.4 if font and (font.size or 0) > 12 else 1)


def _boxes(sheet: Any, words: Sequence[str], a_row: int, mark: str = f"{BOX} ") -> None:
    """Items with a box before each, several in a row."""
    wide = COLUMNS // a_row
    for start in range(0, len(words), a_row):
        row = sheet.max_row + 1
        for n, word in enumerate(words[start : start + a_row]):
            sheet.cell(row, 1 + n * wide, f"{mark}{word}").alignment = Alignment(wrap_text=True, vertical="top")
            if wide > 1:
                sheet.merge_cells(start_row=row, start_column=1 + n * wide, end_row=row, end_column=(n + 1) * wide)


def _steps(sheet: Any, items: Mapping[str, str], steps: Mapping[str, str]) -> None:
    """A grid: a line per item, a box per step."""
    for at, words in enumerate(("", *items.values())):
        row = sheet.max_row + 1
        for n, said in enumerate((words, *(steps.values() if at == 0 else [BOX] * len(steps))), start=1):
            cell = sheet.cell(row, n, said or None)
            cell.border = GRID
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left" if n == 1 else "center")
            if at == 0:
                cell.fill = SOFT
