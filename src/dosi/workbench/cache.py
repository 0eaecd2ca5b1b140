"""Run a stage again only when what it reads, or the code it runs through, has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from dosi.model.city import City, Shelf
from dosi.model.table import Table
from dosi.workbench import store
from dosi.workbench.chain import Stage
from dosi.workbench.code import PACKAGE, code_sha256

BELOW = ("model", "network", "fairness")
"""rooms that every stage runs through"""
KEPT = 6
"""answers kept per stage, so that going back to an earlier input is quick"""


class Cache:
    """Answers of stages in a folder, each under the hash of what it was made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, stage: Stage, city: City, shelf: Shelf) -> tuple[list[Table], bool]:
        """The stage's tables, and whether they were kept from before."""
        place = self.folder / stage.label / self._key(stage, city, shelf)
        if (place / store.INDEX).is_file():
            try:
                kept = store.load(place)
                os.utime(place)
                return [kept[kind] for kind in stage.makes], True
            except Exception:  # a damaged answer is made again
                shutil.rmtree(place, ignore_errors=True)
        made = stage.run(city, shelf)
        beside = place.with_name(f"{place.name}.{os.getpid()}")
        shutil.rmtree(beside, ignore_errors=True)
        store.save(made, beside)
        if place.exists():
            shutil.rmtree(beside)
        else:
            beside.rename(place)
        self._forget(place.parent)
        return made, False

    def _key(self, stage: Stage, city: City, shelf: Shelf) -> str:
        room = stage.function.__module__.split(".")[1]
        digest = hashlib.sha256(code_sha256(room, *(r for r in BELOW if (PACKAGE / r).is_dir())).encode())
        for kind in stage.reads:
            digest.update((city.content_sha256() if kind is City else shelf[kind].content_sha256()).encode())
        return digest.hexdigest()[:24]

    def _forget(self, folder: Path) -> None:
        old = sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)[KEPT:]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
