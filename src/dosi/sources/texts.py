"""Read the catalogue's sections and forms, a city's written texts, and standards (TOML)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from dosi.model.errors import Faults, InputFault, nearest
from dosi.model.table import TYPES, Column, Source, Table
from dosi.model.texts import Forms, Pages, Sections, Shorts, Standards, Written
from dosi.sources import files

HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n?(.*)\Z", re.DOTALL)


def toml(path: Path, id: str, faults: Faults) -> dict[str, Any]:
    """A TOML file; a mistake in its form becomes a fault that names the line."""
    try:
        return _toml(files.decoded(path.read_bytes(), id), id, faults)
    except InputFault as fault:
        faults.extend(fault)
        return {}


def toml_of(text: str, id: str) -> dict[str, Any]:
    """TOML that stands at the head of a text; a mistake is a fault."""
    faults = Faults()
    made = _toml(text, id, faults)
    faults.raise_any()
    return made


def _toml(text: str, id: str, faults: Faults) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        faults.add(f'File "{id}": is not TOML', f"{id}, {str(trouble).partition('(')[2].rstrip(')') or 'first line'}",
                   str(trouble), "name = value", "correct the line")  # fmt: skip
        return {}


Shape = type | tuple[type, ...] | dict[str, Any] | list[Any]
"""what a setting holds: a type, a table of settings (? optional, * any name), or a list of one shape"""
SAID = {str: "text", int: "a whole number", dict: "a table", list: "a list", bool: "true or false"}


def shaped(value: Any, shape: Shape, where: str, faults: Faults) -> bool:
    """Whether settings hold what a reader takes for granted; what does not fit is a fault each."""
    if isinstance(shape, dict):
        if not shaped(value, dict, where, faults):
            return False
        good = True
        for name, inner in shape.items():
            plain = name.lstrip("?")
            if name == "*":
                for key, held in value.items():
                    good &= shaped(held, inner, f"{where}, {key}", faults)
            elif plain in value:
                good &= shaped(value[plain], inner, f"{where}, {plain}", faults)
            elif not name.startswith("?"):
                good = False
                faults.add(f"Setting {plain}: is missing", where, ", ".join(map(str, value)) or "nothing", f"{plain} = ...", nearest(plain, map(str, value)) or f"add {plain} = ...")
        return good
    if isinstance(shape, list):
        good = shaped(value, list, where, faults)
        for no, held in enumerate(value if good else (), start=1):
            good &= shaped(held, shape[0], f"{where}, no. {no}", faults)
        return good
    if isinstance(value, shape):
        return True
    words = " or ".join(SAID.get(kind, kind.__name__) for kind in (shape if isinstance(shape, tuple) else (shape,)))
    faults.add("Setting: is of another kind", where, str(value)[:80], words, f"write {words}")
    return False


def _headed(path: Path, id: str, faults: Faults) -> tuple[dict[str, Any], str]:
    try:
        text = files.decoded(path.read_bytes(), id).replace("\r\n", "\n")
    except InputFault as fault:
        faults.extend(fault)
        return {}, ""
    match = HEAD.match(text)
    if not match:
        faults.add(f'File "{id}": has no head', f"{id}, line 1", text[:20], "+++ ... +++ with id and title", "begin the file with a head")
        return {}, ""
    return _toml(match[1], id, faults), match[2].strip()


def _texts(found: Iterable[tuple[str, Path, Source]], shape: Shape, faults: Faults) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Texts with a head of some shape, in the order of their file names: each one's head, and its row as far as all such tables have it alike."""
    for no, (id, path, _) in enumerate(found, start=1):
        head, body = _headed(path, id, faults)
        if head and shaped(head, shape, f"{id}, head", faults):
            yield head, {"no": no, "title_ko": head["title_ko"], "title_en": head["title_en"], "text": head.get("text"), "body": body or None, "file": id, "source": id}


