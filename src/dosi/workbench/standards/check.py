"""`dosi standards check`: an inventory, or the design of a district, against the standards."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dosi.workbench.answering import JsonOption, said, saying

if TYPE_CHECKING:
    from dosi.workbench.checked import Result

SHOWN = 20
MOST_VERDICTS = 1000
KO = {"pass": "적합", "fail": "미달", "cannot_tell": "확인 불가", "not_applicable": "해당 없음"}
MANNER_KO = {"add": "더 놓기", "mend": "고치기"}
SEVERITY_KO = {"must": "의무", "should": "권고"}


def run(
    assets: Annotated[list[Path], typer.Argument(metavar="ASSETS...", help="inventory or design: GeoPackage, GeoJSON, Shapefile, GeoParquet, KML, CSV, Excel; several are put together")],
    city: Annotated[Path, typer.Option("--city", help="city folder: zones, people, streets, what stands there, its own standards")],
    role: Annotated[str, typer.Option("--role", help="what all assets are, e.g. facility:cctv; default: a column of roles, or the layer's name")] = "",
    columns: Annotated[Path | None, typer.Option("--columns", help="TOML file of what the file calls its columns, roles and values")] = None,
    crs: Annotated[str, typer.Option("--crs", help="coordinate system of the file, where it does not say itself")] = "",
    design: Annotated[bool, typer.Option("--design", help="the file is added to what stands in the city (default: it takes the place of its roles), and only zones that it touches are judged")] = False,
    only: Annotated[str, typer.Option("--only", help="ids of standards, apart by commas; default: all")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="folder to write into")] = None,
    formats: Annotated[str, typer.Option("--formats", help="some of html, xlsx, gpkg, csv; default with --out: all")] = "",
    every: Annotated[bool, typer.Option("--every", help="write every verdict, also those that pass or do not apply")] = False,
    most: Annotated[int, typer.Option("--most", min=0, help="most verdicts in the JSON answer; 0: all")] = MOST_VERDICTS,
    data: Annotated[Path | None, typer.Option("--data", help="folder of data files, taken before the city's own")] = None,
    json_: JsonOption = False,
) -> None:  # fmt: skip
    """Judge assets against every standard: pass, fail, cannot tell, not applicable; exit 1 when something that must be kept is not."""
    from dosi.model.errors import Fault, InputFault, nearest
    from dosi.workbench import checked, findings_formats

    known = sorted(m.name for m in pkgutil.iter_modules(findings_formats.__path__))
    wanted = [f for f in formats.split(",") if f] or known
    bad = [f for f in wanted if f not in known]
    if bad or (formats and out is None):
        raise InputFault([Fault(f'--formats "{f}": is not known', "--formats", repr(f), ", ".join(known), nearest(f, known) or "use one of these") for f in bad]
                         or [Fault("--formats: nowhere to write", "--out", "no folder", "a folder", "add --out FOLDER")])  # fmt: skip
    say = saying()
    result = checked.check(assets, city, checked.Asked(role, columns, crs, design, tuple(s for s in only.split(",") if s), every, data), say)
    written = []
    for name in wanted if out else []:
        say(f"쓴다: {name} (writing)")
        out.mkdir(parents=True, exist_ok=True)  # type: ignore[union-attr]
        written.append(importlib.import_module(f"dosi.workbench.findings_formats.{name}").write(result, out))
    said()
    print(json.dumps(as_json(result, most or None, written), ensure_ascii=False) if json_ else as_text(result, written))
    raise typer.Exit(1 if result.broken else 0)


def as_json(result: Result, most: int | None = MOST_VERDICTS, written: list[Path] | None = None) -> dict[str, Any]:
    """The documented object: counts, findings, verdicts with subject, requirement, passed, because and geometry."""
    rows = result.verdicts(most)
    lonlat = result.lonlat(rows)
    told = [{"subject": r["subject"], "layer": r["layer"], "role": r["role"], "requirement": f"{r['standard']}#{r['requirement']}", "severity": r["severity"], "state": r["state"], "passed": r["passed"],
             "because": {"ko": r["because_ko"], "en": r["because_en"]}, "measured": _number(r["measured"]), "limit": _number(r["limit"]), "zone": r["zone"],
             "geometry": {"type": "Point", "coordinates": at} if at else None} for r, at in zip(rows.to_dict("records"), lonlat, strict=True)]  # fmt: skip
    return {
        "assets": len(result.assets), "holds": not result.broken, "assets_by_worst": result.by_asset, "verdicts_by_state": result.totals,
        "requirements": result.counts.to_dict("records"), "zones": result.by_zone.to_dict("records"), "findings": [vars(f) for f in result.findings], "lacking": [vars(one) for one in result.lacking],
        "verdicts": told, "verdicts_left_out": result.number_told - len(told), "understood": list(result.understood), "files": [str(p) for p in written or ()],
    }  # fmt: skip


def as_text(result: Result, written: list[Path]) -> str:
    """A summary that a planner reads: what is wrong first, each with its place."""
    worst = result.by_asset
    lines = [f"자산 {len(result.assets):,}개를 요구사항 {len(result.counts):,}개에 견주었다: " + ", ".join(f"{KO[s]} {n:,}" for s, n in result.totals.items()),
             f"자산마다 가장 나쁜 판정: 의무 미달 {worst['breaks_must']:,}, 권고 미달 {worst['breaks_should']:,}, 확인 불가 {worst['cannot_tell']:,}, 모두 적합 {worst['keeps_all']:,}, 묻는 기준 없음 {worst['asked_nothing']:,}"]  # fmt: skip
    lines += [f"  읽음 {words}" for words in result.understood]
    for state in ("fail", "cannot_tell"):
        some = [f for f in result.findings if f.state == state]
        if not some:
            continue
        lines += ["", f"{KO[state]}: {len(some):,}가지 (요구사항과 생활권마다 묶음)"]
        for f in some[:SHOWN]:
            lines += [f"  {SEVERITY_KO[f.severity]}  {f.number:,}건  {result.zone_title(f.zone)}  {result.title(f.standard)}: {result.sentence(f.standard, f.requirement)}",
                      f"        {f.worst}: {f.because_ko}" + (f"; {', '.join(f.examples[1:])}" if f.number > 1 and len(f.examples) > 1 else "") + (f"  (x {f.x_m:,.0f}, y {f.y_m:,.0f} m 둘레)" if f.x_m is not None else "")]  # fmt: skip
        if len(some) > SHOWN:
            lines.append(f"  그 밖의 {len(some) - SHOWN:,}가지는 --out 폴더에 쓴 파일에 있다")
    if result.lacking:
        lines += ["", "지키려면 (수는 요구사항마다 따로 센 것)"]
        lines += [f"  {MANNER_KO[one.manner]} {'몇이라도 모자람' if one.units is None else f'{one.units:,}개'}  {result.title(one.standard)}: {result.sentence(one.standard, one.requirement)}"
                  + (f"  ({result.service_title(one.service)} {one.service_units:,}, {one.capital_won / 1e6:,.0f}백만원)" if one.service and one.capital_won is not None else "") for one in result.lacking]  # fmt: skip
    zones = result.by_zone[result.by_zone["severity"] == "must"]
    lines += ["", "생활권마다 의무 기준의 판정"]
    lines += [f"  {result.zone_title(z['zone'])}: " + ", ".join(f"{KO[s]} {z[s]:,}" for s in KO) for z in zones.to_dict("records") if sum(z[s] for s in KO)]
    lines += [f"  {path}" for path in written]
    lines += ["", "의무 기준을 어긴 곳이 있다 (a must fails)" if result.broken else "의무 기준을 어긴 곳이 없다 (no must fails)"]
    return "\n".join(lines)


def _number(value: float) -> float | None:
    return None if value != value else value
