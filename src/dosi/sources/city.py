"""Read a city folder and its country's catalogue into the tables that stages work on."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd

import dosi.model.rows as declared_rows
from dosi.model.city import City, Shelf
from dosi.model.errors import Fault, Faults, InputFault, Misfit, nearest
from dosi.model.findings import Masked
from dosi.model.layers import Layers
from dosi.model.rows import Ceilings, CoordinateSystems, Crosswalk, Handover, Opinions, Received, ReportingUnits, Survey, SurveyTotals, UnitChanges
from dosi.model.surveys import Margins, Respondents
from dosi.model.table import Source, Table, split
from dosi.sources import data_root, files, layers, margins, questionnaire, roles, rows, texts
from dosi.sources.masking import known_kinds, masked, of_faults
from dosi.sources.titles import Named, named, read_as_ids

COPIES = ("one", "each")
"""how copies of one opinion may count: all together one voice, or each a voice"""
T = TypeVar("T", bound=Table)
Check = Callable[[Shelf], Iterable[Misfit]]
"""what a stage asks of the rows it will work on"""
CATALOGUE = Path(__file__).parent.parent / "catalogue"
NOT_INPUT = ("plan", "versions", "register", "forms", "imports", "generate", ".cache", "__pycache__")
"""folders of a city that hold no input"""
IN_VOICE = (Opinions, Survey, SurveyTotals)
"""tables kept in voice/ rather than rows/"""
MASKED: dict[type[Table], tuple[str, ...]] = {Opinions: ("text",), Received: ("body", "content_ko", "done_ko", "why_ko", "by_body"), Handover: ("model_ko", "defects_ko", "document")}
"""columns of other people's words, masked of personal data as soon as they are read"""


REPLACED = "catalogue의 같은 것을 도시의 것으로 바꾸었다: {ids}"

START = "start"
"""folder of a catalogue with what `dosi new` proposes; no input of a plan"""


def countries() -> list[str]:
    """The countries whose catalogue dosi ships."""
    return sorted(p.name for p in CATALOGUE.iterdir() if p.is_dir() and not p.name.startswith("_"))


def shipped(country: str, kind: type[T]) -> T:
    """A table of a shipped catalogue alone, without any city."""
    if country not in countries():
        raise InputFault([Fault("Country: has no catalogue", "--country", country, ", ".join(countries()), nearest(country, countries()) or "name one of the countries")])
    path = CATALOGUE / country / f"{kind.name.partition('/')[2]}.csv"
    id = f"catalogue:{path.name}"
    return cast(T, _kept(rows.read, kind, [(id, path, files.source(id, path))]))


def roots(folder: Path, data: Path | None = None) -> files.Roots:
    """The roots of a city folder; raises a fault when it is none."""
    if not (folder / "city.toml").is_file():
        raise InputFault([Fault(f'Folder "{folder.name}": is no city folder', folder.name, "no city.toml", "a folder with city.toml",
                                "give the folder of a city, e.g. examples/sejong")])  # fmt: skip
    faults = Faults()
    settings = texts.toml(folder / "city.toml", "city:city.toml", faults)
    faults.raise_any()
    if (folder / "catalogue").is_dir():  # a country that dosi does not ship yet
        return files.Roots(folder, folder / "catalogue", _data(data))
    country = str(settings.get("country", ""))
    if not (CATALOGUE / country).is_dir() or not country:
        raise InputFault([Fault("City: the country has no catalogue", "city:city.toml, country", repr(country), ", ".join(countries()), nearest(country, countries()) or "name one of the countries")])
    return files.Roots(folder, CATALOGUE / country, _data(data))


def _data(data: Path | None) -> Path | None:
    if data is not None and not data.is_dir():
        raise InputFault([Fault("The data folder is not there", "--data", data.name, "a folder", "give the folder that holds the data files")])
    return data


def input_files(where: files.Roots) -> list[tuple[str, Path]]:
    """Every file a build may read, with its id, in a fixed order: what the cache looks at first."""
    found: list[tuple[str, Path]] = []
    for root, folder in (("catalogue", where.catalogue), ("city", where.city)):
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if path.is_file() and relative.parts[0] not in (*NOT_INPUT, START) and not relative.parts[0].startswith(("plan.", "register.")):
                found.append((f"{root}:{relative.as_posix()}", path))
    faults = Faults()
    for layer in layers.listed(where, faults):
        if layer.taken and layer.taken.id.startswith("data:"):
            found.append((layer.taken.id, layer.taken.path))
    return found  # faults of layers.toml are said by `read`, together with all others


