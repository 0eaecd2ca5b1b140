"""plan.json: the facts shown, the tables they come from, the sources and the verdicts; with its JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dosi.document.render.html import facts_shown
from dosi.model.facts import Facts
from dosi.model.table import Table

if TYPE_CHECKING:
    from dosi.workbench.building import Made

VERSION = 1
LARGEST_ROWS = 2000
"""tables with more rows (cells, places) stand in Parquet beside plan.json"""


def text(made: Made, facts: Facts, folder: Path) -> str:
    """plan.json as text: the same plan gives the same bytes."""
    shown = [id for document in (made.document, *made.shorts) if document for id in facts_shown(document)]
    limits = {limit for id in shown for limit in facts.get(id).origin.get("chosen", {}).get("limits", ())}
    sources = {s.id: vars(s) for table in made.shelf for s in table.sources.values() if s.sha256}
    city = made.city
    plan = {
        "version": VERSION,
        "city": {"name": city.name, "name_en": city.name_en, "title": city.title, "first_year": city.first_year, "last_year": city.last_year,
                 "price_year": city.price_year, "currency": city.currency, "crs": city.crs, "status": city.status},
        "as_of": city.as_of,
        "facts": {id: facts.get(id).as_json() for id in sorted({*shown, *limits})},
        "tables": {t.name: _table(t) for t in sorted(made.shelf, key=lambda t: t.name)},
        "sources": [sources[id] for id in sorted(sources)],
        "verdicts": [vars(v) for v in made.verdicts],
        "gaps": [{"requirement": g.requirement, "ask": g.ask, "anchor": g.anchor} for g in made.gaps],
    }  # fmt: skip
    return json.dumps(plan, ensure_ascii=False, indent=1) + "\n"


def _table(table: Table) -> dict[str, Any]:
    about: dict[str, Any] = {
        "title": table.ko, "key": list(table.key), "made_by": table.made_by,
        "columns": [{"name": n, "type": c.type, "unit": c.unit, "ko": c.ko, "en": c.en} for n, c in table.columns.items()],
    }  # fmt: skip
    if len(table) > LARGEST_ROWS or any(c.type == "shape" for c in table.columns.values()):
        return about | {"path": f"tables/{table.name}.parquet", "rows": len(table), "sha256": table.content_sha256()}
    names = list(table.columns)
    return about | {"rows": [[r[n] for n in names] for r in table.records()]}


def schema_text() -> str:
    """The JSON Schema of plan.json."""
    return json.dumps(SCHEMA, ensure_ascii=False, indent=1) + "\n"


_READ = {
    "type": "object", "required": ["table", "where", "columns", "rows", "sha256"],
    "properties": {"table": {"type": "string"}, "where": {"type": "object"}, "columns": {"type": "array", "items": {"type": "string"}},
                   "rows": {"type": "integer", "minimum": 0}, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
}  # fmt: skip
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "dosi plan.json",
    "type": "object",
    "required": ["version", "city", "as_of", "facts", "tables", "sources", "verdicts", "gaps"],
    "properties": {
        "version": {"const": VERSION},
        "as_of": {"type": "string", "format": "date"},
        "city": {"type": "object", "required": ["name", "first_year", "last_year", "price_year", "currency", "status"]},
        "facts": {"type": "object", "additionalProperties": {"$ref": "#/$defs/fact"}},
        "tables": {"type": "object", "additionalProperties": {"type": "object", "required": ["title", "key", "columns", "rows"]}},
        "sources": {"type": "array", "items": {"type": "object", "required": ["id", "sha256", "kind"]}},
        "verdicts": {"type": "array", "items": {"type": "object", "required": ["requirement", "state", "because"],
                                                 "properties": {"state": {"enum": ["computed", "awaiting", "signed", "missing", "not_applicable"]}}}},
        "gaps": {"type": "array"},
    },
    "$defs": {
        "fact": {
            "type": "object",
            "required": ["id", "value", "missing", "unit", "because", "origin", "hash"],
            "properties": {
                "id": {"type": "string", "pattern": "^[^/]+/[^/]+/[^/]+/[^/]+$"},
                "missing": {"type": "boolean"},
                "because": {"type": "object", "required": ["ko", "en"]},
                "origin": {"type": "object", "minProperties": 1, "maxProperties": 1, "properties": {
                    "copied": {"type": "object", "required": ["file", "sha256", "row", "column", "vintage", "licence"]},
                    "computed": {"type": "object", "required": ["function", "reads"], "properties": {"reads": {"type": "array", "items": _READ}}},
                    "chosen": {"type": "object", "required": ["model", "limits", "value", "bound", "gap"]},
                }, "additionalProperties": False},
            },
        },
    },
}  # fmt: skip
