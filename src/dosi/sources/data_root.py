"""Whether the folder given as --data holds what layers.toml looks for there, or is a folder too high or too low."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from dosi.model.errors import Faults
from dosi.sources.files import Roots
from dosi.sources.layers.declared import Layer

ROOT = "data:"
DEEPEST = 3
"""folders below the one given in which the files are looked for"""
MOST_FOLDERS = 2_000
"""folders looked into; a planner's whole disk is not searched"""


def told(where: Roots, layers: Iterable[Layer], faults: Faults) -> tuple[str, ...]:
    """Say of how many layers the files came from --data; a fault when not one is there, so that no example data are taken for the city's."""
    if where.data is None:
        return ()
    looked_for = [layer for layer in layers if any(path.startswith(ROOT) for path in layer.paths)]
    if not looked_for:
        return ("--data 폴더에서 읽을 자료(data:)가 layers.toml에 하나도 없다",)
    lacking = [layer.id for layer in looked_for if layer.taken is None or not layer.taken.id.startswith(ROOT)]
    if len(lacking) < len(looked_for):
        rest = f", 거기 없는 것: {', '.join(lacking)}" if lacking else ""
        return (f"--data 폴더에서 자료 {len(looked_for)}가지 가운데 {len(looked_for) - len(lacking)}가지를 읽었다{rest}",)
    paths = list(dict.fromkeys(path.removeprefix(ROOT) for layer in looked_for for path in layer.paths if path.startswith(ROOT)))
    better = holding(where.data, paths)
    faults.add("The data folder holds none of the files that layers.toml looks for", "--data", str(where.data), f"{paths[0]} or another of {len(paths)} files (data: in layers.toml)",
               f"give --data {better[0]}, where {better[1]} of them lie" if better else "give the folder that the paths of layers.toml start from, or leave out --data")  # fmt: skip
    return ()


def holding(folder: Path, paths: list[str]) -> tuple[Path, int] | None:
    """The folder near the given one that holds most of the paths, and how many; of equals the nearest."""
    found = [(sum((near / path).is_file() for path in paths), near) for near in _near(folder)]
    most = max((count for count, _ in found), default=0)
    return next(((near, count) for count, near in found if count == most), None) if most else None


def _near(folder: Path) -> Iterator[Path]:
    """Folders below, level by level, then the two above."""
    level = [folder]
    seen = 0
    for _ in range(DEEPEST):
        level = [sub for one in level for sub in _subfolders(one)]
        yield from level[: MOST_FOLDERS - seen]
        seen += len(level)
        if seen >= MOST_FOLDERS:
            break
    yield from (Path(os.path.normpath(folder / up)) for up in ("..", "../.."))


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if not p.name.startswith(".") and not p.is_symlink() and p.is_dir())
    except OSError:  # a folder that may not be opened holds nothing for us
        return []