def read(where: files.Roots, as_of: str = "", checks: Iterable[Check] = ()) -> tuple[City, Shelf]:
    """Read everything; faults of all files come together, with those of the stages' own `checks` of the rows."""
    faults = Faults()
    shelf = Shelf()
    city = _settings(where, as_of, faults)
    impossible: list[Table] = []
    for kind in kinds():
        try:
            shelf.put(_replacing(kind, _found(where, kind)))
        except InputFault as fault:
            impossible += [fault.table] if isinstance(fault, rows.Impossible) else []
            faults.found += of_faults(fault.faults) if kind in (*IN_VOICE, *MASKED) else fault.faults
    try:
        for table in _answers(where, shelf):
            shelf.put(table)
    except InputFault as fault:
        faults.extend(fault)
    try:
        shelf.put(_margins(where))
    except InputFault as fault:
        faults.extend(fault)
    _read_texts(where, shelf, faults)
    before = len(faults.found)
    listed = _listed(where, faults)
    all_listed = len(faults.found) == before
    given = data_root.told(where, listed, faults)
    if {t.name for t in (ReportingUnits, Crosswalk, CoordinateSystems, UnitChanges)} <= set(shelf.names()) and city is not None:
        try:
            for table in layers.read(listed, given, city.crs, shelf[ReportingUnits], shelf[Crosswalk], shelf[CoordinateSystems], shelf[UnitChanges]):
                shelf.put(table)
        except InputFault as fault:
            faults.extend(fault)
    for table in impossible:  # not before: layers are not read against what cannot be
        shelf.put(table)
    _mask(shelf)
    _unread(where, faults)
    columns = named(shelf, JOINS)
    read_as_ids(shelf, columns, faults)
    _joins(where, shelf, columns, faults)
    _cycles(shelf, faults)
    misfits = [one for check in checks for one in check(shelf)]
    if all_listed:  # else a role may be unknown only because its layer could not be read
        misfits += roles.unknown(shelf, [one.role for one in listed], lambda id: _is_the_citys(where, id))
    _locate(where, shelf, misfits, faults)
    faults.raise_any()
    assert city is not None
    _years_without_money(shelf, city)
    if not city.as_of:
        city = City(**{**vars(city), "as_of": _newest(shelf, city)})
    return city, shelf


def _mask(shelf: Shelf) -> None:
    """Before anything else sees what people wrote, checks and faults included; how many pieces of each kind were masked is a table of its own."""
    found = Counter[tuple[str, str]]()
    for kind, columns in MASKED.items():
        if kind.name not in shelf:
            continue
        table = shelf[kind]
        made = {}
        for column in columns:
            texts = []
            for text in table.rows[column]:
                clean, counts = masked(text) if isinstance(text, str) else (text, Counter[str]())
                texts.append(clean)
                found.update({(kind.name.partition("/")[2], piece): n for piece, n in counts.items()})
            made[column] = pd.Series(texts, index=table.rows.index, dtype="str")
        shelf.put(kind(table.rows.assign(**made), table.sources.values()), instead=True)
    called = {name: one.KO for name, one in known_kinds()}
    rows = [(table, piece, called[piece], n) for (table, piece), n in sorted(found.items())]
    shelf.put(Masked(pd.DataFrame(rows, columns=[*Masked.columns])).with_made_by("sources.masking.masked"))


def _listed(where: files.Roots, faults: Faults) -> list[layers.Layer]:
    try:
        return layers.listed(where, faults)
    except InputFault as fault:
        faults.extend(fault)
        return []