def sections(found: Sequence[tuple[str, Path, Source]]) -> Sections:
    """The sections of the plan in the order of their file names."""
    faults = Faults()
    shape: Shape = {"id": str, "title_ko": str, "title_en": str, "level": int, "?follows": bool, "?text": str}
    rows = [{**row, "section": head["id"], "level": head["level"], "follows": head.get("follows", False)} for head, row in _texts(found, shape, faults)]
    faults.raise_any()
    return Sections(pd.DataFrame(rows, columns=[*Sections.columns, "source"]), [source for *_, source in found])


def shorts(found: Sequence[tuple[str, Path, Source]]) -> Shorts:
    """The short documents in the order of their file names; none at all is no gap."""
    faults = Faults()
    shape: Shape = {"title_ko": str, "title_en": str, "form": str, "most_pages": int, "formats": [str], "?text": str}
    forms = Shorts.columns["form"].choices
    rows = []
    for head, row in _texts(found, shape, faults):
        short = Path(row["file"]).stem
        if head["form"] not in forms:
            faults.add(f'Short document "{short}": its form is not known', f"{row['file']}, head, form", head["form"], ", ".join(forms), nearest(head["form"], forms) or "use one of these")
        rows.append({**row, "short": short, "formats": ";".join(head["formats"]), "form": head["form"], "most_pages": head["most_pages"]})
    faults.raise_any()
    return Shorts(pd.DataFrame(rows, columns=[*Shorts.columns, "source"]), [source for *_, source in found] or [Source("catalogue:short", "", kind="none")])


def pages(found: Sequence[tuple[str, Path, Source]]) -> Pages:
    """The pages beside the plan, one for each row of a table, in the order of their file names; none at all is no gap."""
    faults = Faults()
    shape: Shape = {"title_ko": str, "title_en": str, "each": str, "?where": [str], "?per": str, "?first": int, "formats": [str], "?text": str}
    rows = [{**row, "page": Path(row["file"]).stem, "each": head["each"], "where": ";".join(head.get("where", ())) or None, "per": head.get("per"),
             "first": head.get("first"), "formats": ";".join(head["formats"])} for head, row in _texts(found, shape, faults)]  # fmt: skip
    faults.raise_any()
    return Pages(pd.DataFrame(rows, columns=[*Pages.columns, "source"]), [source for *_, source in found] or [Source("catalogue:pages", "", kind="none")])


def written(found: Iterable[tuple[str, Path, Source]]) -> Written:
    """What people wrote, by anchor; a signature counts only for the very words that were signed."""
    faults = Faults()
    rows = []
    sources = []
    for id, path, source in found:
        head, body = _headed(path, id, faults)
        sources.append(source)
        if not shaped(head, {"?signed": [{"anchor": str, "body_sha256": str, "signed_role": str, "signed_on": object}]}, f"{id}, head", faults):
            continue
        signed = {s["anchor"]: s for s in head.get("signed", [])}
        parts = re.split(r"^## \{#([\w-]+)\}[ \t]*$", body, flags=re.MULTILINE)
        for anchor, words in zip(parts[1::2], parts[2::2], strict=True):
            words = words.strip()
            sha = hashlib.sha256(words.encode()).hexdigest()
            mark = signed.get(anchor, {})
            holds = mark.get("body_sha256") == sha
            rows.append({"text": path.stem, "anchor": anchor, "body": words or None, "body_sha256": sha, "file": id, "source": id,
                         "signed_role": mark.get("signed_role") if holds else None, "signed_on": str(mark["signed_on"]) if holds else None})  # fmt: skip
    faults.raise_any()
    kept = [r for r in rows if r["body"]]
    return Written(pd.DataFrame(kept, columns=[*Written.columns, "source"]), sources or [Source("city:text", "", kind="none")])


