"""`dosi register`: the register of devices as a public page and open data, the notices of cameras, and what people have to settle between plan, building and hand-over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dosi.model.city import City, Shelf
from dosi.model.devices import DIFFERENCES, STATES, DeviceRegister, Differences
from dosi.workbench import building
from dosi.workbench.public_register import inside, opened, page
from dosi.workbench.public_register.listing import notices, public

NAME, PUBLIC = "register", "public"


@dataclass(frozen=True)
class Written:
    """What a register holds, and where it lies."""

    folder: Path
    files: tuple[str, ...]
    devices: int
    states: dict[str, int]
    differences: dict[str, int]
    found: tuple[dict[str, object], ...]
    """every difference: device, what, words"""
    unstated: int
    """kinds of devices with a statement that the operator still owes"""
    licence: str


def write(folder: Path, data: Path | None = None, as_of: str = "", out: Path | None = None, say: Callable[[str], None] = lambda _: None) -> Written:
    """Run the chain up to the places and write `<out or city>/register`: what the public may see in `public/`, what people have to settle beside it. The last good one stays until this one is complete."""
    home = out or folder
    home.mkdir(parents=True, exist_ok=True)
    made = building.make(folder, data, as_of, "sites", home, say)
    say("쓴다 (writing)")
    target, beside = home / NAME, home / f"{NAME}.writing-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        told = _fill(made.city, made.shelf, beside)
        old = home / f"{NAME}.old-{os.getpid()}"
        if target.exists():
            target.rename(old)
        beside.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Written(target, *told)


def _fill(city: City, shelf: Shelf, folder: Path) -> tuple[tuple[str, ...], int, dict[str, int], dict[str, int], tuple[dict[str, object], ...], int, str]:
    (folder / PUBLIC).mkdir(parents=True)
    listed = public(city, shelf)
    signs = notices(listed)
    names = [*opened.write(city, listed, signs, folder / PUBLIC), page.write(city, shelf, listed, signs, folder / PUBLIC)]
    own = inside.write(city, shelf, folder)
    register, found = shelf[DeviceRegister].rows, shelf[Differences].rows
    states, differences = register["state"].value_counts(), found["difference"].value_counts()
    return (
        (*(f"{PUBLIC}/{name}" for name in names), *own), len(register), {s: int(states[s]) for s in STATES if s in states}, {d: int(differences[d]) for d in DIFFERENCES if d in differences},
        tuple(shelf[Differences].records()), sum(kind.owes for kind in listed.kinds.values()), city.licence,
    )  # fmt: skip


def as_text(done: Written) -> str:
    """The answer for people."""
    lines = [f"장치 등록부: {done.folder} (장치 {done.devices:,})", "  " + ", ".join(f"{STATES[s]} {n:,}" for s, n in done.states.items())]
    lines += [f"  {done.folder / name}" for name in done.files]
    if done.unstated:
        lines.append(f"  운영 부서가 적어야 할 것이 남은 장치 종류 {done.unstated} (rows/device_kinds.csv)")
    if not done.licence:
        lines.append('  이용 조건이 적혀 있지 않다: city.toml에 [open_data] licence = "..."')
    lines.append(f"계획·준공·인수의 차이 {sum(done.differences.values()):,}건" + (": " + ", ".join(f"{DIFFERENCES[d]} {n:,}" for d, n in done.differences.items()) if done.differences else ""))
    return "\n".join(lines)