def _settings(where: files.Roots, as_of: str, faults: Faults) -> City | None:
    settings = texts.toml(where.city / "city.toml", "city:city.toml", faults)
    wanted = {"name": str, "name_en": str, "title": str, "country": str, "first_year": int, "last_year": int, "price_year": int,
              "currency": str, "crs": str, "status": str}  # fmt: skip
    good = True
    for name, kind in wanted.items():
        if not isinstance(settings.get(name), kind):
            good = False
            faults.add(f"City: {name} is {'missing' if name not in settings else 'not ' + kind.__name__}", f"city:city.toml, {name}",
                       settings.get(name, "nothing"), kind.__name__, nearest(name, settings) or f"add {name} = ...")  # fmt: skip
    if not good:
        return None
    if settings["first_year"] > settings["last_year"]:
        faults.add("City: the years of the plan run backwards", "city:city.toml, first_year and last_year", f"{settings['first_year']} to {settings['last_year']}",
                   "first_year before last_year", "exchange the two years")  # fmt: skip
    vision = settings.get("vision", {})
    designated = tuple(sorted(k for k, v in settings.get("designations", {}).items() if v))
    try:
        asked = as_of or str(settings.get("as_of", ""))
        if asked:
            datetime.date.fromisoformat(asked)
    except ValueError:
        faults.add("City: as_of is no date", "city:city.toml or --as-of", asked, "a date, e.g. 2025-03-31", "correct the date")
    copies = settings.get("voice", {}).get("copies", "one")
    if copies not in COPIES:
        faults.add("City: how copies of an opinion count is not known", "city:city.toml, [voice] copies", copies, " or ".join(COPIES), nearest(str(copies), COPIES) or 'write copies = "one" or "each"')
    licence = settings.get("open_data", {}).get("licence", "")
    if not isinstance(licence, str):
        faults.add("City: the licence of open data is no text", "city:city.toml, [open_data] licence", licence, 'its name, e.g. "KOGL-1" or "CC BY 4.0"', "write its name between quotation marks, or leave it out")
        licence = ""
    return City(**{n: settings[n] for n in wanted}, copies=copies, licence=licence, vision=vision.get("ko", ""), vision_en=vision.get("en", ""), designations=designated, as_of=asked)


def name_of(where: files.Roots) -> str:
    """The city's name as its settings give it."""
    faults = Faults()
    settings = texts.toml(where.city / "city.toml", "city:city.toml", faults)
    faults.raise_any()
    return str(settings.get("name", ""))


def text_sections(where: files.Roots) -> dict[str, str]:
    """The files of text/ that the plan has a section for, each with that section."""
    rows = texts.sections(_folder(where, ["catalogue:sections", "city:sections"], "*.md")).rows.dropna(subset=["text"])
    return dict(zip(rows["text"], rows["section"], strict=True))


def kinds() -> list[type[Table]]:
    """Every table of rows that people write."""
    return [k for k in vars(declared_rows).values() if isinstance(k, type) and issubclass(k, Table) and k is not Table]


def _found(where: files.Roots, kind: type[Table]) -> list[tuple[str, Path, Source]]:
    stem = kind.name.partition("/")[2]
    folder = "voice" if kind in IN_VOICE else "rows"
    ids = [f"catalogue:{stem}.csv", f"city:{folder}/{stem}.csv", f"city:{folder}/{stem}.xlsx"]
    example = "modelled" if kind in IN_VOICE else "decided"
    return [(id, path, files.source(id, path, **({"kind": example} if id.startswith("city:") else {}))) for id in ids if (path := where.find(id))]


def _answers(where: files.Roots, shelf: Shelf) -> tuple[Table, Table]:
    """The filled table of the survey, a row per person: who answered, and what."""
    ids = [f"city:{questionnaire.NAME}{ending}" for ending in (".csv", ".xlsx")]
    found = [(id, path, files.source(id, path, kind="modelled")) for id in ids if (path := where.find(id))]
    return questionnaire.read(found, questionnaire.questions(shelf))


def _margins(where: files.Roots) -> Margins:
    """The census that the city's voices are weighed against, where it gives one."""
    found = [(id, path) for ending in (".csv", ".xlsx") if (path := where.find(id := f"city:{margins.KEPT}{ending}"))]
    return margins.census(found[0][1], files.source(*found[0], kind="published")) if found else Margins(sources=[Source(f"rows:{Margins.name}", "", kind="none")])


def _replacing(kind: type[Table], found: list[tuple[str, Path, Source]]) -> Table:
    """A table of rows; which of the catalogue's rows the city's replace is said, so that none is replaced by a chance likeness of ids."""
    table = _kept(rows.read, kind, found)
    catalogue = [one for one in found if one[0].startswith("catalogue:")]
    if not catalogue or len(found) == len(catalogue):
        return table
    theirs = set(_kept(rows.read, kind, catalogue).keys())
    replaced = [(key, source) for key, source in zip(table.keys(), table.rows["source"], strict=True) if key in theirs and source.startswith("city:")]
    if not replaced:
        return table
    words = REPLACED.format(ids=", ".join(key for key, _ in replaced))
    return type(table)(table.rows, [replace(s, understood=(*s.understood, words)) if s.id == replaced[0][1] else s for s in table.sources.values()])


