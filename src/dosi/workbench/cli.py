"""The command line: every command calls the workbench and holds no rule of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench import site, standards, voice
from dosi.workbench.answering import JsonOption, faults_exit_2, said, saying

if TYPE_CHECKING:
    from dosi.workbench.many import Task, Wish

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="Turn a city's data, opinions, the law and standards into a smart city plan that shows why.")  # fmt: skip

text_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The texts that only people can write, as office files.")
app.add_typer(text_app, name="text")
app.add_typer(voice.app, name="voice")
app.add_typer(standards.app, name="standards")
app.add_typer(site.app, name="site")

CityArgument = Annotated[Path, typer.Argument(help="city folder")]
DataOption = Annotated[Path | None, typer.Option("--data", help="folder of data files, taken before the city's own")]
AsOfOption = Annotated[str, typer.Option("--as-of", help="date of the plan, e.g. 2025-03-31")]
OutOption = Annotated[Path | None, typer.Option("--out", help="write here instead of into the city folder")]


@app.command()
@faults_exit_2
def new(
    folder: Annotated[Path, typer.Argument(help="folder to make")], city: Annotated[str, typer.Option("--city", help="name of the city: its boundaries and units are taken")] = "",
    first_year: Annotated[int, typer.Option("--first-year", help="first year of the plan; default: next year")] = 0,
    country: Annotated[str, typer.Option("--country", help="catalogue to start from")] = "", json_: JsonOption = False,
) -> None:  # fmt: skip
    """Make a city folder to fill in; it builds at once to a draft with gaps."""
    from dosi.workbench import starting

    made = starting.start(folder, city, first_year, country)
    if json_:
        print(json.dumps({"folder": str(made.folder), "name": made.name, "units": made.units, "forms": made.forms}, ensure_ascii=False))
        return
    print(f"도시 폴더: {made.folder} ({made.name}, 법정동·읍·면 {made.units}곳)")
    print(f"  다음: {made.folder / 'city.toml'}과 rows/의 제안을 고치고, forms/의 서식을 부서에 보내고, dosi build {made.folder}")


@app.command()
@faults_exit_2
def build(
    city: CityArgument = Path(), data: DataOption = None, as_of: AsOfOption = "", to: Annotated[str, typer.Option("--to", help="last stage")] = "document",
    formats: Annotated[str, typer.Option("--formats", help="some of the formats, e.g. html,pdf; default: all")] = "", out: OutOption = None, json_: JsonOption = False,
    workers: Annotated[int, typer.Option("--workers", min=1, help="for a folder of cities: how many are built at once")] = 1,
    scheduler: Annotated[str, typer.Option("--scheduler", help="for a folder of cities: the Dask cluster that builds them, e.g. tcp://10.0.0.1:8786")] = "",
) -> None:  # fmt: skip
    """Build the plan of a city folder, or of every city in a folder of cities; only what changed is done again."""
    from dosi.workbench import building
    from dosi.workbench.formats import formats as known_formats

    wanted = [f for f in formats.split(",") if f]
    if to != "document":
        from dosi.workbench.chain import STAGE_NAMES

        _known("--to", [to], STAGE_NAMES)
    _known("--formats", wanted, known_formats())
    from dosi.workbench import many

    if cities := many.tasks(city, out):
        _build_all(cities, many.Wish(data.resolve() if data else None, as_of, to, tuple(wanted)), workers, scheduler, json_)
        return
    if scheduler:
        from dosi.model.errors import Fault, InputFault

        raise InputFault([Fault("Scheduler: there are no cities to share out", "--scheduler", city.name, "a folder whose sub-folders are cities", "give that folder, or leave --scheduler out")])
    done = building.build(city, data, as_of, to, wanted, out, saying())
    said()
    if json_:
        print(json.dumps({"plan": str(done.folder), "unchanged": done.unchanged, "gaps": done.gaps, "missing": done.missing, "understood": done.understood, "doubts": done.doubts,
                          "no_project": [vars(reason) for reason in done.no_project]}, ensure_ascii=False))  # fmt: skip
        return
    print(f"계획: {done.folder}" + (" (바뀐 것 없음, unchanged)" if done.unchanged else ""))
    written = sorted(p for p in (done.folder / "document").glob("*") if p.is_file())
    for path in (done.folder / "document" / "html" / "index.html", *written, done.folder / "plan.json"):
        if path.is_file():
            print(f"  {path}")
    for words in done.understood:
        print(f"  읽음 {words}")
    for words in done.doubts:
        print(f"  확인 필요 {words}")
    for reason in done.no_project:
        print(f"  사업 0건 ({reason.stage}): {reason.because}\n    고칠 곳: {reason.fix}")
    if done.gaps or done.missing:
        print(f"  작성 필요 {done.gaps}곳, 점검에서 모자란 항목 {done.missing}건: dosi check {city}")


def _build_all(cities: list[Task], wish: Wish, workers: int, scheduler: str, json_: bool) -> None:
    from dosi.workbench import many

    say = saying()
    outcomes = many.build_all(cities, wish, workers, scheduler, lambda o, done, all_: say(f"{done}/{all_} {o.city}: {many.KO[o.state]}, {o.seconds:.1f} s"))
    said()
    print(json.dumps({"cities": many.as_json(outcomes)}, ensure_ascii=False) if json_ else many.as_text(outcomes))
    raise typer.Exit(2 if any(o.state == many.BROKEN for o in outcomes) else 0)


def _known(option: str, given: list[str], known: Any) -> None:
    from dosi.model.errors import Fault, InputFault, nearest

    bad = [g for g in given if g not in known]
    if bad:
        raise InputFault([Fault(f'{option} "{b}": is not known', option, repr(b), ", ".join(known), nearest(b, known) or "use one of these") for b in bad])


@app.command()
@faults_exit_2
def check(city: CityArgument = Path(), data: DataOption = None, as_of: AsOfOption = "", out: OutOption = None, json_: JsonOption = False) -> None:
    """Judge the plan against the law, and list the opinions that nobody has answered; exit 1 when something required is missing."""
    from dosi.document.completeness import STATES_KO
    from dosi.document.unanswered import ANSWER, lines
    from dosi.workbench import building

    made = building.make(city, data, as_of, home=out, say=saying())
    said()
    missing = [v for v in made.verdicts if not v.holds]
    if json_:
        print(json.dumps({"verdicts": [vars(v) for v in made.verdicts], "gaps": [vars(g) for g in made.gaps], "unanswered": [vars(o) for o in made.unanswered], "holds": not missing}, ensure_ascii=False, indent=1))
    else:
        for v in (v for v in missing if not v.requirement.startswith(ANSWER)):
            print(f"작성 필요  {v.subject}{': ' + v.title if v.title else ''}\n           {v.because}")
        for v in made.verdicts:
            if v.state == "awaiting":
                print(f"서명 대기  {v.subject}{': ' + v.title if v.title else ''}")
        for line in lines(made.unanswered):
            print(line)
        counts = {s: sum(v.state == s for v in made.verdicts) for s in STATES_KO}
        print(", ".join(f"{STATES_KO[s]} {n}" for s, n in counts.items()))
    raise typer.Exit(1 if missing else 0)


@app.command()
@faults_exit_2
def explain(fact: str, city: CityArgument = Path(), data: DataOption = None, as_of: AsOfOption = "", out: OutOption = None, json_: JsonOption = False) -> None:
    """Say where a number comes from, down to the files, or to the model that chose it."""
    from dosi.model.errors import Fault, InputFault
    from dosi.workbench import building, explaining

    facts = building.make(city, data, as_of, home=out, say=saying()).facts
    said()
    try:
        facts.get(fact)
    except KeyError as trouble:
        raise InputFault([Fault(f'Fact "{fact}": is not known', "fact", repr(fact), "stage/table/key/column", str(trouble.args[0]))]) from None
    print(json.dumps(explaining.as_json(facts, fact), ensure_ascii=False, indent=1) if json_ else explaining.as_text(facts, fact))


@app.command()
@faults_exit_2
def collect(folder: Annotated[Path, typer.Argument(help="folder with filled forms")], city: CityArgument = Path(), json_: JsonOption = False) -> None:
    """Take filled forms into the city's rows: who sent what, what is missing, what conflicts."""
    from dosi.model.errors import InputFault
    from dosi.workbench import collecting

    report = collecting.collect(folder, city)
    if json_:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        raise typer.Exit(2 if report.faults else 0)
    print(collecting.as_text(report))
    if report.faults:
        raise InputFault(report.faults)


