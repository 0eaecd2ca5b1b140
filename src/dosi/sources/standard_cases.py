"""Read the worked cases that lie beside the standards (standards/cases/*.toml)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dosi.model.errors import Faults
from dosi.model.standard_cases import Case
from dosi.sources.texts import shaped, toml

NUMBER = (int, float)
SHAPE = {"case": [{"requirement": str, "state": str, "ko": str, "en": str, "assets": [dict], "?people": [[NUMBER]], "?zone_kind": str, "?area_km2": NUMBER, "?streets": [[[NUMBER]]], "?measured": NUMBER}]}
STATES = ("pass", "fail", "cannot_tell", "not_applicable")


def read_cases(folders: Iterable[Path]) -> tuple[Case, ...]:
    """Every case of the folders `cases` beside standards, in the order of their files; all faults together."""
    faults = Faults()
    made = []
    for path in (path for folder in folders for path in sorted((folder / "cases").glob("*.toml"))):
        id = f"standards/cases/{path.name}"
        read = toml(path, id, faults)
        if not read or not shaped(read, SHAPE, id, faults):
            continue
        for no, one in enumerate(read["case"], start=1):
            if one["state"] not in STATES:
                faults.add(f'Case "{one["ko"]}": its state is not known', f"{id}, case {no}", one["state"], ", ".join(STATES), "use one of these")
            made.append(Case(path.stem, one["requirement"], one["state"], one["ko"], one["en"], tuple(one["assets"]), tuple((x, y, n) for x, y, n in one.get("people", ())), one.get("zone_kind", ""), one.get("area_km2"),
                             tuple(tuple((x, y) for x, y in line) for line in one.get("streets", ())), one.get("measured"), id))  # fmt: skip
    faults.raise_any()
    return tuple(made)