def _kept(read: Callable[..., Table], *given: Any) -> Table:
    """The table that a reader makes of files, the last argument; those of the catalogue alone are read once, since every city of a country reads the same."""
    found: list[tuple[str, Path, Source]] = given[-1]
    if not found or not all(source.id.startswith("catalogue:") for _, _, source in found):
        return read(*given)
    memo = (read, *given[:-1], tuple((source.id, source.sha256) for _, _, source in found))
    if memo not in _READ:
        while len(_READ) >= MOST_KEPT:
            del _READ[next(iter(_READ))]
        _READ[memo] = read(*given)
    return _READ[memo].copy()


MOST_KEPT = 200
"""tables of catalogues kept in memory"""
_READ: dict[tuple[Any, ...], Table] = {}


def _folder(where: files.Roots, ids: list[str], pattern: str) -> list[tuple[str, Path, Source]]:
    """The files of the same folder in several roots, by name; of two that are named alike the later one counts, and that is said."""
    found: dict[str, tuple[str, Path, Source]] = {}
    replaced = []
    for id in ids:
        folder = where.path(id)
        for path in sorted(folder.glob(pattern)) if folder else []:
            replaced += [path.stem] if path.stem in found else []
            found[path.stem] = (f"{id}/{path.name}", path, files.source(f"{id}/{path.name}", path))
    if replaced:
        id, path, source = found[replaced[0]]
        found[replaced[0]] = (id, path, replace(source, understood=(REPLACED.format(ids=", ".join(replaced)),)))
    return [found[stem] for stem in sorted(found)]


def _read_texts(where: files.Roots, shelf: Shelf, faults: Faults) -> None:
    own = {path.stem for path in sorted((where.city / "standards").glob("*.toml"))}
    national = [one for one in _folder(where, ["catalogue:standards"], "*.toml") if one[1].stem in own]
    for make, ids, pattern in (
        (texts.sections, ["catalogue:sections", "city:sections"], "*.md"),
        (texts.shorts, ["catalogue:short", "city:short"], "*.md"),
        (texts.pages, ["catalogue:pages", "city:pages"], "*.md"),
        (texts.written, ["city:text"], "*.md"),
        (partial(texts.standards, national=national) if national else texts.standards, ["catalogue:standards", "city:standards"], "*.toml"),
    ):
        try:
            shelf.put(_kept(make, _folder(where, ids, pattern)))
        except InputFault as fault:
            faults.extend(fault)
    path = where.find("catalogue:registers.toml")
    if path is None:
        return
    given = {p.stem: p for p in sorted((where.city / "rows" / "registers").glob("*")) if p.suffix in (".csv", ".xlsx")}
    try:
        forms = texts.forms(path, "catalogue:registers.toml", files.source("catalogue:registers.toml", path), set(given))
    except InputFault as fault:
        faults.extend(fault)
        return
    shelf.put(forms)
    known = list(dict.fromkeys(forms.rows["register"]))
    for name in sorted(set(given) - set(known)):
        faults.add(f'Register "{name}": is not known', f"city:rows/registers/{given[name].name}", name, "a register of registers.toml", nearest(name, known) or "declare it in registers.toml, or move the file away")
    for register in known:
        kind = texts.register_table(register, forms, texts.declared_columns(forms, register))
        id = f"city:rows/registers/{given[register].name if register in given else register}"
        try:
            shelf.put(rows.read(kind, [(id, given[register], files.source(id, given[register], kind="decided"))] if register in given else []))
        except InputFault as fault:
            faults.extend(fault)


