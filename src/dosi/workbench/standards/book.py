"""`dosi standards book`: the standards as a document of their own, with pictures of what passes and what fails."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dosi.workbench.answering import JsonOption, said, saying

if TYPE_CHECKING:
    from dosi.model.city import City, Shelf
    from dosi.model.standard_cases import Worked


def run(
    city: Annotated[Path | None, typer.Option("--city", help="city folder, for its own standards and its name; default: the country's standards alone")] = None,
    country: Annotated[str, typer.Option("--country", help="catalogue whose standards are printed, without --city")] = "kr",
    out: Annotated[Path, typer.Option("--out", help="folder to write into")] = Path("standards"),
    formats: Annotated[str, typer.Option("--formats", help="some of the formats, e.g. html,pdf; default: all")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="date of the book, e.g. 2026-11-01; default: the newest edition of a standard")] = "",
    json_: JsonOption = False,
) -> None:
    """Print the standards book: every standard with its limits, reasons, how to check it, and worked cases as pictures."""
    from dosi.document.standards_book import compose_book
    from dosi.infrastructure.checking import kind_modules
    from dosi.model.errors import Fault, InputFault, nearest
    from dosi.model.facts import Facts
    from dosi.model.texts import Standards
    from dosi.workbench.formats import formats as known_formats

    wanted = [f for f in formats.split(",") if f] or list(known_formats())
    bad = [f for f in wanted if f not in known_formats()]
    if bad:
        raise InputFault([Fault(f'--formats "{f}": is not known', "--formats", repr(f), ", ".join(known_formats()), nearest(f, known_formats()) or "use one of these") for f in bad])
    say = saying()
    say("기준을 읽는다 (reading)")
    settings, shelf, folders = _read(city, country, as_of)
    worked = worked_cases(shelf, folders)
    document = compose_book(settings, shelf, worked, {name: module.VALUES_KO for name, module in kind_modules().items()})
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in wanted:
        say(f"쓴다: {name} (writing)")
        written.append(out / known_formats()[name].format(document.id))
        importlib.import_module(f"dosi.document.render.{name}").render(document, Facts(shelf, settings.price_year), written[-1])
    said()
    requirements = len(shelf[Standards])
    standards = shelf[Standards].rows["standard"].nunique()
    if json_:
        print(json.dumps({"standards": standards, "requirements": requirements, "cases": len(worked), "files": [str(p) for p in written]}, ensure_ascii=False))
        return
    print(f"기준서: 기준 {standards}개, 요구사항 {requirements}가지, 사례 {len(worked)}개")
    for path in written:
        print(f"  {path / 'index.html' if path.is_dir() else path}")


def _read(folder: Path | None, country: str, as_of: str) -> tuple[City, Shelf, list[Path]]:
    """A city's settings and tables, or a country's alone; and the folders of standards."""
    from dosi.model.city import City
    from dosi.model.texts import Standards
    from dosi.sources import city as city_folder

    if folder is not None:
        where = city_folder.roots(folder)
        settings, shelf = city_folder.read(where, as_of)
        return settings, shelf, [where.catalogue / "standards", where.city / "standards"]
    shelf, place = catalogue_alone(country)
    dated = as_of or max(str(d) for d in shelf[Standards].rows["edition"])
    whole = (dated + "-01-01")[:10] if len(dated) == 4 else (dated + "-01")[:10]
    return City("스마트기반시설", "Smart infrastructure", "스마트기반시설 기준서", country, 0, 0, 0, "", "", "", "", "", (), whole), shelf, [place]


def catalogue_alone(country: str) -> tuple[Shelf, Path]:
    """A country's standards and lists without any city, and the folder of the standards."""
    from dosi.model.city import Shelf
    from dosi.model.rows import Lists
    from dosi.sources import city as city_folder
    from dosi.sources import files, texts

    shelf = Shelf()
    shelf.put(city_folder.shipped(country, Lists))
    place = city_folder.CATALOGUE / country / "standards"
    shelf.put(texts.standards([(id := f"catalogue:standards/{path.name}", path, files.source(id, path)) for path in sorted(place.glob("*.toml"))]))
    return shelf, place


def worked_cases(shelf: Shelf, folders: list[Path]) -> list[Worked]:
    """Every case of the standards that are printed, tried."""
    import numpy as np

    from dosi.infrastructure.telling import reasons
    from dosi.infrastructure.trying import state_of, try_case
    from dosi.model.errors import Fault, InputFault
    from dosi.model.standard_cases import Worked
    from dosi.model.texts import Standards
    from dosi.sources.standard_cases import read_cases

    standards = shelf[Standards]
    known = set(zip(standards.rows["standard"], standards.rows["requirement"], strict=True))
    made, faults = [], []
    for case in read_cases(folders):
        if (case.standard, case.requirement) not in known:
            faults.append(Fault(f'Case "{case.ko}": there is no such requirement', case.file, f"{case.standard}, {case.requirement}", "a requirement of the standard of that file name", "correct the case, or remove it"))
            continue
        found = try_case(case, standards)
        if state_of(found) != case.state:
            faults.append(Fault(f'Case "{case.ko}": the check finds otherwise', case.file, state_of(found), case.state, "correct the case or the limit: the book would show what is not true"))
            continue
        (ko,), (en,) = reasons(found, np.array([0]))
        measured, limit = (None if np.isnan(v[0]) else float(v[0]) for v in (found.judged.measured, found.judged.limit))
        within = next((found.given[n] for n in ("radius_m", "within_m", "min_m") if isinstance(found.given.get(n), float)), None)
        made.append(Worked(case, found.row["kind"], ko, en, measured, limit, within, str(found.given.get("area", ""))))
    if faults:
        raise InputFault(faults)
    return made
