"""Verdicts as an Excel workbook: findings first, then counts by requirement and zone, then every verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from dosi.workbench.checked import Result

MOST_ROWS = 1_000_000
"""of one sheet; a workbook holds no more than 1,048,576"""
STATES_KO = {"pass": "적합", "fail": "미달", "cannot_tell": "확인 불가", "not_applicable": "해당 없음"}
SEVERITY_KO = {"must": "의무", "should": "권고"}


def write(result: Result, folder: Path) -> Path:
    """Sheets: 지적 사항, 요구사항, 생활권, 판정."""
    path = folder / "verdicts.xlsx"
    book = Workbook(write_only=True)
    _sheet(book, "지적 사항", ["의무", "판정", "생활권", "건수", "기준", "내용", "가장 먼 대상", "까닭", "보기", "x(m)", "y(m)", "번호"], (
        [SEVERITY_KO[f.severity], STATES_KO[f.state], result.zone_title(f.zone), f.number, result.title(f.standard), result.sentence(f.standard, f.requirement), f.worst, f.because_ko, ", ".join(f.examples), f.x_m, f.y_m,
         f"{f.standard}#{f.requirement}"] for f in result.findings), (8, 10, 16, 8, 24, 60, 16, 40, 30, 12, 12, 30))  # fmt: skip
    _sheet(book, "요구사항", ["번호", "의무", "내용", *STATES_KO.values()], (
        [f"{r['standard']}#{r['requirement']}", SEVERITY_KO[r["severity"]], result.sentence(r["standard"], r["requirement"]), *(r[s] for s in STATES_KO)] for r in result.counts.to_dict("records")), (30, 8, 60, 10, 10, 10, 10))  # fmt: skip
    _sheet(book, "생활권", ["생활권", "의무", *STATES_KO.values()], ([result.zone_title(r["zone"]), SEVERITY_KO[r["severity"]], *(r[s] for s in STATES_KO)] for r in result.by_zone.to_dict("records")), (16, 8, 10, 10, 10, 10))
    rows = result.verdicts(MOST_ROWS)
    _sheet(book, "판정", ["대상", "시설", "번호", "의무", "판정", "측정값", "한계값", "까닭", "생활권", "x(m)", "y(m)"], (
        [r["subject"], r["role"], f"{r['standard']}#{r['requirement']}", SEVERITY_KO[r["severity"]], STATES_KO[r["state"]], _cell(r["measured"]), _cell(r["limit"]), r["because_ko"], result.zone_title(r["zone"]), _cell(r["x_m"]), _cell(r["y_m"])]
        for r in rows.to_dict("records")), (16, 24, 30, 8, 10, 12, 12, 40, 16, 12, 12))  # fmt: skip
    book.save(path)
    return path


def _sheet(book: Any, title: str, head: list[str], rows: Any, widths: tuple[int, ...]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for at, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    sheet.append(head)
    for row in rows:
        sheet.append(row)


def _cell(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value