JOINS: tuple[tuple[str, str, str], ...] = (
    ("rows/crosswalk", "unit", "rows/reporting_units"),
    ("rows/crosswalk", "zone", "rows/zones"),
    ("rows/planning_areas", "zone", "rows/zones"),
    ("rows/planning_areas", "unit", "rows/reporting_units"),
    ("rows/centres", "zone", "rows/zones"),
    ("rows/jurisdiction", "zone", "rows/zones"),
    ("rows/jurisdiction", "builder", "rows/authorities"),
    ("rows/jurisdiction", "owner", "rows/authorities"),
    ("rows/indicators", "theme", "rows/themes"),
    ("rows/indicators", "travel", "rows/travel_modes"),
    ("rows/services", "themes", "rows/themes"),
    ("rows/services", "requires", "rows/services"),
    ("rows/services", "effect_indicator", "rows/indicators"),
    ("rows/services", "standards", "rows/standards"),
    ("rows/standards", "met_by", "rows/services"),
    ("rows/self_checks", "existing", "rows/existing_services"),
    ("rows/proposal_scores", "service", "rows/services"),
    ("rows/comparisons", "criterion", "rows/criteria"),
    ("rows/comparisons", "other", "rows/criteria"),
    ("rows/direct_weights", "criterion", "rows/criteria"),
    ("rows/device_kinds", "services", "rows/services"),
    ("rows/device_kinds", "standards", "rows/standards"),
    ("rows/handover", "body", "rows/authorities"),
    ("rows/handover", "kind", "rows/device_kinds"),
    ("rows/funding_sources", "authority", "rows/authorities"),
    ("rows/funding_shares", "builder", "rows/authorities"),
    ("rows/funding_shares", "fund", "rows/funding_sources"),
    ("rows/ceilings", "fund", "rows/funding_sources"),
    ("rows/authority_ceilings", "authority", "rows/authorities"),
    ("rows/match_ratios", "service", "rows/services"),
    ("rows/match_ratios", "builder", "rows/authorities"),
    ("rows/match_ratios", "fund", "rows/funding_sources"),
    ("rows/match_ratios", "remainder_fund", "rows/funding_sources"),
    ("rows/awards", "fund", "rows/funding_sources"),
    ("rows/awards", "contest", "rows/contests"),
    ("rows/rivals", "services", "rows/services"),
    ("rows/strategies", "goal", "rows/goals"),
    ("rows/strategies", "themes", "rows/themes"),
    ("rows/strategies", "services", "rows/services"),
    ("rows/strategies", "kpis", "rows/kpis"),
    ("rows/kpis", "indicator", "rows/indicators"),
    ("rows/existing_services", "zones", "rows/zones"),
    ("rows/opinions", "zone", "rows/zones"),
    ("rows/opinions", "theme", "rows/themes"),
    ("rows/issues", "theme", "rows/themes"),
    ("rows/seeds", "issue", "rows/issues"),
    ("rows/received", "step", "rows/procedure"),
    ("rows/received", "themes", "rows/themes"),
    ("rows/received", "section", "texts/sections"),
    ("rows/received", "service", "rows/services"),
    ("rows/survey", "zone", "rows/zones"),
    ("rows/survey", "theme", "rows/themes"),
    ("rows/survey_totals", "question", "rows/survey_questions"),
    ("rows/survey_totals", "zone", "rows/zones"),
    ("survey/respondents", "zone", "rows/zones"),
    ("survey/margins", "zone", "rows/zones"),
    ("rows/must_show", "clause", "rows/law"),
    ("rows/procedure_dates", "step", "rows/procedure"),
)
"""columns whose values must be known keys elsewhere: table, column, table joined"""
NOT_READ = {".txt": "rename it to {}.csv", ".tsv": "rename it to {}.csv", ".xls": "save it as {}.xlsx", ".xlsm": "save it as {}.xlsx", ".ods": "save it as {}.xlsx"}
"""endings under which people save tables, and what to do about them"""
SHEETS = (".csv", ".xlsx")
LISTED = 20
"""known values that a fault names"""


def _years_without_money(shelf: Shelf, city: City) -> None:
    """Say which years of the plan a fund has no ceiling for: nothing can be paid from it then, which a planner may not have meant."""
    table = shelf[Ceilings]
    given: dict[tuple[str, str], set[int]] = {}
    for row in table.records():
        given.setdefault((row["fund"], row["purpose"]), set()).add(row["year"])
    lines = [f"{fund}({purpose}): {', '.join(str(y) for y in city.years if y not in years)}년의 한도가 없어 0원으로 보았다"
             for (fund, purpose), years in given.items() if set(city.years) - years]  # fmt: skip
    if lines:
        sources = [replace(s, understood=(*s.understood, *lines)) if s.id.startswith("city:") else s for s in table.sources.values()]
        shelf.put(type(table)(table.rows, sources), instead=True)


