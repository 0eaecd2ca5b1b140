"""Keep a shelf of tables as Parquet files and read it back."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from dosi import model
from dosi.model.city import Shelf
from dosi.model.table import Choice, Source, Table
from dosi.model.texts import Forms
from dosi.sources.texts import declared_columns, register_table

INDEX = "tables.json"


def save(tables: Iterable[Table], folder: Path) -> None:
    """Write every table as folder/stage/name.parquet with an index of sources and origins."""
    index = {}
    for table in tables:
        path = folder / f"{table.name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table.rows.to_parquet(path, compression="zstd", index=False)
        index[table.name] = {
            "rows": len(table), "sha256": table.content_sha256(), "made_by": table.made_by,
            "sources": [vars(s) for s in table.sources.values()], "choice": vars(table.choice) if table.choice else None,
        }  # fmt: skip
    (folder / INDEX).write_text(json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")


def load(folder: Path) -> Shelf:
    """Read back what `save` wrote."""
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    kinds = declared_tables()
    shelf = Shelf()
    for name in sorted(index, key=lambda n: n.startswith("registers/")):
        if name.startswith("registers/"):
            register = name.partition("/")[2]
            kind = register_table(register, shelf[Forms], declared_columns(shelf[Forms], register))
        else:
            kind = kinds[name]
        shelf.put(_table(kind, folder / f"{name}.parquet", index[name]))
    return shelf


def _table(kind: type[Table], path: Path, about: dict[str, Any]) -> Table:
    choice = about["choice"]
    chosen = Choice(**{**choice, "limits": tuple(choice["limits"])}) if choice else None
    return kind(pd.read_parquet(path), [Source(**s) for s in about["sources"]], about["made_by"], chosen)


@cache
def declared_tables() -> dict[str, type[Table]]:
    """Every table declared in the model, by name; the folder is walked."""
    found = {}
    for module in pkgutil.iter_modules(model.__path__):
        for kind in vars(importlib.import_module(f"{model.__name__}.{module.name}")).values():
            if isinstance(kind, type) and issubclass(kind, Table) and kind is not Table:
                found[kind.name] = kind
    return found
