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
        "gaps": [{"requirement": g.requirement, "ask": g.ask, "anchor": g.anchor, "answers": list(g.answers)} for g in made.gaps],
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


def _about(words: str, **rest: Any) -> dict[str, Any]:
    return {"description": words, **rest}


_TEXT = {"type": "string"}
_READ = {
    "type": "object", "required": ["table", "where", "columns", "rows", "sha256"],
    "properties": {
        "table": _about("name of the table read, a key of `tables`", type="string"),
        "where": _about("columns and the values that the rows read have; empty: every row", type="object"),
        "columns": _about("columns read", type="array", items=_TEXT),
        "rows": _about("number of rows read", type="integer", minimum=0),
        "sha256": _about("hash of the rows and columns read: it moves when, and only when, they do", type="string", pattern="^[0-9a-f]{64}$"),
    },
}  # fmt: skip
_COLUMN = {
    "type": "object", "required": ["name", "type", "unit", "ko", "en"],
    "properties": {
        "name": _about("name of the column", type="string"),
        "type": _about("text, list (with ;), date, int, year, won, number, share (0 to 1), bool or shape", type="string"),
        "unit": _about("how the value is written; empty: by its type", type="string"),
        "ko": _about("meaning, Korean", type="string"), "en": _about("meaning, English", type="string"),
    },
}  # fmt: skip
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "dosi plan.json",
    "description": "A built plan: every fact shown with its origin, the tables the facts come from, the sources and the verdicts.",
    "type": "object",
    "required": ["version", "city", "as_of", "facts", "tables", "sources", "verdicts", "gaps"],
    "properties": {
        "version": _about("version of this schema", const=VERSION),
        "as_of": _about("date of the plan: law in force and vintages are read as of it", type="string", format="date"),
        "city": _about("settings of the city, from city.toml", type="object", required=["name", "first_year", "last_year", "price_year", "currency", "status"], properties={
            "name": _about("name of the city", type="string"), "name_en": _about("its English name", type="string"), "title": _about("title of the plan", type="string"),
            "first_year": _about("first year of the plan", type="integer"), "last_year": _about("last year of the plan", type="integer"),
            "price_year": _about("year of the prices in which costs stand", type="integer"), "currency": _about("currency; amounts are whole units of it", type="string"),
            "crs": _about("projected coordinate system of all coordinates in metres", type="string"),
            "status": _about("words printed on every page, e.g. draft or example", type="string"),
        }),
        "facts": _about("every fact shown in the plan, by its id", type="object", additionalProperties={"$ref": "#/$defs/fact"}),
        "tables": _about("every table of the build, by its name; large ones and those with shapes lie beside plan.json", type="object", additionalProperties={"$ref": "#/$defs/table"}),
        "sources": _about("every file that was read", type="array", items={"$ref": "#/$defs/source"}),
        "verdicts": _about("the check against the law, line by line", type="array", items={"$ref": "#/$defs/verdict"}),
        "gaps": _about("what is still to be written", type="array", items={"type": "object", "required": ["requirement", "ask", "anchor"], "properties": {
            "requirement": _about("what is missing, in words", type="string"),
            "ask": _about("what to write or to supply", type="string"), "anchor": _about("where in the document", type="string"),
            "answers": _about("lines of the checklist it would answer: clause#number", type="array", items=_TEXT),
        }}),
    },
    "$defs": {
        "fact": {
            "type": "object",
            "required": ["id", "value", "missing", "unit", "because", "origin", "hash"],
            "properties": {
                "id": _about("stage/table/key/column; parts of a key are joined by ~, * adds up or counts, ?column=value keeps some rows", type="string", pattern="^[^/]+/[^/]+/[^/]+/[^/]+$"),
                "value": _about("the value, exactly; null when unknown", type=["number", "string", "boolean", "null"]),
                "missing": _about("whether the value is unknown; unknown is not zero", type="boolean"),
                "unit": _about("how the value is written", type="string"),
                "price_year": _about("year of the prices, where the value is money", type=["integer", "null"]),
                "low": _about("low end of its range, where it has one", type=["number", "string", "null"]),
                "high": _about("high end of its range, where it has one", type=["number", "string", "null"]),
                "source_kind": _about("law, published, estimate, modelled, observed, decided, or how it was computed", type="string"),
                "because": _about("why it is so, in one sentence", type="object", required=["ko", "en"], properties={"ko": _TEXT, "en": _TEXT}),
                "origin": _about("where it comes from: exactly one of copied, computed, chosen", type="object", minProperties=1, maxProperties=1, properties={
                    "copied": _about("a cell of a file", type="object", required=["file", "sha256", "row", "column", "vintage", "licence"]),
                    "computed": _about("made by a function from rows of tables", type="object", required=["function", "reads"], properties={
                        "function": _about("room.module.function", type="string"), "reads": _about("the rows it was made from", type="array", items=_READ)}),
                    "chosen": _about("set by an optimisation", type="object", required=["model", "limits", "value", "bound", "gap"], properties={
                        "model": _about("the model in words", type="string"), "limits": _about("facts that limited the choice", type="array", items=_TEXT),
                        "value": _about("value of the objective reached", type="number"), "bound": _about("proven bound on any choice's value", type="number"),
                        "gap": _about("(bound - value) / bound", type="number")}),
                }, additionalProperties=False),
                "hash": _about("hash of value and origin: it moves when what the fact rests on moves", type="string"),
            },
        },
        "table": {"type": "object", "required": ["title", "key", "columns", "rows"], "properties": {
            "title": _about("title as printed", type="string"), "key": _about("columns of the key", type="array", items=_TEXT),
            "made_by": _about("function that made it; empty for what was read", type="string"),
            "columns": _about("columns in the order of the cells", type="array", items=_COLUMN),
            "rows": _about("the rows, cells in the order of the columns; their number where they lie in a file", type=["array", "integer"]),
            "path": _about("Parquet file beside plan.json", type="string"), "sha256": _about("hash of the rows in that file", type="string"),
        }},
        "source": {"type": "object", "required": ["id", "sha256", "kind"], "properties": {
            "id": _about("data:, city: or catalogue: path", type="string"), "sha256": _about("hash of the file", type="string"),
            "vintage": _about("date of the data", type="string"), "publisher": _about("who published it", type="string"), "address": _about("where it was found", type="string"),
            "licence": _about("terms of use", type="string"), "kind": _about("law, published, estimate, modelled, observed, decided or catalogue", type="string"),
            "understood": _about("what was converted or left out on reading", type="array", items=_TEXT),
            "doubts": _about("what a person should look at", type="array", items=_TEXT),
        }},
        "verdict": {"type": "object", "required": ["requirement", "state", "because"], "properties": {
            "subject": _about("citation or title", type="string"), "requirement": _about("line of the checklist: clause#number", type="string"), "title": _about("what it asks for, in words", type="string"),
            "state": _about("what was found", enum=["computed", "awaiting", "signed", "missing", "not_applicable"]),
            "because": _about("why", type="string"), "severity": _about("must or should", type="string"), "anchor": _about("where in the document the answer stands", type="string"),
            "signed_role": _about("role of the person who signed", type="string"), "signed_on": _about("date of the signature", type="string"),
        }},
    },
}  # fmt: skip
