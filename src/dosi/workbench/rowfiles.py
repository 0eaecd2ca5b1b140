"""Write tables of rows as people keep them: CSV in UTF-8 with the declared columns, read back without change by `sources.rows`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dosi.model.table import Table
from dosi.sources.forms import text_of


def write(path: Path, kind: type[Table], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows under their header; a table without rows is its header alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(kind.columns)
        writer.writerows([text_of(row.get(name)) for name in kind.columns] for row in rows)
