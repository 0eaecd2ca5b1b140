"""Another city's built plan as a town beside this one: its indicators of the same definition, with people, first year and the plan as source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dosi.evidence.peers import FIRST_YEAR
from dosi.model.city import CITY, Shelf
from dosi.model.errors import Fault, Faults, InputFault
from dosi.model.findings import Measured, People
from dosi.model.layers import Layers
from dosi.model.rows import Figures, Indicators, PeerFigures, PeerTowns
from dosi.model.table import Source, Table
from dosi.sources import files, rows
from dosi.workbench import rowfiles, store, versions

DEFINED_BY = ("shape", "role", "condition", "amount", "per", "factor", "radius_m", "near_role", "near_condition", "group", "travel", "within_min", "least_kinds", "unit")
"""columns in which two plans' indicators must agree to be the same"""


def take(other: Path, city: Path, home: Path) -> tuple[str, list[str]]:
    """Write another plan's city values into the city's rows: the town's name, and the indicators taken.

    Only indicators that both plans define alike are taken, so that values are never set beside others of another meaning. A town taken before is replaced.
    """
    place = versions.tables_of(other)
    theirs, ours = store.load(place), store.load(versions.tables_of(home))
    about = json.loads((place.parent / "plan.json").read_text(encoding="utf-8"))
    town, source = about["city"]["name"], f"{about['city']['title']}(기준일 {about['as_of']}{', ' * bool(about['city']['status'])}{about['city']['status']})"
    people, first = _size_and_age(theirs, town)
    alike = _defined(ours).items() & _defined(theirs).items()
    mine = {"town": town, "people": people, "first_year": first, "source_ko": f"인구와 첫 입주: {source}", "source_kind": "published"}
    figures = [_figure(r, theirs, town, int(about["as_of"][:4]), source) for r in theirs[Measured].records()
               if r["place"] == CITY and r["value"] is not None and any(r["indicator"] == name for name, _ in alike)]  # fmt: skip
    _replace(city / "rows" / "peer_towns.csv", PeerTowns, town, [mine])
    _replace(city / "rows" / "peer_figures.csv", PeerFigures, town, figures)
    return town, [f["indicator"] for f in figures]


def _size_and_age(plan: Shelf, town: str) -> tuple[int, int]:
    """People and first year of a plan's city; a fault where it does not know both."""
    faults, people = Faults(), plan[People].known().get(CITY)
    said = [r["value"] for r in plan[Figures].records() if r["place"] == CITY and r["measure"] == FIRST_YEAR]
    if not people:
        faults.add(f'"{town}": the plan does not know how many people there are', "evidence/people", "no value", "people of the city", "give the plan its population and build it again")
    if not said:
        faults.add(f'"{town}": the plan does not say when people first moved in', "rows/figures.csv", "no row", f"place {CITY}, measure {FIRST_YEAR}", "add the row and build the plan again")
    faults.raise_any()
    return int(people or 0), int(said[0])


def _defined(plan: Shelf) -> dict[str, tuple[Any, ...]]:
    """What each indicator of a plan means."""
    return {r["indicator"]: tuple(r[c] for c in DEFINED_BY) for r in plan[Indicators].records()}


def _figure(row: Mapping[str, Any], plan: Shelf, town: str, year: int, source: str) -> dict[str, Any]:
    """A measured value as a figure of a town; modelled where its layers are."""
    roles = {row["role"], row["near_role"], row["per"], row["group"]}
    modelled = any(r["kind"] == "modelled" for r in plan[Layers].records() if r["role"] in roles and r["file"])
    return {"town": town, "indicator": row["indicator"], "value": row["value"], "year": year, "worked_ko": "이 계획과 같은 정의로 그 도시의 계획이 잰 값",
            "source_ko": source, "source_kind": "modelled" if modelled else "observed"}  # fmt: skip


def _replace(path: Path, kind: type[Table], town: str, given: list[dict[str, Any]]) -> None:
    """Rows of a file with those of one town replaced; rows of other towns stay as they are."""
    if path.with_suffix(".xlsx").exists():
        raise InputFault([Fault(f'Table "{path.stem}": stands in a workbook', f"{path.stem}.xlsx", "an Excel file", "peer_towns.csv and peer_figures.csv", "save the workbook as CSV first")])
    id = f"city:rows/{path.name}"
    kept = rows.read(kind, [(id, path, Source(id, files.sha256(path)))]).records() if path.exists() else []
    rowfiles.write(path, kind, [r for r in kept if r["town"] != town] + given)