def forms(path: Path, id: str, source: Source, given: set[str]) -> Forms:
    """The registers' forms, one row per column; `given`: the registers the city has filled in."""
    faults = Faults()
    rows = []
    for register, form in toml(path, id, faults).items():
        columns = {"*": {"type": str, "ko": str, "?en": str, "?list": str, "?optional": bool}}
        if not shaped(form, {"title_ko": str, "key": [str], "?several": bool, "?citation_ko": str, "?ask_ko": str, "columns": columns}, f"{id}, {register}", faults):
            continue
        for name in (name for name in form["key"] if name not in form["columns"]):
            faults.add(f'Form "{register}": its key is no column', f"{id}, {register}, key", name, ", ".join(form["columns"]) or "a column of the form", nearest(name, form["columns"]) or "name a column")
        for no, (name, col) in enumerate(form["columns"].items(), start=1):
            if col["type"] not in TYPES:
                faults.add(f'Form "{register}": column {name} has an unknown type', f"{id}, {register}", col["type"], ", ".join(TYPES),
                           nearest(col["type"], TYPES) or "use one of the types")  # fmt: skip
                continue
            joins = col.get("list") or next((k for k in ("zone", "service", "authority", "theme") if col.get(k)), None)
            rows.append({"register": register, "title_ko": form["title_ko"], "citation_ko": form.get("citation_ko"), "ask_ko": form.get("ask_ko"),
                         "form_column": name, "no": no, "column_ko": col["ko"], "column_en": col.get("en", name), "is_optional": bool(col.get("optional")), "type": col["type"], "is_key": name in form["key"], "several": bool(form.get("several")),
                         "joins": joins, "departments": ";".join(form.get("departments", [])) or None, "example": col.get("example"), "given": register in given, "source": id})  # fmt: skip
    faults.raise_any()
    return Forms(pd.DataFrame(rows, columns=[*Forms.columns, "source"]), [source])


def declared_columns(forms: Forms, register: str) -> dict[str, Column]:
    """The columns of one register, from the forms table."""
    mine = forms.rows[forms.rows["register"] == register].sort_values("no")
    return {
        r["form_column"]: Column(r["type"], r["column_ko"], r["column_en"], optional=bool(r["is_optional"])) for r in mine.to_dict("records")
    }


NUMBER = Column("int", "번호", "number among the rows of the same key; empty: in their order", optional=True)


def register_table(register: str, forms: Forms, columns: dict[str, Column]) -> type[Table]:
    """The declaration of one register as a table; where several rows may have the same key, a number tells them apart."""
    mine = forms.rows[forms.rows["register"] == register]
    key = tuple(mine.loc[mine["is_key"], "form_column"])
    title = str(mine["title_ko"].iloc[0])
    several = bool(mine["several"].iloc[0])
    numbered = {n: c for n, c in columns.items() if n in key} | {"no": NUMBER} | {n: c for n, c in columns.items() if n not in key} if several else columns
    body: dict[str, Any] = {"name": f"registers/{register}", "key": (*key, "no") if several else key, "ko": title, "numbered_by": "no" if several else "", **numbered}
    return type(f"Register_{register}", (Table,), body)


CITED = {"kind": str, "citation": str, "?address": str}
STANDARD = {
    "id": str, "title_ko": str, "title_en": str, "infrastructure_kind": str, "edition": object, "source": CITED, "?names": {"*": str},
    "?applies": {"?role": str, "?where": dict, "?zone_kind": [str], "?build": str, "?phase": str, "?road_class": [str]},
    "requirement": [{"id": str, "kind": str, "value": dict, "severity": str, "force": str, "sentence_ko": str, "sentence_en": str, "?where": dict, "?except": dict, "?range": dict, "?source": CITED,
                     "?met_by": {"service": str, "?each": (int, float)}}],
}  # fmt: skip
AS_CONDITIONS = ("build", "phase", "road_class")
"""what a standard applies to that is an attribute of the asset"""
ANY = "any"