@text_app.command("import")
@faults_exit_2
def text_import(
    file: Annotated[Path, typer.Argument(help="edited plan.docx or plan.hwpx")], city: CityArgument = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would change")] = False,
    older: Annotated[bool, typer.Option("--older", help="also a file of an earlier plan; texts changed on both sides are faults")] = False,
    out: OutOption = None, json_: JsonOption = False,
) -> None:  # fmt: skip
    """Bring an edited office file back: texts return to text/, edits in computed blocks are told, nothing is lost."""
    from dosi.workbench import importing

    report = importing.bring(file, city, out, older, dry_run)
    print(json.dumps(report.as_json(), ensure_ascii=False, indent=1) if json_ else importing.as_text(report, dry_run))


@text_app.command("undo")
@faults_exit_2
def text_undo(city: CityArgument = Path(), json_: JsonOption = False) -> None:
    """Put the texts back as they were before the last import."""
    from dosi.workbench import importing

    files = importing.undo(city)
    print(json.dumps({"restored": files}, ensure_ascii=False) if json_ else "되돌림 (restored): " + ", ".join(files))


@app.command()
@faults_exit_2
def seal(
    name: str, date: Annotated[str, typer.Option("--date", help="date of the seal, e.g. 2025-05-01")], city: CityArgument = Path(),
    status: Annotated[str, typer.Option("--status", help="draft, hearing, applied, conditional, approved, amended")] = "draft", data: DataOption = None, as_of: AsOfOption = "", out: OutOption = None,
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """Keep the plan as a read-only version."""
    from dosi.workbench import building, versions

    building.build(city, data, as_of, out=out, say=saying())
    said()
    version = versions.seal(name, status, date, city, out or city, data)
    print(json.dumps({"version": str(version)}, ensure_ascii=False) if json_ else f"봉인한 판: {version}")


@app.command()
@faults_exit_2
def diff(old: Path, new: Path, json_: JsonOption = False) -> None:
    """Compare two built city folders, versions or plans."""
    from dosi.workbench import versions

    changes = versions.compare(old, new)
    if json_:
        print(json.dumps([vars(c) for c in changes], ensure_ascii=False, indent=1))
        return
    for c in changes:
        print(f"{c.what:16} {c.subject:48} {_amount(c.old)} → {_amount(c.new)}   {c.needs}")
    print(f"달라진 것 {len(changes)}건 (changes: {len(changes)})")


@app.command()
@faults_exit_2
def due(city: CityArgument = Path(), data: DataOption = None, as_of: AsOfOption = "", out: OutOption = None, json_: JsonOption = False) -> None:
    """Say which steps of the procedure come next, which are late and by how much; exit 1 when one is late and not done."""
    from dosi.workbench import due as asking

    day, steps = asking.due(city, data, as_of, out or city, saying())
    said()
    print(json.dumps({"as_of": day, "steps": [vars(s) for s in steps]}, ensure_ascii=False, indent=1) if json_ else asking.as_text(day, steps))
    raise typer.Exit(1 if any(s.state == "late" for s in steps) else 0)


@app.command("what-if")
@faults_exit_2
def what_if(
    city: CityArgument = Path(), change: Annotated[list[str] | None, typer.Option("--set", help="rows/TABLE/KEY/COLUMN=VALUE or =*FACTOR; * in the key for any; may be given several times")] = None,
    data: DataOption = None, as_of: AsOfOption = "", out: OutOption = None, json_: JsonOption = False,
) -> None:  # fmt: skip
    """Choose again with some cells changed and say what becomes of each project and why; without --set, rows as they are now against the last plan built."""
    from dosi.workbench import what_if as asking

    answer = asking.what_if(city, change or [], data.resolve() if data else None, as_of, out or city, saying())
    said()
    print(json.dumps(answer.as_json(), ensure_ascii=False, indent=1) if json_ else asking.as_text(answer))


@app.command()
@faults_exit_2
def register(city: CityArgument = Path(), data: DataOption = None, as_of: AsOfOption = "", out: OutOption = None, json_: JsonOption = False) -> None:
    """Write the register of devices: public page, open data, notices of cameras, and where plan, building and hand-over differ."""
    from dosi.workbench import public_register

    done = public_register.write(city, data, as_of, out, saying())
    said()
    if not json_:
        print(public_register.as_text(done))
        return
    print(json.dumps({"folder": str(done.folder), "files": done.files, "devices": done.devices, "states": done.states, "differences": done.found, "kinds_with_statements_owed": done.unstated,
                      "licence": done.licence or None}, ensure_ascii=False, indent=1))  # fmt: skip


@app.command()
@faults_exit_2
def peer(other: Path, city: CityArgument = Path(), out: OutOption = None, json_: JsonOption = False) -> None:
    """Set another city's built plan beside this one: its indicators of the same definition, as rows."""
    from dosi.workbench import peering

    town, indicators = peering.take(other, city, out or city)
    print(json.dumps({"town": town, "indicators": indicators}, ensure_ascii=False) if json_ else f"{town}: 같은 정의의 지표 {len(indicators)}가지를 rows/peer_figures.csv에 적었다")


def _amount(value: Any) -> str:
    return "—" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Entry point of the command `dosi`."""
    app()
