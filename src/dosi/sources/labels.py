"""Read texts that people have labelled."""

from __future__ import annotations

from pathlib import Path

from dosi.model.errors import Faults
from dosi.sources import files
from dosi.sources.cells import Wanted
from dosi.sources.masking import mask
from dosi.sources.rows import text_rows

WANTED = {"text": Wanted(("의견",), also=("의견 내용", "내용", "본문", "content", "text")), "label": Wanted(("분류",), also=("범주", "유형", "label", "category")),
          "title": Wanted(("제목",), required=False, also=("title",))}  # fmt: skip
FEWEST = 5
"""texts of a label under which it cannot be learnt"""


def read_labelled(path: Path) -> tuple[list[str], list[str]]:
    """Texts (masked; a title stands before its text) and their labels; rows without one of the two are left out."""
    files.wanted(path, "a CSV or Excel file of labelled texts")
    sheet, faults = text_rows(path, path.name, WANTED), Faults()
    for name in ("text", "label"):
        if name not in sheet.header:
            faults.add(f'File "{path.name}": no column {WANTED[name].names[0]} ({name})', f"{path.name}, row {sheet.head_row}", ", ".join(h for h in sheet.header if h)[:120],
                       f"a column {WANTED[name].names[0]}", "name the columns 의견 and 분류")  # fmt: skip
    faults.raise_any()
    rows = [(mask(" ".join(filter(None, (row.get("title", ""), row["text"])))), row["label"].strip()) for _, row in sheet.rows if row["text"].strip() and row["label"].strip()]
    labels = [label for _, label in rows]
    rare = sorted({label for label in labels if labels.count(label) < FEWEST})
    if rare or len({*labels}) < 2:
        faults.add(f'File "{path.name}": too little to learn from', path.name, ", ".join(rare) or "fewer than two labels", f"two labels or more, each with {FEWEST} texts or more", "label more texts, or put rare labels together")
    faults.raise_any()
    return [text for text, _ in rows], labels