def _unread(where: files.Roots, faults: Faults) -> None:
    """A file in rows/ or voice/ that no table is named after would be lost without a word."""
    known = {folder: {k.name.partition("/")[2] for k in kinds() if (k in IN_VOICE) == (folder == "voice")} for folder in ("rows", "voice")}
    known["voice"] |= {questionnaire.NAME.partition("/")[2], margins.KEPT.partition("/")[2]}
    for folder, names in known.items():
        for path in sorted((where.city / folder).glob("*")):
            if path.suffix in (".csv", ".xlsx") and path.stem not in names:
                faults.add(f'File "{path.name}": no table has this name', f"city:{folder}/{path.name}", path.stem, ", ".join(sorted(names)),
                           nearest(path.stem, names) or "rename the file, or move it out of the folder")  # fmt: skip
            elif path.stem in names and path.suffix in NOT_READ:
                faults.add(f'File "{path.name}": is not read under this ending', f"city:{folder}/{path.name}", path.suffix, ".csv or .xlsx", NOT_READ[path.suffix].format(path.stem))


def _joins(where: files.Roots, shelf: Shelf, columns: list[Named], faults: Faults) -> None:
    """Labels that stand for nothing; a table that could not be read is left to its own faults, and an absent one is a gap, no fault of the rows that name it."""
    for one in columns:
        _join(where, shelf.named(one.table), one, faults)


def _join(where: files.Roots, table: Table, one: Named, faults: Faults) -> None:
    numbers: dict[str, dict[str, int]] = {}
    for key, text, source in zip(table.keys(), table.rows[one.column], table.rows.get("source", [""] * len(table)), strict=True):
        for label in split(text):
            if label not in one.titles:
                if source not in numbers:
                    numbers[source] = _numbered(where, table, source)
                known = rows.permitted(dict(list(one.titles.items())[:LISTED])) + (" ..." if len(one.titles) > LISTED else "")
                faults.add(f'{table.ko}: "{label}" joins nowhere', f"{source}, row {numbers[source].get(key, key)}, column {one.column}", label,
                           f"a key of {one.other}" + (f": {known}" if known else ""),
                           nearest(label, [*one.titles, *one.titles.values()]) or f"add it to {one.other}, or correct the label")  # fmt: skip


def _is_the_citys(where: files.Roots, id: str) -> bool:
    """Whether a file lies in the city's folder; so does the catalogue of a country that dosi does not ship yet."""
    path = where.find(id) if id else None
    return path is not None and path.is_relative_to(where.city)


def _locate(where: files.Roots, shelf: Shelf, misfits: Iterable[Misfit], faults: Faults) -> None:
    """Note misfits as faults, with the file and the row in which each stands."""
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    for one in misfits:
        table = shelf.named(one.table)
        source = dict(zip(table.keys(), table.rows["source"], strict=True))[one.key]
        if (one.table, source) not in numbers:
            numbers[one.table, source] = _numbered(where, table, source)
        faults.add(one.what, f"{source}, row {numbers[one.table, source].get(one.key, '?')}, column {one.column}", one.found, one.expected, one.fix)


def _numbered(where: files.Roots, table: Table, source: str) -> dict[str, int]:
    """The rows of a file by key, numbered as the file counts them; none in a file that is no sheet."""
    path = where.find(source)
    found = rows.text_rows(path, source, rows.wanted_of(type(table)), table.key).rows if path and path.suffix in SHEETS else []
    return {"~".join(cells.get(k, "").strip() for k in table.key): number for number, cells in found}


def _cycles(shelf: Shelf, faults: Faults) -> None:
    if "rows/services" not in shelf:
        return
    services = shelf.named("rows/services").rows
    needs = {s: split(r) for s, r in zip(services["service"], services["requires"], strict=True)}
    done: set[str] = set()

    def walk(service: str, path: list[str]) -> None:
        if service in path:
            ring = [*path[path.index(service) :], service]
            faults.add("Services: prerequisites run in a ring", "services.csv, column requires", " -> ".join(ring), "no ring",
                       "remove one of these prerequisites")  # fmt: skip
            done.update(ring)
            return
        if service in done:
            return
        for other in needs.get(service, []):
            walk(other, [*path, service])
        done.add(service)

    for service in needs:
        walk(service, [])


def _newest(shelf: Shelf, city: City) -> str:
    """The newest of layer vintages and dated rows, the default of --as-of."""
    dates: list[Any] = [*shelf[Layers].rows["vintage"], *(day for kind in (Opinions, Received, Survey, SurveyTotals, Respondents, Handover) for day in shelf[kind].rows["on_date"])]
    known = [str(d) for d in dates if isinstance(d, str) and not pd.isna(d)]
    newest = max(known, default=f"{city.first_year}-01-01")
    return (newest + "-01-01")[:10] if len(newest) == 4 else (newest + "-01")[:10] if len(newest) == 7 else newest