def standards(found: Iterable[tuple[str, Path, Source]], national: Iterable[tuple[str, Path, Source]] = ()) -> Standards:
    """Requirements of all standards, one row each; `national`: editions that the city's own, of the same file name, take the place of."""
    faults = Faults()
    rows = []
    sources = []
    before = {Path(id).stem: {one["id"]: one | {"of": _concerns(read, one)} for one in read.get("requirement", ())} for id, path, _ in national if (read := toml(path, id, faults))}
    for id, path, source in found:
        read = toml(path, id, faults)
        sources.append(source)
        if not read or not shaped(read, STANDARD, id, faults):
            continue
        applies = read.get("applies", {})
        conditions = _conditions(applies)
        cited = read["source"]
        replaced = before.get(Path(id).stem, {}) if not id.startswith("catalogue:") else {}
        for lost in (name for name, one in replaced.items() if one["severity"] == "must" and name not in {mine["id"] for mine in read["requirement"]}):
            faults.add(f'Standard "{read["id"]}": a national requirement that must be kept is missing', id, ", ".join(one["id"] for one in read["requirement"]), lost, f"take over requirement {lost}, as it is or stricter")
        for one in read["requirement"]:
            mother = replaced.get(one["id"], {})
            if mother.get("severity") == "must" and mother["of"] != _concerns(read, one):
                faults.add(f'Standard "{read["id"]}": requirement {one["id"]} is about other things than the national one that must be kept', f"{id}, requirement {one['id']}",
                           _told(_concerns(read, one)), _told(mother["of"]), "keep role, kind, conditions and exceptions as they are; ask for more in a requirement of its own")  # fmt: skip
            rows.append({
                "standard": read["id"], "requirement": one["id"], "title_ko": read["title_ko"], "title_en": read["title_en"],
                "infrastructure_kind": read["infrastructure_kind"], "edition": str(read["edition"]), "role": one.get("role", applies.get("role")),
                "applies_where": _pairs({**conditions, **one.get("where", {})}) or None, "exempt_where": _pairs(one.get("except", {})) or None,
                "zone_kinds": ";".join(one.get("zone_kind", applies.get("zone_kind", []))) or None, "kind": one["kind"], "parameters": _pairs(one["value"]),
                "distance": one.get("distance"), "severity": one["severity"], "force": one["force"], "reason_ko": one.get("reason_ko", one.get("reason")),
                "ranges": ";".join(f"{name}={low}..{high}" for name, (low, high) in one.get("range", {}).items()) or None, "exceptions_ko": one.get("exceptions_ko", one.get("exceptions")) or None,
                "national": _pairs(mother.get("value", {})) or None, "national_severity": mother.get("severity"),
                "titles": _pairs(read.get("names", {})) or None, "sentence_ko": one["sentence_ko"], "sentence_en": one["sentence_en"],
                "met_by": one.get("met_by", {}).get("service"), "met_each": one["met_by"].get("each", 1) if "met_by" in one else None, "verify_ko": one.get("verify_ko"),
                "source_kind": one.get("source", cited)["kind"], "citation": one.get("source", cited)["citation"],
                "address": one.get("source", cited).get("address"), "on_date": str(one.get("source", cited).get("date") or "") or None, "source": id,
            })  # fmt: skip
            if one["force"] == "city" and not rows[-1]["reason_ko"]:
                faults.add(f'Standard "{read["id"]}": a city choice without its reason', f"{id}, requirement {one['id']}", "no reason",
                           "reason_ko = ...", "say why the city sets this limit")  # fmt: skip
    faults.raise_any()
    return Standards(pd.DataFrame(rows, columns=[*Standards.columns, "source"]), sources or [Source("catalogue:standards", "", kind="none")])


def _conditions(applies: dict[str, Any]) -> dict[str, Any]:
    return {**applies.get("where", {}), **{name: applies[name] for name in AS_CONDITIONS if applies.get(name) not in (None, ANY, [])}}


def _concerns(standard: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    """What a requirement is about: its kind, its subjects, and who is left out."""
    applies = standard.get("applies", {})
    return {"kind": one.get("kind"), "role": one.get("role", applies.get("role")), "where": {**_conditions(applies), **one.get("where", {})}, "except": one.get("except", {}),
            "zone_kind": sorted(one.get("zone_kind", applies.get("zone_kind", [])))}  # fmt: skip


def _told(concerns: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in concerns.items() if value)


def _pairs(values: dict[str, Any]) -> str:
    return ";".join(f"{name}={_value(value)}" for name, value in values.items())


def _value(value: Any) -> str:
    """A value of TOML as the tables keep it: several apart by |, named ones as name:value."""
    if isinstance(value, dict):
        return "|".join(f"{name}:{inner}" for name, inner in value.items())
    return "|".join(map(str, value)) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)
