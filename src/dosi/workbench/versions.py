"""Seal a plan as a version that nobody changes, and compare two plans."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from dosi.model.city import Shelf
from dosi.model.errors import Fault, InputFault, nearest
from dosi.model.rows import Received
from dosi.sources import city as city_folder
from dosi.sources import files
from dosi.sources.masking import copying
from dosi.workbench import store

STATUSES = ("draft", "hearing", "applied", "conditional", "approved", "amended")
COMPLETE_FROM = ("applied", "conditional", "approved", "amended")
"""statuses that a plan with something missing or unsigned cannot have"""
WORDS = ("city:voice/", f"city:{Received.name}.")
"""files of people's words: they are kept without the personal data in them"""


def seal(name: str, status: str, date: str, folder: Path, home: Path, data: Path | None = None) -> Path:
    """Copy the built plan and the city's inputs to versions/NAME, with a hash of every file, read-only.

    Files of people's words are copied without the personal data in them; those of which nobody can tell what they hold are withheld (their hash is kept).
    """
    plan, version = home / "plan", folder / "versions" / name
    if status not in STATUSES:
        raise InputFault([Fault(f'Status "{status}": is not known', "--status", repr(status), ", ".join(STATUSES), nearest(status, STATUSES) or "use one of these")])
    if not (plan / "plan.json").is_file():
        raise InputFault([Fault("There is no plan to seal", str(plan.name), "no plan.json", "a built plan", "run dosi build first")])
    if version.exists():
        raise InputFault([Fault(f'Version "{name}": exists already', f"versions/{name}", "a sealed version", "a new name", "choose another name; a sealed version never changes")])
    verdicts = json.loads((plan / "plan.json").read_text(encoding="utf-8"))["verdicts"]
    open_lines = [v for v in verdicts if v["state"] in ("missing", "awaiting")]
    if status in COMPLETE_FROM and open_lines:
        raise InputFault([
            Fault(f"{' '.join(filter(None, (v['subject'], v.get('title'))))}: {'is missing' if v['state'] == 'missing' else 'awaits a signature'}", v["anchor"] or "-", v["because"],
                  f"every line computed or signed for status {status}", "write it, sign it at the head of its text file, name in decisions.csv who confirmed the answers, or answer in received.csv")
            for v in open_lines
        ])  # fmt: skip
    beside = version.with_name(f"{name}.sealing")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(plan, beside / "plan")
    inputs, withheld = city_folder.input_files(city_folder.roots(folder, data)), list[str]()
    for id, path in inputs:
        if id.startswith("city:"):
            target = beside / "inputs" / id.removeprefix("city:")
            target.parent.mkdir(parents=True, exist_ok=True)
            if not id.startswith(WORDS):
                shutil.copyfile(path, target)
            elif not copying.copied(path, target, id):
                withheld.append(id)
    made = {p.relative_to(beside).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(beside.rglob("*")) if p.is_file()}
    about = {"name": name, "status": status, "date": date, "inputs": {id: files.sha256(p) for id, p in inputs}, "withheld": withheld, "files": made}
    (beside / "version.json").write_text(json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for path in beside.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    beside.rename(version)
    return version


@dataclass(frozen=True)
class Change:
    """One difference between two plans, and what it likely needs."""

    what: str
    """service in | service out | service changed | money | sites | target | text | fact"""
    subject: str
    old: Any
    new: Any
    needs: str
    """likely route, to be decided with the Ministry"""


RULES = "change_rules"
"""list of the catalogue that says what a change needs"""


def compare(old: Path, new: Path) -> list[Change]:
    """Differences between two city folders, versions or plans: services, money by year and fund, sites, targets, texts."""
    before, after = (store.load(tables_of(p)) for p in (old, new))
    made: list[Change] = []
    renewed = _rule(after, "renewed_approval")
    chosen = [t.named("portfolio/chosen").rows.set_index(["service", "zone"]) for t in (before, after)]
    for key in _in_order(chosen[0].index.difference(chosen[1].index)):
        made.append(Change("service out", "~".join(key), int(chosen[0].at[key, "capital_won"]), None, renewed))
    for key in _in_order(chosen[1].index.difference(chosen[0].index)):
        made.append(Change("service in", "~".join(key), None, int(chosen[1].at[key, "capital_won"]), renewed))
    for key in _in_order(chosen[0].index.intersection(chosen[1].index)):
        for column in ("scale", "start_year", "capital_won", "operating_won_per_year"):
            was, now = int(chosen[0].at[key, column]), int(chosen[1].at[key, column])
            if was != now:
                made.append(Change("service changed", f"{'~'.join(key)} {column}", was, now, renewed))
    made += _keyed("money", before.named("programme/finance").rows, after.named("programme/finance").rows, ["year", "fund", "purpose"], "won", renewed)
    made += _keyed("target", before.named("programme/targets").rows, after.named("programme/targets").rows, ["kpi", "phase"], "target", renewed)
    counts = [t.named("infrastructure/sites").rows.groupby(["service", "zone"]).size().rename("sites").reset_index() for t in (before, after)]
    made += _keyed("sites", counts[0], counts[1], ["service", "zone"], "sites", renewed)
    minor = _minor_texts(after)
    for change in _keyed("text", before.named("texts/written").rows, after.named("texts/written").rows, ["text", "anchor"], "body_sha256", renewed):
        made.append(replace(change, needs=_rule(after, "minor_change")) if change.subject.partition("~")[0] in minor else change)
    return made


def _rule(shelf: Shelf, item: str) -> str:
    """What a change needs, as the catalogue has it, with its clause; to be decided with the Ministry."""
    lists = shelf.named("rows/lists")
    key = f"{RULES}~{item}"
    return f"{lists.at(key, 'note_ko')} [{lists.at(key, 'citation_ko')}]" if lists.position(key) is not None else item


def _minor_texts(shelf: Shelf) -> set[str]:
    """Text files of sections whose change alone is minor by law."""
    minor = set(shelf.named("rows/law").rows.query("minor_change")["clause"])
    listed = shelf.named("texts/sections").rows
    return set(listed.loc[listed["section"].isin(minor), "text"].dropna())


def tables_of(path: Path) -> Path:
    """Where a city folder, a version or a plan folder keeps its tables."""
    for place in (path / "tables", path / "plan" / "tables"):
        if (place / store.INDEX).is_file():
            return place
    raise InputFault([Fault(f'"{path.name}": holds no plan', path.name, "no tables", "a city folder that was built, a version, or a plan folder", "run dosi build first")])


def _in_order(keys: Iterable[Any]) -> list[Any]:
    return sorted(keys)


def _keyed(what: str, old: pd.DataFrame, new: pd.DataFrame, key: list[str], column: str, needs: str) -> list[Change]:
    values = [{"~".join(map(str, k)): v for *k, v in f[[*key, column]].itertuples(index=False, name=None)} for f in (old, new)]
    made = []
    for subject in sorted({*values[0], *values[1]}):
        was, now = (_plain(v.get(subject)) for v in values)
        if was != now:
            made.append(Change(what, subject, was, now, needs))
    return made


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value != value:
        return None
    return value.item() if hasattr(value, "item") else value
